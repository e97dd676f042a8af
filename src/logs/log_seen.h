/* SPDX-License-Identifier: Apache-2.0 */
/* log_seen.h -- which eventIDs were seen, for any number of threads, told at once: for those who
 * count events as they come (log_ids.h counts repeats cheaper). A table of 64-bit hashes knows: of
 * ten million ids two have the same hash with a chance of 1 in 370,000. */
#ifndef MERLON_LOGS_LOG_SEEN_H
#define MERLON_LOGS_LOG_SEEN_H

#include "base/str.h"

enum {
    LOG_SEEN_SLOTS = 1 << 22, /* 32 MiB of address space; only what is used takes memory */
    LOG_SEEN_MAX = LOG_SEEN_SLOTS / 4 * 3
};

typedef struct LogSeen LogSeen;

/* An empty table; NULL when there is no memory. */
LogSeen *log_seen_make(void);

/* Gives a table back; NULL is left alone. */
void log_seen_free(LogSeen *seen);

/* Notes id; true when it was noted before, by whichever thread. Once the table is full nothing new
 * is noted and only what was noted is known. */
bool log_seen_add(LogSeen *seen, Str id);

/* Whether something wasn't noted for want of room. */
bool log_seen_is_full(const LogSeen *seen);

#endif
