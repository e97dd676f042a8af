/* SPDX-License-Identifier: Apache-2.0 */
/* estate.h -- the resources of one system, in CloudFormation's shape, and what refers to what.
 *
 * Readers (src/input) add resources; estate_finish then finds out what names what and moves
 * settings that are spread over several resources into the one that they speak of (the folds of
 * docs/facts.md). A value refers to a resource by a symbolic reference (before deployment there are
 * no ids yet) or by a literal id, ARN or name; both count the same, so that a first plan and the
 * state after it give the same answers. */
#ifndef MERLON_ESTATE_ESTATE_H
#define MERLON_ESTATE_ESTATE_H

#include "aws/facts.h"

enum {
    ESTATE_RESOURCES_MAX = 2 * 1000 * 1000, /* ten times the largest organization's account */
    ESTATE_REFERENCES_MAX = 5000            /* resources that one value can refer to */
};

typedef struct Resource {
    Node properties;        /* a map with NODE_FLAG_RESOURCE; its position is the resource's own */
    Str address;            /* as its source names it: "module.a.aws_s3_bucket.b[0]", "Bucket" */
    Str type;               /* "AWS::S3::Bucket"; of what isn't understood, the source's own type */
    Str source_type;        /* "aws_s3_bucket" */
    const FactsType *facts; /* NULL: not understood */
    uint32_t index;         /* in the estate */
    bool outside;           /* only referred to (a data source): more may be set than is seen */
    Str uncertain;          /* it may not be there, or several times: the text that decides how
                               often, equal for resources that are there together; or empty */
    bool folded;            /* its settings moved into another resource: no subject of its own */
} Resource;

typedef struct ResourceList {
    Resource **items;
    size_t count;
    size_t capacity;
    bool incomplete; /* more may belong in it than can be known */
} ResourceList;

typedef struct Estate {
    Arena *arena;
    const Facts *facts;
    bool open_world; /* what is not seen may exist elsewhere */
    ResourceList resources;
    Map by_address;
    Map repeats;     /* address -> how often it was taken, a size_t */
    Map by_type;     /* type -> ResourceList, folded ones too */
    Map by_identity; /* type, newline, literal -> Resource */
    Map referrers;   /* type, newline, path -> EstateReferrers, made when first asked for */
} Estate;

/* An empty estate whose memory comes from arena. */
Estate estate_make(Arena *arena, const Facts *facts, bool open_world);

/* Adds a resource with a copy of what resource holds; its index, facts and flag are set here. An
 * address that is taken gets the file's name in front. Returns NULL beyond ESTATE_RESOURCES_MAX. */
Resource *estate_add(Estate *estate, const Resource *resource);

/* Notes that literal names the resource: its id, ARN or name. */
void estate_identify(Estate *estate, Resource *resource, Str literal);

/* Completes the estate once all resources are there. */
void estate_finish(Estate *estate);

/* The resource with that index. */
Resource *estate_get(const Estate *estate, uint32_t index);

/* The resource with that address, or NULL. */
Resource *estate_find(const Estate *estate, Str address);

/* All resources of a type, folded ones included; an empty list when there are none. */
const ResourceList *estate_of_type(const Estate *estate, Str type);

/* The resource whose properties node is, or NULL when it is another node. */
const Resource *estate_of_node(const Node *node);

/* The resources of a type (empty: any) that value refers to, at any depth of lists and maps, each
 * once. incomplete is set when a part of value isn't known. Memory comes from arena. */
ResourceList estate_refers(const Estate *estate, Arena *arena, const Node *value, Str type);

/* The resources of a type whose property (a dotted path; lists on the way are searched) refers to
 * target. incomplete is set in an open world, or when a property could be anything. */
const ResourceList *estate_referrers(Estate *estate, Str type, Str path, const Resource *target);

/* Everything that stands under a dotted path of node, lists on the way spread out; calls visit for
 * each node found. */
void estate_visit_path(const Node *node, Str path, void (*visit)(void *context, const Node *node),
                       void *context);

/* Text that stands for an attribute of a resource in canonical text (node_canonical), with what is
 * known filled in: an S3 bucket with a literal name gives "arn:aws:s3:::name" for Arn. Patterns of
 * policies are brought into the same form by estate_canonical. */
Str estate_attribute_text(const Estate *estate, Arena *arena, const Resource *resource,
                          Str attribute);

/* node_canonical with references replaced by estate_attribute_text, and the partition of ARNs by
 * "aws". False when it can't be said what the node is made of. */
bool estate_canonical(const Estate *estate, Arena *arena, const Node *node, Str *ret_text);

/* Appends a resource that isn't in the list yet. */
void resource_list_push(Arena *arena, ResourceList *list, Resource *resource);

/* Appends a resource unless it is there already. */
void resource_list_add(Arena *arena, ResourceList *list, Resource *resource);

#endif
