/* SPDX-License-Identifier: Apache-2.0 */
/* privilege.c -- see privilege.h. A graph of principals whose edges are made when they are asked
 * for, searched breadth first: the steps that are certain before those that depend on something. */
#include "model/privilege.h"

#include "aws/arn.h"
#include "estate/trail.h"

static const Str privilege_role = S_INIT("AWS::IAM::Role");
static const Str privilege_user = S_INIT("AWS::IAM::User");
static const Str privilege_group = S_INIT("AWS::IAM::Group");

/* The trust policy of a role, read once. */
typedef struct PrivilegeTrusted {
    bool read;
    bool open; /* it may name somebody else than services and identity providers */
    AccessDocument *document;
} PrivilegeTrusted;

Privileges privilege_make(Access *access, Model *model) {
    size_t count = access->estate->resources.count;
    return (Privileges){.access = access,
                        .model = model,
                        .steps = ARENA_ARRAY(model->arena, PrivilegeSteps *, count),
                        .trusted = ARENA_ARRAY(model->arena, PrivilegeTrusted, count),
                        .by_service = map_make(model->arena)};
}

static void privilege_add(Privileges *privileges, PrivilegeSteps *steps,
                          const PrivilegeStep *step) {
    if (steps->count == PRIVILEGE_STEPS_MAX) return;
    if (steps->count == steps->capacity) {
        steps->capacity = steps->capacity == 0 ? 8 : steps->capacity * 2;
        steps->items = arena_grow_array(privileges->model->arena, steps->items, steps->count,
                                        steps->capacity, sizeof *steps->items);
    }
    steps->items[steps->count++] = *step;
}

static Truth privilege_and(Truth left, Truth right) { return left < right ? left : right; }

/* ---- trust ---- */

/* Most roles trust a service only: nobody assumes them. */
static bool privilege_is_open(const AccessDocument *document) {
    if (document->policy.unknown) return true;
    for (size_t i = 0; i < document->policy.count; i++) {
        const PolicyStatement *statement = &document->policy.statements[i];
        const Node *principal = statement->principal;
        if (statement->effect == POLICY_DENY) continue;
        if (!node_is(principal, NODE_MAP) || statement->not_principal) return true;
        if (node_find(principal, S("AWS")) != NULL) return true;
        if ((principal->flags & NODE_FLAG_OPEN) != 0) return true;
    }
    return false;
}

static const PrivilegeTrusted *privilege_trusted(Privileges *privileges, const Resource *role) {
    PrivilegeTrusted *trusted = &privileges->trusted[role->index];
    if (trusted->read) return trusted;
    const Node *document = node_find(&role->properties, S("AssumeRolePolicyDocument"));
    trusted->read = true;
    if (document == NULL) return trusted;
    trusted->document =
        access_document(privileges->access, role, document, S("AssumeRolePolicyDocument"));
    trusted->open = trusted->document != NULL && privilege_is_open(trusted->document);
    return trusted;
}

static const AccessDocument *privilege_trust(Privileges *privileges, const Resource *role) {
    return privilege_trusted(privileges, role)->document;
}

static bool privilege_assumes_action(const AccessStatement *statement) {
    if (statement->policy->not_action) return true;
    for (size_t i = 0; i < statement->action_count; i++) {
        if (str_glob(statement->actions[i], S("sts:assumerole"))) return true;
    }
    return statement->actions_unknown;
}

static void privilege_each(const Node *node, void (*visit)(void *context, const Node *item),
                           void *context) {
    if (node == NULL) return;
    if (node->kind != NODE_LIST) {
        visit(context, node);
        return;
    }
    for (uint32_t i = 0; i < node->count; i++) visit(context, &node->items[i]);
}

typedef struct PrivilegeTrust {
    Privileges *privileges;
    const Resource *principal;
    Str service;
    bool named;   /* the principal itself */
    bool account; /* everybody in the account whose own rights say so */
    bool anybody;
    bool unknown;
} PrivilegeTrust;

