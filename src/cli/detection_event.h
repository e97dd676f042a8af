/* SPDX-License-Identifier: Apache-2.0 */
/* detection_event.h -- the events that one line of a detection's examples stands for: one, or with
 * `repeat` many that differ in a number and in their time. */
#ifndef MERLON_CLI_DETECTION_EVENT_H
#define MERLON_CLI_DETECTION_EVENT_H

#include "base/error.h"
#include "logs/log_event.h"
#include "text/node.h"

enum {
    DETECTION_REPEAT_MAX = 10 * 1000, /* correlations count up to hundreds */
    DETECTION_EVERY_SECONDS_MAX = 7 * 86400
};

typedef struct DetectionEvents {
    LogSource source;
    const Node *event;
    int64_t repeat; /* how many */
    int64_t every;  /* seconds from one to the next */
} DetectionEvents;

/* What a line says: its `event`, `repeat` and `every`. Fails when that makes no sense. */
bool detection_event_read(const Node *line, LogSource source, DetectionEvents *ret_events,
                          Error *err);

/* The event of that number, from 0: "{n}" in its texts is the number, and the time of the record is
 * later by `every` seconds for each. The first is as it stands but for "{n}". Fails when it has no
 * time to advance. */
bool detection_event_make(Arena *arena, const DetectionEvents *events, int64_t number,
                          Node *ret_event, Error *err);

#endif
