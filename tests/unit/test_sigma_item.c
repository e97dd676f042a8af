/* SPDX-License-Identifier: Apache-2.0 */
/* test_sigma_item.c -- which entries of a search are refused, with the place, and what bounds them.
 * What the accepted ones find is in test_sigma_match.c. */
#include "tests/unit/sigma_expect.h"

typedef struct Refusal {
    const char *item, *place, *part;
} Refusal;

static void expect_refused(const Refusal *refusals, size_t count) {
    for (size_t i = 0; i < count; i++) {
        sigma_expect_item_refused(refusals[i].item, refusals[i].place, refusals[i].part);
    }
}

TEST(refuses_modifiers_that_are_none) {
    static const Refusal refusals[] = {
        {"f|near: x", "r.yml:7:13: f|near: ", "'near' is no modifier of Sigma 2.1.0"},
        {"f|: x\ng|Contains: x", "r.yml:8:17: ", "'Contains' is no modifier"},
        {"f||contains: x", "r.yml:7:18: ", "'' is no modifier"},
    };
    expect_refused(refusals, COUNT(refusals));
}

TEST(refuses_modifiers_that_exclude_each_other) {
    static const char *const pairs[] = {
        "f|re|cidr: x",     "f|cidr|re: x",      "f|re|lt: 5",         "f|lt|re: 5",
        "f|cidr|gt: 5",     "f|exists|gte: 5",   "f|fieldref|lte: 5",  "f|lt|gt: 5",
        "f|hour|day: 5",    "f|re|hour: 5",      "f|hour|re: 5",       "f|cidr|year: 5",
        "f|re|contains: x", "f|contains|re: x",  "f|cidr|base64: x",   "f|lt|contains: 5",
        "f|hour|base64: 5", "f|exists|re: true", "f|fieldref|wide: x", "f|re|windash: x",
    };
    for (size_t i = 0; i < COUNT(pairs); i++) {
        sigma_expect_item_refused(pairs[i], "r.yml:7:", "two modifiers that exclude each other");
    }
}

TEST(refuses_values_that_modifiers_can_not_take) {
    static const Refusal refusals[] = {
        {"f|contains: null", "r.yml:7:17: ", "this modifier takes text"},
        {"f|re: null", "r.yml:7:11: ", "re takes text"},
        {"f|re: '('", "r.yml:7:11: ", "the regular expression is not valid: missing closing"},
        {"f|re:\n- a\n- '*'", "r.yml:9:7: ", "the regular expression is not valid"},
        {"f|re: '\\C'", "r.yml:7:11: ", "the regular expression is not valid"},
        {"f|i: x", "r.yml:7:10: ", "i, m and s come behind re"},
        {"f|i|re: x", "r.yml:7:13: ", "i, m and s come behind re"},
        {"f|lt: x", "r.yml:7:11: ", "takes a number"},
        {"f|lt: null", "r.yml:7:11: ", "takes a number"},
        {"f|gte: true", "r.yml:7:12: ", "takes a number"},
        {"f|hour: x", "r.yml:7:13: ", "takes a number"},
        {"f|exists: x", "r.yml:7:15: ", "exists takes true or false"},
        {"f|exists: 1", "r.yml:7:15: ", "exists takes true or false"},
        {"f|cidr: 10.0.0.0/33", "r.yml:7:13: ", "is no network"},
        {"f|cidr: 10.0.0.0/-1", "r.yml:7:13: ", "is no network"},
        {"f|cidr: 10.0.0.0/", "r.yml:7:13: ", "is no network"},
        {"f|cidr: 10.0.0/8", "r.yml:7:13: ", "is no network"},
        {"f|cidr: 10.*", "r.yml:7:13: ", "is no network"},
        {"f|cidr: 2001:db8::/129", "r.yml:7:13: ", "is no network"},
        {"f|cidr: \"10.0.0.1\\0x\"", "r.yml:7:13: ", "is no network"},
        {"f|cidr: null", "r.yml:7:13: ", "is no network"},
        {"f|fieldref: ''", "r.yml:7:17: ", "fieldref takes a field's name"},
        {"f|fieldref: null", "r.yml:7:17: ", "fieldref takes a field's name"},
        {"f|base64: a*", "r.yml:7:15: ", "can't have wildcards"},
        {"f|contains|base64: ab", "r.yml:7:24: ", "can't have wildcards"},
        {"f|base64offset: a", "r.yml:7:21: ", "takes two bytes of text or more"},
        {"f|base64offset|contains: ''", "r.yml:7:30: ", "takes two bytes of text or more"},
        {"f|wide: x", "r.yml:7:13: ", "must go through base64 next"},
        {"f|utf16|contains: x", "r.yml:7:23: ", "must go through base64 next"},
        {"f|wide|utf16be|base64: x", "r.yml:7:28: ", "must go through base64 next"},
        {"f: []", "r.yml:7:8: ", "has no values"},
        {"f: {g: x}", "r.yml:7:8: ", "a value is text, a number, true, false or null"},
        {"f:\n- [x]", "r.yml:8:7: ", "a value is text, a number, true, false or null"},
        {"'|exists': true", "r.yml:7:16: ", "this modifier needs a field"},
        {"'|cidr': 10.0.0.0/8", "r.yml:7:14: ", "this modifier needs a field"},
        {"'|fieldref': g", "r.yml:7:18: ", "this modifier needs a field"},
        {"'|lt': 5", "r.yml:7:12: ", "this modifier needs a field"},
        {"'|all':\n- null", "r.yml:8:7: ", "a keyword can't be null"},
        {"f|expand: 'x %what%'", "r.yml:7:15: ", "the placeholder %what% has no value"},
    };
    expect_refused(refusals, COUNT(refusals));
}

