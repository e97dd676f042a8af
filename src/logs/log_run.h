/* SPDX-License-Identifier: Apache-2.0 */
/* log_run.h -- reads many log files with several threads and hands each record to its thread's
 * consumer. What a run says doesn't depend on the number of threads or on the order of the files:
 * consumers keep what they find apart, and it is put together and sorted at the end. */
#ifndef MERLON_LOGS_LOG_RUN_H
#define MERLON_LOGS_LOG_RUN_H

#include "logs/log_reader.h"
#include "logs/log_walk.h"

enum { LOG_THREADS_MAX = 256 };

/* How far a run is; for whoever shows it. */
typedef struct LogProgress {
    uint64_t packed_bytes, bytes, files;
    uint64_t total_bytes; /* packed; 0 while it isn't known */
    double seconds;
} LogProgress;

typedef struct LogRun {
    const Str *paths;
    size_t path_count;
    LogScope scope;
    size_t threads;    /* 0: as many as there are processors */
    LogKeys *keys;     /* what the scope needs is added */
    bool drop_repeats; /* an event whose eventID was seen isn't handed out again */
    void *context;
    /* Called in each thread before its first event; what it returns goes to the other two. NULL is
     * an error: there is no memory. */
    void *(*begin)(void *context);
    void (*event)(void *consumer, const LogEvent *event);
    /* Called in each thread behind its last event; may be NULL. */
    void (*finish)(void *consumer);
    /* Called when all threads are done, one after the other. */
    void (*end)(void *context, void *consumer);
    /* Called about five times a second by the thread that waits; may be NULL. */
    void (*progress)(void *context, const LogProgress *progress);
} LogRun;

typedef struct LogRunResult {
    LogTally tally;
    uint64_t skipped;                    /* folders and files that their names ruled out */
    uint64_t outside;                    /* records outside of the scope */
    uint64_t in_scope[LOG_SOURCE_COUNT]; /* the others, by source; repeats are counted, too */
    uint64_t repeats;                    /* records whose eventID was seen before */
    bool repeats_open;                   /* there may be more: the memory for seen ones was full */
    ErrorList errors;                    /* sorted by file and place; in the arena that was given */
    double seconds;
} LogRunResult;

/* Runs; false when there is no memory. Errors in files are no failure of the run. */
bool log_run(const LogRun *run, Arena *arena, LogRunResult *ret_result);

/* The number of threads that 0 stands for. */
size_t log_run_processors(void);

#endif
