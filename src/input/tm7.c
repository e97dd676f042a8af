/* SPDX-License-Identifier: Apache-2.0 */
/* tm7.c -- reads models of the Microsoft Threat Modeling Tool. The file is what .NET's serializer
 * makes of the tool's objects; there is no specification. Names are compared without their
 * namespaces, since versions of the tool and other writers differ there.
 *
 *     ThreatModel
 *       DrawingSurfaceList     the diagrams: Borders (elements, rectangles), Lines (flows, lines)
 *       MetaInformation        who made the model
 *       ThreatInstances        tm7_threat.c
 *       KnowledgeBase          model/knowledge_read.c */
#include "input/tm7.h"

#include "base/buffer.h"
#include "input/tm7_drawing.h"
#include "input/tm7_threat.h"
#include "text/xml.h"

#include <math.h>

#define TM7_OUT_OF_SCOPE "71f3d9aa-b8ef-4e54-8126-607a1d903103"
#define TM7_SCOPE_REASON "752473b6-52d4-4776-9a24-202153f7d579"
#define TM7_ORDER "15ccd509-98eb-49ad-b9c2-b4a2926d1780"

typedef struct Tm7 {
    Input *input;
    Arena *arena;
    Model *model;
    const Knowledge *knowledge; /* NULL: the file carries none */
    Map seen;                   /* ids of this file -> the node */
    bool several;               /* diagrams */
    Str diagram;                /* the name of the one that is read */
    Tm7Drawing drawing;
    size_t budget; /* of geometry */
} Tm7;

/* What elements, flows and boundaries have in common. */
typedef struct Tm7Thing {
    const Node *node;
    Str shape; /* "StencilEllipse" */
    Str id, type, base_type, name;
    ModelProperties properties;
    bool out_of_scope;
    Str scope_reason;
    ModelPlace place;
} Tm7Thing;

bool tm7_recognizes(const Node *root) {
    return xml_is(root, S("ThreatModel")) && xml_child(root, S("DrawingSurfaceList")) != NULL;
}

/* ---- texts and numbers ---- */

/* The xsi:type without its prefix: "b:ListDisplayAttribute" is a ListDisplayAttribute. */
static Str tm7_shape(const Node *node) {
    Str type = xml_attribute(node, S("{" XML_SCHEMA_INSTANCE "}type"));
    Str rest = type;
    str_cut(&rest, ':');
    return rest.len > 0 ? rest : type;
}

