/* SPDX-License-Identifier: Apache-2.0 */
/* drawing.h -- what a picture of a model shows: elements or groups of them, lines for the flows
 * between them, and the trust boundaries around them.
 *
 * A picture that people can read holds some dozens of things. Where a model has more, elements of
 * one type in one boundary become a group, then those of one category; boundaries of one kind in
 * one boundary become one; then the inner boundaries go. Notes say what was put together, and the
 * numbers of flows lead back to the model. Formats that draw share this: drawing_svg.c,
 * report_dot.c, report_mermaid.c. */
#ifndef MERLON_REPORT_DRAWING_H
#define MERLON_REPORT_DRAWING_H

#include "report/report.h"

enum {
    DRAWING_NODES_MAX = 60,      /* unless options say otherwise: more can't be read */
    DRAWING_EDGES_MAX = 120,     /* twice as many; a picture with more is a ball of wool */
    DRAWING_TIME_MS_MAX = 10000, /* for dot, which takes well under one second for these */
    DRAWING_NUMBERS_MAX = 2      /* of flows on one line; the others are counted */
};

#define DRAWING_NONE UINT32_MAX /* no boundary */

typedef enum DrawingDirection {
    DRAWING_AUTO, /* whichever of the two fits a page or a wall better */
    DRAWING_DOWN,
    DRAWING_RIGHT
} DrawingDirection;

typedef struct DrawingBadge {
    size_t count; /* threats; 0: no badge */
    Severity worst;
} DrawingBadge;

typedef struct DrawingOptions {
    const DrawingBadge *element_badges; /* by index of the element; NULL: none */
    const DrawingBadge *flow_badges;    /* by number of the flow - 1; NULL: none */
    size_t nodes_max;                   /* 0: DRAWING_NODES_MAX */
    size_t edges_max;                   /* 0: DRAWING_EDGES_MAX */
    DrawingDirection direction;
    uint32_t time_ms_max; /* for dot; 0: DRAWING_TIME_MS_MAX */
    const char *program;  /* instead of "dot", for tests; NULL: dot */
    bool links;           /* to #element-INDEX and #flow-NUMBER of the page around it */
    Str title;            /* above the picture; or empty */
} DrawingOptions;

typedef enum DrawingCategory {
    DRAWING_COMPUTE,
    DRAWING_STORAGE,
    DRAWING_DATABASE,
    DRAWING_NETWORK,
    DRAWING_IDENTITY,
    DRAWING_SECURITY,
    DRAWING_MESSAGING,
    DRAWING_MONITORING,
    DRAWING_DELIVERY,
    DRAWING_OTHER,
    DRAWING_PERSON /* of actors, whatever their category */
} DrawingCategory;

enum { DRAWING_CATEGORY_COUNT = DRAWING_PERSON + 1 };

/* An element, or a group of alike ones. */
typedef struct DrawingNode {
    const Element *element; /* the first one */
    size_t count;
    Str name; /* for people: "orders", "12 Lambda functions" */
    Str type; /* "Lambda function"; empty where the name says it */
    DrawingCategory category;
    ElementKind kind;
    bool out_of_scope; /* all of them */
    DrawingBadge badge;
    uint32_t boundary;  /* index, or DRAWING_NONE */
    size_t inner_flows; /* among the elements of a group: not drawn */
} DrawingNode;

/* Flows from one node to another; between groups, in both directions. */
typedef struct DrawingEdge {
    uint32_t from, to;
    const Flow **flows; /* by number */
    size_t flow_count;
    Truth encrypted; /* false when one is not, else unknown when one isn't known */
    bool uncertain;  /* none of them is certain */
    bool crosses;    /* one crosses a boundary */
    bool bidirectional;
    DrawingBadge badge;
} DrawingEdge;

/* A boundary, or several of one kind. */
typedef struct DrawingBoundary {
    const Boundary *boundary; /* the first one */
    size_t count;
    Str kind;        /* "VPC"; or empty */
    Str name;        /* "main"; or empty */
    uint32_t parent; /* index, or DRAWING_NONE; parents come first */
    uint32_t depth;
} DrawingBoundary;

typedef struct Drawing {
    Str title;
    DrawingNode *nodes;
    size_t node_count;
    DrawingEdge *edges; /* by the number of their first flow */
    size_t edge_count;
    DrawingBoundary *boundaries;
    size_t boundary_count;
    Str *notes; /* sentences: what was put together or left out */
    size_t note_count;
    bool grouped;
} Drawing;

/* What to draw of a finished model; NULL is one that holds nothing. Memory comes from arena; texts
 * are as they stand in the model, not escaped. */
Drawing drawing_make(Arena *arena, const Model *model, const DrawingOptions *options);

/* Options for a report: its model's name, and its open and unknown threats as badges. */
DrawingOptions drawing_report_options(Arena *arena, const Report *report);

/* Writes the picture as SVG that can stand alone or within HTML; dot (Graphviz) works out where
 * things stand. When dot is missing, fails or takes too long, returns false, err says why, and out
 * is left alone. */
bool drawing_write_svg(const Model *model, const DrawingOptions *options, Buffer *out, Error *err);

/* How many numbers of an edge's flows are told: all of them, or the first where there are more than
 * DRAWING_NUMBERS_MAX. */
size_t drawing_numbers_shown(const DrawingEdge *edge);

/* The numbers of an edge's flows: "3", "3, 7", "3 +12". */
Str drawing_numbers(Arena *arena, const DrawingEdge *edge);

/* "compute" ... "person". */
Str drawing_category_name(DrawingCategory category);

#endif
