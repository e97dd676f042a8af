/* SPDX-License-Identifier: Apache-2.0 */
/* test_cel_time.c -- timestamps, durations, their parts, time zones and the calendar. What is
 * expected comes from cel-spec (doc/langdef.md), RFC 3339, and GNU date with TZ set. */
#include "cel_expect.h"

#include "base/file.h"
#include "cel/cel_date.h"
#include "cel/cel_zone.h"

#include <stdlib.h>

TEST(cel_time_timestamps) {
    static const CelExample examples[] = {
        {"string(timestamp('2009-02-13T23:31:30Z'))", "{\"string\":\"2009-02-13T23:31:30Z\"}"},
        {"string(timestamp('2009-02-13t23:31:30z'))", "{\"string\":\"2009-02-13T23:31:30Z\"}"},
        {"string(timestamp('1972-01-01T10:00:20.021-05:00'))",
         "{\"string\":\"1972-01-01T15:00:20.021Z\"}"},
        {"string(timestamp('2009-02-13T23:31:30.120Z'))",
         "{\"string\":\"2009-02-13T23:31:30.12Z\"}"},
        {"string(timestamp('2009-02-13T23:31:30.1234567899Z'))",
         "{\"string\":\"2009-02-13T23:31:30.123456789Z\"}"},
        {"string(timestamp('0001-01-01T00:00:00Z'))", "{\"string\":\"0001-01-01T00:00:00Z\"}"},
        {"string(timestamp('9999-12-31T23:59:59.999999999Z'))",
         "{\"string\":\"9999-12-31T23:59:59.999999999Z\"}"},
        {"string(timestamp('1969-12-31T23:59:59.9Z'))", "{\"string\":\"1969-12-31T23:59:59.9Z\"}"},
        {"int(timestamp('2000-02-29T00:00:00Z'))", "{\"int\":\"951782400\"}"},
        {"int(timestamp('1900-03-01T00:00:00Z'))", "{\"int\":\"-2203891200\"}"},
        {"int(timestamp('0001-01-01T00:00:00Z'))", "{\"int\":\"-62135596800\"}"},
        {"int(timestamp('9999-12-31T00:00:00Z'))", "{\"int\":\"253402214400\"}"},
    };
    cel_expect_all(examples, COUNT(examples));
}

TEST(cel_time_timestamp_refusals) {
    static const CelExample examples[] = {
        {"timestamp('')", "is no timestamp"},
        {"timestamp('2009-02-13')", "is no timestamp"},
        {"timestamp('2009-02-13 23:31:30Z')", "is no timestamp"},
        {"timestamp('2009-02-13T23:31:30')", "is no timestamp"},
        {"timestamp('2009-02-13T23:31Z')", "is no timestamp"},
        {"timestamp('2009-02-13T23:31:30.Z')", "is no timestamp"},
        {"timestamp('2009-02-13T23:31:30Zx')", "is no timestamp"},
        {"timestamp('2009-02-13T23:31:30+0100')", "is no timestamp"},
        {"timestamp('2009-02-13T23:31:30+24:00')", "is no timestamp"},
        {"timestamp('2009-13-01T00:00:00Z')", "is no timestamp"},
        {"timestamp('2009-00-01T00:00:00Z')", "is no timestamp"},
        {"timestamp('2009-02-29T00:00:00Z')", "is no timestamp"},
        {"timestamp('1900-02-29T00:00:00Z')", "is no timestamp"},
        {"timestamp('2009-04-31T00:00:00Z')", "is no timestamp"},
        {"timestamp('2009-02-13T24:00:00Z')", "is no timestamp"},
        {"timestamp('2009-02-13T00:60:00Z')", "is no timestamp"},
        {"timestamp('2009-02-13T00:00:60Z')", "is no timestamp"},
        {"timestamp('10000-01-01T00:00:00Z')", "is no timestamp"},
        {"timestamp('-001-01-01T00:00:00Z')", "is no timestamp"},
        {"timestamp('0000-12-31T23:59:59Z')", "out of range"},
        {"timestamp('0001-01-01T00:00:00+00:01')", "out of range"},
        {"timestamp('9999-12-31T23:59:59-00:01')", "out of range"},
    };
    cel_expect_errors(examples, COUNT(examples));
}

