/* SPDX-License-Identifier: Apache-2.0 */
/* investigation.h -- a case worked on: what the model, the logs and the findings say about it, as
 * far as a program can tell. It can be made again and again; the same evidence gives the same
 * results, byte for byte, and what people wrote is only read.
 *
 * How it goes: the targets (buckets, repositories) are looked up in the model; who touched them is
 * counted, with the credentials behind each session; who of these is no part of the account, or was
 * named, makes up the actors; then the playbook's queries are hunted, and what lies in their scope
 * is written to the evidence and the timeline. */
#ifndef MERLON_RESPOND_INVESTIGATION_H
#define MERLON_RESPOND_INVESTIGATION_H

#include "hunt/hunt.h"
#include "hunt/survey.h"
#include "model/model.h"
#include "respond/case_evidence.h"
#include "respond/digest.h"
#include "respond/playbook.h"
#include "threat/threat.h"

enum {
    INVESTIGATION_ACTORS_MAX = 1000,
    INVESTIGATION_TARGETS_MAX = 64, /* each is counted in a pass of its own over the logs */
    INVESTIGATION_LIST_MAX = 100,   /* names of a list that is shown; the evidence has all */
    INVESTIGATION_ACTIONS_MAX = 5000,
    INVESTIGATION_BINS_MAX = 400 /* hours of the picture of activity */
};

/* What the case is about. */
typedef enum CaseTargetKind { CASE_TARGET_BUCKET, CASE_TARGET_REPOSITORY } CaseTargetKind;

/* A sentence with what proves it. */
typedef struct CaseFact {
    Str text;  /* "public access is not blocked" */
    Str proof; /* "main.tf:12", or an eventID; or empty */
    Str step;  /* whose evidence has it; or empty */
    bool has_time;
    int64_t time;
    Str by; /* the principal that did it; or empty */
} CaseFact;

typedef struct CaseFacts {
    CaseFact *items;
    size_t count, capacity;
} CaseFacts;

/* How often something occurs: an address, an object. */
typedef struct CaseCount {
    Str name;
    DeedCounts counts;
} CaseCount;

typedef struct CaseCounts {
    CaseCount *items; /* at most INVESTIGATION_LIST_MAX, the most first */
    size_t count;
    size_t total; /* how many there are */
} CaseCounts;

typedef struct CaseTarget {
    CaseTargetKind kind;
    Str name;
    const Resource *resource; /* of the model; NULL when it has none of that name */
    Str place;                /* where that stands: "main.tf:7"; or empty */
    Str owner;                /* from its tags; or empty */
    Str owner_proof;          /* "tag Owner, main.tf:7" */
    CaseFacts exposures;      /* from the model's threats and from the events that changed it */
    bool exposures_cut;       /* there are more */
    DeedCounts counts;        /* of all that touched it */
    CaseCounts principals;    /* actors first */
    CaseCounts addresses, objects;
} CaseTarget;

typedef struct CaseActor {
    Str principal; /* "anonymous" for nobody in particular */
    DeedStanding standing;
    Str account;  /* that it belongs to, when it is another one's */
    Str *reasons; /* why it counts as one: sentences */
    size_t reason_count;
    Str *chain; /* the principals from the first one to this one, when roles were taken */
    size_t chain_count;
    DeedCounts counts; /* on the targets, or everywhere */
    bool everywhere;   /* the case named it, or whoever its credentials came from */
    CaseCounts addresses, agents, objects, events;
    Str *keys; /* access key ids it used */
    size_t key_count;
    uint64_t later; /* events that the queries found and that aren't reads or writes of targets */
} CaseActor;

/* A finding of GuardDuty that belongs to the case. */
typedef struct CaseFinding {
    Str id, type, severity, title;
    bool has_time;
    int64_t time;
    Str principal, address, target; /* as far as it says; joined to targets and actors by name */
    bool joined;
} CaseFinding;

/* A command of the playbook with the case's names. */
typedef struct CaseAction {
    const PlaybookStep *step;
    Str subject; /* the bucket, the key ... */
    PlaceholderFilled run, check, undo;
} CaseAction;

/* What came of a step. */
typedef struct CaseResult {
    const PlaybookStep *step;
    CaseState state; /* that is, with what a person set */
    Str reason;
    uint64_t count; /* lines of its evidence */
    bool has_time;
    int64_t first, last;
} CaseResult;

/* Activity of the picture: events of one actor in one hour. */
typedef struct CaseBin {
    int64_t hour; /* its first second */
    size_t actor; /* its place */
    uint64_t events;
} CaseBin;

typedef struct Investigation {
    Arena *arena;
    const CaseFolder *folder;
    const Playbook *playbook;
    const SigmaSet *set;
    /* the model; NULL and none when the case has none */
    const Estate *estate;
    const Model *model;
    const ThreatList *threats;
    /* results */
    CaseTarget *targets;
    size_t target_count;
    CaseActor *actors; /* anonymous and foreign ones first, then by their first deed */
    size_t actor_count;
    CaseResult *results; /* by step of the playbook */
    CaseFinding *findings;
    size_t finding_count;
    CaseAction *actions; /* in the order of the steps */
    size_t action_count;
    CaseFacts secrets; /* that the exposed places could have revealed: from the model */
    CaseFacts gaps;    /* what the logs can't tell: no data events, hours without any, trails off */
    DigestReport digests;
    CaseBin *bins;
    size_t bin_count;
    uint64_t timeline_lines;
    LogRunResult logs; /* of the hunt */
    bool has_time;
    int64_t first, last; /* of what the targets saw of the actors */
} Investigation;

/* What an investigation is made of. All of it must outlive it. */
typedef struct InvestigationOptions {
    CaseFolder *folder; /* with the RUN lock */
    const Playbook *playbook;
    SigmaSet *set; /* with the playbook's queries, not compiled yet */
    const Estate *estate;
    const Model *model;
    const ThreatList *threats;     /* absent ones, too */
    const ErrorList *model_errors; /* what of the model could not be read; or NULL */
    Str public_key;                /* a file with CloudTrail's public keys, for digests; or empty */
    size_t threads;
    void (*progress)(void *context, const LogProgress *progress, uint64_t hits);
    void *context;
} InvestigationOptions;

/* Investigates and writes evidence/ and timeline.jsonl; sets the states of the steps in
 * folder->file, which the caller saves. Everything lives in arena. False when it can't be done at
 * all; files of logs that can't be read are no failure: ret->logs has the errors. */
bool investigation_run(Arena *arena, const InvestigationOptions *options,
                       Investigation *ret_investigation, Error *err);

#endif
