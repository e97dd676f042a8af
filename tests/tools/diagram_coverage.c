/* SPDX-License-Identifier: Apache-2.0 */
/* diagram_coverage -- reads each path for itself, draws its data-flow diagram, and prints what the
 * facts' diagram rows leave out, one line for each find, tabs between the columns:
 *
 *     element TYPE yes|no                   a resource that is drawn; whether a flow touches it
 *     flow    TYPE TYPE                     of elements that resources stand for
 *     direct  TYPE TYPE TYPE.PROPERTY       one refers to the other, and nothing flows
 *     between TYPE TYPE TYPE.PROPERTY TYPE.PROPERTY   something undrawn refers to both
 *
 * tests/run/diagram-coverage.sh adds them up. Usage: diagram_coverage PATH... */
#include "cli/catalog.h"
#include "input/input.h"
#include "model/infer.h"

#include <stdio.h>

enum { REFERENCES_MAX = 200 /* of one resource */ };

typedef struct Reference {
    const Element *element;
    Str path; /* without indices */
} Reference;

typedef struct Search {
    Arena *arena;
    const Estate *estate;
    const Model *model;
    const Map *pairs; /* the ids of two elements -> anything: a flow leads one way or the other */
    const Resource *resource;
    Reference references[REFERENCES_MAX];
    size_t count;
} Search;

static void take(Search *search, uint32_t index, Str path) {
    const Resource *to = estate_get(search->estate, index);
    const Element *element = model_find_element(search->model, to->address);
    if (element == NULL || to == search->resource || search->count == REFERENCES_MAX) return;
    for (size_t i = 0; i < search->count; i++) {
        if (search->references[i].element == element) return;
    }
    search->references[search->count++] = (Reference){element, path};
}

static void find_references(Search *search, const Node *node, Str path, int depth) {
    if (depth > NODE_DEPTH_MAX) return;
    if (node_tree(node) != NULL) node = node_tree(node);
    if (node->kind == NODE_UNKNOWN) {
        for (uint32_t i = 0; i < node->unknown->part_count; i++) {
            const NodePart *part = &node->unknown->parts[i];
            if (part->kind == NODE_PART_REFERENCE) take(search, part->resource, path);
        }
    }
    for (uint32_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
        find_references(search, &node->items[i], path, depth + 1);
    }
    for (uint32_t i = 0; node->kind == NODE_MAP && i < node->count; i++) {
        Str key = node->pairs[i].key;
        Str below = path.len == 0 ? key : str_join3(search->arena, path, S("."), key);
        find_references(search, &node->pairs[i].value, below, depth + 1);
    }
}

static bool flows(const Search *search, const Element *one, const Element *other) {
    Str there = str_join3(search->arena, one->id, S("\n"), other->id);
    Str back = str_join3(search->arena, other->id, S("\n"), one->id);
    return map_find(search->pairs, there) != NULL || map_find(search->pairs, back) != NULL;
}

static void print_resource(Search *search) {
    Str type = search->resource->type;
    const Element *own = model_find_element(search->model, search->resource->address);
    for (size_t i = 0; own != NULL && i < search->count; i++) {
        const Reference *to = &search->references[i];
        if (flows(search, own, to->element)) continue;
        printf("direct\t%.*s\t%.*s\t%.*s.%.*s\n", STR_ARGS(type), STR_ARGS(to->element->type),
               STR_ARGS(type), STR_ARGS(to->path));
    }
    for (size_t i = 0; own == NULL && i < search->count; i++) {
        for (size_t k = i + 1; k < search->count; k++) {
            const Reference *one = &search->references[i], *two = &search->references[k];
            if (flows(search, one->element, two->element) || str_equal(one->path, two->path)) {
                continue;
            }
            printf("between\t%.*s\t%.*s\t%.*s.%.*s\t%.*s\n", STR_ARGS(one->element->type),
                   STR_ARGS(two->element->type), STR_ARGS(type), STR_ARGS(one->path),
                   STR_ARGS(two->path));
        }
    }
}

static void print_elements(Search *search, Map *pairs) {
    const Model *model = search->model;
    bool *touched = ARENA_ARRAY(search->arena, bool, model->element_count);
    for (size_t i = 0; i < model->flow_count; i++) {
        const Flow *flow = model->flows[i];
        touched[flow->from->index] = touched[flow->to->index] = true;
        map_set(pairs, str_join3(search->arena, flow->from_id, S("\n"), flow->to_id),
                model->flows[i]);
        if (flow->from->resource == NULL || flow->to->resource == NULL) continue;
        printf("flow\t%.*s\t%.*s\n", STR_ARGS(flow->from->type), STR_ARGS(flow->to->type));
    }
    for (size_t i = 0; i < model->element_count; i++) {
        const Element *element = model->elements[i];
        if (element->resource == NULL) continue;
        printf("element\t%.*s\t%s\n", STR_ARGS(element->type), touched[i] ? "yes" : "no");
    }
}

static void print_path(const Catalog *catalog, Str path) {
    CLEANUP(arena_free) Arena arena = {0};
    Estate estate = estate_make(&arena, &catalog->facts, false);
    Input input = input_make(&arena, &estate);
    input_add_path(&input, path);
    input_finish(&input);
    infer_model(&input.model, &estate);
    model_finish(&input.model);
    Map pairs = map_make(&arena);
    Search search = {.arena = &arena, .estate = &estate, .model = &input.model, .pairs = &pairs};
    print_elements(&search, &pairs);
    for (size_t i = 0; i < estate.resources.count; i++) {
        search.resource = estate.resources.items[i];
        search.count = 0;
        if (search.resource->outside || search.resource->folded) continue;
        find_references(&search, &search.resource->properties, S(""), 0);
        print_resource(&search);
    }
}

int main(int argc, char **argv) {
    CLEANUP(arena_free) Arena arena = {0};
    Catalog catalog = {0};
    CatalogOptions options = {0};
    if (!catalog_load(&arena, &options, &catalog)) return 2;
    for (int i = 1; i < argc; i++) print_path(&catalog, str_from(argv[i]));
    return 0;
}
