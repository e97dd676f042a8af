/* SPDX-License-Identifier: Apache-2.0 */
/* report_html.c -- the report as a page of its own: no script, nothing loaded from elsewhere, and a
 * content security policy that says so. First what matters (counts, what was not understood, open
 * threats), then the same threats by resource and by STRIDE category, then decisions and errors. */
#include "report/html_style.h"
#include "report/html_threat.h"
#include "text/html_writer.h"

typedef struct HtmlPage {
    Buffer *out;
    const Report *report;
    Listing open;
    Listing investigate;
    Listing closed;
    Listing absent;
} HtmlPage;

static void html_head(Buffer *out) {
    html_literal(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                      "style-src 'unsafe-inline'\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                      "<meta name=\"referrer\" content=\"no-referrer\">\n"
                      "<title>Threat model - merlon</title>\n<style>\n");
    for (size_t i = 0; i < html_style_count; i++) html_literal(out, html_style[i]);
    html_literal(out, "</style>\n</head>\n<body>\n<main>\n");
}

static void html_track(Buffer *out, Str tone, size_t count, size_t most) {
    CLEANUP(arena_free) Arena scratch = {0};
    double share = most == 0 ? 0 : (double)count * 100 / (double)most;
    Str style = str_format(&scratch, "width:%.1f%%", share);
    Str classes = str_join2(&scratch, S("fill "), tone);
    html_literal(out, "<span class=\"track\">");
    html_open(out, "span", "class", &classes, "style", &style, NULL);
    html_literal(out, "</span></span>");
}

/* One row of bars: a label, a bar of count in most, the count. */
static void html_bar(Buffer *out, Str label, Str tone, size_t count, size_t most) {
    html_literal(out, "<span>");
    html_text(out, label);
    html_literal(out, "</span>");
    html_track(out, tone, count, most);
    buffer_add_format(out, "<b>%zu</b>\n", count);
}

static size_t html_most(const size_t *counts, size_t count) {
    size_t most = 0;
    for (size_t i = 0; i < count; i++) most = counts[i] > most ? counts[i] : most;
    return most;
}

static void html_severity_card(Buffer *out, const ReportSummary *summary) {
    size_t most = html_most(summary->open, SEVERITY_COUNT);
    html_literal(out, "<div class=\"card\"><h3>Open by severity</h3><div class=\"bars\">\n");
    for (int s = SEVERITY_COUNT - 1; s >= 0; s--) {
        Str name = severity_name((Severity)s);
        html_bar(out, name, name, summary->open[s], most);
    }
    html_literal(out, "</div></div>\n");
}

static void html_state_card(Buffer *out, const ReportSummary *summary) {
    static const Str tones[] = {S_INIT("high"), S_INIT("medium"), S_INIT("good"), S_INIT("info")};
    size_t most = html_most(summary->by_state, STATE_COUNT);
    html_literal(out, "<div class=\"card\"><h3>All by state</h3><div class=\"bars\">\n");
    for (size_t s = 0; s < STATE_COUNT; s++) {
        html_bar(out, state_name((State)s), tones[s], summary->by_state[s], most);
    }
    html_literal(out, "</div></div>\n");
}

static void html_coverage_card(Buffer *out, const ReportCoverage *coverage) {
    html_literal(out, "<div class=\"card\"><h3>Coverage</h3><p class=\"big\">");
    buffer_add_format(out, "%zu <span>of %zu resources understood</span></p>\n",
                      coverage->understood, coverage->resources);
    html_track(out, S("good"), coverage->understood, coverage->resources);
    buffer_add_format(out, "<p class=\"soft under\">%zu judged by %zu rule%s, %zu file%s read",
                      coverage->judged, coverage->rules, coverage->rules == 1 ? "" : "s",
                      coverage->files, coverage->files == 1 ? "" : "s");
    if (coverage->skipped > 0) buffer_add_format(out, ", %zu skipped", coverage->skipped);
    html_literal(out, "</p></div>\n");
}

