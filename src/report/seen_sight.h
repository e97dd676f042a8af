/* SPDX-License-Identifier: Apache-2.0 */
/* seen_sight.h -- what a hunt could see at all: a rule whose logs weren't read finds nothing, and
 * that says nothing. */
#ifndef MERLON_REPORT_SEEN_SIGHT_H
#define MERLON_REPORT_SEEN_SIGHT_H

#include "hunt/hunt.h"

/* The kinds of logs that a rule looks at, a bit each (1 << LogSource); of a correlation those of
 * its members. */
uint32_t seen_sight_sources(const SigmaSet *set, const SigmaRule *rule);

/* "cloudtrail, s3access": the kinds of logs that stand in sources. Memory comes from arena. */
Str seen_sight_names(uint32_t sources, Arena *arena);

#endif
