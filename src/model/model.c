/* SPDX-License-Identifier: Apache-2.0 */
/* model.c -- how a model grows and is completed. See model.h. */
#include "model/model.h"

#include "base/near.h"

#include <stdlib.h>

/* Appends to one of the model's arrays: ARRAY_PUSH(arena, list.items, list.count, list.capacity).
 */
static void *model_push(Arena *arena, void *items, size_t *count, size_t *capacity, size_t size) {
    if (*count == *capacity) {
        *capacity = *capacity == 0 ? 4 : *capacity * 2;
        items = arena_grow_array(arena, items, *count, *capacity, size);
    }
    ++*count;
    return items;
}

Model model_make(Arena *arena) {
    return (Model){.arena = arena,
                   .element_ids = map_make(arena),
                   .flow_ids = map_make(arena),
                   .boundary_ids = map_make(arena)};
}

Element *model_find_element(const Model *model, Str id) {
    Element *found = map_find(&model->element_ids, id);
    return found == NULL || found->refines ? NULL : found;
}

Flow *model_find_flow(const Model *model, Str id) {
    Flow *found = map_find(&model->flow_ids, id);
    return found == NULL || found->refines ? NULL : found;
}

Boundary *model_find_boundary(const Model *model, Str id) {
    Boundary *found = map_find(&model->boundary_ids, id);
    return found == NULL || found->refines ? NULL : found;
}

static void model_problem(Model *model, ModelPlace place, const char *what, Str id, Str named) {
    Error err = {0};
    error_set(&err, place.file, place.line, 0, "%s \"%.*s\" %.*s", what, STR_ARGS(id),
              STR_ARGS(named));
    error_list_add(&model->problems, model->arena, &err);
}

static bool model_has_room(Model *model, size_t count, ModelPlace place, const char *what, Str id) {
    if (count < MODEL_THINGS_MAX) return true;
    model_problem(model, place, what, id, S("is one too many: a model holds at most 200000"));
    return false;
}

/* fill: what is there already was written by a person and stays. */
static void model_take_text(Str *text, Str more, bool fill) {
    if (more.len > 0 && !(fill && text->len > 0)) *text = more;
}

static void model_take_properties(Model *model, ModelProperties *properties,
                                  const ModelProperties *more) {
    for (size_t i = 0; i < more->count; i++) {
        model_add_property(model, properties, more->items[i].name, more->items[i].value);
        properties->items[properties->count - 1].id = more->items[i].id;
    }
}

static void model_take_texts(Model *model, ModelTexts *texts, const ModelTexts *more) {
    for (size_t i = 0; i < more->count; i++) model_add_text(model, texts, more->items[i]);
}

static void model_take_place(ModelPlace *place, ModelPlace more) {
    if (place->file.len == 0) *place = more;
}

static void model_take_claim(Claim *claim, const Claim *more, bool fill) {
    if (more->stated && !(fill && claim->stated)) *claim = *more;
}

static void model_merge_element(Model *model, Element *element, const Element *more) {
    bool fill = (element->refines && !more->refines) ||
                (element->resource == NULL && more->resource != NULL);
    if (more->kind_stated || (fill && !element->kind_stated)) element->kind = more->kind;
    element->kind_stated |= more->kind_stated;
    element->refines &= more->refines;
    model_take_text(&element->name, more->name, fill);
    model_take_text(&element->type, more->type, fill);
    model_take_text(&element->base_type, more->base_type, fill);
    model_take_text(&element->diagram, more->diagram, fill);
    model_take_text(&element->category, more->category, fill);
    model_take_text(&element->description, more->description, fill);
    model_take_text(&element->boundary_id, more->boundary_id, fill);
    model_take_text(&element->scope_reason, more->scope_reason, fill);
    model_take_place(&element->place, more->place);
    model_take_properties(model, &element->properties, &more->properties);
    model_take_texts(model, &element->assets, &more->assets);
    if (more->resource != NULL) element->resource = more->resource;
    element->out_of_scope |= more->out_of_scope;
    element->actor |= more->actor;
    element->sensitive |= more->sensitive;
}

