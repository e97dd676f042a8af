/* SPDX-License-Identifier: Apache-2.0 */
/* html_flow.c -- see html_flow.h. */
#include "report/html_flow.h"

#include "report/html_threat.h"
#include "text/html_writer.h"

/* ---- pieces of a flow ---- */

void html_flow_claim(Buffer *out, Truth truth, const Claim *claim) {
    static const char *const says[] = {"<b class=\"no\">no</b>",
                                       "<span class=\"unsure\">not known</span>",
                                       "<b class=\"yes\">yes</b>"};
    html_literal(out, says[truth]);
    if (claim->reason.len == 0) return;
    html_literal(out, " <span class=\"soft\">");
    html_text(out, claim->reason);
    html_literal(out, "</span>");
}

static void html_claim_fact(Buffer *out, const char *name, Truth truth, const Claim *claim) {
    html_literal(out, "<div class=\"short\"><dt>");
    html_text(out, str_from(name));
    html_literal(out, "</dt><dd>");
    html_flow_claim(out, truth, claim);
    if (claim->evidence.count > 0) {
        html_literal(out, "<details class=\"small\"><summary>Evidence</summary>");
        html_part_evidence(out, claim->evidence.items, claim->evidence.count);
        html_literal(out, "</details>");
    }
    html_part_end(out);
}

static void html_ends(const HtmlPage *page, const Flow *flow) {
    html_part_element(page, flow->from);
    html_literal(page->out, flow->bidirectional ? " ↔ " : " → ");
    html_part_element(page, flow->to);
}

static void html_crossings(const HtmlPage *page, const Flow *flow) {
    for (size_t i = 0; i < flow->cross_count && i < HTML_LINKS_MAX; i++) {
        if (i > 0) html_literal(page->out, ", ");
        html_part_boundary(page, flow->crosses[i]);
    }
    if (flow->cross_count > HTML_LINKS_MAX) {
        html_part_more(page->out, "span", flow->cross_count - HTML_LINKS_MAX, "");
    }
}

static void html_scope(Buffer *out, bool outside, Str reason) {
    if (!outside) return;
    html_part_begin(out, "Out of scope");
    html_text(out, reason.len > 0 ? reason : S("yes"));
    html_part_end(out);
}

static void html_facts(const HtmlPage *page, const Flow *flow) {
    Buffer *out = page->out;
    html_literal(out, "<dl class=\"facts\">\n");
    html_part_begin(out, "Between");
    html_ends(page, flow);
    html_part_end(out);
    html_part_fact(out, "Description", flow->description);
    if (flow->cross_count > 0) {
        html_part_begin(out, "Crosses");
        html_crossings(page, flow);
        html_part_end(out);
    }
    html_claim_fact(out, "Encrypted", claim_truth(&flow->encrypted), &flow->encrypted);
    html_claim_fact(out, "Authenticated", claim_truth(&flow->authenticated), &flow->authenticated);
    html_claim_fact(out, "Certain", flow_truth(flow), &flow->certain);
    if (flow->assets.count > 0) {
        html_part_begin(out, "Data");
        html_part_assets(page, &flow->assets);
        html_part_end(out);
    }
    html_scope(out, flow->out_of_scope, flow->scope_reason);
    if (flow->evidence.count > 0) {
        html_part_begin(out, "Shown by");
        html_literal(out, "<details class=\"small\"><summary>Evidence</summary>");
        html_part_evidence(out, flow->evidence.items, flow->evidence.count);
        html_literal(out, "</details>");
        html_part_end(out);
    }
    html_literal(out, "</dl>\n");
}

static void html_name(Buffer *out, const Element *element) {
    html_text(out, element->name.len > 0 ? element->name : element->id);
}

static void html_unit(HtmlPage *page, const Flow *flow) {
    Buffer *out = page->out;
    HtmlBucket bucket = html_page_bucket(&page->of_flow, flow->number - 1);
    size_t counts[SEVERITY_COUNT] = {0};
    for (size_t i = 0; i < bucket.count; i++) {
        const Threat *threat = page->order.items[bucket.items[i]];
        if (listing_kind(threat) <= LISTING_INVESTIGATE) counts[threat->severity]++;
    }
    html_literal(out,
                 page->unfolded ? "<details class=\"unit\" open>" : "<details class=\"unit\">");
    buffer_add_format(out, "<summary><span class=\"no\">%u</span><span class=\"head\"><h3>",
                      flow->number);
    html_name(out, flow->from);
    html_literal(out, flow->bidirectional ? " ↔ " : " → ");
    html_name(out, flow->to);
    html_literal(out, "</h3> <span class=\"where\">");
    html_text(out, flow->label);
    html_literal(out, "</span></span><span class=\"counts\">");
    html_part_counts(out, counts);
    html_literal(out, "</span></summary>\n");
    buffer_add_format(out, "<div class=\"body\" id=\"flow-%u\">\n", flow->number);
    html_facts(page, flow);
    html_threat_write_bucket(page, bucket);
    html_threat_write_list(page, html_page_told(page, 'f', flow->id));
    html_literal(out, "</div></details>\n");
}

