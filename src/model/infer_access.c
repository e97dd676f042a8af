/* SPDX-License-Identifier: Apache-2.0 */
/* infer_access.c -- flows that the policies of roles and users allow: a workload whose role may
 * dynamodb:PutItem on a table sends data there. Which actions count, and as what, facts say for the
 * type of the target ("access"). */
#include "base/buffer.h"
#include "model/infer_parts.h"

enum { INFER_ACTIONS_SHOWN = 6 };

/* A type that something can be done to, and its resources. */
typedef struct InferTargets {
    const FactsType *facts;
    const Element **elements;
    const AccessTarget **targets;
    size_t count;
} InferTargets;

/* Where the rights of a principal stand in the model. */
typedef struct InferSpan {
    size_t first, count;
} InferSpan;

typedef struct InferRights {
    Infer *infer;
    InferTargets *types;
    size_t type_count;
    const Principal *principal;
    InferSpan *spans; /* by the index of a role or user */
} InferRights;

static void infer_collect_targets(InferRights *rights) {
    Infer *infer = rights->infer;
    const Map *types = &infer->estate->facts->types;
    rights->types = ARENA_ARRAY(infer->model->arena, InferTargets, types->count);
    for (size_t i = 0; i < types->count; i++) {
        const FactsType *facts = types->entries[i].value;
        const ResourceList *list = estate_of_type(infer->estate, facts->name);
        if (facts->diagram.access_count == 0 || list->count == 0) continue;
        InferTargets *targets = &rights->types[rights->type_count];
        targets->facts = facts;
        targets->elements = ARENA_ARRAY(infer->model->arena, const Element *, list->count);
        targets->targets = ARENA_ARRAY(infer->model->arena, const AccessTarget *, list->count);
        for (size_t k = 0; k < list->count; k++) {
            if (list->items[k]->outside || list->items[k]->folded) continue;
            const Element *element = infer_element(infer, list->items[k]);
            if (element == NULL) continue;
            targets->elements[targets->count] = element;
            targets->targets[targets->count++] = access_target(&infer->access, list->items[k]);
        }
        rights->type_count += targets->count > 0;
    }
}

/* Whether some statement allows an action of the type at all. */
static bool infer_may(const Principal *principal, const Diagram *diagram) {
    for (size_t d = 0; d < principal->document_count; d++) {
        const AccessDocument *document = principal->documents[d];
        for (size_t s = 0; s < document->policy.count; s++) {
            const AccessStatement *statement = &document->statements[s];
            if (statement->policy->effect == POLICY_DENY) continue;
            if (statement->actions_unknown || statement->policy->not_action) return true;
            for (size_t a = 0; a < diagram->access_count; a++) {
                const DiagramTexts *actions = &diagram->access[a].lower;
                for (size_t k = 0; k < actions->count; k++) {
                    for (size_t p = 0; p < statement->action_count; p++) {
                        if (str_glob(statement->actions[p], actions->items[k])) return true;
                    }
                }
            }
        }
    }
    return false;
}

typedef struct InferGrant {
    Buffer label;
    size_t shown;
    Str service;
    Truth truth;
    EvidenceList evidence;
} InferGrant;

static void infer_show_action(InferGrant *grant, Str action) {
    Str name = action;
    Str service = str_cut(&name, ':');
    if (grant->shown++ >= INFER_ACTIONS_SHOWN) return;
    if (grant->label.len > 0) buffer_add(&grant->label, S(", "));
    buffer_add(&grant->label, str_equal(service, grant->service) ? name : action);
    grant->service = service;
}

/* What the principal may do with one target. */
static void infer_ask_target(InferRights *rights, const Diagram *diagram,
                             const AccessTarget *target, InferGrant *grant) {
    Infer *infer = rights->infer;
    for (size_t a = 0; a < diagram->access_count; a++) {
        const DiagramAccess *access = &diagram->access[a];
        for (size_t k = 0; k < access->actions.count; k++) {
            AccessAnswer answer =
                access_ask(rights->principal, access->lower.items[k], target, S(""));
            if (answer.truth == TRUTH_FALSE) continue;
            if (answer.truth > grant->truth) grant->truth = answer.truth;
            infer_show_action(grant, access->actions.items[k]);
            model_add_evidence(infer->model, &grant->evidence,
                               access_evidence(&infer->access, answer));
        }
    }
}

