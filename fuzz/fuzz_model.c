/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_model.c -- any bytes as a threat model of any kind: read, finished and written in the
 * formats of other tools. What is written as OTM must be read again as the same things, without an
 * error. */
#include "fuzz/estate_check.h"
#include "report/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static Buffer model_write(const Estate *estate, const Model *model, Str format) {
    RuleSet rules = {0};
    Report report = {.estate = estate, .model = model, .rules = &rules, .version = S("0")};
    Buffer out = {0};
    report_find_format(format)->write(&report, &out);
    return out;
}

/* Every flow has its ends, and every list of what it crosses names boundaries of the model. */
static void model_check(const Model *model) {
    for (size_t i = 0; i < model->flow_count; i++) {
        const Flow *flow = model->flows[i];
        require(model_find_flow(model, flow->id) == flow && flow->number == i + 1);
        require(model_find_element(model, flow->from_id) == flow->from);
        require(model_find_element(model, flow->to_id) == flow->to);
        for (size_t k = 0; k < flow->cross_count; k++) {
            require(model->boundaries[flow->crosses[k]->index] == flow->crosses[k]);
        }
    }
    for (size_t i = 0; i < model->element_count; i++) {
        const Element *element = model->elements[i];
        require(!element->refines && element->name.len > 0 && element->index == i);
    }
    for (size_t i = 0; i < model->boundary_count; i++) {
        const Boundary *boundary = model->boundaries[i];
        require(!boundary->refines && boundary->depth < MODEL_NESTING_MAX);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free) Arena arena = {0};
    Facts facts = facts_make(&arena);
    Estate estate = estate_make(&arena, &facts, false);
    Input input = input_make(&arena, &estate);
    if (!input_add_text(&input, S("model"), (Str){(const char *)data, size})) return 0;
    input_finish(&input);
    model_finish(&input.model);
    for (size_t i = 0; i < input.errors.count; i++) {
        require(input.errors.items[i].line > 0 && input.errors.items[i].message[0] != 0);
    }
    model_check(&input.model);
    CLEANUP(buffer_free) Buffer dragon = model_write(&estate, &input.model, S("threat-dragon"));
    CLEANUP(buffer_free) Buffer composer = model_write(&estate, &input.model, S("threat-composer"));
    CLEANUP(buffer_free) Buffer otm = model_write(&estate, &input.model, S("otm"));
    Str texts[] = {buffer_text(&otm), buffer_text(&dragon), buffer_text(&composer)};
    for (size_t i = 0; i < COUNT(texts); i++) {
        Input again = input_make(&arena, &estate);
        require(input_add_text(&again, S("again"), texts[i]));
        input_finish(&again);
        model_finish(&again.model);
        model_check(&again.model);
        if (i > 0) continue;
        require(again.errors.count == 0 &&
                again.model.problems.count <= input.model.problems.count);
        require(again.model.element_count == input.model.element_count);
        require(again.model.flow_count == input.model.flow_count);
    }
    return 0;
}
