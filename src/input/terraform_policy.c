/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_policy.c -- see terraform_policy.h. Only statements, principals and conditions of the
 * data source itself are read; one that takes in other documents stays unknown beyond its own. */
#include "input/terraform_policy.h"

static const Node *policy_data(const TerraformScope *scope, const Node *value) {
    if (value->kind != NODE_UNKNOWN || value->unknown->part_count != 1) return NULL;
    const NodePart *part = &value->unknown->parts[0];
    bool document = part->kind == NODE_PART_OUTSIDE &&
                    str_contains(part->text, S("data.aws_iam_policy_document."));
    return document ? map_find(&scope->data, part->text) : NULL;
}

static bool policy_filled(const Node *node) {
    if (node == NULL || node->kind == NODE_NULL) return false;
    return !(node->kind == NODE_LIST || node->kind == NODE_MAP) || node->count > 0;
}

static void policy_copy(Arena *arena, Node *target, Str name, const Node *from, Str attribute) {
    const Node *value = node_find(from, attribute);
    if (policy_filled(value)) node_map_add(arena, target, name, *value);
}

static void policy_add_principals(Arena *arena, Node *target, Str name, const Node *blocks) {
    if (!node_is(blocks, NODE_LIST) || blocks->count == 0) return;
    Node principals = node_make_map(blocks);
    for (uint32_t i = 0; i < blocks->count; i++) {
        Str type = node_text(node_find(&blocks->items[i], S("type")));
        const Node *identifiers = node_find(&blocks->items[i], S("identifiers"));
        if (type.len == 0) continue;
        if (str_equal(type, S("*"))) type = S("AWS");
        Node unknown = node_make_unknown(arena, blocks, S("known after apply"));
        node_map_set(arena, &principals, type, identifiers == NULL ? unknown : *identifiers);
    }
    node_map_add(arena, target, name, principals);
}

static void policy_add_conditions(Arena *arena, Node *target, const Node *blocks) {
    if (!node_is(blocks, NODE_LIST) || blocks->count == 0) return;
    Node conditions = node_make_map(blocks);
    for (uint32_t i = 0; i < blocks->count; i++) {
        Str test = node_text(node_find(&blocks->items[i], S("test")));
        Str variable = node_text(node_find(&blocks->items[i], S("variable")));
        const Node *values = node_find(&blocks->items[i], S("values"));
        Node *keys = node_place(&conditions, test);
        if (keys == NULL) keys = node_map_add(arena, &conditions, test, node_make_map(blocks));
        Node unknown = node_make_unknown(arena, blocks, S("known after apply"));
        node_map_set(arena, keys, variable, values == NULL ? unknown : *values);
    }
    node_map_add(arena, target, S("Condition"), conditions);
}

static Node policy_statement(Arena *arena, const Node *block) {
    static const struct {
        Str attribute;
        Str element;
    } lists[] = {{S_INIT("actions"), S_INIT("Action")},
                 {S_INIT("not_actions"), S_INIT("NotAction")},
                 {S_INIT("resources"), S_INIT("Resource")},
                 {S_INIT("not_resources"), S_INIT("NotResource")}};
    Node statement = node_make_map(block);
    Str effect = node_text(node_find(block, S("effect")));
    node_map_add(arena, &statement, S("Effect"),
                 node_make_string(block, effect.len == 0 ? S("Allow") : effect));
    for (size_t i = 0; i < COUNT(lists); i++) {
        policy_copy(arena, &statement, lists[i].element, block, lists[i].attribute);
    }
    bool resource = node_find(&statement, S("Resource")) != NULL ||
                    node_find(&statement, S("NotResource")) != NULL;
    if (!resource) {
        node_map_add(arena, &statement, S("Resource"),
                     node_make_unknown(arena, block, S("known after apply")));
    }
    policy_add_principals(arena, &statement, S("Principal"), node_find(block, S("principals")));
    policy_add_principals(arena, &statement, S("NotPrincipal"),
                          node_find(block, S("not_principals")));
    policy_add_conditions(arena, &statement, node_find(block, S("condition")));
    return statement;
}

static Node policy_document(Arena *arena, const Node *at, const Node *values) {
    static const char *const sources[] = {"source_json", "override_json", "source_policy_documents",
                                          "override_policy_documents"};
    const Node *blocks = node_find(values, S("statement"));
    Node list = node_make_list(arena, at, 0);
    for (uint32_t i = 0; node_is(blocks, NODE_LIST) && i < blocks->count; i++) {
        node_list_add(arena, &list, policy_statement(arena, &blocks->items[i]));
    }
    for (size_t i = 0; i < COUNT(sources); i++) {
        if (policy_filled(node_find(values, str_from(sources[i])))) list.flags |= NODE_FLAG_OPEN;
    }
    if (list.count == 0) list.flags |= NODE_FLAG_OPEN;
    Node document = node_make_map(at);
    node_map_add(arena, &document, S("Statement"), list);
    return document;
}

static void policy_resolve(TerraformScope *scope, Node *node, int depth) {
    if (depth > NODE_DEPTH_MAX) return;
    const Node *data = policy_data(scope, node);
    if (data != NULL) *node = policy_document(scope->input->arena, node, data);
    for (uint32_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
        policy_resolve(scope, &node->items[i], depth + 1);
    }
    for (uint32_t i = 0; data == NULL && node->kind == NODE_MAP && i < node->count; i++) {
        policy_resolve(scope, &node->pairs[i].value, depth + 1);
    }
}

void terraform_policy_resolve(TerraformScope *scope, const TerraformModule *module,
                              Node *attributes) {
    (void)module;
    policy_resolve(scope, attributes, 0);
}