static void infer_keep_right(InferRights *rights, const InferGrant *grant, const Element *to) {
    Infer *infer = rights->infer;
    ModelRight right = {.principal = rights->principal->resource, .to = to};
    right.label = str_copy(infer->model->arena, buffer_text(&grant->label));
    if (grant->shown > INFER_ACTIONS_SHOWN) {
        right.label = str_join2(infer->model->arena, right.label, S(", ..."));
    }
    right.truth = grant->truth;
    right.evidence = grant->evidence;
    model_add_right(infer->model, &right);
}

/* One element for all of a type, where a principal reaches too many to draw each. */
static const Element *infer_everything(InferRights *rights, const InferTargets *targets) {
    Infer *infer = rights->infer;
    Arena *arena = infer->model->arena;
    Str type = targets->facts->name;
    Element all = {.id = str_join2(arena, S("every "), type),
                   .name = str_format(arena, "all %zu %.*s", targets->count, STR_ARGS(type)),
                   .type = type,
                   .category = targets->facts->category,
                   .kind = targets->elements[0]->kind,
                   .boundary_id = targets->elements[0]->boundary_id};
    return model_add_element(infer->model, &all);
}

static void infer_ask_type(InferRights *rights, const InferTargets *targets) {
    const Diagram *diagram = &targets->facts->diagram;
    CLEANUP(arena_free) Arena scratch = {0};
    InferGrant *grants = ARENA_ARRAY(&scratch, InferGrant, targets->count);
    size_t reached = 0, last = 0;
    if (!infer_may(rights->principal, diagram)) return;
    for (size_t i = 0; i < targets->count; i++) {
        if (targets->elements[i]->resource == rights->principal->resource) continue;
        infer_ask_target(rights, diagram, targets->targets[i], &grants[i]);
        if (grants[i].truth == TRUTH_FALSE) continue;
        reached++;
        last = i;
    }
    if (reached > INFER_FANOUT_MAX) {
        infer_keep_right(rights, &grants[last], infer_everything(rights, targets));
    }
    for (size_t i = 0; i < targets->count; i++) {
        if (reached <= INFER_FANOUT_MAX && grants[i].truth != TRUTH_FALSE) {
            infer_keep_right(rights, &grants[i], targets->elements[i]);
        }
        buffer_free(&grants[i].label);
    }
}

/* Who may do everything is told of once, not on each element. */
static bool infer_keep_administrator(InferRights *rights) {
    Model *model = rights->infer->model;
    AccessAnswer answer = access_is_administrator(rights->principal);
    if (answer.truth != TRUTH_TRUE) return false;
    ModelRight right = {.principal = rights->principal->resource,
                        .to = model_find_element(model, INFER_CONSOLE),
                        .label = S("may do everything in the account"),
                        .truth = TRUTH_TRUE,
                        .everything = true};
    model_add_evidence(model, &right.evidence, access_evidence(&rights->infer->access, answer));
    model_add_right(model, &right);
    return true;
}

/* What a policy refers to whose statements a plan doesn't tell before apply. */
static void infer_keep_unknown(InferRights *rights) {
    Infer *infer = rights->infer;
    for (size_t d = 0; d < rights->principal->document_count; d++) {
        const AccessDocument *document = rights->principal->documents[d];
        ResourceList named = access_unknown_refers(&infer->access, document, S(""));
        for (size_t i = 0; i < named.count; i++) {
            if (infer_diagram(named.items[i])->access_count == 0) continue;
            const Element *element = infer_element(infer, named.items[i]);
            if (element == NULL) continue;
            ModelRight right = {.principal = rights->principal->resource, .to = element};
            right.label = S("what its policy allows, known after apply");
            right.truth = TRUTH_UNKNOWN;
            model_add_evidence(infer->model, &right.evidence, document->evidence);
            model_add_right(infer->model, &right);
        }
    }
}

