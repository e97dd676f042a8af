/* SPDX-License-Identifier: Apache-2.0 */
/* function_map.c -- see function_map.h.
 *
 * A key that isn't known may turn out to be any of the keys before it. Whatever is unknown thus
 * makes the values that were set before it unknown as well, while what comes later is certain:
 *
 *     merge({a = 1}, unknown, {b = 2})   {a = unknown, b = 2, and perhaps more}              */
#include "input/function_map.h"

#include "input/function_items.h"

enum { MAP_INDEX_COUNT_MIN = 32 }; /* of the pairs from which on a hash map finds them faster */

/* A map that is put together pair by pair, later ones replacing earlier ones. */
typedef struct MapMaker {
    TerraformCall *call;
    NodePair *pairs; /* room for all, so that their places stay */
    uint32_t count;
    bool indexed;
    bool open;
    Map index;
} MapMaker;

static bool maker_start(TerraformCall *call, size_t room, MapMaker *ret_maker) {
    if (room > TERRAFORM_ITEMS_MAX) {
        return terraform_call_fail(call, "the map would have more than %d keys",
                                   TERRAFORM_ITEMS_MAX);
    }
    if (!terraform_call_charge(call, room)) return false;
    *ret_maker = (MapMaker){.call = call,
                            .pairs = ARENA_ARRAY(call->arena, NodePair, room),
                            .indexed = room >= MAP_INDEX_COUNT_MIN,
                            .index = map_make(call->arena)};
    return true;
}

static NodePair *maker_find(const MapMaker *maker, Str key) {
    if (maker->indexed) return map_find(&maker->index, key);
    for (uint32_t i = 0; i < maker->count; i++) {
        if (str_equal(maker->pairs[i].key, key)) return &maker->pairs[i];
    }
    return NULL;
}

static void maker_put(MapMaker *maker, Str key, Node value) {
    NodePair *pair = maker_find(maker, key);
    if (pair == NULL) {
        pair = &maker->pairs[maker->count++];
        pair->key = key;
        if (maker->indexed) map_set(&maker->index, key, pair);
    }
    pair->value = value;
}

/* From now on there may be more keys than are seen, and they may be the ones set so far. */
static bool maker_blur(MapMaker *maker, const Node *unknown) {
    maker->open = true;
    if (!terraform_call_charge(maker->call, maker->count)) return false;
    for (uint32_t i = 0; i < maker->count; i++) {
        Node *value = &maker->pairs[i].value;
        Node both[] = {*value, *unknown};
        *value = terraform_computed(maker->call->arena, value, both, COUNT(both));
    }
    return true;
}

static Node maker_finish(const MapMaker *maker) {
    Node map = node_make_map(maker->call->at);
    map.pairs = maker->pairs;
    map.count = maker->count;
    map.flags |= NODE_FLAG_FULL | (maker->open ? NODE_FLAG_OPEN : 0);
    terraform_sort_map(&map);
    return map;
}

static bool map_computed(TerraformCall *call, Node *ret_value) {
    *ret_value = terraform_computed(call->arena, call->at, call->args, call->count);
    return true;
}

bool function_map_keys(TerraformCall *call, Node *ret_value) {
    const Node *map = NULL;
    Node sorted = {0};
    if (call->args[0].kind == NODE_UNKNOWN) return map_computed(call, ret_value);
    if (!terraform_call_map(call, 0, &map)) return false;
    if (!function_items_copy_map(call, map, &sorted)) return false;
    *ret_value = node_make_list(call->arena, map, sorted.count);
    for (uint32_t i = 0; i < sorted.count; i++) {
        ret_value->items[i] = node_make_string(map, sorted.pairs[i].key);
    }
    ret_value->flags |= sorted.flags & NODE_FLAG_OPEN;
    return true;
}