Element *model_add_element(Model *model, const Element *element) {
    Element *known = map_find(&model->element_ids, element->id);
    if (known != NULL) {
        model_merge_element(model, known, element);
        return known;
    }
    if (!model_has_room(model, model->element_count, element->place, "element", element->id)) {
        return NULL;
    }
    Element *added = ARENA_NEW(model->arena, Element);
    *added = *element;
    if (added->name.len == 0 && !added->refines) added->name = added->id;
    added->index = (uint32_t)model->element_count;
    model->elements = model_push(model->arena, model->elements, &model->element_count,
                                 &model->element_capacity, sizeof *model->elements);
    model->elements[added->index] = added;
    map_set(&model->element_ids, added->id, added);
    return added;
}

static void model_merge_flow(Model *model, Flow *flow, const Flow *more) {
    bool fill = flow->refines && !more->refines;
    flow->refines &= more->refines;
    model_take_text(&flow->label, more->label, fill);
    model_take_text(&flow->type, more->type, fill);
    model_take_text(&flow->base_type, more->base_type, fill);
    model_take_text(&flow->diagram, more->diagram, fill);
    model_take_text(&flow->description, more->description, fill);
    model_take_text(&flow->from_id, more->from_id, fill);
    model_take_text(&flow->to_id, more->to_id, fill);
    model_take_text(&flow->scope_reason, more->scope_reason, fill);
    model_take_place(&flow->place, more->place);
    model_take_properties(model, &flow->properties, &more->properties);
    model_take_texts(model, &flow->assets, &more->assets);
    model_take_texts(model, &flow->crossing_ids, &more->crossing_ids);
    model_take_claim(&flow->certain, &more->certain, fill);
    model_take_claim(&flow->encrypted, &more->encrypted, fill);
    model_take_claim(&flow->authenticated, &more->authenticated, fill);
    for (size_t i = 0; i < more->evidence.count; i++) {
        model_add_evidence(model, &flow->evidence, more->evidence.items[i]);
    }
    flow->bidirectional |= more->bidirectional;
    flow->delivers &= more->delivers;
    flow->out_of_scope |= more->out_of_scope;
    flow->has_crossings |= more->has_crossings;
}

Flow *model_add_flow(Model *model, const Flow *flow) {
    Str id = flow->id;
    if (id.len == 0) {
        id = str_format(model->arena, "%.*s -> %.*s: %.*s", STR_ARGS(flow->from_id),
                        STR_ARGS(flow->to_id), STR_ARGS(flow->label));
    }
    Flow *known = map_find(&model->flow_ids, id);
    if (known != NULL) {
        model_merge_flow(model, known, flow);
        return known;
    }
    if (!model_has_room(model, model->flow_count, flow->place, "flow", id)) return NULL;
    Flow *added = ARENA_NEW(model->arena, Flow);
    *added = *flow;
    added->id = id;
    size_t index = model->flow_count;
    model->flows = model_push(model->arena, model->flows, &model->flow_count, &model->flow_capacity,
                              sizeof *model->flows);
    model->flows[index] = added;
    map_set(&model->flow_ids, id, added);
    return added;
}

static void model_merge_boundary(Model *model, Boundary *boundary, const Boundary *more) {
    bool fill =
        (boundary->refines || (boundary->kind_stated && !more->kind_stated)) && !more->refines;
    if (more->kind_stated || (fill && !boundary->kind_stated)) boundary->kind = more->kind;
    boundary->kind_stated |= more->kind_stated;
    boundary->refines &= more->refines;
    model_take_text(&boundary->name, more->name, fill);
    model_take_text(&boundary->type, more->type, fill);
    model_take_text(&boundary->base_type, more->base_type, fill);
    model_take_text(&boundary->diagram, more->diagram, fill);
    model_take_text(&boundary->description, more->description, fill);
    model_take_text(&boundary->parent_id, more->parent_id, fill);
    model_take_place(&boundary->place, more->place);
    model_take_properties(model, &boundary->properties, &more->properties);
    model_take_claim(&boundary->open, &more->open, fill);
    if (more->has_trust && !(fill && boundary->has_trust)) boundary->trust = more->trust;
    boundary->has_trust |= more->has_trust;
}

