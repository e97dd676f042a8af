/* SPDX-License-Identifier: Apache-2.0 */
/* log_run.c -- see log_run.h. Workers take batches of files from one walk, under a lock that each
 * holds for some microseconds per quarter of a megabyte; nothing else is shared but counters and
 * the table of seen ids. */
#include "logs/log_run.h"

#include "logs/log_ids.h"
#include "logs/log_seen.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

enum { RUN_PROGRESS_NANOSECONDS = 200 * 1000 * 1000 };

/* Where the sources write what --account and --region ask for. */
typedef struct ScopeFields {
    LogField accounts[5];
    LogField regions[2];
} ScopeFields;

typedef struct RunState {
    const LogRun *run;
    ScopeFields fields;
    LogSeen *seen; /* when repeats are dropped */
    size_t threads;
    LogWalk *walk;
    pthread_mutex_t lock; /* of walk, busy and failed */
    pthread_cond_t idle;  /* a worker is done */
    size_t busy;
    bool failed;
    _Atomic uint64_t packed_bytes, bytes, files; /* done */
} RunState;

typedef struct RunWorker {
    RunState *state;
    pthread_t thread;
    bool is_started;
    LogReader *reader;
    void *consumer;
    LogBatch *batch;
    Arena scratch;
    uint64_t outside, repeats;
    uint64_t in_scope[LOG_SOURCE_COUNT];
    LogIds *ids;
} RunWorker;

size_t log_run_processors(void) {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof(set), &set) != 0) return 1;
    size_t count = (size_t)CPU_COUNT(&set);
    return count == 0 ? 1 : count > LOG_THREADS_MAX ? LOG_THREADS_MAX : count;
}

/* ---- the scope ---- */

static bool scope_make_fields(LogKeys *keys, ScopeFields *fields) {
    static const Str accounts[] = {S_INIT("recipientAccountId"), S_INIT("account-id"),
                                   S_INIT("account_id"), S_INIT("accountId"),
                                   S_INIT("userIdentity.accountId")};
    static const Str regions[] = {S_INIT("awsRegion"), S_INIT("region")};
    bool ok = true;
    for (size_t i = 0; i < COUNT(accounts); i++) {
        ok &= log_field_make(keys, accounts[i], &fields->accounts[i]);
    }
    for (size_t i = 0; i < COUNT(regions); i++) {
        ok &= log_field_make(keys, regions[i], &fields->regions[i]);
    }
    return ok;
}

/* Fields of which the first that is there says it, and what it may say. */
typedef struct ScopePart {
    const LogField *fields;
    size_t field_count;
    const Str *wanted;
    size_t wanted_count;
} ScopePart;

/* Whether the first of the fields that is there is one of items; what isn't said can't be ruled
 * out. */
static bool scope_holds_text(RunWorker *worker, const LogEvent *event, ScopePart part) {
    if (part.wanted_count == 0) return true;
    for (size_t i = 0; i < part.field_count; i++) {
        Str text = log_field_text(event, &part.fields[i], &worker->scratch);
        if (text.len == 0) continue;
        for (size_t j = 0; j < part.wanted_count; j++) {
            if (str_equal(text, part.wanted[j])) return true;
        }
        return false;
    }
    return true;
}

static bool scope_holds(RunWorker *worker, const LogEvent *event) {
    const LogScope *scope = &worker->state->run->scope;
    const ScopeFields *fields = &worker->state->fields;
    int64_t time = 0;
    if ((scope->has_from || scope->has_to) && log_event_time(event, &time)) {
        if (scope->has_from && time < scope->from) return false;
        if (scope->has_to && time > scope->to) return false;
    }
    if (scope->account_count + scope->region_count == 0) return true;
    arena_reset(&worker->scratch);
    ScopePart accounts = {fields->accounts, COUNT(fields->accounts), scope->accounts,
                          scope->account_count};
    ScopePart regions = {fields->regions, COUNT(fields->regions), scope->regions,
                         scope->region_count};
    return scope_holds_text(worker, event, accounts) && scope_holds_text(worker, event, regions);
}

/* ---- workers ---- */

/* The id of an event that may have been delivered twice, or the empty Str. */
static Str worker_id(const LogEvent *event) {
    if (event->source != LOG_SOURCE_CLOUDTRAIL || event->slots[LOG_KEY_EVENT_ID] == 0) return S("");
    LogValue id = log_value_at(event, event->slots[LOG_KEY_EVENT_ID] - 1);
    return id.kind == LOG_KIND_STRING ? id.raw : S("");
}

