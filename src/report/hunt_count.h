/* SPDX-License-Identifier: Apache-2.0 */
/* hunt_count.h -- how often names occur among hits, from when to when. */
#ifndef MERLON_REPORT_HUNT_COUNT_H
#define MERLON_REPORT_HUNT_COUNT_H

#include "base/map.h"
#include "hunt/hit.h"

/* How often something occurs among the hits. */
typedef struct HuntCount {
    Str name;
    uint64_t hits;
    SigmaLevel worst; /* of the rules that found them */
    bool has_time;
    int64_t first, last;
} HuntCount;

typedef struct HuntCounts {
    HuntCount *items; /* by hits, the most first, then by name */
    size_t count;
    uint64_t others; /* hits of names beyond the counter's most */
} HuntCounts;

/* Counts while hits pass by. */
typedef struct HuntCounter {
    Map map; /* name -> HuntCount */
    size_t most;
    uint64_t others;
} HuntCounter;

/* A counter that tells that many names apart; memory comes from arena. */
HuntCounter hunt_count_make(Arena *arena, size_t most);

/* Counts a hit, of a rule of that level, under name, which is copied when it is new. */
void hunt_count_add(HuntCounter *counter, Str name, const Hit *hit, SigmaLevel level);

/* Takes the time of a hit into count. */
void hunt_count_time(HuntCount *count, const Hit *hit);

/* What was counted; memory comes from the counter's arena. */
HuntCounts hunt_count_sorted(const HuntCounter *counter);

/* All hits, those of names beyond the counter's most included. */
uint64_t hunt_count_sum(const HuntCounts *counts);

#endif
