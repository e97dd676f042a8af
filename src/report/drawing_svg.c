/* SPDX-License-Identifier: Apache-2.0 */
/* drawing_svg.c -- the picture as SVG. dot only says where things stand (drawing_layout.c); all
 * that is drawn is drawn here, so that it has merlon's signs, follows the reader's light or dark
 * scheme, and names each thing for those who can't see it. */
#include "report/drawing.h"

#include "report/drawing_layout.h"
#include "report/drawing_legend.h"
#include "report/drawing_name.h"
#include "report/drawing_place.h"
#include "report/drawing_shape.h"
#include "report/drawing_style.h"
#include "report/drawing_text.h"
#include "report/drawing_title.h"
#include "text/html_writer.h"

#include <math.h>

enum {
    SVG_MARGIN = 24,
    SVG_WIDTH_MIN = 640, /* so that the legend doesn't become a column */
    SVG_NODE_WIDTH = 178,
    SVG_TEXT_LEFT = 47,      /* of a node's text, from its left end */
    SVG_TEXT_WIDTH = 120,    /* of a node's text */
    SVG_LINE = 16,           /* between lines of a node's text */
    SVG_SAYS_EDGES_MAX = 16, /* with more lines, what flows say stands in the list only */
    SVG_SAYS_WIDTH = 120,
    SVG_LABEL_WIDTH = 260, /* of a boundary's label */
    SVG_NOTE_LINE = 18,
    SVG_NOTE_WIDTH = 900 /* longer lines are hard to read */
};

static const DrawingFont svg_name_font = {13, true};
static const DrawingFont svg_type_font = {11, false};
static const DrawingFont svg_says_font = {11.5, false};
static const DrawingFont svg_number_font = {11, true};
static const DrawingFont svg_label_font = {12, true};
static const DrawingFont svg_note_font = {12.5, false};
static const DrawingFont svg_heading_font = {22, true};

typedef struct SvgPicture {
    Arena *arena;
    Drawing drawing;
    const DrawingOptions *options;
    Buffer *out;
    DrawingLines *names; /* by node */
    Str *types;          /* by node */
    Str *says;           /* by edge: what the flow is, or empty */
    Str *label_names;    /* by boundary: what of the name fits */
    LayoutSize *pills;   /* by edge */
    LayoutSizes sizes;
    Layout layout;
    Place *places;  /* of the pills */
    bool speaks;    /* lines have says */
    LayoutPoint at; /* the corner of the layout in the picture */
    LayoutSize size;
} SvgPicture;

/* ---- measuring ---- */

static void svg_measure_nodes(SvgPicture *picture) {
    const Drawing *drawing = &picture->drawing;
    Arena *arena = picture->arena;
    picture->names = ARENA_ARRAY(arena, DrawingLines, drawing->node_count);
    picture->types = ARENA_ARRAY(arena, Str, drawing->node_count);
    picture->sizes.nodes = ARENA_ARRAY(arena, LayoutSize, drawing->node_count);
    for (size_t i = 0; i < drawing->node_count; i++) {
        const DrawingNode *node = &drawing->nodes[i];
        double width = SVG_TEXT_WIDTH;
        picture->names[i] = drawing_text_wrap(arena, node->name, width, svg_name_font, 2);
        picture->types[i] = drawing_text_fit(arena, node->type, width, svg_type_font);
        size_t lines = picture->names[i].count + (picture->types[i].len > 0);
        double height = lines < 3 ? 48 : 62, stack = node->count > 1 ? SHAPE_STACK : 0;
        if (node->kind == ELEMENT_STORE) height += 2 * SHAPE_LID;
        picture->sizes.nodes[i] = (LayoutSize){SVG_NODE_WIDTH + stack, height + stack};
    }
}

static double svg_pill_width(const DrawingEdge *edge) {
    CLEANUP(arena_free) Arena scratch = {0};
    double width = drawing_text_width(drawing_numbers(&scratch, edge), svg_number_font) + 10;
    return fmax(width, SHAPE_NUMBER);
}

