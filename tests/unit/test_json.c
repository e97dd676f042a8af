/* SPDX-License-Identifier: Apache-2.0 */
/* test_json.c -- reading JSON against RFC 8259. The reader below is lazy by nature, so what it must
 * refuse matters as much as what it must take; both stand in tables here. */
#include "tests/test.h"

#include "text/json.h"

static const Source source = {S_INIT("a.json")};

static bool accepts(Str text) {
    Arena arena = {0};
    Node node = {0};
    Error err = {0};
    bool ok = json_read(&arena, &source, text, &node, &err);
    if (!ok) { /* says what and where, and leaves the result alone */
        assert_true(err.message[0] != '\0' && err.line >= 1 && err.column >= 1);
        assert_string_equal(err.file, "a.json");
        assert_int_equal(node.line, 0);
    }
    arena_free(&arena);
    return ok;
}

static Node read(Arena *arena, Str text) {
    Node node = {0};
    Error err = {0};
    bool ok = json_read(arena, &source, text, &node, &err);
    if (!ok) print_error("%s\n", error_text(arena, &err).ptr);
    assert_true(ok);
    return node;
}

TEST(takes_all_that_is_valid) {
    static const Str valid[] = {
        S_INIT("[]"),
        S_INIT("{}"),
        S_INIT("[[]]"),
        S_INIT("[{}]"),
        S_INIT(" [ ] "),
        S_INIT("\t\r\n[\t\r\n1\t\r\n,\t\r\n2\t\r\n]\t\r\n"),
        S_INIT("{ \"a\" : 1 , \"b\" : 2 }"),
        S_INIT("[null]"),
        S_INIT("[null ]"),
        S_INIT("[null\t,null\r\n]"),
        S_INIT("[true,false]"),
        S_INIT("[0]"),
        S_INIT("[-0]"),
        S_INIT("[0.0]"),
        S_INIT("[-0.0]"),
        S_INIT("[0e0]"),
        S_INIT("[0e+1]"),
        S_INIT("[0E-1]"),
        S_INIT("[1]"),
        S_INIT("[123]"),
        S_INIT("[-123]"),
        S_INIT("[1.5]"),
        S_INIT("[1e5]"),
        S_INIT("[1E5]"),
        S_INIT("[1e+5]"),
        S_INIT("[1e-5]"),
        S_INIT("[1.5e+22]"),
        S_INIT("[1e00001]"),
        S_INIT("[1e-999]"),
        S_INIT("[0e999]"),
        S_INIT("[9223372036854775807]"),
        S_INIT("[-9223372036854775808]"),
        S_INIT("[9223372036854775808]"),
        S_INIT("[18446744073709551616 ]"),
        S_INIT("[-123456789012345678901234567890\n]"),
        S_INIT("[0.00000000000000000000000000000000000000000000000000000000000000000001]"),
        S_INIT("[\"\"]"),
        S_INIT("[\"a\"]"),
        S_INIT("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]"),
        S_INIT("[\"\\u0000\"]"),
        S_INIT("[\"\\u00e9\\u00E9\"]"),
        S_INIT("[\"\\ud83d\\ude00\"]"),
        S_INIT("[\"\\uffff\"]"),
        S_INIT("[\"\x7F\"]"),
        S_INIT("[\"\xE2\x80\xA8\"]"),
        S_INIT("[\"\xF4\x8F\xBF\xBF\"]"),
        S_INIT("[\"[{,:}]\"]"),
        S_INIT("[\"//\",\"/**/\"]"),
        S_INIT("{\"\":0}"),
        S_INIT("{\"a\":{\"a\":{\"a\":1}}}"),
        S_INIT("{\"\\u0000\":0}"),
        S_INIT("{\"a\\\"b\":0}"),
        S_INIT("{\"a\":1,\"A\":2}"),
        S_INIT("\xEF\xBB\xBF[]"),
    };
    for (size_t i = 0; i < COUNT(valid); i++) {
        if (!accepts(valid[i])) fail_msg("refuses %.*s", STR_ARGS(valid[i]));
    }
}

