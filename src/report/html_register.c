/* SPDX-License-Identifier: Apache-2.0 */
/* html_register.c -- see html_register.h. */
#include "report/html_register.h"

#include "report/html_threat.h"
#include "text/html_writer.h"

/* ---- decisions ---- */

static const char *html_standing(const Decision *decision) {
    if (!decision->matched) return "<b class=\"no\">matches nothing</b>";
    return decision->expired ? "<b class=\"no\">expired</b>" : "counts";
}

static void html_decision_row(Buffer *out, const Decision *decision) {
    html_literal(out, "<tr><td>");
    html_text(out, state_name(decision->state));
    html_literal(out, "</td><th scope=\"row\">");
    html_element(out, "code", decision->threat);
    html_literal(out, " on ");
    html_element(out, "code", decision->on);
    html_literal(out, "</th>");
    html_element(out, "td", decision->why);
    html_element(out, "td", decision->by);
    html_element(out, "td", decision->until);
    html_literal(out, "<td>");
    html_part_link(out, decision->ticket);
    html_literal(out, "</td><td>");
    html_literal(out, html_standing(decision));
    html_literal(out, "</td><td>");
    html_part_place(out, decision->file, decision->line);
    html_literal(out, "</td></tr>\n");
}

static void html_contradicted(const HtmlPage *page) {
    const Report *report = page->report;
    if (report->summary.contradicted == 0) return;
    html_literal(page->out, "<div class=\"warn\"><b>Decided as mitigated, but the configuration "
                            "still shows it:</b>\n<ul>\n");
    for (size_t i = 0; i < report->threats.count; i++) {
        const Threat *threat = &report->threats.items[i];
        if (!threat->contradicted || threat->implied_by != NULL) continue;
        html_literal(page->out, "<li>");
        html_threat_link(page, threat);
        html_literal(page->out, " ");
        html_element(page->out, "code", threat->subject->address);
        html_literal(page->out, "</li>\n");
    }
    html_literal(page->out, "</ul></div>\n");
}

void html_register_write_decisions(HtmlPage *page) {
    Buffer *out = page->out;
    const Report *report = page->report;
    if (report->decision_count == 0) return;
    html_part_section(out, "decisions", "Decisions", report->decision_count);
    html_contradicted(page);
    html_literal(out, "<div class=\"scroll\" role=\"group\" tabindex=\"0\" "
                      "aria-label=\"Decisions\"><table class=\"wide\"><thead><tr>"
                      "<th scope=\"col\">State</th><th scope=\"col\">Threat</th>"
                      "<th scope=\"col\">Why</th><th scope=\"col\">By</th>"
                      "<th scope=\"col\">Until</th><th scope=\"col\">Ticket</th>"
                      "<th scope=\"col\">Standing</th><th scope=\"col\">Where</th></tr></thead>\n"
                      "<tbody>\n");
    for (size_t i = 0; i < report->decision_count && i < HTML_ROWS_MAX; i++) {
        html_decision_row(out, &report->decisions[i]);
    }
    html_literal(out, "</tbody></table></div>\n");
    if (report->decision_count > HTML_ROWS_MAX) {
        html_part_more(out, "p", report->decision_count - HTML_ROWS_MAX, "");
    }
}

/* ---- standards ---- */

static void html_control(const HtmlPage *page, const Map *by_id, const ComplianceResult *result) {
    Buffer *out = page->out;
    html_literal(out, "<tr><th scope=\"row\">");
    html_element(out, "code", result->control->id);
    html_literal(out, "</th>");
    html_element(out, "td", result->control->title);
    html_literal(out, "<td>");
    html_text(out, compliance_status_name(result->status));
    html_literal(out, "</td><td>");
    for (size_t i = 0; i < result->threat_count && i < HTML_LINKS_MAX; i++) {
        if (i > 0) html_literal(out, "<br>");
        const Threat *threat = map_find(by_id, result->threats[i]);
        if (threat != NULL) html_threat_link_id(page, threat);
        if (threat == NULL) html_element(out, "code", result->threats[i]);
    }
    if (result->threat_count > HTML_LINKS_MAX) {
        html_literal(out, "<br>");
        html_part_more(out, "span", result->threat_count - HTML_LINKS_MAX, "");
    }
    html_literal(out, "</td></tr>\n");
}

