/* SPDX-License-Identifier: Apache-2.0 */
/* paths.c -- see paths.h. Nodes are the elements, then the estate's resources (only roles, users
 * and groups have edges), then all rights in the account. */
#include "model/paths.h"

typedef struct PathEdge {
    uint32_t to;
    PathHopKind kind;
    Truth truth;
    union {
        const Flow *flow;
        const ElementRole *role;
        const PrivilegeStep *step;
        const ModelRight *right;
    };
} PathEdge;

typedef struct PathEdges {
    PathEdge *items;
    size_t count, capacity;
} PathEdges;

struct PathGraph {
    Model *model;
    Estate *estate;
    Privileges *privileges;
    PathEdges *edges;
    size_t node_count;
    size_t administrator; /* the last node */
    /* of the last search */
    size_t from;
    const PathEdge **came; /* how a node was reached; NULL: not, or it is the start */
    uint32_t *before;
    bool *seen;
    uint32_t *queue;
    size_t seen_count;
};

static size_t paths_resource_node(const PathGraph *graph, const Resource *resource) {
    return graph->model->element_count + resource->index;
}

static void paths_add(PathGraph *graph, size_t from, const PathEdge *edge) {
    PathEdges *edges = &graph->edges[from];
    if (edges->count == edges->capacity) {
        edges->capacity = edges->capacity == 0 ? 4 : edges->capacity * 2;
        edges->items = arena_grow_array(graph->model->arena, edges->items, edges->count,
                                        edges->capacity, sizeof *edges->items);
    }
    edges->items[edges->count++] = *edge;
}

static void paths_add_flows(PathGraph *graph) {
    for (size_t i = 0; i < graph->model->flow_count; i++) {
        const Flow *flow = graph->model->flows[i];
        Truth truth = flow_truth(flow);
        if (flow->delivers || flow->out_of_scope || truth == TRUTH_FALSE) continue;
        PathEdge edge = {.to = flow->to->index, .kind = PATH_HOP_FLOW, .truth = truth};
        edge.flow = flow;
        paths_add(graph, flow->from->index, &edge);
        edge.to = flow->from->index;
        if (flow->bidirectional) paths_add(graph, flow->to->index, &edge);
    }
}

/* A workload acts as its roles. A user is both an element and a principal. */
static void paths_add_roles(PathGraph *graph) {
    for (size_t i = 0; i < graph->model->element_count; i++) {
        const Element *element = graph->model->elements[i];
        for (size_t r = 0; r < element->role_count; r++) {
            PathEdge edge = {.kind = PATH_HOP_ROLE, .truth = TRUTH_TRUE};
            edge.to = (uint32_t)paths_resource_node(graph, element->roles[r].role);
            edge.role = &element->roles[r];
            paths_add(graph, i, &edge);
        }
    }
}

static void paths_add_rights(PathGraph *graph) {
    for (size_t i = 0; i < graph->model->right_count; i++) {
        const ModelRight *right = &graph->model->rights[i];
        PathEdge edge = {.kind = PATH_HOP_RIGHT, .truth = right->truth, .right = right};
        edge.to = right->everything ? (uint32_t)graph->administrator : right->to->index;
        paths_add(graph, paths_resource_node(graph, right->principal), &edge);
    }
}

/* What can be done with an element is reached from its principal as well: one node for a user. */
static void paths_add_steps(PathGraph *graph, const char *type) {
    const ResourceList *list = estate_of_type(graph->estate, str_from(type));
    for (size_t i = 0; i < list->count; i++) {
        const PrivilegeSteps *steps = privilege_steps(graph->privileges, list->items[i]);
        size_t from = paths_resource_node(graph, list->items[i]);
        for (size_t s = 0; s < steps->count; s++) {
            const PrivilegeStep *step = &steps->items[s];
            PathEdge edge = {.kind = PATH_HOP_STEP, .truth = step->truth, .step = step};
            edge.to = step->to == NULL ? (uint32_t)graph->administrator
                                       : (uint32_t)paths_resource_node(graph, step->to);
            paths_add(graph, from, &edge);
        }
    }
}

