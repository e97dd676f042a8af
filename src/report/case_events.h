/* SPDX-License-Identifier: Apache-2.0 */
/* case_events.h -- the timeline of a case, read back and made short: what one principal did again
 * and again is one row, and the rows that tell the most stay. */
#ifndef MERLON_REPORT_CASE_EVENTS_H
#define MERLON_REPORT_CASE_EVENTS_H

#include "respond/investigation.h"

enum {
    CASE_EVENTS_LINES_MAX = 2 * 1000 * 1000, /* that are looked at: some seconds */
    CASE_EVENTS_GROUPS_MAX = 20000,          /* told apart while reading */
    CASE_EVENTS_SHOWN_MAX = 120,             /* rows: what a person reads */
    CASE_EVENTS_TARGETS_MAX = 3              /* named in a row */
};

/* What a principal did, once or often. */
typedef struct CaseEvent {
    Str key;
    Str step, event, role, principal, address, error, file;
    Str targets[CASE_EVENTS_TARGETS_MAX];
    size_t target_count; /* of the first one; beyond the array, too */
    bool more_targets;   /* the others have different ones */
    uint64_t count;
    bool has_time;
    int64_t first, last;
    int rank; /* the least tells the most */
} CaseEvent;

typedef struct CaseEvents {
    CaseEvent **items; /* in the order of time */
    size_t count;
    uint64_t lines;  /* of the timeline */
    uint64_t groups; /* rows that there would be */
    uint64_t broken; /* lines that can't be understood */
    uint64_t others; /* lines that found no room */
    bool there;
    Str fault; /* why it wasn't read; or empty */
} CaseEvents;

/* Reads the timeline of a case; memory comes from arena. */
CaseEvents case_events_read(Arena *arena, const Investigation *found);

#endif
