/* SPDX-License-Identifier: Apache-2.0 */
/* test_sigma_set.c -- sets of rules: what is refused and where, what is skipped, filters (the Sigma
 * filters specification), placeholders (the rules specification, "Placeholders"), names of fields
 * (pySigma's field_name_mapping) and the index. */
#include "sigma/sigma_index.h"
#include "tests/unit/sigma_expect.h"

#define RULE(name, field)                                                        \
    "title: t\nname: " name "\nlogsource: {product: aws, service: cloudtrail}\n" \
    "detection:\n  s: {" field "}\n  condition: s\n---\n"

static void expect_refused(const char *yaml, const char *place, const char *part) {
    sigma_expect_refused(str_from(yaml), place, part);
}

/* ---- what a rule says of itself ---- */

TEST(reads_what_a_rule_says_of_itself) {
    SigmaExpect expect = sigma_expect_make();
    sigma_expect_add(&expect,
                     S("title: A title\nid: i-1\nname: n\ndescription: >\n  a\n  b\nstatus: test\n"
                       "author: x, y\ndate: 2024-01-02\nlevel: critical\ntags: [attack.t1, a]\n"
                       "references: one\nfalsepositives:\n  - none\nthreats: [s3-public]\n"
                       "custom: {any: thing}\n"
                       "logsource: {product: AWS, service: CloudTrail, definition: d}\n"
                       "detection: {s: {f: x}, condition: s, timeframe: 5m}\n---\n"));
    const SigmaRule *rule = &expect.set->rules[0];
    assert_int_equal(expect.set->count, 1);
    assert_true(str_equal(rule->title, S("A title")));
    assert_true(str_equal(rule->date, S("2024-01-02")));
    assert_true(str_equal(rule->product, S("aws")));
    assert_true(str_equal(rule->service, S("cloudtrail")));
    assert_int_equal(rule->level, SIGMA_LEVEL_CRITICAL);
    assert_int_equal(rule->tags.count, 2);
    assert_int_equal(rule->references.count, 1);
    assert_int_equal(rule->threats.count, 1);
    assert_true(str_equal(rule->path, S("r.yml")));
    assert_int_equal(rule->line, 1);
    assert_int_equal(sigma_set_find(expect.set, S("i-1")), 0);
    assert_int_equal(sigma_set_find(expect.set, S("n")), 0);
    assert_int_equal(sigma_set_find(expect.set, S("A title")), SIZE_MAX);
    sigma_expect_free(&expect);
}

TEST(names_levels) {
    SigmaLevel level = SIGMA_LEVEL_LOW;
    assert_false(sigma_level_find(S("High"), &level));
    assert_int_equal(level, SIGMA_LEVEL_LOW);
    assert_true(sigma_level_find(S("high"), &level));
    assert_int_equal(level, SIGMA_LEVEL_HIGH);
    assert_true(str_equal(sigma_level_name(level), S("high")));
}

TEST(refuses_with_the_place) {
    expect_refused("- x\n", "r.yml:1:1: ", "is no Sigma rule: want a map");
    expect_refused("title: [\n", "r.yml:2:1: ", "is not valid YAML");
    expect_refused("title: a\ntitle: b\n", "r.yml:2:1: ", "");
    expect_refused("logsource: {product: aws}\ndetection: {s: {f: x}, condition: s}\n",
                   "r.yml:1:1: ", "title is missing");
    expect_refused("title: a\ndetection: {s: {f: x}, condition: s}\n",
                   "r.yml:1:1: ", "logsource: want a map");
    expect_refused("title: a\nlogsource: aws\ndetection: {s: {f: x}, condition: s}\n",
                   "r.yml:2:12: ", "logsource: want a map");
    expect_refused(SIGMA_HEAD, "r.yml:1:1: ", "has neither detection, correlation nor filter");
    expect_refused(SIGMA_HEAD "detection: x\n", "r.yml:5:12: ", "want a map of searches");
    expect_refused(SIGMA_HEAD "detection:\n  s: {f: x}\n", "r.yml:6:3: ", "condition is missing");
    expect_refused(SIGMA_HEAD "detection: {s: {f: x}, condition: []}\n",
                   "r.yml:5:", "condition is empty");
    expect_refused(SIGMA_HEAD "detection: {s: {f: x}, condition: 5}\n",
                   "r.yml:5:35: ", "condition: want text");
    expect_refused(SIGMA_HEAD "detection:\n  s: {f: x}\n  condition: s and t\n",
                   "r.yml:7:14: ", "the condition has 't' where the name of a search should be");
    expect_refused(SIGMA_HEAD "detection:\n  s: {}\n  condition: s\n", "r.yml:6:6: ", "is empty");
    expect_refused(SIGMA_HEAD "detection:\n  s: []\n  condition: s\n", "r.yml:6:6: ", "is empty");
    expect_refused(SIGMA_HEAD "detection:\n  s:\n  condition: s\n", "r.yml:", "can't be null");
    expect_refused("title: a\nlevel: High\nlogsource: {product: aws}\n",
                   "r.yml:2:8: ", "level: write informational, low, medium, high or critical");
    expect_refused("title: [a, b]\nlogsource: {product: aws}\n",
                   "r.yml:1:8: ", "should be one text");
    expect_refused("title: a\ntags: {a: b}\nlogsource: {product: aws}\n",
                   "r.yml:2:7: ", "should be text, or a list of texts");
}

