/* SPDX-License-Identifier: Apache-2.0 */
/* test_map.c -- the hash map finds what was set, in the order of insertion. */
#include "tests/test.h"

#include "base/map.h"

TEST(is_empty_at_first) {
    Arena arena = {0};
    Map map = map_make(&arena);
    assert_null(map_find(&map, S("a")));
    assert_null(map_find(&map, S("")));
    assert_int_equal(map.count, 0);
    arena_free(&arena);
}

TEST(set_returns_what_was_there) {
    Arena arena = {0};
    Map map = map_make(&arena);
    int first = 1, second = 2;
    assert_null(map_set(&map, S("key"), &first));
    assert_ptr_equal(map_set(&map, S("key"), &second), &first);
    assert_ptr_equal(map_find(&map, S("key")), &second);
    assert_int_equal(map.count, 1);
    arena_free(&arena);
}

TEST(tells_keys_apart_by_bytes) {
    Arena arena = {0};
    Map map = map_make(&arena);
    Str keys[] = {S(""), S("\0"), S("\0\0"), S("a"), S("a\0"), S("A"), S("aa")};
    int values[COUNT(keys)];
    for (size_t i = 0; i < COUNT(keys); i++) assert_null(map_set(&map, keys[i], &values[i]));
    for (size_t i = 0; i < COUNT(keys); i++) {
        assert_ptr_equal(map_find(&map, keys[i]), &values[i]);
    }
    assert_ptr_equal(map_find(&map, (Str){NULL, 0}), &values[0]);
    arena_free(&arena);
}

TEST(grows_and_keeps_the_order_of_insertion) {
    enum { KEYS = 20000 };
    Arena arena = {0};
    Map map = map_make(&arena);
    static int values[KEYS];
    for (int i = 0; i < KEYS; i++) {
        assert_null(map_set(&map, str_format(&arena, "key-%d", i), &values[i]));
        assert_int_equal(map.count, i + 1);
    }
    for (int i = 0; i < KEYS; i++) {
        Str key = str_format(&arena, "key-%d", i);
        assert_ptr_equal(map_find(&map, key), &values[i]);
        assert_true(str_equal(map.entries[i].key, key));
        assert_ptr_equal(map.entries[i].value, &values[i]);
    }
    assert_null(map_find(&map, S("key-20000")));
    assert_ptr_equal(map_set(&map, S("key-7"), &values[8]), &values[7]);
    assert_int_equal(map.count, KEYS);
    arena_free(&arena);
}
