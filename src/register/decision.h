/* SPDX-License-Identifier: Apache-2.0 */
/* decision.h -- what people decided about threats: merlon.decisions.yaml, kept beside the code and
 * reviewed like it. Format: docs/decisions.md. */
#ifndef MERLON_REGISTER_DECISION_H
#define MERLON_REGISTER_DECISION_H

#include "threat/threat.h"

enum { DECISION_BYTES_MAX = 8 << 20, DECISIONS_MAX = 50000 };

typedef struct DecisionList {
    Decision *items;
    size_t count;
} DecisionList;

/* What decisions are read from. */
typedef struct DecisionFile {
    Str path;
    Str text;
    Str today; /* "2026-01-31": tells which have expired */
} DecisionFile;

/* Reads decisions; their strings live in arena. On failure err says which line and what it should
 * be. */
bool decision_read(Arena *arena, const DecisionFile *file, DecisionList *ret_list, Error *err);

/* The state that text names, in words or in short ("not-applicable"), in any case; false when it is
 * none. */
bool decision_parse_state(Str text, State *ret_state);

/* Whether text is a day such as 2026-12-31. */
bool decision_is_date(Str text);

/* Gives each threat the state that was decided for it: the last decision that matches and hasn't
 * expired counts. A threat decided as mitigated that the configuration shows is contradicted, and
 * stays open. Ids of rules that were renamed match by alias. A decision that speaks of no rule and
 * resource of the estate stays unmatched: it is orphaned. */
void decision_apply(const RuleSet *rules, const Estate *estate, DecisionList *list,
                    ThreatList *threats);

#endif