/* Each is refused by itself; regular expressions of refused rules and of searches that no
 * condition names are given back (the leak check proves it). */
TEST(goes_on_behind_a_refused_rule) {
    Arena arena = {0};
    SigmaSet *set = sigma_set_make(&arena);
    assert_false(sigma_set_add(
        set, S("r.yml"),
        S(RULE("a", "f|re: x") "---\ntitle: t\nlogsource: {product: aws}\ndetection: "
                               "{s: {f|re: x}, condition: nothing}\n---\n"
                               "title: t\nlogsource: {product: aws}\ndetection: {s: {f|re: x, "
                               "g|re: '('}, condition: s}\n---\n"
                               "title: t\nlogsource: {product: aws}\ndetection: {s: {f|re: x}, "
                               "t: {f: x}, condition: t}\n---\n" RULE("a", "f|re: y"))));
    assert_int_equal(set->count, 2);
    assert_int_equal(set->refused, 3);
    assert_int_equal(set->errors.count, 3);
    assert_true(sigma_set_compile(set, log_keys_make(&arena)));
    sigma_set_free(set);
    sigma_set_free(NULL);
    arena_free(&arena);
}

TEST(refuses_names_that_are_taken) {
    expect_refused(RULE("a", "f: x") RULE("a", "f: y"),
                   "r.yml:8: ", "'a' is the id or name of another rule: r.yml");
    /* a refused rule takes no name away */
    Arena arena = {0};
    SigmaSet *set = sigma_set_make(&arena);
    static const char text[] = RULE("a", "f: x") "id: b\n" RULE("a", "f: y") "id: b\n" RULE(
        "c", "f: z") "id: d\n" RULE("d", "f: one with the same id and name");
    assert_false(sigma_set_add(set, S("r.yml"), str_from(text)));
    assert_int_equal(set->refused, 1);
    assert_int_equal(sigma_set_find(set, S("b")), 1);
    assert_int_equal(sigma_set_find(set, S("c")), 1);
    assert_int_equal(sigma_set_find(set, S("d")), 2);
    sigma_set_free(set);
    arena_free(&arena);
}

/* Rules of other products may use what only other tools know: no fault. */
TEST(skips_other_products) {
    static const char *const sources[] = {"{product: windows}",
                                          "{product: windows, service: cloudtrail}",
                                          "{product: aws, service: waf}",
                                          "{category: process_creation}",
                                          "{service: sshd}",
                                          "{}"};
    Arena arena = {0};
    SigmaSet *set = sigma_set_make(&arena);
    for (size_t i = 0; i < COUNT(sources); i++) {
        Str text = str_format(&arena,
                              "title: t\nlogsource: %s\ndetection: {s: {f|expand: '%%x%%', "
                              "g|re: x}, condition: s}\n",
                              sources[i]);
        assert_true(sigma_set_add(set, S("r.yml"), text));
        assert_int_equal(set->skipped, i + 1);
    }
    assert_int_equal(set->count, 0);
    assert_true(sigma_set_add(set, S("r.yml"),
                              S("title: t\nlogsource: {service: CloudTrail}\n"
                                "detection: {s: {f: x}, condition: s}\n")));
    assert_true(sigma_set_add(set, S("r.yml"), S("# nothing\n---\n")));
    assert_int_equal(set->count, 1);
    assert_int_equal(set->refused, 0);
    sigma_set_free(set);
    arena_free(&arena);
}

