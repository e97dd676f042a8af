/* SPDX-License-Identifier: Apache-2.0 */
/* test_threat.c -- rules applied to resources: verdicts, qualifiers, evidence, reasons, masking,
 * and the functions that rules may call (docs/rules.md). */
#include "estate_expect.h"
#include "threat/threat.h"

static const char test_facts[] =
    "types:\n"
    "  A::B::Store: {names: [Name]}\n"
    "  A::B::Policy: {fold: {by: Store, of: A::B::Store, into: Policies, shape: append}}\n";

typedef struct Scene {
    EstateExpect *made;
    RuleSet rules;
    ThreatList threats;
} Scene;

static Scene judge_on(const char *type, const char *rule, const char *resources, bool open_world) {
    Scene scene = {.made = estate_expect_make(false, open_world)};
    Arena *arena = &scene.made->arena;
    Error err = {0};
    assert_true(facts_add(&scene.made->facts, S("f.yaml"), str_from(test_facts), &err));
    Str text = str_format(arena,
                          "title: t\nseverity: high\ncvss: 7\ncwe: [C]\nstride: [tampering]\n"
                          "on: %s\nwhy: w\nfix: f\nexamples: {}\n%s",
                          type, rule);
    scene.rules = rule_set_make(arena, &threat_library);
    if (!rule_set_add(&scene.rules, (RuleFile){S("b/r"), S("r.yaml"), text, false}, &err)) {
        fail_msg("%s: %s", rule, err.message);
    }
    rule_set_finish(&scene.rules);
    text = str_format(arena, "Parameters: {Free: {Type: String}}\nResources:\n%s", resources);
    estate_expect_read(scene.made, str_terminated(arena, text));
    scene.threats = threat_find(arena, &scene.rules, &scene.made->estate, NULL, true);
    return scene;
}

static Scene judge(const char *rule, const char *resources, bool open_world) {
    return judge_on("A::B::Store", rule, resources, open_world);
}

/* The one threat that a condition gives on a store with these properties. */
static Scene judge_store(const char *when, const char *properties) {
    Arena arena = {0};
    const char *rule = str_format(&arena, "when: |\n  %s\n", when).ptr;
    const char *resources =
        str_format(&arena,
                   "  S: {Type: A::B::Store, Properties: %s}\n"
                   "  Key: {Type: AWS::KMS::Key}\n"
                   "  Other: {Type: A::B::Other, Properties: {Name: o, Deep: [{To: !Ref S}]}}\n",
                   properties)
            .ptr;
    Scene scene = judge(rule, resources, false);
    arena_free(&arena);
    assert_int_equal(scene.threats.count, 1);
    return scene;
}

static void expect(const char *when, const char *properties, Verdict verdict) {
    Scene scene = judge_store(when, properties);
    const Threat *threat = &scene.threats.items[0];
    if (threat->verdict != verdict || threat->fault.len > 0) {
        fail_msg("%s on %s is %.*s %.*s", when, properties, STR_ARGS(verdict_name(threat->verdict)),
                 STR_ARGS(threat->fault));
    }
    estate_expect_free(scene.made);
}

TEST(threat_compares_with_what_is_known_of_a_text) {
    static const struct {
        const char *when;
        const char *value;
        Verdict verdict;
    } cases[] = {
        {"this.A == ''", "!Ref Free", VERDICT_UNKNOWN},
        {"this.A == ''", "!Ref Key", VERDICT_ABSENT},
        {"this.A == ''", "!GetAtt Key.Arn", VERDICT_ABSENT},
        {"this.A == ''", "!GetAtt Key.Other", VERDICT_UNKNOWN},
        {"'' != this.?A.orValue('')", "!Sub '${Free}x'", VERDICT_PRESENT},
        {"this.A == 'ab'", "!Sub 'a${Free}'", VERDICT_UNKNOWN},
        {"this.A == 'ab'", "!Sub '${Free}b'", VERDICT_UNKNOWN},
        {"this.A == 'ab'", "!Sub 'b${Free}'", VERDICT_ABSENT},
        {"this.A == 'ab'", "!Sub '${Free}a'", VERDICT_ABSENT},
        {"this.A == 'aa'", "!Sub 'a${Free}a'", VERDICT_UNKNOWN},
        {"this.A == 'a'", "!Sub 'a${Free}a'", VERDICT_ABSENT},
        {"this.A in ['x', 'y']", "!Sub 'b${Free}'", VERDICT_ABSENT},
        {"this.A == 1", "!Sub 'a${Free}'", VERDICT_UNKNOWN},
        {"this.A.lowerAscii() == 'ab'", "!Sub 'A${Free}'", VERDICT_UNKNOWN},
        {"this.A + 'x' == 'bx'", "!Sub 'A${Free}'", VERDICT_UNKNOWN},
        {"this.A[0] == 'b'", "!Sub 'A${Free}'", VERDICT_UNKNOWN},
    };
    Arena arena = {0};
    for (size_t i = 0; i < COUNT(cases); i++) {
        expect(cases[i].when, str_format(&arena, "{A: %s}", cases[i].value).ptr, cases[i].verdict);
    }
    arena_free(&arena);
}

