/* SPDX-License-Identifier: Apache-2.0 */
/* html_part.c -- see html_part.h. */
#include "report/html_part.h"

#include "report/drawing_name.h"
#include "text/html_writer.h"

void html_part_place(Buffer *out, Str file, uint32_t line) {
    if (file.len == 0) return;
    html_literal(out, "<span class=\"soft\">");
    html_text(out, file);
    if (line > 0) buffer_add_format(out, ":%u", line);
    html_literal(out, "</span>");
}

void html_part_severity(Buffer *out, Severity severity) {
    CLEANUP(arena_free) Arena scratch = {0};
    Str name = severity_name(severity);
    Str classes = str_join2(&scratch, S("sev "), name);
    html_open(out, "span", "class", &classes, NULL);
    html_text(out, name);
    html_literal(out, "</span> ");
}

void html_part_paragraphs(Buffer *out, Str text) {
    while (text.len > 0) {
        size_t end = str_find(text, S("\n\n"));
        Str paragraph = str_trim(str_slice(text, 0, end));
        if (paragraph.len > 0) html_element(out, "p", paragraph);
        text = end == SIZE_MAX ? S("") : str_slice(text, end + 2, text.len);
    }
}

void html_part_link(Buffer *out, Str text) {
    if (!listing_is_link(text)) {
        html_text(out, text);
        return;
    }
    html_open(out, "a", "href", &text, "rel", &S("noreferrer"), NULL);
    html_text(out, text);
    html_close(out, "a");
}

void html_part_more(Buffer *out, const char *tag, size_t count, const char *what) {
    if (count == 0) return;
    html_open(out, tag, "class", &S("soft"), NULL);
    buffer_add_format(out, "and %zu more", count);
    html_text(out, str_from(what));
    html_close(out, tag);
}

void html_part_begin(Buffer *out, const char *name) {
    html_literal(out, "<div><dt>");
    html_text(out, str_from(name));
    html_literal(out, "</dt><dd>");
}

void html_part_end(Buffer *out) { html_literal(out, "</dd></div>\n"); }

void html_part_fact(Buffer *out, const char *name, Str text) {
    if (text.len == 0) return;
    html_part_begin(out, name);
    html_part_paragraphs(out, text);
    html_part_end(out);
}

void html_part_evidence(Buffer *out, const Evidence *items, size_t count) {
    html_literal(out, "<ul class=\"proof\">\n");
    for (size_t i = 0; i < count; i++) {
        const Evidence *evidence = &items[i];
        html_literal(out, "<li>");
        if (evidence->address.len > 0) {
            html_element(out, "b", evidence->address);
            html_literal(out, " ");
        }
        if (evidence->path.len > 0) html_element(out, "code", evidence->path);
        if (evidence->path.len > 0 && evidence->value.len > 0) html_literal(out, " = ");
        if (evidence->value.len > 0) html_element(out, "code", evidence->value);
        html_literal(out, " ");
        html_part_place(out, evidence->file, evidence->line);
        html_literal(out, "</li>\n");
    }
    html_literal(out, "</ul>");
}

void html_part_element(const HtmlPage *page, const Element *element) {
    Str name = drawing_name_short(element->id, element->name);
    bool there = page->element_there[element->index];
    if (there) buffer_add_format(page->out, "<a href=\"#element-%u\">", element->index);
    html_text(page->out, name.len > 0 ? name : S("(without a name)"));
    if (there) html_literal(page->out, "</a>");
}

void html_part_flow(const HtmlPage *page, const Flow *flow) {
    bool there = page->flow_there[flow->number - 1];
    if (there) buffer_add_format(page->out, "<a href=\"#flow-%u\">", flow->number);
    buffer_add_format(page->out, "flow %u", flow->number);
    if (there) html_literal(page->out, "</a>");
}

/* Many names say the kind themselves: "private subnet a". */
void html_part_boundary(const HtmlPage *page, const Boundary *boundary) {
    Buffer *out = page->out;
    Str kind = boundary_kind_name(boundary->kind);
    Str name = drawing_name_short(boundary->id, boundary->name);
    bool says = str_contains(str_lower(page->arena, name), kind);
    if (boundary->kind != BOUNDARY_OTHER && !says) {
        html_text(out, boundary->kind == BOUNDARY_VPC ? S("VPC") : kind);
        if (name.len > 0) html_literal(out, " ");
    }
    html_text(out, name);
}

void html_part_standing(const HtmlPage *page, const Boundary *boundary) {
    const Boundary *chain[MODEL_NESTING_MAX + 1];
    size_t count = 0;
    for (; boundary != NULL && count < COUNT(chain); boundary = boundary->parent) {
        chain[count++] = boundary;
    }
    while (count > 0) {
        html_part_boundary(page, chain[--count]);
        if (count > 0) html_literal(page->out, " › ");
    }
}

void html_part_assets(const HtmlPage *page, const ModelTexts *ids) {
    Buffer *out = page->out;
    for (size_t i = 0; i < ids->count && i < HTML_LINKS_MAX; i++) {
        const Asset *asset = map_find(&page->model->asset_ids, ids->items[i]);
        if (i > 0) html_literal(out, ", ");
        html_text(out, asset != NULL && asset->name.len > 0 ? asset->name : ids->items[i]);
        if (asset == NULL || asset->classification.len == 0) continue;
        html_literal(out, " <span class=\"soft\">(");
        html_text(out, asset->classification);
        html_literal(out, ")</span>");
    }
    if (ids->count > HTML_LINKS_MAX) html_part_more(out, "span", ids->count - HTML_LINKS_MAX, "");
}

void html_part_counts(Buffer *out, const size_t counts[SEVERITY_COUNT]) {
    for (int s = SEVERITY_COUNT - 1; s >= 0; s--) {
        if (counts[s] == 0) continue;
        CLEANUP(arena_free) Arena scratch = {0};
        Str name = severity_name((Severity)s);
        Str classes = str_join2(&scratch, S("sev "), name);
        html_open(out, "span", "class", &classes, NULL);
        buffer_add_format(out, "%zu ", counts[s]);
        html_text(out, name);
        html_literal(out, "</span> ");
    }
}

void html_part_section(Buffer *out, const char *id, const char *heading, size_t count) {
    Str anchor = str_from(id);
    html_open(out, "h2", "id", &anchor, NULL);
    html_text(out, str_from(heading));
    if (count != SIZE_MAX) buffer_add_format(out, " <small>%zu</small>", count);
    html_literal(out, "</h2>\n");
}

void html_part_begin_rest(Buffer *out, size_t at, size_t total) {
    if (at != HTML_UNITS_MAX) return;
    buffer_add_format(out,
                      "<details class=\"rest\"><summary>and %zu more</summary>\n"
                      "<div class=\"body\">\n",
                      total - at);
}

void html_part_end_rest(Buffer *out, size_t total) {
    if (total > HTML_UNITS_MAX) html_literal(out, "</div></details>\n");
}

Str html_part_stride(Str category) {
    static const Str names[][2] = {
        {S_INIT("spoofing"), S_INIT("Spoofing")},
        {S_INIT("tampering"), S_INIT("Tampering")},
        {S_INIT("repudiation"), S_INIT("Repudiation")},
        {S_INIT("information-disclosure"), S_INIT("Information disclosure")},
        {S_INIT("denial-of-service"), S_INIT("Denial of service")},
        {S_INIT("elevation-of-privilege"), S_INIT("Elevation of privilege")}};
    for (size_t i = 0; i < COUNT(names); i++) {
        if (str_equal(names[i][0], category)) return names[i][1];
    }
    return category;
}
