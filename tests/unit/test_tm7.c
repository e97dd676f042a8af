/* SPDX-License-Identifier: Apache-2.0 */
/* test_tm7.c -- reading models of the Threat Modeling Tool. What tests/data/tm7/shop.tm7 must give
 * was worked out by hand from its coordinates and filters; what the example of ../shared must give
 * is what the tool itself has written into it. */
#include "estate_expect.h"

#include "base/file.h"
#include "input/tm7.h"
#include "input/tm7_threat.h"

/* The ids of shop.tm7: 00000030-0000-4000-8000-000000000030 is "30". */
static Str id_of(Arena *arena, unsigned number) {
    return str_format(arena, "%08x-0000-4000-8000-%012x", number, number);
}

enum {
    CUSTOMER = 0x10,
    WEB_SHOP,
    QUEUE,
    LEDGER,
    MAIL_PARTNER,
    CLERK,
    BACK_OFFICE,
    CLOUD = 0x20,
    TIER,
    INTERNET,
    STAFF,
    PLACE_ORDER = 0x31,
    QUEUE_ORDER,
    WRITE_ENTRY,
    NOTIFY,
    READ_STATUS,
    LOOSE_END,
    REVIEW
};

static EstateExpect *read_file(const char *path) {
    CLEANUP(file_close) File file = {0};
    Error err = {0};
    EstateExpect *made = estate_expect_make(false, false);
    if (!file_open(path, INPUT_BYTES_MAX, &file, &err)) fail_msg("%s", err.message);
    if (!input_add_text(&made->input, str_from(path), file.text)) {
        fail_msg("%s", made->input.errors.items[0].message);
    }
    input_finish(&made->input);
    estate_expect_errors(made, 0);
    model_finish(&made->input.model);
    assert_int_equal(made->input.model.problems.count, 0);
    return made;
}

static EstateExpect *read_shop(void) { return read_file("tests/data/tm7/shop.tm7"); }

static void check_text(Str got, const char *wanted) {
    if (!str_equal(got, str_from(wanted))) fail_msg("\"%.*s\", not \"%s\"", STR_ARGS(got), wanted);
}

static const Element *element_of(EstateExpect *made, unsigned number) {
    const Element *found = model_find_element(&made->input.model, id_of(&made->arena, number));
    assert_non_null(found);
    return found;
}

static const Flow *flow_of(EstateExpect *made, unsigned number) {
    const Flow *found = model_find_flow(&made->input.model, id_of(&made->arena, number));
    assert_non_null(found);
    return found;
}

/* That the input has a note with these words. */
static void check_note(EstateExpect *made, const char *subject, const char *reason) {
    for (size_t i = 0; i < made->input.note_count; i++) {
        const InputNote *note = &made->input.notes[i];
        if (str_equal(note->subject, str_from(subject)) &&
            str_equal(note->reason, str_from(reason))) {
            assert_true(note->line > 0);
            return;
        }
    }
    for (size_t i = 0; i < made->input.note_count; i++) {
        const InputNote *note = &made->input.notes[i];
        print_error("%.*s: %.*s\n", STR_ARGS(note->subject), STR_ARGS(note->reason));
    }
    fail_msg("no note \"%s: %s\"", subject, reason);
}

