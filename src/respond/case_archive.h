/* SPDX-License-Identifier: Apache-2.0 */
/* case_archive.h -- a case as one file that proves its content: a tar (POSIX ustar; pax headers for
 * long names) of <name>/..., with MANIFEST.sha256, which lists the SHA-256 of every other file as
 * `sha256sum -c` reads it. Names are sorted, owners and times are 0: the same case gives the same
 * bytes. Who writes down the manifest's own sum can prove later that nothing was exchanged. */
#ifndef MERLON_RESPOND_CASE_ARCHIVE_H
#define MERLON_RESPOND_CASE_ARCHIVE_H

#include "base/sha256.h"
#include "respond/case_folder.h"

#define CASE_ARCHIVE_BYTES_MAX ((size_t)256 << 30) /* more than an incident's evidence */

enum {
    CASE_ARCHIVE_FILES_MAX = 200000,            /* as many as file_list lists */
    CASE_ARCHIVE_MANIFEST_BYTES_MAX = 256 << 20 /* 200,000 lines with long names, and more */
};

/* A file in an archive or in a folder that is checked. */
typedef struct CaseMember {
    Str name; /* within the case: "evidence/files.jsonl" */
    uint64_t bytes;
    Sha256 sum;
} CaseMember;

typedef struct CaseMembers {
    CaseMember *items; /* sorted by name once they are whole */
    size_t count, capacity;
    bool has_manifest;
    Str manifest; /* the text of MANIFEST.sha256, which is no item */
} CaseMembers;

typedef enum CaseDifferenceKind {
    CASE_DIFFERENCE_CHANGED, /* its sum is another one */
    CASE_DIFFERENCE_MISSING, /* in the manifest only */
    CASE_DIFFERENCE_ADDED    /* not in the manifest */
} CaseDifferenceKind;

typedef struct CaseDifference {
    CaseDifferenceKind kind;
    Str name;
} CaseDifference;

typedef struct CaseCheck {
    size_t files;                /* that the manifest lists */
    Sha256 manifest;             /* its own sum */
    CaseDifference *differences; /* sorted by name */
    size_t difference_count;
} CaseCheck;

/* Writes the case to a tar at path (NULL: standard output) and MANIFEST.sha256 into the folder.
 * Hidden files, symbolic links and what killed programs left are not part of it. Both locks must be
 * held; a file that changes meanwhile all the same is an error. */
bool case_archive_write(const CaseFolder *folder, const char *path, CaseCheck *ret_check,
                        Error *err);

/* Reads a tar: the members of one case, hashed. Refused, with the place in err: what is cut off or
 * damaged, links and devices, names that lead out of the folder or stand twice, more than one
 * folder, and what is beyond the limits. Names and the manifest are copied to arena. */
bool case_archive_read(Arena *arena, Str path, Str text, CaseMembers *ret_members, Error *err);

/* Compares a tar or a folder at path with the manifest in it. False when there is nothing to
 * compare: no manifest, or something that can't be read. */
bool case_archive_verify(Arena *arena, Str path, CaseCheck *ret_check, Error *err);

/* Compares members with their manifest; path is for err. */
bool case_archive_compare(Arena *arena, Str path, const CaseMembers *members, CaseCheck *ret_check,
                          Error *err);

#endif
