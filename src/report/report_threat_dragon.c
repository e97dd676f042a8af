/* SPDX-License-Identifier: Apache-2.0 */
/* report_threat_dragon.c -- OWASP Threat Dragon 2: one diagram with every element, flow and
 * boundary, laid out by grid.h, and the threats in the cells that they are on. What is on no cell
 * stands in a process of its own. "merlon.id" in a cell's data keeps the id for reading it again.
 */
#include "input/threat_dragon.h"
#include "report/exchange.h"
#include "report/grid.h"
#include "text/json_writer.h"

static const char dragon_version[] = "2.4.0"; /* of the format as it is written here */

typedef struct DragonWriter {
    JsonWriter json;
    Arena *arena;
    Exchange exchange;
    const Model *model;
    Grid grid;
    int64_t layer;  /* of the next cell */
    int64_t number; /* of the last threat */
} DragonWriter;

static void dragon_int_write(DragonWriter *dragon, const char *key, int64_t value) {
    json_key_write(&dragon->json, str_from(key));
    json_int_write(&dragon->json, value);
}

static void dragon_flag_write(DragonWriter *dragon, const char *key, bool value) {
    json_key_write(&dragon->json, str_from(key));
    json_bool_write(&dragon->json, value);
}

static void dragon_point_write(DragonWriter *dragon, const char *key, int64_t x, int64_t y) {
    json_key_write(&dragon->json, str_from(key));
    json_object_begin(&dragon->json);
    dragon_int_write(dragon, "x", x);
    dragon_int_write(dragon, "y", y);
    json_object_end(&dragon->json);
}

static void dragon_box_write(DragonWriter *dragon, const GridBox *box) {
    dragon_point_write(dragon, "position", box->x, box->y);
    json_key_write(&dragon->json, S("size"));
    json_object_begin(&dragon->json);
    dragon_int_write(dragon, "width", box->width);
    dragon_int_write(dragon, "height", box->height);
    json_object_end(&dragon->json);
}

/* The label that is drawn: {key: {text: {text: "..."}}} but for what differs. */
static void dragon_label_write(DragonWriter *dragon, Str inner, Str text) {
    json_key_write(&dragon->json, S("attrs"));
    json_object_begin(&dragon->json);
    json_key_write(&dragon->json, inner);
    json_object_begin(&dragon->json);
    json_pair_write(&dragon->json, S("text"), text);
    json_object_end(&dragon->json);
    json_object_end(&dragon->json);
}

static void dragon_labels_write(DragonWriter *dragon, Str text) {
    json_key_write(&dragon->json, S("labels"));
    json_array_begin(&dragon->json);
    json_object_begin(&dragon->json);
    dragon_label_write(dragon, S("label"), text);
    json_object_end(&dragon->json);
    json_array_end(&dragon->json);
}

/* ---- threats ---- */

static Str dragon_category(const ExchangeThreat *threat) {
    static const Str names[] = {S_INIT("Spoofing"),          S_INIT("Tampering"),
                                S_INIT("Repudiation"),       S_INIT("Information disclosure"),
                                S_INIT("Denial of service"), S_INIT("Elevation of privilege")};
    if (threat->categories.count == 0) return S("");
    char letter = exchange_stride_letter(threat->categories.items[0]);
    for (size_t i = 0; i < COUNT(names); i++) {
        if (names[i].ptr[0] == letter) return names[i];
    }
    return threat->categories.items[0];
}

