/* SPDX-License-Identifier: Apache-2.0 */
/* report.h -- what a run found, and the formats it can be written in.
 * Each format is one file that exports one function, and one row of the table in report.c. */
#ifndef MERLON_REPORT_REPORT_H
#define MERLON_REPORT_REPORT_H

#include "model/model.h"
#include "report/seen.h"
#include "threat/compliance.h"

/* How many resources of a type were not understood. */
typedef struct ReportType {
    Str type;
    size_t count;
} ReportType;

/* What was not understood besides types: a macro, a nested stack that isn't there. */
typedef struct ReportNote {
    Str subject;
    Str reason;
    Str file;
    uint32_t line;
} ReportNote;

typedef struct ReportCoverage {
    size_t resources;           /* all, without data sources */
    size_t understood;          /* of a type that facts describe */
    size_t judged;              /* some rule speaks of them, or of what they are part of */
    ReportType *not_understood; /* by count, then name */
    size_t not_understood_count;
    ReportNote *notes;
    size_t note_count;
    size_t rules;   /* that were applied */
    size_t files;   /* read */
    size_t skipped; /* files of directories that hold nothing known */
} ReportCoverage;

/* Implied threats are not counted in any of these. */
typedef struct ReportSummary {
    size_t by_state[STATE_COUNT];
    size_t present[SEVERITY_COUNT]; /* verdict present, by severity */
    size_t unknown[SEVERITY_COUNT]; /* verdict unknown, by severity */
    size_t absent[SEVERITY_COUNT];  /* mitigated by configuration, by severity */
    size_t open[SEVERITY_COUNT];    /* present, and no valid decision that closes it */
    size_t implied;
    size_t contradicted; /* decisions */
    size_t expired;
    size_t orphaned; /* decisions that match no threat */
    size_t fresh;    /* not in the baseline */
} ReportSummary;

typedef struct Report {
    const Estate *estate;
    const Model *model; /* finished; NULL where there is none */
    const RuleSet *rules;
    ThreatList threats; /* absent ones only when they were asked for */
    ReportCoverage coverage;
    ReportSummary summary;
    const Decision *decisions;
    size_t decision_count;
    const Compliance *compliance; /* one for each framework that was asked for */
    size_t compliance_count;
    Str *errors; /* "file:line: message" of files that could not be read */
    size_t error_count;
    Str version;      /* of merlon */
    const Seen *seen; /* what logs show of the threats; NULL: nobody looked */
    bool has_baseline;
    bool all;    /* absent threats are listed too */
    bool colour; /* for a terminal; only text looks at it */
} Report;

typedef struct ReportFormat {
    Str name;   /* for -f */
    Str ending; /* of file names, for -o: ".json" */
    const char *help;
    void (*write)(const Report *report, Buffer *out);
    /* Like write, of a format that can fail: false with the reason in err, and out tells it too.
     * NULL: it can't. */
    bool (*try)(const Report *report, Buffer *out, Error *err);
} ReportFormat;

extern const ReportFormat report_formats[];
extern const size_t report_format_count;

/* The format of that name, or NULL. */
const ReportFormat *report_find_format(Str name);

/* The format that the ending of a file name stands for, or NULL. */
const ReportFormat *report_format_of_path(Str path);

/* Fills coverage, summary and implied_by from estate and threats. */
void report_complete(Arena *arena, Report *report);

/* A text for the terminal. */
void report_write_text(const Report *report, Buffer *out);

/* Markdown for a pull request. */
void report_write_markdown(const Report *report, Buffer *out);

/* The JSON report, docs/schema/report.json. */
void report_write_json(const Report *report, Buffer *out);

/* SARIF 2.1.0. */
void report_write_sarif(const Report *report, Buffer *out);

/* One line per threat; no cell can start a formula. */
void report_write_csv(const Report *report, Buffer *out);

/* A page of its own, without script or anything loaded from elsewhere. */
void report_write_html(const Report *report, Buffer *out);

/* The data-flow diagram in Graphviz's language. */
void report_write_dot(const Report *report, Buffer *out);

/* The data-flow diagram in Mermaid's language. */
void report_write_mermaid(const Report *report, Buffer *out);

/* The data-flow diagram as SVG; where Graphviz is missing, an SVG that says so. */
void report_write_svg(const Report *report, Buffer *out);

/* Like report_write_svg; false, with the reason in err too, when there is no picture. */
bool report_try_svg(const Report *report, Buffer *out, Error *err);

/* Open Threat Model 0.2.0. */
void report_write_otm(const Report *report, Buffer *out);

/* A model of OWASP Threat Dragon 2. */
void report_write_threat_dragon(const Report *report, Buffer *out);

/* An import of AWS Threat Composer, version 1. */
void report_write_threat_composer(const Report *report, Buffer *out);

#endif
