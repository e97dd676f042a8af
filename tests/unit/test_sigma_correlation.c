/* SPDX-License-Identifier: Apache-2.0 */
/* test_sigma_correlation.c -- reading correlations. Source: the Sigma correlation rules
 * specification; value_sum and the like are pySigma's. */
#include "tests/unit/sigma_expect.h"

#define MEMBERS                                                                    \
    SIGMA_HEAD "name: one\ndetection: {s: {f: a}, condition: s}\n---\n" SIGMA_HEAD \
               "name: two\nid: id-2\ndetection: {s: {f: b}, condition: s}\n---\n"
#define HEAD "title: c\nname: c\ncorrelation:\n"

/* The correlation of a section whose lines are given, behind its two members. */
static const SigmaCorrelation *correlation_make(SigmaExpect *expect, const char *section) {
    Str text = sigma_expect_indent(&expect->arena, section, "  ");
    sigma_expect_add(expect, str_join2(&expect->arena, S(MEMBERS HEAD), text));
    sigma_expect_compile(expect);
    assert_int_equal(expect->set->count, 3);
    assert_non_null(expect->set->rules[2].correlation);
    return expect->set->rules[2].correlation;
}

TEST(reads_event_counts) {
    SigmaExpect expect = sigma_expect_make();
    const SigmaCorrelation *read = correlation_make(
        &expect, "type: event_count\nrules: one\ngroup-by:\n  - a.b\n  - c\ntimespan: 1h\n"
                 "condition:\n  gt: 100\n  lte: 200");
    assert_int_equal(read->type, SIGMA_EVENT_COUNT);
    assert_int_equal(read->rules.count, 1);
    assert_int_equal(read->members[0], 0);
    assert_int_equal(read->group_by.count, 2);
    assert_int_equal(read->seconds, 3600);
    assert_int_equal(read->bound_count, 2);
    /* "Example 101 to 200" */
    assert_false(sigma_correlation_holds(read, 100));
    assert_true(sigma_correlation_holds(read, 101));
    assert_true(sigma_correlation_holds(read, 200));
    assert_false(sigma_correlation_holds(read, 201));
    assert_false(sigma_correlation_grows(read));
    /* "only the correlation query should be generated (default)" */
    assert_true(expect.set->rules[0].hidden);
    assert_false(expect.set->rules[1].hidden);
    assert_false(expect.set->rules[2].hidden);
    assert_int_equal(expect.set->parents[0][0], 2);
    assert_int_equal(expect.set->parents[0][1], UINT32_MAX);
    assert_null(expect.set->parents[1]);
    assert_int_equal(expect.set->wants[0].count, 2);
    assert_true(str_equal(expect.set->wants[0].fields[0].name, S("a.b")));
    sigma_expect_free(&expect);
}

TEST(reads_value_counts_and_generate) {
    SigmaExpect expect = sigma_expect_make();
    const SigmaCorrelation *read = correlation_make(
        &expect, "type: value_count\nrules:\n  - id-2\n  - one\ntimespan: 90m\ngenerate: true\n"
                 "condition:\n  field: User\n  gte: 3");
    assert_int_equal(read->type, SIGMA_VALUE_COUNT);
    assert_int_equal(read->members[0], 1);
    assert_int_equal(read->members[1], 0);
    assert_int_equal(read->seconds, 5400);
    assert_int_equal(read->fields.count, 1);
    assert_true(sigma_correlation_grows(read));
    assert_false(expect.set->rules[0].hidden);
    assert_true(str_equal(expect.set->wants[0].fields[0].name, S("User")));
    sigma_expect_free(&expect);
}

TEST(reads_temporal_ones_with_aliases) {
    SigmaExpect expect = sigma_expect_make();
    const SigmaCorrelation *read = correlation_make(
        &expect, "type: temporal\nrules:\n  - one\n  - two\ngroup-by:\n  - ip\ntimespan: 10s\n"
                 "aliases:\n  ip:\n    one: source.ip\n    two: destination.ip");
    assert_int_equal(read->alias_count, 2);
    assert_true(sigma_correlation_holds(read, 2));
    assert_false(sigma_correlation_holds(read, 1));
    assert_true(str_equal(expect.set->wants[0].fields[0].name, S("source.ip")));
    assert_true(str_equal(expect.set->wants[1].fields[0].name, S("destination.ip")));
    sigma_expect_free(&expect);
}

