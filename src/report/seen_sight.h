/* SPDX-License-Identifier: Apache-2.0 */
/* seen_sight.h -- what a hunt could see at all: a rule whose logs weren't read finds nothing, and
 * that says nothing. CloudTrail records what is done to data (objects, items, invocations) only
 * where somebody turned that on, so these rules can be blind in a trail that was read.
 * docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html */
#ifndef MERLON_REPORT_SEEN_SIGHT_H
#define MERLON_REPORT_SEEN_SIGHT_H

#include "hunt/hunt.h"

/* The kinds of logs that a rule looks at, a bit each (1 << LogSource); of a correlation those of
 * its members. */
uint32_t seen_sight_sources(const SigmaSet *set, const SigmaRule *rule);

/* The services whose data events a rule wants, a bit each, when it wants nothing else; 0 when
 * management events are enough. */
uint32_t seen_sight_data(const SigmaSet *set, const SigmaRule *rule);

/* The service's bit when CloudTrail calls an event of that name a data event, else 0. */
uint32_t seen_sight_data_event(Str event_name);

/* "cloudtrail, s3access": the kinds of logs that stand in sources. Memory comes from arena. */
Str seen_sight_names(uint32_t sources, Arena *arena);

#endif