static void svg_measure_edges(SvgPicture *picture) {
    const Drawing *drawing = &picture->drawing;
    picture->speaks = !drawing->grouped && drawing->edge_count <= SVG_SAYS_EDGES_MAX;
    picture->says = ARENA_ARRAY(picture->arena, Str, drawing->edge_count);
    picture->pills = ARENA_ARRAY(picture->arena, LayoutSize, drawing->edge_count);
    picture->sizes.edges = ARENA_ARRAY(picture->arena, LayoutSize, drawing->edge_count);
    for (size_t i = 0; i < drawing->edge_count; i++) {
        const DrawingEdge *edge = &drawing->edges[i];
        picture->pills[i] = (LayoutSize){svg_pill_width(edge), SHAPE_NUMBER};
        if (!picture->speaks) {
            picture->sizes.number_width =
                fmax(picture->sizes.number_width, picture->pills[i].width);
        }
        if (!picture->speaks) continue;
        Str says =
            drawing_text_fit(picture->arena, edge->flows[0]->label, SVG_SAYS_WIDTH, svg_says_font);
        if (edge->flow_count > 1) says = S("");
        picture->says[i] = says;
        double width = picture->pills[i].width + drawing_text_width(says, svg_says_font) + 14;
        picture->sizes.edges[i] = (LayoutSize){width, SHAPE_NUMBER + 6};
    }
}

static void svg_measure_boundaries(SvgPicture *picture) {
    const Drawing *drawing = &picture->drawing;
    picture->label_names = ARENA_ARRAY(picture->arena, Str, drawing->boundary_count);
    picture->sizes.boundaries = ARENA_ARRAY(picture->arena, LayoutSize, drawing->boundary_count);
    for (size_t i = 0; i < drawing->boundary_count; i++) {
        const DrawingBoundary *boundary = &drawing->boundaries[i];
        double kind = drawing_text_width(boundary->kind, svg_label_font);
        if (boundary->kind.len > 0) kind += 6;
        Str name = drawing_text_fit(picture->arena, boundary->name, SVG_LABEL_WIDTH - kind,
                                    svg_label_font);
        picture->label_names[i] = name;
        double width = kind + drawing_text_width(name, svg_label_font);
        picture->sizes.boundaries[i] = (LayoutSize){width + 8, 18};
    }
}

/* ---- helpers ---- */

/* Opens a link to prefix and number within the page, or a group. */
static void svg_open_link(const SvgPicture *picture, const char *prefix, size_t number) {
    if (!picture->options->links) {
        buffer_add(picture->out, S("<g>"));
        return;
    }
    buffer_add_format(picture->out, "<a href=\"#%s-%zu\">", prefix, number);
}

static void svg_close_link(const SvgPicture *picture) {
    buffer_add(picture->out, picture->options->links ? S("</a>") : S("</g>"));
}

static void svg_title(SvgPicture *picture, const Buffer *text) {
    html_element(picture->out, "title", buffer_text(text));
}

static LayoutBox svg_label_box(const SvgPicture *picture, size_t boundary) {
    LayoutBox box = picture->layout.boundaries[boundary];
    LayoutSize size = picture->sizes.boundaries[boundary];
    return (LayoutBox){box.left + 8, box.top + 7, box.left + 8 + size.width,
                       box.top + 7 + size.height};
}

static void svg_add_note(SvgPicture *picture, Str note) {
    Drawing *drawing = &picture->drawing;
    drawing->notes = arena_grow_array(picture->arena, drawing->notes, drawing->note_count,
                                      drawing->note_count + 1, sizeof(Str));
    drawing->notes[drawing->note_count++] = note;
}

/* ---- boundaries ---- */

static const char *svg_boundary_class(BoundaryKind kind) {
    static const char *const classes[] = {"internet", "account", "region", "vpc",
                                          "subnet",   "group",   "plain"};
    return classes[kind];
}

