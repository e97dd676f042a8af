/* SPDX-License-Identifier: Apache-2.0 */
/* html_index.c -- see html_index.h. */
#include "report/html_index.h"

#include "report/html_threat.h"
#include "text/html_writer.h"

#include <stdlib.h>

/* ---- by severity and rule ---- */

static int html_compare(const void *left, const void *right) {
    const Threat *a = *(const Threat *const *)left, *b = *(const Threat *const *)right;
    if (a->severity != b->severity) return a->severity > b->severity ? -1 : 1;
    int order = str_compare(a->rule->id, b->rule->id);
    if (order != 0) return order;
    return a < b ? -1 : a > b;
}

static void html_rule_row(const HtmlPage *page, const Listing *alike) {
    Buffer *out = page->out;
    const Threat *first = alike->items[0];
    html_literal(out, "<tr><td>");
    html_part_severity(out, first->severity);
    html_literal(out, "</td><th scope=\"row\">");
    html_text(out, first->rule->title);
    html_literal(out, "<br>");
    html_element(out, "code", first->rule->id);
    buffer_add_format(out, "</th><td>%zu</td><td>", alike->count);
    for (size_t i = 0; i < alike->count && i < HTML_LINKS_MAX; i++) {
        if (i > 0) html_literal(out, ", ");
        html_threat_link_subject(page, alike->items[i]);
    }
    html_literal(out, " ");
    if (alike->count > HTML_LINKS_MAX) {
        html_part_more(out, "span", alike->count - HTML_LINKS_MAX, "");
    }
    html_literal(out, "</td></tr>\n");
}

static void html_rules(const HtmlPage *page, const char *heading, const Listing *list) {
    Buffer *out = page->out;
    if (list->count == 0) return;
    Listing sorted = {ARENA_ARRAY(page->arena, const Threat *, list->count), list->count};
    for (size_t i = 0; i < list->count; i++) sorted.items[i] = list->items[i];
    qsort(sorted.items, sorted.count, sizeof(sorted.items[0]), html_compare);
    html_literal(out, "<details class=\"unit\"><summary><span class=\"head\"><h3>");
    html_text(out, str_from(heading));
    buffer_add_format(out, "</h3></span><span class=\"counts\">%zu</span></summary>\n",
                      list->count);
    html_literal(out, "<div class=\"body\"><div class=\"scroll\" role=\"group\" tabindex=\"0\" "
                      "aria-label=\"Threats by rule\"><table class=\"wide\"><thead><tr>"
                      "<th scope=\"col\">Severity</th><th scope=\"col\">Threat</th>"
                      "<th scope=\"col\">Count</th><th scope=\"col\">Where</th></tr></thead>\n"
                      "<tbody>\n");
    for (size_t at = 0; at < sorted.count;) {
        const Threat *first = sorted.items[at];
        size_t end = at;
        while (end < sorted.count && sorted.items[end]->rule == first->rule &&
               sorted.items[end]->severity == first->severity) {
            end++;
        }
        Listing alike = {sorted.items + at, end - at};
        html_rule_row(page, &alike);
        at = end;
    }
    html_literal(out, "</tbody></table></div></div></details>\n");
}

static void html_told(const HtmlPage *page) {
    Buffer *out = page->out;
    size_t count = html_page_count_told(page), shown = 0;
    if (count == 0) return;
    html_literal(out, "<details class=\"unit\"><summary><span class=\"head\"><h3>"
                      "Listed by the source of the model</h3></span><span class=\"counts\">");
    buffer_add_format(out, "%zu</span></summary>\n<div class=\"body\"><ul class=\"plain\">\n",
                      count);
    for (size_t i = 0; i < page->exchange.threat_count && shown < HTML_ROWS_MAX; i++) {
        const ExchangeThreat *threat = &page->exchange.threats[i];
        if (threat->told == NULL) continue;
        html_literal(out, "<li>");
        html_threat_link_told(page, threat);
        html_literal(out, " <span class=\"soft\">");
        html_text(out, threat->state);
        html_literal(out, "</span></li>\n");
        shown++;
    }
    html_part_more(out, "li", count - shown, "");
    html_literal(out, "</ul></div></details>\n");
}

void html_index_write(HtmlPage *page) {
    static const char *const headings[] = {"Open threats", "Needs investigation",
                                           "Closed by decisions", "Mitigated by the configuration"};
    html_part_section(page->out, "threats", "All threats by severity",
                      page->order.count + html_page_count_told(page));
    if (page->lists[LISTING_OPEN].count == 0) {
        html_literal(page->out, "<p>None is open among what was understood.</p>\n");
    }
    for (size_t i = 0; i < COUNT(headings); i++) html_rules(page, headings[i], &page->lists[i]);
    html_told(page);
}

/* ---- by resource ---- */

static bool html_is_indexed(const Threat *threat) {
    ListingKind kind = listing_kind(threat);
    return threat->implied_by == NULL && (kind == LISTING_OPEN || kind == LISTING_INVESTIGATE);
}

static void html_item(const HtmlPage *page, const Threat *threat) {
    Buffer *out = page->out;
    html_literal(out, "<li>");
    html_threat_link(page, threat);
    if (listing_kind(threat) == LISTING_INVESTIGATE) {
        html_literal(out, " <span class=\"soft\">needs investigation</span>");
    }
}

