/* SPDX-License-Identifier: Apache-2.0 */
/* infer_entry.c -- who comes in from outside: everybody, where an endpoint or the network lets
 * them, and whom a resource's own policy lets in. */
#include "aws/arn.h"
#include "base/buffer.h"
#include "model/infer_parts.h"

/* ---- the network ---- */

static Truth infer_and(Truth left, Truth right) { return left < right ? left : right; }

enum { INFER_PORTS_MAX = 12 /* shown of one entry */ };

typedef struct InferWay {
    Infer *infer;
    const Resource *resource;
    Flow *flow;
    Str ports[INFER_PORTS_MAX]; /* sorted, each once */
    size_t port_count;
} InferWay;

static void infer_way_note(InferWay *way, Evidence evidence) {
    model_add_evidence(way->infer->model, &way->flow->evidence, evidence);
}

static Truth infer_way_test(InferWay *way, const DiagramTests *tests) {
    TrailSeen seen = {.count = 0};
    Truth truth = trail_test(way->infer->model->arena, way->resource, tests, &seen);
    for (size_t i = 0; i < seen.count; i++) infer_way_note(way, seen.items[i]);
    return truth;
}

static bool infer_has_elastic_address(InferWay *way) {
    static const char *const types[] = {"AWS::EC2::EIP", "AWS::EC2::EIPAssociation"};
    static const char *const paths[] = {"InstanceId", "NetworkInterfaceId"};
    for (size_t i = 0; i < COUNT(types) * COUNT(paths); i++) {
        Str path = str_from(paths[i % 2]);
        const ResourceList *found =
            estate_referrers(way->infer->estate, str_from(types[i / 2]), path, way->resource);
        if (found->count == 0) continue;
        const Resource *address = found->items[0];
        const Node *node = node_find(&address->properties, path);
        infer_way_note(way, trail_evidence(way->infer->model->arena, address, node, path));
        return true;
    }
    return false;
}

/* Whether subnets give what starts in them an address on the internet. */
static Truth infer_subnet_addresses(InferWay *way, const InferPlace *place) {
    static const Str yes = S_INIT("true");
    static const DiagramTest given = {S_INIT("MapPublicIpOnLaunch"), {&yes, 1}};
    const DiagramTests tests = {&given, 1};
    Truth truth = place == NULL || place->subnets.count == 0 ? TRUTH_UNKNOWN : TRUTH_FALSE;
    for (size_t i = 0; place != NULL && i < place->subnets.count; i++) {
        TrailSeen seen = {.count = 0};
        Truth one =
            trail_test(way->infer->model->arena, place->subnets.items[i].resource, &tests, &seen);
        if (one > truth) truth = one;
        if (one != TRUTH_FALSE && seen.count > 0) infer_way_note(way, seen.items[0]);
    }
    if (place != NULL && place->subnets.incomplete && truth == TRUTH_FALSE) return TRUTH_UNKNOWN;
    return truth;
}

static Truth infer_has_address(InferWay *way, const InferPlace *place) {
    const Diagram *diagram = infer_diagram(way->resource);
    Truth truth = diagram->has_public ? infer_way_test(way, &diagram->public) : TRUTH_FALSE;
    if (truth == TRUTH_TRUE) return truth;
    if (infer_has_elastic_address(way)) return TRUTH_TRUE;
    if (!diagram->subnet_address) return truth;
    for (size_t i = 0; i < diagram->public.count; i++) {
        /* it says no, whatever the subnet does */
        const Node *said =
            node_find_path(&way->resource->properties, diagram->public.items[i].path);
        if (said != NULL && said->kind == NODE_BOOL) return TRUTH_FALSE;
    }
    Truth subnets = infer_subnet_addresses(way, place);
    return subnets > truth ? subnets : truth;
}

static Truth infer_has_route(InferWay *way, const InferPlace *place) {
    if (place == NULL || place->subnets.count == 0) return TRUTH_UNKNOWN;
    Truth truth = TRUTH_FALSE;
    for (size_t i = 0; i < place->subnets.count; i++) {
        Claim open = network_subnet_open(&way->infer->network, way->infer->model,
                                         place->subnets.items[i].resource);
        if (claim_truth(&open) <= truth) continue;
        truth = claim_truth(&open);
        if (open.evidence.count > 0) infer_way_note(way, open.evidence.items[0]);
    }
    return truth == TRUTH_FALSE && place->subnets.incomplete ? TRUTH_UNKNOWN : truth;
}

static void infer_add_ports(InferWay *way, Str ports) {
    size_t at = 0;
    while (at < way->port_count && str_compare(way->ports[at], ports) < 0) at++;
    if (at < way->port_count && str_equal(way->ports[at], ports)) return;
    if (way->port_count == INFER_PORTS_MAX) return;
    for (size_t i = way->port_count++; i > at; i--) way->ports[i] = way->ports[i - 1];
    way->ports[at] = ports;
}

