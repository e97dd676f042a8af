/* SPDX-License-Identifier: Apache-2.0 */
/* foreach.c -- {"Fn::ForEach::Name": [identifier, collection, {key: body}]} becomes one pair per
 * element, with ${identifier} and &{identifier} replaced in keys and texts, and Ref of the
 * identifier by the element. Reference: the section on Fn::ForEach of CloudFormation's guide. */
#include "input/foreach.h"

#include "base/buffer.h"
#include "input/cloudformation.h"

enum {
    LOOP_IDENTIFIER_BYTES_MAX = 256, /* CloudFormation allows 255 */
    LOOP_BYTES_PER_VALUE = 64        /* so much text costs as much as a value */
};

/* The identifiers of the loops around, innermost first. */
typedef struct LoopScope {
    Str identifier;
    Str element;
    const struct LoopScope *outer;
} LoopScope;

typedef struct Loop {
    Input *input;
    const Map *parameters;
    size_t made;   /* elements */
    size_t copied; /* values inside of loops */
    int depth;
    bool told;
} Loop;

static Node foreach_copy(Loop *loop, const Node *node, const LoopScope *scope);

static const LoopScope *foreach_find(const LoopScope *scope, Str identifier) {
    while (scope != NULL && !str_equal(scope->identifier, identifier)) scope = scope->outer;
    return scope;
}

/* &{X} keeps only letters and digits: it stands in logical ids. */
static Str foreach_alphanumeric(Arena *arena, Str text) {
    char *kept = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
        if (letter || (byte >= '0' && byte <= '9')) kept[len++] = byte;
    }
    return (Str){kept, len};
}

static Str foreach_substitute(Loop *loop, Str text, const LoopScope *scope) {
    Arena *arena = loop->input->arena;
    if (scope == NULL || (!str_contains(text, S("${")) && !str_contains(text, S("&{"))))
        return text;
    CLEANUP(buffer_free) Buffer result = {0};
    size_t copied = 0;
    for (size_t i = 0; i + 1 < text.len; i++) {
        bool strict = text.ptr[i] == '&';
        if ((text.ptr[i] != '$' && !strict) || text.ptr[i + 1] != '{') continue;
        Str rest = str_slice(text, i + 2, i + 2 + LOOP_IDENTIFIER_BYTES_MAX);
        size_t end = str_find(rest, S("}"));
        const LoopScope *found =
            end == SIZE_MAX ? NULL : foreach_find(scope, str_slice(rest, 0, end));
        if (found == NULL) continue;
        Str element = strict ? foreach_alphanumeric(arena, found->element) : found->element;
        buffer_add(&result, str_slice(text, copied, i));
        buffer_add(&result, element);
        copied = i + 2 + end + 1;
        i = copied - 1;
    }
    buffer_add(&result, str_slice(text, copied, text.len));
    loop->copied += result.len / LOOP_BYTES_PER_VALUE;
    return str_copy(arena, buffer_text(&result));
}

static const Node *foreach_collection(Loop *loop, const Node *collection, Node *storage,
                                      const LoopScope *scope) {
    const Node *reference = node_find(collection, S("Ref"));
    if (reference != NULL) return map_find(loop->parameters, node_text(reference));
    if (collection->kind != NODE_LIST) return NULL;
    *storage = foreach_copy(loop, collection, scope);
    return storage;
}

static bool foreach_is_over(const Loop *loop) {
    return loop->made > CLOUDFORMATION_FOREACH_MAX ||
           loop->copied > CLOUDFORMATION_FOREACH_VALUES_MAX;
}

static void foreach_element(Loop *loop, const Node *call, Str element, const LoopScope *outer,
                            Node *target) {
    loop->copied++;
    LoopScope scope = {node_text(&call->items[0]), element, outer};
    Node body = foreach_copy(loop, &call->items[2], &scope);
    for (uint32_t i = 0; body.kind == NODE_MAP && i < body.count; i++) {
        if (++loop->made > CLOUDFORMATION_FOREACH_MAX) return;
        node_map_set(loop->input->arena, target, body.pairs[i].key, body.pairs[i].value);
    }
}

static void foreach_run(Loop *loop, Str key, const Node *call, const LoopScope *outer,
                        Node *target) {
    Node storage = {0};
    const Node *collection = call->kind == NODE_LIST && call->count == 3
                                 ? foreach_collection(loop, &call->items[1], &storage, outer)
                                 : NULL;
    if (!node_is(collection, NODE_LIST)) {
        input_note(loop->input, call, key, S("a loop over what isn't known is left out"));
        return;
    }
    for (uint32_t i = 0; i < collection->count && !foreach_is_over(loop); i++) {
        Str element = S("");
        if (!node_canonical(loop->input->arena, &collection->items[i], &element)) continue;
        foreach_element(loop, call, element, outer, target);
    }
    if (foreach_is_over(loop) && !loop->told) {
        loop->told = true;
        input_fail(loop->input, call,
                   "makes more than %d elements, or %d values, with Fn::ForEach: the rest is left "
                   "out",
                   CLOUDFORMATION_FOREACH_MAX, CLOUDFORMATION_FOREACH_VALUES_MAX);
    }
}

static Node foreach_copy_map(Loop *loop, const Node *node, const LoopScope *scope) {
    Node map = node_make_map(node);
    const Node *reference = node->count == 1 ? node_find(node, S("Ref")) : NULL;
    const LoopScope *found = reference == NULL ? NULL : foreach_find(scope, node_text(reference));
    if (found != NULL) return node_make_string(node, found->element);
    bool repeats = scope != NULL; /* two keys may become the same */
    for (uint32_t i = 0; i < node->count; i++) {
        const NodePair *pair = &node->pairs[i];
        if (str_starts(pair->key, S("Fn::ForEach::"))) {
            repeats = true;
            foreach_run(loop, pair->key, &pair->value, scope, &map);
        } else if (!repeats) {
            node_map_add(loop->input->arena, &map, pair->key,
                         foreach_copy(loop, &pair->value, scope));
        } else {
            Str key = foreach_substitute(loop, pair->key, scope);
            node_map_set(loop->input->arena, &map, key, foreach_copy(loop, &pair->value, scope));
        }
    }
    return map;
}

static Node foreach_copy(Loop *loop, const Node *node, const LoopScope *scope) {
    if (loop->depth >= NODE_DEPTH_MAX || foreach_is_over(loop)) return *node;
    loop->copied += scope != NULL;
    loop->depth++;
    Node copy = *node;
    if (node->kind == NODE_MAP) {
        copy = foreach_copy_map(loop, node, scope);
    } else if (node->kind == NODE_LIST) {
        copy = node_make_list(loop->input->arena, node, node->count);
        for (uint32_t i = 0; i < node->count; i++) {
            copy.items[i] = foreach_copy(loop, &node->items[i], scope);
        }
    } else if (node->kind == NODE_STRING) {
        copy.text = foreach_substitute(loop, node->text, scope);
    }
    loop->depth--;
    return copy;
}

Node foreach_expand(Input *input, const Node *root, const Map *parameters) {
    Loop loop = {.input = input, .parameters = parameters};
    return foreach_copy(&loop, root, NULL);
}
