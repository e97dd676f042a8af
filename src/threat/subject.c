/* SPDX-License-Identifier: Apache-2.0 */
/* subject.c -- see subject.h. */
#include "threat/subject.h"

#include "model/infer.h"
#include "threat/threat.h"

/* ---- nodes ---- */

static const Source *subject_source(Arena *arena, Str file) {
    Source *source = ARENA_NEW(arena, Source);
    source->path = file;
    return source;
}

/* A node that stands for nothing but a place. */
static Node subject_at(Arena *arena, Str file, uint32_t line) {
    Node at = node_make_null(NULL);
    if (file.len > 0) at.source = subject_source(arena, file);
    at.line = line;
    return at;
}

static Node subject_at_evidence(Arena *arena, const EvidenceList *evidence, const Node *otherwise) {
    if (evidence->count == 0) return *otherwise;
    return subject_at(arena, evidence->items[0].file, evidence->items[0].line);
}

static void subject_add_text(Arena *arena, Node *map, const char *key, Str text) {
    node_map_add(arena, map, str_from(key), node_make_string(map, text));
}

static void subject_add_bool(Arena *arena, Node *map, const char *key, bool value) {
    node_map_add(arena, map, str_from(key), node_make_bool(map, value));
}

/* true, false, or an unknown that says why. */
static void subject_add_claim(Arena *arena, Node *map, const char *key, Truth truth,
                              const Claim *claim) {
    Node at = subject_at_evidence(arena, &claim->evidence, map);
    Node value = node_make_bool(&at, truth == TRUTH_TRUE);
    if (truth == TRUTH_UNKNOWN) {
        Str reason = claim->reason.len > 0 ? claim->reason : S("the configuration doesn't say");
        value = node_make_unknown(arena, &at, reason);
    }
    node_map_add(arena, map, str_from(key), value);
}

static Node subject_boundary(Arena *arena, const Node *at, const Boundary *boundary) {
    Node map = node_make_map(at);
    subject_add_text(arena, &map, "id", boundary->id);
    subject_add_text(arena, &map, "name", boundary->name);
    subject_add_text(arena, &map, "kind", boundary_kind_name(boundary->kind));
    return map;
}

static Node subject_element(Arena *arena, const Element *element) {
    Node at = subject_at(arena, element->place.file, element->place.line);
    Node map = node_make_map(&at);
    subject_add_text(arena, &map, "id", element->id);
    subject_add_text(arena, &map, "name", element->name);
    subject_add_text(arena, &map, "kind", element_kind_name(element->kind));
    subject_add_text(arena, &map, "type", element->type);
    subject_add_text(arena, &map, "category", element->category);
    subject_add_bool(arena, &map, "actor", element->actor);
    subject_add_bool(arena, &map, "sensitive", element->sensitive || element->assets.count > 0);
    Node boundaries = node_make_list(arena, &at, 0);
    for (const Boundary *b = element->boundary; b != NULL; b = b->parent) {
        node_list_add(arena, &boundaries, subject_boundary(arena, &at, b));
    }
    node_map_add(arena, &map, S("boundaries"), boundaries);
    /* its configuration, where it has one */
    if (element->resource != NULL) {
        node_map_add(arena, &map, S("properties"), element->resource->properties);
    }
    return map;
}

static Resource *subject_make(Arena *arena, Str address, Str type, Node properties) {
    Resource *resource = ARENA_NEW(arena, Resource);
    *resource = (Resource){.address = address, .type = type, .source_type = type};
    resource->properties = properties;
    resource->properties.flags |= NODE_FLAG_RESOURCE;
    return resource;
}

static SubjectList subject_list(Arena *arena, size_t most) {
    return (SubjectList){ARENA_ARRAY(arena, Subject, most), 0};
}

/* ---- subjects ---- */

/* Elements stand in many flows: each is described once. */
typedef struct SubjectElements {
    Arena *arena;
    Node *nodes; /* by the index of the element */
    bool *made;
} SubjectElements;

static Node subject_shared_element(SubjectElements *elements, const Element *element) {
    if (!elements->made[element->index]) {
        elements->nodes[element->index] = subject_element(elements->arena, element);
        elements->made[element->index] = true;
    }
    return elements->nodes[element->index];
}

