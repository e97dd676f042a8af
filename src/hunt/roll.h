/* SPDX-License-Identifier: Apache-2.0 */
/* roll.h -- names with how often and when each occurs: principals, addresses, objects. An entry may
 * have rolls of its own, such as a principal's addresses. Each thread fills its own rolls; they are
 * merged at the end, and sorted, so that nothing depends on who read what first. */
#ifndef MERLON_HUNT_ROLL_H
#define MERLON_HUNT_ROLL_H

#include "base/map.h"
#include "hunt/deed.h"

enum {
    ROLL_BYTES_MAX = 192 << 20, /* of all rolls of a run: about a million names */
    ROLL_NAME_BYTES_MAX = 1024  /* of one name; longer ones end in "..." */
};

/* What rolls that share memory may still take. */
typedef struct RollBudget {
    size_t left;
    uint64_t refused; /* events of names that found no room */
} RollBudget;

typedef struct Roll {
    Arena *arena;
    RollBudget *budget;
    Map map;
    size_t detail_count; /* rolls that each entry has */
} Roll;

typedef struct RollEntry {
    Str name;
    DeedCounts counts;
    Roll *details;
} RollEntry;

/* An empty roll; each of its entries gets detail_count rolls without details. */
Roll roll_make(Arena *arena, RollBudget *budget, size_t detail_count);

/* Counts a deed under name, which is copied when it is new; the empty name isn't counted. NULL when
 * it wasn't, or found no room. */
RollEntry *roll_add(Roll *roll, Str name, const Deed *deed);

/* Counts in another roll with as many details. */
void roll_merge(Roll *roll, const Roll *more);

/* The entry of that name, or NULL. */
RollEntry *roll_find(const Roll *roll, Str name);

/* What entries are sorted by. */
typedef enum RollOrder {
    ROLL_BY_EVENTS, /* the most first, then by name */
    ROLL_BY_BYTES,  /* the most bytes out first, then by events */
    ROLL_BY_DENIED, /* the most denied first, then by events */
    ROLL_BY_TIME,   /* the earliest first, then by name */
    ROLL_BY_NAME
} RollOrder;

/* The entries in order: roll->map.count of them, in arena. */
const RollEntry **roll_sorted(const Roll *roll, RollOrder order, Arena *arena);

#endif