TEST(reads_expressions_over_members) {
    SigmaExpect expect = sigma_expect_make();
    const SigmaCorrelation *read =
        correlation_make(&expect, "type: temporal_ordered\nrules:\n  - one\n  - two\n"
                                  "timespan: 1d\ncondition: one and two");
    assert_int_equal(read->expression->kind, SIGMA_TERM_AND);
    assert_int_equal(read->expression->count, 2);
    assert_int_equal(read->expression->terms[1]->count, 1);
    sigma_expect_free(&expect);
}

TEST(reads_timespans) {
    static const struct {
        const char *text;
        int64_t seconds;
    } spans[] = {{"1s", 1}, {"90m", 5400}, {"2h", 7200}, {"3660d", INT64_C(3660) * 86400}};
    for (size_t i = 0; i < COUNT(spans); i++) {
        SigmaExpect expect = sigma_expect_make();
        Str section = str_format(&expect.arena,
                                 "type: event_count\nrules: one\ntimespan: %s\n"
                                 "condition: {gte: 1}",
                                 spans[i].text);
        assert_int_equal(correlation_make(&expect, section.ptr)->seconds, spans[i].seconds);
        sigma_expect_free(&expect);
    }
}

static void expect_refused(const char *section, const char *part) {
    Arena arena = {0};
    Str text = sigma_expect_indent(&arena, section, "  ");
    sigma_expect_refused(str_join2(&arena, S(MEMBERS HEAD), text), "r.yml:", part);
    arena_free(&arena);
}

TEST(refuses_correlations_that_make_no_sense) {
    static const char *const timespans[] = {
        "0s",  "-1s", "15", "m", "1y", "3661d", "1H", "''", "\"15\\0\"", "99999999999999999999s",
        "1.5h"};
    for (size_t i = 0; i < COUNT(timespans); i++) {
        Arena arena = {0};
        Str text = str_format(&arena,
                              "type: event_count\nrules: one\ncondition: {gte: 1}\n"
                              "timespan: %s",
                              timespans[i]);
        expect_refused(text.ptr, "timespan: write a number with s, m, h or d");
        arena_free(&arena);
    }
    expect_refused("type: near\nrules: one\ntimespan: 1s", "type: a correlation is event_count");
    expect_refused("type: temporal\ntimespan: 1s", "rules: the rules are missing");
    expect_refused("type: temporal\nrules: []\ntimespan: 1s", "rules: name 1 to 64 rules");
    expect_refused("type: temporal\nrules: three\ntimespan: 1s", "there is no usable rule 'three'");
    expect_refused("type: temporal\nrules: c\ntimespan: 1s", "has itself for a member through 'c'");
    expect_refused("type: event_count\nrules: one\ntimespan: 1s", "condition: want a map");
    expect_refused("type: event_count\nrules: one\ntimespan: 1s\ncondition: {}", "is missing");
    expect_refused("type: event_count\nrules: one\ntimespan: 1s\ncondition: {gt: x}", "write gt");
    expect_refused("type: event_count\nrules: one\ntimespan: 1s\ncondition: {gt: -1}", "write gt");
    expect_refused("type: event_count\nrules: one\ntimespan: 1s\ncondition: {gt: 1000001}",
                   "write gt");
    expect_refused("type: value_count\nrules: one\ntimespan: 1s\ncondition: {gt: 1}",
                   "the field whose values are meant is missing");
    expect_refused("type: value_percentile\nrules: one\ntimespan: 1s\n"
                   "condition: {gt: 1, field: f}",
                   "value_percentile wants percentile");
    expect_refused("type: temporal\nrules: [one, two]\ntimespan: 1s\ncondition: one and not two",
                   "can't say not");
    expect_refused("type: temporal\nrules: [one]\ntimespan: 1s\ncondition: two",
                   "where the name of a search should be");
    expect_refused("type: temporal_ordered\nrules: [one, two]\ntimespan: 1s\n"
                   "condition: one or two",
                   "temporal_ordered asks for all of its rules");
    expect_refused("type: temporal_ordered\nrules: [one, two]\ntimespan: 1s\n"
                   "condition: one and one",
                   "temporal_ordered asks for all of its rules");
    expect_refused("type: temporal\nrules: one\ntimespan: 1s\naliases: x", "aliases: want a map");
    expect_refused("type: temporal\nrules: one\ntimespan: 1s\naliases: {x: y}", "an alias maps");
    expect_refused("type: temporal\nrules: one\ntimespan: 1s\naliases: {x: {one: 1}}",
                   "an alias maps");
    expect_refused("type: temporal\nrules: one\ntimespan: 1s\ngroupby: x", "'groupby' is no key");
}

