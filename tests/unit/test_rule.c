/* SPDX-License-Identifier: Apache-2.0 */
/* test_rule.c -- reading rules (docs/rules.md): every key, every fault with its line, sets. */
#include "tests/test.h"

#include "base/buffer.h"
#include "rule/rule.h"

static const char whole[] =
    "title: A title\n"
    "severity: High\n"
    "cvss: 7.0\n"
    "cvss_vector: CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N\n"
    "cwe: [CWE-1, CWE-2]\n"
    "stride: tampering\n"
    "frameworks: [PCI]\n"
    "source: ['x:y']\n"
    "maps: {tool: [A, B], other: C}\n"
    "on: [A::B::C, A::B::D]\n"
    "applies: has(this.X)\n"
    "let: {flag: this.Y, twice: flag}\n"
    "when: |\n  flag &&\n  twice\n"
    "qualify:\n"
    "  - {when: flag, severity: low, confidence: medium, note: ' softened '}\n"
    "  - {when: true}\n"
    "question: Who?\n"
    "who: [the owner, the team]\n"
    "implies: [s/other]\n"
    "why: because\n"
    "fix: so\n"
    "false_positives: [never]\n"
    "references: [https://example.com]\n"
    "detections: [d-1]\n"
    "aliases: [s/earlier]\n"
    "examples: {bad: []}\n";

static const char least[] = "title: t\nseverity: low\ncvss: 1\ncwe: [CWE-1]\nstride: [spoofing]\n"
                            "on: A::B::C\nwhen: 'true'\nwhy: w\nfix: f\nexamples: {}\n";

static bool read(Arena *arena, Str text, Rule *rule, Error *err) {
    RuleFile file = {S("s/rule"), S("rules/s/rule.yaml"), text, false};
    return rule_read(arena, &cel_standard, &file, rule, err);
}

TEST(rule_with_every_key) {
    Arena arena = {0};
    Rule rule = {0};
    Error err = {0};
    if (!read(&arena, str_from(whole), &rule, &err)) fail_msg("%u: %s", err.line, err.message);
    assert_true(str_equal(rule.id, S("s/rule")));
    assert_true(str_equal(rule.title, S("A title")));
    assert_int_equal(rule.severity, SEVERITY_HIGH);
    assert_true(rule.cvss == 7.0);
    assert_true(rule.vector_score == 7.5);
    assert_true(str_starts(rule.cvss_vector, S("CVSS:3.1/AV:N/")));
    assert_false(rule.only_asks);
    assert_true(str_equal(rule.question, S("Who?")));
    assert_int_equal(rule.who.count, 2);
    assert_int_equal(rule.cwe.count, 2);
    assert_int_equal(rule.stride.count, 1);
    assert_int_equal(rule.map_count, 2);
    assert_int_equal(rule.maps[0].ids.count, 2);
    assert_int_equal(rule.on.count, 2);
    assert_true(rule.has_applies);
    assert_int_equal(rule.let_count, 2);
    assert_true(str_equal(rule.when.text, S("flag &&\ntwice")));
    assert_int_equal(rule.qualifier_count, 2);
    assert_true(rule.qualifiers[0].has_severity);
    assert_int_equal(rule.qualifiers[0].severity, SEVERITY_LOW);
    assert_int_equal(rule.qualifiers[0].confidence, CONFIDENCE_MEDIUM);
    assert_true(str_equal(rule.qualifiers[0].note, S("softened")));
    assert_false(rule.qualifiers[1].has_severity);
    assert_int_equal(rule.qualifiers[1].confidence, CONFIDENCE_HIGH);
    assert_true(node_is(rule.examples, NODE_MAP));
    arena_free(&arena);
}

TEST(rule_with_what_it_needs) {
    Arena arena = {0};
    Rule rule = {0};
    Error err = {0};
    assert_true(read(&arena, str_from(least), &rule, &err));
    assert_false(rule.has_applies);
    assert_int_equal(rule.qualifier_count, 0);
    arena_free(&arena);
}

