/* SPDX-License-Identifier: Apache-2.0 */
/* html_element.c -- see html_element.h. */
#include "report/html_element.h"

#include "report/drawing_name.h"
#include "report/html_threat.h"
#include "text/html_writer.h"

static void html_what(const HtmlPage *page, const Element *element) {
    static const char *const kinds[] = {"external entity", "process", "store"};
    Buffer *out = page->out;
    Str type = drawing_name_type(page->arena, element->type, 1);
    html_text(out, type.len > 0 ? type : element->type);
    if (element->type.len > 0) html_literal(out, ", ");
    html_literal(out, kinds[element->kind]);
    if (element->sensitive) html_literal(out, ", holds data");
    if (element->out_of_scope) html_literal(out, ", out of scope");
    if (element->scope_reason.len > 0) html_literal(out, ": ");
    html_text(out, element->scope_reason);
}

/* The flows of a bucket, seen from one end. */
static void html_flows(const HtmlPage *page, const char *name, HtmlBucket bucket, bool inwards) {
    Buffer *out = page->out;
    if (bucket.count == 0) return;
    html_part_begin(out, name);
    html_literal(out, "<ul>");
    for (size_t i = 0; i < bucket.count && i < HTML_LINKS_MAX; i++) {
        const Flow *flow = page->model->flows[bucket.items[i]];
        html_literal(out, "<li>");
        html_part_element(page, inwards ? flow->from : flow->to);
        html_literal(out, ": ");
        html_text(out, flow->label);
        html_literal(out, " (");
        html_part_flow(page, flow);
        html_literal(out, ")</li>\n");
    }
    if (bucket.count > HTML_LINKS_MAX) {
        html_part_more(out, "li", bucket.count - HTML_LINKS_MAX, "");
    }
    html_literal(out, "</ul>");
    html_part_end(out);
}

static void html_rights(const HtmlPage *page, const Element *element) {
    Buffer *out = page->out;
    HtmlBucket bucket = html_page_bucket(&page->rights, element->index);
    if (bucket.count == 0) return;
    html_part_begin(out, "Allowed by policies");
    html_literal(out, "<ul>");
    for (size_t i = 0; i < bucket.count && i < HTML_LINKS_MAX; i++) {
        const ModelRight *right = &page->model->rights[bucket.items[i]];
        html_literal(out, "<li>");
        html_element(out, "code", right->principal->address);
        html_literal(out, ": ");
        html_text(out, right->label);
        if (right->truth == TRUTH_UNKNOWN)
            html_literal(out, " <span class=\"soft\">not certain</span>");
        html_literal(out, "</li>\n");
    }
    if (bucket.count > HTML_LINKS_MAX) {
        html_part_more(out, "li", bucket.count - HTML_LINKS_MAX, "");
    }
    html_literal(out, "</ul>");
    html_part_end(out);
}

static void html_roles(Buffer *out, const Element *element) {
    if (element->role_count == 0) return;
    html_part_begin(out, "Acts as");
    for (size_t i = 0; i < element->role_count && i < HTML_LINKS_MAX; i++) {
        if (i > 0) html_literal(out, ", ");
        html_element(out, "code", element->roles[i].role->address);
    }
    html_part_end(out);
}

static void html_paths(const HtmlPage *page, const Element *element) {
    Buffer *out = page->out;
    HtmlBucket bucket = html_page_bucket(&page->paths, element->index);
    if (bucket.count == 0) return;
    html_part_begin(out, "Paths");
    html_literal(out, "<ul>");
    for (size_t i = 0; i < bucket.count && i < HTML_LINKS_MAX; i++) {
        html_literal(out, "<li>");
        html_threat_link(page, page->order.items[bucket.items[i]]);
        html_literal(out, "</li>\n");
    }
    if (bucket.count > HTML_LINKS_MAX) {
        html_part_more(out, "li", bucket.count - HTML_LINKS_MAX, "");
    }
    html_literal(out, "</ul>");
    html_part_end(out);
}

static void html_facts(const HtmlPage *page, const Element *element) {
    Buffer *out = page->out;
    html_literal(out, "<dl class=\"facts\">\n");
    html_part_fact(out, "Description", element->description);
    if (!str_equal(element->id, element->name)) {
        html_part_begin(out, "Id");
        html_element(out, "code", element->id);
        html_part_end(out);
    }
    if (element->boundary != NULL) {
        html_part_begin(out, "Stands in");
        html_part_standing(page, element->boundary);
        html_part_end(out);
    }
    if (element->assets.count > 0) {
        html_part_begin(out, "Data");
        html_part_assets(page, &element->assets);
        html_part_end(out);
    }
    html_flows(page, "Reached by", html_page_bucket(&page->to_element, element->index), true);
    html_flows(page, "Reaches", html_page_bucket(&page->from_element, element->index), false);
    html_roles(out, element);
    html_rights(page, element);
    html_paths(page, element);
    html_literal(out, "</dl>\n");
}

