/* SPDX-License-Identifier: Apache-2.0 */
/* test_node.c -- making, finding, growing and comparing nodes. */
#include "tests/test.h"

#include "text/json.h"
#include "text/node.h"

static const Source source = {S_INIT("a.json")};

static Node read(Arena *arena, Str json) {
    Node node = {0};
    Error err = {0};
    assert_true(json_read(arena, &source, json, &node, &err));
    return node;
}

TEST(makers_take_the_position_and_secrecy_of_another) {
    Arena arena = {0};
    Node at = {
        .line = 3, .column = 4, .source = &source, .flags = NODE_FLAG_SECRET | NODE_FLAG_OPEN};
    Node made[] = {
        node_make_null(&at),
        node_make_bool(&at, true),
        node_make_int(&at, 5),
        node_make_string(&at, S("x")),
        node_make_list(&arena, &at, 2),
        node_make_map(&at),
        node_make_unknown(&arena, &at, S("why")),
        node_make_reference(&arena, &at, S("why"), 7, S("Arn")),
    };
    static const NodeKind kinds[] = {NODE_NULL, NODE_BOOL, NODE_INT,     NODE_STRING,
                                     NODE_LIST, NODE_MAP,  NODE_UNKNOWN, NODE_UNKNOWN};
    for (size_t i = 0; i < COUNT(made); i++) {
        assert_true(node_is(&made[i], kinds[i]));
        assert_int_equal(made[i].line, 3);
        assert_int_equal(made[i].column, 4);
        assert_ptr_equal(made[i].source, &source);
        assert_true((made[i].flags & NODE_FLAG_SECRET) != 0);
        assert_true((made[i].flags & NODE_FLAG_OPEN) == 0);
    }
    assert_int_equal(node_make_int(NULL, 5).line, 0);
    assert_int_equal(made[4].count, 2);
    assert_true(node_is(&made[4].items[1], NODE_NULL));
    arena_free(&arena);
}

TEST(unknowns_say_what_they_are_made_of) {
    Arena arena = {0};
    Node plain = node_make_unknown(&arena, NULL, S("why"));
    assert_true(str_equal(plain.unknown->reason, S("why")));
    assert_int_equal(plain.unknown->part_count, 0);
    assert_false(plain.unknown->exact);
    Node reference = node_make_reference(&arena, NULL, S("later"), 7, S("Arn"));
    assert_true(reference.unknown->exact);
    assert_int_equal(reference.unknown->part_count, 1);
    assert_int_equal(reference.unknown->parts[0].kind, NODE_PART_REFERENCE);
    assert_int_equal(reference.unknown->parts[0].resource, 7);
    assert_true(str_equal(reference.unknown->parts[0].text, S("Arn")));
    arena_free(&arena);
}

TEST(find_looks_into_maps_only) {
    Arena arena = {0};
    Node root = read(&arena, S("{\"a\": {\"b\": [1], \"\": 2, \"c.d\": 3}, \"t\": \"text\"}"));
    assert_true(node_is_text(node_find(&root, S("t")), S("text")));
    assert_true(node_is(node_find_path(&root, S("a.b")), NODE_LIST));
    assert_null(node_find_path(&root, S("a.b.c")));
    assert_null(node_find_path(&root, S("a.x")));
    assert_null(node_find_path(&root, S("a.c.d"))); /* a dot always parts */
    assert_int_equal(node_find(node_find(&root, S("a")), S("c.d"))->integer, 3);
    assert_ptr_equal(node_find_path(&root, S("")), &root);
    assert_null(node_find(NULL, S("a")));
    assert_null(node_find(node_find(&root, S("t")), S("a")));
    arena_free(&arena);
}

TEST(text_is_that_of_strings) {
    Node text = node_make_string(NULL, S("x"));
    Node number = node_make_int(NULL, 1);
    assert_true(str_equal(node_text(&text), S("x")));
    assert_int_equal(node_text(&number).len, 0);
    assert_int_equal(node_text(NULL).len, 0);
    assert_false(node_is_text(NULL, S("")));
    assert_false(node_is_text(&number, S("")));
    assert_false(node_is(NULL, NODE_NULL));
    assert_string_equal(node_kind_name(NULL), "nothing");
    assert_string_equal(node_kind_name(&text), "text");
    assert_string_equal(node_kind_name(&number), "an integer");
}

