/* SPDX-License-Identifier: Apache-2.0 */
/* test_terraform.c -- plans and states of terraform show -json (format 1.x): what is planned, what
 * is known after apply, what the configuration says, and how it becomes CloudFormation's shape.
 * The plans here are written as YAML, of which JSON is a part. */
#include "estate_expect.h"
#include "input/terraform_scope.h"

static const char test_facts[] =
    "types:\n"
    "  AWS::Test::Store:\n"
    "    names: [StoreName]\n"
    "    terraform:\n"
    "      aws_store:\n"
    "        ids: {name: Ref, url: Url}\n"
    "        properties:\n"
    "          name: StoreName\n"
    "          junk: ~\n"
    "          deep: A.B.C\n"
    "          one: {to: One, shape: one, properties: {inner: Renamed, gone: ~}}\n"
    "          many: {to: Many, shape: list}\n"
    "          more: {to: Many, shape: list}\n"
    "          keys: {to: Keys, shape: map}\n"
    "          policy: {to: Policy, shape: json}\n"
    "          inline: {to: Policies, shape: json, key: Document}\n"
    "          port: {to: Port, shape: text}\n"
    "          timeout: {to: Attributes, shape: entry, key: idle.timeout}\n"
    "          labels: {to: Labels, shape: tags}\n"
    "          cidrs: {to: Ranges, shape: wrap, key: CidrIp}\n"
    "          mode: {to: Mode, values: {'true': 'on', old: new}}\n"
    "          level: {to: Level, default: low}\n"
    "          merged: {to: ., shape: one, properties: {x: X}}\n"
    "          options: {to: Options, shape: one, under: Inner, properties: {top: Top}}\n"
    "  AWS::Test::User:\n"
    "    terraform:\n"
    "      aws_user: {properties: {targets: {shape: list}}}\n";

/* The estate of a plan, with the facts above. */
static EstateExpect *read_plan(const char *text) {
    EstateExpect *made = estate_expect_make(false, false);
    Error err = {0};
    if (!facts_add(&made->facts, S("facts.yaml"), str_from(test_facts), &err)) {
        fail_msg("%s", err.message);
    }
    estate_expect_read(made, text);
    return made;
}

/* One aws_store with these attributes, written as a YAML flow map. */
static void translate(const char *attributes, const char *path, const char *expected) {
    Arena arena = {0};
    Str text = str_format(&arena,
                          "format_version: '1.2'\nplanned_values: {root_module: {resources: ["
                          "{address: aws_store.s, mode: managed, type: aws_store, name: s, "
                          "values: %s}]}}\n",
                          attributes);
    EstateExpect *made = read_plan(str_terminated(&arena, text));
    estate_expect_value(made, "aws_store.s", path, expected);
    estate_expect_free(made);
    arena_free(&arena);
}

TEST(terraform_names_become_properties) {
    translate("{name: n, engine_mode: x, level: high}", "",
              "{\"StoreName\": \"n\", \"EngineMode\": \"x\", \"Level\": \"high\"}");
    translate("{id: i, arn: a, timeouts: {x: y}, junk: 1, level: l}", "", "{\"Level\": \"l\"}");
    translate("{a: ~, b: '', c: [], d: {}, level: l}", "", "{\"Level\": \"l\"}");
    translate("{a: 0, b: false, level: l}", "", "{\"A\": 0, \"B\": false, \"Level\": \"l\"}");
    translate("{deep: 1}", "A", "{\"B\": {\"C\": 1}}");
    translate("{tags: {k: v, n: 1}}", "Tags",
              "[{\"Key\": \"k\", \"Value\": \"v\"}, {\"Key\": \"n\", \"Value\": 1}]");
    /* the provider's default_tags are in tags_all only */
    translate("{tags: {k: v}, tags_all: {k: v, team: t}}", "Tags",
              "[{\"Key\": \"k\", \"Value\": \"v\"}, {\"Key\": \"team\", \"Value\": \"t\"}]");
}

