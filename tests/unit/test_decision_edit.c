/* SPDX-License-Identifier: Apache-2.0 */
/* test_decision_edit.c -- files of decisions are edited as a careful person would: one decision
 * changes, and every other byte stays. */
#include "tests/test.h"

#include "register/decision_edit.h"

static Arena arena;

static int free_arena(void) {
    arena_free(&arena);
    return 0;
}

/* The text after the edit; NULL-terminated. Fails the test when it is refused. */
static const char *edit(const char *text, size_t index, const Decision *wanted, size_t count) {
    DecisionEdit edit = {S("d.yaml"), str_from(text), index, wanted, count};
    Error err = {0};
    Str done = S("");
    if (decision_edit_text(&arena, &edit, &done, &err) != DECISION_EDITED) {
        fail_msg("%s\nline %u: %s", text, err.line, err.message);
    }
    return str_terminated(&arena, done);
}

static void refuse(const char *text, size_t index, const Decision *wanted, size_t count,
                   const char *why) {
    DecisionEdit edit = {S("d.yaml"), str_from(text), index, wanted, count};
    Error err = {0};
    Str done = S("untouched");
    DecisionEdited edited = decision_edit_text(&arena, &edit, &done, &err);
    if (edited != DECISION_EDIT_REFUSED || strstr(err.message, why) == NULL) {
        fail_msg("%s\nis not refused with \"%s\" but: %s", text, why, err.message);
    }
    assert_true(str_equal(done, S("untouched")));
}

static const Decision sample = {.threat = S_INIT("a/b"),
                                .on = S_INIT("X"),
                                .state = STATE_NOT_APPLICABLE,
                                .why = S_INIT("because"),
                                .by = S_INIT("Ada")};

TEST(decision_edit_starts_a_file) {
    assert_string_equal(
        edit("", DECISION_EDIT_ADD, &sample, 1),
        "# What people decided about the threats that merlon finds: docs/decisions.md\n"
        "decisions:\n  - threat: a/b\n    on: X\n    state: Not Applicable\n"
        "    why: because\n    by: Ada\n");
    assert_string_equal(edit("# mine\n", DECISION_EDIT_ADD, &sample, 1),
                        "# mine\ndecisions:\n  - threat: a/b\n    on: X\n"
                        "    state: Not Applicable\n    why: because\n    by: Ada\n");
    assert_string_equal(
        edit("other: 1\ndecisions: []  # none yet\n", DECISION_EDIT_ADD, &sample, 1),
        "other: 1\ndecisions:  # none yet\n  - threat: a/b\n    on: X\n"
        "    state: Not Applicable\n    why: because\n    by: Ada\n");
    free_arena();
}

TEST(decision_edit_adds_as_the_file_is_written) {
    assert_string_equal(edit("decisions:\n- threat: c/d\n  on: Y\n  state: mitigated\n  why: w\n"
                             "  by: me   # said so\n  # until spring\n\n# the end\nlater: true\n",
                             DECISION_EDIT_ADD, &sample, 1),
                        "decisions:\n- threat: c/d\n  on: Y\n  state: mitigated\n  why: w\n"
                        "  by: me   # said so\n  # until spring\n- threat: a/b\n  on: X\n"
                        "  state: Not Applicable\n  why: because\n  by: Ada\n\n# the end\n"
                        "later: true\n");
    /* empty lines between decisions, no line break at the end, CRLF, a byte order mark */
    assert_string_equal(
        edit("\xEF\xBB\xBF- {threat: c/d, on: Y, state: mitigated, why: w, by: m}\r\n"
             "\r\n"
             "- {threat: c/d, on: Z, state: mitigated, why: w, by: m}",
             DECISION_EDIT_ADD, &sample, 1),
        "\xEF\xBB\xBF- {threat: c/d, on: Y, state: mitigated, why: w, by: m}\r\n"
        "\r\n"
        "- {threat: c/d, on: Z, state: mitigated, why: w, by: m}\r\n"
        "\r\n"
        "- threat: a/b\r\n  on: X\r\n  state: Not Applicable\r\n  why: because\r\n"
        "  by: Ada");
    free_arena();
}

static const char commented[] = "# head\n"
                                "decisions:\n"
                                "  # about b\n"
                                "  - by: 'Bo'           # by first\n"
                                "    threat: a/b\n"
                                "    # where\n"
                                "    on: \"X\"\n"
                                "    why: >\n"
                                "      long\n"
                                "      reason\n"
                                "\n"
                                "    state: mitigated   # as of now\n"
                                "    until: \"2026-01-01\" # soon\n"
                                "  # about c\n"
                                "  - {threat: c/d, on: Y, state: mitigated, why: w, by: m, until: "
                                "\"2026-01-01\"} # flow\n"
                                "# tail\n";

