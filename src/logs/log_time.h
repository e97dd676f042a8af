/* SPDX-License-Identifier: Apache-2.0 */
/* log_time.h -- the times that AWS's logs write, as seconds since 1970 in UTC and back.
 * Each runs once per record when a time range is asked for, so days are computed and no function of
 * the C library is called (timegm looks at the environment each time). */
#ifndef MERLON_LOGS_LOG_TIME_H
#define MERLON_LOGS_LOG_TIME_H

#include "base/str.h"

/* What a calendar (Gregorian, proleptic) and a clock show in UTC. */
typedef struct LogClock {
    int year, month, day; /* month and day from 1 */
    int hour, minute, second;
} LogClock;

/* The seconds of a clock whose values are in range. */
int64_t log_time_make(LogClock clock);

/* The clock of seconds between the years 0 and 9999. */
LogClock log_time_clock(int64_t seconds);

/* The week of ISO 8601: 1 to 53. */
int log_time_week(int64_t seconds);

/* What a person writes: like log_time_read, and without seconds or without a time: "2026-11-21" is
 * its first second, or with last its last one. */
bool log_time_read_typed(Str text, bool last, int64_t *ret_seconds);

/* "2026-11-21T15:30:00Z", or with a blank for the T, a fraction of a second (which is cut off), an
 * offset such as +02:00 or none at all for Z. False when text is anything else. */
bool log_time_read(Str text, int64_t *ret_seconds);

/* "2026-11-21" and "15:30:00", as CloudFront has them in two columns. */
bool log_time_read_pair(Str date, Str time, int64_t *ret_seconds);

/* "06/Feb/2019:00:00:38 +0000", as S3 has it between brackets. */
bool log_time_read_request(Str text, int64_t *ret_seconds);

/* "1418530010": seconds since 1970, up to the year 9999. */
bool log_time_read_epoch(Str text, int64_t *ret_seconds);

/* "2026-11-21T15:30:00Z" in arena; empty for what is before the year 0 or behind 9999. */
Str log_time_text(int64_t seconds, Arena *arena);

#endif
