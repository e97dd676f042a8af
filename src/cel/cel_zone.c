/* SPDX-License-Identifier: Apache-2.0 */
/* cel_zone.c -- how far a time zone is from UTC at one moment. See cel_zone.h.
 *
 * A TZif file (RFC 8536) holds everything twice: first with 32-bit times for old readers, which is
 * skipped here, then with 64-bit times:
 *
 *   header     "TZif", version, 15 unused bytes, six counts of 4 bytes, big-endian
 *   times      timecnt x 8   when something changes, ascending
 *   types      timecnt x 1   which local time holds from then on
 *   local time typecnt x 6   seconds ahead of UTC (4), daylight saving (1), abbreviation (1)
 *   ...        abbreviations, leap seconds, indicators: not needed
 *   footer     \n rule \n    a POSIX TZ string for everything after the last change
 *
 * The rule, "CET-1CEST,M3.5.0,M10.5.0/3", names the offsets (with the sign turned around: west is
 * positive) and the days on which daylight saving begins and ends. */
#include "cel/cel_zone.h"

#include "base/file.h"
#include "cel/cel_date.h"

#include <stdio.h>

static const char ZONE_DIRECTORY[] = "/usr/share/zoneinfo";

enum {
    ZONE_HEADER_BYTES = 44,
    ZONE_TYPE_BYTES = 6,
    ZONE_OFFSET_MAX = 26 * 3600, /* RFC 8536, 3.2 */
    ZONE_RULE_HOURS_MAX = 167,   /* RFC 8536, 3.3.1 */
    DAY_SECONDS = 86400
};

/* ---- the file ---- */

typedef struct ZoneCounts {
    uint64_t ut, standard, leap, time, type, abbreviation;
} ZoneCounts;

typedef struct ZoneTable {
    const unsigned char *times;
    const unsigned char *types;
    const unsigned char *local_times;
    size_t time_count;
    size_t type_count;
    Str rule;
} ZoneTable;

static bool zone_is_damaged(Str name, Error *err) {
    return error_say(err, "the time zone file of '%.*s' is damaged or of an unknown form",
                     STR_ARGS(name));
}

static uint64_t zone_integer(const unsigned char *bytes, size_t count) {
    uint64_t integer = 0;
    for (size_t i = 0; i < count; i++) integer = integer << 8 | bytes[i];
    return integer;
}

static bool zone_read_counts(Str bytes, ZoneCounts *ret_counts) {
    if (bytes.len < ZONE_HEADER_BYTES || !str_starts(bytes, S("TZif"))) return false;
    if (bytes.ptr[4] < '2') return false; /* version 1 has 32-bit times only */
    const unsigned char *at = (const unsigned char *)bytes.ptr + 20;
    *ret_counts =
        (ZoneCounts){zone_integer(at, 4),      zone_integer(at + 4, 4),  zone_integer(at + 8, 4),
                     zone_integer(at + 12, 4), zone_integer(at + 16, 4), zone_integer(at + 20, 4)};
    return true;
}

/* The bytes behind a header, whose times have the given width. Counts have 32 bits: no overflow. */
static uint64_t zone_body_bytes(const ZoneCounts *counts, uint64_t width) {
    return counts->time * (width + 1) + counts->type * ZONE_TYPE_BYTES + counts->abbreviation +
           counts->leap * (width + 4) + counts->standard + counts->ut;
}

static bool zone_read_table(Str bytes, ZoneTable *ret_table) {
    ZoneCounts counts = {0};
    if (!zone_read_counts(bytes, &counts)) return false;
    uint64_t skip = ZONE_HEADER_BYTES + zone_body_bytes(&counts, 4);
    if (skip > bytes.len) return false;
    Str rest = str_slice(bytes, (size_t)skip, bytes.len);
    if (!zone_read_counts(rest, &counts)) return false;
    uint64_t end = ZONE_HEADER_BYTES + zone_body_bytes(&counts, 8);
    if (end > rest.len || counts.type == 0 || counts.leap != 0) return false;
    Str footer = str_slice(rest, (size_t)end, rest.len);
    if (footer.len > 0 && str_cut(&footer, '\n').len != 0) return false;
    ZoneTable table = {.time_count = (size_t)counts.time, .type_count = (size_t)counts.type};
    table.times = (const unsigned char *)rest.ptr + ZONE_HEADER_BYTES;
    table.types = table.times + 8 * table.time_count;
    table.local_times = table.types + table.time_count;
    table.rule = str_cut(&footer, '\n');
    *ret_table = table;
    return true;
}