/* ---- tables ---- */

static void html_row(const HtmlPage *page, const Flow *flow, bool anchor) {
    Buffer *out = page->out;
    if (anchor) {
        buffer_add_format(out, "<tr id=\"flow-%u\"><th scope=\"row\">%u</th><td>", flow->number,
                          flow->number);
    } else {
        html_literal(out, "<tr><th scope=\"row\">");
        html_part_flow(page, flow);
        html_literal(out, "</th><td>");
    }
    html_ends(page, flow);
    html_literal(out, "</td><td>");
    html_text(out, flow->label);
    if (flow->assets.count > 0) html_literal(out, " · ");
    html_part_assets(page, &flow->assets);
    html_literal(out, "</td><td>");
    html_crossings(page, flow);
    html_literal(out, "</td><td>");
    html_flow_claim(out, claim_truth(&flow->encrypted), &flow->encrypted);
    html_literal(out, "</td><td>");
    html_flow_claim(out, claim_truth(&flow->authenticated), &flow->authenticated);
    html_literal(out, "</td><td>");
    html_flow_claim(out, flow_truth(flow), &flow->certain);
    html_literal(out, "</td></tr>\n");
}

/* anchors: only the flows that don't stand elsewhere, as targets of links. */
static void html_table(const HtmlPage *page, bool anchors) {
    Buffer *out = page->out;
    html_literal(out, "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"Flows\">"
                      "<table class=\"wide\"><thead><tr><th scope=\"col\">No.</th>"
                      "<th scope=\"col\">From, to</th><th scope=\"col\">What passes</th>"
                      "<th scope=\"col\">Crosses</th><th scope=\"col\">Encrypted</th>"
                      "<th scope=\"col\">Authenticated</th><th scope=\"col\">Certain</th></tr>"
                      "</thead>\n<tbody>\n");
    size_t left = 0;
    for (size_t i = 0; i < page->model->flow_count; i++) {
        const Flow *flow = page->model->flows[i];
        if (anchors && html_page_flow_speaks(page, flow)) continue;
        bool shown = anchors ? page->flow_there[i] : i < HTML_ROWS_MAX;
        if (shown) html_row(page, flow, anchors);
        left += !shown;
    }
    html_literal(out, "</tbody></table></div>\n");
    html_part_more(out, "p", left, ": the format JSON has all of them");
}

/* ---- the sections ---- */

void html_flow_write_diagram(HtmlPage *page) {
    Buffer *out = page->out;
    if (page->model->element_count == 0) return;
    html_part_section(out, "diagram", "Data-flow diagram", SIZE_MAX);
    CLEANUP(buffer_free) Buffer picture = {0};
    Error err = {0};
    if (drawing_write_svg(page->model, &page->drawing, &picture, &err)) {
        html_literal(out, "<div class=\"diagram\" role=\"region\" tabindex=\"0\" "
                          "aria-labelledby=\"diagram\">\n");
        buffer_add(out, buffer_text(&picture)); /* escaped by drawing_svg.c */
        html_literal(out, "</div>\n");
        return;
    }
    html_literal(out, "<p class=\"warn\"><b>The diagram can't be drawn:</b> ");
    html_text(out, str_from(err.message));
    html_literal(out, ". It takes Graphviz. These are the flows:</p>\n");
    html_table(page, false);
}

/* In large models they are many, and not what readers come for. */
static void html_others(HtmlPage *page, bool headed) {
    Buffer *out = page->out;
    if (headed) html_literal(out, "<h3>Flows without threats of their own</h3>\n");
    if (!page->unfolded) {
        html_literal(out, "<details class=\"rest\"><summary>Flows as a table</summary>"
                          "<div class=\"body\">\n");
    }
    html_table(page, true);
    if (!page->unfolded) html_literal(out, "</div></details>\n");
}

void html_flow_write(HtmlPage *page) {
    const Model *model = page->model;
    size_t speaking = 0, at = 0, count = model->flow_count;
    if (count == 0) return;
    html_part_section(page->out, "interactions", "Interactions", count);
    for (size_t i = 0; i < count; i++) speaking += html_page_flow_speaks(page, model->flows[i]);
    for (size_t i = 0; i < count; i++) {
        if (!html_page_flow_speaks(page, model->flows[i])) continue;
        html_part_begin_rest(page->out, at++, speaking);
        html_unit(page, model->flows[i]);
    }
    html_part_end_rest(page->out, speaking);
    if (speaking < count) html_others(page, speaking > 0);
}
