/* SPDX-License-Identifier: Apache-2.0 */
/* sam_role.c -- execution roles: a trust policy, managed policies, and the inline policies that
 * Policies, events and destinations ask for. */
#include "input/sam_internal.h"

enum { SAM_ROLE_IF_DEPTH_MAX = 16 }; /* Fn::If in Fn::If in a Policies entry */

typedef enum SamPolicyKind {
    SAM_POLICY_MANAGED,
    SAM_POLICY_STATEMENT,
    SAM_POLICY_TEMPLATE,
    SAM_POLICY_NONE /* {Ref: AWS::NoValue} */,
    SAM_POLICY_UNKNOWN
} SamPolicyKind;

SamRole sam_role_make(Sam *sam, const Node *at, const Node *trust) {
    return (SamRole){sam_form(sam, at, "[]"), sam_form(sam, at, "[]"), trust, NULL};
}

void sam_role_manage(Sam *sam, SamRole *role, const char *path) {
    Str arn = str_join2(sam->arena, S("arn:aws:iam::aws:policy/"), str_from(path));
    sam_node_add_unique(sam, role->managed, sam_node_text(sam, role->managed, arn));
}

void sam_role_allow(Sam *sam, SamRole *role, const Node *policy) {
    if (policy == NULL) return;
    const Node *document = node_find(policy, S("PolicyDocument"));
    for (uint32_t i = 0; i < role->policies->count; i++) {
        const Node *other = node_find(&role->policies->items[i], S("PolicyDocument"));
        if (other != NULL && document != NULL && node_equal(other, document)) return;
    }
    node_list_add(sam->arena, role->policies, *policy);
}

static bool sam_role_is_template(const Node *policy) {
    if (!node_is(policy, NODE_MAP) || policy->count != 1) return false;
    for (const SamPolicyStatement *row = sam_policy_table; row->policy != NULL; row++) {
        if (str_equal(str_from(row->policy), policy->pairs[0].key)) return true;
    }
    return false;
}

/* What an entry of Policies is; both sides of a Fn::If must be the same, or nothing. */
static SamPolicyKind sam_role_kind(const Node *policy, int depth) {
    if (depth > SAM_ROLE_IF_DEPTH_MAX) return SAM_POLICY_UNKNOWN;
    if (node_is(policy, NODE_STRING) || node_is(policy, NODE_UNKNOWN)) return SAM_POLICY_MANAGED;
    if (sam_node_is_no_value(policy)) return SAM_POLICY_NONE;
    const Node *branches = sam_node_if(policy);
    if (branches != NULL) {
        SamPolicyKind then_kind = sam_role_kind(&branches[1], depth + 1);
        SamPolicyKind else_kind = sam_role_kind(&branches[2], depth + 1);
        if (then_kind == else_kind || else_kind == SAM_POLICY_NONE) return then_kind;
        return then_kind == SAM_POLICY_NONE ? else_kind : SAM_POLICY_UNKNOWN;
    }
    if (sam_node_is_intrinsic(policy)) return SAM_POLICY_MANAGED;
    if (node_find(policy, S("Statement")) != NULL) return SAM_POLICY_STATEMENT;
    return sam_role_is_template(policy) ? SAM_POLICY_TEMPLATE : SAM_POLICY_UNKNOWN;
}

/* One entry of Policies, or one side of a Fn::If in it, as the role has it. */
static Node *sam_role_convert(Sam *sam, const Node *policy, Str name, int depth) {
    if (sam_node_is_no_value(policy)) return sam_node_copy(sam, policy);
    const Node *branches = depth > SAM_ROLE_IF_DEPTH_MAX ? NULL : sam_node_if(policy);
    if (branches != NULL) {
        return sam_form(sam, policy, "{'Fn::If': [$0, $1, $2]}", &branches[0],
                        sam_role_convert(sam, &branches[1], name, depth + 1),
                        sam_role_convert(sam, &branches[2], name, depth + 1));
    }
    if (node_is(policy, NODE_STRING)) {
        return sam_node_text(sam, policy, sam_managed_arn(sam, policy->text));
    }
    if (sam_node_is_intrinsic(policy)) return sam_node_copy(sam, policy);
    const Node *document = policy;
    if (node_find(policy, S("Statement")) == NULL && policy->kind == NODE_MAP) {
        document = sam_policy_find(sam, policy->pairs[0].key, &policy->pairs[0].value, policy);
    }
    return sam_form(sam, policy, "{PolicyName: $0, PolicyDocument: $1}",
                    sam_node_text(sam, policy, name), document);
}

bool sam_role_policies(Sam *sam, SamRole *role, Str prefix, const Node *policies) {
    size_t count = 0;
    const Node *items = sam_node_items(policies, &count);
    for (size_t i = 0; i < count; i++) {
        const Node *policy = &items[i];
        SamPolicyKind kind = sam_role_kind(policy, 0);
        if (kind == SAM_POLICY_UNKNOWN) {
            return sam_refuse(sam, policy,
                              "an entry of Policies must be the name or ARN of a managed policy, a "
                              "policy template, or a document with a Statement");
        }
        Str name = str_format(sam->arena, "%.*sPolicy%zu", STR_ARGS(prefix), i);
        Node *made = sam_role_convert(sam, policy, name, 0);
        if (kind == SAM_POLICY_STATEMENT || kind == SAM_POLICY_TEMPLATE) {
            node_list_add(sam->arena, role->policies, *made);
        } else {
            sam_node_add_unique(sam, role->managed, made);
        }
    }
    return true;
}

void sam_role_add(Sam *sam, const SamOwner *owner, Str id, const SamRole *role) {
    Node *resource =
        sam_form(sam, owner->resource,
                 "{Type: 'AWS::IAM::Role', Properties: {AssumeRolePolicyDocument: $0, "
                 "ManagedPolicyArns: $1, Path: $2, Policies: $3, "
                 "PermissionsBoundary: $4, Tags: $5}}",
                 role->trust, role->managed, sam_node_find(owner->properties, S("RolePath")),
                 role->policies->count == 0 ? NULL : role->policies,
                 sam_node_find(owner->properties, S("PermissionsBoundary")), role->tags);
    sam_resource_add(sam, owner, SAM_ATTRIBUTES_PASSED, id, resource);
}

Node *sam_role_trust(Sam *sam, const Node *at, const char *service) {
    return sam_form(
        sam, at,
        "{Version: '2012-10-17', Statement: [{Action: ['sts:AssumeRole'], Effect: Allow, "
        "Principal: {Service: [$0]}}]}",
        sam_node_text(sam, at, str_from(service)));
}
