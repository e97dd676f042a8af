/* SPDX-License-Identifier: Apache-2.0 */
/* threat_dragon.c -- reads models of OWASP Threat Dragon 2. A diagram is a list of cells with
 * coordinates; what stands in which box and which flow crosses which curve is seen only from these.
 * An element is in a box when its middle is. Curves count as the straight pieces between their
 * points, and a flow as those between the middles of its ends by way of its own points. */
#include "input/threat_dragon.h"

#include "input/document.h"
#include "input/plane.h"

#include <stdlib.h>

typedef enum DragonKind { DRAGON_ELEMENT, DRAGON_FLOW, DRAGON_BOX, DRAGON_CURVE } DragonKind;

typedef struct DragonShape {
    const char *shape;
    const char *type; /* of its data */
    DragonKind kind;
    ElementKind element;
} DragonShape;

static const DragonShape dragon_shapes[] = {
    {"actor", "tm.Actor", DRAGON_ELEMENT, ELEMENT_EXTERNAL},
    {"process", "tm.Process", DRAGON_ELEMENT, ELEMENT_PROCESS},
    {"store", "tm.Store", DRAGON_ELEMENT, ELEMENT_STORE},
    {"flow", "tm.Flow", DRAGON_FLOW, ELEMENT_PROCESS},
    {"trust-boundary-box", "tm.BoundaryBox", DRAGON_BOX, ELEMENT_PROCESS},
    {"trust-boundary-curve", "tm.Boundary", DRAGON_CURVE, ELEMENT_PROCESS},
    {"trust-broundary-curve", "tm.Boundary", DRAGON_CURVE, ELEMENT_PROCESS}, /* of early versions */
};

typedef struct DragonCell {
    const Node *node;
    const Node *data; /* NULL: none */
    const DragonShape *shape;
    Str own;     /* id in its diagram */
    Str id;      /* in the model */
    size_t rank; /* among the boxes */
    PlaneBox box;
    PlaneLine line;
    const struct DragonCell *from, *to; /* of a flow */
} DragonCell;

typedef struct Dragon {
    Input *input;
    Arena *arena;
    Map taken;         /* ids of all diagrams: copies of a diagram may share them */
    Str title;         /* of the diagram */
    DragonCell *cells; /* of the diagram */
    size_t cell_count;
    Map by_id;          /* of the diagram: a cell's own id -> DragonCell * */
    DragonCell **boxes; /* the smallest first */
    size_t box_count;
    size_t tests; /* so far, up to DRAGON_TESTS_MAX */
} Dragon;

bool threat_dragon_recognizes(const Node *root) {
    return node_is(node_find(root, S("summary")), NODE_MAP) &&
           node_is(node_find_path(root, S("detail.diagrams")), NODE_LIST);
}

static Str dragon_text(Dragon *dragon, const Node *map, Str key) {
    return document_text(dragon->input, node_find(map, key), key);
}

/* Names hold line breaks where their author wants them drawn so. */
static Str dragon_name(Dragon *dragon, const Node *map, Str key) {
    Str name = dragon_text(dragon, map, key);
    char *copy = (char *)(uintptr_t)str_copy(dragon->arena, name).ptr;
    for (size_t i = 0; i < name.len; i++) {
        if (copy[i] == '\n' || copy[i] == '\r') copy[i] = ' ';
    }
    return (Str){copy, name.len};
}

/* ---- geometry ---- */

static double dragon_coordinate(Dragon *dragon, const Node *map, Str key) {
    double value = 0;
    const Node *node = node_find(map, key);
    if (!document_number(dragon->input, node, key, &value)) return 0;
    if (value >= -DRAGON_COORDINATE_MAX && value <= DRAGON_COORDINATE_MAX) return value;
    input_fail(dragon->input, node, "a coordinate is at most %d", DRAGON_COORDINATE_MAX);
    return 0;
}

static PlanePoint dragon_point(Dragon *dragon, const Node *map) {
    return (PlanePoint){dragon_coordinate(dragon, map, S("x")),
                        dragon_coordinate(dragon, map, S("y"))};
}

static PlaneBox dragon_box(Dragon *dragon, const Node *node) {
    PlanePoint corner = dragon_point(dragon, node_find(node, S("position")));
    const Node *size = node_find(node, S("size"));
    return (PlaneBox){corner.x, corner.y, dragon_coordinate(dragon, size, S("width")),
                      dragon_coordinate(dragon, size, S("height"))};
}

