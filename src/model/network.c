/* SPDX-License-Identifier: Apache-2.0 */
/* network.c -- see network.h. The shape of rules and routes is that of facts/aws/ec2.yaml:
 * Terraform's lists of ranges stand beside CloudFormation's single ones. */
#include "model/network.h"

#include "estate/trail.h"

static const Str network_anywhere = S_INIT("it is not known whom it lets in");

Network network_make(Arena *arena, Estate *estate) {
    size_t count = estate->resources.count;
    return (Network){.estate = estate,
                     .arena = arena,
                     .doors = ARENA_ARRAY(arena, NetworkDoors, count),
                     .has_doors = ARENA_ARRAY(arena, bool, count)};
}

static void network_add(Network *network, NetworkDoors *doors, NetworkDoor door) {
    if (doors->count == NETWORK_DOORS_MAX) return;
    if (doors->count == doors->capacity) {
        doors->capacity = doors->capacity == 0 ? 4 : doors->capacity * 2;
        doors->items = arena_grow_array(network->arena, doors->items, doors->count, doors->capacity,
                                        sizeof *doors->items);
    }
    doors->items[doors->count++] = door;
}

/* "TCP 443", "UDP 0-65535", "all traffic". */
static Str network_ports(Arena *arena, const Node *rule) {
    Str protocol = S(""), from = S(""), to = S("");
    const Node *given = node_find(rule, S("IpProtocol"));
    if (given != NULL) node_canonical(arena, given, &protocol);
    const Node *first = node_find(rule, S("FromPort")), *last = node_find(rule, S("ToPort"));
    if (first != NULL && first->kind != NODE_UNKNOWN) node_canonical(arena, first, &from);
    if (last != NULL && last->kind != NODE_UNKNOWN) node_canonical(arena, last, &to);
    if (protocol.len == 0 || str_equal(protocol, S("-1"))) return S("all traffic");
    if (str_equal(protocol, S("6"))) protocol = S("tcp");
    if (str_equal(protocol, S("17"))) protocol = S("udp");
    if (str_equal(protocol, S("1"))) protocol = S("icmp");
    char *upper = arena_alloc(arena, protocol.len + 1);
    for (size_t i = 0; i < protocol.len; i++) {
        char byte = protocol.ptr[i];
        upper[i] = (char)(byte >= 'a' && byte <= 'z' ? byte - 'a' + 'A' : byte);
    }
    Str name = {upper, protocol.len};
    if (from.len == 0 || str_equal(from, S("-1"))) return name;
    if (to.len == 0 || str_equal(from, to)) {
        return str_format(arena, "%.*s %.*s", STR_ARGS(name), STR_ARGS(from));
    }
    return str_format(arena, "%.*s %.*s-%.*s", STR_ARGS(name), STR_ARGS(from), STR_ARGS(to));
}

typedef struct NetworkRule {
    Network *network;
    NetworkDoors *doors;
    const Resource *group;
    Str ports;
    Str path; /* of the rule */
} NetworkRule;

static Evidence network_evidence(const NetworkRule *rule, const Node *node, Str path) {
    Str full = str_join3(rule->network->arena, rule->path, S("."), path);
    return trail_evidence(rule->network->arena, rule->group, node, full);
}

/* /0 and /1, and all of IPv6 that is in use. */
static bool network_is_internet(Cidr cidr) {
    return cidr.prefix <= 1 || (cidr.v6 && cidr.prefix <= 4 && !cidr_is_private(cidr));
}

static void network_visit_range(void *context, const Node *node, Str path) {
    const NetworkRule *rule = context;
    NetworkDoor door = {.truth = TRUTH_TRUE, .ports = rule->ports};
    door.evidence = network_evidence(rule, node, path);
    if (node->kind == NODE_UNKNOWN) {
        /* the range of a VPC, a subnet or an address of the estate is never the internet */
        door.internet = true;
        for (uint32_t i = 0; i < node->unknown->part_count; i++) {
            door.internet &= node->unknown->parts[i].kind != NODE_PART_REFERENCE;
        }
        door.truth = TRUTH_UNKNOWN;
    } else if (!cidr_parse(node_text(node), &door.cidr)) {
        door.internet = true; /* what isn't a range says nothing */
        door.truth = TRUTH_UNKNOWN;
    } else {
        door.has_cidr = true;
        door.internet = network_is_internet(door.cidr);
    }
    network_add(rule->network, rule->doors, door);
}

static void network_visit_group(void *context, const Node *node, Str path) {
    static const char *const types[] = {"AWS::EC2::SecurityGroup",
                                        "Terraform::EC2::DefaultSecurityGroup"};
    const NetworkRule *rule = context;
    Network *network = rule->network;
    for (size_t t = 0; t < COUNT(types); t++) {
        ResourceList found =
            estate_refers(network->estate, network->arena, node, str_from(types[t]));
        for (size_t i = 0; i < found.count; i++) {
            NetworkDoor door = {.from = found.items[i], .truth = TRUTH_TRUE, .ports = rule->ports};
            door.evidence = network_evidence(rule, node, path);
            network_add(network, rule->doors, door);
        }
    }
}

