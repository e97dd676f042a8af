/* SPDX-License-Identifier: Apache-2.0 */
/* digest_cover.h -- which times digests cover, by account and region. */
#ifndef MERLON_RESPOND_DIGEST_COVER_H
#define MERLON_RESPOND_DIGEST_COVER_H

#include "respond/digest_store.h"

/* One stretch of time without gaps. */
typedef struct DigestSpan {
    Str scope;
    int64_t start, end;
} DigestSpan;

typedef struct DigestCover {
    DigestSpan *spans; /* sorted, apart from each other */
    size_t count;
} DigestCover;

/* The cover of all digests of the store, in its arena. */
DigestCover digest_cover_make(DigestStore *store);

/* Whether a log of that name was delivered while digests were made: what the name says and
 * DIGEST_DELIVERY_SECONDS more lie within one stretch. */
bool digest_cover_holds(const DigestCover *cover, const DigestName *name);

#endif