TEST(terraform_blocks) {
    translate("{block: [{some_thing: 1, inner: [{a_b: 2}]}]}", "Block",
              "[{\"SomeThing\": 1, \"Inner\": [{\"AB\": 2}]}]");
    translate("{one: [{inner: 1, gone: 2, other_one: 3}]}", "One",
              "{\"Renamed\": 1, \"OtherOne\": 3}");
    translate("{one: []}", "One", NULL);
    translate("{one: [{inner: ~}]}", "One", "{}"); /* an empty block still says that it is there */
    translate("{many: [{a: 1}], more: [{b: 2}, {c: 3}]}", "Many",
              "[{\"A\": 1}, {\"B\": 2}, {\"C\": 3}]");
    translate("{merged: [{x: 1}]}", "X", "1");
    translate("{options: [{top: 1, some_flag: 2}]}", "Options",
              "{\"Top\": 1, \"Inner\": {\"SomeFlag\": 2}}");
    translate("{keys: {snake_case: 1}}", "Keys", "{\"snake_case\": 1}");
}

TEST(terraform_shapes) {
    translate("{policy: '{\"Statement\": [1]}'}", "Policy", "{\"Statement\": [1]}");
    translate("{policy: '{broken'}", "Policy", "~<>");
    translate("{inline: '{}'}", "Policies", "[{\"Document\": {}}]");
    translate("{port: 80}", "Port", "\"80\"");
    translate("{port: true}", "Port", "\"true\"");
    translate("{timeout: 60}", "Attributes", "[{\"Key\": \"idle.timeout\", \"Value\": \"60\"}]");
    translate("{labels: {a: b}}", "Labels", "[{\"Key\": \"a\", \"Value\": \"b\"}]");
    translate("{cidrs: [1.2.3.4/32, 0.0.0.0/0]}", "Ranges",
              "[{\"CidrIp\": \"1.2.3.4/32\"}, {\"CidrIp\": \"0.0.0.0/0\"}]");
    translate("{cidrs: 1.2.3.4/32}", "Ranges", "[{\"CidrIp\": \"1.2.3.4/32\"}]");
    translate("{mode: true}", "Mode", "\"on\"");
    translate("{mode: old}", "Mode", "\"new\"");
    translate("{mode: other}", "Mode", "\"other\"");
    translate("{}", "Level", "\"low\"");
    translate("{level: ~}", "Level", "\"low\"");
}

TEST(terraform_types_that_are_not_known_are_kept) {
    EstateExpect *made = read_plan(
        "format_version: '1.2'\nplanned_values: {root_module: {resources: [{address: x_y.z, mode: "
        "managed, type: x_y, name: z, values: {some_name: 1}}]}}\n");
    const Resource *resource = estate_expect_find(made, "x_y.z");
    assert_true(str_equal(resource->type, S("x_y")));
    assert_null(resource->facts);
    estate_expect_value(made, "x_y.z", "", "{\"SomeName\": 1}");
    estate_expect_free(made);
}

TEST(terraform_states_are_read) {
    EstateExpect *made = read_plan(
        "format_version: '1.0'\nterraform_version: 1.9.0\nvalues: {root_module: {resources: ["
        "{address: aws_store.s, mode: managed, type: aws_store, name: s, values: {id: st-1, name: "
        "n, level: l}}, {address: aws_user.u, mode: managed, type: aws_user, name: u, values: "
        "{store: st-1}}], child_modules: [{address: module.m, resources: [{address: "
        "module.m.aws_store.t, mode: managed, type: aws_store, name: t, values: {level: "
        "l}}]}]}}\n");
    assert_int_equal(made->estate.resources.count, 3);
    const Resource *user = estate_expect_find(made, "aws_user.u");
    ResourceList stores =
        estate_refers(&made->estate, &made->arena, node_find(&user->properties, S("Store")),
                      S("AWS::Test::Store"));
    assert_int_equal(stores.count, 1);
    assert_ptr_equal(stores.items[0], estate_expect_find(made, "aws_store.s"));
    estate_expect_free(made);
}

TEST(terraform_empty_plans_are_no_error) {
    EstateExpect *made = read_plan("format_version: '1.2'\nplanned_values: {}\n");
    estate_expect_errors(made, 0);
    assert_int_equal(made->input.note_count, 1);
    estate_expect_free(made);
}

/* ---- known after apply ---- */

