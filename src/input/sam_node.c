/* SPDX-License-Identifier: Apache-2.0 */
/* sam_node.c -- small work on nodes that every part of the SAM expansion needs: copying, setting,
 * the shapes of CloudFormation's intrinsic functions, and defaults of parameters. */
#include "base/buffer.h"
#include "input/sam_internal.h"
#include "text/json_writer.h"

static void sam_node_copy_into(Sam *sam, const Node *node, Node *ret_copy) {
    Node copy = *node;
    if (node->kind == NODE_LIST || node->kind == NODE_MAP) copy.count = 0;
    for (uint32_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
        Node item;
        sam_node_copy_into(sam, &node->items[i], &item);
        node_list_add(sam->arena, &copy, item);
    }
    for (uint32_t i = 0; node->kind == NODE_MAP && i < node->count; i++) {
        Node value;
        sam_node_copy_into(sam, &node->pairs[i].value, &value);
        node_map_add(sam->arena, &copy, node->pairs[i].key, value);
    }
    *ret_copy = copy;
}

Node *sam_node_copy(Sam *sam, const Node *node) {
    Node *copy = ARENA_NEW(sam->arena, Node);
    sam_node_copy_into(sam, node, copy);
    return copy;
}

Node *sam_node_text(Sam *sam, const Node *at, Str text) {
    Node *node = ARENA_NEW(sam->arena, Node);
    *node = node_make_string(at, text);
    return node;
}

Node *sam_node_join(Sam *sam, const Node *at, Str prefix, Str suffix) {
    return sam_node_text(sam, at, str_join2(sam->arena, prefix, suffix));
}

Node *sam_node_ref(Sam *sam, const Node *at, Str id) {
    return sam_form(sam, at, "{Ref: $0}", sam_node_text(sam, at, id));
}

Node *sam_node_attribute(Sam *sam, const Node *at, Str id, Str attribute) {
    return sam_form(sam, at, "{'Fn::GetAtt': [$0, $1]}", sam_node_text(sam, at, id),
                    sam_node_text(sam, at, attribute));
}

Node *sam_node_conditional(Sam *sam, Str condition, const Node *node) {
    if (condition.len == 0) return sam_node_copy(sam, node);
    return sam_form(sam, node, "{'Fn::If': [$0, $1, {Ref: 'AWS::NoValue'}]}",
                    sam_node_text(sam, node, condition), node);
}

const Node *sam_node_find(const Node *map, Str key) {
    const Node *value = node_find(map, key);
    return node_is(value, NODE_NULL) ? NULL : value;
}

Node *sam_node_find_own(Node *map, Str key) {
    for (uint32_t i = 0; node_is(map, NODE_MAP) && i < map->count; i++) {
        NodePair *pair = &map->pairs[i];
        if (str_equal(pair->key, key)) return pair->value.kind == NODE_NULL ? NULL : &pair->value;
    }
    return NULL;
}

Node *sam_node_map_at(Sam *sam, Node *map, Str key) {
    if (!node_is(map, NODE_MAP)) return NULL;
    Node *value = sam_node_find_own(map, key);
    if (value == NULL) return node_map_set(sam->arena, map, key, node_make_map(map));
    return value->kind == NODE_MAP ? value : NULL;
}

void sam_node_set(Sam *sam, Node *map, Str key, const Node *value) {
    if (value != NULL && node_is(map, NODE_MAP)) node_map_set(sam->arena, map, key, *value);
}

void sam_node_remove(Node *map, Str key) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < map->count; i++) {
        if (!str_equal(map->pairs[i].key, key)) map->pairs[kept++] = map->pairs[i];
    }
    map->count = kept;
}

void sam_node_pick(Sam *sam, const Node *from, Node *to, const char *names) {
    Str rest = str_from(names);
    while (rest.len > 0) {
        Str name = str_cut(&rest, ' ');
        sam_node_set(sam, to, name, sam_node_find(from, name));
    }
}