TEST(tm7_elements_are_read) {
    EstateExpect *made = read_shop();
    const Model *model = &made->input.model;
    check_text(made->input.documents[0].format->name, "tm7");
    assert_int_equal(model->element_count, 7);
    const Element *customer = element_of(made, CUSTOMER), *shop = element_of(made, WEB_SHOP);
    const Element *queue = element_of(made, QUEUE), *ledger = element_of(made, LEDGER);
    const Element *partner = element_of(made, MAIL_PARTNER);
    check_text(customer->name, "Customer");
    check_text(customer->type, "SE.EI.Browser");
    check_text(customer->base_type, "GE.EI");
    check_text(customer->diagram, "Order intake");
    check_text(customer->place.file, "tests/data/tm7/shop.tm7");
    assert_int_equal(customer->kind, ELEMENT_EXTERNAL);
    assert_true(customer->actor);
    assert_int_equal(shop->kind, ELEMENT_PROCESS);
    assert_int_equal(queue->kind, ELEMENT_STORE);
    assert_int_equal(ledger->kind, ELEMENT_STORE); /* a rectangle, but of Managed Storage */
    assert_false(ledger->actor);
    assert_true(partner->out_of_scope);
    check_text(partner->scope_reason, "Run by another team");
    assert_false(customer->out_of_scope);
    check_text(element_of(made, CLERK)->diagram, "Back office");
    estate_expect_free(made);
}

TEST(tm7_properties_are_read) {
    EstateExpect *made = read_shop();
    const Element *queue = element_of(made, QUEUE);
    check_text(model_property(&queue->properties, S("Stores Log Data")), "Yes");
    check_text(model_property(&queue->properties, S("Retention")), "seven days");
    assert_int_equal(queue->properties.count, 2);
    check_text(queue->properties.items[0].id, "storesLogData");
    const Element *ledger = element_of(made, LEDGER); /* nothing of the list is chosen */
    assert_int_equal(ledger->properties.count, 1);
    check_text(ledger->properties.items[0].value, "");
    const Flow *order = flow_of(made, PLACE_ORDER);
    check_text(model_property(&order->properties, S("Encrypted")), "Yes");
    assert_int_equal(flow_of(made, READ_STATUS)->properties.count, 0);
    check_text(flow_of(made, WRITE_ENTRY)->label, "Write entry");
    estate_expect_free(made);
}

TEST(tm7_rectangles_nest) {
    EstateExpect *made = read_shop();
    Model *model = &made->input.model;
    assert_int_equal(model->boundary_count, 4);
    const Boundary *cloud = model_find_boundary(model, id_of(&made->arena, CLOUD));
    const Boundary *tier = model_find_boundary(model, id_of(&made->arena, TIER));
    const Boundary *internet = model_find_boundary(model, id_of(&made->arena, INTERNET));
    assert_true(tier->parent == cloud && cloud->parent == NULL && internet->parent == NULL);
    assert_true(internet->line && !cloud->line);
    check_text(internet->base_type, "GE.TB.L");
    check_text(cloud->name, "Cloud");
    assert_null(element_of(made, CUSTOMER)->boundary);
    assert_true(element_of(made, WEB_SHOP)->boundary == cloud);
    assert_true(element_of(made, QUEUE)->boundary == tier);
    assert_true(element_of(made, LEDGER)->boundary == tier);
    assert_null(element_of(made, MAIL_PARTNER)->boundary);
    assert_null(element_of(made, BACK_OFFICE)->boundary); /* drawn on the other diagram */
    estate_expect_free(made);
}

/* The names of what a flow crosses, in order. */
static void check_crossings(EstateExpect *made, unsigned flow, const char *wanted) {
    Buffer names = {0};
    const Flow *found = flow_of(made, flow);
    assert_true(found->has_crossings);
    for (size_t i = 0; i < found->cross_count; i++) {
        buffer_add_format(&names, "%s%.*s", i == 0 ? "" : ", ", STR_ARGS(found->crosses[i]->name));
    }
    check_text(buffer_text(&names), wanted);
    buffer_free(&names);
}

/* Cloud spans x 350 to 900, Data tier 650 to 870; Internet is at x 250. Staff line bends from
 * (560,180) to (600,250) and back to (560,320). */
