/* SPDX-License-Identifier: Apache-2.0 */
/* test_otm.c -- Open Threat Models and model.yaml: read, refused, and written again. */
#include "model_expect.h"

#include "input/otm_kind.h"

TEST(otm_reads_zones_and_components) {
    EstateExpect *made = model_expect_file("open-threat-model.otm");
    const Model *model = &made->input.model;
    estate_expect_errors(made, 0);
    assert_int_equal(model->problems.count, 0);
    model_expect_text(model->head.name, "Library");
    model_expect_text(model->head.owner, "Reading room");
    const Boundary *outside = model_find_boundary(model, S("outside"));
    const Boundary *inner = model_find_boundary(model, S("inner"));
    assert_int_equal(outside->kind, BOUNDARY_INTERNET);
    assert_true(outside->has_trust && outside->trust == 1);
    assert_int_equal(inner->parent->kind, BOUNDARY_VPC);
    const Element *desk = model_find_element(model, S("desk"));
    model_expect_text(desk->boundary->id,
                      "cloud"); /* it stands in the cluster, which stands there */
    model_expect_text(model_property(&desk->properties, S("parent component")), "cluster");
    assert_int_equal(desk->kind, ELEMENT_PROCESS);
    assert_int_equal(model_find_element(model, S("reader"))->kind, ELEMENT_EXTERNAL);
    assert_int_equal(model_find_element(model, S("records"))->kind, ELEMENT_STORE);
    const Element *cluster = model_find_element(model, S("cluster"));
    model_expect_text(model_property(&cluster->properties, S("tag")), "blue");
    model_expect_text(model_property(&cluster->properties, S("spot")), "true");
    assert_int_equal(model->asset_count, 1);
    assert_true(model->assets[0].integrity == 50.5);
    estate_expect_free(made);
}

TEST(otm_reads_flows_and_threats) {
    EstateExpect *made = model_expect_file("open-threat-model.otm");
    const Model *model = &made->input.model;
    const Flow *ask = model_find_flow(model, S("ask"));
    assert_true(ask->bidirectional && ask->assets.count == 1);
    assert_int_equal(ask->cross_count, 2); /* out of the internet, into the cloud */
    assert_false(ask->encrypted.stated);
    assert_int_equal(model->threat_count, 3);
    const ModelThreat *threat = &model->threats[0];
    model_expect_text(threat->id, "borrowed-name");
    model_expect_text(threat->on_id, "desk");
    model_expect_text(threat->state, "exposed");
    model_expect_text(threat->category, "Spoofing");
    model_expect_text(model_property(&threat->properties, S("cwe")), "CWE-287");
    model_expect_text(model_property(&threat->properties, S("likelihood")), "40");
    model_expect_text(threat->mitigations.items[0], "Readers show a card");
    model_expect_text(model->threats[1].on_id, "keep");
    model_expect_text(model->threats[2].id, "fire");
    model_expect_text(model->threats[2].on_id, "");
    estate_expect_free(made);
}

TEST(otm_kinds_of_components) {
    static const struct {
        const char *type;
        ElementKind kind;
    } cases[] = {
        {"web-client", ELEMENT_EXTERNAL},
        {"mobile client", ELEMENT_EXTERNAL},
        {"External_Partner", ELEMENT_EXTERNAL},
        {"user-service", ELEMENT_PROCESS},
        {"cognito-user-pool", ELEMENT_PROCESS},
        {"database-client", ELEMENT_EXTERNAL},
        {"rds", ELEMENT_STORE},
        {"s3", ELEMENT_STORE},
        {"AWS::DynamoDB::Table", ELEMENT_STORE},
        {"documentdb", ELEMENT_STORE},
        {"block-storage", ELEMENT_STORE},
        {"rabbitqueue", ELEMENT_STORE},
        {"AWS::Lambda::Function", ELEMENT_PROCESS},
        {"", ELEMENT_PROCESS},
        {"::--", ELEMENT_PROCESS},
        {"zeppelin", ELEMENT_PROCESS},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (otm_kind_of_component(str_from(cases[i].type)) != cases[i].kind) {
            fail_msg("%s", cases[i].type);
        }
    }
}

