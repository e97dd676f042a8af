/* SPDX-License-Identifier: Apache-2.0 */
/* test_difference.c -- what differs between two reports (docs/diff.md). The reports are written by
 * hand: no more keys than what is compared. */
#include "tests/test.h"

#include "report/difference.h"
#include "text/json.h"

static Arena arena;

static DifferenceSide side(const char *name, const char *text) {
    Source *source = ARENA_NEW(&arena, Source);
    Node *root = ARENA_NEW(&arena, Node);
    Error err = {0};
    source->path = str_from(name);
    if (!json_read(&arena, source, str_from(text), root, &err)) fail_msg("%s", err.message);
    DifferenceSide made = {str_from(name), root};
    if (!difference_check_report(&made, &err)) fail_msg("%s", err.message);
    return made;
}

static Difference compare(const char *old, const char *new) {
    DifferenceSide before = side("old", old), after = side("new", new);
    return difference_make(&arena, &before, &after);
}

/* A report with these threats; further keys follow. */
static const char *report(const char *threats, const char *more) {
    return str_terminated(&arena, str_format(&arena,
                                             "{\"kind\": \"merlon-report\", \"version\": 1, "
                                             "\"threats\": [%s]%s}",
                                             threats, more));
}

/* "id severity verdict state", the state without spaces. */
static const char *threat(const char *id, const char *severity, const char *verdict,
                          const char *state, const char *more) {
    return str_terminated(&arena,
                          str_format(&arena,
                                     "{\"id\": \"%s\", \"title\": \"t %s\", \"severity\": \"%s\", "
                                     "\"verdict\": \"%s\", \"state\": \"%s\"%s}",
                                     id, id, severity, verdict, state, more));
}

#define OPEN "Not Started"
#define ASKS "Needs Investigation"
#define CLOSED "Not Applicable"
#define DONE "Mitigation Implemented"

/* What becomes of a threat that was one way and is another; NULL: it isn't in the report. */
static void expect_kind(const char *old, const char *new, int kind) {
    const char *none = "";
    const char *model = ", \"model\": {}";
    Difference d =
        compare(report(old == NULL ? none : old, model), report(new == NULL ? none : new, model));
    if (kind < 0) {
        assert_int_equal(d.threat_count, 0);
        assert_true(difference_is_empty(&d));
        return;
    }
    assert_int_equal(d.threat_count, 1);
    assert_int_equal(d.threats[0].kind, kind);
}

TEST(difference_of_one_threat) {
    const char *open = threat("a@x", "high", "present", OPEN, "");
    const char *worse = threat("a@x", "critical", "present", OPEN, "");
    const char *unknown = threat("a@x", "high", "unknown", ASKS, "");
    const char *closed = threat("a@x", "high", "present", CLOSED, "");
    const char *absent = threat("a@x", "high", "absent", DONE, "");
    const char *looked = threat("a@x", "high", "present", ASKS, "");
    static const int same = -1;
    expect_kind(NULL, open, DIFFERENCE_NEW);
    expect_kind(NULL, unknown, DIFFERENCE_NEW);
    expect_kind(NULL, closed, DIFFERENCE_NEW);
    expect_kind(NULL, absent, same);
    expect_kind(absent, NULL, same);
    expect_kind(open, open, same);
    expect_kind(absent, open, DIFFERENCE_REOPENED);
    expect_kind(closed, open, DIFFERENCE_REOPENED);
    expect_kind(absent, unknown, DIFFERENCE_NEW);
    expect_kind(unknown, open, DIFFERENCE_NEW); /* as with --baseline */
    expect_kind(looked, open, DIFFERENCE_CHANGED);
    expect_kind(open, closed, DIFFERENCE_CHANGED);
    expect_kind(open, unknown, DIFFERENCE_CHANGED);
    expect_kind(open, worse, DIFFERENCE_CHANGED);
    expect_kind(open, absent, DIFFERENCE_RESOLVED);
    expect_kind(open, NULL, DIFFERENCE_RESOLVED);
    expect_kind(closed, NULL, DIFFERENCE_RESOLVED);
    expect_kind(unknown, absent, DIFFERENCE_RESOLVED);
    arena_free(&arena);
}

