/* SPDX-License-Identifier: Apache-2.0 */
/* tm7_drawing.c -- geometry of a diagram. See tm7_drawing.h. */
#include "input/tm7_drawing.h"

#include <math.h>
#include <stdlib.h>

enum { DRAWING_PIECES = 24 }; /* straight ones that stand for a curve: within half a pixel */

void tm7_drawing_add_box(Tm7Drawing *drawing, Tm7Boxes *boxes, Tm7Box box) {
    if (boxes->count == boxes->capacity) {
        boxes->capacity = boxes->capacity == 0 ? 16 : boxes->capacity * 2;
        boxes->items = arena_grow_array(drawing->arena, boxes->items, boxes->count, boxes->capacity,
                                        sizeof *boxes->items);
    }
    boxes->items[boxes->count++] = box;
}

void tm7_drawing_add_line(Tm7Drawing *drawing, Tm7Lines *lines, Tm7Line line) {
    if (lines->count == lines->capacity) {
        lines->capacity = lines->capacity == 0 ? 16 : lines->capacity * 2;
        lines->items = arena_grow_array(drawing->arena, lines->items, lines->count, lines->capacity,
                                        sizeof *lines->items);
    }
    lines->items[lines->count++] = line;
}

/* ---- lines ---- */

/* The point of a line at 0 (from) to 1 (to): a quadratic Bezier curve with the handle as its
 * control point. */
static Tm7Point drawing_point(const Tm7Line *line, double at) {
    double from = (1 - at) * (1 - at), handle = 2 * at * (1 - at), to = at * at;
    if (line->straight) from = 1 - at, handle = 0, to = at;
    return (Tm7Point){from * line->from.x + handle * line->handle.x + to * line->to.x,
                      from * line->from.y + handle * line->handle.y + to * line->to.y};
}

static size_t drawing_points(const Tm7Line *line, Tm7Point *points) {
    size_t pieces = line->straight ? 1 : DRAWING_PIECES;
    for (size_t i = 0; i <= pieces; i++) {
        points[i] = drawing_point(line, (double)i / (double)pieces);
    }
    return pieces;
}

/* On which side of the line from a to b the point is: above 0, below 0, or 0 on the line. */
static double drawing_side(Tm7Point a, Tm7Point b, Tm7Point point) {
    return (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x);
}

static bool drawing_overlap(double a, double b, double c, double d) {
    return fmin(a, b) <= fmax(c, d) && fmin(c, d) <= fmax(a, b);
}

/* Whether two straight pieces share a point. */
static bool drawing_pieces_meet(const Tm7Point *a, const Tm7Point *b) {
    if (!drawing_overlap(a[0].x, a[1].x, b[0].x, b[1].x) ||
        !drawing_overlap(a[0].y, a[1].y, b[0].y, b[1].y)) {
        return false;
    }
    double first = drawing_side(a[0], a[1], b[0]), second = drawing_side(a[0], a[1], b[1]);
    double third = drawing_side(b[0], b[1], a[0]), fourth = drawing_side(b[0], b[1], a[1]);
    bool apart = (first > 0 && second > 0) || (first < 0 && second < 0) ||
                 (third > 0 && fourth > 0) || (third < 0 && fourth < 0);
    return !apart;
}

bool tm7_drawing_meet(const Tm7Line *left, const Tm7Line *right) {
    Tm7Point left_points[DRAWING_PIECES + 1], right_points[DRAWING_PIECES + 1];
    size_t left_count = drawing_points(left, left_points);
    size_t right_count = drawing_points(right, right_points);
    for (size_t i = 0; i < left_count; i++) {
        for (size_t j = 0; j < right_count; j++) {
            if (drawing_pieces_meet(left_points + i, right_points + j)) return true;
        }
    }
    return false;
}

/* ---- boxes ---- */

static double drawing_area(const Tm7Box *box) {
    return (box->high.x - box->low.x) * (box->high.y - box->low.y);
}

/* Smaller ones first; of two of the same size the later one, which is taken for the inner one. */
static int drawing_compare(const void *left, const void *right) {
    const Tm7Box *a = *(Tm7Box *const *)left, *b = *(Tm7Box *const *)right;
    double first = drawing_area(a), second = drawing_area(b);
    if (first < second || first > second) return first < second ? -1 : 1;
    return (a < b) - (a > b);
}

static bool drawing_holds_point(const Tm7Box *box, Tm7Point point) {
    return box->low.x <= point.x && point.x <= box->high.x && box->low.y <= point.y &&
           point.y <= box->high.y;
}

static bool drawing_holds_box(const Tm7Box *outer, const Tm7Box *inner) {
    return drawing_holds_point(outer, inner->low) && drawing_holds_point(outer, inner->high);
}

