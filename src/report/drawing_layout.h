/* SPDX-License-Identifier: Apache-2.0 */
/* drawing_layout.h -- where the things of a drawing stand. Graphviz's dot works it out: it gets
 * sizes and who is connected to whom, but no text of the model, and its answer is checked like any
 * input. Coordinates are in pixels, from the top left corner. */
#ifndef MERLON_REPORT_DRAWING_LAYOUT_H
#define MERLON_REPORT_DRAWING_LAYOUT_H

#include "report/drawing.h"

enum {
    LAYOUT_BYTES_MAX = 16 * 1024 * 1024, /* of dot's answer; 60 nodes take 60 KiB */
    LAYOUT_MEMORY_BYTES_MAX = 1 << 30,   /* of dot itself; it takes some 30 MiB */
    LAYOUT_POINTS_MAX = 3000,            /* of one line; real ones have some 20 */
    LAYOUT_COORDINATE_MAX = 200 * 1000   /* pixels: browsers draw no larger picture anyway */
};

typedef struct LayoutPoint {
    double x, y;
} LayoutPoint;

typedef struct LayoutBox {
    double left, top, right, bottom;
} LayoutBox;

typedef struct LayoutSize {
    double width, height;
} LayoutSize;

/* What things need. */
typedef struct LayoutSizes {
    LayoutSize *nodes;
    LayoutSize *edges;      /* of a label beside the line; zero: none */
    double number_width;    /* of the widest number on a line */
    LayoutSize *boundaries; /* of the label at the top left corner */
} LayoutSizes;

/* A line: Bezier curves that share their ends, 3n + 1 points, and the tips of its arrows. */
typedef struct LayoutLine {
    LayoutPoint *points;
    size_t count;
    bool has_start, has_end;
    LayoutPoint start, end; /* tips */
    bool has_label;
    LayoutPoint label; /* its middle */
} LayoutLine;

typedef struct Layout {
    LayoutSize size;
    LayoutBox *nodes;
    LayoutBox *boundaries;
    LayoutLine *lines; /* of the edges */
} Layout;

typedef struct LayoutQuestion {
    const Drawing *drawing;
    const LayoutSizes *sizes;
    const DrawingOptions *options;
} LayoutQuestion;

/* Asks dot. On failure returns false and err says why, in words that fit "the picture can't be
 * drawn: ". Memory comes from arena. */
bool drawing_layout_find(Arena *arena, const LayoutQuestion *question, Layout *ret_layout,
                         Error *err);

/* Two ways to lay out, each of which is sometimes far better than the other. */
typedef struct LayoutWay {
    bool right;  /* flows go to the right, else downwards */
    bool global; /* boundaries may stand beside each other at any height, else each starts a rank */
} LayoutWay;

/* Appends the question to dot. */
void drawing_layout_ask(const Drawing *drawing, const LayoutSizes *sizes, LayoutWay way,
                        Buffer *out);

/* Reads dot's answer (-Tjson0). Fails when it isn't one for this drawing. */
bool drawing_layout_read(Arena *arena, const Drawing *drawing, Str answer, Layout *ret_layout,
                         Error *err);

#endif
