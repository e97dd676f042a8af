/* SPDX-License-Identifier: Apache-2.0 */
/* test_yaml_writer.c -- texts as YAML: whatever they hold, the same text is read back. */
#include "case_expect.h"
#include "text/yaml.h"
#include "text/yaml_writer.h"

static void expect(Arena *arena, Str yaml, Str value) {
    Node root = {0};
    Error err = {0};
    Source *source = ARENA_NEW(arena, Source);
    source->path = S("t.yaml");
    if (!yaml_read(arena, source, yaml, &root, &err)) {
        fail_msg("%.*s\n%s", STR_ARGS(yaml), err.message);
    }
    const Node *read = node_find_path(&root, S("a"));
    if (node_is(read, NODE_LIST) && read->count > 0) read = &read->items[0];
    if (node_is(read, NODE_STRING) && str_equal(read->text, value)) return;
    fail_msg("%.*s is read as another text", STR_ARGS(yaml));
}

TEST(hostile_texts_are_read_back) {
    CaseRandom random = {20261121};
    for (int i = 0; i < 5000; i++) {
        CLEANUP(arena_free) Arena arena = {0};
        CLEANUP(buffer_free) Buffer plain = {0}, lines = {0}, flow = {0};
        Str value = case_random_text(&arena, &random);
        buffer_add(&plain, S("a: "));
        yaml_writer_text(&plain, value, false);
        expect(&arena, buffer_text(&plain), value);
        buffer_add(&lines, S("b:\n  - 1\na:\n  - "));
        yaml_writer_lines(&lines, value, 4);
        buffer_add(&lines, S("\nc: 1\n"));
        expect(&arena, buffer_text(&lines), value);
        buffer_add(&flow, S("{b: 1, a: ["));
        yaml_writer_text(&flow, value, true);
        buffer_add(&flow, S("], c: 1}"));
        expect(&arena, buffer_text(&flow), value);
    }
}

static void expect_written(const char *value, const char *text, const char *lines) {
    CLEANUP(buffer_free) Buffer out = {0}, long_out = {0};
    yaml_writer_text(&out, str_from(value), false);
    buffer_add_byte(&out, '\0');
    assert_string_equal(out.bytes, text);
    yaml_writer_lines(&long_out, str_from(value), 2);
    buffer_add_byte(&long_out, '\0');
    assert_string_equal(long_out.bytes, lines);
}

TEST(what_is_safe_stays_as_it_is) {
    expect_written("plain words, they're fine", "plain words, they're fine",
                   "plain words, they're fine");
    expect_written("yes", "\"yes\"", "\"yes\"");
    expect_written("", "\"\"", "\"\"");
    expect_written("a: b", "\"a: b\"", "\"a: b\"");
    expect_written("one\n two\n", "\"one\\n two\\n\"", "\"one\\n\\\n  \\ two\\n\"");
    expect_written("\xFFx", "\"\xEF\xBF\xBDx\"", "\"\xEF\xBF\xBDx\"");
}
