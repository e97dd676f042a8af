/* SPDX-License-Identifier: Apache-2.0 */
/* detection_test.c -- see detection_test.h. The lines of one case are one log, any other line is
 * one by itself. A log's events come in the order of time, however the file has them. */
#include "cli/detection_test.h"

#include "base/file.h"
#include "cli/detection_event.h"
#include "hunt/correlator.h"
#include "hunt/hit_store.h"
#include "logs/log_reader.h"
#include "logs/log_row.h"
#include "sigma/sigma_matcher.h"
#include "text/json.h"
#include "text/json_writer.h"

typedef struct TestLine {
    Node node; /* {"hit": true, "why": "...", "event": {...}} */
    Str name;  /* of its case; empty when it is one by itself */
    bool hit, done;
    uint32_t number;
} TestLine;

typedef struct TestLines {
    TestLine *items;
    size_t count;
} TestLines;

/* A test run; the lower half is the file at hand. */
typedef struct DetectionTester {
    Arena *arena;
    const SigmaSet *set;
    const LogKeys *keys;
    LogFacts *facts;
    SigmaMatcher *matcher;
    LogReader *reader;
    DetectionTests *tests;
    Arena scratch;
    const Detection *detection;
    Str path;
    LogSource source;
    HitStore *store;  /* of the case at hand */
    uint64_t records; /* that were taken in it */
    bool astray;      /* one was of another source than the rule's */
    Error err;        /* a hit couldn't be kept */
} DetectionTester;

void detection_test_fail(Arena *arena, DetectionTests *tests, Str line) {
    tests->failures =
        arena_grow_array(arena, tests->failures, tests->failed, tests->failed + 1, sizeof(Str));
    tests->failures[tests->failed++] = line;
}

/* line 0 is the whole file. */
static void tester_fail(DetectionTester *tester, uint32_t line, Str what) {
    Error err = {0};
    error_set(&err, tester->path, line, 0, "%.*s: %.*s", STR_ARGS(tester->detection->id),
              STR_ARGS(what));
    detection_test_fail(tester->arena, tester->tests, error_text(tester->arena, &err));
}

/* ---- from an event to hits ---- */

static void tester_take(void *context, const LogEvent *event) {
    DetectionTester *tester = context;
    const Detection *detection = tester->detection;
    const uint32_t *rules = NULL;
    tester->records++;
    tester->astray |= event->source != tester->source;
    size_t count = sigma_matcher_run(tester->matcher, event, &rules);
    if (count == 0) return;
    Hit hit;
    Arena *scratch = sigma_matcher_scratch(tester->matcher);
    hit_read(tester->facts, event, scratch, &hit);
    for (size_t i = 0; i < count; i++) {
        if (rules[i] - detection->first >= detection->count) continue;
        hit.rule = rules[i];
        hit_read_values(tester->set, event, scratch, &hit);
        hit_store_add(tester->store, &hit, &tester->err);
    }
}

static bool tester_read_event(DetectionTester *tester, const Node *event, Error *err) {
    uint64_t before = tester->records;
    if (log_row_is_of(tester->source)) {
        LogRow row = {tester->source, event};
        LogEvent record;
        if (!log_row_make(&tester->scratch, tester->keys, row, &record, err)) return false;
        tester_take(tester, &record);
        return true;
    }
    CLEANUP(buffer_free) Buffer text = {0};
    JsonWriter writer = json_writer_make(&text, true);
    json_node_write(&writer, event);
    if (!log_reader_read_text(tester->reader, tester->path, buffer_text(&text))) {
        const ErrorList *errors = log_reader_errors(tester->reader);
        if (errors->count == 0) return error_say(err, "the event can't be read");
        return error_say(err, "the event %s", errors->items[errors->count - 1].message);
    }
    if (tester->records != before + 1) return error_say(err, "the event isn't one record");
    if (!tester->astray) return true;
    return error_say(err, "the event isn't one of %.*s",
                     STR_ARGS(tester->set->rules[tester->detection->first].service));
}

