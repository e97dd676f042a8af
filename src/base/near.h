/* SPDX-License-Identifier: Apache-2.0 */
/* near.h -- what a name that isn't known was probably meant to be: the one among the known names
 * that few changes of single bytes turn into it (Levenshtein's distance), or that ends with it. */
#ifndef MERLON_BASE_NEAR_H
#define MERLON_BASE_NEAR_H

#include "base/str.h"

enum {
    NEAR_BYTES_MAX = 128,      /* of a name: longer ones are no typing errors */
    NEAR_CHANGES_MAX = 3,      /* more, and it is another name */
    NEAR_NAMES_MAX = 20 * 1000 /* that one search looks at: a help must not take long */
};

/* A search for one name. */
typedef struct Near {
    Str wanted;
    Str best;        /* empty: none is near */
    size_t distance; /* of best */
    size_t seen;     /* names looked at */
} Near;

/* A search that has seen nothing. */
Near near_make(Str wanted);

/* Looks at one known name, which must outlive the search; of equally near ones the first is kept.
 */
void near_offer(Near *near, Str name);

#endif
