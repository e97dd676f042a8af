/* SPDX-License-Identifier: Apache-2.0 */
/* access.c -- see access.h. Each document is parsed once; a principal is a list of documents. */
#include "model/access.h"

#include "aws/arn.h"
#include "estate/trail.h"
#include "text/json.h"

/* Credentials that were issued before this day have long expired: the longest live 36 hours. A
 * fixed day, not a clock, so that the same input gives the same report. */
static const Str access_past = S_INIT("2026-01-01");

Access access_make(Arena *arena, Estate *estate) {
    return (Access){.estate = estate,
                    .arena = arena,
                    .principals = ARENA_ARRAY(arena, Principal *, estate->resources.count),
                    .targets = ARENA_ARRAY(arena, AccessTarget *, estate->resources.count),
                    .documents = map_make(arena)};
}

static Truth access_and(Truth left, Truth right) { return left < right ? left : right; }
static Truth access_not(Truth truth) { return (Truth)(TRUTH_TRUE - truth); }

/* ---- documents ---- */

static bool access_spell(const void *estate, Arena *arena, const Node *node, Str *ret_text) {
    return estate_canonical(estate, arena, node, ret_text);
}

static Truth access_date_condition(const PolicyCondition *condition) {
    bool time = str_equal_ignore_case(condition->key, S("aws:TokenIssueTime")) ||
                str_equal_ignore_case(condition->key, S("aws:CurrentTime"));
    if (!time || condition->values.count != 1) return TRUTH_UNKNOWN;
    Str day = node_text(condition->values.items);
    if (day.len < access_past.len) return TRUTH_UNKNOWN;
    bool past = str_compare(str_slice(day, 0, access_past.len), access_past) < 0;
    if (!past) return TRUTH_UNKNOWN;
    if (str_starts(condition->operation, S("DateLessThan"))) return TRUTH_FALSE;
    if (str_starts(condition->operation, S("DateEquals"))) return TRUTH_FALSE;
    return str_starts(condition->operation, S("DateGreaterThan")) ? TRUTH_TRUE : TRUTH_UNKNOWN;
}

static bool access_is_secure_transport(const PolicyCondition *condition) {
    if (!str_equal_ignore_case(condition->key, S("aws:SecureTransport"))) return false;
    if (!str_equal_ignore_case(condition->operation, S("Bool"))) return false;
    if (condition->values.count != 1) return false;
    const Node *value = condition->values.items;
    return node_is(value, NODE_BOOL) ? value->boolean : node_is_text(value, S("true"));
}

static void access_read_condition(Arena *arena, AccessStatement *statement,
                                  const PolicyCondition *condition) {
    Truth truth = access_date_condition(condition);
    bool positive = str_starts(condition->operation, S("StringEquals")) ||
                    str_starts(condition->operation, S("StringLike"));
    if (access_is_secure_transport(condition)) {
        truth = TRUTH_TRUE;
    } else if (positive && str_equal_ignore_case(condition->key, S("iam:PassedToService"))) {
        truth = condition->values.unknown ? TRUTH_UNKNOWN : TRUTH_TRUE;
        statement->only_for_service = true;
        for (size_t i = 0; i < condition->values.count; i++) {
            const Node *value = &condition->values.items[i];
            if (value->kind == NODE_UNKNOWN) truth = TRUTH_UNKNOWN;
            statement->services = str_join3(arena, statement->services, S(","), node_text(value));
        }
    }
    statement->condition = access_and(statement->condition, truth);
}

static AccessStatement access_read_statement(Arena *arena, const PolicyStatement *policy) {
    AccessStatement statement = {.policy = policy, .condition = TRUTH_TRUE};
    statement.actions = ARENA_ARRAY(arena, Str, policy->actions.count);
    statement.actions_unknown = policy->actions.unknown;
    for (size_t i = 0; i < policy->actions.count; i++) {
        const Node *action = &policy->actions.items[i];
        if (action->kind == NODE_STRING) {
            statement.actions[statement.action_count++] = str_lower(arena, action->text);
        } else {
            statement.actions_unknown = true;
        }
    }
    if (policy->conditions_unknown) statement.condition = TRUTH_UNKNOWN;
    for (size_t i = 0; i < policy->condition_count; i++) {
        access_read_condition(arena, &statement, &policy->conditions[i]);
    }
    return statement;
}

