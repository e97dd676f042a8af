/* SPDX-License-Identifier: Apache-2.0 */
/* log_ids.h -- counts events that were delivered twice, over any number of them in little memory.
 * CloudTrail may deliver an event twice; one lab's 30,477 records hold 6,496 repeats. Each thread
 * notes the hash of each eventID; what doesn't fit is sorted and written to a temporary file
 * without a name (TMPDIR, else /tmp), and a merge at the end counts what is there more than once. A
 * table to ask at once would cost a miss of the cache per event, which is as much as half of the
 * reading. Of a hundred million ids two have the same 64 bits with a chance of 1 in 3,700. */
#ifndef MERLON_LOGS_LOG_IDS_H
#define MERLON_LOGS_LOG_IDS_H

#include "base/error.h"

enum {
    LOG_IDS_BYTES = 16 << 20,   /* of all threads' together */
    LOG_IDS_ROOM_MIN = 1 << 12, /* ids that one thread keeps before it writes */
    LOG_IDS_MERGE_BYTES = 4 << 20
};

typedef struct LogIds LogIds;

/* The ids of one thread of so many; NULL when there is no memory. */
LogIds *log_ids_make(size_t threads);

/* Gives them back; NULL is left alone. */
void log_ids_free(LogIds *ids);

/* Notes an id. */
void log_ids_add(LogIds *ids, Str id);

/* Sorts what is in memory: log_ids_repeats has less to do then. Nothing may be noted afterwards. */
void log_ids_finish(LogIds *ids);

/* How many of all the ids noted by these had been noted before; -1 when it can't be said: a
 * temporary file couldn't be written or read. */
int64_t log_ids_repeats(LogIds *const *ids, size_t count);

#endif