static bool tester_read_line(DetectionTester *tester, const TestLine *line, Error *err) {
    DetectionEvents events;
    if (!detection_event_read(&line->node, tester->source, &events, err)) return false;
    for (int64_t i = 0; i < events.repeat; i++) {
        Node event;
        arena_reset(&tester->scratch);
        if (!detection_event_make(&tester->scratch, &events, i, &event, err)) return false;
        if (!tester_read_event(tester, &event, err)) return false;
    }
    if (tester->err.message[0] == '\0') return true;
    return error_say(err, "%s", tester->err.message);
}

/* ---- from hits to what the detection says ---- */

static bool tester_alerts(DetectionTester *tester) {
    const SigmaSet *set = tester->set;
    bool alerts = false;
    hit_store_finish(tester->store);
    Correlator *correlator = correlator_make(set);
    HitCursor *cursor = hit_cursor_make(&tester->store, 1);
    Hit hit;
    while (correlator != NULL && cursor != NULL && hit_cursor_next(cursor, &hit)) {
        alerts |= !set->rules[hit.rule].hidden;
        if (set->parents[hit.rule] != NULL && hit.has_time) correlator_take(correlator, &hit);
    }
    if (correlator != NULL) correlator_finish(correlator);
    for (size_t i = 0; correlator != NULL && i < correlator_count(correlator); i++) {
        alerts |= !set->rules[correlator_get(correlator, i).rule].hidden;
    }
    hit_cursor_free(cursor);
    correlator_free(correlator);
    return alerts;
}

/* Runs the case that begins with the line at place. */
static void tester_run_case(DetectionTester *tester, TestLines lines, size_t place) {
    const TestLine *first = &lines.items[place];
    Error err = {0};
    tester->records = 0;
    tester->astray = false;
    tester->store = hit_store_make(0);
    bool ok = tester->store != NULL || error_say(&err, "there is no memory");
    uint32_t number = first->number;
    for (size_t i = place; ok && i < lines.count; i++) {
        TestLine *line = &lines.items[i];
        if (i > place && (first->name.len == 0 || !str_equal(line->name, first->name))) continue;
        line->done = true;
        number = line->number;
        ok = line->hit == first->hit || error_say(&err, "'hit' isn't that of the rest of its case");
        ok = ok && tester_read_line(tester, line, &err);
    }
    bool alerts = ok && tester_alerts(tester);
    hit_store_free(tester->store);
    if (!ok) {
        tester_fail(tester, number, str_from(err.message));
    } else if (alerts != first->hit) {
        Str why = first->name.len > 0 ? first->name : node_text(node_find(&first->node, S("why")));
        tester_fail(tester, first->number,
                    str_format(tester->arena, "%s: %.*s", alerts ? "fires" : "doesn't fire",
                               STR_ARGS(why)));
    } else {
        tester->tests->passed++;
    }
}

/* ---- files ---- */

static bool tester_read_json(DetectionTester *tester, Str text, TestLine *ret_line, Error *err) {
    TestLine line = {.number = ret_line->number};
    Source *source = ARENA_NEW(tester->arena, Source);
    source->path = tester->path;
    if (!json_read(tester->arena, source, text, &line.node, err)) return false;
    const Node *hit = node_find(&line.node, S("hit"));
    if (!node_is(hit, NODE_BOOL)) return error_say(err, "'hit' isn't true or false");
    if (node_text(node_find(&line.node, S("why"))).len == 0) {
        return error_say(err, "'why' doesn't say what the example is about");
    }
    for (uint32_t i = 0; i < line.node.count; i++) {
        static const Str keys[] = {S_INIT("hit"),   S_INIT("why"),    S_INIT("case"),
                                   S_INIT("event"), S_INIT("repeat"), S_INIT("every")};
        size_t key = 0;
        while (key < COUNT(keys) && !str_equal(keys[key], line.node.pairs[i].key)) key++;
        if (key < COUNT(keys)) continue;
        return error_say(err, "there is no key '%.*s'", STR_ARGS(line.node.pairs[i].key));
    }
    line.hit = hit->boolean;
    line.name = node_text(node_find(&line.node, S("case")));
    *ret_line = line;
    return true;
}

