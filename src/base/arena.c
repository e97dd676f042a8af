/* SPDX-License-Identifier: Apache-2.0 */
/* arena.c -- bump allocation in blocks that double up to a maximum. Memory comes zeroed from
 * calloc, so a fresh block costs no clearing; a reset block is cleared as far as it was used. */
#include "base/arena.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
    ARENA_ALIGN = 16,
    ARENA_BLOCK_MIN_BYTES = 4 * 1024, /* small: scratch arenas come and go, and are cleared */
    ARENA_BLOCK_MAX_BYTES = 16 * 1024 * 1024, /* larger requests get a block of their own size */
    ARENA_HUGE_PAGE_BYTES = 2 * 1024 * 1024   /* on x86-64 and arm64 with 4 KiB pages */
};

struct ArenaBlock {
    ArenaBlock *older;
    size_t size;
    _Alignas(ARENA_ALIGN) unsigned char bytes[];
};

/* Large blocks will be used: the kernel may give their memory in large pages, which saves most of
 * the page faults. Only a hint. */
static void arena_hint_huge_pages(ArenaBlock *block, size_t size) {
    uintptr_t start = (uintptr_t)block, end = start + size;
    start = (start + ARENA_HUGE_PAGE_BYTES - 1) & ~(uintptr_t)(ARENA_HUGE_PAGE_BYTES - 1);
    end &= ~(uintptr_t)(ARENA_HUGE_PAGE_BYTES - 1);
    if (start < end) madvise((void *)start, end - start, MADV_HUGEPAGE);
}

static void arena_add_block(Arena *arena, size_t need) {
    size_t size = arena->newest == NULL ? ARENA_BLOCK_MIN_BYTES : arena->newest->size * 2;
    if (size > ARENA_BLOCK_MAX_BYTES) size = ARENA_BLOCK_MAX_BYTES;
    if (size < need) size = need;
    ArenaBlock *block = calloc(1, sizeof(ArenaBlock) + size);
    if (block == NULL) abort();
    if (size >= ARENA_HUGE_PAGE_BYTES) arena_hint_huge_pages(block, size);
    block->older = arena->newest;
    block->size = size;
    arena->newest = block;
    arena->used = 0;
}

void *arena_alloc(Arena *arena, size_t size) {
    assert(arena != NULL);
    if (size > SIZE_MAX / 2) abort();
    size_t need = (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
    if (arena->newest == NULL || arena->newest->size - arena->used < need) {
        arena_add_block(arena, need);
    }
    void *result = arena->newest->bytes + arena->used;
    arena->used += need;
    arena->total += need;
    return result;
}

void *arena_alloc_array(Arena *arena, size_t count, size_t size) {
    size_t bytes = 0;
    if (__builtin_mul_overflow(count, size, &bytes)) abort();
    return arena_alloc(arena, bytes);
}

void *arena_grow_array(Arena *arena, const void *old, size_t old_count, size_t new_count,
                       size_t size) {
    assert(new_count >= old_count);
    void *result = arena_alloc_array(arena, new_count, size);
    if (old_count > 0) memcpy(result, old, old_count * size);
    return result;
}

void arena_reset(Arena *arena) {
    if (arena->newest == NULL) return;
    ArenaBlock *keep = arena->newest;
    ArenaBlock *block = keep->older;
    while (block != NULL) {
        ArenaBlock *older = block->older;
        free(block);
        block = older;
    }
    keep->older = NULL;
    memset(keep->bytes, 0, arena->used);
    arena->used = 0;
    arena->total = 0;
}

void arena_free(Arena *arena) {
    ArenaBlock *block = arena->newest;
    while (block != NULL) {
        ArenaBlock *older = block->older;
        free(block);
        block = older;
    }
    *arena = (Arena){0};
}