Boundary *model_add_boundary(Model *model, const Boundary *boundary) {
    Boundary *known = map_find(&model->boundary_ids, boundary->id);
    if (known != NULL) {
        model_merge_boundary(model, known, boundary);
        return known;
    }
    if (!model_has_room(model, model->boundary_count, boundary->place, "boundary", boundary->id)) {
        return NULL;
    }
    Boundary *added = ARENA_NEW(model->arena, Boundary);
    *added = *boundary;
    if (added->name.len == 0 && !added->refines) added->name = added->id;
    added->index = (uint32_t)model->boundary_count;
    model->boundaries = model_push(model->arena, model->boundaries, &model->boundary_count,
                                   &model->boundary_capacity, sizeof *model->boundaries);
    model->boundaries[added->index] = added;
    map_set(&model->boundary_ids, added->id, added);
    return added;
}

void model_add_asset(Model *model, const Asset *asset) {
    model->assets = model_push(model->arena, model->assets, &model->asset_count,
                               &model->asset_capacity, sizeof *model->assets);
    model->assets[model->asset_count - 1] = *asset;
}

void model_add_threat(Model *model, const ModelThreat *threat) {
    model->threats = model_push(model->arena, model->threats, &model->threat_count,
                                &model->threat_capacity, sizeof *model->threats);
    model->threats[model->threat_count - 1] = *threat;
}

void model_add_right(Model *model, const ModelRight *right) {
    model->rights = model_push(model->arena, model->rights, &model->right_count,
                               &model->right_capacity, sizeof *model->rights);
    model->rights[model->right_count - 1] = *right;
}

void model_add_property(Model *model, ModelProperties *properties, Str name, Str value) {
    properties->items = model_push(model->arena, properties->items, &properties->count,
                                   &properties->capacity, sizeof *properties->items);
    properties->items[properties->count - 1] = (ModelProperty){.name = name, .value = value};
}

void model_add_text(Model *model, ModelTexts *texts, Str text) {
    texts->items = model_push(model->arena, texts->items, &texts->count, &texts->capacity,
                              sizeof *texts->items);
    texts->items[texts->count - 1] = text;
}

void model_add_evidence(Model *model, EvidenceList *list, Evidence evidence) {
    for (size_t i = 0; i < list->count; i++) {
        const Evidence *known = &list->items[i];
        if (str_equal(known->address, evidence.address) && str_equal(known->path, evidence.path)) {
            return;
        }
    }
    if (list->count == MODEL_EVIDENCE_MAX) return;
    list->items = arena_grow_array(model->arena, list->items, list->count, list->count + 1,
                                   sizeof *list->items);
    list->items[list->count++] = evidence;
}

const Element *model_owner(const Model *model, const Resource *resource) {
    return resource->index < model->owner_count ? model->owners[resource->index] : NULL;
}

Str model_property(const ModelProperties *properties, Str name) {
    for (size_t i = 0; i < properties->count; i++) {
        if (str_equal(properties->items[i].name, name)) return properties->items[i].value;
    }
    return S("");
}

Truth claim_truth(const Claim *claim) { return claim->stated ? claim->truth : TRUTH_UNKNOWN; }

Truth flow_truth(const Flow *flow) {
    return flow->certain.stated ? flow->certain.truth : TRUTH_TRUE;
}

Str element_kind_name(ElementKind kind) {
    static const Str names[] = {S_INIT("external"), S_INIT("process"), S_INIT("store")};
    return names[kind];
}

