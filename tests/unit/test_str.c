/* SPDX-License-Identifier: Apache-2.0 */
/* test_str.c -- text by pointer and length, with bytes that C strings would stumble over. */
#include "tests/test.h"

#include "base/str.h"

#include <stdlib.h>

static const Str nothing = {NULL, 0};

TEST(equality_is_of_bytes_and_length) {
    assert_true(str_equal(S("abc"), S("abc")));
    assert_false(str_equal(S("abc"), S("abd")));
    assert_false(str_equal(S("abc"), S("ab")));
    assert_false(str_equal(S("a\0b"), S("a\0c")));
    assert_true(str_equal(nothing, S("")));
    assert_true(str_equal(str_from(NULL), nothing));
    assert_int_equal(str_from("abc").len, 3);
}

TEST(equality_without_case_is_for_ascii_letters_only) {
    assert_true(str_equal_ignore_case(S("AllowEFFECT-1"), S("allowEffect-1")));
    assert_false(str_equal_ignore_case(S("a["), S("a{"))); /* 0x20 apart, no letters */
    assert_false(str_equal_ignore_case(S("\xC3\x84"), S("\xC3\xA4")));
    assert_false(str_equal_ignore_case(S("a"), S("ab")));
    assert_true(str_equal_ignore_case(nothing, S("")));
}

TEST(order_is_that_of_bytes) {
    Str sorted[] = {S(""),  S("\0"),   S("A"),    S("a"),   S("ab"),
                    S("b"), S("\x7F"), S("\x80"), S("\xFF")};
    for (size_t i = 0; i < COUNT(sorted); i++) {
        for (size_t j = 0; j < COUNT(sorted); j++) {
            int order = str_compare(sorted[i], sorted[j]);
            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
        }
    }
    Str shuffled[] = {S("b"), S(""), S("ab"), S("a")};
    qsort(shuffled, COUNT(shuffled), sizeof(Str), str_compare_pointers);
    assert_true(str_equal(shuffled[0], S("")));
    assert_true(str_equal(shuffled[3], S("b")));
}

TEST(starts_and_ends) {
    assert_true(str_starts(S("arn:aws"), S("arn:")));
    assert_true(str_starts(S("arn"), S("")));
    assert_false(str_starts(S("ar"), S("arn")));
    assert_true(str_ends(S("a.yaml"), S(".yaml")));
    assert_true(str_ends(nothing, S("")));
    assert_false(str_ends(S("yaml"), S(".yaml")));
}

TEST(find_gives_the_first_place) {
    assert_int_equal(str_find(S("abcabc"), S("bc")), 1);
    assert_int_equal(str_find(S("abc"), S("")), 0);
    assert_int_equal(str_find(nothing, S("")), 0);
    assert_true(str_find(S("abc"), S("cb")) == SIZE_MAX);
    assert_true(str_find(nothing, S("a")) == SIZE_MAX);
    assert_int_equal(str_find(S("a\0b"), S("\0b")), 1);
    assert_true(str_contains(S("a${b}"), S("${")));
    assert_false(str_contains(S("$"), S("${")));
}

TEST(slice_is_cut_to_the_text) {
    assert_true(str_equal(str_slice(S("abcdef"), 1, 3), S("bc")));
    assert_true(str_equal(str_slice(S("abc"), 1, SIZE_MAX), S("bc")));
    assert_int_equal(str_slice(S("abc"), 3, 3).len, 0);
    assert_int_equal(str_slice(S("abc"), 9, 12).len, 0);
    assert_int_equal(str_slice(S("abc"), 2, 1).len, 0);
    assert_int_equal(str_slice(nothing, 0, 5).len, 0);
}

TEST(trim_takes_white_space_off_both_ends) {
    assert_true(str_equal(str_trim(S(" \t\r\n\v\fa b\n ")), S("a b")));
    assert_int_equal(str_trim(S(" \n ")).len, 0);
    assert_int_equal(str_trim(nothing).len, 0);
    assert_true(
        str_equal(str_trim(S("\xC2\xA0x")), S("\xC2\xA0x"))); /* no-break space is no ASCII */
}

