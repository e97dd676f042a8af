/* SPDX-License-Identifier: Apache-2.0 */
/* test_tm7_drawing.c -- geometry of diagrams: points and curves whose meeting can be seen by hand.
 */
#include "tests/test.h"

#include "input/tm7_drawing.h"

#include <stdlib.h>

static Tm7Line straight(double x1, double y1, double x2, double y2) {
    return (Tm7Line){.from = {x1, y1}, .to = {x2, y2}, .straight = true};
}

static Tm7Line curve(double x1, double y1, double handle_x, double handle_y, Tm7Point to) {
    return (Tm7Line){.from = {x1, y1}, .handle = {handle_x, handle_y}, .to = to};
}

static bool meet(Tm7Line left, Tm7Line right) {
    bool met = tm7_drawing_meet(&left, &right);
    assert_int_equal(met, tm7_drawing_meet(&right, &left));
    return met;
}

TEST(tm7_drawing_straight_lines_meet) {
    assert_true(meet(straight(0, 0, 10, 10), straight(0, 10, 10, 0)));
    assert_true(meet(straight(0, 0, 10, 0), straight(5, 0, 5, 9)));   /* it ends on it */
    assert_true(meet(straight(0, 0, 10, 0), straight(10, 0, 20, 5))); /* end to end */
    assert_true(meet(straight(0, 0, 10, 0), straight(5, 0, 15, 0)));  /* one on the other */
    assert_false(meet(straight(0, 0, 10, 0), straight(11, 0, 15, 0)));
    assert_false(meet(straight(0, 0, 10, 0), straight(0, 1, 10, 1)));
    assert_false(meet(straight(0, 0, 10, 10), straight(6, 5, 20, 5)));
    assert_false(meet(straight(0, 0, 10, 0), straight(5, 1, 5, 9)));
}

/* A curve from (0,0) to (100,0) with its handle at (50,100) has its top at (50,50), not at 100. */
TEST(tm7_drawing_curves_are_drawn_towards_their_handle) {
    Tm7Line arch = curve(0, 0, 50, 100, (Tm7Point){100, 0});
    assert_true(meet(arch, straight(50, 40, 50, 60)));
    assert_true(meet(arch, straight(0, 49, 100, 49)));
    assert_false(meet(arch, straight(0, 51, 100, 51)));
    assert_false(meet(arch, straight(50, 60, 50, 100)));
    assert_false(meet(arch, straight(20, 0, 80, 10))); /* below it, where its chord would be */
    Tm7Line hanging = curve(0, 60, 50, -40, (Tm7Point){100, 60}); /* down to (50,10) */
    assert_true(meet(arch, hanging));
    Tm7Line above = curve(0, 160, 50, 60, (Tm7Point){100, 160}); /* down to (50,110) */
    assert_false(meet(arch, above));
}

/* A model and a drawing with one boundary per box and one element per point of interest. */
typedef struct Sheet {
    Arena arena;
    Model model;
    Tm7Drawing drawing;
} Sheet;

static void sheet_add_boundary(Sheet *sheet, const char *id, Tm7Point low, Tm7Point high) {
    Boundary boundary = {.id = str_from(id)};
    model_add_boundary(&sheet->model, &boundary);
    tm7_drawing_add_box(&sheet->drawing, &sheet->drawing.rectangles,
                        (Tm7Box){str_from(id), low, high});
}

/* An element whose centre is the point. */
static void sheet_add_element(Sheet *sheet, const char *id, double x, double y) {
    Element element = {.id = str_from(id)};
    model_add_element(&sheet->model, &element);
    tm7_drawing_add_box(&sheet->drawing, &sheet->drawing.elements,
                        (Tm7Box){str_from(id), {x - 5, y - 5}, {x + 5, y + 5}});
}

static Sheet *sheet_make(void) {
    Sheet *sheet = calloc(1, sizeof *sheet);
    sheet->model = model_make(&sheet->arena);
    sheet->drawing.arena = &sheet->arena;
    return sheet;
}

static void sheet_free(Sheet *sheet) {
    arena_free(&sheet->arena);
    free(sheet);
}

static void sheet_settle(Sheet *sheet) {
    size_t budget = TM7_DRAWING_TESTS_MAX;
    assert_true(tm7_drawing_settle(&sheet->drawing, &sheet->model, &budget));
}

static void check_parent(Sheet *sheet, const char *id, const char *parent) {
    Str got = model_find_boundary(&sheet->model, str_from(id))->parent_id;
    if (!str_equal(got, str_from(parent))) fail_msg("%s is in %.*s", id, STR_ARGS(got));
}

static void check_boundary(Sheet *sheet, const char *id, const char *boundary) {
    Str got = model_find_element(&sheet->model, str_from(id))->boundary_id;
    if (!str_equal(got, str_from(boundary))) fail_msg("%s is in %.*s", id, STR_ARGS(got));
}

