/* SPDX-License-Identifier: Apache-2.0 */
/* log_search.c -- see log_search.h. Events are kept as hits of rule 0, in stores that write to disk
 * what is too much for memory. */
#include "hunt/log_search.h"

#include "text/json_writer.h"
#include "text/secret.h"

#include <ctype.h>
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

static bool is_one_of(char byte, const char *bytes) {
    return byte != '\0' && strchr(bytes, byte) != NULL;
}

/* The name that ends before the "=" or ":" at text[at]; empty when none does. An ARN's parts are no
 * names: a colon counts behind a quote or before a blank. */
static Str assigned_name(Str text, size_t at) {
    size_t end = at;
    while (end > 0 && is_one_of(text.ptr[end - 1], "\"'\\ ")) end--;
    bool told = text.ptr[at] == '=' || end < at || (at + 1 < text.len && text.ptr[at + 1] == ' ');
    size_t start = end;
    while (start > 0 &&
           (isalnum((unsigned char)text.ptr[start - 1]) || is_one_of(text.ptr[start - 1], "_-")))
        start--;
    return told ? str_slice(text, start, end) : S("");
}

/* Masks what is assigned to a telling name: NAME=value in commands, "name": "value" in policies and
 * other JSON within a text. */
static Str mask_assigned(Arena *arena, Str text) {
    enum { VALUE_BYTES_MIN = 6 };
    CLEANUP(buffer_free) Buffer out = {0};
    size_t done = 0;
    for (size_t at = 0; at < text.len; at++) {
        if (!is_one_of(text.ptr[at], "=:")) continue;
        Str name = assigned_name(text, at);
        if (name.len == 0 || !secret_named(name)) continue;
        size_t start = at + 1;
        while (start < text.len && is_one_of(text.ptr[start], "\"'\\ ")) start++;
        size_t end = start;
        while (end < text.len && !is_one_of(text.ptr[end], "\"'\\ &;,\n}])")) end++;
        if (end - start < VALUE_BYTES_MIN || start < done) continue;
        buffer_add(&out, str_slice(text, done, start));
        buffer_add(&out, S("***"));
        done = end;
        at = end - 1;
    }
    if (done == 0) return text;
    buffer_add(&out, str_slice(text, done, text.len));
    return str_copy(arena, buffer_text(&out));
}

Str log_search_mask(Arena *arena, Str name, Str text) {
    if (secret_is_access_key(text)) return text;
    return mask_assigned(arena, secret_mask(arena, name, text));
}

static char token_byte(const LogEvent *event, uint32_t token) {
    return event->base[event->tokens[token]];
}

/* What the values of a record stand under, while it is written. */
typedef struct Masking {
    Buffer out;
    Arena *scratch;
    Str name;   /* the last key */
    Str label;  /* the last value under "name" or its like: what a "value" beside it is */
    Str secret; /* a key that says that all below is secret, from secret_depth on */
    int depth, secret_depth;
} Masking;

static bool name_is_one_of(Str name, const Str *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (str_equal_ignore_case(name, names[i])) return true;
    }
    return false;
}

/* Appends a scalar. Lists of settings write {"name": "DB_PASSWORD", "value": "..."}. */
static void masked_value(Masking *masking, const LogValue *value) {
    static const Str labels[] = {S_INIT("name"), S_INIT("key"), S_INIT("parameterKey"),
                                 S_INIT("parameterName")};
    static const Str values[] = {S_INIT("value"), S_INIT("parameterValue")};
    Str text = S(""), name = masking->name;
    bool labelled = name_is_one_of(name, values, COUNT(values)) && masking->label.len > 0;
    if (labelled) name = masking->label;
    if (masking->secret.len > 0) name = masking->secret;
    if (value->kind == LOG_KIND_STRING && log_value_text(value, masking->scratch, &text)) {
        json_escape(&masking->out, log_search_mask(masking->scratch, name, text));
    } else if (value->kind == LOG_KIND_NUMBER && secret_suspected(name, value->raw)) {
        buffer_add(&masking->out, S("\"***\""));
    } else {
        buffer_add(&masking->out, value->raw);
    }
    if (name_is_one_of(masking->name, labels, COUNT(labels))) masking->label = text;
}

/* A brace, a bracket, a colon or a comma. What stands below "secret" is one, but credentials hold
 * ids and times, too, which are told by their own names. */
static void masked_mark(Masking *masking, char byte) {
    buffer_add_byte(&masking->out, byte);
    if (byte == '{' || byte == '[') {
        bool secret = masking->secret.len == 0 && secret_named(masking->name) &&
                      !str_contains(str_lower(masking->scratch, masking->name), S("credential"));
        if (secret) {
            masking->secret = masking->name;
            masking->secret_depth = masking->depth;
        }
        masking->depth++;
        masking->label = S("");
    } else if (byte == '}' || byte == ']') {
        masking->depth--;
        masking->label = S("");
        masking->name = S("");
        if (masking->depth <= masking->secret_depth) masking->secret = S("");
    }
}

Str log_search_masked(const LogEvent *event, Arena *scratch) {
    if (event->base == NULL) return log_search_mask(scratch, S(""), event->text);
    Masking masking = {.scratch = scratch};
    uint32_t end = log_value_skip(event, event->begin);
    for (uint32_t at = event->begin; at < end; at++) {
        char byte = token_byte(event, at);
        LogValue value = log_value_at(event, at);
        if (memchr("{}[],:", byte, 6) != NULL) {
            masked_mark(&masking, byte);
        } else if (at + 1 < end && token_byte(event, at + 1) == ':') {
            log_value_text(&value, scratch, &masking.name);
            json_escape(&masking.out, masking.name);
        } else {
            masked_value(&masking, &value);
        }
    }
    Str text = str_copy(scratch, buffer_text(&masking.out));
    buffer_free(&masking.out);
    return text;
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