TEST(cut_walks_over_the_parts) {
    Str rest = S("a::b");
    assert_true(str_equal(str_cut(&rest, ':'), S("a")));
    assert_true(str_equal(str_cut(&rest, ':'), S("")));
    assert_true(str_equal(str_cut(&rest, ':'), S("b")));
    assert_int_equal(rest.len, 0);
    assert_int_equal(str_cut(&rest, ':').len, 0);
    rest = nothing;
    assert_int_equal(str_cut(&rest, ':').len, 0);
    rest = S("a:");
    assert_true(str_equal(str_cut(&rest, ':'), S("a")));
    assert_int_equal(rest.len, 0);
}

/* What a glob means, straight from its definition. */
static bool glob_slowly(const char *pattern, const char *text) {
    if (*pattern == '\0') return *text == '\0';
    if (*pattern == '*') {
        return glob_slowly(pattern + 1, text) || (*text != '\0' && glob_slowly(pattern, text + 1));
    }
    return *text != '\0' && (*pattern == '?' || *pattern == *text) &&
           glob_slowly(pattern + 1, text + 1);
}

/* The number written in the digits of an alphabet; every string once for number = 0, 1, 2... */
static void spell(unsigned number, const char *alphabet, unsigned letters, char *ret_text) {
    size_t len = 0;
    for (; number > 0; number = (number - 1) / letters) {
        ret_text[len++] = alphabet[(number - 1) % letters];
    }
    ret_text[len] = '\0';
}

TEST(glob_agrees_with_its_definition_on_all_small_inputs) {
    char pattern[16], text[16];
    for (unsigned p = 0; p < 1 + 4 + 16 + 64 + 256; p++) {
        spell(p, "ab*?", 4, pattern);
        for (unsigned t = 0; t < 127; t++) {
            spell(t, "ab", 2, text);
            assert_int_equal(str_glob(str_from(pattern), str_from(text)),
                             glob_slowly(pattern, text));
        }
    }
}

TEST(glob_agrees_with_its_definition_on_random_inputs) {
    uint64_t seed = 20240229;
    char pattern[16], text[24];
    for (int round = 0; round < 50000; round++) {
        size_t pattern_len = 0, text_len = 0;
        for (seed = seed * 6364136223846793005u + 1442695040888963407u;
             pattern_len < (seed >> 60) % 11; pattern_len++) {
            pattern[pattern_len] = "ab*?*a"[(seed >> (5 * pattern_len)) % 6];
        }
        for (seed = seed * 6364136223846793005u + 1442695040888963407u;
             text_len < (seed >> 60) % 16; text_len++) {
            text[text_len] = "ab*c"[(seed >> (3 * text_len)) % 4];
        }
        pattern[pattern_len] = text[text_len] = '\0';
        assert_int_equal(str_glob(str_from(pattern), str_from(text)), glob_slowly(pattern, text));
    }
}

TEST(glob_does_not_blow_up) {
    Arena arena = {0};
    char *text = arena_alloc(&arena, 100000);
    memset(text, 'a', 100000);
    assert_false(str_glob(S("*a*a*a*a*a*a*a*a*a*a*a*b"), (Str){text, 100000}));
    assert_true(str_glob(S("*a*a*a*a*a*a*a*a*a*a*a*a"), (Str){text, 100000}));
    arena_free(&arena);
}

TEST(copies_end_with_an_uncounted_nul) {
    Arena arena = {0};
    Str copies[] = {str_copy(&arena, S("ab")),
                    str_join2(&arena, S("a"), S("b")),
                    str_join3(&arena, S("a"), nothing, S("b")),
                    str_format(&arena, "%c%s", 'a', "b"),
                    str_lower(&arena, S("AB")),
                    str_from(str_terminated(&arena, S("ab")))};
    for (size_t i = 0; i < COUNT(copies); i++) {
        assert_int_equal(copies[i].len, 2);
        assert_string_equal(copies[i].ptr, "ab");
    }
    assert_string_equal(str_copy(&arena, nothing).ptr, "");
    assert_int_equal(str_copy(&arena, S("a\0b")).len, 3);
    assert_int_equal(str_format(&arena, "%s", "").len, 0);
    assert_true(str_equal(str_lower(&arena, S("\xC3\x84Z[")), S("\xC3\x84z[")));
    arena_free(&arena);
}

