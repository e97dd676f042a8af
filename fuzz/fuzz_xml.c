/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_xml.c -- any bytes as XML. What is accepted must be elements of the shape that xml.h
 * promises, in valid UTF-8, each with a place in the text, and no deeper than any other reader's
 * tree. */
#include "base/utf8.h"
#include "text/xml.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

static void check_text(const Node *node) {
    require(node_is(node, NODE_STRING) && utf8_find_invalid(node->text) == SIZE_MAX);
}

/* The element begins with "<" where it says it does. */
static void check_place(Str text, const Node *node) {
    require(node->line >= 1 && node->column >= 1);
    Str rest = text;
    for (uint32_t line = 1; line < node->line; line++) str_cut(&rest, '\n');
    require(node->column <= rest.len && rest.ptr[node->column - 1] == '<');
}

static void check_element(Str text, const Node *node, int depth, int *budget) {
    require(depth < XML_DEPTH_MAX && node_is(node, NODE_MAP));
    if (--*budget > 0) check_place(text, node);
    check_text(node_find(node, S("name")));
    require(node_text(node_find(node, S("name"))).len > 0);
    for (uint32_t i = 0; i < node->count; i++) {
        Str key = node->pairs[i].key;
        const Node *value = &node->pairs[i].value;
        if (str_equal(key, S("attributes"))) {
            require(node_is(value, NODE_MAP) && value->count > 0);
            for (uint32_t j = 0; j < value->count; j++) check_text(&value->pairs[j].value);
        } else if (str_equal(key, S("children"))) {
            require(node_is(value, NODE_LIST) && value->count > 0);
            for (uint32_t j = 0; j < value->count; j++) {
                check_element(text, &value->items[j], depth + 1, budget);
            }
        } else {
            check_text(value);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free) Arena arena = {0};
    Source source = {S("fuzz.xml")};
    Str text = {(const char *)data, size};
    Node node = {0};
    Error err = {0};
    if (!xml_read(&arena, &source, text, &node, &err)) {
        require(err.message[0] != '\0' && err.line >= 1 && err.column >= 1);
        return 0;
    }
    int budget = 1000; /* places are looked up from the start each time */
    check_element(text, &node, 0, &budget);
    return 0;
}