TEST(tm7_crossings_follow_from_the_drawing) {
    EstateExpect *made = read_shop();
    check_crossings(made, PLACE_ORDER, "Internet, Cloud"); /* y 250, x 150 to 400 */
    check_crossings(made, QUEUE_ORDER, "Staff line, Data tier");
    check_crossings(made, WRITE_ENTRY, "");
    check_crossings(made, NOTIFY, "Data tier, Cloud"); /* outwards */
    /* Its handle at (600,600) pulls it to y 397 where Staff line begins: it passes below. */
    check_crossings(made, READ_STATUS, "Data tier");
    check_crossings(made, REVIEW, ""); /* the other diagram has no boundaries */
    estate_expect_free(made);
}

TEST(tm7_head_is_read) {
    EstateExpect *made = read_shop();
    const ModelHead *head = &made->input.model.head;
    check_text(head->name, "Shop");
    check_text(head->description, "Takes orders.");
    check_text(head->owner, "Ann");
    check_text(head->reviewer, "Dee");
    assert_int_equal(head->contributors.count, 3);
    check_text(head->contributors.items[2], "Cy");
    assert_int_equal(head->assumptions.count, 2);
    check_text(head->assumptions.items[1], "Employees are known.");
    assert_int_equal(head->dependencies.count, 1);
    estate_expect_free(made);
}

TEST(tm7_stored_threats_are_read) {
    EstateExpect *made = read_shop();
    const Model *model = &made->input.model;
    assert_int_equal(model->threat_count, 4);
    const ModelThreat *first = &model->threats[0];
    check_text(first->id, "1");
    check_text(first->type_id, "T1");
    check_text(first->title, "Customer may be impersonated");
    check_text(first->category, "Spoofing");
    check_text(first->description, "Somebody else may place orders as Customer.");
    check_text(first->state, "Mitigated");
    check_text(first->justification, "Customers log in with a second factor");
    check_text(first->priority, "Low"); /* its properties count, not the element beside them */
    check_text(first->changed_by, "OFFICE\\ann");
    check_text(first->changed_at, "2024-05-01T10:00:00.5+02:00");
    assert_true(str_equal(first->on_id, id_of(&made->arena, PLACE_ORDER)));
    assert_int_equal(first->mitigations.count, 1);
    check_text(model_property(&first->properties, S("Responsible")), "Ann");
    check_text(model_property(&first->properties, S("InteractionString")), "Place order");
    const ModelThreat *second = &model->threats[1];
    check_text(second->title, "Queue order may be changed on its way from Web shop to Order queue");
    check_text(second->changed_at, "");
    check_text(second->changed_by, "");
    check_text(second->justification, "");
    check_text(model->threats[3].on_id, id_of(&made->arena, WEB_SHOP).ptr);
    estate_expect_free(made);
}

TEST(tm7_what_is_not_understood_is_noted) {
    EstateExpect *made = read_shop();
    assert_int_equal(made->input.note_count, 4);
    check_note(
        made, "the knowledge base",
        "the Include filter of the threat \"Processes may wait for stores\" can't be read at "
        "its byte 18: expected and, or or the end, not \"und\"; the threat is never found");
    check_note(made, "the knowledge base",
               "the Exclude filter of the threat \"{flow.Name} may be flooded\" can't be read at "
               "its byte 13: expected a value in quotes, not the end; the threat is found wherever "
               "Include holds");
    check_note(made, "Loose end", "ends at no element: the flow is left out");
    check_note(made, "Strange thing", "is drawn as a \"StencilHexagon\", which isn't understood");
    estate_expect_free(made);
}

static KnowledgeResult generate(EstateExpect *made) {
    assert_int_equal(made->input.knowledge_count, 1);
    return knowledge_generate(&made->arena, &made->input.model, made->input.knowledge[0]);
}

