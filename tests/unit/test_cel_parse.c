/* SPDX-License-Identifier: Apache-2.0 */
/* test_cel_parse.c -- the grammar of the Common Expression Language (cel-spec, "Syntax"): literals,
 * precedence, macros, errors with a place, limits. */
#include "cel_expect.h"

static bool parses(Str text) {
    Arena arena = {0};
    CelExpression parsed = {0};
    bool ok = cel_parse(&arena, &cel_standard, text, &parsed, NULL);
    arena_free(&arena);
    return ok;
}

static void refuse(const char *text, uint32_t line, uint32_t column) {
    Arena arena = {0};
    CelExpression parsed = {.unresolved = S("untouched")};
    Error err = {0};
    if (cel_parse(&arena, &cel_standard, str_from(text), &parsed, &err)) {
        fail_msg("%s is taken", text);
    }
    if (err.line != line || err.column != column || err.message[0] == '\0') {
        fail_msg("%s: %u:%u: %s", text, err.line, err.column, err.message);
    }
    assert_true(str_equal(parsed.unresolved, S("untouched")));
    arena_free(&arena);
}

TEST(cel_parse_literals) {
    static const CelExample examples[] = {
        {"0x1F", "{\"int\":\"31\"}"},
        {"-0x1", "{\"int\":\"-1\"}"},
        {"9223372036854775807", "{\"int\":\"9223372036854775807\"}"},
        {"-9223372036854775808", "{\"int\":\"-9223372036854775808\"}"},
        {"18446744073709551615u", "{\"uint\":\"18446744073709551615\"}"},
        {"0xFFu", "{\"uint\":\"255\"}"},
        {"1.5e3", "{\"double\":1500.0}"},
        {".5", "{\"double\":0.5}"},
        {"1e-2", "{\"double\":0.01}"},
        {"'a\\n\\x41\\u00e9\\101'", "{\"string\":\"a\\nAéA\"}"},
        {"\"it's\"", "{\"string\":\"it's\"}"},
        {"r'a\\n'", "{\"string\":\"a\\\\n\"}"},
        {"'''a'b\nc'''", "{\"string\":\"a'b\\nc\"}"},
        {"b'a\\xff'", "{\"bytes\":\"Yf8=\"}"},
        {"null", "{\"null\":true}"},
        {"true // a comment\n && true", "{\"bool\":true}"},
    };
    cel_expect_all(examples, COUNT(examples));
}

TEST(cel_parse_precedence) {
    static const CelExample examples[] = {
        {"1 + 2 * 3", "{\"int\":\"7\"}"},
        {"(1 + 2) * 3", "{\"int\":\"9\"}"},
        {"7 - 2 - 1", "{\"int\":\"4\"}"},
        {"8 / 2 / 2", "{\"int\":\"2\"}"},
        {"-2 * -3", "{\"int\":\"6\"}"},
        {"1 < 2 == true", "{\"bool\":true}"},
        {"true || false && false", "{\"bool\":true}"},
        {"!false && true", "{\"bool\":true}"},
        {"false ? 1 : true ? 2 : 3", "{\"int\":\"2\"}"},
        {"true ? 1 : 2 + 5", "{\"int\":\"1\"}"},
        {"1 in [1] && true", "{\"bool\":true}"},
        {"[1, 2,][1]", "{\"int\":\"2\"}"},
        {"{'a': {'b': 3},}.a.b", "{\"int\":\"3\"}"},
        {"!!true", "{\"bool\":true}"},
        {"- -1", "{\"int\":\"1\"}"},
    };
    cel_expect_all(examples, COUNT(examples));
}