static void svg_write_boundaries(SvgPicture *picture) {
    for (size_t i = 0; i < picture->drawing.boundary_count; i++) {
        const DrawingBoundary *boundary = &picture->drawing.boundaries[i];
        CLEANUP(buffer_free) Buffer title = {0};
        LayoutBox box = picture->layout.boundaries[i];
        buffer_add_format(picture->out, "<g class=\"boundary %s\">",
                          svg_boundary_class(boundary->boundary->kind));
        drawing_title_boundary(&title, boundary);
        svg_title(picture, &title);
        buffer_add_format(picture->out,
                          "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"8\"/>"
                          "</g>\n",
                          box.left, box.top, box.right - box.left, box.bottom - box.top);
    }
}

/* Above the lines, so that none of them strikes a label through. */
static void svg_write_labels(SvgPicture *picture) {
    Buffer *out = picture->out;
    for (size_t i = 0; i < picture->drawing.boundary_count; i++) {
        const DrawingBoundary *boundary = &picture->drawing.boundaries[i];
        LayoutBox box = svg_label_box(picture, i);
        buffer_add_format(out, "<g class=\"%s\"><text class=\"label\" x=\"%.1f\" y=\"%.1f\">",
                          svg_boundary_class(boundary->boundary->kind), box.left + 3, box.top + 13);
        if (boundary->kind.len > 0) {
            buffer_add(out, S("<tspan class=\"kind\">"));
            html_text(out, boundary->kind);
            buffer_add(out, S("</tspan>"));
        }
        if (boundary->kind.len > 0 && boundary->name.len > 0) buffer_add_byte(out, ' ');
        html_text(out, picture->label_names[i]);
        buffer_add(out, S("</text></g>\n"));
    }
}

/* ---- elements ---- */

static void svg_write_card(SvgPicture *picture, size_t index, LayoutBox box) {
    const DrawingNode *node = &picture->drawing.nodes[index];
    Buffer *out = picture->out;
    for (int behind = node->count > 1 ? 2 : 0; behind > 0; behind--) {
        double by = behind * SHAPE_STACK / 2.0;
        LayoutBox card = {box.left + by, box.top - by, box.right + by, box.bottom - by};
        drawing_shape_outline(out, node->kind, card);
    }
    drawing_shape_outline(out, node->kind, box);
    double lid = node->kind == ELEMENT_STORE ? SHAPE_LID : 0;
    double middle = (box.top + box.bottom) / 2 + lid;
    LayoutPoint corner = {box.left + 10, middle - SHAPE_TILE / 2.0};
    drawing_shape_tile(out, node->category, corner, SHAPE_TILE);
    const DrawingLines *names = &picture->names[index];
    bool typed = picture->types[index].len > 0;
    double lines = (double)(names->count + typed);
    LayoutPoint at = {box.left + SVG_TEXT_LEFT, middle - (lines - 1) * SVG_LINE / 2 + 4.5};
    for (size_t i = 0; i < names->count; i++, at.y += SVG_LINE) {
        drawing_shape_text(out, "name", at, names->items[i]);
    }
    if (typed) drawing_shape_text(out, "type", at, picture->types[index]);
}

static void svg_write_node(SvgPicture *picture, size_t index) {
    const DrawingNode *node = &picture->drawing.nodes[index];
    CLEANUP(buffer_free) Buffer title = {0};
    CLEANUP(arena_free) Arena scratch = {0};
    LayoutBox box = picture->layout.nodes[index];
    if (node->count > 1) {
        box.right -= SHAPE_STACK;
        box.top += SHAPE_STACK;
    }
    svg_open_link(picture, "element", node->element->index);
    buffer_add_format(picture->out, "<g class=\"%.*s%s\">", STR_ARGS(element_kind_name(node->kind)),
                      node->out_of_scope ? " outside" : "");
    drawing_title_node(&title, &picture->drawing, node);
    svg_title(picture, &title);
    svg_write_card(picture, index, box);
    if (node->badge.count > 0) {
        Str count = drawing_name_count(&scratch, node->badge.count);
        drawing_shape_badge(picture->out, (LayoutPoint){box.right - 12, box.top}, count,
                            node->badge.worst);
    }
    buffer_add(picture->out, S("</g>"));
    svg_close_link(picture);
    buffer_add_byte(picture->out, '\n');
}

