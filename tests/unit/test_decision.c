/* SPDX-License-Identifier: Apache-2.0 */
/* test_decision.c -- merlon.decisions.yaml: reading, and what decisions do to threats
 * (docs/decisions.md). */
#include "estate_expect.h"
#include "register/decision.h"

static const char rule_text[] =
    "title: t\nseverity: high\ncvss: 7.0\ncwe: [CWE-1]\nstride: [tampering]\n"
    "on: A::B::Store\nwhen: this.?Bad.orValue(false)\nwhy: w\nfix: f\n"
    "aliases: [b/earlier]\nexamples: {}\n";

static const char template_text[] = "Parameters: {Free: {Type: String}}\n"
                                    "Resources:\n"
                                    "  Bad: {Type: A::B::Store, Properties: {Bad: true}}\n"
                                    "  Good: {Type: A::B::Store, Properties: {Bad: false}}\n"
                                    "  Open: {Type: A::B::Store, Properties: {Bad: !Ref Free}}\n"
                                    "  'X[0]': {Type: A::B::Store, Properties: {Bad: true}}\n";

typedef struct Scene {
    EstateExpect *made;
    RuleSet rules;
    ThreatList threats;
    DecisionList decisions;
} Scene;

/* The threats of the template above after these decisions, on 2026-01-31. */
static Scene decide(const char *decisions) {
    Scene scene = {.made = estate_expect(template_text)};
    Arena *arena = &scene.made->arena;
    Error err = {0};
    scene.rules = rule_set_make(arena, &threat_library);
    RuleFile file = {S("b/rule"), S("r.yaml"), str_from(rule_text), false};
    if (!rule_set_add(&scene.rules, file, &err)) fail_msg("%s", err.message);
    rule_set_finish(&scene.rules);
    scene.threats = threat_find(arena, &scene.rules, &scene.made->estate, NULL, true);
    DecisionFile decided = {S("d.yaml"), str_from(decisions), S("2026-01-31")};
    if (!decision_read(arena, &decided, &scene.decisions, &err)) fail_msg("%s", err.message);
    decision_apply(&scene.rules, &scene.made->estate, &scene.decisions, &scene.threats);
    return scene;
}

static const Threat *find(const Scene *scene, const char *address) {
    for (size_t i = 0; i < scene->threats.count; i++) {
        const Threat *threat = &scene->threats.items[i];
        if (str_equal(threat->subject->address, str_from(address))) return threat;
    }
    fail_msg("no threat on %s", address);
    return NULL;
}

/* One decision with these keys, and the state that the threat on address has then. */
static void expect(const char *keys, const char *address, State state, bool contradicted) {
    Arena arena = {0};
    Str text = str_format(&arena, "decisions:\n  - {threat: b/rule, why: w, by: me, %s}\n", keys);
    Scene scene = decide(str_terminated(&arena, text));
    const Threat *threat = find(&scene, address);
    if (threat->state != state || threat->contradicted != contradicted) {
        fail_msg("%s: %s is %.*s", keys, address, STR_ARGS(state_name(threat->state)));
    }
    estate_expect_free(scene.made);
    arena_free(&arena);
}

TEST(decision_states) {
    expect("on: Nothing, state: Not Applicable", "Bad", STATE_NOT_STARTED, false);
    expect("on: Nothing, state: Not Applicable", "Open", STATE_NEEDS_INVESTIGATION, false);
    expect("on: Nothing, state: Not Applicable", "Good", STATE_MITIGATED, false);
    expect("on: Bad, state: Not Applicable", "Bad", STATE_NOT_APPLICABLE, false);
    expect("on: Bad, state: not applicable", "Bad", STATE_NOT_APPLICABLE, false);
    expect("on: Bad, state: Needs Investigation", "Bad", STATE_NEEDS_INVESTIGATION, false);
    expect("on: Bad, state: Not Started", "Bad", STATE_NOT_STARTED, false);
    expect("on: Open, state: Mitigation Implemented", "Open", STATE_MITIGATED, false);
    expect("on: Good, state: Not Applicable", "Good", STATE_MITIGATED, false);
}

