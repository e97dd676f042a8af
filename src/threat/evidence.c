/* SPDX-License-Identifier: Apache-2.0 */
/* evidence.c -- see evidence.h. */
#include "threat/evidence.h"

#include "base/buffer.h"
#include "text/secret.h"

enum { EVIDENCE_PATH_PARTS_MAX = 64, EVIDENCE_NESTING_MAX = 8 };

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
    if (out->len > THREAT_VALUE_BYTES_MAX) return;
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
        for (uint32_t i = 0; i < node->count && out->len <= THREAT_VALUE_BYTES_MAX; i++) {
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
    if (text.len <= THREAT_VALUE_BYTES_MAX) return str_copy(arena, text);
    size_t len = THREAT_VALUE_BYTES_MAX;
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

static const CelRead *evidence_root(const CelRead *read) {
    while (read->parent != NULL) read = read->parent;
    return read;
}

static Str evidence_path(Arena *arena, const CelRead *read) {
    const CelRead *chain[EVIDENCE_PATH_PARTS_MAX];
    size_t count = 0;
    for (; read->parent != NULL && count < EVIDENCE_PATH_PARTS_MAX; read = read->parent) {
        chain[count++] = read;
    }
    CLEANUP(buffer_free) Buffer out = {0};
    while (count > 0) {
        const CelRead *part = chain[--count];
        if (part->key.len == 0) {
            buffer_add_format(&out, "[%u]", part->index);
        } else {
            if (out.len > 0) buffer_add_byte(&out, '.');
            buffer_add(&out, part->key);
        }
    }
    return str_copy(arena, buffer_text(&out));
}

/* The place of what isn't there is that of what it would stand in. */
static const Node *evidence_place(const CelRead *read) {
    while (read->node == NULL && read->parent != NULL) read = read->parent;
    return read->node;
}

static Evidence evidence_make(Arena *arena, const CelRead *read, const Resource *subject) {
    const CelRead *root = evidence_root(read);
    const Node *place = evidence_place(read);
    Evidence evidence = {0};
    if (!str_equal(root->key, subject->address)) evidence.address = str_copy(arena, root->key);
    evidence.path = evidence_path(arena, read);
    bool whole = read->parent == NULL;
    evidence.value =
        whole ? str_copy(arena, subject->type) : evidence_value(arena, read->key, read->node);
    if (place != NULL && place->source != NULL) {
        evidence.file = place->source->path;
        evidence.line = place->line;
    }
    return evidence;
}

static bool evidence_there(const Threat *threat, const Evidence *evidence) {
    for (size_t i = 0; i < threat->evidence_count; i++) {
        if (str_equal(threat->evidence[i].path, evidence->path) &&
            str_equal(threat->evidence[i].address, evidence->address)) {
            return true;
        }
    }
    return false;
}

/* Nothing below it was looked at; another resource counts only by its settings. */
static bool evidence_is_leaf(const CelRead *read, const Resource *subject) {
    if (read->inner) return false;
    return read->parent != NULL || str_equal(read->key, subject->address);
}

void evidence_collect(Arena *arena, const CelContext *context, Threat *threat) {
    Evidence found[THREAT_EVIDENCE_MAX];
    threat->evidence = found;
    size_t total = 0;
    for (const CelRead *read = context->reads; read != NULL; read = read->next) total++;
    const CelRead **reads = ARENA_ARRAY(context->arena, const CelRead *, total);
    size_t left = total; /* the newest read comes first in the chain, last in the report */
    for (const CelRead *read = context->reads; read != NULL; read = read->next) {
        reads[--left] = read;
    }
    /* what is there first, then what is absent: neither crowds the other out of its order */
    for (int missing = 0; missing <= 1; missing++) {
        for (size_t i = 0; i < total && threat->evidence_count < THREAT_EVIDENCE_MAX; i++) {
            if ((reads[i]->node == NULL) != (missing == 1)) continue;
            if (!evidence_is_leaf(reads[i], threat->subject)) continue;
            Evidence evidence = evidence_make(arena, reads[i], threat->subject);
            if (!evidence_there(threat, &evidence)) found[threat->evidence_count++] = evidence;
        }
    }
    threat->evidence = arena_grow_array(arena, found, threat->evidence_count,
                                        threat->evidence_count, sizeof(Evidence));
}

void evidence_add_reasons(Arena *arena, Threat *threat, CelValue value) {
    if (value.kind == CEL_ERROR) {
        threat->fault = str_copy(arena, value.reason->message);
        return;
    }
    if (value.kind != CEL_UNKNOWN) return;
    Str found[THREAT_REASONS_MAX];
    const CelReason *reason = value.reason;
    for (; reason != NULL && threat->reason_count < THREAT_REASONS_MAX; reason = reason->next) {
        bool known = false;
        Str text = reason->message;
        if (reason->read != NULL && reason->read->parent != NULL) {
            text = str_join3(arena, evidence_path(arena, reason->read), S(": "), text);
        }
        for (size_t i = 0; i < threat->reason_count; i++) known |= str_equal(found[i], text);
        if (!known) found[threat->reason_count++] = str_copy(arena, text);
    }
    threat->reasons =
        arena_grow_array(arena, found, threat->reason_count, threat->reason_count, sizeof(Str));
}