/* ---- correlations of correlations ---- */

/* Correlations c0 to c<count - 1>, each with the one before it for both of its members. */
static Str chain(Arena *arena, size_t count) {
    CLEANUP(buffer_free) Buffer out = {0};
    buffer_add(&out, S(MEMBERS));
    for (size_t i = 0; i < count; i++) {
        Str member = i == 0 ? S("one") : str_format(arena, "c%zu", i - 1);
        buffer_add(&out, str_format(arena,
                                    "title: c\nname: c%zu\ncorrelation: {type: event_count, rules: "
                                    "[%.*s, %.*s, id-2], group-by: g%zu, timespan: 1s, "
                                    "condition: {gte: 1}}\n---\n",
                                    i, STR_ARGS(member), STR_ARGS(member), i));
    }
    return str_copy(arena, buffer_text(&out));
}

/* Paths through these are 2 to the power of their number. */
TEST(links_each_rule_once) {
    Arena arena = {0};
    SigmaSet *set = sigma_set_make(&arena);
    assert_true(sigma_set_add(set, S("r.yml"), chain(&arena, SIGMA_DEPTH_MAX)));
    LogKeys *keys = log_keys_make(&arena);
    assert_true(sigma_set_compile(set, keys));
    assert_int_equal(set->wants[0].count, SIGMA_DEPTH_MAX);
    assert_int_equal(set->parents[0][1], UINT32_MAX); /* named twice, a parent once */
    sigma_set_free(set);
    sigma_expect_refused(chain(&arena, SIGMA_DEPTH_MAX + 1), "r.yml:", "is nested too deeply");
    arena_free(&arena);
}

TEST(refuses_circles_and_what_hangs_on_them) {
    static const char text[] =
        MEMBERS "title: a\nname: a\ncorrelation: {type: temporal, rules: [one, b], timespan: 1s}\n"
                "---\n"
                "title: b\nname: b\ncorrelation: {type: temporal, rules: [a], timespan: 1s}\n"
                "---\n"
                "title: d\nname: d\ncorrelation: {type: temporal, rules: [two], timespan: 1s}\n";
    Arena arena = {0};
    SigmaSet *set = sigma_set_make(&arena);
    assert_true(sigma_set_add(set, S("r.yml"), str_from(text)));
    assert_false(sigma_set_compile(set, log_keys_make(&arena)));
    assert_int_equal(set->errors.count, 2);
    Str error = error_text(&arena, &set->errors.items[0]);
    assert_true(str_contains(error, S("has itself for a member through 'a'")));
    assert_int_equal(set->count, 3); /* one, two, d */
    assert_int_equal(sigma_set_find(set, S("a")), SIZE_MAX);
    assert_int_equal(sigma_set_find(set, S("d")), 2);
    assert_int_equal(set->rules[2].correlation->members[0], 1);
    assert_false(set->rules[0].hidden);
    assert_true(set->rules[1].hidden);
    sigma_set_free(set);
    arena_free(&arena);
}

/* Correlations over "one", each of which asks for 16 fields of its own. */
static bool links_wants(size_t count, const char *more) {
    Arena arena = {0};
    CLEANUP(buffer_free) Buffer out = {0};
    buffer_add(&out, S(MEMBERS));
    for (size_t i = 0; i < count; i++) {
        buffer_add(&out, S("title: c\ncorrelation: {type: event_count, rules: one, timespan: 1s, "
                           "condition: {gt: 1}, group-by: ["));
        for (size_t j = 0; j < SIGMA_GROUP_BY_MAX; j++) {
            buffer_add(&out, str_format(&arena, "%sf%zu", j == 0 ? "" : ", ", i * 16 + j));
        }
        buffer_add(&out, S("]}\n---\n"));
    }
    buffer_add(&out, str_from(more));
    SigmaSet *set = sigma_set_make(&arena);
    assert_true(sigma_set_add(set, S("r.yml"), buffer_text(&out)));
    bool linked = sigma_set_compile(set, log_keys_make(&arena));
    sigma_set_free(set);
    arena_free(&arena);
    return linked;
}

TEST(bounds_what_correlations_ask_of_a_rule) {
    assert_true(links_wants(SIGMA_WANTS_MAX / SIGMA_GROUP_BY_MAX, ""));
    assert_false(links_wants(SIGMA_WANTS_MAX / SIGMA_GROUP_BY_MAX,
                             "title: c\ncorrelation: {type: event_count, rules: one, timespan: "
                             "1s, condition: {gt: 1}, group-by: one_more}\n"));
}
