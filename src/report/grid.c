/* SPDX-License-Identifier: Apache-2.0 */
/* grid.c -- lays a model out. Sizes are found from the innermost boundaries outwards, with places
 * relative to the box around; then places from the outermost inwards. Boundaries come after the
 * ones that they stand in, so that both are a walk over the list. */
#include "report/grid.h"

/* What stands in one box: a list of indexes, each with the next one. */
typedef struct GridHolder {
    uint32_t first_element; /* index + 1; 0: none */
    uint32_t first_box;
} GridHolder;

typedef struct GridLayout {
    const Model *model;
    Grid grid;
    GridHolder *holders; /* of each boundary, then of the whole */
    uint32_t *next_element, *next_box;
} GridLayout;

/* A row of things that grows to the right, below the rows before. */
typedef struct GridRows {
    size_t columns, used;
    int64_t x, y, height, width;
} GridRows;

static size_t grid_columns(size_t count) {
    size_t columns = 1;
    while (columns * columns < count) columns++;
    return columns;
}

static void grid_place(GridRows *rows, GridBox *box) {
    if (rows->used == rows->columns) {
        rows->y += rows->height + GRID_GAP;
        rows->x = GRID_GAP;
        rows->height = 0;
        rows->used = 0;
    }
    box->x = rows->x;
    box->y = rows->y;
    rows->x += box->width + GRID_GAP;
    if (box->height > rows->height) rows->height = box->height;
    if (rows->x > rows->width) rows->width = rows->x;
    rows->used++;
}

/* Places what the holder has relative to it; extra may be NULL. Returns the size that this takes.
 */
static GridBox grid_pack(GridLayout *layout, const GridHolder *holder, GridBox *extra) {
    size_t elements = 0, boxes = 0;
    for (uint32_t i = holder->first_element; i != 0; i = layout->next_element[i - 1]) elements++;
    for (uint32_t i = holder->first_box; i != 0; i = layout->next_box[i - 1]) boxes++;
    GridRows rows = {.columns = grid_columns(elements + (extra != NULL)),
                     .x = GRID_GAP,
                     .y = GRID_TITLE,
                     .width = GRID_GAP};
    for (uint32_t i = holder->first_element; i != 0; i = layout->next_element[i - 1]) {
        grid_place(&rows, &layout->grid.elements[i - 1]);
    }
    if (extra != NULL) grid_place(&rows, extra);
    rows.used = rows.columns = grid_columns(boxes); /* boxes begin a row of their own */
    if (elements == 0 && extra == NULL) rows.used = 0;
    for (uint32_t i = holder->first_box; i != 0; i = layout->next_box[i - 1]) {
        grid_place(&rows, &layout->grid.boundaries[i - 1]);
    }
    int64_t width = rows.width > GRID_LINE ? rows.width : GRID_LINE;
    return (GridBox){0, 0, width, rows.y + rows.height + GRID_GAP};
}

/* The box around; lines hold nothing. */
static const Boundary *grid_box_of(const Boundary *around) {
    while (around != NULL && around->line) around = around->parent;
    return around;
}

static void grid_sort_in(GridLayout *layout) {
    const Model *model = layout->model;
    GridHolder *whole = &layout->holders[model->boundary_count];
    for (size_t i = model->element_count; i > 0; i--) {
        const Boundary *around = grid_box_of(model->elements[i - 1]->boundary);
        GridHolder *holder = around == NULL ? whole : &layout->holders[around->index];
        layout->next_element[i - 1] = holder->first_element;
        holder->first_element = (uint32_t)i;
    }
    for (size_t i = model->boundary_count; i > 0; i--) {
        if (model->boundaries[i - 1]->line) continue;
        const Boundary *around = grid_box_of(model->boundaries[i - 1]->parent);
        GridHolder *holder = around == NULL ? whole : &layout->holders[around->index];
        layout->next_box[i - 1] = holder->first_box;
        holder->first_box = (uint32_t)i;
    }
}

static void grid_move(GridBox *box, const GridBox *by) {
    box->x += by->x;
    box->y += by->y;
}

Grid grid_lay(Arena *arena, const Model *model) {
    GridLayout layout = {.model = model};
    int64_t lines = 0; /* they stand left of everything, where no flow passes */
    Grid *grid = &layout.grid;
    grid->elements = ARENA_ARRAY(arena, GridBox, model->element_count);
    grid->boundaries = ARENA_ARRAY(arena, GridBox, model->boundary_count);
    grid->extra = (GridBox){0, 0, GRID_WIDTH, GRID_HEIGHT};
    layout.holders = ARENA_ARRAY(arena, GridHolder, model->boundary_count + 1);
    layout.next_element = ARENA_ARRAY(arena, uint32_t, model->element_count);
    layout.next_box = ARENA_ARRAY(arena, uint32_t, model->boundary_count);
    for (size_t i = 0; i < model->element_count; i++) grid->elements[i] = grid->extra;
    grid_sort_in(&layout);
    for (size_t i = model->boundary_count; i > 0; i--) {
        grid->boundaries[i - 1] = grid_pack(&layout, &layout.holders[i - 1], NULL);
    }
    grid_pack(&layout, &layout.holders[model->boundary_count], &grid->extra);
    for (size_t i = 0; i < model->boundary_count; i++) {
        const Boundary *around = grid_box_of(model->boundaries[i]->parent);
        if (model->boundaries[i]->line) {
            grid->boundaries[i] =
                (GridBox){-GRID_LINE - GRID_GAP, lines++ * GRID_TITLE, GRID_LINE, 0};
        } else if (around != NULL) {
            grid_move(&grid->boundaries[i], &grid->boundaries[around->index]);
        }
    }
    for (size_t i = 0; i < model->element_count; i++) {
        const Boundary *around = grid_box_of(model->elements[i]->boundary);
        if (around != NULL) grid_move(&grid->elements[i], &grid->boundaries[around->index]);
    }
    return *grid;
}