TEST(cel_time_durations) {
    static const CelExample examples[] = {
        {"string(duration('1h45m47s'))", "{\"string\":\"6347s\"}"},
        {"string(duration('0'))", "{\"string\":\"0s\"}"},
        {"string(duration('-0s'))", "{\"string\":\"0s\"}"},
        {"string(duration('+1.5h'))", "{\"string\":\"5400s\"}"},
        {"string(duration('-1.5s'))", "{\"string\":\"-1.5s\"}"},
        {"string(duration('.5s'))", "{\"string\":\"0.5s\"}"},
        {"string(duration('1.s'))", "{\"string\":\"1s\"}"},
        {"string(duration('-10ms'))", "{\"string\":\"-0.01s\"}"},
        {"string(duration('1us1ns'))", "{\"string\":\"0.000001001s\"}"},
        {"string(duration('1µs1μs'))", "{\"string\":\"0.000002s\"}"},
        {"string(duration('1m1ms'))", "{\"string\":\"60.001s\"}"},
        {"string(duration('0.0000000001h'))", "{\"string\":\"0.00000036s\"}"},
        {"string(duration('0.9ns'))", "{\"string\":\"0s\"}"},
    };
    cel_expect_all(examples, COUNT(examples));
}

TEST(cel_time_duration_refusals) {
    static const CelExample examples[] = {
        {"duration('')", "is no duration"},
        {"duration('-')", "is no duration"},
        {"duration('1')", "is no duration"},
        {"duration('s')", "is no duration"},
        {"duration('.s')", "is no duration"},
        {"duration('1x')", "is no duration"},
        {"duration('1d')", "is no duration"},
        {"duration('1s ')", "is no duration"},
        {"duration('--1s')", "is no duration"},
        {"duration('1s-1s')", "is no duration"},
        {"duration('1e3s')", "is no duration"},
        {"duration('1S')", "is no duration"},
        {"duration('320000000000s')", "out of range"},
        {"duration('-320000000000s')", "out of range"},
        {"duration('99999999999999999999999999999999999999h')", "out of range"},
        {"duration('99999999999h99999999999h')", "out of range"},
    };
    cel_expect_errors(examples, COUNT(examples));
}

TEST(cel_time_parts) {
    static const CelExample examples[] = {
        {"timestamp('2016-12-31T23:59:58.9876Z').getFullYear()", "{\"int\":\"2016\"}"},
        {"timestamp('2016-12-31T23:59:58.9876Z').getMonth()", "{\"int\":\"11\"}"},
        {"timestamp('2016-12-31T23:59:58.9876Z').getDate()", "{\"int\":\"31\"}"},
        {"timestamp('2016-12-31T23:59:58.9876Z').getDayOfMonth()", "{\"int\":\"30\"}"},
        {"timestamp('2016-12-31T23:59:58.9876Z').getDayOfWeek()", "{\"int\":\"6\"}"},
        {"timestamp('2016-12-31T23:59:58.9876Z').getDayOfYear()", "{\"int\":\"365\"}"},
        {"timestamp('2016-12-31T23:59:58.9876Z').getHours()", "{\"int\":\"23\"}"},
        {"timestamp('2016-12-31T23:59:58.9876Z').getMinutes()", "{\"int\":\"59\"}"},
        {"timestamp('2016-12-31T23:59:58.9876Z').getSeconds()", "{\"int\":\"58\"}"},
        {"timestamp('2016-12-31T23:59:58.9876Z').getMilliseconds()", "{\"int\":\"987\"}"},
        {"timestamp('0001-01-01T00:00:00Z').getDayOfWeek()", "{\"int\":\"1\"}"},
        {"timestamp('1969-12-31T23:59:59.25Z').getSeconds()", "{\"int\":\"59\"}"},
        {"timestamp('1969-12-31T23:59:59.25Z').getMilliseconds()", "{\"int\":\"250\"}"},
        {"duration('10000s').getHours()", "{\"int\":\"2\"}"},
        {"duration('-3730s').getMinutes()", "{\"int\":\"-62\"}"},
        {"duration('3730.9s').getSeconds()", "{\"int\":\"3730\"}"},
        {"duration('123.321456789s').getMilliseconds()", "{\"int\":\"321\"}"},
        {"duration('-1.5s').getMilliseconds()", "{\"int\":\"-500\"}"},
    };
    static const CelExample refusals[] = {
        {"duration('1s').getFullYear()", "no such overload"},
        {"duration('1s').getHours('UTC')", "no such overload"},
        {"timestamp('2016-12-31T23:59:58Z').getHours(1)", "no such overload"},
        {"'2016'.getFullYear()", "no such overload"},
    };
    cel_expect_all(examples, COUNT(examples));
    cel_expect_errors(refusals, COUNT(refusals));
}

