/* SPDX-License-Identifier: Apache-2.0 */
/* test_cel_value.c -- values of the Common Expression Language: order, equality, views of trees. */
#include "cel_expect.h"

#include <math.h>

static int order(CelValue left, CelValue right) {
    int result = 0;
    assert_true(cel_compare(left, right, &result));
    return (result > 0) - (result < 0);
}

TEST(cel_values_compare_across_number_kinds) {
    assert_int_equal(order(cel_int(1), cel_uint(2)), -1);
    assert_int_equal(order(cel_uint(2), cel_int(1)), 1);
    assert_int_equal(order(cel_int(-1), cel_uint(UINT64_MAX)), -1);
    assert_int_equal(order(cel_uint(UINT64_MAX), cel_int(INT64_MAX)), 1);
    assert_int_equal(order(cel_int(2), cel_double(1.5)), 1);
    assert_int_equal(order(cel_double(1.5), cel_uint(2)), -1);
    assert_int_equal(order(cel_double(-0.0), cel_int(0)), 0);
    assert_int_equal(order(cel_int(INT64_MAX), cel_double(INFINITY)), -1);
    assert_int_equal(order(cel_string(S("a")), cel_string(S("ab"))), -1);
    assert_int_equal(order(cel_bytes(S("b")), cel_bytes(S("ab"))), 1);
    assert_int_equal(order(cel_bool(false), cel_bool(true)), -1);
}

TEST(cel_values_that_have_no_order) {
    int result = 77;
    assert_false(cel_compare(cel_double(NAN), cel_double(1), &result));
    assert_false(cel_compare(cel_int(1), cel_double(NAN), &result));
    assert_false(cel_compare(cel_int(1), cel_string(S("1")), &result));
    assert_false(cel_compare(cel_string(S("a")), cel_bytes(S("a")), &result));
    assert_false(cel_compare(cel_null(), cel_null(), &result));
    assert_int_equal(result, 77);
}

static Truth equal(CelContext *context, CelValue left, CelValue right) {
    CelValue same = cel_equal(context, left, right);
    if (same.kind == CEL_UNKNOWN) return TRUTH_UNKNOWN;
    assert_int_equal(same.kind, CEL_BOOL);
    return same.boolean ? TRUTH_TRUE : TRUTH_FALSE;
}

TEST(cel_values_are_equal) {
    Arena arena = {0};
    CelContext context = {.arena = &arena};
    assert_int_equal(equal(&context, cel_int(1), cel_double(1)), TRUTH_TRUE);
    assert_int_equal(equal(&context, cel_int(1), cel_string(S("1"))), TRUTH_FALSE);
    assert_int_equal(equal(&context, cel_double(NAN), cel_double(NAN)), TRUTH_FALSE);
    assert_int_equal(equal(&context, cel_null(), cel_null()), TRUTH_TRUE);
    assert_int_equal(equal(&context, cel_none(), cel_none()), TRUTH_TRUE);
    assert_int_equal(equal(&context, cel_none(), cel_optional(&context, cel_int(1))), TRUTH_FALSE);
    assert_int_equal(equal(&context, cel_type(S("int")), cel_type(S("int"))), TRUTH_TRUE);
    CelValue unknown = cel_unknown(&context, S("why"), NULL);
    assert_int_equal(equal(&context, unknown, unknown), TRUTH_UNKNOWN);
    CelValue error = cel_equal(&context, cel_error(&context, "bad"), unknown);
    assert_int_equal(error.kind, CEL_ERROR);
    arena_free(&arena);
}

TEST(cel_maps_are_equal_in_any_order) {
    Arena arena = {0};
    CelContext context = {.arena = &arena};
    CelEntry one[] = {{cel_string(S("a")), cel_int(1)}, {cel_string(S("b")), cel_int(2)}};
    CelEntry other[] = {{cel_string(S("b")), cel_int(2)}, {cel_string(S("a")), cel_int(1)}};
    CelValue left = cel_map(&context, one, 2), right = cel_map(&context, other, 2);
    assert_int_equal(equal(&context, left, right), TRUTH_TRUE);
    other[0].value = cel_int(3);
    assert_int_equal(equal(&context, left, right), TRUTH_FALSE);
    assert_int_equal(equal(&context, left, cel_map(&context, one, 1)), TRUTH_FALSE);
    arena_free(&arena);
}