TEST(containers_grow_one_by_one) {
    Arena arena = {0};
    Node list = node_make_list(&arena, NULL, 0);
    Node map = node_make_map(NULL);
    for (int64_t i = 0; i < 200; i++) {
        Str key = str_format(&arena, "k%d", (int)i);
        assert_int_equal(node_list_add(&arena, &list, node_make_int(NULL, i))->integer, i);
        assert_int_equal(node_map_add(&arena, &map, key, node_make_int(NULL, i))->integer, i);
        arena_alloc(&arena, 1); /* so that growing in place would be seen */
    }
    assert_int_equal(list.count, 200);
    assert_int_equal(map.count, 200);
    for (int64_t i = 0; i < 200; i++) {
        assert_int_equal(list.items[i].integer, i);
        assert_int_equal(map.pairs[i].value.integer, i);
    }
    arena_free(&arena);
}

/* A list made with its exact size, or read from a file, has no room behind its last item: adding to
 * it must not write over its neighbour in the arena. */
TEST(containers_of_any_size_can_be_added_to) {
    for (size_t count = 0; count < 20; count++) {
        Arena arena = {0};
        Node list = node_make_list(&arena, NULL, count);
        unsigned char *neighbour = arena_alloc(&arena, 256);
        node_list_add(&arena, &list, node_make_int(NULL, 1));
        node_list_add(&arena, &list, node_make_int(NULL, 2));
        assert_int_equal(list.count, count + 2);
        assert_int_equal(list.items[count + 1].integer, 2);
        for (size_t i = 0; i < 256; i++) assert_int_equal(neighbour[i], 0);
        arena_free(&arena);
    }
}

TEST(containers_from_a_file_can_be_added_to) {
    Arena arena = {0};
    Node root =
        read(&arena, S("[{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5}, [1,2,3,4,5], [\"behind\"]]"));
    for (int i = 0; i < 9; i++) {
        Str key = str_format(&arena, "new%d", i);
        node_map_add(&arena, &root.items[0], key, node_make_int(NULL, i));
        node_list_add(&arena, &root.items[1], node_make_int(NULL, i));
    }
    Node wanted =
        read(&arena, S("[{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"new0\":0,\"new1\":1,"
                       "\"new2\":2,\"new3\":3,\"new4\":4,\"new5\":5,\"new6\":6,\"new7\":7,"
                       "\"new8\":8}, [1,2,3,4,5,0,1,2,3,4,5,6,7,8], [\"behind\"]]"));
    assert_true(node_equal(&root, &wanted));
    arena_free(&arena);
}

TEST(map_set_replaces_or_adds) {
    Arena arena = {0};
    Node map = node_make_map(NULL);
    node_map_set(&arena, &map, S("a"), node_make_int(NULL, 1));
    node_map_set(&arena, &map, S("b"), node_make_int(NULL, 2));
    assert_int_equal(node_map_set(&arena, &map, S("a"), node_make_int(NULL, 3))->integer, 3);
    assert_int_equal(map.count, 2);
    assert_int_equal(node_find(&map, S("a"))->integer, 3);
    arena_free(&arena);
}

static bool equal(Str left, Str right) {
    Arena arena = {0};
    Node one = read(&arena, left), other = read(&arena, right);
    bool forward = node_equal(&one, &other);
    assert_int_equal(node_equal(&other, &one), forward);
    arena_free(&arena);
    return forward;
}

