/* SPDX-License-Identifier: Apache-2.0 */
/* hit_store.h -- keeps any number of hits in little memory and gives them back in order.
 * What doesn't fit is sorted and written to a temporary file that has no name (TMPDIR, else /tmp);
 * reading merges the sorted runs. One store per thread; they are read together. */
#ifndef MERLON_HUNT_HIT_STORE_H
#define MERLON_HUNT_HIT_STORE_H

#include "hunt/hit.h"

enum {
    HIT_STORES_BYTES = 24 << 20,     /* of all the stores of a run together */
    HIT_STORE_BYTES_MIN = 1 << 20,   /* of one store */
    HIT_RUNS_MAX = 48,               /* of one store; when there are more, they become one */
    HIT_RUN_BUFFER_BYTES = 128 << 10 /* to read one; a hit may be larger and gets its own */
};

typedef struct HitStore HitStore;

/* A store with that much memory before it writes; NULL when there is none. */
HitStore *hit_store_make(size_t bytes);

/* Gives a store and its files back; NULL is left alone. */
void hit_store_free(HitStore *store);

/* Keeps a copy of hit. False when it couldn't be written: err says why. */
bool hit_store_add(HitStore *store, const Hit *hit, Error *err);

/* How many hits are kept. */
uint64_t hit_store_count(const HitStore *store);

/* Sorts what is in memory: nothing may be added afterwards. */
void hit_store_finish(HitStore *store);

typedef struct HitCursor HitCursor;

/* A cursor over the hits of all stores, which must be finished; NULL when there is no memory. */
HitCursor *hit_cursor_make(HitStore *const *stores, size_t count);

/* Gives a cursor back; NULL is left alone. */
void hit_cursor_free(HitCursor *cursor);

/* The next hit that is no repeat of the one before, valid until the next call; false at the end or
 * when a file can't be read (hit_cursor_failed tells). */
bool hit_cursor_next(HitCursor *cursor, Hit *ret_hit);

/* Whether the end came before its time. */
bool hit_cursor_failed(const HitCursor *cursor);

#endif
