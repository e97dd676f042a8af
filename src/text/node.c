/* SPDX-License-Identifier: Apache-2.0 */
/* node.c -- making and reading the tree of node.h. */
#include "text/node.h"

enum { NODE_CAPACITY_FIRST = 4 };

static Node node_at(const Node *at, NodeKind kind) {
    Node node = {.kind = (uint8_t)kind};
    if (at != NULL) {
        node.line = at->line;
        node.column = at->column;
        node.source = at->source;
        node.flags = at->flags & NODE_FLAG_SECRET;
    }
    return node;
}

Node node_make_null(const Node *at) { return node_at(at, NODE_NULL); }

Node node_make_bool(const Node *at, bool value) {
    Node node = node_at(at, NODE_BOOL);
    node.boolean = value;
    return node;
}

Node node_make_int(const Node *at, int64_t value) {
    Node node = node_at(at, NODE_INT);
    node.integer = value;
    return node;
}

Node node_make_string(const Node *at, Str text) {
    Node node = node_at(at, NODE_STRING);
    node.text = text;
    return node;
}

/* The tree stands right before the bytes of its text. */
Node node_make_encoded(Arena *arena, const Node *at, Str text, const Node *tree) {
    const Node **memory = arena_alloc(arena, sizeof(Node *) + text.len);
    *memory = tree;
    char *bytes = (char *)(memory + 1);
    if (text.len > 0) memcpy(bytes, text.ptr, text.len);
    Node node = node_make_string(at, (Str){bytes, text.len});
    node.flags |= NODE_FLAG_TREE;
    return node;
}

const Node *node_tree(const Node *node) {
    if (node_is(node, NODE_UNKNOWN)) return node->unknown->tree;
    if (!node_is(node, NODE_STRING) || (node->flags & NODE_FLAG_TREE) == 0) return NULL;
    const Node *tree = NULL;
    memcpy(&tree, node->text.ptr - sizeof(Node *), sizeof tree);
    return tree;
}

Node node_make_list(Arena *arena, const Node *at, size_t count) {
    Node node = node_at(at, NODE_LIST);
    node.items = count == 0 ? NULL : ARENA_ARRAY(arena, Node, count);
    node.count = (uint32_t)count;
    node.flags |= NODE_FLAG_FULL;
    return node;
}

Node node_make_map(const Node *at) { return node_at(at, NODE_MAP); }

Node node_make_parts(Arena *arena, const Node *at, NodeUnknown unknown) {
    NodeUnknown *kept = ARENA_NEW(arena, NodeUnknown);
    *kept = unknown;
    Node node = node_at(at, NODE_UNKNOWN);
    node.unknown = kept;
    return node;
}

Node node_make_unknown(Arena *arena, const Node *at, Str reason) {
    return node_make_parts(arena, at, (NodeUnknown){.reason = reason});
}

Node node_make_reference(Arena *arena, const Node *at, Str reason, uint32_t resource,
                         Str attribute) {
    NodePart *part = ARENA_NEW(arena, NodePart);
    *part = (NodePart){NODE_PART_REFERENCE, attribute, resource};
    return node_make_parts(arena, at, (NodeUnknown){reason, true, 1, part, NULL});
}

const Node *node_find(const Node *node, Str key) {
    if (!node_is(node, NODE_MAP)) return NULL;
    for (uint32_t i = 0; i < node->count; i++) {
        if (str_equal(node->pairs[i].key, key)) return &node->pairs[i].value;
    }
    return NULL;
}

Node *node_place(Node *map, Str key) { return (Node *)(uintptr_t)node_find(map, key); }

bool node_could_be_any(const Node *node) {
    if (!node_is(node, NODE_UNKNOWN)) return false;
    for (uint32_t i = 0; i < node->unknown->part_count; i++) {
        if (node->unknown->parts[i].kind != NODE_PART_HOLE) return false;
    }
    return true;
}

/* A resource's name or ARN is never empty; any other attribute may be. */
static bool node_part_is_some(const NodePart *part) {
    if (part->kind == NODE_PART_TEXT) return part->text.len > 0;
    return part->kind == NODE_PART_REFERENCE &&
           (str_equal(part->text, S("Ref")) || str_equal(part->text, S("Arn")));
}

