/* SPDX-License-Identifier: Apache-2.0 */
/* drawing_place.c -- see drawing_place.h. Lines become polylines; each number tries places along
 * its line, the middle first, and takes the one where it is least in the way. */
#include "report/drawing_place.h"

#include <math.h>
#include <stdlib.h>

enum {
    PLACE_STEPS = 8,  /* pieces that a curve is taken for */
    PLACE_TRIES = 41, /* places along a line */
    PLACE_GAP = 3     /* pixels around a number */
};

/* What being in the way costs; the distance from the middle of the line costs up to 20. */
enum { PLACE_OVER_THING = 10000, PLACE_OVER_LINE = 40, PLACE_OVER_EDGE = 6 };

typedef struct PlaceLine {
    LayoutPoint *points;
    size_t count;
    double length;
    LayoutBox around;
} PlaceLine;

typedef struct PlaceWork {
    const Drawing *drawing;
    const Layout *layout;
    const PlaceWish *wish;
    PlaceLine *lines;
    LayoutBox *taken; /* by the numbers that were placed already */
} PlaceWork;

static LayoutPoint place_curve(const LayoutPoint *p, double t) {
    double u = 1 - t;
    double a = u * u * u, b = 3 * u * u * t, c = 3 * u * t * t, d = t * t * t;
    return (LayoutPoint){a * p[0].x + b * p[1].x + c * p[2].x + d * p[3].x,
                         a * p[0].y + b * p[1].y + c * p[2].y + d * p[3].y};
}

static double place_distance(LayoutPoint a, LayoutPoint b) { return hypot(a.x - b.x, a.y - b.y); }

static void place_add(PlaceLine *line, LayoutPoint point) {
    if (line->count == 0) line->around = (LayoutBox){point.x, point.y, point.x, point.y};
    if (line->count > 0) line->length += place_distance(line->points[line->count - 1], point);
    line->points[line->count++] = point;
    line->around.left = fmin(line->around.left, point.x);
    line->around.right = fmax(line->around.right, point.x);
    line->around.top = fmin(line->around.top, point.y);
    line->around.bottom = fmax(line->around.bottom, point.y);
}

static PlaceLine place_flatten(Arena *arena, const LayoutLine *line) {
    size_t curves = (line->count - 1) / 3;
    PlaceLine flat = {.points = ARENA_ARRAY(arena, LayoutPoint, curves * PLACE_STEPS + 3)};
    if (line->has_start) place_add(&flat, line->start);
    place_add(&flat, line->points[0]);
    for (size_t i = 0; i < curves; i++) {
        for (int step = 1; step <= PLACE_STEPS; step++) {
            place_add(&flat, place_curve(&line->points[i * 3], (double)step / PLACE_STEPS));
        }
    }
    if (line->has_end) place_add(&flat, line->end);
    return flat;
}

/* The point at a part of the way, 0 to 1. */
static LayoutPoint place_along(const PlaceLine *line, double part) {
    double left = line->length * part;
    for (size_t i = 1; i < line->count; i++) {
        LayoutPoint a = line->points[i - 1], b = line->points[i];
        double step = place_distance(a, b);
        if (step > 0 && left <= step) {
            return (LayoutPoint){a.x + (b.x - a.x) * left / step, a.y + (b.y - a.y) * left / step};
        }
        left -= step;
    }
    return line->points[line->count - 1];
}

