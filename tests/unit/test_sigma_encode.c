/* SPDX-License-Identifier: Apache-2.0 */
/* test_sigma_encode.c -- the encodings: Base64's values are RFC 4648's, UTF-16's those of the Sigma
 * modifiers appendix ("cmd" > 63 00 6d 00 64 00). */
#include "sigma/sigma_encode.h"
#include "tests/test.h"

static void expect_equal(Str got, Str expected) {
    if (!str_equal(got, expected)) {
        fail_msg("'%.*s', not '%.*s'", STR_ARGS(got), STR_ARGS(expected));
    }
}

/* RFC 4648, section 10. */
TEST(writes_base64) {
    Arena arena = {0};
    expect_equal(sigma_base64(&arena, S("")), S(""));
    expect_equal(sigma_base64(&arena, S("f")), S("Zg=="));
    expect_equal(sigma_base64(&arena, S("fo")), S("Zm8="));
    expect_equal(sigma_base64(&arena, S("foo")), S("Zm9v"));
    expect_equal(sigma_base64(&arena, S("foob")), S("Zm9vYg=="));
    expect_equal(sigma_base64(&arena, S("fooba")), S("Zm9vYmE="));
    expect_equal(sigma_base64(&arena, S("foobar")), S("Zm9vYmFy"));
    expect_equal(sigma_base64(&arena, S("\xFF\xFE\xFB\0")), S("//77AA=="));
    arena_free(&arena);
}

/* "There are three variants for shifts by zero to two bytes and except the first and last byte the
 * encoded values have a static part in the middle": what is cut must be found wherever the text
 * stands and whatever stands around it. */
TEST(finds_base64_at_every_offset) {
    static const Str texts[] = {S_INIT("ab"), S_INIT("foo"), S_INIT("http://"),
                                S_INIT("/bin/bash")};
    static const Str around[] = {S_INIT(""), S_INIT("\xFF"), S_INIT("x\x01"), S_INIT("\0\0\0"),
                                 S_INIT("\xFF\xFF\xFF\xFF")};
    Arena arena = {0};
    for (size_t t = 0; t < COUNT(texts); t++) {
        for (size_t i = 0; i < COUNT(around) * COUNT(around); i++) {
            Str before = around[i / COUNT(around)], behind = around[i % COUNT(around)];
            Str inner = sigma_base64_inner(&arena, texts[t], before.len % 3);
            Str whole = sigma_base64(&arena, str_join3(&arena, before, texts[t], behind));
            assert_true(inner.len > 0);
            if (!str_contains(whole, inner)) {
                fail_msg("%.*s not in %.*s", STR_ARGS(inner), STR_ARGS(whole));
            }
        }
    }
    arena_free(&arena);
}

/* The example of the modifier in pySigma's and sigmac's documentation. */
TEST(cuts_base64_where_neighbours_mix_in) {
    Arena arena = {0};
    expect_equal(sigma_base64_inner(&arena, S("foobar"), 0), S("Zm9vYmFy"));
    expect_equal(sigma_base64_inner(&arena, S("foobar"), 1), S("Zvb2Jhc"));
    expect_equal(sigma_base64_inner(&arena, S("foobar"), 2), S("mb29iYX"));
    expect_equal(sigma_base64_inner(&arena, S("/bin/bash"), 0), S("L2Jpbi9iYXNo"));
    expect_equal(sigma_base64_inner(&arena, S("/bin/bash"), 1), S("9iaW4vYmFza"));
    expect_equal(sigma_base64_inner(&arena, S("/bin/bash"), 2), S("vYmluL2Jhc2"));
    arena_free(&arena);
}

TEST(writes_utf16) {
    Arena arena = {0};
    expect_equal(sigma_utf16(&arena, S("cmd"), SIGMA_UTF16_LITTLE), S("c\0m\0d\0"));
    expect_equal(sigma_utf16(&arena, S("cmd"), SIGMA_UTF16_BIG), S("\0c\0m\0d"));
    expect_equal(sigma_utf16(&arena, S("cmd"), SIGMA_UTF16_MARKED), S("\xFF\xFE"
                                                                      "c\0m\0d\0"));
    expect_equal(sigma_utf16(&arena, S(""), SIGMA_UTF16_MARKED), S("\xFF\xFE"));
    expect_equal(sigma_utf16(&arena, S("\xC3\xA4\xE2\x82\xAC"), SIGMA_UTF16_LITTLE),
                 S("\xE4\0\xAC\x20"));
    /* U+1F600 is D83D DE00. */
    expect_equal(sigma_utf16(&arena, S("\xF0\x9F\x98\x80"), SIGMA_UTF16_BIG), S("\xD8\x3D\xDE\0"));
    expect_equal(sigma_utf16(&arena, S("\xFF"), SIGMA_UTF16_LITTLE), S("\xFF\0"));
    arena_free(&arena);
}

/* "all possible permutations of the -, /, en dash, em dash, and horizontal bar characters" */
TEST(writes_dashes_in_every_way) {
    Arena arena = {0};
    Str variants[30];
    assert_int_equal(sigma_windash(&arena, S("cmd -f"), variants, COUNT(variants)), 5);
    expect_equal(variants[0], S("cmd -f"));
    expect_equal(variants[1], S("cmd /f"));
    expect_equal(variants[2], S("cmd \xE2\x80\x93"
                                "f"));
    expect_equal(variants[3], S("cmd \xE2\x80\x94"
                                "f"));
    expect_equal(variants[4], S("cmd \xE2\x80\x95"
                                "f"));
    assert_int_equal(sigma_windash(&arena, S("/f"), variants, COUNT(variants)), 5);
    expect_equal(variants[0], S("-f"));
    assert_int_equal(sigma_windash(&arena,
                                   S("\xE2\x80\x94"
                                     "f"),
                                   variants, COUNT(variants)),
                     5);
    expect_equal(variants[0], S("-f"));
    expect_equal(variants[4], S("\xE2\x80\x95"
                                "f"));
    assert_int_equal(sigma_windash(&arena, S("-a -b"), variants, COUNT(variants)), 25);
    expect_equal(variants[24], S("\xE2\x80\x95"
                                 "a \xE2\x80\x95"
                                 "b"));
    arena_free(&arena);
}

/* What stands between words is no dash of a parameter. */
TEST(leaves_other_dashes) {
    static const Str texts[] = {S_INIT(""),    S_INIT("a-b"), S_INIT("a/b/c"), S_INIT("-"),
                                S_INIT("a -"), S_INIT("- a"), S_INIT("1/2"),   S_INIT("_/_")};
    Arena arena = {0};
    Str variants[5];
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_int_equal(sigma_windash(&arena, texts[i], variants, COUNT(variants)), 1);
        expect_equal(variants[0], texts[i]);
    }
    arena_free(&arena);
}

TEST(refuses_more_dashes_than_there_is_room_for) {
    Arena arena = {0};
    static Str variants[625];
    assert_int_equal(sigma_windash(&arena, S("-a -b -c -d"), variants, 625), 625);
    assert_int_equal(sigma_windash(&arena, S("-a -b -c -d -e"), variants, 625), 0);
    assert_int_equal(sigma_windash(&arena, S("-a"), variants, 4), 0);
    assert_int_equal(sigma_windash(&arena, S("-a"), variants, 0), 0);
    arena_free(&arena);
}