static void privilege_visit_aws(void *context, const Node *node) {
    PrivilegeTrust *trust = context;
    Estate *estate = trust->privileges->access->estate;
    CLEANUP(arena_free) Arena scratch = {0};
    Str text = S("");
    ResourceList found = estate_refers(estate, &scratch, node, trust->principal->type);
    for (size_t i = 0; i < found.count; i++) trust->named |= found.items[i] == trust->principal;
    if (trust->named || found.count > 0) return;
    if (!estate_canonical(estate, &scratch, node, &text)) {
        trust->unknown = true;
        return;
    }
    if (str_equal(text, S("*"))) trust->anybody = true;
    bool own = str_equal(text, S("\x01:AWS::AccountId\x02"));
    bool root = str_ends(text, S(":root"));
    if (own || (root && str_contains(text, S("\x01:AWS::AccountId\x02")))) trust->account = true;
    /* a number may be this account's or a partner's */
    else if (root || text.len == 12)
        trust->unknown = true;
}

static void privilege_visit_service(void *context, const Node *node) {
    PrivilegeTrust *trust = context;
    if (node->kind == NODE_UNKNOWN) {
        CLEANUP(arena_free) Arena scratch = {0};
        Str text = S("");
        /* "ec2.${AWS::URLSuffix}" */
        bool known = estate_canonical(trust->privileges->access->estate, &scratch, node, &text);
        Str name = trust->service;
        Str first = str_cut(&name, '.');
        trust->named |= known && str_starts(text, str_join2(&scratch, first, S(".")));
        trust->unknown |= !known;
        return;
    }
    trust->named |= str_equal(node_text(node), trust->service);
}

static void privilege_read_principal(PrivilegeTrust *trust, const PolicyStatement *statement) {
    const Node *principal = statement->principal;
    if (principal == NULL || statement->not_principal) {
        trust->unknown = true;
        return;
    }
    if (principal->kind == NODE_UNKNOWN) trust->unknown = true;
    if (principal->kind == NODE_STRING) trust->anybody |= str_equal(principal->text, S("*"));
    if (trust->service.len > 0) {
        privilege_each(node_find(principal, S("Service")), privilege_visit_service, trust);
    } else {
        privilege_each(node_find(principal, S("AWS")), privilege_visit_aws, trust);
    }
}

Truth privilege_trusts_service(Privileges *privileges, const Resource *role, Str service) {
    const AccessDocument *document = privilege_trust(privileges, role);
    Truth truth = document == NULL || document->policy.unknown ? TRUTH_UNKNOWN : TRUTH_FALSE;
    for (size_t i = 0; document != NULL && i < document->policy.count; i++) {
        const AccessStatement *statement = &document->statements[i];
        if (statement->policy->effect != POLICY_ALLOW) continue;
        PrivilegeTrust trust = {.privileges = privileges, .service = service};
        privilege_read_principal(&trust, statement->policy);
        if (trust.named) return TRUTH_TRUE;
        if (trust.unknown) truth = TRUTH_UNKNOWN;
    }
    return truth;
}

/* What one statement of a trust policy says about a principal. */
static Truth privilege_trusts(Privileges *privileges, const Resource *principal,
                              const AccessStatement *statement, bool *ret_needs_right) {
    PrivilegeTrust trust = {.privileges = privileges, .principal = principal};
    if (statement->policy->effect != POLICY_ALLOW) return TRUTH_FALSE;
    if (!privilege_assumes_action(statement)) return TRUTH_FALSE;
    privilege_read_principal(&trust, statement->policy);
    *ret_needs_right = !trust.named && !trust.anybody;
    Truth truth = TRUTH_FALSE;
    if (trust.unknown) truth = TRUTH_UNKNOWN;
    if (trust.named || trust.anybody || trust.account) truth = TRUTH_TRUE;
    return privilege_and(truth, statement->condition);
}

