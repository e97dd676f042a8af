/* SPDX-License-Identifier: Apache-2.0 */
/* log_ids.c -- see log_ids.h. */
#include "logs/log_ids.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    RADIX_BITS = 8,   /* so few buckets stay in the first cache and its table of pages */
    RADIX_PASSES = 4, /* over the upper half: hardly two ids of a run have the same there */
    IDS_FEW = 16,     /* that have, and are sorted by hand */
    IDS_RUNS_MAX = 4096
};

struct LogIds {
    uint64_t *hashes;
    size_t count, room;
    int file;                  /* -1 before anything was written */
    size_t runs[IDS_RUNS_MAX]; /* how many ids each has */
    size_t run_count;
    bool failed;
    bool sorted; /* what is in memory */
};

LogIds *log_ids_make(size_t threads) {
    LogIds *ids = calloc(1, sizeof(*ids));
    if (ids == NULL) return NULL;
    /* Sorting takes as much again. */
    ids->room = LOG_IDS_BYTES / (2 * sizeof(uint64_t)) / (threads == 0 ? 1 : threads);
    if (ids->room < LOG_IDS_ROOM_MIN) ids->room = LOG_IDS_ROOM_MIN;
    ids->file = -1;
    ids->hashes = malloc(ids->room * sizeof(uint64_t));
    if (ids->hashes != NULL) return ids;
    free(ids);
    return NULL;
}

void log_ids_free(LogIds *ids) {
    if (ids == NULL) return;
    if (ids->file >= 0) close(ids->file);
    free(ids->hashes);
    free(ids);
}

__extension__ typedef unsigned __int128 IdProduct;

static inline uint64_t id_word(const char *ptr) {
    uint64_t word;
    memcpy(&word, ptr, sizeof(word));
    return word;
}

