/* SPDX-License-Identifier: Apache-2.0 */
/* paths.h -- how an attacker gets from one element to another: along flows, with the roles of the
 * workloads on the way, by what these roles may do, and by ways to more rights. Ordinary breadth
 * first search; each hop names its evidence. A path of hops that are all certain comes before a
 * shorter one that depends on something. */
#ifndef MERLON_MODEL_PATHS_H
#define MERLON_MODEL_PATHS_H

#include "model/privilege.h"

enum { PATHS_HOPS_MAX = 24 /* longer ones aren't looked for */ };

typedef enum PathHopKind {
    PATH_HOP_FLOW, /* along a flow */
    PATH_HOP_ROLE, /* a workload's credentials are those of its role */
    PATH_HOP_STEP, /* a way to more rights, or to another role */
    PATH_HOP_RIGHT /* what a role or user may do with an element */
} PathHopKind;

typedef struct PathHop {
    PathHopKind kind;
    Str from, to; /* ids of elements, addresses of roles and users; PATHS_ADMINISTRATOR */
    Str how;      /* "sends requests", "takes its credentials" */
    Str note;     /* what it depends on; or empty */
    Truth truth;
    const EvidenceList *evidence; /* or NULL */
    Evidence one;                 /* of PATH_HOP_ROLE */
    const Flow *flow;             /* of PATH_HOP_FLOW */
} PathHop;

/* The end of a path that gives all rights in the account. */
#define PATHS_ADMINISTRATOR S("administrator")

typedef struct Path {
    PathHop *hops;
    size_t count;
    Truth truth;       /* that of the weakest hop */
    const Element *to; /* NULL: it ends in all rights, or at a role or user */
    Str *others;       /* ids of elements that the start leads to, by way of which one gets there
                          too; filled by paths_find_others */
    size_t other_count;
    bool administrator;
} Path;

typedef struct PathList {
    Path *items;
    size_t count;
} PathList;

typedef struct PathGraph PathGraph;

/* The graph of a finished model, with its estate's privileges. Memory comes from the model's arena.
 */
PathGraph *paths_make(Model *model, Estate *estate, Privileges *privileges);

/* The place of an element's id, or of the address of a role or user; SIZE_MAX when there is none.
 */
size_t paths_find_node(const PathGraph *graph, Str name);

/* The node of all rights in the account. */
size_t paths_administrator(const PathGraph *graph);

/* The best path from a node to each element that holds data, and to all rights in the account; in
 * the order of the elements. */
PathList paths_to_data(PathGraph *graph, size_t from);

/* Fills in by way of what else each path's end is reached: the other elements right behind the
 * start. */
void paths_find_others(PathGraph *graph, size_t from, PathList *paths);

/* The best path between two nodes; false when there is none. */
bool paths_between(PathGraph *graph, size_t from, size_t to, Path *ret_path);

/* How many elements a node reaches, itself left out; unknown counts hops that aren't certain. */
void paths_count_reach(PathGraph *graph, size_t from, size_t *ret_certain, size_t *ret_possible);

#endif
