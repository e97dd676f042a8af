/* SPDX-License-Identifier: Apache-2.0 */
/* drawing.c -- from a model to what a picture shows. See drawing.h.
 *
 * A plan puts every element into a node; plans are tried from the finest to the coarsest until one
 * fits. The last one, which knows nothing but kinds, always does. */
#include "report/drawing.h"

#include "report/drawing_name.h"

#include <stdlib.h>

typedef enum DrawingUnit { UNIT_ELEMENT, UNIT_TYPE, UNIT_CATEGORY, UNIT_KIND } DrawingUnit;

typedef enum DrawingMerge {
    MERGE_NOTHING,
    MERGE_INNER, /* subnets, security groups and boundaries of other models */
    MERGE_ALL
} DrawingMerge;

typedef struct DrawingLevel {
    DrawingUnit unit;   /* what of one boundary stands together */
    DrawingMerge merge; /* which boundaries of one kind within one boundary become one */
    int depth_max;      /* boundaries further within are left out; -1: all of them */
} DrawingLevel;

static const DrawingLevel drawing_levels[] = {
    {UNIT_ELEMENT, MERGE_NOTHING, MODEL_NESTING_MAX},
    {UNIT_TYPE, MERGE_NOTHING, MODEL_NESTING_MAX},
    {UNIT_TYPE, MERGE_INNER, MODEL_NESTING_MAX},
    {UNIT_CATEGORY, MERGE_INNER, MODEL_NESTING_MAX},
    {UNIT_CATEGORY, MERGE_ALL, MODEL_NESTING_MAX},
    {UNIT_CATEGORY, MERGE_ALL, 3},
    {UNIT_CATEGORY, MERGE_ALL, 2},
    {UNIT_CATEGORY, MERGE_ALL, 1},
    {UNIT_CATEGORY, MERGE_ALL, 0},
    {UNIT_CATEGORY, MERGE_ALL, -1},
    {UNIT_KIND, MERGE_ALL, -1},
};

typedef struct DrawingPlan {
    Arena *arena;
    const Model *model;
    const DrawingOptions *options;
    const DrawingLevel *level;
    uint32_t *boundary_of; /* by index of the boundary: index of the drawing's, or DRAWING_NONE */
    uint32_t *node_of;     /* by index of the element */
    size_t nodes_max, edges_max;
    Drawing drawing;
} DrawingPlan;

Str drawing_category_name(DrawingCategory category) {
    static const Str names[] = {S_INIT("compute"),   S_INIT("storage"),    S_INIT("database"),
                                S_INIT("network"),   S_INIT("identity"),   S_INIT("security"),
                                S_INIT("messaging"), S_INIT("monitoring"), S_INIT("delivery"),
                                S_INIT("other"),     S_INIT("person")};
    return names[category];
}

static DrawingCategory drawing_category(const Element *element) {
    if (element->actor) return DRAWING_PERSON;
    for (int i = 0; i < DRAWING_OTHER; i++) {
        if (str_equal(element->category, drawing_category_name((DrawingCategory)i))) {
            return (DrawingCategory)i;
        }
    }
    return element->kind == ELEMENT_STORE ? DRAWING_STORAGE : DRAWING_OTHER;
}

static void drawing_note(DrawingPlan *plan, Str note) {
    Drawing *drawing = &plan->drawing;
    drawing->notes = arena_grow_array(plan->arena, drawing->notes, drawing->note_count,
                                      drawing->note_count + 1, sizeof(Str));
    drawing->notes[drawing->note_count++] = note;
}

/* "1 boundary", "3,000 boundaries". */
static Str drawing_counted(Arena *arena, size_t count, Str noun) {
    if (count != 1) noun = drawing_name_plural(arena, noun);
    return str_join3(arena, drawing_name_count(arena, count), S(" "), noun);
}

/* ---- boundaries ---- */

static bool drawing_merges(const DrawingPlan *plan, const Boundary *boundary) {
    DrawingMerge merge = plan->level->merge;
    bool inner = boundary->kind == BOUNDARY_SUBNET || boundary->kind == BOUNDARY_GROUP ||
                 boundary->kind == BOUNDARY_OTHER;
    return merge == MERGE_ALL || (merge == MERGE_INNER && inner);
}

/* One of a kind, as it begins a label. */
static Str drawing_boundary_word(const Boundary *boundary) {
    static const Str subnets[] = {S_INIT("Private subnet"), S_INIT("Subnet"),
                                  S_INIT("Public subnet")};
    switch (boundary->kind) {
    case BOUNDARY_INTERNET: return S("Internet");
    case BOUNDARY_ACCOUNT: return S("Account");
    case BOUNDARY_REGION: return S("Region");
    case BOUNDARY_VPC: return S("VPC");
    case BOUNDARY_SUBNET: return subnets[claim_truth(&boundary->open)];
    case BOUNDARY_GROUP: return S("Security group");
    default: return S("Boundary");
    }
}

