/* SPDX-License-Identifier: Apache-2.0 */
/* hunt_html_seen.c -- see hunt_html_seen.h. */
#include "report/hunt_html_seen.h"

#include "report/html_part.h"
#include "report/listing.h"
#include "report/seen_sight.h"
#include "text/html_writer.h"

enum { SEEN_TOP_MAX = 3, SEEN_ROWS_MAX = 100, SEEN_LINES_MAX = 3 };

/* ---- one threat ---- */

/* "user/ci (12), user/alice (3) and 2 more" */
static void seen_top(HuntPage *page, const char *what, const HuntCounts *counts) {
    if (counts->count == 0) return;
    html_part_begin(page->out, what);
    for (size_t i = 0; i < counts->count && i < SEEN_TOP_MAX; i++) {
        if (i > 0) html_literal(page->out, ", ");
        hunt_html_part_text(page, hunt_principal_name(counts->items[i].name));
        html_literal(page->out, " <span class=\"soft\">(");
        hunt_html_part_number(page, counts->items[i].hits);
        html_literal(page->out, ")</span>");
    }
    html_literal(page->out, " ");
    if (counts->count > SEEN_TOP_MAX) {
        html_part_more(page->out, "span", counts->count - SEEN_TOP_MAX, "");
    }
    html_part_end(page->out);
}

static void seen_rules(HuntPage *page, const SeenThreat *item) {
    html_part_begin(page->out, "Seen by");
    html_literal(page->out, "<ul>");
    for (size_t i = 0; i < item->rules.count; i++) {
        html_literal(page->out, "<li>");
        hunt_html_part_some(page, item->rules.items[i].hits, "hit");
        html_literal(page->out, " of “");
        html_text(page->out, item->rules.items[i].name);
        html_literal(page->out, "”</li>\n");
    }
    html_literal(page->out, "</ul>");
    html_part_end(page->out);
}

static void seen_doubts(HuntPage *page, const SeenThreat *item) {
    if (item->unsure == 0) return;
    html_literal(page->out, "<p class=\"warn\">");
    hunt_html_part_some(page, item->unsure, "hit");
    html_literal(page->out, " may be of something else: the name is ambiguous or guessed.</p>\n");
}

static void seen_place(HuntPage *page, const Resource *subject) {
    html_element(page->out, "code", subject->address);
    html_literal(page->out, " ");
    html_part_place(page->out, listing_file(subject), subject->properties.line);
}

static void seen_threat(HuntPage *page, const SeenThreat *item) {
    Buffer *out = page->out;
    const Threat *threat = item->threat;
    Str classes = str_join2(&page->scratch, S("threat "), severity_name(threat->severity));
    html_open(out, "details", "class", &classes, NULL);
    html_literal(out, "<summary>");
    html_part_severity(out, threat->severity);
    html_literal(out, "<span class=\"head\"><h3>");
    html_text(out, threat->rule->title);
    html_literal(out, "</h3> <span class=\"where\">");
    html_text(out, state_name(threat->state));
    html_literal(out, " · ");
    html_text(out, threat->subject->address);
    html_literal(out, " · ");
    hunt_html_part_range(page, &item->all);
    html_literal(out, "</span></span><span class=\"counts\">");
    hunt_html_part_some(page, item->all.hits, "hit");
    html_literal(out, "</span></summary>\n");
    buffer_add_format(out, "<div class=\"body\" id=\"seen-%zu\">\n", item->place);
    seen_doubts(page, item);
    html_literal(out, "<dl>\n");
    html_part_begin(out, "On");
    seen_place(page, threat->subject);
    html_part_end(out);
    seen_rules(page, item);
    seen_top(page, "By", &item->principals);
    seen_top(page, "From", &item->addresses);
    html_part_fact(out, "Description", threat->rule->why);
    html_part_fact(out, "Action items", threat->rule->fix);
    html_part_begin(out, "Threat");
    html_element(out, "code", threat->rule->id);
    html_part_end(out);
    html_literal(out, "</dl></div></details>\n");
    arena_reset(&page->scratch);
}

