/* SPDX-License-Identifier: Apache-2.0 */
/* report_html.c -- the report as a document: no script, nothing loaded from elsewhere, and a
 * content security policy that says so. First what a manager reads (the model, counts, what is
 * worst), then the diagram with its flows and elements, paths and questions, then what people
 * decided, and the same threats in other orders. */
#include "report/html_element.h"
#include "report/html_flow.h"
#include "report/html_head.h"
#include "report/html_index.h"
#include "report/html_register.h"
#include "report/html_seen.h"
#include "report/html_style.h"
#include "report/html_system.h"
#include "text/html_writer.h"

static void html_begin(const HtmlPage *page) {
    Buffer *out = page->out;
    html_literal(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                      "style-src 'unsafe-inline'\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                      "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    if (page->model->head.name.len > 0) {
        html_text(out, page->model->head.name);
        html_literal(out, ": ");
    }
    html_literal(out, "Threat model - merlon</title>\n<style>\n");
    for (size_t i = 0; i < html_style_count; i++) html_literal(out, html_style[i]);
    html_literal(out, "</style>\n</head>\n<body>\n"
                      "<a class=\"skip\" href=\"#main\">Skip to the threat model</a>\n");
}

typedef struct HtmlEntry {
    const char *link; /* of the program's own */
    bool there;
} HtmlEntry;

static void html_nav(const HtmlPage *page) {
    const HtmlEntry entries[] = {
        {"<a href=\"#summary\">Summary</a>", true},
        {"<a href=\"#seen\">Seen in the logs</a>",
         page->report->seen != NULL && page->report->seen->order_count > 0},
        {"<a href=\"#diagram\">Diagram</a>", page->model->element_count > 0},
        {"<a href=\"#interactions\">Interactions</a>", page->model->flow_count > 0},
        {"<a href=\"#elements\">Elements</a>", page->model->element_count > 0},
        {"<a href=\"#paths\">Attack paths</a>", html_system_count(page, HTML_ON_PATH) > 0},
        {"<a href=\"#system\">The system</a>", html_system_count(page, HTML_ON_SYSTEM) > 0},
        {"<a href=\"#questions\">Questions</a>", page->lists[LISTING_INVESTIGATE].count > 0},
        {"<a href=\"#decisions\">Decisions</a>", page->report->decision_count > 0},
        {"<a href=\"#standards\">Standards</a>", page->report->compliance_count > 0},
        {"<a href=\"#coverage\">Coverage</a>", true},
        {"<a href=\"#threats\">All threats</a>", true},
        {"<a href=\"#resources\">By resource</a>", html_page_is_pending(page)},
        {"<a href=\"#stride\">By STRIDE</a>", html_page_is_pending(page)}};
    html_literal(page->out, "<nav aria-label=\"Contents\"><ul>\n");
    for (size_t i = 0; i < COUNT(entries); i++) {
        if (!entries[i].there) continue;
        html_literal(page->out, "<li>");
        html_literal(page->out, entries[i].link);
        html_literal(page->out, "</li>\n");
    }
    html_literal(page->out, "</ul></nav>\n");
}

void report_write_html(const Report *report, Buffer *out) {
    static void (*const parts[])(HtmlPage * page) = {html_head_write,
                                                     html_head_write_summary,
                                                     html_seen_write,
                                                     html_flow_write_diagram,
                                                     html_flow_write,
                                                     html_element_write,
                                                     html_system_write_paths,
                                                     html_system_write,
                                                     html_system_write_questions,
                                                     html_register_write_decisions,
                                                     html_register_write_standards,
                                                     html_register_write_coverage,
                                                     html_index_write,
                                                     html_index_write_resources,
                                                     html_index_write_stride};
    CLEANUP(arena_free) Arena arena = {0};
    HtmlPage page = html_page_make(&arena, report, out);
    html_begin(&page);
    html_nav(&page);
    html_literal(out, "<main id=\"main\" tabindex=\"-1\">\n");
    for (size_t i = 0; i < COUNT(parts); i++) {
        size_t before = out->len;
        html_literal(out, "<section>\n");
        size_t start = out->len;
        parts[i](&page);
        if (out->len == start) {
            out->len = before; /* nothing of the kind */
        } else {
            html_literal(out, "</section>\n");
        }
    }
    html_literal(out, "</main>\n<footer>merlon ");
    html_text(out, report->version);
    html_literal(out, "</footer>\n</body>\n</html>\n");
}
