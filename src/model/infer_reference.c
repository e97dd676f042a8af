/* SPDX-License-Identifier: Apache-2.0 */
/* infer_reference.c -- flows that references between resources mean.
 *
 * The rows of facts give edges between resources. Many lead by way of resources that are not drawn:
 *
 *     load balancer -> listener -> target group -> Auto Scaling group
 *
 * so edges are followed from each element until they come to another one; that is the flow, and the
 * references on the way are its evidence. What is part of an element stands for it. */
#include "base/buffer.h"
#include "model/infer_parts.h"

typedef struct InferEdge {
    const Resource *to;
    const Resource *holder; /* of the row */
    const DiagramFlow *row;
    Truth when;
    EvidenceList evidence;
} InferEdge;

typedef struct InferEdges {
    InferEdge *items;
    size_t count, capacity;
} InferEdges;

typedef struct InferGraph {
    Infer *infer;
    InferEdges *edges; /* by the index of the resource that they start at */
} InferGraph;

static void infer_push_edge(InferGraph *graph, const Resource *from, const InferEdge *edge) {
    InferEdges *edges = &graph->edges[from->index];
    if (edges->count == edges->capacity) {
        edges->capacity = edges->capacity == 0 ? 4 : edges->capacity * 2;
        edges->items = arena_grow_array(graph->infer->model->arena, edges->items, edges->count,
                                        edges->capacity, sizeof *edges->items);
    }
    edges->items[edges->count++] = *edge;
}

/* The ends of a row: where its trails lead, or the resource itself without any. */
static TrailStops infer_ends(Infer *infer, const Resource *holder, const DiagramTexts *trails) {
    TrailStops found = {0}, ends = {0};
    if (trails->count == 0) {
        Evidence none = {0};
        infer_stand_for(infer, holder, 0, &ends, &none);
        return ends;
    }
    infer_follow(infer, holder, trails, S(""), &found);
    for (size_t i = 0; i < found.count; i++) {
        infer_stand_for(infer, found.items[i].resource, 0, &ends, &found.items[i].evidence);
    }
    return ends;
}

static void infer_take_evidence(Infer *infer, EvidenceList *list, Evidence evidence) {
    if (evidence.value.len > 0) model_add_evidence(infer->model, list, evidence);
}

static void infer_read_row(InferGraph *graph, const Resource *holder, const DiagramFlow *row) {
    Infer *infer = graph->infer;
    TrailSeen seen = {.count = 0};
    Truth when = trail_test(infer->model->arena, holder, &row->when, &seen);
    if (when == TRUTH_FALSE) return;
    TrailStops from = infer_ends(infer, holder, &row->from);
    TrailStops to = infer_ends(infer, holder, &row->to);
    for (size_t f = 0; f < from.count; f++) {
        for (size_t t = 0; t < to.count; t++) {
            InferEdge edge = {.to = to.items[t].resource, .holder = holder, .row = row};
            edge.when = when;
            if (edge.to == from.items[f].resource) continue;
            infer_take_evidence(infer, &edge.evidence, from.items[f].evidence);
            infer_take_evidence(infer, &edge.evidence, to.items[t].evidence);
            for (size_t i = 0; i < seen.count; i++) {
                infer_take_evidence(infer, &edge.evidence, seen.items[i]);
            }
            infer_push_edge(graph, from.items[f].resource, &edge);
        }
    }
}

/* ---- from element to element ---- */

typedef struct InferWalk {
    InferGraph *graph;
    const Element *from;
    const InferEdge *path[INFER_PASSAGE_MAX];
    size_t depth;
} InferWalk;

static Str infer_row_label(Infer *infer, const InferEdge *edge) {
    Str text = edge->row->label;
    const Node *more = edge->row->label_from.len == 0
                           ? NULL
                           : node_find_path(&edge->holder->properties, edge->row->label_from);
    Str shown = S("");
    if (more == NULL || more->kind == NODE_UNKNOWN || more->kind == NODE_MAP) return text;
    if (!node_canonical(infer->model->arena, more, &shown)) return text;
    if (text.len == 0) return shown;
    return str_join3(infer->model->arena, text, S(" "), shown);
}

static void infer_emit(InferWalk *walk, const Element *to) {
    Infer *infer = walk->graph->infer;
    Flow flow = {.from_id = walk->from->id, .to_id = to->id};
    Truth certain = TRUTH_TRUE;
    if (walk->from == to) return;
    for (size_t i = 0; i < walk->depth; i++) {
        const InferEdge *edge = walk->path[i];
        Str label = infer_row_label(infer, edge);
        Claim encrypted = infer_claim(infer, edge->holder, &edge->row->encrypted);
        Claim authenticated = infer_claim(infer, edge->holder, &edge->row->authenticated);
        const Diagram *passed = infer_diagram(edge->to);
        bool last = i + 1 == walk->depth;
        if (!last && passed->carries_encrypted.stated) {
            encrypted = infer_claim(infer, edge->to, &passed->carries_encrypted);
        }
        if (!last && passed->carries_authenticated.stated) {
            authenticated = infer_claim(infer, edge->to, &passed->carries_authenticated);
        }
        if (label.len > 0) flow.label = label;
        if (last) flow.delivers = edge->row->delivers;
        if (encrypted.stated) flow.encrypted = encrypted;
        if (authenticated.stated) flow.authenticated = authenticated;
        if (edge->when < certain) certain = edge->when;
        for (size_t e = 0; e < edge->evidence.count; e++) {
            model_add_evidence(infer->model, &flow.evidence, edge->evidence.items[e]);
        }
    }
    flow.certain = infer_always(certain, S(""));
    if (flow.evidence.count > 0) {
        flow.place = (ModelPlace){flow.evidence.items[0].file, flow.evidence.items[0].line};
    }
    model_add_flow(infer->model, &flow);
}

