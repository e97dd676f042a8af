/* SPDX-License-Identifier: Apache-2.0 */
/* json.c -- builds the node tree from simdjson's events.
 * Open containers stand on a stack; their children are collected in one growing array each and
 * copied to the arena with their exact size when the container ends, so nothing is wasted. */
#include "text/json.h"

#include "base/utf8.h"
#include "text/json_reader.h"

#include <stdlib.h>

enum { JSON_QUADRATIC_MAX = 16 }; /* objects up to this size are checked for duplicates pairwise */

/* A container that is being read: where its children begin on the shared stack. */
typedef struct JsonFrame {
    Node node;
    size_t first; /* index of its first child in the stack of pairs */
} JsonFrame;

typedef struct JsonBuilder {
    Arena *arena;
    const Source *source;
    Str text;
    NodePair *stack; /* children of all open containers; items have no key */
    size_t stack_count;
    size_t stack_capacity;
    JsonFrame frames[NODE_DEPTH_MAX + 2];
    int depth;
    Str key; /* of the value that comes next */
    size_t node_count;
    size_t seen_offset; /* the position below is that of this offset */
    uint32_t line;
    size_t line_start;
    Node root;
    Error *err;
} JsonBuilder;

/* Moves the position forward to offset; values come in document order, so each line is counted
 * once. */
static void json_move_to(JsonBuilder *builder, size_t offset) {
    while (builder->seen_offset < offset) {
        const char *start = builder->text.ptr + builder->seen_offset;
        const char *newline = memchr(start, '\n', offset - builder->seen_offset);
        if (newline == NULL) break;
        builder->line++;
        builder->line_start = (size_t)(newline - builder->text.ptr) + 1;
        builder->seen_offset = builder->line_start;
    }
    builder->seen_offset = offset;
}

static Node json_node(JsonBuilder *builder, NodeKind kind, size_t offset) {
    json_move_to(builder, offset);
    return (Node){.kind = (uint8_t)kind,
                  .line = builder->line,
                  .column = (uint32_t)(offset - builder->line_start + 1),
                  .source = builder->source};
}

static bool json_push(JsonBuilder *builder, Node node) {
    if (++builder->node_count > NODE_COUNT_MAX) {
        return error_set(builder->err, builder->source->path, node.line, node.column,
                         "has more than %d values", NODE_COUNT_MAX);
    }
    if (builder->depth == 0) {
        builder->root = node;
        return true;
    }
    if (builder->stack_count == builder->stack_capacity) {
        builder->stack_capacity = builder->stack_capacity == 0 ? 1024 : builder->stack_capacity * 2;
        builder->stack = realloc(builder->stack, builder->stack_capacity * sizeof(*builder->stack));
        if (builder->stack == NULL) abort();
    }
    builder->stack[builder->stack_count++] = (NodePair){builder->key, node};
    return true;
}

static bool json_begin(void *context, bool is_map, size_t offset) {
    JsonBuilder *builder = context;
    Node node = json_node(builder, is_map ? NODE_MAP : NODE_LIST, offset);
    if (!json_push(builder, node)) return false;
    builder->frames[builder->depth++] = (JsonFrame){node, builder->stack_count};
    return true;
}

static bool json_duplicate(const JsonBuilder *builder, const NodePair *pair) {
    return error_set(builder->err, builder->source->path, pair->value.line, pair->value.column,
                     "has the key \"%.*s\" twice in one object", STR_ARGS(pair->key));
}

/* Refuses keys that stand twice: which of them counts differs from reader to reader. */
static bool json_check_keys(const JsonBuilder *builder, const NodePair *pairs, size_t count) {
    if (count <= JSON_QUADRATIC_MAX) {
        for (size_t i = 1; i < count; i++) {
            for (size_t j = 0; j < i; j++) {
                if (str_equal(pairs[i].key, pairs[j].key)) {
                    return json_duplicate(builder, &pairs[i]);
                }
            }
        }
        return true;
    }
    CLEANUP(arena_free) Arena scratch = {0};
    Map seen = map_make(&scratch);
    for (size_t i = 0; i < count; i++) {
        if (map_set(&seen, pairs[i].key, builder->arena) != NULL) {
            return json_duplicate(builder, &pairs[i]);
        }
    }
    return true;
}

