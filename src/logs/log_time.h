/* SPDX-License-Identifier: Apache-2.0 */
/* log_time.h -- times as logs write them, in seconds since 1970-01-01T00:00:00Z (leap seconds
 * aside). Years from 1 to 9999; the calendar is the proleptic Gregorian one of ISO 8601. */
#ifndef MERLON_LOGS_LOG_TIME_H
#define MERLON_LOGS_LOG_TIME_H

#include "base/str.h"

enum { LOG_TIME_BYTES = 20 }; /* 2026-11-21T15:30:00Z */

/* What a clock and a calendar in UTC show. */
typedef struct LogClock {
    int year, month, day; /* month and day from 1 */
    int hour, minute, second;
} LogClock;

/* Reads "2026-11-21T15:30:00Z": a space for the T, a fraction (dropped), a zone as +01:00 or none
 * (UTC), the time left out from the right ("2026-11-21", "2026-11-21T15:30") are understood.
 * False for anything else, and *ret_seconds is untouched then. */
bool log_time_parse(Str text, int64_t *ret_seconds);

/* The seconds of a clock. */
int64_t log_time_make(LogClock clock);

/* The clock of some seconds. */
LogClock log_time_clock(int64_t seconds);

/* The week of ISO 8601: 1 to 53. */
int log_time_week(int64_t seconds);

/* Writes "2026-11-21T15:30:00Z" into bytes and returns it. */
Str log_time_text(int64_t seconds, char bytes[LOG_TIME_BYTES + 1]);

#endif
