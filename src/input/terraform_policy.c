/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_policy.c -- see terraform_policy.h. The order of keys, the sorting of lists and the
 * merging by Sid are those of the aws provider (internal/service/iam/policy_model.go and
 * policy_document_data_source.go, described at registry.terraform.io/providers/hashicorp/aws, data
 * source aws_iam_policy_document), so that the text is the same as in a plan. */
#include "input/terraform_policy.h"

#include "input/terraform_value.h"
#include "text/json.h"
#include "text/json_writer.h"

#include <stdlib.h>

static bool policy_filled(const Node *node) {
    if (node == NULL || node->kind == NODE_NULL) return false;
    if (node->kind == NODE_STRING) return node->text.len > 0;
    bool container = node->kind == NODE_LIST || node->kind == NODE_MAP;
    return !container || node->count > 0 || (node->flags & NODE_FLAG_OPEN) != 0;
}

/* "&{aws:username}" is how a policy's own variable is written inside Terraform's templates. */
static Str policy_variable_text(Arena *arena, Str text) {
    if (!str_contains(text, S("&{"))) return text;
    char *bytes = arena_alloc(arena, text.len);
    memcpy(bytes, text.ptr, text.len);
    for (size_t i = 0; i + 1 < text.len; i++) {
        if (bytes[i] == '&' && bytes[i + 1] == '{') bytes[i] = '$';
    }
    return (Str){bytes, text.len};
}

/* A text of a statement; numbers and booleans are text to the provider. */
static Node policy_text(Arena *arena, const Node *value) {
    Node made = *value;
    Str text = S("");
    if (terraform_to_text(arena, value, &text)) {
        made = node_make_string(value, policy_variable_text(arena, text));
        made.flags = value->flags & NODE_FLAG_SECRET;
    }
    if (value->kind != NODE_UNKNOWN || !value->unknown->exact) return made;
    NodeUnknown unknown = *value->unknown;
    NodePart *parts = ARENA_ARRAY(arena, NodePart, unknown.part_count + 1);
    for (uint32_t i = 0; i < unknown.part_count; i++) {
        parts[i] = unknown.parts[i];
        bool known = parts[i].kind == NODE_PART_TEXT;
        if (known) parts[i].text = policy_variable_text(arena, parts[i].text);
    }
    unknown.parts = parts;
    made = node_make_parts(arena, value, unknown);
    made.flags = value->flags & NODE_FLAG_SECRET;
    return made;
}

static int policy_compare_down(const void *left, const void *right) {
    return str_compare(((const Node *)right)->text, ((const Node *)left)->text);
}

/* One text as itself, several as a list; all but the values of conditions are sorted downwards. */
static Node policy_texts(Arena *arena, const Node *value, bool sort) {
    if (value->kind != NODE_LIST) return policy_text(arena, value);
    bool texts = sort;
    Node list = node_make_list(arena, value, value->count);
    for (uint32_t i = 0; i < value->count; i++) {
        list.items[i] = policy_text(arena, &value->items[i]);
        texts = texts && list.items[i].kind == NODE_STRING;
    }
    if (texts && list.count > 1) qsort(list.items, list.count, sizeof(Node), policy_compare_down);
    list.flags |= value->flags & NODE_FLAG_OPEN;
    bool one = list.count == 1 && (list.flags & NODE_FLAG_OPEN) == 0;
    return one ? list.items[0] : list;
}

/* Adds texts behind those that stand under key already. */
static void policy_append(Arena *arena, Node *map, Str key, Node texts) {
    Node *there = node_place(map, key);
    if (there == NULL) {
        node_map_add(arena, map, key, texts);
        return;
    }
    Node list = node_make_list(arena, there, 0);
    const Node *both[] = {there, &texts};
    for (size_t k = 0; k < COUNT(both); k++) {
        bool many = both[k]->kind == NODE_LIST;
        uint32_t count = many ? both[k]->count : 1;
        for (uint32_t i = 0; i < count; i++) {
            node_list_add(arena, &list, many ? both[k]->items[i] : *both[k]);
        }
        if (many) list.flags |= both[k]->flags & NODE_FLAG_OPEN;
    }
    *there = list;
}