TEST(decision_edit_changes_only_what_differs) {
    Decision wanted = sample;
    assert_string_equal(edit(commented, 0, &wanted, 1),
                        "# head\n"
                        "decisions:\n"
                        "  # about b\n"
                        "  - by: Ada           # by first\n"
                        "    threat: a/b\n"
                        "    # where\n"
                        "    on: \"X\"\n"
                        "    why: because\n"
                        "\n"
                        "    state: Not Applicable   # as of now\n"
                        "  # about c\n"
                        "  - {threat: c/d, on: Y, state: mitigated, why: w, by: m, until: "
                        "\"2026-01-01\"} # flow\n"
                        "# tail\n");
    wanted = (Decision){.threat = S("c/d"),
                        .on = S("Y"),
                        .state = STATE_MITIGATED,
                        .why = S("w, really"),
                        .by = S("m"),
                        .ticket = S("T-1")};
    const char *changed = edit(commented, 1, &wanted, 1);
    assert_non_null(strstr(changed,
                           "\n  - {threat: c/d, on: Y, state: mitigated, why: \"w, really\", "
                           "by: m, ticket: T-1} # flow\n# tail\n"));
    assert_memory_equal(changed, commented, strstr(commented, "  - {") - commented);
    free_arena();
}

TEST(decision_edit_says_it_already) {
    Decision wanted = {.threat = S("a/b"),
                       .on = S("X"),
                       .state = STATE_MITIGATED,
                       .why = S("long reason"),
                       .by = S("Bo"),
                       .until = S("2026-01-01")};
    assert_string_equal(edit(commented, 0, &wanted, 1), commented);
    free_arena();
}

TEST(decision_edit_takes_out) {
    assert_string_equal(edit(commented, 0, NULL, 0),
                        "# head\n"
                        "decisions:\n"
                        "  # about b\n"
                        "  # about c\n"
                        "  - {threat: c/d, on: Y, state: mitigated, why: w, by: m, until: "
                        "\"2026-01-01\"} # flow\n"
                        "# tail\n");
    const char *one = "decisions:\n  - {threat: c/d, on: Y, state: mitigated, why: w, by: m}";
    assert_string_equal(edit(one, 0, NULL, 0), "decisions:\n");
    assert_string_equal(
        edit("-\n  threat: c/d\n  on: Y\n  state: mitigated\n  why: w\n  by: m\n", 0, NULL, 0), "");
    free_arena();
}

TEST(decision_edit_refuses_what_is_not_safe) {
    refuse("{decisions: []}", DECISION_EDIT_ADD, &sample, 1, "braces");
    refuse("[{threat: a/b, on: X, state: mitigated, why: w, by: m}]", DECISION_EDIT_ADD, &sample, 1,
           "brackets");
    refuse("decisions: [{threat: a/b, on: X, state: mitigated, why: w, by: m}]", 0, &sample, 1,
           "brackets");
    refuse("- &a {threat: a/b, on: X, state: mitigated, why: w, by: m}\n- *a\n", 0, &sample, 1,
           "anchor");
    refuse("- &a {threat: a/b, on: X, state: mitigated, why: w, by: m}\n- *a\n", 1, NULL, 0,
           "alias");
    refuse("- {threat: a/b, on: X, state: mitigated, why: &w w, by: *w}\n", 0, &sample, 1,
           "anchor");
    refuse("d: &d {why: w, by: m}\ndecisions:\n- {threat: a/b, on: X, state: mitigated, <<: *d}\n",
           0, &sample, 1, "anchor");
    refuse("decisions: &all\n- {threat: a/b, on: X, state: mitigated, why: w, by: m}\n", 0, &sample,
           1, "anchor");
    refuse("- {threat: a/b, on: X, state: mitigated, why: w, by: m}\r# old Mac\n", 0, &sample, 1,
           "line break");
    refuse("decisions:\n  - threat: a/b\n    on: [X\n", DECISION_EDIT_ADD, &sample, 1, "YAML");
    refuse("decisions:\n  - {threat: a/b, on: X, state: fine, why: w, by: m}\n", DECISION_EDIT_ADD,
           &sample, 1, "fine");
    /* one that others don't share can be changed beside those that do */
    edit("- &a {threat: a/b, on: X, state: mitigated, why: w, by: m}\n- *a\n", DECISION_EDIT_ADD,
         &sample, 1);
    free_arena();
}

