/* SPDX-License-Identifier: Apache-2.0 */
/* hunt_count.c -- see hunt_count.h. */
#include "report/hunt_count.h"

#include <stdlib.h>

HuntCounter hunt_count_make(Arena *arena, size_t most) {
    return (HuntCounter){.map = map_make(arena), .most = most};
}

void hunt_count_time(HuntCount *count, const Hit *hit) {
    if (!hit->has_time) return;
    if (!count->has_time || hit->first < count->first) count->first = hit->first;
    if (!count->has_time || hit->last > count->last) count->last = hit->last;
    count->has_time = true;
}

void hunt_count_add(HuntCounter *counter, Str name, const Hit *hit, SigmaLevel level) {
    Arena *arena = counter->map.arena;
    HuntCount *count = map_find(&counter->map, name);
    if (count == NULL) {
        if (counter->map.count >= counter->most) {
            counter->others++;
            return;
        }
        count = ARENA_NEW(arena, HuntCount);
        count->name = str_copy(arena, name);
        map_set(&counter->map, count->name, count);
    }
    count->hits++;
    if (level > count->worst) count->worst = level;
    hunt_count_time(count, hit);
}

static int count_compare(const void *left, const void *right) {
    const HuntCount *a = left, *b = right;
    if (a->hits != b->hits) return a->hits > b->hits ? -1 : 1;
    return str_compare(a->name, b->name);
}

HuntCounts hunt_count_sorted(const HuntCounter *counter) {
    HuntCounts counts = {.count = counter->map.count, .others = counter->others};
    counts.items = ARENA_ARRAY(counter->map.arena, HuntCount, counts.count + 1);
    for (size_t i = 0; i < counts.count; i++) {
        counts.items[i] = *(const HuntCount *)counter->map.entries[i].value;
    }
    if (counts.count > 1) qsort(counts.items, counts.count, sizeof(HuntCount), count_compare);
    return counts;
}

uint64_t hunt_count_sum(const HuntCounts *counts) {
    uint64_t sum = counts->others;
    for (size_t i = 0; i < counts->count; i++) sum += counts->items[i].hits;
    return sum;
}