/* Several of a kind: "12 subnets". */
static Str drawing_boundary_words(Arena *arena, const DrawingBoundary *drawn) {
    BoundaryKind kind = drawn->boundary->kind;
    Str noun = kind == BOUNDARY_VPC     ? S("VPC")
               : kind == BOUNDARY_OTHER ? S("boundary")
                                        : boundary_kind_name(kind);
    return drawing_counted(arena, drawn->count, noun);
}

/* The kind is left out where the name says it, and where nothing more than "boundary" is known. */
static void drawing_name_boundary(Arena *arena, DrawingBoundary *drawn) {
    const Boundary *boundary = drawn->boundary;
    Str word = drawing_boundary_word(boundary);
    drawn->kind = drawn->name = S("");
    if (drawn->count > 1) {
        drawn->kind = drawing_boundary_words(arena, drawn);
        return;
    }
    drawn->name = drawing_name_short(boundary->id, boundary->name);
    bool said = str_starts(str_lower(arena, drawn->name), str_lower(arena, word));
    if (!said && boundary->kind != BOUNDARY_OTHER) drawn->kind = word;
}

/* Boundaries that hold nothing go at the end: they are added as they are met. */
static uint32_t drawing_add_boundary(DrawingPlan *plan, Map *known, const Boundary *boundary) {
    Drawing *drawing = &plan->drawing;
    if ((int)boundary->depth > plan->level->depth_max || boundary->line) {
        return boundary->parent == NULL ? DRAWING_NONE : plan->boundary_of[boundary->parent->index];
    }
    uint32_t parent =
        boundary->parent == NULL ? DRAWING_NONE : plan->boundary_of[boundary->parent->index];
    bool merges = drawing_merges(plan, boundary);
    Str key = str_format(plan->arena, "%u/%d/%u", parent, (int)boundary->kind,
                         merges ? 0 : boundary->index + 1);
    DrawingBoundary *drawn = map_find(known, key);
    if (drawn != NULL) {
        drawn->count++;
        return (uint32_t)(drawn - drawing->boundaries);
    }
    uint32_t index = (uint32_t)drawing->boundary_count++;
    drawn = &drawing->boundaries[index];
    *drawn = (DrawingBoundary){.boundary = boundary, .count = 1, .parent = parent};
    drawn->depth = parent == DRAWING_NONE ? 0 : drawing->boundaries[parent].depth + 1;
    map_set(known, key, drawn);
    return index;
}

/* Which boundaries hold an element, themselves or in one of theirs. */
static bool *drawing_mark_used(const DrawingPlan *plan) {
    bool *used = ARENA_ARRAY(plan->arena, bool, plan->model->boundary_count);
    for (size_t i = 0; i < plan->model->element_count; i++) {
        const Boundary *boundary = plan->model->elements[i]->boundary;
        for (; boundary != NULL && !used[boundary->index]; boundary = boundary->parent) {
            used[boundary->index] = true;
        }
    }
    return used;
}

static void drawing_place_boundaries(DrawingPlan *plan) {
    const Model *model = plan->model;
    const bool *used = drawing_mark_used(plan);
    Map known = map_make(plan->arena);
    plan->drawing.boundaries = ARENA_ARRAY(plan->arena, DrawingBoundary, model->boundary_count);
    plan->boundary_of = ARENA_ARRAY(plan->arena, uint32_t, model->boundary_count);
    for (size_t i = 0; i < model->boundary_count; i++) { /* parents come first */
        plan->boundary_of[i] =
            used[i] ? drawing_add_boundary(plan, &known, model->boundaries[i]) : DRAWING_NONE;
    }
    for (size_t i = 0; i < plan->drawing.boundary_count; i++) {
        drawing_name_boundary(plan->arena, &plan->drawing.boundaries[i]);
    }
}

/* ---- nodes ---- */

static Str drawing_node_key(const DrawingPlan *plan, const Element *element, uint32_t boundary) {
    switch (plan->level->unit) {
    case UNIT_TYPE:
        return str_format(plan->arena, "%u/%d/%d/%d/%.*s", boundary, (int)element->kind,
                          element->actor, (int)drawing_category(element), STR_ARGS(element->type));
    case UNIT_CATEGORY:
        return str_format(plan->arena, "%u/%d/%d", boundary, (int)element->kind,
                          (int)drawing_category(element));
    case UNIT_KIND: return str_format(plan->arena, "%d/%d", (int)element->kind, element->actor);
    default: return str_format(plan->arena, "%u", element->index);
    }
}

