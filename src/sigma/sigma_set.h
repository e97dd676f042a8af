/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_set.h -- the Sigma rules of a run, put together: filters joined to the rules they are for,
 * correlations to their members, and an index that says which rules an event can concern at all.
 * Nearly every rule for CloudTrail demands some eventName (52 of SigmaHQ's 57), most of the others
 * some text of another field, and hardly an event has one of these: one look for each such field
 * decides about 98 % of events. A rule that
 * can't be used is refused with its place; the rest goes on. */
#ifndef MERLON_SIGMA_SIGMA_SET_H
#define MERLON_SIGMA_SIGMA_SET_H

#include "sigma/sigma_context.h"
#include "sigma/sigma_correlation.h"
#include "sigma/sigma_head.h"

enum {
    SIGMA_RULES_MAX = 20000,    /* SigmaHQ has 3,500 for all products */
    SIGMA_FILTERS_MAX = 1000,   /* a site has some dozens */
    SIGMA_WANTS_MAX = 128,      /* fields of one rule that the correlations above it ask for */
    SIGMA_DEMAND_MAX = 2000,    /* names that one rule may demand and still be found by them */
    SIGMA_INDEX_FIELDS_MAX = 12 /* fields that events of one source are looked up by */
};

/* Rules that one name leads to. */
typedef struct SigmaBucket {
    Str literal; /* folded */
    uint32_t *rules;
    size_t count;
} SigmaBucket;

typedef struct SigmaIndex {
    SigmaBucket *buckets; /* open addressing; a power of two of them, or none */
    size_t capacity;
    size_t count;
    SigmaHeads heads; /* of the literals */
} SigmaIndex;

/* The rules that demand something of one field, by what they demand. */
typedef struct SigmaFieldIndex {
    LogField field;
    SigmaIndex index;
} SigmaFieldIndex;

/* A text that must stand in a field for a rule to hold, known from a regular expression. */
typedef struct SigmaGate {
    const LogField *field; /* NULL: there is none */
    Str needed;
    size_t pivot; /* the place in needed of the byte that is looked for: a rare one */
    size_t probe; /* of the eight bytes that are compared first: those around it */
} SigmaGate;

/* What a source's events are looked up in. */
typedef struct SigmaSourceIndex {
    SigmaFieldIndex fields[SIGMA_INDEX_FIELDS_MAX];
    size_t field_count;
    uint32_t *always; /* rules that demand nothing in particular */
    SigmaGate *gates; /* of these, when the index is built */
    size_t always_count;
} SigmaSourceIndex;

/* What is to be kept of the events that a rule finds, for the correlations above it. */
typedef struct SigmaWants {
    LogField *fields;
    size_t count;
} SigmaWants;

/* Who has an id or a name. */
typedef struct SigmaName {
    size_t rule; /* its place in the set; SIZE_MAX for a filter and what was refused */
    Str path;
} SigmaName;

typedef struct SigmaSet {
    Arena *arena;
    SigmaContext context;
    SigmaRule *rules; /* detections and correlations, in the order of their files */
    size_t count;
    SigmaRule *filters;
    size_t filter_count;
    Map names; /* id or name -> SigmaName */
    ErrorList errors;
    size_t refused; /* documents with an error */
    size_t skipped; /* rules for other products or services */
    SigmaSourceIndex indexes[LOG_SOURCE_COUNT];
    SigmaWants *wants;  /* by rule, when compiled */
    uint32_t **parents; /* by rule: the correlations it is a member of, ended by UINT32_MAX */
} SigmaSet;

/* An empty set; memory comes from arena. sigma_set_free gives back what isn't in it. */
SigmaSet *sigma_set_make(Arena *arena);

/* Frees the regular expressions; NULL is left alone. */
void sigma_set_free(SigmaSet *set);

/* Notes that a rule can't be used, and why; returns false. */
bool sigma_set_refuse(SigmaSet *set, const SigmaRule *rule, Str what);

/* Adds the rules of a YAML text of any number of documents; text is copied. False when something in
 * it was refused: set->errors says what. */
bool sigma_set_add(SigmaSet *set, Str path, Str text);

/* Adds the rule of one document that was read elsewhere, or none when it is null; the rule goes on
 * to use node's memory. False when it was refused: set->errors says what. */
bool sigma_set_add_node(SigmaSet *set, const Node *node);

/* Adds a pipeline; for the rules that are added after it. */
bool sigma_set_add_pipeline(SigmaSet *set, Str path, Str text);

/* Puts the rules together and adds the fields they read to keys. False when some rule was refused
 * for it. Nothing may be added afterwards. */
bool sigma_set_compile(SigmaSet *set, LogKeys *keys);

/* The bucket of a literal that was folded, or NULL. */
const SigmaBucket *sigma_index_find(const SigmaIndex *index, Str literal);

/* The place of the rule with that id or name; SIZE_MAX when there is none. */
size_t sigma_set_find(const SigmaSet *set, Str name);

#endif
