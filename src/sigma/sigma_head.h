/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_head.h -- whether a text as it stands in a log can be one of an index's literals, told by
 * its first sixteen bytes: a Bloom filter with one hash. It decides nearly every event, so it is
 * inline, and asks before the text's end is known. What is no ASCII, or an escape, may fold to
 * anything and is never ruled out. */
#ifndef MERLON_SIGMA_SIGMA_HEAD_H
#define MERLON_SIGMA_SIGMA_HEAD_H

#include "base/str.h"

enum {
    SIGMA_HEAD_BYTES = 16, /* that must be readable, too */
    SIGMA_HEAD_BITS = 12   /* of the hash; an index has some hundred literals */
};

/* The heads of an index's literals; all zero: there are none. */
typedef struct SigmaHeads {
    uint64_t bits[1 << (SIGMA_HEAD_BITS - 6)];
} SigmaHeads;

/* A text's first bytes, the first one lowest, and zeros. */
typedef struct SigmaHead {
    uint64_t first, second;
} SigmaHead;

#define SIGMA_HEAD_EACH(byte) (UINT64_C(0x0101010101010101) * (uint64_t)(byte))

/* A mark in the highest bit of each byte that is byte; only the lowest mark is sure. */
static inline uint64_t sigma_head_marks(uint64_t word, char byte) {
    uint64_t differ = word ^ SIGMA_HEAD_EACH((unsigned char)byte);
    return (differ - SIGMA_HEAD_EACH(1)) & ~differ & SIGMA_HEAD_EACH(0x80);
}

/* All ones before the lowest mark, or everywhere; without a branch, for nobody can foresee how long
 * a text is. */
static inline uint64_t sigma_head_before(uint64_t marks) { return ((marks & -marks) >> 7) - 1; }

/* The head of a text that is known. */
static inline SigmaHead sigma_head_make(Str text) {
    char bytes[SIGMA_HEAD_BYTES] = {0};
    SigmaHead head;
    memcpy(bytes, text.ptr, text.len < sizeof(bytes) ? text.len : sizeof(bytes));
    memcpy(&head, bytes, sizeof(head));
    return head;
}

/* The head of the text that begins at ptr and ends before a quote. */
static inline SigmaHead sigma_head_quoted(const char *ptr) {
    SigmaHead head;
    memcpy(&head, ptr, sizeof(head));
    uint64_t first = sigma_head_marks(head.first, '"'), second = sigma_head_marks(head.second, '"');
    head.first &= sigma_head_before(first);
    head.second &= sigma_head_before(second) & -(uint64_t)(first == 0);
    return head;
}

/* Capitals and small letters alike, and some other bytes with them. */
static inline size_t sigma_head_place(SigmaHead head) {
    uint64_t hash = (head.first | SIGMA_HEAD_EACH(0x20)) * UINT64_C(0x9E3779B97F4A7C15) +
                    (head.second | SIGMA_HEAD_EACH(0x20)) * UINT64_C(0xD6E8FEB86659FD93);
    return hash >> (64 - SIGMA_HEAD_BITS);
}

/* Adds a literal in lower case. */
static inline void sigma_heads_add(SigmaHeads *heads, Str literal) {
    size_t place = sigma_head_place(sigma_head_make(literal));
    heads->bits[place / 64] |= UINT64_C(1) << place % 64;
}

/* Whether a text with this head may be one of the literals. */
static inline bool sigma_heads_may_hold(const SigmaHeads *heads, SigmaHead head) {
    size_t place = sigma_head_place(head);
    uint64_t strange = ((head.first | head.second) & SIGMA_HEAD_EACH(0x80)) |
                       sigma_head_marks(head.first, '\\') | sigma_head_marks(head.second, '\\');
    return ((heads->bits[place / 64] >> place % 64 & 1) | strange) != 0;
}

#endif
