/* SPDX-License-Identifier: Apache-2.0 */
/* folder_expect.h -- a temporary folder for a test: files in it, and what is left in it. */
#ifndef MERLON_TESTS_UNIT_FOLDER_EXPECT_H
#define MERLON_TESTS_UNIT_FOLDER_EXPECT_H

#include "base/file.h"
#include "tests/test.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_DEPTH_MAX = 100 };

typedef struct Folder {
    Arena arena;
    Str path;
} Folder;

static inline Folder folder_make(void) {
    Folder folder = {0};
    char path[] = "/tmp/merlon-test-XXXXXX";
    assert_non_null(mkdtemp(path));
    folder.path = str_copy(&folder.arena, str_from(path));
    return folder;
}

/* The path of what is called name in the folder. */
static inline const char *folder_path(Folder *folder, Str name) {
    return str_format(&folder->arena, "%.*s/%.*s", STR_ARGS(folder->path), STR_ARGS(name)).ptr;
}

/* Makes the folders that name lies in, and name itself when it ends with a slash. */
static inline void folder_make_outer(Folder *folder, Str name) {
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] != '/') continue;
        const char *path = folder_path(folder, str_slice(name, 0, i));
        if (mkdir(path, 0700) != 0 && errno != EEXIST) fail_msg("can't make %s", path);
    }
}

static inline void folder_put(Folder *folder, Str name, Str text) {
    Error err = {0};
    folder_make_outer(folder, name);
    if (!file_write(folder_path(folder, name), text, &err)) fail_msg("%s", err.message);
}

/* How many names are in it, hidden ones included. */
static inline size_t folder_count(const Folder *folder) {
    size_t count = 0;
    DIR *handle = opendir(folder->path.ptr);
    assert_non_null(handle);
    while (readdir(handle) != NULL) count++;
    closedir(handle);
    return count - 2; /* itself and its parent */
}

/* Removes what is at path; links are removed, not followed. */
static inline void folder_remove(const char *path, int depth) {
    if (unlink(path) == 0 || depth == FOLDER_DEPTH_MAX) return;
    DIR *handle = opendir(path);
    if (handle == NULL) return;
    for (const struct dirent *entry; (entry = readdir(handle)) != NULL;) {
        char inner[4096];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        snprintf(inner, sizeof(inner), "%s/%s", path, entry->d_name);
        folder_remove(inner, depth + 1);
    }
    closedir(handle);
    rmdir(path);
}

static inline void folder_free(Folder *folder) {
    folder_remove(folder->path.ptr, 0);
    arena_free(&folder->arena);
}

#endif
