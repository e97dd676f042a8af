/* SPDX-License-Identifier: Apache-2.0 */
/* hunt.c -- see hunt.h. Threads match and keep hits, each in a store of its own; what depends on
 * order -- repeats, correlations, the timeline -- comes after the merge. */
#include "hunt/hunt.h"

#include "base/sha256.h"
#include "sigma/sigma_matcher.h"

#include <stdatomic.h>
#include <stdlib.h>

/* What one thread has. */
typedef struct Hunter {
    Hunt *hunt;
    SigmaMatcher *matcher;
    HitStore *store;
} Hunter;

struct Hunt {
    Arena *arena;
    SigmaSet *set;
    LogKeys *keys;
    LogFacts *facts;
    const HuntOptions *options;
    size_t store_bytes;
    HitStore *stores[LOG_THREADS_MAX];
    size_t store_count;
    Correlator *correlator;
    HuntResult result;
    _Atomic uint64_t found;
    _Atomic bool failed; /* a thread's error is in err */
    Error err;
};

Hunt *hunt_make(Arena *arena, SigmaSet *set) {
    Hunt *hunt = calloc(1, sizeof(*hunt));
    if (hunt == NULL) return NULL;
    hunt->arena = arena;
    hunt->set = set;
    hunt->keys = log_keys_make(arena);
    hunt->facts = log_facts_make(arena, hunt->keys);
    sigma_set_compile(set, hunt->keys);
    hunt->result.undecided = ARENA_ARRAY(arena, uint64_t, set->count + 1);
    hunt->correlator = correlator_make(set);
    if (hunt->facts != NULL && hunt->correlator != NULL) return hunt;
    hunt_free(hunt);
    return NULL;
}

void hunt_free(Hunt *hunt) {
    if (hunt == NULL) return;
    for (size_t i = 0; i < hunt->store_count; i++) hit_store_free(hunt->stores[i]);
    correlator_free(hunt->correlator);
    free(hunt);
}

/* ---- in the threads ---- */

static void hunter_free(Hunter *hunter) {
    sigma_matcher_free(hunter->matcher);
    free(hunter);
}

static void *hunt_begin(void *context) {
    Hunt *hunt = context;
    Hunter *hunter = calloc(1, sizeof(*hunter));
    if (hunter == NULL) return NULL;
    hunter->hunt = hunt;
    hunter->matcher = sigma_matcher_make(hunt->set);
    hunter->store = hit_store_make(hunt->store_bytes);
    if (hunter->matcher != NULL && hunter->store != NULL) return hunter;
    hit_store_free(hunter->store);
    hunter_free(hunter);
    return NULL;
}

static void hunt_event(void *consumer, const LogEvent *event) {
    Hunter *hunter = consumer;
    Hunt *hunt = hunter->hunt;
    const uint32_t *rules = NULL;
    if (atomic_load_explicit(&hunt->failed, memory_order_relaxed)) return; /* it is for nothing */
    size_t count = sigma_matcher_run(hunter->matcher, event, &rules);
    if (count == 0) return;
    Hit hit;
    Arena *scratch = sigma_matcher_scratch(hunter->matcher);
    bool brief = true;
    for (size_t i = 0; i < count; i++) brief = brief && hunt->set->rules[rules[i]].hidden;
    hit_read_place(event, &hit);
    HitDetail detail = brief ? HIT_BRIEF : hunt->options->sums ? HIT_WHOLE : HIT_USUAL;
    hit_read_texts(hunt->facts, event, scratch, detail, &hit);
    Sha256 sum;
    if (hunt->options->sums) {
        sum = sha256_text(event->text);
        hit.texts[HIT_SUM] = sha256_view(&sum);
    }
    for (size_t i = 0; i < count; i++) {
        Error err = {0};
        hit.rule = rules[i];
        hit_read_values(hunt->set, event, scratch, &hit);
        bool kept = hit_store_add(hunter->store, &hit, &err);
        if (!kept && !atomic_exchange(&hunt->failed, true)) hunt->err = err;
    }
    atomic_fetch_add_explicit(&hunt->found, count, memory_order_relaxed);
}

