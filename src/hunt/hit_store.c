/* SPDX-License-Identifier: Apache-2.0 */
/* hit_store.c -- see hit_store.h. An external merge sort: runs lie one behind the other in one
 * file. A merge looks at the first hit of each run; there are some dozens at most, so the smallest
 * is found by looking at all. */
#include "hunt/hit_store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct StoreRun {
    uint64_t start, end; /* in the file */
} StoreRun;

/* Where a hit lies, with its time at hand: sorting compares little else. */
typedef struct HitPlace {
    int64_t time; /* INT64_MAX: none, which sorts behind all */
    size_t at;
} HitPlace;

struct HitStore {
    Buffer bytes;     /* of hits that aren't written yet */
    HitPlace *places; /* of each in bytes */
    size_t count, capacity;
    size_t bytes_max;
    uint64_t total;
    int file; /* -1 before anything was written */
    uint64_t file_bytes;
    StoreRun runs[HIT_RUNS_MAX];
    size_t run_count;
};

HitStore *hit_store_make(size_t bytes) {
    HitStore *store = calloc(1, sizeof(*store));
    if (store == NULL) return NULL;
    store->bytes_max = bytes < HIT_STORE_BYTES_MIN ? HIT_STORE_BYTES_MIN : bytes;
    store->file = -1;
    return store;
}

void hit_store_free(HitStore *store) {
    if (store == NULL) return;
    if (store->file >= 0) close(store->file);
    buffer_free(&store->bytes);
    free(store->places);
    free(store);
}

uint64_t hit_store_count(const HitStore *store) { return store->total; }

/* ---- writing ---- */

static int place_compare(const void *left, const void *right, void *bytes) {
    const HitPlace *a = left, *b = right;
    const char *base = bytes;
    if (a->time != b->time) return a->time < b->time ? -1 : 1;
    return hit_compare_bytes(base + a->at, base + b->at);
}

void hit_store_finish(HitStore *store) {
    if (store->count > 1)
        qsort_r(store->places, store->count, sizeof(*store->places), place_compare,
                store->bytes.bytes);
}

static bool store_open(HitStore *store, Error *err) {
    if (store->file >= 0) return true;
    const char *folder = getenv("TMPDIR");
    char path[4096];
    int len = snprintf(path, sizeof(path), "%s/merlon-hits-XXXXXX",
                       folder == NULL || folder[0] == '\0' ? "/tmp" : folder);
    if (len < 0 || (size_t)len >= sizeof(path)) return error_say(err, "TMPDIR is too long");
    store->file = mkostemp(path, O_CLOEXEC);
    if (store->file < 0) {
        return error_say(err, "a temporary file for hits can't be made: %s: %s", path,
                         strerror(errno));
    }
    unlink(path);
    return true;
}

static bool store_write(HitStore *store, Str bytes, Error *err) {
    while (bytes.len > 0) {
        ssize_t done = pwrite(store->file, bytes.ptr, bytes.len, (off_t)store->file_bytes);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return error_say(err, "hits can't be kept: %s", strerror(errno));
        store->file_bytes += (uint64_t)done;
        bytes = str_slice(bytes, (size_t)done, bytes.len);
    }
    return true;
}

static uint64_t hit_length(const char *bytes) {
    uint64_t length = 0;
    memcpy(&length, bytes, sizeof(length));
    return length;
}

/* Collects small writes. */
typedef struct StoreWriter {
    HitStore *store;
    Buffer buffer;
    Error *err;
} StoreWriter;

static bool writer_flush(StoreWriter *writer) {
    bool ok = store_write(writer->store, buffer_text(&writer->buffer), writer->err);
    writer->buffer.len = 0;
    return ok;
}

static bool writer_add(StoreWriter *writer, Str bytes) {
    buffer_add(&writer->buffer, bytes);
    return writer->buffer.len < HIT_RUN_BUFFER_BYTES || writer_flush(writer);
}

static bool store_merge_runs(HitStore *store, Error *err);

