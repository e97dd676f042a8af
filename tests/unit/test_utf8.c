/* SPDX-License-Identifier: Apache-2.0 */
/* test_utf8.c -- UTF-8 against RFC 3629: its examples, every code point, and what it forbids. */
#include "tests/test.h"

#include "base/utf8.h"

/* RFC 3629, section 7. */
TEST(decodes_the_examples_of_the_standard) {
    static const struct {
        Str text;
        uint32_t code_points[4];
        size_t count;
    } examples[] = {
        {S_INIT("\x41\xE2\x89\xA2\xCE\x91\x2E"), {0x41, 0x2262, 0x391, 0x2E}, 4},
        {S_INIT("\xED\x95\x9C\xEA\xB5\xAD\xEC\x96\xB4"), {0xD55C, 0xAD6D, 0xC5B4}, 3},
        {S_INIT("\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E"), {0x65E5, 0x672C, 0x8A9E}, 3},
        {S_INIT("\xEF\xBB\xBF\xF0\xA3\x8E\xB4"), {0xFEFF, 0x233B4}, 2},
    };
    for (size_t i = 0; i < COUNT(examples); i++) {
        Str rest = examples[i].text;
        assert_int_equal(utf8_length(rest), examples[i].count);
        assert_true(utf8_find_invalid(rest) == SIZE_MAX);
        for (size_t j = 0; j < examples[i].count; j++) {
            uint32_t code_point = 0;
            size_t len = utf8_decode(rest, &code_point);
            assert_int_equal(code_point, examples[i].code_points[j]);
            rest = str_slice(rest, len, rest.len);
        }
        assert_int_equal(rest.len, 0);
    }
}

TEST(round_trips_every_code_point) {
    for (uint32_t code_point = 0; code_point <= UTF8_CODE_POINT_MAX; code_point++) {
        char bytes[UTF8_BYTES_MAX];
        size_t len = utf8_encode(code_point, bytes);
        bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
        size_t wanted = code_point < 0x80      ? 1
                        : code_point < 0x800   ? 2
                        : code_point < 0x10000 ? 3
                                               : 4;
        assert_int_equal(len, surrogate ? 0 : wanted);
        if (surrogate) continue;
        uint32_t again = 0;
        assert_int_equal(utf8_decode((Str){bytes, len}, &again), len);
        assert_int_equal(again, code_point);
        assert_int_equal(utf8_decode((Str){bytes, len - 1}, &again), 0);
    }
    char bytes[UTF8_BYTES_MAX];
    assert_int_equal(utf8_encode(UTF8_CODE_POINT_MAX + 1, bytes), 0);
    assert_int_equal(utf8_encode(UINT32_MAX, bytes), 0);
}

TEST(refuses_what_the_standard_forbids) {
    static const Str bad[] = {
        S_INIT("\x80"),             /* a continuation alone */
        S_INIT("\xBF"),             /* the last one */
        S_INIT("\xC0\x80"),         /* overlong NUL */
        S_INIT("\xC1\xBF"),         /* overlong U+007F */
        S_INIT("\xE0\x80\xAF"),     /* overlong slash */
        S_INIT("\xE0\x9F\xBF"),     /* overlong U+07FF */
        S_INIT("\xF0\x80\x80\x80"), /* overlong NUL */
        S_INIT("\xF0\x8F\xBF\xBF"), /* overlong U+FFFF */
        S_INIT("\xED\xA0\x80"),     /* the first surrogate */
        S_INIT("\xED\xBF\xBF"),     /* the last surrogate */
        S_INIT("\xF4\x90\x80\x80"), /* U+110000 */
        S_INIT("\xF5\x80\x80\x80"),
        S_INIT("\xF8\x88\x80\x80\x80"),
        S_INIT("\xFE"),
        S_INIT("\xFF"),
        S_INIT("\xC2"),
        S_INIT("\xC2\x41"), /* cut, or another character in between */
        S_INIT("\xE2\x82"),
        S_INIT("\xE2\x82\x41"),
        S_INIT("\xE2\x41\x82"),
        S_INIT("\xF0\x9F\x98"),
        S_INIT("\xF0\x9F\x98\x41"),
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        uint32_t code_point = 42;
        assert_int_equal(utf8_decode(bad[i], &code_point), 0);
        assert_int_equal(code_point, 42);
        assert_int_equal(utf8_find_invalid(bad[i]), 0);
    }
    uint32_t code_point = 42;
    assert_int_equal(utf8_decode((Str){NULL, 0}, &code_point), 0);
}

TEST(says_where_the_first_invalid_byte_is) {
    assert_true(utf8_find_invalid(S("")) == SIZE_MAX);
    assert_true(utf8_find_invalid(S("a\0\x7F\xF4\x8F\xBF\xBF")) == SIZE_MAX);
    assert_int_equal(utf8_find_invalid(S("ab\xC3\xA9\xFFxx\xFF")), 4);
    assert_int_equal(utf8_find_invalid(S("ab\xE2\x82")), 2);
}