TEST(cel_parse_faults_have_a_place) {
    refuse("", 1, 1);
    refuse("1 +", 1, 4);
    refuse("1 + * 2", 1, 5);
    refuse("(1", 1, 3);
    refuse("a\n  b", 2, 3);
    refuse("'open", 1, 1);
    refuse("[1, 2", 1, 6);
    refuse("a.", 1, 3);
    refuse("1 = 2", 1, 3);
    refuse("9223372036854775808", 1, 1);
    refuse("18446744073709551616u", 1, 1);
    refuse("'\\q'", 1, 2);
    refuse("'\\ud800'", 1, 8); /* behind the escape */
    refuse("{1}", 1, 3);
    refuse("a ? b", 1, 6);
    refuse("#", 1, 1);
}

TEST(cel_parse_macros_want_names) {
    assert_true(parses(S("[1].all(x, x > 0)")));
    assert_false(parses(S("[1].all(x.y, true)")));
    assert_false(parses(S("[1].all(1, true)")));
    assert_false(parses(S("has(a)")));
    assert_false(parses(S("has(a[0])")));
    assert_true(parses(S("has(a.b.c)")));
}

TEST(cel_parse_reserved_words_are_no_names) {
    static const char *const words[] = {
        "as",  "break", "const",   "continue",  "else",   "for", "function", "if",    "import",
        "let", "loop",  "package", "namespace", "return", "var", "void",     "while", "in"};
    for (size_t i = 0; i < COUNT(words); i++) {
        if (parses(str_from(words[i]))) fail_msg("%s is taken for a name", words[i]);
    }
    assert_true(parses(S("a.`in`")));
}

TEST(cel_parse_unknown_functions_are_told) {
    Arena arena = {0};
    CelExpression parsed = {0};
    Error err = {0};
    assert_true(cel_parse(&arena, &cel_standard, S("false && nothing(1)"), &parsed, &err));
    assert_true(str_equal(parsed.unresolved, S("nothing")));
    assert_true(cel_parse(&arena, &cel_standard, S("size('a')"), &parsed, &err));
    assert_int_equal(parsed.unresolved.len, 0);
    arena_free(&arena);
}

TEST(cel_parse_length_ends_at_the_limit) {
    Arena arena = {0};
    char *text = arena_alloc(&arena, CEL_BYTES_MAX + 1);
    memset(text, ' ', CEL_BYTES_MAX + 1);
    text[0] = '1';
    assert_true(parses((Str){text, CEL_BYTES_MAX}));
    assert_false(parses((Str){text, CEL_BYTES_MAX + 1}));
    arena_free(&arena);
}

/* Brackets nested so deep, in each way that an expression nests. */
static bool parses_depth(const char *open, const char *inner, const char *close, size_t depth) {
    CLEANUP(buffer_free) Buffer text = {0};
    for (size_t i = 0; i < depth; i++) buffer_add(&text, str_from(open));
    buffer_add(&text, str_from(inner));
    for (size_t i = 0; i < depth; i++) buffer_add(&text, str_from(close));
    return parses(buffer_text(&text));
}

TEST(cel_parse_depth_is_limited) {
    static const char *const ways[][3] = {
        {"(", "1", ")"},          {"[", "1", "]"},   {"{1: ", "1", "}"},
        {"size(", "1", ")"},      {"!", "true", ""}, {"-", "1", ""},
        {"true ? 1 : ", "1", ""}, {"a[", "1", "]"},  {"[1].all(x, ", "true", ")"}};
    for (size_t i = 0; i < COUNT(ways); i++) {
        if (!parses_depth(ways[i][0], ways[i][1], ways[i][2], 30)) fail_msg("%s at 30", ways[i][0]);
        bool deep = parses_depth(ways[i][0], ways[i][1], ways[i][2], CEL_DEPTH_MAX * 4);
        /* !!! is folded while it is read, so it needs no depth */
        if (deep && ways[i][0][0] != '!' && ways[i][0][0] != '-')
            fail_msg("%s is taken", ways[i][0]);
    }
    assert_true(parses_depth("(", "1", ")", 190));
    assert_false(parses_depth("(", "1", ")", CEL_DEPTH_MAX + 1));
}
