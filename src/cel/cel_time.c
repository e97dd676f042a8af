/* SPDX-License-Identifier: Apache-2.0 */
/* cel_time.c -- reading and writing timestamps and durations, and their parts: getHours() and its
 * kin. Time zones are in cel_zone.c, the calendar in cel_date.c. The machine's own time zone plays
 * no part. */
#include "cel/cel_date.h"
#include "cel/cel_library.h"
#include "cel/cel_zone.h"

#include <stdio.h>

enum {
    DAY_SECONDS = 86400,
    NANO_DIGITS = 9,
    TIME_SHOWN_BYTES = 64 /* of a faulty text, in a message */
};

static const int64_t NANOS_PER_SECOND = 1000000000;

/* Nanoseconds of 10,000 years need 69 bits. */
__extension__ typedef __int128 TimeWide;

static bool time_take(Str *rest, char wanted) {
    if (rest->len == 0 || rest->ptr[0] != wanted) return false;
    *rest = str_slice(*rest, 1, rest->len);
    return true;
}

static size_t time_count_digits(Str rest) {
    size_t count = 0;
    while (count < rest.len && rest.ptr[count] >= '0' && rest.ptr[count] <= '9') count++;
    return count;
}

/* ---- timestamps ---- */

/* Exactly count digits, whose value is within low and high. */
static bool time_take_field(Str *rest, size_t count, int low, int high, int *ret_field) {
    if (time_count_digits(str_slice(*rest, 0, count)) != count) return false;
    int field = 0;
    for (size_t i = 0; i < count; i++) field = field * 10 + (rest->ptr[i] - '0');
    if (field < low || field > high) return false;
    *rest = str_slice(*rest, count, rest->len);
    *ret_field = field;
    return true;
}

/* "2009-02-13" as days since 1970. */
static bool time_take_date(Str *rest, int64_t *ret_days) {
    int year = 0, month = 0, day = 0;
    bool taken = time_take_field(rest, 4, 0, 9999, &year) && time_take(rest, '-') &&
                 time_take_field(rest, 2, 1, 12, &month) && time_take(rest, '-') &&
                 time_take_field(rest, 2, 1, 31, &day);
    if (!taken || day > cel_date_month_days(year, month)) return false;
    *ret_days = cel_date_days((CelDate){year, month, day});
    return true;
}

/* "23:31:30" as seconds since midnight. */
static bool time_take_clock(Str *rest, int64_t *ret_seconds) {
    int hour = 0, minute = 0, second = 0;
    bool taken = time_take_field(rest, 2, 0, 23, &hour) && time_take(rest, ':') &&
                 time_take_field(rest, 2, 0, 59, &minute) && time_take(rest, ':') &&
                 time_take_field(rest, 2, 0, 59, &second);
    if (!taken) return false;
    *ret_seconds = hour * 3600 + minute * 60 + second;
    return true;
}

/* ".5" as 500,000,000; nothing as 0. What is finer than a nanosecond is cut off. */
static bool time_take_fraction(Str *rest, int64_t *ret_nanos) {
    int64_t nanos = 0;
    if (time_take(rest, '.')) {
        size_t count = time_count_digits(*rest);
        if (count == 0) return false;
        for (size_t i = 0; i < NANO_DIGITS; i++) {
            nanos = nanos * 10 + (i < count ? rest->ptr[i] - '0' : 0);
        }
        *rest = str_slice(*rest, count, rest->len);
    }
    *ret_nanos = nanos;
    return true;
}

/* "Z" or "+02:00" as seconds ahead of UTC. */
static bool time_take_offset(Str *rest, int64_t *ret_offset) {
    int hour = 0, minute = 0;
    *ret_offset = 0;
    if (time_take(rest, 'Z') || time_take(rest, 'z')) return true;
    bool negative = time_take(rest, '-');
    if (!negative && !time_take(rest, '+')) return false;
    bool taken = time_take_field(rest, 2, 0, 23, &hour) && time_take(rest, ':') &&
                 time_take_field(rest, 2, 0, 59, &minute);
    int64_t offset = hour * 3600 + minute * 60;
    *ret_offset = negative ? -offset : offset;
    return taken;
}

