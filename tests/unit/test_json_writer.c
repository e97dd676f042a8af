/* SPDX-License-Identifier: Apache-2.0 */
/* test_json_writer.c -- JSON as it is written: commas, indentation, escapes, and what JSON lacks.
 */
#include "tests/test.h"

#include "text/json.h"
#include "text/json_writer.h"

#include <math.h>

static const Source source = {S_INIT("a.json")};

static void check(Buffer *out, const char *wanted) {
    buffer_add_byte(out, '\0');
    assert_string_equal(out->bytes, wanted);
    buffer_free(out);
}

static void write_everything(JsonWriter *writer) {
    json_object_begin(writer);
    json_pair_write(writer, S("text"), S("a\"b"));
    json_key_write(writer, S("list"));
    json_array_begin(writer);
    json_int_write(writer, INT64_MIN);
    json_double_write(writer, 0.5);
    json_bool_write(writer, true);
    json_bool_write(writer, false);
    json_null_write(writer);
    json_array_begin(writer);
    json_array_end(writer);
    json_object_begin(writer);
    json_object_end(writer);
    json_array_end(writer);
    json_key_write(writer, S("map"));
    json_object_begin(writer);
    json_pair_write(writer, S(""), S(""));
    json_object_end(writer);
    json_object_end(writer);
}

TEST(writes_compactly) {
    Buffer out = {0};
    JsonWriter writer = json_writer_make(&out, true);
    write_everything(&writer);
    check(&out, "{\"text\":\"a\\\"b\",\"list\":[-9223372036854775808,0.5,true,false,null,[],{}],"
                "\"map\":{\"\":\"\"}}");
}

TEST(indents_by_two) {
    Buffer out = {0};
    JsonWriter writer = json_writer_make(&out, false);
    write_everything(&writer);
    check(&out, "{\n"
                "  \"text\": \"a\\\"b\",\n"
                "  \"list\": [\n"
                "    -9223372036854775808,\n"
                "    0.5,\n"
                "    true,\n"
                "    false,\n"
                "    null,\n"
                "    [],\n"
                "    {}\n"
                "  ],\n"
                "  \"map\": {\n"
                "    \"\": \"\"\n"
                "  }\n"
                "}");
}

static void check_escape(Str text, const char *wanted) {
    Buffer out = {0};
    json_escape(&out, text);
    check(&out, wanted);
}