TEST(runs_rules_on_their_service) {
    SigmaExpect expect = sigma_expect_make();
    sigma_expect_add(&expect, S("title: t\nlogsource: {product: aws}\n"
                                "detection: {s: {eventName: Test}, condition: s}\n---\n"
                                "title: t\nlogsource: {product: aws, service: cloudtrail}\n"
                                "detection: {s: {eventName: Test}, condition: s}\n---\n"
                                "title: t\nlogsource: {product: aws, service: guardduty}\n"
                                "detection: {s: {eventName: Test}, condition: s}\n"));
    sigma_expect_compile(&expect);
    sigma_expect_read(&expect, sigma_expect_event(&expect.arena, "{}"));
    assert_true(expect.found[0][0]);
    assert_true(expect.found[0][1]);
    assert_false(expect.found[0][2]);
    sigma_expect_free(&expect);
}

/* ---- filters ---- */

#define FILTER(rules, condition)                                                              \
    "title: filter\nlogsource: {product: aws, service: cloudtrail}\nfilter:\n  rules: " rules \
    "\n  s: {user|startswith: adm_}\n  condition: " condition "\n---\n"

TEST(applies_filters) {
    SigmaExpect expect = sigma_expect_make();
    sigma_expect_add(&expect, S(RULE("a", "f: x") RULE("b", "f: x") RULE("c", "f: x")));
    sigma_expect_add(&expect, S(FILTER("[a, nothing]", "not s") FILTER("b", "s")));
    sigma_expect_compile(&expect);
    sigma_expect_read(&expect, sigma_expect_event(&expect.arena, "{'f':'x','user':'ADM_joe'}"));
    assert_false(expect.found[0][0]);
    assert_true(expect.found[0][1]);
    assert_true(expect.found[0][2]);
    sigma_expect_read(&expect, sigma_expect_event(&expect.arena, "{'f':'x','user':'joe'}"));
    assert_true(expect.found[0][0]);
    assert_false(expect.found[0][1]);
    assert_true(expect.found[0][2]);
    sigma_expect_read(&expect, sigma_expect_event(&expect.arena, "{'f':'y','user':'joe'}"));
    assert_false(expect.found[0][0]);
    sigma_expect_free(&expect);
}

TEST(applies_filters_for_any_rule_of_their_source) {
    SigmaExpect expect = sigma_expect_make();
    sigma_expect_add(&expect, S(FILTER("any", "not s") RULE("a", "f: x")));
    sigma_expect_add(&expect, S("title: t\nlogsource: {product: aws}\n"
                                "detection: {s: {f: x}, condition: s}\n"));
    sigma_expect_compile(&expect);
    sigma_expect_read(&expect, sigma_expect_event(&expect.arena, "{'f':'x','user':'adm_joe'}"));
    assert_false(expect.found[0][0]);
    assert_true(expect.found[0][1]);
    sigma_expect_free(&expect);
}

TEST(applies_many_filters_in_no_time) {
    SigmaExpect expect = sigma_expect_make();
    sigma_expect_add(&expect, S(RULE("a", "eventName: Test")));
    for (size_t i = 0; i < 500; i++) sigma_expect_add(&expect, S(FILTER("any", "not s")));
    sigma_expect_compile(&expect);
    sigma_expect_read(&expect, sigma_expect_event(&expect.arena, "{'user':'joe'}"));
    assert_true(expect.found[0][0]);
    sigma_expect_read(&expect, sigma_expect_event(&expect.arena, "{'user':'adm_joe'}"));
    assert_false(expect.found[0][0]);
    sigma_expect_free(&expect);
}

TEST(refuses_filters_without_rules) {
    expect_refused("title: f\nlogsource: {product: aws}\nfilter: {s: {f: x}, condition: s}\n",
                   "r.yml:3:9: ", "filter: rules is missing");
    expect_refused(FILTER("a", "t"), "r.yml:6:14: ", "the name of a search should be");
    expect_refused(FILTER("{a: b}", "s"), "r.yml:4:10: ", "should be text, or a list of texts");
    expect_refused("title: f\nlogsource: {product: aws}\nfilter: x\n", "r.yml:3:9: ", "");
}

