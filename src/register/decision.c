/* SPDX-License-Identifier: Apache-2.0 */
/* decision.c -- see decision.h. */
#include "register/decision.h"

#include "text/yaml.h"

enum { DATE_BYTES = 10 };

typedef struct DecisionReader {
    Str path;
    Str today;
    Error *err;
} DecisionReader;

static bool decision_fail(const DecisionReader *reader, const Node *node, const char *what,
                          Str detail) {
    return error_set(reader->err, reader->path, node->line, node->column, what, STR_ARGS(detail));
}

bool decision_parse_state(Str text, State *ret_state) {
    static const struct {
        Str name;
        State state;
    } names[] = {{S_INIT("Not Started"), STATE_NOT_STARTED},
                 {S_INIT("Needs Investigation"), STATE_NEEDS_INVESTIGATION},
                 {S_INIT("Mitigation Implemented"), STATE_MITIGATED},
                 {S_INIT("Not Applicable"), STATE_NOT_APPLICABLE},
                 {S_INIT("not-started"), STATE_NOT_STARTED},
                 {S_INIT("needs-investigation"), STATE_NEEDS_INVESTIGATION},
                 {S_INIT("mitigated"), STATE_MITIGATED},
                 {S_INIT("not-applicable"), STATE_NOT_APPLICABLE}};
    for (size_t i = 0; i < COUNT(names); i++) {
        if (!str_equal_ignore_case(text, names[i].name)) continue;
        *ret_state = names[i].state;
        return true;
    }
    return false;
}

static uint32_t decision_number(Str digits) {
    uint32_t number = 0;
    for (size_t i = 0; i < digits.len; i++) number = number * 10 + (uint32_t)(digits.ptr[i] - '0');
    return number;
}

bool decision_is_date(Str text) {
    if (text.len != DATE_BYTES) return false;
    for (size_t i = 0; i < text.len; i++) {
        bool dash = i == 4 || i == 7;
        if (dash != (text.ptr[i] == '-')) return false;
        if (!dash && (text.ptr[i] < '0' || text.ptr[i] > '9')) return false;
    }
    uint32_t year = decision_number(str_slice(text, 0, 4));
    uint32_t month = decision_number(str_slice(text, 5, 7));
    uint32_t day = decision_number(str_slice(text, 8, 10));
    static const uint32_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12) return false;
    bool leap = month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day >= 1 && day <= days[month - 1] + (leap ? 1 : 0);
}

static bool decision_read_pair(const DecisionReader *reader, const NodePair *pair,
                               Decision *decision) {
    const struct {
        Str key;
        Str *member;
    } texts[] = {{S("threat"), &decision->threat}, {S("on"), &decision->on},
                 {S("why"), &decision->why},       {S("by"), &decision->by},
                 {S("until"), &decision->until},   {S("ticket"), &decision->ticket}};
    if (str_equal(pair->key, S("state"))) {
        if (decision_parse_state(node_text(&pair->value), &decision->state)) return true;
        return decision_fail(reader, &pair->value,
                             "the state \"%.*s\" is none of Not Started, Needs Investigation, "
                             "Mitigation Implemented, Not Applicable",
                             node_text(&pair->value));
    }
    for (size_t i = 0; i < COUNT(texts); i++) {
        if (!str_equal(pair->key, texts[i].key)) continue;
        if (pair->value.kind != NODE_STRING) {
            return decision_fail(reader, &pair->value, "\"%.*s\" must be a text", pair->key);
        }
        *texts[i].member = str_trim(pair->value.text);
        return true;
    }
    return decision_fail(reader, &pair->value, "the key \"%.*s\" is not one of a decision",
                         pair->key);
}

static bool decision_read_one(const DecisionReader *reader, const Node *node, Decision *decision) {
    if (node->kind != NODE_MAP)
        return decision_fail(reader, node, "a decision is a map%.*s", S(""));
    decision->file = reader->path;
    decision->line = node->line;
    for (uint32_t i = 0; i < node->count; i++) {
        if (!decision_read_pair(reader, &node->pairs[i], decision)) return false;
    }
    static const Str required[] = {S_INIT("threat"), S_INIT("on"), S_INIT("state"), S_INIT("why"),
                                   S_INIT("by")};
    for (size_t i = 0; i < COUNT(required); i++) {
        if (node_find(node, required[i]) == NULL) {
            return decision_fail(reader, node, "the decision has no \"%.*s\"", required[i]);
        }
    }
    if (decision->until.len > 0 && !decision_is_date(decision->until)) {
        return decision_fail(reader, node, "until must be a date such as 2026-12-31, not \"%.*s\"",
                             decision->until);
    }
    decision->expired = decision->until.len > 0 && str_compare(decision->until, reader->today) < 0;
    return true;
}