/* By hand, flow by flow in the model's order (externals first, then as drawn):
 * Place order: T1 (from a browser, which is a GE.EI, over a line), T6 (HTTPS; its Exclude is
 *   broken); not T2, since HTTPS is encrypted; not T3, since the shop stores nothing.
 * Review: crosses nothing, so neither T1 nor T2.
 * Queue order: T2 (not encrypted, crosses), T3 (the queue stores log data).
 * Notify: its target is out of scope.
 * Read status: T2 (it doesn't say: what its type begins with is No).
 * Write entry: T3 (the ledger is Managed Storage); T2 is excluded, it crosses nothing.
 * TU is of the type ROOT, T5's Include is broken, T7 has none: never. */
TEST(tm7_threats_are_found_as_worked_out) {
    static const char *const wanted[][3] = {
        {"T1", "Customer may be impersonated", "High"},
        {"T6", "Place order may be flooded", "High"},
        {"T2", "Queue order may be changed", "Medium"},
        {"T3", "Order queue may be read", "Low"},
        {"T2", "Read status may be changed", "Medium"},
        {"T3", "Ledger may be read", "Low"},
    };
    EstateExpect *made = read_shop();
    KnowledgeResult result = generate(made);
    assert_int_equal(result.count, COUNT(wanted));
    for (size_t i = 0; i < COUNT(wanted); i++) {
        check_text(result.threats[i].type->id, wanted[i][0]);
        check_text(result.threats[i].title, wanted[i][1]);
        check_text(result.threats[i].priority, wanted[i][2]);
    }
    check_text(result.threats[0].category, "Spoofing");
    check_text(result.threats[1].category, "D"); /* no category has that id */
    check_text(result.threats[0].description, "Somebody else may act as Customer at Web shop.");
    check_text(result.threats[0].mitigation, "Ask for proof of who it is.");
    check_text(result.threats[3].description, "What Order queue holds (Yes) can be read.");
    assert_int_equal(result.skipped, 1);
    assert_false(result.incomplete);
    estate_expect_free(made);
}

TEST(tm7_found_threats_meet_the_stored_ones) {
    EstateExpect *made = read_shop();
    const ModelThreat *stored = made->input.model.threats;
    KnowledgeResult result = generate(made);
    assert_ptr_equal(result.threats[0].instance, &stored[0]);
    assert_null(result.threats[1].instance);
    assert_ptr_equal(result.threats[2].instance, &stored[1]);
    assert_int_equal(result.other_count, 2); /* added by hand; of a flow that is gone */
    assert_ptr_equal(result.others[0], &stored[2]);
    assert_ptr_equal(result.others[1], &stored[3]);
    estate_expect_free(made);
}

/* ---- other writers' files ---- */

#define TM7_START "<ThreatModel xmlns:i='http://www.w3.org/2001/XMLSchema-instance'>"
#define TM7_BOX(guid, left)                                            \
    "<P><Key>" guid "</Key><Value i:type='StencilEllipse'><Left>" left \
    "</Left><Top>0</Top><Width>10</Width><Height>10</Height></Value></P>"
#define TM7_FLOW(guid, from, to)                                          \
    "<P><Value i:type='Connector'><Guid>" guid "</Guid><SourceGuid>" from \
    "</SourceGuid><TargetGuid>" to "</TargetGuid></Value></P>"

static EstateExpect *read_text(const char *text) {
    EstateExpect *made = estate_expect_make(false, false);
    estate_expect_read(made, text);
    model_finish(&made->input.model);
    return made;
}

TEST(tm7_without_a_knowledge_base_is_read) {
    EstateExpect *made =
        read_text(TM7_START "<DrawingSurfaceList><D><Borders>" TM7_BOX("a", "0")
                      TM7_BOX("b", "50") "</Borders><Lines>" TM7_FLOW(
                          "f", "a", "b") "</Lines></D></DrawingSurfaceList><KnowledgeBase "
                                         "i:nil='true'/></ThreatModel>");
    assert_int_equal(made->input.model.element_count, 2);
    assert_int_equal(made->input.model.flow_count, 1);
    check_text(model_find_element(&made->input.model, S("a"))->base_type, "GE.P");
    check_text(model_find_flow(&made->input.model, S("f"))->base_type, "GE.DF");
    check_text(model_find_flow(&made->input.model, S("f"))->diagram, "");
    assert_int_equal(made->input.knowledge_count, 0);
    check_note(made, "the model",
               "carries no knowledge base: only the threats that it stores are listed");
    estate_expect_free(made);
}

