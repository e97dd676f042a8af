/* SPDX-License-Identifier: Apache-2.0 */
/* subject.h -- what rules on the model speak of: flows, elements, paths, escalations. Each becomes
 * a Resource whose properties are what a rule sees as `this` (docs/rules.md), so that rules on the
 * model are judged like all others. */
#ifndef MERLON_THREAT_SUBJECT_H
#define MERLON_THREAT_SUBJECT_H

#include "estate/estate.h"
#include "model/paths.h"

typedef struct Subject {
    Resource *resource;     /* its type is RULE_FLOW, RULE_CROSSING, RULE_ELEMENT, ... */
    EvidenceList evidence;  /* of itself, beside what a rule looks at */
    const Element *element; /* that it is on; or NULL */
    const Flow *flow;       /* or NULL */
} Subject;

typedef struct SubjectList {
    Subject *items;
    size_t count;
} SubjectList;

/* The model's flows, without those out of scope. */
SubjectList subject_flows(Arena *arena, const Model *model);

/* Each flow once for each trust boundary that it crosses. */
SubjectList subject_crossings(Arena *arena, const Model *model);

/* The model's elements, without those out of scope. */
SubjectList subject_elements(Arena *arena, const Model *model);

/* The paths from the internet to what holds data, and to all rights. */
SubjectList subject_paths(Arena *arena, Model *model, PathGraph *graph);

/* The roles and users that can become administrator without being it. */
SubjectList subject_escalations(Arena *arena, const Model *model, Privileges *privileges);

#endif