static const Node *access_tree(Access *access, const Node *node) {
    static const Source nowhere = {S_INIT("")};
    if (node_tree(node) != NULL) return node_tree(node);
    if (node->kind != NODE_STRING) return node;
    Node *parsed = ARENA_NEW(access->arena, Node);
    return json_read(access->arena, &nowhere, node->text, parsed, NULL) ? parsed : NULL;
}

static AccessDocument *access_parse(Access *access, const Node *node) {
    AccessDocument document = {0};
    PolicySpelling spelling = {access_spell, access->estate};
    const Node *tree = node == NULL ? NULL : access_tree(access, node);
    if (tree == NULL || !policy_parse(access->arena, tree, &spelling, &document.policy)) {
        return NULL;
    }
    document.statements = ARENA_ARRAY(access->arena, AccessStatement, document.policy.count);
    for (size_t i = 0; i < document.policy.count; i++) {
        document.statements[i] =
            access_read_statement(access->arena, &document.policy.statements[i]);
    }
    AccessDocument *kept = ARENA_NEW(access->arena, AccessDocument);
    *kept = document;
    return kept;
}

AccessDocument *access_document(Access *access, const Resource *holder, const Node *node,
                                Str path) {
    Str key = str_join3(access->arena, holder->address, S("\n"), path);
    AccessDocument *document = map_find(&access->documents, key);
    if (document != NULL) return document;
    document = access_parse(access, node);
    if (document == NULL) return NULL;
    document->holder = holder;
    document->node = node;
    document->path = str_copy(access->arena, path);
    document->evidence = trail_evidence(access->arena, holder, node, path);
    map_set(&access->documents, key, document);
    return document;
}

ResourceList access_unknown_refers(Access *access, const AccessDocument *document, Str type) {
    if (document == NULL || !document->policy.unknown || document->node == NULL) {
        return (ResourceList){0};
    }
    return estate_refers(access->estate, access->arena, document->node, type);
}

/* ---- principals ---- */

typedef struct AccessCollector {
    Access *access;
    Principal *principal;
    const Resource *holder; /* the principal, or a group that it is in */
    Str path;               /* what is being read */
    bool boundary;
} AccessCollector;

static void access_miss(const AccessCollector *collector, const Node *node, Str path) {
    Principal *principal = collector->principal;
    if (principal->incomplete) return;
    principal->incomplete = true;
    principal->missing = trail_evidence(collector->access->arena, collector->holder, node, path);
}

static void access_take(const AccessCollector *collector, AccessDocument *document) {
    Principal *principal = collector->principal;
    Arena *arena = collector->access->arena;
    AccessDocument ***list = collector->boundary ? &principal->boundaries : &principal->documents;
    size_t *count = collector->boundary ? &principal->boundary_count : &principal->document_count;
    if (*count == ACCESS_DOCUMENTS_MAX) return;
    *list = arena_grow_array(arena, *list, *count, *count + 1, sizeof **list);
    (*list)[(*count)++] = document;
}

static void access_visit_inline(void *context, const Node *node, Str path) {
    const AccessCollector *collector = context;
    Access *access = collector->access;
    Str full = str_join2(access->arena, collector->path, path);
    const Node *document = node_find(node, S("PolicyDocument"));
    if (node->kind == NODE_UNKNOWN) {
        access_miss(collector, node, full);
        return;
    }
    if (document == NULL) return;
    Str place = str_join2(access->arena, full, S(".PolicyDocument"));
    AccessDocument *parsed = access_document(access, collector->holder, document, place);
    if (parsed == NULL) {
        access_miss(collector, document, place);
    } else {
        if (parsed->policy.unknown) access_miss(collector, document, place);
        access_take(collector, parsed);
    }
}

/* A policy of AWS's whose document facts have. */
static AccessDocument *access_find_managed(Access *access, Str text) {
    Arn arn = {0};
    if (!arn_parse(text, &arn) || !str_equal(arn.account, S("aws"))) return NULL;
    Str name = arn_name(arn);
    Str key = str_join2(access->arena, S("aws\n"), name);
    AccessDocument *document = map_find(&access->documents, key);
    if (document != NULL) return document;
    document = access_parse(access, facts_find_policy(access->estate->facts, name));
    if (document == NULL) return NULL;
    document->name = str_copy(access->arena, name);
    map_set(&access->documents, key, document);
    return document;
}