static bool place_meets(LayoutBox a, LayoutBox b) {
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

static bool place_is_inside(LayoutBox inner, LayoutBox outer) {
    return inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top &&
           inner.bottom <= outer.bottom;
}

static LayoutBox place_box(LayoutPoint middle, LayoutSize size, double gap) {
    double across = size.width / 2 + gap, down = size.height / 2 + gap;
    return (LayoutBox){middle.x - across, middle.y - down, middle.x + across, middle.y + down};
}

/* Whether a line goes through box; its pieces are about as short as a box is wide. */
static bool place_is_crossed(LayoutBox box, const PlaceLine *line) {
    if (!place_meets(box, line->around)) return false;
    for (size_t i = 0; i < line->count; i++) {
        LayoutPoint p = line->points[i];
        LayoutPoint n = line->points[i + 1 < line->count ? i + 1 : i];
        for (int half = 0; half < 2; half++) {
            double x = half == 0 ? p.x : (p.x + n.x) / 2, y = half == 0 ? p.y : (p.y + n.y) / 2;
            if (x > box.left && x < box.right && y > box.top && y < box.bottom) return true;
        }
    }
    return false;
}

static double place_cost(const PlaceWork *work, size_t edge, LayoutBox box) {
    double cost = 0;
    for (size_t i = 0; i < work->drawing->node_count; i++) {
        cost += place_meets(box, work->layout->nodes[i]) * PLACE_OVER_THING;
    }
    for (size_t i = 0; i < work->drawing->boundary_count; i++) {
        LayoutBox whole = work->layout->boundaries[i];
        cost += (place_meets(box, whole) && !place_is_inside(box, whole)) * PLACE_OVER_EDGE;
    }
    for (size_t i = 0; i < work->wish->free_count; i++) {
        cost += place_meets(box, work->wish->free[i]) * PLACE_OVER_THING;
    }
    for (size_t i = 0; i < work->drawing->edge_count; i++) {
        cost += place_meets(box, work->taken[i]) * PLACE_OVER_THING;
        if (i != edge) cost += place_is_crossed(box, &work->lines[i]) * PLACE_OVER_LINE;
    }
    return cost;
}

/* The best place that leaves gap pixels around the number. */
static Place place_try(const PlaceWork *work, size_t edge, double gap) {
    const PlaceLine *line = &work->lines[edge];
    LayoutSize size = work->wish->pills[edge];
    Place best = {line->points[0], true};
    double least = INFINITY;
    for (int try = 0; try < PLACE_TRIES; try++) {
        int away = (try + 1) / 2; /* 0, then 1 to each side, then 2 */
        double part = 0.5 + (try % 2 == 0 ? -away : away) * 0.45 / (PLACE_TRIES / 2);
        LayoutPoint middle = place_along(line, part);
        double cost =
            place_cost(work, edge, place_box(middle, size, gap)) + 20.0 * away / (PLACE_TRIES / 2);
        if (cost >= least) continue;
        least = cost;
        best = (Place){middle, cost >= PLACE_OVER_THING};
    }
    return best;
}

static Place place_one(PlaceWork *work, size_t edge) {
    Place place = place_try(work, edge, PLACE_GAP);
    if (place.crowded) place = place_try(work, edge, 0.5);
    if (!place.crowded) {
        work->taken[edge] = place_box(place.middle, work->wish->pills[edge], 0);
    }
    return place;
}

/* Short lines leave the least choice and come first. */
static int place_compare(const void *left, const void *right) {
    const PlaceLine *a = *(PlaceLine *const *)left, *b = *(PlaceLine *const *)right;
    if (a->length < b->length) return -1;
    if (a->length > b->length) return 1;
    return (a > b) - (a < b); /* both are of one array: by number */
}

Place *drawing_place_find(Arena *arena, const Drawing *drawing, const Layout *layout,
                          const PlaceWish *wish) {
    PlaceWork work = {.drawing = drawing, .layout = layout, .wish = wish};
    work.lines = ARENA_ARRAY(arena, PlaceLine, drawing->edge_count);
    work.taken = ARENA_ARRAY(arena, LayoutBox, drawing->edge_count);
    Place *found = ARENA_ARRAY(arena, Place, drawing->edge_count);
    const PlaceLine **order = ARENA_ARRAY(arena, const PlaceLine *, drawing->edge_count);
    for (size_t i = 0; i < drawing->edge_count; i++) {
        work.lines[i] = place_flatten(arena, &layout->lines[i]);
        work.taken[i] = (LayoutBox){INFINITY, INFINITY, -INFINITY, -INFINITY}; /* meets nothing */
        order[i] = &work.lines[i];
    }
    if (drawing->edge_count > 0) {
        qsort(order, drawing->edge_count, sizeof *order, place_compare);
    }
    for (size_t i = 0; i < drawing->edge_count; i++) {
        size_t edge = (size_t)(order[i] - work.lines);
        found[edge] = place_one(&work, edge);
    }
    return found;
}
