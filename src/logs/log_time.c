/* SPDX-License-Identifier: Apache-2.0 */
/* log_time.c -- see log_time.h. Days are counted as Howard Hinnant's "chrono-compatible low-level
 * date algorithms" do: years begin in March, so that a leap day is a year's last, and 400 years (an
 * era) are always 146,097 days. */
#include "logs/log_time.h"

enum { ERA_DAYS = 146097, EPOCH_DAYS = 719468 /* from 0000-03-01 to 1970-01-01 */ };

static const int64_t TIME_MIN = INT64_C(-62167219200); /* 0000-01-01 */
static const int64_t TIME_MAX = INT64_C(253402300799); /* 9999-12-31T23:59:59Z */

static int64_t civil_days(int year, int month, int day) {
    int from_march = year - (month <= 2);
    int era = (from_march >= 0 ? from_march : from_march - 399) / 400;
    int of_era = from_march - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return (int64_t)era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
           EPOCH_DAYS;
}

int64_t log_time_make(LogClock clock) {
    return civil_days(clock.year, clock.month, clock.day) * 86400 + clock.hour * 3600 +
           clock.minute * 60 + clock.second;
}

LogClock log_time_clock(int64_t seconds) {
    int64_t days = (seconds - TIME_MIN) / 86400 + TIME_MIN / 86400 + EPOCH_DAYS;
    int rest = (int)((seconds - TIME_MIN) % 86400);
    int era = (int)((days >= 0 ? days : days - (ERA_DAYS - 1)) / ERA_DAYS);
    int of_era = (int)(days - (int64_t)era * ERA_DAYS);
    int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / (ERA_DAYS - 1)) / 365;
    int of_year = of_era - (365 * year + year / 4 - year / 100);
    int from_march = (5 * of_year + 2) / 153;
    int month = from_march < 10 ? from_march + 3 : from_march - 9;
    return (LogClock){.year = year + era * 400 + (month <= 2),
                      .month = month,
                      .day = of_year - (153 * from_march + 2) / 5 + 1,
                      .hour = rest / 3600,
                      .minute = rest / 60 % 60,
                      .second = rest % 60};
}

static bool civil_is_day(const LogClock *civil) {
    static const int8_t lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = civil->year % 4 == 0 && (civil->year % 100 != 0 || civil->year % 400 == 0);
    if (civil->month < 1 || civil->month > 12 || civil->day < 1) return false;
    return civil->day <= lengths[civil->month - 1] - (civil->month == 2 && !leap);
}

/* A leap second (60) is the next minute's first. */
static bool civil_seconds(const LogClock *civil, int64_t *ret_seconds) {
    if (!civil_is_day(civil) || civil->hour > 23 || civil->minute > 59 || civil->second > 60)
        return false;
    *ret_seconds = log_time_make(*civil);
    return true;
}

int log_time_week(int64_t seconds) {
    int64_t day = (seconds - TIME_MIN) / 86400 + TIME_MIN / 86400;
    int64_t weekday = ((day + 3) % 7 + 7) % 7; /* 1970-01-01 was a Thursday; 0 is Monday */
    int64_t thursday = day - weekday + 3;      /* its year is the week's */
    int year = log_time_clock(thursday * 86400).year;
    return (int)((thursday - civil_days(year, 1, 1)) / 7) + 1;
}

/* The digits at text; sets *fine to false when one isn't. */
static int time_digits(const char *text, int count, bool *fine) {
    int number = 0;
    for (int i = 0; i < count; i++) {
        unsigned digit = (unsigned)(text[i] - '0');
        if (digit > 9) *fine = false;
        number = number * 10 + (int)(digit & 15);
    }
    return number;
}

static bool time_read_date(const char *text, LogClock *civil) {
    bool fine = text[4] == '-' && text[7] == '-';
    civil->year = time_digits(text, 4, &fine);
    civil->month = time_digits(text + 5, 2, &fine);
    civil->day = time_digits(text + 8, 2, &fine);
    return fine;
}

static bool time_read_clock(const char *text, LogClock *civil) {
    bool fine = text[2] == ':' && text[5] == ':';
    civil->hour = time_digits(text, 2, &fine);
    civil->minute = time_digits(text + 3, 2, &fine);
    civil->second = time_digits(text + 6, 2, &fine);
    return fine;
}

