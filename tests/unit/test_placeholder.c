/* SPDX-License-Identifier: Apache-2.0 */
/* test_placeholder.c -- names of a case in command templates: a shell must take each as it is, or
 * it isn't written at all. What a shell makes of a command is asked of /bin/sh itself. */
#include "base/process.h"
#include "respond/placeholder.h"
#include "tests/test.h"

static PlaceholderFilled fill(Arena *arena, const char *template, Placeholder which, Str value) {
    PlaceholderValues values = {0};
    uint32_t used = 0;
    Str what = S("");
    values.items[which] = value;
    if (!placeholder_check(arena, str_from(template), &used, &what)) {
        fail_msg("%s: %.*s", template, STR_ARGS(what));
    }
    assert_true((used >> which) & 1);
    return placeholder_fill(arena, str_from(template), &values);
}

static void expect(const char *template, const char *value, const char *text) {
    Arena arena = {0};
    PlaceholderFilled filled = fill(&arena, template, PLACEHOLDER_BUCKET, str_from(value));
    if (!str_equal(filled.text, str_from(text)) || !filled.complete || filled.refused != 0) {
        fail_msg("%s: %.*s", value, STR_ARGS(filled.text));
    }
    arena_free(&arena);
}

static void expect_refused(const char *template, Str value) {
    Arena arena = {0};
    PlaceholderFilled filled = fill(&arena, template, PLACEHOLDER_BUCKET, value);
    if (filled.complete || filled.refused != UINT32_C(1) << PLACEHOLDER_BUCKET) {
        fail_msg("%.*s: %.*s", STR_ARGS(value), STR_ARGS(filled.text));
    }
    assert_true(str_contains(filled.text, S("<BUCKET>")));
    assert_int_equal(filled.unknown, 0);
    arena_free(&arena);
}

TEST(placeholder_writes_one_word) {
    expect("aws s3 ls s3://{bucket}", "name", "aws s3 ls s3://'name'");
    expect("x --bucket {bucket} -v", "name", "x --bucket 'name' -v");
    expect("x --bucket={bucket}", "a b", "x --bucket='a b'");
    expect("x {bucket}", "it's", "x 'it'\\''s'");
    expect("x {bucket}", "'", "x ''\\'''");
    expect("x {bucket}", "$(id) `id` ; & | > < * ? ~ ! # \\ \"",
           "x '$(id) `id` ; & | > < * ? ~ ! # \\ \"'");
    expect("x --bucket {bucket}", "-rf", "x --bucket='-rf'");
    expect("x --bucket {bucket}", "--endpoint-url=http://a",
           "x --bucket='--endpoint-url=http://a'");
    expect("x k=v,n={bucket}", "name", "x k=v,n='name'");
    expect("x {bucket}", "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",
           "x '\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D'");
    expect("x s3://{bucket}/a", "-a", "x s3://'-a'/a");
    expect("x {\"k\":1} {bucket}", "a", "x {\"k\":1} 'a'");
    expect("x Tags=[{Key=a}] {bucket}", "a", "x Tags=[{Key=a}] 'a'");
}

TEST(placeholder_is_json_within_single_quotes) {
    expect("x '{\"b\":\"{bucket}\"}'", "name", "x '{\"b\":\"name\"}'");
    expect("x '\"{bucket}\"'", "a\"b", "x '\"a\\\"b\"'");
    expect("x '\"{bucket}\"'", "a\\b", "x '\"a\\\\b\"'");
    expect("x '\"{bucket}\"'", "a'b", "x '\"a'\\''b\"'");
    expect("x '\"{bucket}\"'", "$(id)", "x '\"$(id)\"'");
    expect_refused("x '\"{bucket}\"'", S("a\nb"));
}

TEST(placeholder_refuses_what_cannot_be_shown) {
    static const Str values[] = {
        S_INIT("a\nb"),
        S_INIT("a\tb"),
        S_INIT("a\0b"),
        S_INIT("\0"),
        S_INIT("\x1B[2J"),
        S_INIT("\x7F"),
        S_INIT("a\r"),
        S_INIT("\xC2\x85"),
        S_INIT("\xFF"),
        S_INIT("\xC3"),
        S_INIT("a\xE2\x80\xAE"
               "b"), /* right-to-left override */
        S_INIT("a\xE2\x81\xA6"
               "b"), /* isolate */
        S_INIT("a\xE2\x80\x8B"
               "b"), /* unseen blank */
        S_INIT("a\xE2\x80\xA8"
               "b"), /* line separator */
    };
    for (size_t i = 0; i < COUNT(values); i++) {
        Arena arena = {0};
        Str word = S("untouched");
        assert_false(placeholder_quote(&arena, values[i], &word));
        assert_true(str_equal(word, S("untouched")));
        arena_free(&arena);
        expect_refused("x --bucket {bucket}", values[i]);
        expect_refused("x s3://{bucket}/", values[i]);
    }
}

TEST(placeholder_refuses_what_the_command_line_would_take_otherwise) {
    expect_refused("x {bucket}", S("-rf")); /* no option stands before it */
    expect_refused("x -b {bucket}", S("-rf"));
    expect_refused("x --bucket  {bucket}", S("-rf"));
    expect_refused("x --bucket {bucket}", S("file:///etc/passwd"));
    expect_refused("x --bucket={bucket}", S("fileb://a"));
    expect_refused("x --bucket {bucket}", S("HTTPS://a"));
    expect_refused("x k=v,n={bucket}", S("a,k=w"));
    expect_refused("x k=v,n={bucket}", S("a]"));
    expect_refused("x k=v,n={bucket}", S("a b"));
    expect("x s3://{bucket}", "file://a", "x s3://'file://a'");
}

