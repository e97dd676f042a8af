/* SPDX-License-Identifier: Apache-2.0 */
/* file.c -- reading and writing files. See file.h. */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_READ_STEP_BYTES = 256 * 1024, FILE_PATH_BYTES_MAX = 4096 };

static void file_descriptor_close(int *descriptor) {
    if (*descriptor > 2) close(*descriptor);
}

static bool file_too_large(const char *path, size_t max_bytes, Error *err) {
    return error_set(err, str_from(path), 0, 0, "is larger than the limit of %zu MiB",
                     max_bytes >> 20);
}

/* Reads what has no size of its own: pipes, standard input. */
static bool file_read_stream(int descriptor, const char *path, size_t max_bytes, File *ret_file,
                             Error *err) {
    char *bytes = NULL;
    size_t len = 0, capacity = 0;
    for (;;) {
        if (capacity - len < FILE_READ_STEP_BYTES) {
            capacity = capacity * 2 + FILE_READ_STEP_BYTES;
            bytes = realloc(bytes, capacity);
            if (bytes == NULL) abort();
        }
        ssize_t got = read(descriptor, bytes + len, capacity - len);
        if (got == 0) break;
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 || (len += (size_t)got) > max_bytes) {
            int reason = errno;
            free(bytes);
            if (got >= 0) return file_too_large(path, max_bytes, err);
            return error_set(err, str_from(path), 0, 0, "can't be read: %s", strerror(reason));
        }
    }
    *ret_file = (File){{bytes, len}, bytes, false};
    return true;
}

bool file_open(const char *path, size_t max_bytes, File *ret_file, Error *err) {
    bool from_input = strcmp(path, "-") == 0;
    CLEANUP(file_descriptor_close)
    int descriptor = from_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (descriptor < 0 || fstat(descriptor, &status) != 0) {
        return error_set(err, str_from(path), 0, 0, "can't be opened: %s", strerror(errno));
    }
    if (S_ISDIR(status.st_mode)) {
        return error_set(err, str_from(path), 0, 0, "is a directory; a file is needed here");
    }
    if (!S_ISREG(status.st_mode) || status.st_size == 0) {
        return file_read_stream(descriptor, path, max_bytes, ret_file, err);
    }
    size_t size = (size_t)status.st_size;
    if (size > max_bytes) return file_too_large(path, max_bytes, err);
    void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (bytes == MAP_FAILED) {
        return error_set(err, str_from(path), 0, 0, "can't be mapped: %s", strerror(errno));
    }
    *ret_file = (File){{bytes, size}, bytes, true};
    return true;
}

void file_close(File *file) {
    if (file->mapped) {
        munmap(file->bytes, file->text.len);
    } else {
        free(file->bytes);
    }
    *file = (File){0};
}

FileKind file_kind(const char *path) {
    struct stat status;
    if (strcmp(path, "-") == 0) return FILE_KIND_REGULAR;
    if (stat(path, &status) != 0) return FILE_KIND_NONE;
    if (S_ISREG(status.st_mode)) return FILE_KIND_REGULAR;
    return S_ISDIR(status.st_mode) ? FILE_KIND_DIRECTORY : FILE_KIND_OTHER;
}

static void file_list_add(Arena *arena, FileList *list, Str path) {
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 64 : list->capacity * 2;
        list->paths = arena_grow_array(arena, list->paths, list->count, capacity, sizeof(Str));
        list->capacity = capacity;
    }
    list->paths[list->count++] = path;
}

static void file_directory_close(DIR **directory) {
    if (*directory != NULL) closedir(*directory);
}

/* The kind of an entry itself: a symbolic link is neither file nor directory here, so a link can't
 * lead out of the directory or around in circles. */
static FileKind file_entry_kind(const char *path) {
    struct stat status;
    if (lstat(path, &status) != 0) return FILE_KIND_NONE;
    if (S_ISREG(status.st_mode)) return FILE_KIND_REGULAR;
    return S_ISDIR(status.st_mode) ? FILE_KIND_DIRECTORY : FILE_KIND_OTHER;
}