Truth privilege_assumes(Privileges *privileges, const Resource *principal, const Resource *role,
                        EvidenceList *evidence) {
    Access *access = privileges->access;
    const AccessDocument *document = privilege_trust(privileges, role);
    Truth best = TRUTH_FALSE;
    for (size_t i = 0; document != NULL && i < document->policy.count; i++) {
        AccessStatement *statement = &document->statements[i];
        bool needs_right = false;
        AccessAnswer right = {TRUTH_TRUE, NULL, NULL};
        Truth truth = privilege_trusts(privileges, principal, statement, &needs_right);
        if (truth == TRUTH_FALSE) continue;
        const Principal *who = access_principal(access, principal);
        const AccessTarget *target = access_target(access, role);
        if (needs_right) {
            right = access_ask(who, S("sts:assumerole"), target, S(""));
            truth = privilege_and(truth, right.truth);
        } else {
            /* who is named needs no right of its own, but a denial still counts */
            Truth denied = access_denies(who, S("sts:assumerole"), target);
            truth = privilege_and(truth, (Truth)(TRUTH_TRUE - denied));
        }
        if (truth <= best) continue;
        best = truth;
        evidence->count = 0;
        model_add_evidence(privileges->model, evidence,
                           access_evidence(access, (AccessAnswer){truth, document, statement}));
        if (right.document != NULL) {
            model_add_evidence(privileges->model, evidence, access_evidence(access, right));
        }
    }
    return best;
}

/* A trust policy that a plan doesn't tell yet, but that refers to the principal. */
static Truth privilege_may_trust(Privileges *privileges, const Resource *principal,
                                 const Resource *role, EvidenceList *evidence) {
    const AccessDocument *document = privilege_trust(privileges, role);
    ResourceList named = access_unknown_refers(privileges->access, document, principal->type);
    for (size_t i = 0; i < named.count; i++) {
        if (named.items[i] != principal) continue;
        model_add_evidence(privileges->model, evidence, document->evidence);
        return TRUTH_UNKNOWN;
    }
    return TRUTH_FALSE;
}

static void privilege_add_assumed(Privileges *privileges, const Resource *principal,
                                  PrivilegeSteps *steps) {
    const ResourceList *roles = estate_of_type(privileges->access->estate, privilege_role);
    for (size_t i = 0; i < roles->count; i++) {
        PrivilegeStep step = {.from = principal, .to = roles->items[i]};
        if (step.to == principal || !privilege_trusted(privileges, step.to)->open) continue;
        step.truth = privilege_assumes(privileges, principal, step.to, &step.evidence);
        if (step.truth == TRUTH_FALSE) {
            step.truth = privilege_may_trust(privileges, principal, step.to, &step.evidence);
        }
        step.target = step.to;
        if (step.truth == TRUTH_UNKNOWN) {
            step.note = S("whether the role's trust or a condition lets it in isn't known");
        }
        if (step.truth != TRUTH_FALSE) privilege_add(privileges, steps, &step);
    }
}

/* ---- ways ---- */

typedef struct PrivilegeWay {
    Privileges *privileges;
    const Principal *principal;
    const Escalation *way;
    PrivilegeSteps *steps;
} PrivilegeWay;

/* The action of a need that is allowed best, on a target. */
static AccessAnswer privilege_ask(const PrivilegeWay *search, const EscalationNeed *need,
                                  const AccessTarget *target) {
    AccessAnswer best = {TRUTH_FALSE, NULL, NULL};
    for (size_t i = 0; i < need->actions.count; i++) {
        AccessAnswer one =
            access_ask(search->principal, need->actions.items[i], target, need->service);
        if (one.truth > best.truth) best = one;
    }
    return best;
}

/* Some resource that a pattern covers: stars become a letter. */
static Str privilege_instance(Arena *arena, Str pattern) {
    char *text = arena_alloc(arena, pattern.len + 1);
    for (size_t i = 0; i < pattern.len; i++) {
        bool star = pattern.ptr[i] == '*' || pattern.ptr[i] == '?';
        text[i] = star ? 'x' : pattern.ptr[i];
    }
    return (Str){text, pattern.len};
}

/* A resource of a kind that no one has read but that the statement's pattern covers: the target is
 * tried on the principal's policies like any other. kind is "user/"; empty: anything. */
