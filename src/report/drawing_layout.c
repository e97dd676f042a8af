/* SPDX-License-Identifier: Apache-2.0 */
/* drawing_layout.c -- asking dot. See drawing_layout.h.
 *
 * dot puts all that has no connection into one endless row, and all ends of one node too. Such
 * nodes are laid out here as a grid: unconnected ones by lines that aren't drawn, ends of one node
 * by lines of different length. */
#include "report/drawing_layout.h"

#include "base/process.h"
#include "text/json.h"

#include <math.h>

enum {
    LAYOUT_POINTS_PER_INCH = 72, /* dot's sizes are in inches, its positions in points */
    LAYOUT_FAN_MAX = 4,          /* ends of one node beside each other */
    LAYOUT_PAGE_WIDTH = 1500,    /* what a layout should fit into: a screen, or a sheet across */
    LAYOUT_PAGE_HEIGHT = 1000
};

/* A later way has to be better by that much: the earlier ones are more compact. */
#define LAYOUT_BETTER 1.03

typedef struct LayoutAsk {
    Arena scratch;
    const Drawing *drawing;
    const LayoutSizes *sizes;
    bool right;
    Buffer *out;
    uint32_t *degree; /* of each node */
    uint32_t *fanned; /* ends that were placed already, by node */
} LayoutAsk;

/* ---- asking ---- */

static void layout_ask_label(Buffer *out, LayoutSize size) {
    buffer_add_format(out,
                      "label=<<table border=\"0\" cellborder=\"0\" cellspacing=\"0\" "
                      "cellpadding=\"0\" fixedsize=\"true\" width=\"%.0f\" height=\"%.0f\">"
                      "<tr><td></td></tr></table>>",
                      ceil(size.width), ceil(size.height));
}

static void layout_ask_nodes(LayoutAsk *ask, uint32_t boundary) {
    for (size_t i = 0; i < ask->drawing->node_count; i++) {
        if (ask->drawing->nodes[i].boundary != boundary) continue;
        LayoutSize size = ask->sizes->nodes[i];
        buffer_add_format(ask->out, "n%zu [width=%.4f height=%.4f];\n", i,
                          size.width / LAYOUT_POINTS_PER_INCH,
                          size.height / LAYOUT_POINTS_PER_INCH);
    }
}

/* Unconnected nodes of one boundary as a grid that is wider than high. */
static void layout_ask_grid(LayoutAsk *ask, uint32_t boundary) {
    const Drawing *drawing = ask->drawing;
    uint32_t *alone = ARENA_ARRAY(&ask->scratch, uint32_t, drawing->node_count);
    size_t count = 0;
    for (uint32_t i = 0; i < drawing->node_count; i++) {
        if (drawing->nodes[i].boundary == boundary && ask->degree[i] == 0) alone[count++] = i;
    }
    size_t step = (size_t)ceil(sqrt((double)count * (ask->right ? 1.6 : 0.6)));
    for (size_t i = 0; i + step < count; i++) {
        buffer_add_format(ask->out, "n%u -> n%u [style=invis];\n", alone[i], alone[i + step]);
    }
}

static void layout_ask_boundary(LayoutAsk *ask, uint32_t index) {
    const Drawing *drawing = ask->drawing;
    if (index != DRAWING_NONE) {
        assert(drawing->boundaries[index].depth <= MODEL_NESTING_MAX);
        buffer_add_format(ask->out, "subgraph cluster_%u {\nlabeljust=l; labelloc=t; margin=12; ",
                          index);
        layout_ask_label(ask->out, ask->sizes->boundaries[index]);
        buffer_add(ask->out, S(";\n"));
    }
    layout_ask_nodes(ask, index);
    for (uint32_t i = 0; i < drawing->boundary_count; i++) {
        if (drawing->boundaries[i].parent == index) layout_ask_boundary(ask, i);
    }
    layout_ask_grid(ask, index);
    if (index != DRAWING_NONE) buffer_add(ask->out, S("}\n"));
}

/* How many ranks the line spans: the ends of a node with many of them stand in rows. */
static uint32_t layout_length(LayoutAsk *ask, const DrawingEdge *edge) {
    bool out = ask->degree[edge->to] == 1, in = ask->degree[edge->from] == 1;
    if (out == in) return 1;
    uint32_t hub = out ? edge->from : edge->to;
    return 1 + ask->fanned[hub]++ / LAYOUT_FAN_MAX;
}