/* The threats in [first, end) have one subject. */
static void html_resource(const HtmlPage *page, size_t first, size_t end) {
    Buffer *out = page->out;
    const Threat *items = page->report->threats.items;
    const Resource *subject = items[first].subject;
    size_t counts[SEVERITY_COUNT] = {0};
    for (size_t i = first; i < end; i++) counts[items[i].severity] += html_is_indexed(&items[i]);
    html_literal(out, "<details class=\"line\"><summary><span class=\"head\">");
    html_element(out, "code", subject->address);
    html_literal(out, " <span class=\"soft\">");
    html_text(out, subject->type);
    html_literal(out, " ·</span> ");
    html_part_place(out, listing_file(subject), subject->properties.line);
    html_literal(out, "</span><span class=\"counts\">");
    html_part_counts(out, counts);
    html_literal(out, "</span></summary>\n<div class=\"body\"><ul class=\"plain\">\n");
    for (int s = SEVERITY_COUNT - 1; s >= 0; s--) {
        for (size_t i = first; i < end; i++) {
            if ((int)items[i].severity != s || !html_is_indexed(&items[i])) continue;
            html_item(page, &items[i]);
            html_literal(out, "</li>\n");
        }
    }
    html_literal(out, "</ul></div></details>\n");
}

/* Writes the first HTML_ROWS_MAX of total; SIZE_MAX: only counts them. */
static size_t html_walk_resources(const HtmlPage *page, size_t total) {
    const ThreatList *threats = &page->report->threats;
    size_t count = 0, indexed = 0, most = total < HTML_ROWS_MAX ? total : HTML_ROWS_MAX;
    for (size_t i = 0, first = 0; i < threats->count; i++) {
        indexed += html_is_indexed(&threats->items[i]);
        bool same =
            i + 1 < threats->count && threats->items[i + 1].subject == threats->items[i].subject;
        if (same) continue;
        if (indexed > 0 && total != SIZE_MAX && count < most) {
            html_part_begin_rest(page->out, count, most);
            html_resource(page, first, i + 1);
        }
        count += indexed > 0;
        first = i + 1;
        indexed = 0;
    }
    return count;
}

void html_index_write_resources(HtmlPage *page) {
    if (!html_page_is_pending(page)) return;
    html_part_section(page->out, "resources", "By resource", SIZE_MAX);
    size_t total = html_walk_resources(page, SIZE_MAX);
    html_walk_resources(page, total);
    html_part_end_rest(page->out, total < HTML_ROWS_MAX ? total : HTML_ROWS_MAX);
    if (total > HTML_ROWS_MAX) {
        html_part_more(page->out, "p", total - HTML_ROWS_MAX, ": the format JSON has all of them");
    }
}

/* ---- by STRIDE ---- */

static bool html_has_stride(const Threat *threat, Str category) {
    for (size_t i = 0; i < threat->rule->stride.count; i++) {
        if (str_equal(threat->rule->stride.items[i], category)) return true;
    }
    return false;
}

static void html_stride_items(const HtmlPage *page, Str category) {
    Buffer *out = page->out;
    size_t count = 0;
    for (size_t l = LISTING_OPEN; l <= LISTING_INVESTIGATE; l++) {
        for (size_t i = 0; i < page->lists[l].count; i++) {
            const Threat *threat = page->lists[l].items[i];
            if (!html_has_stride(threat, category)) continue;
            if (count++ >= HTML_ROWS_MAX) continue;
            html_item(page, threat);
            html_literal(out, " ");
            html_element(out, "code", threat->subject->address);
            html_literal(out, "</li>\n");
        }
    }
    if (count > HTML_ROWS_MAX) html_part_more(out, "li", count - HTML_ROWS_MAX, "");
}

void html_index_write_stride(HtmlPage *page) {
    static const Str categories[] = {S_INIT("spoofing"),          S_INIT("tampering"),
                                     S_INIT("repudiation"),       S_INIT("information-disclosure"),
                                     S_INIT("denial-of-service"), S_INIT("elevation-of-privilege")};
    Buffer *out = page->out;
    if (!html_page_is_pending(page)) return;
    html_part_section(out, "stride", "By STRIDE category", SIZE_MAX);
    for (size_t c = 0; c < COUNT(categories); c++) {
        size_t counts[SEVERITY_COUNT] = {0}, sum = 0;
        for (size_t l = LISTING_OPEN; l <= LISTING_INVESTIGATE; l++) {
            for (size_t i = 0; i < page->lists[l].count; i++) {
                const Threat *threat = page->lists[l].items[i];
                bool has = html_has_stride(threat, categories[c]);
                counts[threat->severity] += has;
                sum += has;
            }
        }
        if (sum == 0) {
            html_literal(out, "<p class=\"soft\">");
            html_text(out, html_part_stride(categories[c]));
            html_literal(out, ": none</p>\n");
            continue;
        }
        html_literal(out, "<details class=\"line\"><summary><span class=\"head\">");
        html_text(out, html_part_stride(categories[c]));
        html_literal(out, "</span><span class=\"counts\">");
        html_part_counts(out, counts);
        html_literal(out, "</span></summary>\n<div class=\"body\"><ul class=\"plain\">\n");
        html_stride_items(page, categories[c]);
        html_literal(out, "</ul></div></details>\n");
    }
}