/* How often a rule on the system speaks, and its verdict and subject. */
TEST(threat_counts_what_may_be_the_same_once) {
    expect("at_least(distinct(this.A), 2)", "{A: [!Sub '${Free}a', !Sub '${Free}b']}",
           VERDICT_PRESENT);
    expect("at_least(distinct(this.A), 2)",
           "{A: [!Sub '${Free}${AWS::Region}', !Sub '${Free}${AWS::AccountId}']}", VERDICT_UNKNOWN);
}

TEST(threat_tells_whether_two_are_one) {
    expect("same(this, this)", "{}", VERDICT_PRESENT);
    expect("referrers('A::B::Other', 'Deep.To').exists(o, refs('A::B::Store', o).exists(s, "
           "same(s, this)))",
           "{}", VERDICT_PRESENT);
    expect("resources('AWS::KMS::Key').exists(k, same(k, this))", "{}", VERDICT_ABSENT);
}

TEST(threat_lists_what_policies_allow) {
    static const struct {
        const char *when;
        const char *document;
        Verdict verdict;
    } cases[] = {
        {"policy_actions(this.D) == ['s3:getobject', 'sqs:*']",
         "{Statement: [{Effect: Allow, Action: 's3:GetObject'}, {Effect: Deny, Action: 'iam:*'},"
         " {Effect: Allow, Action: ['sqs:*']}]}",
         VERDICT_PRESENT},
        {"policy_actions(this.D) == ['*']", "{Statement: {Effect: Allow, NotAction: 'iam:*'}}",
         VERDICT_PRESENT},
        {"policy_actions([this.?D, this.?E]).size() == 1",
         "{Statement: {Effect: Allow, Action: 'iam:*'}}", VERDICT_PRESENT},
        {"policy_actions(this.D).exists(a, a == 'iam:*')",
         "{Statement: {Effect: Allow, Action: ['iam:*', !Ref Free]}}", VERDICT_PRESENT},
        {"policy_actions(this.D).exists(a, a == 'iam:*')",
         "{Statement: {Effect: Allow, Action: ['s3:*', !Ref Free]}}", VERDICT_UNKNOWN},
        {"policy_actions(this.D).exists(a, a == 'iam:*')", "!Ref Free", VERDICT_UNKNOWN},
    };
    Arena arena = {0};
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *properties = str_format(&arena, "{D: %s}", cases[i].document).ptr;
        expect(cases[i].when, properties, cases[i].verdict);
    }
    arena_free(&arena);
}

TEST(threat_judges_the_system_once) {
    static const struct {
        const char *rule;
        const char *resources;
        size_t count;
        Verdict verdict;
    } cases[] = {
        {"resources('A::B::Store').size() == 2", "  S: {Type: A::B::Store}\n", 1, VERDICT_ABSENT},
        {"resources('A::B::Store').size() == 2",
         "  S: {Type: A::B::Store}\n  T: {Type: A::B::Store}\n", 1, VERDICT_PRESENT},
        {"address == 'system' && type == 'system' && this == {}", "  S: {Type: A::B::Store}\n", 1,
         VERDICT_PRESENT},
    };
    Arena arena = {0};
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *rule = str_format(&arena, "when: |\n  %s\n", cases[i].rule).ptr;
        Scene scene = judge_on("system", rule, cases[i].resources, false);
        assert_int_equal(scene.threats.count, cases[i].count);
        if (cases[i].count > 0) {
            const Threat *threat = &scene.threats.items[0];
            assert_int_equal(threat->verdict, cases[i].verdict);
            assert_true(str_equal(threat->id, S("b/r@system")));
            assert_true(str_equal(threat->subject->properties.source->path,
                                  scene.made->estate.resources.items[0]->properties.source->path));
        }
        estate_expect_free(scene.made);
    }
    arena_free(&arena);
}

