/* SPDX-License-Identifier: Apache-2.0 */
/* function_set.c -- Terraform's functions on sets. Lists given to them become sets first, and the
 * items of all of them get one type, so that setintersection([1], ["1"]) is {"1"}.
 *
 * What surely is in the result is said even when some items aren't known; the result is open then.
 */
#include "input/function_items.h"
#include "input/function_order.h"

/* One argument: its items, with their keys, among those of all arguments. */
typedef struct SetPart {
    const Node *items;
    const FunctionOrderKey *keys;
    uint32_t count;
    bool known; /* all of it; else there may be more in it, or an item may be anything */
} SetPart;

static bool set_computed(TerraformCall *call, Node *ret_value) {
    *ret_value = terraform_computed(call->arena, call->at, call->args, call->count);
    return true;
}

/* The items of all arguments in one list, in order; nothing of those that are unknown. */
static bool set_gather(TerraformCall *call, Node *ret_all) {
    size_t total = 0;
    for (uint32_t i = 0; i < call->count; i++) {
        const Node *list = &call->args[i];
        if (list->kind == NODE_UNKNOWN) continue;
        if (!terraform_call_list(call, i, &list)) return false;
        total += list->count;
    }
    if (total > TERRAFORM_ITEMS_MAX) {
        return terraform_call_fail(call, "the sets must not have more than %d items together",
                                   TERRAFORM_ITEMS_MAX);
    }
    if (!terraform_call_charge(call, total)) return false;
    Node all = node_make_list(call->arena, call->at, total);
    size_t at = 0;
    for (uint32_t i = 0; i < call->count; i++) {
        const Node *list = &call->args[i];
        if (list->kind != NODE_LIST || list->count == 0) continue;
        memcpy(all.items + at, list->items, list->count * sizeof(Node));
        at += list->count;
    }
    if (!function_items_unify(call, all.items, total)) return false;
    *ret_all = all;
    return true;
}

/* One part for each argument. */
static bool set_split(TerraformCall *call, SetPart **ret_parts) {
    Node all = {0};
    FunctionOrderKey *keys = NULL;
    if (!set_gather(call, &all)) return false;
    if (!function_order_keys(call, all.items, all.count, &keys)) return false;
    SetPart *parts = ARENA_ARRAY(call->arena, SetPart, call->count);
    size_t at = 0;
    for (uint32_t i = 0; i < call->count; i++) {
        const Node *list = &call->args[i];
        if (list->kind != NODE_LIST) continue;
        parts[i].known = (list->flags & NODE_FLAG_OPEN) == 0;
        if (list->count == 0) continue;
        parts[i] = (SetPart){.items = all.items + at, .keys = keys + at, .count = list->count};
        parts[i].known = (list->flags & NODE_FLAG_OPEN) == 0;
        for (uint32_t k = 0; k < list->count; k++) parts[i].known &= keys[at + k].known;
        at += list->count;
    }
    *ret_parts = parts;
    return true;
}

/* The keys of a part that stand for one value each. */
static Map set_index(TerraformCall *call, const SetPart *part) {
    Map index = map_make(call->arena);
    for (uint32_t i = 0; i < part->count; i++) {
        if (part->keys[i].exact) map_set(&index, part->keys[i].bytes, call);
    }
    return index;
}

static Node set_start(TerraformCall *call) { return node_make_list(call->arena, call->at, 0); }

static bool set_union(TerraformCall *call, Node *ret_value) {
    Node set = {0};
    if (!set_gather(call, &set)) return false;
    uint32_t known_count = set.count;
    const Node *unknown = NULL;
    for (uint32_t i = 0; i < call->count; i++) {
        const Node *list = &call->args[i];
        set.flags |= list->flags & NODE_FLAG_OPEN;
        if (list->kind != NODE_UNKNOWN) continue;
        unknown = list;
        set.flags |= NODE_FLAG_OPEN;
        if (function_items_has_reference(list)) node_list_add(call->arena, &set, *list);
    }
    if (unknown != NULL && known_count == 0) return set_computed(call, ret_value);
    if (!function_order_set(call, &set)) return false;
    *ret_value = set;
    return true;
}

/* Keeps the items of the set that are surely in a part as well. */
static void set_keep(TerraformCall *call, const SetPart *part, const SetPart *first, bool *kept) {
    Map index = set_index(call, part);
    for (uint32_t i = 0; i < first->count; i++) {
        bool found = first->keys[i].exact && map_find(&index, first->keys[i].bytes) != NULL;
        kept[i] = kept[i] && found;
    }
}

static bool set_intersection(TerraformCall *call, Node *ret_value) {
    SetPart *parts = NULL;
    if (!set_split(call, &parts)) return false;
    bool known = true, empty = false;
    bool *kept = ARENA_ARRAY(call->arena, bool, parts[0].count);
    for (uint32_t i = 0; i < parts[0].count; i++) kept[i] = true;
    for (uint32_t i = 0; i < call->count; i++) {
        known = known && parts[i].known;
        empty = empty || (parts[i].known && parts[i].count == 0);
        if (!terraform_call_charge(call, (size_t)parts[0].count + parts[i].count)) return false;
        if (i > 0) set_keep(call, &parts[i], &parts[0], kept);
    }
    Node set = set_start(call);
    for (uint32_t i = 0; i < parts[0].count; i++) {
        if (kept[i]) node_list_add(call->arena, &set, parts[0].items[i]);
    }
    bool nothing = set.count == 0 && !known && !empty;
    if (nothing) return set_computed(call, ret_value);
    if (!known && !empty) set.flags |= NODE_FLAG_OPEN;
    if (!function_order_set(call, &set)) return false;
    *ret_value = set;
    return true;
}

