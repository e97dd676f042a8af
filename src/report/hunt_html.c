/* SPDX-License-Identifier: Apache-2.0 */
/* hunt_html.c -- a hunt as a page: no script, nothing loaded from elsewhere, and a content security
 * policy that says so, as report_html.c. First how much was found, when and in how much of what;
 * then which rules found it, who did it from where, and the timeline. What wasn't read or wasn't
 * understood stands on top: nobody shall take silence for absence. */
#include "report/html_part.h"
#include "report/html_style.h"
#include "report/hunt_html_chart.h"
#include "report/hunt_html_seen.h"
#include "report/hunt_html_style.h"
#include "report/hunt_html_table.h"
#include "text/html_writer.h"

enum { PAGE_LEVELS = SIGMA_LEVEL_CRITICAL + 1, PAGE_ERRORS_MAX = 100 };

static void page_begin(HuntPage *page) {
    Buffer *out = page->out;
    html_literal(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                      "style-src 'unsafe-inline'\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                      "<meta name=\"referrer\" content=\"no-referrer\">\n"
                      "<title>Hunt - merlon</title>\n<style>\n");
    for (size_t i = 0; i < html_style_count; i++) html_literal(out, html_style[i]);
    html_literal(out, hunt_html_style);
    html_literal(out, "</style>\n</head>\n<body>\n"
                      "<a class=\"skip\" href=\"#main\">Skip to what was found</a>\n");
}

static void page_link(Buffer *out, const char *link, bool there) {
    if (!there) return;
    html_literal(out, "<li>");
    html_literal(out, link);
    html_literal(out, "</li>\n");
}

static void page_nav(HuntPage *page) {
    const HuntReport *report = page->report;
    Buffer *out = page->out;
    html_literal(out, "<nav aria-label=\"Contents\"><ul>\n");
    page_link(out, "<a href=\"#summary\">Summary</a>", true);
    page_link(out, "<a href=\"#model\">The model</a>", report->seen != NULL);
    page_link(out, "<a href=\"#when\">When</a>", report->has_time);
    page_link(out, "<a href=\"#rules\">By rule</a>", report->by_rule.count > 0);
    page_link(out, "<a href=\"#principals\">By principal</a>", report->by_principal.count > 0);
    page_link(out, "<a href=\"#addresses\">By address</a>", report->by_address.count > 0);
    page_link(out, "<a href=\"#tactics\">By tactic</a>", report->by_tactic.count > 0);
    page_link(out, "<a href=\"#timeline\">Timeline</a>", report->hits > 0);
    page_link(out, "<a href=\"#read\">What was read</a>", true);
    html_literal(out, "</ul></nav>\n");
}

/* ---- the head ---- */

static void page_figure(HuntPage *page, Str class_name, Str name, uint64_t number) {
    html_open(page->out, "div", "class", number == 0 ? &S("none") : &class_name, NULL);
    html_element(page->out, "dt", name);
    html_literal(page->out, "<dd>");
    hunt_html_part_number(page, number);
    html_literal(page->out, "</dd></div>\n");
}

static void page_figures(HuntPage *page) {
    const HuntReport *report = page->report;
    const LogTally *tally = &report->result->logs.tally;
    html_literal(page->out, "<dl class=\"figures\">\n");
    for (size_t level = PAGE_LEVELS; level-- > 0;) {
        page_figure(page, hunt_html_part_class((SigmaLevel)level),
                    sigma_level_name((SigmaLevel)level), report->levels[level]);
    }
    if (report->seen != NULL) {
        page_figure(page, S(""), S("threats seen"),
                    report->seen->order_count - report->seen->absent_count);
    }
    page_figure(page, S(""), S("events read"), tally->records);
    page_figure(page, S(""), S("files read"), tally->files);
    page_figure(page, S(""), S("rules"), report->rules);
    html_literal(page->out, "</dl>\n");
}

static void page_lede(HuntPage *page) {
    const HuntReport *report = page->report;
    Buffer *out = page->out;
    html_literal(out, "<p class=\"lede\"><b>");
    hunt_html_part_some(page, report->hits, "hit");
    html_literal(out, "</b> of ");
    hunt_html_part_some(page, report->by_rule.count, "rule");
    html_literal(out, " in ");
    hunt_html_part_some(page, report->result->logs.tally.records, "event");
    if (report->has_time) {
        HuntCount range = {.has_time = true, .first = report->first, .last = report->last};
        html_literal(out, ", ");
        hunt_html_part_range(page, &range);
        html_literal(out, " UTC");
    }
    html_literal(out, ".");
    if (report->hits == 0) {
        html_literal(out, " That says what the rules did not find in what was read, and no more.");
    }
    html_literal(out, "</p>\n");
}

/* ---- what is missing ---- */

static void page_gap(HuntPage *page, bool *any, uint64_t number, const char *what) {
    Buffer *out = page->out;
    if (number == 0) return;
    if (!*any) {
        html_literal(out, "<div class=\"warn\" id=\"gaps\"><b>Not everything was read and "
                          "understood:</b>\n<ul>\n");
    }
    *any = true;
    html_literal(out, "<li>");
    hunt_html_part_number(page, number);
    html_literal(out, " ");
    html_text(out, str_from(what));
    html_literal(out, "</li>\n");
}

