/* SPDX-License-Identifier: Apache-2.0 */
/* compliance.c -- see compliance.h. */
#include "threat/compliance.h"

/* The threats of one rule. */
typedef struct RuleThreats {
    const Threat **items;
    size_t count;
} RuleThreats;

static bool compliance_is_closed(const Threat *threat) {
    bool decided = threat->state == STATE_MITIGATED || threat->state == STATE_NOT_APPLICABLE;
    return threat->verdict != VERDICT_ABSENT && decided && !threat->contradicted;
}

/* rule id -> RuleThreats, so that a control looks only at what its rules found. */
static Map compliance_index(Arena *arena, const ThreatList *threats) {
    Map by_rule = map_make(arena);
    for (size_t i = 0; i < threats->count; i++) {
        const Threat *threat = &threats->items[i];
        RuleThreats *list = map_find(&by_rule, threat->rule->id);
        if (list == NULL) {
            list = ARENA_NEW(arena, RuleThreats);
            map_set(&by_rule, threat->rule->id, list);
        }
        bool full = (list->count & (list->count - 1)) == 0; /* 0 or a power of two */
        if (full) {
            size_t capacity = list->count == 0 ? 1 : list->count * 2;
            list->items =
                arena_grow_array(arena, list->items, list->count, capacity, sizeof(*list->items));
        }
        list->items[list->count++] = threat;
    }
    return by_rule;
}

static ComplianceResult compliance_judge(Arena *arena, const Map *by_rule, const Control *control) {
    ComplianceResult result = {.control = control};
    size_t open = 0, unknown = 0;
    for (size_t r = 0; r < control->rule_count; r++) {
        const RuleThreats *list = map_find(by_rule, control->rules[r]->id);
        for (size_t i = 0; list != NULL && i < list->count; i++) {
            const Threat *threat = list->items[i];
            result.judged++;
            if (threat->verdict == VERDICT_ABSENT) continue;
            if (compliance_is_closed(threat)) {
                result.closed++;
            } else if (threat->verdict == VERDICT_PRESENT) {
                open++;
            } else {
                unknown++;
            }
        }
    }
    result.status = open > 0            ? COMPLIANCE_NOT_MET
                    : unknown > 0       ? COMPLIANCE_UNKNOWN
                    : result.judged > 0 ? COMPLIANCE_MET
                                        : COMPLIANCE_NOT_COVERED;
    Verdict shown = open > 0 ? VERDICT_PRESENT : VERDICT_UNKNOWN;
    result.threats = ARENA_ARRAY(arena, Str, open > 0 ? open : unknown);
    for (size_t r = 0; r < control->rule_count; r++) {
        const RuleThreats *list = map_find(by_rule, control->rules[r]->id);
        for (size_t i = 0; list != NULL && i < list->count; i++) {
            const Threat *threat = list->items[i];
            if (threat->verdict != shown || compliance_is_closed(threat)) continue;
            result.threats[result.threat_count++] = threat->id;
        }
    }
    return result;
}

Compliance compliance_assess(Arena *arena, const Framework *framework, const ThreatList *threats) {
    Map by_rule = compliance_index(arena, threats);
    Compliance compliance = {.framework = framework};
    compliance.results = ARENA_ARRAY(arena, ComplianceResult, framework->control_count);
    for (size_t i = 0; i < framework->control_count; i++) {
        compliance.results[i] = compliance_judge(arena, &by_rule, &framework->controls[i]);
        compliance.by_status[compliance.results[i].status]++;
    }
    return compliance;
}

Str compliance_status_name(ComplianceStatus status) {
    static const Str names[] = {S_INIT("met"), S_INIT("not met"), S_INIT("unknown"),
                                S_INIT("not covered")};
    return names[status];
}
