/* SPDX-License-Identifier: Apache-2.0 */
/* cel_date.h -- days and civil dates of the proleptic Gregorian calendar, which is the calendar of
 * RFC 3339. Pure arithmetic: nothing here asks the machine for its time zone. */
#ifndef MERLON_CEL_CEL_DATE_H
#define MERLON_CEL_CEL_DATE_H

#include "base/base.h"

typedef struct CelDate {
    int64_t year;
    int month; /* 1 is January */
    int day;   /* 1 is the first */
} CelDate;

/* The number of days from 1970-01-01 to a date, negative before it. Month and day must exist. */
int64_t cel_date_days(CelDate date);

/* The date that is so many days after 1970-01-01. */
CelDate cel_date_of_days(int64_t days);

/* Whether the year has a 29 February. */
bool cel_date_is_leap(int64_t year);

/* How many days the month (1 to 12) of the year has. */
int cel_date_month_days(int64_t year, int month);

/* The weekday of so many days after 1970-01-01, a Thursday: 0 is Sunday. */
int cel_date_weekday(int64_t days);

#endif