/* ---- of which nothing was seen ---- */

static void seen_blind_row(HuntPage *page, const SeenThreat *item) {
    Buffer *out = page->out;
    html_literal(out, "<tr><td>");
    html_part_severity(out, item->threat->severity);
    html_literal(out, "</td><th scope=\"row\">");
    html_text(out, item->threat->rule->title);
    html_literal(out, "</th><td>");
    html_text(out, item->threat->subject->address);
    html_literal(out, "</td><td>");
    html_text(out, seen_sight_names(item->sources, &page->scratch));
    html_literal(out, "</td></tr>\n");
}

static void seen_blind(HuntPage *page, SeenState state) {
    const Seen *seen = page->report->seen;
    size_t said = 0;
    hunt_html_part_table(page, "Threats that nothing could be seen of",
                         "Severity|Threat|On|Would be in");
    for (int severity = SEVERITY_COUNT - 1; severity >= 0; severity--) {
        for (size_t i = 0; i < seen->threats->count && said < SEEN_ROWS_MAX; i++) {
            const SeenThreat *item = &seen->items[i];
            if ((int)item->threat->severity != severity || item->state != state) continue;
            if (!seen_is_pending(item->threat)) continue;
            seen_blind_row(page, item);
            said++;
        }
    }
    hunt_html_part_table_end(page);
    html_part_more(page->out, "p", seen->states[state] - said, "");
}

/* Silence isn't safety: what could not be seen stands apart from what was not. */
static void seen_unseen(HuntPage *page) {
    const Seen *seen = page->report->seen;
    html_literal(page->out, "<h3>Nothing was seen of</h3>\n");
    for (int state = SEEN_NOT; state < SEEN_STATE_COUNT; state++) {
        bool blind = state == SEEN_NO_DATA || state == SEEN_NO_LOGS;
        if (seen->states[state] == 0) continue;
        html_literal(page->out,
                     blind ? "<details class=\"line\"><summary><span class=\"head\">" : "<p>");
        hunt_html_part_some(page, seen->states[state], "threat");
        html_literal(page->out, ": ");
        html_text(page->out, seen_state_name((SeenState)state));
        if (!blind) {
            html_literal(page->out, "</p>\n");
            continue;
        }
        html_literal(page->out, "</span></summary>\n<div class=\"body\">\n");
        seen_blind(page, (SeenState)state);
        html_literal(page->out, "</div></details>\n");
    }
}

/* ---- the hits, from the model's side ---- */

static void seen_share(HuntPage *page, uint64_t hits, const char *what, const HuntCounts *names) {
    if (hits == 0) return;
    html_literal(page->out, "<li><b>");
    hunt_html_part_some(page, hits, "hit");
    html_literal(page->out, "</b> ");
    html_text(page->out, str_from(what));
    for (size_t i = 0; names != NULL && i < names->count && i < SEEN_TOP_MAX; i++) {
        html_literal(page->out, i == 0 ? ": " : ", ");
        hunt_html_part_text(page, names->items[i].name);
        html_literal(page->out, " <span class=\"soft\">(");
        hunt_html_part_number(page, names->items[i].hits);
        html_literal(page->out, ")</span>");
    }
    html_literal(page->out, " ");
    if (names != NULL && names->count > SEEN_TOP_MAX) {
        html_part_more(page->out, "span", names->count - SEEN_TOP_MAX, "");
    }
    html_literal(page->out, "</li>\n");
}