TEST(cel_time_fixed_zones) {
    static const CelExample examples[] = {
        {"timestamp('2009-02-13T23:31:30Z').getHours('UTC')", "{\"int\":\"23\"}"},
        {"timestamp('2009-02-13T23:31:30Z').getHours('+02:00')", "{\"int\":\"1\"}"},
        {"timestamp('2009-02-13T23:31:30Z').getDate('02:00')", "{\"int\":\"14\"}"},
        {"timestamp('2009-02-13T23:31:30Z').getMinutes('-02:30')", "{\"int\":\"1\"}"},
        {"timestamp('2009-02-13T23:31:30Z').getMinutes('-00:45')", "{\"int\":\"46\"}"},
        {"timestamp('0001-01-01T00:00:00Z').getFullYear('-01:00')", "{\"int\":\"0\"}"},
        {"timestamp('9999-12-31T23:59:59Z').getFullYear('+14:00')", "{\"int\":\"10000\"}"},
    };
    static const CelExample refusals[] = {
        {"timestamp('2009-02-13T23:31:30Z').getHours('+2:00')", "is no time zone"},
        {"timestamp('2009-02-13T23:31:30Z').getHours('+24:00')", "is no time zone"},
        {"timestamp('2009-02-13T23:31:30Z').getHours('+02:60')", "is no time zone"},
        {"timestamp('2009-02-13T23:31:30Z').getHours('+02:000')", "is no time zone"},
        {"timestamp('2009-02-13T23:31:30Z').getHours('')", "is no time zone"},
        {"timestamp('2009-02-13T23:31:30Z').getHours('../UTC')", "is no time zone"},
        {"timestamp('2009-02-13T23:31:30Z').getHours('/etc/localtime')", "is no time zone"},
        {"timestamp('2009-02-13T23:31:30Z').getHours('Europe/Ber lin')", "is no time zone"},
    };
    cel_expect_all(examples, COUNT(examples));
    cel_expect_errors(refusals, COUNT(refusals));
}

TEST(cel_time_named_zones) {
    static const CelExample examples[] = {
        {"timestamp('2009-02-13T23:31:30Z').getDate('Europe/Berlin')", "{\"int\":\"14\"}"},
        {"timestamp('2060-07-01T12:00:00Z').getHours('Europe/Berlin')", "{\"int\":\"14\"}"},
        {"timestamp('1900-01-01T00:00:00Z').getFullYear('America/St_Johns')", "{\"int\":\"1899\"}"},
        {"timestamp('1900-01-01T00:00:00Z').getSeconds('America/St_Johns')", "{\"int\":\"8\"}"},
        {"timestamp('2060-07-01T12:00:00Z').getMinutes('America/St_Johns')", "{\"int\":\"30\"}"},
        {"timestamp('2009-02-13T23:31:30Z').getMinutes('Asia/Kathmandu')", "{\"int\":\"16\"}"},
        {"timestamp('2060-07-01T12:00:00Z').getHours('Australia/Lord_Howe')", "{\"int\":\"22\"}"},
        {"timestamp('2009-02-13T23:31:30Z').getHours('Australia/Lord_Howe')", "{\"int\":\"10\"}"},
    };
    static const CelExample refusals[] = {
        {"timestamp('2009-02-13T23:31:30Z').getHours('Europe/Nowhere')", "knows no time zone"},
        {"timestamp('2009-02-13T23:31:30Z').getHours('Europe')", "knows no time zone"},
    };
    if (file_kind("/usr/share/zoneinfo/Europe/Berlin") != FILE_KIND_REGULAR) skip();
    cel_expect_all(examples, COUNT(examples));
    cel_expect_errors(refusals, COUNT(refusals));
}