/* The line of a flow or a curve: its ends, and the points between them. */
static PlaneLine dragon_line(Dragon *dragon, const DragonCell *cell) {
    const Node *points =
        document_list(dragon->input, node_find(cell->node, S("vertices")), S("vertices"));
    uint32_t count = points == NULL ? 0 : points->count;
    if (count > DRAGON_POINTS_MAX) {
        input_fail(dragon->input, points, "has more than %d points: the rest is left out",
                   DRAGON_POINTS_MAX);
        count = DRAGON_POINTS_MAX;
    }
    PlaneLine line = {ARENA_ARRAY(dragon->arena, PlanePoint, (size_t)count + 2), 0};
    line.points[line.count++] = cell->from != NULL
                                    ? plane_box_center(cell->from->box)
                                    : dragon_point(dragon, node_find(cell->node, S("source")));
    for (uint32_t i = 0; i < count; i++) {
        line.points[line.count++] = dragon_point(dragon, &points->items[i]);
    }
    line.points[line.count++] = cell->to != NULL
                                    ? plane_box_center(cell->to->box)
                                    : dragon_point(dragon, node_find(cell->node, S("target")));
    return line;
}

/* Whether so many more tests may be made; the first refusal is a problem. */
static bool dragon_may_test(Dragon *dragon, const DragonCell *cell, size_t tests) {
    bool before = dragon->tests <= DRAGON_TESTS_MAX;
    dragon->tests += tests;
    if (dragon->tests <= DRAGON_TESTS_MAX) return true;
    dragon->tests = (size_t)DRAGON_TESTS_MAX + 1;
    if (before) {
        input_fail(dragon->input, cell->node,
                   "from here on it isn't worked out what is inside of which boundary and which "
                   "flow crosses it: the diagrams are too large");
    }
    return false;
}

static double dragon_area(const DragonCell *cell) { return cell->box.width * cell->box.height; }

static int dragon_compare_boxes(const void *left, const void *right) {
    const DragonCell *a = *(DragonCell *const *)left, *b = *(DragonCell *const *)right;
    if (dragon_area(a) != dragon_area(b)) return dragon_area(a) < dragon_area(b) ? -1 : 1;
    return (a > b) - (a < b); /* cells are in the order of the file */
}

/* The smallest box, from the first one on, that holds the point; NULL: none. */
static const DragonCell *dragon_box_around(Dragon *dragon, const DragonCell *cell, size_t first) {
    if (!dragon_may_test(dragon, cell, dragon->box_count)) return NULL;
    for (size_t i = first; i < dragon->box_count; i++) {
        if (plane_box_holds(dragon->boxes[i]->box, plane_box_center(cell->box))) {
            return dragon->boxes[i];
        }
    }
    return NULL;
}

/* Boxes that hold one end only, out of those of the source and into those of the target, and
 * between them the curves. */
static void dragon_find_crossings(Dragon *dragon, const DragonCell *cell, Flow *flow) {
    Model *model = &dragon->input->model;
    PlanePoint from = cell->line.points[0], to = cell->line.points[cell->line.count - 1];
    if (!dragon_may_test(dragon, cell, dragon->box_count * 2)) return;
    flow->has_crossings = true;
    for (size_t i = 0; i < dragon->box_count; i++) {
        PlaneBox box = dragon->boxes[i]->box;
        if (plane_box_holds(box, from) && !plane_box_holds(box, to)) {
            model_add_text(model, &flow->crossing_ids, dragon->boxes[i]->id);
        }
    }
    for (size_t i = 0; i < dragon->cell_count; i++) {
        const DragonCell *curve = &dragon->cells[i];
        if (curve->shape->kind != DRAGON_CURVE) continue;
        if (!dragon_may_test(dragon, cell, cell->line.count * curve->line.count)) return;
        if (plane_lines_cross(&cell->line, &curve->line)) {
            model_add_text(model, &flow->crossing_ids, curve->id);
        }
    }
    for (size_t i = dragon->box_count; i > 0; i--) {
        PlaneBox box = dragon->boxes[i - 1]->box;
        if (!plane_box_holds(box, from) && plane_box_holds(box, to)) {
            model_add_text(model, &flow->crossing_ids, dragon->boxes[i - 1]->id);
        }
    }
}

/* ---- threats and settings ---- */