TEST(otm_reads_model_yaml) {
    EstateExpect *made = model_expect_file("model.yaml");
    const Model *model = &made->input.model;
    estate_expect_errors(made, 0);
    assert_int_equal(model->problems.count, 0);
    model_expect_text(model->head.reviewer, "Ada Example");
    assert_int_equal(model->head.contributors.count, 2);
    assert_int_equal(model->head.assumptions.count, 2);
    assert_int_equal(model->head.dependencies.count, 2);
    assert_int_equal(model->element_count, 5);
    assert_true(model->elements[0]->actor && model->elements[1]->actor);
    assert_int_equal(model->elements[0]->kind, ELEMENT_EXTERNAL);
    const Element *table = model_find_element(model, S("order-table"));
    assert_int_equal(table->assets.count, 1); /* the asset says where it is stored */
    const Element *shipping = model_find_element(model, S("shipping"));
    assert_true(shipping->out_of_scope);
    model_expect_text(shipping->scope_reason, "The warehouse is modelled by its owner.");
    model_expect_text(model->assets[0].classification, "personal data");
    assert_true(model->assets[0].has_risk && !model->assets[1].has_risk);
    const Flow *flow = model_find_flow(model, S("customer -> shop: places an order"));
    assert_int_equal(flow->encrypted.truth, TRUTH_TRUE);
    model_expect_text(flow->encrypted.reason, "the domain takes TLS 1.2 and newer only");
    assert_int_equal(flow->authenticated.truth, TRUTH_FALSE);
    const Flow *parcels = model_find_flow(model, S("shop -> shipping: sends parcels' addresses"));
    assert_true(parcels->authenticated.stated && parcels->certain.stated);
    assert_int_equal(parcels->authenticated.truth, TRUTH_UNKNOWN);
    estate_expect_free(made);
}

/* What a resource's element becomes when model.yaml says more of it, in either order. */
static void expect_refined(bool inferred_first) {
    static const char text[] = "merlonModel: 1\n"
                               "assets: [{id: logs, name: Logs}]\n"
                               "components:\n"
                               "  - {id: aws_s3_bucket.b, name: Log bucket, assets: [logs]}\n";
    EstateExpect *made = estate_expect_make(false, false);
    Model *model = &made->input.model;
    Resource resource = {.address = S("aws_s3_bucket.b")};
    Element inferred = {.id = S("aws_s3_bucket.b"),
                        .name = S("b"),
                        .type = S("AWS::S3::Bucket"),
                        .kind = ELEMENT_STORE,
                        .resource = &resource};
    if (inferred_first) model_add_element(model, &inferred);
    assert_true(input_add_text(&made->input, S("model.yaml"), str_from(text)));
    input_finish(&made->input);
    assert_true((model_find_element(model, inferred.id) != NULL) == inferred_first);
    if (!inferred_first) model_add_element(model, &inferred);
    model_finish(model);
    assert_int_equal(model->problems.count, 0);
    assert_int_equal(model->element_count, 1);
    const Element *element = model->elements[0];
    assert_ptr_equal(element->resource, &resource);
    assert_int_equal(element->kind, ELEMENT_STORE);
    model_expect_text(element->name, "Log bucket");
    model_expect_text(element->type, "AWS::S3::Bucket");
    assert_int_equal(element->assets.count, 1);
    estate_expect_free(made);
}

TEST(otm_refines_what_was_inferred) {
    expect_refined(true);
    expect_refined(false);
}

TEST(otm_stated_kinds_count) {
    EstateExpect *made =
        model_expect("merlonModel: 1\ncomponents: [{id: f, kind: store, type: function}]");
    Element inferred = {.id = S("f"), .kind = ELEMENT_PROCESS, .type = S("AWS::Lambda::Function")};
    model_add_element(&made->input.model, &inferred);
    assert_int_equal(made->input.model.elements[0]->kind, ELEMENT_STORE);
    estate_expect_free(made);
}

