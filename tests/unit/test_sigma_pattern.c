/* SPDX-License-Identifier: Apache-2.0 */
/* test_sigma_pattern.c -- wildcards and escapes are those of the Sigma rules specification,
 * "String Wildcard" and "Escaping"; docs/hunting.md, rule 5, says that a value is the whole text,
 * that case is folded character by character and that '*' takes new lines and nothing, too. */
#include "sigma/sigma_pattern.h"
#include "tests/test.h"

typedef struct PatternExample {
    Str pattern, text;
    bool matches;
} PatternExample;

static bool pattern_matches(Str value, bool cased, Str text) {
    Arena arena = {0};
    SigmaPattern pattern = sigma_pattern_make(&arena, sigma_parts_read(&arena, value), cased);
    Str folded = cased ? text : sigma_fold(&arena, text);
    bool matches = sigma_pattern_matches(&pattern, folded);
    arena_free(&arena);
    return matches;
}

static void expect_all(const PatternExample *examples, size_t count, bool cased) {
    for (size_t i = 0; i < count; i++) {
        bool matches = pattern_matches(examples[i].pattern, cased, examples[i].text);
        if (matches == examples[i].matches) continue;
        fail_msg("'%.*s' %s '%.*s'", STR_ARGS(examples[i].pattern),
                 matches ? "matches" : "doesn't match", STR_ARGS(examples[i].text));
    }
}

TEST(takes_the_whole_text) {
    static const PatternExample examples[] = {
        {S_INIT("abc"), S_INIT("abc"), true},   {S_INIT("abc"), S_INIT("abcd"), false},
        {S_INIT("abc"), S_INIT("xabc"), false}, {S_INIT("abc"), S_INIT(""), false},
        {S_INIT(""), S_INIT(""), true},         {S_INIT(""), S_INIT("a"), false},
        {S_INIT("a\nb"), S_INIT("a\nb"), true}, {S_INIT("a"), S_INIT("a\n"), false},
        {S_INIT("a\0b"), S_INIT("a\0b"), true}, {S_INIT("a\0b"), S_INIT("a\0c"), false},
        {S_INIT("a.c"), S_INIT("abc"), false},  {S_INIT("[ab]"), S_INIT("a"), false},
    };
    expect_all(examples, COUNT(examples), false);
}

/* "antivirus_V1.exe or antivirus_V21.2.1.exe or ... will be antivirus_V*.exe" */
TEST(takes_any_run_for_a_star) {
    static const PatternExample examples[] = {
        {S_INIT("antivirus_V*.exe"), S_INIT("antivirus_V1.exe"), true},
        {S_INIT("antivirus_V*.exe"), S_INIT("antivirus_V21.2.1.exe"), true},
        {S_INIT("antivirus_V*.exe"), S_INIT("antivirus_V.exe"), true},
        {S_INIT("antivirus_V*.exe"), S_INIT("antivirus_V1.exe2"), false},
        {S_INIT("*"), S_INIT(""), true},
        {S_INIT("*"), S_INIT("a\nb"), true},
        {S_INIT("**"), S_INIT(""), true},
        {S_INIT("a*"), S_INIT("a"), true},
        {S_INIT("a*"), S_INIT("a\n\n"), true},
        {S_INIT("a*"), S_INIT("ba"), false},
        {S_INIT("*a"), S_INIT("bba"), true},
        {S_INIT("*a"), S_INIT("ab"), false},
        {S_INIT("*a*"), S_INIT("bab"), true},
        {S_INIT("*a*"), S_INIT("bbb"), false},
        {S_INIT("*ab*ab"), S_INIT("ab"), false},
        {S_INIT("*ab*ab"), S_INIT("abab"), true},
        {S_INIT("ab*ab"), S_INIT("abxab"), true},
        {S_INIT("ab*ba"), S_INIT("aba"), false},
        {S_INIT("a*b*c"), S_INIT("a1b2b3c"), true},
        {S_INIT("a*b*c"), S_INIT("a1c2b3"), false},
        {S_INIT("*a*b*"), S_INIT("xbxaxb"), true},
        {S_INIT("*a*b*"), S_INIT("xbxa"), false},
        {S_INIT("*aab"), S_INIT("aaab"), true},
    };
    expect_all(examples, COUNT(examples), false);
}