static void seen_shares(HuntPage *page) {
    const Seen *seen = page->report->seen;
    html_literal(page->out, "<h3>The hits and the model</h3>\n<ul class=\"plain\">\n");
    seen_share(page, seen->concerning, "on threats of the model", NULL);
    seen_share(page, seen->known, "on or by its resources, on none of its threats", NULL);
    seen_share(page, hunt_count_sum(&seen->strangers), "on names that are not in the model",
               &seen->strangers);
    seen_share(page, seen->elsewhere, "in another account than the model's", NULL);
    seen_share(page, seen->nameless, "that name no resource", NULL);
    seen_share(page, seen->unsure, "tied to the model by ambiguous or guessed names only", NULL);
    seen_share(page, hunt_count_sum(&seen->ambiguous), "with a name that several resources have",
               &seen->ambiguous);
    seen_share(page, seen->cut, "on more threats than were counted for them", NULL);
    html_literal(page->out, "</ul>\n");
    if (seen_index_is_cut(seen->index)) {
        html_literal(page->out,
                     "<p class=\"warn\">Too many names of the model are not fully known: "
                     "some were not compared.</p>\n");
    }
    if (seen->accounts.count > 1 && seen_index_accounts(seen->index) == 0) {
        html_literal(page->out, "<p class=\"warn\">The model doesn't tell its account: hits of ");
        hunt_html_part_number(page, seen->accounts.count);
        html_literal(page->out, " accounts are tied to it. <code>--account</code> picks one.</p>");
    }
}

/* Those from first to end in the order; beyond HUNT_HTML_SEEN_MAX of all they are counted. */
static void seen_threats(HuntPage *page, size_t first, size_t end) {
    size_t most = first < HUNT_HTML_SEEN_MAX ? HUNT_HTML_SEEN_MAX : first;
    for (size_t i = first; i < end && i < most; i++) {
        seen_threat(page, page->report->seen->order[i]);
        output_flow(page->output);
    }
    if (end > most) {
        html_part_more(page->out, "p", end - most, ", less severe: -f jsonl has all of them");
    }
}

void hunt_html_seen_write(HuntPage *page) {
    const Seen *seen = page->report->seen;
    if (seen == NULL) return;
    html_literal(page->out, "<section>\n");
    size_t present = seen->order_count - seen->absent_count;
    html_part_section(page->out, "model", "Threats of the model that were seen", present);
    if (present == 0) {
        html_literal(page->out, "<p>No hit concerns a threat that the model has. Below stands what "
                                "could not be seen.</p>\n");
    }
    seen_threats(page, 0, present);
    if (seen->absent_count > 0) {
        html_literal(page->out,
                     "<h3>Mitigated by the configuration, but their rules had hits</h3>\n"
                     "<p>Is the configuration that was read what is deployed?</p>\n");
    }
    seen_threats(page, present, seen->order_count);
    seen_unseen(page);
    seen_shares(page);
    html_literal(page->out, "</section>\n");
    output_flow(page->output);
    arena_reset(&page->scratch);
}

/* ---- in the timeline ---- */

void hunt_html_seen_hit(HuntPage *page, const Hit *hit) {
    Buffer *out = page->out;
    SeenHit found;
    seen_find(page->report->seen, hit, &page->scratch, &found);
    for (size_t i = 0; i < found.link_count && i < SEEN_LINES_MAX; i++) {
        const SeenThreat *item = found.links[i].seen;
        bool there = item->place > 0 && item->place <= HUNT_HTML_SEEN_MAX;
        if (i > 0) html_literal(out, "<br>");
        if (there) buffer_add_format(out, "<a href=\"#seen-%zu\">", item->place);
        html_text(out, item->threat->rule->title);
        if (there) html_literal(out, "</a>");
        html_literal(out, " <span class=\"soft\">");
        html_text(out, item->threat->subject->address);
        html_literal(out, found.links[i].sure ? "</span>" : ", perhaps</span>");
    }
    if (found.link_count > SEEN_LINES_MAX) {
        html_literal(out, "<br>");
        html_part_more(out, "span", found.link_count - SEEN_LINES_MAX, "");
    }
    for (size_t i = 0; found.link_count == 0 && i < found.count && i < SEEN_LINES_MAX; i++) {
        if (i > 0) html_literal(out, "<br>");
        html_literal(out, "<span class=\"soft\">");
        html_text(out, found.resources[i]->address);
        html_literal(out, found.sure[i] ? "</span>" : ", perhaps</span>");
    }
}
