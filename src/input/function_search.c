/* SPDX-License-Identifier: Apache-2.0 */
/* function_search.c -- see function_search.h. An answer is given as soon as it is certain: one true
 * item is enough for anytrue, whatever the unknown ones will be. */
#include "input/function_search.h"

#include "input/function_items.h"

/* The answer isn't known; it is computed from the arguments. */
static bool search_computed(TerraformCall *call, Node *ret_value) {
    *ret_value = terraform_computed(call->arena, call->at, call->args, call->count);
    return true;
}

static bool search_has_unknown(const TerraformCall *call) {
    for (uint32_t i = 0; i < call->count; i++) {
        if (call->args[i].kind == NODE_UNKNOWN) return true;
    }
    return false;
}

/* What is learned from items that are secret is secret. */
static uint8_t search_secret(const Node *list) {
    uint8_t flags = 0;
    for (uint32_t i = 0; i < list->count; i++) flags |= list->items[i].flags;
    return flags & NODE_FLAG_SECRET;
}

/* Like terraform_equal, but two unknown values that will be the same text are equal. */
static Truth search_equal(TerraformCall *call, const Node *left, const Node *right) {
    Str a = S(""), b = S("");
    Truth equal = terraform_equal(left, right);
    bool unknown = left->kind == NODE_UNKNOWN && right->kind == NODE_UNKNOWN;
    if (!unknown || !node_canonical(call->arena, left, &a)) return equal;
    if (!node_canonical(call->arena, right, &b)) return equal;
    return str_equal(a, b) ? TRUTH_TRUE : equal;
}

/* Whether value is among the items of a list that may be open. */
static Truth search_find(TerraformCall *call, const Node *list, const Node *value) {
    Truth found = (list->flags & NODE_FLAG_OPEN) != 0 ? TRUTH_UNKNOWN : TRUTH_FALSE;
    for (uint32_t i = 0; i < list->count && found != TRUTH_TRUE; i++) {
        Truth equal = search_equal(call, &list->items[i], value);
        if (equal > found) found = equal;
    }
    return found;
}

bool function_search_contains(TerraformCall *call, Node *ret_value) {
    const Node *list = NULL;
    if (call->args[0].kind == NODE_UNKNOWN) return search_computed(call, ret_value);
    if (!terraform_call_list(call, 0, &list)) return false;
    if (!terraform_call_charge(call, list->count)) return false;
    Truth found = search_find(call, list, &call->args[1]);
    if (found == TRUTH_UNKNOWN) return search_computed(call, ret_value);
    *ret_value = node_make_bool(call->at, found == TRUTH_TRUE);
    ret_value->flags |= search_secret(list);
    return true;
}

bool function_search_index(TerraformCall *call, Node *ret_value) {
    const Node *list = NULL;
    if (call->args[0].kind == NODE_UNKNOWN) return search_computed(call, ret_value);
    if (!terraform_call_list(call, 0, &list)) return false;
    bool open = (list->flags & NODE_FLAG_OPEN) != 0;
    if ((list->flags & NODE_FLAG_SET) != 0) {
        return terraform_call_fail(call, "the items of a set have no index; tolist() gives one");
    }
    if (!terraform_call_charge(call, list->count)) return false;
    for (uint32_t i = 0; i < list->count && !open; i++) {
        Truth equal = search_equal(call, &list->items[i], &call->args[1]);
        if (equal == TRUTH_UNKNOWN) open = true;
        if (equal != TRUTH_TRUE) continue;
        *ret_value = node_make_int(call->at, i);
        ret_value->flags |= search_secret(list);
        return true;
    }
    if (open) return search_computed(call, ret_value);
    return terraform_call_fail(call, "the list doesn't hold the value; contains() can ask first");
}