static void page_errors(HuntPage *page, const char *what, const ErrorList *errors) {
    Buffer *out = page->out;
    if (errors->count == 0) return;
    html_literal(out, "<details class=\"small\"><summary>");
    html_text(out, str_from(what));
    html_literal(out, "</summary><ul>\n");
    for (size_t i = 0; i < errors->count && i < PAGE_ERRORS_MAX; i++) {
        html_literal(out, "<li>");
        hunt_html_part_text(page, error_text(&page->scratch, &errors->items[i]));
        html_literal(out, "</li>\n");
    }
    size_t shown = errors->count < PAGE_ERRORS_MAX ? errors->count : PAGE_ERRORS_MAX;
    html_part_more(out, "li", errors->count - shown + errors->dropped, "");
    html_literal(out, "</ul></details>\n");
}

static void page_gaps(HuntPage *page) {
    const HuntReport *report = page->report;
    const HuntResult *result = report->result;
    uint64_t undecided = 0;
    bool any = false;
    for (size_t i = 0; i < report->set->count; i++) undecided += result->undecided[i];
    page_gap(page, &any, result->logs.tally.failed, "files could not be read, or not whole");
    page_gap(page, &any, report->set->refused, "rules were refused");
    page_gap(page, &any, undecided,
             "tests of a regular expression met their limit: not known whether they hold");
    page_gap(page, &any, result->untimed, "hits have no time, and no correlation could use them");
    page_gap(page, &any, result->forgotten, "events were too many at once for some correlation");
    if (!any) return;
    html_literal(page->out, "</ul>\n");
    page_errors(page, "Which files", &result->logs.errors);
    page_errors(page, "Which rules", &report->set->errors);
    html_literal(page->out, "</div>\n");
}

static void page_head(HuntPage *page) {
    html_literal(page->out, "<section>\n<header>\n<p class=\"brand\">merlon</p>\n"
                            "<h1 id=\"summary\">What the logs show</h1>\n");
    page_lede(page);
    page_figures(page);
    page_gaps(page);
    html_literal(page->out, "</header>\n</section>\n");
}

/* ---- what was read ---- */

static void page_source(HuntPage *page, LogSource source) {
    const HuntReport *report = page->report;
    uint64_t events = report->result->logs.tally.by_source[source], rules = 0;
    for (size_t i = 0; i < report->set->count; i++) {
        const SigmaRule *rule = &report->set->rules[i];
        if (rule->correlation != NULL) continue;
        rules += rule->service.len == 0 || str_equal(rule->service, log_source_name(source));
    }
    if (events == 0 && rules == 0) return;
    html_literal(page->out, "<tr><th scope=\"row\">");
    html_text(page->out, log_source_name(source));
    html_literal(page->out, "</th><td>");
    hunt_html_part_number(page, events);
    html_literal(page->out, "</td><td>");
    hunt_html_part_number(page, rules);
    html_literal(page->out, "</td><td>");
    if (events == 0) {
        html_literal(page->out, "<span class=\"unsure\">no such logs were read: these rules could "
                                "see nothing</span>");
    } else if (rules == 0) {
        html_literal(page->out, "<span class=\"unsure\">no rule looks at them</span>");
    }
    html_literal(page->out, "</td></tr>\n");
}

static void page_note(HuntPage *page, uint64_t number, const char *what) {
    if (number == 0) return;
    html_literal(page->out, "<p class=\"soft\">");
    hunt_html_part_number(page, number);
    html_literal(page->out, " ");
    html_text(page->out, str_from(what));
    html_literal(page->out, "</p>\n");
}

static void page_read(HuntPage *page) {
    const LogRunResult *logs = &page->report->result->logs;
    html_literal(page->out, "<section>\n<h2 id=\"read\">What was read</h2>\n<div class=\"tally\">");
    hunt_html_part_table(page, "Events by kind of log", "Kind of log|Events|Rules|Remark");
    for (int source = 0; source < LOG_SOURCE_COUNT; source++) page_source(page, (LogSource)source);
    hunt_html_part_table_end(page);
    html_literal(page->out, "</div>\n");
    page_note(page, logs->repeats,
              logs->repeats_open ? "events or more were delivered twice and count once"
                                 : "events were delivered twice and count once");
    page_note(page, logs->outside, "events lie outside of what was asked for");
    page_note(page, logs->skipped, "folders and files were left out by their names");
    page_note(page, page->report->set->skipped, "rules are for other products or services");
    html_literal(page->out, "</section>\n");
}

bool hunt_html_write(const HuntReport *report, Output *out) {
    HuntPage page = {.report = report, .output = out, .out = &out->buffer};
    page_begin(&page);
    page_nav(&page);
    html_literal(page.out, "<main id=\"main\" tabindex=\"-1\">\n");
    page_head(&page);
    hunt_html_seen_write(&page);
    bool ok = hunt_html_chart_write(&page);
    hunt_html_table_rules(&page);
    hunt_html_table_counts(&page, "principals", "By principal", &report->by_principal);
    hunt_html_table_counts(&page, "addresses", "By address", &report->by_address);
    hunt_html_table_counts(&page, "tactics", "By ATT&CK tactic", &report->by_tactic);
    ok = hunt_html_table_timeline(&page, HUNT_HTML_HITS_MAX) && ok;
    page_read(&page);
    html_literal(page.out, "</main>\n<footer>merlon ");
    html_text(page.out, report->version);
    html_literal(page.out, "</footer>\n</body>\n</html>\n");
    arena_free(&page.scratch);
    return ok;
}
