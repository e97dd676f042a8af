/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_condition.h -- the language of conditions: and, or, not, parentheses, names of searches and
 * "1 of them", "all of them", "1 of name*", "all of name*". */
#ifndef MERLON_SIGMA_SIGMA_CONDITION_H
#define MERLON_SIGMA_SIGMA_CONDITION_H

#include "sigma/sigma_rule.h"

/* What a name in a condition stands for. */
typedef struct SigmaSearch {
    Str name;
    const SigmaTerm *term;
} SigmaSearch;

typedef struct SigmaSearches {
    const SigmaSearch *items;
    size_t count;
} SigmaSearches;

/* Reads a condition over searches. On failure *ret_what is a sentence about what is wrong, in
 * arena. */
bool sigma_condition_read(Arena *arena, Str text, SigmaSearches searches,
                          const SigmaTerm **ret_term, Str *ret_what);

/* A term over others, which aren't copied; of one it is that one. */
const SigmaTerm *sigma_term_make(Arena *arena, SigmaTermKind kind, const SigmaTerm **terms,
                                 size_t count);

#endif
