/* SPDX-License-Identifier: Apache-2.0 */
/* report_dot.c -- the data-flow diagram in Graphviz's language, for those who lay it out or style
 * it themselves. Names of things are numbers; texts of the model stand in quoted strings only. */
#include "report/drawing.h"
#include "report/drawing_text.h"
#include "report/drawing_title.h"

enum { DOT_LABEL_WIDTH = 300 /* pixels; longer texts lose their middle, tooltips don't */ };

typedef struct DotWriter {
    Arena arena;
    Drawing drawing;
    Buffer *out;
} DotWriter;

static void dot_end(DotWriter *writer) { arena_free(&writer->arena); }

/* The inside of a quoted string: dot also knows entities and sequences such as \N there. */
static void dot_text(DotWriter *writer, Str text) {
    text = drawing_text_clean(&writer->arena, text);
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        if (byte == '&') {
            buffer_add(writer->out, S("&amp;"));
            continue;
        }
        if (byte == '"' || byte == '\\') buffer_add_byte(writer->out, '\\');
        buffer_add_byte(writer->out, byte);
    }
}

static void dot_label(DotWriter *writer, Str text) {
    DrawingFont font = {12, false};
    dot_text(writer, drawing_text_fit(&writer->arena, text, DOT_LABEL_WIDTH, font));
}

/* Of several lines. */
static void dot_tooltip(DotWriter *writer, Str text) {
    buffer_add(writer->out, S("tooltip=\""));
    while (text.len > 0) {
        dot_text(writer, str_cut(&text, '\n'));
        if (text.len > 0) buffer_add(writer->out, S("\\n"));
    }
    buffer_add(writer->out, S("\""));
}

static const char *dot_boundary_colour(BoundaryKind kind) {
    static const char *const colours[] = {"#5c6470", "#4f5b6b", "#1b6680", "#5b3fa8",
                                          "#27703f", "#a8332a", "#5c6470"};
    return colours[kind];
}

static const char *dot_severity_colour(Severity severity) {
    static const char *const colours[] = {"#5c6675", "#2b6896", "#8a5f06", "#c2410c", "#9d174d"};
    return colours[severity];
}

static void dot_node(DotWriter *writer, size_t index) {
    const DrawingNode *node = &writer->drawing.nodes[index];
    static const char *const shapes[] = {"shape=box", "shape=box style=\"rounded,filled\"",
                                         "shape=cylinder"};
    CLEANUP(buffer_free) Buffer title = {0};
    buffer_add_format(writer->out, "n%zu [%s label=\"", index, shapes[node->kind]);
    dot_label(writer, node->name);
    if (node->type.len > 0) {
        buffer_add(writer->out, S("\\n"));
        dot_label(writer, node->type);
    }
    buffer_add(writer->out, S("\" "));
    drawing_title_node(&title, &writer->drawing, node);
    dot_tooltip(writer, buffer_text(&title));
    if (node->count > 1) buffer_add(writer->out, S(" peripheries=2"));
    if (node->badge.count > 0) {
        const char *colour = dot_severity_colour(node->badge.worst);
        buffer_add_format(writer->out, " color=\"%s\" penwidth=2.4 xlabel=\"%zu\"", colour,
                          node->badge.count);
    }
    buffer_add(writer->out, S("];\n"));
}

static void dot_boundary(DotWriter *writer, uint32_t index) {
    const Drawing *drawing = &writer->drawing;
    if (index != DRAWING_NONE) {
        const DrawingBoundary *boundary = &drawing->boundaries[index];
        const char *colour = dot_boundary_colour(boundary->boundary->kind);
        assert(boundary->depth <= MODEL_NESTING_MAX);
        buffer_add_format(writer->out,
                          "subgraph cluster_%u {\nstyle=\"dashed,rounded\"; labeljust=l; "
                          "color=\"%s\"; fontcolor=\"%s\"; label=\"",
                          index, colour, colour);
        dot_label(writer, boundary->kind);
        if (boundary->kind.len > 0 && boundary->name.len > 0) buffer_add_byte(writer->out, ' ');
        dot_label(writer, boundary->name);
        buffer_add(writer->out, S("\";\n"));
    }
    for (size_t i = 0; i < drawing->node_count; i++) {
        if (drawing->nodes[i].boundary == index) dot_node(writer, i);
    }
    for (uint32_t i = 0; i < drawing->boundary_count; i++) {
        if (drawing->boundaries[i].parent == index) dot_boundary(writer, i);
    }
    if (index != DRAWING_NONE) buffer_add(writer->out, S("}\n"));
}

static void dot_edge(DotWriter *writer, const DrawingEdge *edge) {
    static const char *const styles[] = {"style=dashed", "style=dotted", "style=solid"};
    CLEANUP(buffer_free) Buffer title = {0};
    const char *colour = edge->encrypted == TRUTH_FALSE ? "#b8390b" : "#4a5361";
    if (edge->uncertain) colour = "#69717e";
    buffer_add_format(writer->out, "n%u -> n%u [label=\"", edge->from, edge->to);
    dot_text(writer, drawing_numbers(&writer->arena, edge));
    if (edge->flow_count == 1 && edge->flows[0]->label.len > 0) {
        buffer_add(writer->out, S(": "));
        dot_label(writer, edge->flows[0]->label);
    }
    buffer_add_format(writer->out, "\" %s color=\"%s\" penwidth=%s%s%s ", styles[edge->encrypted],
                      colour, edge->crosses ? "2.4" : "1.2", edge->bidirectional ? " dir=both" : "",
                      edge->uncertain ? " arrowhead=empty" : "");
    drawing_title_edge(&title, edge);
    dot_tooltip(writer, buffer_text(&title));
    buffer_add(writer->out, S("];\n"));
}

void report_write_dot(const Report *report, Buffer *out) {
    CLEANUP(dot_end) DotWriter writer = {.out = out};
    DrawingOptions options = drawing_report_options(&writer.arena, report);
    writer.drawing = drawing_make(&writer.arena, report->model, &options);
    const Drawing *drawing = &writer.drawing;
    buffer_add(out, S("digraph merlon {\nrankdir=LR; fontname=\"Helvetica\"; labelloc=t; "
                      "labeljust=l; label=\""));
    dot_label(&writer, drawing->title);
    for (size_t i = 0; i < drawing->note_count; i++) {
        buffer_add(out, S("\\l"));
        dot_text(&writer, drawing->notes[i]);
    }
    buffer_add(out, S("\\l\";\nnode [fontname=\"Helvetica\" fontsize=11 style=filled "
                      "fillcolor=white];\nedge [fontname=\"Helvetica\" fontsize=9];\n"));
    dot_boundary(&writer, DRAWING_NONE);
    for (size_t i = 0; i < drawing->edge_count; i++) dot_edge(&writer, &drawing->edges[i]);
    buffer_add(out, S("}\n"));
}