TEST(tm7_drawing_boxes_nest) {
    Sheet *sheet = sheet_make();
    sheet_add_boundary(sheet, "inner", (Tm7Point){10, 10}, (Tm7Point){40, 40});
    sheet_add_boundary(sheet, "outer", (Tm7Point){0, 0}, (Tm7Point){100, 100});
    sheet_add_boundary(sheet, "same", (Tm7Point){0, 0}, (Tm7Point){100, 100});
    sheet_add_boundary(sheet, "across", (Tm7Point){30, 30}, (Tm7Point){120, 50});
    sheet_add_element(sheet, "a", 20, 20);
    sheet_add_element(sheet, "b", 40, 40); /* on the corner of inner, and in across */
    sheet_add_element(sheet, "c", 99, 99); /* sticks out, but its centre is inside */
    sheet_add_element(sheet, "d", 101, 99);
    sheet_settle(sheet);
    check_parent(sheet, "inner", "same"); /* of two equal ones the later is the inner one */
    check_parent(sheet, "same", "outer");
    check_parent(sheet, "outer", "");
    check_parent(sheet, "across", ""); /* it sticks out of each */
    check_boundary(sheet, "a", "inner");
    check_boundary(sheet, "b", "inner"); /* the smaller of the two */
    check_boundary(sheet, "c", "same");
    check_boundary(sheet, "d", "");
    sheet_free(sheet);
}

TEST(tm7_drawing_flows_cross_what_holds_one_end) {
    Sheet *sheet = sheet_make();
    sheet_add_boundary(sheet, "left", (Tm7Point){0, 0}, (Tm7Point){40, 40});
    sheet_add_boundary(sheet, "within", (Tm7Point){5, 5}, (Tm7Point){35, 35});
    sheet_add_boundary(sheet, "between", (Tm7Point){50, 0}, (Tm7Point){60, 40});
    sheet_add_boundary(sheet, "around", (Tm7Point){-10, -10}, (Tm7Point){200, 200});
    sheet_add_boundary(sheet, "right", (Tm7Point){80, 0}, (Tm7Point){120, 40});
    sheet_add_element(sheet, "a", 20, 20);
    sheet_add_element(sheet, "b", 100, 20);
    Flow flow = {.id = S("f"), .from_id = S("a"), .to_id = S("b")};
    model_add_flow(&sheet->model, &flow);
    Tm7Line line = straight(25, 20, 95, 20);
    line.id = flow.id;
    line.from_id = flow.from_id;
    line.to_id = flow.to_id;
    tm7_drawing_add_line(&sheet->drawing, &sheet->drawing.flows, line);
    sheet_settle(sheet);
    const Flow *settled = model_find_flow(&sheet->model, S("f"));
    static const char *const wanted[] = {"within", "left", "right"};
    assert_true(settled->has_crossings);
    assert_int_equal(settled->crossing_ids.count, COUNT(wanted));
    for (size_t i = 0; i < COUNT(wanted); i++) {
        assert_true(str_equal(settled->crossing_ids.items[i], str_from(wanted[i])));
    }
    sheet_free(sheet);
}

/* One rectangle and two elements: 1 test for the rectangle, 2 for each element, and for the flow
 * twice the rectangle and one for the line. */
TEST(tm7_drawing_tests_are_limited) {
    for (size_t less = 0; less <= 1; less++) {
        Sheet *sheet = sheet_make();
        sheet_add_boundary(sheet, "box", (Tm7Point){0, 0}, (Tm7Point){40, 40});
        sheet_add_element(sheet, "a", 20, 20);
        sheet_add_element(sheet, "b", 100, 20);
        Boundary boundary = {.id = S("wall"), .line = true};
        Flow flow = {.id = S("f"), .from_id = S("a"), .to_id = S("b")};
        model_add_boundary(&sheet->model, &boundary);
        model_add_flow(&sheet->model, &flow);
        Tm7Line wall = straight(50, 0, 50, 40), line = straight(25, 20, 95, 20);
        wall.id = S("wall");
        line.id = flow.id;
        line.from_id = flow.from_id;
        line.to_id = flow.to_id;
        tm7_drawing_add_line(&sheet->drawing, &sheet->drawing.lines, wall);
        tm7_drawing_add_line(&sheet->drawing, &sheet->drawing.flows, line);
        size_t budget = 1 + 2 * 2 + 2 + 1 - less;
        assert_int_equal(tm7_drawing_settle(&sheet->drawing, &sheet->model, &budget), less == 0);
        assert_int_equal(budget, 0);
        assert_int_equal(model_find_flow(&sheet->model, S("f"))->has_crossings, less == 0);
        sheet_free(sheet);
    }
}
