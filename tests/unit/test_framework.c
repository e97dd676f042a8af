/* SPDX-License-Identifier: Apache-2.0 */
/* test_framework.c -- reading standards (docs/frameworks.md), and what threats say about their
 * controls. */
#include "estate_expect.h"
#include "rule/framework.h"
#include "threat/compliance.h"

typedef struct Standard {
    Arena arena;
    RuleSet rules;
    Framework framework;
    Error err;
} Standard;

static void add_rule(Standard *standard, const char *id, const char *keys) {
    Arena *arena = &standard->arena;
    Str text = str_format(arena,
                          "title: t\nseverity: high\ncvss: 7\non: A::B::Store\nwhen: this.%s\n"
                          "why: w\nfix: f\nexamples: {}\n%s",
                          str_slice(str_from(id), 2, strlen(id)).ptr, keys);
    RuleFile file = {str_from(id), S("r.yaml"), text, false};
    if (!rule_set_add(&standard->rules, file, &standard->err))
        fail_msg("%s", standard->err.message);
}

static bool read_standard(Standard *standard, const char *text) {
    *standard = (Standard){0};
    standard->rules = rule_set_make(&standard->arena, &threat_library);
    add_rule(standard, "s/A", "cwe: [CWE-1]\nstride: [spoofing]\n");
    add_rule(standard, "s/B", "cwe: [CWE-1, CWE-2]\nstride: [tampering]\naliases: [s/old]\n");
    add_rule(standard, "s/C", "cwe: [CWE-3]\nstride: [spoofing, tampering]\n");
    rule_set_finish(&standard->rules);
    RuleFile file = {S("name"), S("f.yaml"), str_from(text), false};
    return framework_read(&standard->arena, &standard->rules, &file, &standard->framework,
                          &standard->err);
}

TEST(framework_controls_find_their_rules) {
    Standard standard;
    assert_true(read_standard(&standard, "title: A standard\ncontrols:\n"
                                         "  - {id: '1', title: one, rules: [s/C, s/old]}\n"
                                         "  - {id: '2', title: two, stride: spoofing}\n"
                                         "  - {id: '3', title: three, cwe: CWE-1, rules: [s/A]}\n"
                                         "  - {id: '4', title: four}\n"));
    const Framework *framework = &standard.framework;
    assert_true(str_equal(framework->name, S("name")));
    assert_int_equal(framework->control_count, 4);
    static const char *const expected[] = {"s/C s/B", "s/A s/C", "s/A s/B", ""};
    for (size_t i = 0; i < 4; i++) {
        const Control *control = &framework->controls[i];
        Str ids = S("");
        for (size_t r = 0; r < control->rule_count; r++) {
            ids = str_join3(&standard.arena, ids, S(" "), control->rules[r]->id);
        }
        if (!str_equal(str_trim(ids), str_from(expected[i]))) {
            fail_msg("%zu: %.*s", i, STR_ARGS(ids));
        }
    }
    for (size_t i = 0; i < 3; i++) {
        assert_true(framework_has(framework, standard.rules.rules[i]));
    }
    Rule other = {0};
    assert_false(framework_has(framework, &other));
    arena_free(&standard.arena);
}