static bool privilege_make_target(Arena *arena, Str pattern, Str service, Str kind,
                                  AccessTarget *ret_target) {
    AccessTarget target = {.service = service, .name_count = 1};
    Str rest = pattern;
    target.names[0] = str_join2(arena, kind, S("x"));
    if (!str_equal(pattern, S("*"))) {
        for (int i = 0; i < 5; i++) str_cut(&rest, ':');
        if (rest.len == 0 || !str_starts(pattern, S("arn:"))) return false;
        Str name = privilege_instance(arena, rest);
        if (str_starts(name, kind)) target.names[0] = name;
    }
    if (access_covers(pattern, &target) == TRUTH_FALSE) return false;
    *ret_target = target;
    return true;
}

/* The best answer for something of a kind that isn't among what was read. */
static AccessAnswer privilege_ask_unseen(const PrivilegeWay *search, const EscalationNeed *need,
                                         Str service, Str kind) {
    const Principal *principal = search->principal;
    AccessAnswer best = {TRUTH_FALSE, NULL, NULL};
    CLEANUP(arena_free) Arena scratch = {0};
    for (size_t d = 0; d < principal->document_count; d++) {
        const Policy *policy = &principal->documents[d]->policy;
        for (size_t s = 0; s < policy->count; s++) {
            const PolicyValues *resources = &policy->statements[s].resources;
            for (size_t i = 0; i < resources->count; i++) {
                AccessTarget target = {0};
                Str pattern = node_text(&resources->items[i]);
                bool star = policy->statements[s].not_resource;
                if (!privilege_make_target(&scratch, star ? S("*") : pattern, service, kind,
                                           &target)) {
                    continue;
                }
                AccessAnswer one = privilege_ask(search, need, &target);
                if (one.truth > best.truth) best = one;
            }
        }
    }
    return best;
}

static AccessAnswer privilege_ask_anything(const PrivilegeWay *search, const EscalationNeed *need) {
    AccessTarget any = {0};
    AccessAnswer answer = privilege_ask(search, need, &any);
    if (answer.truth == TRUTH_TRUE) return answer;
    AccessAnswer some = privilege_ask_unseen(search, need, S(""), S(""));
    return some.truth > answer.truth ? some : answer;
}

/* Whether some statement speaks of one of the actions at all: most principals stop here. */
static bool privilege_may(const Principal *principal, const EscalationNeed *need) {
    for (size_t d = 0; d < principal->document_count; d++) {
        const AccessDocument *document = principal->documents[d];
        for (size_t s = 0; s < document->policy.count; s++) {
            const AccessStatement *statement = &document->statements[s];
            if (statement->policy->effect == POLICY_DENY) continue;
            if (statement->actions_unknown || statement->policy->not_action) return true;
            for (size_t a = 0; a < statement->action_count; a++) {
                for (size_t n = 0; n < need->actions.count; n++) {
                    if (str_glob(statement->actions[a], need->actions.items[n])) return true;
                }
            }
        }
    }
    return false;
}

static bool privilege_may_all(const PrivilegeWay *search) {
    for (size_t i = 0; i < search->way->need_count; i++) {
        if (!privilege_may(search->principal, &search->way->needs[i])) return false;
    }
    return true;
}

/* What the needs behind the first one say; evidence is added to step. */
static Truth privilege_check_rest(const PrivilegeWay *search, PrivilegeStep *step) {
    Truth truth = TRUTH_TRUE;
    for (size_t i = 1; i < search->way->need_count; i++) {
        AccessAnswer answer = privilege_ask_anything(search, &search->way->needs[i]);
        truth = privilege_and(truth, answer.truth);
        if (answer.document == NULL) continue;
        model_add_evidence(search->privileges->model, &step->evidence,
                           access_evidence(search->privileges->access, answer));
    }
    return truth;
}

