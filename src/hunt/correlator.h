/* SPDX-License-Identifier: Apache-2.0 */
/* correlator.h -- evaluates the correlations of a set over hits in the order of time.
 *
 * A condition that more events can only bring nearer (gt, gte) is looked at with each event, over
 * the timespan that ends with it: it fires when it comes true, and what follows as long as it stays
 * true belongs to the same result. Any other condition (lt, lte, eq, neq, a range, an average, a
 * median) is looked at when the timespan that began with the group's first event is over.
 * Temporal ones fire when their rules were met within the timespan; ordered ones when they were met
 * in that order (within one second, logs don't tell the order: any will do). */
#ifndef MERLON_HUNT_CORRELATOR_H
#define MERLON_HUNT_CORRELATOR_H

#include "hunt/hit.h"

enum {
    CORRELATOR_GROUPS_MAX = 200 * 1000,  /* of one correlation at the same time */
    CORRELATOR_WINDOW_MAX = 100 * 1000,  /* values that are kept for one group */
    CORRELATOR_RESULTS_MAX = 100 * 1000, /* of all correlations */
    CORRELATOR_DEPTH_MAX = 16 /* correlations above a correlation; what is beyond is told */
};

typedef struct Correlator Correlator;

/* A correlator for the set's correlations; NULL when there is no memory. */
Correlator *correlator_make(const SigmaSet *set);

/* Gives a correlator back; NULL is left alone. */
void correlator_free(Correlator *correlator);

/* Takes the next hit, which has a time. */
void correlator_take(Correlator *correlator, const Hit *hit);

/* Ends: closes what is open. Nothing may be taken afterwards. */
void correlator_finish(Correlator *correlator);

/* The results, in order, once it is finished. */
size_t correlator_count(const Correlator *correlator);

/* One of them; its texts live as long as the correlator. */
Hit correlator_get(const Correlator *correlator, size_t place);

/* How often something had to be forgotten because of the limits above: results may be missing. */
uint64_t correlator_forgotten(const Correlator *correlator);

#endif