PathGraph *paths_make(Model *model, Estate *estate, Privileges *privileges) {
    PathGraph *graph = ARENA_NEW(model->arena, PathGraph);
    graph->model = model;
    graph->estate = estate;
    graph->privileges = privileges;
    graph->administrator = model->element_count + estate->resources.count;
    graph->node_count = graph->administrator + 1;
    graph->edges = ARENA_ARRAY(model->arena, PathEdges, graph->node_count);
    graph->came = ARENA_ARRAY(model->arena, const PathEdge *, graph->node_count);
    graph->before = ARENA_ARRAY(model->arena, uint32_t, graph->node_count);
    graph->seen = ARENA_ARRAY(model->arena, bool, graph->node_count);
    graph->queue = ARENA_ARRAY(model->arena, uint32_t, graph->node_count);
    paths_add_flows(graph);
    paths_add_roles(graph);
    paths_add_rights(graph);
    paths_add_steps(graph, "AWS::IAM::Role");
    paths_add_steps(graph, "AWS::IAM::User");
    paths_add_steps(graph, "AWS::IAM::Group");
    return graph;
}

size_t paths_administrator(const PathGraph *graph) { return graph->administrator; }

size_t paths_find_node(const PathGraph *graph, Str name) {
    const Resource *resource = estate_find(graph->estate, name);
    bool principal = resource != NULL && (str_equal(resource->type, S("AWS::IAM::Role")) ||
                                          str_equal(resource->type, S("AWS::IAM::User")) ||
                                          str_equal(resource->type, S("AWS::IAM::Group")));
    if (principal) return paths_resource_node(graph, resource);
    const Element *element = model_find_element(graph->model, name);
    return element == NULL ? SIZE_MAX : element->index;
}

/* Marks what is reached over edges of at least that truth. What was reached before stays. */
static void paths_search(PathGraph *graph, size_t from, Truth least) {
    size_t head = 0, count = graph->seen_count;
    if (count == 0) {
        graph->seen[from] = true;
        graph->queue[count++] = (uint32_t)from;
    }
    while (head < count) {
        uint32_t at = graph->queue[head++];
        const PathEdges *edges = &graph->edges[at];
        for (size_t i = 0; i < edges->count; i++) {
            const PathEdge *edge = &edges->items[i];
            if (edge->truth < least || graph->seen[edge->to]) continue;
            graph->seen[edge->to] = true;
            graph->came[edge->to] = edge;
            graph->before[edge->to] = at;
            graph->queue[count++] = edge->to;
        }
    }
    graph->seen_count = count;
}

static void paths_start(PathGraph *graph, size_t from) {
    memset(graph->seen, 0, graph->node_count * sizeof *graph->seen);
    memset(graph->came, 0, graph->node_count * sizeof *graph->came);
    graph->seen_count = 0;
    graph->from = from;
    paths_search(graph, from, TRUTH_TRUE);
}

static Str paths_node_name(const PathGraph *graph, size_t node) {
    if (node == graph->administrator) return PATHS_ADMINISTRATOR;
    if (node < graph->model->element_count) return graph->model->elements[node]->id;
    uint32_t index = (uint32_t)(node - graph->model->element_count);
    return estate_get(graph->estate, index)->address;
}

static PathHop paths_hop(const PathGraph *graph, size_t from, const PathEdge *edge) {
    PathHop hop = {.kind = edge->kind, .truth = edge->truth};
    hop.from = paths_node_name(graph, from);
    hop.to = paths_node_name(graph, edge->to);
    switch (edge->kind) {
    case PATH_HOP_FLOW:
        hop.flow = edge->flow;
        hop.how = edge->flow->label;
        hop.evidence = &edge->flow->evidence;
        hop.note = edge->flow->certain.reason;
        break;
    case PATH_HOP_ROLE:
        hop.how = S("acts with its role");
        hop.one = edge->role->evidence;
        break;
    case PATH_HOP_STEP:
        hop.how = edge->step->way == NULL ? S("assumes the role") : edge->step->way->title;
        hop.evidence = &edge->step->evidence;
        hop.note = edge->step->note;
        break;
    case PATH_HOP_RIGHT:
        hop.how = edge->right->label;
        hop.evidence = &edge->right->evidence;
        break;
    }
    return hop;
}