TEST(decision_that_the_configuration_contradicts) {
    expect("on: Bad, state: Mitigation Implemented", "Bad", STATE_NOT_STARTED, true);
}

TEST(decision_addresses_are_patterns) {
    expect("on: '*', state: Not Applicable", "Bad", STATE_NOT_APPLICABLE, false);
    expect("on: 'B?d', state: Not Applicable", "Bad", STATE_NOT_APPLICABLE, false);
    expect("on: 'B?', state: Not Applicable", "Bad", STATE_NOT_STARTED, false);
    expect("on: bad, state: Not Applicable", "Bad", STATE_NOT_STARTED, false);
    expect("on: 'X[0]', state: Not Applicable", "X[0]", STATE_NOT_APPLICABLE, false);
    expect("on: 'X[*]', state: Not Applicable", "X[0]", STATE_NOT_APPLICABLE, false);
}

TEST(decision_until_its_last_day) {
    expect("on: Bad, state: Not Applicable, until: '2026-02-01'", "Bad", STATE_NOT_APPLICABLE,
           false);
    expect("on: Bad, state: Not Applicable, until: '2026-01-31'", "Bad", STATE_NOT_APPLICABLE,
           false);
    expect("on: Bad, state: Not Applicable, until: '2026-01-30'", "Bad", STATE_NOT_STARTED, false);
}

TEST(decision_by_an_earlier_id) {
    Scene scene = decide("[{threat: b/earlier, on: Bad, state: Not Applicable, why: w, by: m}]");
    assert_int_equal(find(&scene, "Bad")->state, STATE_NOT_APPLICABLE);
    assert_true(scene.decisions.items[0].matched);
    estate_expect_free(scene.made);
}

TEST(decision_orphans) {
    Scene scene = decide("- {threat: b/rule, on: Gone, state: Not Applicable, why: w, by: m}\n"
                         "- {threat: b/none, on: Bad, state: Not Applicable, why: w, by: m}\n"
                         "- {threat: b/rule, on: Good, state: Not Applicable, why: w, by: m}\n"
                         "- {threat: b/rule, on: 'G*', state: Not Applicable, why: w, by: m}\n"
                         "- {threat: b/rule, on: 'Z*', state: Not Applicable, why: w, by: m}\n");
    static const bool matched[] = {false, false, true, true, false};
    for (size_t i = 0; i < COUNT(matched); i++) {
        assert_int_equal(scene.decisions.items[i].matched, matched[i]);
    }
    estate_expect_free(scene.made);
}

/* Two decisions about Bad, in this order. */
static void expect_last(const char *first, const char *second, State state, bool contradicted,
                        size_t index) {
    Arena arena = {0};
    Str text = str_format(&arena,
                          "- {threat: b/rule, on: Bad, why: w, by: m, %s}\n"
                          "- {threat: b/rule, on: '*', why: w, by: m, %s}\n",
                          first, second);
    Scene scene = decide(str_terminated(&arena, text));
    const Threat *threat = find(&scene, "Bad");
    assert_int_equal(threat->state, state);
    assert_int_equal(threat->contradicted, contradicted);
    assert_ptr_equal(threat->decision, &scene.decisions.items[index]);
    estate_expect_free(scene.made);
    arena_free(&arena);
}

TEST(decision_the_last_counts) {
    static const char na[] = "state: Not Applicable", done[] = "state: Mitigation Implemented";
    static const char old[] = "state: Not Applicable, until: '2020-01-01'";
    expect_last(done, na, STATE_NOT_APPLICABLE, false, 1);
    expect_last(na, done, STATE_NOT_STARTED, true, 1); /* stays open, whatever was said before */
    expect_last(done, old, STATE_NOT_STARTED, true, 0);
    expect_last(old, na, STATE_NOT_APPLICABLE, false, 1);
    expect_last(old, old, STATE_NOT_STARTED, false, 0);
}

static void refuse(const char *text, uint32_t line, const char *part) {
    Arena arena = {0};
    Error err = {0};
    DecisionList list = {.count = 77};
    DecisionFile file = {S("d.yaml"), str_from(text), S("2026-01-31")};
    if (decision_read(&arena, &file, &list, &err)) fail_msg("%s is taken", text);
    if (err.line != line || strstr(err.message, part) == NULL) {
        fail_msg("%s: line %u, %s", text, err.line, err.message);
    }
    assert_int_equal(list.count, 77);
    assert_string_equal(err.file, "d.yaml");
    arena_free(&arena);
}

