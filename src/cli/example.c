/* SPDX-License-Identifier: Apache-2.0 */
/* example.c -- see example.h. */
#include "cli/example.h"

#include "model/infer.h"

#include "input/input.h"
#include "threat/threat.h"

#include <stdlib.h>

const Str example_kinds[EXAMPLE_KIND_COUNT] = {S_INIT("bad"), S_INIT("good"), S_INIT("unknown"),
                                               S_INIT("silent")};

typedef struct ExampleRun {
    Arena *arena;
    const Catalog *catalog;
    const Rule *rule;
    Str kind;            /* "bad", "good", "unknown" */
    const Node *example; /* a map */
    uint32_t number;
    ExampleResult *result;
} ExampleRun;

static void example_fail(ExampleRun *run, Str what) {
    Str name = node_text(node_find(run->example, S("name")));
    size_t count = run->result->failed;
    Str line = str_format(run->arena, "%.*s:%u: %.*s, %.*s example %u%s%.*s: %.*s",
                          STR_ARGS(run->rule->path), run->example->line, STR_ARGS(run->rule->id),
                          STR_ARGS(run->kind), run->number, name.len > 0 ? " " : "", STR_ARGS(name),
                          STR_ARGS(what));
    run->result->failures =
        arena_grow_array(run->arena, run->result->failures, count, count + 1, sizeof(Str));
    run->result->failures[run->result->failed++] = line;
}

/* "A, B" in byte order. */
static Str example_join(Arena *arena, Str *addresses, size_t count) {
    if (count > 0) qsort(addresses, count, sizeof(Str), str_compare_pointers);
    Str joined = S("");
    for (size_t i = 0; i < count; i++) {
        joined = str_join3(arena, joined, i > 0 ? S(", ") : S(""), addresses[i]);
    }
    return count == 0 ? S("none") : joined;
}

static Str example_found(Arena *arena, const ThreatList *threats, Verdict verdict) {
    Str *addresses = ARENA_ARRAY(arena, Str, threats->count);
    size_t count = 0;
    for (size_t i = 0; i < threats->count; i++) {
        if (threats->items[i].verdict != verdict) continue;
        addresses[count++] = threats->items[i].subject->address;
    }
    return example_join(arena, addresses, count);
}

static Str example_expected(ExampleRun *run) {
    const Node *find = node_find(run->example, S("find"));
    size_t count = node_is(find, NODE_LIST) ? find->count : 0;
    Str *addresses = ARENA_ARRAY(run->arena, Str, count);
    for (size_t i = 0; i < count; i++) addresses[i] = node_text(&find->items[i]);
    return example_join(run->arena, addresses, count);
}

/* Whether the verdicts are those that an example of this kind asks for. */
static bool example_is_on(const Rule *rule, Str type) {
    for (size_t i = 0; i < rule->on.count; i++) {
        if (str_equal(rule->on.items[i], type)) return true;
    }
    return false;
}

static bool example_is_right(ExampleRun *run, Str present, Str unknown, Str absent) {
    Str none = S("none"), expected = example_expected(run);
    if (str_equal(run->kind, S("bad"))) {
        return str_equal(present, expected) && !str_equal(expected, none);
    }
    if (!str_equal(present, none)) return false;
    if (str_equal(run->kind, S("unknown"))) {
        return str_equal(unknown, expected) && !str_equal(expected, none);
    }
    if (!str_equal(unknown, none)) return false;
    /* there is no path that isn't there */
    if (example_is_on(run->rule, RULE_PATH) || example_is_on(run->rule, RULE_ESCALATION)) {
        return true;
    }
    return str_equal(absent, none) == str_equal(run->kind, S("silent"));
}

static void example_compare(ExampleRun *run, const ThreatList *threats) {
    Str present = example_found(run->arena, threats, VERDICT_PRESENT);
    Str unknown = example_found(run->arena, threats, VERDICT_UNKNOWN);
    Str absent = example_found(run->arena, threats, VERDICT_ABSENT);
    for (size_t i = 0; i < threats->count; i++) {
        if (threats->items[i].fault.len == 0) continue;
        example_fail(run,
                     str_join2(run->arena, S("the rule has an error: "), threats->items[i].fault));
        return;
    }
    if (example_is_right(run, present, unknown, absent)) {
        run->result->passed++;
        return;
    }
    Str expected = str_equal(run->kind, S("good"))     ? S("only absent")
                   : str_equal(run->kind, S("silent")) ? S("nothing")
                                                       : example_expected(run);
    example_fail(run,
                 str_format(run->arena, "expected %.*s; present: %.*s; unknown: %.*s; absent: %.*s",
                            STR_ARGS(expected), STR_ARGS(present), STR_ARGS(unknown),
                            STR_ARGS(absent)));
}

static void example_set_parameters(Input *input, const Node *parameters) {
    for (uint32_t i = 0; node_is(parameters, NODE_MAP) && i < parameters->count; i++) {
        Str *value = ARENA_NEW(input->arena, Str);
        node_canonical(input->arena, &parameters->pairs[i].value, value);
        map_set(&input->parameters, parameters->pairs[i].key, value);
        input_add_variable(input, parameters->pairs[i].key, *value);
    }
}

static void example_run_one(ExampleRun *run) {
    const Node *template = node_find(run->example, S("cloudformation"));
    const Node *terraform = node_find(run->example, S("terraform"));
    if ((template == NULL) == (terraform == NULL)) {
        example_fail(run, S("needs either cloudformation or terraform"));
        return;
    }
    const Node *open = node_find(run->example, S("open_world"));
    Estate estate =
        estate_make(run->arena, &run->catalog->facts, node_is(open, NODE_BOOL) && open->boolean);
    Input input = input_make(run->arena, &estate);
    example_set_parameters(&input, node_find(run->example, S("parameters")));
    if (template != NULL) input_add_node(&input, template);
    if (terraform != NULL) input_add_terraform(&input, run->rule->path, node_text(terraform));
    input_finish(&input);
    if (input.errors.count > 0) {
        example_fail(run, error_text(run->arena, &input.errors.items[0]));
        return;
    }
    RuleSet only = rule_set_make(run->arena, run->catalog->rules.library);
    Rule *rules[] = {(Rule *)(uintptr_t)run->rule};
    only.rules = rules;
    only.count = 1;
    rule_set_finish(&only);
    infer_model(&input.model, &estate);
    model_finish(&input.model);
    ThreatList threats = threat_find(run->arena, &only, &estate, &input.model, true);
    example_compare(run, &threats);
}

/* A rule that can judge shows that it does; one that only asks shows whom it doesn't ask. */
static bool example_is_needed(const Rule *rule, Str kind) {
    if (str_equal(kind, S("unknown"))) return true;
    if (str_equal(kind, S("silent"))) return rule->only_asks && rule->has_applies;
    return !rule->only_asks;
}

ExampleResult example_run(Arena *arena, const Catalog *catalog, const Rule *rule) {
    ExampleResult result = {0};
    for (size_t k = 0; k < EXAMPLE_KIND_COUNT; k++) {
        Str kind = example_kinds[k];
        const Node *list = node_find(rule->examples, kind);
        ExampleRun run = {arena, catalog, rule, kind, rule->examples, 0, &result};
        if (!node_is(list, NODE_LIST) || list->count == 0) {
            if (example_is_needed(rule, kind)) example_fail(&run, S("there is none"));
            continue;
        }
        for (uint32_t i = 0; i < list->count; i++) {
            run.example = &list->items[i];
            run.number = i + 1;
            example_run_one(&run);
        }
    }
    return result;
}