static bool paths_unwind(const PathGraph *graph, size_t to, Path *ret_path) {
    Path path = {.truth = TRUTH_TRUE, .administrator = to == graph->administrator};
    for (size_t at = to; at != graph->from; at = graph->before[at]) path.count++;
    if (path.count > PATHS_HOPS_MAX) return false;
    path.hops = ARENA_ARRAY(graph->model->arena, PathHop, path.count);
    size_t left = path.count;
    for (size_t at = to; at != graph->from; at = graph->before[at]) {
        PathHop *hop = &path.hops[--left];
        *hop = paths_hop(graph, graph->before[at], graph->came[at]);
        if (hop->truth < path.truth) path.truth = hop->truth;
    }
    if (to < graph->model->element_count) path.to = graph->model->elements[to];
    *ret_path = path;
    return true;
}

PathList paths_to_data(PathGraph *graph, size_t from) {
    PathList list = {ARENA_ARRAY(graph->model->arena, Path, graph->model->element_count + 1), 0};
    paths_start(graph, from);
    paths_search(graph, from, TRUTH_UNKNOWN);
    size_t administrator = graph->administrator;
    for (size_t i = 0; i < graph->model->element_count; i++) {
        bool wanted = graph->model->elements[i]->sensitive && i != from;
        if (!wanted || !graph->seen[i]) continue;
        list.count += paths_unwind(graph, i, &list.items[list.count]);
    }
    if (graph->seen[administrator]) {
        list.count += paths_unwind(graph, administrator, &list.items[list.count]);
    }
    return list;
}

static size_t paths_end(const PathGraph *graph, const Path *path) {
    return path->to != NULL ? path->to->index : graph->administrator;
}

static void paths_add_other(PathGraph *graph, Path *path, size_t entry) {
    Str id = paths_node_name(graph, entry);
    if (str_equal(id, path->hops[0].to)) return;
    path->others = arena_grow_array(graph->model->arena, path->others, path->other_count,
                                    path->other_count + 1, sizeof *path->others);
    path->others[path->other_count++] = id;
}

void paths_find_others(PathGraph *graph, size_t from, PathList *paths) {
    const PathEdges *entries = &graph->edges[from];
    for (size_t e = 0; e < entries->count; e++) {
        size_t entry = entries->items[e].to;
        bool again = false;
        for (size_t i = 0; i < e; i++) again |= entries->items[i].to == entry;
        if (again) continue;
        paths_start(graph, entry);
        paths_search(graph, entry, TRUTH_UNKNOWN);
        for (size_t p = 0; p < paths->count; p++) {
            size_t end = paths_end(graph, &paths->items[p]);
            if (end != entry && graph->seen[end]) paths_add_other(graph, &paths->items[p], entry);
        }
    }
}

bool paths_between(PathGraph *graph, size_t from, size_t to, Path *ret_path) {
    paths_start(graph, from);
    if (!graph->seen[to]) paths_search(graph, from, TRUTH_UNKNOWN);
    return graph->seen[to] && from != to && paths_unwind(graph, to, ret_path);
}

void paths_count_reach(PathGraph *graph, size_t from, size_t *ret_certain, size_t *ret_possible) {
    size_t counts[2] = {0, 0};
    paths_start(graph, from);
    for (int round = 0; round < 2; round++) {
        if (round == 1) paths_search(graph, from, TRUTH_UNKNOWN);
        for (size_t i = 0; i < graph->model->element_count; i++) {
            counts[round] += graph->seen[i] && i != from;
        }
    }
    *ret_certain = counts[0];
    *ret_possible = counts[1] - counts[0];
}