bool function_map_values(TerraformCall *call, Node *ret_value) {
    const Node *map = NULL;
    Node sorted = {0};
    if (call->args[0].kind == NODE_UNKNOWN) return map_computed(call, ret_value);
    if (!terraform_call_map(call, 0, &map)) return false;
    if (!function_items_copy_map(call, map, &sorted)) return false;
    *ret_value = node_make_list(call->arena, map, sorted.count);
    for (uint32_t i = 0; i < sorted.count; i++) ret_value->items[i] = sorted.pairs[i].value;
    ret_value->flags |= sorted.flags & NODE_FLAG_OPEN;
    return true;
}

bool function_map_lookup(TerraformCall *call, Node *ret_value) {
    const Node *map = NULL;
    Str key = S("");
    bool unknown = call->args[0].kind == NODE_UNKNOWN || call->args[1].kind == NODE_UNKNOWN;
    if (unknown) return map_computed(call, ret_value);
    if (!terraform_call_map(call, 0, &map) || !terraform_call_text(call, 1, &key)) return false;
    if (!terraform_call_charge(call, map->count)) return false;
    const Node *found = node_find(map, key);
    if (found == NULL && (map->flags & NODE_FLAG_OPEN) != 0) return map_computed(call, ret_value);
    if (found == NULL && call->count == 3) found = &call->args[2];
    if (found == NULL) {
        return terraform_call_fail(call, "the map has no key \"%.*s\" and there is no default",
                                   STR_ARGS(key));
    }
    *ret_value = *found;
    return true;
}

static bool map_check_merge(TerraformCall *call, size_t *ret_room) {
    size_t room = 0;
    for (uint32_t i = 0; i < call->count; i++) {
        const Node *map = &call->args[i];
        if (map->kind == NODE_NULL || map->kind == NODE_UNKNOWN) continue;
        if (!terraform_call_map(call, i, &map)) return false;
        room += map->count;
    }
    *ret_room = room;
    return true;
}

/* The one argument that isn't empty, when there is no other. */
static const Node *map_find_only(const TerraformCall *call) {
    const Node *only = NULL;
    for (uint32_t i = 0; i < call->count; i++) {
        const Node *map = &call->args[i];
        bool empty = map->kind == NODE_NULL || (map->kind == NODE_MAP && map->count == 0 &&
                                                (map->flags & NODE_FLAG_OPEN) == 0);
        if (empty) continue;
        if (only != NULL) return NULL;
        only = map;
    }
    return only;
}

bool function_map_merge(TerraformCall *call, Node *ret_value) {
    size_t room = 0;
    MapMaker maker = {0};
    if (!map_check_merge(call, &room)) return false;
    const Node *only = map_find_only(call);
    if (node_is(only, NODE_UNKNOWN)) {
        *ret_value = *only;
        return true;
    }
    if (!maker_start(call, room, &maker)) return false;
    for (uint32_t i = 0; i < call->count; i++) {
        const Node *map = &call->args[i];
        bool open = map->kind == NODE_UNKNOWN || (map->flags & NODE_FLAG_OPEN) != 0;
        if (open && !maker_blur(&maker, map)) return false;
        for (uint32_t p = 0; map->kind == NODE_MAP && p < map->count; p++) {
            maker_put(&maker, map->pairs[p].key, map->pairs[p].value);
        }
    }
    *ret_value = maker_finish(&maker);
    return true;
}

/* The keys up to the last one that isn't known: all before that one may be overwritten. */
static uint32_t map_count_doubtful(const Node *keys) {
    for (uint32_t i = keys->count; i > 0; i--) {
        if (keys->items[i - 1].kind == NODE_UNKNOWN) return i;
    }
    return 0;
}

/* Pairs keys with values. A value that is given in their stead stands for every one of them. */
static bool map_pair(TerraformCall *call, const Node *list, const Node *values, Node *ret_value) {
    Node keys = {0};
    MapMaker maker = {0};
    if (!function_items_texts(call, list, &keys)) return false;
    if (!maker_start(call, keys.count, &maker)) return false;
    uint32_t doubtful = map_count_doubtful(&keys);
    uint8_t flags = 0;
    for (uint32_t i = 0; i < keys.count; i++) {
        const Node *value = values->kind == NODE_LIST ? &values->items[i] : values;
        const Node *key = &keys.items[i];
        flags |= key->flags;
        if (key->kind == NODE_NULL) {
            return terraform_call_fail(call, "key %u must be text, not null", i);
        }
        if (key->kind == NODE_STRING) maker_put(&maker, key->text, *value);
        if (i + 1 == doubtful && !maker_blur(&maker, &keys)) return false;
    }
    maker.open |= (keys.flags & NODE_FLAG_OPEN) != 0;
    *ret_value = maker_finish(&maker);
    ret_value->flags |= flags & NODE_FLAG_SECRET;
    return true;
}