TEST(tm7_that_finds_no_threats_is_noted) {
    EstateExpect *made = read_text(
        TM7_START "<DrawingSurfaceList><D><Borders>" TM7_BOX("a", "0")
            TM7_BOX("b", "50") "</Borders><Lines>" TM7_FLOW(
                "f", "a", "b") "</Lines></D></DrawingSurfaceList><ThreatGenerationEnabled>false</"
                               "ThreatGenerationEnabled>"
                               "<KnowledgeBase><ThreatTypes><ThreatType><Id>1</"
                               "Id><GenerationFilters><Include>source is "
                               "'GE.P'</Include></GenerationFilters></ThreatType></ThreatTypes></"
                               "KnowledgeBase>"
                               "</ThreatModel>");
    check_note(made, "the model",
               "has the generation of threats switched off: only the threats that it stores are "
               "listed");
    assert_int_equal(generate(made).count, 0);
    made->input.knowledge[0]->disabled = false;
    assert_int_equal(generate(made).count, 1);
    estate_expect_free(made);
}

TEST(tm7_things_without_a_place_or_id_are_noted) {
    EstateExpect *made =
        read_text(TM7_START "<DrawingSurfaceList><D><Borders>" TM7_BOX("a", "nowhere")
                      TM7_BOX("a", "1") TM7_BOX("", "1") "</Borders><Lines>" TM7_FLOW(
                          "f", "b", "a") "</Lines></D></DrawingSurfaceList></ThreatModel>");
    check_note(made, "", "has no usable place in its diagram: which boundary it is in isn't known");
    check_note(made, "a", "is in the file twice: what is read first counts");
    check_note(made, "a thing of a diagram", "has no Guid: it is left out");
    check_note(made, "", "starts at no element: the flow is left out");
    assert_int_equal(made->input.model.element_count, 1);
    estate_expect_free(made);
}

TEST(tm7_properties_of_one_element_are_limited) {
    for (int more = 0; more <= 1; more++) {
        Buffer text = {0};
        buffer_add(&text, S(TM7_START "<DrawingSurfaceList><D><Borders><P><Value "
                                      "i:type='StencilEllipse'><Guid>a</Guid><Properties>"));
        for (int i = 0; i < TM7_PROPERTIES_MAX + more; i++) {
            buffer_add_format(&text, "<p><Name>n%d</Name><Value>v</Value></p>", i);
        }
        buffer_add(&text, S("</Properties></Value></P></Borders></D></DrawingSurfaceList>"
                            "</ThreatModel>"));
        EstateExpect *made = estate_expect_make(false, false);
        assert_true(input_add_text(&made->input, S("x"), buffer_text(&text)));
        input_finish(&made->input);
        const Element *element = model_find_element(&made->input.model, S("a"));
        assert_int_equal(element->properties.count, TM7_PROPERTIES_MAX);
        if (more == 1) check_note(made, "a", "has more than 1000 properties: the rest is left out");
        estate_expect_free(made);
        buffer_free(&text);
    }
}

