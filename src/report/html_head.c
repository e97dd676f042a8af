/* SPDX-License-Identifier: Apache-2.0 */
/* html_head.c -- see html_head.h. Says only what is there. */
#include "report/html_head.h"

#include "report/html_seen.h"
#include "report/html_threat.h"
#include "text/html_writer.h"

enum {
    HEAD_FIRST_MAX = 8, /* kinds of threats that the summary names */
    HEAD_FILES_MAX = 12 /* files that are named */
};

/* ---- who and what ---- */

static void html_texts(Buffer *out, const char *name, const ModelTexts *texts) {
    if (texts->count == 0) return;
    html_part_begin(out, name);
    html_literal(out, "<ul>");
    for (size_t i = 0; i < texts->count && i < HTML_ROWS_MAX; i++) {
        html_element(out, "li", texts->items[i]);
    }
    if (texts->count > HTML_ROWS_MAX) html_part_more(out, "li", texts->count - HTML_ROWS_MAX, "");
    html_literal(out, "</ul>");
    html_part_end(out);
}

static void html_assets(const HtmlPage *page) {
    Buffer *out = page->out;
    const Model *model = page->model;
    if (model->asset_count == 0) return;
    html_part_begin(out, "Data");
    html_literal(out, "<ul>");
    for (size_t i = 0; i < model->asset_count && i < HTML_ROWS_MAX; i++) {
        const Asset *asset = &model->assets[i];
        html_literal(out, "<li>");
        html_element(out, "b", asset->name.len > 0 ? asset->name : asset->id);
        if (asset->classification.len > 0) {
            html_literal(out, " <span class=\"tag\">");
            html_text(out, asset->classification);
            html_literal(out, "</span>");
        }
        if (asset->description.len > 0) html_literal(out, " ");
        html_text(out, asset->description);
        html_literal(out, "</li>\n");
    }
    if (model->asset_count > HTML_ROWS_MAX) {
        html_part_more(out, "li", model->asset_count - HTML_ROWS_MAX, "");
    }
    html_literal(out, "</ul>");
    html_part_end(out);
}

static size_t html_take_file(Map *files, Str file, Str *names, size_t count) {
    if (file.len == 0 || map_find(files, file) != NULL) return count;
    map_set(files, file, files);
    if (count < HEAD_FILES_MAX) names[count] = file;
    return count + 1;
}

/* The files that resources and parts of the model stand in, by their first mention. */
static void html_read(const HtmlPage *page) {
    Buffer *out = page->out;
    const ReportCoverage *coverage = &page->report->coverage;
    Map files = map_make(page->arena);
    Str names[HEAD_FILES_MAX];
    size_t count = 0;
    const ResourceList *resources = &page->report->estate->resources;
    for (size_t i = 0; i < resources->count; i++) {
        count = html_take_file(&files, listing_file(resources->items[i]), names, count);
    }
    for (size_t i = 0; i < page->model->element_count; i++) {
        count = html_take_file(&files, page->model->elements[i]->place.file, names, count);
    }
    html_part_begin(out, "Read");
    buffer_add_format(out, "%zu file%s", coverage->files, coverage->files == 1 ? "" : "s");
    if (coverage->skipped > 0) buffer_add_format(out, ", %zu skipped", coverage->skipped);
    for (size_t i = 0; i < count && i < HEAD_FILES_MAX; i++) {
        html_literal(out, i == 0 ? ": " : ", ");
        html_element(out, "code", names[i]);
    }
    html_literal(out, " ");
    if (count > HEAD_FILES_MAX) html_part_more(out, "span", count - HEAD_FILES_MAX, "");
    html_part_end(out);
}

static void html_facts(const HtmlPage *page) {
    const ModelHead *head = &page->model->head;
    Buffer *out = page->out;
    html_literal(out, "<dl class=\"facts\">\n");
    html_part_fact(out, "Owner", head->owner);
    html_part_fact(out, "Reviewer", head->reviewer);
    html_texts(out, "Contributors", &head->contributors);
    html_texts(out, "Assumptions", &head->assumptions);
    html_texts(out, "External dependencies", &head->dependencies);
    html_assets(page);
    html_read(page);
    html_literal(out, "</dl>\n");
}

/* ---- what is missing ---- */

static void html_errors(Buffer *out, const Report *report) {
    if (report->error_count == 0) return;
    html_literal(out, "<div class=\"warn\" id=\"errors\"><b>Could not be read:</b>\n<ul>\n");
    for (size_t i = 0; i < report->error_count && i < HTML_ROWS_MAX; i++) {
        html_element(out, "li", report->errors[i]);
    }
    if (report->error_count > HTML_ROWS_MAX) {
        html_part_more(out, "li", report->error_count - HTML_ROWS_MAX, "");
    }
    html_literal(out, "</ul></div>\n");
}