static void dragon_threat_write(DragonWriter *dragon, const ExchangeThreat *threat) {
    static const Str severities[] = {S_INIT("Low"), S_INIT("Low"), S_INIT("Medium"), S_INIT("High"),
                                     S_INIT("Critical")};
    static const Str statuses[] = {S_INIT("Open"), S_INIT("Mitigated"), S_INIT("NotApplicable")};
    JsonWriter *json = &dragon->json;
    CLEANUP(buffer_free) Buffer mitigation = {0};
    for (size_t i = 0; i < threat->mitigations.count; i++) {
        if (i > 0) buffer_add(&mitigation, S("\n\n"));
        buffer_add(&mitigation, threat->mitigations.items[i]);
    }
    Str name =
        str_format(dragon->arena, "%lld %.*s", (long long)++dragon->number, STR_ARGS(threat->id));
    if (threat->told == NULL) name = threat->id;
    json_object_begin(json);
    json_pair_write(json, S("id"), exchange_uuid(dragon->arena, "threat", name));
    json_pair_write(json, S("title"), threat->title);
    json_pair_write(json, S("status"), statuses[threat->status]);
    json_pair_write(json, S("severity"), severities[threat->severity]);
    json_pair_write(json, S("type"), dragon_category(threat));
    json_pair_write(json, S("description"), threat->detail);
    json_pair_write(json, S("mitigation"), buffer_text(&mitigation));
    json_pair_write(json, S("modelType"), S("STRIDE"));
    dragon_int_write(dragon, "number", dragon->number);
    if (threat->rule.len > 0) json_pair_write(json, S("merlon.rule"), threat->rule);
    json_object_end(json);
}

/* hasOpenThreats and threats, from first on. */
static void dragon_threats_write(DragonWriter *dragon, const ExchangeThreat *first) {
    bool open = false;
    for (const ExchangeThreat *threat = first; threat != NULL; threat = threat->next) {
        open |= threat->status == EXCHANGE_OPEN;
    }
    dragon_flag_write(dragon, "hasOpenThreats", open);
    json_key_write(&dragon->json, S("threats"));
    json_array_begin(&dragon->json);
    for (const ExchangeThreat *threat = first; threat != NULL; threat = threat->next) {
        dragon_threat_write(dragon, threat);
    }
    json_array_end(&dragon->json);
}

/* ---- cells ---- */

static void dragon_cell_begin(DragonWriter *dragon, const char *shape, Str id) {
    json_object_begin(&dragon->json);
    json_pair_write(&dragon->json, S("id"), id);
    json_pair_write(&dragon->json, S("shape"), str_from(shape));
    dragon_int_write(dragon, "zIndex", dragon->layer++);
    dragon_flag_write(dragon, "visible", true);
}

static void dragon_data_begin(DragonWriter *dragon, const char *type, Str name) {
    json_key_write(&dragon->json, S("data"));
    json_object_begin(&dragon->json);
    json_pair_write(&dragon->json, S("type"), str_from(type));
    json_pair_write(&dragon->json, S("name"), name);
}

static void dragon_scope_write(DragonWriter *dragon, bool out_of_scope, Str reason) {
    dragon_flag_write(dragon, "isTrustBoundary", false);
    dragon_flag_write(dragon, "outOfScope", out_of_scope);
    json_pair_write(&dragon->json, S("reasonOutOfScope"), reason);
}

static Str dragon_element_id(DragonWriter *dragon, const Element *element) {
    return exchange_uuid(dragon->arena, "element", element->id);
}

static void dragon_element_write(DragonWriter *dragon, const Element *element) {
    static const char *const shapes[] = {"actor", "process", "store"};
    static const char *const types[] = {"tm.Actor", "tm.Process", "tm.Store"};
    dragon_cell_begin(dragon, shapes[element->kind], dragon_element_id(dragon, element));
    dragon_box_write(dragon, &dragon->grid.elements[element->index]);
    dragon_label_write(dragon, S("text"), element->name);
    dragon_data_begin(dragon, types[element->kind], element->name);
    json_pair_write(&dragon->json, S("description"), element->description);
    dragon_scope_write(dragon, element->out_of_scope, element->scope_reason);
    dragon_threats_write(dragon, exchange_find(&dragon->exchange, 'e', element->id));
    json_pair_write(&dragon->json, DRAGON_ID, element->id);
    json_object_end(&dragon->json);
    json_object_end(&dragon->json);
}

