/* SPDX-License-Identifier: Apache-2.0 */
/* diagram.h -- what facts say about how a type stands in the data-flow diagram: what it is part of,
 * which role it has, where it stands in the network, who enters it and what flows between it and
 * others. The format, key by key, is described in docs/facts.md under "diagram". */
#ifndef MERLON_AWS_DIAGRAM_H
#define MERLON_AWS_DIAGRAM_H

#include "base/error.h"
#include "text/node.h"

enum {
    DIAGRAM_ITEMS_MAX = 200, /* rows of one key; the longest of ours has forty */
    DIAGRAM_STEPS_MAX = 16   /* of one trail; the longest of ours has seven */
};

/* Texts: trails (estate/trail.h), actions, patterns. */
typedef struct DiagramTexts {
    const Str *items;
    size_t count;
} DiagramTexts;

/* A property holds one of the values: texts, or "absent" where it isn't set. */
typedef struct DiagramTest {
    Str path;
    DiagramTexts values;
} DiagramTest;

/* All of them hold. */
typedef struct DiagramTests {
    const DiagramTest *items;
    size_t count;
} DiagramTests;

/* One of them holds. */
typedef struct DiagramChoice {
    const DiagramTests *items;
    size_t count;
} DiagramChoice;

/* Whether something is so: always, or by tests; when neither says, it isn't known. */
typedef struct DiagramClaim {
    bool stated;
    bool always; /* truth, whatever is set */
    Truth truth;
    DiagramChoice yes, no;
    Str of_type, of_path; /* the tests are those of resources of that type which refer to this one
                             by that property: no when it holds for one, yes when it does for all */
} DiagramClaim;

/* What flows from one element to another because of a resource. */
typedef struct DiagramFlow {
    DiagramTexts from, to; /* trails from the resource; empty: the resource itself */
    DiagramTests when;
    Str label;
    Str label_from; /* a property whose text is added to the label; or empty */
    DiagramClaim encrypted, authenticated;
    bool delivers; /* logs, replicas: who controls the source gets no further by it */
    bool hint;     /* where something else tells of a flow between the two, one more proof of it */
} DiagramFlow;

/* How anybody can come in without being let in by IAM. */
typedef struct DiagramEntry {
    DiagramTests when;
    Str label;
    bool network; /* only where the network lets the internet reach it */
    DiagramClaim encrypted, authenticated;
} DiagramEntry;

/* What a principal that may do one of the actions does with the resource. */
typedef struct DiagramAccess {
    Str verb;             /* "reads", "writes" */
    DiagramTexts actions; /* as people write them */
    DiagramTexts lower;   /* the same in lower case */
} DiagramAccess;

typedef struct Diagram {
    DiagramTexts part_of; /* trails to what this configures; where they lead somewhere, it isn't
                             drawn itself */
    DiagramTexts role;    /* trails to the roles it acts with */
    DiagramTexts groups;  /* trails to its security groups */
    DiagramTexts subnets;
    DiagramTexts vpc;
    DiagramTexts policy; /* paths of its resource policies */
    DiagramTexts arns;   /* "dynamodb:table/{TableName}": service, then the resource part */
    DiagramTests public; /* it has an address on the internet */
    bool has_public;
    DiagramTests policy_blocked; /* then its policies let nobody in that is public */
    bool has_policy_blocked;
    bool
        subnet_address; /* where public can't be told, its subnet gives addresses on the internet */
    bool sensitive;     /* it holds data that attackers come for */
    bool global;        /* it belongs to no Region */
    DiagramClaim carries_encrypted, carries_authenticated; /* of flows that lead by way of it, or to
                                                              it where nothing else says */
    const DiagramEntry *entries;
    size_t entry_count;
    const DiagramAccess *access;
    size_t access_count;
    const DiagramFlow *flows;
    size_t flow_count;
} Diagram;

/* Reads the map below a type's "diagram". On failure err has file:line. path is the file's. */
bool diagram_read(Arena *arena, Str path, const Node *node, Diagram *ret_diagram, Error *err);

#endif
