/* SPDX-License-Identifier: Apache-2.0 */
/* cel_date.c -- civil dates. See cel_date.h.
 *
 * A year is counted from 1 March here, so that the leap day is the year's last and month lengths
 * follow one line: month m (0 is March) begins on day (153 m + 2) / 5. Years are grouped in eras of
 * 400, after which the calendar repeats; 1970-01-01 is 719468 days after 0000-03-01. */
#include "cel/cel_date.h"

enum {
    DATE_ERA_YEARS = 400,
    DATE_ERA_DAYS = 146097,
    DATE_EPOCH_DAYS = 719468 /* from 0000-03-01 to 1970-01-01 */
};

static int64_t date_floor_divide(int64_t left, int64_t right) {
    return left / right - (left % right < 0);
}

int64_t cel_date_days(CelDate date) {
    int64_t year = date.year - (date.month <= 2);
    int64_t era = date_floor_divide(year, DATE_ERA_YEARS);
    int64_t year_of_era = year - era * DATE_ERA_YEARS;
    int64_t month = (date.month + 9) % 12;
    int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DATE_ERA_DAYS + day_of_era - DATE_EPOCH_DAYS;
}

CelDate cel_date_of_days(int64_t days) {
    int64_t era = date_floor_divide(days + DATE_EPOCH_DAYS, DATE_ERA_DAYS);
    int64_t day_of_era = days + DATE_EPOCH_DAYS - era * DATE_ERA_DAYS;
    /* Takes the leap days out: one each 4 years, none each 100, one each 400. */
    int64_t plain = day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096;
    int64_t year_of_era = plain / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    CelDate date = {
        .year = era * DATE_ERA_YEARS + year_of_era + (month >= 10),
        .month = (int)(month < 10 ? month + 3 : month - 9),
        .day = (int)(day_of_year - (153 * month + 2) / 5 + 1),
    };
    return date;
}

bool cel_date_is_leap(int64_t year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int cel_date_month_days(int64_t year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    assert(month >= 1 && month <= 12);
    return days[month - 1] + (month == 2 && cel_date_is_leap(year));
}

int cel_date_weekday(int64_t days) {
    int64_t weekday = (days + 4) % 7;
    return (int)(weekday < 0 ? weekday + 7 : weekday);
}