/* ---- placeholders ---- */

#define VARS                                                                          \
    "vars:\n  servers: srv*\n  admins: [ann, bob]\n  number: 5\n  odd: 'a%number%'\n" \
    "  empty: []\n  map: {a: b}\n  a_b-c.9: fine\n"

static bool expand_finds(const char *item, const char *event) {
    SigmaExpect expect = sigma_expect_make();
    expect.set = sigma_set_make(&expect.arena);
    assert_true(sigma_set_add_pipeline(expect.set, S("p.yml"), S(VARS)));
    Str rule =
        str_format(&expect.arena, SIGMA_HEAD "detection:\n  s:\n    %s\n  condition: s\n", item);
    sigma_expect_add(&expect, rule);
    sigma_expect_compile(&expect);
    sigma_expect_read(&expect, sigma_expect_event(&expect.arena, event));
    bool found = expect.found[0][0];
    sigma_expect_free(&expect);
    return found;
}

TEST(expands_placeholders) {
    /* "%Servers% is replaced with the pattern srv*" */
    assert_true(expand_finds("f|expand: '%servers%'", "{'f':'srv12'}"));
    assert_false(expand_finds("f|expand: '%servers%'", "{'f':'xsrv12'}"));
    assert_true(expand_finds("f|expand: 'a%servers%z'", "{'f':'asrv12z'}"));
    /* "multiple or-linked values" */
    assert_true(expand_finds("f|expand: '%admins%'", "{'f':'bob'}"));
    assert_true(expand_finds("f|expand: '%admins%-%admins%'", "{'f':'bob-ann'}"));
    assert_false(expand_finds("f|expand: '%admins%'", "{'f':'cid'}"));
    assert_true(expand_finds("f|expand|contains: '%admins%'", "{'f':'xbobx'}"));
    assert_true(expand_finds("f|contains|expand: '%admins%'", "{'f':'xbobx'}"));
    assert_true(expand_finds("f|expand|re: ^%admins%.$", "{'f':'bobs'}"));
    assert_true(expand_finds("f|expand: '%number%'", "{'f':5}"));
    assert_true(expand_finds("f|expand: '%a_b-c.9%'", "{'f':'fine'}"));
    assert_true(expand_finds("f|expand|all: ['%admins%*', '*%number%']", "{'f':'ann5'}"));
    assert_false(expand_finds("f|expand|all: ['%admins%*', '*%number%']", "{'f':'ann'}"));
}

/* "`field: %name%` handles %name% as literal value", "`\%plain%name%` handles `%plain` as plain
 * value and `%name%` as placeholder". */
TEST(leaves_other_percent_signs) {
    assert_true(expand_finds("f: '%admins%'", "{'f':'%admins%'}"));
    assert_true(expand_finds("f|expand: '\\%plain%admins%'", "{'f':'%plainbob'}"));
    assert_true(expand_finds("f|expand: '100%'", "{'f':'100%'}"));
    assert_true(expand_finds("f|expand: '%%'", "{'f':'%%'}"));
    assert_true(expand_finds("f|expand: '% _%'", "{'f':'% _%'}"));
    assert_true(expand_finds("f|expand: '5% of %admins%'", "{'f':'5% of bob'}"));
    assert_true(expand_finds("f|expand: '%odd%'", "{'f':'a%number%'}")); /* once is enough */
}

TEST(refuses_placeholders_without_values) {
    static const char *const items[] = {"f|expand: '%what%'", "f|expand: '%empty%'",
                                        "f|expand: '%map%'"};
    static const char *const parts[] = {"the placeholder %what% has no value",
                                        "the placeholder %empty% has no value",
                                        "a placeholder's values are text or numbers"};
    for (size_t i = 0; i < COUNT(items); i++) {
        Arena arena = {0};
        SigmaSet *set = sigma_set_make(&arena);
        assert_true(sigma_set_add_pipeline(set, S("p.yml"), S(VARS)));
        Str rule =
            str_format(&arena, SIGMA_HEAD "detection:\n  s: {%s}\n  condition: s\n", items[i]);
        assert_false(sigma_set_add(set, S("r.yml"), rule));
        assert_true(str_contains(str_from(set->errors.items[0].message), str_from(parts[i])));
        sigma_set_free(set);
        arena_free(&arena);
    }
}