bool function_map_zip(TerraformCall *call, Node *ret_value) {
    const Node *keys = NULL, *values = &call->args[1];
    if (call->args[0].kind == NODE_UNKNOWN) return map_computed(call, ret_value);
    if (!terraform_call_list(call, 0, &keys)) return false;
    bool known = values->kind != NODE_UNKNOWN;
    if (known && !terraform_call_list(call, 1, &values)) return false;
    if (known && (values->flags & NODE_FLAG_SET) != 0) {
        return terraform_call_fail(call,
                                   "argument 2 must be a list, not a set: tolist() makes one");
    }
    if (!known || ((keys->flags | values->flags) & NODE_FLAG_OPEN) != 0) {
        Node value = terraform_computed(call->arena, call->at, call->args, call->count);
        return map_pair(call, keys, &value, ret_value);
    }
    if (keys->count != values->count) {
        return terraform_call_fail(call, "there must be as many values as keys, not %u and %u",
                                   values->count, keys->count);
    }
    return map_pair(call, keys, values, ret_value);
}

bool function_map_list(TerraformCall *call, Node *ret_value) {
    if (call->count % 2 != 0) {
        return terraform_call_fail(call, "takes keys and values in turn, not %u arguments",
                                   call->count);
    }
    uint32_t count = call->count / 2;
    Node keys = node_make_list(call->arena, call->at, count);
    Node values = node_make_list(call->arena, call->at, count);
    for (uint32_t i = 0; i < count; i++) {
        keys.items[i] = call->args[2 * i];
        values.items[i] = call->args[2 * i + 1];
    }
    if (!function_items_unify(call, values.items, count)) return false;
    return map_pair(call, &keys, &values, ret_value);
}

/* Adds key to the list of each of the texts. */
static bool maker_add_transposed(MapMaker *maker, Str key, const Node *texts) {
    TerraformCall *call = maker->call;
    for (uint32_t i = 0; i < texts->count; i++) {
        const Node *text = &texts->items[i];
        if (text->kind != NODE_STRING) {
            return terraform_call_fail(call, "the list of \"%.*s\" must hold text, not null",
                                       STR_ARGS(key));
        }
        if (maker_find(maker, text->text) == NULL) {
            maker_put(maker, text->text, node_make_list(call->arena, text, 0));
        }
        Node *list = &maker_find(maker, text->text)->value;
        node_list_add(call->arena, list, node_make_string(call->at, key));
        list->flags |= text->flags & NODE_FLAG_SECRET;
    }
    return true;
}

bool function_map_transpose(TerraformCall *call, Node *ret_value) {
    const Node *map = NULL;
    Node sorted = {0};
    MapMaker maker = {0};
    size_t room = 0;
    if (!terraform_call_map(call, 0, &map)) return false;
    if (!function_items_copy_map(call, map, &sorted)) return false;
    for (uint32_t i = 0; i < sorted.count; i++) {
        const NodePair *pair = &sorted.pairs[i];
        if (pair->value.kind != NODE_LIST) {
            return terraform_call_fail(call, "the value of \"%.*s\" must be a list, not %s",
                                       STR_ARGS(pair->key), node_kind_name(&pair->value));
        }
        room += pair->value.count;
    }
    if (!maker_start(call, room, &maker)) return false;
    for (uint32_t i = 0; i < sorted.count; i++) {
        Node texts = {0};
        if (!function_items_texts(call, &sorted.pairs[i].value, &texts)) return false;
        if (!maker_add_transposed(&maker, sorted.pairs[i].key, &texts)) return false;
    }
    *ret_value = maker_finish(&maker);
    return true;
}
