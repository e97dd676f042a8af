/* SPDX-License-Identifier: Apache-2.0 */
/* flow_expect.h -- draws the data-flow diagram of a template or of Terraform code, and compares
 * its flows with text, one line each, sorted:
 *
 *     Queue -> Function: events (encrypted, authenticated)
 *
 * Elements go by their names. In brackets stands what is known: encrypted or in clear,
 * authenticated or anonymous, and maybe for a flow that may not be there. What every model has, the
 * administrators' use of the console, is left out. */
#ifndef MERLON_TESTS_UNIT_FLOW_EXPECT_H
#define MERLON_TESTS_UNIT_FLOW_EXPECT_H

#include "estate_expect.h"
#include "model/infer.h"

/* Draws what was read. */
static inline Model *flow_expect_draw(EstateExpect *made) {
    input_finish(&made->input);
    infer_model(&made->input.model, &made->estate);
    model_finish(&made->input.model);
    return &made->input.model;
}

/* The model of a template; free made with estate_expect_free. */
static inline Model *flow_expect_template(EstateExpect **ret_made, const char *text) {
    EstateExpect *made = *ret_made = estate_expect_make(true, false);
    bool known = input_add_text(&made->input, S("test.yaml"), str_from(text));
    if (!known) fail_msg("%s: %s", text, made->input.errors.items[0].message);
    return flow_expect_draw(made);
}

static inline void flow_expect_add(Buffer *out, size_t *count, const char *word) {
    buffer_add(out, *count == 0 ? S(" (") : S(", "));
    buffer_add(out, str_from(word));
    (*count)++;
}

static inline Str flow_expect_flow(Arena *arena, const Flow *flow) {
    CLEANUP(buffer_free) Buffer out = {0};
    size_t count = 0;
    buffer_add_format(&out, "%.*s -> %.*s: %.*s", STR_ARGS(flow->from->name),
                      STR_ARGS(flow->to->name), STR_ARGS(flow->label));
    Truth encrypted = claim_truth(&flow->encrypted);
    Truth authenticated = claim_truth(&flow->authenticated);
    if (encrypted == TRUTH_TRUE) flow_expect_add(&out, &count, "encrypted");
    if (encrypted == TRUTH_FALSE) flow_expect_add(&out, &count, "in clear");
    if (authenticated == TRUTH_TRUE) flow_expect_add(&out, &count, "authenticated");
    if (authenticated == TRUTH_FALSE) flow_expect_add(&out, &count, "anonymous");
    if (flow_truth(flow) != TRUTH_TRUE) flow_expect_add(&out, &count, "maybe");
    if (count > 0) buffer_add(&out, S(")"));
    return str_copy(arena, buffer_text(&out));
}

static inline int flow_expect_compare(const void *left, const void *right) {
    return str_compare(*(const Str *)left, *(const Str *)right);
}

/* Lines sorted, each with a line feed. */
static inline Str flow_expect_join(Arena *arena, Str *lines, size_t count) {
    CLEANUP(buffer_free) Buffer out = {0};
    if (count > 0) qsort(lines, count, sizeof *lines, flow_expect_compare);
    for (size_t i = 0; i < count; i++) {
        buffer_add(&out, lines[i]);
        buffer_add_byte(&out, '\n');
    }
    return str_copy(arena, buffer_text(&out));
}

/* All flows but that of the administrators. */
static inline Str flow_expect_flows(const Model *model) {
    Str *lines = ARENA_ARRAY(model->arena, Str, model->flow_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < model->flow_count; i++) {
        if (str_equal(model->flows[i]->from_id, INFER_ADMINISTRATORS)) continue;
        lines[count++] = flow_expect_flow(model->arena, model->flows[i]);
    }
    return flow_expect_join(model->arena, lines, count);
}

/* Fails unless the template's flows are these: lines in order, each with a line feed. */
static inline void flow_expect(const char *text, const char *flows) {
    EstateExpect *made = NULL;
    Str found = flow_expect_flows(flow_expect_template(&made, text));
    if (!str_equal(found, str_from(flows))) {
        fail_msg("of\n%s\nthe flows are\n%.*snot\n%s", text, STR_ARGS(found), flows);
    }
    estate_expect_free(made);
}

/* The flow with that line in a model; fails when there is none. */
static inline const Flow *flow_expect_find(const Model *model, const char *line) {
    for (size_t i = 0; i < model->flow_count; i++) {
        Str text = flow_expect_flow(model->arena, model->flows[i]);
        if (str_equal(text, str_from(line))) return model->flows[i];
    }
    Str found = flow_expect_flows(model);
    fail_msg("there is no flow \"%s\"; there are\n%.*s", line, STR_ARGS(found));
    return NULL;
}

/* Fails unless the flow crosses boundaries with these names: "a > b". */
static inline void flow_expect_crosses(const Model *model, const char *line, const char *names) {
    const Flow *flow = flow_expect_find(model, line);
    CLEANUP(buffer_free) Buffer out = {0};
    for (size_t i = 0; i < flow->cross_count; i++) {
        if (i > 0) buffer_add(&out, S(" > "));
        buffer_add(&out, flow->crosses[i]->name);
    }
    if (!str_equal(buffer_text(&out), str_from(names))) {
        fail_msg("%s\n  crosses %.*s\n  not     %s", line, STR_ARGS(buffer_text(&out)), names);
    }
}

#endif