/* A plan of an aws_user u whose after_unknown and expressions are given, beside two stores. */
static EstateExpect *plan_user(const char *values, const char *unknown, const char *expressions) {
    Arena arena = {0};
    Str text = str_format(
        &arena,
        "format_version: '1.2'\n"
        "planned_values: {root_module: {resources: [\n"
        "  {address: aws_store.a, mode: managed, type: aws_store, name: a, values: {}},\n"
        "  {address: 'aws_store.b[0]', mode: managed, type: aws_store, name: b, values: {}},\n"
        "  {address: 'aws_store.b[1]', mode: managed, type: aws_store, name: b, values: {}},\n"
        "  {address: 'aws_user.u[1]', mode: managed, type: aws_user, name: u, values: %s}]}}\n"
        "resource_changes: [{address: 'aws_user.u[1]', change: {after_unknown: %s}}]\n"
        "configuration: {root_module: {resources: [{mode: managed, type: aws_user, name: u, "
        "expressions: %s}]}}\n",
        values, unknown, expressions);
    EstateExpect *made = read_plan(str_terminated(&arena, text));
    arena_free(&arena);
    return made;
}

static void expect_user(const char *unknown, const char *expressions, const char *path,
                        const char *expected) {
    EstateExpect *made = plan_user("{}", unknown, expressions);
    estate_expect_value(made, "aws_user.u[1]", path, expected);
    estate_expect_free(made);
}

TEST(terraform_references) {
    expect_user("{x: true}", "{x: {references: [aws_store.a.id, aws_store.a]}}", "X",
                "<{aws_store.a.Ref}>");
    expect_user("{x: true}", "{x: {references: [aws_store.a.arn, aws_store.a]}}", "X",
                "<{aws_store.a.Arn}>");
    expect_user("{x: true}", "{x: {references: [aws_store.a.name, aws_store.a]}}", "X",
                "<{aws_store.a.Ref}>"); /* by the facts' ids */
    expect_user("{x: true}", "{x: {references: [aws_store.a.end_point, aws_store.a]}}", "X",
                "<{aws_store.a.EndPoint}>");
    expect_user("{x: true}",
                "{x: {references: [aws_store.a.arn, aws_store.a, aws_store.a.id, aws_store.a]}}",
                "X", "~<{aws_store.a.Arn}{aws_store.a.Ref}>");
    expect_user("{x: true}", "{x: {references: [local.name]}}", "X", "~<{?}>");
    expect_user("{x: true}", "{x: {references: [data.aws_region.r.name, data.aws_region.r]}}", "X",
                "~<{AWS::Region}>");
    expect_user("{x: true}", "{x: {references: [data.aws_ami.a.id, data.aws_ami.a]}}", "X",
                "~<{data.aws_ami.a}>");
    expect_user("{x: true}", "{x: {references: [var.name]}}", "X", "~<{var.name}>");
    expect_user("{x: true}", "{x: {references: [aws_gone.g.id, aws_gone.g]}}", "X",
                "~<{aws_gone.g}>");
}

TEST(terraform_references_to_instances) {
    expect_user("{x: true}",
                "{x: {references: ['aws_store.b[0].id', 'aws_store.b[0]', aws_store.b]}}", "X",
                "<{aws_store.b[0].Ref}>");
    expect_user("{x: true}", "{x: {references: [aws_store.b, count.index]}}", "X",
                "<{aws_store.b[1].Ref}>"); /* the user's own index */
    expect_user("{targets: true}",
                "{targets: {references: ['aws_store.b[0].id', 'aws_store.b[0]', aws_store.b, "
                "aws_store.a.id, aws_store.a]}}",
                "Targets", "[<{aws_store.b[0].Ref}>, <{aws_store.a.Ref}>]");
    expect_user("{targets: true}", "{targets: {references: [var.x]}}", "Targets", "~<{var.x}>");
}

/* Two attributes feed one list, of which one isn't known. */
TEST(terraform_lists_with_an_unknown_part_are_open) {
    static const char *const known[] = {"many", "more"}, *const unknown[] = {"more", "many"};
    for (size_t i = 0; i < COUNT(known); i++) {
        Arena arena = {0};
        Str text = str_format(
            &arena,
            "format_version: '1.2'\nplanned_values: {root_module: {resources: [{address: "
            "aws_store.s, mode: managed, type: aws_store, name: s, values: {%s: [{a: 1}]}}]}}\n"
            "resource_changes: [{address: aws_store.s, change: {after_unknown: {%s: true}}}]\n",
            known[i], unknown[i]);
        EstateExpect *made = read_plan(str_terminated(&arena, text));
        estate_expect_value(made, "aws_store.s", "Many", "[{\"A\": 1}, +]");
        estate_expect_free(made);
        arena_free(&arena);
    }
}

TEST(terraform_computed_attributes_are_absent) {
    expect_user("{x: true, y: true}", "{x: {references: [var.x]}}", "Y", NULL);
    expect_user("{x: true}", "{}", "X", NULL);
    expect_user("{block: [{x: true, y: true}]}", "{block: [{x: {references: [var.x]}}]}", "Block",
                "[{\"X\": ~<{var.x}>}]");
}