static void dragon_read_threat(Dragon *dragon, const Node *node, Str on_id) {
    Input *input = dragon->input;
    if (document_map(input, node, S("threats")) == NULL) return;
    ModelThreat threat = {.id = dragon_text(dragon, node, S("threatId")),
                          .title = dragon_name(dragon, node, S("title")),
                          .category = dragon_text(dragon, node, S("type")),
                          .description = dragon_text(dragon, node, S("description")),
                          .state = dragon_text(dragon, node, S("status")),
                          .priority = dragon_text(dragon, node, S("severity")),
                          .type_id = dragon_text(dragon, node, S("merlon.rule")),
                          .on_id = on_id,
                          .place = document_place(node)};
    if (threat.id.len == 0) threat.id = dragon_text(dragon, node, S("id"));
    Str mitigation = dragon_text(dragon, node, S("mitigation"));
    if (mitigation.len > 0) model_add_text(&input->model, &threat.mitigations, mitigation);
    static const char *const kept[] = {"number", "score", "modelType"};
    for (size_t i = 0; i < COUNT(kept); i++) {
        Str key = str_from(kept[i]);
        document_property(input, &threat.properties, key, dragon_text(dragon, node, key));
    }
    document_add_threat(input, node, &threat);
}

static void dragon_read_threats(Dragon *dragon, const DragonCell *cell) {
    const Node *homes[] = {cell->data, cell->node};
    for (size_t i = 0; i < COUNT(homes); i++) {
        const Node *list =
            document_list(dragon->input, node_find(homes[i], S("threats")), S("threats"));
        for (uint32_t k = 0; list != NULL && k < list->count; k++) {
            dragon_read_threat(dragon, &list->items[k], cell->id);
        }
    }
}

/* What Threat Dragon asks about a cell, as it was answered; false too, where it was. */
static void dragon_read_settings(Dragon *dragon, const DragonCell *cell,
                                 ModelProperties *settings) {
    static const char *const keys[] = {"protocol",
                                       "isPublicNetwork",
                                       "isEncrypted",
                                       "isSigned",
                                       "isALog",
                                       "storesCredentials",
                                       "storesInventory",
                                       "isWebApplication",
                                       "handlesCardPayment",
                                       "handlesGoodsOrServices",
                                       "privilegeLevel",
                                       "providesAuthentication"};
    for (size_t i = 0; i < COUNT(keys); i++) {
        Str key = str_from(keys[i]);
        document_property(dragon->input, settings, key,
                          document_kept(dragon->input, node_find(cell->data, key)));
    }
    document_property(dragon->input, settings, S("diagram"), dragon->title);
}

static bool dragon_flag(Dragon *dragon, const DragonCell *cell, Str key) {
    return document_flag(dragon->input, node_find(cell->data, key), key);
}

static Claim dragon_encrypted(Dragon *dragon, const DragonCell *cell) {
    const Node *value = node_find(cell->data, S("isEncrypted"));
    if (value == NULL || node_is(value, NODE_NULL)) return (Claim){0};
    bool is = document_flag(dragon->input, value, S("isEncrypted"));
    return (Claim){.stated = true,
                   .truth = is ? TRUTH_TRUE : TRUTH_FALSE,
                   .reason = is ? S("marked as encrypted in the model")
                                : S("not marked as encrypted in the model")};
}

/* ---- cells ---- */

static void dragon_add_element(Dragon *dragon, const DragonCell *cell) {
    const DragonCell *around = dragon_box_around(dragon, cell, 0);
    Element element = {.id = cell->id,
                       .name = dragon_name(dragon, cell->data, S("name")),
                       .description = dragon_text(dragon, cell->data, S("description")),
                       .type = str_from(cell->shape->type),
                       .kind = cell->shape->element,
                       .kind_stated = true,
                       .boundary_id = around == NULL ? S("") : around->id,
                       .place = document_place(cell->node),
                       .out_of_scope = dragon_flag(dragon, cell, S("outOfScope")),
                       .scope_reason = dragon_text(dragon, cell->data, S("reasonOutOfScope"))};
    dragon_read_settings(dragon, cell, &element.properties);
    model_add_element(&dragon->input->model, &element);
    dragon_read_threats(dragon, cell);
}

