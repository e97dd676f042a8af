/* SPDX-License-Identifier: Apache-2.0 */
/* drawing_title.c -- see drawing_title.h. */
#include "report/drawing_title.h"

#include "report/drawing_name.h"

enum {
    TITLE_FLOWS_MAX = 8, /* of one edge that are told; a tooltip with more covers the picture */
    TITLE_TEXT_BYTES_MAX = 400 /* of an id; longer ones keep their beginning */
};

static void title_add(Buffer *out, Str text) {
    bool cut = text.len > TITLE_TEXT_BYTES_MAX;
    size_t end = cut ? TITLE_TEXT_BYTES_MAX : text.len;
    while (cut && end > 0 && ((unsigned char)text.ptr[end] & 0xC0) == 0x80) end--;
    buffer_add(out, str_slice(text, 0, end));
    if (cut) buffer_add(out, S("..."));
}

static void title_line(Buffer *out, Str text) {
    if (text.len == 0) return;
    if (out->len > 0) buffer_add_byte(out, '\n');
    title_add(out, text);
}

static void title_count(Buffer *out, size_t count, Str noun) {
    CLEANUP(arena_free) Arena scratch = {0};
    if (count != 1) noun = drawing_name_plural(&scratch, noun);
    buffer_add(out, drawing_name_count(&scratch, count));
    buffer_add_byte(out, ' ');
    buffer_add(out, noun);
}

static void title_badge(Buffer *out, const DrawingBadge *badge) {
    if (badge->count == 0) return;
    buffer_add_byte(out, '\n');
    title_count(out, badge->count, S("threat"));
    Str worst = severity_name(badge->worst);
    buffer_add(out, badge->count == 1 ? S(", ") : S(", the worst is "));
    buffer_add(out, worst);
}

void drawing_title_node(Buffer *out, const Drawing *drawing, const DrawingNode *node) {
    const Element *element = node->element;
    title_line(out, node->count == 1 ? element->id : node->name);
    if (node->count == 1 && !str_equal(element->id, element->name)) title_line(out, element->name);
    title_line(out, element->type);
    title_line(out, element_kind_name(node->kind));
    buffer_add(out, S(", "));
    buffer_add(out, drawing_category_name(node->category));
    if (node->boundary != DRAWING_NONE) {
        const DrawingBoundary *boundary = &drawing->boundaries[node->boundary];
        title_line(out, S("in "));
        title_add(out, boundary->kind);
        if (boundary->kind.len > 0 && boundary->name.len > 0) buffer_add_byte(out, ' ');
        title_add(out, boundary->name);
    }
    if (node->out_of_scope) title_line(out, S("out of scope"));
    if (node->count == 1 && element->scope_reason.len > 0) {
        buffer_add(out, S(": "));
        title_add(out, element->scope_reason);
    }
    if (node->inner_flows > 0) {
        buffer_add_byte(out, '\n');
        title_count(out, node->inner_flows, S("flow"));
        buffer_add(out, S(" among them"));
    }
    title_badge(out, &node->badge);
}

static void title_claim(Buffer *out, const Claim *claim, const char *const words[3]) {
    title_line(out, str_from(words[claim_truth(claim)]));
    if (!claim->stated || claim->reason.len == 0) return;
    buffer_add(out, S(": "));
    title_add(out, claim->reason);
}

void drawing_title_flow(Buffer *out, const Flow *flow) {
    static const char *const encrypted[3] = {"not encrypted", "encryption not known", "encrypted"};
    static const char *const authenticated[3] = {"not authenticated", "authentication not known",
                                                 "authenticated"};
    static const char *const certain[3] = {"not there", "may not be there", "there for sure"};
    buffer_add_format(out, "%u: ", flow->number);
    title_add(out, flow->from->id);
    buffer_add(out, flow->bidirectional ? S(" <-> ") : S(" -> "));
    title_add(out, flow->to->id);
    title_line(out, flow->label);
    title_claim(out, &flow->encrypted, encrypted);
    title_claim(out, &flow->authenticated, authenticated);
    if (flow->certain.stated && flow->certain.truth != TRUTH_TRUE) {
        title_claim(out, &flow->certain, certain);
    }
    for (size_t i = 0; i < flow->cross_count; i++) {
        title_line(out, i == 0 ? S("crosses ") : S("and "));
        title_add(out, flow->crosses[i]->name);
    }
    if (flow->out_of_scope) title_line(out, S("out of scope"));
}

void drawing_title_edge(Buffer *out, const DrawingEdge *edge) {
    if (edge->flow_count == 1) {
        drawing_title_flow(out, edge->flows[0]);
        title_badge(out, &edge->badge);
        return;
    }
    title_count(out, edge->flow_count, S("flow"));
    for (size_t i = 0; i < edge->flow_count && i < TITLE_FLOWS_MAX; i++) {
        const Flow *flow = edge->flows[i];
        buffer_add_format(out, "\n%u: ", flow->number);
        title_add(out, flow->from->name);
        buffer_add(out, flow->bidirectional ? S(" <-> ") : S(" -> "));
        title_add(out, flow->to->name);
        if (flow->label.len > 0) buffer_add(out, S(": "));
        title_add(out, flow->label);
    }
    if (edge->flow_count > TITLE_FLOWS_MAX) {
        buffer_add_format(out, "\nand %zu more", edge->flow_count - TITLE_FLOWS_MAX);
    }
    title_badge(out, &edge->badge);
}

void drawing_title_boundary(Buffer *out, const DrawingBoundary *boundary) {
    title_line(out, boundary->count == 1 ? boundary->boundary->id : boundary->kind);
    title_line(out, boundary->boundary->type);
    title_line(out, boundary->boundary->kind == BOUNDARY_OTHER
                        ? S("trust boundary")
                        : boundary_kind_name(boundary->boundary->kind));
    if (boundary->count == 1) title_line(out, boundary->boundary->description);
}