/* Ten times ten times ten ... */
TEST(bounds_placeholders) {
    Arena arena = {0};
    SigmaSet *set = sigma_set_make(&arena);
    assert_true(sigma_set_add_pipeline(set, S("p.yml"),
                                       S("vars: {d: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], o: x}\n")));
    assert_true(sigma_set_add(set, S("r.yml"),
                              S(SIGMA_HEAD "detection: {s: {f|expand: '%d%%d%%d%%d%'}, "
                                           "condition: s}\n")));
    assert_false(sigma_set_add(set, S("r.yml"),
                               S(SIGMA_HEAD "detection: {s: {f|expand: '%d%%d%%d%%d%%d%'}, "
                                            "condition: s}\n")));
    assert_true(str_contains(str_from(set->errors.items[0].message), S("too many values")));
    assert_true(sigma_set_add(set, S("r.yml"),
                              S(SIGMA_HEAD "detection: {s: {f|expand: '%o%%o%%o%%o%%o%%o%%o%%o%"
                                           "%o%%o%%o%%o%%o%%o%%o%%o%'}, condition: s}\n")));
    assert_false(sigma_set_add(set, S("r.yml"),
                               S(SIGMA_HEAD "detection: {s: {f|expand: '%o%%o%%o%%o%%o%%o%%o%%o%"
                                            "%o%%o%%o%%o%%o%%o%%o%%o%%o%'}, condition: s}\n")));
    sigma_set_free(set);
    arena_free(&arena);
}

/* ---- names of fields ---- */

#define MAPPING                                                                  \
    "name: m\npriority: 10\ntransformations:\n"                                  \
    "  - id: one\n    type: field_name_mapping\n    mapping: {special: g}\n"     \
    "    rule_conditions: [{type: logsource, product: aws, service: vpcflow}]\n" \
    "  - type: field_name_mapping\n    mapping: {src: sourceIPAddress, who: [a.b, c]}\n"

static bool mapping_finds(const char *item, const char *event) {
    SigmaExpect expect = sigma_expect_make();
    expect.set = sigma_set_make(&expect.arena);
    assert_true(sigma_set_add_pipeline(expect.set, S("p.yml"), S(MAPPING)));
    Str rule =
        str_format(&expect.arena, SIGMA_HEAD "detection:\n  s: {%s}\n  condition: s\n", item);
    sigma_expect_add(&expect, rule);
    sigma_expect_compile(&expect);
    sigma_expect_read(&expect, sigma_expect_event(&expect.arena, event));
    bool found = expect.found[0][0];
    sigma_expect_free(&expect);
    return found;
}

TEST(maps_names_of_fields) {
    assert_true(mapping_finds("src: x", "{'sourceIPAddress':'x'}"));
    assert_false(mapping_finds("src: x", "{'src':'x'}"));
    assert_true(mapping_finds("who: x", "{'a':{'b':'x'}}"));
    assert_true(mapping_finds("who: x", "{'c':'x'}"));
    assert_false(mapping_finds("who: x", "{'who':'x'}"));
    assert_true(mapping_finds("special: x", "{'special':'x'}")); /* for vpcflow only */
    assert_true(mapping_finds("other: x", "{'other':'x'}"));
    assert_true(mapping_finds("'who|re': ^x", "{'c':'xy'}"));
    assert_false(mapping_finds("who|neq: x", "{'a':{'b':'y'},'c':'x'}"));
    assert_true(mapping_finds("who|neq: x", "{'a':{'b':'y'},'c':'y'}"));
    assert_true(mapping_finds("src|fieldref: other", "{'sourceIPAddress':'x','other':'x'}"));
    assert_true(mapping_finds("other|fieldref: src", "{'sourceIPAddress':'x','other':'x'}"));
    assert_true(mapping_finds("other|fieldref: who", "{'c':'x','other':'x'}"));
}