CelValue cel_time_parse(CelContext *context, Str text) {
    int64_t days = 0, clock = 0, nanos = 0, offset = 0;
    Str rest = text;
    bool taken = time_take_date(&rest, &days) && (time_take(&rest, 'T') || time_take(&rest, 't')) &&
                 time_take_clock(&rest, &clock) && time_take_fraction(&rest, &nanos) &&
                 time_take_offset(&rest, &offset);
    if (!taken || rest.len > 0) {
        return cel_error(context, "'%.*s' is no timestamp; it should be like 2009-02-13T23:31:30Z",
                         STR_ARGS(str_slice(text, 0, TIME_SHOWN_BYTES)));
    }
    return cel_timestamp(context, days * DAY_SECONDS + clock - offset, nanos);
}

/* Prints ".5" for 500,000,000 and nothing for 0; bytes has room for 11. */
static void time_print_fraction(char *bytes, int64_t nanos) {
    bytes[0] = '\0';
    if (nanos == 0) return;
    int digits = NANO_DIGITS;
    for (; nanos % 10 == 0; nanos /= 10) digits--;
    snprintf(bytes, NANO_DIGITS + 2, ".%0*d", digits, (int)nanos);
}

Str cel_time_text(CelContext *context, CelValue timestamp) {
    assert(timestamp.kind == CEL_TIMESTAMP);
    int64_t seconds = timestamp.time.seconds;
    int64_t days = seconds / DAY_SECONDS - (seconds % DAY_SECONDS < 0);
    int clock = (int)(seconds - days * DAY_SECONDS);
    CelDate date = cel_date_of_days(days);
    char fraction[NANO_DIGITS + 2];
    time_print_fraction(fraction, timestamp.time.nanos);
    return str_format(context->arena, "%04d-%02d-%02dT%02d:%02d:%02d%sZ", (int)date.year,
                      date.month, date.day, clock / 3600, clock / 60 % 60, clock % 60, fraction);
}

/* ---- durations ---- */

typedef struct TimeUnit {
    Str name;
    int64_t nanos;
} TimeUnit;

/* Longer names before those that they begin with. */
static const TimeUnit time_units[] = {
    {S_INIT("ns"), 1},
    {S_INIT("us"), 1000},
    {S_INIT("\xC2\xB5s"), 1000}, /* micro sign */
    {S_INIT("\xCE\xBCs"), 1000}, /* Greek mu */
    {S_INIT("ms"), 1000000},
    {S_INIT("s"), 1000000000},
    {S_INIT("m"), 60 * (int64_t)1000000000},
    {S_INIT("h"), 3600 * (int64_t)1000000000},
};

/* Nanoseconds far beyond any duration, and far from the limits of TimeWide. */
static const TimeWide TIME_WIDE_MAX = (TimeWide)1000000000000 * 1000000000;

static bool time_take_unit(Str *rest, int64_t *ret_nanos) {
    for (size_t i = 0; i < COUNT(time_units); i++) {
        if (!str_starts(*rest, time_units[i].name)) continue;
        *rest = str_slice(*rest, time_units[i].name.len, rest->len);
        *ret_nanos = time_units[i].nanos;
        return true;
    }
    return false;
}

/* The digits as a number that stops growing beyond TIME_WIDE_MAX. */
static TimeWide time_whole(Str digits) {
    TimeWide whole = 0;
    for (size_t i = 0; i < digits.len && whole <= TIME_WIDE_MAX; i++) {
        whole = whole * 10 + (digits.ptr[i] - '0');
    }
    return whole;
}

/* What the digits behind a point are worth in nanoseconds of a unit. An hour has 3.6e12 of them, so
 * that digits from the 13th on are worth none. */
static TimeWide time_part_of(Str digits, int64_t unit) {
    TimeWide sum = 0, scale = 1;
    for (size_t i = 0; i < digits.len && i < 18; i++) {
        sum = sum * 10 + (digits.ptr[i] - '0');
        scale *= 10;
    }
    return sum * unit / scale;
}

/* "1.5h" in nanoseconds; the number may begin or end with its point. */
static bool time_take_quantity(Str *rest, TimeWide *ret_nanos) {
    size_t whole = time_count_digits(*rest);
    Str digits = str_slice(*rest, 0, whole);
    *rest = str_slice(*rest, whole, rest->len);
    Str fraction = S("");
    if (time_take(rest, '.')) {
        size_t count = time_count_digits(*rest);
        fraction = str_slice(*rest, 0, count);
        *rest = str_slice(*rest, count, rest->len);
    }
    int64_t unit = 0;
    if (digits.len + fraction.len == 0 || !time_take_unit(rest, &unit)) return false;
    *ret_nanos = time_whole(digits) * unit + time_part_of(fraction, unit);
    return true;
}