static void html_framework(const HtmlPage *page, const Map *by_id, const Compliance *compliance) {
    Buffer *out = page->out;
    html_literal(out, "<details class=\"unit\" open><summary><span class=\"head\"><h3>");
    html_text(out, compliance->framework->title);
    html_literal(out, "</h3></span><span class=\"counts\">");
    for (int s = 0; s < COMPLIANCE_STATUS_COUNT; s++) {
        buffer_add_format(out, "%s%zu ", s > 0 ? ", " : "", compliance->by_status[s]);
        html_text(out, compliance_status_name((ComplianceStatus)s));
    }
    html_literal(out, "</span></summary>\n<div class=\"body\"><div class=\"scroll\" role=\"group\" "
                      "tabindex=\"0\" aria-label=\"Controls\"><table class=\"wide\"><thead><tr>"
                      "<th scope=\"col\">Control</th><th scope=\"col\">Title</th>"
                      "<th scope=\"col\">Status</th><th scope=\"col\">Threats</th></tr></thead>\n"
                      "<tbody>\n");
    for (size_t c = 0; c < compliance->framework->control_count; c++) {
        html_control(page, by_id, &compliance->results[c]);
    }
    html_literal(out, "</tbody></table></div></div></details>\n");
}

void html_register_write_standards(HtmlPage *page) {
    const Report *report = page->report;
    if (report->compliance_count == 0) return;
    Map by_id = map_make(page->arena);
    for (size_t i = 0; i < report->threats.count; i++) {
        map_set(&by_id, report->threats.items[i].id, &report->threats.items[i]);
    }
    html_part_section(page->out, "standards", "Standards", report->compliance_count);
    for (size_t i = 0; i < report->compliance_count; i++) {
        html_framework(page, &by_id, &report->compliance[i]);
    }
}

/* ---- coverage ---- */

static void html_not_understood(Buffer *out, const ReportCoverage *coverage) {
    size_t types = coverage->not_understood_count, notes = coverage->note_count;
    if (types + notes == 0) return;
    html_literal(out, "<div class=\"warn\" id=\"not-understood\"><b>Not understood, so not "
                      "judged:</b>\n<ul>\n");
    for (size_t i = 0; i < types && i < HTML_ROWS_MAX; i++) {
        buffer_add_format(out, "<li>%zu × ", coverage->not_understood[i].count);
        html_element(out, "code", coverage->not_understood[i].type);
        html_literal(out, "</li>\n");
    }
    for (size_t i = 0; i < notes && i < HTML_ROWS_MAX; i++) {
        const ReportNote *note = &coverage->notes[i];
        html_literal(out, "<li>");
        html_element(out, "code", note->subject);
        html_literal(out, ": ");
        html_text(out, note->reason);
        html_literal(out, " ");
        html_part_place(out, note->file, note->line);
        html_literal(out, "</li>\n");
    }
    size_t left = types > HTML_ROWS_MAX ? types - HTML_ROWS_MAX : 0;
    if (notes > HTML_ROWS_MAX) left += notes - HTML_ROWS_MAX;
    html_part_more(out, "li", left, ": the format JSON has all of them");
    html_literal(out, "</ul></div>\n");
}

void html_register_write_coverage(HtmlPage *page) {
    Buffer *out = page->out;
    const ReportCoverage *coverage = &page->report->coverage;
    html_part_section(out, "coverage", "Coverage", SIZE_MAX);
    buffer_add_format(
        out, "<p>%zu of %zu resources understood, %zu judged by %zu rule%s; %zu file%s read",
        coverage->understood, coverage->resources, coverage->judged, coverage->rules,
        coverage->rules == 1 ? "" : "s", coverage->files, coverage->files == 1 ? "" : "s");
    if (coverage->skipped > 0) buffer_add_format(out, ", %zu skipped", coverage->skipped);
    html_literal(out, ".</p>\n");
    html_not_understood(out, coverage);
}