/* What was left out of the judgement stands on top: silence would look like safety. */
static void html_not_understood(Buffer *out, const ReportCoverage *coverage) {
    if (coverage->not_understood_count + coverage->note_count == 0) return;
    html_literal(out, "<div class=\"warn\" id=\"not-understood\"><b>Not understood, so not "
                      "judged:</b>\n<ul>\n");
    for (size_t i = 0; i < coverage->not_understood_count; i++) {
        buffer_add_format(out, "<li>%zu × ", coverage->not_understood[i].count);
        html_element(out, "code", coverage->not_understood[i].type);
        html_literal(out, "</li>\n");
    }
    for (size_t i = 0; i < coverage->note_count; i++) {
        const ReportNote *note = &coverage->notes[i];
        html_literal(out, "<li>");
        html_element(out, "code", note->subject);
        html_literal(out, ": ");
        html_text(out, note->reason);
        html_literal(out, " ");
        html_threat_place(out, note->file, note->line);
        html_literal(out, "</li>\n");
    }
    html_literal(out, "</ul></div>\n");
}

static void html_errors(Buffer *out, const Report *report) {
    if (report->error_count == 0) return;
    html_literal(out, "<div class=\"warn\" id=\"errors\"><b>Could not be read:</b>\n<ul>\n");
    for (size_t i = 0; i < report->error_count; i++) html_element(out, "li", report->errors[i]);
    html_literal(out, "</ul></div>\n");
}

static void html_header(const HtmlPage *page) {
    Buffer *out = page->out;
    const Report *report = page->report;
    html_literal(out, "<header>\n<p class=\"brand\">merlon</p>\n<h1>Threat model</h1>\n");
    buffer_add_format(out,
                      "<p class=\"lede\"><b>%zu open threat%s</b> in %zu resource%s. "
                      "%zu more need%s investigation",
                      page->open.count, page->open.count == 1 ? "" : "s",
                      report->coverage.resources, report->coverage.resources == 1 ? "" : "s",
                      page->investigate.count, page->investigate.count == 1 ? "s" : "");
    if (report->has_baseline) {
        buffer_add_format(out, "; %zu are new since the baseline", report->summary.fresh);
    }
    html_literal(out, ".</p>\n<div class=\"cards\">\n");
    html_severity_card(out, &report->summary);
    html_state_card(out, &report->summary);
    html_coverage_card(out, &report->coverage);
    html_literal(out, "</div>\n");
    html_not_understood(out, &report->coverage);
    html_errors(out, report);
    html_literal(out, "</header>\n");
}

static void html_nav(const HtmlPage *page) {
    Buffer *out = page->out;
    html_literal(out, "<nav><a href=\"#open\">Open</a>");
    if (page->investigate.count > 0) {
        html_literal(out, "<a href=\"#investigate\">Needs investigation</a>");
    }
    if (page->closed.count > 0) html_literal(out, "<a href=\"#closed\">Closed by decisions</a>");
    if (page->absent.count > 0) html_literal(out, "<a href=\"#mitigated\">Mitigated</a>");
    html_literal(out, "<a href=\"#resources\">By resource</a><a href=\"#stride\">By STRIDE</a>");
    if (page->report->decision_count > 0) html_literal(out, "<a href=\"#decisions\">Decisions</a>");
    if (page->report->compliance_count > 0)
        html_literal(out, "<a href=\"#standards\">Standards</a>");
    html_literal(out, "</nav>\n");
}

static void html_section(const HtmlPage *page, const char *heading, Listing *list) {
    if (list->count == 0) return;
    html_literal(page->out, heading);
    buffer_add_format(page->out, " <small>%zu</small></h2>\n", list->count);
    html_threat_write(page->out, page->report, list);
}

static void html_threats(HtmlPage *page) {
    Buffer *out = page->out;
    if (page->open.count == 0) {
        html_literal(out, "<h2 id=\"open\">Open threats</h2>\n<p>None among what was "
                          "understood.</p>\n");
    }
    html_section(page, "<h2 id=\"open\">Open threats", &page->open);
    html_section(page, "<h2 id=\"investigate\">Needs investigation", &page->investigate);
    html_section(page, "<h2 id=\"closed\">Closed by decisions", &page->closed);
    html_section(page, "<h2 id=\"mitigated\">Mitigated by the configuration", &page->absent);
}