TEST(refuses_pipelines_it_does_not_know) {
    static const char *const texts[][2] = {
        {"- x\n", "p.yml:1:1: is no pipeline"},
        {"postprocessing: []\n", "p.yml:1:17: 'postprocessing' is no key"},
        {"vars: x\n", "p.yml:1:7: vars: want a map"},
        {"transformations: x\n", "p.yml:1:18: transformations: want a list"},
        {"transformations: [{type: drop}]\n", "p.yml:1:19: transformations: field_name_mapping"},
        {"transformations: [{type: field_name_mapping, mapping: {a: 5}}]\n", "a field's name is"},
        {"transformations: [{type: field_name_mapping, mapping: {a: ''}}]\n", "a field's name is"},
        {"transformations: [{type: field_name_mapping, mapping: {a: []}}]\n", "has 1 to 32 names"},
        {"transformations: [{type: field_name_mapping, mapping: x}]\n", "mapping: want a map"},
        {"transformations: [{type: field_name_mapping, mapping: {a: b}, rule_conditions: x}]\n",
         "rule_conditions: want a list"},
        {"transformations: [{type: field_name_mapping, mapping: {a: b}, rule_conditions: "
         "[{type: logsource, product: aws, index: x}]}]\n",
         "'index' is no key"},
        {"transformations: [{type: field_name_mapping, mapping: {a: b}, rule_conditions: "
         "[{type: x}]}]\n",
         "one condition of type logsource is known"},
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        Arena arena = {0};
        SigmaSet *set = sigma_set_make(&arena);
        assert_false(sigma_set_add_pipeline(set, S("p.yml"), str_from(texts[i][0])));
        Str error = error_text(&arena, &set->errors.items[0]);
        if (!str_contains(error, str_from(texts[i][1]))) fail_msg("%.*s", STR_ARGS(error));
        sigma_set_free(set);
        arena_free(&arena);
    }
}

/* ---- the index ---- */

/* What a detection demands of eventName, as "a b"; "any" when nothing. */
static Str demand_of(Arena *arena, const char *detection) {
    SigmaExpect expect = sigma_expect_make();
    Str text = sigma_expect_indent(&expect.arena, detection, "  ");
    sigma_expect_add(&expect, str_join2(&expect.arena, S(SIGMA_HEAD "detection:\n"), text));
    Str texts[16], out = S("");
    size_t count =
        sigma_index_demand(expect.set->rules[0].condition, S("eventName"), texts, COUNT(texts));
    for (size_t i = 0; count != SIZE_MAX && i < count; i++) {
        out = str_join3(arena, out, i == 0 ? S("") : S(" "), texts[i]);
    }
    if (count == SIZE_MAX) out = S("any");
    sigma_expect_free(&expect);
    return out;
}

TEST(finds_what_a_rule_demands) {
    static const char *const examples[][2] = {
        {"s: {eventName: Ab}\ncondition: s", "ab"},
        {"s: {eventName: [a, b]}\ncondition: s", "a b"},
        {"s: {eventName: a, f: x}\ncondition: s", "a"},
        {"s: {f: x}\ncondition: s", "any"},
        {"s: {eventName: a*}\ncondition: s", "any"},
        {"s: {eventName|contains: a}\ncondition: s", "any"},
        {"s: {eventName|neq: a}\ncondition: s", "any"},
        {"s: {eventName|cased: a}\ncondition: s", "any"},
        {"s: {eventName: null}\ncondition: s", "any"},
        {"s: {eventName: [a, null]}\ncondition: s", "any"},
        {"s: {eventName: 5}\ncondition: s", "any"},
        {"s: {eventName|re: a}\ncondition: s", "any"},
        {"s: {eventName: a}\ncondition: not s", "any"},
        {"s: {eventName: a}\nt: {eventName: b}\ncondition: s or t", "a b"},
        {"s: {eventName: a}\nt: {f: b}\ncondition: s or t", "any"},
        {"s: {eventName: [a, b, c]}\nt: {eventName: [d, e]}\ncondition: s and t", "d e"},
        {"s: {eventName: [d, e]}\nt: {eventName: [a, b, c]}\ncondition: s and t", "d e"},
        {"s: {eventName: a}\nt: {f: x}\ncondition: s and not t", "a"},
        {"s: [{eventName: a, f: x}, {eventName: b}]\ncondition: s", "a b"},
        {"s: [{eventName: a}, word]\ncondition: s", "any"},
        {"s: {eventName|all: [a, b]}\ncondition: s", "a b"},
        {"s: {eventName: a}\nt: {f: x}\ncondition: (t or s) and (t and (s and t))", "a"},
    };
    for (size_t i = 0; i < COUNT(examples); i++) {
        Arena arena = {0};
        Str demand = demand_of(&arena, examples[i][0]);
        if (!str_equal(demand, str_from(examples[i][1]))) {
            fail_msg("%s demands %.*s", examples[i][0], STR_ARGS(demand));
        }
        arena_free(&arena);
    }
}

