/* SPDX-License-Identifier: Apache-2.0 */
/* threat.c -- applies rules to resources. One evaluation has a scratch arena of its own; what is
 * kept of it (verdict, evidence, reasons) is copied out. */
#include "threat/threat.h"

#include "cel/cel_pattern.h"
#include "model/infer.h"
#include "threat/environment.h"
#include "threat/proof.h"
#include "threat/subject.h"

typedef struct Judge {
    Arena *arena; /* what is kept */
    Arena scratch;
    CelPatterns *patterns;
    Estate *estate;
    Model *model; /* or NULL */
    bool keep_absent;
    const Subject *part;      /* of the model, that is being judged; or NULL */
    struct JudgeFlows *flows; /* of the model, by element; made when first asked for */
    ThreatList list;
} Judge;

bool threat_is_imported(const Threat *threat) {
    return threat->origin.len > 0 && !str_equal(threat->origin, S("rule"));
}

Str verdict_name(Verdict verdict) {
    static const Str names[] = {S_INIT("absent"), S_INIT("unknown"), S_INIT("present")};
    return names[verdict];
}

Str state_name(State state) {
    static const Str names[] = {S_INIT("Not Started"), S_INIT("Needs Investigation"),
                                S_INIT("Mitigation Implemented"), S_INIT("Not Applicable")};
    return names[state];
}

static Threat *threat_list_push(Judge *judge) {
    ThreatList *list = &judge->list;
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 64 : list->capacity * 2;
        list->items =
            arena_grow_array(judge->arena, list->items, list->count, capacity, sizeof(Threat));
        list->capacity = capacity;
    }
    return &list->items[list->count++];
}

/* this, address, type, then the rule's own names. */
static CelBinding *judge_bind(CelContext *context, const Rule *rule, const Resource *subject) {
    CelBinding *bindings = ARENA_ARRAY(context->arena, CelBinding, 3 + rule->let_count);
    const CelRead *root = cel_read(context, NULL, subject->address, 0, &subject->properties);
    bindings[0] = (CelBinding){.name = S("this"),
                               .value = cel_from_node(context, &subject->properties, root)};
    bindings[1] = (CelBinding){.name = S("address"), .value = cel_string(subject->address)};
    bindings[2] = (CelBinding){.name = S("type"), .value = cel_string(subject->type)};
    context->bindings = bindings;
    context->binding_count = 3;
    for (size_t i = 0; i < rule->let_count; i++) {
        bindings[3 + i].name = rule->lets[i].name;
        bindings[3 + i].lazy = &rule->lets[i].expression;
    }
    context->binding_count += rule->let_count;
    return bindings;
}

static void judge_qualify(CelContext *context, Threat *threat) {
    for (size_t i = 0; i < threat->rule->qualifier_count; i++) {
        const RuleQualifier *qualifier = &threat->rule->qualifiers[i];
        CelValue value = cel_evaluate(context, &qualifier->when);
        if (value.kind != CEL_BOOL || !value.boolean) continue;
        if (qualifier->has_severity) threat->severity = qualifier->severity;
        threat->confidence = qualifier->confidence;
        threat->note = qualifier->note;
        return;
    }
}

/* What merlon itself worked out about a flow or path (how many hops, whether it is certain) is no
 * proof of anything. */
static void judge_drop_own(Threat *threat) {
    size_t kept = 0;
    for (size_t i = 0; i < threat->evidence_count; i++) {
        Str value = threat->evidence[i].value;
        bool own = str_equal(value, S("true")) || str_equal(value, S("false"));
        if (!own) threat->evidence[kept++] = threat->evidence[i];
    }
    threat->evidence_count = kept;
}

/* What proves a flow or path proves what is wrong with it, too. */
static void judge_add_evidence(Arena *arena, Threat *threat, const EvidenceList *more) {
    size_t room = THREAT_EVIDENCE_MAX - threat->evidence_count;
    size_t count = more->count < room ? more->count : room;
    threat->evidence = arena_grow_array(arena, threat->evidence, threat->evidence_count,
                                        threat->evidence_count + count, sizeof *threat->evidence);
    for (size_t i = 0; i < count; i++) threat->evidence[threat->evidence_count++] = more->items[i];
}

/* The flows that end at each element: in[in_first[i]] up to in[in_first[i + 1]]. Those that start
 * at one stand together in the model already. */
typedef struct JudgeFlows {
    const Flow **in;
    size_t *in_first, *out_first; /* by the index of the element, and one more */
} JudgeFlows;