static void access_visit_managed(void *context, const Node *node, Str path) {
    const AccessCollector *collector = context;
    Access *access = collector->access;
    Str full = str_join2(access->arena, collector->path, path), text = S("");
    ResourceList found =
        estate_refers(access->estate, access->arena, node, S("AWS::IAM::ManagedPolicy"));
    for (size_t i = 0; i < found.count; i++) {
        Resource *policy = found.items[i];
        const Node *document = node_find(&policy->properties, S("PolicyDocument"));
        resource_list_add(access->arena, &collector->principal->own_policies, policy);
        AccessDocument *parsed =
            document == NULL ? NULL
                             : access_document(access, policy, document, S("PolicyDocument"));
        if (parsed == NULL || parsed->policy.unknown) access_miss(collector, node, full);
        if (parsed != NULL) access_take(collector, parsed);
    }
    if (found.count > 0) return;
    bool known = estate_canonical(access->estate, access->arena, node, &text);
    AccessDocument *managed = known ? access_find_managed(access, text) : NULL;
    if (managed == NULL) {
        access_miss(collector, node, full);
        return;
    }
    AccessDocument *attached = ARENA_NEW(access->arena, AccessDocument);
    *attached = *managed;
    attached->evidence = trail_evidence(access->arena, collector->holder, node, full);
    access_take(collector, attached);
}

static void access_collect(AccessCollector *collector) {
    const Node *properties = &collector->holder->properties;
    const Node *policies = node_find(properties, S("Policies"));
    const Node *managed = node_find(properties, S("ManagedPolicyArns"));
    collector->path = S("Policies");
    if (policies != NULL) trail_visit(policies, S(""), access_visit_inline, collector);
    if (policies != NULL && (policies->flags & NODE_FLAG_OPEN) != 0) {
        access_miss(collector, policies, collector->path);
    }
    collector->path = S("ManagedPolicyArns");
    if (managed != NULL) trail_visit(managed, S(""), access_visit_managed, collector);
    if (managed != NULL && (managed->flags & NODE_FLAG_OPEN) != 0) {
        access_miss(collector, managed, collector->path);
    }
}

const Principal *access_principal(Access *access, const Resource *resource) {
    Principal *principal = access->principals[resource->index];
    if (principal != NULL) return principal;
    principal = ARENA_NEW(access->arena, Principal);
    access->principals[resource->index] = principal;
    principal->resource = resource;
    AccessCollector collector = {access, principal, resource, S(""), false};
    access_collect(&collector);
    TrailStops groups = {0};
    trail_follow(access->estate, resource, S("Groups"), S("AWS::IAM::Group"), &groups);
    for (size_t i = 0; i < groups.count; i++) {
        collector.holder = groups.items[i].resource;
        resource_list_add(access->arena, &principal->groups,
                          estate_get(access->estate, groups.items[i].resource->index));
        access_collect(&collector);
    }
    if (groups.incomplete) {
        collector.holder = resource;
        access_miss(&collector, NULL, S("Groups"));
    }
    const Node *boundary = node_find(&resource->properties, S("PermissionsBoundary"));
    collector.holder = resource;
    collector.boundary = true;
    collector.path = S("PermissionsBoundary");
    if (boundary != NULL) trail_visit(boundary, S(""), access_visit_managed, &collector);
    if (resource->outside) access_miss(&collector, NULL, S("Policies"));
    return principal;
}

/* ---- targets ---- */

/* How the name of a resource stands in an ARN. */
typedef enum AccessSpelling {
    ACCESS_WRITTEN,  /* as it was given; what Ref gives where it wasn't */
    ACCESS_REF,      /* "table/${Table}" */
    ACCESS_ATTRIBUTE /* "table/${Table.TableName}" */
} AccessSpelling;

/* "table/{TableName}" with the name filled in. */
static Str access_fill(Access *access, const Resource *resource, Str pattern,
                       AccessSpelling spelling) {
    Str text = S("");
    while (pattern.len > 0) {
        size_t open = str_find(pattern, S("{"));
        text = str_join2(access->arena, text, str_slice(pattern, 0, open));
        if (open >= pattern.len) break;
        pattern = str_slice(pattern, open + 1, pattern.len);
        Str name = S(""), property = str_cut(&pattern, '}');
        const Node *value = node_find(&resource->properties, property);
        bool known = spelling == ACCESS_WRITTEN && value != NULL && value->kind != NODE_NULL &&
                     estate_canonical(access->estate, access->arena, value, &name);
        if (!known) {
            Str token = spelling == ACCESS_ATTRIBUTE ? property : S("Ref");
            name = str_format(access->arena, "\x01%u:%.*s\x02", resource->index, STR_ARGS(token));
        }
        text = str_join2(access->arena, text, name);
    }
    return text;
}

