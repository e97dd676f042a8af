/* SPDX-License-Identifier: Apache-2.0 */
/* function_time.c -- Terraform's functions on given times (RFC 3339); none reads the clock. */
#include "base/buffer.h"
#include "input/terraform_function.h"

#include <math.h>
#include <time.h>

enum { TIME_PRECISION = 9 };

typedef struct Moment {
    int64_t seconds; /* since 1970, UTC */
    int64_t nanoseconds;
    int64_t offset; /* of the zone that it is shown in, seconds */
} Moment;

static bool time_digits(Str *rest, size_t count, int *ret_number) {
    int number = 0;
    if (rest->len < count) return false;
    for (size_t i = 0; i < count; i++) {
        if (rest->ptr[i] < '0' || rest->ptr[i] > '9') return false;
        number = number * 10 + (rest->ptr[i] - '0');
    }
    *rest = str_slice(*rest, count, rest->len);
    *ret_number = number;
    return true;
}

static bool time_byte(Str *rest, char byte) {
    if (rest->len == 0 || rest->ptr[0] != byte) return false;
    *rest = str_slice(*rest, 1, rest->len);
    return true;
}

static bool time_fraction(Str *rest, int64_t *ret_nanoseconds) {
    int64_t value = 0, digits = 0;
    if (!time_byte(rest, '.')) return true;
    for (; rest->len > 0 && rest->ptr[0] >= '0' && rest->ptr[0] <= '9'; digits++) {
        if (digits < TIME_PRECISION) value = value * 10 + (rest->ptr[0] - '0');
        *rest = str_slice(*rest, 1, rest->len);
    }
    for (int64_t i = digits; i < TIME_PRECISION; i++) value *= 10;
    *ret_nanoseconds = value;
    return digits > 0;
}

static bool time_zone(Str *rest, int64_t *ret_offset) {
    int hours = 0, minutes = 0;
    if (time_byte(rest, 'Z')) return rest->len == 0;
    bool west = rest->len > 0 && rest->ptr[0] == '-';
    if (!west && !(rest->len > 0 && rest->ptr[0] == '+')) return false;
    *rest = str_slice(*rest, 1, rest->len);
    bool fine = time_digits(rest, 2, &hours) && time_byte(rest, ':') &&
                time_digits(rest, 2, &minutes) && rest->len == 0 && hours < 24 && minutes < 60;
    *ret_offset = (west ? -1 : 1) * (hours * 3600 + minutes * 60);
    return fine;
}

