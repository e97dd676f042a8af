/* SPDX-License-Identifier: Apache-2.0 */
/* test_log_time.c -- expected seconds are those of `date -u -d TIME +%s`. */
#include "logs/log_time.h"
#include "tests/test.h"

static void check(Str text, int64_t expected) {
    int64_t seconds = -7;
    assert_true(log_time_read(text, &seconds));
    assert_int_equal(seconds, expected);
}

static void check_refused(Str text) {
    int64_t seconds = -7;
    assert_false(log_time_read(text, &seconds));
    assert_int_equal(seconds, -7);
}

TEST(reads_iso_8601) {
    check(S("1970-01-01T00:00:00Z"), 0);
    check(S("2023-07-10T12:08:04Z"), 1688990884);
    check(S("2023-07-10 12:08:04"), 1688990884);
    check(S("2018-07-02T22:23:00.186641Z"), 1530570180);
    check(S("2018-12-20T02:59:40"), 1545274780);
    check(S("2023-07-10T14:08:04+02:00"), 1688990884);
    check(S("2023-07-10T07:38:04.5-0430"), 1688990884);
    check(S("2000-02-29T23:59:59Z"), 951868799);
    check(S("2016-12-31T23:59:60Z"), 1483228800);
    check(S("0000-03-01T00:00:00Z"), INT64_C(-62162035200));
    check(S("9999-12-31T23:59:59Z"), INT64_C(253402300799));
}

TEST(refuses_what_is_no_time) {
    check_refused(S(""));
    check_refused(S("-"));
    check_refused(S("2023-07-10T12:08:0"));
    check_refused(S("2023-07-10T12:08:04X"));
    check_refused(S("2023-07-10T12:08:04."));
    check_refused(S("2023-07-10T12:08:04.Z"));
    check_refused(S("2023-07-10T12:08:04Z "));
    check_refused(S("2023-07-10T12:08:04+2"));
    check_refused(S("2023-07-10T12:08:04+24:00"));
    check_refused(S("2023/07/10T12:08:04Z"));
    check_refused(S("2023-13-10T12:08:04Z"));
    check_refused(S("2023-00-10T12:08:04Z"));
    check_refused(S("2023-02-29T12:08:04Z"));
    check_refused(S("1900-02-29T12:08:04Z"));
    check_refused(S("2023-07-00T12:08:04Z"));
    check_refused(S("2023-07-10T24:08:04Z"));
    check_refused(S("2023-07-10T12:60:04Z"));
    check_refused(S("2023-07-10T12:08:61Z"));
    check_refused(S("2023-07-10T12:0a:04Z"));
}

TEST(reads_the_times_of_other_logs) {
    int64_t seconds = 0;
    assert_true(log_time_read_request(S("06/Feb/2019:00:00:38 +0000"), &seconds));
    assert_int_equal(seconds, 1549411238);
    assert_true(log_time_read_request(S("06/Feb/2019:02:00:38 +0200"), &seconds));
    assert_int_equal(seconds, 1549411238);
    assert_false(log_time_read_request(S("06/feb/2019:00:00:38 +0000"), &seconds));
    assert_false(log_time_read_request(S("06/Feb/2019:00:00:38 0000"), &seconds));
    assert_true(log_time_read_pair(S("2019-12-04"), S("21:02:31"), &seconds));
    assert_int_equal(seconds, 1575493351);
    assert_false(log_time_read_pair(S("2019-12-04"), S("-"), &seconds));
    assert_true(log_time_read_epoch(S("1418530010"), &seconds));
    assert_int_equal(seconds, 1418530010);
    assert_true(log_time_read_epoch(S("253402300799"), &seconds));
    assert_false(log_time_read_epoch(S("253402300800"), &seconds));
    assert_false(log_time_read_epoch(S("-"), &seconds));
    assert_false(log_time_read_epoch(S(""), &seconds));
    assert_false(log_time_read_epoch(S("-5"), &seconds));
}

/* One day in each month of 800 years, there and back. */
TEST(writes_what_it_reads) {
    CLEANUP(arena_free) Arena arena = {0};
    for (int year = 1600; year < 2400; year++) {
        for (int month = 1; month <= 12; month++) {
            Str text = str_format(&arena, "%04d-%02d-%02dT%02d:59:07Z", year, month, year % 28 + 1,
                                  year % 24);
            int64_t seconds = 0;
            assert_true(log_time_read(text, &seconds));
            assert_true(str_equal(log_time_text(seconds, &arena), text));
        }
        arena_reset(&arena);
    }
    assert_true(str_equal(log_time_text(0, &arena), S("1970-01-01T00:00:00Z")));
    assert_true(str_equal(log_time_text(-1, &arena), S("1969-12-31T23:59:59Z")));
    assert_true(str_equal(log_time_text(951782400, &arena), S("2000-02-29T00:00:00Z")));
    assert_int_equal(log_time_text(INT64_C(253402300800), &arena).len, 0);
    assert_int_equal(log_time_text(INT64_MIN, &arena).len, 0);
    assert_true(str_equal(log_time_text(INT64_C(-62167219200), &arena), S("0000-01-01T00:00:00Z")));
}