/* ---- flows ---- */

static void svg_open_flow(SvgPicture *picture, const DrawingEdge *edge) {
    static const char *const encryption[] = {" clear", " unknown", ""};
    bool rated = edge->badge.count > 0;
    Str worst = rated ? severity_name(edge->badge.worst) : S("");
    buffer_add_format(picture->out, "<g class=\"flow%s%s%s%s%.*s\">", encryption[edge->encrypted],
                      edge->crosses ? " crossing" : "", edge->uncertain ? " unsure" : "",
                      rated ? " rated " : "", STR_ARGS(worst));
}

static void svg_write_course(Buffer *out, const LayoutLine *line) {
    buffer_add_format(out, "M%.1f %.1fC", line->points[0].x, line->points[0].y);
    for (size_t i = 1; i < line->count; i++) {
        buffer_add_format(out, "%s%.1f %.1f", i == 1 ? "" : " ", line->points[i].x,
                          line->points[i].y);
    }
}

static void svg_write_line(SvgPicture *picture, size_t index) {
    const DrawingEdge *edge = &picture->drawing.edges[index];
    const LayoutLine *line = &picture->layout.lines[index];
    CLEANUP(buffer_free) Buffer title = {0};
    Buffer *out = picture->out;
    svg_open_flow(picture, edge);
    svg_open_link(picture, "flow", edge->flows[0]->number);
    drawing_title_edge(&title, edge);
    svg_title(picture, &title);
    static const char *const parts[] = {"hit", "course"};
    for (size_t i = 0; i < COUNT(parts); i++) {
        buffer_add_format(out, "<path class=\"%s\" d=\"", parts[i]);
        svg_write_course(out, line);
        buffer_add(out, S("\"/>"));
    }
    if (line->has_end) drawing_shape_arrow(out, line->points[line->count - 1], line->end);
    if (line->has_start) drawing_shape_arrow(out, line->points[0], line->start);
    svg_close_link(picture);
    buffer_add(out, S("</g>\n"));
}

/* Each number leads to its own flow. */
static void svg_write_number(SvgPicture *picture, const DrawingEdge *edge, LayoutPoint middle) {
    CLEANUP(arena_free) Arena scratch = {0};
    double width = drawing_text_width(drawing_numbers(&scratch, edge), svg_number_font);
    double left = middle.x - width / 2;
    size_t shown = drawing_numbers_shown(edge);
    for (size_t i = 0; i < edge->flow_count && i <= shown; i++) {
        bool rest = i == shown;
        Str text = str_format(&scratch, "%u%s", edge->flows[i]->number, i + 1 < shown ? "," : "");
        if (rest) text = str_format(&scratch, "+%zu", edge->flow_count - shown);
        CLEANUP(buffer_free) Buffer title = {0};
        double own = drawing_text_width(text, svg_number_font);
        svg_open_link(picture, "flow", edge->flows[i]->number);
        if (rest) {
            drawing_title_edge(&title, edge);
        } else {
            drawing_title_flow(&title, edge->flows[i]);
        }
        svg_title(picture, &title);
        drawing_shape_text(picture->out, "number", (LayoutPoint){left + own / 2, middle.y + 4},
                           text);
        svg_close_link(picture);
        left += own + drawing_text_width(S(" "), svg_number_font);
    }
}

