/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_expect.h -- what the tests of Sigma share: rules as YAML, events as JSON, and whether the
 * ones find the others. Events go through the reader of logs, as they do in a hunt. To be read in
 * C, JSON is written with ' for ". */
#ifndef MERLON_TESTS_UNIT_SIGMA_EXPECT_H
#define MERLON_TESTS_UNIT_SIGMA_EXPECT_H

#include "base/buffer.h"
#include "logs/log_reader.h"
#include "sigma/sigma_matcher.h"
#include "tests/test.h"

enum { SIGMA_EXPECT_EVENTS_MAX = 8, SIGMA_EXPECT_RULES_MAX = 16 };

/* Rules, and which of them found the events that were read. */
typedef struct SigmaExpect {
    Arena arena;
    LogKeys *keys;
    SigmaSet *set;
    SigmaMatcher *matcher;
    size_t events;
    bool found[SIGMA_EXPECT_EVENTS_MAX][SIGMA_EXPECT_RULES_MAX];
} SigmaExpect;

static inline SigmaExpect sigma_expect_make(void) {
    SigmaExpect expect = {0};
    return expect;
}

/* An entry of a search with its event. */
typedef struct SigmaExample {
    const char *item;  /* "field|contains: x", as it stands in a search */
    const char *event; /* its fields, with ' for " */
    bool found;
} SigmaExample;

#define SIGMA_HEAD "title: a rule\nlogsource:\n  product: aws\n  service: cloudtrail\n"

static inline void sigma_expect_free(SigmaExpect *expect) {
    sigma_matcher_free(expect->matcher);
    sigma_set_free(expect->set);
    arena_free(&expect->arena);
}

/* An event: what CloudTrail's records always have, and fields, a JSON object with ' for ". */
static inline Str sigma_expect_event(Arena *arena, const char *fields) {
    Str start = S("{\"eventVersion\":\"1.08\",\"eventName\":\"Test\",\"eventSource\":\"t\"");
    Str rest = str_slice(str_from(fields), 1, SIZE_MAX);
    Str join = str_equal(str_trim(rest), S("}")) ? S("") : S(",");
    Str text = str_join3(arena, start, join, rest);
    char *bytes = ARENA_ARRAY(arena, char, text.len + 1);
    for (size_t i = 0; i < text.len; i++) bytes[i] = text.ptr[i];
    for (size_t i = 0; i < text.len; i++) {
        if (bytes[i] == '\'') bytes[i] = '"';
    }
    return (Str){bytes, text.len};
}

/* The lines of text, each with blanks before it. */
static inline Str sigma_expect_indent(Arena *arena, const char *text, const char *blanks) {
    Str out = S("");
    for (Str rest = str_from(text); rest.len > 0;) {
        Str line = str_cut(&rest, '\n');
        out = str_join3(arena, out, str_from(blanks), str_join2(arena, line, S("\n")));
    }
    return out;
}

/* The rules of a YAML text; each must be accepted. */
static inline void sigma_expect_add(SigmaExpect *expect, Str yaml) {
    if (expect->set == NULL) expect->set = sigma_set_make(&expect->arena);
    if (sigma_set_add(expect->set, S("r.yml"), yaml)) return;
    fail_msg("%.*s\nin\n%.*s", STR_ARGS(error_text(&expect->arena, expect->set->errors.items)),
             STR_ARGS(yaml));
}

static inline void sigma_expect_compile(SigmaExpect *expect) {
    expect->keys = log_keys_make(&expect->arena);
    if (!sigma_set_compile(expect->set, expect->keys)) {
        fail_msg("%.*s", STR_ARGS(error_text(&expect->arena, expect->set->errors.items)));
    }
    assert_true(expect->set->count <= SIGMA_EXPECT_RULES_MAX);
    expect->matcher = sigma_matcher_make(expect->set);
    assert_non_null(expect->matcher);
}