/* A prefix list of the estate spells its ranges out; another one is AWS's or somebody else's. */
static void network_visit_prefixes(void *context, const Node *node, Str path) {
    const NetworkRule *rule = context;
    Network *network = rule->network;
    ResourceList found =
        estate_refers(network->estate, network->arena, node, S("AWS::EC2::PrefixList"));
    for (size_t i = 0; i < found.count; i++) {
        NetworkRule inner = *rule;
        inner.group = found.items[i];
        inner.path = S("Entries");
        trail_visit(&found.items[i]->properties, S("Entries.Cidr"), network_visit_range, &inner);
    }
    if (found.count > 0 || node->kind != NODE_UNKNOWN) return;
    NetworkDoor door = {.truth = TRUTH_UNKNOWN, .ports = rule->ports};
    door.evidence = network_evidence(rule, node, path);
    network_add(network, rule->doors, door);
}

static void network_read_rule(void *context, const Node *node, Str path) {
    static const char *const ranges[] = {"CidrIp", "CidrIps", "CidrIpv6", "CidrIpv6s"};
    static const char *const groups[] = {"SourceSecurityGroupId", "SourceSecurityGroupIds",
                                         "SourceSecurityGroupName"};
    static const char *const lists[] = {"SourcePrefixListId", "SourcePrefixListIds"};
    NetworkRule rule = *(NetworkRule *)context;
    rule.path = str_join2(rule.network->arena, S("SecurityGroupIngress"), path);
    if (node->kind != NODE_MAP) {
        NetworkDoor door = {.internet = true, .truth = TRUTH_UNKNOWN, .ports = network_anywhere};
        door.evidence = trail_evidence(rule.network->arena, rule.group, node, rule.path);
        network_add(rule.network, rule.doors, door);
        return;
    }
    rule.ports = network_ports(rule.network->arena, node);
    for (size_t i = 0; i < COUNT(ranges); i++) {
        trail_visit(node, str_from(ranges[i]), network_visit_range, &rule);
    }
    for (size_t i = 0; i < COUNT(groups); i++) {
        trail_visit(node, str_from(groups[i]), network_visit_group, &rule);
    }
    for (size_t i = 0; i < COUNT(lists); i++) {
        trail_visit(node, str_from(lists[i]), network_visit_prefixes, &rule);
    }
    const Node *self = node_find(node, S("Self"));
    if (node_is(self, NODE_BOOL) && self->boolean) {
        NetworkDoor door = {.from = rule.group, .truth = TRUTH_TRUE, .ports = rule.ports};
        door.evidence = network_evidence(&rule, self, S("Self"));
        network_add(rule.network, rule.doors, door);
    }
}

const NetworkDoors *network_doors(Network *network, const Resource *group) {
    NetworkDoors *doors = &network->doors[group->index];
    if (network->has_doors[group->index]) return doors;
    network->has_doors[group->index] = true;
    NetworkRule rule = {.network = network, .doors = doors, .group = group};
    const Node *rules = node_find(&group->properties, S("SecurityGroupIngress"));
    if (rules != NULL) trail_visit(rules, S(""), network_read_rule, &rule);
    return doors;
}

/* ---- routes ---- */

typedef struct NetworkRoutes {
    Network *network;
    Model *model;
    const Resource *table;
    Claim *claim;
} NetworkRoutes;

static void network_state(const NetworkRoutes *routes, Truth truth, Str reason, Evidence evidence) {
    Claim *claim = routes->claim;
    if (claim->stated && claim->truth >= truth) return;
    claim->stated = true;
    claim->truth = truth;
    claim->reason = reason;
    claim->evidence = (EvidenceList){0};
    model_add_evidence(routes->model, &claim->evidence, evidence);
}

static Truth network_goes_everywhere(const Node *route) {
    static const char *const keys[] = {"DestinationCidrBlock", "DestinationIpv6CidrBlock"};
    Truth truth = TRUTH_FALSE;
    for (size_t i = 0; i < COUNT(keys); i++) {
        const Node *range = node_find(route, str_from(keys[i]));
        Cidr cidr = {0};
        if (node_is(range, NODE_UNKNOWN)) truth = TRUTH_UNKNOWN;
        if (cidr_parse(node_text(range), &cidr) && network_is_internet(cidr)) return TRUTH_TRUE;
    }
    return truth;
}