TEST(cel_maps_find_keys_by_value) {
    Arena arena = {0};
    CelContext context = {.arena = &arena};
    CelEntry entries[] = {{cel_int(1), cel_string(S("one"))}, {cel_string(S("1")), cel_null()}};
    CelValue map = cel_map(&context, entries, 2), found = cel_null();
    assert_true(cel_map_get(&context, map, cel_double(1), &found));
    assert_true(str_equal(found.text, S("one")));
    assert_true(cel_map_get(&context, map, cel_uint(1), &found));
    assert_false(cel_map_get(&context, map, cel_int(2), &found));
    assert_true(cel_map_get(&context, map, cel_string(S("1")), &found));
    assert_int_equal(found.kind, CEL_NULL);
    arena_free(&arena);
}

TEST(cel_views_of_trees) {
    Arena arena = {0};
    CelContext context = {.arena = &arena};
    Node list = node_make_list(&arena, NULL, 0);
    node_list_add(&arena, &list, node_make_int(NULL, 5));
    node_list_add(&arena, &list, node_make_unknown(&arena, NULL, S("why")));
    CelValue view = cel_from_node(&context, &list, NULL);
    assert_int_equal(view.kind, CEL_LIST);
    assert_int_equal(cel_list_size(view), 2);
    assert_int_equal(cel_list_at(&context, view, 0).integer, 5);
    CelValue unknown = cel_list_at(&context, view, 1);
    assert_int_equal(unknown.kind, CEL_UNKNOWN);
    assert_true(str_equal(unknown.reason->message, S("why")));
    assert_false(cel_list_is_open(view, NULL));
    list.flags |= NODE_FLAG_OPEN;
    Str reason = S("");
    assert_true(cel_list_is_open(view, &reason));
    assert_true(reason.len > 0);
    arena_free(&arena);
}

TEST(cel_timestamps_end_at_the_limits) {
    Arena arena = {0};
    CelContext context = {.arena = &arena};
    assert_int_equal(cel_timestamp(&context, -62135596800, 0).kind, CEL_TIMESTAMP);
    assert_int_equal(cel_timestamp(&context, -62135596800, -1).kind, CEL_ERROR);
    assert_int_equal(cel_timestamp(&context, 253402300799, 999999999).kind, CEL_TIMESTAMP);
    assert_int_equal(cel_timestamp(&context, 253402300799, 1000000000).kind, CEL_ERROR);
    assert_int_equal(cel_timestamp(&context, INT64_MAX, INT64_MAX).kind, CEL_ERROR);
    CelValue carried = cel_timestamp(&context, 10, -1);
    assert_int_equal(carried.time.seconds, 9);
    assert_int_equal(carried.time.nanos, 999999999);
    arena_free(&arena);
}

TEST(cel_durations_have_one_sign) {
    Arena arena = {0};
    CelContext context = {.arena = &arena};
    CelValue value = cel_duration(&context, 1, -1500000000);
    assert_int_equal(value.time.seconds, 0);
    assert_int_equal(value.time.nanos, -500000000);
    value = cel_duration(&context, -2, 500000000);
    assert_int_equal(value.time.seconds, -1);
    assert_int_equal(value.time.nanos, -500000000);
    assert_int_equal(cel_duration(&context, 9223372036, 0).kind, CEL_DURATION);
    assert_int_equal(cel_duration(&context, 9223372037, 0).kind, CEL_ERROR);
    assert_int_equal(cel_duration(&context, INT64_MIN, INT64_MIN).kind, CEL_ERROR);
    arena_free(&arena);
}

TEST(cel_work_is_counted) {
    Arena arena = {0};
    CelContext context = {.arena = &arena};
    assert_true(cel_spend(&context, CEL_STEPS_MAX));
    assert_false(cel_spend(&context, 1));
    arena_free(&arena);
}