TEST(cel_zone_name_limit) {
    char name[CEL_ZONE_NAME_BYTES_MAX + 1];
    memset(name, 'A', sizeof name);
    int64_t offset = 0;
    Error err = {0};
    assert_false(cel_zone_offset((Str){name, CEL_ZONE_NAME_BYTES_MAX}, 0, &offset, &err));
    assert_null(strstr(err.message, "is no time zone"));
    assert_false(cel_zone_offset((Str){name, CEL_ZONE_NAME_BYTES_MAX + 1}, 0, &offset, &err));
    assert_non_null(strstr(err.message, "is no time zone"));
}

/* ---- TZif files made here ---- */

static void add_integer(Buffer *out, uint64_t integer, int bytes) {
    while (bytes-- > 0) buffer_add_byte(out, (char)(integer >> (8 * bytes)));
}

/* Counts as the header has them: ut, standard, leap, time, type, abbreviation. */
static void add_header(Buffer *out, uint64_t times, uint64_t types) {
    buffer_add(out, S("TZif2"));
    for (int i = 0; i < 15; i++) buffer_add_byte(out, 0);
    for (int i = 0; i < 3; i++) add_integer(out, 0, 4);
    add_integer(out, times, 4);
    add_integer(out, types, 4);
    add_integer(out, 4, 4);
}

/* A zone that is an hour ahead until 1,000,000 seconds after 1970, then two hours until 2,000,000,
 * and then follows the rule. */
static Buffer make_zone(const char *rule) {
    Buffer out = {0};
    add_header(&out, 0, 1); /* the part with 32-bit times */
    add_integer(&out, 0, 6);
    buffer_add(&out, S("ABC"));
    buffer_add_byte(&out, 0);
    add_header(&out, 2, 2);
    add_integer(&out, 1000000, 8);
    add_integer(&out, 2000000, 8);
    add_integer(&out, 1, 1);
    add_integer(&out, 0, 1);
    add_integer(&out, 3600, 4);
    add_integer(&out, 0, 2);
    add_integer(&out, 7200, 4);
    add_integer(&out, 1 << 8, 2);
    buffer_add(&out, S("ABC"));
    buffer_add_byte(&out, 0);
    buffer_add_format(&out, "\n%s\n", rule);
    return out;
}

static void expect_offset(const char *rule, int64_t seconds, int64_t expected) {
    CLEANUP(buffer_free) Buffer zone = make_zone(rule);
    int64_t offset = 0;
    Error err = {0};
    if (!cel_zone_offset_in(buffer_text(&zone), S("Test"), seconds, &offset, &err)) {
        fail_msg("%s: %s", rule, err.message);
    }
    if (offset != expected) {
        fail_msg("%s at %lld: %lld", rule, (long long)seconds, (long long)offset);
    }
}

TEST(cel_zone_changes) {
    expect_offset("", -9000000000, 3600);
    expect_offset("", 999999, 3600);
    expect_offset("", 1000000, 7200);
    expect_offset("", 1999999, 7200);
    expect_offset("", 2000000, 3600);
    expect_offset("ABC-3", 1999999, 7200);
    expect_offset("ABC-3", 2000000, 10800);
}