static TestLines tester_read_lines(DetectionTester *tester, Str text) {
    TestLines lines = {0};
    uint32_t number = 0;
    for (Str rest = text; rest.len > 0;) {
        TestLine line = {.number = ++number};
        Str json = str_trim(str_cut(&rest, '\n'));
        Error err = {0};
        if (json.len == 0) continue;
        if (!tester_read_json(tester, json, &line, &err)) {
            tester_fail(tester, number, str_from(err.message));
            continue;
        }
        lines.items = arena_grow_array(tester->arena, lines.items, lines.count, lines.count + 1,
                                       sizeof(TestLine));
        lines.items[lines.count++] = line;
    }
    return lines;
}

static void tester_run_lines(DetectionTester *tester, TestLines lines) {
    size_t hits = 0, misses = 0;
    for (size_t i = 0; i < lines.count; i++) {
        if (lines.items[i].done) continue;
        hits += lines.items[i].hit;
        misses += !lines.items[i].hit;
        tester_run_case(tester, lines, i);
    }
    if (hits >= DETECTION_HITS_MIN && misses >= DETECTION_MISSES_MIN) return;
    tester_fail(tester, 0,
                str_format(tester->arena,
                           "has %zu examples that it finds and %zu that it leaves: %d and %d are "
                           "the least",
                           hits, misses, DETECTION_HITS_MIN, DETECTION_MISSES_MIN));
}

/* The source that the rules of the file at hand are for. */
static bool tester_find_source(DetectionTester *tester) {
    const SigmaRule *rule = &tester->set->rules[tester->detection->first];
    for (int source = 0; source < LOG_SOURCE_COUNT; source++) {
        tester->source = (LogSource)source;
        if (str_equal(rule->service, log_source_name(tester->source))) return true;
    }
    return false;
}

static void tester_run_file(DetectionTester *tester) {
    Str path = tester->detection->rule->path;
    size_t ending = path.len;
    while (ending > 0 && path.ptr[ending - 1] != '.') ending--;
    tester->path = path;
    if (!tester_find_source(tester)) {
        tester_fail(tester, 0, S("its logsource names no service whose events could be tested"));
        return;
    }
    tester->path = str_join2(tester->arena, str_slice(path, 0, ending), S("jsonl"));
    CLEANUP(file_close) File file = {0};
    Error err = {0};
    const char *name = str_terminated(tester->arena, tester->path);
    if (!file_open(name, DETECTION_EXAMPLES_BYTES_MAX, &file, &err)) {
        tester_fail(tester, 0, str_format(tester->arena, "its examples: %s", err.message));
        return;
    }
    tester_run_lines(tester, tester_read_lines(tester, file.text));
    for (size_t i = 0; i < tester->detection->count; i++) {
        if (sigma_matcher_undecided(tester->matcher, tester->detection->first + i) == 0) continue;
        tester_fail(tester, 0, S("a regular expression gives up on one of the examples"));
    }
}

bool detection_test_run(Arena *arena, const Detections *detections, DetectionTests *ret_tests) {
    DetectionTests tests = {0};
    DetectionTester tester = {.arena = arena,
                              .set = detections->set,
                              .keys = detections->keys,
                              .facts = log_facts_make(arena, detections->keys),
                              .matcher = sigma_matcher_make(detections->set),
                              .tests = &tests};
    tester.reader = log_reader_make(tester.keys, tester_take, &tester); /* knows all keys */
    bool ok = tester.facts != NULL && tester.matcher != NULL && tester.reader != NULL;
    for (size_t i = 0; ok && i < detections->list.count; i++) {
        tester.detection = &detections->list.items[i];
        tester_run_file(&tester);
    }
    log_reader_free(tester.reader);
    sigma_matcher_free(tester.matcher);
    arena_free(&tester.scratch);
    if (ok) *ret_tests = tests;
    return ok;
}