TEST(otm_wrong_ids_are_problems_with_a_place) {
    EstateExpect *made = model_expect("merlonModel: 1\n"
                                      "assets: [{id: orders, storedIn: [tabel]}]\n"
                                      "trustZones: [{id: inside, kind: vpc}]\n"
                                      "components:\n"
                                      "  - {id: table, kind: store, assets: [order]}\n"
                                      "  - {id: shop, kind: process, parent: insid}\n"
                                      "dataflows:\n"
                                      "  - {source: shop, destination: tables}\n"
                                      "  - {id: nowhere}\n");
    const Model *model = &made->input.model;
    estate_expect_errors(made, 0);
    assert_int_equal(model->problems.count, 5);
    model_expect_error(made, 2,
                       "\"tabel\" isn't there to say more of; what is new says its kind; "
                       "did you mean \"table\"?");
    model_expect_error(made, 5,
                       "\"order\" is named by \"table\", but isn't there; did you mean "
                       "\"orders\"?");
    model_expect_error(made, 6, "isn't there: \"insid\"; did you mean \"inside\"?");
    model_expect_error(made, 8,
                       "ends at an element that isn't there: \"tables\"; did you mean "
                       "\"table\"?");
    model_expect_error(made, 9, "\"nowhere\" isn't there to say more of");
    assert_int_equal(model->element_count, 2);
    assert_int_equal(model->flow_count, 0);
    estate_expect_free(made);
}

TEST(otm_mistakes_are_errors_and_the_rest_is_read) {
    EstateExpect *made = model_expect("merlonModel: 2\n"
                                      "componets: []\n"
                                      "trustZones:\n"
                                      "  - {id: z, kind: castle, trust: 101}\n"
                                      "  - {kind: vpc}\n"
                                      "components:\n"
                                      "  - {id: a, kind: proces, owner: x}\n"
                                      "  - {id: b, kind: store, name: [x]}\n"
                                      "  - {id: b, kind: store}\n"
                                      "  - text\n"
                                      "  - {id: c, kind: process, parent: {component: gone}}\n"
                                      "  - {id: d, kind: process, parent: {component: d}}\n"
                                      "dataflows:\n"
                                      "  - {source: b}\n"
                                      "  - {source: b, destination: c, encrypted: perhaps}\n"
                                      "  - {source: b, destination: c, name: x, crosses: y}\n"
                                      "threats: {}\n");
    static const struct {
        uint32_t line;
        const char *text;
    } expected[] = {
        {1, "merlonModel is 1"},
        {2, "a model has no key \"componets\"; did you mean \"components\"?"},
        {4, "a trust zone's kind is internet,"},
        {4, "trust is from 0 to 100"},
        {5, "a trust zone needs an \"id\""},
        {7, "a component's kind is actor, external, process or store, not \"proces\""},
        {7, "a component has no key \"owner\""},
        {8, "\"name\" is a list; it must be text"},
        {9, "the id \"b\" in components is that of line 8 already"},
        {10, "\"components\" is text; it must be a map"},
        {11, "there is no component \"gone\" to stand in"},
        {12, "stands in itself"},
        {14, "a flow has a source and a destination"},
        {15, "\"encrypted\" must be yes, no or unknown"},
        {16, "\"crosses\" is text; it must be a list"},
        {17, "\"threats\" is a map; it must be a list"},
    };
    for (size_t i = 0; i < COUNT(expected); i++) {
        model_expect_error(made, expected[i].line, expected[i].text);
    }
    estate_expect_errors(made, COUNT(expected));
    assert_int_equal(made->input.model.flow_count, 2);
    estate_expect_free(made);
}