static void infer_ask_principal(InferRights *rights, const Resource *resource) {
    InferSpan *span = &rights->spans[resource->index];
    rights->principal = access_principal(&rights->infer->access, resource);
    *span = (InferSpan){rights->infer->model->right_count, 0};
    if (rights->principal->document_count > 0 && !infer_keep_administrator(rights)) {
        for (size_t i = 0; i < rights->type_count; i++) infer_ask_type(rights, &rights->types[i]);
        infer_keep_unknown(rights);
    }
    span->count = rights->infer->model->right_count - span->first;
}

/* ---- flows of workloads and users ---- */

static void infer_emit_right(Infer *infer, const Element *from, const ModelRight *right,
                             Evidence role) {
    Arena *arena = infer->model->arena;
    Flow flow = {.from_id = from->id, .to_id = right->to->id, .label = right->label};
    if (from == right->to) return;
    /* an action more or less leaves it the same flow, for whoever has decided about it */
    flow.id =
        str_format(arena, "%.*s -> %.*s: access", STR_ARGS(from->id), STR_ARGS(right->to->id));
    const Flow *known = model_find_flow(infer->model, flow.id);
    if (known != NULL && str_contains(known->label, right->label)) {
        flow.label = known->label;
    } else if (known != NULL) {
        flow.label = str_join3(arena, known->label, S("; "), right->label);
    }
    for (size_t i = 0; i < right->evidence.count; i++) {
        model_add_evidence(infer->model, &flow.evidence, right->evidence.items[i]);
    }
    if (role.value.len > 0) model_add_evidence(infer->model, &flow.evidence, role);
    Str maybe = S("a condition, or something that isn't known yet, decides it");
    flow.certain = infer_always(right->truth, right->truth == TRUTH_TRUE ? S("") : maybe);
    flow.encrypted = infer_always(TRUTH_TRUE, S("AWS's SDKs call its API over TLS"));
    Str who = str_join2(arena, S("signed with the credentials of "), right->principal->address);
    flow.authenticated = infer_always(TRUTH_TRUE, who);
    if (flow.evidence.count > 0) {
        flow.place = (ModelPlace){flow.evidence.items[0].file, flow.evidence.items[0].line};
    }
    model_add_flow(infer->model, &flow);
}

static void infer_emit_rights(const InferRights *rights, const Element *from,
                              const Resource *principal, Evidence role) {
    const InferSpan *span = &rights->spans[principal->index];
    for (size_t i = 0; i < span->count; i++) {
        infer_emit_right(rights->infer, from, &rights->infer->model->rights[span->first + i], role);
    }
}

static void infer_add_role(const InferRights *rights, Element *element, const TrailStop *stop) {
    Arena *arena = rights->infer->model->arena;
    for (size_t i = 0; i < element->role_count; i++) {
        if (element->roles[i].role == stop->resource) return;
    }
    element->roles = arena_grow_array(arena, element->roles, element->role_count,
                                      element->role_count + 1, sizeof *element->roles);
    element->roles[element->role_count++] = (ElementRole){stop->resource, stop->evidence};
    infer_emit_rights(rights, element, stop->resource, stop->evidence);
}

/* A workload acts with its roles, and with those of what is part of it. */
static void infer_add_workload(const InferRights *rights, const InferPart *part) {
    TrailStops roles = {0};
    infer_follow(rights->infer, part->resource, &infer_diagram(part->resource)->role,
                 S("AWS::IAM::Role"), &roles);
    for (size_t r = 0; r < roles.count; r++) infer_add_role(rights, part->element, &roles.items[r]);
    if (!str_equal(part->resource->type, S("AWS::IAM::User"))) return;
    infer_emit_rights(rights, part->element, part->resource, (Evidence){0});
}

void infer_add_access(Infer *infer) {
    static const char *const types[] = {"AWS::IAM::Role", "AWS::IAM::User"};
    InferRights rights = {.infer = infer};
    size_t resources = infer->estate->resources.count;
    rights.spans = ARENA_ARRAY(infer->model->arena, InferSpan, resources);
    infer_collect_targets(&rights);
    for (size_t t = 0; t < COUNT(types); t++) {
        const ResourceList *list = estate_of_type(infer->estate, str_from(types[t]));
        for (size_t i = 0; i < list->count; i++) infer_ask_principal(&rights, list->items[i]);
    }
    for (size_t i = 0; i < infer->part_count; i++) infer_add_workload(&rights, &infer->parts[i]);
}
