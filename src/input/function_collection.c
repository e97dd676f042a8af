/* SPDX-License-Identifier: Apache-2.0 */
/* function_collection.c -- Terraform's functions on lists and maps: the table of all of them, and
 * those that make a list of lists. Those on maps are in function_map.c, questions about the items
 * of a list in function_search.c.
 *
 * A list with unknown items is a known list. In an open list the places of the items aren't
 * certain, so that only what doesn't ask for a place can be said about it. */
#include "input/function_items.h"
#include "input/function_map.h"
#include "input/function_order.h"
#include "input/function_search.h"
#include "text/unicode.h"

#include <stdlib.h>

/* The result isn't known; it is computed from the arguments. */
static bool collection_computed(TerraformCall *call, Node *ret_value) {
    *ret_value = terraform_computed(call->arena, call->at, call->args, call->count);
    return true;
}

static bool collection_has_unknown(const TerraformCall *call) {
    for (uint32_t i = 0; i < call->count; i++) {
        if (call->args[i].kind == NODE_UNKNOWN) return true;
    }
    return false;
}

static bool collection_is_open(const Node *node) { return (node->flags & NODE_FLAG_OPEN) != 0; }

/* Argument number index as a list whose items have places: not a set. */
static bool collection_sequence(TerraformCall *call, uint32_t index, const Node **ret_list) {
    if (!terraform_call_list(call, index, ret_list)) return false;
    if (((*ret_list)->flags & NODE_FLAG_SET) == 0) return true;
    return terraform_call_fail(call, "argument %u must be a list, not a set: tolist() makes one",
                               index + 1);
}

/* Argument number index as a list of the caller's own, with items of one type. */
static bool collection_unified(TerraformCall *call, uint32_t index, Node *ret_list) {
    const Node *list = NULL;
    Node copy = {0};
    if (!terraform_call_list(call, index, &list)) return false;
    if (!function_items_copy(call, list, &copy)) return false;
    if (!function_items_unify(call, copy.items, copy.count)) return false;
    *ret_list = copy;
    return true;
}

/* Part of a list; shares its memory. */
static Node collection_part(TerraformCall *call, const Node *list, uint32_t start, uint32_t end) {
    Node part = node_make_list(call->arena, list, 0);
    part.items = start == end ? NULL : list->items + start;
    part.count = end - start;
    return part;
}

static bool collection_chunk(TerraformCall *call, Node *ret_value) {
    Node list = {0};
    int64_t size = 0;
    if (collection_has_unknown(call)) return collection_computed(call, ret_value);
    if (!collection_unified(call, 0, &list) || !terraform_call_int(call, 1, &size)) return false;
    if (size < 0) return terraform_call_fail(call, "the size must not be less than 0");
    if (collection_is_open(&list)) return collection_computed(call, ret_value);
    uint32_t step = size == 0 || size > list.count ? list.count : (uint32_t)size;
    uint32_t count = list.count == 0 ? 0 : (list.count - 1) / step + 1;
    *ret_value = node_make_list(call->arena, &list, count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t end = i + 1 == count ? list.count : (i + 1) * step;
        ret_value->items[i] = collection_part(call, &list, i * step, end);
    }
    return true;
}

static bool collection_coalesce(TerraformCall *call, Node *ret_value) {
    Node *values = ARENA_ARRAY(call->arena, Node, call->count);
    if (call->count > 0) memcpy(values, call->args, call->count * sizeof(Node));
    if (!function_items_unify(call, values, call->count)) return false;
    for (uint32_t i = 0; i < call->count; i++) {
        const Node *value = &values[i];
        if (value->kind == NODE_NULL || node_is_text(value, S(""))) continue;
        bool doubtful = value->kind == NODE_UNKNOWN && !function_items_has_text(value);
        if (doubtful) return collection_computed(call, ret_value);
        *ret_value = *value;
        return true;
    }
    return terraform_call_fail(call, "one of the values must be neither null nor empty text");
}

/* Whether an open list has an item that surely stays in it. */
static bool collection_has_known_item(const Node *list) {
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i].kind != NODE_UNKNOWN) return true;
    }
    return false;
}