bool node_could_be_text(const Node *node, Str text) {
    const NodeUnknown *unknown = node->unknown;
    if (!unknown->exact || unknown->part_count == 0 || node_may_be_nothing(node)) return true;
    for (uint32_t i = 0; i < unknown->part_count && text.len == 0; i++) {
        if (node_part_is_some(&unknown->parts[i])) return false;
    }
    const NodePart *first = &unknown->parts[0], *last = &unknown->parts[unknown->part_count - 1];
    if (first->kind == NODE_PART_TEXT) {
        if (!str_starts(text, first->text)) return false;
        text = str_slice(text, first->text.len, text.len);
    }
    return last->kind != NODE_PART_TEXT || last == first || str_ends(text, last->text);
}

const Node *node_find_path(const Node *node, Str dotted) {
    while (node != NULL && dotted.len > 0) node = node_find(node, str_cut(&dotted, '.'));
    return node;
}

Str node_text(const Node *node) { return node_is(node, NODE_STRING) ? node->text : S(""); }

bool node_is_text(const Node *node, Str text) {
    return node_is(node, NODE_STRING) && str_equal(node->text, text);
}

bool node_may_be_nothing(const Node *node) {
    bool open = node->kind == NODE_UNKNOWN && (node->flags & NODE_FLAG_OPEN) != 0;
    return open || node->kind == NODE_NULL;
}

bool node_is(const Node *node, NodeKind kind) { return node != NULL && node->kind == kind; }

/* A container that grew here is full when its count is 0 or a power of two from the first capacity
 * on: its capacity needs no field of its own. One made in one piece says so by its flag. */
static bool node_is_full(const Node *node) {
    if (node->count == 0 || (node->flags & NODE_FLAG_FULL) != 0) return true;
    return node->count >= NODE_CAPACITY_FIRST && (node->count & (node->count - 1)) == 0;
}

/* The smallest capacity above count that node_is_full can tell. */
static size_t node_capacity_after(size_t count) {
    size_t capacity = NODE_CAPACITY_FIRST;
    while (capacity <= count) capacity *= 2;
    return capacity;
}

Node *node_map_add(Arena *arena, Node *map, Str key, Node value) {
    assert(map->kind == NODE_MAP);
    if (node_is_full(map)) {
        size_t capacity = node_capacity_after(map->count);
        map->pairs = arena_grow_array(arena, map->pairs, map->count, capacity, sizeof(NodePair));
        map->flags &= (uint8_t)~NODE_FLAG_FULL;
    }
    map->pairs[map->count] = (NodePair){key, value};
    return &map->pairs[map->count++].value;
}

Node *node_map_set(Arena *arena, Node *map, Str key, Node value) {
    for (uint32_t i = 0; i < map->count; i++) {
        if (!str_equal(map->pairs[i].key, key)) continue;
        map->pairs[i].value = value;
        return &map->pairs[i].value;
    }
    return node_map_add(arena, map, key, value);
}

Node *node_list_add(Arena *arena, Node *list, Node item) {
    assert(list->kind == NODE_LIST);
    if (node_is_full(list)) {
        size_t capacity = node_capacity_after(list->count);
        list->items = arena_grow_array(arena, list->items, list->count, capacity, sizeof(Node));
        list->flags &= (uint8_t)~NODE_FLAG_FULL;
    }
    list->items[list->count] = item;
    return &list->items[list->count++];
}

size_t node_parts(const Node *node, NodePart *scratch, const NodePart **ret_parts) {
    if (node_is(node, NODE_STRING)) {
        *scratch = (NodePart){.kind = NODE_PART_TEXT, .text = node->text};
        *ret_parts = scratch;
        return 1;
    }
    if (!node_is(node, NODE_UNKNOWN)) return 0;
    *ret_parts = node->unknown->parts;
    return node->unknown->part_count;
}

