/* SPDX-License-Identifier: Apache-2.0 */
/* log_search.c -- see log_search.h. Events are kept as hits of rule 0, in stores that write to disk
 * what is too much for memory. */
#include "hunt/log_search.h"

#include "text/json_writer.h"
#include "text/secret.h"

#include <stdatomic.h>
#include <stdlib.h>

struct LogSearch {
    Arena arena;
    LogKeys *keys;
    DeedFields fields;
    LogFilter filter;
    const LogSearchOptions *options;
    HitStore *stores[LOG_THREADS_MAX];
    size_t store_count;
    LogRunResult logs;
    _Atomic bool failed; /* a thread's error is in err */
    Error err;
};

/* What one thread has. */
typedef struct Searcher {
    LogSearch *search;
    Arena scratch;
    HitStore *store;
} Searcher;

LogSearch *log_search_make(void) {
    LogSearch *search = calloc(1, sizeof(*search));
    if (search == NULL) return NULL;
    search->keys = log_keys_make(&search->arena);
    if (deed_fields_make(&search->arena, search->keys, &search->fields)) return search;
    log_search_free(search);
    return NULL;
}

void log_search_free(LogSearch *search) {
    if (search == NULL) return;
    for (size_t i = 0; i < search->store_count; i++) hit_store_free(search->stores[i]);
    arena_free(&search->arena);
    free(search);
}

const LogRunResult *log_search_logs(const LogSearch *search) { return &search->logs; }

/* ---- masking ---- */

/* The length of the parameter's name that text starts with, '=' included, or 0. */
static size_t presigned_mark(Str text) {
    static const Str marks[] = {S_INIT("X-Amz-Signature="), S_INIT("X-Amz-Security-Token=")};
    for (size_t i = 0; i < COUNT(marks); i++) {
        if (str_starts(text, marks[i])) return marks[i].len;
    }
    return 0;
}

/* Masks what makes a presigned URL one, until it expires. */
static Str mask_presigned(Arena *arena, Str text) {
    CLEANUP(buffer_free) Buffer out = {0};
    size_t done = 0, found = 0;
    for (size_t at = 0; at < text.len; at += found + 1) {
        found = str_find(str_slice(text, at, text.len), S("X-Amz-S"));
        if (found == SIZE_MAX) break;
        size_t mark = presigned_mark(str_slice(text, at + found, text.len));
        size_t end = at + found + mark;
        if (mark == 0 || end < done) continue;
        buffer_add(&out, str_slice(text, done, end));
        while (end < text.len && strchr("& \"'\n", text.ptr[end]) == NULL) end++;
        buffer_add(&out, S("***"));
        done = end;
    }
    if (done == 0) return text;
    buffer_add(&out, str_slice(text, done, text.len));
    return str_copy(arena, buffer_text(&out));
}

Str log_search_mask(Arena *arena, Str name, Str text) {
    if (secret_is_access_key(text)) return text;
    return mask_presigned(arena, secret_mask(arena, name, text));
}

static char token_byte(const LogEvent *event, uint32_t token) {
    return event->base[event->tokens[token]];
}

/* Appends the scalar at a token, a value that stands under the key called name. */
static void masked_value(Buffer *out, const LogValue *value, Str name, Arena *scratch) {
    Str text = S("");
    if (value->kind != LOG_KIND_STRING) {
        buffer_add(out, value->raw);
    } else if (log_value_text(value, scratch, &text)) {
        json_escape(out, log_search_mask(scratch, name, text));
    }
}

Str log_search_masked(const LogEvent *event, Arena *scratch) {
    if (event->base == NULL) return log_search_mask(scratch, S(""), event->text);
    CLEANUP(buffer_free) Buffer out = {0};
    Str name = S("");
    uint32_t end = log_value_skip(event, event->begin);
    for (uint32_t at = event->begin; at < end; at++) {
        char byte = token_byte(event, at);
        LogValue value = log_value_at(event, at);
        if (memchr("{}[],:", byte, 6) != NULL) {
            buffer_add_byte(&out, byte);
        } else if (at + 1 < end && token_byte(event, at + 1) == ':') {
            log_value_text(&value, scratch, &name);
            json_escape(&out, name);
        } else {
            masked_value(&out, &value, name, scratch);
        }
    }
    return str_copy(scratch, buffer_text(&out));
}