bool decision_read(Arena *arena, const DecisionFile *file, DecisionList *ret_list, Error *err) {
    Source *source = ARENA_NEW(arena, Source);
    source->path = str_copy(arena, file->path);
    DecisionReader reader = {source->path, file->today, err};
    Node root = {0};
    if (!yaml_read(arena, source, file->text, &root, err)) return false;
    const Node *list = root.kind == NODE_MAP ? node_find(&root, S("decisions")) : &root;
    if (root.kind == NODE_NULL || node_is(list, NODE_NULL)) {
        *ret_list = (DecisionList){0};
        return true;
    }
    if (!node_is(list, NODE_LIST) || list->count > DECISIONS_MAX) {
        return decision_fail(&reader, &root, "expected a list of decisions%.*s", S(""));
    }
    Decision *items = ARENA_ARRAY(arena, Decision, list->count);
    for (uint32_t i = 0; i < list->count; i++) {
        if (!decision_read_one(&reader, &list->items[i], &items[i])) return false;
    }
    *ret_list = (DecisionList){items, list->count};
    return true;
}

static bool decision_is_pattern(const Decision *decision) {
    return str_contains(decision->on, S("*")) || str_contains(decision->on, S("?"));
}

/* Whether there is something that the decision speaks of, threatened or not. */
static bool decision_has_subject(const Estate *estate, const Rule *rule, const Decision *decision) {
    const Resource *named = estate_find(estate, decision->on);
    bool pattern = decision_is_pattern(decision);
    for (size_t t = 0; t < rule->on.count; t++) {
        if (named != NULL && str_equal(named->type, rule->on.items[t])) return true;
        if (!pattern) continue;
        const ResourceList *subjects = estate_of_type(estate, rule->on.items[t]);
        for (size_t i = 0; i < subjects->count; i++) {
            /* brackets (aws_x.y[0]) are no part of these patterns and match themselves */
            if (str_glob(decision->on, subjects->items[i]->address)) return true;
        }
    }
    return false;
}

static void decision_settle(Threat *threat, const Decision *decision) {
    threat->decision = decision;
    /* no configuration shows what a model made elsewhere only lists */
    bool shown = threat->verdict == VERDICT_PRESENT && !threat_is_imported(threat);
    threat->contradicted = shown && decision->state == STATE_MITIGATED;
    threat->state = threat->contradicted ? STATE_NOT_STARTED : decision->state;
}

static bool decision_apply_one(Decision *decision, Threat *threat) {
    if (threat->verdict == VERDICT_ABSENT) return true;
    if (!decision->expired) {
        decision_settle(threat, decision);
    } else if (threat->decision == NULL) {
        threat->decision = decision;
    }
    return true;
}

/* The threats that it speaks of: one that is named is looked up, a pattern looks at all. False when
 * there is none. */
static bool decision_apply_all(Arena *scratch, const Map *by_id, Str rule, Decision *decision,
                               ThreatList *threats) {
    bool any = false;
    if (!decision_is_pattern(decision)) {
        Threat *threat = map_find(by_id, str_join3(scratch, rule, S("@"), decision->on));
        return threat != NULL && decision_apply_one(decision, threat);
    }
    for (size_t t = 0; t < threats->count; t++) {
        Threat *threat = &threats->items[t];
        if (str_equal(threat->rule->id, rule) && str_glob(decision->on, threat->subject->address)) {
            any |= decision_apply_one(decision, threat);
        }
    }
    return any;
}

void decision_apply(const RuleSet *rules, const Estate *estate, DecisionList *list,
                    ThreatList *threats) {
    CLEANUP(arena_free) Arena scratch = {0};
    Map by_id = map_make(&scratch);
    for (size_t t = 0; list->count > 0 && t < threats->count; t++) {
        map_set(&by_id, threats->items[t].id, &threats->items[t]);
    }
    for (size_t d = 0; d < list->count; d++) {
        Decision *decision = &list->items[d];
        /* what a model lists has no rule in the set, and is known by its id */
        const Rule *rule = rule_set_find(rules, decision->threat);
        Str id = rule != NULL ? rule->id : decision->threat;
        decision->matched = rule != NULL && decision_has_subject(estate, rule, decision);
        decision->matched |= decision_apply_all(&scratch, &by_id, id, decision, threats);
    }
}
