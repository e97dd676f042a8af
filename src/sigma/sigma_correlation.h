/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_correlation.h -- what a correlation asks of the events that other rules found: how many,
 * how many different values, which rules, in which order, per group and within a timespan. Source:
 * Sigma Correlation Rules 2.1.0; docs/hunting.md says what it leaves open. */
#ifndef MERLON_SIGMA_SIGMA_CORRELATION_H
#define MERLON_SIGMA_SIGMA_CORRELATION_H

#include "sigma/sigma_rule.h"
#include "text/node.h"

enum {
    SIGMA_MEMBERS_MAX = 64,  /* rules of one correlation */
    SIGMA_GROUP_BY_MAX = 16, /* fields that make a group */
    SIGMA_BOUNDS_MAX = 4,    /* gt, gte, lt, lte of one condition */
    SIGMA_ALIASES_MAX = 256,
    SIGMA_TIMESPAN_DAYS_MAX = 3660,
    SIGMA_COUNT_MAX = 1000 * 1000 /* to count up to */
};

typedef enum SigmaCorrelationType {
    SIGMA_EVENT_COUNT,
    SIGMA_VALUE_COUNT,
    SIGMA_VALUE_SUM,
    SIGMA_VALUE_AVG,
    SIGMA_VALUE_MIN,
    SIGMA_VALUE_MAX,
    SIGMA_VALUE_MEDIAN,
    SIGMA_VALUE_PERCENTILE,
    SIGMA_TEMPORAL,
    SIGMA_TEMPORAL_ORDERED
} SigmaCorrelationType;

typedef struct SigmaBound {
    SigmaOrder order;
    double number;
} SigmaBound;

/* What a name in group-by is called in the events of one rule. */
typedef struct SigmaAlias {
    Str name, rule, field;
} SigmaAlias;

struct SigmaCorrelation {
    SigmaCorrelationType type;
    SigmaList rules;   /* names or ids, as written */
    uint32_t *members; /* their places in the set, when it is compiled */
    SigmaList group_by;
    SigmaList fields; /* value_*: whose values; several are taken together */
    double percentile;
    int64_t seconds;
    SigmaBound bounds[SIGMA_BOUNDS_MAX];
    size_t bound_count;
    const SigmaTerm *expression; /* temporal: over the members; an ITEM's count is its place */
    SigmaAlias *aliases;
    size_t alias_count;
    bool generate; /* the rules alert by themselves, too */
};

/* Reads the section `correlation` of a rule. */
bool sigma_correlation_read(Arena *arena, const Node *section, SigmaCorrelation *ret_correlation,
                            Error *err);

/* Whether the condition can come true only by more events: its bounds are all from below. */
bool sigma_correlation_grows(const SigmaCorrelation *correlation);

/* Whether number lies within the bounds. */
bool sigma_correlation_holds(const SigmaCorrelation *correlation, double number);

/* What field is called in the events of the rule with that name and id. */
Str sigma_correlation_field(const SigmaCorrelation *correlation, const SigmaRule *rule, Str field);

#endif
