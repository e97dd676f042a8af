/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_matcher.h -- says which rules of a set an event is found by. One per thread; the set is
 * shared and only read. Nothing is allocated per event once the first few were seen. */
#ifndef MERLON_SIGMA_SIGMA_MATCHER_H
#define MERLON_SIGMA_SIGMA_MATCHER_H

#include "sigma/sigma_set.h"

enum {
    /* What a regular expression may try on one text: ordinary ones need some hundreds. */
    SIGMA_MATCH_STEPS_MAX = 200 * 1000,       /* from one place of a text */
    SIGMA_MATCH_STEPS_ALL = 20 * 1000 * 1000, /* from all places of it */
    SIGMA_MATCH_HEAP_KB_MAX = 4096,
    /* What fieldref compares for one item: two lists of a thousand are far from it. */
    SIGMA_PAIR_BYTES_MAX = 16 << 20
};

typedef struct SigmaMatcher SigmaMatcher;

/* A matcher; NULL when there is no memory. set must be compiled and outlive it. */
SigmaMatcher *sigma_matcher_make(const SigmaSet *set);

/* Gives a matcher back; NULL is left alone. */
void sigma_matcher_free(SigmaMatcher *matcher);

/* The rules, by their place in the set and in that order, that find event; correlations aren't
 * among them. *ret_rules is valid until the next call. */
size_t sigma_matcher_run(SigmaMatcher *matcher, const LogEvent *event, const uint32_t **ret_rules);

/* Whether one rule finds event, index or not. Counts as a call: scratch is emptied. */
bool sigma_matcher_test(SigmaMatcher *matcher, size_t rule, const LogEvent *event);

/* How often a regular expression or fieldref of a rule met its limit: what it would have said isn't
 * known. */
uint64_t sigma_matcher_undecided(const SigmaMatcher *matcher, size_t rule);

/* Memory for what a caller makes of the event at hand: valid until the next call. */
Arena *sigma_matcher_scratch(SigmaMatcher *matcher);

#endif
