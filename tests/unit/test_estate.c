/* SPDX-License-Identifier: Apache-2.0 */
/* test_estate.c -- finding resources, and who refers to whom, by symbol and by literal. */
#include "estate_expect.h"

static const char test_facts[] = "types:\n"
                                 "  A::B::Bucket: {names: [Name]}\n"
                                 "  AWS::S3::Bucket: {names: [BucketName]}\n"
                                 "  A::B::Other: {names: [Name]}\n"
                                 "  A::B::Table: {names: [Name], diagram: {arns: ['t:{Name}']}}\n";

static EstateExpect *read(const char *text, bool open_world) {
    EstateExpect *made = estate_expect_make(false, open_world);
    Error err = {0};
    if (!facts_add(&made->facts, S("facts.yaml"), str_from(test_facts), &err)) {
        fail_msg("%s", err.message);
    }
    estate_expect_read(made, text);
    return made;
}

/* The addresses of what property P of resource U refers to, as far as they are of a type. */
static void expect_refers(const char *value, Str type, const char *expected, bool incomplete) {
    Arena arena = {0};
    Str text = str_format(&arena,
                          "Parameters: {Free: {Type: String}}\n"
                          "Resources:\n"
                          "  X: {Type: A::B::Bucket, Properties: {Name: plain}}\n"
                          "  Y: {Type: A::B::Bucket}\n"
                          "  O: {Type: A::B::Other, Properties: {Name: plain}}\n"
                          "  T: {Type: A::B::Table, Properties: {Name: plain}}\n"
                          "  U: {Type: A::B::User, Properties: {P: %s}}\n",
                          value);
    EstateExpect *made = read(str_terminated(&arena, text), false);
    const Node *p = node_find(&estate_expect_find(made, "U")->properties, S("P"));
    ResourceList list = estate_refers(&made->estate, &arena, p, type);
    Str got = S("");
    for (size_t i = 0; i < list.count; i++) {
        got = str_join3(&arena, got, i > 0 ? S(" ") : S(""), list.items[i]->address);
    }
    if (!str_equal(got, str_from(expected)) || list.incomplete != incomplete) {
        fail_msg("%s refers to \"%.*s\"%s", value, STR_ARGS(got),
                 list.incomplete ? " and more" : "");
    }
    estate_expect_free(made);
    arena_free(&arena);
}

TEST(estate_references) {
    Str bucket = S("A::B::Bucket");
    expect_refers("!Ref X", bucket, "X", false);
    expect_refers("!GetAtt Y.Arn", bucket, "Y", false);
    expect_refers("!Sub 'arn:aws:s3:::${X}/*'", bucket, "X", false);
    expect_refers("[!Ref X, {Deep: [!Ref Y]}, !Ref X]", bucket, "X Y", false);
    expect_refers("!Ref O", bucket, "", false);
    expect_refers("!Ref O", S(""), "O", false);
    expect_refers("!Ref Free", bucket, "", true);
    expect_refers("[!Ref Free, !Ref X]", bucket, "X", true);
    expect_refers("!Ref 'AWS::Region'", bucket, "", false);
    expect_refers("!FindInMap [a, b, c]", bucket, "", true);
    expect_refers("3", bucket, "", false);
}

TEST(estate_literals_name_resources) {
    Str bucket = S("A::B::Bucket");
    expect_refers("plain", bucket, "X", false);
    expect_refers("plain", S("A::B::Other"), "O", false);
    expect_refers("'arn:aws:b:::plain'", bucket, "X", false);
    expect_refers("'arn:aws:b:::folder/plain'", bucket, "X", false);
    expect_refers("'arn:aws:b:::plain/more'", bucket, "", false);
    expect_refers("other", bucket, "", false);
    expect_refers("Y", bucket, "", false); /* a logical id is no name */
    expect_refers("plain", S(""), "", false);
}

/* a table and a queue of the same name */
TEST(estate_arns_name_resources_of_their_service) {
    Str table = S("A::B::Table");
    expect_refers("plain", table, "T", false);
    expect_refers("'arn:aws:t:eu-west-1:123456789012:table/plain'", table, "T", false);
    expect_refers("'arn:aws:b:eu-west-1:123456789012:plain'", table, "", false);
    expect_refers("'arn:aws:apigateway:eu-west-1:t:path/123456789012/plain'", table, "T", false);
    expect_refers("'arn:aws:apigateway:eu-west-1:b:path/123456789012/plain'", table, "", false);
}

