/* SPDX-License-Identifier: Apache-2.0 */
/* test_exchange.c -- what the writers of other tools' models share. */
#include "report/exchange.h"

#include "model_expect.h"
#include "report/grid.h"
#include "text/json.h"

TEST(exchange_uuids_have_their_form_and_stay) {
    CLEANUP(arena_free) Arena arena = {0};
    Str one = exchange_uuid(&arena, "element", S("a"));
    assert_int_equal(one.len, EXCHANGE_UUID_BYTES);
    assert_int_equal(one.ptr[14], '4');
    assert_non_null(strchr("89ab", one.ptr[19]));
    assert_true(str_equal(one, exchange_uuid(&arena, "element", S("a"))));
    assert_false(str_equal(one, exchange_uuid(&arena, "flow", S("a"))));
    assert_false(str_equal(one, exchange_uuid(&arena, "element", S("b"))));
}

TEST(exchange_cuts_by_utf16_units) {
    CLEANUP(arena_free) Arena arena = {0};
    model_expect_text(exchange_cut(&arena, S("abcdef"), 6), "abcdef");
    model_expect_text(exchange_cut(&arena, S("abcdefg"), 6), "abc...");
    model_expect_text(exchange_cut(&arena, S("\xF0\x9F\xA6\x89\xF0\x9F\xA6\x89"), 4),
                      "\xF0\x9F\xA6\x89\xF0\x9F\xA6\x89"); /* two owls of two units each */
    model_expect_text(exchange_cut(&arena, S("\xF0\x9F\xA6\x89\xF0\x9F\xA6\x89x"), 4), "...");
    model_expect_text(exchange_cut(&arena, S(""), 0), "");
}

TEST(exchange_knows_stride_in_any_spelling) {
    assert_int_equal(exchange_stride_letter(S("information-disclosure")), 'I');
    assert_int_equal(exchange_stride_letter(S("Denial Of Service")), 'D');
    assert_int_equal(exchange_stride_letter(S("Elevation of privilege")), 'E');
    assert_int_equal(exchange_stride_letter(S("Linkability")), 0);
    assert_int_equal(exchange_stride_letter(S("")), 0);
}

TEST(exchange_puts_threats_on_their_elements) {
    CLEANUP(arena_free) Arena arena = {0};
    EstateExpect *made =
        model_expect("merlonModel: 1\n"
                     "components: [{id: Bucket, kind: store}, {id: x, kind: store}]\n"
                     "threats: [{id: t, name: Told}]\n");
    Str stride = S("tampering");
    Rule rule = {.id = S("s3/r"),
                 .title = S("Found"),
                 .severity = SEVERITY_HIGH,
                 .stride = {&stride, 1},
                 .fix = S("Do"),
                 .why = S("Because")};
    Resource bucket = {.address = S("Bucket")}, topic = {.address = S("Topic")};
    Threat items[] = {
        {.id = S("1"),
         .rule = &rule,
         .subject = &bucket,
         .verdict = VERDICT_PRESENT,
         .severity = SEVERITY_HIGH},
        {.id = S("2"),
         .rule = &rule,
         .subject = &topic,
         .verdict = VERDICT_ABSENT,
         .severity = SEVERITY_LOW},
        {.id = S("3"),
         .rule = &rule,
         .subject = &topic,
         .verdict = VERDICT_PRESENT,
         .severity = SEVERITY_LOW,
         .implied_by = &items[0]},
    };
    Report report = {.model = &made->input.model, .threats = {.items = items, .count = 3}};
    Exchange exchange = exchange_make(&arena, &report);
    assert_int_equal(exchange.threat_count, 3); /* not what is implied; and the one that was told */
    const ExchangeThreat *on = exchange_find(&exchange, 'e', S("Bucket"));
    model_expect_text(on->kind, "s3/r");
    assert_int_equal(on->status, EXCHANGE_OPEN);
    assert_null(on->next);
    assert_null(exchange_find(&exchange, 'e', S("x")));
    const ExchangeThreat *rest = exchange.rest.first;
    model_expect_text(rest->kind, "s3/r at low");
    model_expect_text(rest->subject, "Topic");
    assert_int_equal(rest->status, EXCHANGE_MITIGATED);
    model_expect_text(rest->next->title, "Told");
    estate_expect_free(made);
}