/* "progA.exe or progB.exe or ... will be prog?.exe": "a single mandatory character". */
TEST(takes_one_character_for_a_question_mark) {
    static const PatternExample examples[] = {
        {S_INIT("prog?.exe"), S_INIT("progA.exe"), true},
        {S_INIT("prog?.exe"), S_INIT("progB.exe"), true},
        {S_INIT("prog?.exe"), S_INIT("prog.exe"), false},
        {S_INIT("prog?.exe"), S_INIT("progAB.exe"), false},
        {S_INIT("?"), S_INIT(""), false},
        {S_INIT("?"), S_INIT("\n"), true},
        {S_INIT("?"), S_INIT("\xC3\xA4"), true}, /* one character of two bytes */
        {S_INIT("??"), S_INIT("\xC3\xA4"), false},
        {S_INIT("?"), S_INIT("\xF0\x9F\x98\x80"), true},
        {S_INIT("?*"), S_INIT(""), false},
        {S_INIT("?*"), S_INIT("a"), true},
        {S_INIT("*?"), S_INIT("abc"), true},
        {S_INIT("*??"), S_INIT("a"), false},
        {S_INIT("*a?"), S_INIT("aaa"), true},
        {S_INIT("*a?b"), S_INIT("aaxaab"), true},
        {S_INIT("*?a?*"), S_INIT("aba"), false},
        {S_INIT("*?a?*"), S_INIT("bab"), true},
        {S_INIT("*?\xC3\xA4"), S_INIT("\xC3\xA4\xC3\xA4"), true},
        {S_INIT("*a?c*e?g"), S_INIT("abcabcdefg"), true},
    };
    expect_all(examples, COUNT(examples), false);
}

/* The five points of the specification's "Escaping". */
TEST(reads_escapes) {
    static const PatternExample examples[] = {
        {S_INIT("C:\\Windows"), S_INIT("C:\\Windows"), true},
        {S_INIT("C:\\\\Windows"), S_INIT("C:\\Windows"), true},
        {S_INIT("C:\\\\Windows"), S_INIT("C:\\\\Windows"), false},
        {S_INIT("\\*"), S_INIT("*"), true},
        {S_INIT("\\*"), S_INIT("a"), false},
        {S_INIT("\\?"), S_INIT("?"), true},
        {S_INIT("\\?"), S_INIT("a"), false},
        {S_INIT("\\\\*"), S_INIT("\\abc"), true},
        {S_INIT("\\\\*"), S_INIT("abc"), false},
        {S_INIT("\\\\\\*"), S_INIT("\\*"), true},
        {S_INIT("\\\\\\*"), S_INIT("\\a"), false},
        {S_INIT("\\\\\\\\"), S_INIT("\\\\"), true},
        {S_INIT("\\\\\\"), S_INIT("\\\\"), true},
        {S_INIT("a\\"), S_INIT("a\\"), true},
    };
    expect_all(examples, COUNT(examples), false);
}

TEST(folds_the_case_of_every_script) {
    static const PatternExample examples[] = {
        {S_INIT("WHOAMI"), S_INIT("whoami"), true},
        {S_INIT("who*"), S_INIT("WHOAMI"), true},
        {S_INIT("\xC3\x84PFEL"), S_INIT("\xC3\xA4pfel"), true},  /* Ä, ä */
        {S_INIT("\xD0\x90*"), S_INIT("\xD0\xB0\xD0\xB1"), true}, /* Cyrillic A, a */
        {S_INIT("stra\xC3\x9F"
                "e"),
         S_INIT("STRASSE"), false},                         /* one character stays one */
        {S_INIT("\xC8\xBA"), S_INIT("\xE2\xB1\xA5"), true}, /* two bytes become three */
        {S_INIT("\xE2\x84\xAA"), S_INIT("k"), true},        /* the sign for kelvin */
        {S_INIT("[\\]^_"), S_INIT("{|}~\x7F"), false},
        {S_INIT("@"), S_INIT("`"), false},
    };
    expect_all(examples, COUNT(examples), false);
}

