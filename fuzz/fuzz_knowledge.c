/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_knowledge.c -- any bytes as a filter of a knowledge base, and as a text with placeholders.
 * A filter that is read must give one answer, and its opposite behind "not". */
#include "model/knowledge_filter.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

static Model make_model(Arena *arena) {
    Model model = model_make(arena);
    Element from = {.id = S("a"), .name = S("Ann"), .type = S("GE.P")};
    Element to = {.id = S("b"), .name = S("Bo"), .base_type = S("GE.DS")};
    Boundary wall = {.id = S("w"), .type = S("GE.TB.L"), .line = true};
    Flow flow = {.id = S("f"), .label = S("go"), .from_id = S("a"), .to_id = S("b")};
    model_add_property(&model, &to.properties, S("p"), S("Yes"));
    model_add_element(&model, &from);
    model_add_element(&model, &to);
    model_add_boundary(&model, &wall);
    flow.has_crossings = true;
    model_add_text(&model, &flow.crossing_ids, S("w"));
    model_add_flow(&model, &flow);
    model_finish(&model);
    return model;
}

static bool answer(const Model *model, const KnowledgeFilter *filter) {
    Knowledge knowledge = {.types_by_id = map_make(model->arena)};
    KnowledgeInteraction interaction = {&knowledge, model->flows[0], KNOWLEDGE_STEPS_MAX};
    return knowledge_filter_holds(filter, &interaction);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free) Arena arena = {0};
    Str text = {(const char *)data, size};
    Model model = make_model(&arena);
    size_t budget = 10 * 1000;
    Str filled = knowledge_fill(&arena, &model, model.flows[0], text, &budget);
    require(filled.len <= text.len + 10 * 1000);
    const KnowledgeFilter *filter = NULL, *opposite = NULL;
    Error err = {0};
    if (!knowledge_filter_read(&arena, text, &filter, &err)) {
        require(err.message[0] != '\0' && err.column >= 1 && err.column <= size + 1);
        return 0;
    }
    if (filter == NULL) return 0;
    Str negated = str_join3(&arena, S("not ("), text, S(")"));
    if (!knowledge_filter_read(&arena, negated, &opposite, NULL)) return 0; /* now too long */
    require(answer(&model, filter) != answer(&model, opposite));
    return 0;
}
