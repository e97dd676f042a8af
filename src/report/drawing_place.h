/* SPDX-License-Identifier: Apache-2.0 */
/* drawing_place.h -- where the numbers of flows stand on their lines, so that they cover neither
 * each other nor anything that is to be read. */
#ifndef MERLON_REPORT_DRAWING_PLACE_H
#define MERLON_REPORT_DRAWING_PLACE_H

#include "report/drawing_layout.h"

typedef struct PlaceWish {
    const LayoutSize *pills; /* what the numbers of each edge take */
    LayoutBox *free;         /* what must not be covered, besides the nodes */
    size_t free_count;
} PlaceWish;

typedef struct Place {
    LayoutPoint middle; /* on the line */
    bool crowded;       /* it covers something there, and so it would everywhere else */
} Place;

/* A place for each edge. Memory comes from arena. */
Place *drawing_place_find(Arena *arena, const Drawing *drawing, const Layout *layout,
                          const PlaceWish *wish);

#endif