TEST(threat_asks_what_only_a_person_can_tell) {
    Scene scene =
        judge_on("system", "question: q\nwho: w\napplies: resources('A::B::Store').size() > 0\n",
                 "  S: {Type: A::B::Store}\n", false);
    assert_int_equal(scene.threats.count, 1);
    assert_int_equal(scene.threats.items[0].verdict, VERDICT_UNKNOWN);
    assert_int_equal(scene.threats.items[0].state, STATE_NEEDS_INVESTIGATION);
    estate_expect_free(scene.made);
    scene = judge_on("system", "question: q\nwho: w\napplies: 'false'\n",
                     "  S: {Type: A::B::Store}\n", false);
    assert_int_equal(scene.threats.count, 0);
    estate_expect_free(scene.made);
}

TEST(threat_tells_credentials) {
    static const struct {
        const char *when;
        const char *value;
        Verdict verdict;
    } cases[] = {
        {"credential('DB_PASSWORD', this.A)", "hunter22", VERDICT_PRESENT},
        {"credential('DB_HOST', this.A)", "db.example.com", VERDICT_ABSENT},
        {"credential('DB_URL', this.A)", "'pg://user:hunter22@db'", VERDICT_PRESENT},
        {"credential('DB', this.A)", "'{{resolve:ssm-secure:db}}'", VERDICT_PRESENT},
        {"credential('DB', this.A)", "'{{resolve:secretsmanager:db:SecretString:p}}'",
         VERDICT_PRESENT},
        {"credential('DB', this.A)", "!Sub '{{resolve:secretsmanager:${Key}:SecretString:p}}'",
         VERDICT_PRESENT},
        {"credential('DB', this.A)", "'{{resolve:ssm:db}}'", VERDICT_ABSENT},
        {"credential('DB_SECRET', this.A)", "'{{resolve:ssm:db}}'", VERDICT_UNKNOWN},
        {"credential('DB', this.A)", "!Ref Free", VERDICT_ABSENT},
        {"credential('DB_SECRET_ARN', this.A)", "!Ref Key", VERDICT_ABSENT},
        {"credential('DB_PASSWORD', this.A)", "!Ref Free", VERDICT_UNKNOWN},
        {"credential('DB_PASSWORD', this.A)", "[x]", VERDICT_ABSENT},
    };
    Arena arena = {0};
    for (size_t i = 0; i < COUNT(cases); i++) {
        expect(cases[i].when, str_format(&arena, "{A: %s}", cases[i].value).ptr, cases[i].verdict);
    }
    arena_free(&arena);
}

TEST(threat_verdicts_and_states) {
    static const struct {
        const char *properties;
        Verdict verdict;
        State state;
    } cases[] = {{"{Bad: true}", VERDICT_PRESENT, STATE_NOT_STARTED},
                 {"{Bad: false}", VERDICT_ABSENT, STATE_MITIGATED},
                 {"{Bad: !Ref Free}", VERDICT_UNKNOWN, STATE_NEEDS_INVESTIGATION}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        Scene scene = judge_store("this.Bad", cases[i].properties);
        const Threat *threat = &scene.threats.items[0];
        assert_int_equal(threat->verdict, cases[i].verdict);
        assert_int_equal(threat->state, cases[i].state);
        assert_true(str_equal(threat->id, S("b/r@S")));
        assert_int_equal(scene.threats.absent[SEVERITY_HIGH], cases[i].verdict == VERDICT_ABSENT);
        estate_expect_free(scene.made);
    }
}

TEST(threat_faults_of_rules_are_unknown) {
    Scene scene = judge_store("this.Missing", "{}");
    assert_int_equal(scene.threats.items[0].verdict, VERDICT_UNKNOWN);
    assert_true(str_contains(scene.threats.items[0].fault, S("Missing")));
    estate_expect_free(scene.made);
    scene = judge_store("'text'", "{}");
    assert_true(str_contains(scene.threats.items[0].fault, S("truth value")));
    estate_expect_free(scene.made);
}

TEST(threat_reasons_name_the_place) {
    Scene scene =
        judge_store("this.A.B == 'x' && this.C == 1", "{A: {B: !Ref Free}, C: !Ref Free}");
    const Threat *threat = &scene.threats.items[0];
    assert_int_equal(threat->reason_count, 2);
    Str both = str_join3(&scene.made->arena, threat->reasons[0], S("\n"), threat->reasons[1]);
    assert_true(str_contains(both, S("A.B: parameter Free has no default")));
    assert_true(str_contains(both, S("C: parameter Free has no default")));
    estate_expect_free(scene.made);
}

