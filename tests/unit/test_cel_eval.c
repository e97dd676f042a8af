/* SPDX-License-Identifier: Apache-2.0 */
/* test_cel_eval.c -- evaluation: the standard's semantics where the conformance suite is thin, and
 * what merlon adds: unknowns, open lists and maps, bounded work. */
#include "cel_expect.h"
#include "text/yaml.h"

static const Source source = {S_INIT("tree.yaml")};

/* The tree that "this" stands for: known parts, an unknown u and v, an open list and map. */
static Node make_tree(Arena *arena) {
    Node root = {0};
    Error err = {0};
    assert_true(yaml_read(arena, &source,
                          S("{n: 3, s: text, l: [1, 2], m: {k: v}, e: [], b: true}"), &root, &err));
    Node u = node_make_unknown(arena, &root, S("u isn't known"));
    node_map_add(arena, &root, S("u"), u);
    node_map_add(arena, &root, S("v"), node_make_unknown(arena, &root, S("v isn't known")));
    Node list = node_make_list(arena, &root, 0);
    node_list_add(arena, &list, node_make_int(&root, 7));
    list.flags |= NODE_FLAG_OPEN;
    node_map_add(arena, &root, S("open"), list);
    Node mixed = node_make_list(arena, &root, 0);
    node_list_add(arena, &mixed, node_make_int(&root, 7));
    node_list_add(arena, &mixed, u);
    node_map_add(arena, &root, S("mixed"), mixed);
    Node map = node_make_map(&root);
    node_map_add(arena, &map, S("k"), node_make_int(&root, 1));
    map.flags |= NODE_FLAG_OPEN;
    node_map_add(arena, &root, S("rest"), map);
    return root;
}

/* "true", "false", another value as typed JSON, "error" or "unknown". */
static void expect(const char *expression, const char *expected) {
    Arena arena = {0};
    Node tree = make_tree(&arena);
    CelContext context = {.arena = &arena};
    CelBinding binding = {.name = S("this")};
    binding.value = cel_from_node(&context, &tree, cel_read(&context, NULL, S("tree"), 0, &tree));
    context.bindings = &binding;
    context.binding_count = 1;
    CelExpression parsed = {0};
    Error err = {0};
    if (!cel_parse(&arena, &cel_standard, str_from(expression), &parsed, &err)) {
        fail_msg("%s: %s", expression, err.message);
    }
    CelValue value = cel_evaluate(&context, &parsed);
    const char *got = cel_expect_typed(&arena, value);
    if (value.kind == CEL_BOOL) got = value.boolean ? "true" : "false";
    if (value.kind == CEL_ERROR) got = "error";
    if (value.kind == CEL_UNKNOWN) got = "unknown";
    if (strcmp(got, expected) != 0)
        fail_msg("%s\n  gives %s\n  not   %s", expression, got, expected);
    arena_free(&arena);
}

/* Kleene's tables, with errors: cel-spec, "Logical operators". */
TEST(cel_eval_logic) {
    static const char *const values[] = {"true", "false", "this.u", "(1/0 > 0)"};
    static const char *const words[] = {"true", "false", "unknown", "error"};
    static const char *const both[4][4] = {{"true", "false", "unknown", "error"},
                                           {"false", "false", "false", "false"},
                                           {"unknown", "false", "unknown", "unknown"},
                                           {"error", "false", "unknown", "error"}};
    static const char *const either[4][4] = {{"true", "true", "true", "true"},
                                             {"true", "false", "unknown", "error"},
                                             {"true", "unknown", "unknown", "unknown"},
                                             {"true", "error", "unknown", "error"}};
    for (size_t i = 0; i < COUNT(values); i++) {
        expect(values[i], words[i]);
        for (size_t k = 0; k < COUNT(values); k++) {
            Arena arena = {0};
            expect(str_format(&arena, "%s && %s", values[i], values[k]).ptr, both[i][k]);
            expect(str_format(&arena, "%s || %s", values[i], values[k]).ptr, either[i][k]);
            arena_free(&arena);
        }
    }
    expect("!this.u", "unknown");
    expect("1 && true", "error");
    expect("1 && false", "false");
    expect("this.u ? 1 : 1", "unknown");
    expect("true ? 1 : this.u", "{\"int\":\"1\"}");
    expect("false ? 1/0 : 2", "{\"int\":\"2\"}");
}

