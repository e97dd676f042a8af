/* SPDX-License-Identifier: Apache-2.0 */
/* mutation.h -- tests the examples of rules: a rule that is changed must fail one of them. */
#ifndef MERLON_CLI_MUTATION_H
#define MERLON_CLI_MUTATION_H

#include "base/buffer.h"
#include "cli/catalog.h"

typedef struct MutationResult {
    size_t noticed;
    size_t missed;
} MutationResult;

/* Changes the rule in one place at a time and runs its examples: the condition becomes true, and
 * false (of a rule that only asks, whether it applies); each operand of && and || is left out.
 * Appends a line to out for each change that no example notices. */
MutationResult mutation_run(const Catalog *catalog, const Rule *rule, Buffer *out);

#endif