TEST(threat_applies_leaves_out_or_unknown) {
    static const char rule[] = "applies: this.?Kind.orValue('a') == 'a'\nwhen: 'true'\n";
    Scene scene = judge(rule,
                        "  A: {Type: A::B::Store, Properties: {Kind: a}}\n"
                        "  B: {Type: A::B::Store, Properties: {Kind: b}}\n"
                        "  C: {Type: A::B::Store, Properties: {Kind: !Ref Free}}\n",
                        false);
    assert_int_equal(scene.threats.count, 2);
    assert_int_equal(scene.threats.items[0].verdict, VERDICT_PRESENT);
    assert_int_equal(scene.threats.items[1].verdict, VERDICT_UNKNOWN);
    estate_expect_free(scene.made);
}

TEST(threat_qualifiers_soften_what_was_found) {
    static const char rule[] = "let: {soft: this.?Soft.orValue(false)}\n"
                               "when: 'true'\n"
                               "qualify:\n"
                               "  - {when: soft, severity: low, confidence: medium, note: n}\n"
                               "  - {when: 'true', confidence: low}\n";
    Scene scene = judge(rule,
                        "  A: {Type: A::B::Store, Properties: {Soft: true}}\n"
                        "  B: {Type: A::B::Store}\n",
                        false);
    const Threat *soft = &scene.threats.items[0], *plain = &scene.threats.items[1];
    assert_int_equal(soft->severity, SEVERITY_LOW);
    assert_int_equal(soft->confidence, CONFIDENCE_MEDIUM);
    assert_true(str_equal(soft->note, S("n")));
    assert_int_equal(plain->severity, SEVERITY_HIGH);
    assert_int_equal(plain->confidence, CONFIDENCE_LOW);
    estate_expect_free(scene.made);
}

TEST(threat_folded_resources_are_no_subjects) {
    Scene scene = judge("when: this.?Policies.orValue([]).exists(p, p.Open)\n",
                        "  A: {Type: A::B::Store}\n"
                        "  P: {Type: A::B::Policy, Properties: {Store: !Ref A, Open: true}}\n",
                        false);
    assert_int_equal(scene.threats.count, 1);
    assert_int_equal(scene.threats.items[0].verdict, VERDICT_PRESENT);
    estate_expect_free(scene.made);
}

/* ---- evidence ---- */

static void expect_evidence(const char *when, const char *properties, size_t index,
                            const char *path, const char *value) {
    Scene scene = judge_store(when, properties);
    const Threat *threat = &scene.threats.items[0];
    if (index >= threat->evidence_count)
        fail_msg("%s: %zu evidences", when, threat->evidence_count);
    const Evidence *evidence = &threat->evidence[index];
    if (!str_equal(evidence->path, str_from(path)) ||
        !str_equal(evidence->value, str_from(value))) {
        fail_msg("%s: %.*s = %.*s", when, STR_ARGS(evidence->path), STR_ARGS(evidence->value));
    }
    assert_true(str_equal(evidence->file, S("test.yaml")));
    assert_int_equal(evidence->line, 3);
    estate_expect_free(scene.made);
}

TEST(threat_evidence) {
    expect_evidence("this.A.B == 1", "{A: {B: 1}}", 0, "A.B", "1");
    expect_evidence("this.L[1].X", "{L: [{}, {X: true}]}", 0, "L[1].X", "true");
    expect_evidence("!has(this.A)", "{}", 0, "A", "absent");
    expect_evidence("this.?A.?B.orValue(true)", "{A: {}}", 0, "A.B", "absent");
    expect_evidence("this.U", "{U: !Ref Free}", 0, "U", "unknown: parameter Free has no default");
    expect_evidence("size(this.L) == 2", "{L: [1, x]}", 0, "L", "[1, x]");
    /* a whole is told by its parts, but not by what is absent from it */
    expect_evidence("size(this.A) == 2 && this.A.B == 1", "{A: {B: 1, C: 2}}", 0, "A.B", "1");
    expect_evidence("size(this.A) == 1 && !has(this.A.C)", "{A: {B: 1}}", 0, "A", "{B: 1}");
    expect_evidence("size(this.A) == 1 && !has(this.A.C)", "{A: {B: 1}}", 1, "A.C", "absent");
}