static Str infer_ports_label(const InferWay *way) {
    Str label = way->ports[0];
    for (size_t i = 1; i < way->port_count; i++) {
        label = str_join3(way->infer->model->arena, label, S(", "), way->ports[i]);
    }
    return label;
}

/* Without any group named, the VPC's default group lets in only its own members. A type that has no
 * groups at all (an old Network Load Balancer) lets everybody in. */
static Truth infer_has_door(InferWay *way, const InferPlace *place) {
    const Diagram *diagram = infer_diagram(way->resource);
    Truth truth = TRUTH_FALSE;
    if (diagram->groups.count == 0) return TRUTH_TRUE;
    if (place == NULL) return TRUTH_UNKNOWN;
    for (size_t i = 0; i < place->groups.count; i++) {
        const NetworkDoors *doors =
            network_doors(&way->infer->network, place->groups.items[i].resource);
        for (size_t d = 0; d < doors->count; d++) {
            const NetworkDoor *door = &doors->items[d];
            if (!door->internet || door->truth < TRUTH_UNKNOWN) continue;
            infer_way_note(way, door->evidence);
            infer_add_ports(way, door->ports);
            if (door->truth > truth) truth = door->truth;
        }
    }
    return truth == TRUTH_FALSE && place->groups.incomplete ? TRUTH_UNKNOWN : truth;
}

/* Address, route and door: all three, or nobody comes in. */
static Truth infer_network_lets_in(InferWay *way) {
    const InferPlace *place = infer_find_place(way->infer, way->resource);
    Truth truth = infer_has_address(way, place);
    if (truth == TRUTH_FALSE) return truth;
    truth = infer_and(truth, infer_has_route(way, place));
    return truth == TRUTH_FALSE ? truth : infer_and(truth, infer_has_door(way, place));
}

/* ---- entries ---- */

static void infer_add_entry(Infer *infer, const InferPart *part, const DiagramEntry *entry) {
    Flow flow = {.from_id = INFER_USERS, .to_id = part->element->id, .label = entry->label};
    InferWay way = {.infer = infer, .resource = part->resource, .flow = &flow};
    Truth truth = infer_way_test(&way, &entry->when);
    if (truth != TRUTH_FALSE && entry->network) {
        truth = infer_and(truth, infer_network_lets_in(&way));
    }
    if (truth != TRUTH_FALSE) {
        /* a port more or less leaves it the same flow */
        flow.id = str_format(infer->model->arena, "%.*s -> %.*s: %.*s", STR_ARGS(flow.from_id),
                             STR_ARGS(flow.to_id), STR_ARGS(entry->label));
        if (way.port_count > 0) flow.label = infer_ports_label(&way);
        flow.encrypted = infer_claim(infer, part->resource, &entry->encrypted);
        flow.authenticated = infer_claim(infer, part->resource, &entry->authenticated);
        flow.certain = infer_always(
            truth, truth == TRUTH_TRUE ? S("") : S("address, route or security group isn't known"));
        flow.place = part->element->place;
        infer_users(infer);
        model_add_flow(infer->model, &flow);
    }
}

/* ---- resource policies ---- */

typedef struct InferPolicy {
    Infer *infer;
    const Element *element;
    AccessDocument *document;
    AccessStatement *statement;
    Truth blocked;
} InferPolicy;

/* "s3:GetObject, ListBucket": the service stands once. */
static Str infer_actions(Infer *infer, const PolicyStatement *statement) {
    CLEANUP(buffer_free) Buffer out = {0};
    Str service = S("");
    if (statement->not_action) return S("all but a few actions");
    for (size_t i = 0; i < statement->actions.count && i < 6; i++) {
        Str text = node_text(&statement->actions.items[i]), name = text;
        Str prefix = str_cut(&name, ':');
        if (text.len == 0) continue;
        if (out.len > 0) buffer_add(&out, S(", "));
        buffer_add(&out, str_equal(prefix, service) ? name : text);
        service = prefix;
    }
    if (statement->actions.count > 6) buffer_add(&out, S(", ..."));
    return str_copy(infer->model->arena, buffer_text(&out));
}