Str boundary_kind_name(BoundaryKind kind) {
    static const Str names[] = {S_INIT("internet"), S_INIT("account"), S_INIT("region"),
                                S_INIT("vpc"),      S_INIT("subnet"),  S_INIT("security group"),
                                S_INIT("other")};
    return names[kind];
}

/* ---- finishing ---- */

static bool model_has(const Model *model, char kind, Str id) {
    if (kind == 'e') return model_find_element(model, id) != NULL;
    if (kind == 'f') return model_find_flow(model, id) != NULL;
    return model_find_boundary(model, id) != NULL;
}

/* The end of a message about an id of that kind ('e', 'f' or 'b') that names nothing. */
static Str model_near(const Model *model, char kind, Str id) {
    if (model->problems.count >= MODEL_NEAR_MAX) return S("");
    Near near = near_make(id);
    const Map *ids = kind == 'e'   ? &model->element_ids
                     : kind == 'f' ? &model->flow_ids
                                   : &model->boundary_ids;
    for (size_t i = 0; i < ids->count; i++) {
        Str known = ids->entries[i].key;
        if (model_has(model, kind, known)) near_offer(&near, known);
    }
    if (near.best.len == 0) return S("");
    return str_join3(model->arena, S("; did you mean \""), near.best, S("\"?"));
}

/* "stands in a boundary", "vpc" -> "stands in a boundary that isn't there: "vpc"". */
static Str model_dangling(const Model *model, const char *how, char kind, Str id) {
    Str near = model_near(model, kind, id);
    return str_format(model->arena, "%s that isn't there: \"%.*s\"%.*s", how, STR_ARGS(id),
                      STR_ARGS(near));
}

static Str model_lonely(const Model *model, char kind, Str id) {
    Str near = model_near(model, kind, id);
    return str_join2(model->arena, S("isn't there to say more of; what is new says its kind"),
                     near);
}

/* Leaves out what only says more of a thing that nothing else knows, and names what has no name. */
static void model_settle(Model *model) {
    size_t elements = 0, flows = 0, boundaries = 0;
    for (size_t i = 0; i < model->element_count; i++) {
        Element *element = model->elements[i];
        if (element->name.len == 0) element->name = element->id;
        if (!element->refines) {
            model->elements[elements++] = element;
            continue;
        }
        Str told = model_lonely(model, 'e', element->id);
        model_problem(model, element->place, "element", element->id, told);
    }
    for (size_t i = 0; i < model->boundary_count; i++) {
        Boundary *boundary = model->boundaries[i];
        if (boundary->name.len == 0) boundary->name = boundary->id;
        if (!boundary->refines) {
            model->boundaries[boundaries++] = boundary;
            continue;
        }
        Str told = model_lonely(model, 'b', boundary->id);
        model_problem(model, boundary->place, "boundary", boundary->id, told);
    }
    for (size_t i = 0; i < model->flow_count; i++) {
        Flow *flow = model->flows[i];
        if (!flow->refines) {
            model->flows[flows++] = flow;
            continue;
        }
        Str near = model_near(model, 'f', flow->id);
        Str told = str_join2(model->arena, S("isn't there to say more of"), near);
        model_problem(model, flow->place, "flow", flow->id, told);
    }
    model->element_count = elements;
    model->boundary_count = boundaries;
    model->flow_count = flows;
}

/* Whether going up from boundary comes back to it, or goes on too long to be meant. */
static bool model_in_circle(const Boundary *boundary) {
    const Boundary *up = boundary->parent;
    for (int depth = 0; up != NULL; up = up->parent) {
        if (up == boundary || ++depth >= MODEL_NESTING_MAX) return true;
    }
    return false;
}

