/* SPDX-License-Identifier: Apache-2.0 */
/* function_items.c -- see function_items.h.
 *
 * Unification works on cells: the places of values that must get one type. Text wins over numbers
 * and booleans. Lists of one length are unified place by place, as tuples; other lists all
 * together. Maps with the same keys are unified key by key, as objects; other maps all together. An
 * open map may have the keys that the others have, so that nothing can be said against it. */
#include "input/function_items.h"

typedef enum ItemsClass {
    ITEMS_ANY, /* null and unknown values fit everything */
    ITEMS_BOOL,
    ITEMS_NUMBER,
    ITEMS_TEXT,
    ITEMS_LIST,
    ITEMS_MAP,
    ITEMS_CLASSES
} ItemsClass;

/* The places of values that must get one type. */
typedef struct ItemsCells {
    Node **cells;
    size_t count;
} ItemsCells;

static bool items_unify(TerraformCall *call, ItemsCells cells, int depth);

static ItemsClass items_class(const Node *node) {
    switch ((NodeKind)node->kind) {
    case NODE_BOOL: return ITEMS_BOOL;
    case NODE_INT:
    case NODE_DOUBLE: return ITEMS_NUMBER;
    case NODE_STRING: return ITEMS_TEXT;
    case NODE_LIST: return ITEMS_LIST;
    case NODE_MAP: return ITEMS_MAP;
    case NODE_NULL:
    case NODE_UNKNOWN: break;
    }
    return ITEMS_ANY;
}

bool function_items_copy(TerraformCall *call, const Node *list, Node *ret_list) {
    if (!terraform_call_charge(call, list->count)) return false;
    Node copy = node_make_list(call->arena, list, list->count);
    if (list->count > 0) memcpy(copy.items, list->items, list->count * sizeof(Node));
    copy.flags |= list->flags & NODE_FLAG_OPEN;
    *ret_list = copy;
    return true;
}

bool function_items_copy_map(TerraformCall *call, const Node *map, Node *ret_map) {
    if (!terraform_call_charge(call, map->count)) return false;
    Node copy = node_make_map(map);
    copy.pairs = ARENA_ARRAY(call->arena, NodePair, map->count);
    if (map->count > 0) memcpy(copy.pairs, map->pairs, map->count * sizeof(NodePair));
    copy.count = map->count;
    copy.flags |= (map->flags & NODE_FLAG_OPEN) | NODE_FLAG_FULL;
    terraform_sort_map(&copy);
    *ret_map = copy;
    return true;
}

static bool items_fail(TerraformCall *call, const Node *left, const Node *right) {
    return terraform_call_fail(call, "the values must have one type, not %s and %s",
                               node_kind_name(left), node_kind_name(right));
}

/* Two values that no type has room for, or true. */
static bool items_check(TerraformCall *call, const Node *const first[ITEMS_CLASSES]) {
    const Node *list = first[ITEMS_LIST], *map = first[ITEMS_MAP], *plain = first[ITEMS_TEXT];
    if (plain == NULL && first[ITEMS_NUMBER] != NULL && first[ITEMS_BOOL] != NULL) {
        return items_fail(call, first[ITEMS_NUMBER], first[ITEMS_BOOL]);
    }
    if (plain == NULL) plain = first[ITEMS_NUMBER];
    if (plain == NULL) plain = first[ITEMS_BOOL];
    if (list != NULL && map != NULL) return items_fail(call, list, map);
    if (list != NULL && plain != NULL) return items_fail(call, list, plain);
    if (map != NULL && plain != NULL) return items_fail(call, map, plain);
    return true;
}

static void items_make_text(TerraformCall *call, Node *item) {
    Str text = S("");
    if (item->kind == NODE_STRING || !terraform_to_text(call->arena, item, &text)) return;
    *item = node_make_string(item, text);
}

/* Those of the cells that hold a value of that kind, each a copy by now, so that it can change. */
static bool items_pick(TerraformCall *call, ItemsCells cells, NodeKind kind, ItemsCells *ret_same) {
    ItemsCells same = {ARENA_ARRAY(call->arena, Node *, cells.count), 0};
    for (size_t i = 0; i < cells.count; i++) {
        Node *cell = cells.cells[i];
        if (cell->kind != kind) continue;
        uint8_t set = cell->flags & NODE_FLAG_SET;
        if (kind == NODE_LIST && !function_items_copy(call, cell, cell)) return false;
        if (kind == NODE_MAP && !function_items_copy_map(call, cell, cell)) return false;
        cell->flags |= set;
        same.cells[same.count++] = cell;
    }
    *ret_same = same;
    return true;
}

static Node *items_inner(Node *container, size_t index) {
    return container->kind == NODE_LIST ? &container->items[index] : &container->pairs[index].value;
}