static void drawing_take_badge(DrawingBadge *badge, const DrawingBadge *more) {
    if (more->count == 0) return;
    if (badge->count == 0 || more->worst > badge->worst) badge->worst = more->worst;
    badge->count += more->count;
}

static void drawing_take_element(DrawingPlan *plan, DrawingNode *node, const Element *element) {
    node->count++;
    node->out_of_scope = node->out_of_scope && element->out_of_scope;
    if (plan->options->element_badges != NULL) {
        drawing_take_badge(&node->badge, &plan->options->element_badges[element->index]);
    }
}

/* False as soon as there are too many for the plan. */
static bool drawing_place_elements(DrawingPlan *plan) {
    const Model *model = plan->model;
    Drawing *drawing = &plan->drawing;
    bool last = plan->level == &drawing_levels[COUNT(drawing_levels) - 1];
    size_t room = last ? model->element_count : plan->nodes_max;
    Map known = map_make(plan->arena);
    drawing->nodes = ARENA_ARRAY(plan->arena, DrawingNode,
                                 room < model->element_count ? room : model->element_count);
    plan->node_of = ARENA_ARRAY(plan->arena, uint32_t, model->element_count);
    for (size_t i = 0; i < model->element_count; i++) {
        const Element *element = model->elements[i];
        uint32_t boundary =
            element->boundary == NULL ? DRAWING_NONE : plan->boundary_of[element->boundary->index];
        Str key = drawing_node_key(plan, element, boundary);
        DrawingNode *node = map_find(&known, key);
        if (node == NULL) {
            if (drawing->node_count == room) return false;
            node = &drawing->nodes[drawing->node_count++];
            *node = (DrawingNode){.element = element,
                                  .category = drawing_category(element),
                                  .kind = element->kind,
                                  .out_of_scope = true,
                                  .boundary = boundary};
            map_set(&known, key, node);
        }
        plan->node_of[i] = (uint32_t)(node - drawing->nodes);
        drawing_take_element(plan, node, element);
    }
    return true;
}

/* The words for a group: its type where all have one, else its category or kind. */
static Str drawing_group_noun(const DrawingPlan *plan, const DrawingNode *node) {
    Arena *arena = plan->arena;
    Str noun = S("");
    if (plan->level->unit == UNIT_TYPE) {
        noun = drawing_name_type(arena, node->element->type, node->count);
    }
    if (noun.len > 0) return noun;
    static const Str kinds[] = {S_INIT("external entity"), S_INIT("process"), S_INIT("store")};
    noun = node->category == DRAWING_PERSON ? S("actor") : kinds[node->kind];
    bool plain = plan->level->unit == UNIT_KIND || node->category >= DRAWING_OTHER;
    noun = drawing_name_plural(arena, noun);
    return plain ? noun : str_join3(arena, drawing_category_name(node->category), S(" "), noun);
}

static void drawing_name_nodes(DrawingPlan *plan) {
    for (size_t i = 0; i < plan->drawing.node_count; i++) {
        DrawingNode *node = &plan->drawing.nodes[i];
        if (node->count == 1) {
            node->name = drawing_name_short(node->element->id, node->element->name);
            node->type = drawing_name_type(plan->arena, node->element->type, 1);
            continue;
        }
        node->name = str_join3(plan->arena, drawing_name_count(plan->arena, node->count), S(" "),
                               drawing_group_noun(plan, node));
        node->type = S("");
    }
}

/* ---- edges ---- */

static DrawingEdge *drawing_find_edge(DrawingPlan *plan, Map *known, const Flow *flow) {
    Drawing *drawing = &plan->drawing;
    uint32_t from = plan->node_of[flow->from->index], to = plan->node_of[flow->to->index];
    /* Where single elements are shown, what differs by its look keeps a line of its own; between
     * groups there is one line for both directions. */
    bool apart = plan->level->unit == UNIT_ELEMENT;
    if (!apart && from > to) {
        uint32_t other = from;
        from = to;
        to = other;
    }
    bool uncertain = flow->certain.stated && flow->certain.truth != TRUTH_TRUE;
    Str key = str_format(plan->arena, "%u/%u/%d/%d", from, to,
                         apart ? (int)claim_truth(&flow->encrypted) : 0, apart && uncertain);
    DrawingEdge *edge = map_find(known, key);
    if (edge != NULL) return edge;
    edge = &drawing->edges[drawing->edge_count++];
    *edge = (DrawingEdge){.from = plan->node_of[flow->from->index],
                          .to = plan->node_of[flow->to->index],
                          .encrypted = TRUTH_TRUE,
                          .uncertain = true};
    map_set(known, key, edge);
    return edge;
}