/* Writes what is in memory as a run. */
static bool store_spill(HitStore *store, Error *err) {
    if (!store_open(store, err)) return false;
    if (store->run_count == HIT_RUNS_MAX && !store_merge_runs(store, err)) return false;
    hit_store_finish(store);
    StoreWriter writer = {.store = store, .err = err};
    StoreRun run = {.start = store->file_bytes};
    bool ok = true;
    for (size_t i = 0; ok && i < store->count; i++) {
        const char *hit = store->bytes.bytes + store->places[i].at;
        ok = writer_add(&writer, (Str){hit, hit_length(hit)});
    }
    ok = ok && writer_flush(&writer);
    buffer_free(&writer.buffer);
    run.end = store->file_bytes;
    store->runs[store->run_count++] = run;
    store->count = 0;
    store->bytes.len = 0;
    return ok;
}

bool hit_store_add(HitStore *store, const Hit *hit, Error *err) {
    if (store->count == store->capacity) {
        size_t capacity = store->capacity == 0 ? 1024 : store->capacity * 2;
        HitPlace *places = realloc(store->places, capacity * sizeof(*places));
        if (places == NULL) return error_say(err, "hits can't be kept: there is no memory");
        store->places = places;
        store->capacity = capacity;
    }
    store->places[store->count++] =
        (HitPlace){hit->has_time ? hit->time : INT64_MAX, store->bytes.len};
    hit_write(hit, &store->bytes);
    store->total++;
    bool full = store->bytes.len + store->count * sizeof(HitPlace) >= store->bytes_max;
    return !full || store_spill(store, err);
}

/* ---- reading ---- */

/* Something sorted that is read from front to back. */
typedef struct HitStream {
    const HitStore *store;
    bool in_memory;
    size_t next;      /* in memory: of the places */
    uint64_t at, end; /* in the file: what wasn't read yet */
    char *buffer;
    size_t buffer_len, buffer_at, buffer_capacity;
    const char *head; /* the first hit that wasn't taken; NULL at the end */
} HitStream;

struct HitCursor {
    HitStream *streams;
    size_t count;
    HitStream *taken; /* whose head was given out last */
    Buffer last_id;   /* of the event that was given out last */
    uint32_t last_rule;
    bool failed;
};

/* Has length bytes more, of the file, at the buffer's place. */
static bool stream_fill(HitStream *stream, size_t length) {
    size_t rest = stream->buffer_len - stream->buffer_at;
    if (rest >= length) return true;
    if (length > stream->buffer_capacity) {
        char *larger = realloc(stream->buffer, length);
        if (larger == NULL) return false;
        stream->buffer = larger;
        stream->buffer_capacity = length;
    }
    memmove(stream->buffer, stream->buffer + stream->buffer_at, rest);
    stream->buffer_at = 0;
    stream->buffer_len = rest;
    while (stream->buffer_len < length) {
        uint64_t left = stream->end - stream->at;
        size_t room = stream->buffer_capacity - stream->buffer_len;
        size_t want = left < room ? (size_t)left : room;
        ssize_t got = pread(stream->store->file, stream->buffer + stream->buffer_len, want,
                            (off_t)stream->at);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        stream->buffer_len += (size_t)got;
        stream->at += (uint64_t)got;
    }
    return true;
}

/* Moves to the next hit; false when it can't be read. */
static bool stream_next(HitStream *stream) {
    stream->head = NULL;
    if (stream->in_memory) {
        if (stream->next < stream->store->count) {
            stream->head = stream->store->bytes.bytes + stream->store->places[stream->next++].at;
        }
        return true;
    }
    if (stream->at == stream->end && stream->buffer_at == stream->buffer_len) return true;
    if (!stream_fill(stream, sizeof(uint64_t))) return false;
    uint64_t length = hit_length(stream->buffer + stream->buffer_at);
    if (!stream_fill(stream, (size_t)length)) return false;
    stream->head = stream->buffer + stream->buffer_at;
    stream->buffer_at += (size_t)length;
    return true;
}

