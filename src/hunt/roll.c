/* SPDX-License-Identifier: Apache-2.0 */
/* roll.c -- see roll.h. */
#include "hunt/roll.h"

#include <stdlib.h>

enum { ROLL_OVERHEAD_BYTES = 96 }; /* of an entry in the map, which grows by doubling */

Roll roll_make(Arena *arena, RollBudget *budget, size_t detail_count) {
    return (Roll){
        .arena = arena, .budget = budget, .map = map_make(arena), .detail_count = detail_count};
}

/* The entry of name, made when there is room. */
static RollEntry *roll_take(Roll *roll, Str name) {
    bool cut = name.len > ROLL_NAME_BYTES_MAX;
    if (cut) name.len = ROLL_NAME_BYTES_MAX - 3;
    RollEntry *entry = cut ? NULL : map_find(&roll->map, name);
    if (entry != NULL) return entry;
    Str own = S("");
    if (cut) {
        own = str_join2(roll->arena, name, S("..."));
        entry = map_find(&roll->map, own);
        if (entry != NULL) return entry;
    }
    size_t cost =
        sizeof(RollEntry) + ROLL_OVERHEAD_BYTES + name.len + roll->detail_count * sizeof(Roll);
    if (cost > roll->budget->left) return NULL;
    roll->budget->left -= cost;
    entry = ARENA_NEW(roll->arena, RollEntry);
    entry->name = cut ? own : str_copy(roll->arena, name);
    if (roll->detail_count > 0) entry->details = ARENA_ARRAY(roll->arena, Roll, roll->detail_count);
    for (size_t i = 0; i < roll->detail_count; i++) {
        entry->details[i] = roll_make(roll->arena, roll->budget, 0);
    }
    map_set(&roll->map, entry->name, entry);
    return entry;
}

RollEntry *roll_add(Roll *roll, Str name, const Deed *deed) {
    if (name.len == 0) return NULL;
    RollEntry *entry = roll_take(roll, name);
    if (entry == NULL) {
        roll->budget->refused++;
        return NULL;
    }
    deed_counts_add(&entry->counts, deed);
    return entry;
}

void roll_merge(Roll *roll, const Roll *more) {
    for (size_t i = 0; i < more->map.count; i++) {
        const RollEntry *other = more->map.entries[i].value;
        RollEntry *entry = roll_take(roll, other->name);
        if (entry == NULL) {
            roll->budget->refused += other->counts.events;
            continue;
        }
        deed_counts_merge(&entry->counts, &other->counts);
        for (size_t j = 0; j < roll->detail_count; j++) {
            roll_merge(&entry->details[j], &other->details[j]);
        }
    }
}

RollEntry *roll_find(const Roll *roll, Str name) { return map_find(&roll->map, name); }

/* ---- order ---- */

/* Negative when a comes first because it is larger. */
static int larger_first(uint64_t a, uint64_t b) { return (a < b) - (a > b); }

static int entry_compare(const void *left, const void *right, void *context) {
    const RollEntry *a = *(const RollEntry *const *)left, *b = *(const RollEntry *const *)right;
    int order = 0;
    switch (*(const RollOrder *)context) {
    case ROLL_BY_BYTES: order = larger_first(a->counts.bytes_out, b->counts.bytes_out); break;
    case ROLL_BY_DENIED: order = larger_first(a->counts.denied, b->counts.denied); break;
    case ROLL_BY_TIME:
        order = (b->counts.has_time - a->counts.has_time);
        if (order == 0)
            order = (a->counts.first > b->counts.first) - (a->counts.first < b->counts.first);
        break;
    case ROLL_BY_NAME: return str_compare(a->name, b->name);
    case ROLL_BY_EVENTS: break;
    }
    if (order == 0) order = larger_first(a->counts.events, b->counts.events);
    return order != 0 ? order : str_compare(a->name, b->name);
}

const RollEntry **roll_sorted(const Roll *roll, RollOrder order, Arena *arena) {
    size_t count = roll->map.count;
    const RollEntry **entries = (const RollEntry **)ARENA_ARRAY(arena, RollEntry *, count + 1);
    for (size_t i = 0; i < count; i++) entries[i] = roll->map.entries[i].value;
    if (count > 1) qsort_r(entries, count, sizeof(*entries), entry_compare, &order);
    return entries;
}
