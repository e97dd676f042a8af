/* SPDX-License-Identifier: Apache-2.0 */
/* plane.h -- the little geometry that drawn trust boundaries need: boxes that hold points, and
 * lines through points that cross each other. Coordinates are finite and small (the reader sees to
 * it). */
#ifndef MERLON_INPUT_PLANE_H
#define MERLON_INPUT_PLANE_H

#include "base/base.h"

typedef struct PlanePoint {
    double x, y;
} PlanePoint;

typedef struct PlaneBox {
    double x, y, width, height; /* x, y: the corner with the least coordinates */
} PlaneBox;

/* Straight pieces from point to point. */
typedef struct PlaneLine {
    PlanePoint *points;
    size_t count;
} PlaneLine;

/* Whether the point is in the box or on its edge. */
bool plane_box_holds(PlaneBox box, PlanePoint point);

/* The middle of a box. */
PlanePoint plane_box_center(PlaneBox box);

/* Whether two lines have a point in common. Compares each piece with each. */
bool plane_lines_cross(const PlaneLine *left, const PlaneLine *right);

#endif
