/* SPDX-License-Identifier: Apache-2.0 */
/* test_threat_dragon.c -- models of Threat Dragon: what the coordinates mean, and what is refused.
 */
#include "model_expect.h"

#include "input/threat_dragon.h"

TEST(dragon_reads_cells) {
    EstateExpect *made = model_expect_file("threat-dragon.json");
    const Model *model = &made->input.model;
    estate_expect_errors(made, 0);
    model_expect_text(model->head.name, "Bakery");
    model_expect_text(model->head.reviewer, "Emil Example");
    model_expect_text(model->head.contributors.items[0], "Dora Example");
    assert_int_equal(model->element_count, 4);
    const Element *customer = model_find_element(model, S("customer"));
    assert_int_equal(customer->kind, ELEMENT_EXTERNAL);
    assert_true(customer->out_of_scope);
    model_expect_text(customer->scope_reason, "is not ours");
    const Element *ledger = model_find_element(model, S("ledger"));
    assert_int_equal(ledger->kind, ELEMENT_STORE);
    model_expect_text(model_property(&ledger->properties, S("isALog")), "true");
    model_expect_text(model_property(&ledger->properties, S("isEncrypted")), "false");
    const Element *oven = model_find_element(model, S("Oven/till")); /* its id is taken */
    model_expect_text(oven->name, "Oven");
    assert_int_equal(model->threat_count, 1);
    const ModelThreat *threat = &model->threats[0];
    model_expect_text(threat->on_id, "till");
    model_expect_text(threat->category, "Spoofing");
    model_expect_text(threat->state, "Open");
    model_expect_text(threat->priority, "High");
    model_expect_text(threat->mitigations.items[0], "Look at them");
    assert_int_equal(made->input.note_count, 2); /* a remark, and a flow to nowhere */
    estate_expect_free(made);
}

TEST(dragon_boundaries_are_where_they_are_drawn) {
    EstateExpect *made = model_expect_file("threat-dragon.json");
    const Model *model = &made->input.model;
    assert_int_equal(model->boundary_count, 3);
    const Boundary *inner = model_find_boundary(model, S("box-inner"));
    model_expect_text(inner->name, "Back room");
    model_expect_text(inner->parent_id, "box-outer");
    assert_true(model_find_boundary(model, S("curve"))->line);
    model_expect_text(model_find_element(model, S("till"))->boundary_id, "box-outer");
    model_expect_text(model_find_element(model, S("ledger"))->boundary_id, "box-inner");
    model_expect_text(model_find_element(model, S("customer"))->boundary_id, "");
    const Flow *order = model_find_flow(model, S("order"));
    assert_int_equal(order->cross_count, 2);
    model_expect_text(order->crosses[0]->id, "curve");
    model_expect_text(order->crosses[1]->id, "box-outer");
    assert_true(order->encrypted.stated && order->bidirectional);
    assert_int_equal(order->encrypted.truth, TRUTH_FALSE);
    const Flow *note = model_find_flow(model, S("note"));
    assert_int_equal(note->cross_count, 1);
    model_expect_text(note->crosses[0]->id, "box-inner");
    assert_int_equal(note->encrypted.truth, TRUTH_TRUE);
    estate_expect_free(made);
}

/* A model of one diagram with these cells. */
static EstateExpect *diagram(const char *cells) {
    CLEANUP(buffer_free) Buffer text = {0};
    buffer_add_format(&text, "{\"version\": \"2.0\", \"summary\": {\"title\": \"t\"}, \"detail\": "
                             "{\"diagrams\": [{\"title\": \"d\",\n\"cells\": [\n");
    buffer_add(&text, str_from(cells));
    buffer_add(&text, S("]}]}}"));
    buffer_add_byte(&text, '\0');
    return model_expect(text.bytes);
}

TEST(dragon_mistakes_are_errors) {
    EstateExpect *made =
        diagram("{\"shape\": \"store\"},\n"
                "{\"id\": \"a\", \"shape\": \"store\", \"position\": {\"x\": 1e7}},\n"
                "{\"id\": \"a\", \"shape\": \"store\"},\n"
                "{\"id\": \"b\", \"shape\": \"star\"},\n"
                "{\"id\": \"c\", \"shape\": \"store\", \"data\": []},\n"
                "7");
    model_expect_error(made, 3, "a cell needs an \"id\"");
    model_expect_error(made, 4, "a coordinate is at most 1000000");
    model_expect_error(made, 5, "its id is that of another cell");
    model_expect_error(made, 7, "\"data\" is a list; it must be a map");
    model_expect_error(made, 8, "\"cells\" is an integer; it must be a map");
    estate_expect_errors(made, 5);
    assert_int_equal(made->input.note_count, 1);
    model_expect_text(made->input.notes[0].subject, "shape \"star\"");
    assert_int_equal(made->input.model.element_count, 2);
    estate_expect_free(made);
}

TEST(dragon_version_1_is_refused) {
    EstateExpect *made =
        model_expect("{\"summary\": {\"title\": \"t\"}, \"detail\": {\"diagrams\": "
                     "[{\"title\": \"d\", \"diagramJson\": {\"cells\": []}}]}}");
    model_expect_error(made, 1, "is of Threat Dragon 1");
    estate_expect_free(made);
}

/* The errors of a diagram with so many actors. */
static size_t errors_of_actors(size_t count) {
    CLEANUP(buffer_free) Buffer cells = {0};
    for (size_t i = 0; i < count; i++) {
        buffer_add_format(&cells, "%s{\"id\": \"c%zu\", \"shape\": \"actor\"}", i ? "," : "", i);
    }
    buffer_add_byte(&cells, '\0');
    EstateExpect *made = diagram(cells.bytes);
    size_t errors = made->input.errors.count;
    assert_int_equal(made->input.model.element_count,
                     count > DRAGON_CELLS_MAX ? DRAGON_CELLS_MAX : count);
    estate_expect_free(made);
    return errors;
}