static void dragon_add_boundary(Dragon *dragon, const DragonCell *cell) {
    Boundary boundary = {.id = cell->id,
                         .name = dragon_name(dragon, cell->data, S("name")),
                         .description = dragon_text(dragon, cell->data, S("description")),
                         .type = str_from(cell->shape->type),
                         .kind = BOUNDARY_OTHER,
                         .line = cell->shape->kind == DRAGON_CURVE,
                         .place = document_place(cell->node)};
    if (boundary.name.len == 0) boundary.name = S("Trust boundary"); /* most are drawn without */
    if (!boundary.line) {
        const DragonCell *around = dragon_box_around(dragon, cell, cell->rank + 1);
        if (around != NULL) boundary.parent_id = around->id;
    }
    document_property(dragon->input, &boundary.properties, S("diagram"), dragon->title);
    model_add_boundary(&dragon->input->model, &boundary);
}

static void dragon_add_flow(Dragon *dragon, DragonCell *cell) {
    static const char *const ends[] = {"source", "target"};
    const DragonCell *found[COUNT(ends)] = {0};
    Str name = dragon_name(dragon, cell->data, S("name"));
    for (size_t i = 0; i < COUNT(ends); i++) {
        const Node *end = node_find(cell->node, str_from(ends[i]));
        found[i] = map_find(&dragon->by_id, dragon_text(dragon, end, S("cell")));
        if (found[i] != NULL && found[i]->shape->kind == DRAGON_ELEMENT) continue;
        Str subject = str_join3(dragon->arena, S("data flow \""), name, S("\""));
        input_note(dragon->input, cell->node, subject,
                   i == 0 ? S("is left out: it starts at no element of its diagram")
                          : S("is left out: it ends at no element of its diagram"));
        return;
    }
    cell->from = found[0];
    cell->to = found[1];
    cell->line = dragon_line(dragon, cell);
    Flow flow = {.id = cell->id,
                 .label = name,
                 .description = dragon_text(dragon, cell->data, S("description")),
                 .type = dragon_text(dragon, cell->data, S("protocol")),
                 .from_id = cell->from->id,
                 .to_id = cell->to->id,
                 .place = document_place(cell->node),
                 .encrypted = dragon_encrypted(dragon, cell),
                 .bidirectional = dragon_flag(dragon, cell, S("isBidirectional")),
                 .out_of_scope = dragon_flag(dragon, cell, S("outOfScope")),
                 .scope_reason = dragon_text(dragon, cell->data, S("reasonOutOfScope"))};
    dragon_read_settings(dragon, cell, &flow.properties);
    dragon_find_crossings(dragon, cell, &flow);
    model_add_flow(&dragon->input->model, &flow);
    dragon_read_threats(dragon, cell);
}

/* The id that a cell gets in the model: the one that merlon wrote, else its own, with the diagram
 * in front when an earlier diagram has it. Empty after a problem. */
static Str dragon_cell_id(Dragon *dragon, const DragonCell *cell) {
    Str own = cell->own;
    Str id = dragon_text(dragon, cell->data, DRAGON_ID);
    if (id.len == 0) id = own;
    if (own.len == 0 || map_find(&dragon->by_id, own) != NULL) {
        input_fail(dragon->input, cell->node,
                   own.len == 0 ? "a cell needs an \"id\"" : "its id is that of another cell");
        return S("");
    }
    if (map_find(&dragon->taken, id) != NULL) {
        id = str_format(dragon->arena, "%.*s/%.*s", STR_ARGS(dragon->title), STR_ARGS(id));
    }
    if (map_set(&dragon->taken, id, dragon) == NULL) return id;
    input_fail(dragon->input, cell->node,
               "a cell of another diagram has its id, and the diagrams have the same title");
    return S("");
}

static const DragonShape *dragon_find_shape(const Node *node, const Node *data) {
    Str shape = node_text(node_find(node, S("shape")));
    Str type = node_text(node_find(data, S("type")));
    for (size_t i = 0; i < COUNT(dragon_shapes); i++) {
        if (str_equal(shape, str_from(dragon_shapes[i].shape))) return &dragon_shapes[i];
    }
    for (size_t i = 0; i < COUNT(dragon_shapes); i++) {
        if (str_equal(type, str_from(dragon_shapes[i].type))) return &dragon_shapes[i];
    }
    return NULL;
}