static Tm7Point drawing_centre(const Tm7Box *box) {
    return (Tm7Point){(box->low.x + box->high.x) / 2, (box->low.y + box->high.y) / 2};
}

/* ---- settling ---- */

typedef struct DrawingWork {
    Tm7Drawing *drawing;
    Model *model;
    Tm7Box **rectangles; /* from small to large */
    Map boxes;           /* an element's id -> its box */
    size_t *budget;
} DrawingWork;

static bool drawing_spend(DrawingWork *work, size_t tests) {
    if (*work->budget < tests) {
        *work->budget = 0;
        return false;
    }
    *work->budget -= tests;
    return true;
}

static bool drawing_settle_rectangles(DrawingWork *work) {
    size_t count = work->drawing->rectangles.count;
    for (size_t i = 0; i < count; i++) {
        Boundary *boundary = model_find_boundary(work->model, work->rectangles[i]->id);
        if (!drawing_spend(work, count - i)) return false;
        for (size_t j = i + 1; j < count && boundary != NULL; j++) {
            if (!drawing_holds_box(work->rectangles[j], work->rectangles[i])) continue;
            boundary->parent_id = work->rectangles[j]->id;
            break;
        }
    }
    return true;
}

static bool drawing_settle_elements(DrawingWork *work) {
    size_t count = work->drawing->rectangles.count;
    for (size_t i = 0; i < work->drawing->elements.count; i++) {
        Tm7Box *box = &work->drawing->elements.items[i];
        Element *element = model_find_element(work->model, box->id);
        map_set(&work->boxes, box->id, box);
        if (!drawing_spend(work, count + 1)) return false;
        for (size_t j = 0; j < count && element != NULL; j++) {
            if (!drawing_holds_point(work->rectangles[j], drawing_centre(box))) continue;
            element->boundary_id = work->rectangles[j]->id;
            break;
        }
    }
    return true;
}

/* Adds the rectangles that hold one point and not the other: from small to large when outwards. */
static void drawing_cross_rectangles(DrawingWork *work, Flow *flow, Tm7Point inside,
                                     Tm7Point outside, bool outwards) {
    size_t count = work->drawing->rectangles.count;
    for (size_t i = 0; i < count; i++) {
        const Tm7Box *box = work->rectangles[outwards ? i : count - 1 - i];
        if (drawing_holds_point(box, inside) && !drawing_holds_point(box, outside)) {
            model_add_text(work->model, &flow->crossing_ids, box->id);
        }
    }
}

static bool drawing_cross_lines(DrawingWork *work, Flow *flow, const Tm7Line *drawn) {
    for (size_t i = 0; i < work->drawing->lines.count; i++) {
        const Tm7Line *line = &work->drawing->lines.items[i];
        size_t pieces = (size_t)(line->straight ? 1 : DRAWING_PIECES) *
                        (size_t)(drawn->straight ? 1 : DRAWING_PIECES);
        if (!drawing_spend(work, pieces)) return false;
        if (tm7_drawing_meet(line, drawn)) {
            model_add_text(work->model, &flow->crossing_ids, line->id);
        }
    }
    return true;
}

static bool drawing_settle_flow(DrawingWork *work, const Tm7Line *drawn) {
    Flow *flow = model_find_flow(work->model, drawn->id);
    const Tm7Box *from = map_find(&work->boxes, drawn->from_id);
    const Tm7Box *to = map_find(&work->boxes, drawn->to_id);
    if (flow == NULL || from == NULL || to == NULL) return true;
    Tm7Point start = drawing_centre(from), end = drawing_centre(to);
    flow->crossing_ids.count = 0;
    if (!drawing_spend(work, 2 * work->drawing->rectangles.count)) return false;
    drawing_cross_rectangles(work, flow, start, end, true);
    bool complete = drawing_cross_lines(work, flow, drawn);
    drawing_cross_rectangles(work, flow, end, start, false);
    flow->has_crossings = complete;
    return complete;
}

bool tm7_drawing_settle(Tm7Drawing *drawing, Model *model, size_t *budget) {
    Tm7Boxes *rectangles = &drawing->rectangles;
    DrawingWork work = {.drawing = drawing,
                        .model = model,
                        .rectangles = ARENA_ARRAY(drawing->arena, Tm7Box *, rectangles->count),
                        .boxes = map_make(drawing->arena),
                        .budget = budget};
    for (size_t i = 0; i < rectangles->count; i++) work.rectangles[i] = &rectangles->items[i];
    qsort(work.rectangles, rectangles->count, sizeof *work.rectangles, drawing_compare);
    bool complete = drawing_settle_rectangles(&work) && drawing_settle_elements(&work);
    for (size_t i = 0; i < drawing->flows.count && complete; i++) {
        complete = drawing_settle_flow(&work, &drawing->flows.items[i]);
    }
    return complete;
}