TEST(tm7_properties_of_one_threat_are_limited) {
    for (int more = 0; more <= 1; more++) {
        Buffer text = {0};
        buffer_add(&text, S(TM7_START "<DrawingSurfaceList/><ThreatInstances><P><Value><Properties>"
                                      "<p><Key>Title</Key><Value>Much</Value></p>"));
        for (int i = 0; i < TM7_THREAT_PROPERTIES_MAX + more; i++) {
            buffer_add_format(&text, "<p><Key>n%d</Key><Value>v</Value></p>", i);
        }
        buffer_add(&text, S("</Properties></Value></P><P/></ThreatInstances></ThreatModel>"));
        EstateExpect *made = estate_expect_make(false, false);
        assert_true(input_add_text(&made->input, S("x"), buffer_text(&text)));
        input_finish(&made->input);
        assert_int_equal(made->input.model.threats[0].properties.count, TM7_THREAT_PROPERTIES_MAX);
        if (more == 1)
            check_note(made, "Much", "has more than 100 properties: the rest is left out");
        check_note(made, "a stored threat", "has no value");
        assert_int_equal(made->input.note_count, 2 + more);
        estate_expect_free(made);
        buffer_free(&text);
    }
}

TEST(tm7_places_are_limited) {
    EstateExpect *made =
        read_text(TM7_START "<DrawingSurfaceList><D><Borders>" TM7_BOX("a", "1000000")
                      TM7_BOX("b", "1000001") "</Borders></D></DrawingSurfaceList></ThreatModel>");
    assert_int_equal(made->input.model.element_count, 2);
    assert_int_equal(made->input.note_count, 2); /* b has no usable place, and no knowledge base */
    estate_expect_free(made);
}

/* ---- the real example ---- */

static size_t count_of(const KnowledgeResult *result, const char *category, const char *priority) {
    size_t count = 0;
    for (size_t i = 0; i < result->count; i++) {
        const KnowledgeThreat *threat = &result->threats[i];
        bool fits = category == NULL || str_equal(threat->category, str_from(category));
        if (fits && (priority == NULL || str_equal(threat->priority, str_from(priority)))) count++;
    }
    return count;
}

/* The tool has stored each threat that it found, with the texts that it made. */
static void check_instances(const KnowledgeResult *result) {
    for (size_t i = 0; i < result->count; i++) {
        const KnowledgeThreat *threat = &result->threats[i];
        const ModelThreat *instance = threat->instance;
        assert_non_null(instance);
        assert_true(str_equal(threat->key, instance->key));
        assert_true(str_equal(threat->title, instance->title));
        assert_true(str_equal(threat->description, instance->description));
        assert_true(str_equal(threat->category, instance->category));
        assert_true(str_equal(threat->priority, instance->priority));
        assert_true(str_equal(threat->flow->id, instance->on_id));
        assert_true(str_equal(threat->type->id, instance->type_id));
    }
}

TEST(tm7_real_example_gives_the_tools_own_threats) {
    const char *path = "../shared/data/tm7/aws-example.tm7";
    if (file_kind(path) != FILE_KIND_REGULAR) {
        print_message("%s isn't there\n", path);
        skip();
    }
    EstateExpect *made = read_file(path);
    const Model *model = &made->input.model;
    assert_int_equal(model->element_count, 10);
    assert_int_equal(model->flow_count, 9);
    assert_int_equal(model->boundary_count, 1);
    assert_int_equal(model->threat_count, 43);
    assert_int_equal(made->input.note_count, 0);
    KnowledgeResult result = generate(made);
    assert_int_equal(result.count, 43);
    assert_int_equal(result.other_count, 0);
    check_instances(&result);
    static const struct {
        const char *name;
        size_t count;
    } categories[] = {{"Compute", 16},   {"Storage", 9},  {"Network Boundary", 6}, {"Interface", 5},
                      {"Data Flows", 4}, {"Database", 2}, {"AWS Management", 1}};
    for (size_t i = 0; i < COUNT(categories); i++) {
        assert_int_equal(count_of(&result, categories[i].name, NULL), categories[i].count);
    }
    assert_int_equal(count_of(&result, NULL, "Critical"), 3);
    assert_int_equal(count_of(&result, NULL, "High"), 30);
    assert_int_equal(count_of(&result, NULL, "Medium"), 7);
    assert_int_equal(count_of(&result, NULL, "Low"), 3);
    estate_expect_free(made);
}