static void judge_index_flows(Judge *judge) {
    const Model *model = judge->model;
    JudgeFlows *flows = ARENA_NEW(judge->arena, JudgeFlows);
    flows->in = ARENA_ARRAY(judge->arena, const Flow *, model->flow_count);
    flows->in_first = ARENA_ARRAY(judge->arena, size_t, model->element_count + 2);
    flows->out_first = ARENA_ARRAY(judge->arena, size_t, model->element_count + 2);
    for (size_t i = 0; i < model->flow_count; i++) {
        flows->in_first[model->flows[i]->to->index + 2]++;
        flows->out_first[model->flows[i]->from->index + 1]++;
    }
    for (size_t i = 1; i < model->element_count + 2; i++) {
        flows->in_first[i] += flows->in_first[i - 1];
        flows->out_first[i] += flows->out_first[i - 1];
    }
    for (size_t i = 0; i < model->flow_count; i++) {
        flows->in[flows->in_first[model->flows[i]->to->index + 1]++] = model->flows[i];
    }
    judge->flows = flows;
}

static bool judge_is_about(const Threat *threat, const Flow *flow) {
    switch (threat->rule->flows) {
    case RULE_FLOWS_NONE: return false;
    case RULE_FLOWS_IN:
    case RULE_FLOWS_OUT: return true;
    case RULE_FLOWS_FROM_INTERNET: return str_equal(flow->from->id, INFER_USERS);
    case RULE_FLOWS_FROM_PEOPLE: return str_equal(flow->from->id, INFER_ADMINISTRATORS);
    }
    return false;
}

static void judge_add_flow(Threat *threat, const Flow *flow) {
    if (threat->flow_count == THREAT_FLOWS_MAX || !judge_is_about(threat, flow)) return;
    threat->flows[threat->flow_count++] = flow;
}

static void judge_find_flows(Judge *judge, Threat *threat) {
    const Flow *found[THREAT_FLOWS_MAX];
    const Model *model = judge->model;
    const Element *element = threat->element;
    RuleFlows wanted = threat->rule->flows;
    if (threat->flow == NULL && wanted == RULE_FLOWS_NONE) return;
    if (threat->verdict == VERDICT_ABSENT && !judge->keep_absent) return;
    if (judge->flows == NULL) judge_index_flows(judge);
    threat->flows = found;
    if (threat->flow != NULL) {
        found[threat->flow_count++] = threat->flow;
    } else if (element == NULL && str_equal(threat->subject->type, RULE_SYSTEM)) {
        for (size_t i = 0; i < model->flow_count; i++) judge_add_flow(threat, model->flows[i]);
    } else if (element != NULL && wanted == RULE_FLOWS_OUT) {
        size_t end = judge->flows->out_first[element->index + 1];
        for (size_t i = judge->flows->out_first[element->index]; i < end; i++) {
            judge_add_flow(threat, model->flows[i]);
        }
    } else if (element != NULL) {
        size_t end = judge->flows->in_first[element->index + 1];
        for (size_t i = judge->flows->in_first[element->index]; i < end; i++) {
            judge_add_flow(threat, judge->flows->in[i]);
        }
    }
    threat->flows = arena_grow_array(judge->arena, found, threat->flow_count, threat->flow_count,
                                     sizeof *found);
}

/* What a person's model calls out of scope is told, as theirs to have left out. */
static void judge_leave_out(Arena *arena, Threat *threat) {
    const Element *element = threat->element;
    if (element == NULL || !element->out_of_scope || threat->verdict == VERDICT_ABSENT) return;
    threat->state = STATE_NOT_APPLICABLE;
    threat->note = element->scope_reason.len > 0
                       ? str_join2(arena, S("Out of scope: "), element->scope_reason)
                       : S("Out of scope.");
}

static void judge_keep(Judge *judge, CelContext *context, Threat threat, CelValue value) {
    Str id = str_join3(judge->arena, threat.rule->id, S("@"), threat.subject->address);
    threat.id = id;
    proof_collect(judge->arena, context, &threat);
    proof_add_reasons(judge->arena, &threat, value);
    if (judge->part != NULL) {
        threat.element = judge->part->element;
        threat.flow = judge->part->flow;
        judge_drop_own(&threat);
        judge_add_evidence(judge->arena, &threat, &judge->part->evidence);
    } else if (judge->model != NULL && threat.subject->facts != NULL) {
        threat.element = model_owner(judge->model, threat.subject);
    }
    if (judge->model != NULL) judge_find_flows(judge, &threat);
    judge_leave_out(judge->arena, &threat);
    *threat_list_push(judge) = threat;
}

/* Whether the rule speaks of the subject: not when its applies is false. */
static bool judge_applies(CelContext *context, const Rule *rule, CelValue *ret_value) {
    if (!rule->has_applies) return true;
    CelValue applies = cel_evaluate(context, &rule->applies);
    if (applies.kind == CEL_BOOL && !applies.boolean) return false;
    if (applies.kind != CEL_BOOL) *ret_value = applies;
    return true;
}

