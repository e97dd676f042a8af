/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_rule.h -- one Sigma rule as it is used: what it says of itself and its condition as a tree
 * of tests on fields. Source: the Sigma specification 2.1.0 (rules, modifiers, filters,
 * correlations); docs/hunting.md says what it leaves open and how that is answered. */
#ifndef MERLON_SIGMA_SIGMA_RULE_H
#define MERLON_SIGMA_SIGMA_RULE_H

#include "base/error.h"
#include "logs/log_event.h"
#include "sigma/sigma_pattern.h"

enum {
    SIGMA_BYTES_MAX = 4 << 20,    /* of one file: SigmaHQ's largest rule has 60 KB */
    SIGMA_VALUES_MAX = 10000,     /* of one field in one rule, alternatives counted */
    SIGMA_VARIANTS_MAX = 625,     /* of one value: windash with four dashes */
    SIGMA_MODIFIERS_MAX = 8,      /* of one field */
    SIGMA_PLACEHOLDERS_MAX = 16,  /* in one value */
    SIGMA_TEXT_BYTES_MAX = 65536, /* of one value, as the rule writes it */
    SIGMA_DEPTH_MAX = 64,         /* parentheses in a condition, lists in a search */
    SIGMA_CONDITION_BYTES_MAX = 16384,
    SIGMA_REGEX_BYTES_MAX = 16384,
    SIGMA_TERMS_MAX = 4096, /* of one condition, after "1 of them" is written out */
    SIGMA_ITEMS_MAX = 50000 /* entries of searches in all conditions of a rule, written out, too */
};

typedef enum SigmaTestKind {
    SIGMA_TEST_TEXT,
    SIGMA_TEST_NUMBER,
    SIGMA_TEST_REGEX,
    SIGMA_TEST_CIDR,
    SIGMA_TEST_FIELD, /* another field of the event */
    SIGMA_TEST_NULL,
    SIGMA_TEST_EXISTS
} SigmaTestKind;

typedef enum SigmaOrder {
    SIGMA_ORDER_EQUAL,
    SIGMA_ORDER_LESS,
    SIGMA_ORDER_LESS_EQUAL,
    SIGMA_ORDER_GREATER,
    SIGMA_ORDER_GREATER_EQUAL,
    SIGMA_ORDER_NOT_EQUAL /* correlations only */
} SigmaOrder;

/* The part of a time that a value is about. */
typedef enum SigmaTimePart {
    SIGMA_TIME_NONE,
    SIGMA_TIME_MINUTE,
    SIGMA_TIME_HOUR,
    SIGMA_TIME_DAY,
    SIGMA_TIME_WEEK,
    SIGMA_TIME_MONTH,
    SIGMA_TIME_YEAR
} SigmaTimePart;

typedef struct SigmaNetwork {
    uint8_t bytes[16]; /* IPv4 in the first four */
    uint8_t bits;
    bool is_v6;
} SigmaNetwork;

typedef struct SigmaTest {
    SigmaTestKind kind;
    uint32_t value;       /* which of the rule's values: tests of one value are alternatives */
    SigmaPattern pattern; /* TEXT */
    double number;        /* NUMBER */
    int64_t integer;      /* NUMBER: the same, when is_integer; a double may be another one */
    bool is_integer;
    SigmaOrder order;     /* NUMBER */
    SigmaTimePart part;   /* NUMBER */
    bool wanted;          /* EXISTS */
    Str text;             /* REGEX, CIDR, FIELD: as the rule writes it */
    uint32_t flags;       /* REGEX: PCRE2's */
    void *code;           /* REGEX: a pcre2_code, owned by the set */
    Str needed;           /* REGEX: what stands in each text that it finds; may be empty */
    SigmaNetwork network; /* CIDR */
    LogField other;       /* FIELD; made when the set is compiled */
    SigmaShape shape;     /* FIELD: EXACT, PREFIX, SUFFIX or CONTAINS */
    bool cased;           /* FIELD */
} SigmaTest;

/* What one entry of a search says of one field; without a name of every value: keywords. */
typedef struct SigmaItem {
    Str name;
    LogField field; /* made when the set is compiled */
    SigmaTest *tests;
    size_t test_count;
    uint32_t value_count;
    bool all;     /* each of the values must be found, not one */
    bool negated; /* neq */
    uint32_t line;
} SigmaItem;

typedef enum SigmaTermKind {
    SIGMA_TERM_AND,
    SIGMA_TERM_OR,
    SIGMA_TERM_NOT,
    SIGMA_TERM_ITEM
} SigmaTermKind;

typedef struct SigmaTerm SigmaTerm;

struct SigmaTerm {
    SigmaTermKind kind;
    size_t count;
    const SigmaTerm **terms; /* AND, OR, NOT (one) */
    SigmaItem *item;         /* ITEM */
};

typedef enum SigmaLevel {
    SIGMA_LEVEL_INFORMATIONAL,
    SIGMA_LEVEL_LOW,
    SIGMA_LEVEL_MEDIUM,
    SIGMA_LEVEL_HIGH,
    SIGMA_LEVEL_CRITICAL
} SigmaLevel;

typedef struct SigmaList {
    Str *items;
    size_t count;
} SigmaList;

typedef struct SigmaCorrelation SigmaCorrelation; /* sigma_correlation.h */

typedef enum SigmaKind { SIGMA_KIND_RULE, SIGMA_KIND_FILTER, SIGMA_KIND_CORRELATION } SigmaKind;

typedef struct SigmaRule {
    SigmaKind kind;
    Str id, name, title, description, status, author, date;
    SigmaLevel level; /* medium when the rule says nothing */
    bool has_level;
    SigmaList tags, references, falsepositives;
    SigmaList threats;              /* merlon's own key: ids of its threat rules */
    Str product, service, category; /* logsource */
    SigmaTerm *condition;           /* NULL for correlations */
    SigmaCorrelation *correlation;  /* NULL for others */
    SigmaList filtered;             /* FILTER: ids or names; the one item "any" is every rule */
    bool hidden;                    /* it only feeds correlations */
    Str path;                       /* of its file */
    uint32_t line;
} SigmaRule;

/* "high". */
Str sigma_level_name(SigmaLevel level);

/* The level called name; false when there is none of that name. */
bool sigma_level_find(Str name, SigmaLevel *ret_level);

/* Whether left stands so to right; not a number stands in no way. */
bool sigma_order_holds(SigmaOrder order, double left, double right);

#endif
