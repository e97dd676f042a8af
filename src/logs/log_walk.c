/* SPDX-License-Identifier: Apache-2.0 */
/* log_walk.c -- see log_walk.h. */
#include "logs/log_walk.h"

#include "logs/log_time.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

typedef struct WalkFolder {
    DIR *handle;
    size_t path_len; /* of its path in walk->path */
} WalkFolder;

enum { WALK_PATH_BYTES_MAX = 16384 };

struct LogWalk {
    const Str *paths;
    size_t count, next;
    const LogScope *scope;
    WalkFolder folders[LOG_WALK_DEPTH_MAX];
    size_t depth;
    char path[WALK_PATH_BYTES_MAX]; /* of the innermost folder */
    uint64_t skipped;
    Arena arena;
    ErrorList errors;
};

LogWalk *log_walk_make(const Str *paths, size_t count, const LogScope *scope) {
    LogWalk *walk = calloc(1, sizeof(*walk));
    if (walk == NULL) return NULL;
    walk->paths = paths;
    walk->count = count;
    walk->scope = scope;
    return walk;
}

void log_walk_free(LogWalk *walk) {
    if (walk == NULL) return;
    while (walk->depth > 0) closedir(walk->folders[--walk->depth].handle);
    arena_free(&walk->arena);
    free(walk);
}

uint64_t log_walk_skipped(const LogWalk *walk) { return walk->skipped; }

const ErrorList *log_walk_errors(const LogWalk *walk) { return &walk->errors; }

static void walk_note(LogWalk *walk, Str path, const char *what) {
    Error err = {0};
    error_set(&err, path, 0, 0, "%s", what);
    error_list_add(&walk->errors, &walk->arena, &err);
}

/* ---- what names tell ---- */

static bool name_is_digits(Str name, size_t len) {
    if (name.len != len) return false;
    for (size_t i = 0; i < len; i++) {
        if (name.ptr[i] < '0' || name.ptr[i] > '9') return false;
    }
    return true;
}

/* us-east-1, us-gov-west-1 */
static bool name_is_region(Str name) {
    size_t dashes = 0;
    for (size_t i = 0; i < name.len; i++) {
        bool fine = (name.ptr[i] >= 'a' && name.ptr[i] <= 'z') || name.ptr[i] == '-' ||
                    (name.ptr[i] >= '0' && name.ptr[i] <= '9');
        if (!fine) return false;
        dashes += name.ptr[i] == '-';
    }
    return dashes >= 2 && name.ptr[name.len - 1] >= '0' && name.ptr[name.len - 1] <= '9';
}

static bool list_holds(const Str *items, size_t count, Str text) {
    for (size_t i = 0; i < count; i++) {
        if (str_equal(items[i], text)) return true;
    }
    return count == 0;
}

/* The first and last day that a year, a month or a day stands for, as seconds. */
static bool date_may_hold(const LogScope *scope, const int parts[3], size_t count) {
    LogClock first = {.year = parts[0], .month = 1, .day = 1};
    LogClock behind = {.year = parts[0] + 1, .month = 1, .day = 1};
    int64_t more = 0;
    if (count >= 2) {
        first.month = parts[1];
        behind = (LogClock){.year = parts[0] + (parts[1] == 12),
                            .month = parts[1] == 12 ? 1 : parts[1] + 1,
                            .day = 1};
    }
    if (count == 3) {
        first.day = parts[2];
        behind = first;
        more = 86400;
    }
    if (scope->has_from && log_time_make(behind) + more <= scope->from) return false;
    return !scope->has_to || log_time_make(first) - LOG_SLACK_SECONDS <= scope->to;
}