TEST(estate_integrations_name_the_function_that_they_call) {
    Str bucket = S("A::B::Bucket");
    const char *format = "'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/%s'";
    static const struct {
        const char *tail, *expected;
    } cases[] = {
        {"arn:aws:lambda:eu-west-1:123456789012:function:plain/invocations", "X"},
        {"arn:aws:lambda:eu-west-1:123456789012:function:plain", "X"},
        {"arn:aws:lambda:eu-west-1:123456789012:function:other/invocations", ""},
        {"arn:aws:lambda/invocations", ""},
        {"arn:/invocations", ""},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        Arena arena = {0};
        Str text = str_format(&arena, format, cases[i].tail);
        expect_refers(str_terminated(&arena, text), bucket, cases[i].expected, false);
        arena_free(&arena);
    }
}

static const char referring[] =
    "Parameters: {Free: {Type: String}}\n"
    "Resources:\n"
    "  X: {Type: A::B::Bucket, Properties: {Name: plain}}\n"
    "  Y: {Type: A::B::Bucket}\n"
    "  U: {Type: A::B::User, Properties: {Target: !Ref X, List: [{To: !Ref Y}, {To: !Ref X}]}}\n"
    "  V: {Type: A::B::User, Properties: {Target: plain}}\n"
    "  W: {Type: A::B::User, Properties: {Target: !Ref Free, Hole: !FindInMap [a, b, c]}}\n";

TEST(estate_referrers_by_path) {
    EstateExpect *made = read(referring, false);
    Estate *estate = &made->estate;
    const Resource *x = estate_expect_find(made, "X"), *y = estate_expect_find(made, "Y");
    const ResourceList *list = estate_referrers(estate, S("A::B::User"), S("Target"), x);
    assert_int_equal(list->count, 2);
    assert_ptr_equal(list->items[0], estate_expect_find(made, "U"));
    assert_ptr_equal(list->items[1], estate_expect_find(made, "V"));
    assert_false(list->incomplete); /* a value from outside is none that this estate creates */
    assert_int_equal(estate_referrers(estate, S("A::B::User"), S("Target"), y)->count, 0);
    assert_int_equal(estate_referrers(estate, S("A::B::User"), S("List.To"), y)->count, 1);
    assert_int_equal(estate_referrers(estate, S("A::B::Nobody"), S("Target"), y)->count, 0);
    assert_true(estate_referrers(estate, S("A::B::User"), S("Hole"), y)->incomplete);
    estate_expect_free(made);
}

TEST(estate_referrers_of_an_open_world_are_incomplete) {
    EstateExpect *made = read(referring, true);
    const Resource *x = estate_expect_find(made, "X");
    const ResourceList *list = estate_referrers(&made->estate, S("A::B::User"), S("Target"), x);
    assert_int_equal(list->count, 2);
    assert_true(list->incomplete);
    estate_expect_free(made);
}

TEST(estate_finds_by_address_type_and_node) {
    EstateExpect *made = read(referring, false);
    const Resource *u = estate_expect_find(made, "U");
    assert_int_equal(estate_of_type(&made->estate, S("A::B::User"))->count, 3);
    assert_int_equal(estate_of_type(&made->estate, S("A::B::None"))->count, 0);
    assert_ptr_equal(estate_of_node(&u->properties), u);
    assert_null(estate_of_node(node_find(&u->properties, S("List"))));
    assert_null(estate_of_node(NULL));
    assert_null(estate_find(&made->estate, S("None")));
    assert_ptr_equal(estate_get(&made->estate, u->index), u);
    estate_expect_free(made);
}

TEST(estate_addresses_are_unique) {
    Arena arena = {0};
    Facts facts = facts_make(&arena);
    Estate estate = estate_make(&arena, &facts, false);
    Source first = {S("a.yaml")}, second = {S("b.yaml")};
    const Source *sources[] = {&first, &second, &second, &second};
    static const char *const expected[] = {"X", "b.yaml:X", "b.yaml:X~2", "b.yaml:X~3"};
    for (size_t i = 0; i < COUNT(sources); i++) {
        Resource resource = {.address = S("X"), .type = S("T")};
        resource.properties = node_make_map(NULL);
        resource.properties.source = sources[i];
        Resource *added = estate_add(&estate, &resource);
        assert_true(str_equal(added->address, str_from(expected[i])));
        assert_int_equal(added->index, i);
        assert_ptr_equal(estate_find(&estate, added->address), added);
    }
    arena_free(&arena);
}

static void count_visit(void *context, const Node *node) {
    (void)node;
    ++*(size_t *)context;
}

