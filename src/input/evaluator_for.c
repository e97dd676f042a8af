/* SPDX-License-Identifier: Apache-2.0 */
/* evaluator_for.c -- see evaluator_for.h. */
#include "input/evaluator_for.h"

enum { KEYS_FEW = 24 };

MapBuilder evaluator_map_make(Arena *arena, Node *map) { return (MapBuilder){arena, map, {0}, 0}; }

Node *evaluator_map_find(const MapBuilder *builder, Str key) {
    if (!builder->indexed) return node_place(builder->map, key);
    uintptr_t number = (uintptr_t)map_find(&builder->index, key);
    return number == 0 ? NULL : &builder->map->pairs[number - 1].value;
}

Node *evaluator_map_set(MapBuilder *builder, Str key, Node value) {
    Node *there = evaluator_map_find(builder, key);
    if (there != NULL) {
        *there = value;
        return there;
    }
    if (!builder->indexed && builder->map->count >= KEYS_FEW) {
        builder->index = map_make(builder->arena);
        builder->indexed = true;
        for (uint32_t i = 0; i < builder->map->count; i++) {
            map_set(&builder->index, builder->map->pairs[i].key, (void *)((uintptr_t)i + 1));
        }
    }
    Node *place = node_map_add(builder->arena, builder->map, key, value);
    if (builder->indexed) {
        map_set(&builder->index, key, (void *)(uintptr_t)builder->map->count);
    }
    return place;
}

/* One round: the names are bound, the condition holds. */
static bool for_round(ForRounds *rounds, const Node *key, const Node *value) {
    const HclExpression *items = rounds->expression->items;
    Binding bind_key = {items[HCL_FOR_KEY_NAME].text, *key, rounds->scope->bindings};
    bool has_key = items[HCL_FOR_KEY_NAME].kind != HCL_NOTHING;
    Binding bind_value = {items[HCL_FOR_VALUE_NAME].text, *value,
                          has_key ? &bind_key : rounds->scope->bindings};
    Scope inner = *rounds->scope;
    inner.bindings = &bind_value;
    if (!evaluator_charge(inner.evaluator, 1)) return false;
    if (items[HCL_FOR_CONDITION].kind != HCL_NOTHING) {
        Node condition = {0};
        bool holds = false;
        if (!evaluator_run(&inner, &items[HCL_FOR_CONDITION], &condition)) return false;
        if (condition.kind == NODE_UNKNOWN) {
            rounds->open = true;
            return true;
        }
        if (!terraform_to_bool(&condition, &holds)) {
            return evaluator_fail(&inner, &items[HCL_FOR_CONDITION],
                                  "the condition of for must be true or false");
        }
        if (!holds) return true;
    }
    return rounds->round(rounds->context, &inner);
}

static bool for_many(ForRounds *rounds) {
    const HclExpression *at = &rounds->expression->items[HCL_FOR_COLLECTION];
    Node place = evaluator_place(rounds->scope, at);
    Node zero = node_make_int(&place, 0), one = {0};
    Node key = node_make_unknown(rounds->scope->evaluator->arena, &place,
                                 S("it isn't known for which keys there are instances"));
    rounds->open = true;
    if (!evaluator_index(rounds->scope, at, &rounds->collection, &zero, &one)) return false;
    return for_round(rounds, &key, &one);
}

bool evaluator_for_each(ForRounds *rounds) {
    const HclExpression *at = &rounds->expression->items[HCL_FOR_COLLECTION];
    Node *collection = &rounds->collection, value = {0};
    if (!evaluator_run(rounds->scope, at, &value)) return false;
    const Thing *thing = evaluator_thing(&value);
    *collection = value;
    if (thing != NULL && thing->kind == THING_MANY) return for_many(rounds);
    if (!evaluator_force(rounds->scope, at, &value, collection)) return false;
    if (collection->kind == NODE_UNKNOWN) {
        rounds->open = true;
        return true;
    }
    if (collection->kind != NODE_LIST && collection->kind != NODE_MAP) {
        return evaluator_fail(rounds->scope, at, "for needs a list or a map, not %s",
                              node_kind_name(collection));
    }
    if ((collection->flags & NODE_FLAG_OPEN) != 0) rounds->open = true;
    bool map = collection->kind == NODE_MAP, set = (collection->flags & NODE_FLAG_SET) != 0;
    for (uint32_t i = 0; i < collection->count; i++) {
        Node item = map ? collection->pairs[i].value : collection->items[i];
        Node key =
            map ? node_make_string(&item, collection->pairs[i].key) : node_make_int(&item, i);
        item.flags |= collection->flags & NODE_FLAG_SECRET;
        if (!for_round(rounds, set ? &item : &key, &item)) return false;
    }
    return true;
}

