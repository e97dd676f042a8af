/* SPDX-License-Identifier: Apache-2.0 */
/* knowledge_generate.c -- finds a model's threats: each threat type's filters on each flow, joined
 * with what the model's file says about the same threat. */
#include "model/knowledge_filter.h"

typedef struct Generator {
    Arena *arena;
    const Model *model;
    const Knowledge *knowledge;
    Map instances; /* key -> ModelThreat of the file, the first one */
    Map found;     /* key -> KnowledgeThreatType */
    KnowledgeInteraction interaction;
    size_t fill_budget;
    KnowledgeResult result;
    size_t capacity;
} Generator;

static bool generate_is_ours(const Generator *generator, ModelPlace place) {
    return str_equal(place.file, generator->knowledge->file);
}

static void generate_index(Generator *generator) {
    const Model *model = generator->model;
    for (size_t i = 0; i < model->threat_count; i++) {
        ModelThreat *threat = &model->threats[i];
        if (!generate_is_ours(generator, threat->place) || threat->key.len == 0) continue;
        if (map_find(&generator->instances, threat->key) == NULL) {
            map_set(&generator->instances, threat->key, threat);
        }
    }
}

static Str generate_fill(Generator *generator, const Flow *flow, Str text) {
    return knowledge_fill(generator->arena, generator->model, flow, text, &generator->fill_budget);
}

static void generate_add(Generator *generator, const Flow *flow, KnowledgeThreatType *type) {
    KnowledgeResult *result = &generator->result;
    Str key = knowledge_key(generator->arena, type->id, flow);
    if (map_set(&generator->found, key, type) != NULL) return; /* the same type id twice */
    if (result->count == generator->capacity) {
        size_t capacity = generator->capacity == 0 ? 16 : generator->capacity * 2;
        result->threats = arena_grow_array(generator->arena, result->threats, result->count,
                                           capacity, sizeof *result->threats);
        generator->capacity = capacity;
    }
    result->threats[result->count++] =
        (KnowledgeThreat){.type = type,
                          .flow = flow,
                          .key = key,
                          .title = generate_fill(generator, flow, type->title),
                          .description = generate_fill(generator, flow, type->description),
                          .mitigation = generate_fill(generator, flow, type->mitigation),
                          .category = type->category,
                          .priority = type->priority,
                          .instance = map_find(&generator->instances, key)};
}

/* All threat types on one flow; false when a limit is reached. */
static bool generate_flow(Generator *generator, const Flow *flow) {
    KnowledgeInteraction *interaction = &generator->interaction;
    interaction->flow = flow;
    for (size_t i = 0; i < generator->knowledge->threat_count; i++) {
        KnowledgeThreatType *type = &generator->knowledge->threats[i];
        if (interaction->steps > 0) interaction->steps--;
        bool holds = knowledge_filter_holds(type->include, interaction) &&
                     !knowledge_filter_holds(type->exclude, interaction);
        if (interaction->steps == 0) return false;
        if (!holds) continue;
        if (generator->result.count == KNOWLEDGE_THREATS_MAX) return false;
        generate_add(generator, flow, type);
    }
    return true;
}

static bool generate_is_skipped(const Flow *flow) {
    return flow->out_of_scope || flow->from->out_of_scope || flow->to->out_of_scope;
}

static void generate_others(Generator *generator) {
    const Model *model = generator->model;
    KnowledgeResult *result = &generator->result;
    result->others = ARENA_ARRAY(generator->arena, const ModelThreat *, model->threat_count);
    for (size_t i = 0; i < model->threat_count; i++) {
        const ModelThreat *threat = &model->threats[i];
        if (!generate_is_ours(generator, threat->place)) continue;
        if (threat->key.len > 0 && map_find(&generator->found, threat->key) != NULL) continue;
        result->others[result->other_count++] = threat;
    }
}

KnowledgeResult knowledge_generate(Arena *arena, const Model *model, const Knowledge *knowledge) {
    Generator generator = {.arena = arena,
                           .model = model,
                           .knowledge = knowledge,
                           .instances = map_make(arena),
                           .found = map_make(arena),
                           .interaction = {.knowledge = knowledge, .steps = KNOWLEDGE_STEPS_MAX},
                           .fill_budget = KNOWLEDGE_FILL_BYTES_MAX};
    generate_index(&generator);
    for (size_t i = 0; i < model->flow_count && !knowledge->disabled; i++) {
        const Flow *flow = model->flows[i];
        if (!generate_is_ours(&generator, flow->place)) continue;
        if (generate_is_skipped(flow)) {
            generator.result.skipped++;
        } else if (!generate_flow(&generator, flow)) {
            generator.result.incomplete = true;
            break;
        }
    }
    generate_others(&generator);
    return generator.result;
}
