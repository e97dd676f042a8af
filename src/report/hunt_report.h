/* SPDX-License-Identifier: Apache-2.0 */
/* hunt_report.h -- what a hunt found, and the formats it can be written in. Each format is one file
 * that exports one function, and one row of the table in hunt_report.c. */
#ifndef MERLON_REPORT_HUNT_REPORT_H
#define MERLON_REPORT_HUNT_REPORT_H

#include "base/output.h"
#include "hunt/hunt.h"
#include "logs/log_time.h"
#include "report/seen.h"

enum {
    HUNT_NAMES_MAX = 50 * 1000, /* principals or addresses that are told apart */
    HUNT_BINS_MAX = 240         /* bars of the histogram */
};

typedef struct HuntReport {
    const Hunt *hunt;
    const SigmaSet *set;
    const HuntResult *result;
    size_t rules; /* that were used */
    HuntCounts by_rule, by_principal, by_address, by_tactic;
    uint64_t hits;
    uint64_t levels[SIGMA_LEVEL_CRITICAL + 1]; /* hits by level */
    bool has_time;
    int64_t first, last; /* of the hits */
    Seen *seen;          /* the join with a model; NULL without one */
    bool colour;
    Str version;
} HuntReport;

typedef struct HuntFormat {
    Str name;   /* for --format */
    Str ending; /* of file names, for -o */
    const char *help;
    bool counts; /* it shows what hunt_report_count finds */
    bool (*write)(const HuntReport *report, Output *out); /* false when hits can't be read again */
} HuntFormat;

extern const HuntFormat hunt_formats[];
extern const size_t hunt_format_count;

/* The format of that name, or NULL. */
const HuntFormat *hunt_find_format(Str name);

/* The format that the ending of a file name stands for, or NULL. */
const HuntFormat *hunt_format_of_path(Str path);

/* Counts the hits; memory comes from arena. False when they can't be read again. */
bool hunt_report_count(HuntReport *report, Arena *arena);

/* The ATT&CK tactic a tag names, as people write it ("Credential access"), or empty. */
Str hunt_tactic(Str tag);

/* A principal as people say it: an ARN without what they all have. */
Str hunt_principal_name(Str principal);

/* The id of a rule: its id, else its name, else its title. */
Str hunt_rule_id(const SigmaRule *rule);

/* "12,345", in arena. */
Str hunt_number(uint64_t number, Arena *arena);

/* What a correlation's result counts: "event", "value" (different ones), or "rule" (that was met).
 */
const char *hunt_correlation_unit(const SigmaRule *rule);

/* The place in the set of the rule that an item of by_rule counts. */
size_t hunt_counted_rule(const HuntCount *count);

/* The timeline and tables for a terminal. */
bool hunt_text_write(const HuntReport *report, Output *out);

/* One line per hit, RFC 4180. */
bool hunt_csv_write(const HuntReport *report, Output *out);

/* One JSON object per hit and line. */
bool hunt_jsonl_write(const HuntReport *report, Output *out);

/* A page of its own. */
bool hunt_html_write(const HuntReport *report, Output *out);

#endif