static void check_refused(const Str *texts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (accepts(texts[i])) fail_msg("takes %.*s", STR_ARGS(texts[i]));
    }
}

TEST(refuses_wrong_structure) {
    static const Str wrong[] = {
        S_INIT(""),
        S_INIT(" "),
        S_INIT("\n"),
        S_INIT("\xEF\xBB\xBF"),
        S_INIT("["),
        S_INIT("]"),
        S_INIT("{"),
        S_INIT("}"),
        S_INIT("[}"),
        S_INIT("{]"),
        S_INIT("[1}"),
        S_INIT("{\"a\":1]"),
        S_INIT("[1,2"),
        S_INIT("[1,"),
        S_INIT("[1"),
        S_INIT("[[1]"),
        S_INIT("[1]]"),
        S_INIT("[1,]"),
        S_INIT("[,1]"),
        S_INIT("[,]"),
        S_INIT("[1,,2]"),
        S_INIT("[1 2]"),
        S_INIT("[1,\n]"),
        S_INIT("[\"a\" \"b\"]"),
        S_INIT("[\"a\",]"),
        S_INIT("[[] []]"),
        S_INIT("[1:2]"),
        S_INIT("[\"a\":1]"),
        S_INIT("[:]"),
        S_INIT("[1;2]"),
        S_INIT("{\"a\":1,}"),
        S_INIT("{,}"),
        S_INIT("{,\"a\":1}"),
        S_INIT("{\"a\":1,,\"b\":2}"),
        S_INIT("{\"a\":1 \"b\":2}"),
        S_INIT("{\"a\" 1}"),
        S_INIT("{\"a\",1}"),
        S_INIT("{\"a\"}"),
        S_INIT("{\"a\":}"),
        S_INIT("{\"a\":,\"b\":1}"),
        S_INIT("{:1}"),
        S_INIT("{\"a\"::1}"),
        S_INIT("{\"a\":1:2}"),
        S_INIT("{a:1}"),
        S_INIT("{'a':1}"),
        S_INIT("{1:1}"),
        S_INIT("{null:1}"),
        S_INIT("{[]:1}"),
        S_INIT("{\"a\":1"),
        S_INIT("{\"a\":"),
        S_INIT("{\"a\""),
        S_INIT("{\"a\":[1}"),
        S_INIT("{\"a\":{\"b\":1}"),
        S_INIT("[{]}"),
        S_INIT("[1]x"),
        S_INIT("[1],"),
        S_INIT("{}{}"),
        S_INIT("[] []"),
        S_INIT("{} 1"),
        S_INIT("[1]\0"),
        S_INIT("\0[1]"),
        S_INIT("[1]\xEF\xBB\xBF"),
        S_INIT("[1]#"),
        S_INIT("[\0]"),
        S_INIT("[1\0]"),
        S_INIT("[1,\0 2]"),
        S_INIT("{\"a\":1}/**/"),
        S_INIT("[/**/1]"),
        S_INIT("[1]// x"),
        S_INIT("[1\f]"),
        S_INIT("[\v1]"),
        S_INIT("[1\xC2\xA0]"),
        S_INIT("\xEF\xBB\xBF\xEF\xBB\xBF[]"),
    };
    check_refused(wrong, COUNT(wrong));
}