static bool html_is_indexed(const Threat *threat) {
    ListingKind kind = listing_kind(threat);
    return threat->implied_by == NULL && (kind == LISTING_OPEN || kind == LISTING_INVESTIGATE);
}

static void html_index_item(Buffer *out, const Report *report, const Threat *threat) {
    html_literal(out, "<li>");
    html_threat_link(out, report, threat);
    if (listing_kind(threat) == LISTING_INVESTIGATE) {
        html_literal(out, " <span class=\"soft\">needs investigation</span>");
    }
}

/* The threats in [first, end) have one subject. */
static void html_resource(const HtmlPage *page, size_t first, size_t end) {
    Buffer *out = page->out;
    const Threat *items = page->report->threats.items;
    const Resource *subject = items[first].subject;
    size_t count = 0;
    for (size_t i = first; i < end; i++) count += html_is_indexed(&items[i]);
    if (count == 0) return;
    html_literal(out, "<details><summary><span class=\"plain\">");
    html_element(out, "code", subject->address);
    html_literal(out, " <span class=\"soft\">");
    html_text(out, subject->type);
    html_literal(out, " ·</span> ");
    html_threat_place(out, listing_file(subject), subject->properties.line);
    buffer_add_format(out, " <b>%zu</b></span></summary>\n<div class=\"body\"><ul>\n", count);
    for (int s = SEVERITY_COUNT - 1; s >= 0; s--) {
        for (size_t i = first; i < end; i++) {
            if ((int)items[i].severity != s || !html_is_indexed(&items[i])) continue;
            html_index_item(out, page->report, &items[i]);
            html_literal(out, "</li>\n");
        }
    }
    html_literal(out, "</ul></div></details>\n");
}

static void html_resources(const HtmlPage *page) {
    const ThreatList *threats = &page->report->threats;
    html_literal(page->out, "<h2 id=\"resources\">By resource</h2>\n");
    size_t first = 0;
    for (size_t i = 1; i <= threats->count; i++) {
        bool same =
            i < threats->count && threats->items[i].subject == threats->items[first].subject;
        if (same) continue;
        html_resource(page, first, i);
        first = i;
    }
}

static bool html_has_stride(const Threat *threat, Str category) {
    for (size_t i = 0; i < threat->rule->stride.count; i++) {
        if (str_equal(threat->rule->stride.items[i], category)) return true;
    }
    return false;
}

static size_t html_stride_items(const HtmlPage *page, Buffer *out, Str category) {
    const Listing *lists[] = {&page->open, &page->investigate};
    size_t count = 0;
    for (size_t l = 0; l < COUNT(lists); l++) {
        for (size_t i = 0; i < lists[l]->count; i++) {
            const Threat *threat = lists[l]->items[i];
            if (!html_has_stride(threat, category)) continue;
            html_index_item(out, page->report, threat);
            html_literal(out, " ");
            html_element(out, "code", threat->subject->address);
            html_literal(out, "</li>\n");
            count++;
        }
    }
    return count;
}

static void html_stride(const HtmlPage *page) {
    static const struct {
        Str name;
        const char *heading;
    } categories[] = {{S_INIT("spoofing"), "Spoofing"},
                      {S_INIT("tampering"), "Tampering"},
                      {S_INIT("repudiation"), "Repudiation"},
                      {S_INIT("information-disclosure"), "Information disclosure"},
                      {S_INIT("denial-of-service"), "Denial of service"},
                      {S_INIT("elevation-of-privilege"), "Elevation of privilege"}};
    Buffer *out = page->out;
    html_literal(out, "<h2 id=\"stride\">By STRIDE category</h2>\n");
    for (size_t i = 0; i < COUNT(categories); i++) {
        CLEANUP(buffer_free) Buffer items = {0};
        size_t count = html_stride_items(page, &items, categories[i].name);
        if (count == 0) {
            html_literal(out, "<p class=\"soft\">");
            html_literal(out, categories[i].heading);
            html_literal(out, ": none</p>\n");
            continue;
        }
        html_literal(out, "<details><summary><span class=\"plain\">");
        html_literal(out, categories[i].heading);
        buffer_add_format(out, " <b>%zu</b></span></summary>\n<div class=\"body\"><ul>\n", count);
        buffer_add(out, buffer_text(&items)); /* written by html_writer above */
        html_literal(out, "</ul></div></details>\n");
    }
}

