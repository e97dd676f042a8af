/* SPDX-License-Identifier: Apache-2.0 */
/* arena.h -- memory that is freed as a whole.
 * Everything merlon reads lives in an arena that the caller names: program (rules, facts), run
 * (estate, threats) or scratch (one file, one rule on one resource). There is no per-object free.
 * Running out of memory is not an error that a caller could handle: the process ends (abort). */
#ifndef MERLON_BASE_ARENA_H
#define MERLON_BASE_ARENA_H

#include "base/base.h"

typedef struct ArenaBlock ArenaBlock;

typedef struct Arena {
    ArenaBlock *newest; /* the block that allocations come from; older ones hang behind it */
    size_t used;        /* bytes handed out of the newest block */
    size_t total;       /* bytes handed out of all blocks, for reports and tests */
} Arena;

/* Returns size zeroed bytes, aligned for any type, that live until arena_reset or arena_free.
 * A size of 0 returns a valid pointer. Never returns NULL. */
void *arena_alloc(Arena *arena, size_t size);

/* Like arena_alloc for count things of the given size; aborts when the product overflows. */
void *arena_alloc_array(Arena *arena, size_t count, size_t size);

/* Returns an array of new_count things whose first old_count were copied from old; the rest is
 * zeroed. The old array stays where it is. */
void *arena_grow_array(Arena *arena, const void *old, size_t old_count, size_t new_count,
                       size_t size);

/* Makes everything allocated so far invalid and keeps one block for reuse. */
void arena_reset(Arena *arena);

/* Gives all memory back; the arena is empty and can be used again. Fit for CLEANUP. */
void arena_free(Arena *arena);

/* One zeroed Type, or an array of them, in an arena. */
#define ARENA_NEW(arena, Type) ((Type *)arena_alloc((arena), sizeof(Type)))
#define ARENA_ARRAY(arena, Type, count) ((Type *)arena_alloc_array((arena), (count), sizeof(Type)))

#endif