static bool collection_coalesce_list(TerraformCall *call, Node *ret_value) {
    for (uint32_t i = 0; i < call->count; i++) {
        const Node *list = &call->args[i];
        if (list->kind == NODE_UNKNOWN) return collection_computed(call, ret_value);
        if (list->kind == NODE_NULL) continue;
        if (!collection_sequence(call, i, &list)) return false;
        bool doubtful = collection_is_open(list) && !collection_has_known_item(list);
        if (doubtful) return collection_computed(call, ret_value);
        if (list->count == 0) continue;
        *ret_value = *list;
        return true;
    }
    return terraform_call_fail(call, "one of the lists must have an item");
}

static bool collection_compact(TerraformCall *call, Node *ret_value) {
    const Node *list = NULL;
    Node texts = {0};
    if (collection_has_unknown(call)) return collection_computed(call, ret_value);
    if (!terraform_call_list(call, 0, &list)) return false;
    if (!function_items_texts(call, list, &texts)) return false;
    uint32_t count = 0;
    for (uint32_t i = 0; i < texts.count; i++) {
        const Node *item = &texts.items[i];
        if (item->kind == NODE_NULL || node_is_text(item, S(""))) continue;
        bool doubtful = item->kind == NODE_UNKNOWN && !function_items_has_text(item);
        if (doubtful) texts.flags |= NODE_FLAG_OPEN;
        texts.items[count++] = *item;
    }
    texts.count = count;
    *ret_value = texts;
    return true;
}

/* Appends an unknown that may be one item or several. */
static void collection_add_unknown(TerraformCall *call, Node *list, const Node *unknown) {
    bool text = function_items_has_text(unknown);
    if (text || function_items_has_reference(unknown)) node_list_add(call->arena, list, *unknown);
    if (!text) list->flags |= NODE_FLAG_OPEN;
}

static bool collection_add(TerraformCall *call, Node *list, const Node *item) {
    if (list->count >= TERRAFORM_ITEMS_MAX) {
        return terraform_call_fail(call, "the list would have more than %d items",
                                   TERRAFORM_ITEMS_MAX);
    }
    node_list_add(call->arena, list, *item);
    return true;
}

/* The one argument that isn't empty, when there is no other. */
static const Node *collection_find_only(const TerraformCall *call) {
    const Node *only = NULL;
    for (uint32_t i = 0; i < call->count; i++) {
        const Node *list = &call->args[i];
        bool empty = list->kind == NODE_LIST && list->count == 0 && !collection_is_open(list);
        if (empty) continue;
        if (only != NULL) return NULL;
        only = list;
    }
    return only;
}

static bool collection_concat_one(TerraformCall *call, uint32_t index, Node *result) {
    const Node *list = &call->args[index];
    if (list->kind == NODE_UNKNOWN) {
        if (function_items_has_reference(list)) node_list_add(call->arena, result, *list);
        result->flags |= NODE_FLAG_OPEN;
        return true;
    }
    if (!collection_sequence(call, index, &list)) return false;
    if (!terraform_call_charge(call, list->count)) return false;
    for (uint32_t i = 0; i < list->count; i++) {
        if (!collection_add(call, result, &list->items[i])) return false;
    }
    result->flags |= list->flags & NODE_FLAG_OPEN;
    return true;
}

static bool collection_concat(TerraformCall *call, Node *ret_value) {
    Node result = node_make_list(call->arena, call->at, 0);
    for (uint32_t i = 0; i < call->count; i++) {
        if (!collection_concat_one(call, i, &result)) return false;
    }
    const Node *only = collection_find_only(call);
    *ret_value = node_is(only, NODE_UNKNOWN) ? *only : result;
    return true;
}

static bool collection_distinct(TerraformCall *call, Node *ret_value) {
    Node list = {0};
    if (collection_has_unknown(call)) return collection_computed(call, ret_value);
    if (!collection_unified(call, 0, &list) || !function_order_distinct(call, &list)) return false;
    *ret_value = list;
    return true;
}