CelValue cel_time_parse_duration(CelContext *context, Str text) {
    Str rest = text;
    TimeWide total = 0;
    bool negative = time_take(&rest, '-');
    if (!negative) time_take(&rest, '+');
    bool taken = rest.len > 0;
    if (str_equal(rest, S("0"))) rest = S("");
    while (taken && rest.len > 0 && total <= TIME_WIDE_MAX) {
        TimeWide nanos = 0;
        taken = time_take_quantity(&rest, &nanos);
        total += nanos;
    }
    if (!taken) {
        return cel_error(context, "'%.*s' is no duration; it should be like 1h30m or 1.5s",
                         STR_ARGS(str_slice(text, 0, TIME_SHOWN_BYTES)));
    }
    if (total > TIME_WIDE_MAX) total = TIME_WIDE_MAX; /* out of range all the same */
    if (negative) total = -total;
    return cel_duration(context, (int64_t)(total / NANOS_PER_SECOND),
                        (int64_t)(total % NANOS_PER_SECOND));
}

Str cel_time_duration_text(CelContext *context, CelValue duration) {
    assert(duration.kind == CEL_DURATION);
    int64_t seconds = duration.time.seconds;
    int64_t nanos = duration.time.nanos;
    bool negative = seconds < 0 || nanos < 0;
    char fraction[NANO_DIGITS + 2];
    time_print_fraction(fraction, nanos < 0 ? -nanos : nanos);
    return str_format(context->arena, "%s%lld%ss", negative ? "-" : "",
                      (long long)(seconds < 0 ? -seconds : seconds), fraction);
}

/* ---- parts ---- */

typedef enum TimePart {
    TIME_FULL_YEAR,
    TIME_MONTH,
    TIME_DATE,
    TIME_DAY_OF_MONTH,
    TIME_DAY_OF_WEEK,
    TIME_DAY_OF_YEAR,
    TIME_HOURS,
    TIME_MINUTES,
    TIME_SECONDS,
    TIME_MILLISECONDS
} TimePart;

/* Hours, minutes and seconds are the whole duration in that unit, milliseconds what is behind the
 * seconds: so says the specification. */
static CelValue time_duration_part(CelContext *context, CelValue duration, TimePart part) {
    int64_t seconds = duration.time.seconds;
    switch (part) {
    case TIME_HOURS: return cel_int(seconds / 3600);
    case TIME_MINUTES: return cel_int(seconds / 60);
    case TIME_SECONDS: return cel_int(seconds);
    case TIME_MILLISECONDS: return cel_int(duration.time.nanos / 1000000);
    default: return cel_no_overload(context);
    }
}

/* local is in seconds since 1970, as a clock in the time zone shows it. */
static int64_t time_timestamp_part(int64_t local, int64_t nanos, TimePart part) {
    int64_t days = local / DAY_SECONDS - (local % DAY_SECONDS < 0);
    int64_t clock = local - days * DAY_SECONDS;
    CelDate date = cel_date_of_days(days);
    switch (part) {
    case TIME_FULL_YEAR: return date.year;
    case TIME_MONTH: return date.month - 1;
    case TIME_DATE: return date.day;
    case TIME_DAY_OF_MONTH: return date.day - 1;
    case TIME_DAY_OF_WEEK: return cel_date_weekday(days);
    case TIME_DAY_OF_YEAR: return days - cel_date_days((CelDate){date.year, 1, 1});
    case TIME_HOURS: return clock / 3600;
    case TIME_MINUTES: return clock / 60 % 60;
    case TIME_SECONDS: return clock % 60;
    case TIME_MILLISECONDS: return nanos / 1000000;
    }
    return 0;
}