TEST(refuses_wrong_words_and_numbers) {
    static const Str wrong[] = {
        S_INIT("[nul]"),
        S_INIT("[nulll]"),
        S_INIT("[null\0]"),
        S_INIT("[null\"a\"]"),
        S_INIT("[nullnull]"),
        S_INIT("[Null]"),
        S_INIT("[NULL]"),
        S_INIT("[n]"),
        S_INIT("[tru]"),
        S_INIT("[truee]"),
        S_INIT("[true\0]"),
        S_INIT("[True]"),
        S_INIT("[t]"),
        S_INIT("[fals]"),
        S_INIT("[falsee]"),
        S_INIT("[false1]"),
        S_INIT("[truefalse]"),
        S_INIT("[undefined]"),
        S_INIT("[a]"),
        S_INIT("[\\u0031]"),
        S_INIT("[NaN]"),
        S_INIT("[Infinity]"),
        S_INIT("[-NaN]"),
        S_INIT("[-nan]"),
        S_INIT("[-inf]"),
        S_INIT("[-Infinity]"),
        S_INIT("[-nan(1)]"),
        S_INIT("[+1]"),
        S_INIT("[++1]"),
        S_INIT("[--1]"),
        S_INIT("[-]"),
        S_INIT("[- 1]"),
        S_INIT("[-a]"),
        S_INIT("[01]"),
        S_INIT("[00]"),
        S_INIT("[-01]"),
        S_INIT("[012]"),
        S_INIT("[01.5]"),
        S_INIT("{\"a\":01}"),
        S_INIT("[.5]"),
        S_INIT("[-.5]"),
        S_INIT("[1.]"),
        S_INIT("[-1.]"),
        S_INIT("[1.e1]"),
        S_INIT("[.e1]"),
        S_INIT("[1e]"),
        S_INIT("[1e+]"),
        S_INIT("[1E-]"),
        S_INIT("[0e]"),
        S_INIT("[1.0e]"),
        S_INIT("[1e1.5]"),
        S_INIT("[1.2.3]"),
        S_INIT("[1ee1]"),
        S_INIT("[1-2]"),
        S_INIT("[1+2]"),
        S_INIT("[1e5e5]"),
        S_INIT("[0x1F]"),
        S_INIT("[0b1]"),
        S_INIT("[1a]"),
        S_INIT("[1_000]"),
        S_INIT("[1,000.]"),
        S_INIT("[1/2]"),
        S_INIT("[1\"a\"]"),
        S_INIT("[123456789012345678901x]"),
        S_INIT("[123456789012345678901\0]"),
        S_INIT("[1234567890123456789012.]"),
        S_INIT("[\xEF\xBC\x91]"),
        S_INIT("[1e999]"),
        S_INIT("[-1e999]"),
    };
    check_refused(wrong, COUNT(wrong));
}

TEST(refuses_wrong_strings) {
    static const Str wrong[] = {
        S_INIT("[\"]"),
        S_INIT("[\"a]"),
        S_INIT("[a\"]"),
        S_INIT("[\"a\\\"]"),
        S_INIT("['a']"),
        S_INIT("{\"a\":\"lone}"),
        S_INIT("{\"a"),
        S_INIT("[\"\\"),
        S_INIT("[\"\\u"),
        S_INIT("{\"a\":\"\\x\"}"),
        S_INIT("[\"\\a\"]"),
        S_INIT("[\"\\'\"]"),
        S_INIT("[\"\\0\"]"),
        S_INIT("[\"\\ \"]"),
        S_INIT("[\"\\\n\"]"),
        S_INIT("[\"\\U0041\"]"),
        S_INIT("[\"\\u\"]"),
        S_INIT("[\"\\u0\"]"),
        S_INIT("[\"\\u004\"]"),
        S_INIT("[\"\\u004g\"]"),
        S_INIT("[\"\\u-041\"]"),
        S_INIT("[\"\\u 041\"]"),
        S_INIT("{\"\\x\":1}"),
        S_INIT("{\"\\u12\":1}"),
        S_INIT("[\"a\nb\"]"),
        S_INIT("[\"a\tb\"]"),
        S_INIT("[\"\0\"]"),
        S_INIT("[\"\x1F\"]"),
        S_INIT("{\"a\nb\":1}"),
        S_INIT("[\"\xFF\"]"),
        S_INIT("[\"\xC0\xAF\"]"),
        S_INIT("[\"\xE2\x82\"]"),
        S_INIT("[\"\xED\xA0\x80\"]"),
        S_INIT("[\"\xF4\x90\x80\x80\"]"),
        S_INIT("[\"\x80\"]"),
        S_INIT("{\"\xFF\":1}"),
        S_INIT("[\xFF]"),
        S_INIT("\xFF[]"),
        S_INIT("[]\xFF"),
        S_INIT("\xFE\xFF\0[\0]"),
        S_INIT("[\0]\0"),
    };
    check_refused(wrong, COUNT(wrong));
}