TEST(dragon_cells_have_a_limit) {
    assert_int_equal(errors_of_actors(DRAGON_CELLS_MAX), 0);
    assert_int_equal(errors_of_actors(DRAGON_CELLS_MAX + 1), 1);
}

TEST(dragon_coordinates_have_a_limit) {
    EstateExpect *made = diagram("{\"id\": \"a\", \"shape\": \"store\", \"position\": "
                                 "{\"x\": 1000000, \"y\": -1000000}}");
    estate_expect_errors(made, 0);
    estate_expect_free(made);
    made = diagram("{\"id\": \"a\", \"shape\": \"store\", \"position\": "
                   "{\"x\": 1000001, \"y\": -1000001}}");
    estate_expect_errors(made, 2);
    estate_expect_free(made);
}

static size_t errors_of_points(size_t count) {
    CLEANUP(buffer_free) Buffer cells = {0};
    buffer_add(&cells, S("{\"id\": \"c\", \"shape\": \"trust-boundary-curve\", \"vertices\": ["));
    for (size_t i = 0; i < count; i++) buffer_add(&cells, i > 0 ? S(",{}") : S("{}"));
    buffer_add(&cells, S("]}"));
    buffer_add_byte(&cells, '\0');
    EstateExpect *made = diagram(cells.bytes);
    size_t errors = made->input.errors.count;
    estate_expect_free(made);
    return errors;
}

TEST(dragon_points_have_a_limit) {
    assert_int_equal(errors_of_points(DRAGON_POINTS_MAX), 0);
    assert_int_equal(errors_of_points(DRAGON_POINTS_MAX + 1), 1);
}

/* Flows and curves of many points each: more pieces against each other than are looked at. */
TEST(dragon_tests_have_a_limit) {
    CLEANUP(buffer_free) Buffer cells = {0};
    CLEANUP(buffer_free) Buffer points = {0};
    for (size_t i = 0; i < DRAGON_POINTS_MAX; i++) {
        buffer_add_format(&points, "%s{\"x\": %zu, \"y\": 5}", i > 0 ? "," : "", i);
    }
    buffer_add(&cells, S("{\"id\": \"a\", \"shape\": \"actor\"}"));
    for (int i = 0; i < 30; i++) {
        buffer_add_format(&cells,
                          ",{\"id\": \"f%d\", \"shape\": \"flow\", \"source\": {\"cell\": \"a\"}, "
                          "\"target\": {\"cell\": \"a\"}, \"vertices\": [%.*s]}"
                          ",{\"id\": \"c%d\", \"shape\": \"trust-boundary-curve\", \"source\": "
                          "{\"x\": 0, \"y\": 900}, \"target\": {\"x\": 1, \"y\": 900}, "
                          "\"vertices\": [{\"x\": 1, \"y\": 900}]}",
                          i, STR_ARGS(buffer_text(&points)), i);
    }
    buffer_add_byte(&cells, '\0');
    EstateExpect *made = diagram(cells.bytes);
    estate_expect_errors(made, 0); /* 30 x 30 x 502 x 3 */
    assert_int_equal(made->input.model.flow_count, 30);
    estate_expect_free(made);
    cells.len--;
    for (int i = 0; i < 100; i++) {
        buffer_add_format(&cells,
                          ",{\"id\": \"d%d\", \"shape\": \"trust-boundary-curve\", "
                          "\"vertices\": [%.*s]}",
                          i, STR_ARGS(buffer_text(&points)));
    }
    buffer_add_byte(&cells, '\0');
    made = diagram(cells.bytes);
    estate_expect_errors(made, 1); /* 30 x 100 x 502 x 502 */
    assert_int_equal(made->input.model.flow_count, 30);
    estate_expect_free(made);
}

TEST(dragon_keeps_ids_and_boxes_on_the_way_through) {
    EstateExpect *made = model_expect_file("model.yaml");
    CLEANUP(buffer_free) Buffer text = model_expect_write(made, "threat-dragon");
    buffer_add_byte(&text, '\0');
    EstateExpect *again = model_expect(text.bytes);
    const Model *a = &made->input.model, *b = &again->input.model;
    estate_expect_errors(again, 0);
    assert_int_equal(a->boundary_count, b->boundary_count);
    for (size_t i = 0; i < a->boundary_count; i++) {
        const Boundary *right = model_find_boundary(b, a->boundaries[i]->id);
        assert_true(str_equal(a->boundaries[i]->parent_id, right->parent_id));
    }
    for (size_t i = 0; i < a->element_count; i++) {
        const Element *right = model_find_element(b, a->elements[i]->id);
        assert_int_equal(a->elements[i]->kind, right->kind);
        assert_true(str_equal(a->elements[i]->boundary_id, right->boundary_id));
    }
    assert_int_equal(a->flow_count, b->flow_count);
    for (size_t i = 0; i < a->flow_count; i++) {
        const Flow *left = a->flows[i], *right = model_find_flow(b, left->id);
        assert_int_equal(left->cross_count, right->cross_count);
        for (size_t k = 0; k < left->cross_count; k++) {
            assert_true(str_equal(left->crosses[k]->id, right->crosses[k]->id));
        }
        assert_int_equal(claim_truth(&left->encrypted), claim_truth(&right->encrypted));
    }
    assert_int_equal(b->threat_count, 1);
    model_expect_text(b->threats[0].on_id, "shop");
    estate_expect_free(made);
    estate_expect_free(again);
}
