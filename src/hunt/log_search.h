/* SPDX-License-Identifier: Apache-2.0 */
/* log_search.h -- the events that a filter wants, in the order of time. */
#ifndef MERLON_HUNT_LOG_SEARCH_H
#define MERLON_HUNT_LOG_SEARCH_H

#include "hunt/hit_store.h"
#include "hunt/log_filter.h"
#include "logs/log_run.h"

/* The values of a hit that a search made. */
typedef enum LogSearchValue {
    LOG_SEARCH_OUTCOME, /* "good", "denied", "failed" */
    LOG_SEARCH_OBJECT,  /* "bucket/key" */
    LOG_SEARCH_BYTES,   /* out, as a number; empty for none */
    LOG_SEARCH_WHOLE,   /* the event: JSON on one line, or the line; credentials are masked */
    LOG_SEARCH_VALUE_COUNT
} LogSearchValue;

typedef struct LogSearchOptions {
    const Str *paths;
    size_t path_count;
    LogScope scope;
    size_t threads; /* 0: as many as there are processors */
    LogFilter filter;
    bool whole; /* keep LOG_SEARCH_WHOLE */
    void (*progress)(void *context, const LogProgress *progress);
    void *context;
} LogSearchOptions;

typedef struct LogSearch LogSearch;

/* A search that wasn't run; NULL when there is no memory. */
LogSearch *log_search_make(void);

/* Gives a search and its temporary files back; NULL is left alone. */
void log_search_free(LogSearch *search);

/* Searches, once. False when it can't: err says why. Errors in files are no failure. */
bool log_search_run(LogSearch *search, const LogSearchOptions *options, Error *err);

/* What was read; its errors live as long as the search. */
const LogRunResult *log_search_logs(const LogSearch *search);

/* Calls visit with each event found, in order, repeats left out, until it returns false; an event
 * is valid during the call. False when what was found can't be read again. */
bool log_search_each(const LogSearch *search, bool (*visit)(void *context, const Hit *hit),
                     void *context);

/* The record as it may be shown, in scratch: JSON without white space, or the line; credentials in
 * it are masked, names of access keys aren't. */
Str log_search_masked(const LogEvent *event, Arena *scratch);

/* Text as it may be shown: like secret_mask, but the name of an access key alone, which AWS doesn't
 * count among the secrets and which responders follow, stays. */
Str log_search_mask(Arena *arena, Str name, Str text);

#endif