TEST(rule_that_only_asks_scored_by_its_vector) {
    Arena arena = {0};
    Rule rule = {0};
    Error err = {0};
    Str text = S("title: t\nseverity: low\ncwe: [CWE-1]\nstride: [spoofing]\non: system\n"
                 "cvss_vector: CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N\n"
                 "question: Who?\nwho: somebody\nwhy: w\nfix: f\nexamples: {}\n");
    assert_true(read(&arena, text, &rule, &err));
    assert_true(rule.only_asks);
    assert_true(rule.cvss == 3.1);
    arena_free(&arena);
}

TEST(rule_examples_are_skipped_when_they_come_last) {
    static const struct {
        const char *end;
        bool skipped;
    } cases[] = {
        {"examples:\n  bad: [\n", true},
        {"examples:\n\n# a comment\n  bad: []\n", true},
        {"examples: {bad: []}\nfix: f\n", false},
    };
    Arena arena = {0};
    for (size_t i = 0; i < COUNT(cases); i++) {
        Rule rule = {0};
        Error err = {0};
        Str text = str_format(&arena,
                              "title: t\nseverity: low\ncvss: 1\ncwe: [C]\nstride: [spoofing]\n"
                              "on: A\nwhen: 'true'\nwhy: w\n%s%s",
                              cases[i].skipped ? "fix: f\n" : "", cases[i].end);
        RuleFile file = {S("s/rule"), S("rule.yaml"), text, true};
        if (!rule_read(&arena, &cel_standard, &file, &rule, &err)) fail_msg("%s", err.message);
        assert_true((rule.examples == NULL) == cases[i].skipped);
        assert_true(str_equal(rule.fix, S("f")));
    }
    arena_free(&arena);
}

/* The least rule with one line replaced (or added, where line is 0) is refused. */
static void refuse(uint32_t line, const char *text, uint32_t err_line, const char *part) {
    Arena arena = {0};
    CLEANUP(buffer_free) Buffer out = {0};
    Rule rule = {.cvss = 77};
    Error err = {0};
    Str rest = str_from(least);
    for (uint32_t at = 1; rest.len > 0; at++) {
        Str one = str_cut(&rest, '\n');
        buffer_add(&out, at == line ? str_from(text) : one);
        if (at != line || text[0] != '\0') buffer_add_byte(&out, '\n');
    }
    if (line == 0) buffer_add(&out, str_from(text));
    if (read(&arena, buffer_text(&out), &rule, &err)) fail_msg("%s is taken", text);
    if (err.line != err_line || strstr(err.message, part) == NULL) {
        fail_msg("%s: line %u: %s", text, err.line, err.message);
    }
    assert_true(rule.cvss > 76);
    arena_free(&arena);
}

TEST(rule_faults) {
    static const char *const names[] = {"title", "severity", "cvss", "cwe", "stride",
                                        "on",    "when",     "why",  "fix", "examples"};
    for (uint32_t i = 0; i < COUNT(names); i++) refuse(i + 1, "", 1, names[i]);
    refuse(1, "title: [a]", 1, "expected a text, found a list");
    refuse(2, "severity: terrible", 2, "\"terrible\" is none of");
    refuse(3, "cvss: 10.1", 3, "0 to 10");
    refuse(3, "cvss: -0.1", 3, "0 to 10");
    refuse(3, "cvss: .nan", 3, "0 to 10");
    refuse(3, "cvss: high", 3, "0 to 10");
    refuse(3, "cvss_vector: CVSS:3.1/AV:N", 3, "see \"AC\"");
    refuse(3, "cvss_vector: 7", 3, "expected a text");
    refuse(0, "question: Who?\n", 1, "needs a who");
    refuse(7, "who: [somebody]", 1, "neither when nor a question");
    refuse(5, "stride: [theft]", 1, "\"theft\" is not one of STRIDE");
    refuse(7, "when: this.", 7, "line 1, column 6");
    refuse(7, "when: nothing(this)", 7, "\"nothing\"");
    refuse(7, "when: 3", 7, "expected a text");
    refuse(0, "wehn: x\n", 11, "\"wehn\" is not one of a rule");
    refuse(0, "qualify: [{severity: low}]\n", 11, "needs a when");
    refuse(0, "qualify: [{when: 'true', confidence: sure}]\n", 11, "\"sure\" is none of");
    refuse(0, "qualify: [{when: 'true', colour: red}]\n", 11, "\"colour\" is not known");
    refuse(0, "qualify: {}\n", 11, "must be a list");
    refuse(0, "let: [a]\n", 11, "must map names");
    refuse(0, "maps: [a]\n", 11, "must map tools");
    refuse(0, "implies: [{a: b}]\n", 11, "expected a text");
}