TEST(keeps_the_case_when_asked) {
    static const PatternExample examples[] = {
        {S_INIT("Abc"), S_INIT("Abc"), true},
        {S_INIT("Abc"), S_INIT("abc"), false},
        {S_INIT("A*"), S_INIT("abc"), false},
        {S_INIT("?B*"), S_INIT("aBc"), true},
        {S_INIT("\xC3\x84"), S_INIT("\xC3\xA4"), false},
    };
    expect_all(examples, COUNT(examples), true);
}

TEST(leaves_bytes_that_are_no_text) {
    static const PatternExample examples[] = {
        {S_INIT("a?b"),
         S_INIT("a\xFF"
                "b"),
         true},
        {S_INIT("a?b"),
         S_INIT("a\xC3"
                "b"),
         true},
        {S_INIT("*b"),
         S_INIT("\xFF\xFE"
                "B"),
         true},
        {S_INIT("??"), S_INIT("\xE2\x82"), true},
    };
    expect_all(examples, COUNT(examples), false);
}

TEST(writes_parts_as_a_rule_would) {
    static const Str texts[] = {S_INIT(""),           S_INIT("abc"),         S_INIT("*a?b*"),
                                S_INIT("\\*\\?\\\\"), S_INIT("\\\\*"),       S_INIT("?"),
                                S_INIT("a\\\\b"),     S_INIT("\\\\\\*\\\\"), S_INIT("??*??")};
    Arena arena = {0};
    for (size_t i = 0; i < COUNT(texts); i++) {
        Str written = sigma_parts_write(&arena, sigma_parts_read(&arena, texts[i]));
        if (!str_equal(written, texts[i])) fail_msg("%.*s", STR_ARGS(written));
    }
    arena_free(&arena);
}

TEST(puts_stars_around_parts) {
    Arena arena = {0};
    SigmaParts parts = sigma_parts_read(&arena, S("*a?"));
    Str both = sigma_parts_write(&arena, sigma_parts_around(&arena, parts, true, true));
    assert_true(str_equal(both, S("*a?*")));
    Str behind = sigma_parts_write(&arena, sigma_parts_around(&arena, parts, false, true));
    assert_true(str_equal(behind, S("*a?*")));
    parts = sigma_parts_read(&arena, S(""));
    Str empty = sigma_parts_write(&arena, sigma_parts_around(&arena, parts, true, true));
    assert_true(str_equal(empty, S("*")));
    arena_free(&arena);
}

TEST(knows_parts_without_wildcards) {
    Arena arena = {0};
    Str text = S("untouched");
    assert_false(sigma_parts_text(&arena, sigma_parts_read(&arena, S("a*")), &text));
    assert_false(sigma_parts_text(&arena, sigma_parts_read(&arena, S("?")), &text));
    assert_true(str_equal(text, S("untouched")));
    assert_true(sigma_parts_text(&arena, sigma_parts_read(&arena, S("a\\*\\\\b")), &text));
    assert_true(str_equal(text, S("a*\\b")));
    assert_true(sigma_parts_text(&arena, sigma_parts_plain(&arena, S("a*")), &text));
    assert_true(str_equal(text, S("a*")));
    assert_true(sigma_parts_text(&arena, sigma_parts_read(&arena, S("")), &text));
    assert_int_equal(text.len, 0);
    arena_free(&arena);
}

/* Backtracking would take years for this. */
TEST(needs_no_backtracking) {
    Arena arena = {0};
    char *text = arena_alloc(&arena, 20000), *value = arena_alloc(&arena, 400);
    memset(text, 'a', 20000);
    for (size_t i = 0; i < 400; i += 2) memcpy(value + i, "a*", 2);
    Str pattern = str_join2(&arena, (Str){value, 400}, S("b"));
    assert_false(pattern_matches(pattern, false, (Str){text, 20000}));
    arena_free(&arena);
}
