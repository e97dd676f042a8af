/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_context.h -- what the readers of rules share: memory and how much of it rules may take, the
 * pipeline, and the compiled regular expressions, which aren't in the arena and are given back
 * together, whether the rule they stand in was accepted or not. Modifiers and aliases of YAML make
 * much of little: a file of a few kilobytes must not take all memory. */
#ifndef MERLON_SIGMA_SIGMA_CONTEXT_H
#define MERLON_SIGMA_SIGMA_CONTEXT_H

#include "sigma/sigma_pipeline.h"

enum {
    SIGMA_RULE_MEMORY_MAX = 32 << 20,   /* of one rule: ten thousand values take half of it */
    SIGMA_MEMORY_MAX = 256 << 20,       /* of all rules: SigmaHQ's 57 for AWS take 0.3 MiB */
    SIGMA_REGEX_MEMORY_MAX = 128 << 20, /* of all regular expressions, machine code included */
    SIGMA_REGEXES_MAX = 50000           /* SigmaHQ has some hundreds */
};

typedef struct SigmaContext {
    Arena *arena;
    SigmaPipeline pipeline;
    size_t memory;       /* that finished rules took */
    size_t start, limit; /* of arena->total, for the rule that is read */
    void **codes;        /* pcre2_code */
    size_t code_count;
    size_t code_memory;
} SigmaContext;

/* A context whose memory comes from arena, with a pipeline that changes nothing. */
SigmaContext sigma_context_make(Arena *arena);

/* Gives the regular expressions back. */
void sigma_context_free(SigmaContext *context);

/* To be called before the reading of each rule. */
void sigma_context_begin(SigmaContext *context);

/* To be called behind it. */
void sigma_context_end(SigmaContext *context);

/* Whether the rule at hand, and all rules together, may take more memory. */
bool sigma_context_has_room(const SigmaContext *context);

/* Keeps a compiled regular expression (a pcre2_code) until the end. False when there are too many:
 * it was freed then. */
bool sigma_context_keep(SigmaContext *context, void *code);

#endif