static bool items_unify_columns(TerraformCall *call, ItemsCells containers, int depth) {
    ItemsCells column = {ARENA_ARRAY(call->arena, Node *, containers.count), containers.count};
    for (size_t at = 0; at < containers.cells[0]->count; at++) {
        for (size_t i = 0; i < containers.count; i++) {
            column.cells[i] = items_inner(containers.cells[i], at);
        }
        if (!items_unify(call, column, depth + 1)) return false;
    }
    return true;
}

static bool items_unify_together(TerraformCall *call, ItemsCells containers, int depth) {
    size_t total = 0;
    for (size_t i = 0; i < containers.count; i++) total += containers.cells[i]->count;
    ItemsCells all = {ARENA_ARRAY(call->arena, Node *, total), 0};
    for (size_t i = 0; i < containers.count; i++) {
        for (size_t at = 0; at < containers.cells[i]->count; at++) {
            all.cells[all.count++] = items_inner(containers.cells[i], at);
        }
    }
    return items_unify(call, all, depth + 1);
}

static bool items_have_equal_keys(const Node *left, const Node *right) {
    for (uint32_t i = 0; i < left->count; i++) {
        if (!str_equal(left->pairs[i].key, right->pairs[i].key)) return false;
    }
    return true;
}

static bool items_unify_containers(TerraformCall *call, ItemsCells cells, NodeKind kind,
                                   int depth) {
    ItemsCells same = {NULL, 0};
    if (!items_pick(call, cells, kind, &same)) return false;
    bool open = false, alike = true;
    for (size_t i = 0; i < same.count; i++) {
        const Node *one = same.cells[i], *first = same.cells[0];
        open |= (one->flags & NODE_FLAG_OPEN) != 0;
        alike = alike && one->count == first->count && (one->flags & NODE_FLAG_SET) == 0 &&
                (kind == NODE_LIST || items_have_equal_keys(first, one));
    }
    if (same.count < 2) return true;
    if (alike && !open) return items_unify_columns(call, same, depth);
    if (open && kind == NODE_MAP) return true;
    return items_unify_together(call, same, depth);
}

static bool items_unify(TerraformCall *call, ItemsCells cells, int depth) {
    if (depth > NODE_DEPTH_MAX) return terraform_call_fail(call, "the values nest too deeply");
    if (!terraform_call_charge(call, cells.count)) return false;
    const Node *first[ITEMS_CLASSES] = {NULL};
    for (size_t i = 0; i < cells.count; i++) {
        const Node **seen = &first[items_class(cells.cells[i])];
        if (*seen == NULL) *seen = cells.cells[i];
    }
    if (!items_check(call, first)) return false;
    if (first[ITEMS_LIST] != NULL) return items_unify_containers(call, cells, NODE_LIST, depth);
    if (first[ITEMS_MAP] != NULL) return items_unify_containers(call, cells, NODE_MAP, depth);
    bool text = first[ITEMS_TEXT] != NULL;
    for (size_t i = 0; text && i < cells.count; i++) items_make_text(call, cells.cells[i]);
    return true;
}

bool function_items_unify(TerraformCall *call, Node *items, size_t count) {
    ItemsCells cells = {ARENA_ARRAY(call->arena, Node *, count), count};
    for (size_t i = 0; i < count; i++) cells.cells[i] = &items[i];
    return items_unify(call, cells, 0);
}

bool function_items_unify_pairs(TerraformCall *call, NodePair *pairs, size_t count) {
    ItemsCells cells = {ARENA_ARRAY(call->arena, Node *, count), count};
    for (size_t i = 0; i < count; i++) cells.cells[i] = &pairs[i].value;
    return items_unify(call, cells, 0);
}

bool function_items_texts(TerraformCall *call, const Node *list, Node *ret_list) {
    Node texts = {0};
    if (!function_items_copy(call, list, &texts)) return false;
    for (uint32_t i = 0; i < texts.count; i++) {
        ItemsClass class = items_class(&texts.items[i]);
        if (class == ITEMS_LIST || class == ITEMS_MAP) {
            return terraform_call_fail(call, "item %u must be text, not %s", i,
                                       node_kind_name(&texts.items[i]));
        }
        items_make_text(call, &texts.items[i]);
    }
    *ret_list = texts;
    return true;
}

bool function_items_has_text(const Node *unknown) {
    if (!node_is(unknown, NODE_UNKNOWN) || !unknown->unknown->exact) return false;
    for (uint32_t i = 0; i < unknown->unknown->part_count; i++) {
        const NodePart *part = &unknown->unknown->parts[i];
        if (part->kind == NODE_PART_TEXT && part->text.len > 0) return true;
    }
    return false;
}

bool function_items_has_reference(const Node *unknown) {
    if (!node_is(unknown, NODE_UNKNOWN)) return false;
    for (uint32_t i = 0; i < unknown->unknown->part_count; i++) {
        if (unknown->unknown->parts[i].kind == NODE_PART_REFERENCE) return true;
    }
    return false;
}