TEST(terraform_without_configuration_all_unknowns_stay) {
    EstateExpect *made = read_plan(
        "format_version: '0.1'\nplanned_values: {root_module: {resources: [{address: aws_user.u, "
        "mode: managed, type: aws_user, name: u, values: {a: 1}}]}}\n"
        "resource_changes: [{address: aws_user.u, change: {after_unknown: {b: true, c: "
        "false}}}]\n");
    estate_expect_value(made, "aws_user.u", "", "{\"A\": 1, \"B\": ~<>}");
    estate_expect_free(made);
}

/* One dynamic block stands in the configuration, three in the plan. */
TEST(terraform_dynamic_blocks_share_their_expressions) {
    EstateExpect *made =
        plan_user("{block: [{a: 1}, {a: 2}, {a: 3}]}", "{block: [{b: true}, {}, {b: true}]}",
                  "{block: [{a: {}, b: {references: [aws_store.a.id, aws_store.a]}}]}");
    estate_expect_value(made, "aws_user.u[1]", "Block",
                        "[{\"A\": 1, \"B\": <{aws_store.a.Ref}>}, {\"A\": 2}, {\"A\": 3, \"B\": "
                        "<{aws_store.a.Ref}>}]");
    estate_expect_free(made);
}

TEST(terraform_unknown_blocks_keep_what_was_written) {
    expect_user("{block: true}",
                "{block: [{a: {constant_value: 5}, b: {references: [aws_store.a.id, "
                "aws_store.a]}}]}",
                "Block", "[{\"A\": 5, \"B\": <{aws_store.a.Ref}>}]");
}

TEST(terraform_secrets_are_marked) {
    EstateExpect *made = read_plan(
        "format_version: '1.2'\nplanned_values: {root_module: {resources: [{address: aws_user.u, "
        "mode: managed, type: aws_user, name: u, values: {a: x, b: [y, z], c: {d: w}}, "
        "sensitive_values: {a: true, b: [false, true], c: {d: true}}}]}}\n");
    const Node *properties = &estate_expect_find(made, "aws_user.u")->properties;
    const Node *list = node_find(properties, S("B"));
    assert_true((node_find(properties, S("A"))->flags & NODE_FLAG_SECRET) != 0);
    assert_true((list->items[0].flags & NODE_FLAG_SECRET) == 0);
    assert_true((list->items[1].flags & NODE_FLAG_SECRET) != 0);
    assert_true((node_find(node_find(properties, S("C")), S("d"))->flags & NODE_FLAG_SECRET) != 0);
    estate_expect_free(made);
}

/* ---- modules ---- */

static const char modules[] =
    "format_version: '1.2'\n"
    "planned_values: {root_module: {\n"
    "  resources: [{address: aws_store.top, mode: managed, type: aws_store, name: top, values: "
    "{}},\n"
    "    {address: aws_user.out, mode: managed, type: aws_user, name: out, values: {}}],\n"
    "  child_modules: [\n"
    "    {address: 'module.m[\"a.b\"]', resources: [\n"
    "      {address: 'module.m[\"a.b\"].aws_store.s', mode: managed, type: aws_store, name: s, "
    "values: {}},\n"
    "      {address: 'module.m[\"a.b\"].aws_user.u', mode: managed, type: aws_user, name: u, "
    "values: {}}]},\n"
    "    {address: 'module.m[\"c\"]', resources: [\n"
    "      {address: 'module.m[\"c\"].aws_store.s', mode: managed, type: aws_store, name: s, "
    "values: {}}]}]}}\n"
    "resource_changes:\n"
    "  - {address: aws_user.out, change: {after_unknown: {x: true, y: true, z: true}}}\n"
    "  - {address: 'module.m[\"a.b\"].aws_user.u', change: {after_unknown: {x: true, y: true}}}\n"
    "configuration: {root_module: {\n"
    "  resources: [{mode: managed, type: aws_user, name: out, expressions: {\n"
    "    x: {references: ['module.m[\"c\"].arn', 'module.m[\"c\"]', module.m]},\n"
    "    y: {references: [module.m]}, z: {references: [module.none.x, module.none]}}}],\n"
    "  module_calls: {m: {expressions: {given: {references: [aws_store.top.arn, aws_store.top]}},\n"
    "    module: {outputs: {arn: {expression: {references: [aws_store.s.arn, aws_store.s]}}},\n"
    "      resources: [{mode: managed, type: aws_user, name: u, expressions: {\n"
    "        x: {references: [var.given]}, y: {references: [aws_store.s.id, "
    "aws_store.s]}}}]}}}}}\n";