TEST(threat_evidence_is_masked) {
    expect_evidence("this.Password != ''", "{Password: hunter2hunter2}", 0, "Password", "***");
    expect_evidence("size(this.Env) > 0", "{Env: {DB_PASSWORD: hunter2hunter2, PORT: 1}}", 0, "Env",
                    "{DB_PASSWORD: ***, PORT: 1}");
    expect_evidence("this.A != ''", "{A: 'key AKIAIOSFODNN7EXAMPLE'}", 0, "A", "key ***");
}

TEST(threat_evidence_values_end_at_the_limit) {
    for (size_t more = 0; more <= 1; more++) {
        Arena arena = {0};
        char *text = arena_alloc(&arena, EVIDENCE_VALUE_BYTES_MAX + more);
        memset(text, 'a', EVIDENCE_VALUE_BYTES_MAX + more);
        Str value = {text, EVIDENCE_VALUE_BYTES_MAX + more};
        Str properties = str_format(&arena, "{A: %.*s}", STR_ARGS(value));
        Scene scene = judge_store("this.A != ''", str_terminated(&arena, properties));
        Str shown = scene.threats.items[0].evidence[0].value;
        assert_int_equal(shown.len, EVIDENCE_VALUE_BYTES_MAX + (more == 1 ? 3 : 0));
        assert_int_equal(str_ends(shown, S("...")), more == 1);
        estate_expect_free(scene.made);
        arena_free(&arena);
    }
}

TEST(threat_evidence_ends_at_the_limit) {
    Scene scene = judge_store("this.L.all(x, x > 0)", "{L: [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]}");
    assert_int_equal(scene.threats.items[0].evidence_count, THREAT_EVIDENCE_MAX);
    estate_expect_free(scene.made);
}

/* ---- functions of rules ---- */

TEST(threat_function_is_true) {
    expect("is_true(this.?A)", "{A: true}", VERDICT_PRESENT);
    expect("is_true(this.?A)", "{A: 'true'}", VERDICT_PRESENT);
    expect("is_true(this.?A)", "{A: 'True'}", VERDICT_PRESENT);
    expect("is_true(this.?A)", "{A: 'false'}", VERDICT_ABSENT);
    expect("is_true(this.?A)", "{}", VERDICT_ABSENT);
    expect("is_true(this.?A)", "{A: !Ref Free}", VERDICT_UNKNOWN);
    expect("this.A || unknown('why')", "{A: true}", VERDICT_PRESENT);
    expect("this.A || unknown('why')", "{A: false}", VERDICT_UNKNOWN);
}

TEST(threat_function_refs) {
    expect("refs('AWS::KMS::Key', this.?K).size() == 1", "{K: !Ref Key}", VERDICT_PRESENT);
    expect("refs('AWS::KMS::Key', this.?K).size() == 1", "{}", VERDICT_ABSENT);
    expect("refs('AWS::KMS::Key', this.?K).size() == 1", "{K: !Ref Free}", VERDICT_UNKNOWN);
    expect("refs(['X::Y::Z', 'AWS::KMS::Key'], this).size() == 1", "{K: [{D: !Ref Key}]}",
           VERDICT_PRESENT);
    expect("refs('A::B::Other', this.K)[0].Name == 'o'", "{K: !Ref Other}", VERDICT_PRESENT);
    expect("refs('AWS::KMS::Key', this.K).exists(k, true)", "{K: !Ref Free}", VERDICT_UNKNOWN);
}

TEST(threat_function_referrers) {
    expect("referrers('A::B::Other', 'Deep.To').size() == 1", "{}", VERDICT_PRESENT);
    expect("referrers('A::B::Other', 'Deep.Nothing').size() == 1", "{}", VERDICT_ABSENT);
    expect("resources('A::B::Other').exists(o, referrers('A::B::Store', 'K', o).size() == 1)",
           "{K: !Ref Other}", VERDICT_PRESENT);
    expect("resources('A::B::None').size() == 0", "{}", VERDICT_PRESENT);
    Scene scene =
        judge("when: resources('A::B::None').size() == 0\n", "  S: {Type: A::B::Store}\n", true);
    assert_int_equal(scene.threats.items[0].verdict, VERDICT_UNKNOWN);
    estate_expect_free(scene.made);
}