static void html_unit(HtmlPage *page, const Element *element) {
    Buffer *out = page->out;
    HtmlBucket bucket = html_page_bucket(&page->of_element, element->index);
    size_t counts[SEVERITY_COUNT] = {0};
    for (size_t i = 0; i < bucket.count; i++) {
        const Threat *threat = page->order.items[bucket.items[i]];
        if (listing_kind(threat) <= LISTING_INVESTIGATE) counts[threat->severity]++;
    }
    html_literal(out,
                 page->unfolded ? "<details class=\"unit\" open>" : "<details class=\"unit\">");
    html_literal(out, "<summary><span class=\"head\"><h3>");
    html_text(out, element->name.len > 0 ? element->name : element->id);
    html_literal(out, "</h3> <span class=\"where\">");
    html_what(page, element);
    if (element->place.file.len > 0) html_literal(out, " · ");
    html_part_place(out, element->place.file, element->place.line);
    html_literal(out, "</span></span><span class=\"counts\">");
    html_part_counts(out, counts);
    html_literal(out, "</span></summary>\n");
    buffer_add_format(out, "<div class=\"body\" id=\"element-%u\">\n", element->index);
    html_facts(page, element);
    html_threat_write_bucket(page, bucket);
    html_threat_write_list(page, html_page_told(page, 'e', element->id));
    html_literal(out, "</div></details>\n");
}

static void html_row(const HtmlPage *page, const Element *element) {
    Buffer *out = page->out;
    buffer_add_format(out, "<tr id=\"element-%u\"><th scope=\"row\">", element->index);
    html_text(out, element->name.len > 0 ? element->name : element->id);
    html_literal(out, "</th><td>");
    html_what(page, element);
    html_literal(out, "</td><td>");
    html_part_standing(page, element->boundary);
    html_literal(out, "</td><td>");
    html_part_assets(page, &element->assets);
    html_literal(out, "</td><td>");
    html_part_place(out, element->place.file, element->place.line);
    html_literal(out, "</td></tr>\n");
}

static void html_table(const HtmlPage *page) {
    Buffer *out = page->out;
    html_literal(out, "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"Elements\">"
                      "<table class=\"wide\"><thead><tr><th scope=\"col\">Element</th>"
                      "<th scope=\"col\">What</th><th scope=\"col\">Stands in</th>"
                      "<th scope=\"col\">Data</th><th scope=\"col\">Where</th></tr></thead>\n"
                      "<tbody>\n");
    size_t left = 0;
    for (size_t i = 0; i < page->model->element_count; i++) {
        const Element *element = page->model->elements[i];
        if (html_page_element_speaks(page, element)) continue;
        if (page->element_there[i]) html_row(page, element);
        left += !page->element_there[i];
    }
    html_literal(out, "</tbody></table></div>\n");
    html_part_more(out, "p", left, ": the format JSON has all of them");
}

/* In large models they are many, and not what readers come for. */
static void html_others(HtmlPage *page, bool headed) {
    Buffer *out = page->out;
    if (headed) html_literal(out, "<h3>Elements without threats of their own</h3>\n");
    if (!page->unfolded) {
        html_literal(out, "<details class=\"rest\"><summary>Elements as a table</summary>"
                          "<div class=\"body\">\n");
    }
    html_table(page);
    if (!page->unfolded) html_literal(out, "</div></details>\n");
}

void html_element_write(HtmlPage *page) {
    const Model *model = page->model;
    size_t speaking = 0, at = 0, count = model->element_count;
    if (count == 0) return;
    html_part_section(page->out, "elements", "Elements", count);
    for (size_t i = 0; i < count; i++)
        speaking += html_page_element_speaks(page, model->elements[i]);
    for (size_t i = 0; i < count; i++) {
        if (!html_page_element_speaks(page, model->elements[i])) continue;
        html_part_begin_rest(page->out, at++, speaking);
        html_unit(page, model->elements[i]);
    }
    html_part_end_rest(page->out, speaking);
    if (speaking < count) html_others(page, speaking > 0);
}
