/* SPDX-License-Identifier: Apache-2.0 */
/* readiness.h -- what a playbook's questions could be answered with today: before an incident, the
 * model shows which logs are written. A question without its log is named, with what to turn on. */
#ifndef MERLON_RESPOND_READINESS_H
#define MERLON_RESPOND_READINESS_H

#include "estate/estate.h"
#include "respond/playbook.h"
#include "threat/threat.h"

/* The kinds of logs that questions need: sources, with CloudTrail's data events apart. */
enum { READINESS_DATA_EVENTS = LOG_SOURCE_COUNT, READINESS_LOGS = LOG_SOURCE_COUNT + 1 };

enum { READINESS_NAMES_MAX = 50 /* resources that are named one by one */ };

typedef enum ReadinessState {
    READINESS_COVERED,   /* everything in the model that can write this log does */
    READINESS_PARTLY,    /* some of it does not */
    READINESS_MISSING,   /* nothing does */
    READINESS_UNKNOWN,   /* the model doesn't show it: the account's own set-up is elsewhere */
    READINESS_NOT_NEEDED /* the model has nothing that would write it */
} ReadinessState;

typedef struct ReadinessLog {
    Str name; /* "CloudTrail data events of objects" */
    ReadinessState state;
    Str reason;
    Str turn_on;                      /* what to do, a sentence; empty when it is covered */
    Str lacking[READINESS_NAMES_MAX]; /* addresses of resources that don't write it */
    size_t lacking_count;             /* may be more than are named */
    const PlaybookStep **steps;       /* the questions that need it */
    size_t step_count;
} ReadinessLog;

typedef struct Readiness {
    ReadinessLog logs[READINESS_LOGS];
    const Threat **checks; /* present or unknown threats that the playbook's preparation asks for */
    size_t check_count;
    size_t unowned; /* resources that its inventories list and that no tag says the owner of */
    size_t listed;
} Readiness;

/* What estate and threats say of a playbook, whose queries are in set, compiled or not. Memory
 * comes from arena. */
Readiness readiness_make(Arena *arena, const Playbook *playbook, const SigmaSet *set,
                         const Estate *estate, const ThreatList *threats);

/* "covered", "missing". */
Str readiness_state_name(ReadinessState state);

#endif