/* Asking each part twice would take 2 to the power of the depth. */
TEST(demands_of_deep_conditions) {
    Arena arena = {0};
    Str condition = S("s");
    for (size_t i = 0; i < SIGMA_DEPTH_MAX; i++) {
        condition = str_join3(&arena, S("("), condition, S(" and t)"));
    }
    Str detection = str_join2(&arena, S("s: {eventName: a}\nt: {f: x}\ncondition: "), condition);
    assert_true(str_equal(demand_of(&arena, str_terminated(&arena, detection)), S("a")));
    arena_free(&arena);
}

/* Whatever an event's name is, the index finds the same rules as trying each: sigma_expect_take
 * proves it. */
TEST(finds_by_the_index_what_it_finds_without) {
    static const char *const events[] = {"{'eventName':'A'}",
                                         "{'eventName':['b','a']}",
                                         "{'eventName':{'x':'a'}}",
                                         "{'eventName':null}",
                                         "{'eventName':''}",
                                         "{'eventName':'\\u0061'}",
                                         "{'eventName':5}",
                                         "{'eventSource':'A.b'}",
                                         "{'eventSource':['a.b']}",
                                         "{'eventSource':1}",
                                         "{'eventName':['a'],'eventSource':['a.b']}"};
    SigmaExpect expect = sigma_expect_make();
    sigma_expect_add(&expect,
                     S(RULE("a", "eventName: a") RULE("b", "eventName: [a, b]") RULE(
                         "c", "eventName: ''") RULE("d", "eventName: '5'") RULE("e", "eventName: 5")
                           RULE("f", "eventSource: a.b") RULE("g", "eventSource: '1'")
                               RULE("h", "eventName: null") RULE("i", "eventName|contains: a")));
    sigma_expect_compile(&expect);
    for (size_t i = 0; i < COUNT(events); i++) {
        sigma_expect_read(&expect, sigma_expect_event(&expect.arena, events[i]));
        assert_int_equal(expect.events, 1);
    }
    sigma_expect_free(&expect);
}

/* ---- limits ---- */

/* A rule whose search has count fields of its own. */
static Str rule_with_fields(Arena *arena, const char *name, size_t first, size_t count) {
    Str text = str_format(arena, "%s  s:\n", SIGMA_HEAD "detection:\n");
    for (size_t i = 0; i < count; i++) {
        text = str_join2(arena, text, str_format(arena, "    f%zu: x\n", first + i));
    }
    return str_join3(arena, text, S("  condition: s\nname: "),
                     str_join2(arena, str_from(name), S("\n---\n")));
}

/* It would look at wrong fields. */
TEST(runs_no_rule_whose_fields_it_can_not_tell_apart) {
    SigmaExpect expect = sigma_expect_make();
    Arena *arena = &expect.arena;
    sigma_expect_add(&expect, rule_with_fields(arena, "fine", 0, 1000));
    sigma_expect_add(&expect, rule_with_fields(arena, "full", 1000, LOG_KEYS_MAX));
    sigma_expect_add(&expect, S(RULE("known", "f0: x, eventID: x")));
    expect.keys = log_keys_make(arena);
    assert_false(sigma_set_compile(expect.set, expect.keys));
    assert_int_equal(expect.set->errors.count, 1);
    assert_true(str_contains(str_from(expect.set->errors.items[0].message),
                             S("reads more fields than can be told apart")));
    expect.matcher = sigma_matcher_make(expect.set);
    sigma_expect_read(&expect, sigma_expect_event(arena, "{'f0':'x','eventID':'x'}"));
    assert_false(expect.found[0][1]);
    assert_true(expect.found[0][2]);
    sigma_expect_free(&expect);
}

