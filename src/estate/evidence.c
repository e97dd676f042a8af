/* SPDX-License-Identifier: Apache-2.0 */
/* evidence.c -- see evidence.h. */
#include "estate/evidence.h"

#include "base/buffer.h"
#include "text/secret.h"

enum { EVIDENCE_NESTING_MAX = 8 };

/* A reference to a resource of the estate: what it will be is told, only not how it will be
 * spelled. */
static bool evidence_is_reference(const NodeUnknown *unknown) {
    return unknown->exact && unknown->part_count == 1 &&
           unknown->parts[0].kind == NODE_PART_REFERENCE;
}

static void evidence_write_unknown(Buffer *out, const NodeUnknown *unknown, int depth) {
    bool reference = evidence_is_reference(unknown);
    if (depth > 0 && !reference) {
        buffer_add_byte(out, '?');
        return;
    }
    buffer_add(out, reference ? S("(") : S("unknown: "));
    buffer_add(out, unknown->reason);
    if (reference) buffer_add_byte(out, ')');
}

static void evidence_write(Arena *arena, Buffer *out, Str name, const Node *node, int depth) {
    Str text = S("");
    if (out->len > EVIDENCE_VALUE_BYTES_MAX) return;
    if (node->flags & NODE_FLAG_SECRET) {
        buffer_add(out, S("***"));
        return;
    }
    bool container = node->kind == NODE_LIST || node->kind == NODE_MAP;
    if (container && depth >= EVIDENCE_NESTING_MAX) {
        buffer_add(out, S("..."));
    } else if (container) {
        bool map = node->kind == NODE_MAP;
        buffer_add(out, map ? S("{") : S("["));
        for (uint32_t i = 0; i < node->count && out->len <= EVIDENCE_VALUE_BYTES_MAX; i++) {
            if (i > 0) buffer_add(out, S(", "));
            Str key = map ? node->pairs[i].key : name;
            if (map) buffer_add(out, key);
            if (map) buffer_add(out, S(": "));
            const Node *inner = map ? &node->pairs[i].value : &node->items[i];
            evidence_write(arena, out, key, inner, depth + 1);
        }
        if (node->flags & NODE_FLAG_OPEN) buffer_add(out, S(", ..."));
        buffer_add(out, map ? S("}") : S("]"));
    } else if (node->kind == NODE_NULL) {
        buffer_add(out, S("null"));
    } else if (node->kind == NODE_UNKNOWN) {
        evidence_write_unknown(out, node->unknown, depth);
    } else if (node_canonical(arena, node, &text)) {
        buffer_add(out, secret_mask(arena, name, text));
    }
}

/* Cuts at a character's start, so that no half of one is left. */
static Str evidence_cut(Arena *arena, Str text) {
    if (text.len <= EVIDENCE_VALUE_BYTES_MAX) return str_copy(arena, text);
    size_t len = EVIDENCE_VALUE_BYTES_MAX;
    while (len > 0 && ((unsigned char)text.ptr[len] & 0xC0) == 0x80) len--;
    return str_join2(arena, str_slice(text, 0, len), S("..."));
}

Str evidence_value(Arena *arena, Str name, const Node *node) {
    if (node == NULL) return S("absent");
    CLEANUP(buffer_free) Buffer out = {0};
    CLEANUP(arena_free) Arena scratch = {0};
    evidence_write(&scratch, &out, name, node, 0);
    return evidence_cut(arena, buffer_text(&out));
}
