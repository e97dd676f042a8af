/* SPDX-License-Identifier: Apache-2.0 */
/* trail.h -- following references from one resource to others, as facts describe it:
 *
 *     TargetGroupARNs                                   the property refers to them
 *     DBSubnetGroupName > AWS::RDS::DBSubnetGroup > SubnetIds      by way of another resource
 *     Body > AWS::Lambda::Function | AWS::SQS::Queue    types that count
 *     < AWS::ECS::Service TaskDefinition                backwards: who refers by that property
 *     < AWS::EC2::VolumeAttachment VolumeId > InstanceId      and on from there
 *     Cluster > AWS::ECS::Cluster < AWS::EC2::Instance UserData
 *
 * A path is dotted; lists on the way are spread out, "*" stands for every key of a map, and all of
 * what lies below its end is searched for references. */
#ifndef MERLON_ESTATE_TRAIL_H
#define MERLON_ESTATE_TRAIL_H

#include "estate/evidence.h"

enum {
    TRAIL_STOPS_MAX = 5000, /* resources that one trail leads to; as ESTATE_REFERENCES_MAX */
    TRAIL_PATH_BYTES_MAX = 400,
    TRAIL_SEEN_MAX = 8 /* values that are told of one test; as MODEL_EVIDENCE_MAX */
};

/* Where a trail leads to, and the value that said so. */
typedef struct TrailStop {
    const Resource *resource;
    Evidence evidence;
} TrailStop;

typedef struct TrailStops {
    TrailStop *items; /* each resource once */
    size_t count;
    size_t capacity;
    bool incomplete; /* a value on the way isn't known: it may lead to more */
    bool set;        /* some property at the trail's end is set */
} TrailStops;

/* The values that decided a test. */
typedef struct TrailSeen {
    Evidence items[TRAIL_SEEN_MAX];
    size_t count;
} TrailSeen;

/* Follows trail from a resource. type is that of its end where the trail doesn't say it (empty:
 * any, of symbolic references only). Adds to *stops; memory comes from the estate's arena. */
void trail_follow(Estate *estate, const Resource *from, Str trail, Str type, TrailStops *stops);

/* Whether all tests hold for a resource. A path with several values holds when one of them does;
 * "absent" stands for a property that isn't set. ret_seen, when not NULL, gets the values that hold
 * or may do so. */
Truth trail_test(Arena *arena, const Resource *resource, const DiagramTests *tests,
                 TrailSeen *ret_seen);

/* Calls visit for every node at the end of a path, with the path as it is shown ("A[0].B"). */
typedef void (*TrailVisit)(void *context, const Node *node, Str path);

/* See TrailVisit. Nothing is called when no value stands there. */
void trail_visit(const Node *node, Str path, TrailVisit visit, void *context);

/* Evidence of a value of a resource. */
Evidence trail_evidence(Arena *arena, const Resource *resource, const Node *node, Str path);

#endif