/* ---- limits ---- */

/* A rule whose item is head, then count times text. */
static Str repeat(Arena *arena, const char *head, const char *text, size_t count) {
    CLEANUP(buffer_free) Buffer out = {0};
    buffer_add(&out, S(SIGMA_HEAD "detection:\n  s:\n    "));
    buffer_add(&out, str_from(head));
    for (size_t i = 0; i < count; i++) buffer_add(&out, str_from(text));
    buffer_add(&out, S("\n  condition: s\n"));
    return str_copy(arena, buffer_text(&out));
}

static void expect_accepted(Str yaml) {
    SigmaExpect expect = sigma_expect_make();
    sigma_expect_add(&expect, yaml);
    sigma_expect_compile(&expect);
    sigma_expect_free(&expect);
}

TEST(bounds_the_number_of_values) {
    Arena arena = {0};
    expect_accepted(repeat(&arena, "f:", "\n    - x", SIGMA_VALUES_MAX));
    sigma_expect_refused(repeat(&arena, "f:", "\n    - x", SIGMA_VALUES_MAX + 1),
                         "r.yml:8:5: ", "has too many values");
    arena_free(&arena);
}

TEST(bounds_the_length_of_a_value) {
    Arena arena = {0};
    expect_accepted(repeat(&arena, "f: ", "x", SIGMA_TEXT_BYTES_MAX));
    sigma_expect_refused(repeat(&arena, "f: ", "x", SIGMA_TEXT_BYTES_MAX + 1),
                         "r.yml:7:8: ", "is too long");
    expect_accepted(repeat(&arena, "f|re: ", "x", SIGMA_REGEX_BYTES_MAX));
    sigma_expect_refused(repeat(&arena, "f|re: ", "x", SIGMA_REGEX_BYTES_MAX + 1),
                         "r.yml:7:11: ", "the regular expression is too long");
    arena_free(&arena);
}

TEST(bounds_the_number_of_modifiers) {
    Arena arena = {0};
    expect_accepted(repeat(&arena, "f|all|all|all|all|all|all|all|all: [x]", "", 0));
    sigma_expect_refused(repeat(&arena, "f|all|all|all|all|all|all|all|all|all: [x]", "", 0),
                         "r.yml:7:", "'all' is one modifier too many");
    arena_free(&arena);
}

TEST(bounds_what_modifiers_make_of_a_value) {
    Arena arena = {0};
    expect_accepted(repeat(&arena, "f|windash: x", " -x", 4));
    sigma_expect_refused(repeat(&arena, "f|windash: x", " -x", 5),
                         "r.yml:7:16: ", "has too many dashes for windash");
    sigma_expect_refused(repeat(&arena, "f|windash|windash: x", " -x", 3),
                         "r.yml:7:24: ", "stands for too many values");
    sigma_expect_refused(repeat(&arena,
                                "f|base64offset|base64offset|base64offset|base64offset|"
                                "base64offset|base64offset|base64offset|base64offset:",
                                "\n    - xx", 2),
                         "r.yml:8:5: ", "has too many values");
    Str large = repeat(&arena, "f|windash: -a -b -c -d", "x", 60000);
    sigma_expect_refused(large, "r.yml:7:16: ", "would take too much memory");
    arena_free(&arena);
}
