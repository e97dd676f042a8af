/* SPDX-License-Identifier: Apache-2.0 */
/* test_buffer.c -- output grows, and doubles come out as the shortest text that reads back. */
#include "tests/test.h"

#include "base/buffer.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

TEST(keeps_what_is_added) {
    Buffer buffer = {0};
    assert_int_equal(buffer_text(&buffer).len, 0);
    buffer_add(&buffer, (Str){NULL, 0});
    buffer_add(&buffer, S("a\0b"));
    buffer_add_byte(&buffer, '-');
    buffer_add_format(&buffer, "%s%03d", "n", 7);
    buffer_add_format(&buffer, "%s", "");
    assert_true(str_equal(buffer_text(&buffer), S("a\0b-n007")));
    buffer_free(&buffer);
    assert_null(buffer.bytes);
    buffer_free(&buffer);
    buffer_add(&buffer, S("again"));
    assert_true(str_equal(buffer_text(&buffer), S("again")));
    buffer_free(&buffer);
}

TEST(grows_over_many_sizes) {
    enum { BYTES = 300000 };
    Buffer buffer = {0};
    for (int i = 0; i < BYTES; i++) buffer_add_byte(&buffer, (char)(i % 251));
    assert_int_equal(buffer.len, BYTES);
    for (int i = 0; i < BYTES; i++) assert_int_equal(buffer.bytes[i], (char)(i % 251));
    Str large = {buffer.bytes, BYTES};
    Buffer other = {0};
    buffer_add(&other, large);
    buffer_add_format(&other, "%.*s", 5000, "x");
    assert_true(str_equal(str_slice(buffer_text(&other), 0, BYTES), large));
    buffer_free(&other);
    buffer_free(&buffer);
}

static void check_int(int64_t value, const char *wanted) {
    Buffer buffer = {0};
    buffer_add_int(&buffer, value);
    buffer_add_byte(&buffer, '\0');
    assert_string_equal(buffer.bytes, wanted);
    buffer_free(&buffer);
}

TEST(writes_integers) {
    check_int(0, "0");
    check_int(7, "7");
    check_int(-7, "-7");
    check_int(10, "10");
    check_int(-1000, "-1000");
    check_int(INT64_MAX, "9223372036854775807");
    check_int(INT64_MIN, "-9223372036854775808");
}

static void check_double(double value, const char *wanted) {
    Buffer buffer = {0};
    buffer_add_double(&buffer, value);
    buffer_add_byte(&buffer, '\0');
    assert_string_equal(buffer.bytes, wanted);
    buffer_free(&buffer);
}

TEST(writes_the_shortest_double) {
    check_double(0, "0");
    check_double(-0.0, "-0");
    check_double(1, "1");
    check_double(0.1, "0.1");
    check_double(-2.5, "-2.5");
    check_double(0.1 + 0.2, "0.30000000000000004");
    check_double(1.0 / 3, "0.3333333333333333");
    check_double(100000, "100000");
    check_double(1e21, "1e+21");
    check_double(9007199254740993.0, "9007199254740992");
    check_double(DBL_MAX, "1.7976931348623157e+308");
    check_double(DBL_MIN, "2.2250738585072014e-308");
    check_double(5e-324, "5e-324");
    check_double(1.5e-323, "1.5e-323");
}

TEST(doubles_read_back_the_same) {
    uint64_t seed = 7;
    for (int round = 0; round < 20000; round++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        double value = 0;
        memcpy(&value, &seed, sizeof value);
        if (!isfinite(value)) continue;
        Buffer buffer = {0};
        buffer_add_double(&buffer, value);
        buffer_add_byte(&buffer, '\0');
        assert_true(strtod(buffer.bytes, NULL) == value);
        buffer_free(&buffer);
    }
}
