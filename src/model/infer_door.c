/* SPDX-License-Identifier: Apache-2.0 */
/* infer_door.c -- flows that only the network tells of: a security group that lets the members of
 * another group, or a range of private addresses, in. Where a reference tells of the same flow, the
 * rule is one more proof of it. */
#include "base/buffer.h"
#include "model/infer_parts.h"

typedef struct InferDoors {
    Infer *infer;
    const Element **inside; /* elements with a place in a network */
    size_t inside_count;
    Map known; /* from, newline, to -> Flow that a reference told of */
} InferDoors;

static bool infer_is_member(const InferPlace *place, const Resource *group) {
    for (size_t i = 0; i < place->groups.count; i++) {
        if (place->groups.items[i].resource == group) return true;
    }
    return false;
}

static Truth infer_is_in_range(const Resource *network, Cidr range) {
    const Node *own = node_find(&network->properties, S("CidrBlock"));
    Cidr cidr = {0};
    if (own == NULL || own->kind == NODE_UNKNOWN) return TRUTH_UNKNOWN;
    return cidr_parse(node_text(own), &cidr) && cidr_contains(range, cidr) ? TRUTH_TRUE
                                                                           : TRUTH_FALSE;
}

/* Whether what stands at from may come from addresses of a range: its subnets, or its VPC. */
static bool infer_comes_from(const InferPlace *from, Cidr range) {
    for (size_t i = 0; i < from->subnets.count; i++) {
        if (infer_is_in_range(from->subnets.items[i].resource, range) == TRUTH_TRUE) return true;
    }
    for (size_t i = 0; i < from->vpcs.count; i++) {
        if (infer_is_in_range(from->vpcs.items[i].resource, range) == TRUTH_TRUE) return true;
    }
    return false;
}

static bool infer_lets_in(const NetworkDoor *door, const InferPlace *from) {
    if (door->from != NULL) return infer_is_member(from, door->from);
    return door->has_cidr && !door->internet && infer_comes_from(from, door->cidr);
}

static void infer_add_door(InferDoors *doors, const Element *from, const Element *to,
                           const NetworkDoor *door) {
    Infer *infer = doors->infer;
    Flow *told = infer_find_flow(infer, &doors->known, from, to);
    if (told != NULL) {
        model_add_evidence(infer->model, &told->evidence, door->evidence);
        return;
    }
    Flow flow = {.from_id = from->id, .to_id = to->id, .label = door->ports};
    model_add_evidence(infer->model, &flow.evidence, door->evidence);
    flow.certain = infer_always(door->truth, S(""));
    flow.place = (ModelPlace){door->evidence.file, door->evidence.line};
    model_add_flow(infer->model, &flow);
}

/* Stores call nobody, and of what AWS runs only what a rule names does; code calls whom it likes.
 */
static bool infer_calls(const Element *from, const NetworkDoor *door) {
    if (from->kind == ELEMENT_STORE) return false;
    return door->from != NULL || str_equal(from->category, S("compute"));
}

static void infer_open_door(InferDoors *doors, const Element *to, const NetworkDoor *door) {
    size_t drawn = 0;
    for (size_t i = 0; i < doors->inside_count && drawn < INFER_DOOR_FLOWS_MAX; i++) {
        const Element *from = doors->inside[i];
        const InferPlace *place = doors->infer->places[from->resource->index];
        if (from == to || !infer_calls(from, door) || !infer_lets_in(door, place)) continue;
        infer_add_door(doors, from, to, door);
        drawn++;
    }
}

void infer_add_doors(Infer *infer) {
    Model *model = infer->model;
    InferDoors doors = {.infer = infer, .known = infer_map_flows(infer)};
    doors.inside = ARENA_ARRAY(model->arena, const Element *, model->element_count);
    for (size_t i = 0; i < model->element_count; i++) {
        const Element *element = model->elements[i];
        if (element->resource == NULL) continue;
        if (infer->places[element->resource->index] == NULL) continue;
        doors.inside[doors.inside_count++] = element;
    }
    for (size_t i = 0; i < doors.inside_count; i++) {
        const Element *to = doors.inside[i];
        const InferPlace *place = infer->places[to->resource->index];
        for (size_t g = 0; g < place->groups.count; g++) {
            const NetworkDoors *list =
                network_doors(&infer->network, place->groups.items[g].resource);
            for (size_t d = 0; d < list->count; d++) infer_open_door(&doors, to, &list->items[d]);
        }
    }
}