static void layout_ask_edges(LayoutAsk *ask) {
    const Drawing *drawing = ask->drawing;
    for (size_t i = 0; i < drawing->edge_count; i++) {
        const DrawingEdge *edge = &drawing->edges[i];
        buffer_add_format(ask->out, "n%u -> n%u [id=e%zu minlen=%u", edge->from, edge->to, i,
                          layout_length(ask, edge));
        if (edge->bidirectional) buffer_add(ask->out, S(" dir=both"));
        if (ask->sizes->edges[i].width > 0) {
            buffer_add_byte(ask->out, ' ');
            layout_ask_label(ask->out, ask->sizes->edges[i]);
        }
        buffer_add(ask->out, S("];\n"));
    }
}

static void layout_ask_end(LayoutAsk *ask) { arena_free(&ask->scratch); }

void drawing_layout_ask(const Drawing *drawing, const LayoutSizes *sizes, LayoutWay way,
                        Buffer *out) {
    CLEANUP(layout_ask_end)
    LayoutAsk ask = {.drawing = drawing, .sizes = sizes, .right = way.right, .out = out};
    ask.degree = ARENA_ARRAY(&ask.scratch, uint32_t, drawing->node_count);
    ask.fanned = ARENA_ARRAY(&ask.scratch, uint32_t, drawing->node_count);
    for (size_t i = 0; i < drawing->edge_count; i++) {
        ask.degree[drawing->edges[i].from]++;
        ask.degree[drawing->edges[i].to]++;
    }
    /* Where many lines meet, their numbers need room. */
    double lines = (double)drawing->edge_count / (double)(drawing->node_count + 1);
    double spread = fmin(fmax(lines / 1.4, 1), 2);
    double ranks = way.right ? fmax(40, sizes->number_width + 22) : 40;
    buffer_add_format(out, "digraph merlon {\ngraph [rankdir=%s nodesep=%.2f ranksep=%.2f%s];\n",
                      way.right ? "LR" : "TB", 0.3 * spread,
                      ranks * spread / LAYOUT_POINTS_PER_INCH, way.global ? " newrank=true" : "");
    buffer_add(out, S("node [shape=box fixedsize=true label=\"\"];\nedge [arrowsize=0.8];\n"));
    layout_ask_boundary(&ask, DRAWING_NONE);
    layout_ask_edges(&ask);
    buffer_add(out, S("}\n"));
}

/* ---- reading ---- */

typedef struct LayoutRead {
    Arena *arena;
    const Drawing *drawing;
    Layout layout;
    bool *seen_nodes, *seen_edges, *seen_boundaries;
} LayoutRead;

static bool layout_refuse(Error *err, const char *what) {
    return error_say(err, "dot's answer can't be used: %s", what);
}

/* Cuts a number in limits off *rest, up to separator. */
static bool layout_cut_number(Str *rest, char separator, double *ret_number) {
    double number = 0;
    if (!str_to_double(str_cut(rest, separator), &number) || !isfinite(number)) return false;
    if (fabs(number) > LAYOUT_COORDINATE_MAX) return false;
    *ret_number = number;
    return true;
}

/* "x,y", with y upwards. */
static bool layout_read_point(const LayoutRead *read, Str text, LayoutPoint *ret_point) {
    LayoutPoint point = {0};
    if (!layout_cut_number(&text, ',', &point.x) || !layout_cut_number(&text, ',', &point.y)) {
        return false;
    }
    if (text.len > 0) return false;
    point.y = read->layout.size.height - point.y;
    *ret_point = point;
    return true;
}

/* "left,bottom,right,top". */
static bool layout_read_box(double height, Str text, LayoutBox *ret_box) {
    LayoutBox box = {0};
    if (!layout_cut_number(&text, ',', &box.left) || !layout_cut_number(&text, ',', &box.bottom) ||
        !layout_cut_number(&text, ',', &box.right) || !layout_cut_number(&text, ',', &box.top)) {
        return false;
    }
    box.top = height - box.top;
    box.bottom = height - box.bottom;
    if (text.len > 0 || box.right < box.left || box.bottom < box.top) return false;
    *ret_box = box;
    return true;
}

