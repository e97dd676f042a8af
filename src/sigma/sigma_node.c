/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_node.c -- see sigma_node.h. */
#include "sigma/sigma_node.h"

bool sigma_node_fail(const Node *node, Error *err, const char *what) {
    return error_set(err, node->source == NULL ? S("") : node->source->path, node->line,
                     node->column, "%s", what);
}

static bool node_scalar_text(Arena *arena, const Node *node, Str *ret_text) {
    switch (node->kind) {
    case NODE_STRING: *ret_text = node->text; return true;
    case NODE_BOOL: *ret_text = node->boolean ? S("true") : S("false"); return true;
    case NODE_INT: *ret_text = str_format(arena, "%lld", (long long)node->integer); return true;
    case NODE_DOUBLE: *ret_text = str_format(arena, "%.15g", node->number); return true;
    default: return false;
    }
}

bool sigma_node_list(Arena *arena, const Node *node, SigmaList *ret_list, Error *err) {
    SigmaList list = {0};
    size_t count = node->kind == NODE_LIST ? node->count : 1;
    list.items = ARENA_ARRAY(arena, Str, count + 1);
    for (size_t i = 0; i < count; i++) {
        const Node *item = node->kind == NODE_LIST ? &node->items[i] : node;
        if (!node_scalar_text(arena, item, &list.items[list.count++])) {
            return sigma_node_fail(item, err, "should be text, or a list of texts");
        }
    }
    *ret_list = list;
    return true;
}

bool sigma_node_known(const Node *map, const Str *keys, size_t count, Error *err) {
    for (size_t i = 0; i < map->count; i++) {
        bool known = false;
        for (size_t j = 0; !known && j < count; j++) known = str_equal(map->pairs[i].key, keys[j]);
        if (known) continue;
        const Node *value = &map->pairs[i].value;
        return error_set(err, value->source == NULL ? S("") : value->source->path, value->line,
                         value->column, "'%.*s' is no key of Sigma 2.1.0 here",
                         STR_ARGS(map->pairs[i].key));
    }
    return true;
}