static void svg_write_pill(SvgPicture *picture, size_t index) {
    const DrawingEdge *edge = &picture->drawing.edges[index];
    const LayoutLine *line = &picture->layout.lines[index];
    Str says = picture->says[index];
    LayoutSize pill = picture->pills[index];
    LayoutPoint middle = picture->places[index].middle;
    if (picture->places[index].crowded) return;
    if (picture->speaks && line->has_label) {
        double width = picture->sizes.edges[index].width;
        middle = (LayoutPoint){line->label.x - width / 2 + pill.width / 2 + 4, line->label.y};
    }
    svg_open_flow(picture, edge);
    drawing_shape_pill(picture->out, middle, pill);
    svg_write_number(picture, edge, middle);
    if (says.len > 0) {
        LayoutPoint at = {middle.x + pill.width / 2 + 4, middle.y + 4};
        drawing_shape_text(picture->out, "says", at, says);
    }
    buffer_add(picture->out, S("</g>\n"));
}

/* Numbers keep clear of the labels of boundaries and of badges. */
static void svg_place_numbers(SvgPicture *picture) {
    const Drawing *drawing = &picture->drawing;
    size_t most = drawing->boundary_count + drawing->node_count;
    PlaceWish wish = {.pills = picture->pills,
                      .free = ARENA_ARRAY(picture->arena, LayoutBox, most)};
    for (size_t i = 0; i < drawing->boundary_count; i++) {
        wish.free[wish.free_count++] = svg_label_box(picture, i);
    }
    for (size_t i = 0; i < drawing->node_count; i++) {
        LayoutBox box = picture->layout.nodes[i];
        if (drawing->nodes[i].badge.count == 0) continue;
        wish.free[wish.free_count++] =
            (LayoutBox){box.right - 40, box.top - 10, box.right + 10, box.top + 10};
    }
    picture->places = drawing_place_find(picture->arena, drawing, &picture->layout, &wish);
    size_t crowded = 0;
    for (size_t i = 0; i < drawing->edge_count; i++) {
        bool beside = picture->speaks && picture->layout.lines[i].has_label;
        picture->places[i].crowded &= !beside;
        crowded += picture->places[i].crowded;
    }
    if (crowded == 0) return;
    svg_add_note(picture, str_format(picture->arena,
                                     "%zu %s too crowded for numbers; pointing at one tells them.",
                                     crowded, crowded == 1 ? "line is" : "lines are"));
}

/* ---- the whole ---- */

static void svg_write_style(Buffer *out) {
    buffer_add(out, S("<style>\n"));
    for (size_t i = 0; i < drawing_style_count; i++) html_literal(out, drawing_style[i]);
    buffer_add(out, S("</style>\n"));
}

static void svg_write_layout(SvgPicture *picture) {
    Buffer *out = picture->out;
    buffer_add_format(out, "<g transform=\"translate(%.1f %.1f)\">\n", picture->at.x,
                      picture->at.y);
    svg_write_boundaries(picture);
    for (size_t i = 0; i < picture->drawing.edge_count; i++) svg_write_line(picture, i);
    svg_write_labels(picture);
    for (size_t i = 0; i < picture->drawing.node_count; i++) svg_write_node(picture, i);
    for (size_t i = 0; i < picture->drawing.edge_count; i++) svg_write_pill(picture, i);
    buffer_add(out, S("</g>\n"));
}

/* Appends notes below y, one behind the other; returns where they end. */
static double svg_write_notes(SvgPicture *picture, double y, Buffer *out) {
    CLEANUP(buffer_free) Buffer text = {0};
    double width = fmin(picture->size.width - 2 * SVG_MARGIN, SVG_NOTE_WIDTH);
    for (size_t i = 0; i < picture->drawing.note_count; i++) {
        if (i > 0) buffer_add_byte(&text, ' ');
        buffer_add(&text, picture->drawing.notes[i]);
    }
    DrawingLines lines = drawing_text_wrap(picture->arena, buffer_text(&text), width, svg_note_font,
                                           DRAWING_LINES_MAX);
    for (size_t i = 0; i < lines.count; i++) {
        y += SVG_NOTE_LINE;
        drawing_shape_text(out, "note", (LayoutPoint){SVG_MARGIN, y}, lines.items[i]);
        buffer_add_byte(out, '\n');
    }
    return y;
}

