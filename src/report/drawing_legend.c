/* SPDX-License-Identifier: Apache-2.0 */
/* drawing_legend.c -- see drawing_legend.h. */
#include "report/drawing_legend.h"

#include "report/drawing_shape.h"
#include "report/drawing_text.h"

enum { LEGEND_ROW = 26, LEGEND_GAP = 22, LEGEND_SAMPLE = 34 };

typedef struct LegendPen {
    Buffer *out;
    LayoutPoint corner;
    LayoutPoint at; /* the left end of the next sample, in the middle of its row */
    double width;
} LegendPen;

typedef struct LegendLine {
    const char *classes;
    Str text;
} LegendLine;

static const DrawingFont legend_font = {12, false};

/* Makes room for a sample with text: goes to the next row where this one is full. */
static void legend_begin(LegendPen *pen, double sample, Str text) {
    double needed = sample + 7 + drawing_text_width(text, legend_font);
    if (pen->at.x > pen->corner.x && pen->at.x + needed > pen->corner.x + pen->width) {
        pen->at = (LayoutPoint){pen->corner.x, pen->at.y + LEGEND_ROW};
    }
}

static void legend_end(LegendPen *pen, double sample, Str text) {
    LayoutPoint at = {pen->at.x + sample + 7, pen->at.y + 4};
    drawing_shape_text(pen->out, "means", at, text);
    pen->at.x = at.x + drawing_text_width(text, legend_font) + LEGEND_GAP;
}

static void legend_next_row(LegendPen *pen) {
    if (pen->at.x > pen->corner.x) {
        pen->at = (LayoutPoint){pen->corner.x, pen->at.y + LEGEND_ROW};
    }
}

static LayoutBox legend_box(const LegendPen *pen) {
    return (LayoutBox){pen->at.x + 1, pen->at.y - 9, pen->at.x + LEGEND_SAMPLE - 1, pen->at.y + 9};
}

static void legend_outlines(LegendPen *pen, const Drawing *drawing) {
    static const Str texts[] = {S_INIT("external entity"), S_INIT("process"), S_INIT("store")};
    static const char *const classes[] = {"external", "process", "store"};
    bool shown[COUNT(texts)] = {false}, outside = false;
    for (size_t i = 0; i < drawing->node_count; i++) {
        shown[drawing->nodes[i].kind] = true;
        outside |= drawing->nodes[i].out_of_scope;
    }
    for (size_t i = 0; i < COUNT(texts); i++) {
        if (!shown[i]) continue;
        legend_begin(pen, LEGEND_SAMPLE, texts[i]);
        buffer_add_format(pen->out, "<g class=\"%s\">", classes[i]);
        drawing_shape_outline(pen->out, (ElementKind)i, legend_box(pen));
        buffer_add(pen->out, S("</g>"));
        legend_end(pen, LEGEND_SAMPLE, texts[i]);
    }
    if (!outside) return;
    legend_begin(pen, LEGEND_SAMPLE, S("out of scope"));
    buffer_add(pen->out, S("<g class=\"outside\">"));
    drawing_shape_outline(pen->out, ELEMENT_PROCESS, legend_box(pen));
    buffer_add(pen->out, S("</g>"));
    legend_end(pen, LEGEND_SAMPLE, S("out of scope"));
}

static void legend_categories(LegendPen *pen, const Drawing *drawing) {
    bool shown[DRAWING_CATEGORY_COUNT] = {false};
    for (size_t i = 0; i < drawing->node_count; i++) shown[drawing->nodes[i].category] = true;
    for (int i = 0; i < DRAWING_CATEGORY_COUNT; i++) {
        if (!shown[i]) continue;
        Str name = i == DRAWING_PERSON ? S("actor") : drawing_category_name((DrawingCategory)i);
        legend_begin(pen, 20, name);
        LayoutPoint corner = {pen->at.x, pen->at.y - 10};
        drawing_shape_tile(pen->out, (DrawingCategory)i, corner, 20);
        legend_end(pen, 20, name);
    }
}