static void privilege_finish(const PrivilegeWay *search, PrivilegeStep *step, AccessAnswer first) {
    Model *model = search->privileges->model;
    model_add_evidence(model, &step->evidence, access_evidence(search->privileges->access, first));
    step->truth = privilege_and(step->truth, first.truth);
    step->truth = privilege_and(step->truth, privilege_check_rest(search, step));
    if (step->truth == TRUTH_FALSE) return;
    if (step->truth == TRUTH_UNKNOWN && step->note.len == 0) {
        step->note = S("a condition, or something that isn't known yet, decides it");
    }
    privilege_add(search->privileges, search->steps, step);
}

/* A way that gives all rights by changing somebody else's is one's own only as far as one can act
 * as them. */
static void privilege_qualify(const PrivilegeWay *search, PrivilegeStep *step) {
    if (search->way->gives != ESCALATION_GIVES_ADMINISTRATOR) return;
    if (step->target == search->principal->resource) return;
    EscalationOn on = search->way->needs[0].on;
    if (on == ESCALATION_ON_OWN_POLICY || on == ESCALATION_ON_OWN_GROUP) return;
    for (size_t i = 0; i < search->principal->groups.count; i++) {
        if (search->principal->groups.items[i] == step->target) return;
    }
    step->truth = TRUTH_UNKNOWN;
    step->note = S("it must also be able to act as the one that it makes administrator");
}

static const Resource *privilege_gained(const PrivilegeWay *search, const Resource *target) {
    switch (search->way->gives) {
    case ESCALATION_GIVES_ADMINISTRATOR: return NULL;
    case ESCALATION_GIVES_TARGET:
    case ESCALATION_GIVES_GROUP: return target;
    case ESCALATION_GIVES_ITS_ROLE: break;
    }
    return NULL;
}

static void privilege_try_role(const PrivilegeWay *search, PrivilegeStep step, AccessAnswer answer,
                               ElementRole role) {
    step.to = role.role;
    model_add_evidence(search->privileges->model, &step.evidence, role.evidence);
    privilege_finish(search, &step, answer);
}

/* The roles that the target acts with; the model has followed those of what it draws. */
static void privilege_try_roles(const PrivilegeWay *search, const PrivilegeStep *step,
                                AccessAnswer answer) {
    const Resource *target = step->target;
    const Element *element = model_owner(search->privileges->model, target);
    for (size_t i = 0; element != NULL && i < element->role_count; i++) {
        privilege_try_role(search, *step, answer, element->roles[i]);
    }
    if (element != NULL || target->facts == NULL) return;
    TrailStops roles = {0};
    const DiagramTexts *trails = &target->facts->diagram.role;
    for (size_t i = 0; i < trails->count; i++) {
        trail_follow(search->privileges->access->estate, target, trails->items[i], privilege_role,
                     &roles);
    }
    for (size_t i = 0; i < roles.count; i++) {
        ElementRole role = {roles.items[i].resource, roles.items[i].evidence};
        privilege_try_role(search, *step, answer, role);
    }
}

/* The way on one resource of the estate; trust: whether it trusts the service that the way needs.
 */
static void privilege_try_trusting(const PrivilegeWay *search, const Resource *target,
                                   Truth trust) {
    const EscalationNeed *need = &search->way->needs[0];
    Access *access = search->privileges->access;
    PrivilegeStep step = {
        .way = search->way, .from = search->principal->resource, .target = target, .truth = trust};
    AccessAnswer answer = privilege_ask(search, need, access_target(access, target));
    if (answer.truth == TRUTH_FALSE) return;
    privilege_qualify(search, &step);
    if (search->way->gives != ESCALATION_GIVES_ITS_ROLE) {
        step.to = privilege_gained(search, target);
        bool already = step.to == step.from; /* its own key or password gives it nothing */
        if (!already) privilege_finish(search, &step, answer);
        return;
    }
    privilege_try_roles(search, &step, answer);
}

static void privilege_try(const PrivilegeWay *search, const Resource *target) {
    privilege_try_trusting(search, target, TRUTH_TRUE);
}

/* Roles that trust, or may trust, a service. */
typedef struct PrivilegeRoles {
    ResourceList list;
    Truth *truths; /* for each */
} PrivilegeRoles;

