/* SPDX-License-Identifier: Apache-2.0 */
/* test_log_event.c -- reading fields of records: what a name stands for, texts, and limits. */
#include "tests/unit/log_expect.h"

#define RECORD(fields) "{\"eventName\":\"A\",\"eventID\":\"1\"," fields "}"

TEST(finds_literal_names_paths_and_elements) {
    log_expect_records(
        S("a.b a.c d.e.f g"),
        S(RECORD("\"a.b\":\"literal\",\"a\":{\"b\":\"path\",\"c\":[[],[{\"x\":[true]}]]},"
                 "\"d\":[1,{\"e\":null},{\"e\":[{\"f\":-1.5e3}]}],\"g\":[]")),
        S("cloudtrail |literal|true|-1.5e3|\n"));
}

TEST(reads_escapes) {
    log_expect_records(
        S("a b"),
        S(RECORD("\"a\":\"\\u00e9\\ud83d\\ude00\\n\\t\\/\\\\\\\"\",\"b\":\"\\ud83d\\uZ\\q\"")),
        S("cloudtrail |\xC3\xA9\xF0\x9F\x98\x80\n\t/\\\"|\xEF\xBF\xBDuZq\n"));
}

typedef struct Visit {
    Buffer seen;
    size_t left;
} Visit;

static bool visit_take(void *context, const LogValue *value) {
    Visit *visit = context;
    buffer_add(&visit->seen, value->raw);
    buffer_add_byte(&visit->seen, ' ');
    return --visit->left > 0;
}

static void sink_visit(void *context, const LogEvent *event) {
    Visit *visit = context;
    CLEANUP(arena_free) Arena arena = {0};
    log_event_visit(event, visit_take, visit);
    buffer_add(&visit->seen, log_value_compact(event, NULL, &arena));
}

static void check_visit(Str text, size_t left, Str expected) {
    CLEANUP(arena_free) Arena arena = {0};
    LogKeys *keys = log_keys_make(&arena);
    Visit visit = {.left = left};
    LogReader *reader = log_reader_make(keys, sink_visit, &visit);
    assert_true(log_reader_read_text(reader, S("test"), text));
    log_expect_equal(buffer_text(&visit.seen), expected);
    log_reader_free(reader);
    buffer_free(&visit.seen);
}

TEST(visits_each_scalar_until_told_to_stop) {
    Str record =
        S("{ \"eventID\" : \"i\", \"eventName\":\"n\" , \"x\": [ 1, {\"y\" : null} ,[] ]\n}");
    Str compact = S("{\"eventID\":\"i\",\"eventName\":\"n\",\"x\":[1,{\"y\":null},[]]}");
    CLEANUP(arena_free) Arena arena = {0};
    check_visit(record, 100, str_join2(&arena, S("i n 1 null "), compact));
    check_visit(record, 2, str_join2(&arena, S("i n "), compact));
    check_visit(S("start dstaddr\n7 1.1.1.1"), 100, S("7 7 1.1.1.1"));
}

/* ---- limits ---- */

static void check_depth(size_t depth, Str found) {
    CLEANUP(buffer_free) Buffer text = {0};
    CLEANUP(arena_free) Arena arena = {0};
    buffer_add(&text, S("{\"eventName\":\"A\",\"eventID\":\"1\",\"a\":"));
    for (size_t i = 0; i < depth; i++) buffer_add_byte(&text, '[');
    buffer_add(&text, S("{\"b\":\"x\"}"));
    for (size_t i = 0; i < depth; i++) buffer_add_byte(&text, ']');
    buffer_add_byte(&text, '}');
    log_expect_records(S("a.b"), buffer_text(&text),
                       str_join3(&arena, S("cloudtrail |"), found, S("\n")));
}

TEST(looks_as_deep_as_is_allowed) {
    check_depth(LOG_DEPTH_MAX, S("x"));
    check_depth(LOG_DEPTH_MAX + 1, S(""));
}

TEST(takes_as_many_parts_and_keys_as_are_allowed) {
    CLEANUP(arena_free) Arena arena = {0};
    LogKeys *keys = log_keys_make(&arena);
    LogField field;
    Str name = S("a");
    for (int i = 0; i < LOG_PARTS_MAX; i++) name = str_join2(&arena, name, S(".b"));
    assert_true(log_field_make(keys, name, &field));
    assert_false(log_field_make(keys, str_join2(&arena, name, S(".b")), &field));
    for (int i = 0; keys->count < LOG_KEYS_MAX; i++) {
        assert_true(log_field_make(keys, str_format(&arena, "key%d", i), &field));
    }
    assert_false(log_field_make(keys, S("another"), &field));
    assert_true(log_field_make(keys, S("key7"), &field));
}
