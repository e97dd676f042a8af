/* SPDX-License-Identifier: Apache-2.0 */
/* report_mermaid.c -- the data-flow diagram in Mermaid's language, which GitHub and GitLab draw in
 * Markdown. Texts of the model stand between quotes, and every character of theirs that is neither
 * a letter, a digit nor harmless is written by its number, which Mermaid takes as text. */
#include "report/drawing.h"
#include "report/drawing_text.h"

enum { MERMAID_LABEL_WIDTH = 300 /* pixels; longer texts lose their middle */ };

typedef struct MermaidWriter {
    Arena arena;
    Drawing drawing;
    Buffer *out;
} MermaidWriter;

static void mermaid_end(MermaidWriter *writer) { arena_free(&writer->arena); }

static bool mermaid_is_word(unsigned char byte) {
    if (byte >= 0x80) return true; /* clean text is UTF-8 */
    if (byte >= '0' && byte <= '9') return true;
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* Mermaid reads Markdown in labels: "1. " and "- " would begin a list, so these stay only between
 * words. */
static bool mermaid_is_plain(Str text, size_t at) {
    unsigned char byte = (unsigned char)text.ptr[at];
    if (mermaid_is_word(byte)) return true;
    bool between = at > 0 && at + 1 < text.len && mermaid_is_word((unsigned char)text.ptr[at + 1]);
    return strchr(between ? " ,+-./" : " ,+", byte) != NULL;
}

static void mermaid_text(MermaidWriter *writer, Str text) {
    text = drawing_text_fit(&writer->arena, text, MERMAID_LABEL_WIDTH, (DrawingFont){12, false});
    for (size_t i = 0; i < text.len; i++) {
        if (mermaid_is_plain(text, i)) {
            buffer_add_byte(writer->out, text.ptr[i]);
        } else {
            buffer_add_format(writer->out, "#%u;", (unsigned char)text.ptr[i]);
        }
    }
}

static void mermaid_indent(MermaidWriter *writer, uint32_t depth) {
    for (uint32_t i = 0; i <= depth; i++) buffer_add(writer->out, S("  "));
}

static void mermaid_node(MermaidWriter *writer, size_t index, uint32_t depth) {
    static const char *const opens[] = {"[\"", "([\"", "[(\""};
    static const char *const closes[] = {"\"]", "\"])", "\")]"};
    const DrawingNode *node = &writer->drawing.nodes[index];
    mermaid_indent(writer, depth);
    buffer_add_format(writer->out, "n%zu%s", index, opens[node->kind]);
    mermaid_text(writer, node->name);
    if (node->type.len > 0) {
        buffer_add(writer->out, S("<br/>"));
        mermaid_text(writer, node->type);
    }
    if (node->badge.count > 0) {
        buffer_add_format(writer->out, "<br/>%zu %s, ", node->badge.count,
                          node->badge.count == 1 ? "threat" : "threats");
        buffer_add(writer->out, severity_name(node->badge.worst));
    }
    buffer_add_format(writer->out, "%s", closes[node->kind]);
    if (node->badge.count > 0) {
        buffer_add(writer->out, S(":::"));
        buffer_add(writer->out, severity_name(node->badge.worst));
    }
    buffer_add_byte(writer->out, '\n');
}

static void mermaid_boundary(MermaidWriter *writer, uint32_t index, uint32_t depth) {
    const Drawing *drawing = &writer->drawing;
    assert(depth <= MODEL_NESTING_MAX + 1);
    if (index != DRAWING_NONE) {
        const DrawingBoundary *boundary = &drawing->boundaries[index];
        mermaid_indent(writer, depth - 1);
        buffer_add_format(writer->out, "subgraph b%u[\"", index);
        mermaid_text(writer, boundary->kind);
        if (boundary->kind.len > 0 && boundary->name.len > 0) buffer_add_byte(writer->out, ' ');
        mermaid_text(writer, boundary->name);
        buffer_add(writer->out, S("\"]\n"));
    }
    for (size_t i = 0; i < drawing->node_count; i++) {
        if (drawing->nodes[i].boundary == index) mermaid_node(writer, i, depth);
    }
    for (uint32_t i = 0; i < drawing->boundary_count; i++) {
        if (drawing->boundaries[i].parent == index) mermaid_boundary(writer, i, depth + 1);
    }
    if (index == DRAWING_NONE) return;
    mermaid_indent(writer, depth - 1);
    buffer_add(writer->out, S("end\n"));
}

static void mermaid_edge(MermaidWriter *writer, const DrawingEdge *edge) {
    const char *line = edge->encrypted == TRUTH_UNKNOWN ? "-.-" : edge->crosses ? "==" : "--";
    mermaid_indent(writer, 0);
    buffer_add_format(writer->out, "n%u %s%s>|\"", edge->from, edge->bidirectional ? "<" : "",
                      line);
    mermaid_text(writer, drawing_numbers(&writer->arena, edge));
    if (edge->flow_count == 1 && edge->flows[0]->label.len > 0) {
        buffer_add(writer->out, S(" "));
        mermaid_text(writer, edge->flows[0]->label);
    }
    buffer_add_format(writer->out, "\"| n%u\n", edge->to);
}

/* Colours of lines, by their place in the file. */
static void mermaid_styles(MermaidWriter *writer) {
    const Drawing *drawing = &writer->drawing;
    for (size_t i = 0; i < drawing->edge_count; i++) {
        const DrawingEdge *edge = &drawing->edges[i];
        if (edge->encrypted != TRUTH_FALSE && !edge->uncertain) continue;
        const char *colour = edge->uncertain ? "#8a929e" : "#c2410c";
        mermaid_indent(writer, 0);
        buffer_add_format(writer->out, "linkStyle %zu stroke:%s%s\n", i, colour,
                          edge->encrypted == TRUTH_FALSE ? ",stroke-dasharray:8 4" : "");
    }
    for (size_t i = 0; i < drawing->boundary_count; i++) {
        mermaid_indent(writer, 0);
        buffer_add_format(writer->out, "style b%zu fill:none,stroke-dasharray:6 4\n", i);
    }
    static const char *const colours[] = {"#667080", "#2f6f9f", "#97690a", "#c2410c", "#9d174d"};
    for (int i = 0; i < SEVERITY_COUNT; i++) {
        Str name = severity_name((Severity)i);
        mermaid_indent(writer, 0);
        buffer_add_format(writer->out, "classDef %.*s stroke:%s,stroke-width:3px\n", STR_ARGS(name),
                          colours[i]);
    }
}

void report_write_mermaid(const Report *report, Buffer *out) {
    CLEANUP(mermaid_end) MermaidWriter writer = {.out = out};
    DrawingOptions options = drawing_report_options(&writer.arena, report);
    writer.drawing = drawing_make(&writer.arena, report->model, &options);
    const Drawing *drawing = &writer.drawing;
    for (size_t i = 0; i < drawing->note_count; i++) {
        buffer_add(out, S("%% "));
        buffer_add(out, drawing->notes[i]); /* of merlon's own words and numbers */
        buffer_add_byte(out, '\n');
    }
    buffer_add(out, S("flowchart LR\n"));
    mermaid_boundary(&writer, DRAWING_NONE, 0);
    for (size_t i = 0; i < drawing->edge_count; i++) mermaid_edge(&writer, &drawing->edges[i]);
    mermaid_styles(&writer);
}
