/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_logs.c -- any bytes as a log file. Each record's fields, scalars, compact text and time are
 * read, and lie within bounds. A file without a fault gives the same records when it comes in small
 * pieces. */
#include "base/buffer.h"
#include "hunt/log_search.h"
#include "logs/log_facts.h"
#include "logs/log_window.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

static const char *const field_names[] = {
    "eventName",
    "userIdentity.arn",
    "requestParameters.tagSet.items.key",
    "resources.ARN",
    "userIdentity",
    "query_name",
    "answers.Rdata",
    "service.action.actionType",
    "srcaddr",
    "key",
    "client_ip",
    "request_url",
    "cs-uri-stem",
};

typedef struct Run {
    LogKeys *keys;
    LogField fields[COUNT(field_names)];
    LogFacts *facts;
    Arena scratch;
    Buffer seen;
    size_t visited;
} Run;

static bool run_visit(void *context, const LogValue *value) {
    Run *run = context;
    Str text = S("");
    require(value->kind < LOG_KIND_OBJECT);
    if (log_value_text(value, &run->scratch, &text)) buffer_add(&run->seen, text);
    return ++run->visited % 100 != 0;
}

static bool run_elements(void *context, const LogValue *value) {
    Run *run = context;
    require(value->kind <= LOG_KIND_ARRAY);
    return ++run->visited % 100 != 0;
}

static bool run_element(void *context, const LogValue *value) {
    Run *run = context;
    run->visited += value->raw.len;
    return true;
}

static void run_take(void *context, const LogEvent *event) {
    Run *run = context;
    int64_t seconds = 0;
    require(event->source < LOG_SOURCE_COUNT);
    require((event->base == NULL) ==
            (event->source == LOG_SOURCE_VPCFLOW || event->source == LOG_SOURCE_S3ACCESS ||
             event->source == LOG_SOURCE_ELB || event->source == LOG_SOURCE_CLOUDFRONT));
    Str time = log_event_time_text(event, &run->scratch);
    if (time.len > 0) require(time.len == 20 && log_event_time(event, &seconds));
    buffer_add(&run->seen, time);
    for (size_t i = 0; i < COUNT(field_names); i++) {
        buffer_add(&run->seen, log_field_text(event, &run->fields[i], &run->scratch));
        buffer_add_byte(&run->seen, '|');
        log_field_visit(event, &run->fields[i], run_elements, run);
    }
    log_event_visit(event, run_visit, run);
    Str targets[16];
    size_t count = log_facts_targets(run->facts, event, &run->scratch, targets, COUNT(targets));
    for (size_t i = 0; i < count; i++) buffer_add(&run->seen, targets[i]);
    for (int fact = 0; fact < LOG_FACT_COUNT; fact++) {
        buffer_add(&run->seen, log_facts_text(run->facts, event, (LogFact)fact, &run->scratch));
    }
    require(log_search_masked(event, &run->scratch).len > 0);
    buffer_add(&run->seen, log_value_compact(event, NULL, &run->scratch));
    buffer_add(&run->seen, event->text);
    if (event->base != NULL) {
        LogValue whole = log_value_at(event, event->begin);
        require(whole.kind == LOG_KIND_OBJECT);
        log_elements_visit(event, &whole, run_element, run);
    }
    arena_reset(&run->scratch);
}

static void run_begin(Run *run, Arena *arena) {
    run->keys = log_keys_make(arena);
    run->facts = log_facts_make(arena, run->keys);
    require(run->facts != NULL);
    for (size_t i = 0; i < COUNT(field_names); i++) {
        require(log_field_make(run->keys, str_from(field_names[i]), &run->fields[i]));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free) Arena arena = {0};
    Run whole = {0}, pieces = {0};
    Str text = {(const char *)data, size};
    run_begin(&whole, &arena);
    run_begin(&pieces, &arena);
    LogReader *reader = log_reader_make(whole.keys, run_take, &whole);
    LogReader *other = log_reader_make(pieces.keys, run_take, &pieces);
    require(reader != NULL && other != NULL);
    bool fine = log_reader_read_text(reader, S("fuzz"), text);
    require(fine == (log_reader_errors(reader)->count == 0));
    require(log_reader_errors(reader)->count <= LOG_ERRORS_PER_FILE_MAX);
    require(log_reader_tally(reader)->bytes == size);
    log_reader_read_pieces(other, S("fuzz"), text, size / 7 + 1);
    if (fine) {
        require(log_reader_errors(other)->count == 0);
        require(str_equal(buffer_text(&whole.seen), buffer_text(&pieces.seen)));
    }
    log_reader_free(reader);
    log_reader_free(other);
    buffer_free(&whole.seen);
    buffer_free(&pieces.seen);
    arena_free(&whole.scratch);
    arena_free(&pieces.scratch);
    return 0;
}