TEST(estate_paths_spread_lists) {
    EstateExpect *made = read("Resources: {U: {Type: A::B::User, Properties: {A: [{B: 1}, {B: [2, "
                              "3]}, {C: 4}, [{B: 5}]], D: !FindInMap [a, b, c]}}}\n",
                              false);
    const Node *properties = &estate_expect_find(made, "U")->properties;
    static const struct {
        const char *path;
        size_t count;
    } cases[] = {{"A.B", 3}, {"A", 1}, {"A.C", 1}, {"A.X", 0}, {"D.E.F", 1}, {"X.Y", 0}, {"", 1}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t count = 0;
        estate_visit_path(properties, str_from(cases[i].path), count_visit, &count);
        if (count != cases[i].count) fail_msg("%s: %zu nodes", cases[i].path, count);
    }
    estate_expect_free(made);
}

/* The canonical text of property P of resource U. */
static void expect_canonical(const char *value, const char *expected) {
    Arena arena = {0};
    Str text = str_format(&arena,
                          "Resources:\n"
                          "  Named: {Type: AWS::S3::Bucket, Properties: {BucketName: logs}}\n"
                          "  Nameless: {Type: AWS::S3::Bucket}\n"
                          "  Topic: {Type: AWS::SNS::Topic}\n"
                          "  Given: {Type: A::B::Bucket, Properties: {Name: plain}}\n"
                          "  Made: {Type: A::B::Bucket}\n"
                          "  U: {Type: A::B::User, Properties: {P: %s}}\n",
                          value);
    EstateExpect *made = read(str_terminated(&arena, text), false);
    const Node *p = node_find(&estate_expect_find(made, "U")->properties, S("P"));
    Str got = S("");
    bool known = estate_canonical(&made->estate, &arena, p, &got);
    if (known != (expected != NULL) || (known && !str_equal(got, str_from(expected)))) {
        fail_msg("%s is %.*s", value, STR_ARGS(got));
    }
    estate_expect_free(made);
    arena_free(&arena);
}

TEST(estate_spells_buckets_out) {
    expect_canonical("!GetAtt Named.Arn", "arn:aws:s3:::logs");
    expect_canonical("!Sub '${Named.Arn}/*'", "arn:aws:s3:::logs/*");
    expect_canonical("!Sub 'arn:${AWS::Partition}:s3:::${Named}/*'", "arn:aws:s3:::logs/*");
    expect_canonical("!Sub '${Nameless.Arn}/*'", "arn:aws:s3:::\x01"
                                                 "1:Ref\x02/*");
    expect_canonical("!Sub 'arn:aws:s3:::${Nameless}/*'", "arn:aws:s3:::\x01"
                                                          "1:Ref\x02/*");
    expect_canonical("!Ref Topic", "\x01"
                                   "2:Ref\x02");
    expect_canonical("!Sub '${AWS::Region}x'", "\x01:AWS::Region\x02x");
    expect_canonical("!FindInMap [a, b, c]", NULL);
    expect_canonical("[1]", NULL);
}

/* whichever attribute says it */
TEST(estate_spells_names_out) {
    expect_canonical("!Sub 'a/${Given.Name}'", "a/plain");
    expect_canonical("!Sub 'a/${Made.Name}'", "a/\x01"
                                              "4:Ref\x02");
    expect_canonical("!GetAtt Given.Arn", "\x01"
                                          "3:Arn\x02");
}

TEST(estate_references_end_at_the_limit) {
    Arena arena = {0};
    Facts facts = facts_make(&arena);
    Estate estate = estate_make(&arena, &facts, false);
    Node list = node_make_list(&arena, NULL, 0);
    for (uint32_t i = 0; i <= ESTATE_REFERENCES_MAX; i++) {
        Resource resource = {.address = str_format(&arena, "R%u", i), .type = S("T")};
        resource.properties = node_make_map(NULL);
        estate_add(&estate, &resource);
        node_list_add(&arena, &list, node_make_reference(&arena, NULL, S("r"), i, S("Ref")));
    }
    ResourceList all = estate_refers(&estate, &arena, &list, S("T"));
    assert_int_equal(all.count, ESTATE_REFERENCES_MAX);
    assert_true(all.incomplete);
    list.count = ESTATE_REFERENCES_MAX;
    all = estate_refers(&estate, &arena, &list, S("T"));
    assert_int_equal(all.count, ESTATE_REFERENCES_MAX);
    assert_false(all.incomplete);
    arena_free(&arena);
}
