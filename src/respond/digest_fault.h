/* SPDX-License-Identifier: Apache-2.0 */
/* digest_fault.h -- the faults of a check of digests. Files come in whatever order a folder has
 * them; of more faults than DIGEST_FAULTS_MAX those are kept that sort first, so that the report
 * doesn't depend on it. */
#ifndef MERLON_RESPOND_DIGEST_FAULT_H
#define MERLON_RESPOND_DIGEST_FAULT_H

#include "respond/digest.h"

typedef struct DigestFaults {
    Arena *arena; /* of the texts */
    DigestFault *items;
    size_t count;
    size_t kept; /* of items, sorted: what comes behind the last of them needn't be stored */
    uint64_t dropped;
} DigestFaults;

/* None yet. */
DigestFaults digest_fault_list(Arena *arena);

/* Adds a fault of file (copied, control characters shown as "?"). */
void digest_fault_add(DigestFaults *faults, Str file, const char *format, ...) PRINTF_LIKE(3, 4);

/* Sorts them, leaves out what is there twice, and cuts what is too many. */
void digest_fault_sort(DigestFaults *faults);

#endif