/* RFC 8259 leaves these open; merlon refuses what has no value of its own. */
TEST(refuses_what_would_lose_something) {
    static const Str wrong[] = {
        S_INIT("[\"\\ud800\"]"),
        S_INIT("[\"\\udc00\"]"),
        S_INIT("[\"\\udc00\\ud800\"]"),
        S_INIT("[\"\\ud800\\u0041\"]"),
        S_INIT("[\"\\ud800x\"]"),
        S_INIT("{\"\\udfff\":1}"),
        S_INIT("{\"a\":1,\"a\":1}"),
        S_INIT("1"),
        S_INIT("\"a\""),
        S_INIT("null"),
        S_INIT("true"),
    };
    check_refused(wrong, COUNT(wrong));
}

TEST(values_are_those_of_the_text) {
    Arena arena = {0};
    Node list = read(&arena, S("[null, true, false, -7, 1.5, \"a\", {\"k\": []}]"));
    assert_int_equal(list.kind, NODE_LIST);
    assert_int_equal(list.count, 7);
    assert_int_equal(list.items[0].kind, NODE_NULL);
    assert_true(list.items[1].kind == NODE_BOOL && list.items[1].boolean);
    assert_true(list.items[2].kind == NODE_BOOL && !list.items[2].boolean);
    assert_true(list.items[3].kind == NODE_INT && list.items[3].integer == -7);
    assert_true(list.items[4].kind == NODE_DOUBLE && list.items[4].number == 1.5);
    assert_true(node_is_text(&list.items[5], S("a")));
    assert_int_equal(list.items[6].kind, NODE_MAP);
    assert_int_equal(node_find(&list.items[6], S("k"))->count, 0);
    arena_free(&arena);
}

TEST(integers_beyond_64_bits_become_doubles) {
    Arena arena = {0};
    Node list = read(&arena, S("[9223372036854775807, -9223372036854775808, 9223372036854775808,"
                               "-9223372036854775809, 100000000000000000000000, 1e2, -0]"));
    assert_true(list.items[0].integer == INT64_MAX);
    assert_true(list.items[1].integer == INT64_MIN);
    assert_true(list.items[2].kind == NODE_DOUBLE && list.items[2].number == 0x1p63);
    assert_true(list.items[3].kind == NODE_DOUBLE && list.items[3].number == -0x1p63);
    assert_true(list.items[4].kind == NODE_DOUBLE && list.items[4].number == 1e23);
    assert_true(list.items[5].kind == NODE_DOUBLE && list.items[5].number == 100);
    assert_true(list.items[6].kind == NODE_INT && list.items[6].integer == 0);
    arena_free(&arena);
}

TEST(unescapes_strings_and_keys) {
    Arena arena = {0};
    Node map = read(&arena, S("{\"\\u0061\\n\\u0000\": \"\\\"\\\\\\/\\b\\f\\n\\r\\t\","
                              "\"s\": \"\\u00e9\\u20AC\\ud83d\\ude00\\u0000x\"}"));
    assert_true(node_is_text(node_find(&map, S("a\n\0")), S("\"\\/\b\f\n\r\t")));
    assert_true(
        node_is_text(node_find(&map, S("s")), S("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\0x")));
    arena_free(&arena);
}

TEST(nodes_do_not_need_the_text) {
    Arena arena = {0};
    char text[] = "{\"key\": [\"value\"]}";
    Node map = read(&arena, str_from(text));
    memset(text, 'x', sizeof text);
    assert_true(node_is_text(&node_find(&map, S("key"))->items[0], S("value")));
    arena_free(&arena);
}