/* The published FNV-1a vectors, then the mixing that str.c adds. */
TEST(hash_is_mixed_fnv_1a) {
    static const struct {
        Str text;
        uint64_t fnv;
    } vectors[] = {
        {S_INIT(""), 0xcbf29ce484222325u},
        {S_INIT("a"), 0xaf63dc4c8601ec8cu},
        {S_INIT("foobar"), 0x85944171f73967e8u},
    };
    for (size_t i = 0; i < COUNT(vectors); i++) {
        uint64_t fnv = vectors[i].fnv;
        assert_true(str_hash(vectors[i].text) == (fnv ^ (fnv >> 32)) * 0x9e3779b97f4a7c15u);
    }
}

TEST(to_int_reads_all_64_bits) {
    static const struct {
        Str text;
        int64_t value;
    } good[] = {{S_INIT("0"), 0},
                {S_INIT("-0"), 0},
                {S_INIT("+5"), 5},
                {S_INIT("007"), 7},
                {S_INIT("9223372036854775807"), INT64_MAX},
                {S_INIT("-9223372036854775808"), INT64_MIN}};
    for (size_t i = 0; i < COUNT(good); i++) {
        int64_t value = 42;
        assert_true(str_to_int(good[i].text, &value));
        assert_true(value == good[i].value);
    }
    static const Str bad[] = {S_INIT(""),
                              S_INIT("-"),
                              S_INIT("+"),
                              S_INIT("--1"),
                              S_INIT(" 1"),
                              S_INIT("1 "),
                              S_INIT("0x1"),
                              S_INIT("1.0"),
                              S_INIT("1\0"),
                              S_INIT("1_000"),
                              S_INIT("1e3"),
                              S_INIT("9223372036854775808"),
                              S_INIT("-9223372036854775809"),
                              S_INIT("99999999999999999999")};
    for (size_t i = 0; i < COUNT(bad); i++) {
        int64_t value = 42;
        assert_false(str_to_int(bad[i], &value));
        assert_true(value == 42);
    }
}

TEST(to_double_reads_decimals) {
    static const struct {
        Str text;
        double value;
    } good[] = {{S_INIT("0"), 0},         {S_INIT("1.5"), 1.5},   {S_INIT("-.5"), -0.5},
                {S_INIT("5."), 5},        {S_INIT("+1e3"), 1000}, {S_INIT("1E-2"), 0.01},
                {S_INIT("1e308"), 1e308}, {S_INIT("1e-999"), 0}};
    for (size_t i = 0; i < COUNT(good); i++) {
        double value = 42;
        assert_true(str_to_double(good[i].text, &value));
        assert_true(value == good[i].value);
    }
    static const Str bad[] = {S_INIT(""),      S_INIT("."),     S_INIT("-"),   S_INIT("e5"),
                              S_INIT("1e"),    S_INIT("1e+"),   S_INIT("nan"), S_INIT("inf"),
                              S_INIT("0x1"),   S_INIT("0x1p3"), S_INIT(" 1"),  S_INIT("1 "),
                              S_INIT("1,5"),   S_INIT("1.2.3"), S_INIT("1\0"), S_INIT("1e309"),
                              S_INIT("-1e999")};
    for (size_t i = 0; i < COUNT(bad); i++) {
        double value = 42;
        assert_false(str_to_double(bad[i], &value));
        assert_true(value == 42);
    }
}

/* STR_NUMBER_BYTES_MAX is 400. */
TEST(to_double_has_a_longest_text) {
    char digits[402];
    memset(digits, '0', sizeof digits);
    double value = 0;
    digits[399] = '7';
    assert_true(str_to_double((Str){digits, 400}, &value));
    assert_true(value == 7);
    assert_false(str_to_double((Str){digits, 401}, &value));
}
