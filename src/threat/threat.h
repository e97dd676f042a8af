/* SPDX-License-Identifier: Apache-2.0 */
/* threat.h -- rules x estate -> threats with verdict and evidence. */
#ifndef MERLON_THREAT_THREAT_H
#define MERLON_THREAT_THREAT_H

#include "model/model.h"
#include "rule/rule.h"

enum {
    THREAT_FLOWS_MAX = 50,           /* that one threat is about */
    THREAT_EVIDENCE_MAX = 12,        /* places shown as proof of one threat */
    THREAT_REASONS_MAX = 5,          /* why something is unknown */
    THREAT_SUBJECT_EVIDENCE_MAX = 10 /* of a path, besides what a rule looks at */
};

typedef enum Verdict { VERDICT_ABSENT, VERDICT_UNKNOWN, VERDICT_PRESENT } Verdict;

/* The four states that threat modelers know. */
typedef enum State {
    STATE_NOT_STARTED,
    STATE_NEEDS_INVESTIGATION,
    STATE_MITIGATED,
    STATE_NOT_APPLICABLE
} State;

enum { STATE_COUNT = STATE_NOT_APPLICABLE + 1 };

/* What a person decided; filled by src/register. */
typedef struct Decision {
    Str threat; /* rule id */
    Str on;     /* address or glob */
    State state;
    Str why;
    Str by;
    Str until; /* "2026-12-31" or empty */
    Str ticket;
    Str file;
    uint32_t line;
    bool expired;
    bool matched; /* some threat of this run */
} Decision;

typedef struct Threat {
    Str id; /* rule id @ address */
    const Rule *rule;
    const Resource *subject; /* of the estate, or made of a part of the model (threat/subject.h) */
    const Element *element;  /* of the model, that it is on; or NULL */
    const Flow *flow;        /* of the model, that it is on; or NULL */
    const Flow **flows;      /* that it is about: flow alone, or those that its rule names */
    size_t flow_count;
    Verdict verdict;
    State state;
    Severity severity; /* the rule's, unless a qualifier says otherwise */
    Confidence confidence;
    Str origin;   /* "rule", or where it was imported from: "tm7", "model" */
    Str category; /* as its source calls it, when it was imported; or empty */
    Str note;     /* of the qualifier, or empty */
    Evidence *evidence;
    size_t evidence_count;
    Str *reasons; /* of an unknown verdict */
    size_t reason_count;
    Str fault;                       /* the rule's error, when it has one */
    const struct Threat *implied_by; /* another threat on the same subject says more */
    const Decision *decision;        /* or NULL */
    bool contradicted;               /* decided as mitigated, but the configuration shows it */
    bool is_new;                     /* not in the baseline; false without one */
} Threat;

typedef struct ThreatList {
    Threat *items; /* by subject in the order of the estate, then the system, flows, elements, paths
                      and escalations; then by rule id */
    size_t count;
    size_t capacity;
    size_t absent[SEVERITY_COUNT]; /* how many were judged absent, kept in items or not */
} ThreatList;

/* Judges every resource by every rule on its type, all of them together by those on the system, and
 * the finished model (NULL: none) by those on its parts. Absent threats are counted, and kept when
 * keep_absent. Memory comes from arena. */
ThreatList threat_find(Arena *arena, const RuleSet *rules, Estate *estate, Model *model,
                       bool keep_absent);

/* The functions that rules may call besides the standard ones: docs/rules.md. */
extern const CelLibrary threat_library;

/* Whether it was listed by a model that was made elsewhere, not found by a rule of merlon's. */
bool threat_is_imported(const Threat *threat);

/* "present", "absent", "unknown". */
Str verdict_name(Verdict verdict);

/* "Not Started", "Needs Investigation", "Mitigation Implemented", "Not Applicable". */
Str state_name(State state);

#endif
