/* SPDX-License-Identifier: Apache-2.0 */
/* drawing_title.h -- what a picture says of a thing beyond its short name: whole ids, types,
 * places, claims. Browsers show it as a tooltip, screen readers read it. */
#ifndef MERLON_REPORT_DRAWING_TITLE_H
#define MERLON_REPORT_DRAWING_TITLE_H

#include "report/drawing.h"

/* Appends what is to be said of a node, one line each, not escaped. */
void drawing_title_node(Buffer *out, const Drawing *drawing, const DrawingNode *node);

/* Appends what is to be said of the flows of an edge. */
void drawing_title_edge(Buffer *out, const DrawingEdge *edge);

/* Appends what is to be said of one flow. */
void drawing_title_flow(Buffer *out, const Flow *flow);

/* Appends what is to be said of a boundary. */
void drawing_title_boundary(Buffer *out, const DrawingBoundary *boundary);

#endif