static bool collection_element(TerraformCall *call, Node *ret_value) {
    const Node *list = NULL;
    int64_t index = 0;
    if (collection_has_unknown(call)) return collection_computed(call, ret_value);
    if (!collection_sequence(call, 0, &list) || !terraform_call_int(call, 1, &index)) return false;
    if (index < 0) return terraform_call_fail(call, "the index must not be less than 0");
    if (collection_is_open(list)) return collection_computed(call, ret_value);
    if (list->count == 0) return terraform_call_fail(call, "the list must have an item");
    *ret_value = list->items[index % list->count];
    return true;
}

static bool collection_flatten_into(TerraformCall *call, const Node *list, Node *result,
                                    int depth) {
    if (depth > NODE_DEPTH_MAX) return terraform_call_fail(call, "the lists nest too deeply");
    if (!terraform_call_charge(call, 1 + (size_t)list->count)) return false;
    result->flags |= list->flags & NODE_FLAG_OPEN;
    for (uint32_t i = 0; i < list->count; i++) {
        Node item = list->items[i];
        item.flags |= list->flags & NODE_FLAG_SECRET;
        bool good = true;
        if (item.kind == NODE_LIST) {
            good = collection_flatten_into(call, &item, result, depth + 1);
        } else if (item.kind == NODE_UNKNOWN) {
            collection_add_unknown(call, result, &item);
        } else {
            good = collection_add(call, result, &item);
        }
        if (!good) return false;
    }
    return true;
}

static bool collection_flatten(TerraformCall *call, Node *ret_value) {
    const Node *list = NULL;
    if (collection_has_unknown(call)) return collection_computed(call, ret_value);
    if (!terraform_call_list(call, 0, &list)) return false;
    Node result = node_make_list(call->arena, list, 0);
    if (!collection_flatten_into(call, list, &result, 0)) return false;
    *ret_value = result;
    return true;
}

static bool collection_length(TerraformCall *call, Node *ret_value) {
    const Node *value = &call->args[0];
    size_t count = value->count;
    bool open = value->kind == NODE_UNKNOWN || collection_is_open(value);
    if (open) return collection_computed(call, ret_value);
    bool text = value->kind == NODE_STRING;
    if (text && !terraform_call_charge(call, value->text.len / 16)) return false;
    if (text) count = unicode_cluster_count(value->text);
    if (!text && value->kind != NODE_LIST && value->kind != NODE_MAP) {
        return terraform_call_fail(call, "the value must be a list, a map or text, not %s",
                                   node_kind_name(value));
    }
    *ret_value = node_make_int(call->at, (int64_t)count);
    return true;
}

static bool collection_list(TerraformCall *call, Node *ret_value) {
    Node list = node_make_list(call->arena, call->at, call->count);
    if (call->count > 0) memcpy(list.items, call->args, call->count * sizeof(Node));
    if (!function_items_unify(call, list.items, list.count)) return false;
    *ret_value = list;
    return true;
}

static bool collection_one(TerraformCall *call, Node *ret_value) {
    const Node *list = NULL;
    if (collection_has_unknown(call)) return collection_computed(call, ret_value);
    if (!terraform_call_list(call, 0, &list)) return false;
    if (collection_is_open(list)) return collection_computed(call, ret_value);
    if (list->count > 1) {
        return terraform_call_fail(call, "the list must have one item or none, not %u",
                                   list->count);
    }
    *ret_value = list->count == 0 ? node_make_null(call->at) : list->items[0];
    return true;
}

static bool collection_reverse(TerraformCall *call, Node *ret_value) {
    const Node *list = NULL;
    Node copy = {0};
    if (collection_has_unknown(call)) return collection_computed(call, ret_value);
    if (!terraform_call_list(call, 0, &list)) return false;
    if (!function_items_copy(call, list, &copy)) return false;
    for (uint32_t i = 0; i < list->count; i++) copy.items[i] = list->items[list->count - 1 - i];
    *ret_value = copy;
    return true;
}

static bool collection_slice(TerraformCall *call, Node *ret_value) {
    const Node *list = NULL;
    int64_t start = 0, end = 0;
    if (collection_has_unknown(call)) return collection_computed(call, ret_value);
    if (!collection_sequence(call, 0, &list)) return false;
    if (!terraform_call_int(call, 1, &start) || !terraform_call_int(call, 2, &end)) return false;
    if (start < 0 || start > end) {
        return terraform_call_fail(call, "the start must be from 0 to the end, %lld, not %lld",
                                   (long long)end, (long long)start);
    }
    if (collection_is_open(list)) return collection_computed(call, ret_value);
    if (end > list->count) {
        return terraform_call_fail(call, "the end must be at most %u, the length of the list",
                                   list->count);
    }
    *ret_value = collection_part(call, list, (uint32_t)start, (uint32_t)end);
    return true;
}

