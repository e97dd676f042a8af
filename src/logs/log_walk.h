/* SPDX-License-Identifier: Apache-2.0 */
/* log_walk.h -- finds the log files below what a user names, a batch at a time.
 * Millions of files in one bucket are usual: nothing is listed ahead, folders are read as they
 * come. In AWS's own layout (AWSLogs/<account>/<service>/<region>/YYYY/MM/DD/) the names alone tell
 * what can't be wanted, and it is skipped unread. */
#ifndef MERLON_LOGS_LOG_WALK_H
#define MERLON_LOGS_LOG_WALK_H

#include "base/error.h"

enum {
    LOG_BATCH_FILES_MAX = 256,   /* small files are taken together: a lock for each costs more */
    LOG_BATCH_BYTES = 256 << 10, /* a batch is full with so much packed */
    LOG_WALK_DEPTH_MAX = 64, /* folders within folders; symbolic links in them aren't followed */
    LOG_WALK_LISTS_MAX = 200000,   /* paths that a user names one by one */
    LOG_SLACK_SECONDS = 2 * 86400, /* how long before a file's day its events may have happened */
    LOG_SCOPE_MAX = 64             /* accounts or regions named */
};

/* What is wanted of the logs. */
typedef struct LogScope {
    bool has_from, has_to;
    int64_t from, to; /* seconds, both included */
    Str accounts[LOG_SCOPE_MAX];
    size_t account_count; /* 0: all */
    Str regions[LOG_SCOPE_MAX];
    size_t region_count;
} LogScope;

typedef struct LogBatch {
    Arena arena; /* of the paths; the caller frees it */
    Str paths[LOG_BATCH_FILES_MAX];
    size_t count;
    uint64_t bytes; /* packed */
} LogBatch;

typedef struct LogWalk LogWalk;

/* A walk over paths (files, folders, "-"), which must outlive it, as must scope. NULL when there is
 * no memory. */
LogWalk *log_walk_make(const Str *paths, size_t count, const LogScope *scope);

/* Gives a walk back; NULL is left alone. */
void log_walk_free(LogWalk *walk);

/* The next files; false when there are no more. The batch is emptied first. */
bool log_walk_next(LogWalk *walk, LogBatch *batch);

/* Folders and files that were skipped because of their names. */
uint64_t log_walk_skipped(const LogWalk *walk);

/* Paths that aren't there or can't be read. */
const ErrorList *log_walk_errors(const LogWalk *walk);

/* Whether what is at path, which may be the beginning of longer ones, can be wanted. */
bool log_scope_may_hold(const LogScope *scope, Str path);

#endif
