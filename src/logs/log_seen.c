/* SPDX-License-Identifier: Apache-2.0 */
/* log_seen.c -- see log_seen.h. Open addressing; a slot is claimed with compare-and-swap, so that
 * of two threads with the same id exactly one is the first. */
#include "logs/log_seen.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>

struct LogSeen {
    _Atomic uint64_t *slots; /* 0: free */
    _Atomic uint64_t count;
    _Atomic bool full;
};

LogSeen *log_seen_make(void) {
    LogSeen *seen = calloc(1, sizeof(*seen));
    if (seen == NULL) return NULL;
    seen->slots = mmap(NULL, LOG_SEEN_SLOTS * sizeof(*seen->slots), PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (seen->slots == MAP_FAILED) {
        free(seen);
        return NULL;
    }
    madvise((void *)seen->slots, LOG_SEEN_SLOTS * sizeof(*seen->slots), MADV_HUGEPAGE);
    return seen;
}

void log_seen_free(LogSeen *seen) {
    if (seen == NULL) return;
    munmap((void *)seen->slots, LOG_SEEN_SLOTS * sizeof(*seen->slots));
    free(seen);
}

/* Eight bytes at a time; ids are random already, so little mixing is needed. */
static uint64_t seen_hash(Str id) {
    uint64_t hash = id.len * UINT64_C(0x9E3779B97F4A7C15);
    size_t at = 0;
    for (; at + 8 <= id.len; at += 8) {
        uint64_t word;
        memcpy(&word, id.ptr + at, sizeof(word));
        hash = (hash ^ word) * UINT64_C(0xD6E8FEB86659FD93);
        hash ^= hash >> 32;
    }
    uint64_t rest = 0;
    memcpy(&rest, id.ptr + at, id.len - at);
    hash = (hash ^ rest) * UINT64_C(0xD6E8FEB86659FD93);
    hash ^= hash >> 29;
    return hash == 0 ? 1 : hash;
}

static bool seen_add_hash(LogSeen *seen, uint64_t hash) {
    bool room = atomic_load_explicit(&seen->count, memory_order_relaxed) < LOG_SEEN_MAX;
    for (size_t at = hash & (LOG_SEEN_SLOTS - 1);; at = (at + 1) & (LOG_SEEN_SLOTS - 1)) {
        uint64_t found = atomic_load_explicit(&seen->slots[at], memory_order_relaxed);
        if (found == hash) return true;
        if (found != 0) continue;
        if (!room) {
            atomic_store_explicit(&seen->full, true, memory_order_relaxed);
            return false;
        }
        if (atomic_compare_exchange_strong(&seen->slots[at], &found, hash)) break;
        if (found == hash) return true;
    }
    atomic_fetch_add_explicit(&seen->count, 1, memory_order_relaxed);
    return false;
}

bool log_seen_add(LogSeen *seen, Str id) { return seen_add_hash(seen, seen_hash(id)); }

bool log_seen_is_full(const LogSeen *seen) { return seen->full; }
