/* SPDX-License-Identifier: Apache-2.0 */
/* report_svg.c -- the data-flow diagram as a file of its own. Without dot there is no picture: the
 * file says so then, since whoever opens it later has not seen the error. */
#include "report/drawing.h"
#include "report/drawing_text.h"
#include "text/html_writer.h"

enum { SVG_SORRY_WIDTH = 560, SVG_SORRY_LINE = 20 };

static void svg_sorry(Arena *arena, Str reason, Buffer *out) {
    DrawingFont font = {14, false};
    DrawingLines lines =
        drawing_text_wrap(arena, reason, SVG_SORRY_WIDTH - 40, font, DRAWING_LINES_MAX);
    int height = (int)lines.count * SVG_SORRY_LINE + 40;
    buffer_add_format(out,
                      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
                      "width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"14\">\n"
                      "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
                      SVG_SORRY_WIDTH, height, SVG_SORRY_WIDTH, height);
    for (size_t i = 0; i < lines.count; i++) {
        buffer_add_format(out, "<text x=\"20\" y=\"%d\" fill=\"#1d2129\">",
                          35 + (int)i * SVG_SORRY_LINE);
        html_text(out, lines.items[i]);
        buffer_add(out, S("</text>\n"));
    }
    buffer_add(out, S("</svg>\n"));
}

bool report_try_svg(const Report *report, Buffer *out, Error *err) {
    CLEANUP(arena_free) Arena arena = {0};
    DrawingOptions options = drawing_report_options(&arena, report);
    Error reason = {0};
    if (drawing_write_svg(report->model, &options, out, &reason)) return true;
    error_say(err,
              "the picture can't be drawn: %s; it takes Graphviz, the formats dot and mermaid do "
              "without",
              reason.message);
    svg_sorry(&arena, str_from(err->message), out);
    return false;
}

void report_write_svg(const Report *report, Buffer *out) {
    Error err = {0};
    report_try_svg(report, out, &err);
}