static void check_position(const Node *node, uint32_t line, uint32_t column) {
    assert_non_null(node);
    assert_int_equal(node->line, line);
    assert_int_equal(node->column, column);
    assert_ptr_equal(node->source, &source);
}

TEST(nodes_know_where_they_stand) {
    Arena arena = {0};
    Node map = read(&arena, S("\n {\n  \"a\": 1,\r\n  \"\xC3\xA9\": [true,\n\n null], "
                              "\"s\": \"x\\n\", \"m\":{\"n\":\n-1.5}}\n"));
    check_position(&map, 2, 2);
    check_position(node_find(&map, S("a")), 3, 8);
    const Node *list = node_find(&map, S("\xC3\xA9"));
    check_position(list, 4, 9); /* columns are bytes: the key has two */
    check_position(&list->items[0], 4, 10);
    check_position(&list->items[1], 6, 2);
    check_position(node_find(&map, S("s")), 6, 14);
    check_position(node_find(&map, S("m")), 6, 25);
    check_position(node_find_path(&map, S("m.n")), 7, 1);
    arena_free(&arena);
}

static void check_error(Str text, uint32_t line, uint32_t column, const char *message) {
    Arena arena = {0};
    Node node = {.line = 42};
    Error err = {0};
    assert_false(json_read(&arena, &source, text, &node, &err));
    assert_int_equal(node.line, 42);
    assert_string_equal(err.message, message);
    assert_int_equal(err.line, line);
    assert_int_equal(err.column, column);
    arena_free(&arena);
}

TEST(errors_say_where_and_what) {
    check_error(S(""), 1, 1, "is empty; a JSON value is needed");
    check_error(S("12"), 1, 1, "holds a single value; an object or a list is needed");
    check_error(S("[1]\n  x"), 2, 3, "has more text behind the end of its JSON value");
    check_error(S("{\n \"a\": nil}"), 2, 7, "has a word that is none of true, false, null");
    check_error(S("[\n\n1x]"), 3, 1,
                "has something that is neither a number nor another JSON value");
    check_error(S("{\"a\":\n \"\\x\"}"), 2, 2, "has a wrong escape in a string");
    check_error(S("[\"ok\",\n\"a\\\"\x01\"]"), 2, 5,
                "has an unescaped control character in a string");
    check_error(S("[\"\\\\\",\n \"lone]"), 2, 2, "has a string without an end");
    check_error(S("[\"\xC3\xA9\",\n\"\xC3\xA9\xFF\"]"), 2, 4, "is not valid UTF-8");
}

TEST(errors_may_be_unwanted) {
    Arena arena = {0};
    Node node = {0};
    assert_false(json_read(&arena, &source, S("[1,]"), &node, NULL));
    assert_false(json_read(&arena, &source, S("{\"a\":1,\"a\":2}"), &node, NULL));
    arena_free(&arena);
}

TEST(refuses_keys_that_stand_twice) {
    check_error(S("{\"a\": 1,\n \"b\": 2, \"a\": 3}"), 2, 15,
                "has the key \"a\" twice in one object");
    check_error(S("{\"a\":1,\"\\u0061\":2}"), 1, 17, "has the key \"a\" twice in one object");
    check_error(S("{\"x\":{\"\":1,\"\":2}}"), 1, 15, "has the key \"\" twice in one object");
}

/* Up to 16 keys are compared pairwise, more by a hash map: both sides of that. */
TEST(finds_twofold_keys_in_objects_of_any_size) {
    for (int count = 1; count < 40; count++) {
        Arena arena = {0};
        Str text = S("{");
        for (int i = 0; i < count; i++) {
            text = str_join2(&arena, text, str_format(&arena, "\"key%d\":%d,", i, i));
        }
        assert_true(accepts(str_join2(&arena, text, S("\"other\":0}"))));
        assert_false(accepts(str_join2(&arena, text, S("\"key0\":0}"))));
        Str last = str_format(&arena, "\"key%d\":0}", count - 1);
        assert_false(accepts(str_join2(&arena, text, last)));
        arena_free(&arena);
    }
}