static bool file_list_below(Arena *arena, Str path, int depth, FileList *list, Error *err) {
    if (depth > FILE_DEPTH_MAX) {
        return error_set(err, path, 0, 0, "is nested deeper than %d directories", FILE_DEPTH_MAX);
    }
    CLEANUP(file_directory_close) DIR *directory = opendir(str_terminated(arena, path));
    if (directory == NULL) {
        return error_set(err, path, 0, 0, "can't be listed: %s", strerror(errno));
    }
    struct dirent *entry = NULL;
    while ((entry = readdir(directory)) != NULL) {
        if (entry->d_name[0] == '.') continue;
        Str separator = str_ends(path, S("/")) ? S("") : S("/");
        Str below = str_join3(arena, path, separator, str_from(entry->d_name));
        FileKind kind = file_entry_kind(below.ptr);
        if (kind == FILE_KIND_REGULAR) file_list_add(arena, list, below);
        if (list->count > FILE_LIST_MAX) {
            return error_set(err, path, 0, 0, "holds more than %d files", FILE_LIST_MAX);
        }
        if (kind == FILE_KIND_DIRECTORY && !file_list_below(arena, below, depth + 1, list, err)) {
            return false;
        }
    }
    return true;
}

bool file_list(Arena *arena, Str directory, FileList *ret_list, Error *err) {
    FileList list = {0};
    if (!file_list_below(arena, directory, 0, &list, err)) return false;
    if (list.count > 0) qsort(list.paths, list.count, sizeof(Str), str_compare_pointers);
    *ret_list = list;
    return true;
}

bool file_list_folder(Arena *arena, Str directory, FileList *ret_list, Error *err) {
    FileList list = {0};
    CLEANUP(file_directory_close) DIR *opened = opendir(str_terminated(arena, directory));
    if (opened == NULL) {
        return error_set(err, directory, 0, 0, "can't be listed: %s", strerror(errno));
    }
    struct dirent *entry = NULL;
    while ((entry = readdir(opened)) != NULL && list.count <= FILE_LIST_MAX) {
        if (entry->d_name[0] == '.') continue;
        Str separator = str_ends(directory, S("/")) ? S("") : S("/");
        Str path = str_join3(arena, directory, separator, str_from(entry->d_name));
        if (file_kind(path.ptr) == FILE_KIND_REGULAR) file_list_add(arena, &list, path);
    }
    if (list.count > 0) qsort(list.paths, list.count, sizeof(Str), str_compare_pointers);
    *ret_list = list;
    return true;
}

bool file_real_path(Arena *arena, Str path, Str *ret_path) {
    if (str_contains(path, (Str){"\0", 1})) return false;
    char *real = realpath(str_terminated(arena, path), NULL);
    if (real == NULL) return false;
    *ret_path = str_copy(arena, str_from(real));
    free(real);
    return true;
}

static bool file_write_all(int descriptor, Str text) {
    while (text.len > 0) {
        ssize_t wrote = write(descriptor, text.ptr, text.len);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return false;
        text = str_slice(text, (size_t)wrote, text.len);
    }
    return true;
}

static bool file_write_mode(const char *path, Str text, mode_t mode, Error *err) {
    char temporary[FILE_PATH_BYTES_MAX];
    int len = snprintf(temporary, sizeof temporary, "%s.XXXXXX", path);
    if (len < 0 || (size_t)len >= sizeof temporary) {
        return error_set(err, str_from(path), 0, 0, "is too long a path to write to");
    }
    CLEANUP(file_descriptor_close) int descriptor = mkostemp(temporary, O_CLOEXEC);
    if (descriptor < 0) {
        return error_set(err, str_from(path), 0, 0, "can't be written: %s", strerror(errno));
    }
    if (fchmod(descriptor, mode) != 0 || !file_write_all(descriptor, text) ||
        fsync(descriptor) != 0 || rename(temporary, path) != 0) {
        int reason = errno;
        unlink(temporary);
        return error_set(err, str_from(path), 0, 0, "can't be written: %s", strerror(reason));
    }
    return true;
}

static mode_t file_new_mode(void) {
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

bool file_write(const char *path, Str text, Error *err) {
    return file_write_mode(path, text, file_new_mode(), err);
}

bool file_replace(const char *path, Str text, Error *err) {
    struct stat status;
    bool known = stat(path, &status) == 0;
    if (known && !S_ISREG(status.st_mode)) {
        return error_set(err, str_from(path), 0, 0, "is no file that could be changed");
    }
    char *real = known ? realpath(path, NULL) : NULL;
    mode_t mode = known ? status.st_mode & 07777 : file_new_mode();
    bool ok = file_write_mode(real == NULL ? path : real, text, mode, err);
    free(real);
    return ok;
}
