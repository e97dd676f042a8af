/* SPDX-License-Identifier: Apache-2.0 */
/* seen.h -- joins what a hunt found to the threats of a model. A hit concerns a threat when its
 * Sigma rule names the threat's rule (`threats:`), and what the event was about, or who did it, is
 * a resource that the threat stands on: its subject, the element it is part of, the ends of its
 * flow, the steps of its path, the roles that its element acts with. Threats on the system as a
 * whole are concerned by every hit of their rules. What is ambiguous or guessed is counted apart
 * from what is sure, and a threat that nothing was seen of is told from one that nothing could be
 * seen of. */
#ifndef MERLON_REPORT_SEEN_H
#define MERLON_REPORT_SEEN_H

#include "hunt/hunt.h"
#include "report/hunt_count.h"
#include "respond/seen_index.h"
#include "threat/threat.h"

enum {
    SEEN_RESOURCES_MAX = 32, /* that one hit names */
    SEEN_LINKS_MAX = 256,    /* threats that one hit concerns: a hub stands on many paths */
    SEEN_WHO_MAX = 10000,    /* addresses, or principals, of one threat that are told apart */
    SEEN_STRANGERS_MAX = 10000
};

/* What the logs say of a threat. */
typedef enum SeenState {
    SEEN_YES,
    SEEN_MAYBE,       /* all hits are of names that several resources have, or that were guessed */
    SEEN_NOT,         /* its rules found nothing in logs that were read */
    SEEN_NO_DATA,     /* its rules want data events, and nothing shows that such were recorded */
    SEEN_NO_LOGS,     /* no log of the kinds that its rules want was read */
    SEEN_NO_DETECTION /* no rule looks for it */
} SeenState;

enum { SEEN_STATE_COUNT = SEEN_NO_DETECTION + 1 };

typedef struct SeenThreat {
    const Threat *threat;
    size_t place; /* among those that were seen, 1 is the first; 0: it wasn't */
    SeenState state;
    HuntCount all;     /* sure or not: how many, from when to when */
    uint64_t unsure;   /* of them */
    uint32_t sources;  /* the kinds of logs that its rules want, a bit each */
    size_t detections; /* rules that look for it */
    HuntCounter *who;  /* while counting: addresses, principals, rules */
    HuntCounts addresses, principals, rules;
} SeenThreat;

typedef struct Seen {
    Arena *arena;
    const Estate *estate;
    const Model *model; /* or NULL */
    const ThreatList *threats;
    const SigmaSet *set;
    SeenIndex *index;
    struct SeenList *of_resource; /* by index: the threats on it, as indexes */
    struct SeenList *of_system;
    SeenThreat *items; /* by the index of the threat */
    Map by_id;         /* id of the threat -> SeenThreat */
    /* Those that were seen: the worst first, then by hits; behind them in the same order those that
     * the configuration forbids. A rule's hits don't say that a control is missing, but that a look
     * is due whether it is deployed. */
    const SeenThreat **order;
    size_t order_count;
    size_t absent_count;             /* of them, at the end */
    size_t states[SEEN_STATE_COUNT]; /* of threats that wait for somebody */
    uint64_t concerning;             /* hits that concern a threat */
    uint64_t known;                  /* that name a resource of the model and concern no threat */
    uint64_t unsure;      /* of these two: only ambiguous or guessed names lead to the model */
    uint64_t elsewhere;   /* in another account than the model's */
    uint64_t cut;         /* that concern more than SEEN_LINKS_MAX threats */
    uint64_t nameless;    /* that name nothing */
    HuntCounts strangers; /* names that the model doesn't know */
    HuntCounts ambiguous; /* names that several of its resources have */
    HuntCounts accounts;  /* that hits on the model's names are from */
} Seen;

/* A threat that a hit concerns. */
typedef struct SeenLink {
    SeenThreat *seen;
    const Resource *resource; /* that leads to it; NULL for one on the system */
    bool sure;
} SeenLink;

/* What a hit has to do with the model. */
typedef struct SeenHit {
    const Resource *resources[SEEN_RESOURCES_MAX];
    bool sure[SEEN_RESOURCES_MAX];
    size_t count;
    SeenLink links[SEEN_LINKS_MAX];
    size_t link_count;
    bool known;     /* some of them is what the event was about, not who did it */
    Str stranger;   /* a name that the model doesn't know, when it knows none; or empty */
    bool cut;       /* it concerns more threats than are listed */
    Str ambiguous;  /* a name that several resources have; or empty */
    bool elsewhere; /* a name of another account */
} SeenHit;

/* What a seen is made of. All of it must outlive it. */
typedef struct SeenOptions {
    const Estate *estate;
    const Model *model;        /* finished; or NULL */
    const ThreatList *threats; /* absent ones, too: they may be seen for all that */
    const SigmaSet *set;       /* compiled */
} SeenOptions;

/* A join that has seen nothing yet; memory comes from arena. */
Seen *seen_make(Arena *arena, const SeenOptions *options);

/* What a hit has to do with the model; texts are the hit's. */
void seen_find(Seen *seen, const Hit *hit, Arena *scratch, SeenHit *ret_hit);

/* Whether a threat that the hit concerns is found by that resource. */
bool seen_hit_leads(const SeenHit *hit, const Resource *resource);

/* Counts the hits of a hunt. False when they can't be read again. */
bool seen_count(Seen *seen, const Hunt *hunt, const HuntResult *result);

/* What was seen of the threat with that id; NULL when the model has none. */
const SeenThreat *seen_find_threat(const Seen *seen, Str id);

/* Whether somebody has to do something about the threat: it is not closed and not absent. */
bool seen_is_pending(const Threat *threat);

/* "seen", "not seen", "no such logs were read". */
Str seen_state_name(SeenState state);

#endif
