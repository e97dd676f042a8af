/* SPDX-License-Identifier: Apache-2.0 */
/* html_page.c -- see html_page.h. */
#include "report/html_page.h"

typedef struct HtmlTexts {
    size_t count;
    const Threat *first;
} HtmlTexts;

/* Sorts 0 .. count - 1 by keys; those whose key is bucket_count are left out. */
static HtmlBuckets html_sort(Arena *arena, const uint32_t *keys, size_t count,
                             size_t bucket_count) {
    HtmlBuckets buckets = {ARENA_ARRAY(arena, uint32_t, bucket_count + 2),
                           ARENA_ARRAY(arena, uint32_t, count)};
    for (size_t i = 0; i < count; i++) {
        if (keys[i] < bucket_count) buckets.starts[keys[i] + 2]++;
    }
    for (size_t b = 2; b < bucket_count + 2; b++) buckets.starts[b] += buckets.starts[b - 1];
    for (size_t i = 0; i < count; i++) {
        if (keys[i] < bucket_count) buckets.items[buckets.starts[keys[i] + 1]++] = (uint32_t)i;
    }
    return buckets;
}

HtmlBucket html_page_bucket(const HtmlBuckets *buckets, size_t bucket) {
    uint32_t start = buckets->starts[bucket];
    return (HtmlBucket){buckets->items + start, buckets->starts[bucket + 1] - start};
}

HtmlPlace html_page_place(const Threat *threat) {
    Str type = threat->subject->type;
    if (str_equal(type, RULE_PATH) || str_equal(type, RULE_ESCALATION)) return HTML_ON_PATH;
    if (threat->flow != NULL) return HTML_ON_FLOW;
    return threat->element != NULL ? HTML_ON_ELEMENT : HTML_ON_SYSTEM;
}

size_t html_page_number(const HtmlPage *page, const Threat *threat) {
    return (size_t)(threat - page->report->threats.items);
}

const Threat *html_page_find(HtmlPage *page, Str id) {
    const ThreatList *threats = &page->report->threats;
    size_t first = page->ids.count == 0 ? 0 : threats->count;
    if (first == 0) page->ids = map_make(page->arena);
    for (size_t i = first; i < threats->count; i++) {
        map_set(&page->ids, threats->items[i].id, &threats->items[i]);
    }
    return map_find(&page->ids, id);
}

/* ---- threats ---- */

static void html_order_threats(HtmlPage *page) {
    page->order.items = ARENA_ARRAY(page->arena, const Threat *, page->report->threats.count);
    page->full = ARENA_ARRAY(page->arena, bool, page->report->threats.count);
    for (size_t kind = 0; kind < COUNT(page->lists); kind++) {
        Listing *list = &page->lists[kind];
        *list = listing_make(page->arena, page->report, (ListingKind)kind);
        for (size_t i = 0; i < list->count; i++)
            page->order.items[page->order.count++] = list->items[i];
    }
    for (size_t i = 0; i < page->order.count && i < HTML_THREATS_MAX; i++) {
        page->full[html_page_number(page, page->order.items[i])] = true;
    }
    if (page->order.count > HTML_THREATS_MAX) page->left_out = page->order.count - HTML_THREATS_MAX;
}

static void html_sort_threats(HtmlPage *page) {
    size_t count = page->order.count;
    size_t flows = page->model->flow_count, elements = page->model->element_count;
    uint32_t *on_flow = ARENA_ARRAY(page->arena, uint32_t, count);
    uint32_t *on_element = ARENA_ARRAY(page->arena, uint32_t, count);
    uint32_t *on_path = ARENA_ARRAY(page->arena, uint32_t, count);
    for (size_t i = 0; i < count; i++) {
        const Threat *threat = page->order.items[i];
        HtmlPlace place = html_page_place(threat);
        bool has = threat->element != NULL;
        on_flow[i] = place == HTML_ON_FLOW ? threat->flow->number - 1 : (uint32_t)flows;
        on_element[i] = place == HTML_ON_ELEMENT ? threat->element->index : (uint32_t)elements;
        on_path[i] = place == HTML_ON_PATH && has ? threat->element->index : (uint32_t)elements;
    }
    page->of_flow = html_sort(page->arena, on_flow, count, flows);
    page->of_element = html_sort(page->arena, on_element, count, elements);
    page->paths = html_sort(page->arena, on_path, count, elements);
}

const Threat *html_page_take_texts(HtmlPage *page, const Threat *threat) {
    HtmlTexts *texts = map_find(&page->texts, threat->rule->id);
    if (texts == NULL) {
        texts = ARENA_NEW(page->arena, HtmlTexts);
        texts->first = threat;
        map_set(&page->texts, threat->rule->id, texts);
    }
    return ++texts->count <= HTML_TEXTS_MAX ? NULL : texts->first;
}

/* ---- the model ---- */