TEST(threat_function_entry) {
    static const char tags[] = "{T: [{Key: a, Value: x}, {Key: b, Value: !Ref Free}, {Key: c}]}";
    expect("entry(this.?T, 'a').orValue('') == 'x'", tags, VERDICT_PRESENT);
    expect("entry(this.?T, 'b').orValue('') == 'x'", tags, VERDICT_UNKNOWN);
    expect("entry(this.?T, 'c').hasValue()", tags, VERDICT_ABSENT);
    expect("entry(this.?T, 'd').hasValue()", tags, VERDICT_ABSENT);
    expect("entry(this.?T, 'a').hasValue()", "{}", VERDICT_ABSENT);
    expect("entry(this.?T, 'a').hasValue()", "{T: !Ref Free}", VERDICT_UNKNOWN);
    expect("entry(this.?T, 'a').hasValue()", "{T: [{Key: !Ref Free}]}", VERDICT_UNKNOWN);
}

TEST(threat_functions_on_lists) {
    expect("at_least(this.L, 2)", "{L: [1, 2]}", VERDICT_PRESENT);
    expect("at_least(this.L, 3)", "{L: [1, 2]}", VERDICT_ABSENT);
    expect("at_least(this.L, 2)", "{L: !Ref Free}", VERDICT_UNKNOWN);
    expect("distinct(this.L).size() == 2", "{L: [a, b, a]}", VERDICT_PRESENT);
    expect("at_least(distinct(this.L), 2)", "{L: [!Ref Free, !Ref Free]}", VERDICT_ABSENT);
    expect("at_least(distinct(this.L), 2)", "{L: [!Ref Free, a]}", VERDICT_UNKNOWN);
    expect("at_least(distinct(this.L), 2)",
           "{L: [!Select [0, !GetAZs ''], !Select [1, !GetAZs '']]}", VERDICT_PRESENT);
    expect("at_least(distinct(this.L), 2)",
           "{L: [!Select [0, !GetAZs ''], !Select [0, !GetAZs '']]}", VERDICT_ABSENT);
}

TEST(threat_function_customer_key) {
    expect("customer_key(this.?K)", "{K: !GetAtt Key.Arn}", VERDICT_PRESENT);
    expect("customer_key(this.?K)", "{K: !Sub 'a/${Key}'}", VERDICT_PRESENT);
    expect("customer_key(this.?K)", "{K: alias/mine}", VERDICT_PRESENT);
    expect("customer_key(this.?K)", "{K: alias/aws/s3}", VERDICT_ABSENT);
    expect("customer_key(this.?K)", "{K: 'arn:aws:kms:us-east-1:1:alias/aws/s3'}", VERDICT_ABSENT);
    expect("customer_key(this.?K)", "{}", VERDICT_ABSENT);
    expect("customer_key(this.?K)", "{K: !Ref Free}", VERDICT_UNKNOWN);
}

TEST(threat_functions_on_policies) {
    static const char open[] = "{P: {Statement: {Effect: Allow, Principal: '*', Action: '*', "
                               "Resource: '*'}}}";
    static const char text[] = "{P: '{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": "
                               "\"*\"}}'}";
    expect("policy_public(this.?P)", open, VERDICT_PRESENT);
    expect("policy_public(this.?P)", text, VERDICT_PRESENT);
    expect("policy_public([this.?P, this.?Q])", open, VERDICT_PRESENT);
    expect("policy_public(this.?P)", "{}", VERDICT_ABSENT);
    expect("policy_public(this.?P)", "{P: !Ref Free}", VERDICT_UNKNOWN);
    expect("policy_public(this.?P)", "{P: 'no JSON'}", VERDICT_UNKNOWN);
    expect("policy_admin(this.?P)", open, VERDICT_PRESENT);
    expect("policy_full_service(this.?P)", open, VERDICT_PRESENT);
    expect("policy_wildcards(this.?P)", open, VERDICT_PRESENT);
    expect("policy_allows(this.?P, 's3:GetObject', 'arn:aws:s3:::x')", open, VERDICT_PRESENT);
}

TEST(threat_functions_that_get_wrong_types_are_faults) {
    static const char *const wrong[] = {"refs(1, this)",   "referrers('A', 1).size() == 0",
                                        "resources(1)[0]", "entry(1, 'a').hasValue()",
                                        "at_least(1, 1)",  "distinct(1).size() == 0",
                                        "is_true(1)",      "policy_allows(this, 1, 2)"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        Scene scene = judge_store(wrong[i], "{}");
        if (scene.threats.items[0].fault.len == 0) fail_msg("%s is no fault", wrong[i]);
        estate_expect_free(scene.made);
    }
}