static void legend_line(LegendPen *pen, LegendLine line) {
    double left = pen->at.x;
    legend_begin(pen, LEGEND_SAMPLE, line.text);
    left = pen->at.x;
    buffer_add_format(pen->out, "<g class=\"flow %s\"><path class=\"course\" d=\"M%.1f %.1fh%d\"/>",
                      line.classes, left, pen->at.y, LEGEND_SAMPLE - 8);
    drawing_shape_arrow(pen->out, (LayoutPoint){left + LEGEND_SAMPLE - 8, pen->at.y},
                        (LayoutPoint){left + LEGEND_SAMPLE, pen->at.y});
    buffer_add(pen->out, S("</g>"));
    legend_end(pen, LEGEND_SAMPLE, line.text);
}

static void legend_flows(LegendPen *pen, const Drawing *drawing) {
    bool encryption[3] = {false}, crosses = false, unsure = false;
    for (size_t i = 0; i < drawing->edge_count; i++) {
        encryption[drawing->edges[i].encrypted] = true;
        crosses |= drawing->edges[i].crosses;
        unsure |= drawing->edges[i].uncertain;
    }
    if (drawing->edge_count == 0) return;
    Str number = S("flow, by its number in the list");
    legend_begin(pen, SHAPE_NUMBER, number);
    buffer_add(pen->out, S("<g class=\"flow\">"));
    LayoutPoint middle = {pen->at.x + SHAPE_NUMBER / 2.0, pen->at.y};
    drawing_shape_pill(pen->out, middle, (LayoutSize){SHAPE_NUMBER, SHAPE_NUMBER});
    drawing_shape_text(pen->out, "number", (LayoutPoint){middle.x, middle.y + 4}, S("1"));
    buffer_add(pen->out, S("</g>"));
    legend_end(pen, SHAPE_NUMBER, number);
    if (encryption[TRUTH_TRUE]) legend_line(pen, (LegendLine){"", S("encrypted")});
    if (encryption[TRUTH_FALSE]) legend_line(pen, (LegendLine){"clear", S("not encrypted")});
    if (encryption[TRUTH_UNKNOWN]) {
        legend_line(pen, (LegendLine){"unknown", S("encryption not known")});
    }
    if (crosses) legend_line(pen, (LegendLine){"crossing", S("crosses a trust boundary")});
    if (unsure) legend_line(pen, (LegendLine){"unsure", S("may not be there")});
}

static void legend_badges(LegendPen *pen, const Drawing *drawing) {
    bool shown[SEVERITY_COUNT] = {false}, first = true;
    for (size_t i = 0; i < drawing->node_count; i++) {
        if (drawing->nodes[i].badge.count > 0) shown[drawing->nodes[i].badge.worst] = true;
    }
    for (size_t i = 0; i < drawing->edge_count; i++) {
        if (drawing->edges[i].badge.count > 0) shown[drawing->edges[i].badge.worst] = true;
    }
    CLEANUP(arena_free) Arena scratch = {0};
    for (int i = SEVERITY_COUNT - 1; i >= 0; i--) {
        if (!shown[i]) continue;
        Str text = severity_name((Severity)i);
        if (first) text = str_join2(&scratch, S("threats, the worst is "), text);
        first = false;
        legend_begin(pen, 20, text);
        LayoutPoint middle = {pen->at.x + 10, pen->at.y};
        drawing_shape_badge(pen->out, middle, S("n"), (Severity)i);
        legend_end(pen, 20, text);
    }
}

double drawing_legend_write(const Drawing *drawing, LayoutPoint corner, double width, Buffer *out) {
    LegendPen pen = {out, corner, {corner.x, corner.y + LEGEND_ROW / 2.0}, width};
    if (drawing->node_count == 0) return 0;
    buffer_add(out, S("<g class=\"legend\">"));
    legend_outlines(&pen, drawing);
    legend_categories(&pen, drawing);
    legend_next_row(&pen);
    legend_flows(&pen, drawing);
    legend_badges(&pen, drawing);
    legend_next_row(&pen);
    buffer_add(out, S("</g>\n"));
    return pen.at.y - LEGEND_ROW / 2.0 - corner.y;
}