static void dragon_take_cell(Dragon *dragon, const Node *node) {
    Input *input = dragon->input;
    if (document_map(input, node, S("cells")) == NULL) return;
    const Node *data = document_map(input, node_find(node, S("data")), S("data"));
    DragonCell cell = {.node = node,
                       .data = data,
                       .shape = dragon_find_shape(node, data),
                       .own = dragon_text(dragon, node, S("id"))};
    if (cell.shape == NULL) {
        Str shape = dragon_text(dragon, node, S("shape"));
        bool remark = str_contains(shape, S("text"));
        input_note(input, node, str_join3(dragon->arena, S("shape \""), shape, S("\"")),
                   remark ? S("is a remark on the drawing and isn't read")
                          : S("isn't known, and what it means is left out"));
        return;
    }
    cell.id = dragon_cell_id(dragon, &cell);
    if (cell.id.len == 0) return;
    bool box = cell.shape->kind == DRAGON_ELEMENT || cell.shape->kind == DRAGON_BOX;
    if (box) cell.box = dragon_box(dragon, node);
    if (cell.shape->kind == DRAGON_CURVE) cell.line = dragon_line(dragon, &cell);
    DragonCell *kept = &dragon->cells[dragon->cell_count++];
    *kept = cell;
    map_set(&dragon->by_id, kept->own, kept);
    if (cell.shape->kind == DRAGON_BOX) dragon->boxes[dragon->box_count++] = kept;
}

static void dragon_read_diagram(Dragon *dragon, const Node *diagram) {
    Input *input = dragon->input;
    if (document_map(input, diagram, S("diagrams")) == NULL) return;
    if (node_find(diagram, S("diagramJson")) != NULL) {
        input_fail(input, diagram,
                   "is of Threat Dragon 1: open it in Threat Dragon 2 and save it from there");
        return;
    }
    const Node *cells = document_list(input, node_find(diagram, S("cells")), S("cells"));
    if (cells == NULL) return;
    uint32_t count = cells->count;
    if (count > DRAGON_CELLS_MAX) {
        input_fail(input, cells, "has more than %d cells: the rest is left out", DRAGON_CELLS_MAX);
        count = DRAGON_CELLS_MAX;
    }
    dragon->title = dragon_name(dragon, diagram, S("title"));
    dragon->cells = ARENA_ARRAY(dragon->arena, DragonCell, count);
    dragon->boxes = ARENA_ARRAY(dragon->arena, DragonCell *, count);
    dragon->cell_count = dragon->box_count = 0;
    dragon->by_id = map_make(dragon->arena);
    for (uint32_t i = 0; i < count; i++) dragon_take_cell(dragon, &cells->items[i]);
    if (dragon->box_count > 0) {
        qsort(dragon->boxes, dragon->box_count, sizeof *dragon->boxes, dragon_compare_boxes);
    }
    for (size_t i = 0; i < dragon->box_count; i++) dragon->boxes[i]->rank = i;
    for (size_t i = 0; i < dragon->cell_count; i++) {
        DragonCell *cell = &dragon->cells[i];
        if (cell->shape->kind == DRAGON_ELEMENT) {
            dragon_add_element(dragon, cell);
        } else if (cell->shape->kind == DRAGON_FLOW) {
            dragon_add_flow(dragon, cell);
        } else {
            dragon_add_boundary(dragon, cell);
        }
    }
}

static void dragon_take_text(Str *text, Str more) {
    if (more.len > 0) *text = more;
}

static void dragon_read_head(Dragon *dragon, const Node *root) {
    ModelHead *head = &dragon->input->model.head;
    const Node *summary = node_find(root, S("summary")), *detail = node_find(root, S("detail"));
    dragon_take_text(&head->name, dragon_name(dragon, summary, S("title")));
    dragon_take_text(&head->description, dragon_text(dragon, summary, S("description")));
    dragon_take_text(&head->owner, dragon_text(dragon, summary, S("owner")));
    dragon_take_text(&head->reviewer, dragon_text(dragon, detail, S("reviewer")));
    const Node *people =
        document_list(dragon->input, node_find(detail, S("contributors")), S("contributors"));
    for (uint32_t i = 0; people != NULL && i < people->count; i++) {
        Str name = dragon_text(dragon, &people->items[i], S("name"));
        if (name.len > 0) model_add_text(&dragon->input->model, &head->contributors, name);
    }
}

void threat_dragon_read(Input *input, const InputDocument *document) {
    Dragon dragon = {.input = input, .arena = input->arena, .taken = map_make(input->arena)};
    dragon_read_head(&dragon, &document->root);
    const Node *diagrams = node_find_path(&document->root, S("detail.diagrams"));
    for (uint32_t i = 0; i < diagrams->count; i++) {
        dragon_read_diagram(&dragon, &diagrams->items[i]);
    }
}