const AccessTarget *access_target(Access *access, const Resource *resource) {
    static const DiagramTexts none = {0};
    AccessTarget *target = access->targets[resource->index];
    if (target != NULL) return target;
    target = access->targets[resource->index] = ARENA_NEW(access->arena, AccessTarget);
    target->resource = resource;
    const DiagramTexts *arns = resource->facts == NULL ? &none : &resource->facts->diagram.arns;
    for (size_t i = 0; i < arns->count && i < ACCESS_NAMES_MAX; i++) {
        Str rest = arns->items[i], service = str_cut(&rest, ':');
        if (i == 0) target->service = service;
        target->services[i] = service;
        target->names[target->name_count++] = access_fill(access, resource, rest, ACCESS_WRITTEN);
        for (int spelling = ACCESS_REF; spelling <= ACCESS_ATTRIBUTE; spelling++) {
            target->reference_services[target->reference_count] = service;
            target->references[target->reference_count++] =
                access_fill(access, resource, rest, (AccessSpelling)spelling);
        }
    }
    return target;
}

/* ---- patterns ---- */

enum { ACCESS_ARN_PARTS = 6 };

/* Splits an ARN at its colons, but not at those inside of \x01...\x02. */
static bool access_split(Str text, Str *ret_parts) {
    size_t start = 0, part = 0;
    bool inside = false;
    for (size_t i = 0; i < text.len && part < ACCESS_ARN_PARTS - 1; i++) {
        if (text.ptr[i] == '\x01') inside = true;
        if (text.ptr[i] == '\x02') inside = false;
        if (text.ptr[i] != ':' || inside) continue;
        ret_parts[part++] = str_slice(text, start, i);
        start = i + 1;
    }
    if (part < ACCESS_ARN_PARTS - 1) return false;
    ret_parts[part] = str_slice(text, start, text.len);
    return true;
}

/* A pattern that starts with an attribute of a resource: \x01<index>:Arn\x02. */
static bool access_names_resource(Str pattern, uint32_t *ret_index) {
    uint32_t index = 0;
    size_t at = 1;
    if (pattern.len < 3 || pattern.ptr[0] != '\x01') return false;
    for (; at < pattern.len && pattern.ptr[at] >= '0' && pattern.ptr[at] <= '9'; at++) {
        index = index * 10 + (uint32_t)(pattern.ptr[at] - '0');
    }
    if (at == 1 || at >= pattern.len || pattern.ptr[at] != ':') return false;
    *ret_index = index;
    return true;
}

/* Whether the pattern holds the name of a resource of the estate: \x01<index>:Ref\x02. */
static bool access_holds_resource(Str pattern) {
    for (size_t i = 0; i + 1 < pattern.len; i++) {
        bool digit = pattern.ptr[i + 1] >= '0' && pattern.ptr[i + 1] <= '9';
        if (pattern.ptr[i] == '\x01' && digit) return true;
    }
    return false;
}

/* Whether a name that isn't known could fit: the pattern has the same kind of resource and a star.
 */
static bool access_could_fit(Str pattern, Str name) {
    if (!str_contains(name, S("\x01")) || !str_contains(pattern, S("*"))) return false;
    if (access_holds_resource(pattern)) return false;
    size_t kind = str_find(name, S("\x01"));
    return pattern.len >= kind && str_equal(str_slice(pattern, 0, kind), str_slice(name, 0, kind));
}

static Str access_service_of(const AccessTarget *target, size_t name) {
    return target->services[name].len > 0 ? target->services[name] : target->service;
}

/* "arn:aws:s3*": shorter than an ARN. */
static Truth access_covers_short(Str pattern, const AccessTarget *target) {
    CLEANUP(arena_free) Arena scratch = {0};
    for (size_t i = 0; i < target->name_count; i++) {
        Str service = access_service_of(target, i);
        Str text = str_format(&scratch, "arn:aws:%.*s:::%.*s", STR_ARGS(service),
                              STR_ARGS(target->names[i]));
        if (str_glob(pattern, text)) return TRUTH_TRUE;
    }
    return TRUTH_FALSE;
}