TEST(equality_is_of_values) {
    assert_true(equal(S("{\"a\":[1,null],\"b\":{}}"), S("  {\"b\": {},\n\"a\": [1, null]}")));
    assert_false(equal(S("[1,2]"), S("[2,1]")));
    assert_false(equal(S("[1,2]"), S("[1,2,3]")));
    assert_false(equal(S("{\"a\":1}"), S("{\"b\":1}")));
    assert_false(equal(S("{\"a\":1}"), S("{\"a\":1,\"b\":1}")));
    assert_false(equal(S("[1]"), S("[1.0]")));
    assert_false(equal(S("[\"1\"]"), S("[1]")));
    assert_false(equal(S("[false]"), S("[null]")));
    assert_false(equal(S("[]"), S("{}")));
    assert_true(equal(S("[-0.0]"), S("[0.0]")));
    assert_true(equal(S("[\"a\\u0000b\"]"), S("[\"\\u0061\\u0000b\"]")));
}

TEST(unknowns_are_never_equal) {
    Arena arena = {0};
    Node unknown = node_make_unknown(&arena, NULL, S("why"));
    assert_false(node_equal(&unknown, &unknown));
    arena_free(&arena);
}

TEST(equality_of_large_maps_is_fast) {
    enum { KEYS = 50000 };
    Arena arena = {0};
    Node left = node_make_map(NULL), right = node_make_map(NULL);
    for (int i = 0; i < KEYS; i++) {
        Str key = str_format(&arena, "key-%d", i);
        node_map_add(&arena, &left, key, node_make_int(NULL, i));
        node_map_add(&arena, &right, key, node_make_int(NULL, i));
    }
    assert_true(node_equal(&left, &right));
    arena_free(&arena);
}

TEST(place_and_find_agree) {
    Arena arena = {0};
    Node root = read(&arena, S("{\"a\": 1}"));
    assert_ptr_equal(node_place(&root, S("a")), node_find(&root, S("a")));
    assert_null(node_place(&root, S("b")));
    arena_free(&arena);
}

TEST(parts_are_those_of_texts_and_unknowns) {
    Arena arena = {0};
    NodePart scratch = {0};
    const NodePart *parts = NULL;
    Node text = node_make_string(NULL, S("x"));
    assert_int_equal(node_parts(&text, &scratch, &parts), 1);
    assert_int_equal(parts[0].kind, NODE_PART_TEXT);
    assert_true(str_equal(parts[0].text, S("x")));
    Node reference = node_make_reference(&arena, NULL, S("later"), 7, S("Arn"));
    assert_int_equal(node_parts(&reference, &scratch, &parts), 1);
    assert_int_equal(parts[0].resource, 7);
    Node number = node_make_int(NULL, 1);
    assert_int_equal(node_parts(&number, &scratch, &parts), 0);
    assert_int_equal(node_parts(NULL, &scratch, &parts), 0);
    Node unknown = node_make_unknown(&arena, NULL, S("why"));
    assert_true(node_could_be_any(&unknown));
    assert_false(node_could_be_any(&reference));
    assert_false(node_could_be_any(&text));
    arena_free(&arena);
}

TEST(canonical_text_tells_references_apart) {
    Arena arena = {0};
    Node nodes[] = {node_make_string(NULL, S("Arn")),
                    node_make_reference(&arena, NULL, S("r"), 1, S("Arn")),
                    node_make_reference(&arena, NULL, S("r"), 2, S("Arn")),
                    node_make_reference(&arena, NULL, S("r"), 1, S("Id"))};
    Str texts[COUNT(nodes)];
    for (size_t i = 0; i < COUNT(nodes); i++) {
        assert_true(node_canonical(&arena, &nodes[i], &texts[i]));
        for (size_t j = 0; j < i; j++) assert_false(str_equal(texts[i], texts[j]));
    }
    Node again = node_make_reference(&arena, NULL, S("other reason"), 1, S("Arn"));
    Str text = S("");
    assert_true(node_canonical(&arena, &again, &text));
    assert_true(str_equal(text, texts[1]));
    Node unknown = node_make_unknown(&arena, NULL, S("r")), list = node_make_list(&arena, NULL, 1);
    assert_false(node_canonical(&arena, &unknown, &text));
    assert_false(node_canonical(&arena, &list, &text));
    assert_false(node_canonical(&arena, NULL, &text));
    arena_free(&arena);
}
