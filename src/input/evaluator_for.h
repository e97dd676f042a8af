/* SPDX-License-Identifier: Apache-2.0 */
/* evaluator_for.h -- for expressions, and the maps that expressions build key by key. */
#ifndef MERLON_INPUT_EVALUATOR_FOR_H
#define MERLON_INPUT_EVALUATOR_FOR_H

#include "input/evaluator.h"

/* A for expression (or directive) whose rounds are run one after the other. */
typedef struct ForRounds {
    const Scope *scope;
    const HclExpression *expression;                  /* with HCL_FOR_ITEMS items */
    bool (*round)(void *context, const Scope *inner); /* once for each item; false: failed */
    void *context;
    Node collection; /* as evaluated */
    bool open;       /* there may be more rounds than were run */
} ForRounds;

/* Runs the rounds. False when one failed, or when the collection can't be gone over. */
bool evaluator_for_each(ForRounds *rounds);

/* [for ...]. */
bool evaluator_for_tuple(const Scope *scope, const HclExpression *expression, Node *ret_value);

/* {for ...}. */
bool evaluator_for_object(const Scope *scope, const HclExpression *expression, Node *ret_value);

/* A map that grows by keys of which some come again. */
typedef struct MapBuilder {
    Arena *arena;
    Node *map;
    Map index; /* key -> its number + 1, when there are many */
    bool indexed;
} MapBuilder;

/* Builds on map, which must be empty. */
MapBuilder evaluator_map_make(Arena *arena, Node *map);

/* Sets a key; the last value counts. Returns the place of the value. */
Node *evaluator_map_set(MapBuilder *builder, Str key, Node value);

/* The place of a key's value, or NULL. */
Node *evaluator_map_find(const MapBuilder *builder, Str key);

#endif
