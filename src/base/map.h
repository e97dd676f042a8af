/* SPDX-License-Identifier: Apache-2.0 */
/* map.h -- a hash map from text to a pointer, in an arena.
 * Open addressing with linear probing; keys are not copied. Iteration is over the entries in the
 * order of insertion, so that nothing depends on hash values. There is no removal. */
#ifndef MERLON_BASE_MAP_H
#define MERLON_BASE_MAP_H

#include "base/str.h"

typedef struct MapEntry {
    Str key;
    void *value;
} MapEntry;

typedef struct Map {
    Arena *arena;
    MapEntry *entries; /* in the order of insertion */
    size_t count;
    size_t capacity;
    uint32_t *slots; /* index + 1 into entries, 0 for a free slot; a power of two of them */
    size_t slot_count;
} Map;

/* An empty map whose memory comes from arena. */
Map map_make(Arena *arena);

/* The value of key, or NULL when the map doesn't hold it. */
void *map_find(const Map *map, Str key);

/* Sets key to value (not NULL) and returns the value it had before, or NULL. */
void *map_set(Map *map, Str key, void *value);

#endif