/* Whether a route's target is an internet gateway; one that a parameter names may be. */
static Truth network_is_gateway(Network *network, const Node *target) {
    static const Str gateway = S_INIT("AWS::EC2::InternetGateway");
    Estate *estate = network->estate;
    if (estate_refers(estate, network->arena, target, gateway).count > 0) return TRUTH_TRUE;
    if (target->kind != NODE_UNKNOWN) {
        return str_starts(node_text(target), S("igw-")) ? TRUTH_TRUE : TRUTH_FALSE;
    }
    bool other = estate_refers(estate, network->arena, target, S("")).count > 0;
    return other ? TRUTH_FALSE : TRUTH_UNKNOWN;
}

static void network_read_route(void *context, const Node *route, Str path) {
    const NetworkRoutes *routes = context;
    Network *network = routes->network;
    const Node *gateway = node_find(route, S("GatewayId"));
    if (gateway == NULL || gateway->kind == NODE_NULL) return;
    Str shown = str_join3(network->arena, S("Routes"), path, S(".GatewayId"));
    Evidence evidence = trail_evidence(network->arena, routes->table, gateway, shown);
    Truth truth = network_goes_everywhere(route);
    if (truth == TRUTH_FALSE) return;
    Truth internet = network_is_gateway(network, gateway);
    if (internet < truth) truth = internet;
    if (truth == TRUTH_TRUE) {
        network_state(routes, truth, S("its routes lead to an internet gateway"), evidence);
    } else if (truth == TRUTH_UNKNOWN) {
        network_state(routes, truth, S("where its routes lead isn't known"), evidence);
    }
}

static void network_read_table(const NetworkRoutes *routes) {
    const Node *list = node_find(&routes->table->properties, S("Routes"));
    Evidence nothing = trail_evidence(routes->network->arena, routes->table, NULL, S("Routes"));
    if (list != NULL) trail_visit(list, S(""), network_read_route, (void *)(uintptr_t)routes);
    if (list != NULL && (list->kind == NODE_UNKNOWN || (list->flags & NODE_FLAG_OPEN) != 0)) {
        network_state(routes, TRUTH_UNKNOWN, S("not all of its routes are known"), nothing);
    }
    if (routes->claim->stated) return;
    if (list != NULL) {
        nothing = trail_evidence(routes->network->arena, routes->table, list, S("Routes"));
    }
    network_state(routes, TRUTH_FALSE, S("none of its routes leads to an internet gateway"),
                  nothing);
}

/* The route tables that type's property `of` joins to target. */
static void network_read_associated(NetworkRoutes *routes, Str type, Str path,
                                    const Resource *target) {
    Estate *estate = routes->network->estate;
    const ResourceList *joins = estate_referrers(estate, type, path, target);
    for (size_t i = 0; i < joins->count; i++) {
        TrailStops tables = {0};
        trail_follow(estate, joins->items[i], S("RouteTableId"), S("AWS::EC2::RouteTable"),
                     &tables);
        for (size_t t = 0; t < tables.count; t++) {
            routes->table = tables.items[t].resource;
            network_read_table(routes);
        }
        if (tables.count > 0) continue;
        const Node *table = node_find(&joins->items[i]->properties, S("RouteTableId"));
        Evidence evidence =
            trail_evidence(routes->network->arena, joins->items[i], table, S("RouteTableId"));
        network_state(routes, TRUTH_UNKNOWN, S("its route table is not among what was read"),
                      evidence);
    }
}

Claim network_subnet_open(Network *network, Model *model, const Resource *subnet) {
    Claim claim = {0};
    NetworkRoutes routes = {network, model, NULL, &claim};
    network_read_associated(&routes, S("AWS::EC2::SubnetRouteTableAssociation"), S("SubnetId"),
                            subnet);
    if (claim.stated) return claim;
    TrailStops vpcs = {0};
    trail_follow(network->estate, subnet, S("VpcId"), S("AWS::EC2::VPC"), &vpcs);
    const Node *vpc = node_find(&subnet->properties, S("VpcId"));
    Evidence evidence = trail_evidence(network->arena, subnet, vpc, S("VpcId"));
    for (size_t i = 0; i < vpcs.count; i++) {
        const Resource *home = vpcs.items[i].resource;
        network_read_associated(&routes, S("Terraform::EC2::MainRouteTableAssociation"), S("VpcId"),
                                home);
        const ResourceList *tables = estate_referrers(network->estate, S("AWS::EC2::RouteTable"),
                                                      S("DefaultRouteTableId"), home);
        for (size_t t = 0; t < tables->count; t++) {
            routes.table = tables->items[t];
            network_read_table(&routes);
        }
        if (claim.stated || home->outside) continue;
        network_state(&routes, TRUTH_FALSE, S("the main route table of its VPC has no such route"),
                      evidence);
    }
    if (!claim.stated) {
        network_state(&routes, TRUTH_UNKNOWN, S("its routes are not among what was read"),
                      evidence);
    }
    return claim;
}