static void policy_principals(Arena *arena, Node *statement, Str name, const Node *blocks) {
    if (!policy_filled(blocks)) return;
    if (blocks->kind != NODE_LIST) {
        node_map_add(arena, statement, name, *blocks);
        return;
    }
    Node principals = node_make_map(blocks);
    for (uint32_t i = 0; i < blocks->count; i++) {
        const Node *type = node_find(&blocks->items[i], S("type"));
        const Node *who = node_find(&blocks->items[i], S("identifiers"));
        Node unknown = node_make_unknown(arena, blocks, S("the principal isn't known"));
        if (who == NULL) who = &unknown;
        bool anyone = node_is_text(type, S("*"));
        if (anyone && node_is(who, NODE_LIST) && who->count == 1 && blocks->count == 1 &&
            node_is_text(&who->items[0], S("*"))) {
            principals = node_make_string(who, S("*"));
            break;
        }
        if (!node_is(type, NODE_STRING)) {
            principals.flags |= NODE_FLAG_OPEN;
        } else {
            Str key = anyone ? S("AWS") : type->text;
            policy_append(arena, &principals, key, policy_texts(arena, who, true));
        }
    }
    if (principals.kind == NODE_MAP) principals.flags |= blocks->flags & NODE_FLAG_OPEN;
    node_map_add(arena, statement, name, principals);
}

static void policy_conditions(Arena *arena, Node *statement, const Node *blocks) {
    if (!policy_filled(blocks)) return;
    if (blocks->kind != NODE_LIST) {
        node_map_add(arena, statement, S("Condition"), *blocks);
        return;
    }
    Node conditions = node_make_map(blocks);
    for (uint32_t i = 0; i < blocks->count; i++) {
        const Node *test = node_find(&blocks->items[i], S("test"));
        const Node *variable = node_find(&blocks->items[i], S("variable"));
        const Node *values = node_find(&blocks->items[i], S("values"));
        Node unknown = node_make_unknown(arena, blocks, S("the condition isn't known"));
        if (!node_is(test, NODE_STRING) || !node_is(variable, NODE_STRING)) {
            conditions.flags |= NODE_FLAG_OPEN;
            continue;
        }
        Node *keys = node_place(&conditions, test->text);
        if (keys == NULL) {
            keys = node_map_add(arena, &conditions, test->text, node_make_map(test));
        }
        if (values == NULL) values = &unknown;
        policy_append(arena, keys, variable->text, policy_texts(arena, values, false));
    }
    conditions.flags |= blocks->flags & NODE_FLAG_OPEN;
    node_map_add(arena, statement, S("Condition"), conditions);
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
    const Node *sid = node_find(block, S("sid"));
    const Node *effect = node_find(block, S("effect"));
    if (policy_filled(sid)) node_map_add(arena, &statement, S("Sid"), *sid);
    node_map_add(arena, &statement, S("Effect"),
                 policy_filled(effect) ? *effect : node_make_string(block, S("Allow")));
    for (size_t i = 0; i < COUNT(lists); i++) {
        const Node *value = node_find(block, lists[i].attribute);
        if (!policy_filled(value)) continue;
        node_map_add(arena, &statement, lists[i].element, policy_texts(arena, value, true));
    }
    policy_principals(arena, &statement, S("Principal"), node_find(block, S("principals")));
    policy_principals(arena, &statement, S("NotPrincipal"), node_find(block, S("not_principals")));
    policy_conditions(arena, &statement, node_find(block, S("condition")));
    return statement;
}

/* A statement replaces one with the same Sid, else it is added. */
static void policy_merge(Arena *arena, Node *list, const Node *statement) {
    Str sid = node_text(node_find(statement, S("Sid")));
    for (uint32_t i = 0; sid.len > 0 && i < list->count; i++) {
        if (!node_is_text(node_find(&list->items[i], S("Sid")), sid)) continue;
        list->items[i] = *statement;
        return;
    }
    node_list_add(arena, list, *statement);
}

static void policy_merge_document(Arena *arena, Node *list, const Node *json) {
    const Node *tree = node_tree(json);
    Node parsed = {0};
    static const Source nowhere = {S_INIT("")};
    const Source *source = json->source == NULL ? &nowhere : json->source;
    if (!policy_filled(json)) return;
    if (tree == NULL && json->kind == NODE_STRING &&
        json_read(arena, source, json->text, &parsed, NULL)) {
        tree = &parsed;
    }
    const Node *statements = tree == NULL ? NULL : node_find(tree, S("Statement"));
    if (statements == NULL || (tree->flags & NODE_FLAG_OPEN) != 0) list->flags |= NODE_FLAG_OPEN;
    if (node_is(statements, NODE_MAP)) policy_merge(arena, list, statements);
    if (!node_is(statements, NODE_LIST)) return;
    list->flags |= statements->flags & NODE_FLAG_OPEN;
    for (uint32_t i = 0; i < statements->count; i++) {
        policy_merge(arena, list, &statements->items[i]);
    }
}

static void policy_merge_documents(Arena *arena, Node *list, const Node *documents) {
    if (!policy_filled(documents)) return;
    if (documents->kind != NODE_LIST) {
        policy_merge_document(arena, list, documents);
        return;
    }
    list->flags |= documents->flags & NODE_FLAG_OPEN;
    for (uint32_t i = 0; i < documents->count; i++) {
        policy_merge_document(arena, list, &documents->items[i]);
    }
}