static bool tm7_is_space(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* On one line: names are broken over lines to fit into the drawing. */
static Str tm7_line(Arena *arena, Str text) {
    CLEANUP(buffer_free) Buffer out = {0};
    text = str_trim(text);
    for (size_t i = 0; i < text.len; i++) {
        bool space = tm7_is_space(text.ptr[i]);
        if (!space) buffer_add_byte(&out, text.ptr[i]);
        if (space && !tm7_is_space(text.ptr[i - 1])) buffer_add_byte(&out, ' ');
    }
    return str_copy(arena, buffer_text(&out));
}

static bool tm7_is_true(Str text) {
    return str_equal_ignore_case(str_trim(text), S("true")) || str_equal(str_trim(text), S("1"));
}

static bool tm7_number(const Node *node, Str name, double *ret_number) {
    double number = 0;
    if (!str_to_double(str_trim(xml_child_text(node, name)), &number)) return false;
    bool fits = number >= -TM7_DRAWING_COORDINATE_MAX && number <= TM7_DRAWING_COORDINATE_MAX;
    if (fits) *ret_number = number;
    return fits;
}

static bool tm7_point(const Node *node, Str x, Str y, Tm7Point *ret_point) {
    Tm7Point point = {0};
    if (!tm7_number(node, x, &point.x) || !tm7_number(node, y, &point.y)) return false;
    *ret_point = point;
    return true;
}

/* ---- what things have in common ---- */

/* The chosen item of a list; empty when none is. */
static Str tm7_selected(const Node *property, const Node *value) {
    int64_t index = -1;
    const Node *items = xml_children(value);
    str_to_int(str_trim(xml_child_text(property, S("SelectedIndex"))), &index);
    if (items == NULL || index < 0 || index >= (int64_t)items->count) return S("");
    return str_trim(xml_text(&items->items[index]));
}

/* The tool's own properties have fixed ids; their names depend on its language. */
static bool tm7_is_property(Str id, Str name, Str known_id, Str known_name) {
    return str_equal_ignore_case(name, known_name) || str_equal_ignore_case(id, known_id);
}

static void tm7_take_property(Tm7 *tm7, Tm7Thing *thing, const Node *property) {
    if (str_equal(tm7_shape(property), S("HeaderDisplayAttribute"))) return;
    Str name = tm7_line(tm7->arena, xml_child_text(property, S("DisplayName")));
    Str id = str_trim(xml_child_text(property, S("Name")));
    const Node *value = xml_child(property, S("Value"));
    bool list = xml_child(property, S("SelectedIndex")) != NULL || xml_children(value) != NULL;
    Str text = list ? tm7_selected(property, value) : str_trim(xml_text(value));
    bool first_text =
        thing->name.len == 0 && str_equal(tm7_shape(property), S("StringDisplayAttribute"));
    bool is_name = str_equal(name, S("Name")) || first_text;
    if (id.len == 0 && is_name) {
        thing->name = tm7_line(tm7->arena, text);
    } else if (tm7_is_property(id, name, S(TM7_OUT_OF_SCOPE), S("Out Of Scope"))) {
        thing->out_of_scope |= tm7_is_true(text);
    } else if (tm7_is_property(id, name, S(TM7_SCOPE_REASON), S("Reason For Out Of Scope"))) {
        thing->scope_reason = text;
    } else if (str_equal_ignore_case(id, S(TM7_ORDER)) && str_equal(text, S("0"))) {
        return; /* nobody numbered the flow */
    } else if (name.len > 0 || id.len > 0) {
        model_add_property(tm7->model, &thing->properties, name.len > 0 ? name : id, text);
        thing->properties.items[thing->properties.count - 1].id = id;
    }
}

static void tm7_take_properties(Tm7 *tm7, Tm7Thing *thing) {
    const Node *list = xml_children(xml_child(thing->node, S("Properties")));
    for (uint32_t i = 0; list != NULL && i < list->count; i++) {
        if (i == TM7_PROPERTIES_MAX) {
            input_note(tm7->input, thing->node, thing->id,
                       S("has more than 1000 properties: the rest is left out"));
            return;
        }
        tm7_take_property(tm7, thing, &list->items[i]);
    }
}

/* The name that the header of its properties gives the thing's type: "AWS Lambda". */
static Str tm7_header(const Tm7 *tm7, const Node *node) {
    const Node *list = xml_children(xml_child(node, S("Properties")));
    if (list == NULL || list->count == 0) return S("");
    return tm7_line(tm7->arena, xml_child_text(&list->items[0], S("DisplayName")));
}

/* Reads what a pair of Borders or Lines holds; false when it has no id, or one that is taken. */
static bool tm7_read_thing(Tm7 *tm7, const Node *pair, Tm7Thing *ret_thing) {
    const Node *node = xml_child(pair, S("Value"));
    Tm7Thing thing = {.node = node, .id = str_trim(xml_child_text(node, S("Guid")))};
    if (thing.id.len == 0) thing.id = str_trim(xml_child_text(pair, S("Key")));
    if (node == NULL || thing.id.len == 0) {
        input_note(tm7->input, pair, S("a thing of a diagram"), S("has no Guid: it is left out"));
        return false;
    }
    if (map_set(&tm7->seen, thing.id, (void *)node) != NULL) {
        input_note(tm7->input, node, thing.id,
                   S("is in the file twice: what is read first counts"));
        return false;
    }
    thing.shape = tm7_shape(node);
    thing.type = str_trim(xml_child_text(node, S("TypeId")));
    thing.base_type = str_trim(xml_child_text(node, S("GenericTypeId")));
    thing.place = (ModelPlace){node->source->path, node->line};
    tm7_take_properties(tm7, &thing);
    if (thing.name.len == 0) thing.name = tm7_header(tm7, node);
    *ret_thing = thing;
    return true;
}

/* ---- elements ---- */

/* Templates that draw stores as rectangles say so in the name of their generic type. */
static bool tm7_is_store(const Tm7 *tm7, const Tm7Thing *thing) {
    static const Str words[] = {S_INIT("store"), S_INIT("storage"), S_INIT("database")};
    const KnowledgeType *type = knowledge_find_type(tm7->knowledge, thing->type);
    if (type == NULL) type = knowledge_find_type(tm7->knowledge, thing->base_type);
    while (type != NULL && type->parent != NULL) type = type->parent;
    if (type == NULL) return false;
    CLEANUP(arena_free) Arena scratch = {0};
    Str name = str_lower(&scratch, type->name);
    for (size_t i = 0; i < COUNT(words); i++) {
        if (str_contains(name, words[i])) return true;
    }
    return false;
}

/* The generic types of the tool's own templates count, then the shape. */
static ElementKind tm7_kind(const Tm7 *tm7, const Tm7Thing *thing) {
    KnowledgeSubject subject = {thing->name, thing->type, thing->base_type, &thing->properties};
    if (knowledge_subject_is(tm7->knowledge, &subject, S("GE.P"))) return ELEMENT_PROCESS;
    if (knowledge_subject_is(tm7->knowledge, &subject, S("GE.DS"))) return ELEMENT_STORE;
    if (knowledge_subject_is(tm7->knowledge, &subject, S("GE.EI"))) return ELEMENT_EXTERNAL;
    if (str_equal(thing->shape, S("StencilEllipse"))) return ELEMENT_PROCESS;
    if (str_equal(thing->shape, S("StencilParallelLines"))) return ELEMENT_STORE;
    return tm7_is_store(tm7, thing) ? ELEMENT_STORE : ELEMENT_EXTERNAL;
}

static bool tm7_box(Tm7 *tm7, const Tm7Thing *thing, Tm7Box *ret_box) {
    Tm7Box box = {.id = thing->id};
    Tm7Point size = {0};
    bool known = tm7_point(thing->node, S("Left"), S("Top"), &box.low) &&
                 tm7_point(thing->node, S("Width"), S("Height"), &size) && size.x >= 0 &&
                 size.y >= 0;
    if (!known) {
        input_note(tm7->input, thing->node, thing->name,
                   S("has no usable place in its diagram: which boundary it is in isn't known"));
        return false;
    }
    box.high = (Tm7Point){box.low.x + size.x, box.low.y + size.y};
    *ret_box = box;
    return true;
}

static void tm7_read_element(Tm7 *tm7, const Tm7Thing *thing, Str base_type) {
    Element element = {.id = thing->id,
                       .name = thing->name,
                       .type = thing->type,
                       .base_type = thing->base_type.len > 0 ? thing->base_type : base_type,
                       .diagram = tm7->diagram,
                       .kind = tm7_kind(tm7, thing),
                       .place = thing->place,
                       .properties = thing->properties,
                       .out_of_scope = thing->out_of_scope,
                       .scope_reason = thing->scope_reason};
    element.actor = element.kind == ELEMENT_EXTERNAL;
    Tm7Box box = {0};
    if (model_add_element(tm7->model, &element) == NULL || !tm7_box(tm7, thing, &box)) return;
    tm7_drawing_add_box(&tm7->drawing, &tm7->drawing.elements, box);
}

static Boundary tm7_boundary(const Tm7 *tm7, const Tm7Thing *thing, Str base_type) {
    return (Boundary){.id = thing->id,
                      .name = thing->name,
                      .type = thing->type,
                      .base_type = thing->base_type.len > 0 ? thing->base_type : base_type,
                      .diagram = tm7->diagram,
                      .kind = BOUNDARY_OTHER,
                      .place = thing->place,
                      .properties = thing->properties};
}

static void tm7_read_rectangle(Tm7 *tm7, const Tm7Thing *thing) {
    Boundary boundary = tm7_boundary(tm7, thing, S("GE.TB.B"));
    Tm7Box box = {0};
    if (model_add_boundary(tm7->model, &boundary) == NULL || !tm7_box(tm7, thing, &box)) return;
    tm7_drawing_add_box(&tm7->drawing, &tm7->drawing.rectangles, box);
}

static void tm7_read_border(Tm7 *tm7, const Node *pair) {
    Tm7Thing thing = {0};
    if (!tm7_read_thing(tm7, pair, &thing)) return;
    if (str_equal(thing.shape, S("BorderBoundary"))) {
        tm7_read_rectangle(tm7, &thing);
    } else if (str_equal(thing.shape, S("StencilEllipse"))) {
        tm7_read_element(tm7, &thing, S("GE.P"));
    } else if (str_equal(thing.shape, S("StencilParallelLines"))) {
        tm7_read_element(tm7, &thing, S("GE.DS"));
    } else if (str_equal(thing.shape, S("StencilRectangle"))) {
        tm7_read_element(tm7, &thing, S("GE.EI"));
    } else if (!str_equal(thing.base_type, S("GE.A"))) { /* an annotation is only text */
        input_note(tm7->input, thing.node, thing.name.len > 0 ? thing.name : thing.id,
                   str_format(tm7->arena, "is drawn as a \"%.*s\", which isn't understood",
                              STR_ARGS(thing.shape)));
    }
}

/* ---- flows, and boundaries that are lines ---- */

/* A handle at 0, 0 is none. */
static bool tm7_read_curve(const Tm7Thing *thing, Tm7Line *ret_line) {
    Tm7Line line = {.id = thing->id};
    bool known = tm7_point(thing->node, S("SourceX"), S("SourceY"), &line.from) &&
                 tm7_point(thing->node, S("TargetX"), S("TargetY"), &line.to);
    line.straight = !tm7_point(thing->node, S("HandleX"), S("HandleY"), &line.handle) ||
                    (fpclassify(line.handle.x) == FP_ZERO && fpclassify(line.handle.y) == FP_ZERO);
    *ret_line = line;
    return known;
}

static void tm7_read_line(Tm7 *tm7, const Tm7Thing *thing) {
    Boundary boundary = tm7_boundary(tm7, thing, S("GE.TB.L"));
    boundary.line = true;
    if (model_add_boundary(tm7->model, &boundary) == NULL) return;
    Tm7Line line = {0};
    if (!tm7_read_curve(thing, &line)) {
        input_note(tm7->input, thing->node, thing->name,
                   S("has no usable place in its diagram: which flows cross it isn't known"));
        return;
    }
    tm7_drawing_add_line(&tm7->drawing, &tm7->drawing.lines, line);
}

static void tm7_read_flow(Tm7 *tm7, const Tm7Thing *thing) {
    Flow flow = {.id = thing->id,
                 .label = thing->name,
                 .type = thing->type,
                 .base_type = thing->base_type.len > 0 ? thing->base_type : S("GE.DF"),
                 .diagram = tm7->diagram,
                 .from_id = str_trim(xml_child_text(thing->node, S("SourceGuid"))),
                 .to_id = str_trim(xml_child_text(thing->node, S("TargetGuid"))),
                 .place = thing->place,
                 .properties = thing->properties,
                 .out_of_scope = thing->out_of_scope,
                 .scope_reason = thing->scope_reason};
    bool has_source = model_find_element(tm7->model, flow.from_id) != NULL;
    if (!has_source || model_find_element(tm7->model, flow.to_id) == NULL) {
        input_note(tm7->input, thing->node, flow.label,
                   has_source ? S("ends at no element: the flow is left out")
                              : S("starts at no element: the flow is left out"));
        return;
    }
    if (model_add_flow(tm7->model, &flow) == NULL) return;
    Tm7Line line = {0};
    bool known = tm7_read_curve(thing, &line);
    line.from_id = flow.from_id;
    line.to_id = flow.to_id;
    if (!known && tm7->drawing.lines.count > 0) {
        input_note(tm7->input, thing->node, flow.label,
                   S("has no usable place in its diagram: which lines it crosses isn't known"));
    }
    tm7_drawing_add_line(&tm7->drawing, &tm7->drawing.flows, line);
}

static void tm7_read_line_of(Tm7 *tm7, const Node *pair, bool flows) {
    Str shape = tm7_shape(xml_child(pair, S("Value")));
    bool flow = str_equal(shape, S("Connector"));
    Tm7Thing thing = {0};
    if (flow != flows || !tm7_read_thing(tm7, pair, &thing)) return;
    if (flow) {
        tm7_read_flow(tm7, &thing);
    } else if (str_equal(shape, S("LineBoundary"))) {
        tm7_read_line(tm7, &thing);
    } else {
        input_note(tm7->input, thing.node, thing.name.len > 0 ? thing.name : thing.id,
                   str_format(tm7->arena, "is drawn as a \"%.*s\", which isn't understood",
                              STR_ARGS(thing.shape)));
    }
}

/* ---- the whole ---- */

static Str tm7_diagram_name(Tm7 *tm7, const Node *surface, uint32_t number) {
    Tm7Thing thing = {.node = surface};
    tm7_take_properties(tm7, &thing);
    if (thing.name.len == 0)
        thing.name = tm7_line(tm7->arena, xml_child_text(surface, S("Header")));
    return thing.name.len > 0 ? thing.name : str_format(tm7->arena, "Diagram %u", number + 1);
}

/* Elements first, since flows name them; boundaries that are lines before flows. */
static void tm7_read_diagram(Tm7 *tm7, const Node *surface, uint32_t number) {
    const Node *borders = xml_children(xml_child(surface, S("Borders")));
    const Node *lines = xml_children(xml_child(surface, S("Lines")));
    tm7->drawing = (Tm7Drawing){.arena = tm7->arena};
    tm7->diagram = tm7->several ? tm7_diagram_name(tm7, surface, number) : S("");
    for (uint32_t i = 0; borders != NULL && i < borders->count; i++) {
        tm7_read_border(tm7, &borders->items[i]);
    }
    for (int flows = 0; flows <= 1; flows++) {
        for (uint32_t i = 0; lines != NULL && i < lines->count; i++) {
            tm7_read_line_of(tm7, &lines->items[i], flows == 1);
        }
    }
    if (!tm7_drawing_settle(&tm7->drawing, tm7->model, &tm7->budget)) {
        input_note(tm7->input, surface, S("the diagrams"),
                   S("are too large: not every crossing of a boundary is known"));
    }
}

static void tm7_take_text(Str *text, Str value) {
    if (text->len == 0) *text = str_trim(value);
}

/* Each line of a text, and each part of a line where separators part it. */
static void tm7_take_list(Tm7 *tm7, ModelTexts *texts, Str text, bool of_names) {
    size_t start = 0;
    for (size_t i = 0; i <= text.len; i++) {
        bool ends = i == text.len || text.ptr[i] == '\n' ||
                    (of_names && (text.ptr[i] == ',' || text.ptr[i] == ';'));
        if (!ends) continue;
        Str part = str_trim(str_slice(text, start, i));
        if (part.len > 0) model_add_text(tm7->model, texts, part);
        start = i + 1;
    }
}

static void tm7_read_head(Tm7 *tm7, const Node *meta) {
    ModelHead *head = &tm7->model->head;
    tm7_take_text(&head->name, xml_child_text(meta, S("ThreatModelName")));
    tm7_take_text(&head->description, xml_child_text(meta, S("HighLevelSystemDescription")));
    tm7_take_text(&head->owner, xml_child_text(meta, S("Owner")));
    tm7_take_text(&head->reviewer, xml_child_text(meta, S("Reviewer")));
    tm7_take_list(tm7, &head->contributors, xml_child_text(meta, S("Contributors")), true);
    tm7_take_list(tm7, &head->assumptions, xml_child_text(meta, S("Assumptions")), false);
    tm7_take_list(tm7, &head->dependencies, xml_child_text(meta, S("ExternalDependencies")), false);
}

static void tm7_note_problems(Tm7 *tm7, const Node *root, const Knowledge *knowledge) {
    for (size_t i = 0; i < knowledge->problems.count; i++) {
        const Error *problem = &knowledge->problems.items[i];
        Node at = {.source = root->source, .line = problem->line, .column = problem->column};
        input_note(tm7->input, &at, S("the knowledge base"),
                   str_copy(tm7->arena, str_from(problem->message)));
    }
    if (knowledge->problems.dropped > 0) {
        input_note(tm7->input, root, S("the knowledge base"),
                   str_format(tm7->arena, "has %zu problems more", knowledge->problems.dropped));
    }
}

/* Sets tm7->knowledge, unless the file has none: it is nil, or empty, then. */
static void tm7_read_knowledge(Tm7 *tm7, const Node *root) {
    const Node *element = xml_child(root, S("KnowledgeBase"));
    if (xml_children(element) == NULL) {
        input_note(tm7->input, root, S("the model"),
                   S("carries no knowledge base: only the threats that it stores are listed"));
        return;
    }
    Knowledge *knowledge = knowledge_read(tm7->arena, element);
    Str enabled = str_trim(xml_child_text(root, S("ThreatGenerationEnabled")));
    knowledge->disabled = enabled.len > 0 && !tm7_is_true(enabled);
    if (knowledge->disabled) {
        input_note(tm7->input, root, S("the model"),
                   S("has the generation of threats switched off: only the threats that it stores "
                     "are listed"));
    }
    tm7_note_problems(tm7, root, knowledge);
    tm7->knowledge = knowledge;
    input_add_knowledge(tm7->input, knowledge);
}

void tm7_read(Input *input, const InputDocument *document) {
    const Node *root = &document->root;
    Tm7 tm7 = {.input = input,
               .arena = input->arena,
               .model = &input->model,
               .seen = map_make(input->arena),
               .budget = TM7_DRAWING_TESTS_MAX};
    tm7_read_knowledge(&tm7, root);
    const Node *surfaces = xml_children(xml_child(root, S("DrawingSurfaceList")));
    tm7.several = surfaces != NULL && surfaces->count > 1;
    for (uint32_t i = 0; surfaces != NULL && i < surfaces->count; i++) {
        tm7_read_diagram(&tm7, &surfaces->items[i], i);
    }
    tm7_read_head(&tm7, xml_child(root, S("MetaInformation")));
    tm7_threat_read(input, root, tm7.knowledge);
}
