/* SPDX-License-Identifier: Apache-2.0 */
/* imported.c -- see imported.h. Each imported threat gets a rule of its own, made of what its
 * source says about it: its text names the elements that it is about. */
#include "threat/imported.h"

typedef struct Imported {
    Arena *arena;
    ThreatList *list;
    const Model *model;
} Imported;

State imported_state(Str word) {
    static const struct {
        const char *word;
        State state;
    } words[] = {{"NeedsInvestigation", STATE_NEEDS_INVESTIGATION},
                 {"Needs Investigation", STATE_NEEDS_INVESTIGATION},
                 {"Mitigated", STATE_MITIGATED},
                 {"Mitigation Implemented", STATE_MITIGATED},
                 {"threatResolved", STATE_MITIGATED},
                 {"mitigation-implemented", STATE_MITIGATED},
                 {"NotApplicable", STATE_NOT_APPLICABLE},
                 {"Not Applicable", STATE_NOT_APPLICABLE},
                 {"threatResolvedNotUseful", STATE_NOT_APPLICABLE}};
    for (size_t i = 0; i < COUNT(words); i++) {
        if (str_equal_ignore_case(word, str_from(words[i].word))) return words[i].state;
    }
    return STATE_NOT_STARTED;
}

static Severity imported_severity(Str priority) {
    Severity severity = SEVERITY_MEDIUM;
    severity_parse(priority, &severity);
    return severity;
}

/* "Elevation Of Privilege" -> "elevation-of-privilege"; nothing for a category that is none of the
 * six. */
static RuleTexts imported_stride(Arena *arena, Str category) {
    static const char *const known[] = {"spoofing",          "tampering",
                                        "repudiation",       "information-disclosure",
                                        "denial-of-service", "elevation-of-privilege"};
    char *text = arena_alloc(arena, category.len + 1);
    for (size_t i = 0; i < category.len; i++) {
        char byte = category.ptr[i];
        if (byte >= 'A' && byte <= 'Z') byte = (char)(byte - 'A' + 'a');
        text[i] = byte == ' ' || byte == '_' ? '-' : byte;
    }
    for (size_t i = 0; i < COUNT(known); i++) {
        if (!str_equal((Str){text, category.len}, str_from(known[i]))) continue;
        Str *item = ARENA_NEW(arena, Str);
        *item = str_from(known[i]);
        return (RuleTexts){item, 1};
    }
    return (RuleTexts){0};
}

static const Resource *imported_subject(Arena *arena, Str address, Str type, ModelPlace place) {
    Resource *resource = ARENA_NEW(arena, Resource);
    *resource = (Resource){.address = address, .type = type, .source_type = type};
    resource->properties = node_make_map(NULL);
    resource->properties.flags |= NODE_FLAG_RESOURCE;
    if (place.file.len > 0) {
        Source *source = ARENA_NEW(arena, Source);
        source->path = place.file;
        resource->properties.source = source;
    }
    resource->properties.line = place.line;
    return resource;
}

static void imported_push(Imported *imported, const Threat *threat) {
    ThreatList *list = imported->list;
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 64 : list->capacity * 2;
        list->items =
            arena_grow_array(imported->arena, list->items, list->count, capacity, sizeof(Threat));
        list->capacity = capacity;
    }
    Threat *added = &list->items[list->count++];
    *added = *threat;
    if (threat->flow != NULL) {
        added->flows = ARENA_NEW(imported->arena, const Flow *);
        added->flows[added->flow_count++] = threat->flow;
    }
    added->id = str_join3(imported->arena, threat->rule->id, S("@"), threat->subject->address);
}

/* What people wrote about it where it comes from. */
static void imported_take_instance(Imported *imported, Threat *threat, const ModelThreat *said) {
    threat->state = imported_state(said->state);
    threat->note = said->justification;
    if (said->changed_by.len == 0 || said->justification.len == 0) return;
    threat->note = str_format(imported->arena, "%.*s (%.*s)", STR_ARGS(said->justification),
                              STR_ARGS(said->changed_by));
}

