/* SPDX-License-Identifier: Apache-2.0 */
/* map.c -- the hash map of map.h. */
#include "base/map.h"

Map map_make(Arena *arena) { return (Map){.arena = arena}; }

static size_t map_slot(const Map *map, Str key) {
    size_t mask = map->slot_count - 1;
    size_t slot = (size_t)str_hash(key) & mask;
    while (map->slots[slot] != 0 && !str_equal(map->entries[map->slots[slot] - 1].key, key)) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

static void map_grow(Map *map) {
    size_t capacity = map->capacity == 0 ? 8 : map->capacity * 2;
    map->entries =
        arena_grow_array(map->arena, map->entries, map->count, capacity, sizeof(MapEntry));
    map->capacity = capacity;
    map->slot_count = capacity * 2;
    map->slots = ARENA_ARRAY(map->arena, uint32_t, map->slot_count);
    for (size_t i = 0; i < map->count; i++) {
        map->slots[map_slot(map, map->entries[i].key)] = (uint32_t)i + 1;
    }
}

void *map_find(const Map *map, Str key) {
    if (map->count == 0) return NULL;
    uint32_t index = map->slots[map_slot(map, key)];
    return index == 0 ? NULL : map->entries[index - 1].value;
}

void *map_set(Map *map, Str key, void *value) {
    assert(value != NULL && map->arena != NULL);
    if (map->count == map->capacity) map_grow(map);
    size_t slot = map_slot(map, key);
    if (map->slots[slot] != 0) {
        MapEntry *entry = &map->entries[map->slots[slot] - 1];
        void *before = entry->value;
        entry->value = value;
        return before;
    }
    map->entries[map->count] = (MapEntry){key, value};
    map->slots[slot] = (uint32_t)++map->count;
    return NULL;
}
