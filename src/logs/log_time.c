/* SPDX-License-Identifier: Apache-2.0 */
/* log_time.c -- see log_time.h. The days of a date are counted in years that begin in March, so
 * that the leap day comes last (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
#include "logs/log_time.h"

enum { TIME_DAY_SECONDS = 86400, TIME_ERA_DAYS = 146097, TIME_EPOCH_DAYS = 719468 };

/* Days from 1970-01-01. */
static int64_t time_days(int year, int month, int day) {
    int64_t shifted = year - (month <= 2);
    int64_t era = shifted / 400;
    int64_t of_era = shifted - era * 400;
    int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * TIME_ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
           TIME_EPOCH_DAYS;
}

int64_t log_time_make(LogClock clock) {
    return time_days(clock.year, clock.month, clock.day) * TIME_DAY_SECONDS + clock.hour * 3600 +
           clock.minute * 60 + clock.second;
}

static int64_t time_floor(int64_t value, int64_t unit) { return value / unit - (value % unit < 0); }

LogClock log_time_clock(int64_t seconds) {
    int64_t days = time_floor(seconds, TIME_DAY_SECONDS);
    int64_t rest = seconds - days * TIME_DAY_SECONDS;
    days += TIME_EPOCH_DAYS;
    int64_t era = time_floor(days, TIME_ERA_DAYS);
    int64_t of_era = days - era * TIME_ERA_DAYS;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153;
    LogClock clock = {.day = (int)(of_year - (153 * month + 2) / 5 + 1),
                      .month = (int)(month < 10 ? month + 3 : month - 9),
                      .hour = (int)(rest / 3600),
                      .minute = (int)(rest / 60 % 60),
                      .second = (int)(rest % 60)};
    clock.year = (int)(year + era * 400 + (clock.month <= 2));
    return clock;
}

int log_time_week(int64_t seconds) {
    int64_t day = time_floor(seconds, TIME_DAY_SECONDS);
    int64_t weekday = ((day + 3) % 7 + 7) % 7; /* 1970-01-01 was a Thursday; 0 is Monday */
    int64_t thursday = day - weekday + 3;      /* its year is the week's */
    LogClock clock = log_time_clock(thursday * TIME_DAY_SECONDS);
    return (int)((thursday - time_days(clock.year, 1, 1)) / 7) + 1;
}

Str log_time_text(int64_t seconds, char bytes[LOG_TIME_BYTES + 1]) {
    static const int64_t first = -62135596800, last = 253402300799; /* years 1 and 9999 */
    LogClock clock = log_time_clock(seconds < first ? first : seconds > last ? last : seconds);
    int values[] = {clock.year / 100, clock.year % 100, clock.month, clock.day,
                    clock.hour,       clock.minute,     clock.second};
    static const char places[] = {0, 2, 5, 8, 11, 14, 17};
    memcpy(bytes, "0000-00-00T00:00:00Z", LOG_TIME_BYTES + 1);
    for (size_t i = 0; i < COUNT(values); i++) {
        bytes[(int)places[i]] = (char)('0' + values[i] / 10);
        bytes[places[i] + 1] = (char)('0' + values[i] % 10);
    }
    return (Str){bytes, LOG_TIME_BYTES};
}

/* Cuts a number of exactly that many digits from *rest; -1 when it isn't there. */
static int time_cut(Str *rest, size_t digits) {
    if (rest->len < digits) return -1;
    int value = 0;
    for (size_t i = 0; i < digits; i++) {
        char byte = rest->ptr[i];
        if (byte < '0' || byte > '9') return -1;
        value = value * 10 + (byte - '0');
    }
    *rest = str_slice(*rest, digits, rest->len);
    return value;
}

static bool time_cut_byte(Str *rest, char byte) {
    if (rest->len == 0 || rest->ptr[0] != byte) return false;
    *rest = str_slice(*rest, 1, rest->len);
    return true;
}

static bool time_is_date(const LogClock *clock) {
    static const char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (clock->year < 1 || clock->month < 1 || clock->month > 12 || clock->day < 1) return false;
    int year = clock->year;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return clock->day <= days[clock->month - 1] + (clock->month == 2 && leap);
}

/* "15:30:00.123" */
static bool time_parse_clock(Str *rest, LogClock *clock) {
    clock->hour = time_cut(rest, 2);
    if (!time_cut_byte(rest, ':')) return false;
    clock->minute = time_cut(rest, 2);
    if (time_cut_byte(rest, ':')) clock->second = time_cut(rest, 2);
    if (time_cut_byte(rest, '.')) {
        if (time_cut(rest, 1) < 0) return false;
        while (time_cut(rest, 1) >= 0) continue;
    }
    return clock->hour >= 0 && clock->hour < 24 && clock->minute >= 0 && clock->minute < 60 &&
           clock->second >= 0 && clock->second <= 60;
}

/* "Z", "+01:00", "-0800" or nothing, in seconds. */
static bool time_parse_zone(Str *rest, int *ret_offset) {
    *ret_offset = 0;
    if (rest->len == 0 || time_cut_byte(rest, 'Z') || time_cut_byte(rest, 'z')) return true;
    int sign = time_cut_byte(rest, '+') ? 1 : time_cut_byte(rest, '-') ? -1 : 0;
    int hours = time_cut(rest, 2);
    time_cut_byte(rest, ':');
    int minutes = time_cut(rest, 2);
    *ret_offset = sign * (hours * 3600 + minutes * 60);
    return sign != 0 && hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60;
}

bool log_time_parse(Str text, int64_t *ret_seconds) {
    LogClock clock = {0};
    Str rest = text;
    int offset = 0;
    clock.year = time_cut(&rest, 4);
    if (!time_cut_byte(&rest, '-')) return false;
    clock.month = time_cut(&rest, 2);
    if (!time_cut_byte(&rest, '-')) return false;
    clock.day = time_cut(&rest, 2);
    if (!time_is_date(&clock)) return false;
    bool has_clock =
        time_cut_byte(&rest, 'T') || time_cut_byte(&rest, 't') || time_cut_byte(&rest, ' ');
    if (has_clock && !(time_parse_clock(&rest, &clock) && time_parse_zone(&rest, &offset)))
        return false;
    if (rest.len > 0) return false;
    *ret_seconds = log_time_make(clock) - offset;
    return true;
}
