/* SPDX-License-Identifier: Apache-2.0 */
/* data_event.h -- what is done to data: objects, items, invocations. CloudTrail records it only
 * where somebody turned that on, so who finds none of these events in a trail doesn't know whether
 * there were any.
 * docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html */
#ifndef MERLON_HUNT_DATA_EVENT_H
#define MERLON_HUNT_DATA_EVENT_H

#include "sigma/sigma_set.h"

/* Services with data events, a bit each. */
enum { DATA_EVENT_S3 = 1, DATA_EVENT_LAMBDA = 2, DATA_EVENT_DYNAMODB = 4 };

/* The service's bit when CloudTrail calls an event of that name, in any case, a data event; else 0.
 */
uint32_t data_event_service(Str event_name);

/* The services whose data events a rule wants, when it wants nothing else; 0 when management events
 * are enough. Of a correlation, those that its members want. */
uint32_t data_event_wanted(const SigmaSet *set, const SigmaRule *rule);

/* "S3, DynamoDB": the services in mask. Memory comes from arena. */
Str data_event_names(uint32_t services, Arena *arena);

#endif