static const char *html_standing(const Decision *decision) {
    if (!decision->matched) return "matches nothing";
    return decision->expired ? "expired" : "counts";
}

static void html_decision_row(Buffer *out, const Decision *decision) {
    html_literal(out, "<tr><td>");
    html_text(out, state_name(decision->state));
    html_literal(out, "</td><td>");
    html_element(out, "code", decision->threat);
    html_literal(out, " on ");
    html_element(out, "code", decision->on);
    html_literal(out, "</td>");
    html_element(out, "td", decision->why);
    html_element(out, "td", decision->by);
    html_element(out, "td", decision->until);
    html_literal(out, "<td>");
    html_literal(out, html_standing(decision));
    html_literal(out, "</td><td>");
    html_threat_place(out, decision->file, decision->line);
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
        html_index_item(page->out, report, threat);
        html_literal(page->out, " ");
        html_element(page->out, "code", threat->subject->address);
        html_literal(page->out, "</li>\n");
    }
    html_literal(page->out, "</ul></div>\n");
}

static void html_decisions(const HtmlPage *page) {
    Buffer *out = page->out;
    if (page->report->decision_count == 0) return;
    html_literal(out, "<h2 id=\"decisions\">Decisions</h2>\n");
    html_contradicted(page);
    html_literal(out,
                 "<div class=\"card scroll\"><table><tr><th>State</th><th>Threat</th>"
                 "<th>Why</th><th>By</th><th>Until</th><th>Standing</th><th>Where</th></tr>\n");
    for (size_t i = 0; i < page->report->decision_count; i++) {
        html_decision_row(out, &page->report->decisions[i]);
    }
    html_literal(out, "</table></div>\n");
}

static void html_control(Buffer *out, const ComplianceResult *result) {
    html_literal(out, "<tr><td>");
    html_element(out, "code", result->control->id);
    html_literal(out, "</td>");
    html_element(out, "td", result->control->title);
    html_literal(out, "<td>");
    html_text(out, compliance_status_name(result->status));
    html_literal(out, "</td><td>");
    for (size_t i = 0; i < result->threat_count; i++) {
        if (i > 0) html_literal(out, "<br>");
        html_element(out, "code", result->threats[i]);
    }
    html_literal(out, "</td></tr>\n");
}

static void html_frameworks(const HtmlPage *page) {
    Buffer *out = page->out;
    for (size_t i = 0; i < page->report->compliance_count; i++) {
        const Compliance *compliance = &page->report->compliance[i];
        html_literal(out, i == 0 ? "<h2 id=\"standards\">" : "<h2>");
        html_text(out, compliance->framework->title);
        html_literal(out, "</h2>\n<div class=\"card scroll\"><table><tr><th>Control</th><th></th>"
                          "<th>Status</th><th>Threats</th></tr>\n");
        for (size_t c = 0; c < compliance->framework->control_count; c++) {
            html_control(out, &compliance->results[c]);
        }
        html_literal(out, "</table></div>\n");
    }
}

void report_write_html(const Report *report, Buffer *out) {
    CLEANUP(arena_free) Arena arena = {0};
    HtmlPage page = {.out = out,
                     .report = report,
                     .open = listing_make(&arena, report, LISTING_OPEN),
                     .investigate = listing_make(&arena, report, LISTING_INVESTIGATE),
                     .closed = listing_make(&arena, report, LISTING_CLOSED),
                     .absent = listing_make(&arena, report, LISTING_ABSENT)};
    html_head(out);
    html_header(&page);
    html_nav(&page);
    html_threats(&page);
    html_resources(&page);
    html_stride(&page);
    html_decisions(&page);
    html_frameworks(&page);
    html_literal(out, "<footer>merlon ");
    html_text(out, report->version);
    html_literal(out, "</footer>\n</main>\n</body>\n</html>\n");
}