static Node subject_flow(SubjectElements *elements, const Flow *flow) {
    Arena *arena = elements->arena;
    Node at = subject_at(arena, flow->place.file, flow->place.line);
    Node map = node_make_map(&at);
    subject_add_text(arena, &map, "id", flow->id);
    subject_add_text(arena, &map, "label", flow->label);
    node_map_add(arena, &map, S("number"), node_make_int(&at, flow->number));
    node_map_add(arena, &map, S("from"), subject_shared_element(elements, flow->from));
    node_map_add(arena, &map, S("to"), subject_shared_element(elements, flow->to));
    Node crosses = node_make_list(arena, &at, 0);
    for (size_t i = 0; i < flow->cross_count; i++) {
        node_list_add(arena, &crosses, subject_boundary(arena, &at, flow->crosses[i]));
    }
    node_map_add(arena, &map, S("crosses"), crosses);
    subject_add_claim(arena, &map, "certain", flow_truth(flow), &flow->certain);
    subject_add_claim(arena, &map, "encrypted", claim_truth(&flow->encrypted), &flow->encrypted);
    subject_add_claim(arena, &map, "authenticated", claim_truth(&flow->authenticated),
                      &flow->authenticated);
    subject_add_bool(arena, &map, "delivers", flow->delivers);
    return map;
}

SubjectList subject_flows(Arena *arena, const Model *model) {
    SubjectList list = subject_list(arena, model->flow_count);
    SubjectElements elements = {arena, ARENA_ARRAY(arena, Node, model->element_count),
                                ARENA_ARRAY(arena, bool, model->element_count)};
    for (size_t i = 0; i < model->flow_count; i++) {
        const Flow *flow = model->flows[i];
        if (flow->out_of_scope || flow->from->out_of_scope || flow->to->out_of_scope) continue;
        Subject *subject = &list.items[list.count++];
        subject->resource = subject_make(arena, flow->id, RULE_FLOW, subject_flow(&elements, flow));
        subject->evidence = flow->evidence;
        subject->flow = flow;
    }
    return list;
}

SubjectList subject_crossings(Arena *arena, const Model *model) {
    SubjectList flows = subject_flows(arena, model);
    size_t most = 0;
    for (size_t i = 0; i < flows.count; i++) most += flows.items[i].flow->cross_count;
    SubjectList list = subject_list(arena, most);
    for (size_t i = 0; i < flows.count; i++) {
        const Subject *flow = &flows.items[i];
        for (size_t c = 0; c < flow->flow->cross_count; c++) {
            const Boundary *boundary = flow->flow->crosses[c];
            const Node *at = &flow->resource->properties;
            Node map = node_make_map(at);
            node_map_add(arena, &map, S("flow"), *at);
            node_map_add(arena, &map, S("boundary"), subject_boundary(arena, at, boundary));
            Str address = str_format(arena, "%.*s across %.*s", STR_ARGS(flow->flow->id),
                                     STR_ARGS(boundary->id));
            Subject *subject = &list.items[list.count++];
            *subject = *flow;
            subject->resource = subject_make(arena, address, RULE_CROSSING, map);
        }
    }
    return list;
}

SubjectList subject_elements(Arena *arena, const Model *model) {
    SubjectList list = subject_list(arena, model->element_count);
    for (size_t i = 0; i < model->element_count; i++) {
        const Element *element = model->elements[i];
        if (element->out_of_scope) continue;
        Subject *subject = &list.items[list.count++];
        subject->resource =
            subject_make(arena, element->id, RULE_ELEMENT, subject_element(arena, element));
        subject->element = element;
    }
    return list;
}

static void subject_take_evidence(Arena *arena, EvidenceList *list, const Evidence *evidence) {
    if (list->count == THREAT_SUBJECT_EVIDENCE_MAX || evidence->value.len == 0) return;
    list->items =
        arena_grow_array(arena, list->items, list->count, list->count + 1, sizeof *list->items);
    list->items[list->count++] = *evidence;
}

static void subject_add_hop(Arena *arena, Node *hops, Str how, Str to, const Evidence *evidence) {
    Node at = *hops;
    if (evidence != NULL) at = subject_at(arena, evidence->file, evidence->line);
    Str text = str_join3(arena, how, S(" -> "), to);
    node_list_add(arena, hops, node_make_string(&at, text));
}