/* The keys and, behind them, the wanted ones, all of one type. */
static bool search_unify_keys(TerraformCall *call, Node *ret_keys, Node *ret_wanted) {
    const Node *keys = NULL, *wanted = NULL;
    if (!terraform_call_list(call, 1, &keys) || !terraform_call_list(call, 2, &wanted)) {
        return false;
    }
    size_t total = (size_t)keys->count + wanted->count;
    if (!terraform_call_charge(call, total)) return false;
    Node *items = ARENA_ARRAY(call->arena, Node, total);
    if (keys->count > 0) memcpy(items, keys->items, keys->count * sizeof(Node));
    if (wanted->count > 0) {
        memcpy(items + keys->count, wanted->items, wanted->count * sizeof(Node));
    }
    if (!function_items_unify(call, items, total)) return false;
    *ret_keys = *keys;
    *ret_wanted = *wanted;
    ret_keys->items = items;
    ret_wanted->items = items + keys->count;
    return true;
}

/* Keeps the values whose key is surely wanted; whether there may be others is told by OPEN. */
static bool search_keep(TerraformCall *call, const Node *keys, const Node *wanted, Node *values) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < values->count; i++) {
        if (!terraform_call_charge(call, 1 + (size_t)wanted->count)) return false;
        Truth found = search_find(call, wanted, &keys->items[i]);
        if (found == TRUTH_UNKNOWN) values->flags |= NODE_FLAG_OPEN;
        if (found == TRUTH_TRUE) values->items[count++] = values->items[i];
    }
    values->count = count;
    return true;
}

bool function_search_match(TerraformCall *call, Node *ret_value) {
    const Node *list = NULL;
    Node keys = {0}, wanted = {0}, values = {0};
    if (search_has_unknown(call)) return search_computed(call, ret_value);
    if (!terraform_call_list(call, 0, &list)) return false;
    if (!search_unify_keys(call, &keys, &wanted)) return false;
    bool open = ((list->flags | keys.flags) & NODE_FLAG_OPEN) != 0;
    if (open) return search_computed(call, ret_value); /* which key is whose can't be said */
    if (list->count != keys.count) {
        return terraform_call_fail(call, "there must be as many keys as values, not %u and %u",
                                   keys.count, list->count);
    }
    if (!function_items_copy(call, list, &values)) return false;
    if (!function_items_unify(call, values.items, values.count)) return false;
    if (!search_keep(call, &keys, &wanted, &values)) return false;
    bool nothing = values.count == 0 && (values.flags & NODE_FLAG_OPEN) != 0;
    if (nothing) return search_computed(call, ret_value);
    *ret_value = values;
    return true;
}

static bool search_truth(TerraformCall *call, const Node *list, uint32_t index, Truth *ret_truth) {
    const Node *item = &list->items[index];
    bool value = false;
    if (item->kind == NODE_UNKNOWN) {
        *ret_truth = TRUTH_UNKNOWN;
        return true;
    }
    if (item->kind != NODE_NULL && !terraform_to_bool(item, &value)) {
        return terraform_call_fail(call, "item %u must be true or false, not %s", index,
                                   node_kind_name(item));
    }
    *ret_truth = value ? TRUTH_TRUE : TRUTH_FALSE;
    return true;
}

/* Whether an item is decisive; if none is, the opposite holds. Null is never true. */
static bool search_decide(TerraformCall *call, Truth decisive, Node *ret_value) {
    const Node *list = NULL;
    if (call->args[0].kind == NODE_UNKNOWN) return search_computed(call, ret_value);
    if (!terraform_call_list(call, 0, &list)) return false;
    if (!terraform_call_charge(call, list->count)) return false;
    bool decided = false, unknown = (list->flags & NODE_FLAG_OPEN) != 0;
    for (uint32_t i = 0; i < list->count; i++) {
        Truth truth = TRUTH_UNKNOWN;
        if (!search_truth(call, list, i, &truth)) return false;
        decided |= truth == decisive;
        unknown |= truth == TRUTH_UNKNOWN;
    }
    if (!decided && unknown) return search_computed(call, ret_value);
    *ret_value = node_make_bool(call->at, decided == (decisive == TRUTH_TRUE));
    ret_value->flags |= search_secret(list);
    return true;
}

bool function_search_all(TerraformCall *call, Node *ret_value) {
    return search_decide(call, TRUTH_FALSE, ret_value);
}

bool function_search_any(TerraformCall *call, Node *ret_value) {
    return search_decide(call, TRUTH_TRUE, ret_value);
}