TEST(cel_eval_unknowns_spread) {
    expect("this.u + 1", "unknown");
    expect("this.u == this.u", "unknown");
    expect("this.u.deeper[0].still", "unknown");
    expect("size(this.u)", "unknown");
    expect("this.u + 1/0", "unknown"); /* what isn't known may be the fault */
    expect("[this.u].size()", "{\"int\":\"1\"}");
    expect("this.u in [1, 2]", "unknown");
    expect("7 in this.mixed", "true");
    expect("8 in this.mixed", "unknown");
    expect("[1, this.u] == [2, 3]", "false"); /* the first decides */
    expect("[1, this.u] == [1, 3]", "unknown");
    expect("{'a': 1, 'b': this.u} == {'a': 2, 'b': 3}", "false");
    expect("has(this.u)", "true");
    expect("has(this.x)", "false");
    expect("this.x", "error");
}

TEST(cel_eval_macros_over_unknowns) {
    expect("this.mixed.exists(x, x == 7)", "true");
    expect("this.mixed.exists(x, x == 8)", "unknown");
    expect("this.mixed.all(x, x == 7)", "unknown");
    expect("this.mixed.all(x, x == 8)", "false");
    expect("this.mixed.exists_one(x, x == 7)", "unknown");
    expect("this.mixed.filter(x, x == 7).size()", "unknown");
    expect("this.mixed.map(x, 1).size()", "{\"int\":\"2\"}");
    expect("this.u.exists(x, true)", "unknown");
    expect("[1, 2].exists(x, x == 3 || this.u)", "unknown");
}

TEST(cel_eval_open_lists_and_maps) {
    expect("this.open.exists(x, x == 7)", "true");
    expect("this.open.exists(x, x == 8)", "unknown");
    expect("this.open.all(x, x == 7)", "unknown");
    expect("this.open.all(x, x == 8)", "false");
    expect("this.open.size()", "unknown");
    expect("7 in this.open", "true");
    expect("8 in this.open", "unknown");
    expect("this.open[0]", "{\"int\":\"7\"}");
    expect("this.open[1]", "unknown");
    expect("this.open[-1]", "error");
    expect("this.open == [7]", "unknown");
    expect("(this.open + [1]).exists(x, x == 2)", "unknown");
    expect("this.open.map(x, x + 1).exists(x, x == 8)", "true");
    expect("this.open.filter(x, x == 8).exists(x, true)", "unknown");
    expect("this.rest.k", "{\"int\":\"1\"}");
    expect("this.rest.other", "unknown");
    expect("has(this.rest.k)", "true");
    expect("has(this.rest.other)", "unknown");
    expect("'other' in this.rest", "unknown");
    expect("this.rest.all(k, k == 'k')", "unknown");
}

TEST(cel_eval_optional_selection) {
    expect("this.?n.orValue(0)", "{\"int\":\"3\"}");
    expect("this.?x.orValue(0)", "{\"int\":\"0\"}");
    expect("this.?x.?y.?z.hasValue()", "false");
    expect("this.?m.?k.orValue('')", "{\"string\":\"v\"}");
    expect("this.?u.orValue(0)", "unknown");
    expect("this.?u.hasValue()", "true"); /* set, to what isn't known */
    expect("this.?rest.?other.hasValue()", "unknown");
    expect("this.l[?0].orValue(9)", "{\"int\":\"1\"}");
    expect("this.l[?5].orValue(9)", "{\"int\":\"9\"}");
    expect("this.?s.?y", "error"); /* a text has no fields */
}

TEST(cel_eval_integers_do_not_wrap) {
    expect("9223372036854775807 + 1", "error");
    expect("-9223372036854775808 - 1", "error");
    expect("-(-9223372036854775808)", "error");
    expect("9223372036854775807 * 2", "error");
    expect("-9223372036854775808 / -1", "error");
    expect("-9223372036854775808 % -1", "error");
    expect("0u - 1u", "error");
    expect("1 / 0", "error");
    expect("1 % 0", "error");
    expect("1.0 / 0.0 > 1.0", "true");
    expect("-7 / 2", "{\"int\":\"-3\"}");
    expect("-7 % 2", "{\"int\":\"-1\"}");
    expect("1 + 1u", "error");
    expect("1 == 1u && 1 == 1.0 && 1u == 1.0", "true");
    expect("1 < 1.5 && 2u > 1", "true");
}

TEST(cel_eval_names) {
    expect("nothing", "error");
    expect("[1].map(this, this)", "{\"list\":[{\"int\":\"1\"}]}"); /* a variable hides a name */
    expect("[1].map(x, [2].map(x, x))", "{\"list\":[{\"list\":[{\"int\":\"2\"}]}]}");
    expect("[1].map(x, x)[0] + x", "error");
    expect("type(1) == int && type(null) == null_type", "true");
}