static void imported_add_found(Imported *imported, const KnowledgeThreat *found) {
    Arena *arena = imported->arena;
    Rule *rule = ARENA_NEW(arena, Rule);
    rule->id = str_join2(arena, S("tm7/"), str_lower(arena, found->type->id));
    rule->title = found->title;
    rule->why = found->description;
    rule->fix = found->mitigation;
    rule->severity = imported_severity(found->priority);
    rule->stride = imported_stride(arena, found->category);
    Threat threat = {.rule = rule,
                     .flow = found->flow,
                     .verdict = VERDICT_PRESENT,
                     .severity = rule->severity,
                     .confidence = CONFIDENCE_MEDIUM,
                     .origin = S("tm7"),
                     .category = found->category};
    threat.subject = imported_subject(arena, found->flow->id, RULE_FLOW, found->flow->place);
    if (found->instance != NULL) imported_take_instance(imported, &threat, found->instance);
    imported_push(imported, &threat);
}

static Str imported_fixes(Arena *arena, const ModelTexts *mitigations) {
    Str fix = S("");
    for (size_t i = 0; i < mitigations->count; i++) {
        fix = str_join3(arena, fix, i > 0 ? S("\n\n") : S(""), mitigations->items[i]);
    }
    return fix;
}

static void imported_add_written(Imported *imported, const ModelThreat *written) {
    Arena *arena = imported->arena;
    Rule *rule = ARENA_NEW(arena, Rule);
    /* what people added to a Threat Modeling Tool model has a type there, too */
    bool typed = written->key.len > 0 && written->type_id.len > 0;
    rule->id = typed ? str_join2(arena, S("tm7/"), str_lower(arena, written->type_id))
                     : str_join2(arena, S("model/"), written->id);
    rule->title = written->title;
    rule->why = written->description;
    rule->fix = imported_fixes(arena, &written->mitigations);
    rule->severity = imported_severity(written->priority);
    rule->stride = imported_stride(arena, written->category);
    Threat threat = {.rule = rule,
                     .verdict = VERDICT_PRESENT,
                     .severity = rule->severity,
                     .confidence = CONFIDENCE_MEDIUM,
                     .origin = typed ? S("tm7") : S("model"),
                     .category = written->category};
    threat.flow = model_find_flow(imported->model, written->on_id);
    threat.element = model_find_element(imported->model, written->on_id);
    Str type = threat.flow != NULL      ? RULE_FLOW
               : threat.element != NULL ? RULE_ELEMENT
                                        : RULE_SYSTEM;
    Str on = written->on_id.len > 0 ? written->on_id : RULE_SYSTEM;
    threat.subject = imported_subject(arena, on, type, written->place);
    imported_take_instance(imported, &threat, written);
    imported_push(imported, &threat);
}

/* Those of a knowledge base come from its result: found again, or left. */
static bool imported_has_key(const ModelThreat *threat) { return threat->key.len > 0; }

size_t imported_add(Arena *arena, ThreatList *list, const ImportedModel *model) {
    Imported imported = {arena, list, model->model};
    size_t skipped = 0;
    for (size_t k = 0; k < model->knowledge_count; k++) {
        KnowledgeResult result = knowledge_generate(arena, model->model, model->knowledge[k]);
        for (size_t i = 0; i < result.count; i++) {
            imported_add_found(&imported, &result.threats[i]);
        }
        for (size_t i = 0; i < result.other_count; i++) {
            imported_add_written(&imported, result.others[i]);
        }
        skipped += result.skipped;
    }
    for (size_t i = 0; i < model->model->threat_count; i++) {
        const ModelThreat *written = &model->model->threats[i];
        bool told = imported_has_key(written) && model->knowledge_count > 0;
        if (!told) imported_add_written(&imported, written);
    }
    return skipped;
}