void sam_node_add_unique(Sam *sam, Node *list, const Node *item) {
    for (uint32_t i = 0; i < list->count; i++) {
        if (node_equal(&list->items[i], item)) return;
    }
    node_list_add(sam->arena, list, *item);
}

bool sam_node_is_true(const Node *node) {
    if (node == NULL) return false;
    switch ((NodeKind)node->kind) {
    case NODE_NULL: return false;
    case NODE_BOOL: return node->boolean;
    case NODE_INT: return node->integer != 0;
    case NODE_DOUBLE: return node->number < 0 || node->number > 0;
    case NODE_STRING: return node->text.len > 0;
    case NODE_LIST:
    case NODE_MAP: return node->count > 0;
    case NODE_UNKNOWN: return true;
    }
    return true;
}

bool sam_node_is_intrinsic(const Node *node) {
    if (!node_is(node, NODE_MAP) || node->count != 1) return false;
    Str key = node->pairs[0].key;
    return str_equal(key, S("Ref")) || str_equal(key, S("Condition")) || str_starts(key, S("Fn::"));
}

const Node *sam_node_if(const Node *node) {
    if (!sam_node_is_intrinsic(node)) return NULL;
    const Node *items = node_find(node, S("Fn::If"));
    return node_is(items, NODE_LIST) && items->count == 3 ? items->items : NULL;
}

bool sam_node_is_no_value(const Node *node) {
    return sam_node_is_intrinsic(node) &&
           node_is_text(node_find(node, S("Ref")), S("AWS::NoValue"));
}

Str sam_node_target(const Node *node) {
    if (!sam_node_is_intrinsic(node)) return S("");
    const Node *target = node_find(node, S("Fn::GetAtt"));
    if (target == NULL) return node_text(node_find(node, S("Ref")));
    if (node_is(target, NODE_LIST) && target->count == 2) return node_text(&target->items[0]);
    Str rest = node_text(target);
    Str id = str_cut(&rest, '.');
    return rest.len > 0 ? id : S("");
}

const Node *sam_node_items(const Node *node, size_t *ret_count) {
    bool list = node_is(node, NODE_LIST);
    *ret_count = node == NULL ? 0 : list ? node->count : 1;
    return list ? node->items : node;
}

Node *sam_node_tags(Sam *sam, const Node *at, const Node *tags) {
    Node *list = sam_form(sam, at, "[]");
    for (uint32_t i = 0; node_is(tags, NODE_MAP) && i < tags->count; i++) {
        const NodePair *tag = &tags->pairs[i];
        Node value =
            tag->value.kind == NODE_NULL ? node_make_string(&tag->value, S("")) : tag->value;
        Node *pair = sam_form(sam, &tag->value, "{Key: $0, Value: $1}",
                              sam_node_text(sam, &tag->value, tag->key), &value);
        node_list_add(sam->arena, list, *pair);
    }
    return list;
}

Str sam_node_hash(Sam *sam, const Node *node) {
    CLEANUP(buffer_free) Buffer buffer = {0};
    JsonWriter writer = json_writer_make(&buffer, true);
    json_node_write(&writer, node);
    uint64_t hash = str_hash(buffer_text(&buffer));
    return str_format(sam->arena, "%010llx", (unsigned long long)(hash >> 24));
}

static bool sam_node_is_letter_or_digit(char byte) {
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z');
}

bool sam_node_is_alphanumeric(Str text) {
    for (size_t i = 0; i < text.len; i++) {
        if (!sam_node_is_letter_or_digit(text.ptr[i])) return false;
    }
    return text.len > 0;
}

Str sam_node_alphanumeric(Sam *sam, Str text) {
    CLEANUP(buffer_free) Buffer buffer = {0};
    for (size_t i = 0; i < text.len; i++) {
        if (sam_node_is_letter_or_digit(text.ptr[i])) buffer_add_byte(&buffer, text.ptr[i]);
    }
    return str_copy(sam->arena, buffer_text(&buffer));
}