static void html_sort_model(HtmlPage *page) {
    const Model *model = page->model;
    Arena *arena = page->arena;
    uint32_t *from = ARENA_ARRAY(arena, uint32_t, model->flow_count);
    uint32_t *to = ARENA_ARRAY(arena, uint32_t, model->flow_count);
    uint32_t *rights = ARENA_ARRAY(arena, uint32_t, model->right_count);
    for (size_t i = 0; i < model->flow_count; i++) {
        from[i] = model->flows[i]->from->index;
        to[i] = model->flows[i]->to->index;
    }
    for (size_t i = 0; i < model->right_count; i++) rights[i] = model->rights[i].to->index;
    page->from_element = html_sort(arena, from, model->flow_count, model->element_count);
    page->to_element = html_sort(arena, to, model->flow_count, model->element_count);
    page->rights = html_sort(arena, rights, model->right_count, model->element_count);
}

static const ExchangeThreat *html_skip_found(const ExchangeThreat *threat) {
    while (threat != NULL && threat->told == NULL) threat = threat->next;
    return threat;
}

const ExchangeThreat *html_page_told(const HtmlPage *page, char what, Str id) {
    if (page->model->threat_count == 0) return NULL;
    return html_skip_found(exchange_find(&page->exchange, what, id));
}

const ExchangeThreat *html_page_next_told(const ExchangeThreat *threat) {
    return html_skip_found(threat->next);
}

size_t html_page_told_number(const HtmlPage *page, const ExchangeThreat *threat) {
    return (size_t)(threat->told - page->model->threats);
}

size_t html_page_count_told(const HtmlPage *page) {
    size_t count = 0;
    for (size_t i = 0; i < page->exchange.threat_count; i++) {
        count += page->exchange.threats[i].told != NULL;
    }
    return count;
}

bool html_page_is_pending(const HtmlPage *page) {
    return page->lists[LISTING_OPEN].count + page->lists[LISTING_INVESTIGATE].count > 0;
}

static bool html_any_full(const HtmlPage *page, HtmlBucket bucket) {
    for (size_t i = 0; i < bucket.count; i++) {
        if (page->full[html_page_number(page, page->order.items[bucket.items[i]])]) return true;
    }
    return false;
}

/* The first one on a thing has the lowest number. */
static bool html_any_told(const HtmlPage *page, char what, Str id) {
    const ExchangeThreat *first = html_page_told(page, what, id);
    return first != NULL && html_page_told_number(page, first) < HTML_THREATS_MAX;
}

bool html_page_flow_speaks(const HtmlPage *page, const Flow *flow) {
    return html_any_full(page, html_page_bucket(&page->of_flow, flow->number - 1)) ||
           html_any_told(page, 'f', flow->id);
}

bool html_page_element_speaks(const HtmlPage *page, const Element *element) {
    return html_any_full(page, html_page_bucket(&page->of_element, element->index)) ||
           html_any_told(page, 'e', element->id);
}

/* What the diagram links to has to be there, whatever the limits. */
static void html_mark_drawn(HtmlPage *page) {
    const Model *model = page->model;
    page->drawing = drawing_report_options(page->arena, page->report);
    page->drawing.links = true;
    page->drawing.title = S(""); /* the page has it */
    Drawing drawing = drawing_make(page->arena, model, &page->drawing);
    for (size_t i = 0; i < drawing.node_count; i++) {
        page->element_there[drawing.nodes[i].element->index] = true;
    }
    for (size_t i = 0; i < drawing.edge_count; i++) {
        const DrawingEdge *edge = &drawing.edges[i];
        for (size_t f = 0; f < edge->flow_count && f <= DRAWING_NUMBERS_MAX; f++) {
            page->flow_there[edge->flows[f]->number - 1] = true;
        }
    }
}

/* Beside what is drawn: what has threats in full, and the first rows of the tables. */
static void html_mark_there(HtmlPage *page) {
    const Model *model = page->model;
    page->element_there = ARENA_ARRAY(page->arena, bool, model->element_count);
    page->flow_there = ARENA_ARRAY(page->arena, bool, model->flow_count);
    html_mark_drawn(page);
    for (size_t i = 0, rows = 0; i < model->element_count; i++) {
        bool speaks = html_page_element_speaks(page, model->elements[i]);
        page->element_there[i] |= speaks || rows < HTML_ROWS_MAX;
        rows += !speaks;
    }
    for (size_t i = 0, rows = 0; i < model->flow_count; i++) {
        bool speaks = html_page_flow_speaks(page, model->flows[i]);
        page->flow_there[i] |= speaks || rows < HTML_ROWS_MAX;
        rows += !speaks;
    }
}

static void html_leave_out_told(HtmlPage *page) {
    for (size_t i = 0; i < page->exchange.threat_count; i++) {
        const ExchangeThreat *threat = &page->exchange.threats[i];
        if (threat->told == NULL) continue;
        page->left_out += html_page_told_number(page, threat) >= HTML_THREATS_MAX;
    }
}

HtmlPage html_page_make(Arena *arena, const Report *report, Buffer *out) {
    HtmlPage page = {.arena = arena, .out = out, .report = report, .model = report->model};
    if (page.model == NULL) {
        Model *empty = ARENA_NEW(arena, Model);
        *empty = model_make(arena);
        page.model = empty;
    }
    page.texts = map_make(arena);
    page.unfolded = page.model->element_count <= HTML_OPEN_MAX;
    if (page.model->threat_count > 0) page.exchange = exchange_make(arena, report);
    html_order_threats(&page);
    html_leave_out_told(&page);
    html_sort_threats(&page);
    html_sort_model(&page);
    html_mark_there(&page);
    return page;
}