/* RFC 8259, section 7: quotation mark, reverse solidus and U+0000 to U+001F must be escaped. */
TEST(json_escape_escapes_what_must_be) {
    check_escape(S(""), "\"\"");
    check_escape((Str){NULL, 0}, "\"\"");
    check_escape(S("a\"b\\c/d"), "\"a\\\"b\\\\c/d\"");
    check_escape(S("\n\t\r\b\f"), "\"\\n\\t\\u000d\\u0008\\u000c\"");
    check_escape(S("\0\x01\x1F\x7F"), "\"\\u0000\\u0001\\u001f\\u007f\"");
    check_escape(S("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"),
                 "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"");
}

TEST(json_escape_replaces_bytes_that_are_not_utf8) {
    check_escape(S("a\xFF"
                   "b"),
                 "\"a\xEF\xBF\xBD"
                 "b\"");
    check_escape(S("\xC3\""), "\"\xEF\xBF\xBD\\\"\"");
    check_escape(S("\xED\xA0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

static void check_double(double value, const char *wanted) {
    Buffer out = {0};
    JsonWriter writer = json_writer_make(&out, true);
    json_double_write(&writer, value);
    check(&out, wanted);
}

TEST(keeps_doubles_doubles) {
    check_double(0.1, "0.1");
    check_double(7, "7.0");
    check_double(-0.0, "-0.0");
    check_double(1e300, "1e+300");
    check_double(123456789, "123456789.0");
    check_double((double)NAN, "null");
    check_double((double)INFINITY, "null");
    check_double((double)-INFINITY, "null");
}

static void check_node(const Node *node, const char *wanted) {
    Buffer out = {0};
    JsonWriter writer = json_writer_make(&out, true);
    json_node_write(&writer, node);
    check(&out, wanted);
}

TEST(shows_unknowns_and_hides_secrets) {
    Arena arena = {0};
    Node map = node_make_map(NULL);
    Node secret = node_make_list(&arena, NULL, 3);
    secret.flags |= NODE_FLAG_SECRET;
    node_map_add(&arena, &map, S("a"), node_make_unknown(&arena, NULL, S("no \"default\"")));
    node_map_add(&arena, &map, S("b"), secret);
    node_map_add(&arena, &map, S("c"), node_make_bool(NULL, false));
    check_node(&map,
               "{\"a\":{\"merlon:unknown\":\"no \\\"default\\\"\"},\"b\":\"***\",\"c\":false}");
    arena_free(&arena);
}

/* A tree of the greatest depth that a reader lets through, inside a report's own levels. */
TEST(is_deep_enough_for_every_tree) {
    Arena arena = {0};
    Node tree = node_make_int(NULL, 1);
    for (int i = 0; i < NODE_DEPTH_MAX; i++) {
        Node list = node_make_list(&arena, NULL, 0);
        node_list_add(&arena, &list, tree);
        tree = list;
    }
    Buffer out = {0};
    JsonWriter writer = json_writer_make(&out, true);
    int levels = JSON_WRITER_DEPTH_MAX - NODE_DEPTH_MAX - 1;
    for (int i = 0; i < levels; i++) json_array_begin(&writer);
    json_node_write(&writer, &tree);
    for (int i = 0; i < levels; i++) json_array_end(&writer);
    assert_int_equal(out.len, 2 * (JSON_WRITER_DEPTH_MAX - 1) + 1);
    buffer_free(&out);
    arena_free(&arena);
}

typedef struct Random {
    uint64_t state;
} Random;

static unsigned draw(Random *random, unsigned below) {
    random->state = random->state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(random->state >> 33) % below;
}

static Str draw_text(Arena *arena, Random *random) {
    static const char *const pieces[] = {
        "a",         "\"", "\\",       "\n",           "\x01",
        "\x7F",      "/",  "\xC3\xA9", "\xE2\x80\xA8", "\xF0\x9F\x98\x80",
        "</script>", "*"};
    Str text = S("");
    for (unsigned i = draw(random, 5); i > 0; i--) {
        text = str_join2(arena, text, str_from(pieces[draw(random, COUNT(pieces))]));
    }
    return draw(random, 8) == 0 ? str_join2(arena, text, S("\0")) : text;
}

static double draw_double(Random *random) {
    double value = 0;
    uint64_t bits = ((uint64_t)draw(random, 1u << 31) << 33) | draw(random, 1u << 31);
    memcpy(&value, &bits, sizeof value);
    return isfinite(value) && draw(random, 2) == 0 ? value : (double)draw(random, 100) / 4;
}

static Node draw_node(Arena *arena, Random *random, int depth) {
    Node node = {0};
    switch (draw(random, depth == 0 ? 5 : 8)) {
    case 0: return node_make_null(NULL);
    case 1: return node_make_bool(NULL, draw(random, 2) == 1);
    case 2: return node_make_int(NULL, (int64_t)random->state);
    case 3:
        node.kind = NODE_DOUBLE;
        node.number = draw_double(random);
        return node;
    case 4: return node_make_string(NULL, draw_text(arena, random));
    case 5:
        node = node_make_list(arena, NULL, 0);
        for (unsigned i = draw(random, 6); i > 0; i--) {
            node_list_add(arena, &node, draw_node(arena, random, depth - 1));
        }
        return node;
    default:
        node = node_make_map(NULL);
        for (unsigned i = draw(random, 30); i > 0; i--) {
            Str text = draw_text(arena, random);
            Str key = str_format(arena, "%u%.*s", i, STR_ARGS(text)); /* another one for each i */
            node_map_add(arena, &node, key, draw_node(arena, random, depth - 1));
        }
        return node;
    }
}

TEST(and_reader_agree) {
    Random random = {1};
    for (int round = 0; round < 1500; round++) {
        Arena arena = {0};
        Node list = node_make_list(&arena, NULL, 0), again = {0};
        node_list_add(&arena, &list, draw_node(&arena, &random, 3));
        Buffer first = {0}, second = {0};
        JsonWriter writer = json_writer_make(&first, round % 2 == 0);
        json_node_write(&writer, &list);
        Error err = {0};
        assert_true(json_read(&arena, &source, buffer_text(&first), &again, &err));
        assert_true(node_equal(&list, &again));
        writer = json_writer_make(&second, round % 2 == 0);
        json_node_write(&writer, &again);
        assert_true(str_equal(buffer_text(&first), buffer_text(&second)));
        buffer_free(&first);
        buffer_free(&second);
        arena_free(&arena);
    }
}
