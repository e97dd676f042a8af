/* SPDX-License-Identifier: Apache-2.0 */
/* test_fold.c -- settings that are spread over several resources, moved into the one they speak of
 * (docs/facts.md). */
#include "estate_expect.h"

static const char test_facts[] =
    "types:\n"
    "  A::B::Store: {names: [Name]}\n"
    "  A::B::Block: {fold: {by: Store, of: A::B::Store, into: Block.Deep}}\n"
    "  A::B::All: {fold: {by: Store, of: A::B::Store, into: .}}\n"
    "  A::B::Policy: {fold: {by: Stores, of: A::B::Store, into: Policies, shape: append}}\n"
    "  A::B::Value: {fold: {by: Store, of: A::B::Store, into: Values, shape: value, value: "
    "Item.Text}}\n"
    "  A::B::Self: {fold: {by: Store, of: A::B::Store, into: Selves, shape: self, keep: true}}\n"
    "  Terraform::B::Piece: {fold: {by: Store, of: A::B::Store, into: Piece}}\n";

static EstateExpect *read(const char *resources, bool open_world) {
    EstateExpect *made = estate_expect_make(false, open_world);
    Error err = {0};
    if (!facts_add(&made->facts, S("facts.yaml"), str_from(test_facts), &err)) {
        fail_msg("%s", err.message);
    }
    Str text = str_format(&made->arena,
                          "Parameters: {Free: {Type: String}}\nResources:\n"
                          "  S: {Type: A::B::Store, Properties: {Name: plain, Old: 1}}\n"
                          "  T: {Type: A::B::Store, Properties: {Name: second}}\n%s",
                          resources);
    estate_expect_read(made, str_terminated(&made->arena, text));
    return made;
}

/* What stands under path of S and of T once these resources were folded. */
static void expect(const char *resources, const char *path, const char *of_s, const char *of_t) {
    EstateExpect *made = read(resources, false);
    estate_expect_value(made, "S", path, of_s);
    estate_expect_value(made, "T", path, of_t);
    estate_expect_free(made);
}

TEST(fold_merges) {
    expect("  F: {Type: A::B::Block, Properties: {Store: !Ref S, On: true, Level: 3}}\n", "Block",
           "{\"Deep\": {\"On\": true, \"Level\": 3}}", NULL);
    expect("  F: {Type: A::B::Block, Properties: {Store: !Ref S, On: true}}\n"
           "  G: {Type: A::B::Block, Properties: {Store: !Ref S, On: false, More: 1}}\n",
           "Block.Deep", "{\"On\": false, \"More\": 1}", NULL);
    expect("  F: {Type: A::B::All, Properties: {Store: !Ref S, New: 2, Old: 3}}\n", "",
           "{\"Name\": \"plain\", \"Old\": 3, \"New\": 2}", "{\"Name\": \"second\"}");
}

TEST(fold_finds_the_other_by_name) {
    expect("  F: {Type: A::B::Block, Properties: {Store: second, On: true}}\n", "Block.Deep", NULL,
           "{\"On\": true}");
    expect("  F: {Type: A::B::Block, Properties: {Store: 'arn:aws:b:::plain', On: true}}\n",
           "Block.Deep", "{\"On\": true}", NULL);
    expect("  F: {Type: A::B::Block, Properties: {Store: third, On: true}}\n", "Block", NULL, NULL);
}

TEST(fold_appends_to_each_that_is_named) {
    expect("  F: {Type: A::B::Policy, Properties: {Stores: [!Ref S, second], Doc: 1}}\n"
           "  G: {Type: A::B::Policy, Properties: {Stores: [!Ref S], Doc: 2}}\n",
           "Policies", "[{\"Doc\": 1}, {\"Doc\": 2}]", "[{\"Doc\": 1}]");
}

TEST(fold_values_and_selves) {
    expect("  F: {Type: A::B::Value, Properties: {Store: !Ref S, Item: {Text: x}}}\n"
           "  G: {Type: A::B::Value, Properties: {Store: !Ref S, Item: {Text: [y, z]}}}\n"
           "  H: {Type: A::B::Value, Properties: {Store: !Ref S}}\n",
           "Values", "[\"x\", \"y\", \"z\"]", NULL);
    expect("  F: {Type: A::B::Self, Properties: {Store: !Ref T}}\n", "Selves", NULL, "[<{F.Arn}>]");
}