TEST(terraform_references_through_modules) {
    EstateExpect *made = read_plan(modules);
    estate_expect_errors(made, 0);
    estate_expect_value(made, "module.m[\"a.b\"].aws_user.u", "X", "<{aws_store.top.Arn}>");
    estate_expect_value(made, "module.m[\"a.b\"].aws_user.u", "Y",
                        "<{module.m[\"a.b\"].aws_store.s.Ref}>");
    estate_expect_value(made, "aws_user.out", "X", "<{module.m[\"c\"].aws_store.s.Arn}>");
    estate_expect_value(made, "aws_user.out", "Y", "~<{?}>");
    estate_expect_value(made, "aws_user.out", "Z", "~<{?}>");
    estate_expect_free(made);
}

/* Two modules whose outputs are each other's inputs: following them ends. */
TEST(terraform_circles_of_references_end) {
    EstateExpect *made = read_plan(
        "format_version: '1.2'\n"
        "planned_values: {root_module: {resources: [{address: aws_user.u, mode: managed, type: "
        "aws_user, name: u, values: {}}], child_modules: [{address: module.a}, {address: "
        "module.b}]}}\n"
        "resource_changes: [{address: aws_user.u, change: {after_unknown: {x: true}}}]\n"
        "configuration: {root_module: {resources: [{mode: managed, type: aws_user, name: u, "
        "expressions: {x: {references: [module.a.o, module.a]}}}], module_calls: {\n"
        "  a: {expressions: {v: {references: [module.b.o, module.b]}}, module: {outputs: {o: "
        "{expression: {references: [var.v, var.w, var.v]}}}}},\n"
        "  b: {expressions: {v: {references: [module.a.o, module.a]}}, module: {outputs: {o: "
        "{expression: {references: [var.v, var.v]}}}}}}}}\n");
    const Node *x = node_find(&estate_expect_find(made, "aws_user.u")->properties, S("X"));
    assert_true(node_is(x, NODE_UNKNOWN));
    estate_expect_free(made);
}

TEST(terraform_addresses_without_indices) {
    static const char *const cases[][2] = {
        {"aws_x.b", "aws_x.b"},
        {"aws_x.b[0]", "aws_x.b"},
        {"module.a[0].aws_x.b[\"k\"]", "module.a.aws_x.b"},
        {"module.a[\"x.y]\"].aws_x.b", "module.a.aws_x.b"},
        {"aws_x.b[\"a\\\"]b\"].c", "aws_x.b.c"},
        {"aws_x.b[\"unclosed", "aws_x.b"},
        {"", ""},
    };
    Arena arena = {0};
    for (size_t i = 0; i < COUNT(cases); i++) {
        Str got = terraform_without_indices(&arena, str_from(cases[i][0]));
        if (!str_equal(got, str_from(cases[i][1]))) {
            fail_msg("%s becomes %.*s", cases[i][0], STR_ARGS(got));
        }
    }
    arena_free(&arena);
}

/* A plan with modules nested so deep. */
static EstateExpect *plan_depth(size_t depth) {
    EstateExpect *made = estate_expect_make(false, false);
    Buffer text = {0};
    buffer_add(&text, S("{\"format_version\": \"1.2\", \"planned_values\": {\"root_module\": {"));
    for (size_t i = 0; i < depth; i++) {
        buffer_add(&text, S("\"child_modules\": [{\"address\": \"module.m\","));
    }
    buffer_add(&text, S("\"resources\": [{\"address\": \"a.b\", \"mode\": \"managed\", \"type\": "
                        "\"a\", \"name\": \"b\", \"values\": {}}]"));
    for (size_t i = 0; i < depth; i++) buffer_add(&text, S("}]"));
    buffer_add(&text, S("}}}"));
    assert_true(input_add_text(&made->input, S("plan.json"), buffer_text(&text)));
    input_finish(&made->input);
    buffer_free(&text);
    return made;
}