static bool json_end(void *context) {
    JsonBuilder *builder = context;
    JsonFrame *frame = &builder->frames[--builder->depth];
    size_t count = builder->stack_count - frame->first;
    Node node = frame->node;
    const NodePair *children = builder->stack == NULL ? NULL : builder->stack + frame->first;
    node.count = (uint32_t)count;
    node.flags |= NODE_FLAG_FULL; /* exactly as large as needed */
    if (node.kind == NODE_MAP) {
        if (!json_check_keys(builder, children, count)) return false;
        node.pairs = arena_grow_array(builder->arena, children, count, count, sizeof(NodePair));
    } else {
        node.items = ARENA_ARRAY(builder->arena, Node, count);
        for (size_t i = 0; i < count; i++) node.items[i] = children[i].value;
    }
    builder->stack_count = frame->first;
    /* the container itself was pushed when it began: complete it there */
    if (builder->depth == 0) {
        builder->root = node;
    } else {
        builder->stack[frame->first - 1].value = node;
    }
    return true;
}

static bool json_key(void *context, const char *text, size_t len, size_t offset) {
    JsonBuilder *builder = context;
    (void)offset;
    builder->key = str_copy(builder->arena, (Str){text, len});
    return true;
}

static bool json_string(void *context, const char *text, size_t len, size_t offset) {
    JsonBuilder *builder = context;
    Node node = json_node(builder, NODE_STRING, offset);
    node.text = str_copy(builder->arena, (Str){text, len});
    return json_push(builder, node);
}

static bool json_integer(void *context, int64_t value, size_t offset) {
    Node node = json_node(context, NODE_INT, offset);
    node.integer = value;
    return json_push(context, node);
}

static bool json_number(void *context, double value, size_t offset) {
    Node node = json_node(context, NODE_DOUBLE, offset);
    node.number = value;
    return json_push(context, node);
}

static bool json_boolean(void *context, bool value, size_t offset) {
    Node node = json_node(context, NODE_BOOL, offset);
    node.boolean = value;
    return json_push(context, node);
}

static bool json_null(void *context, size_t offset) {
    return json_push(context, json_node(context, NODE_NULL, offset));
}

/* simdjson reads past the end, so it gets a copy with room behind it. */
static bool json_walk_padded(JsonBuilder *builder, Str text) {
    char *padded = calloc(1, text.len + json_reader_padding());
    if (padded == NULL) abort();
    if (text.len > 0) memcpy(padded, text.ptr, text.len);
    builder->text = (Str){padded, text.len};
    JsonFailure failure = {0};
    JsonEvents events = {json_begin,  json_end,     json_key,  json_string, json_integer,
                         json_number, json_boolean, json_null, builder};
    bool ok = json_reader_walk(padded, text.len, &events, NODE_DEPTH_MAX, &failure);
    if (!ok && failure.message != NULL) {
        size_t invalid = utf8_find_invalid(text); /* simdjson doesn't say where */
        if (invalid != SIZE_MAX) failure = (JsonFailure){"is not valid UTF-8", invalid};
        json_move_to(builder, failure.offset < text.len ? failure.offset : text.len);
        error_set(builder->err, builder->source->path, builder->line,
                  (uint32_t)(builder->seen_offset - builder->line_start + 1), "%s",
                  failure.message);
    }
    free(padded);
    return ok;
}

bool json_read(Arena *arena, const Source *source, Str text, Node *ret_node, Error *err) {
    if (text.len > JSON_BYTES_MAX) {
        return error_set(err, source->path, 0, 0, "is larger than the limit of %d MiB",
                         JSON_BYTES_MAX >> 20);
    }
    if (str_starts(text, S("\xEF\xBB\xBF"))) text = str_slice(text, 3, text.len);
    JsonBuilder *builder = calloc(1, sizeof(JsonBuilder)); /* 12 KiB: too much for a stack frame */
    if (builder == NULL) abort();
    builder->arena = arena;
    builder->source = source;
    builder->line = 1;
    builder->err = err;
    bool ok = json_walk_padded(builder, text);
    if (ok) *ret_node = builder->root;
    free(builder->stack);
    free(builder);
    return ok;
}