static Truth access_covers_arn(Str pattern, const AccessTarget *target) {
    Str parts[ACCESS_ARN_PARTS];
    if (!access_split(pattern, parts)) return access_covers_short(pattern, target);
    if (str_equal(parts[4], S("aws"))) return TRUTH_FALSE; /* AWS's own, not the customer's */
    bool outside = str_contains(parts[5], S("\x01:")) && !access_holds_resource(parts[5]);
    Truth truth = TRUTH_FALSE;
    for (size_t i = 0; i < target->name_count; i++) {
        Str service = access_service_of(target, i);
        if (service.len > 0 && !str_glob(parts[2], service)) continue;
        if (str_glob(parts[5], target->names[i])) return TRUTH_TRUE;
        if (outside || access_could_fit(parts[5], target->names[i])) truth = TRUTH_UNKNOWN;
    }
    for (size_t i = 0; i < target->reference_count; i++) {
        if (!str_glob(parts[2], target->reference_services[i])) continue;
        if (str_glob(parts[5], target->references[i])) return TRUTH_TRUE;
    }
    bool any_name = target->name_count == 0 && outside;
    bool fits = target->service.len == 0 || str_glob(parts[2], target->service);
    return any_name && fits ? TRUTH_UNKNOWN : truth;
}

Truth access_covers(Str pattern, const AccessTarget *target) {
    uint32_t index = 0;
    if (str_equal(pattern, S("*"))) return TRUTH_TRUE;
    if (access_names_resource(pattern, &index)) {
        bool same = target->resource != NULL && target->resource->index == index;
        return same ? TRUTH_TRUE : TRUTH_FALSE;
    }
    if (str_starts(pattern, S("\x01:"))) return TRUTH_UNKNOWN;
    return access_covers_arn(pattern, target);
}

/* ---- questions ---- */

static Truth access_action_matches(const AccessStatement *statement, Str action) {
    Truth truth = statement->actions_unknown ? TRUTH_UNKNOWN : TRUTH_FALSE;
    for (size_t i = 0; i < statement->action_count && truth != TRUTH_TRUE; i++) {
        if (str_glob(statement->actions[i], action)) truth = TRUTH_TRUE;
    }
    return statement->policy->not_action ? access_not(truth) : truth;
}

static Truth access_resource_matches(const AccessStatement *statement, const AccessTarget *target) {
    const PolicyStatement *policy = statement->policy;
    if (!policy->has_resource) return TRUTH_TRUE;
    Truth truth = policy->resources.unknown ? TRUTH_UNKNOWN : TRUTH_FALSE;
    for (size_t i = 0; i < policy->resources.count && truth != TRUTH_TRUE; i++) {
        const Node *item = &policy->resources.items[i];
        Truth one = TRUTH_FALSE;
        if (item->kind == NODE_UNKNOWN) one = TRUTH_UNKNOWN;
        if (item->kind == NODE_STRING) one = access_covers(item->text, target);
        if (one > truth) truth = one;
    }
    return policy->not_resource ? access_not(truth) : truth;
}

static Truth access_service_matches(const AccessStatement *statement, Str passed_to) {
    Str rest = statement->services;
    if (!statement->only_for_service || passed_to.len == 0) return TRUTH_TRUE;
    while (rest.len > 0) {
        Str service = str_cut(&rest, ',');
        if (service.len > 0 && str_glob(service, passed_to)) return TRUTH_TRUE;
    }
    return TRUTH_FALSE;
}

typedef struct AccessQuestion {
    Str action;
    const AccessTarget *target;
    Str passed_to;
} AccessQuestion;

static Truth access_statement_matches(const AccessStatement *statement,
                                      const AccessQuestion *question) {
    Truth truth = access_action_matches(statement, question->action);
    if (truth == TRUTH_FALSE) return truth;
    truth = access_and(truth, access_resource_matches(statement, question->target));
    if (truth == TRUTH_FALSE) return truth;
    truth = access_and(truth, access_service_matches(statement, question->passed_to));
    return access_and(truth, statement->condition);
}

static Truth access_effect_is(const AccessStatement *statement, PolicyEffect effect) {
    if (statement->policy->effect == POLICY_EFFECT_UNKNOWN) return TRUTH_UNKNOWN;
    return statement->policy->effect == effect ? TRUTH_TRUE : TRUTH_FALSE;
}

