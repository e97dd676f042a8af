/* SPDX-License-Identifier: Apache-2.0 */
/* example.h -- the examples inside rules, run as tests. */
#ifndef MERLON_CLI_EXAMPLE_H
#define MERLON_CLI_EXAMPLE_H

#include "cli/catalog.h"

typedef struct ExampleResult {
    size_t passed;
    size_t failed;
    Str *failures; /* one line each */
} ExampleResult;

enum { EXAMPLE_KIND_COUNT = 4 };

/* "bad", "good", "unknown", "silent": the keys below examples. */
extern const Str example_kinds[EXAMPLE_KIND_COUNT];

/* Runs all examples of a rule: bad ones must show exactly the addresses in find, unknown ones must
 * be unknown for exactly these, good ones must be absent for some subject and nothing else, silent
 * ones must give no verdict at all. A rule without bad, good and unknown examples fails; one that
 * only asks needs unknown ones, and silent ones when it has applies. Memory comes from arena. */
ExampleResult example_run(Arena *arena, const Catalog *catalog, const Rule *rule);

#endif
