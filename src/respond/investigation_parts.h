/* SPDX-License-Identifier: Apache-2.0 */
/* investigation_parts.h -- the common insides of investigation*.c. Not for other folders. */
#ifndef MERLON_RESPOND_INVESTIGATION_PARTS_H
#define MERLON_RESPOND_INVESTIGATION_PARTS_H

#include "respond/investigation.h"
#include "respond/seen_index.h"

/* What is known while an investigation goes on, besides what it gives. */
typedef struct Inquiry {
    Arena *arena;
    const InvestigationOptions *options;
    Investigation *result;
    SeenIndex *index; /* of the estate; NULL without one */
    Str *paths;       /* of logs and findings, as this process finds them */
    size_t path_count;
    LogScope scope;
    Map own_accounts;                     /* account -> itself: those whose logs these are */
    Map actor_of;                         /* principal -> CaseActor */
    Map actor_keys;                       /* access key id -> CaseActor */
    Map addresses;                        /* that actors used -> CaseActor */
    Map requests;                         /* ids of requests at targets that CloudTrail tells of */
    uint64_t by_source[LOG_SOURCE_COUNT]; /* events in scope, of each kind of log */
    uint64_t failed_files;                /* that weren't read to their end */
    uint32_t data_events;        /* services whose data events were read: data_event_service */
    uint32_t target_data_events; /* likewise, of events about a target */
    /* names for commands, which hits mentioned: name -> HuntName */
    Map snapshots, images, instances, databases, trails, written;
    Str account, region; /* of all hits, when there is one; else empty */
    bool many_accounts, many_regions;
    Error *err;
} Inquiry;

/* Adds a fact; memory comes from arena. */
void case_facts_add(Arena *arena, CaseFacts *facts, CaseFact fact);

/* "file:line" of a resource; empty when it has none. */
Str inquiry_place(const Inquiry *inquiry, const Resource *resource);

/* The value of the tag that names whose a resource is, and the tag's name; empty when it has none.
 */
Str inquiry_owner(const Resource *resource, Str *ret_tag);

/* The account in an ARN; empty when text is none. */
Str inquiry_arn_account(Str text);

/* Whether the principal is of one of the accounts whose logs these are, or can't be told to be of
 * another. */
bool inquiry_is_own(const Inquiry *inquiry, Str principal);

/* Looks the targets up in the model: owner, exposures. */
void inquiry_targets(Inquiry *inquiry);

/* Counts who touched the targets, finds the actors, the accounts and the hours without events.
 * False when there is no memory: inquiry->err. */
bool inquiry_actors(Inquiry *inquiry);

/* The actor called principal, made when it is new. NULL when there are too many. */
CaseActor *inquiry_actor(Inquiry *inquiry, Str principal);

/* Adds a reason, once. */
void inquiry_reason(Inquiry *inquiry, CaseActor *actor, Str reason);

/* Hunts the playbook's queries, writes evidence and timeline, fills results and findings. */
bool inquiry_hunt(Inquiry *inquiry);

/* Steps over the model: inventories and checks, with their evidence. */
bool inquiry_model(Inquiry *inquiry);

/* Commands with the case's names. */
void inquiry_actions(Inquiry *inquiry);

/* What a run found out about a step: kept in the case unless a person set its state. */
bool inquiry_conclude(Inquiry *inquiry, CaseResult *result, CaseState state, Str reason);

#endif
