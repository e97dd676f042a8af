/* SPDX-License-Identifier: Apache-2.0 */
/* infer_parts.h -- what the parts of the inference share. */
#ifndef MERLON_MODEL_INFER_PARTS_H
#define MERLON_MODEL_INFER_PARTS_H

#include "estate/trail.h"
#include "model/access.h"
#include "model/infer.h"
#include "model/network.h"

/* Where a resource stands in the network. */
typedef struct InferPlace {
    TrailStops groups, subnets, vpcs;
} InferPlace;

/* Whether a resource is an element; asked once. */
typedef enum InferDrawn { INFER_DRAWN_UNASKED, INFER_DRAWN_NO, INFER_DRAWN_YES } InferDrawn;

/* What a resource says counts for an element: itself, or what it is part of. */
typedef struct InferPart {
    Element *element;
    const Resource *resource;
} InferPart;

typedef struct Infer {
    Model *model;
    Estate *estate;
    Network network;
    Access access;
    InferPlace **places; /* by the index of the resource; NULL where facts say nothing */
    InferDrawn *drawn;   /* by the index of the resource */
    InferPart *parts;    /* elements first, each set in the order of the estate */
    size_t part_count, part_capacity;
} Infer;

/* The element of a resource that is drawn, added when it isn't there yet; NULL for another one. */
Element *infer_element(Infer *infer, const Resource *resource);

/* Whether facts draw the resource as an element, and it isn't part of another one. */
bool infer_is_drawn(Infer *infer, const Resource *resource);

/* Adds what a resource stands for in the diagram: itself, what it is part of, or itself undrawn.
 * depth is 0 at first; evidence becomes that of the stops. */
void infer_stand_for(Infer *infer, const Resource *resource, int depth, TrailStops *stops,
                     const Evidence *evidence);

/* Where a resource stands in the network; NULL where facts say nothing. */
InferPlace *infer_find_place(Infer *infer, const Resource *resource);

/* What facts say about the resource in the diagram; never NULL. */
const Diagram *infer_diagram(const Resource *resource);

/* All that a list of trails leads to. */
void infer_follow(Infer *infer, const Resource *from, const DiagramTexts *trails, Str type,
                  TrailStops *stops);

/* Turns what facts claim into a claim about a resource. */
Claim infer_claim(Infer *infer, const Resource *resource, const DiagramClaim *claim);

/* Something that holds whatever is configured. */
Claim infer_always(Truth truth, Str reason);

/* The actor that stands for everybody on the internet. */
Element *infer_users(Infer *infer);

/* Flows by their two ends, to find what tells of a flow already. */
Map infer_map_flows(Infer *infer);

/* The first flow from one element to another in a map, or NULL. */
Flow *infer_find_flow(Infer *infer, const Map *flows, const Element *from, const Element *to);

/* Flows of references that mean one where nothing else does ("hint"). */
void infer_add_hints(Infer *infer);

/* Flows of references (facts, "flows"). */
void infer_add_references(Infer *infer);

/* Flows from the internet and from other accounts (facts, "entry" and "policy"). */
void infer_add_entries(Infer *infer);

/* Flows that the policies of roles and users allow (facts, "role" and "access"). */
void infer_add_access(Infer *infer);

/* Flows that only security groups tell of. */
void infer_add_doors(Infer *infer);

#endif
