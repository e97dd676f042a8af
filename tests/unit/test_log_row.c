/* SPDX-License-Identifier: Apache-2.0 */
/* test_log_row.c -- records of line-based logs from objects of columns. */
#include "logs/log_row.h"
#include "tests/test.h"
#include "text/json.h"

/* The row of json, a VPC flow log's, for somebody who wants dstport and action. */
static bool row_of(Arena *arena, const char *json, LogKeys **ret_keys, LogEvent *ret_event,
                   Error *err) {
    Source *source = ARENA_NEW(arena, Source);
    Node *node = ARENA_NEW(arena, Node);
    *ret_keys = log_keys_make(arena);
    log_keys_add(*ret_keys, S("dstport"));
    log_keys_add(*ret_keys, S("action"));
    assert_true(json_read(arena, source, str_from(json), node, err));
    return log_row_make(arena, *ret_keys, (LogRow){LOG_SOURCE_VPCFLOW, node}, ret_event, err);
}

static Str column_of(Arena *arena, LogKeys *keys, const LogEvent *event, Str name) {
    LogField field;
    assert_true(log_field_make(keys, name, &field));
    return log_field_text(event, &field, arena);
}

TEST(columns_are_texts) {
    CLEANUP(arena_free) Arena arena = {0};
    LogKeys *keys = NULL;
    LogEvent event;
    assert_true(row_of(&arena, "{\"dstport\": 22, \"srcport\": \"50000\", \"action\": \"\"}", &keys,
                       &event, NULL));
    assert_true(str_equal(event.text, S("22 50000 ")));
    assert_true(str_equal(column_of(&arena, keys, &event, S("dstport")), S("22")));
    size_t action = log_keys_add(keys, S("action"));
    assert_true(event.columns[action].ptr != NULL && event.columns[action].len == 0);
    assert_null(event.columns[LOG_KEY_START].ptr);
}

TEST(time_is_that_of_the_source) {
    CLEANUP(arena_free) Arena arena = {0};
    LogKeys *keys = NULL;
    LogEvent event;
    int64_t time = 0;
    assert_true(row_of(&arena, "{\"start\": \"1795165200\"}", &keys, &event, NULL));
    assert_true(log_event_time(&event, &time));
    assert_int_equal(time, 1795165200);
}

TEST(only_flat_objects_are_rows) {
    CLEANUP(arena_free) Arena arena = {0};
    LogKeys *keys = NULL;
    LogEvent event;
    Error err = {0};
    assert_false(row_of(&arena, "{\"dstport\": [22]}", &keys, &event, &err));
    assert_string_equal(err.message, "the column 'dstport' is a list, not text");
    assert_false(row_of(&arena, "[1]", &keys, &event, &err));
    assert_true(log_row_is_of(LOG_SOURCE_ELB));
    assert_false(log_row_is_of(LOG_SOURCE_CLOUDTRAIL));
}