static AccessAnswer access_ask_documents(AccessDocument *const *documents, size_t count,
                                         PolicyEffect effect, const AccessQuestion *question) {
    AccessAnswer answer = {TRUTH_FALSE, NULL, NULL};
    for (size_t d = 0; d < count && answer.truth != TRUTH_TRUE; d++) {
        for (size_t i = 0; i < documents[d]->policy.count; i++) {
            AccessStatement *statement = &documents[d]->statements[i];
            Truth truth = access_effect_is(statement, effect);
            if (truth == TRUTH_FALSE) continue;
            truth = access_and(truth, access_statement_matches(statement, question));
            if (truth > answer.truth) answer = (AccessAnswer){truth, documents[d], statement};
        }
    }
    return answer;
}

AccessAnswer access_ask(const Principal *principal, Str action, const AccessTarget *target,
                        Str passed_to) {
    const AccessQuestion question = {action, target, passed_to};
    AccessDocument *const *documents = principal->documents;
    AccessDocument *const *boundaries = principal->boundaries;
    size_t count = principal->document_count, boundary_count = principal->boundary_count;
    AccessAnswer allowed = access_ask_documents(documents, count, POLICY_ALLOW, &question);
    if (allowed.truth == TRUTH_FALSE) return allowed;
    AccessAnswer denied = access_ask_documents(documents, count, POLICY_DENY, &question);
    allowed.truth = access_and(allowed.truth, access_not(denied.truth));
    if (boundary_count == 0) return allowed;
    AccessAnswer inside = access_ask_documents(boundaries, boundary_count, POLICY_ALLOW, &question);
    AccessAnswer outside = access_ask_documents(boundaries, boundary_count, POLICY_DENY, &question);
    allowed.truth = access_and(allowed.truth, inside.truth);
    allowed.truth = access_and(allowed.truth, access_not(outside.truth));
    return allowed;
}

Truth access_denies(const Principal *principal, Str action, const AccessTarget *target) {
    const AccessQuestion question = {action, target, S("")};
    AccessAnswer own = access_ask_documents(principal->documents, principal->document_count,
                                            POLICY_DENY, &question);
    AccessAnswer boundary = access_ask_documents(principal->boundaries, principal->boundary_count,
                                                 POLICY_DENY, &question);
    return own.truth > boundary.truth ? own.truth : boundary.truth;
}

static bool access_is_everything(const AccessStatement *statement) {
    bool actions = false, resources = false;
    for (size_t i = 0; i < statement->action_count; i++) {
        actions |= str_equal(statement->actions[i], S("*"));
        actions |= str_equal(statement->actions[i], S("*:*"));
    }
    const PolicyValues *values = &statement->policy->resources;
    for (size_t i = 0; i < values->count; i++) resources |= node_is_text(&values->items[i], S("*"));
    return actions && resources && !statement->policy->not_action &&
           !statement->policy->not_resource;
}

AccessAnswer access_is_administrator(const Principal *principal) {
    /* what somebody who may do everything may do, and a denial of much would take away */
    static const char *const telling[] = {"iam:attachuserpolicy", "iam:putrolepolicy",
                                          "sts:assumerole", "s3:getobject"};
    AccessAnswer found = {TRUTH_FALSE, NULL, NULL};
    AccessTarget any = {0};
    for (size_t d = 0; d < principal->document_count; d++) {
        const AccessDocument *document = principal->documents[d];
        for (size_t i = 0; i < document->policy.count; i++) {
            AccessStatement *statement = &document->statements[i];
            Truth truth = access_effect_is(statement, POLICY_ALLOW);
            if (truth == TRUTH_FALSE || !access_is_everything(statement)) continue;
            truth = access_and(truth, statement->condition);
            if (truth > found.truth) found = (AccessAnswer){truth, document, statement};
        }
    }
    for (size_t i = 0; found.truth != TRUTH_FALSE && i < COUNT(telling); i++) {
        AccessAnswer one = access_ask(principal, str_from(telling[i]), &any, S(""));
        found.truth = access_and(found.truth, one.truth);
    }
    return found;
}

Evidence access_evidence(Access *access, AccessAnswer answer) {
    const AccessDocument *document = answer.document;
    AccessStatement *statement = answer.statement;
    if (document == NULL) return (Evidence){0};
    if (document->holder == NULL || statement == NULL) return document->evidence;
    if (statement->has_evidence) return statement->evidence;
    Str path = str_format(access->arena, "%.*s.Statement[%u]", STR_ARGS(document->path),
                          statement->policy->index);
    Evidence evidence =
        trail_evidence(access->arena, document->holder, statement->policy->node, path);
    if (evidence.line == 0) evidence.line = document->evidence.line;
    statement->has_evidence = true;
    statement->evidence = evidence;
    return evidence;
}