/* The number behind prefix, when it is below count. */
static bool layout_read_index(Str text, Str prefix, size_t count, size_t *ret_index) {
    int64_t index = 0;
    if (!str_starts(text, prefix)) return false;
    if (!str_to_int(str_slice(text, prefix.len, text.len), &index)) return false;
    if (index < 0 || (uint64_t)index >= count) return false;
    *ret_index = (size_t)index;
    return true;
}

static double layout_number_of(const Node *object, Str key) {
    double number = 0;
    Str text = node_text(node_find(object, key));
    return layout_cut_number(&text, ',', &number) ? number : 0;
}

static bool layout_read_object(LayoutRead *read, const Node *object, Error *err) {
    Layout *layout = &read->layout;
    Str name = node_text(node_find(object, S("name")));
    size_t index = 0;
    if (layout_read_index(name, S("cluster_"), read->drawing->boundary_count, &index)) {
        read->seen_boundaries[index] = true;
        Str box = node_text(node_find(object, S("bb")));
        if (layout_read_box(layout->size.height, box, &layout->boundaries[index])) return true;
        return layout_refuse(err, "a boundary has no box");
    }
    if (!layout_read_index(name, S("n"), read->drawing->node_count, &index)) return true;
    LayoutPoint middle = {0};
    if (!layout_read_point(read, node_text(node_find(object, S("pos"))), &middle)) {
        return layout_refuse(err, "a node has no position");
    }
    double width = layout_number_of(object, S("width")) * LAYOUT_POINTS_PER_INCH / 2;
    double height = layout_number_of(object, S("height")) * LAYOUT_POINTS_PER_INCH / 2;
    if (width <= 0 || height <= 0) return layout_refuse(err, "a node has no size");
    read->seen_nodes[index] = true;
    layout->nodes[index] =
        (LayoutBox){middle.x - width, middle.y - height, middle.x + width, middle.y + height};
    return true;
}

/* "s,x,y e,x,y x,y x,y ...": tips first, where there are some. */
static bool layout_read_line(const LayoutRead *read, Str text, LayoutLine *line) {
    line->points = ARENA_ARRAY(read->arena, LayoutPoint, text.len / 4 + 1); /* "0,0 " */
    text = str_cut(&text, ';');
    while (text.len > 0) {
        Str word = str_cut(&text, ' ');
        if (word.len == 0) continue;
        bool end = str_starts(word, S("e,")), start = str_starts(word, S("s,"));
        LayoutPoint point = {0};
        if (!layout_read_point(read, end || start ? str_slice(word, 2, word.len) : word, &point)) {
            return false;
        }
        if (end) line->end = point;
        if (start) line->start = point;
        line->has_end |= end;
        line->has_start |= start;
        if (end || start) continue;
        if (line->count == LAYOUT_POINTS_MAX) return false;
        line->points[line->count++] = point;
    }
    return line->count >= 4 && line->count % 3 == 1;
}

static bool layout_read_edge(LayoutRead *read, const Node *edge, Error *err) {
    size_t index = 0;
    Str id = node_text(node_find(edge, S("id")));
    if (!layout_read_index(id, S("e"), read->drawing->edge_count, &index)) return true;
    LayoutLine line = {0};
    Str pos = node_text(node_find(edge, S("pos")));
    if (!layout_read_line(read, pos, &line)) return layout_refuse(err, "a line has no course");
    line.has_label = layout_read_point(read, node_text(node_find(edge, S("lp"))), &line.label);
    read->layout.lines[index] = line;
    read->seen_edges[index] = true;
    return true;
}

static bool layout_all(const bool *seen, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!seen[i]) return false;
    }
    return true;
}

/* Calls take for each item of a list, which may be missing. */
static bool layout_each(LayoutRead *read, const Node *list,
                        bool (*take)(LayoutRead *, const Node *, Error *), Error *err) {
    if (!node_is(list, NODE_LIST)) return true;
    for (uint32_t i = 0; i < list->count; i++) {
        if (!take(read, &list->items[i], err)) return false;
    }
    return true;
}