static void expect_opens(const char *old, const char *new, Severity severity, bool opens) {
    Difference d = compare(report(old, ""), report(new, ""));
    assert_int_equal(difference_opens(&d, severity), opens);
}

TEST(difference_gate) {
    const char *open = threat("a@x", "high", "present", OPEN, "");
    const char *closed = threat("a@x", "high", "present", CLOSED, "");
    expect_opens("", open, SEVERITY_HIGH, true);
    expect_opens("", open, SEVERITY_LOW, true);
    expect_opens("", open, SEVERITY_CRITICAL, false);
    expect_opens(closed, open, SEVERITY_HIGH, true);
    expect_opens("", closed, SEVERITY_INFO, false);
    expect_opens(open, open, SEVERITY_INFO, false);
    expect_opens(open, "", SEVERITY_INFO, false);
    expect_opens("", threat("a@x", "high", "unknown", ASKS, ""), SEVERITY_INFO, false);
    /* a severity that isn't known is no reason to let it pass */
    expect_opens("", threat("a@x", "terrible", "present", OPEN, ""), SEVERITY_CRITICAL, true);
    arena_free(&arena);
}

static void expect_change(const DifferenceChanges *changes, size_t index, const char *text) {
    assert_true(index < changes->count);
    const DifferenceChange *change = &changes->items[index];
    Str told = str_format(&arena, "%.*s: %.*s -> %.*s", STR_ARGS(change->what),
                          STR_ARGS(change->before), STR_ARGS(change->after));
    assert_string_equal(told.ptr, text);
}

TEST(difference_says_what_changed) {
    Difference d = compare(
        report(threat("a@x", "high", "unknown", ASKS, ", \"decision\": null"), ""),
        report(threat("a@x", "low", "present", CLOSED,
                      ", \"decision\": {\"state\": \"Not Applicable\", \"why\": \"w\", \"by\": "
                      "\"me\", \"until\": \"2027-01-01\", \"file\": \"f\", \"line\": 3}"),
               ""));
    assert_int_equal(d.threats[0].changes.count, 4);
    expect_change(&d.threats[0].changes, 0, "severity: high -> low");
    expect_change(&d.threats[0].changes, 1, "verdict: unknown -> present");
    expect_change(&d.threats[0].changes, 2, "state: Needs Investigation -> Not Applicable");
    expect_change(&d.threats[0].changes, 3,
                  "decision: none -> Not Applicable; w; by me; until 2027-01-01");
    arena_free(&arena);
}

TEST(difference_exposes_paths_first) {
    const char *path = ", \"subject\": {\"address\": \"internet -> T\", \"type\": \"path\"}";
    const char *threats = str_terminated(
        &arena, str_format(&arena, "%s, %s, %s", threat("b@x", "critical", "present", OPEN, ""),
                           threat("p@internet -> T", "medium", "present", OPEN, path),
                           threat("c@x", "low", "present", OPEN, ", \"implied_by\": \"b@x\"")));
    Difference d = compare(report("", ""), report(threats, ""));
    assert_int_equal(d.counts.paths_opened, 1);
    assert_int_equal(d.counts.opened[SEVERITY_CRITICAL], 1);
    assert_int_equal(d.counts.opened[SEVERITY_LOW], 0); /* another one tells of it */
    Buffer out = {0};
    difference_write_text(&d, &out);
    buffer_add_byte(&out, '\0');
    const char *start = "This change: 1 new path from the internet, 2 threats newly open (1 "
                        "critical, 1 medium)\n\nNew paths from the internet\n\nMEDIUM    ";
    assert_memory_equal(out.bytes, start, strlen(start));
    assert_true(strstr(out.bytes, "CRITICAL  t b@x") < strstr(out.bytes, "also (low): t c@x"));
    buffer_free(&out);
    d = compare(report(threats, ""), report("", ""));
    assert_int_equal(d.counts.paths_closed, 1);
    assert_int_equal(d.counts.threats[DIFFERENCE_RESOLVED], 2);
    arena_free(&arena);
}

/* Threats that imply each other are both listed: none may tell of the other. */
TEST(difference_of_a_circle) {
    const char *threats = str_terminated(
        &arena, str_format(&arena, "%s, %s",
                           threat("a@x", "low", "present", OPEN, ", \"implied_by\": \"b@x\""),
                           threat("b@x", "low", "present", OPEN, ", \"implied_by\": \"a@x\"")));
    Difference d = compare(report("", ""), report(threats, ""));
    assert_int_equal(d.counts.opened[SEVERITY_LOW], 2);
    arena_free(&arena);
}

