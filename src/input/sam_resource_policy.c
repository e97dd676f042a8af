/* SPDX-License-Identifier: Apache-2.0 */
/* sam_resource_policy.c -- the ResourcePolicy of an API or a method: lists of accounts, addresses
 * and networks become statements of x-amazon-apigateway-policy. */
#include "input/sam_internal.h"

/* Networks: which lists deny whom. The names of a list are for text, VPCs and endpoints. */
typedef struct SamNetworkList {
    const char *condition;
    const char *texts;
    const char *vpcs;
    const char *endpoints;
} SamNetworkList;

static const SamNetworkList sam_network_lists[] = {
    {"StringEquals", "SourceVpcBlacklist", "IntrinsicVpcBlacklist", "IntrinsicVpceBlacklist"},
    {"StringNotEquals", "SourceVpcWhitelist", "IntrinsicVpcWhitelist", "IntrinsicVpceWhitelist"},
};

/* The execute-api ARNs of all methods of a path. */
static Node *sam_resource_policy_arns(Sam *sam, Node *body, Str path, const Node *stage) {
    Node *arns = sam_form(sam, stage, "[]");
    Node *item = sam_node_find_own(sam_node_find_own(body, S("paths")), path);
    Node *branches[2];
    size_t count = item == NULL ? 0 : sam_swagger_branches(item, branches);
    for (size_t i = 0; i < count; i++) {
        for (uint32_t j = 0; branches[i]->kind == NODE_MAP && j < branches[i]->count; j++) {
            Str method = sam_swagger_method(sam, branches[i]->pairs[j].key);
            char *upper = arena_alloc(sam->arena, method.len + 1);
            for (size_t k = 0; k < method.len; k++) {
                char byte = method.ptr[k];
                upper[k] = byte >= 'a' && byte <= 'z' ? (char)(byte - 'a' + 'A') : byte;
            }
            bool any = str_equal(method, S("x-amazon-apigateway-any-method"));
            Str arn = str_format(sam->arena, "execute-api:/${__Stage__}/%s%.*s", any ? "*" : upper,
                                 STR_ARGS(sam_swagger_arn_path(sam, path)));
            node_list_add(sam->arena, arns,
                          *sam_form(sam, stage, "{'Fn::Sub': [$0, {__Stage__: $1}]}",
                                    sam_node_text(sam, stage, arn), stage));
        }
    }
    return arns;
}

/* The list of statements of the document's policy, which is added when it is missing. */
static Node *sam_resource_policy_statements(Sam *sam, Node *body) {
    Node *policy = sam_node_map_at(sam, body, S("x-amazon-apigateway-policy"));
    if (policy == NULL) return NULL;
    sam_node_set(sam, policy, S("Version"), sam_node_text(sam, body, S("2012-10-17")));
    Node *list = sam_node_find_own(policy, S("Statement"));
    if (node_is(list, NODE_LIST)) return list;
    Node *made = sam_form(sam, body, "[$0]", list);
    return node_map_set(sam->arena, policy, S("Statement"), *made);
}

static void sam_resource_policy_accounts(Sam *sam, Node *body, const Node *accounts,
                                         const char *effect, const Node *arns) {
    if (!sam_node_is_true(accounts)) return;
    const Node *list =
        node_is(accounts, NODE_LIST) ? accounts : sam_form(sam, accounts, "[$0]", accounts);
    Node *statements = sam_resource_policy_statements(sam, body);
    if (statements == NULL) return;
    node_list_add(sam->arena, statements,
                  *sam_form(sam, accounts,
                            "{Effect: $0, Action: 'execute-api:Invoke', Resource: $1, Principal: "
                            "{AWS: $2}}",
                            sam_node_text(sam, accounts, str_from(effect)), arns, list));
}

/* Everybody may call, and is denied under the condition. */
static void sam_resource_policy_deny(Sam *sam, Node *body, const Node *arns,
                                     const Node *condition) {
    Node *statements = sam_resource_policy_statements(sam, body);
    if (statements == NULL) return;
    sam_node_add_unique(sam, statements,
                        sam_form(sam, condition,
                                 "{Effect: Allow, Action: 'execute-api:Invoke', Resource: $0, "
                                 "Principal: '*'}",
                                 arns));
    sam_node_add_unique(sam, statements,
                        sam_form(sam, condition,
                                 "{Effect: Deny, Action: 'execute-api:Invoke', Resource: $0, "
                                 "Principal: '*', Condition: $1}",
                                 arns, condition));
}

