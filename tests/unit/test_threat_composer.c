/* SPDX-License-Identifier: Apache-2.0 */
/* test_threat_composer.c -- exports of Threat Composer, and what is written for it. */
#include "model_expect.h"

TEST(composer_reads_statements_and_links) {
    EstateExpect *made = model_expect_file("threat-composer.tc.json");
    const Model *model = &made->input.model;
    estate_expect_errors(made, 0);
    assert_int_equal(made->input.note_count, 0);
    model_expect_text(model->head.name, "Ferry");
    model_expect_text(model->head.description,
                      "Sells tickets for a ferry.\n\nOne function and a table.\n\n"
                      "Passengers to function, function to table.");
    model_expect_text(model->head.assumptions.items[0], "The harbour has no other ferry");
    assert_int_equal(model->threat_count, 2);
    const ModelThreat *forged = &model->threats[0];
    model_expect_text(forged->title,
                      "A passenger with a printer can forge tickets, which leads to lost fares");
    model_expect_text(forged->category, "Spoofing, Tampering");
    model_expect_text(forged->priority, "High");
    model_expect_text(forged->description, "Seen last summer");
    model_expect_text(forged->state, "threatIdentified");
    assert_int_equal(forged->mitigations.count, 2);
    model_expect_text(forged->mitigations.items[1], "Each ticket counts once");
    model_expect_text(model_property(&forged->properties, S("impactedAssets")), "tickets, fares");
    model_expect_text(model_property(&forged->properties, S("custom:pier")), "north");
    model_expect_text(model_property(&forged->properties, S("assumption")),
                      "The harbour has no other ferry");
    model_expect_text(model->threats[1].title, "storm can sink the ferry");
    estate_expect_free(made);
}

TEST(composer_mistakes_are_told) {
    EstateExpect *made =
        model_expect("{\"schema\": 2,\n\"applicationInfo\": {\"name\": [1]},\n"
                     "\"mitigationLinks\": [{\"mitigationId\": \"m\", \"linkedId\": \"t\"}],\n"
                     "\"threats\": [1],\n\"brainstorm\": {}, \"dataflow\": {\"image\": \"x\"}}");
    model_expect_error(made, 2, "\"name\" is a list; it must be text");
    model_expect_error(made, 3, "\"mitigationId\" names nothing in this file: \"m\"");
    model_expect_error(made, 4, "\"threats\" is an integer; it must be a map");
    assert_int_equal(made->input.note_count, 3);
    estate_expect_free(made);
}

/* Texts are cut at the greatest length of the format, and threats come back. */
TEST(composer_comes_back) {
    EstateExpect *made = model_expect_file("threat-composer.tc.json");
    Str longest = {0};
    CLEANUP(buffer_free) Buffer text = {0};
    for (int i = 0; i < 1001; i++) buffer_add(&text, S("\xC3\xA4")); /* one unit each */
    longest = buffer_text(&text);
    ModelHead *head = &made->input.model.head;
    model_add_text(&made->input.model, &head->assumptions, longest);
    model_add_text(&made->input.model, &head->assumptions, str_slice(longest, 0, 2000));
    CLEANUP(buffer_free) Buffer written = model_expect_write(made, "threat-composer");
    buffer_add_byte(&written, '\0');
    EstateExpect *again = model_expect(written.bytes);
    estate_expect_errors(again, 0);
    const Model *model = &again->input.model;
    assert_int_equal(model->head.assumptions.items[1].len, 997 * 2 + 3);
    assert_int_equal(model->head.assumptions.items[2].len, 2000);
    assert_int_equal(model->threat_count, 2);
    model_expect_text(model->threats[0].title,
                      "A passenger with a printer can forge tickets, which leads to lost fares");
    model_expect_text(model->threats[0].category, "Spoofing, Tampering");
    model_expect_text(model->threats[0].state, "threatIdentified");
    assert_int_equal(model->threats[0].mitigations.count, 2);
    model_expect_text(model->threats[1].state, "threatResolvedNotUseful");
    estate_expect_free(made);
    estate_expect_free(again);
}