TEST(placeholder_of_what_is_not_known_stays) {
    Arena arena = {0};
    PlaceholderValues values = {0};
    values.items[PLACEHOLDER_KEY] = S("AKIA");
    PlaceholderFilled filled =
        placeholder_fill(&arena, S("x --u {user} --k {key} --u {user}"), &values);
    assert_true(str_equal(filled.text, S("x --u <USER> --k 'AKIA' --u <USER>")));
    assert_false(filled.complete);
    assert_int_equal(filled.unknown, UINT32_C(1) << PLACEHOLDER_USER);
    assert_int_equal(filled.refused, 0);
    filled = placeholder_fill(&arena, S("x --g <NEW_GROUP> {key}"), &values);
    assert_false(filled.complete);
    assert_int_equal(filled.unknown, 0);
    filled = placeholder_fill(&arena, S("x <a <> <B {key}"), &values);
    assert_true(filled.complete);
    arena_free(&arena);
}

TEST(placeholder_templates_are_checked) {
    static const struct {
        const char *template, *part;
    } cases[] = {
        {"x {bukket}", "did you mean {bucket}?"},
        {"x {zzzzzzzzzz}", "there is no placeholder {zzzzzzzzzz}"},
        {"x \"{bucket}\"", "double quotes"},
        {"x 'a", "isn't closed"},
        {"x \"a", "isn't closed"},
        {"x a\\ b", "backslash"},
    };
    Arena arena = {0};
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint32_t used = 7;
        Str what = S("");
        assert_false(placeholder_check(&arena, str_from(cases[i].template), &used, &what));
        if (!str_contains(what, str_from(cases[i].part))) {
            fail_msg("%s: %.*s", cases[i].template, STR_ARGS(what));
        }
        assert_int_equal(used, 7);
    }
    uint32_t used = 0;
    Str what = S("");
    assert_true(placeholder_check(&arena, S("{key} '{\"a\":[{}]}' {Key} {a1} {"), &used, &what));
    assert_int_equal(used, UINT32_C(1) << PLACEHOLDER_KEY);
    arena_free(&arena);
}

TEST(placeholder_limits) {
    Arena arena = {0};
    char *text = ARENA_ARRAY(&arena, char, PLACEHOLDER_TEMPLATE_BYTES_MAX + 1);
    uint32_t used = 0;
    Str what = S(""), word = S("");
    memset(text, 'a', PLACEHOLDER_TEMPLATE_BYTES_MAX + 1);
    assert_true(
        placeholder_check(&arena, (Str){text, PLACEHOLDER_TEMPLATE_BYTES_MAX}, &used, &what));
    assert_false(
        placeholder_check(&arena, (Str){text, PLACEHOLDER_TEMPLATE_BYTES_MAX + 1}, &used, &what));
    assert_true(placeholder_quote(&arena, (Str){text, PLACEHOLDER_VALUE_BYTES_MAX}, &word));
    assert_false(placeholder_quote(&arena, (Str){text, PLACEHOLDER_VALUE_BYTES_MAX + 1}, &word));
    arena_free(&arena);
}

TEST(placeholder_names_are_found) {
    for (int i = 0; i < PLACEHOLDER_COUNT; i++) {
        Placeholder found = PLACEHOLDER_ACCOUNT;
        assert_true(placeholder_find(placeholder_name((Placeholder)i), &found));
        assert_int_equal(found, i);
    }
    Placeholder found = PLACEHOLDER_TIME;
    assert_false(placeholder_find(S("Bucket"), &found));
    assert_int_equal(found, PLACEHOLDER_TIME);
}

/* What printf in a shell prints of a word is what was written into it. */
TEST(placeholder_survives_a_shell) {
    static const char *const names[] = {
        "plain", "two words", "it's",        "''",     "\"",   "$(touch /tmp/x)",
        "`id`",  "${HOME}",   "a;b|c&d>e<f", "*?[a]~", "\\",   "\\n",
        "a\\'b", "!!",        "#no",         "=",      "%s%n", "caf\xC3\xA9",
        "-n",    "--",
    };
    Arena arena = {0};
    for (size_t i = 0; i < COUNT(names); i++) {
        Str bare = fill(&arena, "printf '%s|' --b={bucket} s3://{bucket}/x", PLACEHOLDER_BUCKET,
                        str_from(names[i]))
                       .text;
        Process shell = {.program = "sh",
                         .words = {"-c", str_terminated(&arena, bare)},
                         .output_bytes_max = 4096,
                         .time_ms_max = 10000};
        Buffer out = {0};
        Error err = {0};
        if (!process_run(&shell, &out, &err)) fail_msg("%s", err.message);
        Str want = str_format(&arena, "--b=%s|s3://%s/x|", names[i], names[i]);
        if (!str_equal(buffer_text(&out), want)) fail_msg("%s: %.*s", names[i], STR_ARGS(want));
        buffer_free(&out);
    }
    arena_free(&arena);
}
