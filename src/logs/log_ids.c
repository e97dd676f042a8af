/* SPDX-License-Identifier: Apache-2.0 */
/* log_ids.c -- see log_ids.h. */
#include "logs/log_ids.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { RADIX_BITS = 11, RADIX_PASSES = 6, IDS_RUNS_MAX = 4096 };

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

/* Eight bytes at a time; ids are random already, so little mixing is needed. */
static uint64_t ids_hash(Str id) {
    uint64_t hash = id.len * UINT64_C(0x9E3779B97F4A7C15), word = 0;
    size_t at = 0;
    for (; at + 8 <= id.len; at += 8) {
        memcpy(&word, id.ptr + at, sizeof(word));
        hash = (hash ^ word) * UINT64_C(0xD6E8FEB86659FD93);
        hash ^= hash >> 32;
    }
    word = 0;
    memcpy(&word, id.ptr + at, id.len - at);
    hash = (hash ^ word) * UINT64_C(0xD6E8FEB86659FD93);
    return hash ^ hash >> 29;
}

/* Least significant digits first. */
static bool ids_sort(LogIds *ids) {
    enum { BUCKETS = 1 << RADIX_BITS };
    size_t starts[BUCKETS];
    uint64_t *from = ids->hashes, *to = malloc((ids->count + 1) * sizeof(uint64_t));
    if (to == NULL) return false;
    uint64_t *scratch = to;
    for (int pass = 0; pass < RADIX_PASSES; pass++) {
        int shift = pass * RADIX_BITS;
        size_t sum = 0;
        memset(starts, 0, sizeof(starts));
        for (size_t i = 0; i < ids->count; i++) starts[from[i] >> shift & (BUCKETS - 1)]++;
        for (size_t i = 0; i < BUCKETS; i++) {
            size_t here = starts[i];
            starts[i] = sum;
            sum += here;
        }
        for (size_t i = 0; i < ids->count; i++) {
            to[starts[from[i] >> shift & (BUCKETS - 1)]++] = from[i];
        }
        uint64_t *other = from;
        from = to;
        to = other;
    }
    /* The number of passes is even: the ids are where they were. */
    free(scratch);
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

static int64_t heap_count(IdStream **heap, size_t count) {
    int64_t repeats = 0;
    uint64_t last = 0;
    bool first = true;
    for (size_t i = count; i-- > 0;) heap_sink(heap, count, i);
    while (count > 0) {
        IdStream *stream = heap[0];
        uint64_t id = *stream->next++;
        repeats += !first && id == last;
        first = false;
        last = id;
        if (stream->next == stream->end && stream->left > 0 && !stream_fill(stream)) return -1;
        if (stream->next == stream->end) heap[0] = heap[--count];
        heap_sink(heap, count, 0);
    }
    return repeats;
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