static void drawing_take_flow(DrawingPlan *plan, DrawingEdge *edge, const Flow *flow) {
    Truth encrypted = claim_truth(&flow->encrypted);
    if (encrypted < edge->encrypted) edge->encrypted = encrypted;
    edge->uncertain &= flow->certain.stated && flow->certain.truth != TRUTH_TRUE;
    edge->crosses |= flow->cross_count > 0;
    edge->bidirectional |= flow->bidirectional || edge->from != plan->node_of[flow->from->index];
    if (edge->flow_count == 0 || (edge->flow_count & (edge->flow_count - 1)) == 0) {
        size_t capacity = edge->flow_count == 0 ? 1 : edge->flow_count * 2;
        edge->flows = arena_grow_array(plan->arena, edge->flows, edge->flow_count, capacity,
                                       sizeof *edge->flows);
    }
    edge->flows[edge->flow_count++] = flow;
    if (plan->options->flow_badges != NULL) {
        drawing_take_badge(&edge->badge, &plan->options->flow_badges[flow->number - 1]);
    }
}

static void drawing_place_flows(DrawingPlan *plan) {
    const Model *model = plan->model;
    Drawing *drawing = &plan->drawing;
    Map known = map_make(plan->arena);
    drawing->edges = ARENA_ARRAY(plan->arena, DrawingEdge, model->flow_count);
    for (size_t i = 0; i < model->flow_count; i++) {
        const Flow *flow = model->flows[i];
        DrawingNode *from = &drawing->nodes[plan->node_of[flow->from->index]];
        bool inner = plan->node_of[flow->to->index] == plan->node_of[flow->from->index];
        if (inner && from->count > 1) {
            from->inner_flows++;
            continue;
        }
        drawing_take_flow(plan, drawing_find_edge(plan, &known, flow), flow);
    }
}

/* What the last plan can't make fewer: those that tell most of what can go wrong stay. */
static int drawing_compare_weight(const void *left, const void *right) {
    const DrawingEdge *a = left, *b = right;
    if (a->crosses != b->crosses) return a->crosses ? -1 : 1;
    if (a->encrypted != b->encrypted) return a->encrypted < b->encrypted ? -1 : 1;
    if (a->flow_count != b->flow_count) return a->flow_count > b->flow_count ? -1 : 1;
    return a->flows[0]->number < b->flows[0]->number ? -1 : 1;
}

static int drawing_compare_number(const void *left, const void *right) {
    const DrawingEdge *a = left, *b = right;
    return a->flows[0]->number < b->flows[0]->number ? -1 : 1;
}

static void drawing_cut_edges(DrawingPlan *plan) {
    Drawing *drawing = &plan->drawing;
    if (drawing->edge_count <= plan->edges_max) return;
    size_t left_out = drawing->edge_count - plan->edges_max;
    qsort(drawing->edges, drawing->edge_count, sizeof(DrawingEdge), drawing_compare_weight);
    drawing->edge_count = plan->edges_max;
    qsort(drawing->edges, drawing->edge_count, sizeof(DrawingEdge), drawing_compare_number);
    Str lines = drawing_counted(plan->arena, left_out, S("line"));
    drawing_note(plan, str_join2(plan->arena, lines, S(" of flows are not drawn.")));
}

/* ---- notes ---- */

static void drawing_note_groups(DrawingPlan *plan) {
    static const Str units[] = {S_INIT(""), S_INIT("type"), S_INIT("category"), S_INIT("kind")};
    Arena *arena = plan->arena;
    const DrawingLevel *level = plan->level;
    plan->drawing.grouped = level->unit != UNIT_ELEMENT;
    if (!plan->drawing.grouped) return;
    Str elements = drawing_counted(arena, plan->model->element_count, S("element"));
    Str flows = drawing_counted(arena, plan->model->flow_count, S("flow"));
    drawing_note(plan, str_format(arena,
                                  "%.*s and %.*s are too many to draw one by one: elements of one "
                                  "%.*s%s stand together. The lists have each of them.",
                                  STR_ARGS(elements), STR_ARGS(flows), STR_ARGS(units[level->unit]),
                                  level->depth_max < 0 ? "" : " in one boundary"));
    if (level->merge == MERGE_INNER) {
        drawing_note(plan, S("Subnets of one boundary stand together too, and so do security "
                             "groups."));
    }
    if (level->merge == MERGE_ALL && level->depth_max >= 0) {
        drawing_note(plan, S("Boundaries of one kind stand together too."));
    }
    if (level->depth_max < 0) {
        drawing_note(plan, S("Boundaries are not drawn."));
    } else if (level->depth_max < MODEL_NESTING_MAX) {
        drawing_note(plan, str_format(arena, "Boundaries within more than %d others are not drawn.",
                                      level->depth_max));
    }
}