static bool stream_open(HitStream *stream, const HitStore *store, const StoreRun *run) {
    *stream = (HitStream){.store = store, .in_memory = run == NULL};
    if (run == NULL) return stream_next(stream);
    stream->at = run->start;
    stream->end = run->end;
    stream->buffer_capacity = HIT_RUN_BUFFER_BYTES;
    stream->buffer = malloc(stream->buffer_capacity);
    return stream->buffer != NULL && stream_next(stream);
}

static HitStream *streams_least(HitStream *streams, size_t count) {
    HitStream *least = NULL;
    for (size_t i = 0; i < count; i++) {
        bool less = streams[i].head != NULL &&
                    (least == NULL || hit_compare_bytes(streams[i].head, least->head) < 0);
        if (less) least = &streams[i];
    }
    return least;
}

static bool store_merge_runs(HitStore *store, Error *err) {
    HitStream streams[HIT_RUNS_MAX];
    StoreWriter writer = {.store = store, .err = err};
    StoreRun whole = {.start = store->file_bytes};
    bool read = true, wrote = true;
    for (size_t i = 0; i < HIT_RUNS_MAX; i++) {
        read = stream_open(&streams[i], store, &store->runs[i]) && read;
    }
    for (HitStream *least;
         read && wrote && (least = streams_least(streams, HIT_RUNS_MAX)) != NULL;) {
        wrote = writer_add(&writer, (Str){least->head, hit_length(least->head)});
        read = stream_next(least);
    }
    wrote = wrote && writer_flush(&writer);
    for (size_t i = 0; i < HIT_RUNS_MAX; i++) free(streams[i].buffer);
    buffer_free(&writer.buffer);
    whole.end = store->file_bytes;
    store->runs[0] = whole;
    store->run_count = 1;
    if (!read) return error_say(err, "hits that were kept can't be read again");
    return wrote; /* or the writer has said why not */
}

HitCursor *hit_cursor_make(HitStore *const *stores, size_t count) {
    HitCursor *cursor = calloc(1, sizeof(*cursor));
    size_t room = count * (HIT_RUNS_MAX + 1);
    if (cursor == NULL) return NULL;
    cursor->streams = calloc(room + 1, sizeof(HitStream));
    if (cursor->streams == NULL) {
        free(cursor);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        bool ok = stream_open(&cursor->streams[cursor->count++], stores[i], NULL);
        for (size_t j = 0; j < stores[i]->run_count; j++) {
            ok = stream_open(&cursor->streams[cursor->count++], stores[i], &stores[i]->runs[j]) &&
                 ok;
        }
        cursor->failed |= !ok;
    }
    return cursor;
}

void hit_cursor_free(HitCursor *cursor) {
    if (cursor == NULL) return;
    for (size_t i = 0; i < cursor->count; i++) free(cursor->streams[i].buffer);
    free(cursor->streams);
    buffer_free(&cursor->last_id);
    free(cursor);
}

bool hit_cursor_failed(const HitCursor *cursor) { return cursor->failed; }

/* Whether hit is the event that was given out last, by the same rule; notes it when it isn't. */
static bool cursor_is_repeat(HitCursor *cursor, const Hit *hit) {
    Str id = hit->texts[HIT_EVENT];
    bool can = hit->source == LOG_SOURCE_CLOUDTRAIL && id.len > 0;
    if (can && cursor->last_rule == hit->rule && str_equal(buffer_text(&cursor->last_id), id))
        return true;
    cursor->last_rule = hit->rule;
    cursor->last_id.len = 0;
    if (can) buffer_add(&cursor->last_id, id);
    return false;
}

bool hit_cursor_next(HitCursor *cursor, Hit *ret_hit) {
    while (!cursor->failed) {
        if (cursor->taken != NULL) cursor->failed = !stream_next(cursor->taken);
        cursor->taken = streams_least(cursor->streams, cursor->count);
        if (cursor->failed || cursor->taken == NULL) break;
        Hit hit;
        const char *head = cursor->taken->head;
        cursor->failed = !hit_parse((Str){head, hit_length(head)}, &hit);
        if (cursor->failed || cursor_is_repeat(cursor, &hit)) continue;
        *ret_hit = hit;
        return true;
    }
    return false;
}
