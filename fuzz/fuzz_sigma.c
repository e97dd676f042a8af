/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_sigma.c -- any bytes as Sigma rules, a NUL, and lines of logs. The rules that are accepted
 * run over the records; what the matcher says with its index, without it and what the reference
 * says (sigma_reference.h) must be the same. */
#include "fuzz/sigma_reference.h"
#include "logs/log_reader.h"
#include "sigma/sigma_matcher.h"
#include "text/json.h"
#include "text/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    RULES_BYTES_MAX = 20000, /* the rest of the time goes into the reference */
    EVENTS_BYTES_MAX = 8000,
    EVENTS_MAX = 16
};

typedef struct Run {
    Arena arena; /* of one event */
    SigmaSet *set;
    SigmaMatcher *matcher;
    Node documents;
    Str line; /* that is read */
    size_t events;
} Run;

static void require(bool holds) {
    if (!holds) abort();
}

/* Whether a key in the JSON text is written with escapes: the log readers take keys as they stand.
 */
static bool has_escaped_key(Str json) {
    for (size_t i = 0; i < json.len; i++) {
        bool escaped = false;
        if (json.ptr[i] != '"') continue;
        for (i++; i < json.len && json.ptr[i] != '"'; i++) {
            escaped |= json.ptr[i] == '\\';
            if (json.ptr[i] == '\\') i++;
        }
        Str rest = str_trim(str_slice(json, i + 1, json.len));
        if (escaped && str_starts(rest, S(":"))) return true;
    }
    return false;
}

/* The event as a tree, when it is the whole line and nothing about it is open. */
static bool read_event(Run *run, const LogEvent *event, Node *ret_node) {
    Source source = {S("event")};
    Error err = {0};
    bool whole = event->base != NULL && str_equal(event->text, str_trim(run->line));
    return whole && event->source != LOG_SOURCE_GUARDDUTY && !has_escaped_key(event->text) &&
           json_read(&run->arena, &source, event->text, ret_node, &err);
}

static const Node *find_detection(const Run *run, const SigmaRule *rule) {
    for (uint32_t i = 0; i < run->documents.count; i++) {
        const Node *document = &run->documents.items[i];
        if (document->line == rule->line) return node_find(document, S("detection"));
    }
    return NULL;
}

static void compare(Run *run, const LogEvent *event, const Node *tree, size_t rule, bool found) {
    const Node *detection = find_detection(run, &run->set->rules[rule]);
    Reference reference = {&run->arena, event->text, tree, false};
    if (detection == NULL || sigma_matcher_undecided(run->matcher, rule) > 0) return;
    bool holds = reference_holds(&reference, detection);
    require(reference.skip || holds == found);
}

static void take_event(void *context, const LogEvent *event) {
    Run *run = context;
    const uint32_t *rules = NULL;
    Node tree = {0};
    if (++run->events > EVENTS_MAX) return;
    size_t count = sigma_matcher_run(run->matcher, event, &rules);
    bool *found = ARENA_ARRAY(&run->arena, bool, run->set->count + 1);
    for (size_t i = 0; i < count; i++) {
        require(rules[i] < run->set->count && !found[rules[i]]);
        require(i == 0 || rules[i] > rules[i - 1]);
        found[rules[i]] = true;
    }
    bool comparable = read_event(run, event, &tree) && run->set->filter_count == 0;
    for (size_t i = 0; i < run->set->count; i++) {
        Str service = run->set->rules[i].service;
        bool tested = sigma_matcher_test(run->matcher, i, event);
        bool for_it = service.len == 0 || str_equal(service, log_source_name(event->source));
        require(found[i] == (tested && for_it));
        if (comparable) compare(run, event, &tree, i, tested);
    }
    arena_reset(&run->arena);
}

static void run_events(Run *run, const LogKeys *keys, Str text) {
    LogReader *reader = log_reader_make(keys, take_event, run);
    require(reader != NULL);
    for (Str rest = str_slice(text, 0, EVENTS_BYTES_MAX); rest.len > 0;) {
        run->line = str_cut(&rest, '\n');
        log_reader_read_text(reader, S("log"), run->line);
    }
    log_reader_free(reader);
}

/* Each error has a message, and a place when the file as a whole isn't to blame. */
static void check_errors(const SigmaSet *set) {
    require(set->refused == 0 || set->errors.count > 0);
    for (size_t i = 0; i < set->errors.count; i++) {
        require(set->errors.items[i].message[0] != '\0');
        require(set->errors.items[i].line > 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free) Arena arena = {0};
    Str rest = {(const char *)data, size};
    Str rules = str_cut(&rest, '\0');
    Error err = {0};
    Source source = {S("r.yml")};
    Run run = {.set = sigma_set_make(&arena)};
    if (rules.len > RULES_BYTES_MAX) return 0;
    bool fine = sigma_set_add(run.set, S("r.yml"), rules);
    require(fine == (run.set->refused == 0));
    if (yaml_read_all(&arena, &source, rules, &run.documents, &err)) {
        LogKeys *keys = log_keys_make(&arena);
        sigma_set_compile(run.set, keys);
        run.matcher = sigma_matcher_make(run.set);
        require(run.matcher != NULL);
        if (run.set->count > 0) run_events(&run, keys, rest);
    }
    check_errors(run.set);
    sigma_matcher_free(run.matcher);
    sigma_set_free(run.set);
    arena_free(&run.arena);
    return 0;
}