Node terraform_policy_json(Arena *arena, const Node *attributes, bool minified) {
    const Node *blocks = node_find(attributes, S("statement"));
    const Node *version = node_find(attributes, S("version"));
    const Node *id = node_find(attributes, S("policy_id"));
    Node list = node_make_list(arena, attributes, 0);
    policy_merge_documents(arena, &list, node_find(attributes, S("source_json")));
    policy_merge_documents(arena, &list, node_find(attributes, S("source_policy_documents")));
    for (uint32_t i = 0; node_is(blocks, NODE_LIST) && i < blocks->count; i++) {
        Node statement = policy_statement(arena, &blocks->items[i]);
        policy_merge(arena, &list, &statement);
    }
    if (blocks != NULL) list.flags |= blocks->flags & NODE_FLAG_OPEN;
    policy_merge_documents(arena, &list, node_find(attributes, S("override_json")));
    policy_merge_documents(arena, &list, node_find(attributes, S("override_policy_documents")));
    Node *document = ARENA_NEW(arena, Node);
    *document = node_make_map(attributes);
    node_map_add(arena, document, S("Version"),
                 policy_filled(version) ? *version : node_make_string(attributes, S("2012-10-17")));
    if (policy_filled(id)) node_map_add(arena, document, S("Id"), *id);
    node_map_add(arena, document, S("Statement"), list);
    if (!terraform_is_known(document)) {
        Node unknown = terraform_computed(arena, attributes, document, 1);
        NodeUnknown with_tree = *unknown.unknown;
        with_tree.tree = document;
        return node_make_parts(arena, attributes, with_tree);
    }
    CLEANUP(buffer_free) Buffer text = {0};
    JsonWriter writer = json_writer_make(&text, minified);
    json_node_write(&writer, document);
    return node_make_encoded(arena, attributes, buffer_text(&text), document);
}

/* --- plans -------------------------------------------------------------------------------------
 */

static const Node *policy_data(const TerraformScope *scope, const Node *value) {
    if (value->kind != NODE_UNKNOWN || value->unknown->part_count != 1) return NULL;
    const NodePart *part = &value->unknown->parts[0];
    bool document = part->kind == NODE_PART_OUTSIDE &&
                    str_contains(part->text, S("data.aws_iam_policy_document."));
    return document ? map_find(&scope->data, part->text) : NULL;
}

/* In a plan an item of a list that isn't known yet is null. */
static void policy_fill_nulls(Arena *arena, Node *node, int depth) {
    if (depth > NODE_DEPTH_MAX) return;
    for (uint32_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
        Node *item = &node->items[i];
        if (item->kind == NODE_NULL) {
            *item = node_make_unknown(arena, item, S("known after apply"));
        }
        policy_fill_nulls(arena, item, depth + 1);
    }
    for (uint32_t i = 0; node->kind == NODE_MAP && i < node->count; i++) {
        policy_fill_nulls(arena, &node->pairs[i].value, depth + 1);
    }
}

/* In a plan the attributes that aren't known yet are missing: a statement without resources has
 * some, as far as their owner is told here. */
static Node policy_complete(Arena *arena, const Node *values) {
    Node copy = node_copy(arena, values);
    policy_fill_nulls(arena, &copy, 0);
    Node *blocks = node_place(&copy, S("statement"));
    for (uint32_t i = 0; node_is(blocks, NODE_LIST) && i < blocks->count; i++) {
        Node *block = &blocks->items[i];
        bool named = policy_filled(node_find(block, S("resources"))) ||
                     policy_filled(node_find(block, S("not_resources")));
        if (named || block->kind != NODE_MAP) continue;
        Node unknown = node_make_unknown(arena, block, S("known after apply"));
        node_map_set(arena, block, S("resources"), unknown);
    }
    bool some = node_is(blocks, NODE_LIST) && blocks->count > 0;
    if (!some) {
        Node list = node_make_list(arena, values, 0);
        list.flags |= NODE_FLAG_OPEN;
        node_map_set(arena, &copy, S("statement"), list);
    }
    return copy;
}

static void policy_resolve(TerraformScope *scope, Node *node, int depth) {
    if (depth > NODE_DEPTH_MAX) return;
    Arena *arena = scope->input->arena;
    const Node *data = policy_data(scope, node);
    if (data != NULL) {
        Node complete = policy_complete(arena, data);
        complete.source = node->source;
        complete.line = node->line;
        complete.column = node->column;
        *node = terraform_policy_json(arena, &complete, false);
    }
    for (uint32_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
        policy_resolve(scope, &node->items[i], depth + 1);
    }
    for (uint32_t i = 0; node->kind == NODE_MAP && i < node->count; i++) {
        policy_resolve(scope, &node->pairs[i].value, depth + 1);
    }
}

void terraform_policy_resolve(TerraformScope *scope, Node *attributes) {
    policy_resolve(scope, attributes, 0);
}