TEST(cel_eval_lazy_names) {
    Arena arena = {0};
    CelExpression two = {0}, circle = {0}, asked = {0};
    Error err = {0};
    assert_true(cel_parse(&arena, &cel_standard, S("1 + 1"), &two, &err));
    assert_true(cel_parse(&arena, &cel_standard, S("circle + 1"), &circle, &err));
    assert_true(
        cel_parse(&arena, &cel_standard, S("[5].all(two, two == 5) && two == 2"), &asked, &err));
    CelBinding bindings[] = {{.name = S("two"), .lazy = &two},
                             {.name = S("circle"), .lazy = &circle}};
    CelContext context = {.arena = &arena, .bindings = bindings, .binding_count = COUNT(bindings)};
    CelValue value = cel_evaluate(&context, &asked);
    assert_true(value.kind == CEL_BOOL && value.boolean);
    assert_null(bindings[0].lazy); /* evaluated once */
    value = cel_evaluate(&context, &circle);
    assert_int_equal(value.kind, CEL_ERROR);
    assert_true(str_contains(value.reason->message, S("defined by itself")));
    arena_free(&arena);
}

/* Each of these would take hours, or more memory than there is, if steps weren't all of the work.
 */
TEST(cel_eval_work_is_bounded) {
    static const char *const heavy[] = {
        /* loops in loops */
        "[1,2,3,4,5,6,7,8,9].all(a, [1,2,3,4,5,6,7,8,9].all(b, [1,2,3,4,5,6,7,8,9].all(c, "
        "[1,2,3,4,5,6,7,8,9].all(d, [1,2,3,4,5,6,7,8,9].all(e, [1,2,3,4,5,6,7,8,9].all(f, "
        "true))))))",
        /* a value whose parts are shared has 2^28 of them when it is compared */
        "[[1]].map(a,[a,a]).map(a,[a,a]).map(a,[a,a]).map(a,[a,a]).map(a,[a,a]).map(a,[a,a])"
        ".map(a,[a,a]).map(a,[a,a]).map(a,[a,a]).map(a,[a,a]).map(a,[a,a]).map(a,[a,a])"
        ".map(a,[a,a]).map(a,[a,a]).map(a,[a,a]).map(a,[a,a]).map(a,[a,a]).map(a,[a,a])"
        ".map(a,[a,a]).map(a,[a,a]).map(a,[a,a]).map(a,[a,a]).map(a,[a,a]).map(a,[a,a])"
        ".map(a,[a,a]).map(a,[a,a]).map(a,[a,a]).map(a,[a,a]).all(a, a == a)",
        /* megabytes of text, a thousand times */
        "[1,2,3,4,5,6,7,8,9].map(a, [1,2,3,4,5,6,7,8,9].map(b, [1,2,3,4,5,6,7,8,9].map(c, "
        "'aaaaaaaaaa'.replace('a', 'bbbbbbbbbb').replace('b', 'cccccccccc').replace('c', "
        "'dddddddddd').replace('d', 'eeeeeeeeee').replace('e', 'ffffffffff').size())))",
    };
    for (size_t i = 0; i < COUNT(heavy); i++) {
        cel_expect_error_x(heavy[i], cel_null(), "steps");
    }
}

TEST(cel_eval_reasons_are_bounded) {
    Arena arena = {0};
    CelContext context = {.arena = &arena};
    CelValue joined = cel_null();
    for (int i = 0; i < CEL_REASONS_MAX * 3; i++) {
        Str why = str_format(&arena, "reason %d", i);
        joined = cel_unknown_join(&context, joined, cel_unknown(&context, why, NULL));
    }
    size_t count = 0;
    for (const CelReason *reason = joined.reason; reason != NULL; reason = reason->next) count++;
    assert_int_equal(count, CEL_REASONS_MAX);
    CelValue again = cel_unknown_join(&context, joined, cel_unknown(&context, S("reason 1"), NULL));
    assert_int_equal(again.kind, CEL_UNKNOWN);
    arena_free(&arena);
}

TEST(cel_eval_notes_what_was_looked_at) {
    Arena arena = {0};
    Node tree = make_tree(&arena);
    CelContext context = {.arena = &arena};
    CelBinding binding = {.name = S("this")};
    binding.value = cel_from_node(&context, &tree, cel_read(&context, NULL, S("tree"), 0, &tree));
    context.bindings = &binding;
    context.binding_count = 1;
    CelExpression parsed = {0};
    Error err = {0};
    assert_true(
        cel_parse(&arena, &cel_standard, S("this.m.k == 'v' && !has(this.x)"), &parsed, &err));
    cel_evaluate(&context, &parsed);
    const CelRead *missing = context.reads, *k = missing->next, *m = k->next;
    assert_true(str_equal(missing->key, S("x")) && missing->node == NULL);
    assert_true(str_equal(k->key, S("k")) && node_is_text(k->node, S("v")) && !k->inner);
    assert_true(str_equal(m->key, S("m")) && m->inner && k->parent == m);
    arena_free(&arena);
}
