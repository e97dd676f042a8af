/* SPDX-License-Identifier: Apache-2.0 */
/* file.h -- files: mapped for reading, written whole and atomically, directories in order. */
#ifndef MERLON_BASE_FILE_H
#define MERLON_BASE_FILE_H

#include "base/error.h"

typedef struct File {
    Str text;    /* the bytes; valid until file_close */
    void *bytes; /* what to give back */
    bool mapped; /* by mmap; else from malloc (pipes and other things without a size) */
} File;

typedef enum FileKind {
    FILE_KIND_NONE,
    FILE_KIND_REGULAR,
    FILE_KIND_DIRECTORY,
    FILE_KIND_OTHER
} FileKind;

enum {
    FILE_LIST_MAX = 200000, /* files below one directory: larger trees are more than one project */
    FILE_DEPTH_MAX = 64     /* directories within directories; symbolic links aren't followed */
};

typedef struct FileList {
    Str *paths; /* sorted in byte order */
    size_t count;
    size_t capacity;
} FileList;

/* Opens path ("-" is standard input) of at most max_bytes for reading. On failure returns false
 * and err says why. The text is valid until file_close. */
bool file_open(const char *path, size_t max_bytes, File *ret_file, Error *err);

/* Gives a file's memory back; a zeroed or closed one is left alone. Fit for CLEANUP. */
void file_close(File *file);

/* What path is, following symbolic links. FILE_KIND_NONE when there is nothing. */
FileKind file_kind(const char *path);

/* Lists the regular files below directory, sorted, as paths that begin with it. Hidden entries
 * (".git", ".terraform") are left out. Fails when the directory or one in it can't be read, or when
 * there are more than the limits allow. */
bool file_list(Arena *arena, Str directory, FileList *ret_list, Error *err);

/* Lists the entries of directory itself that are regular files or links to some, sorted, as paths
 * that begin with it; hidden ones are left out. */
bool file_list_folder(Arena *arena, Str directory, FileList *ret_list, Error *err);

/* The path without links, "." and "..", in arena; false when nothing is there. */
bool file_real_path(Arena *arena, Str path, Str *ret_path);

/* Writes text to path so that at every moment either the old or the new content is there: a
 * temporary file beside it, fsync, rename. Keeps nothing on failure. */
bool file_write(const char *path, Str text, Error *err);

/* Like file_write, for a file of somebody else's that is only changed: it keeps its mode, and a
 * symbolic link to it stays one. */
bool file_replace(const char *path, Str text, Error *err);

#endif