static const char old_model[] =
    ", \"model\": {\"elements\": [{\"id\": \"a\", \"name\": \"A\", \"kind\": \"process\"}, "
    "{\"id\": \"gone\", \"name\": \"G\", \"kind\": \"store\"}], \"boundaries\": [{\"id\": \"v\", "
    "\"parent\": null, \"kind\": \"vpc\"}], \"flows\": ["
    "{\"id\": \"a -> b: x\", \"label\": \"x\", \"from\": \"a\", \"to\": \"b\", \"crosses\": [], "
    "\"encrypted\": {\"is\": \"yes\"}, \"authenticated\": {\"is\": \"no\"}}, "
    "{\"id\": \"k\", \"label\": \"k\", \"from\": \"c\", \"to\": \"d\", \"encrypted\": {\"is\": "
    "\"yes\"}}, {\"id\": \"m\", \"label\": \"m\", \"from\": \"c\", \"to\": \"d\"}]}";

static const char new_model[] =
    ", \"model\": {\"elements\": [{\"id\": \"a\", \"name\": \"A\", \"kind\": \"store\"}, "
    "{\"id\": \"n\", \"name\": \"N\", \"kind\": \"store\"}], \"boundaries\": [{\"id\": \"v\", "
    "\"parent\": \"acc\", \"kind\": \"vpc\"}], \"flows\": ["
    "{\"id\": \"a -> b: y\", \"label\": \"y\", \"from\": \"a\", \"to\": \"b\", \"crosses\": "
    "[\"v\", \"w\"], \"encrypted\": {\"is\": \"no\"}, \"authenticated\": {\"is\": \"no\"}}, "
    "{\"id\": \"k\", \"label\": \"k\", \"from\": \"c\", \"to\": \"d\", \"encrypted\": {\"is\": "
    "\"unknown\"}}, {\"id\": \"n\", \"label\": \"n\", \"from\": \"c\", \"to\": \"d\"}, "
    "{\"id\": \"o\", \"label\": \"o\", \"from\": \"c\", \"to\": \"d\"}]}";

static void expect_thing(const Difference *d, DifferencePart part, size_t index, const char *text) {
    assert_true(index < d->things[part].count);
    const DifferenceThing *thing = &d->things[part].items[index];
    static const char *const kinds[] = {"+", "?", "-", "~"};
    Str told = str_format(&arena, "%s %.*s", kinds[thing->kind], STR_ARGS(thing->id));
    assert_string_equal(told.ptr, text);
}

TEST(difference_of_models) {
    Difference d = compare(report("", old_model), report("", new_model));
    assert_int_equal(d.things[DIFFERENCE_ELEMENTS].count, 3);
    expect_thing(&d, DIFFERENCE_ELEMENTS, 0, "+ n");
    expect_thing(&d, DIFFERENCE_ELEMENTS, 1, "- gone");
    expect_thing(&d, DIFFERENCE_ELEMENTS, 2, "~ a");
    expect_change(&d.things[DIFFERENCE_ELEMENTS].items[2].changes, 0, "kind: process -> store");
    expect_thing(&d, DIFFERENCE_BOUNDARIES, 0, "~ v");
    expect_change(&d.things[DIFFERENCE_BOUNDARIES].items[0].changes, 0, "inside: none -> acc");
    /* the only flow between two ends is the same one under another name; of several, none is */
    assert_int_equal(d.things[DIFFERENCE_FLOWS].count, 5);
    expect_thing(&d, DIFFERENCE_FLOWS, 0, "+ n");
    expect_thing(&d, DIFFERENCE_FLOWS, 1, "+ o");
    expect_thing(&d, DIFFERENCE_FLOWS, 2, "- m");
    expect_thing(&d, DIFFERENCE_FLOWS, 3, "~ a -> b: y");
    expect_change(&d.things[DIFFERENCE_FLOWS].items[3].changes, 0, "label: x -> y");
    expect_change(&d.things[DIFFERENCE_FLOWS].items[3].changes, 1, "crosses: none -> v, w");
    expect_change(&d.things[DIFFERENCE_FLOWS].items[3].changes, 2, "encrypted: yes -> no");
    expect_thing(&d, DIFFERENCE_FLOWS, 4, "~ k");
    expect_change(&d.things[DIFFERENCE_FLOWS].items[4].changes, 0, "encrypted: yes -> unknown");
    arena_free(&arena);
}

