/* SPDX-License-Identifier: Apache-2.0 */
/* drawing_shape.h -- the pieces that pictures and their legends are made of, as SVG. All of them
 * take boxes and points in pixels; no text of a model comes through here but in drawing_shape_text,
 * which escapes it. */
#ifndef MERLON_REPORT_DRAWING_SHAPE_H
#define MERLON_REPORT_DRAWING_SHAPE_H

#include "report/drawing_layout.h"

enum {
    SHAPE_STACK = 5,  /* pixels that the cards behind a group stand out */
    SHAPE_LID = 5,    /* half the height of a store's lid */
    SHAPE_TILE = 30,  /* side of a glyph's tile */
    SHAPE_NUMBER = 18 /* height of a flow's number */
};

/* The outline of an element: external entities are rectangles, processes have round ends, stores
 * are cylinders. */
void drawing_shape_outline(Buffer *out, ElementKind kind, LayoutBox box);

/* The glyph of a category on its tile, at the top left corner and with the side that are given. */
void drawing_shape_tile(Buffer *out, DrawingCategory category, LayoutPoint corner, double side);

/* The head of an arrow from base to tip; nothing where both are one. */
void drawing_shape_arrow(Buffer *out, LayoutPoint base, LayoutPoint tip);

/* A rounded box around middle. */
void drawing_shape_pill(Buffer *out, LayoutPoint middle, LayoutSize size);

/* A count of threats around middle, in the colour of a severity. */
void drawing_shape_badge(Buffer *out, LayoutPoint middle, Str text, Severity severity);

/* Text of a class (a literal), escaped, at a point of its base line. */
void drawing_shape_text(Buffer *out, const char *class_name, LayoutPoint at, Str text);

#endif
