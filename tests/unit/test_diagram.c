/* SPDX-License-Identifier: Apache-2.0 */
/* test_diagram.c -- reading the diagram part of facts: what a mistake says, and where. */
#include "estate_expect.h"

static const Diagram *read(EstateExpect *made, const char *diagram, Error *err) {
    Str text = str_format(&made->arena, "types:\n  A::B::C:\n    diagram:\n%s", diagram);
    if (!facts_add(&made->facts, S("f.yaml"), text, err)) return NULL;
    return &facts_find_type(&made->facts, S("A::B::C"))->diagram;
}

static void expect_error(const char *diagram, uint32_t line, const char *says) {
    EstateExpect *made = estate_expect_make(false, false);
    Error err = {0};
    if (read(made, diagram, &err) != NULL) fail_msg("accepted:\n%s", diagram);
    assert_string_equal(err.file, "f.yaml");
    assert_int_equal(err.line, line);
    if (strstr(err.message, says) == NULL) fail_msg("\"%s\" doesn't say \"%s\"", err.message, says);
    estate_expect_free(made);
}

TEST(diagram_errors_say_where) {
    expect_error("      rolle: X\n", 4, "the key \"rolle\" is not known here");
    expect_error("      role: {a: b}\n", 4, "must be a text, or a list of texts");
    expect_error("      flows: X\n", 4, "must be a list");
    expect_error("      flows:\n        - {label: x}\n", 5, "needs from, to, or both");
    expect_error("      flows:\n        - {to: X, wen: {}}\n", 5, "the key \"wen\"");
    expect_error("      flows:\n        - {to: X, when: Y}\n", 5, "must map properties");
    expect_error("      flows:\n        - {to: X, encrypted: {perhaps: {}}}\n", 5, "\"perhaps\"");
    expect_error("      entry:\n        - {when: []}\n", 5, "must map properties");
    expect_error("      access: [x]\n", 4, "must map verbs to actions");
    expect_error("      public: x\n", 4, "must map properties");
    expect_error("      carries: {labels: yes}\n", 4, "the key \"labels\"");
}

TEST(diagram_trails_are_checked) {
    expect_error("      role: ''\n", 4, "is no trail");
    expect_error("      role: [A, 'B >']\n", 4, "is no trail");
    expect_error("      part_of: A > > B\n", 4, "is no trail");
    expect_error("      part_of: < A::B::C\n", 4, "is no trail");
    expect_error("      groups: '>'\n", 4, "is no trail");
    expect_error("      flows:\n        - {to: ['X >']}\n", 5, "is no trail");
}

/* So many items of a trail, so many rows. */
static void expect_count(size_t count, const char *before, const char *item, const char *after,
                         bool fine) {
    EstateExpect *made = estate_expect_make(false, false);
    CLEANUP(buffer_free) Buffer text = {0};
    Error err = {0};
    buffer_add(&text, str_from(before));
    for (size_t i = 0; i < count; i++) buffer_add(&text, str_from(item));
    buffer_add(&text, str_from(after));
    const char *diagram = str_terminated(&made->arena, buffer_text(&text));
    bool read_well = read(made, diagram, &err) != NULL;
    if (read_well != fine) fail_msg("%zu of \"%s\": %s", count, item, err.message);
    estate_expect_free(made);
}

TEST(diagram_limits) {
    expect_count(DIAGRAM_STEPS_MAX - 1, "      role: ", "A > ", "A\n", true);
    expect_count(DIAGRAM_STEPS_MAX, "      role: ", "A > ", "A\n", false);
    expect_count(DIAGRAM_ITEMS_MAX, "      role: [", "A, ", "]\n", true);
    expect_count(DIAGRAM_ITEMS_MAX + 1, "      role: [", "A, ", "]\n", false);
    expect_count(DIAGRAM_ITEMS_MAX, "      flows:\n", "        - {to: A}\n", "", true);
    expect_count(DIAGRAM_ITEMS_MAX + 1, "      flows:\n", "        - {to: A}\n", "", false);
    expect_count(DIAGRAM_ITEMS_MAX, "      entry:\n", "        - {label: a}\n", "", true);
    expect_count(DIAGRAM_ITEMS_MAX + 1, "      entry:\n", "        - {label: a}\n", "", false);
}

TEST(diagram_claims) {
    EstateExpect *made = estate_expect_make(false, false);
    Error err = {0};
    const Diagram *diagram =
        read(made,
             "      flows:\n"
             "        - to: A\n"
             "          hint: yes\n"
             "          encrypted: yes\n"
             "          authenticated: {no: [{P: x}, {Q: absent}], yes: {R: 1}, "
             "of: A::B::D Store}\n",
             &err);
    assert_non_null(diagram);
    const DiagramFlow *flow = &diagram->flows[0];
    assert_true(flow->hint);
    assert_true(flow->encrypted.always && flow->encrypted.truth == TRUTH_TRUE);
    assert_int_equal(flow->authenticated.no.count, 2);
    assert_int_equal(flow->authenticated.yes.count, 1);
    assert_true(str_equal(flow->authenticated.yes.items[0].items[0].values.items[0], S("1")));
    assert_true(str_equal(flow->authenticated.of_type, S("A::B::D")));
    assert_true(str_equal(flow->authenticated.of_path, S("Store")));
    estate_expect_free(made);
}