/* What was cut off anywhere is never taken for the whole. */
TEST(refuses_every_beginning_of_a_document) {
    Str text =
        S("{\"a\": [1, -2.5e+3, true, null, \"x\\u00e9\\n\xE2\x82\xAC\"],\n \"b\": {\"\": {}}}");
    assert_true(accepts(text));
    for (size_t len = 0; len < text.len; len++) assert_false(accepts(str_slice(text, 0, len)));
}

/* Flips of single bytes: no crash, and whatever is taken is a whole tree. */
TEST(survives_changed_bytes) {
    Str text =
        S("{\"a\": [1, -2.5e+3, true, null, \"x\\u00e9\\n\xE2\x82\xAC\"], \"b\": {\"\": {}}}");
    for (size_t at = 0; at < text.len; at++) {
        for (int byte = 0; byte < 256; byte += 3) {
            Arena arena = {0};
            Str copy = str_copy(&arena, text);
            ((char *)(uintptr_t)copy.ptr)[at] = (char)byte;
            accepts(copy);
            arena_free(&arena);
        }
    }
}

static Str nested(Arena *arena, Str open, Str inside, Str close, size_t levels) {
    char *text = arena_alloc(arena, levels * (open.len + close.len) + inside.len);
    char *at = text;
    for (size_t i = 0; i < levels; i++, at += open.len) memcpy(at, open.ptr, open.len);
    memcpy(at, inside.ptr, inside.len);
    at += inside.len;
    for (size_t i = 0; i < levels; i++, at += close.len) memcpy(at, close.ptr, close.len);
    return (Str){text, (size_t)(at - text)};
}

TEST(has_a_depth) {
    Arena arena = {0};
    assert_true(accepts(nested(&arena, S("["), S("1"), S("]"), NODE_DEPTH_MAX)));
    assert_false(accepts(nested(&arena, S("["), S("1"), S("]"), NODE_DEPTH_MAX + 1)));
    assert_true(accepts(nested(&arena, S("["), S("[]"), S("]"), NODE_DEPTH_MAX)));
    assert_false(accepts(nested(&arena, S("["), S("[]"), S("]"), NODE_DEPTH_MAX + 1)));
    assert_true(accepts(nested(&arena, S("{\"a\":"), S("{}"), S("}"), NODE_DEPTH_MAX)));
    assert_false(accepts(nested(&arena, S("{\"a\":"), S("{}"), S("}"), NODE_DEPTH_MAX + 1)));
    check_error(nested(&arena, S("["), S("1"), S("]"), NODE_DEPTH_MAX + 1), 1, NODE_DEPTH_MAX + 2,
                "is nested too deeply");
    arena_free(&arena);
}

TEST(refuses_great_depths_fast) {
    Arena arena = {0};
    assert_false(accepts(nested(&arena, S("["), S(""), S(""), 100000)));
    assert_false(accepts(nested(&arena, S("["), S(""), S("]"), 100000)));
    assert_false(accepts(nested(&arena, S("{\"a\":"), S("1"), S("}"), 100000)));
    assert_false(accepts(nested(&arena, S("[{\"a\":"), S("1"), S("}]"), 100000)));
    arena_free(&arena);
}

/* The size is looked at before the bytes are. */
TEST(has_a_greatest_size) {
    check_error((Str){"[]", (size_t)JSON_BYTES_MAX + 1}, 0, 0,
                "is larger than the limit of 1024 MiB");
}

TEST(reads_wide_documents) {
    enum { ITEMS = 100000 };
    Arena arena = {0};
    Str list = nested(&arena, S("[1],"), S("[1]"), S(""), ITEMS - 1);
    Node root = read(&arena, str_join3(&arena, S("["), list, S("]")));
    assert_int_equal(root.count, ITEMS);
    check_position(&root.items[ITEMS - 1], 1, 4 * (ITEMS - 1) + 2);
    arena_free(&arena);
}
