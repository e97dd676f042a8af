/* SPDX-License-Identifier: Apache-2.0 */
/* tar.h -- tar archives (POSIX.1-2017 pax: ustar headers of 512 bytes, and an extended header
 * before a file whose name is too long for one). Written: regular files with mode 0644, of nobody,
 * of no time, so that equal content gives equal bytes. Read: regular files and folders, from
 * memory; everything else that a tar can hold (links, devices, sparse files, GNU's headers) is
 * refused, and so is a name that could lead somewhere else when the tar is unpacked. */
#ifndef MERLON_TEXT_TAR_H
#define MERLON_TEXT_TAR_H

#include "base/buffer.h"
#include "base/error.h"

#define TAR_FILE_BYTES_MAX (((uint64_t)1 << 33) - 1) /* what eleven octal digits say */

enum {
    TAR_BLOCK_BYTES = 512,
    TAR_NAME_BYTES_MAX = 4096,   /* Linux allows no longer path */
    TAR_PAX_BYTES_MAX = 64 << 10 /* of one extended header: a long name and some times */
};

typedef struct TarEntry {
    Str name;    /* without a "/" at its end; the archive's bytes, or the reader's arena's */
    Str content; /* the archive's bytes */
    bool folder;
} TarEntry;

typedef struct TarReader {
    Arena *arena;
    Str path; /* for messages */
    Str text;
    size_t at;
    Error *err;
} TarReader;

typedef enum TarStep { TAR_ENTRY, TAR_END, TAR_FAILED } TarStep;

/* Whether a file of that name stays below the folder it is unpacked in: no "/" at its begin, no
 * empty part, no "." and "..", no NUL. */
bool tar_is_safe_name(Str name);

/* Appends the header of a file of that many bytes; its content and tar_add_padding follow. */
void tar_add_header(Buffer *out, Str name, uint64_t bytes);

/* Appends what fills the last block of a file of that many bytes. */
void tar_add_padding(Buffer *out, uint64_t bytes);

/* Appends the end of the archive. */
void tar_add_end(Buffer *out);

/* The next file or folder. TAR_END behind the last one, when the archive ends as it should;
 * TAR_FAILED with the reason and the offset in err. */
TarStep tar_next(TarReader *reader, TarEntry *ret_entry);

#endif