TEST(otm_what_is_not_of_it_is_noted_once) {
    EstateExpect *made = model_expect(
        "{\"otmVersion\": \"9\", \"project\": {\"name\": \"n\", \"id\": \"i\"},\n"
        "\"components\": [{\"id\": \"a\", \"colour\": 1}, {\"id\": \"b\", \"colour\": 2}],\n"
        "\"mitigations\": [{\"id\": \"m\"}]}");
    estate_expect_errors(made, 0);
    assert_int_equal(made->input.note_count, 3);
    model_expect_text(made->input.notes[0].subject, "OTM 9");
    model_expect_text(made->input.notes[1].subject, "key \"colour\" of a component");
    model_expect_text(made->input.notes[2].subject, "mitigation \"m\"");
    estate_expect_free(made);
}

TEST(otm_what_is_written_of_zones_stays) {
    EstateExpect *made = model_expect("merlonModel: 1\n"
                                      "trustZones:\n"
                                      "  - {id: aws_vpc.main, kind: vpc, name: Ours, trust: 60}\n"
                                      "  - {id: aws_subnet.a, trust: 70}\n");
    Model *model = &made->input.model;
    assert_int_equal(model->boundary_count, 1); /* nothing else knows the subnet */
    model_add_boundary(model, &(Boundary){.id = S("aws_vpc.main"),
                                          .name = S("main"),
                                          .type = S("AWS::EC2::VPC"),
                                          .kind = BOUNDARY_VPC});
    const Boundary *vpc = model_find_boundary(model, S("aws_vpc.main"));
    model_expect_text(vpc->name, "Ours");
    model_expect_text(vpc->type, "AWS::EC2::VPC");
    model_add_boundary(model, &(Boundary){.id = S("aws_subnet.a"), .kind = BOUNDARY_SUBNET});
    const Boundary *subnet = model_find_boundary(model, S("aws_subnet.a"));
    assert_true(subnet->kind == BOUNDARY_SUBNET && subnet->has_trust && subnet->trust == 70);
    estate_expect_free(made);
}

TEST(otm_near_ids_are_looked_for_so_often) {
    CLEANUP(buffer_free) Buffer text = {0};
    buffer_add(&text, S("merlonModel: 1\ncomponents:\n  - {id: table, kind: store}\n"));
    for (int i = 0; i < MODEL_NEAR_MAX + 1; i++) {
        buffer_add_format(&text, "  - {id: table%c}\n", 'a' + i);
    }
    buffer_add_byte(&text, '\0');
    EstateExpect *made = model_expect(text.bytes);
    const ErrorList *problems = &made->input.model.problems;
    assert_int_equal(problems->count, MODEL_NEAR_MAX + 1);
    assert_non_null(strstr(problems->items[MODEL_NEAR_MAX - 1].message, "did you mean"));
    assert_null(strstr(problems->items[MODEL_NEAR_MAX].message, "did you mean"));
    estate_expect_free(made);
}

/* Components within each other, one more deep than max allows when more is set. */
static EstateExpect *nested(int count) {
    CLEANUP(buffer_free) Buffer text = {0};
    buffer_add(&text, S("merlonModel: 1\ntrustZones: [{id: z, kind: vpc}]\ncomponents:\n"
                        "  - {id: c0, kind: process, parent: z}\n"));
    for (int i = 1; i < count; i++) {
        buffer_add_format(&text, "  - {id: c%d, kind: process, parent: c%d}\n", i, i - 1);
    }
    buffer_add_byte(&text, '\0');
    return model_expect(text.bytes);
}

TEST(otm_nesting_has_a_limit) {
    EstateExpect *made = nested(MODEL_NESTING_MAX);
    estate_expect_errors(made, 0);
    const Element *last = made->input.model.elements[MODEL_NESTING_MAX - 1];
    model_expect_text(last->boundary->id, "z");
    estate_expect_free(made);
    made = nested(MODEL_NESTING_MAX + 1);
    estate_expect_errors(made, 1);
    model_expect_error(made, 4 + MODEL_NESTING_MAX, "stands in itself, or in more than 32 others");
    estate_expect_free(made);
}