/* Called in the thread, behind its last event. */
static void hunt_finish(void *consumer) {
    const Hunter *hunter = consumer;
    hit_store_finish(hunter->store);
}

/* Called for one thread after the other, when all are done. */
static void hunt_end(void *context, void *consumer) {
    Hunt *hunt = context;
    Hunter *hunter = consumer;
    for (size_t i = 0; i < hunt->set->count; i++) {
        hunt->result.undecided[i] += sigma_matcher_undecided(hunter->matcher, i);
    }
    hunt->stores[hunt->store_count++] = hunter->store;
    hunter_free(hunter);
}

static void hunt_progress(void *context, const LogProgress *progress) {
    Hunt *hunt = context;
    hunt->options->progress(hunt->options->context, progress, hunt->found);
}

/* ---- afterwards ---- */

static bool hunt_has_correlation(const Hunt *hunt) {
    for (size_t i = 0; i < hunt->set->count; i++) {
        if (hunt->set->rules[i].correlation != NULL) return true;
    }
    return false;
}

static bool hunt_correlate(Hunt *hunt) {
    if (!hunt_has_correlation(hunt)) return true;
    HitCursor *cursor = hit_cursor_make(hunt->stores, hunt->store_count);
    Hit hit;
    if (cursor == NULL) return false;
    while (hit_cursor_next(cursor, &hit)) {
        if (hunt->set->parents[hit.rule] == NULL) continue;
        if (hit.has_time) {
            correlator_take(hunt->correlator, &hit);
        } else {
            hunt->result.untimed++;
        }
    }
    bool ok = !hit_cursor_failed(cursor);
    hit_cursor_free(cursor);
    correlator_finish(hunt->correlator);
    hunt->result.forgotten = correlator_forgotten(hunt->correlator);
    return ok;
}

bool hunt_run(Hunt *hunt, const HuntOptions *options, HuntResult *ret_result, Error *err) {
    size_t threads = options->threads == 0 ? log_run_processors() : options->threads;
    if (threads > LOG_THREADS_MAX) threads = LOG_THREADS_MAX;
    hunt->options = options;
    hunt->store_bytes = HIT_STORES_BYTES / threads;
    LogRun run = {.paths = options->paths,
                  .path_count = options->path_count,
                  .scope = options->scope,
                  .threads = threads,
                  .keys = hunt->keys,
                  .context = hunt,
                  .begin = hunt_begin,
                  .event = hunt_event,
                  .finish = hunt_finish,
                  .end = hunt_end,
                  .progress = options->progress == NULL ? NULL : hunt_progress};
    if (!log_run(&run, hunt->arena, &hunt->result.logs)) {
        return error_say(err, "there is no memory for the hunt");
    }
    if (hunt->failed) {
        if (err != NULL) *err = hunt->err;
        return false;
    }
    if (!hunt_correlate(hunt)) return error_say(err, "hits that were kept can't be read again");
    *ret_result = hunt->result;
    return true;
}

/* The next result of a correlation that isn't hidden. */
static bool hunt_next_result(const Hunt *hunt, size_t *place, Hit *ret_hit) {
    for (; *place < correlator_count(hunt->correlator); (*place)++) {
        *ret_hit = correlator_get(hunt->correlator, *place);
        if (hunt->set->rules[ret_hit->rule].hidden) continue;
        (*place)++;
        return true;
    }
    return false;
}

bool hunt_each(const Hunt *hunt, void (*visit)(void *context, const Hit *hit), void *context) {
    HitCursor *cursor = hit_cursor_make(hunt->stores, hunt->store_count);
    if (cursor == NULL) return false;
    size_t place = 0;
    Hit hit, result;
    bool has_result = hunt_next_result(hunt, &place, &result);
    while (hit_cursor_next(cursor, &hit)) {
        if (hunt->set->rules[hit.rule].hidden) continue;
        while (has_result && hit_compare(&result, &hit) < 0) {
            visit(context, &result);
            has_result = hunt_next_result(hunt, &place, &result);
        }
        visit(context, &hit);
    }
    for (; has_result; has_result = hunt_next_result(hunt, &place, &result)) {
        visit(context, &result);
    }
    bool ok = !hit_cursor_failed(cursor);
    hit_cursor_free(cursor);
    return ok;
}