static const PrivilegeRoles *privilege_roles_of(Privileges *privileges, Str service) {
    PrivilegeRoles *roles = map_find(&privileges->by_service, service);
    if (roles != NULL) return roles;
    const ResourceList *all = estate_of_type(privileges->access->estate, privilege_role);
    roles = ARENA_NEW(privileges->model->arena, PrivilegeRoles);
    roles->truths = ARENA_ARRAY(privileges->model->arena, Truth, all->count);
    for (size_t i = 0; i < all->count; i++) {
        Truth truth = privilege_trusts_service(privileges, all->items[i], service);
        if (truth == TRUTH_FALSE) continue;
        roles->truths[roles->list.count] = truth;
        resource_list_add(privileges->model->arena, &roles->list, all->items[i]);
    }
    map_set(&privileges->by_service, service, roles);
    return roles;
}

static void privilege_try_passing(const PrivilegeWay *search, Str service) {
    const PrivilegeRoles *roles = privilege_roles_of(search->privileges, service);
    for (size_t i = 0; i < roles->list.count; i++) {
        privilege_try_trusting(search, roles->list.items[i], roles->truths[i]);
    }
}

/* The way on something that is not among what was read, but may be in the account. */
static void privilege_try_unseen(const PrivilegeWay *search, Str service, Str kind, Str note) {
    AccessAnswer answer = privilege_ask_unseen(search, &search->way->needs[0], service, kind);
    PrivilegeStep step = {.way = search->way,
                          .from = search->principal->resource,
                          .truth = TRUTH_UNKNOWN,
                          .note = note};
    if (answer.truth != TRUTH_FALSE) privilege_finish(search, &step, answer);
}

static void privilege_try_list(const PrivilegeWay *search, const ResourceList *list) {
    for (size_t i = 0; i < list->count; i++) privilege_try(search, list->items[i]);
}

/* "iam:user/{UserName}" gives "iam" and "user/". */
static void privilege_kind(const Estate *estate, Str type, Str *ret_service, Str *ret_kind) {
    const FactsType *facts = facts_find_type(estate->facts, type);
    *ret_service = *ret_kind = S("");
    if (facts == NULL || facts->diagram.arns.count == 0) return;
    Str rest = facts->diagram.arns.items[0];
    *ret_service = str_cut(&rest, ':');
    *ret_kind = str_slice(rest, 0, str_find(rest, S("{")));
}

static void privilege_try_type(const PrivilegeWay *search, Str type, Str note) {
    const Estate *estate = search->privileges->access->estate;
    Str service = S(""), kind = S("");
    Str passed_to = search->way->needs[0].service;
    if (passed_to.len > 0 && str_equal(type, privilege_role)) {
        privilege_try_passing(search, passed_to);
    } else {
        privilege_try_list(search, estate_of_type(estate, type));
    }
    privilege_kind(estate, type, &service, &kind);
    privilege_try_unseen(search, service, kind, note);
}

static void privilege_search(const PrivilegeWay *search) {
    const EscalationNeed *need = &search->way->needs[0];
    const Principal *principal = search->principal;
    if (!privilege_may_all(search)) return;
    switch (need->on) {
    case ESCALATION_ON_SELF: privilege_try(search, principal->resource); return;
    case ESCALATION_ON_OWN_POLICY: privilege_try_list(search, &principal->own_policies); return;
    case ESCALATION_ON_OWN_GROUP: privilege_try_list(search, &principal->groups); return;
    case ESCALATION_ON_USER:
        privilege_try_type(search, privilege_user,
                           S("whichever user of the account it takes, seen here or not"));
        return;
    case ESCALATION_ON_GROUP:
        privilege_try_type(search, privilege_group,
                           S("whichever group of the account it takes, seen here or not"));
        return;
    case ESCALATION_ON_ROLE:
        privilege_try_type(search, privilege_role,
                           S("as strong as the strongest role of the account that suits, seen here "
                             "or not"));
        return;
    case ESCALATION_ON_TYPE:
        privilege_try_type(search, need->type,
                           S("as strong as the role of what it takes, seen here or not"));
        return;
    case ESCALATION_ON_ANY: return;
    }
}