TEST(otm_assets_have_a_limit) {
    EstateExpect *made = estate_expect_make(false, false);
    Model *model = &made->input.model;
    for (int i = 0; i < MODEL_THINGS_MAX - 1; i++) model_add_asset(model, &(Asset){.id = S("a")});
    estate_expect_read(made, "merlonModel: 1\nassets: [{id: last}, {id: more}]");
    estate_expect_errors(made, 1);
    model_expect_error(made, 2, "at most 200000 assets");
    assert_int_equal(model->asset_count, MODEL_THINGS_MAX);
    estate_expect_free(made);
}

TEST(otm_threats_have_a_limit) {
    EstateExpect *made = estate_expect_make(false, false);
    Model *model = &made->input.model;
    for (int i = 0; i < MODEL_THINGS_MAX - 1; i++) {
        model_add_threat(model, &(ModelThreat){.id = S("a")});
    }
    estate_expect_read(made, "merlonModel: 1\nthreats: [{id: last}, {id: more}]");
    estate_expect_errors(made, 1);
    model_expect_error(made, 2, "at most 200000 threats");
    assert_int_equal(model->threat_count, MODEL_THINGS_MAX);
    estate_expect_free(made);
}

TEST(otm_comes_back_as_it_was_written) {
    static const char *const files[] = {"model.yaml", "open-threat-model.otm", "threat-dragon.json",
                                        "threat-composer.tc.json"};
    for (size_t i = 0; i < COUNT(files); i++) {
        EstateExpect *made = model_expect_file(files[i]);
        CLEANUP(buffer_free) Buffer first = model_expect_write(made, "otm");
        buffer_add_byte(&first, '\0');
        EstateExpect *again = model_expect(first.bytes);
        estate_expect_errors(again, 0);
        CLEANUP(buffer_free) Buffer second = model_expect_write(again, "otm");
        buffer_add_byte(&second, '\0');
        assert_string_equal(first.bytes, second.bytes);
        const Model *a = &made->input.model, *b = &again->input.model;
        assert_int_equal(a->element_count, b->element_count);
        assert_int_equal(a->flow_count, b->flow_count);
        assert_int_equal(a->boundary_count, b->boundary_count);
        for (size_t k = 0; k < a->element_count; k++) {
            const Element *left = a->elements[k], *right = b->elements[k];
            assert_true(str_equal(left->id, right->id) && str_equal(left->name, right->name));
            assert_true(str_equal(left->type, right->type) && left->kind == right->kind);
            assert_true(left->actor == right->actor && left->out_of_scope == right->out_of_scope);
            assert_true(str_equal(left->boundary_id, right->boundary_id));
        }
        for (size_t k = 0; k < a->flow_count; k++) {
            const Flow *left = a->flows[k], *right = b->flows[k];
            assert_true(str_equal(left->id, right->id) && str_equal(left->label, right->label));
            assert_true(str_equal(left->from_id, right->from_id));
            assert_true(str_equal(left->to_id, right->to_id));
            assert_true(left->encrypted.stated == right->encrypted.stated &&
                        left->encrypted.truth == right->encrypted.truth);
            assert_true(left->authenticated.stated == right->authenticated.stated &&
                        left->authenticated.truth == right->authenticated.truth);
            assert_true(left->certain.stated == right->certain.stated &&
                        left->certain.truth == right->certain.truth);
            assert_int_equal(left->cross_count, right->cross_count);
        }
        for (size_t k = 0; k < a->boundary_count; k++) {
            const Boundary *left = a->boundaries[k], *right = b->boundaries[k];
            assert_true(str_equal(left->id, right->id) && left->kind == right->kind);
            assert_true(str_equal(left->parent_id, right->parent_id) && left->line == right->line);
        }
        estate_expect_free(made);
        estate_expect_free(again);
    }
}
