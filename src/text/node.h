/* SPDX-License-Identifier: Apache-2.0 */
/* node.h -- the one tree that every reader fills: JSON, YAML, and later HCL and XML.
 * Each node knows where it stands in its file. A value that can't be known before deployment is a
 * node of its own kind, NODE_UNKNOWN, which says why and, as far as can be told, what it will be
 * made of. Lists and maps can be open: there may be more in them than what is seen. */
#ifndef MERLON_TEXT_NODE_H
#define MERLON_TEXT_NODE_H

#include "base/map.h"

typedef enum NodeKind {
    NODE_NULL,
    NODE_BOOL,
    NODE_INT,
    NODE_DOUBLE,
    NODE_STRING,
    NODE_LIST,
    NODE_MAP,
    NODE_UNKNOWN
} NodeKind;

enum {
    NODE_FLAG_OPEN = 1,     /* list or map: may hold more than is seen; unknown: may be nothing */
    NODE_FLAG_SECRET = 2,   /* the source marks the value as sensitive: never shown */
    NODE_FLAG_RESOURCE = 4, /* the map of properties inside a Resource, see estate/estate.h */
    NODE_FLAG_FULL = 8,     /* list or map: its memory has no room to grow, or is shared */
    NODE_FLAG_SET = 16,     /* list: a set, each item once, in the order of its source */
    NODE_FLAG_TREE = 32,    /* text: made from a tree that node_tree returns */
    NODE_FLAG_OBJECT = 64,  /* unknown: stands for a thing of its reader, which knows its layout */
    NODE_DEPTH_MAX = 256,   /* real plans nest about 30 deep; recursion is bounded by this */
    NODE_COUNT_MAX = 40 * 1000 * 1000 /* of one file: a plan of half a million resources */
};

/* The file that nodes come from. Lives as long as its nodes. */
typedef struct Source {
    Str path; /* as the user gave it */
} Source;

typedef struct Node Node;
typedef struct NodePair NodePair;
typedef struct NodeUnknown NodeUnknown;

struct Node {
    uint8_t kind; /* NodeKind */
    uint8_t flags;
    uint16_t unused;
    uint32_t line;   /* 1 is the first; 0 when made by merlon itself */
    uint32_t column; /* in bytes, 1 is the first */
    uint32_t count;  /* of items or pairs */
    const Source *source;
    union {
        bool boolean;
        int64_t integer;
        double number;
        Str text;
        Node *items;
        NodePair *pairs; /* in the order of the file; keys are unique */
        const NodeUnknown *unknown;
    };
};

struct NodePair {
    Str key;
    Node value;
};

/* What an unknown value is made of, in order: "arn:aws:s3:::" (text), the bucket's name (a
 * reference), "/" and a star (text). */
typedef enum NodePartKind {
    NODE_PART_TEXT,
    NODE_PART_REFERENCE, /* an attribute of a resource of the same estate */
    NODE_PART_OUTSIDE,   /* supplied from outside: a parameter, AWS::Region, an import */
    NODE_PART_HOLE       /* computed in a way that can't be followed */
} NodePartKind;

typedef struct NodePart {
    NodePartKind kind;
    Str text;          /* the text; the attribute ("Arn"); the name outside; the reason */
    uint32_t resource; /* REFERENCE: the index of the resource in its estate */
} NodePart;

struct NodeUnknown {
    Str reason; /* why it isn't known, for people: "parameter Stage has no default" */
    bool exact; /* the parts, put together, are the value; else it is only computed from them */
    uint32_t part_count;
    const NodePart *parts;
    const Node
        *tree; /* it is text that encodes this tree (JSON) with unknown values in it; or NULL */
};

/* Makers: the position is that of at, which may be NULL. */

/* null. */
Node node_make_null(const Node *at);

/* A boolean. */
Node node_make_bool(const Node *at, bool value);

/* An integer. */
Node node_make_int(const Node *at, int64_t value);

/* A string; the text is not copied. */
Node node_make_string(const Node *at, Str text);

/* A string that encodes tree, as JSON mostly: who reads it as such finds the positions and the
 * unknown values of the tree with node_tree. Copies text. */
Node node_make_encoded(Arena *arena, const Node *at, Str text, const Node *tree);

/* The tree that a text, known or not, was made from; NULL when it is just text. */
const Node *node_tree(const Node *node);

/* A list with room for count items, all null at first. */
Node node_make_list(Arena *arena, const Node *at, size_t count);

/* An empty map. */
Node node_make_map(const Node *at);

/* An unknown of which only the reason can be said. */
Node node_make_unknown(Arena *arena, const Node *at, Str reason);

/* An unknown that is like unknown, whose parts are not copied. */
Node node_make_parts(Arena *arena, const Node *at, NodeUnknown unknown);

/* An unknown that is exactly one attribute of one resource of the estate. */
Node node_make_reference(Arena *arena, const Node *at, Str reason, uint32_t resource,
                         Str attribute);

/* The value of key in a map, or NULL when node is NULL, no map, or has no such key. */
const Node *node_find(const Node *node, Str key);

/* Like node_find, for a map that may be changed. */
Node *node_place(Node *map, Str key);

/* Whether an unknown could turn out to be anything at all: it has no part that says more. */
bool node_could_be_any(const Node *node);

/* Whether an unknown can turn out to be text: the known parts at its ends say no, or that it isn't
 * empty. */
bool node_could_be_text(const Node *node, Str text);

/* Like node_find, but for keys joined with dots: "planned_values.root_module". */
const Node *node_find_path(const Node *node, Str dotted);

/* The text of a string node; the empty Str for NULL and every other kind. */
Str node_text(const Node *node);

/* True when node is a string that holds exactly text. */
bool node_is_text(const Node *node, Str text);

/* True when node is null, or an unknown that may be nothing at all. */
bool node_may_be_nothing(const Node *node);

/* True when node is not NULL and of that kind. */
bool node_is(const Node *node, NodeKind kind);

/* Appends a pair to a map whose memory comes from arena (amortized growth). The key must not be in
 * the map yet. Returns the value's place, valid until the next addition. A map that was grown and
 * then copied by value shares its memory with the copy: only one of the two may grow on. */
Node *node_map_add(Arena *arena, Node *map, Str key, Node value);

/* Sets key to value, adding it when it is missing. Returns the value's place. */
Node *node_map_set(Arena *arena, Node *map, Str key, Node value);

/* Appends an item to a list (amortized growth). Returns its place, valid until the next one. */
Node *node_list_add(Arena *arena, Node *list, Node item);

/* The parts of a text (one, made in *scratch) or of an unknown; 0 for every other kind. */
size_t node_parts(const Node *node, NodePart *scratch, const NodePart **ret_parts);

/* Text that is equal for two nodes exactly when both are known to become the same text: parts that
 * aren't known stand in it as \x01kind:name\x02. False when it can't be said what the node is made
 * of. Numbers and booleans count as their text. */
bool node_canonical(Arena *arena, const Node *node, Str *ret_text);

/* True when both trees hold the same values; positions don't count, unknowns are never equal. */
bool node_equal(const Node *left, const Node *right);

/* A copy of node to any depth; texts, keys and what unknowns are made of are shared. */
Node node_copy(Arena *arena, const Node *node);

/* A word for error messages: "a list", "text". */
const char *node_kind_name(const Node *node);

#endif