static Str node_part_canonical(Arena *arena, const NodePart *part) {
    switch (part->kind) {
    case NODE_PART_TEXT: return part->text;
    case NODE_PART_REFERENCE:
        return str_format(arena, "\x01%u:%.*s\x02", part->resource, STR_ARGS(part->text));
    case NODE_PART_OUTSIDE: return str_format(arena, "\x01:%.*s\x02", STR_ARGS(part->text));
    case NODE_PART_HOLE: break;
    }
    return S("");
}

bool node_canonical(Arena *arena, const Node *node, Str *ret_text) {
    if (node == NULL) return false;
    if (node->kind == NODE_BOOL) *ret_text = node->boolean ? S("true") : S("false");
    if (node->kind == NODE_INT) {
        *ret_text = str_format(arena, "%lld", (long long)node->integer);
    }
    if (node->kind == NODE_DOUBLE) *ret_text = str_format(arena, "%.17g", node->number);
    if (node->kind == NODE_STRING) {
        *ret_text = node->text; /* a text must not pass for what stands for a reference */
        return !str_contains(node->text, S("\x01"));
    }
    if (node->kind != NODE_UNKNOWN) return node->kind >= NODE_BOOL && node->kind <= NODE_STRING;
    if (!node->unknown->exact || node->unknown->part_count == 0) return false;
    Str text = S("");
    for (uint32_t i = 0; i < node->unknown->part_count; i++) {
        if (node->unknown->parts[i].kind == NODE_PART_HOLE) return false;
        text = str_join2(arena, text, node_part_canonical(arena, &node->unknown->parts[i]));
    }
    *ret_text = text;
    return true;
}

/* The other map's value of the pair at index: at the same place when both have the same order. */
static const Node *node_find_near(const Node *map, uint32_t index, Str key) {
    if (str_equal(map->pairs[index].key, key)) return &map->pairs[index].value;
    return node_find(map, key);
}

static bool node_map_equal(const Node *left, const Node *right) {
    for (uint32_t i = 0; i < left->count; i++) {
        const Node *other = node_find_near(right, i, left->pairs[i].key);
        if (other == NULL || !node_equal(&left->pairs[i].value, other)) return false;
    }
    return true;
}

static bool node_list_equal(const Node *left, const Node *right) {
    for (uint32_t i = 0; i < left->count; i++) {
        if (!node_equal(&left->items[i], &right->items[i])) return false;
    }
    return true;
}

bool node_equal(const Node *left, const Node *right) {
    if (left->kind != right->kind) return false;
    switch ((NodeKind)left->kind) {
    case NODE_NULL: return true;
    case NODE_BOOL: return left->boolean == right->boolean;
    case NODE_INT: return left->integer == right->integer;
    case NODE_DOUBLE: return left->number == right->number;
    case NODE_STRING: return str_equal(left->text, right->text);
    case NODE_LIST: return left->count == right->count && node_list_equal(left, right);
    case NODE_MAP: return left->count == right->count && node_map_equal(left, right);
    case NODE_UNKNOWN: return false;
    }
    return false;
}

Node node_copy(Arena *arena, const Node *node) {
    Node copy = *node;
    if (node->kind == NODE_LIST && node->count > 0) {
        copy.items = ARENA_ARRAY(arena, Node, node->count);
        for (uint32_t i = 0; i < node->count; i++) {
            copy.items[i] = node_copy(arena, &node->items[i]);
        }
        copy.flags |= NODE_FLAG_FULL;
    }
    if (node->kind == NODE_MAP && node->count > 0) {
        copy.pairs = ARENA_ARRAY(arena, NodePair, node->count);
        for (uint32_t i = 0; i < node->count; i++) {
            copy.pairs[i].key = node->pairs[i].key;
            copy.pairs[i].value = node_copy(arena, &node->pairs[i].value);
        }
        copy.flags |= NODE_FLAG_FULL;
    }
    return copy;
}

const char *node_kind_name(const Node *node) {
    static const char *const names[] = {"null", "a boolean", "an integer", "a number",
                                        "text", "a list",    "a map",      "an unknown value"};
    return node == NULL ? "nothing" : names[node->kind];
}