TEST(terraform_modules_end_at_the_limit) {
    EstateExpect *made = plan_depth(TERRAFORM_MODULES_DEPTH_MAX);
    estate_expect_errors(made, 0);
    assert_int_equal(made->estate.resources.count, 1);
    estate_expect_free(made);
    made = plan_depth(TERRAFORM_MODULES_DEPTH_MAX + 1);
    estate_expect_errors(made, 1);
    assert_int_equal(made->estate.resources.count, 0);
    estate_expect_free(made);
}

/* ---- policy documents of data sources ---- */

/* A store whose policy is data.aws_iam_policy_document.d, with these values. */
static void expect_document(const char *values, const char *expected) {
    Arena arena = {0};
    Str text = str_format(
        &arena,
        "format_version: '1.2'\n"
        "planned_values: {root_module: {resources: [{address: aws_store.s, mode: managed, type: "
        "aws_store, name: s, values: {}}]}}\n"
        "resource_changes: [{address: aws_store.s, change: {after_unknown: {policy: true}}}]\n"
        "prior_state: {values: {root_module: {resources: [{address: "
        "data.aws_iam_policy_document.d, mode: data, type: aws_iam_policy_document, name: d, "
        "values: %s}]}}}\n"
        "configuration: {root_module: {resources: [{mode: managed, type: aws_store, name: s, "
        "expressions: {policy: {references: [data.aws_iam_policy_document.d.json, "
        "data.aws_iam_policy_document.d]}}}]}}\n",
        values);
    EstateExpect *made = read_plan(str_terminated(&arena, text));
    estate_expect_value(made, "aws_store.s", "Policy", expected);
    estate_expect_free(made);
    arena_free(&arena);
}

TEST(terraform_policy_documents) {
    /* as the provider writes them: one text stands alone, several are sorted downwards */
    expect_document("{statement: [{effect: Deny, actions: ['s3:*'], resources: ['*']}]}",
                    "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Deny\", "
                    "\"Action\": \"s3:*\", \"Resource\": \"*\"}]}");
    expect_document(
        "{version: v, policy_id: i, statement: [{sid: s, not_actions: [a, c, b], "
        "not_resources: [b]}]}",
        "{\"Version\": \"v\", \"Id\": \"i\", \"Statement\": [{\"Sid\": \"s\", \"Effect\": "
        "\"Allow\", \"NotAction\": [\"c\", \"b\", \"a\"], \"NotResource\": \"b\"}]}");
    expect_document("{statement: [{actions: [a], resources: [b], principals: [{type: '*', "
                    "identifiers: ['*']}, {type: Service, identifiers: [x]}]}]}",
                    "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", "
                    "\"Action\": \"a\", \"Resource\": \"b\", \"Principal\": {\"AWS\": \"*\", "
                    "\"Service\": \"x\"}}]}");
    expect_document("{statement: [{actions: [a], resources: [b], condition: [{test: Bool, "
                    "variable: k, values: ['false']}, {test: Bool, variable: l, values: [x]}]}]}",
                    "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", "
                    "\"Action\": \"a\", \"Resource\": \"b\", \"Condition\": {\"Bool\": {\"k\": "
                    "\"false\", \"l\": \"x\"}}}]}");
    /* what isn't known yet is absent in a plan */
    expect_document("{statement: [{actions: [a]}]}",
                    "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", "
                    "\"Action\": \"a\", \"Resource\": ~<>}]}");
    /* a document that is no JSON may hold anything; one that is comes first, and a statement with
     * the Sid of another replaces it */
    expect_document("{statement: [{actions: [a], resources: [b]}], source_policy_documents: [x]}",
                    "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", "
                    "\"Action\": \"a\", \"Resource\": \"b\"}, +]}");
    expect_document("{statement: [{sid: one, actions: [a], resources: [b]}], source_json: "
                    "'{\"Statement\": [{\"Sid\": \"one\"}, {\"Sid\": \"two\"}]}'}",
                    "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"one\", \"Effect\": "
                    "\"Allow\", \"Action\": \"a\", \"Resource\": \"b\"}, {\"Sid\": \"two\"}]}");
    expect_document("{}", "{\"Version\": \"2012-10-17\", \"Statement\": [+]}");
}

TEST(terraform_resources_need_an_address) {
    EstateExpect *made =
        read_plan("format_version: '1.2'\nplanned_values: {root_module: {resources: "
                  "[{type: a}, {address: a.b}, {address: a.b, type: a}]}}\n");
    estate_expect_errors(made, 2);
    assert_int_equal(made->input.errors.items[0].line, 2);
    assert_int_equal(made->estate.resources.count, 1);
    estate_expect_free(made);
}
