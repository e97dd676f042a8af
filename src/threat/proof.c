/* SPDX-License-Identifier: Apache-2.0 */
/* proof.c -- see proof.h. */
#include "threat/proof.h"

#include "base/buffer.h"

enum {
    PROOF_PATH_PARTS_MAX = 64,
    PROOF_CANDIDATES_MAX = 64 /* places that are compared with each other, the first ones */
};

static const CelRead *proof_root(const CelRead *read) {
    while (read->parent != NULL) read = read->parent;
    return read;
}

static Str proof_path(Arena *arena, const CelRead *read) {
    const CelRead *chain[PROOF_PATH_PARTS_MAX];
    size_t count = 0;
    for (; read->parent != NULL && count < PROOF_PATH_PARTS_MAX; read = read->parent) {
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
static const Node *proof_place(const CelRead *read) {
    while (read->node == NULL && read->parent != NULL) read = read->parent;
    return read->node;
}

static Evidence proof_make(Arena *arena, const CelRead *read, const Resource *subject) {
    const CelRead *root = proof_root(read);
    const Node *place = proof_place(read);
    Evidence evidence = {0};
    if (!str_equal(root->key, subject->address)) evidence.address = str_copy(arena, root->key);
    evidence.path = proof_path(arena, read);
    if (place != NULL && place->source != NULL) {
        evidence.file = place->source->path;
        evidence.line = place->line;
    }
    return evidence;
}

/* Places that may become evidence; what they hold is written only of those that do. */
typedef struct ProofList {
    Evidence items[PROOF_CANDIDATES_MAX];
    const CelRead *reads[PROOF_CANDIDATES_MAX];
    size_t count;
} ProofList;

/* Whether the path of inner leads on from that of outer. */
static bool proof_is_within(const Evidence *inner, const Evidence *outer) {
    if (!str_equal(inner->address, outer->address)) return false;
    if (inner->path.len <= outer->path.len || !str_starts(inner->path, outer->path)) return false;
    if (outer->path.len == 0) return outer->address.len == 0;
    return inner->path.ptr[outer->path.len] == '.' || inner->path.ptr[outer->path.len] == '[';
}

static void proof_add(ProofList *list, const CelRead *read, Evidence evidence) {
    for (size_t i = 0; i < list->count; i++) {
        if (str_equal(list->items[i].path, evidence.path) &&
            str_equal(list->items[i].address, evidence.address)) {
            return;
        }
    }
    list->items[list->count] = evidence;
    list->reads[list->count++] = read;
}

/* What was looked at both whole and part by part is told by its parts. */
static bool proof_is_told(const ProofList *list, size_t whole) {
    for (size_t i = 0; i < list->count; i++) {
        if (list->reads[i]->node == NULL) continue;
        if (proof_is_within(&list->items[i], &list->items[whole])) return true;
    }
    return false;
}

/* Nothing below it was looked at; another resource counts only by its settings. */
static bool proof_is_leaf(const CelRead *read, const Resource *subject) {
    if (read->inner) return false;
    return read->parent != NULL || str_equal(read->key, subject->address);
}

static void proof_find(Arena *arena, const CelContext *context, const Resource *subject,
                       ProofList *list) {
    size_t total = 0;
    for (const CelRead *read = context->reads; read != NULL; read = read->next) total++;
    const CelRead **reads = ARENA_ARRAY(context->arena, const CelRead *, total);
    size_t left = total; /* the newest read comes first in the chain, last in the report */
    for (const CelRead *read = context->reads; read != NULL; read = read->next) {
        reads[--left] = read;
    }
    /* what is there first, then what is absent: neither crowds the other out of its order */
    for (int missing = 0; missing <= 1; missing++) {
        for (size_t i = 0; i < total && list->count < PROOF_CANDIDATES_MAX; i++) {
            if ((reads[i]->node == NULL) != (missing == 1)) continue;
            if (!proof_is_leaf(reads[i], subject)) continue;
            proof_add(list, reads[i], proof_make(arena, reads[i], subject));
        }
    }
}

void proof_collect(Arena *arena, const CelContext *context, Threat *threat) {
    ProofList list = {.count = 0};
    Evidence kept[THREAT_EVIDENCE_MAX];
    size_t count = 0;
    proof_find(context->arena, context, threat->subject, &list);
    for (size_t i = 0; i < list.count && count < THREAT_EVIDENCE_MAX; i++) {
        const CelRead *read = list.reads[i];
        if (proof_is_told(&list, i)) continue;
        Evidence *evidence = &kept[count++];
        *evidence = list.items[i];
        evidence->address = str_copy(arena, evidence->address);
        evidence->path = str_copy(arena, evidence->path);
        evidence->value = read->parent == NULL ? str_copy(arena, threat->subject->type)
                                               : evidence_value(arena, read->key, read->node);
    }
    threat->evidence = arena_grow_array(arena, kept, count, count, sizeof(Evidence));
    threat->evidence_count = count;
}

/* A reason that is also known with its path is told by that one. */
static void proof_drop_bare_reasons(Threat *threat) {
    size_t kept = 0;
    for (size_t i = 0; i < threat->reason_count; i++) {
        CLEANUP(arena_free) Arena scratch = {0};
        Str placed = str_join2(&scratch, S(": "), threat->reasons[i]);
        bool told = false;
        for (size_t k = 0; k < threat->reason_count; k++) {
            told |= k != i && str_ends(threat->reasons[k], placed);
        }
        if (!told) threat->reasons[kept++] = threat->reasons[i];
    }
    threat->reason_count = kept;
}

void proof_add_reasons(Arena *arena, Threat *threat, CelValue value) {
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
            text = str_join3(arena, proof_path(arena, reason->read), S(": "), text);
        }
        for (size_t i = 0; i < threat->reason_count; i++) known |= str_equal(found[i], text);
        if (!known) found[threat->reason_count++] = str_copy(arena, text);
    }
    threat->reasons =
        arena_grow_array(arena, found, threat->reason_count, threat->reason_count, sizeof(Str));
    proof_drop_bare_reasons(threat);
}
