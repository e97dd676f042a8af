/* SPDX-License-Identifier: Apache-2.0 */
/* test_plane.c -- points in boxes, lines that cross. */
#include "input/plane.h"

#include "tests/test.h"

TEST(plane_boxes_hold_their_edges) {
    PlaneBox box = {10, 20, 30, 40};
    assert_true(plane_box_holds(box, (PlanePoint){10, 20}));
    assert_true(plane_box_holds(box, (PlanePoint){40, 60}));
    assert_false(plane_box_holds(box, (PlanePoint){40.1, 60}));
    assert_false(plane_box_holds(box, (PlanePoint){9, 30}));
    assert_true(plane_box_center(box).x == 25 && plane_box_center(box).y == 40);
}

static bool crosses(const double left[6], const double right[4]) {
    PlanePoint points[] = {{left[0], left[1]}, {left[2], left[3]}, {left[4], left[5]}};
    PlanePoint others[] = {{right[0], right[1]}, {right[2], right[3]}};
    PlaneLine one = {points, 3}, two = {others, 2};
    bool found = plane_lines_cross(&one, &two);
    assert_int_equal(found, plane_lines_cross(&two, &one));
    return found;
}

TEST(plane_lines_cross_where_they_meet) {
    const double corner[] = {0, 0, 10, 0, 10, 10};
    assert_true(crosses(corner, (double[]){5, -5, 5, 5}));
    assert_true(crosses(corner, (double[]){5, 5, 15, 5}));
    assert_true(crosses(corner, (double[]){10, 0, 20, -10})); /* at the corner itself */
    assert_true(crosses(corner, (double[]){4, 0, 6, 0}));     /* along it */
    assert_false(crosses(corner, (double[]){0, 1, 9, 1}));
    assert_false(crosses(corner, (double[]){11, 0, 20, 0})); /* on, but beyond it */
    assert_false(crosses(corner, (double[]){-5, 5, 5, 5}));
}

TEST(plane_points_are_no_lines) {
    PlanePoint point = {1, 1};
    PlaneLine line = {&point, 1}, none = {NULL, 0};
    assert_false(plane_lines_cross(&line, &line));
    assert_false(plane_lines_cross(&line, &none));
}
