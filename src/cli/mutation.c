/* SPDX-License-Identifier: Apache-2.0 */
/* mutation.c -- see mutation.h. A tree is changed in place and put right again, for rules are small
 * and their examples run in a fraction of a millisecond. */
#include "cli/mutation.h"

#include "cel/cel_parse.h"
#include "cli/example.h"

typedef struct Mutation {
    Arena arena; /* of the changed trees */
    const Catalog *catalog;
    const Rule *rule;
    Buffer *out;
    Str where; /* "when", "applies", "let name" */
    Str text;  /* of the expression */
    MutationResult result;
} Mutation;

/* Whether the examples notice that rule is another than it was. */
static bool mutation_is_noticed(Mutation *mutation, const Rule *rule) {
    CLEANUP(arena_free) Arena arena = {0};
    bool noticed = example_run(&arena, mutation->catalog, rule).failed > 0;
    mutation->result.noticed += noticed;
    mutation->result.missed += !noticed;
    return noticed;
}

static void mutation_say(Mutation *mutation, const char *format, Str detail) {
    const Rule *rule = mutation->rule;
    buffer_add_format(mutation->out, "%.*s: no example of %.*s fails when ", STR_ARGS(rule->path),
                      STR_ARGS(rule->id));
    buffer_add_format(mutation->out, format, STR_ARGS(detail));
    buffer_add_byte(mutation->out, '\n');
}

/* The line of an expression that a position is in. */
static Str mutation_line(Str text, uint32_t position) {
    size_t start = 0;
    for (size_t i = 0; i < position && i < text.len; i++) {
        if (text.ptr[i] == '\n') start = i + 1;
    }
    Str rest = str_slice(text, start, text.len);
    return str_trim(str_cut(&rest, '\n'));
}

/* Where an operand begins: the first position in its tree. */
static uint32_t mutation_start(const CelNode *node) {
    uint32_t start = node->position;
    for (size_t i = 0; i < node->arg_count; i++) {
        if (node->args[i] == NULL) continue;
        uint32_t inner = mutation_start(node->args[i]);
        if (inner < start) start = inner;
    }
    return start;
}

static void mutation_drop_operand(Mutation *mutation, CelNode *node, size_t left_out) {
    const CelNode **args = node->args;
    size_t count = node->arg_count;
    node->args = ARENA_ARRAY(&mutation->arena, const CelNode *, count);
    node->arg_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (i != left_out) node->args[node->arg_count++] = args[i];
    }
    if (!mutation_is_noticed(mutation, mutation->rule)) {
        Str line = mutation_line(mutation->text, mutation_start(args[left_out]));
        Str what = str_format(&mutation->arena, "operand %zu of %s is left out of its %.*s: %.*s",
                              left_out + 1, node->kind == CEL_NODE_AND ? "&&" : "||",
                              STR_ARGS(mutation->where), STR_ARGS(line));
        mutation_say(mutation, "%.*s", what);
    }
    node->args = args;
    node->arg_count = count;
}

static void mutation_drop_operands(Mutation *mutation, const CelNode *node) {
    CelNode *changed = (CelNode *)(uintptr_t)node;
    bool logic = node->kind == CEL_NODE_AND || node->kind == CEL_NODE_OR;
    for (size_t i = 0; logic && i < node->arg_count; i++) {
        mutation_drop_operand(mutation, changed, i);
    }
    for (size_t i = 0; i < node->arg_count; i++) {
        if (node->args[i] != NULL) mutation_drop_operands(mutation, node->args[i]);
    }
}

static void mutation_drop_from(Mutation *mutation, Str where, const CelExpression *expression) {
    mutation->where = where;
    mutation->text = expression->text;
    mutation_drop_operands(mutation, expression->root);
}

static void mutation_set_constant(Mutation *mutation, bool value) {
    const Rule *rule = mutation->rule;
    Rule changed = *rule;
    CelExpression constant = {0};
    bool parsed = cel_parse(&mutation->arena, mutation->catalog->rules.library,
                            value ? S("true") : S("false"), &constant, NULL);
    assert(parsed);
    if (!parsed) return;
    if (rule->only_asks) {
        if (value && !rule->has_applies) return;
        changed.has_applies = true;
        changed.applies = constant;
    } else {
        changed.when = constant;
    }
    if (!mutation_is_noticed(mutation, &changed)) {
        mutation_say(mutation, rule->only_asks ? "its applies is %.*s" : "its when is %.*s",
                     constant.text);
    }
}

MutationResult mutation_run(const Catalog *catalog, const Rule *rule, Buffer *out) {
    Mutation mutation = {.catalog = catalog, .rule = rule, .out = out};
    mutation_set_constant(&mutation, true);
    mutation_set_constant(&mutation, false);
    if (!rule->only_asks) mutation_drop_from(&mutation, S("when"), &rule->when);
    if (rule->has_applies) mutation_drop_from(&mutation, S("applies"), &rule->applies);
    for (size_t i = 0; i < rule->let_count; i++) {
        Str where = str_join2(&mutation.arena, S("let "), rule->lets[i].name);
        mutation_drop_from(&mutation, where, &rule->lets[i].expression);
    }
    arena_free(&mutation.arena);
    return mutation.result;
}