static void worker_take(void *context, const LogEvent *event) {
    RunWorker *worker = context;
    const LogRun *run = worker->state->run;
    LogSeen *seen = worker->state->seen;
    if (!scope_holds(worker, event)) {
        worker->outside++;
        return;
    }
    worker->in_scope[event->source]++;
    Str id = worker_id(event);
    if (id.len > 0 && !run->drop_repeats) {
        log_ids_add(worker->ids, id);
    } else if (id.len > 0 && log_seen_add(seen, id)) {
        worker->repeats++;
        return;
    }
    run->event(worker->consumer, event);
}

static bool worker_next(RunWorker *worker) {
    RunState *state = worker->state;
    pthread_mutex_lock(&state->lock);
    bool more = !state->failed && log_walk_next(state->walk, worker->batch);
    pthread_mutex_unlock(&state->lock);
    return more;
}

static void worker_read(RunWorker *worker) {
    RunState *state = worker->state;
    while (worker_next(worker)) {
        for (size_t i = 0; i < worker->batch->count; i++) {
            LogTally before = *log_reader_tally(worker->reader);
            log_reader_read(worker->reader, worker->batch->paths[i]);
            const LogTally *tally = log_reader_tally(worker->reader);
            atomic_fetch_add_explicit(&state->packed_bytes,
                                      tally->packed_bytes - before.packed_bytes,
                                      memory_order_relaxed);
            atomic_fetch_add_explicit(&state->bytes, tally->bytes - before.bytes,
                                      memory_order_relaxed);
            atomic_fetch_add_explicit(&state->files, 1, memory_order_relaxed);
        }
    }
}

static void *worker_main(void *context) {
    RunWorker *worker = context;
    RunState *state = worker->state;
    worker->reader = log_reader_make(state->run->keys, worker_take, worker);
    worker->consumer = state->run->begin(state->run->context);
    worker->batch = calloc(1, sizeof(*worker->batch));
    worker->ids = log_ids_make(state->threads);
    bool ok = worker->reader != NULL && worker->consumer != NULL && worker->batch != NULL &&
              worker->ids != NULL;
    if (ok) worker_read(worker);
    if (ok) log_ids_finish(worker->ids);
    if (ok && state->run->finish != NULL) state->run->finish(worker->consumer);
    pthread_mutex_lock(&state->lock);
    state->failed |= !ok;
    state->busy--;
    pthread_cond_broadcast(&state->idle);
    pthread_mutex_unlock(&state->lock);
    return NULL;
}

static void worker_free(RunWorker *worker) {
    log_reader_free(worker->reader);
    log_ids_free(worker->ids);
    arena_free(&worker->scratch);
    if (worker->batch != NULL) arena_free(&worker->batch->arena);
    free(worker->batch);
}

/* ---- the run ---- */

static double run_seconds(const struct timespec *start) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

/* What all files have packed, from a walk of its own; given up when the workers are done first. */
static uint64_t run_total(RunState *state) {
    uint64_t total = 0;
    const LogRun *run = state->run;
    LogWalk *walk = log_walk_make(run->paths, run->path_count, &run->scope);
    LogBatch *batch = calloc(1, sizeof(*batch));
    for (bool more = walk != NULL && batch != NULL; more;) {
        more = log_walk_next(walk, batch);
        total += batch->bytes;
        pthread_mutex_lock(&state->lock);
        if (state->busy == 0) more = false;
        pthread_mutex_unlock(&state->lock);
    }
    if (batch != NULL) arena_free(&batch->arena);
    free(batch);
    log_walk_free(walk);
    return total;
}

static void run_wait(RunState *state, const struct timespec *start) {
    const LogRun *run = state->run;
    LogProgress progress = {.total_bytes = run->progress == NULL ? 0 : run_total(state)};
    pthread_mutex_lock(&state->lock);
    while (state->busy > 0) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += RUN_PROGRESS_NANOSECONDS;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&state->idle, &state->lock, &until);
        if (run->progress == NULL) continue;
        pthread_mutex_unlock(&state->lock);
        progress.packed_bytes = state->packed_bytes;
        progress.bytes = state->bytes;
        progress.files = state->files;
        progress.seconds = run_seconds(start);
        run->progress(run->context, &progress);
        pthread_mutex_lock(&state->lock);
    }
    pthread_mutex_unlock(&state->lock);
}

