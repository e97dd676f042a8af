/* SPDX-License-Identifier: Apache-2.0 */
/* hunt.h -- a hunt: Sigma rules over logs, and the hits in the order of time. */
#ifndef MERLON_HUNT_HUNT_H
#define MERLON_HUNT_HUNT_H

#include "hunt/correlator.h"
#include "hunt/hit_store.h"
#include "logs/log_run.h"

typedef struct Hunt Hunt;

/* What is hunted, where. */
typedef struct HuntOptions {
    const Str *paths; /* files, folders, "-" */
    size_t path_count;
    LogScope scope;
    size_t threads; /* 0: as many as there are processors */
    bool sums;      /* hits get the SHA-256 of their records */
    /* Called about five times a second; may be NULL. hits were found so far, repeats included. */
    void (*progress)(void *context, const LogProgress *progress, uint64_t hits);
    void *context;
} HuntOptions;

/* What came out besides the hits. */
typedef struct HuntResult {
    LogRunResult logs;
    uint64_t untimed;    /* hits without a time, which no correlation could use */
    uint64_t forgotten;  /* see correlator_forgotten */
    uint64_t *undecided; /* by rule: see sigma_matcher_undecided */
} HuntResult;

/* A hunt with the rules of set, which is compiled here and must outlive it. False with what was
 * refused in set->errors is no failure: the hunt goes on without; NULL is: there is no memory. */
Hunt *hunt_make(Arena *arena, SigmaSet *set);

/* Gives a hunt and its temporary files back; NULL is left alone. */
void hunt_free(Hunt *hunt);

/* Hunts; once per hunt. False when hits can't be kept: err says why. Files that can't be read are
 * no failure: result->logs has the errors. */
bool hunt_run(Hunt *hunt, const HuntOptions *options, HuntResult *ret_result, Error *err);

/* Calls visit with each hit, in order, as often as it is asked; a hit is valid during the call.
 * False when the hits can't be read again. */
bool hunt_each(const Hunt *hunt, void (*visit)(void *context, const Hit *hit), void *context);

#endif