typedef struct ForResult {
    Arena *arena;
    const HclExpression *expression;
    Node made;
    MapBuilder builder;
    bool open;
} ForResult;

static bool for_tuple_round(void *context, const Scope *inner) {
    ForResult *result = context;
    Node value = {0};
    if (!evaluator_run(inner, &result->expression->items[HCL_FOR_VALUE], &value)) return false;
    if (!evaluator_charge_value(inner->evaluator, &value)) return false;
    node_list_add(result->arena, &result->made, value);
    return true;
}

/* What is left of a collection that isn't known: nothing but where it comes from. */
static void for_finish(const Scope *scope, ForRounds *rounds, ForResult *result, Node *ret_value) {
    Node at = evaluator_place(scope, rounds->expression);
    bool unknown =
        rounds->collection.kind == NODE_UNKNOWN && evaluator_thing(&rounds->collection) == NULL;
    if (unknown) {
        *ret_value = terraform_computed(result->arena, &at, &rounds->collection, 1);
        return;
    }
    if (rounds->open || result->open) result->made.flags |= NODE_FLAG_OPEN;
    result->made.flags |= rounds->collection.flags & NODE_FLAG_SECRET;
    *ret_value = result->made;
}

bool evaluator_for_tuple(const Scope *scope, const HclExpression *expression, Node *ret_value) {
    Arena *arena = scope->evaluator->arena;
    Node at = evaluator_place(scope, expression);
    ForResult result = {arena, expression, node_make_list(arena, &at, 0), {0}, false};
    ForRounds rounds = {
        .scope = scope, .expression = expression, .round = for_tuple_round, .context = &result};
    if (!evaluator_for_each(&rounds)) return false;
    for_finish(scope, &rounds, &result, ret_value);
    return true;
}

static bool for_object_round(void *context, const Scope *inner) {
    ForResult *result = context;
    const HclExpression *items = result->expression->items;
    bool group = (result->expression->flags & HCL_FLAG_GROUP) != 0;
    Node key = {0}, value = {0};
    Str name = S("");
    if (!evaluator_run(inner, &items[HCL_FOR_KEY], &key)) return false;
    if (!evaluator_run(inner, &items[HCL_FOR_VALUE], &value)) return false;
    if (!evaluator_charge_value(inner->evaluator, &value)) return false;
    if (key.kind == NODE_UNKNOWN) {
        result->open = true;
        return true;
    }
    if (!terraform_to_text(result->arena, &key, &name)) {
        return evaluator_fail(inner, &items[HCL_FOR_KEY], "a key must be text, not %s",
                              node_kind_name(&key));
    }
    Node *there = evaluator_map_find(&result->builder, name);
    if (!group && there != NULL) {
        return evaluator_fail(inner, &items[HCL_FOR_KEY],
                              "the key %.*s comes twice; group its values with ...",
                              STR_ARGS(name));
    }
    if (group && there == NULL) {
        there = evaluator_map_set(&result->builder, name, node_make_list(result->arena, &value, 0));
    }
    if (group) {
        node_list_add(result->arena, there, value);
    } else {
        evaluator_map_set(&result->builder, name, value);
    }
    return true;
}

bool evaluator_for_object(const Scope *scope, const HclExpression *expression, Node *ret_value) {
    Arena *arena = scope->evaluator->arena;
    Node at = evaluator_place(scope, expression);
    ForResult result = {arena, expression, node_make_map(&at), {0}, false};
    result.builder = evaluator_map_make(arena, &result.made);
    ForRounds rounds = {
        .scope = scope, .expression = expression, .round = for_object_round, .context = &result};
    if (!evaluator_for_each(&rounds)) return false;
    terraform_sort_map(&result.made);
    for_finish(scope, &rounds, &result, ret_value);
    return true;
}
