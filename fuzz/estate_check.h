/* SPDX-License-Identifier: Apache-2.0 */
/* estate_check.h -- what must hold for every estate, whatever it was read from. */
#ifndef MERLON_FUZZ_ESTATE_CHECK_H
#define MERLON_FUZZ_ESTATE_CHECK_H

#include "base/embedded.h"
#include "input/input.h"

#include <stdlib.h>

enum {
    ESTATE_CHECK_VALUES_MAX = 50000, /* a few bytes can make many values: enough of them */
    ESTATE_CHECK_DEPTH_MAX = NODE_DEPTH_MAX * 3 /* a policy within a template within a loop */
};

static inline void require(bool holds) {
    if (!holds) abort();
}

/* The facts that are built in, read once: they are the same for every input. */
static inline const Facts *estate_check_facts(void) {
    static Arena arena;
    static Facts facts;
    if (facts.arena != NULL) return &facts;
    facts = facts_make(&arena);
    for (size_t i = 0; i < embedded_file_count; i++) {
        Str path = str_from(embedded_files[i].path);
        Str text = {embedded_files[i].data, embedded_files[i].len};
        if (str_starts(path, S("facts/"))) require(facts_add(&facts, path, text, NULL));
    }
    return &facts;
}

/* Every value is of a kind, every reference leads into the estate. */
static inline void estate_check_value(const Estate *estate, const Node *node, int depth,
                                      size_t *budget) {
    require(node->kind <= NODE_UNKNOWN && depth <= ESTATE_CHECK_DEPTH_MAX);
    if (*budget == 0) return;
    --*budget;
    if (node->kind == NODE_UNKNOWN) {
        require(node->unknown->reason.len > 0);
        for (uint32_t i = 0; i < node->unknown->part_count; i++) {
            const NodePart *part = &node->unknown->parts[i];
            bool reference = part->kind == NODE_PART_REFERENCE;
            require(!reference || part->resource < estate->resources.count);
        }
    }
    bool map = node->kind == NODE_MAP;
    for (uint32_t i = 0; (map || node->kind == NODE_LIST) && i < node->count; i++) {
        const Node *inner = map ? &node->pairs[i].value : &node->items[i];
        estate_check_value(estate, inner, depth + 1, budget);
    }
}

/* Every resource is found by its address, and leads from its properties back to itself. */
static inline void estate_check(const Estate *estate) {
    size_t budget = ESTATE_CHECK_VALUES_MAX;
    for (size_t i = 0; i < estate->resources.count; i++) {
        const Resource *resource = estate->resources.items[i];
        require(resource->index == i);
        require(resource->properties.kind == NODE_MAP);
        require(estate_of_node(&resource->properties) == resource);
        require(estate_find(estate, resource->address) == resource);
        estate_check_value(estate, &resource->properties, 0, &budget);
    }
}

#endif