TEST(bounds_names_within_a_name) {
    /* a.a.a... with one part before the dots and LOG_PARTS_MAX behind them */
    Arena arena = {0};
    Str name = S("a");
    for (size_t i = 0; i < LOG_PARTS_MAX; i++) name = str_join2(&arena, name, S(".a"));
    Str head = S(SIGMA_HEAD "detection:\n  s: {"), tail = S(": x}\n  condition: s\n");
    SigmaExpect expect = sigma_expect_make();
    sigma_expect_add(&expect, str_join3(&arena, head, name, tail));
    sigma_expect_compile(&expect);
    sigma_expect_free(&expect);
    name = str_join2(&arena, name, S(".a"));
    sigma_expect_refused(str_join3(&arena, head, name, tail), "r.yml:1: ", "more than 16 names");
    arena_free(&arena);
}

TEST(bounds_lists_within_lists) {
    Arena arena = {0};
    Str open = S(""), close = S("");
    for (size_t i = 0; i < SIGMA_DEPTH_MAX; i++) {
        open = str_join2(&arena, open, S("["));
        close = str_join2(&arena, close, S("]"));
    }
    Str head = S(SIGMA_HEAD "detection:\n  s: "), tail = S("\n  condition: s\n");
    Str fine = str_join3(&arena, open, S("x"), close);
    SigmaExpect expect = sigma_expect_make();
    sigma_expect_add(&expect, str_join3(&arena, head, fine, tail));
    sigma_expect_free(&expect);
    Str deep = str_join3(&arena, S("["), fine, S("]"));
    sigma_expect_refused(str_join3(&arena, head, deep, tail), "r.yml:", "nested too deeply");
    arena_free(&arena);
}

TEST(bounds_files) {
    Arena arena = {0};
    char *bytes = arena_alloc(&arena, SIGMA_BYTES_MAX + 1);
    memset(bytes, '\n', SIGMA_BYTES_MAX + 1);
    SigmaSet *set = sigma_set_make(&arena);
    assert_true(sigma_set_add(set, S("r.yml"), (Str){bytes, SIGMA_BYTES_MAX}));
    assert_false(sigma_set_add(set, S("r.yml"), (Str){bytes, SIGMA_BYTES_MAX + 1}));
    assert_true(str_contains(str_from(set->errors.items[0].message), S("limit of 4 MiB")));
    sigma_set_free(set);
    arena_free(&arena);
}

/* A search of 100 entries, named as often as it may be. */
TEST(bounds_what_conditions_name) {
    Arena arena = {0};
    CLEANUP(buffer_free) Buffer out = {0};
    buffer_add(&out, S(SIGMA_HEAD "detection:\n  t: {f: x}\n  s:\n"));
    for (size_t i = 0; i < 100; i++) buffer_add(&out, S("  - {f: x}\n"));
    buffer_add(&out, S("  condition: s"));
    for (size_t i = 1; i < SIGMA_ITEMS_MAX / 100; i++) buffer_add(&out, S(" or s"));
    SigmaExpect expect = sigma_expect_make();
    sigma_expect_add(&expect, str_copy(&arena, buffer_text(&out)));
    sigma_expect_compile(&expect);
    sigma_expect_free(&expect);
    buffer_add(&out, S(" or t\n"));
    sigma_expect_refused(buffer_text(&out), "r.yml:108:14: ", "the condition asks too much");
    arena_free(&arena);
}

TEST(bounds_the_number_of_filters) {
    Arena arena = {0};
    SigmaSet *set = sigma_set_make(&arena);
    for (size_t i = 0; i < SIGMA_FILTERS_MAX; i++) {
        assert_true(sigma_set_add(set, S("r.yml"), S(FILTER("any", "s"))));
    }
    assert_false(sigma_set_add(set, S("r.yml"), S(FILTER("any", "s"))));
    assert_true(str_contains(str_from(set->errors.items[0].message), S("one rule too many")));
    sigma_set_free(set);
    arena_free(&arena);
}

/* Aliases make megabytes of a few bytes. */
TEST(bounds_what_aliases_stand_for) {
    CLEANUP(buffer_free) Buffer out = {0};
    buffer_add(&out, S(SIGMA_HEAD "detection:\n  l: {f: &l [x"));
    for (size_t i = 0; i < 2000; i++) buffer_add(&out, S(",x"));
    buffer_add(&out, S("]}\n  s:\n"));
    for (size_t i = 0; i < 500; i++) buffer_add(&out, S("  - {f: *l}\n"));
    buffer_add(&out, S("  condition: s\n"));
    sigma_expect_refused(buffer_text(&out), "r.yml:", "would take too much memory");
}
