/* SPDX-License-Identifier: Apache-2.0 */
/* tm7_drawing.h -- what stands inside what, and what crosses what, on a diagram of the Threat
 * Modeling Tool. The file says neither: it follows from where things are drawn.
 *
 *   - An element is inside a rectangle when its centre is.
 *   - A rectangle is inside another when all of it is.
 *   - A flow crosses a rectangle when one of its ends is inside and the other isn't, whatever way
 *     its line takes between them.
 *   - A flow crosses a boundary that is a line where the two lines meet as drawn: quadratic curves
 *     from source to target, pulled towards the handle. */
#ifndef MERLON_INPUT_TM7_DRAWING_H
#define MERLON_INPUT_TM7_DRAWING_H

#include "model/model.h"

enum {
    TM7_DRAWING_COORDINATE_MAX = 1000 * 1000, /* either way; the tool's surface has some 2000 */
    TM7_DRAWING_TESTS_MAX = 200 * 1000 * 1000 /* of points and pieces of lines: about a second */
};

typedef struct Tm7Point {
    double x, y;
} Tm7Point;

/* A rectangle, or what an element takes up. */
typedef struct Tm7Box {
    Str id;
    Tm7Point low, high; /* left top, right bottom */
} Tm7Box;

/* A flow, or a boundary that is a line. */
typedef struct Tm7Line {
    Str id;
    Tm7Point from, handle, to;
    bool straight;      /* there is no handle */
    Str from_id, to_id; /* of a flow's elements */
} Tm7Line;

typedef struct Tm7Boxes {
    Tm7Box *items;
    size_t count, capacity;
} Tm7Boxes;

typedef struct Tm7Lines {
    Tm7Line *items;
    size_t count, capacity;
} Tm7Lines;

/* One diagram. */
typedef struct Tm7Drawing {
    Arena *arena;
    Tm7Boxes elements;
    Tm7Boxes rectangles; /* boundaries */
    Tm7Lines lines;      /* boundaries */
    Tm7Lines flows;
} Tm7Drawing;

/* Appends a box. */
void tm7_drawing_add_box(Tm7Drawing *drawing, Tm7Boxes *boxes, Tm7Box box);

/* Appends a line. */
void tm7_drawing_add_line(Tm7Drawing *drawing, Tm7Lines *lines, Tm7Line line);

/* Whether two lines meet as they are drawn. */
bool tm7_drawing_meet(const Tm7Line *left, const Tm7Line *right);

/* Writes into the model, which holds all things of the drawing: the boundary of each element, the
 * parent of each boundary, and what each flow crosses, from its source outwards and then inwards.
 * Takes the tests that it makes off *budget; returns false, with part of it undone, when they are
 * used up. */
bool tm7_drawing_settle(Tm7Drawing *drawing, Model *model, size_t *budget);

#endif