static void judge_subject(Judge *judge, const Rule *rule, const Resource *subject) {
    Environment environment = {judge->estate, subject};
    arena_reset(&judge->scratch);
    CelContext context = {
        .arena = &judge->scratch, .user = &environment, .patterns = judge->patterns};
    judge_bind(&context, rule, subject);
    CelValue value = cel_bool(false);
    value.kind = CEL_NULL; /* not decided yet */
    if (!judge_applies(&context, rule, &value)) return;
    if (value.kind == CEL_NULL) {
        value = rule->only_asks ? cel_unknown(&context, S("only a person can tell"), NULL)
                                : cel_evaluate(&context, &rule->when);
    }
    Threat threat = {.rule = rule,
                     .subject = subject,
                     .verdict = VERDICT_UNKNOWN,
                     .state = STATE_NEEDS_INVESTIGATION,
                     .severity = rule->severity,
                     .confidence = CONFIDENCE_HIGH,
                     .origin = S("rule")};
    if (value.kind == CEL_BOOL) {
        threat.verdict = value.boolean ? VERDICT_PRESENT : VERDICT_ABSENT;
        threat.state = value.boolean ? STATE_NOT_STARTED : STATE_MITIGATED;
    } else if (value.kind != CEL_UNKNOWN && value.kind != CEL_ERROR) {
        value = cel_error(&context, "the condition gives no truth value");
    }
    if (threat.verdict == VERDICT_ABSENT) {
        judge->list.absent[rule->severity]++;
        if (judge->keep_absent) judge_keep(judge, &context, threat, value);
        return;
    }
    CelRead *reads = context.reads; /* what qualifies a threat is no evidence of it */
    judge_qualify(&context, &threat);
    context.reads = reads;
    judge_keep(judge, &context, threat, value);
}

/* The subject of rules on everything that was read; NULL when there is nothing. It stands in the
 * first file. */
static const Resource *threat_system(Arena *arena, const Estate *estate) {
    for (size_t i = 0; i < estate->resources.count; i++) {
        const Resource *first = estate->resources.items[i];
        if (first->outside) continue;
        Resource *system = ARENA_NEW(arena, Resource);
        *system =
            (Resource){.address = RULE_SYSTEM, .type = RULE_SYSTEM, .source_type = RULE_SYSTEM};
        system->properties = node_make_map(&first->properties);
        system->properties.flags |= NODE_FLAG_RESOURCE;
        system->properties.line = system->properties.column = 0;
        return system;
    }
    return NULL;
}

static void judge_parts(Judge *judge, const RuleSet *on, SubjectList parts) {
    for (size_t i = 0; i < parts.count; i++) {
        judge->part = &parts.items[i];
        for (size_t r = 0; r < on->count; r++) {
            judge_subject(judge, on->rules[r], judge->part->resource);
        }
    }
    judge->part = NULL;
}

/* Paths are searched only when some rule speaks of them. */
static void judge_model(Judge *judge, const RuleSet *rules) {
    const RuleSet *flows = rule_set_on(rules, RULE_FLOW);
    const RuleSet *crossings = rule_set_on(rules, RULE_CROSSING);
    const RuleSet *elements = rule_set_on(rules, RULE_ELEMENT);
    const RuleSet *paths = rule_set_on(rules, RULE_PATH);
    const RuleSet *escalations = rule_set_on(rules, RULE_ESCALATION);
    Model *model = judge->model;
    if (flows != NULL) judge_parts(judge, flows, subject_flows(judge->arena, model));
    if (crossings != NULL) judge_parts(judge, crossings, subject_crossings(judge->arena, model));
    if (elements != NULL) judge_parts(judge, elements, subject_elements(judge->arena, model));
    if ((paths == NULL && escalations == NULL) || judge->estate->resources.count == 0) return;
    Access access = access_make(judge->arena, judge->estate);
    Privileges privileges = privilege_make(&access, model);
    if (paths != NULL) {
        PathGraph *graph = paths_make(model, judge->estate, &privileges);
        judge_parts(judge, paths, subject_paths(judge->arena, model, graph));
    }
    if (escalations != NULL) {
        judge_parts(judge, escalations, subject_escalations(judge->arena, model, &privileges));
    }
}

ThreatList threat_find(Arena *arena, const RuleSet *rules, Estate *estate, Model *model,
                       bool keep_absent) {
    Judge judge = {.arena = arena,
                   .patterns = cel_patterns_make(),
                   .estate = estate,
                   .model = model,
                   .keep_absent = keep_absent};
    for (size_t i = 0; i < estate->resources.count; i++) {
        const Resource *subject = estate->resources.items[i];
        const RuleSet *on = rule_set_on(rules, subject->type);
        if (on == NULL || subject->outside || subject->folded) continue;
        for (size_t r = 0; r < on->count; r++) judge_subject(&judge, on->rules[r], subject);
    }
    const RuleSet *on = rule_set_on(rules, RULE_SYSTEM);
    const Resource *system = threat_system(arena, estate);
    for (size_t r = 0; system != NULL && on != NULL && r < on->count; r++) {
        judge_subject(&judge, on->rules[r], system);
    }
    if (model != NULL) judge_model(&judge, rules);
    arena_free(&judge.scratch);
    cel_patterns_free(judge.patterns);
    return judge.list;
}