static const char *const hostile[] = {
    "a\nb",
    "\"quoted\" 'too'",
    "x # no comment",
    "a: b",
    "- list",
    "? key",
    "yes",
    "null",
    "~",
    "1e3",
    "0x1F",
    "2026-12-31",
    "*alias",
    "&anchor",
    "!tag",
    "{a: b}",
    "[a, b]",
    "%TAG",
    "@at",
    "`tick",
    "|",
    "> folded",
    "a:",
    "#",
    "\\n \\",
    "tab\there",
    "caf\xC3\xA9",
    "\xF0\x9F\x94\x92",
    "a\xE2\x80\xA8z",
    "a\xC2\x85z",
    "\xEF\xBB\xBFz",
    "a\x01z",
    "a, b",
    "}",
    "---",
    "...",
    "<<",
    "=",
    "a\r\nb",
    "inf",
    "x\xE2\x80\xAEy",
    "a\x7Fz",
    "Infinity",
    "y",
    "a \xC2\xA0",
    "plain text",
    "it's",
};

TEST(decision_edit_hostile_texts_mean_themselves) {
    static const char *const files[] = {
        "", "decisions:\n  - threat: a/b\n    on: X\n    state: mitigated\n    why: w\n    by: m\n",
        "- {threat: a/b, on: X, state: mitigated, why: w, by: m}\n"};
    for (size_t i = 0; i < COUNT(hostile); i++) {
        Decision wanted = sample;
        wanted.why = wanted.by = wanted.ticket = str_from(hostile[i]);
        for (size_t f = 0; f < COUNT(files); f++) {
            DecisionList list = {0};
            Error err = {0};
            size_t index = f == 0 ? DECISION_EDIT_ADD : 0;
            DecisionFile file = {S("d"), str_from(edit(files[f], index, &wanted, 1)), S("")};
            if (!decision_read(&arena, &file, &list, &err)) fail_msg("%s", err.message);
            assert_int_equal(list.count, 1);
            Str meant = str_trim(str_from(hostile[i]));
            assert_true(str_equal(list.items[0].why, meant));
            assert_true(str_equal(list.items[0].by, meant));
            assert_true(str_equal(list.items[0].ticket, meant));
        }
    }
    free_arena();
}

/* Files as people write them; every decision of each is changed and taken out, and one is added. */
static const char *const corpus[] = {
    commented,
    "",
    "\n\n",
    "# only a comment",
    "---\ndecisions:\n  - threat: a\n    on: b\n    state: mitigated\n    why: w\n    by: m\n...\n",
    "%YAML 1.1\n---\n- threat: a\n  on: b\n  state: mitigated\n  why: |+\n    keep\n\n\n  by: m\n",
    "decisions: # here\n# left\n    # deeper\n  - # first\n    threat: a # t\n    on: b\n    "
    "state: "
    "mitigated\n\n    why: plain\n      over lines\n    by: m\n      # below\n\n\n  # between\n  - "
    "  "
    "threat: c\n      on: b\n      state: mitigated\n      why: |-\n        # no comment\n         "
    "x\n"
    "      by: m",
    "decisions:\r\n  - threat: a\r\n    on: b\r\n    state: mitigated\r\n    why: >-\r\n      x\r\n"
    "      y\r\n    by: m\r\n  - threat: c\r\n    on: b\r\n    state: mitigated\r\n    why: w\r\n"
    "    by: m # last",
    "\xEF\xBB\xBF# mark\n- threat: \xC3\xBC\n  on: \xE2\x82\xAC\n  state: mitigated\n  why: "
    "\xF0\x9F\x98"
    "\x80 # \xC3\xA4\n  by: m\n",
    "\xEF\xBB\xBF- {threat: a, on: b, state: mitigated, why: w, by: m}\n",
    "decisions:\n  - {threat: a, on: b, # t\n     state: mitigated,\n     why: 'w', by: m,\n     "
    "until: '2026-01-01', }\n  - \"threat\": 'a'\n    \"on\": \"b\"\n    state : mitigated\n    ? "
    "why\n"
    "    : w\n    by:\n      m\n",
    "other: &x {a: 1}\nmore: *x\ndecisions:\n- threat: a\n  on: b\n  state: mitigated\n  why: w\n"
    "  by: m\nlast: [1, 2]\n",
    "decisions: []# none",
    "- {threat: a, on: b, state: mitigated, by: m, why: \"w\"# c\n }\n- threat: 'a'# t\n  on: b\n"
    "  state: mitigated\n  by: m\n  why: \"w\"# c\n",
    "decisions:\n",
    "decisions: ~\nx: y\n",
    "x: y\ndecisions: [] # none",
    "decisions:\n- "
    "{\"threat\":\"a\",\"on\":\"b\",\"state\":\"mitigated\",\"why\":\"w\",\"by\":\"m\","
    "\"ticket\":\"t\"}",
    "decisions:\n  - until: '2026-01-01'\n    threat: a\n    on: b\n    state: mitigated\n    why: "
    "w\n"
    "    by: m\n    ticket: t\n",
};

