/* SPDX-License-Identifier: Apache-2.0 */
/* test_error.c -- errors keep their place, cut what is too long, and lists end somewhere. */
#include "tests/test.h"

#include "base/error.h"

static const char *error_shown(Arena *arena, const Error *err) {
    return error_text(arena, err).ptr;
}

TEST(text_leaves_out_what_is_not_known) {
    Arena arena = {0};
    Error err = {0};
    assert_false(error_set(&err, S("a.json"), 3, 7, "has %d of %s", 2, "these"));
    assert_string_equal(error_shown(&arena, &err), "a.json:3:7: has 2 of these");
    error_set(&err, S("a.json"), 3, 0, "is odd");
    assert_string_equal(error_shown(&arena, &err), "a.json:3: is odd");
    error_set(&err, S("a.json"), 0, 0, "is odd");
    assert_string_equal(error_shown(&arena, &err), "a.json: is odd");
    assert_false(error_say(&err, "no file here"));
    assert_string_equal(error_shown(&arena, &err), "no file here");
    arena_free(&arena);
}

TEST(may_be_unwanted) {
    assert_false(error_set(NULL, S("a"), 1, 1, "x"));
    assert_false(error_say(NULL, "x"));
}

TEST(message_is_cut_at_its_limit) {
    Error err = {0};
    char text[ERROR_MESSAGE_BYTES_MAX + 1];
    memset(text, 'x', sizeof text);
    error_say(&err, "%.*s", ERROR_MESSAGE_BYTES_MAX - 1, text);
    assert_int_equal(strlen(err.message), ERROR_MESSAGE_BYTES_MAX - 1);
    error_say(&err, "%.*s", ERROR_MESSAGE_BYTES_MAX, text);
    assert_int_equal(strlen(err.message), ERROR_MESSAGE_BYTES_MAX - 1);
}

TEST(file_keeps_its_end) {
    Error err = {0};
    char name[ERROR_FILE_BYTES_MAX + 1];
    memset(name, 'd', sizeof name);
    name[0] = 'A';
    name[ERROR_FILE_BYTES_MAX - 2] = 'Y';
    name[ERROR_FILE_BYTES_MAX - 1] = 'Z';
    error_set(&err, (Str){name, ERROR_FILE_BYTES_MAX - 1}, 1, 1, "x");
    assert_int_equal(strlen(err.file), ERROR_FILE_BYTES_MAX - 1);
    assert_int_equal(err.file[0], 'A');
    error_set(&err, (Str){name, ERROR_FILE_BYTES_MAX}, 1, 1, "x");
    assert_int_equal(strlen(err.file), ERROR_FILE_BYTES_MAX - 1);
    assert_int_equal(err.file[0], 'd');
    assert_int_equal(err.file[ERROR_FILE_BYTES_MAX - 2], 'Z');
}

TEST(list_counts_what_it_drops) {
    Arena arena = {0};
    ErrorList list = {0};
    Error err = {0};
    for (uint32_t i = 1; i <= ERROR_LIST_MAX; i++) {
        error_set(&err, S("f"), i, 1, "problem %u", i);
        error_list_add(&list, &arena, &err);
    }
    assert_int_equal(list.count, ERROR_LIST_MAX);
    assert_int_equal(list.dropped, 0);
    error_list_add(&list, &arena, &err);
    error_list_add(&list, &arena, &err);
    assert_int_equal(list.count, ERROR_LIST_MAX);
    assert_int_equal(list.dropped, 2);
    assert_int_equal(list.items[0].line, 1);
    assert_string_equal(list.items[ERROR_LIST_MAX - 1].message, "problem 1000");
    arena_free(&arena);
}
