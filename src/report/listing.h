/* SPDX-License-Identifier: Apache-2.0 */
/* listing.h -- threats in the order that people read them: what is open first, the worst first. */
#ifndef MERLON_REPORT_LISTING_H
#define MERLON_REPORT_LISTING_H

#include "report/report.h"

typedef enum ListingKind {
    LISTING_OPEN,        /* shown by the configuration, and nobody has closed it */
    LISTING_INVESTIGATE, /* not known, or a person looks into it */
    LISTING_CLOSED,      /* by a decision */
    LISTING_ABSENT       /* the configuration has mitigated it */
} ListingKind;

typedef struct Listing {
    const Threat **items; /* by severity, the worst first, then in the order of the report */
    size_t count;
} Listing;

/* The threats of a kind without those that another one implies. Memory comes from arena. */
Listing listing_make(Arena *arena, const Report *report, ListingKind kind);

/* Which part of a report the threat belongs to. */
ListingKind listing_kind(const Threat *threat);

/* The first threat after previous (NULL: the first of all) that threat implies, directly or through
 * another; NULL when there is no more. Looks only at threats on the same subject. */
const Threat *listing_find_implied(const Report *report, const Threat *threat,
                                   const Threat *previous);

/* What is to be asked while the threat is unknown, with who can answer: "the data's owner: When was
 * it restored?". Empty when there is nothing to ask. Memory comes from arena. */
Str listing_question(Arena *arena, const Threat *threat);

/* Whether the threat's evidence shows reasons[index]: "X: why" beside "X = unknown: why". */
bool listing_reason_is_shown(const Threat *threat, size_t index);

/* Whether evidence says more than on which resource the threat is. */
bool listing_evidence_tells(const Evidence *evidence);

/* What people call the subject, where its address doesn't say it: "User -> Shop: requests" for a
 * flow with an id of its own; else empty. Memory comes from arena. */
Str listing_subject_name(Arena *arena, const Threat *threat);

/* The file that a resource stands in; empty when it has none. */
Str listing_file(const Resource *resource);

/* Whether text is a plain http or https address, which may become a link. */
bool listing_is_link(Str text);

#endif