/* Whatever a model holds, what is written is JSON, and each text is one text. */
TEST(exchange_formats_hold_hostile_texts) {
    static const char *const formats[] = {"otm", "threat-dragon", "threat-composer"};
    EstateExpect *made = estate_expect_make(false, false);
    Model *model = &made->input.model;
    Str text = S("\"},{\"x\":\\ </script>\n\x1b[31m\xff\xc2\x9b %s{0}");
    Element element = {.id = text,
                       .name = text,
                       .type = text,
                       .description = text,
                       .scope_reason = text,
                       .out_of_scope = true};
    model_add_property(model, &element.properties, text, text);
    model_add_property(model, &element.properties, text, text);
    model_add_property(model, &element.properties, S("password"), S("hunter2hunter2"));
    model_add_text(model, &element.assets, text);
    Flow flow = {.label = text,
                 .type = text,
                 .from_id = text,
                 .to_id = text,
                 .encrypted = {.stated = true, .reason = text}};
    ModelThreat threat = {.id = text, .title = text, .category = text, .on_id = text};
    model_add_text(model, &threat.mitigations, text);
    model_add_element(model, &element);
    model_add_flow(model, &flow);
    model_add_threat(model, &threat);
    model_add_boundary(model, &(Boundary){.id = text, .name = text, .line = true});
    model_add_asset(model, &(Asset){.id = text, .name = text});
    model->head.name = text;
    model_finish(model);
    for (size_t i = 0; i < COUNT(formats); i++) {
        CLEANUP(buffer_free) Buffer out = model_expect_write(made, formats[i]);
        Source source = {S("written")};
        Node root = {0};
        Error err = {0};
        if (!json_read(&made->arena, &source, buffer_text(&out), &root, &err)) {
            fail_msg("%s: %s", formats[i], err.message);
        }
        assert_false(str_contains(buffer_text(&out), S("hunter2")));
    }
    estate_expect_free(made);
}

static bool overlap(const GridBox *a, const GridBox *b) {
    return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
           b->y < a->y + a->height;
}

static bool inside(const GridBox *inner, const GridBox *outer) {
    return inner->x > outer->x && inner->y > outer->y &&
           inner->x + inner->width < outer->x + outer->width &&
           inner->y + inner->height < outer->y + outer->height;
}

TEST(grid_nothing_overlaps_and_boxes_hold_what_is_theirs) {
    CLEANUP(arena_free) Arena arena = {0};
    CLEANUP(buffer_free) Buffer text = {0};
    buffer_add(&text, S("merlonModel: 1\ntrustZones:\n"));
    for (int i = 0; i < 12; i++) {
        buffer_add_format(&text, "  - {id: z%d, kind: vpc%s", i, i > 0 ? ", parent: z" : "}\n");
        if (i > 0) buffer_add_format(&text, "%d}\n", (i - 1) / 3);
    }
    buffer_add(&text, S("components:\n  - {id: lonely, kind: store}\n"));
    for (int i = 0; i < 40; i++) {
        buffer_add_format(&text, "  - {id: e%d, kind: store, parent: z%d}\n", i, i * 7 % 11);
    }
    buffer_add_byte(&text, '\0');
    EstateExpect *made = model_expect(text.bytes);
    const Model *model = &made->input.model;
    Grid grid = grid_lay(&arena, model);
    for (size_t i = 0; i < model->element_count; i++) {
        for (size_t k = 0; k < i; k++) assert_false(overlap(&grid.elements[i], &grid.elements[k]));
        for (size_t k = 0; k < model->boundary_count; k++) {
            const Boundary *up = model->elements[i]->boundary;
            while (up != NULL && up->index != k) up = up->parent;
            bool in = inside(&grid.elements[i], &grid.boundaries[k]);
            assert_int_equal(in, up != NULL);
            if (!in) assert_false(overlap(&grid.elements[i], &grid.boundaries[k]));
        }
        assert_false(overlap(&grid.elements[i], &grid.extra));
    }
    for (size_t i = 0; i < model->boundary_count; i++) {
        const Boundary *parent = model->boundaries[i]->parent;
        if (parent == NULL) continue;
        assert_true(inside(&grid.boundaries[i], &grid.boundaries[parent->index]));
    }
    estate_expect_free(made);
}

TEST(report_formats_go_by_the_longest_ending) {
    model_expect_text(report_format_of_path(S("a.td.json"))->name, "threat-dragon");
    model_expect_text(report_format_of_path(S("a.tc.json"))->name, "threat-composer");
    model_expect_text(report_format_of_path(S("a.json"))->name, "json");
    model_expect_text(report_format_of_path(S("a.otm"))->name, "otm");
    assert_null(report_format_of_path(S("a")));
}
