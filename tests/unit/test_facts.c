/* SPDX-License-Identifier: Apache-2.0 */
/* test_facts.c -- reading facts files (docs/facts.md); what they do to resources is in
 * test_terraform.c and test_fold.c. */
#include "tests/test.h"

#include "aws/facts.h"
#include "base/embedded.h"

static void refuse(const char *text, uint32_t line, const char *part) {
    Arena arena = {0};
    Facts facts = facts_make(&arena);
    Error err = {0};
    if (facts_add(&facts, S("f.yaml"), str_from(text), &err)) fail_msg("%s is taken", text);
    if (err.line != line || strstr(err.message, part) == NULL) {
        fail_msg("%s: line %u, %s", text, err.line, err.message);
    }
    arena_free(&arena);
}

TEST(facts_of_a_type) {
    Arena arena = {0};
    Facts facts = facts_make(&arena);
    Error err = {0};
    assert_true(
        facts_add(&facts, S("f.yaml"),
                  S("service: s\ntitle: S\ntypes:\n"
                    "  A::B::C:\n    draw: store\n    category: storage\n    names: [X, Y]\n"
                    "    terraform: {a_c: {ids: {url: Url}, under: Data, properties: {p: Q}}}\n"
                    "  A::B::D: {}\n"),
                  &err));
    const FactsType *type = facts_find_type(&facts, S("A::B::C"));
    assert_true(str_equal(type->service, S("s")));
    assert_true(str_equal(type->draw, S("store")));
    assert_int_equal(type->name_count, 2);
    assert_true(str_equal(facts_find_type(&facts, S("A::B::D"))->draw, S("none")));
    assert_true(str_equal(facts_find_type(&facts, S("A::B::D"))->category, S("other")));
    const FactsTerraform *terraform = facts_find_terraform(&facts, S("a_c"));
    assert_ptr_equal(terraform->type, type);
    assert_true(str_equal(terraform->block.under, S("Data")));
    const Str *url = map_find(&terraform->ids, S("url"));
    assert_true(str_equal(*url, S("Url")));
    assert_null(facts_find_type(&facts, S("a_c")));
    assert_null(facts_find_terraform(&facts, S("a_d")));
    arena_free(&arena);
}

TEST(facts_later_files_replace_types) {
    Arena arena = {0};
    Facts facts = facts_make(&arena);
    Error err = {0};
    assert_true(facts_add(&facts, S("f"), S("types: {A::B::C: {draw: store}}"), &err));
    assert_true(facts_add(&facts, S("g"), S("types: {A::B::C: {draw: process}}"), &err));
    assert_true(str_equal(facts_find_type(&facts, S("A::B::C"))->draw, S("process")));
    arena_free(&arena);
}

TEST(facts_faults) {
    refuse("service: s\n", 1, "has no types");
    refuse("types: [a]\n", 1, "has no types");
    refuse("types: {}\nkind: x\n", 2, "\"kind\" is not known");
    refuse("types:\n  A:\n    colour: red\n", 3, "\"colour\" is not known");
    refuse("types:\n  A:\n    names: X\n", 3, "names must be a list");
    refuse("types:\n  A:\n    terraform:\n      a: {properties: {p: {shape: round}}}\n", 4,
           "\"round\" is not known");
    refuse("types:\n  A:\n    terraform:\n      a: {properties: {p: {tp: X}}}\n", 4,
           "\"tp\" is not known");
    refuse("types:\n  A:\n    terraform:\n      a: {properties: [p]}\n", 4,
           "properties must be a map");
    refuse("types:\n  A:\n    terraform:\n      a: {ids: [p]}\n", 4, "ids must be a map");
    refuse("types:\n  A:\n    terraform: [a]\n", 3, "must map Terraform types");
    refuse("types:\n  A:\n    fold: {by: X, of: Y}\n", 3, "needs by, of and into");
    refuse("types:\n  A:\n    fold: {by: X, of: Y, into: Z, shape: round}\n", 3,
           "shape of a fold is not known");
    refuse("types:\n  A:\n    fold: {by: X, of: Y, into: Z, to: Q}\n", 3, "\"to\" is not known");
    refuse("types: {A: {draw: a\n", 2, "");
}

/* Properties nested so deep in each other. */
static bool takes_nesting(int depth) {
    Arena arena = {0};
    Facts facts = facts_make(&arena);
    Str text = S("x");
    for (int i = 0; i < depth; i++) {
        text = str_format(&arena, "{properties: {a: %.*s}}", STR_ARGS(text));
    }
    text = str_format(&arena, "types: {A: {terraform: {a: %.*s}}}", STR_ARGS(text));
    bool taken = facts_add(&facts, S("f.yaml"), text, NULL);
    arena_free(&arena);
    return taken;
}

TEST(facts_nesting_ends_at_the_limit) {
    assert_true(takes_nesting(FACTS_NESTING_MAX + 1)); /* the type's own block is not nested */
    assert_false(takes_nesting(FACTS_NESTING_MAX + 2));
}

TEST(facts_size_ends_at_the_limit) {
    Arena arena = {0};
    char *text = arena_alloc(&arena, FACTS_BYTES_MAX + 1);
    memset(text, '\n', FACTS_BYTES_MAX + 1);
    memcpy(text, "types: {}", 9);
    Facts facts = facts_make(&arena);
    Error err = {0};
    assert_true(facts_add(&facts, S("f.yaml"), (Str){text, FACTS_BYTES_MAX}, &err));
    assert_false(facts_add(&facts, S("f.yaml"), (Str){text, FACTS_BYTES_MAX + 1}, &err));
    arena_free(&arena);
}

TEST(facts_pascal_case_of_names) {
    static const char *const cases[][2] = {{"engine_mode", "EngineMode"},
                                           {"vpc_zone_identifier", "VpcZoneIdentifier"},
                                           {"a", "A"},
                                           {"a__b_", "AB"},
                                           {"ipv6_cidr", "Ipv6Cidr"},
                                           {"x_1", "X1"},
                                           {"Already", "Already"},
                                           {"", ""}};
    Arena arena = {0};
    for (size_t i = 0; i < COUNT(cases); i++) {
        Str got = facts_pascal_case(&arena, str_from(cases[i][0]));
        if (!str_equal(got, str_from(cases[i][1]))) {
            fail_msg("%s becomes %.*s", cases[i][0], STR_ARGS(got));
        }
    }
    arena_free(&arena);
}

/* Every fold of the built-in facts leads to a type that they know. */
TEST(facts_built_in_are_whole) {
    Arena arena = {0};
    Facts facts = facts_make(&arena);
    for (size_t i = 0; i < embedded_file_count; i++) {
        Str path = str_from(embedded_files[i].path);
        Str text = {embedded_files[i].data, embedded_files[i].len};
        Error err = {0};
        if (!str_starts(path, S("facts/"))) continue;
        if (!facts_add(&facts, path, text, &err)) fail_msg("%s", err.message);
    }
    for (size_t i = 0; i < facts.types.count; i++) {
        const FactsType *type = facts.types.entries[i].value;
        for (size_t f = 0; f < type->fold_count; f++) {
            Str of = type->folds[f].of;
            if (facts_find_type(&facts, of) == NULL) {
                fail_msg("%.*s folds into %.*s", STR_ARGS(type->name), STR_ARGS(of));
            }
        }
    }
    arena_free(&arena);
}
