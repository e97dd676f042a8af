/* SPDX-License-Identifier: Apache-2.0 */
/* sam_policy.c -- policy templates: {S3ReadPolicy: {BucketName: x}} becomes a policy document. */
#include "base/buffer.h"
#include "input/sam_internal.h"

typedef struct SamPolicyUse {
    Str name;
    const Node *parameters;
    const Node *at;
} SamPolicyUse;

/* The parameter's value; unknown, after reporting it, when the template needs it and has none. */
static Node sam_policy_parameter(Sam *sam, const SamPolicyUse *use, Str name) {
    for (uint32_t i = 0; node_is(use->parameters, NODE_MAP) && i < use->parameters->count; i++) {
        const NodePair *pair = &use->parameters->pairs[i];
        if (str_equal_ignore_case(pair->key, name)) return pair->value;
    }
    sam_refuse(sam, use->at, "the policy template \"%.*s\" needs the parameter \"%.*s\"",
               STR_ARGS(use->name), STR_ARGS(name));
    return node_make_unknown(sam->arena, use->at, S("parameter of a policy template is missing"));
}

/* "@s3:x" in full. */
static Str sam_policy_full(Sam *sam, Str text) {
    if (!str_starts(text, S("@"))) return text;
    Str rest = str_slice(text, 1, text.len);
    Str service = str_cut(&rest, ':');
    return str_format(sam->arena,
                      "arn:${AWS::Partition}:%.*s:${AWS::Region}:${AWS::AccountId}:%.*s",
                      STR_ARGS(service), STR_ARGS(rest));
}

/* {Fn::Sub: text} with the parameters that text names; plain text when there is nothing in it. */
static Node *sam_policy_text(Sam *sam, const SamPolicyUse *use, Str cell) {
    Node *text = sam_node_text(sam, use->at, sam_policy_full(sam, cell));
    Node variables = node_make_map(use->at);
    Str rest = text->text;
    for (;;) {
        size_t open = str_find(rest, S("${"));
        if (open == SIZE_MAX) break;
        rest = str_slice(rest, open + 2, SIZE_MAX);
        Str name = str_cut(&rest, '}');
        if (str_contains(name, S("::"))) continue;
        node_map_set(sam->arena, &variables, name, sam_policy_parameter(sam, use, name));
    }
    if (variables.count > 0)
        return sam_form(sam, use->at, "{'Fn::Sub': [$0, $1]}", text, &variables);
    bool plain = !str_contains(text->text, S("${"));
    return plain ? text : sam_form(sam, use->at, "{'Fn::Sub': $0}", text);
}

static Node *sam_policy_actions(Sam *sam, const SamPolicyUse *use, Str cell) {
    bool single = str_starts(cell, S("="));
    Str service = single ? str_slice(cell, 1, cell.len) : cell;
    Str rest = service;
    service = str_cut(&rest, ' ');
    Node *list = sam_form(sam, use->at, "[]");
    while (rest.len > 0) {
        Str action = str_join3(sam->arena, service, S(":"), str_cut(&rest, ' '));
        node_list_add(sam->arena, list, node_make_string(use->at, action));
    }
    return single ? &list->items[0] : list;
}

static Node *sam_policy_resources(Sam *sam, const SamPolicyUse *use, Str cell) {
    if (!str_starts(cell, S("[ "))) return sam_policy_text(sam, use, cell);
    Str rest = str_slice(cell, 2, cell.len);
    Node *list = sam_form(sam, use->at, "[]");
    while (rest.len > 0) {
        node_list_add(sam->arena, list, *sam_policy_text(sam, use, str_cut(&rest, ' ')));
    }
    return list;
}

static Node *sam_policy_statement(Sam *sam, const SamPolicyUse *use,
                                  const SamPolicyStatement *row) {
    Node *condition = NULL;
    if (row->condition_key != NULL) {
        condition = sam_form(sam, use->at, "{StringEquals: {$0: $1}}",
                             sam_node_text(sam, use->at, str_from(row->condition_key)),
                             sam_policy_text(sam, use, str_from(row->condition_value)));
    }
    return sam_form(sam, use->at, "{Effect: Allow, Action: $0, Resource: $1, Condition: $2}",
                    sam_policy_actions(sam, use, str_from(row->actions)),
                    sam_policy_resources(sam, use, str_from(row->resources)), condition);
}

Node *sam_policy_find(Sam *sam, Str name, const Node *parameters, const Node *at) {
    SamPolicyUse use = {name, parameters, at};
    Node *statements = sam_form(sam, at, "[]");
    for (const SamPolicyStatement *row = sam_policy_table; row->policy != NULL; row++) {
        if (!str_equal(str_from(row->policy), name)) continue;
        node_list_add(sam->arena, statements, *sam_policy_statement(sam, &use, row));
    }
    return statements->count == 0 ? NULL : sam_form(sam, at, "{Statement: $0}", statements);
}