static int time_days_of(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static bool time_parse(TerraformCall *call, uint32_t index, Moment *ret_moment) {
    Str rest = S("");
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    Moment moment = {0};
    if (!terraform_call_text(call, index, &rest)) return false;
    bool fine =
        time_digits(&rest, 4, &year) && time_byte(&rest, '-') && time_digits(&rest, 2, &month) &&
        time_byte(&rest, '-') && time_digits(&rest, 2, &day) && time_byte(&rest, 'T') &&
        time_digits(&rest, 2, &hour) && time_byte(&rest, ':') && time_digits(&rest, 2, &minute) &&
        time_byte(&rest, ':') && time_digits(&rest, 2, &second) &&
        time_fraction(&rest, &moment.nanoseconds) && time_zone(&rest, &moment.offset);
    fine = fine && month >= 1 && month <= 12 && day >= 1 && day <= time_days_of(year, month) &&
           hour < 24 && minute < 60 && second < 60;
    if (!fine) {
        return terraform_call_fail(call, "argument %u must be a time: 2025-01-31T13:37:00Z",
                                   index + 1);
    }
    struct tm parts = {.tm_year = year - 1900,
                       .tm_mon = month - 1,
                       .tm_mday = day,
                       .tm_hour = hour,
                       .tm_min = minute,
                       .tm_sec = second};
    moment.seconds = (int64_t)timegm(&parts) - moment.offset;
    *ret_moment = moment;
    return true;
}

static struct tm time_parts(const Moment *moment) {
    struct tm parts = {0};
    time_t local = (time_t)(moment->seconds + moment->offset);
    gmtime_r(&local, &parts);
    return parts;
}

static void time_write_zone(Buffer *out, const Moment *moment, size_t count) {
    int64_t size = moment->offset < 0 ? -moment->offset : moment->offset;
    if (moment->offset == 0 && count == 1) buffer_add_byte(out, 'Z');
    if (moment->offset == 0 && count == 3) buffer_add(out, S("UTC"));
    if (moment->offset == 0 && (count == 1 || count == 3)) return;
    buffer_add_format(out, "%c%02d%s%02d", moment->offset < 0 ? '-' : '+', (int)(size / 3600),
                      count == 1 || count == 5 ? ":" : "", (int)(size / 60 % 60));
}

/* One run of a letter in a date's format. */
static bool time_write_run(Buffer *out, const Moment *moment, char letter, size_t count) {
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    static const char *const days[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday"};
    struct tm parts = time_parts(moment);
    int twelve = parts.tm_hour % 12 == 0 ? 12 : parts.tm_hour % 12;
    const char *half = parts.tm_hour < 12 ? "AM" : "PM", *small = parts.tm_hour < 12 ? "am" : "pm";
    const struct {
        char letter;
        int value;
    } numbers[] = {{'M', parts.tm_mon + 1}, {'D', parts.tm_mday}, {'h', parts.tm_hour},
                   {'H', twelve},           {'m', parts.tm_min},  {'s', parts.tm_sec}};
    for (size_t i = 0; i < COUNT(numbers) && count <= 2; i++) {
        if (numbers[i].letter != letter) continue;
        buffer_add_format(out, count == 2 ? "%02d" : "%d", numbers[i].value);
        return true;
    }
    if (letter == 'Y' && count == 4) buffer_add_format(out, "%04d", parts.tm_year + 1900);
    if (letter == 'Y' && count == 2) buffer_add_format(out, "%02d", (parts.tm_year + 1900) % 100);
    if (letter == 'Y') return count == 4 || count == 2;
    const char *name = letter == 'M' ? months[parts.tm_mon] : days[parts.tm_wday];
    bool named = letter == 'M' || letter == 'E';
    if (named && count == 3) buffer_add_format(out, "%.3s", name);
    if (named && count == 4) buffer_add(out, str_from(name));
    if (letter == 'E' || letter == 'M') return count == 3 || count == 4;
    if (letter == 'A' || letter == 'a') {
        buffer_add(out, str_from(letter == 'A' ? half : small));
        return count == 2;
    }
    if (letter != 'Z' || count == 2 || count > 5) return false;
    time_write_zone(out, moment, count);
    return true;
}

static bool time_format(TerraformCall *call, Node *ret_value) {
    Str format = S("");
    Moment moment;
    CLEANUP(buffer_free) Buffer out = {0};
    if (!terraform_call_text(call, 0, &format) || !time_parse(call, 1, &moment)) return false;
    if (!terraform_call_charge(call, format.len)) return false;
    for (size_t i = 0; i < format.len;) {
        char byte = format.ptr[i];
        size_t count = 1;
        if (byte == '\'') {
            size_t end = i + 1;
            while (end < format.len && (format.ptr[end] != '\'' ||
                                        (end + 1 < format.len && format.ptr[end + 1] == '\''))) {
                buffer_add_byte(&out, format.ptr[end]);
                end += format.ptr[end] == '\'' ? 2 : 1;
            }
            if (end >= format.len) return terraform_call_fail(call, "a quote isn't closed");
            i = end + 1;
            continue;
        }
        while (i + count < format.len && format.ptr[i + count] == byte) count++;
        bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
        if (letter && !time_write_run(&out, &moment, byte, count)) {
            return terraform_call_fail(call, "%.*s is no part of a date's format", (int)count,
                                       format.ptr + i);
        }
        if (!letter) buffer_add(&out, str_slice(format, i, i + count));
        i += count;
    }
    *ret_value = node_make_string(call->at, str_copy(call->arena, buffer_text(&out)));
    return true;
}

/* "1h30m", "-1.5h", "300ms" in nanoseconds. */
static bool time_duration(TerraformCall *call, uint32_t index, double *ret_nanoseconds) {
    static const struct {
        Str unit;
        double nanoseconds;
    } units[] = {{S_INIT("ns"), 1},    {S_INIT("us"), 1e3}, {S_INIT("\xC2\xB5s"), 1e3},
                 {S_INIT("ms"), 1e6},  {S_INIT("s"), 1e9},  {S_INIT("m"), 60e9},
                 {S_INIT("h"), 3600e9}};
    Str rest = S("");
    double total = 0;
    if (!terraform_call_text(call, index, &rest)) return false;
    bool minus = time_byte(&rest, '-');
    if (!minus) time_byte(&rest, '+');
    bool fine = rest.len > 0;
    if (str_equal(rest, S("0"))) rest = S("");
    while (fine && rest.len > 0) {
        size_t len = 0, unit = 0;
        double number = 0;
        while (len < rest.len &&
               ((rest.ptr[len] >= '0' && rest.ptr[len] <= '9') || rest.ptr[len] == '.')) {
            len++;
        }
        fine = str_to_double(str_slice(rest, 0, len), &number);
        rest = str_slice(rest, len, rest.len);
        while (unit < COUNT(units) && !str_starts(rest, units[unit].unit)) unit++;
        fine = fine && unit < COUNT(units);
        if (!fine) break;
        total += number * units[unit].nanoseconds;
        rest = str_slice(rest, units[unit].unit.len, rest.len);
    }
    if (!fine || total > 9e18) {
        return terraform_call_fail(call, "argument %u must be a duration: 1h30m", index + 1);
    }
    *ret_nanoseconds = minus ? -total : total;
    return true;
}

static bool time_add(TerraformCall *call, Node *ret_value) {
    Moment moment;
    double duration = 0;
    if (!time_parse(call, 0, &moment) || !time_duration(call, 1, &duration)) return false;
    double whole = floor(duration / 1e9);
    moment.seconds += (int64_t)whole;
    moment.nanoseconds += (int64_t)(duration - whole * 1e9);
    moment.seconds += moment.nanoseconds / 1000000000;
    moment.nanoseconds %= 1000000000;
    struct tm parts = time_parts(&moment);
    if (parts.tm_year < -1900 || parts.tm_year > 8099) {
        return terraform_call_fail(call, "leads out of the years 0 to 9999");
    }
    CLEANUP(buffer_free) Buffer out = {0};
    buffer_add_format(&out, "%04d-%02d-%02dT%02d:%02d:%02d", parts.tm_year + 1900, parts.tm_mon + 1,
                      parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
    time_write_zone(&out, &moment, 1);
    *ret_value = node_make_string(call->at, str_copy(call->arena, buffer_text(&out)));
    return true;
}

static bool time_compare(TerraformCall *call, Node *ret_value) {
    Moment left, right;
    if (!time_parse(call, 0, &left) || !time_parse(call, 1, &right)) return false;
    int64_t order = (left.seconds > right.seconds) - (left.seconds < right.seconds);
    if (order == 0) {
        order = (left.nanoseconds > right.nanoseconds) - (left.nanoseconds < right.nanoseconds);
    }
    *ret_value = node_make_int(call->at, order);
    return true;
}

static const TerraformFunction rows[] = {
    {S_INIT("formatdate"), 2, 2, 0, time_format},
    {S_INIT("timeadd"), 2, 2, 0, time_add},
    {S_INIT("timecmp"), 2, 2, 0, time_compare},
};

const TerraformFunctionTable function_time_table = {rows, COUNT(rows)};
