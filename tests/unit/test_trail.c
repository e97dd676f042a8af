/* SPDX-License-Identifier: Apache-2.0 */
/* test_trail.c -- following references through resources, and tests on their properties. */
#include "estate/trail.h"
#include "estate_expect.h"

static const char test_facts[] = "types:\n"
                                 "  A::B::Leaf: {names: [Name]}\n"
                                 "  A::B::Twig: {}\n"
                                 "  A::B::Tree: {}\n";

static const char test_resources[] =
    "Parameters: {Free: {Type: String}}\n"
    "Resources:\n"
    "  L: {Type: A::B::Leaf, Properties: {Name: green}}\n"
    "  M: {Type: A::B::Leaf, Properties: {Name: red}}\n"
    "  T: {Type: A::B::Twig, Properties: {Leaf: !Ref L}}\n"
    "  U: {Type: A::B::Twig, Properties: {Leaf: red}}\n"
    "  V: {Type: A::B::Twig, Properties: {Leaf: !FindInMap [a, b, c]}}\n"
    "  W:\n"
    "    Type: A::B::Tree\n"
    "    Properties:\n"
    "      Twigs: [{Twig: !Ref T}, {Twig: !Ref U}]\n"
    "      Map: {x: {Leaf: !Ref L}, y: {Leaf: !Ref M}}\n"
    "      Text: !Sub 'all of ${L} and ${M}'\n"
    "      Flag: true\n"
    "      Sizes: [1, 2]\n"
    "      Free: !Ref Free\n";

static EstateExpect *read(void) {
    EstateExpect *made = estate_expect_make(false, false);
    Error err = {0};
    assert_true(facts_add(&made->facts, S("facts.yaml"), str_from(test_facts), &err));
    estate_expect_read(made, test_resources);
    return made;
}

/* "L at Leaf of T; ...": where a trail leads, by what. */
static void expect(const char *from, const char *trail, const char *type, const char *stops) {
    EstateExpect *made = read();
    TrailStops found = {0};
    CLEANUP(buffer_free) Buffer out = {0};
    trail_follow(&made->estate, estate_expect_find(made, from), str_from(trail), str_from(type),
                 &found);
    for (size_t i = 0; i < found.count; i++) {
        const Evidence *evidence = &found.items[i].evidence;
        buffer_add_format(&out, "%s%.*s at %.*s of %.*s", i > 0 ? "; " : "",
                          STR_ARGS(found.items[i].resource->address), STR_ARGS(evidence->path),
                          STR_ARGS(evidence->address));
    }
    if (found.incomplete) buffer_add(&out, S(" +"));
    if (!str_equal(buffer_text(&out), str_from(stops))) {
        fail_msg("%s %s\n  is  %.*s\n  not %s", from, trail, STR_ARGS(buffer_text(&out)), stops);
    }
    estate_expect_free(made);
}

TEST(trail_one_step) {
    expect("T", "Leaf", "A::B::Leaf", "L at Leaf of T");
    expect("T", "Leaf > A::B::Leaf", "", "L at Leaf of T");
    expect("T", "Leaf > A::B::Tree", "", "");
    expect("T", "Leaf", "", "L at Leaf of T");
    expect("U", "Leaf", "A::B::Leaf", "M at Leaf of U"); /* by name */
    expect("U", "Leaf", "", "");                         /* a name says no type */
    expect("V", "Leaf", "A::B::Leaf", " +");
    expect("T", "Nothing", "A::B::Leaf", "");
}

TEST(trail_lists_maps_and_text) {
    expect("W", "Twigs.Twig", "A::B::Twig", "T at Twigs[0].Twig of W; U at Twigs[1].Twig of W");
    expect("W", "Twigs", "A::B::Twig", "T at Twigs[0].Twig of W; U at Twigs[1].Twig of W");
    expect("W", "Map.*.Leaf", "A::B::Leaf", "L at Map.x.Leaf of W; M at Map.y.Leaf of W");
    expect("W", "Map.y", "A::B::Leaf", "M at Map.y.Leaf of W");
    expect("W", "Text", "A::B::Leaf", "L at Text of W; M at Text of W");
    expect("W", "Text", "A::B::Twig | A::B::Leaf", "L at Text of W; M at Text of W");
}

TEST(trail_by_way_of_others) {
    expect("W", "Twigs.Twig > A::B::Twig > Leaf", "A::B::Leaf", "L at Leaf of T; M at Leaf of U");
    expect("W", "Twigs.Twig > A::B::Twig > Leaf > A::B::Leaf", "",
           "L at Leaf of T; M at Leaf of U");
    expect("W", "Twigs.Twig > A::B::Leaf > Leaf", "A::B::Leaf", "");
}

TEST(trail_backwards) {
    /* V's leaf could be any */
    expect("L", "< A::B::Twig Leaf", "", "T at Leaf of T +");
    expect("M", "< A::B::Twig Leaf", "", "U at Leaf of U +");
    expect("T", "< A::B::Tree Twigs.Twig", "", "W at Twigs[0].Twig of W");
    expect("L", "< A::B::Twig Leaf > < A::B::Tree Twigs.Twig", "", "W at Twigs[0].Twig of W +");
    expect("U", "< A::B::Tree Twigs.Twig > Map", "A::B::Leaf",
           "L at Map.x.Leaf of W; M at Map.y.Leaf of W");
    expect("W", "< A::B::Twig Leaf", "", " +");
}

static Truth test(const char *tests) {
    EstateExpect *made = estate_expect_make(false, false);
    Error err = {0};
    Str facts = str_format(&made->arena, "types: {A::B::Tree: {diagram: {public: %s}}}", tests);
    assert_true(facts_add(&made->facts, S("facts.yaml"), facts, &err));
    estate_expect_read(made, test_resources);
    const Resource *tree = estate_expect_find(made, "W");
    Truth truth = trail_test(&made->arena, tree, &tree->facts->diagram.public, NULL);
    estate_expect_free(made);
    return truth;
}

TEST(trail_tests) {
    assert_int_equal(test("{Flag: yes}"), TRUTH_TRUE);
    assert_int_equal(test("{Flag: 'TRUE'}"), TRUTH_TRUE);
    assert_int_equal(test("{Flag: 'false'}"), TRUTH_FALSE);
    assert_int_equal(test("{Flag: '*'}"), TRUTH_TRUE);
    assert_int_equal(test("{Sizes: 2}"), TRUTH_TRUE);
    assert_int_equal(test("{Sizes: 3}"), TRUTH_FALSE);
    assert_int_equal(test("{Sizes: [3, 1]}"), TRUTH_TRUE);
    assert_int_equal(test("{Nothing: absent}"), TRUTH_TRUE);
    assert_int_equal(test("{Nothing: x}"), TRUTH_FALSE);
    assert_int_equal(test("{Flag: absent}"), TRUTH_FALSE);
    assert_int_equal(test("{Free: x}"), TRUTH_UNKNOWN);
    assert_int_equal(test("{Free: absent}"), TRUTH_UNKNOWN);
    assert_int_equal(test("{Flag: 'true', Free: x}"), TRUTH_UNKNOWN);
    assert_int_equal(test("{Flag: 'false', Free: x}"), TRUTH_FALSE);
    assert_int_equal(test("{}"), TRUTH_TRUE);
}