/* Silence would look like safety: what was left out is said on top, and listed below. */
static void html_gaps(const HtmlPage *page) {
    Buffer *out = page->out;
    const ReportCoverage *coverage = &page->report->coverage;
    size_t types = coverage->not_understood_count, notes = coverage->note_count;
    if (types + notes > 0) {
        html_literal(out, "<p class=\"warn\"><b>Not everything was understood:</b> ");
        if (types > 0)
            buffer_add_format(out, "%zu type%s of resources", types, types == 1 ? "" : "s");
        if (types > 0 && notes > 0) html_literal(out, " and ");
        if (notes > 0) buffer_add_format(out, "%zu other thing%s", notes, notes == 1 ? "" : "s");
        html_literal(out, types + notes == 1 ? " was" : " were");
        html_literal(out, " not judged. <a href=\"#not-understood\">What is missing</a></p>\n");
    }
    if (page->left_out == 0) return;
    buffer_add_format(out,
                      "<p class=\"warn\"><b>%zu threat%s here without details</b>, the least "
                      "severe: the formats JSON and CSV have all of them.</p>\n",
                      page->left_out, page->left_out == 1 ? " stands" : "s stand");
}

static void html_standing(const HtmlPage *page) {
    Buffer *out = page->out;
    const Report *report = page->report;
    size_t open = page->lists[LISTING_OPEN].count;
    size_t investigate = page->lists[LISTING_INVESTIGATE].count;
    size_t resources = report->coverage.resources, listed = html_page_count_told(page);
    bool drawn = resources == 0 && page->model->element_count > 0;
    if (drawn) resources = page->model->element_count;
    buffer_add_format(out, "<p class=\"lede\"><b>%zu open threat%s</b> in %zu %s%s", open,
                      open == 1 ? "" : "s", resources, drawn ? "element" : "resource",
                      resources == 1 ? "" : "s");
    buffer_add_format(out, ". %zu more need%s investigation", investigate,
                      investigate == 1 ? "s" : "");
    if (listed > 0)
        buffer_add_format(out, ". The source of the model lists %zu threat%s", listed,
                          listed == 1 ? "" : "s");
    if (report->has_baseline) {
        buffer_add_format(out, "; %zu are new since the baseline", report->summary.fresh);
    }
    html_literal(out, ".</p>\n");
}

void html_head_write(HtmlPage *page) {
    Buffer *out = page->out;
    const ModelHead *head = &page->model->head;
    html_literal(out, "<header>\n<p class=\"brand\">");
    html_literal(out, head->name.len > 0 ? "Threat model" : "merlon");
    html_literal(out, "</p>\n");
    html_element(out, "h1", head->name.len > 0 ? head->name : S("Threat model"));
    if (head->description.len > 0) {
        html_literal(out, "<div class=\"lede\">");
        html_part_paragraphs(out, head->description);
        html_literal(out, "</div>");
    }
    html_facts(page);
    html_standing(page);
    html_seen_standing(page);
    html_errors(out, page->report);
    html_gaps(page);
    html_literal(out, "</header>\n");
}

/* ---- the summary ---- */

typedef size_t HtmlCounts[STATE_COUNT + 1][SEVERITY_COUNT + 1]; /* the last ones are totals */

static void html_count(HtmlCounts counts, State state, Severity severity, size_t by) {
    counts[state][severity] += by;
    counts[state][SEVERITY_COUNT] += by;
    counts[STATE_COUNT][severity] += by;
    counts[STATE_COUNT][SEVERITY_COUNT] += by;
}

static void html_count_found(const Report *report, HtmlCounts counts) {
    for (size_t i = 0; i < report->threats.count; i++) {
        const Threat *threat = &report->threats.items[i];
        if (threat->implied_by != NULL || threat->verdict == VERDICT_ABSENT) continue;
        html_count(counts, threat->state, threat->severity, 1);
    }
    for (int s = 0; s < SEVERITY_COUNT; s++) {
        html_count(counts, STATE_MITIGATED, (Severity)s, report->threats.absent[s]);
    }
}

static void html_count_told(const HtmlPage *page, HtmlCounts counts) {
    for (size_t i = 0; i < page->exchange.threat_count; i++) {
        const ExchangeThreat *threat = &page->exchange.threats[i];
        if (threat->told == NULL) continue;
        State state = STATE_NOT_STARTED;
        if (threat->status == EXCHANGE_MITIGATED) state = STATE_MITIGATED;
        if (threat->status == EXCHANGE_NOT_APPLICABLE) state = STATE_NOT_APPLICABLE;
        bool looked_into = str_contains(threat->state, S("nvestigat"));
        if (state == STATE_NOT_STARTED && looked_into) state = STATE_NEEDS_INVESTIGATION;
        html_count(counts, state, threat->severity, 1);
    }
}

