/* SPDX-License-Identifier: Apache-2.0 */
/* plane.c -- boxes and lines. See plane.h. */
#include "input/plane.h"

bool plane_box_holds(PlaneBox box, PlanePoint point) {
    return point.x >= box.x && point.x <= box.x + box.width && point.y >= box.y &&
           point.y <= box.y + box.height;
}

PlanePoint plane_box_center(PlaneBox box) {
    return (PlanePoint){box.x + box.width / 2, box.y + box.height / 2};
}

/* On which side of the line from a to b the point c is: negative, positive, or 0 on it. */
static double plane_side(PlanePoint a, PlanePoint b, PlanePoint c) {
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

static bool plane_between(double a, double b, double value) {
    return a < b ? a <= value && value <= b : b <= value && value <= a;
}

/* Whether c, which is on the line through a and b, is between the two. */
static bool plane_on_piece(PlanePoint a, PlanePoint b, PlanePoint c) {
    return plane_between(a.x, b.x, c.x) && plane_between(a.y, b.y, c.y);
}

/* The ends of each piece are on different sides of the other one, or one of them is on it. */
static bool plane_pieces_cross(const PlanePoint left[2], const PlanePoint right[2]) {
    double l0 = plane_side(right[0], right[1], left[0]);
    double l1 = plane_side(right[0], right[1], left[1]);
    double r0 = plane_side(left[0], left[1], right[0]);
    double r1 = plane_side(left[0], left[1], right[1]);
    if (((l0 < 0 && l1 > 0) || (l0 > 0 && l1 < 0)) && ((r0 < 0 && r1 > 0) || (r0 > 0 && r1 < 0))) {
        return true;
    }
    return (l0 == 0 && plane_on_piece(right[0], right[1], left[0])) ||
           (l1 == 0 && plane_on_piece(right[0], right[1], left[1])) ||
           (r0 == 0 && plane_on_piece(left[0], left[1], right[0])) ||
           (r1 == 0 && plane_on_piece(left[0], left[1], right[1]));
}

bool plane_lines_cross(const PlaneLine *left, const PlaneLine *right) {
    for (size_t i = 1; i < left->count; i++) {
        for (size_t k = 1; k < right->count; k++) {
            if (plane_pieces_cross(&left->points[i - 1], &right->points[k - 1])) return true;
        }
    }
    return false;
}
