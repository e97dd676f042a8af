/* SPDX-License-Identifier: Apache-2.0 */
/* grid.h -- coordinates for formats that want some: elements in rows and columns, each boundary a
 * box around what stands in it, nothing overlaps; boundaries that are lines stand beside all that.
 * Plain and always the same; people move things where they like them. */
#ifndef MERLON_REPORT_GRID_H
#define MERLON_REPORT_GRID_H

#include "model/model.h"

enum {
    GRID_WIDTH = 160, /* of an element */
    GRID_HEIGHT = 80,
    GRID_GAP = 60,   /* between things, and around them in a box */
    GRID_TITLE = 40, /* above what is in a box: its name */
    GRID_LINE = 240  /* length of a boundary that is a line */
};

typedef struct GridBox {
    int64_t x, y, width, height;
} GridBox;

typedef struct Grid {
    GridBox *elements;   /* by the index of the element */
    GridBox *boundaries; /* by the index of the boundary; a line has no height */
    GridBox extra;       /* for one more thing that stands in no boundary */
} Grid;

/* Places everything of a finished model. Memory comes from arena. */
Grid grid_lay(Arena *arena, const Model *model);

#endif