static void sam_resource_policy_addresses(Sam *sam, Node *body, const Node *addresses,
                                          const char *condition, const Node *arns) {
    if (!sam_node_is_true(addresses)) return;
    const Node *list =
        node_is(addresses, NODE_LIST) ? addresses : sam_form(sam, addresses, "[$0]", addresses);
    sam_resource_policy_deny(sam, body, arns,
                             sam_form(sam, addresses, "{$0: {'aws:SourceIp': $1}}",
                                      sam_node_text(sam, addresses, str_from(condition)), list));
}

static void sam_resource_policy_append(Sam *sam, Node *condition, const char *key,
                                       const Node *item) {
    Node *list = sam_node_find_own(condition, str_from(key));
    if (list == NULL) {
        list = node_map_set(sam->arena, condition, str_from(key), *sam_form(sam, item, "[]"));
    }
    node_list_add(sam->arena, list, *item);
}

static void sam_resource_policy_networks(Sam *sam, Node *body, const Node *policy,
                                         const SamNetworkList *lists, const Node *arns) {
    Node *condition = sam_form(sam, policy, "{}");
    const Node *texts = sam_node_find(policy, str_from(lists->texts));
    const Node *vpcs = sam_node_find(policy, str_from(lists->vpcs));
    const Node *endpoints = sam_node_find(policy, str_from(lists->endpoints));
    for (uint32_t i = 0; node_is(texts, NODE_LIST) && i < texts->count; i++) {
        bool endpoint = str_starts(node_text(&texts->items[i]), S("vpce-"));
        sam_resource_policy_append(sam, condition, endpoint ? "aws:SourceVpce" : "aws:SourceVpc",
                                   &texts->items[i]);
    }
    for (uint32_t i = 0; node_is(vpcs, NODE_LIST) && i < vpcs->count; i++) {
        sam_resource_policy_append(sam, condition, "aws:SourceVpc", &vpcs->items[i]);
    }
    for (uint32_t i = 0; node_is(endpoints, NODE_LIST) && i < endpoints->count; i++) {
        sam_resource_policy_append(sam, condition, "aws:SourceVpce", &endpoints->items[i]);
    }
    if (condition->count == 0) return;
    sam_resource_policy_deny(sam, body, arns,
                             sam_form(sam, policy, "{$0: $1}",
                                      sam_node_text(sam, policy, str_from(lists->condition)),
                                      condition));
}

void sam_resource_policy_add(Sam *sam, Node *body, const Node *policy, Str path,
                             const Node *stage) {
    const Node *arns = sam_resource_policy_arns(sam, body, path, stage);
    sam_resource_policy_accounts(sam, body, sam_node_find(policy, S("AwsAccountWhitelist")),
                                 "Allow", arns);
    sam_resource_policy_accounts(sam, body, sam_node_find(policy, S("AwsAccountBlacklist")), "Deny",
                                 arns);
    sam_resource_policy_addresses(sam, body, sam_node_find(policy, S("IpRangeWhitelist")),
                                  "NotIpAddress", arns);
    sam_resource_policy_addresses(sam, body, sam_node_find(policy, S("IpRangeBlacklist")),
                                  "IpAddress", arns);
    for (size_t i = 0; i < COUNT(sam_network_lists); i++) {
        sam_resource_policy_networks(sam, body, policy, &sam_network_lists[i], arns);
    }
}

void sam_resource_policy_add_custom(Sam *sam, Node *body, const Node *policy) {
    const Node *value = sam_node_find(policy, S("CustomStatements"));
    const Node *before = sam_node_find(body, S("x-amazon-apigateway-policy"));
    if (value == NULL) return;
    if (sam_node_find(before, S("Statement")) == NULL) {
        Node *made = sam_node_map_at(sam, body, S("x-amazon-apigateway-policy"));
        if (made == NULL) return;
        sam_node_set(sam, made, S("Version"), sam_node_text(sam, value, S("2012-10-17")));
        sam_node_set(sam, made, S("Statement"), sam_node_copy(sam, value));
        return;
    }
    size_t count = 0;
    const Node *custom = sam_node_items(value, &count);
    Node *statements = sam_resource_policy_statements(sam, body);
    for (size_t i = 0; statements != NULL && i < count; i++) {
        sam_node_add_unique(sam, statements, &custom[i]);
    }
}