TEST(difference_of_an_older_report) {
    Difference d = compare(report("", ""), report("", new_model));
    assert_true(difference_is_empty(&d));
    assert_int_equal(d.note_count, 1);
    assert_string_equal(str_terminated(&arena, d.notes[0]),
                        "old: has no model; elements, boundaries and flows are not compared");
    arena_free(&arena);
}

static void expect_no_report(const char *text, const char *why) {
    Source source = {S("r.json")};
    Node root = {0};
    Error err = {0};
    assert_true(json_read(&arena, &source, str_from(text), &root, &err));
    assert_false(difference_check_report(&(DifferenceSide){S("r.json"), &root}, &err));
    assert_non_null(strstr(err.message, why));
}

TEST(difference_of_what_is_no_report) {
    expect_no_report("[]", "no JSON report");
    expect_no_report("{\"kind\": \"merlon-diff\", \"threats\": []}", "no JSON report");
    expect_no_report("{\"kind\": \"merlon-report\", \"threats\": {}}", "no JSON report");
    expect_no_report("{\"kind\": \"merlon-report\", \"threats\": []}", "version");
    expect_no_report("{\"kind\": \"merlon-report\", \"version\": 2, \"threats\": []}", "version");
    arena_free(&arena);
}

/* Each threat twice as long as a cell may be, and more of them than a comment holds. */
TEST(difference_comment_fits) {
    Buffer threats = {0};
    char *name = arena_alloc(&arena, 2 * DIFFERENCE_CELL_BYTES_MAX + 1);
    memset(name, '@', 2 * DIFFERENCE_CELL_BYTES_MAX);
    for (int i = 0; i < 500; i++) {
        const char *id = str_format(&arena, "%d%s", i, name).ptr;
        if (i > 0) buffer_add_byte(&threats, ',');
        buffer_add(&threats, str_from(threat(id, "high", "present", OPEN, "")));
    }
    const char *text = str_terminated(&arena, buffer_text(&threats));
    Difference d = compare(report("", old_model), report(text, new_model));
    Buffer out = {0};
    difference_write_markdown(&d, &out);
    assert_true(out.len < DIFFERENCE_COMMENT_BYTES_MAX &&
                out.len > DIFFERENCE_COMMENT_BYTES_MAX / 2);
    buffer_add_byte(&out, '\0');
    assert_non_null(strstr(out.bytes, " more are left out: the comment would be too long."));
    assert_non_null(strstr(out.bytes, "500 threats newly open (500 high)"));
    /* all folds are closed */
    size_t begun = 0, ended = 0;
    for (const char *at = out.bytes; (at = strstr(at, "<details>")) != NULL; at++) begun++;
    for (const char *at = out.bytes; (at = strstr(at, "</details>")) != NULL; at++) ended++;
    assert_int_equal(begun, ended);
    buffer_free(&out);
    buffer_free(&threats);
    arena_free(&arena);
}

TEST(difference_hostile_texts_stay_texts) {
    const char *evil = ", \"title2\": 1, \"rule\": \"</summary><img src=x>|\", \"subject\": "
                       "{\"address\": \"`</code>|\\u001b[2J\\n# x\", \"line\": -5}";
    Difference d =
        compare(report("", ""), report(threat("<b>@a|b", "high", "present", OPEN, evil), ""));
    Buffer text = {0}, markdown = {0};
    difference_write_text(&d, &text);
    difference_write_markdown(&d, &markdown);
    assert_int_equal(str_find(buffer_text(&text), S("\x1b")), SIZE_MAX);
    assert_int_equal(str_find(buffer_text(&text), S("\n# x")), SIZE_MAX);
    assert_int_equal(str_find(buffer_text(&markdown), S("\x1b")), SIZE_MAX);
    assert_int_equal(str_find(buffer_text(&markdown), S("\n# x")), SIZE_MAX);
    assert_int_equal(str_find(buffer_text(&markdown), S("t <b>")), SIZE_MAX);
    buffer_free(&text);
    buffer_free(&markdown);
    arena_free(&arena);
}

