/* SPDX-License-Identifier: Apache-2.0 */
/* sam_default.c -- defaults of template parameters, for the few decisions of the expansion that
 * depend on a value: is tracing disabled, what is the alias called. Elsewhere references stay. */
#include "base/buffer.h"
#include "input/sam_internal.h"

static const Node *sam_default_find(const Sam *sam, Str parameter) {
    return sam_node_find(node_find(sam->parameters, parameter), S("Default"));
}

/* "a-${Stage}" with the default of Stage in it. */
static Str sam_default_text(Sam *sam, Str text) {
    CLEANUP(buffer_free) Buffer buffer = {0};
    while (text.len > 0) {
        size_t open = str_find(text, S("${"));
        size_t close =
            open == SIZE_MAX ? SIZE_MAX : str_find(str_slice(text, open, SIZE_MAX), S("}"));
        if (close == SIZE_MAX) break;
        Str name = str_slice(text, open + 2, open + close);
        const Node *value = sam_default_find(sam, name);
        buffer_add(&buffer, str_slice(text, 0, open));
        bool known = node_is(value, NODE_STRING);
        buffer_add(&buffer, known ? value->text : str_slice(text, open, open + close + 1));
        text = str_slice(text, open + close + 1, SIZE_MAX);
    }
    buffer_add(&buffer, text);
    return str_copy(sam->arena, buffer_text(&buffer));
}

/* Depth is that of the template, which its reader has bounded. */
static void sam_default_apply(Sam *sam, Node *node) {
    if (node->kind == NODE_LIST) {
        for (uint32_t i = 0; i < node->count; i++) sam_default_apply(sam, &node->items[i]);
    }
    if (node->kind != NODE_MAP) return;
    const Node *ref = node->count == 1 ? node_find(node, S("Ref")) : NULL;
    const Node *value = sam_default_find(sam, node_text(ref));
    if (value != NULL) {
        *node = *sam_node_copy(sam, value);
        return;
    }
    Node *sub = node->count == 1 ? sam_node_find_own(node, S("Fn::Sub")) : NULL;
    if (node_is(sub, NODE_LIST) && sub->count > 0) sub = &sub->items[0];
    if (node_is(sub, NODE_STRING)) sub->text = sam_default_text(sam, sub->text);
    for (uint32_t i = 0; i < node->count; i++) sam_default_apply(sam, &node->pairs[i].value);
}

Node *sam_default_resolve(Sam *sam, const Node *node) {
    if (node == NULL) return NULL;
    Node *copy = sam_node_copy(sam, node);
    if (sam->parameters != NULL) sam_default_apply(sam, copy);
    return copy;
}

Node *sam_default_resolve_map(Sam *sam, const Node *node) {
    Node *value = sam_default_resolve(sam, node);
    const Node *path = sam_node_is_intrinsic(value) ? node_find(value, S("Fn::FindInMap")) : NULL;
    if (!node_is(path, NODE_LIST) || path->count != 3) return value;
    const Node *found = sam->mappings;
    for (uint32_t i = 0; i < path->count; i++) found = node_find(found, node_text(&path->items[i]));
    return found == NULL ? value : sam_node_copy(sam, found);
}