static bool set_subtract(TerraformCall *call, Node *ret_value) {
    SetPart *parts = NULL;
    if (!set_split(call, &parts)) return false;
    const SetPart *from = &parts[0], *taken = &parts[1];
    if (call->args[0].kind == NODE_UNKNOWN || (!taken->known && from->count > 0)) {
        return set_computed(call, ret_value);
    }
    Map index = set_index(call, taken);
    Node set = set_start(call);
    set.flags |= call->args[0].flags & NODE_FLAG_OPEN;
    for (uint32_t i = 0; i < from->count; i++) {
        bool exact = from->keys[i].exact;
        if (exact && map_find(&index, from->keys[i].bytes) != NULL) continue;
        if (!from->keys[i].known && taken->count > 0) set.flags |= NODE_FLAG_OPEN;
        node_list_add(call->arena, &set, from->items[i]);
    }
    if (!function_order_set(call, &set)) return false;
    *ret_value = set;
    return true;
}

static bool set_make(TerraformCall *call, Node *ret_value) {
    const Node *list = NULL;
    Node set = {0};
    if (call->args[0].kind == NODE_NULL || call->args[0].kind == NODE_UNKNOWN) {
        *ret_value = call->args[0];
        return true;
    }
    if (!terraform_call_list(call, 0, &list) || !function_items_copy(call, list, &set))
        return false;
    if (!function_items_unify(call, set.items, set.count)) return false;
    if (!function_order_set(call, &set)) return false;
    *ret_value = set;
    return true;
}

/* The arguments of setproduct, each with items of one type. */
typedef struct SetFactors {
    Node *lists;
    size_t total; /* of combinations */
    bool unknown;
    bool empty;
    bool set; /* one of them is a set: so is the product */
    bool open;
} SetFactors;

static bool set_read_factor(TerraformCall *call, uint32_t index, SetFactors *factors) {
    const Node *list = &call->args[index];
    Node *copy = &factors->lists[index];
    factors->unknown |= list->kind == NODE_UNKNOWN;
    if (list->kind == NODE_UNKNOWN) return true;
    if (!terraform_call_list(call, index, &list)) return false;
    bool open = (list->flags & NODE_FLAG_OPEN) != 0;
    if (!function_items_copy(call, list, copy)) return false;
    if (!function_items_unify(call, copy->items, copy->count)) return false;
    factors->set |= (list->flags & NODE_FLAG_SET) != 0;
    factors->open |= open;
    factors->empty |= list->count == 0 && !open;
    factors->total *= list->count; /* both are at most TERRAFORM_ITEMS_MAX */
    if (factors->total <= TERRAFORM_ITEMS_MAX) return true;
    return terraform_call_fail(call, "there would be more than %d combinations",
                               TERRAFORM_ITEMS_MAX);
}

/* Combination number index: the last list turns fastest. */
static Node set_combine(TerraformCall *call, const Node *lists, size_t index) {
    Node tuple = node_make_list(call->arena, call->at, call->count);
    for (uint32_t i = call->count; i > 0; i--) {
        const Node *list = &lists[i - 1];
        tuple.items[i - 1] = list->items[index % list->count];
        index /= list->count;
    }
    return tuple;
}

static bool set_product(TerraformCall *call, Node *ret_value) {
    SetFactors factors = {.lists = ARENA_ARRAY(call->arena, Node, call->count), .total = 1};
    for (uint32_t i = 0; i < call->count; i++) {
        if (!set_read_factor(call, i, &factors)) return false;
    }
    if (factors.unknown && !factors.empty) return set_computed(call, ret_value);
    size_t total = factors.empty ? 0 : factors.total;
    if (!terraform_call_charge(call, total * (1 + (size_t)call->count))) return false;
    Node product = node_make_list(call->arena, call->at, total);
    for (size_t i = 0; i < total; i++) product.items[i] = set_combine(call, factors.lists, i);
    if (factors.open && !factors.empty) product.flags |= NODE_FLAG_OPEN;
    if (factors.set && !function_order_set(call, &product)) return false;
    *ret_value = product;
    return true;
}

enum {
    UNKNOWN = TERRAFORM_FUNCTION_TAKES_UNKNOWN,
    UNKNOWN_AND_NULL = TERRAFORM_FUNCTION_TAKES_UNKNOWN | TERRAFORM_FUNCTION_TAKES_NULL,
    ANY = TERRAFORM_ARGUMENTS_ANY
};

static const TerraformFunction rows[] = {
    {S_INIT("setintersection"), 1, ANY, UNKNOWN, set_intersection},
    {S_INIT("setproduct"), 2, ANY, UNKNOWN, set_product},
    {S_INIT("setsubtract"), 2, 2, UNKNOWN, set_subtract},
    {S_INIT("setunion"), 1, ANY, UNKNOWN, set_union},
    {S_INIT("toset"), 1, 1, UNKNOWN_AND_NULL, set_make},
};

const TerraformFunctionTable function_set_table = {rows, COUNT(rows)};