const PrivilegeSteps *privilege_steps(Privileges *privileges, const Resource *principal) {
    PrivilegeSteps *steps = privileges->steps[principal->index];
    if (steps != NULL) return steps;
    steps = ARENA_NEW(privileges->model->arena, PrivilegeSteps);
    privileges->steps[principal->index] = steps;
    const Facts *facts = privileges->access->estate->facts;
    PrivilegeWay search = {.privileges = privileges, .steps = steps};
    search.principal = access_principal(privileges->access, principal);
    if (!str_equal(principal->type, privilege_group)) {
        privilege_add_assumed(privileges, principal, steps);
    }
    for (size_t i = 0; i < facts->escalation_count; i++) {
        search.way = &facts->escalations[i];
        privilege_search(&search);
    }
    return steps;
}

/* ---- paths ---- */

typedef struct PrivilegeQueue {
    const Resource **items;
    const PrivilegeStep **came; /* by the index of the resource: how it was reached */
    bool *seen;
    size_t head, count;
} PrivilegeQueue;

static bool privilege_is_all(Privileges *privileges, const Resource *principal, Truth least) {
    const Principal *of = access_principal(privileges->access, principal);
    return access_is_administrator(of).truth >= least;
}

static void privilege_unwind(const PrivilegeQueue *queue, const PrivilegeStep *last,
                             const Resource *at, PrivilegePath *path) {
    const PrivilegeStep *reversed[PRIVILEGE_PATH_MAX];
    size_t count = 0;
    if (last != NULL) reversed[count++] = last;
    while (at != path->from && count < PRIVILEGE_PATH_MAX) {
        const PrivilegeStep *step = queue->came[at->index];
        reversed[count++] = step;
        at = step->from;
    }
    while (count > 0) path->steps[path->count++] = reversed[--count];
}

/* Breadth first over steps of at least that truth. */
static bool privilege_walk(Privileges *privileges, PrivilegeQueue *queue, Truth least,
                           PrivilegePath *path) {
    size_t depth_end = 1, depth = 0;
    queue->items[queue->count++] = path->from;
    queue->seen[path->from->index] = true;
    while (queue->head < queue->count && depth < PRIVILEGE_PATH_MAX) {
        const Resource *at = queue->items[queue->head++];
        if (privilege_is_all(privileges, at, least)) {
            privilege_unwind(queue, NULL, at, path);
            return true;
        }
        const PrivilegeSteps *steps = privilege_steps(privileges, at);
        for (size_t i = 0; i < steps->count; i++) {
            const PrivilegeStep *step = &steps->items[i];
            if (step->truth < least) continue;
            if (step->to == NULL) {
                privilege_unwind(queue, step, at, path);
                return true;
            }
            if (queue->seen[step->to->index]) continue;
            queue->seen[step->to->index] = true;
            queue->came[step->to->index] = step;
            queue->items[queue->count++] = step->to;
        }
        if (queue->head == depth_end) {
            depth_end = queue->count;
            depth++;
        }
    }
    return false;
}

bool privilege_find_path(Privileges *privileges, const Resource *principal,
                         PrivilegePath *ret_path) {
    size_t count = privileges->access->estate->resources.count;
    for (int least = TRUTH_TRUE; least >= TRUTH_UNKNOWN; least--) {
        CLEANUP(arena_free) Arena scratch = {0};
        PrivilegeQueue queue = {.items = ARENA_ARRAY(&scratch, const Resource *, count),
                                .came = ARENA_ARRAY(&scratch, const PrivilegeStep *, count),
                                .seen = ARENA_ARRAY(&scratch, bool, count)};
        PrivilegePath path = {.from = principal, .truth = (Truth)least};
        if (!privilege_walk(privileges, &queue, (Truth)least, &path)) continue;
        *ret_path = path;
        return true;
    }
    return false;
}