static CelValue time_part(CelContext *context, const CelValue *args, size_t arg_count,
                          TimePart part) {
    if (args[0].kind == CEL_DURATION && arg_count == 1) {
        return time_duration_part(context, args[0], part);
    }
    bool zoned = arg_count == 2;
    if (args[0].kind != CEL_TIMESTAMP || (zoned && args[1].kind != CEL_STRING)) {
        return cel_no_overload(context);
    }
    Error err = {0};
    int64_t offset = 0;
    if (zoned && !cel_zone_offset(args[1].text, args[0].time.seconds, &offset, &err)) {
        return cel_error(context, "%s", err.message);
    }
    return cel_int(time_timestamp_part(args[0].time.seconds + offset, args[0].time.nanos, part));
}

static CelValue time_full_year(CelContext *context, const CelValue *args, size_t arg_count) {
    return time_part(context, args, arg_count, TIME_FULL_YEAR);
}

static CelValue time_month(CelContext *context, const CelValue *args, size_t arg_count) {
    return time_part(context, args, arg_count, TIME_MONTH);
}

static CelValue time_date(CelContext *context, const CelValue *args, size_t arg_count) {
    return time_part(context, args, arg_count, TIME_DATE);
}

static CelValue time_day_of_month(CelContext *context, const CelValue *args, size_t arg_count) {
    return time_part(context, args, arg_count, TIME_DAY_OF_MONTH);
}

static CelValue time_day_of_week(CelContext *context, const CelValue *args, size_t arg_count) {
    return time_part(context, args, arg_count, TIME_DAY_OF_WEEK);
}

static CelValue time_day_of_year(CelContext *context, const CelValue *args, size_t arg_count) {
    return time_part(context, args, arg_count, TIME_DAY_OF_YEAR);
}

static CelValue time_hours(CelContext *context, const CelValue *args, size_t arg_count) {
    return time_part(context, args, arg_count, TIME_HOURS);
}

static CelValue time_minutes(CelContext *context, const CelValue *args, size_t arg_count) {
    return time_part(context, args, arg_count, TIME_MINUTES);
}

static CelValue time_seconds(CelContext *context, const CelValue *args, size_t arg_count) {
    return time_part(context, args, arg_count, TIME_SECONDS);
}

static CelValue time_milliseconds(CelContext *context, const CelValue *args, size_t arg_count) {
    return time_part(context, args, arg_count, TIME_MILLISECONDS);
}

static const CelFunction time_rows[] = {
    {S_INIT("getFullYear"), CEL_CALL_MEMBER, 1, 2, false, time_full_year,
     "t.getFullYear(zone): the year of a timestamp; without zone in UTC"},
    {S_INIT("getMonth"), CEL_CALL_MEMBER, 1, 2, false, time_month,
     "t.getMonth(zone): the month, 0 is January"},
    {S_INIT("getDate"), CEL_CALL_MEMBER, 1, 2, false, time_date,
     "t.getDate(zone): the day of the month, 1 is the first"},
    {S_INIT("getDayOfMonth"), CEL_CALL_MEMBER, 1, 2, false, time_day_of_month,
     "t.getDayOfMonth(zone): the day of the month, 0 is the first"},
    {S_INIT("getDayOfWeek"), CEL_CALL_MEMBER, 1, 2, false, time_day_of_week,
     "t.getDayOfWeek(zone): the weekday, 0 is Sunday"},
    {S_INIT("getDayOfYear"), CEL_CALL_MEMBER, 1, 2, false, time_day_of_year,
     "t.getDayOfYear(zone): the day of the year, 0 is the first"},
    {S_INIT("getHours"), CEL_CALL_MEMBER, 1, 2, false, time_hours,
     "t.getHours(zone): the hour, 0 to 23; d.getHours(): a duration in hours"},
    {S_INIT("getMinutes"), CEL_CALL_MEMBER, 1, 2, false, time_minutes,
     "t.getMinutes(zone): the minute, 0 to 59; d.getMinutes(): a duration in minutes"},
    {S_INIT("getSeconds"), CEL_CALL_MEMBER, 1, 2, false, time_seconds,
     "t.getSeconds(zone): the second, 0 to 59; d.getSeconds(): a duration in seconds"},
    {S_INIT("getMilliseconds"), CEL_CALL_MEMBER, 1, 2, false, time_milliseconds,
     "x.getMilliseconds(): the milliseconds behind the second, 0 to 999"},
};

const CelFunctionTable cel_time_functions = {time_rows, COUNT(time_rows)};
