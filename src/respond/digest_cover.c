/* SPDX-License-Identifier: Apache-2.0 */
/* digest_cover.c -- see digest_cover.h. */
#include "respond/digest_cover.h"

#include <stdlib.h>

static int span_compare(const void *left_item, const void *right_item) {
    const DigestSpan *left = left_item, *right = right_item;
    int order = str_compare(left->scope, right->scope);
    if (order != 0) return order;
    if (left->start != right->start) return left->start < right->start ? -1 : 1;
    return (left->end > right->end) - (left->end < right->end);
}

/* Joins what overlaps or touches. */
static size_t spans_join(DigestSpan *spans, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        DigestSpan *last = kept > 0 ? &spans[kept - 1] : NULL;
        if (last == NULL || !str_equal(last->scope, spans[i].scope) || spans[i].start > last->end) {
            spans[kept++] = spans[i];
        } else if (spans[i].end > last->end) {
            last->end = spans[i].end;
        }
    }
    return kept;
}

DigestCover digest_cover_make(DigestStore *store) {
    DigestCover cover = {.spans = ARENA_ARRAY(&store->arena, DigestSpan, store->count)};
    for (size_t i = 0; i < store->count; i++) {
        const DigestEntry *entry = store->digests[i];
        bool backfill; /* those name what others left out: they cover nothing by themselves */
        digest_name_chain(&entry->name, &backfill);
        DigestSpan span = {.start = entry->file.start, .end = entry->file.end};
        if (entry->valid && !backfill &&
            digest_name_scope(&store->arena, &entry->name, &span.scope)) {
            cover.spans[cover.count++] = span;
        }
    }
    if (cover.count > 0) {
        qsort(cover.spans, cover.count, sizeof(cover.spans[0]), span_compare);
    }
    cover.count = spans_join(cover.spans, cover.count);
    return cover;
}

bool digest_cover_holds(const DigestCover *cover, const DigestName *name) {
    CLEANUP(arena_free) Arena scratch = {0};
    DigestSpan wanted = {.end = INT64_MAX};
    if (!digest_name_time(name, &wanted.start) ||
        !digest_name_scope(&scratch, name, &wanted.scope)) {
        return false;
    }
    size_t low = 0, high = cover->count; /* of the spans that begin at or before the time */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (span_compare(&cover->spans[middle], &wanted) <= 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == 0) return false;
    const DigestSpan *span = &cover->spans[low - 1];
    return str_equal(span->scope, wanted.scope) &&
           wanted.start + DIGEST_DELIVERY_SECONDS <= span->end;
}