/* How many changes happened up to that moment. */
static size_t zone_count_changes(const ZoneTable *table, int64_t seconds) {
    size_t low = 0, high = table->time_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int64_t change = (int64_t)zone_integer(table->times + 8 * middle, 8);
        if (change <= seconds) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* ---- the rule for the time after the last change ---- */

typedef struct ZoneDay {
    char form; /* 'M': weekday of a week of a month; 'J': day 1..365 without 29 February; else 0 */
    int month;
    int week;     /* 5 is the last */
    int day;      /* M: weekday, 0 is Sunday; J: 1..365; else 0..365 */
    int64_t time; /* seconds after midnight, local */
} ZoneDay;

typedef struct ZoneRule {
    int64_t standard; /* seconds ahead of UTC */
    int64_t daylight;
    bool has_daylight;
    ZoneDay begin;
    ZoneDay end;
} ZoneRule;

static char zone_first(Str rest) { return rest.len > 0 ? rest.ptr[0] : '\0'; }

static bool zone_take(Str *rest, char wanted) {
    if (rest->len == 0 || rest->ptr[0] != wanted) return false;
    *rest = str_slice(*rest, 1, rest->len);
    return true;
}

static bool zone_take_number(Str *rest, int low, int high, int *ret_number) {
    int number = 0;
    size_t count = 0;
    while (count < rest->len && rest->ptr[count] >= '0' && rest->ptr[count] <= '9') {
        number = number * 10 + (rest->ptr[count++] - '0');
        if (number > high) return false;
    }
    if (count == 0 || number < low) return false;
    *rest = str_slice(*rest, count, rest->len);
    *ret_number = number;
    return true;
}

/* "CET" or "<+03>". */
static bool zone_take_name(Str *rest) {
    size_t len = 0;
    if (zone_first(*rest) == '<') {
        while (len < rest->len && rest->ptr[len] != '>') len++;
        if (len == rest->len) return false;
        len++;
    } else {
        while (len < rest->len && ((rest->ptr[len] >= 'A' && rest->ptr[len] <= 'Z') ||
                                   (rest->ptr[len] >= 'a' && rest->ptr[len] <= 'z'))) {
            len++;
        }
    }
    *rest = str_slice(*rest, len, rest->len);
    return len >= 3;
}

/* "-1", "+5:30", "2:00:00": hours, minutes, seconds. */
static bool zone_take_time(Str *rest, int64_t *ret_seconds) {
    int hours = 0, minutes = 0, seconds = 0;
    bool negative = zone_take(rest, '-');
    if (!negative) zone_take(rest, '+');
    if (!zone_take_number(rest, 0, ZONE_RULE_HOURS_MAX, &hours)) return false;
    if (zone_take(rest, ':')) {
        if (!zone_take_number(rest, 0, 59, &minutes)) return false;
        if (zone_take(rest, ':') && !zone_take_number(rest, 0, 59, &seconds)) return false;
    }
    int64_t total = (int64_t)hours * 3600 + minutes * 60 + seconds;
    *ret_seconds = negative ? -total : total;
    return true;
}

/* ",M10.5.0/3", ",J60", ",0/0". */
static bool zone_take_day(Str *rest, ZoneDay *ret_day) {
    ZoneDay day = {.time = 2 * 3600};
    if (!zone_take(rest, ',')) return false;
    if (zone_take(rest, 'M')) {
        day.form = 'M';
        bool taken = zone_take_number(rest, 1, 12, &day.month) && zone_take(rest, '.') &&
                     zone_take_number(rest, 1, 5, &day.week) && zone_take(rest, '.') &&
                     zone_take_number(rest, 0, 6, &day.day);
        if (!taken) return false;
    } else if (zone_take(rest, 'J')) {
        day.form = 'J';
        if (!zone_take_number(rest, 1, 365, &day.day)) return false;
    } else if (!zone_take_number(rest, 0, 365, &day.day)) {
        return false;
    }
    if (zone_take(rest, '/') && !zone_take_time(rest, &day.time)) return false;
    *ret_day = day;
    return true;
}

static bool zone_read_rule(Str text, ZoneRule *ret_rule) {
    ZoneRule rule = {0};
    if (!zone_take_name(&text) || !zone_take_time(&text, &rule.standard)) return false;
    rule.standard = -rule.standard;
    rule.has_daylight = text.len > 0;
    if (rule.has_daylight) {
        if (!zone_take_name(&text)) return false;
        rule.daylight = rule.standard + 3600;
        if (zone_first(text) != ',') {
            if (!zone_take_time(&text, &rule.daylight)) return false;
            rule.daylight = -rule.daylight;
        }
        if (!zone_take_day(&text, &rule.begin) || !zone_take_day(&text, &rule.end)) return false;
    }
    if (text.len > 0) return false;
    *ret_rule = rule;
    return true;
}

/* The local moment of a rule's day in a year, in seconds since 1970 as if it were UTC. */
static int64_t zone_day_seconds(const ZoneDay *day, int64_t year) {
    int64_t first = cel_date_days((CelDate){year, 1, 1});
    int64_t days = first + day->day;
    if (day->form == 'J') {
        days = first + day->day - 1 + (cel_date_is_leap(year) && day->day >= 60);
    } else if (day->form == 'M') {
        int64_t month = cel_date_days((CelDate){year, day->month, 1});
        int ahead = (day->day - cel_date_weekday(month) + 7) % 7;
        int in_month = ahead + 7 * (day->week - 1);
        if (in_month >= cel_date_month_days(year, day->month)) in_month -= 7;
        days = month + in_month;
    }
    return days * DAY_SECONDS + day->time;
}

static int64_t zone_rule_offset(const ZoneRule *rule, int64_t seconds) {
    if (!rule->has_daylight) return rule->standard;
    int64_t local = seconds + rule->standard;
    int64_t days = local / DAY_SECONDS - (local % DAY_SECONDS < 0);
    int64_t year = cel_date_of_days(days).year;
    int64_t begin = zone_day_seconds(&rule->begin, year) - rule->standard;
    int64_t end = zone_day_seconds(&rule->end, year) - rule->daylight;
    /* South of the equator, daylight saving spans the new year. */
    bool daylight =
        begin < end ? seconds >= begin && seconds < end : seconds >= begin || seconds < end;
    return daylight ? rule->daylight : rule->standard;
}

bool cel_zone_offset_in(Str bytes, Str name, int64_t seconds, int64_t *ret_offset, Error *err) {
    ZoneTable table = {0};
    if (!zone_read_table(bytes, &table)) return zone_is_damaged(name, err);
    size_t changes = zone_count_changes(&table, seconds);
    if (changes == table.time_count && table.rule.len > 0) {
        ZoneRule rule = {0};
        if (!zone_read_rule(table.rule, &rule)) return zone_is_damaged(name, err);
        *ret_offset = zone_rule_offset(&rule, seconds);
        return true;
    }
    size_t type = changes == 0 ? 0 : table.types[changes - 1];
    if (type >= table.type_count) return zone_is_damaged(name, err);
    int64_t offset = (int32_t)zone_integer(table.local_times + ZONE_TYPE_BYTES * type, 4);
    if (offset < -ZONE_OFFSET_MAX || offset > ZONE_OFFSET_MAX) return zone_is_damaged(name, err);
    *ret_offset = offset;
    return true;
}

/* ---- names ---- */

static bool zone_name_is_valid(Str name) {
    if (name.len == 0 || name.len > CEL_ZONE_NAME_BYTES_MAX || name.ptr[0] == '/') return false;
    for (size_t i = 0; i < name.len; i++) {
        char byte = name.ptr[i];
        bool letter = (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
        if (!letter && !(byte >= '0' && byte <= '9') && memchr("_+-/", byte, 4) == NULL) {
            return false;
        }
    }
    return true;
}

static bool zone_open(Str name, File *ret_file, Error *err) {
    char path[sizeof ZONE_DIRECTORY + CEL_ZONE_NAME_BYTES_MAX + 1];
    if (!zone_name_is_valid(name)) {
        return error_say(err,
                         "'%.*s' is no time zone; it should be like UTC, +02:00 or "
                         "Europe/Berlin",
                         STR_ARGS(str_slice(name, 0, 80)));
    }
    snprintf(path, sizeof path, "%s/%.*s", ZONE_DIRECTORY, STR_ARGS(name));
    if (file_kind(path) == FILE_KIND_REGULAR) {
        return file_open(path, CEL_ZONE_FILE_BYTES_MAX, ret_file, err);
    }
    if (file_kind(ZONE_DIRECTORY) == FILE_KIND_NONE) {
        return error_say(err,
                         "the time zone '%.*s' can't be looked up: this machine has no time "
                         "zone database in %s (package tzdata)",
                         STR_ARGS(name), ZONE_DIRECTORY);
    }
    return error_say(err, "this machine knows no time zone '%.*s'", STR_ARGS(name));
}

/* "+02:00", "-02:30", "02:00"; false when it is anything else. */
static bool zone_read_fixed(Str zone, int64_t *ret_offset) {
    int hours = 0, minutes = 0;
    bool negative = zone_take(&zone, '-');
    if (!negative) zone_take(&zone, '+');
    if (zone.len != 5 || zone.ptr[2] != ':') return false;
    bool taken = zone_take_number(&zone, 0, 23, &hours) && zone_take(&zone, ':') &&
                 zone_take_number(&zone, 0, 59, &minutes);
    if (!taken || zone.len > 0) return false;
    int64_t offset = hours * 3600 + minutes * 60;
    *ret_offset = negative ? -offset : offset;
    return true;
}

bool cel_zone_offset(Str zone, int64_t seconds, int64_t *ret_offset, Error *err) {
    if (str_equal(zone, S("UTC"))) {
        *ret_offset = 0;
        return true;
    }
    if (zone_read_fixed(zone, ret_offset)) return true;
    CLEANUP(file_close) File file = {0};
    if (!zone_open(zone, &file, err)) return false;
    return cel_zone_offset_in(file.text, zone, seconds, ret_offset, err);
}