TEST(rule_size_ends_at_the_limit) {
    Arena arena = {0};
    Rule rule = {0};
    Error err = {0};
    char *text = arena_alloc(&arena, RULE_BYTES_MAX + 1);
    memset(text, '\n', RULE_BYTES_MAX + 1);
    memcpy(text, least, sizeof least - 1);
    assert_true(read(&arena, (Str){text, RULE_BYTES_MAX}, &rule, &err));
    assert_false(read(&arena, (Str){text, RULE_BYTES_MAX + 1}, &rule, &err));
    arena_free(&arena);
}

TEST(rule_lists_end_at_the_limit) {
    for (size_t more = 0; more <= 1; more++) {
        Arena arena = {0};
        CLEANUP(buffer_free) Buffer out = {0};
        Rule rule = {0};
        buffer_add(&out, S("references: [x"));
        for (size_t i = 1; i < RULE_ITEMS_MAX + more; i++) buffer_add(&out, S(", x"));
        buffer_add_format(&out, "]\n%s", least);
        assert_int_equal(read(&arena, buffer_text(&out), &rule, NULL), more == 0);
        arena_free(&arena);
    }
}

/* ---- sets ---- */

static void add(RuleSet *set, Str id, const char *severity, const char *more) {
    Error err = {0};
    Str text = str_format(set->arena,
                          "title: t\nseverity: %s\ncvss: 1\ncwe: [C]\nstride: [spoofing]\non: "
                          "[A::B::C, A::B::D]\nwhen: 'true'\nwhy: w\nfix: f\nexamples: {}\n%s",
                          severity, more);
    if (!rule_set_add(set, (RuleFile){id, id, text, false}, &err)) fail_msg("%s", err.message);
}

TEST(rule_sets_sort_and_index) {
    Arena arena = {0};
    RuleSet set = rule_set_make(&arena, &cel_standard);
    add(&set, S("s/b"), "low", "aliases: [s/old, s/a]\n");
    add(&set, S("s/a"), "low", "");
    rule_set_finish(&set);
    assert_int_equal(set.count, 2);
    assert_true(str_equal(set.rules[0]->id, S("s/a")));
    assert_ptr_equal(rule_set_find(&set, S("s/old")), set.rules[1]);
    assert_ptr_equal(rule_set_find(&set, S("s/a")), set.rules[0]); /* an id is before an alias */
    assert_null(rule_set_find(&set, S("s/none")));
    const RuleSet *on = rule_set_on(&set, S("A::B::D"));
    assert_int_equal(on->count, 2);
    assert_ptr_equal(on->rules[0], set.rules[0]);
    assert_null(rule_set_on(&set, S("A::B::X")));
    arena_free(&arena);
}

TEST(rule_sets_let_users_override) {
    Arena arena = {0};
    RuleSet set = rule_set_make(&arena, &cel_standard);
    add(&set, S("s/a"), "low", "");
    add(&set, S("s/a"), "critical", "");
    rule_set_finish(&set);
    assert_int_equal(set.count, 1);
    assert_int_equal(rule_set_find(&set, S("s/a"))->severity, SEVERITY_CRITICAL);
    assert_int_equal(rule_set_on(&set, S("A::B::C"))->count, 1);
    arena_free(&arena);
}

TEST(rule_severities_have_names) {
    for (int s = 0; s < SEVERITY_COUNT; s++) {
        Severity back = SEVERITY_INFO;
        assert_true(severity_parse(severity_name((Severity)s), &back));
        assert_int_equal(back, s);
    }
    Severity untouched = SEVERITY_LOW;
    assert_true(severity_parse(S("CRITICAL"), &untouched));
    assert_false(severity_parse(S("fatal"), &untouched));
    assert_int_equal(untouched, SEVERITY_CRITICAL);
}
