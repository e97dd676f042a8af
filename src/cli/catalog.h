/* SPDX-License-Identifier: Apache-2.0 */
/* catalog.h -- the facts and rules of a run: those built into the program, and the user's own. */
#ifndef MERLON_CLI_CATALOG_H
#define MERLON_CLI_CATALOG_H

#include "aws/facts.h"
#include "rule/framework.h"

enum { CATALOG_DIRECTORIES_MAX = 32 };

typedef struct CatalogOptions {
    const char *rules[CATALOG_DIRECTORIES_MAX]; /* --rules */
    size_t rules_count;
    const char *facts[CATALOG_DIRECTORIES_MAX]; /* --facts */
    size_t facts_count;
    bool no_builtin;        /* leave the built-in rules out */
    bool examples;          /* those of the built-in rules are needed */
    bool beside_detections; /* a directory of rules may hold detections (.yml) only */
} CatalogOptions;

typedef struct Catalog {
    Facts facts;
    RuleSet rules;
} Catalog;

/* Loads everything; memory comes from arena. Prints each problem to stderr and returns false when
 * there was one. */
bool catalog_load(Arena *arena, const CatalogOptions *options, Catalog *ret_catalog);

/* Whether a rule of that id is built into the program. */
bool catalog_has_builtin(Str id);

/* Reads the framework that name stands for: a built-in one ("pci-dss-4"), or the path of a file
 * that ends in .yaml. Prints what is wrong to stderr and returns false when it can't. */
bool catalog_load_framework(Arena *arena, const Catalog *catalog, const char *name,
                            Framework *ret_framework);

/* The names of the built-in frameworks, "a, b, c"; memory comes from arena. */
Str catalog_framework_names(Arena *arena);

#endif