/* "+0200" or "+02:00", in seconds. */
static bool time_read_offset(Str text, int64_t *ret_offset) {
    bool colon = text.len == 6 && text.ptr[3] == ':';
    if (!colon && text.len != 5) return false;
    bool fine = text.ptr[0] == '+' || text.ptr[0] == '-';
    int hours = time_digits(text.ptr + 1, 2, &fine);
    int minutes = time_digits(text.ptr + (colon ? 4 : 3), 2, &fine);
    if (!fine || hours > 23 || minutes > 59) return false;
    int offset = hours * 3600 + minutes * 60;
    *ret_offset = text.ptr[0] == '-' ? -offset : offset;
    return true;
}

/* What may stand behind the seconds: a fraction, then Z, an offset or nothing. */
static bool time_read_rest(Str text, int64_t *ret_offset) {
    if (str_starts(text, S("."))) {
        size_t end = 1;
        while (end < text.len && text.ptr[end] >= '0' && text.ptr[end] <= '9') end++;
        if (end == 1) return false;
        text = str_slice(text, end, text.len);
    }
    *ret_offset = 0;
    return text.len == 0 || str_equal(text, S("Z")) || time_read_offset(text, ret_offset);
}

bool log_time_read(Str text, int64_t *ret_seconds) {
    LogClock civil;
    int64_t offset = 0;
    if (text.len < 19 || (text.ptr[10] != 'T' && text.ptr[10] != ' ')) return false;
    bool fine = time_read_date(text.ptr, &civil) && time_read_clock(text.ptr + 11, &civil) &&
                time_read_rest(str_slice(text, 19, text.len), &offset) &&
                civil_seconds(&civil, ret_seconds);
    if (fine) *ret_seconds -= offset;
    return fine;
}

bool log_time_read_typed(Str text, bool last, int64_t *ret_seconds) {
    static const char rest[] = "0000-00-00T00:00:00Z", end[] = "0000-00-00T23:59:59Z";
    char whole[sizeof(rest)];
    if (log_time_read(text, ret_seconds)) return true;
    if (str_ends(text, S("Z"))) text.len--;
    if (text.len != 10 && text.len != 16) return false;
    memcpy(whole, last ? end : rest, sizeof(rest));
    memcpy(whole, text.ptr, text.len);
    return log_time_read((Str){whole, sizeof(rest) - 1}, ret_seconds);
}

bool log_time_read_pair(Str date, Str time, int64_t *ret_seconds) {
    LogClock civil;
    return date.len == 10 && time.len == 8 && time_read_date(date.ptr, &civil) &&
           time_read_clock(time.ptr, &civil) && civil_seconds(&civil, ret_seconds);
}

/* 1 for "Jan"; 0 when text begins with no month. */
static int time_month(const char *text) {
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (int i = 0; i < 12; i++) {
        if (memcmp(names + (ptrdiff_t)i * 3, text, 3) == 0) return i + 1;
    }
    return 0;
}

bool log_time_read_request(Str text, int64_t *ret_seconds) {
    LogClock civil;
    int64_t offset = 0;
    if (text.len != 26) return false;
    const char *at = text.ptr;
    bool fine = at[2] == '/' && at[6] == '/' && at[11] == ':' && at[20] == ' ';
    civil.day = time_digits(at, 2, &fine);
    civil.month = time_month(at + 3);
    civil.year = time_digits(at + 7, 4, &fine);
    fine = fine && time_read_clock(at + 12, &civil) &&
           time_read_offset(str_slice(text, 21, 26), &offset) && civil_seconds(&civil, ret_seconds);
    if (fine) *ret_seconds -= offset;
    return fine;
}

bool log_time_read_epoch(Str text, int64_t *ret_seconds) {
    bool fine = text.len > 0 && text.len <= 12;
    int64_t seconds = 0;
    for (size_t i = 0; fine && i < text.len; i++) {
        seconds = seconds * 10 + time_digits(text.ptr + i, 1, &fine);
    }
    if (!fine || seconds > TIME_MAX) return false;
    *ret_seconds = seconds;
    return true;
}

static void time_write(char *out, int number, int digits) {
    for (int i = digits; i > 0; i--, number /= 10) out[i - 1] = (char)('0' + number % 10);
}

Str log_time_text(int64_t seconds, Arena *arena) {
    static const char form[] = "0000-00-00T00:00:00Z";
    if (seconds < TIME_MIN || seconds > TIME_MAX) return S("");
    LogClock civil = log_time_clock(seconds);
    char *out = arena_alloc(arena, sizeof(form));
    memcpy(out, form, sizeof(form));
    time_write(out, civil.year, 4);
    time_write(out + 5, civil.month, 2);
    time_write(out + 8, civil.day, 2);
    time_write(out + 11, civil.hour, 2);
    time_write(out + 14, civil.minute, 2);
    time_write(out + 17, civil.second, 2);
    return (Str){out, sizeof(form) - 1};
}