TEST(decision_faults) {
    refuse("\n- {threat: a, on: b, state: Fine, why: w, by: m}\n", 2, "\"Fine\" is none of");
    refuse("- {threat: a, on: b, state: Not Applicable, why: w}\n", 1, "no \"by\"");
    refuse("- {threat: a, on: b, state: Not Applicable, by: w}\n", 1, "no \"why\"");
    refuse("- threat: a\n  because: b\n", 2, "\"because\" is not one");
    refuse("- threat: 7\n", 1, "must be a text");
    refuse("- text\n", 1, "a decision is a map");
    refuse("{a: b}\n", 1, "expected a list");
    refuse("- {threat: a, on: b, state: Not Applicable, why: w, by: m, until: 'soon'}\n", 1,
           "must be a date");
    refuse("- {threat: a, on: b, state: Not Applicable, why: w, by: m, until: '2026-1-31'}\n", 1,
           "must be a date");
    refuse("- {threat: a, on: b, state: Not Applicable, why: w, by: m, until: '2026-13-01'}\n", 1,
           "must be a date");
    refuse("- {threat: a, on: b, state: Not Applicable, why: w, by: m, until: '2026-12-00'}\n", 1,
           "must be a date");
    refuse("- {threat: a\n", 2, "");
}

TEST(decision_files_may_be_empty) {
    static const char *const empty[] = {"", "# nothing yet\n", "[]\n", "decisions: []\n"};
    for (size_t i = 0; i < COUNT(empty); i++) {
        Arena arena = {0};
        Error err = {0};
        DecisionList list = {.count = 77};
        DecisionFile file = {S("d.yaml"), str_from(empty[i]), S("2026-01-31")};
        assert_true(decision_read(&arena, &file, &list, &err));
        assert_int_equal(list.count, 0);
        arena_free(&arena);
    }
}

TEST(decision_count_ends_at_the_limit) {
    for (size_t more = 0; more <= 1; more++) {
        Arena arena = {0};
        Buffer text = {0};
        Error err = {0};
        DecisionList list = {0};
        buffer_add(&text, S("- &d {threat: a, on: b, state: Not Applicable, why: w, by: m}\n"));
        for (size_t i = 1; i < DECISIONS_MAX + more; i++) buffer_add(&text, S("- *d\n"));
        DecisionFile file = {S("d.yaml"), buffer_text(&text), S("2026-01-31")};
        assert_int_equal(decision_read(&arena, &file, &list, &err), more == 0);
        assert_int_equal(list.count, more == 0 ? DECISIONS_MAX : 0);
        buffer_free(&text);
        arena_free(&arena);
    }
}

static void expect_date(const char *text, bool is_date) {
    if (decision_is_date(str_from(text)) != is_date) fail_msg("%s", text);
}

TEST(decision_days_exist) {
    expect_date("2026-12-31", true);
    expect_date("2026-02-28", true);
    expect_date("2026-02-29", false);
    expect_date("2028-02-29", true);
    expect_date("2000-02-29", true);
    expect_date("2100-02-29", false);
    expect_date("2026-04-31", false);
    expect_date("2026-00-10", false);
    expect_date("2026-13-10", false);
    expect_date("2026-10-00", false);
    expect_date("2026-1-10", false);
    expect_date("", false);
}

TEST(decision_states_in_short) {
    expect("on: Bad, state: not-applicable", "Bad", STATE_NOT_APPLICABLE, false);
    expect("on: Bad, state: needs-investigation", "Bad", STATE_NEEDS_INVESTIGATION, false);
    expect("on: Bad, state: not-started", "Bad", STATE_NOT_STARTED, false);
    expect("on: Open, state: mitigated", "Open", STATE_MITIGATED, false);
}

TEST(decision_list_of_nothing) {
    Scene scene = decide("decisions:\n");
    assert_int_equal(scene.decisions.count, 0);
    estate_expect_free(scene.made);
}