static void tally_add(LogTally *sum, const LogTally *tally) {
    sum->files += tally->files;
    sum->packed_bytes += tally->packed_bytes;
    sum->bytes += tally->bytes;
    sum->records += tally->records;
    sum->digests += tally->digests;
    sum->failed += tally->failed;
    for (size_t i = 0; i < LOG_SOURCE_COUNT; i++) sum->by_source[i] += tally->by_source[i];
}

static void errors_add(ErrorList *sum, Arena *arena, const ErrorList *list) {
    for (size_t i = 0; i < list->count; i++) error_list_add(sum, arena, &list->items[i]);
    sum->dropped += list->dropped;
}

static int error_compare(const void *left, const void *right) {
    const Error *a = left, *b = right;
    int order = strcmp(a->file, b->file);
    if (order == 0) order = (a->line > b->line) - (a->line < b->line);
    return order != 0 ? order : strcmp(a->message, b->message);
}

static void run_count_repeats(RunWorker *workers, size_t count, LogRunResult *result) {
    LogIds *ids[LOG_THREADS_MAX];
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        if (workers[i].ids != NULL) ids[used++] = workers[i].ids;
    }
    int64_t repeats = log_ids_repeats(ids, used);
    result->repeats = repeats < 0 ? 0 : (uint64_t)repeats;
    result->repeats_open = repeats < 0;
}

static void run_collect(RunState *state, RunWorker *workers, size_t count, Arena *arena,
                        LogRunResult *result) {
    for (size_t i = 0; i < count; i++) {
        RunWorker *worker = &workers[i];
        if (worker->reader != NULL) {
            tally_add(&result->tally, log_reader_tally(worker->reader));
            errors_add(&result->errors, arena, log_reader_errors(worker->reader));
        }
        result->outside += worker->outside;
        for (size_t s = 0; s < LOG_SOURCE_COUNT; s++) result->in_scope[s] += worker->in_scope[s];
        result->repeats += worker->repeats;
        if (worker->consumer != NULL) state->run->end(state->run->context, worker->consumer);
    }
    errors_add(&result->errors, arena, log_walk_errors(state->walk));
    result->tally.failed += log_walk_errors(state->walk)->count;
    if (result->errors.count > 1)
        qsort(result->errors.items, result->errors.count, sizeof(Error), error_compare);
    result->skipped = log_walk_skipped(state->walk);
    if (state->seen != NULL) {
        result->repeats_open = log_seen_is_full(state->seen);
    } else {
        run_count_repeats(workers, count, result);
    }
}

static void run_start(RunState *state, RunWorker *workers, size_t count) {
    state->busy = count;
    for (size_t i = 0; i < count; i++) {
        workers[i].state = state;
        workers[i].is_started =
            pthread_create(&workers[i].thread, NULL, worker_main, &workers[i]) == 0;
        if (workers[i].is_started) continue;
        pthread_mutex_lock(&state->lock);
        state->busy--;
        state->failed |= i == 0; /* fewer threads than asked for will do, none won't */
        pthread_mutex_unlock(&state->lock);
    }
}

bool log_run(const LogRun *run, Arena *arena, LogRunResult *ret_result) {
    size_t count = run->threads == 0 ? log_run_processors() : run->threads;
    if (count > LOG_THREADS_MAX) count = LOG_THREADS_MAX;
    struct timespec start;
    clock_gettime(CLOCK_MONOTONIC, &start);
    RunState state = {.run = run,
                      .seen = run->drop_repeats ? log_seen_make() : NULL,
                      .threads = count,
                      .walk = log_walk_make(run->paths, run->path_count, &run->scope),
                      .lock = PTHREAD_MUTEX_INITIALIZER,
                      .idle = PTHREAD_COND_INITIALIZER};
    RunWorker *workers = ARENA_ARRAY(arena, RunWorker, count);
    LogRunResult result = {0};
    bool ok = (state.seen != NULL || !run->drop_repeats) && state.walk != NULL &&
              scope_make_fields(run->keys, &state.fields);
    if (ok) {
        run_start(&state, workers, count);
        run_wait(&state, &start);
        for (size_t i = 0; i < count; i++) {
            if (workers[i].is_started) pthread_join(workers[i].thread, NULL);
        }
        run_collect(&state, workers, count, arena, &result);
        ok = !state.failed;
    }
    for (size_t i = 0; i < count; i++) worker_free(&workers[i]);
    log_walk_free(state.walk);
    log_seen_free(state.seen);
    result.seconds = run_seconds(&start);
    if (ok) *ret_result = result;
    return ok;
}