bool log_scope_may_hold(const LogScope *scope, Str path) {
    size_t start = str_find(path, S("AWSLogs/"));
    if (start == SIZE_MAX || (start > 0 && path.ptr[start - 1] != '/')) return true;
    Str rest = str_slice(path, start + strlen("AWSLogs/"), path.len);
    Str account = str_cut(&rest, '/');
    if (str_starts(account, S("o-"))) account = str_cut(&rest, '/');
    if (!name_is_digits(account, 12)) return true;
    if (!list_holds(scope->accounts, scope->account_count, account)) return false;
    str_cut(&rest, '/'); /* the service */
    Str name = str_cut(&rest, '/');
    if (name_is_region(name)) {
        if (!list_holds(scope->regions, scope->region_count, name)) return false;
        name = str_cut(&rest, '/');
    }
    int parts[3] = {0};
    static const size_t digits[] = {4, 2, 2};
    for (size_t i = 0; i < COUNT(parts); i++) {
        if (!name_is_digits(name, digits[i])) return true;
        for (size_t j = 0; j < digits[i]; j++) parts[i] = parts[i] * 10 + (name.ptr[j] - '0');
        if (parts[i] == 0 || (i == 1 && parts[i] > 12) || (i == 2 && parts[i] > 31)) return true;
        if (!date_may_hold(scope, parts, i + 1)) return false;
        name = str_cut(&rest, '/');
    }
    return true;
}

/* ---- walking ---- */

static void batch_add(LogBatch *batch, Str path, uint64_t bytes) {
    batch->paths[batch->count++] = str_copy(&batch->arena, path);
    batch->bytes += bytes;
}

static void walk_push(LogWalk *walk, size_t path_len) {
    Str path = {walk->path, path_len};
    if (walk->depth == LOG_WALK_DEPTH_MAX) {
        walk_note(walk, path, "is nested too deeply");
        return;
    }
    DIR *handle = opendir(walk->path);
    if (handle == NULL) {
        walk_note(walk, path, strerror(errno));
        return;
    }
    walk->folders[walk->depth++] = (WalkFolder){handle, path_len};
}

/* One name in the innermost folder. */
static void walk_entry(LogWalk *walk, const char *name, LogBatch *batch) {
    size_t at = walk->folders[walk->depth - 1].path_len;
    size_t len = strlen(name);
    if (name[0] == '.') return; /* itself, its parent and hidden things */
    if (at + len + 2 > WALK_PATH_BYTES_MAX) {
        walk_note(walk, (Str){walk->path, at}, "has a name that is too long");
        return;
    }
    if (at > 0 && walk->path[at - 1] != '/') walk->path[at++] = '/';
    memcpy(walk->path + at, name, len + 1);
    Str path = {walk->path, at + len};
    if (!log_scope_may_hold(walk->scope, path)) {
        walk->skipped++;
        return;
    }
    struct stat status;
    int folder = dirfd(walk->folders[walk->depth - 1].handle);
    if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        walk_note(walk, path, strerror(errno));
    } else if (S_ISDIR(status.st_mode)) {
        walk_push(walk, path.len);
    } else if (S_ISREG(status.st_mode)) {
        batch_add(batch, path, (uint64_t)status.st_size);
    } else if (S_ISLNK(status.st_mode)) {
        walk_note(walk, path, "is a symbolic link, which isn't followed: name what it leads to");
    }
}

static void walk_root(LogWalk *walk, Str root, LogBatch *batch) {
    struct stat status;
    if (str_equal(root, S("-"))) {
        batch_add(batch, root, 0);
        return;
    }
    if (root.len + 1 > WALK_PATH_BYTES_MAX || memchr(root.ptr, '\0', root.len) != NULL) {
        walk_note(walk, root, "is no path");
        return;
    }
    memcpy(walk->path, root.ptr, root.len);
    walk->path[root.len] = '\0';
    if (stat(walk->path, &status) != 0) {
        walk_note(walk, root, strerror(errno));
    } else if (S_ISDIR(status.st_mode)) {
        walk_push(walk, root.len);
    } else {
        batch_add(batch, root, (uint64_t)status.st_size);
    }
}

bool log_walk_next(LogWalk *walk, LogBatch *batch) {
    arena_reset(&batch->arena);
    batch->count = 0;
    batch->bytes = 0;
    while (batch->count < LOG_BATCH_FILES_MAX && batch->bytes < LOG_BATCH_BYTES) {
        if (walk->depth == 0) {
            if (walk->next == walk->count) break;
            walk_root(walk, walk->paths[walk->next++], batch);
            continue;
        }
        const struct dirent *entry = readdir(walk->folders[walk->depth - 1].handle);
        if (entry == NULL) {
            closedir(walk->folders[--walk->depth].handle);
        } else {
            walk_entry(walk, entry->d_name, batch);
        }
    }
    return batch->count > 0;
}