static void model_resolve_boundaries(Model *model) {
    for (size_t i = 0; i < model->boundary_count; i++) {
        Boundary *boundary = model->boundaries[i];
        boundary->parent = NULL;
        if (boundary->parent_id.len == 0) continue;
        boundary->parent = model_find_boundary(model, boundary->parent_id);
        if (boundary->parent == NULL) {
            model_problem(model, boundary->place, "boundary", boundary->id,
                          model_dangling(model, "stands in one", 'b', boundary->parent_id));
        }
    }
    for (size_t i = 0; i < model->boundary_count; i++) {
        Boundary *boundary = model->boundaries[i];
        if (!model_in_circle(boundary)) continue;
        boundary->parent = NULL;
        model_problem(model, boundary->place, "boundary", boundary->id,
                      S("stands in itself, or too deep"));
    }
    for (size_t i = 0; i < model->boundary_count; i++) {
        Boundary *boundary = model->boundaries[i];
        boundary->depth = 0;
        for (const Boundary *up = boundary->parent; up != NULL; up = up->parent) boundary->depth++;
    }
}

/* Parents first; the order in which they were added otherwise. */
static int model_compare_boundaries(const void *left, const void *right) {
    const Boundary *a = *(Boundary *const *)left, *b = *(Boundary *const *)right;
    if (a->depth != b->depth) return a->depth < b->depth ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

static int model_compare_elements(const void *left, const void *right) {
    const Element *a = *(Element *const *)left, *b = *(Element *const *)right;
    if (a->actor != b->actor) return a->actor ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

static int model_compare_flows(const void *left, const void *right) {
    const Flow *a = *(Flow *const *)left, *b = *(Flow *const *)right;
    if (a->from->index != b->from->index) return a->from->index < b->from->index ? -1 : 1;
    if (a->to->index != b->to->index) return a->to->index < b->to->index ? -1 : 1;
    int order = str_compare(a->label, b->label);
    return order != 0 ? order : str_compare(a->id, b->id);
}

static void model_resolve_elements(Model *model) {
    for (size_t i = 0; i < model->element_count; i++) {
        Element *element = model->elements[i];
        element->boundary = NULL;
        if (element->boundary_id.len == 0) continue;
        element->boundary = model_find_boundary(model, element->boundary_id);
        if (element->boundary == NULL) {
            model_problem(model, element->place, "element", element->id,
                          model_dangling(model, "stands in a boundary", 'b', element->boundary_id));
        }
    }
}

static void model_resolve_flows(Model *model) {
    size_t kept = 0;
    for (size_t i = 0; i < model->flow_count; i++) {
        Flow *flow = model->flows[i];
        flow->from = model_find_element(model, flow->from_id);
        flow->to = model_find_element(model, flow->to_id);
        if (flow->from != NULL && flow->to != NULL) {
            model->flows[kept++] = flow;
            continue;
        }
        bool start = flow->from == NULL;
        Str end = start ? flow->from_id : flow->to_id;
        const char *how = start ? "starts at an element" : "ends at an element";
        model_problem(model, flow->place, "flow", flow->id, model_dangling(model, how, 'e', end));
    }
    model->flow_count = kept;
}

static void model_cross(Flow *flow, const Boundary *boundary) {
    flow->crosses[flow->cross_count++] = boundary;
}

static bool model_holds(const Boundary *outer, const Boundary *inner) {
    while (inner != NULL && inner != outer) inner = inner->parent;
    return inner != NULL;
}

/* Out of what holds the source only, then into what holds the target only. */
static void model_cross_nesting(Flow *flow) {
    const Boundary *into[MODEL_NESTING_MAX];
    size_t count = 0;
    for (const Boundary *b = flow->from->boundary; b != NULL; b = b->parent) {
        if (!model_holds(b, flow->to->boundary)) model_cross(flow, b);
    }
    for (const Boundary *b = flow->to->boundary; b != NULL; b = b->parent) {
        if (!model_holds(b, flow->from->boundary) && count < MODEL_NESTING_MAX) into[count++] = b;
    }
    while (count > 0) model_cross(flow, into[--count]);
}

static void model_find_crossings(Model *model, Flow *flow) {
    size_t most = flow->has_crossings ? flow->crossing_ids.count : 2 * MODEL_NESTING_MAX;
    const Boundary *found[2 * MODEL_NESTING_MAX];
    flow->cross_count = 0;
    if (!flow->has_crossings) {
        flow->crosses = found;
        model_cross_nesting(flow);
        flow->crosses = arena_grow_array(model->arena, found, flow->cross_count, flow->cross_count,
                                         sizeof *found);
        return;
    }
    flow->crosses = ARENA_ARRAY(model->arena, const Boundary *, most);
    for (size_t i = 0; i < flow->crossing_ids.count; i++) {
        const Boundary *boundary = model_find_boundary(model, flow->crossing_ids.items[i]);
        if (boundary != NULL) model_cross(flow, boundary);
    }
}

/* Ids of data that nothing describes; what makes sense of them is missing, not the thing itself. */
static void model_check_assets(Model *model, const ModelTexts *ids, ModelPlace place, Str on) {
    for (size_t i = 0; i < ids->count; i++) {
        if (map_find(&model->asset_ids, ids->items[i]) != NULL) continue;
        Near near = near_make(ids->items[i]);
        for (size_t k = 0; k < model->asset_count && model->problems.count < MODEL_NEAR_MAX; k++) {
            near_offer(&near, model->assets[k].id);
        }
        bool found = near.best.len > 0;
        Str told =
            str_format(model->arena, "is named by \"%.*s\", but isn't there%s%.*s%s", STR_ARGS(on),
                       found ? "; did you mean \"" : "", STR_ARGS(near.best), found ? "\"?" : "");
        model_problem(model, place, "asset", ids->items[i], told);
    }
}

/* Each text once, in the order in which they came: several sources may say the same. */
static void model_keep_distinct(ModelTexts *texts) {
    CLEANUP(arena_free) Arena scratch = {0};
    Map seen = map_make(&scratch);
    size_t kept = 0;
    for (size_t i = 0; i < texts->count; i++) {
        if (map_set(&seen, texts->items[i], texts) != NULL) continue;
        texts->items[kept++] = texts->items[i];
    }
    texts->count = kept;
}

static void model_resolve_assets(Model *model) {
    model->asset_ids = map_make(model->arena);
    for (size_t i = 0; i < model->asset_count; i++) {
        map_set(&model->asset_ids, model->assets[i].id, &model->assets[i]);
    }
    for (size_t i = 0; i < model->element_count; i++) {
        Element *element = model->elements[i];
        if (element->assets.count > 1) model_keep_distinct(&element->assets);
        model_check_assets(model, &element->assets, element->place, element->id);
    }
    for (size_t i = 0; i < model->flow_count; i++) {
        Flow *flow = model->flows[i];
        if (flow->assets.count > 1) model_keep_distinct(&flow->assets);
        model_check_assets(model, &flow->assets, flow->place, flow->id);
    }
}

void model_finish(Model *model) {
    model_settle(model);
    model_resolve_boundaries(model);
    model_resolve_elements(model);
    model_resolve_flows(model);
    model_resolve_assets(model);
    if (model->boundary_count > 0) {
        qsort(model->boundaries, model->boundary_count, sizeof *model->boundaries,
              model_compare_boundaries);
    }
    if (model->element_count > 0) {
        qsort(model->elements, model->element_count, sizeof *model->elements,
              model_compare_elements);
    }
    for (size_t i = 0; i < model->boundary_count; i++) model->boundaries[i]->index = (uint32_t)i;
    for (size_t i = 0; i < model->element_count; i++) model->elements[i]->index = (uint32_t)i;
    if (model->flow_count > 0) {
        qsort(model->flows, model->flow_count, sizeof *model->flows, model_compare_flows);
    }
    for (size_t i = 0; i < model->flow_count; i++) {
        model->flows[i]->number = (uint32_t)i + 1;
        model_find_crossings(model, model->flows[i]);
    }
}
