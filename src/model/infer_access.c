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
    AccessTarget *targets;
    size_t count;
} InferTargets;

typedef struct InferRights {
    Infer *infer;
    InferTargets *types;
    size_t type_count;
    const Element *from;
    const Principal *principal;
    Evidence role; /* what gives the workload the role; without value for a user */
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
        targets->targets = ARENA_ARRAY(infer->model->arena, AccessTarget, list->count);
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
                const DiagramTexts *actions = &diagram->access[a].actions;
                for (size_t k = 0; k < actions->count; k++) {
                    CLEANUP(arena_free) Arena scratch = {0};
                    Str action = str_lower(&scratch, actions->items[k]);
                    for (size_t p = 0; p < statement->action_count; p++) {
                        if (str_glob(statement->actions[p], action)) return true;
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
        const DiagramTexts *actions = &diagram->access[a].actions;
        for (size_t k = 0; k < actions->count; k++) {
            CLEANUP(arena_free) Arena scratch = {0};
            Str action = str_lower(&scratch, actions->items[k]);
            AccessAnswer answer = access_ask(rights->principal, action, target, S(""));
            if (answer.truth == TRUTH_FALSE) continue;
            if (answer.truth > grant->truth) grant->truth = answer.truth;
            infer_show_action(grant, actions->items[k]);
            model_add_evidence(infer->model, &grant->evidence,
                               access_evidence(&infer->access, answer));
        }
    }
}

static void infer_emit_access(InferRights *rights, const InferGrant *grant, Str to_id) {
    Infer *infer = rights->infer;
    Arena *arena = infer->model->arena;
    Flow flow = {.from_id = rights->from->id, .to_id = to_id, .evidence = grant->evidence};
    flow.label = str_copy(arena, buffer_text(&grant->label));
    if (grant->shown > INFER_ACTIONS_SHOWN) flow.label = str_join2(arena, flow.label, S(", ..."));
    if (rights->role.value.len > 0) model_add_evidence(infer->model, &flow.evidence, rights->role);
    flow.certain = infer_always(grant->truth, grant->truth == TRUTH_TRUE
                                                  ? S("")
                                                  : S("a condition, or something that isn't known "
                                                      "yet, decides it"));
    flow.encrypted = infer_always(TRUTH_TRUE, S("AWS's SDKs call its API over TLS"));
    Str who = rights->principal->resource->address;
    flow.authenticated =
        infer_always(TRUTH_TRUE, str_join2(arena, S("signed with the credentials of "), who));
    if (flow.evidence.count > 0) {
        flow.place = (ModelPlace){flow.evidence.items[0].file, flow.evidence.items[0].line};
    }
    model_add_flow(infer->model, &flow);
}

/* One element for all of a type, where a principal reaches too many to draw each. */
static Str infer_everything(InferRights *rights, const InferTargets *targets) {
    Infer *infer = rights->infer;
    Arena *arena = infer->model->arena;
    Str type = targets->facts->name;
    Element all = {.id = str_join2(arena, S("every "), type),
                   .name = str_format(arena, "all %zu %.*s", targets->count, STR_ARGS(type)),
                   .type = type,
                   .category = targets->facts->category,
                   .kind = targets->elements[0]->kind,
                   .boundary_id = targets->elements[0]->boundary_id};
    return model_add_element(infer->model, &all)->id;
}

static void infer_ask_type(InferRights *rights, const InferTargets *targets) {
    const Diagram *diagram = &targets->facts->diagram;
    CLEANUP(arena_free) Arena scratch = {0};
    InferGrant *grants = ARENA_ARRAY(&scratch, InferGrant, targets->count);
    size_t reached = 0, last = 0;
    if (!infer_may(rights->principal, diagram)) return;
    for (size_t i = 0; i < targets->count; i++) {
        if (targets->elements[i] == rights->from) continue;
        infer_ask_target(rights, diagram, &targets->targets[i], &grants[i]);
        if (grants[i].truth == TRUTH_FALSE) continue;
        reached++;
        last = i;
    }
    if (reached > INFER_FANOUT_MAX) {
        infer_emit_access(rights, &grants[last], infer_everything(rights, targets));
    }
    for (size_t i = 0; i < targets->count; i++) {
        if (reached <= INFER_FANOUT_MAX && grants[i].truth != TRUTH_FALSE) {
            infer_emit_access(rights, &grants[i], targets->elements[i]->id);
        }
        buffer_free(&grants[i].label);
    }
}

/* Who may do everything is told of once, not on each element. */
static bool infer_emit_administrator(InferRights *rights) {
    AccessAnswer answer = access_is_administrator(rights->principal);
    if (answer.truth != TRUTH_TRUE) return false;
    InferGrant grant = {.truth = TRUTH_TRUE};
    model_add_evidence(rights->infer->model, &grant.evidence,
                       access_evidence(&rights->infer->access, answer));
    buffer_add(&grant.label, S("may do everything in the account"));
    infer_emit_access(rights, &grant, INFER_CONSOLE);
    buffer_free(&grant.label);
    return true;
}

static void infer_ask_principal(InferRights *rights, const Resource *resource) {
    rights->principal = access_principal(&rights->infer->access, resource);
    if (rights->principal->document_count == 0) return;
    if (infer_emit_administrator(rights)) return;
    for (size_t i = 0; i < rights->type_count; i++) infer_ask_type(rights, &rights->types[i]);
}

void infer_add_access(Infer *infer) {
    InferRights rights = {.infer = infer};
    infer_collect_targets(&rights);
    for (size_t i = 0; i < infer->part_count; i++) {
        const Resource *resource = infer->parts[i].resource;
        rights.from = infer->parts[i].element;
        TrailStops roles = {0};
        infer_follow(infer, resource, &infer_diagram(resource)->role, S("AWS::IAM::Role"), &roles);
        for (size_t r = 0; r < roles.count; r++) {
            rights.role = roles.items[r].evidence;
            infer_ask_principal(&rights, roles.items[r].resource);
        }
        if (!str_equal(resource->type, S("AWS::IAM::User"))) continue;
        rights.role = (Evidence){0};
        infer_ask_principal(&rights, resource);
    }
}