static bool infer_was_passed(const InferWalk *walk, const Resource *resource) {
    for (size_t i = 0; i < walk->depth; i++) {
        if (walk->path[i]->to == resource) return true;
    }
    return false;
}

static void infer_walk(InferWalk *walk, const Resource *at) {
    const InferEdges *edges = &walk->graph->edges[at->index];
    if (walk->depth == INFER_PASSAGE_MAX) return;
    for (size_t i = 0; i < edges->count; i++) {
        const InferEdge *edge = &edges->items[i];
        if (infer_was_passed(walk, edge->to)) continue;
        walk->path[walk->depth++] = edge;
        Element *element = infer_element(walk->graph->infer, edge->to);
        if (element != NULL) {
            infer_emit(walk, element);
        } else {
            infer_walk(walk, edge->to);
        }
        walk->depth--;
    }
}

void infer_add_references(Infer *infer) {
    const ResourceList *all = &infer->estate->resources;
    InferGraph graph = {infer, ARENA_ARRAY(infer->model->arena, InferEdges, all->count)};
    for (size_t i = 0; i < all->count; i++) {
        const Resource *holder = all->items[i];
        const Diagram *diagram = infer_diagram(holder);
        if (holder->outside || holder->folded) continue;
        for (size_t r = 0; r < diagram->flow_count; r++) {
            if (!diagram->flows[r].hint) infer_read_row(&graph, holder, &diagram->flows[r]);
        }
    }
    for (size_t i = 0; i < all->count; i++) {
        const Resource *start = all->items[i];
        if (graph.edges[i].count == 0 || !infer_is_drawn(infer, start)) continue;
        InferWalk walk = {.graph = &graph, .from = infer_element(infer, start)};
        if (walk.from != NULL) infer_walk(&walk, start);
    }
}

/* ---- hints ---- */

Map infer_map_flows(Infer *infer) {
    Map flows = map_make(infer->model->arena);
    for (size_t i = 0; i < infer->model->flow_count; i++) {
        Flow *flow = infer->model->flows[i];
        Str pair = str_join3(infer->model->arena, flow->from_id, S("\n"), flow->to_id);
        if (map_find(&flows, pair) == NULL) map_set(&flows, pair, flow);
    }
    return flows;
}

Flow *infer_find_flow(Infer *infer, const Map *flows, const Element *from, const Element *to) {
    return map_find(flows, str_join3(infer->model->arena, from->id, S("\n"), to->id));
}

/* An address in an environment variable: the workload uses what stands there. */
static void infer_take_hint(Infer *infer, Map *known, const Resource *start,
                            const InferEdge *edge) {
    const Element *from = infer_element(infer, start), *to = infer_element(infer, edge->to);
    if (from == NULL || to == NULL || from == to) return;
    Flow *flow = infer_find_flow(infer, known, from, to);
    if (flow == NULL) {
        Flow made = {.from_id = from->id, .to_id = to->id};
        made.label = infer_row_label(infer, edge);
        made.encrypted = infer_claim(infer, edge->holder, &edge->row->encrypted);
        made.authenticated = infer_claim(infer, edge->holder, &edge->row->authenticated);
        made.certain = infer_always(edge->when, S(""));
        if (edge->evidence.count > 0) {
            made.place = (ModelPlace){edge->evidence.items[0].file, edge->evidence.items[0].line};
        }
        flow = model_add_flow(infer->model, &made);
        if (flow == NULL) return;
        map_set(known, str_join3(infer->model->arena, from->id, S("\n"), to->id), flow);
    }
    for (size_t e = 0; e < edge->evidence.count; e++) {
        model_add_evidence(infer->model, &flow->evidence, edge->evidence.items[e]);
    }
}

void infer_add_hints(Infer *infer) {
    const ResourceList *all = &infer->estate->resources;
    InferGraph graph = {infer, ARENA_ARRAY(infer->model->arena, InferEdges, all->count)};
    for (size_t i = 0; i < all->count; i++) {
        const Resource *holder = all->items[i];
        const Diagram *diagram = infer_diagram(holder);
        if (holder->outside || holder->folded) continue;
        for (size_t r = 0; r < diagram->flow_count; r++) {
            if (diagram->flows[r].hint) infer_read_row(&graph, holder, &diagram->flows[r]);
        }
    }
    Map known = infer_map_flows(infer);
    for (size_t i = 0; i < all->count; i++) {
        for (size_t e = 0; e < graph.edges[i].count; e++) {
            infer_take_hint(infer, &known, all->items[i], &graph.edges[i].items[e]);
        }
    }
}