/* count times text, with commas in between. */
static const char *repeat(const char *text, size_t count) {
    Buffer out = {0};
    for (size_t i = 0; i < count; i++) {
        if (i > 0) buffer_add_byte(&out, ',');
        buffer_add(&out, str_from(text));
    }
    const char *made = str_terminated(&arena, buffer_text(&out));
    buffer_free(&out);
    return made;
}

/* The text or the comment on what is new in a report, NUL-terminated. */
static const char *written(const char *new, bool comment) {
    Difference d = compare(report("", ", \"model\": {}"), new);
    Buffer out = {0};
    if (comment) {
        difference_write_markdown(&d, &out);
    } else {
        difference_write_text(&d, &out);
    }
    const char *made = str_terminated(&arena, buffer_text(&out));
    buffer_free(&out);
    return made;
}

static size_t count_of(const char *text, const char *part) {
    size_t count = 0;
    for (; (text = strstr(text, part)) != NULL; text++) count++;
    return count;
}

TEST(difference_limits_of_lists) {
    for (int more = 0; more < 2; more++) {
        const char *crosses = repeat("\"z\"", DIFFERENCE_TEXTS_MAX + (size_t)more);
        Str flow = str_format(
            &arena, ", \"model\": {\"flows\": [{\"id\": \"f\", \"crosses\": [%s]}]}", crosses);
        const char *text = written(report("", str_terminated(&arena, flow)), false);
        assert_int_equal(count_of(text, " z"), DIFFERENCE_TEXTS_MAX);
        assert_int_equal(strstr(text, " and 1 more;") != NULL, more);
        Buffer elements = {0};
        for (int i = 0; i < DIFFERENCE_SHOWN_MAX + more; i++) {
            buffer_add_format(&elements, "%s{\"id\": \"e%d\"}", i > 0 ? "," : "", i);
        }
        Str model = str_format(&arena, ", \"model\": {\"elements\": [%.*s]}",
                               STR_ARGS(buffer_text(&elements)));
        text = written(report("", str_terminated(&arena, model)), false);
        assert_int_equal(count_of(text, "\n+ e"), DIFFERENCE_SHOWN_MAX);
        assert_int_equal(strstr(text, "and 1 more; -f json lists all") != NULL, more);
        buffer_free(&elements);
        const char *proof =
            repeat("{\"path\": \"p\", \"value\": \"v\"}", DIFFERENCE_EVIDENCE_MAX + (size_t)more);
        Str evidence = str_format(&arena, ", \"evidence\": [%s]", proof);
        const char *one = threat("a@x", "low", "present", OPEN, str_terminated(&arena, evidence));
        for (int comment = 0; comment < 2; comment++) {
            text = written(report(one, ""), comment);
            assert_int_equal(count_of(text, "p = v"), DIFFERENCE_EVIDENCE_MAX);
        }
    }
    arena_free(&arena);
}

TEST(difference_limits_of_cells) {
    char *name = arena_alloc(&arena, DIFFERENCE_CELL_BYTES_MAX + 8);
    for (int more = 0; more < 2; more++) {
        memset(name, 'x', DIFFERENCE_CELL_BYTES_MAX + (size_t)more);
        Str subject = str_format(&arena, ", \"subject\": {\"address\": \"%s\"}", name);
        const char *one = threat("a@x", "low", "present", OPEN, str_terminated(&arena, subject));
        const char *text = written(report(one, ""), true);
        assert_int_equal(strstr(text, "x`...") != NULL, more);
    }
    /* no character is cut in two */
    memset(name, 'x', DIFFERENCE_CELL_BYTES_MAX - 1);
    memcpy(name + DIFFERENCE_CELL_BYTES_MAX - 1, "\xC3\xA9", 3);
    Str subject = str_format(&arena, ", \"subject\": {\"address\": \"%s\"}", name);
    const char *one = threat("a@x", "low", "present", OPEN, str_terminated(&arena, subject));
    const char *text = written(report(one, ""), true);
    assert_non_null(strstr(text, "x`..."));
    assert_null(strstr(text, "\xC3"));
    arena_free(&arena);
}