static void dragon_end_write(DragonWriter *dragon, const char *key, const Element *element) {
    json_key_write(&dragon->json, str_from(key));
    json_object_begin(&dragon->json);
    json_pair_write(&dragon->json, S("cell"), dragon_element_id(dragon, element));
    json_object_end(&dragon->json);
}

static bool dragon_is_public(const Flow *flow) {
    for (size_t i = 0; i < flow->cross_count; i++) {
        if (flow->crosses[i]->kind == BOUNDARY_INTERNET) return true;
    }
    return str_equal(model_property(&flow->properties, S("isPublicNetwork")), S("true"));
}

/* isEncrypted is left out while it isn't known: false would say that it isn't. */
static void dragon_flow_write(DragonWriter *dragon, const Flow *flow) {
    JsonWriter *json = &dragon->json;
    dragon_cell_begin(dragon, "flow", exchange_uuid(dragon->arena, "flow", flow->id));
    json_pair_write(json, S("connector"), S("smooth"));
    dragon_labels_write(dragon, flow->label);
    dragon_end_write(dragon, "source", flow->from);
    dragon_end_write(dragon, "target", flow->to);
    json_key_write(json, S("vertices"));
    json_array_begin(json);
    json_array_end(json);
    dragon_data_begin(dragon, "tm.Flow", flow->label);
    json_pair_write(json, S("description"), flow->description);
    json_pair_write(json, S("protocol"), flow->type);
    dragon_scope_write(dragon, flow->out_of_scope, flow->scope_reason);
    dragon_flag_write(dragon, "isBidirectional", flow->bidirectional);
    Truth encrypted = claim_truth(&flow->encrypted);
    if (encrypted != TRUTH_UNKNOWN) {
        dragon_flag_write(dragon, "isEncrypted", encrypted == TRUTH_TRUE);
    }
    dragon_flag_write(dragon, "isPublicNetwork", dragon_is_public(flow));
    dragon_threats_write(dragon, exchange_find(&dragon->exchange, 'f', flow->id));
    json_pair_write(json, DRAGON_ID, flow->id);
    json_object_end(json);
    json_object_end(json);
}

/* A line's course isn't known: it is drawn beside the rest, and crosses nothing there. */
static void dragon_boundary_write(DragonWriter *dragon, const Boundary *boundary) {
    JsonWriter *json = &dragon->json;
    const GridBox *box = &dragon->grid.boundaries[boundary->index];
    Str id = exchange_uuid(dragon->arena, "boundary", boundary->id);
    dragon_cell_begin(dragon, boundary->line ? "trust-boundary-curve" : "trust-boundary-box", id);
    if (boundary->line) {
        json_pair_write(json, S("connector"), S("smooth"));
        dragon_labels_write(dragon, boundary->name);
        dragon_point_write(dragon, "source", box->x, box->y);
        dragon_point_write(dragon, "target", box->x + box->width, box->y);
    } else {
        dragon_box_write(dragon, box);
        dragon_label_write(dragon, S("label"), boundary->name);
    }
    dragon_data_begin(dragon, boundary->line ? "tm.Boundary" : "tm.BoundaryBox", boundary->name);
    json_pair_write(json, S("description"), boundary->description);
    dragon_flag_write(dragon, "isTrustBoundary", true);
    dragon_flag_write(dragon, "hasOpenThreats", false);
    json_pair_write(json, DRAGON_ID, boundary->id);
    json_object_end(json);
    json_object_end(json);
}