TEST(framework_faults_are_told_with_their_line) {
    static const struct {
        const char *text;
        uint32_t line;
        const char *part;
    } cases[] = {
        {"[]", 1, "a framework is a map"},
        {"controls: []", 1, "\"title\""},
        {"title: t", 1, "\"controls\""},
        {"title: t\ncontrols:\n- a", 3, "a control is a map"},
        {"title: t\ncontrols:\n- {title: a}", 3, "\"id\""},
        {"title: t\ncontrols:\n- {id: a}", 3, "\"title\""},
        {"title: t\ncontrols:\n- {id: a, title: b, rules: s/A}", 3, "must be a list"},
        {"title: t\ncontrols:\n- {id: a, title: b, rules: [s/X]}", 3, "no rule \"s/X\""},
        {"title: t\ncontrols:\n- {id: a, title: b, rules: [s/B, s/old]}", 3, "stands twice"},
        {"title: t\ncontrols:\n- {id: a, title: b, rule: [s/B]}", 3, "\"rule\" is not one"},
        {"title: t\ncontrols:\n- {id: a, title: b}\n- {id: a, title: b}", 4, "\"a\" stands twice"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        Standard standard;
        if (read_standard(&standard, cases[i].text)) fail_msg("%s is taken", cases[i].text);
        if (standard.err.line != cases[i].line ||
            strstr(standard.err.message, cases[i].part) == NULL) {
            fail_msg("%s: line %u: %s", cases[i].text, standard.err.line, standard.err.message);
        }
        arena_free(&standard.arena);
    }
}

/* A present, B absent, C unknown; each is a rule's own property of the one store. */
TEST(compliance_follows_the_threats) {
    static const struct {
        const char *control;
        ComplianceStatus status;
        const char *threats;
    } cases[] = {
        {"rules: [s/B]", COMPLIANCE_MET, ""},
        {"rules: [s/A]", COMPLIANCE_NOT_MET, " s/A@S"},
        {"rules: [s/B, s/C]", COMPLIANCE_UNKNOWN, " s/C@S"},
        {"rules: [s/A, s/B, s/C]", COMPLIANCE_NOT_MET, " s/A@S"},
        {"rules: []", COMPLIANCE_NOT_COVERED, ""},
    };
    Arena arena = {0};
    for (size_t i = 0; i < COUNT(cases); i++) {
        Standard standard;
        Str text =
            str_format(&arena, "title: t\ncontrols:\n- {id: a, title: b, %s}", cases[i].control);
        assert_true(read_standard(&standard, text.ptr));
        EstateExpect *made = estate_expect_make(false, false);
        estate_expect_read(made, "Parameters: {Free: {Type: String}}\nResources:\n  S: {Type: "
                                 "A::B::Store, Properties: {A: true, B: false, C: !Ref Free}}\n");
        ThreatList threats = threat_find(&made->arena, &standard.rules, &made->estate, NULL, true);
        Compliance compliance = compliance_assess(&arena, &standard.framework, &threats);
        const ComplianceResult *result = &compliance.results[0];
        Str ids = S("");
        for (size_t t = 0; t < result->threat_count; t++) {
            ids = str_join3(&arena, ids, S(" "), result->threats[t]);
        }
        if (result->status != cases[i].status || !str_equal(ids, str_from(cases[i].threats))) {
            fail_msg("%s: %d%.*s", cases[i].control, (int)result->status, STR_ARGS(ids));
        }
        assert_int_equal(compliance.by_status[cases[i].status], 1);
        estate_expect_free(made);
        arena_free(&standard.arena);
    }
    arena_free(&arena);
}

TEST(compliance_respects_decisions) {
    static const struct {
        State state;
        bool contradicted;
        ComplianceStatus status;
        size_t closed;
    } cases[] = {{STATE_NOT_STARTED, false, COMPLIANCE_NOT_MET, 0},
                 {STATE_NOT_APPLICABLE, false, COMPLIANCE_MET, 1},
                 {STATE_MITIGATED, true, COMPLIANCE_NOT_MET, 0},
                 {STATE_MITIGATED, false, COMPLIANCE_MET, 1}};
    Standard standard;
    assert_true(read_standard(&standard, "title: t\ncontrols: [{id: a, title: b, rules: [s/A]}]"));
    for (size_t i = 0; i < COUNT(cases); i++) {
        Threat threat = {.id = S("s/A@S"),
                         .rule = standard.rules.rules[0],
                         .verdict = VERDICT_PRESENT,
                         .state = cases[i].state,
                         .contradicted = cases[i].contradicted};
        ThreatList threats = {.items = &threat, .count = 1};
        Compliance compliance = compliance_assess(&standard.arena, &standard.framework, &threats);
        assert_int_equal(compliance.results[0].status, cases[i].status);
        assert_int_equal(compliance.results[0].closed, cases[i].closed);
    }
    arena_free(&standard.arena);
}
