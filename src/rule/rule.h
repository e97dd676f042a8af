/* SPDX-License-Identifier: Apache-2.0 */
/* rule.h -- one threat rule, as read from rules/threats/<service>/<slug>.yaml (docs/rules.md).
 * Rules are data: this header is the whole contract between a rule's author and the engine. */
#ifndef MERLON_RULE_RULE_H
#define MERLON_RULE_RULE_H

#include "cel/cel.h"

enum {
    RULE_BYTES_MAX = 256 * 1024, /* a rule with its examples fits a few screens */
    RULE_ITEMS_MAX = 200         /* of any list in a rule */
};

/* The type that a rule on everything that was read together stands on. */
#define RULE_SYSTEM S("system")

/* Subjects of rules on the model: see docs/rules.md. */
#define RULE_FLOW S("flow")
#define RULE_CROSSING S("crossing")
#define RULE_ELEMENT S("element")
#define RULE_PATH S("path")
#define RULE_ESCALATION S("escalation")

typedef enum Severity {
    SEVERITY_INFO,
    SEVERITY_LOW,
    SEVERITY_MEDIUM,
    SEVERITY_HIGH,
    SEVERITY_CRITICAL
} Severity;

enum { SEVERITY_COUNT = SEVERITY_CRITICAL + 1 };

typedef enum Confidence { CONFIDENCE_LOW, CONFIDENCE_MEDIUM, CONFIDENCE_HIGH } Confidence;

typedef struct RuleTexts {
    Str *items;
    size_t count;
} RuleTexts;

/* A name for the other expressions. */
typedef struct RuleLet {
    Str name;
    CelExpression expression;
} RuleLet;

/* What softens or explains a threat that was found. */
typedef struct RuleQualifier {
    CelExpression when;
    bool has_severity;
    Severity severity;
    Confidence confidence;
    Str note;
} RuleQualifier;

/* The same check in another tool. */
typedef struct RuleMapping {
    Str tool;
    RuleTexts ids;
} RuleMapping;

/* Which flows of its subject's element a threat is about; for the system, of all elements. */
typedef enum RuleFlows {
    RULE_FLOWS_NONE,
    RULE_FLOWS_IN,
    RULE_FLOWS_OUT,
    RULE_FLOWS_FROM_INTERNET, /* from actors, into it */
    RULE_FLOWS_FROM_PEOPLE    /* of administrators */
} RuleFlows;

typedef struct Rule {
    Str id;   /* "s3/bucket-public" */
    Str path; /* of its file */
    Str title;
    Severity severity;
    double cvss;         /* base score as the source gives it, 0 to 10; else that of the vector */
    Str cvss_vector;     /* base metrics of version 3.1, or empty */
    double vector_score; /* what the vector comes to */
    RuleTexts cwe;
    RuleTexts stride; /* "tampering" */
    RuleTexts frameworks;
    RuleTexts source; /* "rapticore:s3-bucket-public" */
    RuleMapping *maps;
    size_t map_count;
    RuleTexts on;
    RuleFlows flows; /* of the subject's element, that the threat is about */
    bool has_applies;
    CelExpression applies;
    RuleLet *lets;
    size_t let_count;
    bool only_asks;     /* it has no condition: unknown wherever it applies */
    CelExpression when; /* not when only_asks */
    RuleQualifier *qualifiers;
    size_t qualifier_count;
    Str question;  /* for a person, while the threat is unknown; or empty */
    RuleTexts who; /* can answer it */
    RuleTexts implies;
    Str why;
    Str fix;
    RuleTexts false_positives;
    RuleTexts references;
    RuleTexts detections;
    RuleTexts aliases;
    const Node *examples; /* a map: bad, good, unknown, silent; NULL when they were skipped */
} Rule;

typedef struct RuleSet {
    Arena *arena;
    const CelLibrary *library;
    Rule **rules; /* in the order they were added; sorted by id after rule_set_finish */
    size_t count;
    size_t capacity;
    Map by_id;   /* ids and aliases */
    Map by_type; /* type -> RuleSet *: the rules on it, set by rule_set_finish */
} RuleSet;

/* What a rule is read from. */
typedef struct RuleFile {
    Str id; /* its path below its folder, without the ending */
    Str path;
    Str text;
    bool skip_examples; /* leave them unread when they come last: they are most of a rule's text */
} RuleFile;

/* Reads one rule; its strings live in arena. On failure returns false, leaves *ret_rule alone, and
 * err says which line and what it should be. */
bool rule_read(Arena *arena, const CelLibrary *library, const RuleFile *file, Rule *ret_rule,
               Error *err);

/* An empty set whose memory comes from arena. */
RuleSet rule_set_make(Arena *arena, const CelLibrary *library);

/* Reads a rule and adds it; a rule with the same id is replaced, so that users can override. */
bool rule_set_add(RuleSet *set, RuleFile file, Error *err);

/* Sorts the rules and indexes them by type. */
void rule_set_finish(RuleSet *set);

/* The rule with that id or alias, or NULL. */
const Rule *rule_set_find(const RuleSet *set, Str id);

/* The rules on a type; NULL when there are none. */
const RuleSet *rule_set_on(const RuleSet *set, Str type);

/* "critical" ... "info". */
Str severity_name(Severity severity);

/* Reads a severity's name, in any case; false when it is none. */
bool severity_parse(Str text, Severity *ret_severity);

/* "high", "medium", "low". */
Str confidence_name(Confidence confidence);

#endif