TEST(cel_zone_rules) {
    const char *sydney = "AEST-10AEDT,M10.1.0,M4.1.0/3";
    expect_offset(sydney, 2548252799, 36000);
    expect_offset(sydney, 2548252800, 39600);
    expect_offset(sydney, 2556144000, 39600);
    expect_offset(sydney, 2563977599, 39600);
    expect_offset(sydney, 2563977600, 36000);
    const char *dublin = "IST-1GMT0,M10.5.0,M3.5.0/1";
    expect_offset(dublin, 2531955599, 0);
    expect_offset(dublin, 2531955600, 3600);
    expect_offset(dublin, 2550704399, 3600);
    expect_offset(dublin, 2550704400, 0);
    const char *days = "EST5EDT,J60,305";
    expect_offset(days, 2466658799, -18000);
    expect_offset(days, 2466658800, -14400);
    expect_offset(days, 2487823199, -14400);
    expect_offset(days, 2487823200, -18000);
    expect_offset("<+0530>-5:30", 4000000000, 19800);
    expect_offset("<-0330>3:30", 4000000000, -12600);
}

static void expect_damaged(Str bytes, int64_t seconds) {
    int64_t offset = 0;
    Error err = {0};
    assert_false(cel_zone_offset_in(bytes, S("Test"), seconds, &offset, &err));
    assert_non_null(strstr(err.message, "damaged"));
}

TEST(cel_zone_damaged_rules) {
    static const char *const rules[] = {
        "A-1",
        "ABC",
        "ABC-1x",
        "ABC168",
        "ABC-1:60",
        "<ABC-1",
        "ABC-1DEF",
        "ABC-1DEF,M3",
        "ABC-1DEF,M13.1.0,M1.1.0",
        "ABC-1DEF,M1.6.0,M1.1.0",
        "ABC-1DEF,M1.1.7,M1.1.0",
        "ABC-1DEF,J0,J1",
        "ABC-1DEF,366,1",
        "ABC-1DEF,1,2,3",
    };
    for (size_t i = 0; i < COUNT(rules); i++) {
        CLEANUP(buffer_free) Buffer zone = make_zone(rules[i]);
        expect_damaged(buffer_text(&zone), 4000000000);
    }
}

/* Every shorter file is refused, but those that only lack (part of) the rule. */
TEST(cel_zone_cut_files) {
    CLEANUP(buffer_free) Buffer zone = make_zone("");
    Str bytes = buffer_text(&zone);
    for (size_t len = 0; len + 2 < bytes.len; len++) {
        char *copy = malloc(len + 1); /* so that reading behind the end is noticed */
        memcpy(copy, bytes.ptr, len);
        expect_damaged((Str){copy, len}, 0);
        free(copy);
    }
    zone.bytes[4] = '1'; /* a version without 64-bit times */
    expect_damaged(buffer_text(&zone), 0);
}

TEST(cel_date_calendar) {
    static const struct {
        CelDate date;
        int64_t days;
        int weekday;
    } examples[] = {
        {{1970, 1, 1}, 0, 4},       {{1969, 12, 31}, -1, 3}, {{2000, 2, 29}, 11016, 2},
        {{1900, 3, 1}, -25508, 4},  {{1, 1, 1}, -719162, 1}, {{9999, 12, 31}, 2932896, 5},
        {{2016, 12, 31}, 17166, 6},
    };
    for (size_t i = 0; i < COUNT(examples); i++) {
        CelDate date = cel_date_of_days(examples[i].days);
        assert_int_equal(cel_date_days(examples[i].date), examples[i].days);
        assert_int_equal(date.year, examples[i].date.year);
        assert_int_equal(date.month, examples[i].date.month);
        assert_int_equal(date.day, examples[i].date.day);
        assert_int_equal(cel_date_weekday(examples[i].days), examples[i].weekday);
    }
    for (int64_t days = -800000; days < 3000000; days += 97) {
        assert_int_equal(cel_date_days(cel_date_of_days(days)), days);
    }
}
