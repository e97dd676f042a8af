/* SPDX-License-Identifier: Apache-2.0 */
/* html_seen.c -- see html_seen.h. */
#include "report/html_seen.h"

#include "logs/log_time.h"
#include "report/html_threat.h"
#include "report/hunt_report.h"
#include "report/seen_sight.h"
#include "text/html_writer.h"
#include "text/secret.h"

enum { HTML_SEEN_TOP_MAX = 3 };

const SeenThreat *html_seen_find(const HtmlPage *page, const Threat *threat) {
    if (page->report->seen == NULL) return NULL;
    const SeenThreat *item = seen_find_threat(page->report->seen, threat->id);
    return item == NULL || item->all.hits == 0 ? NULL : item;
}

static void html_times(const HtmlPage *page, uint64_t hits) {
    html_text(page->out, hunt_number(hits, page->arena));
    html_literal(page->out, hits == 1 ? " time" : " times");
}

void html_seen_mark(const HtmlPage *page, const Threat *threat) {
    const SeenThreat *item = html_seen_find(page, threat);
    if (item == NULL) return;
    html_literal(page->out, " <span class=\"seen\">");
    if (threat->verdict == VERDICT_ABSENT) {
        html_literal(page->out, "its rules had hits: ");
        html_text(page->out, hunt_number(item->all.hits, page->arena));
    } else {
        html_literal(page->out, item->state == SEEN_MAYBE ? "perhaps seen " : "seen ");
        html_times(page, item->all.hits);
    }
    html_literal(page->out, "</span> ");
}

static void html_days(const HtmlPage *page, const HuntCount *count) {
    if (!count->has_time) return;
    Str first = str_slice(log_time_text(count->first, page->arena), 0, 10);
    Str last = str_slice(log_time_text(count->last, page->arena), 0, 10);
    html_literal(page->out, str_equal(first, last) ? " on " : " from ");
    html_text(page->out, first);
    if (str_equal(first, last)) return;
    html_literal(page->out, " to ");
    html_text(page->out, last);
}

static void html_top(const HtmlPage *page, const char *what, const HuntCounts *counts) {
    Buffer *out = page->out;
    if (counts->count == 0) return;
    html_literal(out, "<li>");
    html_text(out, str_from(what));
    for (size_t i = 0; i < counts->count && i < HTML_SEEN_TOP_MAX; i++) {
        if (i > 0) html_literal(out, ",");
        html_literal(out, " <bdi>");
        Str name = hunt_principal_name(counts->items[i].name);
        html_text(out, secret_mask(page->arena, S(""), name));
        html_literal(out, "</bdi> <span class=\"soft\">(");
        html_text(out, hunt_number(counts->items[i].hits, page->arena));
        html_literal(out, ")</span>");
    }
    html_literal(out, " ");
    if (counts->count > HTML_SEEN_TOP_MAX) {
        html_part_more(out, "span", counts->count - HTML_SEEN_TOP_MAX, "");
    }
    html_literal(out, "</li>\n");
}

static void html_found(const HtmlPage *page, const SeenThreat *item) {
    Buffer *out = page->out;
    html_literal(out, "<b>");
    html_times(page, item->all.hits);
    html_literal(out, "</b>");
    html_days(page, &item->all);
    if (item->unsure > 0) {
        html_literal(out, "; ");
        html_text(out, hunt_number(item->unsure, page->arena));
        html_literal(out, " of them may be of something else: the name is ambiguous or guessed");
    }
    html_literal(out, "<ul>");
    html_top(page, "as", &item->rules);
    html_top(page, "by", &item->principals);
    html_top(page, "from", &item->addresses);
    html_literal(out, "</ul>");
    if (item->threat->verdict == VERDICT_ABSENT) {
        html_literal(out, "<p>The configuration has the control, but these rules had hits: is "
                          "it what is deployed?</p>");
    }
}

void html_seen_fact(const HtmlPage *page, const Threat *threat) {
    if (page->report->seen == NULL) return;
    const SeenThreat *item = seen_find_threat(page->report->seen, threat->id);
    if (item == NULL) return;
    html_part_begin(page->out, "In the logs");
    if (item->all.hits > 0) {
        html_found(page, item);
    } else {
        html_text(page->out, seen_state_name(item->state));
        Str names = seen_sight_names(item->sources, page->arena);
        if (item->state == SEEN_NO_LOGS || item->state == SEEN_NO_DATA) {
            html_literal(page->out, " <span class=\"soft\">(");
            html_text(page->out, names);
            html_literal(page->out, ")</span>");
        }
    }
    html_part_end(page->out);
}

void html_seen_standing(const HtmlPage *page) {
    const Seen *seen = page->report->seen;
    Buffer *out = page->out;
    if (seen == NULL) return;
    size_t present = seen->order_count - seen->absent_count;
    size_t blind =
        seen->states[SEEN_NO_DATA] + seen->states[SEEN_NO_LOGS] + seen->states[SEEN_NO_DETECTION];
    buffer_add_format(out, "<p class=\"lede\"><b>%zu threat%s seen in the logs</b>", present,
                      present == 1 ? " was" : "s were");
    if (seen->order_count > 0) html_literal(out, ": <a href=\"#seen\">which, and by whom</a>");
    buffer_add_format(out, ". Nothing was seen of %zu others in logs that were read",
                      seen->states[SEEN_NOT]);
    if (blind > 0) {
        buffer_add_format(out, "; of %zu it isn't known: no log or no rule would show them", blind);
    }
    html_literal(out, ".</p>\n");
}

void html_seen_write(HtmlPage *page) {
    const Seen *seen = page->report->seen;
    Buffer *out = page->out;
    if (seen == NULL || seen->order_count == 0) return;
    html_part_section(out, "seen", "Seen in the logs", seen->order_count - seen->absent_count);
    html_literal(out, "<ul class=\"plain\">\n");
    size_t said = 0;
    for (size_t i = 0; i < seen->order_count && said < HTML_ROWS_MAX; i++) {
        const Threat *threat = html_page_find(page, seen->order[i]->threat->id);
        if (seen->absent_count > 0 && i == seen->order_count - seen->absent_count) {
            html_literal(out, "</ul>\n<h3>Mitigated by the configuration, but their rules had "
                              "hits</h3>\n<ul class=\"plain\">\n");
        }
        if (threat == NULL) continue;
        html_literal(out, "<li>");
        html_threat_link(page, threat);
        html_literal(out, "<br><span class=\"soft\">");
        html_text(out, state_name(threat->state));
        html_literal(out, " · ");
        html_text(out, threat->subject->address);
        html_literal(out, " ·");
        html_days(page, &seen->order[i]->all);
        html_literal(out, "</span></li>\n");
        said++;
    }
    html_part_more(out, "li", seen->order_count - said, "");
    html_literal(out, "</ul>\n");
}
