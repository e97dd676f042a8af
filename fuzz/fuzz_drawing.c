/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_drawing.c -- any bytes as dot's answer about a small drawing, and as every name of a model
 * that is drawn. What is read must be complete; what is written must stay text. */
#include "report/drawing.h"
#include "report/drawing_layout.h"
#include "report/drawing_text.h"

#include "base/utf8.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

static void fill_model(Model *model, Str name) {
    static const Str ids[] = {S_INIT("a"), S_INIT("b"), S_INIT("c")};
    Boundary boundary = {.id = S("vpc"), .name = name, .type = name, .kind = BOUNDARY_VPC};
    model_add_boundary(model, &boundary);
    for (size_t i = 0; i < COUNT(ids); i++) {
        Element element = {.id = ids[i], .name = name, .type = name, .category = name};
        element.kind = (ElementKind)i;
        if (i > 0) element.boundary_id = S("vpc");
        model_add_element(model, &element);
    }
    for (size_t i = 0; i + 1 < COUNT(ids); i++) {
        Flow flow = {.from_id = ids[i], .to_id = ids[i + 1], .label = name};
        model_add_flow(model, &flow);
    }
    model_finish(model);
}

static void check_layout(Arena *arena, const Drawing *drawing, Str text) {
    Layout layout = {0};
    Error err = {0};
    if (!drawing_layout_read(arena, drawing, text, &layout, &err)) {
        require(err.message[0] != '\0');
        return;
    }
    for (size_t i = 0; i < drawing->edge_count; i++) {
        const LayoutLine *line = &layout.lines[i];
        require(line->count >= 4 && line->count % 3 == 1 && line->count <= LAYOUT_POINTS_MAX);
        for (size_t k = 0; k < line->count; k++) require(isfinite(line->points[k].x));
    }
    for (size_t i = 0; i < drawing->node_count; i++) {
        require(layout.nodes[i].right > layout.nodes[i].left);
    }
}

static void check_written(Str text) {
    require(utf8_find_invalid(text) == SIZE_MAX);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        require(byte >= 0x20 || byte == '\n');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free) Arena arena = {0};
    CLEANUP(buffer_free) Buffer out = {0};
    Str text = {(const char *)data, size};
    Model model = model_make(&arena);
    DrawingOptions options = {0};
    fill_model(&model, text);
    Drawing drawing = drawing_make(&arena, &model, &options);
    require(drawing.node_count == 3 && drawing.edge_count == 2 && drawing.boundary_count == 1);
    check_layout(&arena, &drawing, text);
    Report report = {.model = &model};
    report_write_dot(&report, &out);
    report_write_mermaid(&report, &out);
    check_written(buffer_text(&out));
    DrawingFont font = {13, true};
    DrawingLines lines = drawing_text_wrap(&arena, text, 100, font, 2);
    for (size_t i = 0; i < lines.count; i++) {
        check_written(lines.items[i]);
        require(drawing_text_width(lines.items[i], font) <= 100);
    }
    return 0;
}