static int collection_compare_texts(const void *left, const void *right) {
    return str_compare(node_text(left), node_text(right));
}

static bool collection_sort(TerraformCall *call, Node *ret_value) {
    const Node *list = NULL;
    Node texts = {0};
    if (collection_has_unknown(call)) return collection_computed(call, ret_value);
    if (!terraform_call_list(call, 0, &list)) return false;
    if (!function_items_texts(call, list, &texts)) return false;
    bool known = true;
    for (uint32_t i = 0; i < texts.count; i++) {
        known = known && texts.items[i].kind != NODE_UNKNOWN;
        if (texts.items[i].kind != NODE_NULL) continue;
        return terraform_call_fail(call, "item %u must be text, not null", i);
    }
    if (!known && texts.count > 1) return collection_computed(call, ret_value);
    if (texts.count > 1) qsort(texts.items, texts.count, sizeof(Node), collection_compare_texts);
    *ret_value = texts;
    return true;
}

enum {
    UNKNOWN = TERRAFORM_FUNCTION_TAKES_UNKNOWN,
    UNKNOWN_AND_NULL = TERRAFORM_FUNCTION_TAKES_UNKNOWN | TERRAFORM_FUNCTION_TAKES_NULL,
    ANY = TERRAFORM_ARGUMENTS_ANY
};

static const TerraformFunction rows[] = {
    {S_INIT("alltrue"), 1, 1, UNKNOWN, function_search_all},
    {S_INIT("anytrue"), 1, 1, UNKNOWN, function_search_any},
    {S_INIT("chunklist"), 2, 2, UNKNOWN, collection_chunk},
    {S_INIT("coalesce"), 1, ANY, UNKNOWN_AND_NULL, collection_coalesce},
    {S_INIT("coalescelist"), 1, ANY, UNKNOWN_AND_NULL, collection_coalesce_list},
    {S_INIT("compact"), 1, 1, UNKNOWN, collection_compact},
    {S_INIT("concat"), 1, ANY, UNKNOWN, collection_concat},
    {S_INIT("contains"), 2, 2, UNKNOWN, function_search_contains},
    {S_INIT("distinct"), 1, 1, UNKNOWN, collection_distinct},
    {S_INIT("element"), 2, 2, UNKNOWN, collection_element},
    {S_INIT("flatten"), 1, 1, UNKNOWN, collection_flatten},
    {S_INIT("index"), 2, 2, UNKNOWN, function_search_index},
    {S_INIT("keys"), 1, 1, UNKNOWN, function_map_keys},
    {S_INIT("length"), 1, 1, UNKNOWN, collection_length},
    {S_INIT("list"), 0, ANY, UNKNOWN_AND_NULL, collection_list},
    {S_INIT("lookup"), 2, 3, UNKNOWN_AND_NULL, function_map_lookup},
    {S_INIT("map"), 0, ANY, UNKNOWN_AND_NULL, function_map_list},
    {S_INIT("matchkeys"), 3, 3, UNKNOWN, function_search_match},
    {S_INIT("merge"), 0, ANY, UNKNOWN_AND_NULL, function_map_merge},
    {S_INIT("one"), 1, 1, UNKNOWN, collection_one},
    {S_INIT("reverse"), 1, 1, UNKNOWN, collection_reverse},
    {S_INIT("slice"), 3, 3, UNKNOWN, collection_slice},
    {S_INIT("sort"), 1, 1, UNKNOWN, collection_sort},
    {S_INIT("transpose"), 1, 1, 0, function_map_transpose},
    {S_INIT("values"), 1, 1, UNKNOWN, function_map_values},
    {S_INIT("zipmap"), 2, 2, UNKNOWN, function_map_zip},
};

const TerraformFunctionTable function_collection_table = {rows, COUNT(rows)};