static double svg_write_heading(SvgPicture *picture, double y, Buffer *out) {
    double width = picture->size.width - 2 * SVG_MARGIN;
    if (picture->drawing.title.len == 0) return y;
    Str title = drawing_text_fit(picture->arena, picture->drawing.title, width, svg_heading_font);
    drawing_shape_text(out, "heading", (LayoutPoint){SVG_MARGIN, y + 20}, title);
    buffer_add_byte(out, '\n');
    return y + 32;
}

static void svg_write_head(SvgPicture *picture) {
    Buffer *out = picture->out;
    const Drawing *drawing = &picture->drawing;
    CLEANUP(arena_free) Arena scratch = {0};
    int width = (int)ceil(picture->size.width), height = (int)ceil(picture->size.height);
    buffer_add_format(out,
                      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"merlon-drawing\" "
                      "viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" style=\"--natural:%dpx\" "
                      "role=\"group\" aria-labelledby=\"merlon-drawing-title\" "
                      "aria-describedby=\"merlon-drawing-about\">\n",
                      width, height, width, height, width);
    Str title = drawing->title.len > 0 ? drawing->title : S("Data-flow diagram");
    html_open(out, "title", "id", &S("merlon-drawing-title"), NULL);
    html_text(out, drawing_text_fit(&scratch, title, 2000, svg_note_font));
    html_close(out, "title");
    buffer_add_format(out,
                      "\n<desc id=\"merlon-drawing-about\">Data-flow diagram: %zu elements or "
                      "groups of elements, %zu lines for the flows between them, %zu trust "
                      "boundaries.</desc>\n",
                      drawing->node_count, drawing->edge_count, drawing->boundary_count);
    svg_write_style(out);
    buffer_add_format(out, "<rect class=\"page\" width=\"%d\" height=\"%d\"/>\n", width, height);
}

static void svg_write(SvgPicture *picture) {
    CLEANUP(buffer_free) Buffer head = {0};
    CLEANUP(buffer_free) Buffer foot = {0};
    LayoutSize layout = picture->layout.size;
    picture->size.width = fmax(layout.width + 2 * SVG_MARGIN, SVG_WIDTH_MIN);
    double y = svg_write_heading(picture, SVG_MARGIN, &head);
    y = svg_write_notes(picture, y - 6, &head) + 6;
    picture->at = (LayoutPoint){(picture->size.width - layout.width) / 2, y + 8};
    y = picture->at.y + layout.height + 14;
    if (picture->drawing.node_count > 0) {
        buffer_add_format(&foot, "<path class=\"rule\" d=\"M%d %.1fH%.1f\"/>\n", SVG_MARGIN, y,
                          picture->size.width - SVG_MARGIN);
        LayoutPoint corner = {SVG_MARGIN, y + 8};
        double width = picture->size.width - 2 * SVG_MARGIN;
        y = corner.y + drawing_legend_write(&picture->drawing, corner, width, &foot);
    }
    picture->size.height = y + SVG_MARGIN / 2.0;
    svg_write_head(picture);
    buffer_add(picture->out, buffer_text(&head));
    svg_write_layout(picture);
    buffer_add(picture->out, buffer_text(&foot));
    buffer_add(picture->out, S("</svg>\n"));
}

bool drawing_write_svg(const Model *model, const DrawingOptions *options, Buffer *out, Error *err) {
    CLEANUP(arena_free) Arena arena = {0};
    SvgPicture picture = {.arena = &arena, .options = options, .out = out};
    picture.drawing = drawing_make(&arena, model, options);
    svg_measure_nodes(&picture);
    svg_measure_edges(&picture);
    svg_measure_boundaries(&picture);
    LayoutQuestion question = {&picture.drawing, &picture.sizes, options};
    if (picture.drawing.node_count > 0 &&
        !drawing_layout_find(&arena, &question, &picture.layout, err)) {
        return false;
    }
    svg_place_numbers(&picture);
    svg_write(&picture);
    return true;
}
