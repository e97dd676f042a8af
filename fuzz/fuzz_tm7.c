/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_tm7.c -- any bytes as a model of the Threat Modeling Tool: read, completed, and its
 * knowledge base applied to its own diagrams. What is found must be of flows in scope, in order,
 * and joined with a stored threat of the same key. */
#include "input/input.h"
#include "text/xml.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

static void check_flow(const Flow *flow) {
    require(flow->from != NULL && flow->to != NULL && flow->number > 0);
    for (size_t i = 0; i < flow->cross_count; i++) require(flow->crosses[i] != NULL);
}

static void check_result(const Model *model, const KnowledgeResult *result) {
    uint32_t number = 0;
    for (size_t i = 0; i < result->count; i++) {
        const KnowledgeThreat *threat = &result->threats[i];
        require(threat->flow->number >= number);
        number = threat->flow->number;
        require(!threat->flow->out_of_scope && !threat->flow->from->out_of_scope);
        if (threat->instance != NULL) require(str_equal(threat->key, threat->instance->key));
    }
    require(result->other_count <= model->threat_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free) Arena arena = {0};
    Facts facts = facts_make(&arena);
    Estate estate = estate_make(&arena, &facts, false);
    Input input = input_make(&arena, &estate);
    Str text = {(const char *)data, size};
    if (!xml_begins(text) || !input_add_text(&input, S("fuzz.tm7"), text)) return 0;
    input_finish(&input);
    model_finish(&input.model);
    for (size_t i = 0; i < input.model.flow_count; i++) check_flow(input.model.flows[i]);
    for (size_t i = 0; i < input.knowledge_count; i++) {
        KnowledgeResult result = knowledge_generate(&arena, &input.model, input.knowledge[i]);
        check_result(&input.model, &result);
    }
    return 0;
}