TEST(fold_marks_what_is_no_subject_any_more) {
    EstateExpect *made = read("  F: {Type: A::B::Block, Properties: {Store: !Ref S}}\n"
                              "  G: {Type: A::B::Self, Properties: {Store: !Ref S}}\n"
                              "  H: {Type: A::B::Block, Properties: {Store: elsewhere}}\n"
                              "  I: {Type: A::B::Block, Properties: {On: true}}\n",
                              false);
    assert_true(estate_expect_find(made, "F")->folded);
    assert_false(estate_expect_find(made, "G")->folded); /* keep */
    assert_false(estate_expect_find(made, "H")->folded); /* it stands on its own */
    assert_false(estate_expect_find(made, "I")->folded);
    assert_false(estate_expect_find(made, "S")->folded);
    estate_expect_free(made);
}

/* Which store is meant isn't known: what might be there is never taken as absent. */
TEST(fold_of_an_unknown_target_opens_every_place) {
    static const char hole[] = "Store: !FindInMap [a, b, c]";
    Arena arena = {0};
    const char *block = str_terminated(
        &arena, str_format(&arena, "  F: {Type: A::B::Block, Properties: {%s, On: true}}\n", hole));
    expect(block, "Block.Deep", "~<>", "~<>");
    Str both = str_format(&arena,
                          "%s  G: {Type: A::B::Policy, Properties: {Stores: [!Ref S], Doc: "
                          "1}}\n  H: {Type: A::B::Policy, Properties: {Stores: !FindInMap "
                          "[a, b, c]}}\n",
                          block);
    expect(str_terminated(&arena, both), "Policies", "[{\"Doc\": 1}, +]", "~<>");
    expect("  H: {Type: A::B::Policy, Properties: {Stores: !FindInMap [a, b, c]}}\n"
           "  G: {Type: A::B::Policy, Properties: {Stores: [!Ref S], Doc: 1}}\n",
           "Policies", "[{\"Doc\": 1}, +]", "~<>");
    expect("  F: {Type: A::B::All, Properties: {Store: !FindInMap [a, b, c]}}\n", "",
           "{\"Name\": \"plain\", \"Old\": 1, +}", "{\"Name\": \"second\", +}");
    arena_free(&arena);
}

TEST(fold_of_a_target_from_outside_is_none_of_these) {
    expect("  F: {Type: A::B::Block, Properties: {Store: !Ref Free, On: true}}\n", "Block", NULL,
           NULL);
    expect("  F: {Type: A::B::Block, Properties: {Store: !ImportValue x, On: true}}\n", "Block",
           NULL, NULL);
}

TEST(fold_leaves_room_in_an_open_world) {
    EstateExpect *made =
        read("  F: {Type: A::B::Policy, Properties: {Stores: [!Ref S], Doc: 1}}\n", true);
    estate_expect_value(made, "S", "Policies", "[{\"Doc\": 1}, +]");
    estate_expect_value(made, "T", "Policies", "~<>");
    estate_expect_value(made, "T", "Block.Deep", "~<>");
    estate_expect_value(made, "T", "Piece", NULL); /* only Terraform has such pieces */
    assert_true((estate_expect_find(made, "T")->properties.flags & NODE_FLAG_OPEN) != 0);
    estate_expect_free(made);
}

TEST(fold_does_not_overwrite_what_is_no_map) {
    expect("  F: {Type: A::B::Block, Properties: {Store: !Ref S, On: true}}\n"
           "  G: {Type: A::B::All, Properties: {Store: !Ref S, Block: text}}\n"
           "  H: {Type: A::B::Block, Properties: {Store: !Ref S, On: false}}\n",
           "Block", "\"text\"", NULL);
}

/* Evidence shows the line that a setting was written in. */
TEST(fold_keeps_positions) {
    EstateExpect *made =
        read("  F: {Type: A::B::Policy, Properties: {Stores: [!Ref S], Doc: 1}}\n", false);
    const Node *policies = node_find(&estate_expect_find(made, "S")->properties, S("Policies"));
    assert_int_equal(node_find(&policies->items[0], S("Doc"))->line, 5);
    estate_expect_free(made);
}