static void html_cell(Buffer *out, size_t count, int severity, bool open) {
    bool marked = open && count > 0 && severity < SEVERITY_COUNT;
    if (count == 0) {
        html_literal(out, "<td class=\"soft\">0</td>");
    } else if (marked) {
        html_open(out, "td", "class", &S("marked"), NULL);
        CLEANUP(arena_free) Arena scratch = {0};
        Str classes = str_join2(&scratch, S("count "), severity_name((Severity)severity));
        html_open(out, "b", "class", &classes, NULL);
        buffer_add_format(out, "%zu</b></td>", count);
    } else {
        buffer_add_format(out, "<td>%zu</td>", count);
    }
}

static void html_state_table(Buffer *out, const char *caption, HtmlCounts counts) {
    html_literal(out, "<table class=\"states\"><caption>");
    html_text(out, str_from(caption));
    html_literal(out, "</caption>\n<thead><tr><th scope=\"col\">State</th>");
    for (int s = SEVERITY_COUNT - 1; s >= 0; s--) {
        html_literal(out, "<th scope=\"col\">");
        html_text(out, severity_name((Severity)s));
        html_literal(out, "</th>");
    }
    html_literal(out, "<th scope=\"col\">total</th></tr></thead>\n<tbody>\n");
    for (int row = 0; row <= STATE_COUNT; row++) {
        html_literal(out, "<tr><th scope=\"row\">");
        html_text(out, row == STATE_COUNT ? S("Total") : state_name((State)row));
        html_literal(out, "</th>");
        for (int s = SEVERITY_COUNT - 1; s >= 0; s--) {
            html_cell(out, counts[row][s], s, row == STATE_NOT_STARTED);
        }
        html_cell(out, counts[row][SEVERITY_COUNT], SEVERITY_COUNT, false);
        html_literal(out, "</tr>\n");
    }
    html_literal(out, "</tbody></table>\n");
}

/* Open threats of one rule and severity stand together: html_head_write_first counts them. */
static size_t html_count_alike(const Listing *open, size_t at) {
    size_t count = 0;
    for (size_t i = 0; i < open->count; i++) {
        count += open->items[i]->rule == open->items[at]->rule &&
                 open->items[i]->severity == open->items[at]->severity;
    }
    return count;
}

static bool html_is_first(const Listing *open, size_t at) {
    for (size_t i = 0; i < at; i++) {
        if (open->items[i]->rule == open->items[at]->rule &&
            open->items[i]->severity == open->items[at]->severity) {
            return false;
        }
    }
    return true;
}

static void html_first(const HtmlPage *page) {
    Buffer *out = page->out;
    const Listing *open = &page->lists[LISTING_OPEN];
    if (open->count == 0) {
        html_literal(out, "<p>No threat is open among what was understood.</p>\n");
        return;
    }
    html_literal(out, "<h3>To look at first</h3>\n<ol class=\"first\">\n");
    for (size_t i = 0, said = 0; i < open->count && said < HEAD_FIRST_MAX; i++) {
        if (!html_is_first(open, i)) continue;
        said++;
        size_t count = html_count_alike(open, i);
        html_literal(out, "<li>");
        html_threat_link(page, open->items[i]);
        html_literal(out, " <span class=\"soft\">");
        if (count == 1) html_text(out, open->items[i]->subject->address);
        if (count > 1) buffer_add_format(out, "in %zu places", count);
        html_literal(out, "</span></li>\n");
    }
    html_literal(out, "</ol>\n<p><a href=\"#threats\">All threats by severity</a></p>\n");
}

void html_head_write_summary(HtmlPage *page) {
    Buffer *out = page->out;
    HtmlCounts found = {0}, told = {0};
    html_count_found(page->report, found);
    html_part_section(out, "summary", "Summary", SIZE_MAX);
    html_literal(out, "<div class=\"scroll\" role=\"group\" tabindex=\"0\" "
                      "aria-label=\"Threats by state\">\n");
    html_count_told(page, told);
    size_t listed = html_page_count_told(page);
    if (listed == 0 || found[STATE_COUNT][SEVERITY_COUNT] > 0) {
        html_state_table(out, "Threats by state and severity", found);
    }
    if (listed > 0) {
        html_state_table(out, "Listed by the source of the model", told);
    }
    html_literal(out, "</div>\n");
    html_first(page);
}