bool drawing_layout_read(Arena *arena, const Drawing *drawing, Str answer, Layout *ret_layout,
                         Error *err) {
    Source source = {S("dot")};
    Node root = {0};
    LayoutBox whole = {0};
    if (answer.len > LAYOUT_BYTES_MAX) return layout_refuse(err, "it is too long");
    if (!json_read(arena, &source, answer, &root, err)) return layout_refuse(err, "it is no JSON");
    if (!layout_read_box(0, node_text(node_find(&root, S("bb"))), &whole)) {
        return layout_refuse(err, "it has no size");
    }
    LayoutRead read = {.arena = arena, .drawing = drawing};
    read.layout.size = (LayoutSize){whole.right - whole.left, whole.bottom - whole.top};
    read.layout.nodes = ARENA_ARRAY(arena, LayoutBox, drawing->node_count);
    read.layout.boundaries = ARENA_ARRAY(arena, LayoutBox, drawing->boundary_count);
    read.layout.lines = ARENA_ARRAY(arena, LayoutLine, drawing->edge_count);
    read.seen_nodes = ARENA_ARRAY(arena, bool, drawing->node_count);
    read.seen_edges = ARENA_ARRAY(arena, bool, drawing->edge_count);
    read.seen_boundaries = ARENA_ARRAY(arena, bool, drawing->boundary_count);
    if (!layout_each(&read, node_find(&root, S("objects")), layout_read_object, err) ||
        !layout_each(&read, node_find(&root, S("edges")), layout_read_edge, err)) {
        return false;
    }
    if (!layout_all(read.seen_nodes, drawing->node_count) ||
        !layout_all(read.seen_edges, drawing->edge_count) ||
        !layout_all(read.seen_boundaries, drawing->boundary_count)) {
        return layout_refuse(err, "something is missing");
    }
    *ret_layout = read.layout;
    return true;
}

/* ---- both ---- */

typedef struct LayoutTask {
    Arena *arena;
    const Drawing *drawing;
    const LayoutSizes *sizes;
    Process dot;
} LayoutTask;

static bool layout_try(LayoutTask *task, LayoutWay way, Layout *ret_layout, Error *err) {
    CLEANUP(buffer_free) Buffer question = {0};
    CLEANUP(buffer_free) Buffer answer = {0};
    drawing_layout_ask(task->drawing, task->sizes, way, &question);
    task->dot.input = buffer_text(&question);
    return process_run(&task->dot, &answer, err) &&
           drawing_layout_read(task->arena, task->drawing, buffer_text(&answer), ret_layout, err);
}

/* How large the picture is when it fits the page. */
static double layout_fit(const Layout *layout) {
    double across = LAYOUT_PAGE_WIDTH / (layout->size.width + 1);
    double down = LAYOUT_PAGE_HEIGHT / (layout->size.height + 1);
    return across < down ? across : down;
}

bool drawing_layout_find(Arena *arena, const LayoutQuestion *question, Layout *ret_layout,
                         Error *err) {
    static const LayoutWay ways[] = {{false, false}, {true, false}, {false, true}, {true, true}};
    const DrawingOptions *options = question->options;
    uint32_t time = options->time_ms_max == 0 ? DRAWING_TIME_MS_MAX : options->time_ms_max;
    size_t tries = options->direction == DRAWING_AUTO ? COUNT(ways) : COUNT(ways) / 2;
    LayoutTask task = {.arena = arena, .drawing = question->drawing, .sizes = question->sizes};
    task.dot = (Process){.program = options->program == NULL ? "dot" : options->program,
                         .words = {"-Tjson0"},
                         .output_bytes_max = LAYOUT_BYTES_MAX,
                         .memory_bytes_max = LAYOUT_MEMORY_BYTES_MAX,
                         .time_ms_max = (uint32_t)(time / tries) + 1};
    Layout best = {0};
    bool found = false;
    for (size_t i = 0; i < COUNT(ways); i++) {
        Layout layout = {0};
        if (options->direction == DRAWING_DOWN && ways[i].right) continue;
        if (options->direction == DRAWING_RIGHT && !ways[i].right) continue;
        if (!layout_try(&task, ways[i], &layout, err)) {
            if (!found) return false; /* what the first one can't, the others can't either */
            break;
        }
        if (!found || layout_fit(&layout) > layout_fit(&best) * LAYOUT_BETTER) best = layout;
        found = true;
    }
    *ret_layout = best;
    return true;
}
