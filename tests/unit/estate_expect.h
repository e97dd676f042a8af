/* SPDX-License-Identifier: Apache-2.0 */
/* estate_expect.h -- reads templates and plans in tests, and compares what stands in the estate
 * with short text: JSON, in which unknown values are written as what they are made of.
 *
 *     "x"  3  true  [...]  {"Key": ...}      what is known
 *     [..., +]  {..., +}                     open: more may be in it
 *     <a{Bucket.Arn}b{AWS::Region}{?}>       text, a reference, a value from outside, a hole
 *     ~<...>                                 computed from these, in a way that isn't known */
#ifndef MERLON_TESTS_UNIT_ESTATE_EXPECT_H
#define MERLON_TESTS_UNIT_ESTATE_EXPECT_H

#include "base/buffer.h"
#include "base/embedded.h"
#include "input/input.h"
#include "tests/test.h"

#include <stdlib.h>

typedef struct EstateExpect {
    Arena arena;
    Facts facts;
    Estate estate;
    Input input;
} EstateExpect;

/* An empty estate; with the built-in facts or without any. */
static inline EstateExpect *estate_expect_make(bool facts, bool open_world) {
    EstateExpect *made = calloc(1, sizeof *made);
    made->facts = facts_make(&made->arena);
    for (size_t i = 0; facts && i < embedded_file_count; i++) {
        Str path = str_from(embedded_files[i].path);
        Str text = {embedded_files[i].data, embedded_files[i].len};
        Error err = {0};
        if (!str_starts(path, S("facts/"))) continue;
        if (!facts_add(&made->facts, path, text, &err)) fail_msg("%s", err.message);
    }
    made->estate = estate_make(&made->arena, &made->facts, open_world);
    made->input = input_make(&made->arena, &made->estate);
    return made;
}

static inline void estate_expect_free(EstateExpect *made) {
    arena_free(&made->arena);
    free(made);
}

/* Fails unless there are so many errors. */
static inline void estate_expect_errors(const EstateExpect *made, size_t count) {
    if (made->input.errors.count == count) return;
    fail_msg("%zu errors, not %zu; the first: %s", made->input.errors.count, count,
             made->input.errors.count > 0 ? made->input.errors.items[0].message : "");
}

/* Adds a document and completes the estate. */
static inline void estate_expect_read(EstateExpect *made, const char *text) {
    bool known = input_add_text(&made->input, S("test.yaml"), str_from(text));
    if (!known) fail_msg("%s: %s", text, made->input.errors.items[0].message);
    input_finish(&made->input);
}

/* The estate of one document without any facts. */
static inline EstateExpect *estate_expect(const char *text) {
    EstateExpect *made = estate_expect_make(false, false);
    estate_expect_read(made, text);
    return made;
}

static inline void estate_expect_write_unknown(const Estate *estate, Buffer *out,
                                               const NodeUnknown *unknown) {
    buffer_add(out, unknown->exact ? S("<") : S("~<"));
    for (uint32_t i = 0; i < unknown->part_count; i++) {
        const NodePart *part = &unknown->parts[i];
        switch (part->kind) {
        case NODE_PART_TEXT: buffer_add(out, part->text); break;
        case NODE_PART_REFERENCE: {
            Str address = estate_get(estate, part->resource)->address;
            buffer_add_format(out, "{%.*s.%.*s}", STR_ARGS(address), STR_ARGS(part->text));
            break;
        }
        case NODE_PART_OUTSIDE: buffer_add_format(out, "{%.*s}", STR_ARGS(part->text)); break;
        case NODE_PART_HOLE: buffer_add(out, S("{?}")); break;
        }
    }
    buffer_add_byte(out, '>');
}

static inline void estate_expect_write(const Estate *estate, Buffer *out, const Node *node) {
    switch ((NodeKind)node->kind) {
    case NODE_NULL: buffer_add(out, S("null")); break;
    case NODE_BOOL: buffer_add(out, node->boolean ? S("true") : S("false")); break;
    case NODE_INT: buffer_add_format(out, "%lld", (long long)node->integer); break;
    case NODE_DOUBLE: buffer_add_double(out, node->number); break;
    case NODE_STRING: buffer_add_format(out, "\"%.*s\"", STR_ARGS(node->text)); break;
    case NODE_UNKNOWN: estate_expect_write_unknown(estate, out, node->unknown); break;
    case NODE_LIST:
    case NODE_MAP: {
        bool map = node->kind == NODE_MAP, open = (node->flags & NODE_FLAG_OPEN) != 0;
        buffer_add_byte(out, map ? '{' : '[');
        for (uint32_t i = 0; i < node->count; i++) {
            if (i > 0) buffer_add(out, S(", "));
            if (map) buffer_add_format(out, "\"%.*s\": ", STR_ARGS(node->pairs[i].key));
            estate_expect_write(estate, out, map ? &node->pairs[i].value : &node->items[i]);
        }
        if (open) buffer_add(out, node->count > 0 ? S(", +") : S("+"));
        buffer_add_byte(out, map ? '}' : ']');
        break;
    }
    }
}

static inline const Resource *estate_expect_find(const EstateExpect *made, const char *address) {
    const Resource *resource = estate_find(&made->estate, str_from(address));
    if (resource == NULL) fail_msg("there is no resource %s", address);
    return resource;
}

/* Compares what stands under a dotted path of a resource ("": all properties); NULL: nothing. */
static inline void estate_expect_value(const EstateExpect *made, const char *address,
                                       const char *path, const char *expected) {
    const Resource *resource = estate_expect_find(made, address);
    const Node *node = node_find_path(&resource->properties, str_from(path));
    if ((node == NULL) != (expected == NULL)) {
        fail_msg("%s %s is %s", address, path, node == NULL ? "absent" : "there");
    }
    if (node == NULL) return;
    CLEANUP(buffer_free) Buffer out = {0};
    estate_expect_write(&made->estate, &out, node);
    if (!str_equal(buffer_text(&out), str_from(expected))) {
        fail_msg("%s %s\n  is  %.*s\n  not %s", address, path, STR_ARGS(buffer_text(&out)),
                 expected);
    }
}

#endif