static void subject_path(Arena *arena, const Path *path, Subject *subject) {
    const PathHop *first = &path->hops[0], *last = &path->hops[path->count - 1];
    const Evidence *start =
        first->evidence != NULL && first->evidence->count > 0 ? &first->evidence->items[0] : NULL;
    Node at = start == NULL ? node_make_null(NULL) : subject_at(arena, start->file, start->line);
    Node map = node_make_map(&at), hops = node_make_list(arena, &at, 0);
    for (size_t i = 0; i < path->count; i++) {
        const PathHop *hop = &path->hops[i];
        const Evidence *shown = hop->evidence != NULL && hop->evidence->count > 0
                                    ? &hop->evidence->items[0]
                                : hop->one.value.len > 0 ? &hop->one
                                                         : NULL;
        subject_add_hop(arena, &hops, hop->how, hop->to, shown);
        if (shown != NULL) subject_take_evidence(arena, &subject->evidence, shown);
    }
    subject_add_text(arena, &map, "from", first->from);
    subject_add_text(arena, &map, "to", last->to);
    if (path->to != NULL) {
        node_map_add(arena, &map, S("target"), subject_element(arena, path->to));
    }
    node_map_add(arena, &map, S("hops"), hops);
    Claim certain = {.stated = true, .truth = path->truth};
    for (size_t i = 0; i < path->count; i++) {
        if (path->hops[i].truth == TRUTH_UNKNOWN) certain.reason = path->hops[i].note;
    }
    subject_add_claim(arena, &map, "certain", path->truth, &certain);
    subject_add_bool(arena, &map, "administrator", path->administrator);
    Str address = str_join3(arena, S("internet -> "), last->to, S(""));
    subject->resource = subject_make(arena, address, RULE_PATH, map);
    subject->element = path->to;
}

SubjectList subject_paths(Arena *arena, Model *model, PathGraph *graph) {
    size_t users = paths_find_node(graph, INFER_USERS);
    if (users == SIZE_MAX) return (SubjectList){0};
    PathList paths = paths_to_data(graph, users);
    SubjectList list = subject_list(arena, paths.count);
    (void)model;
    for (size_t i = 0; i < paths.count; i++) {
        if (paths.items[i].to != NULL && paths.items[i].to->out_of_scope) continue;
        subject_path(arena, &paths.items[i], &list.items[list.count++]);
    }
    return list;
}

static void subject_escalation(Arena *arena, const PrivilegePath *path, Subject *subject) {
    Node at = path->from->properties;
    Node map = node_make_map(&at), steps = node_make_list(arena, &at, 0);
    Claim certain = {.stated = true, .truth = path->truth};
    for (size_t i = 0; i < path->count; i++) {
        const PrivilegeStep *step = path->steps[i];
        Str how = step->way == NULL ? S("assumes the role") : step->way->title;
        Str to = step->to == NULL ? PATHS_ADMINISTRATOR : step->to->address;
        const Evidence *shown = step->evidence.count > 0 ? &step->evidence.items[0] : NULL;
        subject_add_hop(arena, &steps, how, to, shown);
        if (shown != NULL) subject_take_evidence(arena, &subject->evidence, shown);
        if (step->truth == TRUTH_UNKNOWN) certain.reason = step->note;
    }
    subject_add_text(arena, &map, "principal", path->from->address);
    subject_add_text(arena, &map, "type", path->from->type);
    node_map_add(arena, &map, S("steps"), steps);
    subject_add_claim(arena, &map, "certain", path->truth, &certain);
    subject->resource = subject_make(arena, path->from->address, RULE_ESCALATION, map);
}

SubjectList subject_escalations(Arena *arena, const Model *model, Privileges *privileges) {
    static const char *const types[] = {"AWS::IAM::User", "AWS::IAM::Role"};
    const Estate *estate = privileges->access->estate;
    size_t most = estate_of_type(estate, str_from(types[0]))->count +
                  estate_of_type(estate, str_from(types[1]))->count;
    SubjectList list = subject_list(arena, most);
    for (size_t t = 0; t < COUNT(types); t++) {
        const ResourceList *principals = estate_of_type(estate, str_from(types[t]));
        for (size_t i = 0; i < principals->count; i++) {
            PrivilegePath path = {0};
            const Resource *principal = principals->items[i];
            if (principal->outside) continue;
            if (!privilege_find_path(privileges, principal, &path) || path.count == 0) continue;
            Subject *subject = &list.items[list.count++];
            subject_escalation(arena, &path, subject);
            subject->element = model_owner(model, principal);
        }
    }
    return list;
}