static DecisionList read_list(const char *text) {
    DecisionList list = {0};
    Error err = {0};
    DecisionFile file = {S("d.yaml"), str_from(text), S("")};
    if (!decision_read(&arena, &file, &list, &err)) fail_msg("%s\n%s", text, err.message);
    return list;
}

static bool same(const Decision *left, const Decision *right) {
    return str_equal(left->threat, right->threat) && str_equal(left->on, right->on) &&
           left->state == right->state && str_equal(left->why, right->why) &&
           str_equal(left->by, right->by) && str_equal(left->until, right->until) &&
           str_equal(left->ticket, right->ticket);
}

/* How much of both is the same from the start. */
static size_t shared(const char *left, const char *right) {
    size_t at = 0;
    while (left[at] != '\0' && left[at] == right[at]) at++;
    return at;
}

/* The bytes before a line. */
static size_t line_offset(const char *text, uint32_t line) {
    size_t at = 0;
    for (uint32_t i = 1; i < line; i++) at += strcspn(text + at, "\n") + 1;
    return at;
}

/* What is above the decision stays, and what is below the next one's start. */
static void expect_rest(const char *before, const char *after, const DecisionList *list,
                        size_t index) {
    assert_true(shared(before, after) >= line_offset(before, list->items[index].line - 1));
    if (index + 1 == list->count) return;
    const char *tail = before + line_offset(before, list->items[index + 1].line);
    size_t len = strlen(tail);
    assert_true(strlen(after) >= len);
    assert_string_equal(after + strlen(after) - len, tail);
}

TEST(decision_edit_changes_one_decision_of_any_file) {
    for (size_t c = 0; c < COUNT(corpus); c++) {
        DecisionList before = read_list(corpus[c]);
        const char *added = edit(corpus[c], DECISION_EDIT_ADD, &sample, 1);
        DecisionList after = read_list(added);
        assert_int_equal(after.count, before.count + 1);
        assert_true(same(&after.items[before.count], &sample));
        for (size_t i = 0; i < before.count; i++) {
            assert_true(same(&after.items[i], &before.items[i]));
        }
        for (size_t i = 0; i < before.count; i++) {
            Decision wanted = before.items[i];
            wanted.why = S("Another: reason");
            wanted.until = i % 2 == 0 ? S("") : S("2030-01-01");
            const char *changed = edit(corpus[c], i, &wanted, 1);
            after = read_list(changed);
            assert_int_equal(after.count, before.count);
            for (size_t k = 0; k < after.count; k++) {
                assert_true(same(&after.items[k], k == i ? &wanted : &before.items[k]));
            }
            expect_rest(corpus[c], changed, &before, i);
            const char *removed = edit(corpus[c], i, NULL, 0);
            after = read_list(removed);
            assert_int_equal(after.count, before.count - 1);
            for (size_t k = 0; k < after.count; k++) {
                assert_true(same(&after.items[k], &before.items[k < i ? k : k + 1]));
            }
            expect_rest(corpus[c], removed, &before, i);
        }
    }
    free_arena();
}

TEST(decision_edit_limits) {
    char *long_text = arena_alloc(&arena, DECISION_TEXT_BYTES_MAX + 2);
    memset(long_text, 'a', DECISION_TEXT_BYTES_MAX + 1);
    Decision wanted = sample;
    wanted.why = (Str){long_text, DECISION_TEXT_BYTES_MAX};
    assert_int_equal(read_list(edit("", DECISION_EDIT_ADD, &wanted, 1)).items[0].why.len,
                     DECISION_TEXT_BYTES_MAX);
    wanted.why.len++;
    refuse("", DECISION_EDIT_ADD, &wanted, 1, "longer than 65536");
    Decision *many = ARENA_ARRAY(&arena, Decision, DECISIONS_MAX + 1);
    for (size_t i = 0; i <= DECISIONS_MAX; i++) many[i] = sample;
    assert_int_equal(read_list(edit("", DECISION_EDIT_ADD, many, DECISIONS_MAX)).count,
                     DECISIONS_MAX);
    refuse("", DECISION_EDIT_ADD, many, DECISIONS_MAX + 1, "more than 50000");
    free_arena();
}