static void drawing_note_boundaries(DrawingPlan *plan) {
    size_t lines = 0, empty = 0;
    const bool *used = drawing_mark_used(plan);
    for (size_t i = 0; i < plan->model->boundary_count; i++) {
        bool line = plan->model->boundaries[i]->line;
        lines += line;
        empty += !line && !used[i];
    }
    Arena *arena = plan->arena;
    if (lines > 0) {
        Str what = drawing_counted(arena, lines, S("boundary"));
        drawing_note(plan, str_format(arena,
                                      "%.*s without an inside: only the flows that cross %s "
                                      "tell of %s.",
                                      STR_ARGS(what), lines == 1 ? "it" : "them",
                                      lines == 1 ? "it" : "them"));
    }
    if (empty > 0) {
        Str what = drawing_counted(arena, empty, S("boundary"));
        drawing_note(plan, str_format(arena, "%.*s that %s no element: not drawn.", STR_ARGS(what),
                                      empty == 1 ? "holds" : "hold"));
    }
}

/* ---- the whole ---- */

static bool drawing_try(DrawingPlan *plan, size_t level) {
    plan->level = &drawing_levels[level];
    plan->drawing = (Drawing){.title = plan->options->title};
    drawing_place_boundaries(plan);
    if (!drawing_place_elements(plan)) return false;
    drawing_place_flows(plan);
    bool last = level + 1 == COUNT(drawing_levels);
    bool grouped = plan->level->unit != UNIT_ELEMENT; /* their numbers take more room */
    return last ||
           plan->drawing.edge_count <= (grouped ? plan->edges_max * 2 / 3 : plan->edges_max);
}

Drawing drawing_make(Arena *arena, const Model *model, const DrawingOptions *options) {
    Model nothing = {0};
    DrawingPlan plan = {.arena = arena, .model = model, .options = options};
    if (model == NULL) plan.model = &nothing;
    plan.nodes_max = options->nodes_max == 0 ? DRAWING_NODES_MAX : options->nodes_max;
    plan.edges_max = options->edges_max == 0 ? DRAWING_EDGES_MAX : options->edges_max;
    size_t level = 0;
    while (!drawing_try(&plan, level)) level++;
    drawing_name_nodes(&plan);
    drawing_note_groups(&plan);
    drawing_cut_edges(&plan);
    drawing_note_boundaries(&plan);
    if (plan.drawing.node_count == 0) drawing_note(&plan, S("The model holds no elements."));
    return plan.drawing;
}

size_t drawing_numbers_shown(const DrawingEdge *edge) {
    return edge->flow_count > DRAWING_NUMBERS_MAX ? 1 : edge->flow_count;
}

Str drawing_numbers(Arena *arena, const DrawingEdge *edge) {
    CLEANUP(buffer_free) Buffer out = {0};
    size_t shown = drawing_numbers_shown(edge);
    for (size_t i = 0; i < shown; i++) {
        buffer_add_format(&out, "%s%u", i == 0 ? "" : ", ", edge->flows[i]->number);
    }
    if (edge->flow_count > shown) buffer_add_format(&out, " +%zu", edge->flow_count - shown);
    return str_copy(arena, buffer_text(&out));
}

DrawingOptions drawing_report_options(Arena *arena, const Report *report) {
    DrawingOptions options = {0};
    if (report->model == NULL) return options;
    const Model *model = report->model;
    DrawingBadge *elements = ARENA_ARRAY(arena, DrawingBadge, model->element_count);
    DrawingBadge *flows = ARENA_ARRAY(arena, DrawingBadge, model->flow_count);
    for (size_t i = 0; i < report->threats.count; i++) {
        const Threat *threat = &report->threats.items[i];
        if (threat->verdict == VERDICT_ABSENT || threat->implied_by != NULL) continue;
        if (threat->state > STATE_NEEDS_INVESTIGATION) continue;
        DrawingBadge badge = {1, threat->severity};
        if (threat->flow != NULL) {
            drawing_take_badge(&flows[threat->flow->number - 1], &badge);
        } else if (threat->element != NULL) {
            drawing_take_badge(&elements[threat->element->index], &badge);
        }
    }
    options.element_badges = elements;
    options.flow_badges = flows;
    options.title = model->head.name;
    return options;
}