/* ---- in the threads ---- */

static void *search_begin(void *context) {
    LogSearch *search = context;
    Searcher *searcher = calloc(1, sizeof(*searcher));
    if (searcher == NULL) return NULL;
    size_t threads = search->options->threads;
    if (threads == 0) threads = log_run_processors();
    searcher->search = search;
    searcher->store = hit_store_make(HIT_STORES_BYTES / threads);
    if (searcher->store != NULL) return searcher;
    free(searcher);
    return NULL;
}

static void search_keep(Searcher *searcher, const LogEvent *event, const Deed *deed) {
    static const Str outcomes[] = {S_INIT("good"), S_INIT("denied"), S_INIT("failed")};
    LogSearch *search = searcher->search;
    Arena *scratch = &searcher->scratch;
    Hit hit;
    Error err = {0};
    hit_read(search->fields.facts, event, scratch, &hit);
    if (deed->standing == DEED_ANONYMOUS) hit.texts[HIT_PRINCIPAL] = S("anonymous");
    hit.value_count = LOG_SEARCH_VALUE_COUNT;
    hit.values[LOG_SEARCH_OUTCOME] = outcomes[deed->outcome];
    hit.values[LOG_SEARCH_OBJECT] = str_slice(deed->object, 0, HIT_TEXT_BYTES_MAX);
    hit.values[LOG_SEARCH_BYTES] =
        deed->bytes_out == 0 ? S("")
                             : str_format(scratch, "%llu", (unsigned long long)deed->bytes_out);
    hit.values[LOG_SEARCH_WHOLE] =
        search->options->whole ? log_search_masked(event, scratch) : S("");
    bool kept = hit_store_add(searcher->store, &hit, &err);
    if (!kept && !atomic_exchange(&search->failed, true)) search->err = err;
}

static void search_event(void *consumer, const LogEvent *event) {
    Searcher *searcher = consumer;
    const LogSearch *search = searcher->search;
    const LogFacts *facts = search->fields.facts;
    Arena *scratch = &searcher->scratch;
    arena_reset(scratch);
    if (log_filter_rules_out(&search->filter, facts, event, scratch)) return;
    Deed deed;
    deed_read(&search->fields, event, scratch, &deed);
    if (log_filter_holds(&search->filter, facts, event, &deed, scratch))
        search_keep(searcher, event, &deed);
}

static void search_end(void *context, void *consumer) {
    LogSearch *search = context;
    Searcher *searcher = consumer;
    hit_store_finish(searcher->store);
    search->stores[search->store_count++] = searcher->store;
    arena_free(&searcher->scratch);
    free(searcher);
}

/* ---- the search ---- */

static void search_progress(void *context, const LogProgress *progress) {
    LogSearch *search = context;
    search->options->progress(search->options->context, progress);
}

bool log_search_run(LogSearch *search, const LogSearchOptions *options, Error *err) {
    search->options = options;
    search->filter = options->filter;
    if (!log_filter_make(&search->filter, search->keys, err)) return false;
    /* Which copy of a repeated event comes first depends on the threads: the stores tell them apart
     * in an order that doesn't. */
    LogRun run = {.paths = options->paths,
                  .path_count = options->path_count,
                  .scope = options->scope,
                  .threads = options->threads,
                  .keys = search->keys,
                  .context = search,
                  .begin = search_begin,
                  .event = search_event,
                  .end = search_end,
                  .progress = options->progress == NULL ? NULL : search_progress};
    if (!log_run(&run, &search->arena, &search->logs)) {
        return error_say(err, "there is no memory to read the logs");
    }
    if (search->failed && err != NULL) *err = search->err;
    return !search->failed;
}

bool log_search_each(const LogSearch *search, bool (*visit)(void *context, const Hit *hit),
                     void *context) {
    HitCursor *cursor = hit_cursor_make(search->stores, search->store_count);
    if (cursor == NULL) return false;
    Hit hit;
    bool more = true;
    while (more && hit_cursor_next(cursor, &hit)) more = visit(context, &hit);
    bool ok = !hit_cursor_failed(cursor);
    hit_cursor_free(cursor);
    return ok;
}
