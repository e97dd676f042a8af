/* SPDX-License-Identifier: Apache-2.0 */
/* seen_index.h -- which resource of an estate a name in a log stands for. Logs name resources by
 * ARNs, by names and by ids; an estate knows the names that its files give, after deployment the
 * ids, too. What a name is made of besides unknown parts (a stack's name, an account) is compared
 * as a pattern, and what has no name at all by its logical id: such a match is a guess and says so.
 */
#ifndef MERLON_RESPOND_SEEN_INDEX_H
#define MERLON_RESPOND_SEEN_INDEX_H

#include "estate/estate.h"

enum {
    SEEN_MATCHES_MAX = 16,         /* resources that one name may stand for */
    SEEN_PATTERNS_MAX = 20 * 1000, /* names with unknown parts: each is tried for unknown names */
    SEEN_CACHE_MAX = 100 * 1000,   /* names of logs whose answers are kept */
    SEEN_PATTERN_LETTERS_MIN = 4   /* that a pattern must have, or it says nothing */
};

typedef struct SeenIndex SeenIndex;

/* A name as a log has it. */
typedef struct SeenName {
    Str text;
    Str service; /* of the event: "s3", which a plain name belongs to; empty: any */
    Str event;   /* "DeleteRole": tells a role from a user of the same name; or empty */
    Str account; /* of the event; or empty */
} SeenName;

/* What a name stands for. */
typedef struct SeenMatch {
    const Resource *items[SEEN_MATCHES_MAX];
    size_t count;     /* 0: the estate doesn't know it; more than 1: it can't be told which */
    bool guessed;     /* by a pattern or a logical id */
    bool other_place; /* it is of another account than the estate's: not looked up */
} SeenMatch;

/* An index of the estate, which must outlive it; memory comes from arena. */
SeenIndex *seen_index_make(Arena *arena, const Estate *estate);

/* Looks name up. */
SeenMatch seen_index_find(SeenIndex *index, const SeenName *name, Arena *scratch);

/* Looks up who did something, by text and account: the role of an assumed role, a user, an
 * instance; plain names are no principals. */
SeenMatch seen_index_find_principal(SeenIndex *index, const SeenName *who, Arena *scratch);

/* How many accounts the estate's ids name; 0: it doesn't tell where it is deployed. */
size_t seen_index_accounts(const SeenIndex *index);

/* Whether patterns were left out because of SEEN_PATTERNS_MAX. */
bool seen_index_is_cut(const SeenIndex *index);

#endif
