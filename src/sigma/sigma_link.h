/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_link.h -- joins correlations to the rules they are about. */
#ifndef MERLON_SIGMA_SIGMA_LINK_H
#define MERLON_SIGMA_SIGMA_LINK_H

#include "sigma/sigma_set.h"

/* Fills the members of each correlation and set->parents, and marks the rules that don't alert by
 * themselves. A correlation without all of its members, or in a circle, is refused and taken out;
 * false when there was one. */
bool sigma_link_run(SigmaSet *set);

/* Fills set->wants of the rule at place: the fields that the correlations above it ask for, which
 * are added to keys. False when there are too many. */
bool sigma_link_wants(SigmaSet *set, LogKeys *keys, size_t place);

#endif