static void infer_add_grant(InferPolicy *policy, Str from_id, Truth truth, bool authenticated) {
    Infer *infer = policy->infer;
    Flow flow = {.from_id = from_id, .to_id = policy->element->id};
    AccessAnswer answer = {truth, policy->document, policy->statement};
    flow.label = infer_actions(infer, policy->statement->policy);
    flow.id = str_format(infer->model->arena, "%.*s -> %.*s: by its policy", STR_ARGS(from_id),
                         STR_ARGS(policy->element->id));
    const Flow *known = model_find_flow(infer->model, flow.id);
    if (known != NULL && !str_contains(known->label, flow.label)) {
        flow.label = str_join3(infer->model->arena, known->label, S("; "), flow.label);
    }
    model_add_evidence(infer->model, &flow.evidence, access_evidence(&infer->access, answer));
    flow.certain = infer_always(truth, truth == TRUTH_TRUE ? S("") : S("a condition decides it"));
    flow.authenticated = authenticated
                             ? infer_always(TRUTH_TRUE, S("signed with credentials of AWS"))
                             : infer_always(TRUTH_FALSE, S("the policy lets in everybody"));
    flow.place = (ModelPlace){flow.evidence.items[0].file, flow.evidence.items[0].line};
    model_add_flow(infer->model, &flow);
}

/* "arn:aws:iam::111122223333:role/x" or "111122223333" -> the number; empty for another text. */
static Str infer_account_number(Str text) {
    Arn arn = {0};
    if (arn_parse(text, &arn)) text = arn.account;
    if (text.len != 12) return S("");
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') return S("");
    }
    return text;
}

static void infer_grant_account(InferPolicy *policy, Str number) {
    Infer *infer = policy->infer;
    Str id = str_join2(infer->model->arena, S("account:"), number);
    Str name = str_join2(infer->model->arena, S("AWS account "), number);
    Boundary boundary = {.id = id, .name = name, .kind = BOUNDARY_ACCOUNT};
    Element element = {.id = id, .name = name, .kind = ELEMENT_EXTERNAL, .boundary_id = id};
    element.description = S("Named by a policy. It may be this very account.");
    model_add_boundary(infer->model, &boundary);
    model_add_element(infer->model, &element);
    infer_add_grant(policy, id, infer_and(TRUTH_TRUE, policy->statement->condition), true);
}

static void infer_visit_principal(void *context, const Node *node, Str path) {
    InferPolicy *policy = context;
    (void)path;
    Str number = infer_account_number(node_text(node));
    if (number.len > 0) infer_grant_account(policy, number);
}

static void infer_read_grant(InferPolicy *policy) {
    const PolicyStatement *statement = policy->statement->policy;
    if (statement->effect != POLICY_ALLOW) return;
    Arena *arena = policy->infer->model->arena;
    Truth open = policy_principal_is_public(statement);
    Truth restricted = policy_statement_is_restricted(arena, statement);
    open = infer_and(open, (Truth)(TRUTH_TRUE - restricted));
    open = infer_and(open, (Truth)(TRUTH_TRUE - policy->blocked));
    if (open == TRUTH_TRUE && policy->statement->condition == TRUTH_UNKNOWN) open = TRUTH_UNKNOWN;
    if (open != TRUTH_FALSE) {
        infer_users(policy->infer);
        infer_add_grant(policy, INFER_USERS, open, false);
    }
    const Node *principal = statement->principal;
    if (statement->not_principal || !node_is(principal, NODE_MAP)) return;
    const Node *accounts = node_find(principal, S("AWS"));
    if (accounts != NULL) trail_visit(accounts, S(""), infer_visit_principal, policy);
}

typedef struct InferPolicies {
    Infer *infer;
    const InferPart *part;
} InferPolicies;

static void infer_visit_policy(void *context, const Node *node, Str path) {
    const InferPolicies *policies = context;
    Infer *infer = policies->infer;
    const Resource *resource = policies->part->resource;
    const Diagram *diagram = infer_diagram(resource);
    AccessDocument *document = access_document(&infer->access, resource, node, path);
    InferPolicy policy = {infer, policies->part->element, document, NULL, TRUTH_FALSE};
    if (document == NULL) return;
    if (diagram->has_policy_blocked) {
        policy.blocked = trail_test(infer->model->arena, resource, &diagram->policy_blocked, NULL);
    }
    for (size_t i = 0; i < document->policy.count; i++) {
        policy.statement = &document->statements[i];
        infer_read_grant(&policy);
    }
}

void infer_add_entries(Infer *infer) {
    for (size_t i = 0; i < infer->part_count; i++) {
        const InferPart *part = &infer->parts[i];
        const Diagram *diagram = infer_diagram(part->resource);
        for (size_t e = 0; e < diagram->entry_count; e++) {
            infer_add_entry(infer, part, &diagram->entries[e]);
        }
        InferPolicies policies = {infer, part};
        for (size_t p = 0; p < diagram->policy.count; p++) {
            trail_visit(&part->resource->properties, diagram->policy.items[p], infer_visit_policy,
                        &policies);
        }
    }
}
