/* SPDX-License-Identifier: Apache-2.0 */
/* drawing_shape.c -- see drawing_shape.h. */
#include "report/drawing_shape.h"

#include "report/drawing_style.h"
#include "report/drawing_text.h"
#include "text/html_writer.h"

#include <math.h>

static void shape_round(Buffer *out, LayoutBox box, double radius) {
    buffer_add_format(out,
                      "<rect class=\"shape\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
                      "rx=\"%.1f\"/>",
                      box.left, box.top, box.right - box.left, box.bottom - box.top, radius);
}

static void shape_store(Buffer *out, LayoutBox box) {
    double lid = fmin(SHAPE_LID, (box.bottom - box.top) / 5), half = (box.right - box.left) / 2;
    buffer_add_format(out,
                      "<path class=\"shape\" d=\"M%.1f %.1fa%.1f %.1f 0 0 1 %.1f 0V%.1fa%.1f %.1f "
                      "0 0 1 %.1f 0z\"/>",
                      box.left, box.top + lid, half, lid, half * 2, box.bottom - lid, half, lid,
                      -half * 2);
    buffer_add_format(out, "<path class=\"lid\" d=\"M%.1f %.1fa%.1f %.1f 0 0 0 %.1f 0\"/>",
                      box.left, box.top + lid, half, lid, half * 2);
}

void drawing_shape_outline(Buffer *out, ElementKind kind, LayoutBox box) {
    switch (kind) {
    case ELEMENT_EXTERNAL: shape_round(out, box, 1); break;
    case ELEMENT_PROCESS: shape_round(out, box, fmin(24, (box.bottom - box.top) / 2)); break;
    case ELEMENT_STORE: shape_store(out, box); break;
    }
}

void drawing_shape_tile(Buffer *out, DrawingCategory category, LayoutPoint corner, double side) {
    Str name = drawing_category_name(category);
    buffer_add_format(out,
                      "<g class=\"%.*s\" transform=\"translate(%.1f %.1f) scale(%.3f)\">"
                      "<rect class=\"tile\" x=\"-3\" y=\"-3\" width=\"30\" height=\"30\" "
                      "rx=\"9\"/><path class=\"glyph\" d=\"%s\"/></g>",
                      STR_ARGS(name), corner.x + side / 10, corner.y + side / 10, side / 30,
                      drawing_glyphs[category]);
}

void drawing_shape_arrow(Buffer *out, LayoutPoint base, LayoutPoint tip) {
    double across = tip.x - base.x, down = tip.y - base.y, length = hypot(across, down);
    if (length < 0.5) return;
    double side = 4 / length; /* half the width of the head */
    buffer_add_format(out, "<polygon points=\"%.1f,%.1f %.1f,%.1f %.1f,%.1f\"/>", tip.x, tip.y,
                      base.x - down * side, base.y + across * side, base.x + down * side,
                      base.y - across * side);
}

void drawing_shape_pill(Buffer *out, LayoutPoint middle, LayoutSize size) {
    buffer_add_format(out,
                      "<rect class=\"pill\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
                      "rx=\"%.1f\"/>",
                      middle.x - size.width / 2, middle.y - size.height / 2, size.width,
                      size.height, size.height / 2);
}

void drawing_shape_text(Buffer *out, const char *class_name, LayoutPoint at, Str text) {
    buffer_add_format(out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", class_name, at.x, at.y);
    html_text(out, text);
    buffer_add(out, S("</text>"));
}

void drawing_shape_badge(Buffer *out, LayoutPoint middle, Str text, Severity severity) {
    Str name = severity_name(severity);
    double width = fmax(20, drawing_text_width(text, (DrawingFont){11, true}) + 10);
    buffer_add_format(out, "<g class=\"badge %.*s\">", STR_ARGS(name));
    drawing_shape_pill(out, middle, (LayoutSize){width, 20});
    drawing_shape_text(out, "count", (LayoutPoint){middle.x, middle.y + 4}, text);
    buffer_add(out, S("</g>"));
}
