/* SPDX-License-Identifier: Apache-2.0 */
/* sam_globals.c -- the Globals section: properties for all resources of one serverless type.
 * Maps merge key by key, lists are joined (the global one first), anything else, intrinsic
 * functions included, is the resource's own. IgnoreGlobals on a resource ("*" or names) opts out.
 */
#include "input/sam_internal.h"

static bool sam_globals_mergeable(const Node *global, const Node *local, NodeKind kind) {
    return global->kind == kind && local->kind == kind && !sam_node_is_intrinsic(global) &&
           !sam_node_is_intrinsic(local);
}

/* Depth is that of the template, which its reader has bounded. */
static Node *sam_globals_merge_value(Sam *sam, const Node *global, const Node *local) {
    if (sam_globals_mergeable(global, local, NODE_LIST)) {
        Node *list = sam_node_copy(sam, global);
        for (uint32_t i = 0; i < local->count; i++) {
            node_list_add(sam->arena, list, *sam_node_copy(sam, &local->items[i]));
        }
        return list;
    }
    if (!sam_globals_mergeable(global, local, NODE_MAP)) return sam_node_copy(sam, local);
    Node *map = sam_node_copy(sam, global);
    for (uint32_t i = 0; i < local->count; i++) {
        const NodePair *pair = &local->pairs[i];
        const Node *before = node_find(global, pair->key);
        const Node *value = before == NULL ? sam_node_copy(sam, &pair->value)
                                           : sam_globals_merge_value(sam, before, &pair->value);
        sam_node_set(sam, map, pair->key, value);
    }
    map->line = local->line;
    map->column = local->column;
    map->source = local->source;
    return map;
}

/* The globals of a resource without those that it ignores; NULL when there are none. */
static const Node *sam_globals_of(Sam *sam, const Node *resource) {
    Str type = node_text(node_find(resource, S("Type")));
    if (!str_starts(type, S("AWS::Serverless::"))) return NULL;
    Str section = str_slice(type, S("AWS::Serverless::").len, type.len);
    const Node *globals = sam_node_find(&sam->globals, section);
    const Node *ignored = sam_node_find(resource, S("IgnoreGlobals"));
    if (!node_is(globals, NODE_MAP) || node_is_text(ignored, S("*"))) return NULL;
    if (!node_is(ignored, NODE_LIST)) return globals;
    Node *rest = sam_node_copy(sam, globals);
    for (uint32_t i = 0; i < ignored->count; i++)
        sam_node_remove(rest, node_text(&ignored->items[i]));
    return rest;
}

void sam_globals_merge(Sam *sam) {
    for (uint32_t i = 0; i < sam->resources.count; i++) {
        Node *resource = &sam->resources.pairs[i].value;
        const Node *globals = sam_globals_of(sam, resource);
        if (globals == NULL) continue;
        Node empty = node_make_map(resource);
        const Node *local = sam_node_find(resource, S("Properties"));
        const Node *merged = sam_globals_merge_value(sam, globals, local == NULL ? &empty : local);
        sam_node_set(sam, resource, S("Properties"), merged);
    }
}