/* Notes which rules find an event; the index must not hide one that is for its source. */
static inline void sigma_expect_take(void *context, const LogEvent *event) {
    SigmaExpect *expect = context;
    const uint32_t *rules = NULL;
    assert_true(expect->events < SIGMA_EXPECT_EVENTS_MAX);
    bool *found = expect->found[expect->events++];
    size_t count = sigma_matcher_run(expect->matcher, event, &rules);
    for (size_t i = 0; i < count; i++) found[rules[i]] = true;
    for (size_t i = 0; i < expect->set->count; i++) {
        Str service = expect->set->rules[i].service;
        bool for_it = service.len == 0 || str_equal(service, log_source_name(event->source));
        assert_int_equal(sigma_matcher_test(expect->matcher, i, event) && for_it, found[i]);
    }
}

/* Reads a log; its events are counted anew. */
static inline void sigma_expect_read(SigmaExpect *expect, Str log) {
    memset(expect->found, 0, sizeof(expect->found));
    expect->events = 0;
    LogReader *reader = log_reader_make(expect->keys, sigma_expect_take, expect);
    assert_non_null(reader);
    bool fine = log_reader_read_text(reader, S("log.json"), log);
    if (!fine) fail_msg("%s in %.*s", log_reader_errors(reader)->items[0].message, STR_ARGS(log));
    log_reader_free(reader);
}

/* Whether the first of some rules finds an event. */
static inline bool sigma_expect_rules(const char *yaml, const char *event) {
    SigmaExpect expect = sigma_expect_make();
    sigma_expect_add(&expect, str_from(yaml));
    sigma_expect_compile(&expect);
    sigma_expect_read(&expect, sigma_expect_event(&expect.arena, event));
    assert_int_equal(expect.events, 1);
    bool found = expect.found[0][0];
    sigma_expect_free(&expect);
    return found;
}

/* Whether a detection, searches and condition, finds an event. */
static inline bool sigma_expect_detection(const char *detection, const char *event) {
    Arena arena = {0};
    Str yaml = str_join3(&arena, S(SIGMA_HEAD), S("detection:\n"),
                         sigma_expect_indent(&arena, detection, "  "));
    bool found = sigma_expect_rules(str_terminated(&arena, yaml), event);
    arena_free(&arena);
    return found;
}

/* Each item finds its event or doesn't, as the example says. */
static inline void sigma_expect_items(const SigmaExample *examples, size_t count) {
    for (size_t i = 0; i < count; i++) {
        Arena arena = {0};
        Str detection =
            str_join3(&arena, S("s:\n"), sigma_expect_indent(&arena, examples[i].item, "  "),
                      S("condition: s\n"));
        bool found = sigma_expect_detection(str_terminated(&arena, detection), examples[i].event);
        if (found != examples[i].found) {
            fail_msg("%s\n  %s %s", examples[i].item, found ? "finds" : "doesn't find",
                     examples[i].event);
        }
        arena_free(&arena);
    }
}

/* The rules are refused with a first error that begins with place and holds part. */
static inline void sigma_expect_refused(Str yaml, const char *place, const char *part) {
    Arena arena = {0};
    SigmaSet *set = sigma_set_make(&arena);
    if (sigma_set_add(set, S("r.yml"), yaml)) {
        LogKeys *keys = log_keys_make(&arena);
        if (sigma_set_compile(set, keys)) fail_msg("isn't refused:\n%.*s", STR_ARGS(yaml));
    }
    Str error = error_text(&arena, &set->errors.items[0]);
    if (!str_starts(error, str_from(place)) || !str_contains(error, str_from(part))) {
        fail_msg("says    %.*s\n  not %s... %s\n  of\n%.*s", STR_ARGS(error), place, part,
                 STR_ARGS(yaml));
    }
    assert_true(set->refused > 0);
    sigma_set_free(set);
    arena_free(&arena);
}

/* An item, which begins in line 7, column 5, is refused. */
static inline void sigma_expect_item_refused(const char *item, const char *place,
                                             const char *part) {
    Arena arena = {0};
    Str yaml = str_join3(&arena, S(SIGMA_HEAD "detection:\n  s:\n"),
                         sigma_expect_indent(&arena, item, "    "), S("  condition: s\n"));
    sigma_expect_refused(yaml, place, part);
    arena_free(&arena);
}

#endif