/* Threats that are on no cell. */
static void dragon_rest_write(DragonWriter *dragon) {
    const ExchangeThreat *first = dragon->exchange.rest.first;
    if (first == NULL) return;
    Str name = S("Not placed");
    dragon_cell_begin(dragon, "process", exchange_uuid(dragon->arena, "rest", S("")));
    dragon_box_write(dragon, &dragon->grid.extra);
    dragon_label_write(dragon, S("text"), name);
    dragon_data_begin(dragon, "tm.Process", name);
    json_pair_write(&dragon->json, S("description"),
                    S("Holds the threats on what the diagram doesn't show."));
    dragon_scope_write(dragon, false, S(""));
    dragon_threats_write(dragon, first);
    json_object_end(&dragon->json);
    json_object_end(&dragon->json);
}

/* Boundaries come first: they lie below the rest. */
static void dragon_cells_write(DragonWriter *dragon) {
    const Model *model = dragon->model;
    json_key_write(&dragon->json, S("cells"));
    json_array_begin(&dragon->json);
    for (size_t i = 0; i < model->boundary_count; i++) {
        dragon_boundary_write(dragon, model->boundaries[i]);
    }
    for (size_t i = 0; i < model->element_count; i++) {
        dragon_element_write(dragon, model->elements[i]);
    }
    for (size_t i = 0; i < model->flow_count; i++) dragon_flow_write(dragon, model->flows[i]);
    dragon_rest_write(dragon);
    json_array_end(&dragon->json);
}

static void dragon_diagrams_write(DragonWriter *dragon) {
    JsonWriter *json = &dragon->json;
    json_key_write(json, S("diagrams"));
    json_array_begin(json);
    json_object_begin(json);
    dragon_int_write(dragon, "id", 0);
    json_pair_write(json, S("title"), S("Data flows"));
    json_pair_write(json, S("diagramType"), S("STRIDE"));
    json_pair_write(json, S("placeholder"), S("What merlon knows of the system"));
    json_pair_write(json, S("thumbnail"), S("./public/content/images/thumbnail.stride.jpg"));
    json_pair_write(json, S("version"), str_from(dragon_version));
    dragon_cells_write(dragon);
    json_object_end(json);
    json_array_end(json);
}

static void dragon_summary_write(DragonWriter *dragon) {
    JsonWriter *json = &dragon->json;
    const ModelHead *head = &dragon->model->head;
    json_key_write(json, S("summary"));
    json_object_begin(json);
    json_pair_write(json, S("title"), head->name.len > 0 ? head->name : S("merlon"));
    json_pair_write(json, S("owner"), head->owner);
    json_pair_write(json, S("description"), head->description);
    dragon_int_write(dragon, "id", 0);
    json_object_end(json);
}

static void dragon_contributors_write(DragonWriter *dragon) {
    const ModelTexts *people = &dragon->model->head.contributors;
    json_key_write(&dragon->json, S("contributors"));
    json_array_begin(&dragon->json);
    for (size_t i = 0; i < people->count; i++) {
        json_object_begin(&dragon->json);
        json_pair_write(&dragon->json, S("name"), people->items[i]);
        json_object_end(&dragon->json);
    }
    json_array_end(&dragon->json);
}

void report_write_threat_dragon(const Report *report, Buffer *out) {
    CLEANUP(arena_free) Arena arena = {0};
    DragonWriter dragon = {.json = json_writer_make(out, false),
                           .arena = &arena,
                           .exchange = exchange_make(&arena, report),
                           .layer = 1};
    dragon.model = dragon.exchange.model;
    dragon.grid = grid_lay(&arena, dragon.model);
    JsonWriter *json = &dragon.json;
    json_object_begin(json);
    json_pair_write(json, S("version"), str_from(dragon_version));
    dragon_summary_write(&dragon);
    json_key_write(json, S("detail"));
    json_object_begin(json);
    dragon_contributors_write(&dragon);
    dragon_diagrams_write(&dragon);
    dragon_int_write(&dragon, "diagramTop", 1);
    json_pair_write(json, S("reviewer"), dragon.model->head.reviewer);
    dragon_int_write(&dragon, "threatTop", dragon.number);
    json_object_end(json);
    json_object_end(json);
    buffer_add_byte(out, '\n');
}