static inline uint64_t id_mix(uint64_t left, uint64_t right) {
    IdProduct product = (IdProduct)left * right;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Sixteen bytes at a time, the last ones overlapping: wyhash's way. */
static uint64_t ids_hash(Str id) {
    const uint64_t first = UINT64_C(0xA0761D6478BD642F), second = UINT64_C(0xE7037ED1A0B428DB);
    char few[16] = {0};
    const char *last = few;
    uint64_t hash = first;
    if (id.len >= sizeof(few)) {
        last = id.ptr + id.len - sizeof(few);
        for (const char *at = id.ptr; at < last; at += sizeof(few)) {
            hash = id_mix(id_word(at) ^ second, id_word(at + 8) ^ hash);
        }
    } else {
        memcpy(few, id.ptr, id.len);
    }
    return id_mix(second ^ id.len, id_mix(id_word(last) ^ second, id_word(last + 8) ^ hash));
}

static int id_compare(const void *left, const void *right) {
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/* Sorts ids whose upper halves are sorted. */
static void ids_sort_lower(uint64_t *ids, size_t count) {
    const int lower = 64 - RADIX_BITS * RADIX_PASSES;
    for (size_t first = 0, end; first < count; first = end) {
        uint64_t upper = ids[first] >> lower;
        for (end = first + 1; end < count && ids[end] >> lower == upper; end++) {
        }
        if (end - first > IDS_FEW) {
            qsort(ids + first, end - first, sizeof(*ids), id_compare);
            continue;
        }
        for (size_t i = first + 1; i < end; i++) {
            uint64_t id = ids[i];
            size_t at = i;
            for (; at > first && ids[at - 1] > id; at--) ids[at] = ids[at - 1];
            ids[at] = id;
        }
    }
}

/* By the upper half's digits, the least significant first; then what is left by comparing. */
static bool ids_sort(LogIds *ids) {
    enum { BUCKETS = 1 << RADIX_BITS, LOWER = 64 - RADIX_BITS * RADIX_PASSES };
    size_t starts[RADIX_PASSES][BUCKETS] = {0};
    uint64_t *from = ids->hashes, *to = malloc((ids->count + 1) * sizeof(uint64_t));
    if (to == NULL) return false;
    uint64_t *scratch = to;
    for (size_t i = 0; i < ids->count; i++) {
        for (int pass = 0; pass < RADIX_PASSES; pass++) {
            starts[pass][from[i] >> (LOWER + pass * RADIX_BITS) & (BUCKETS - 1)]++;
        }
    }
    for (int pass = 0; pass < RADIX_PASSES; pass++) {
        size_t sum = 0;
        for (size_t i = 0; i < BUCKETS; i++) {
            size_t here = starts[pass][i];
            starts[pass][i] = sum;
            sum += here;
        }
        for (size_t i = 0; i < ids->count; i++) {
            to[starts[pass][from[i] >> (LOWER + pass * RADIX_BITS) & (BUCKETS - 1)]++] = from[i];
        }
        uint64_t *other = from;
        from = to;
        to = other;
    }
    /* The number of passes is even: the ids are where they were. */
    free(scratch);
    ids_sort_lower(ids->hashes, ids->count);
    return true;
}

static bool ids_open(LogIds *ids) {
    const char *folder = getenv("TMPDIR");
    char path[4096];
    int len = snprintf(path, sizeof(path), "%s/merlon-ids-XXXXXX",
                       folder == NULL || folder[0] == '\0' ? "/tmp" : folder);
    if (len < 0 || (size_t)len >= sizeof(path)) return false;
    ids->file = mkostemp(path, O_CLOEXEC);
    if (ids->file >= 0) unlink(path);
    return ids->file >= 0;
}

static bool ids_write(int file, const void *bytes, size_t len) {
    const char *rest = bytes;
    while (len > 0) {
        ssize_t done = write(file, rest, len);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return false;
        rest += done;
        len -= (size_t)done;
    }
    return true;
}

static void ids_spill(LogIds *ids) {
    ids->failed |= ids->run_count == IDS_RUNS_MAX || (ids->file < 0 && !ids_open(ids)) ||
                   !ids_sort(ids) ||
                   !ids_write(ids->file, ids->hashes, ids->count * sizeof(uint64_t));
    if (!ids->failed) ids->runs[ids->run_count++] = ids->count;
    ids->count = 0;
}

void log_ids_add(LogIds *ids, Str id) {
    if (ids->count == ids->room) ids_spill(ids);
    ids->hashes[ids->count++] = ids_hash(id);
}

void log_ids_finish(LogIds *ids) {
    if (!ids->sorted) ids->failed |= !ids_sort(ids);
    ids->sorted = true;
}

/* ---- the merge ---- */

/* A sorted run, read from front to back. */
typedef struct IdStream {
    const uint64_t *next, *end;
    uint64_t *buffer;
    size_t room;
    int file;
    off_t at;
    size_t left; /* in the file */
} IdStream;

static bool stream_fill(IdStream *stream) {
    size_t want = stream->left < stream->room ? stream->left : stream->room;
    size_t got = 0;
    while (got < want * sizeof(uint64_t)) {
        ssize_t done = pread(stream->file, (char *)stream->buffer + got,
                             want * sizeof(uint64_t) - got, stream->at);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return false;
        got += (size_t)done;
        stream->at += done;
    }
    stream->left -= want;
    stream->next = stream->buffer;
    stream->end = stream->buffer + want;
    return true;
}

/* Heap of streams, the one with the least id first. */
static void heap_sink(IdStream **heap, size_t count, size_t at) {
    for (;;) {
        size_t least = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < count; child++) {
            if (*heap[child]->next < *heap[least]->next) least = child;
        }
        if (least == at) return;
        IdStream *other = heap[at];
        heap[at] = heap[least];
        heap[least] = other;
        at = least;
    }
}

/* What was taken so far. */
typedef struct IdTally {
    uint64_t last;
    int64_t repeats;
} IdTally;

static inline void tally_take(IdTally *tally, uint64_t id) {
    tally->repeats += id == tally->last;
    tally->last = id;
}

static void tally_take_one(IdTally *tally, IdStream *stream) {
    while (stream->next < stream->end) tally_take(tally, *stream->next++);
}

/* Takes what two streams have in memory, until one is at its end. Which one has the less can't be
 * guessed: nothing branches on it. */
static void tally_take_two(IdTally *tally, IdStream *left, IdStream *right) {
    const uint64_t *a = left->next, *b = right->next;
    while (a < left->end && b < right->end) {
        bool first = *a <= *b;
        tally_take(tally, first ? *a : *b);
        a += first;
        b += !first;
    }
    left->next = a;
    right->next = b;
}

static int64_t heap_count(IdStream **heap, size_t count) {
    for (size_t i = count; i-- > 0;) heap_sink(heap, count, i);
    IdTally tally = {.last = count == 0 ? 0 : ~*heap[0]->next};
    while (count > 0) {
        switch (count) {
        case 1: tally_take_one(&tally, heap[0]); break;
        case 2: tally_take_two(&tally, heap[0], heap[1]); break;
        default: tally_take(&tally, *heap[0]->next++); break;
        }
        size_t at = count == 2 && heap[1]->next == heap[1]->end ? 1 : 0; /* may be at its end */
        IdStream *stream = heap[at];
        if (stream->next == stream->end && stream->left > 0 && !stream_fill(stream)) return -1;
        if (stream->next == stream->end) heap[at] = heap[--count];
        heap_sink(heap, count, 0);
    }
    return tally.repeats;
}

static size_t ids_count_streams(LogIds *const *ids, size_t count) {
    size_t streams = 0;
    for (size_t i = 0; i < count; i++) streams += ids[i]->run_count + 1;
    return streams;
}

/* Opens the runs of one thread's ids; returns how many have something, or SIZE_MAX. */
static size_t ids_open_streams(LogIds *ids, IdStream *streams, size_t room) {
    size_t opened = 0;
    off_t at = 0;
    log_ids_finish(ids);
    if (ids->failed) return SIZE_MAX;
    if (ids->count > 0) {
        streams[opened++] = (IdStream){.next = ids->hashes, .end = ids->hashes + ids->count};
    }
    for (size_t i = 0; i < ids->run_count; i++) {
        IdStream *stream = &streams[opened++];
        *stream = (IdStream){.file = ids->file, .at = at, .left = ids->runs[i], .room = room};
        at += (off_t)(ids->runs[i] * sizeof(uint64_t));
        stream->buffer = malloc(room * sizeof(uint64_t));
        if (stream->buffer == NULL || !stream_fill(stream)) return SIZE_MAX;
    }
    return opened;
}

int64_t log_ids_repeats(LogIds *const *ids, size_t count) {
    size_t most = ids_count_streams(ids, count), opened = 0;
    size_t room = LOG_IDS_MERGE_BYTES / sizeof(uint64_t) / (most + 1) + 16;
    IdStream *streams = calloc(most + 1, sizeof(*streams));
    IdStream **heap = calloc(most + 1, sizeof(*heap));
    bool ok = streams != NULL && heap != NULL;
    for (size_t i = 0; ok && i < count; i++) {
        size_t more = ids_open_streams(ids[i], streams + opened, room);
        ok = more != SIZE_MAX;
        if (ok) opened += more;
    }
    for (size_t i = 0; ok && i < opened; i++) heap[i] = &streams[i];
    int64_t repeats = ok ? heap_count(heap, opened) : -1;
    for (size_t i = 0; streams != NULL && i < most; i++) free(streams[i].buffer);
    free(streams);
    free(heap);
    return repeats;
}
