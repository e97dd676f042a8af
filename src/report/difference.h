/* SPDX-License-Identifier: Apache-2.0 */
/* difference.h -- what a change exposes: two JSON reports of merlon compared, threat by threat and
 * element by element. Reports are read as any other file is: they may be old, cut or hostile.
 * Format of the result: docs/diff.md. */
#ifndef MERLON_REPORT_DIFFERENCE_H
#define MERLON_REPORT_DIFFERENCE_H

#include "threat/threat.h"

enum {
    DIFFERENCE_BYTES_MAX = 1 << 30,       /* of a report, as for a baseline */
    DIFFERENCE_REPORT_VERSION = 1,        /* the newest that is understood */
    DIFFERENCE_CHANGES_MAX = 12,          /* of one thing; it has no more to compare */
    DIFFERENCE_TEXTS_MAX = 50,            /* of a list that is shown */
    DIFFERENCE_EVIDENCE_MAX = 12,         /* shown of one threat, as reports do */
    DIFFERENCE_SHOWN_MAX = 200,           /* elements, flows or boundaries in the text */
    DIFFERENCE_COMMENT_BYTES_MAX = 65536, /* GitHub takes comments of that many characters */
    DIFFERENCE_CELL_BYTES_MAX = 300       /* of one value in such a comment */
};

/* In the order in which they are shown. */
typedef enum DifferenceKind {
    DIFFERENCE_NEW,      /* wasn't there, or wasn't known and is shown now */
    DIFFERENCE_REOPENED, /* open now; before, it was decided or mitigated */
    DIFFERENCE_RESOLVED, /* is gone, or mitigated by the configuration */
    DIFFERENCE_CHANGED,
    DIFFERENCE_KINDS
} DifferenceKind;

/* What two versions of one thing differ in. */
typedef struct DifferenceChange {
    Str what; /* "severity", "encrypted" */
    Str before, after;
} DifferenceChange;

typedef struct DifferenceChanges {
    DifferenceChange items[DIFFERENCE_CHANGES_MAX];
    size_t count;
} DifferenceChanges;

typedef struct DifferenceThreat {
    DifferenceKind kind;
    const Node *node; /* in the new report; of one that is resolved, in the old one */
    Str id, rule, title, address, file, verdict, state;
    uint32_t line;
    Severity severity;
    Str note;  /* how it came or went: "was unknown before"; or empty */
    bool path; /* it is about a way in from the internet */
    bool open; /* present, and nobody has decided about it */
    DifferenceChanges changes;
    struct DifferenceThreat *told; /* the first of those that it implies and that are listed here */
    struct DifferenceThreat *next; /* the next one of these */
    bool is_told;                  /* another one implies it: listed there, and not counted */
} DifferenceThreat;

typedef enum DifferencePart {
    DIFFERENCE_ELEMENTS,
    DIFFERENCE_BOUNDARIES,
    DIFFERENCE_FLOWS,
    DIFFERENCE_PARTS
} DifferencePart;

/* An element, a boundary or a flow: new, resolved (gone) or changed. */
typedef struct DifferenceThing {
    DifferenceKind kind;
    Str id;
    Str about; /* in a few words: "Orders (store)", "crosses internet; encrypted: no" */
    DifferenceChanges changes;
} DifferenceThing;

typedef struct DifferenceThings {
    DifferenceThing *items; /* by kind, then by id */
    size_t count, capacity;
} DifferenceThings;

/* Threats that others imply are not counted. */
typedef struct DifferenceCounts {
    size_t opened[SEVERITY_COUNT]; /* new or reopened, and open */
    size_t questions;              /* new, and unknown or to be looked into */
    size_t closed;                 /* new, and decided already */
    size_t threats[DIFFERENCE_KINDS];
    size_t paths_opened, paths_closed;
} DifferenceCounts;

/* One of the two reports. */
typedef struct DifferenceSide {
    Str name; /* for people: the path of its file */
    const Node *root;
} DifferenceSide;

typedef struct Difference {
    Str names[2];              /* of the old report and the new one */
    DifferenceThreat *threats; /* by kind, open ones first, the worst first, then by id */
    size_t threat_count;
    DifferenceThings things[DIFFERENCE_PARTS];
    DifferenceCounts counts;
    Str *notes; /* what can't be compared, and what to keep in mind */
    size_t note_count, note_capacity;
} Difference;

/* Whether a tree is a JSON report of merlon that can be compared; on failure err says why not. */
bool difference_check_report(const DifferenceSide *side, Error *err);

/* Compares two reports that difference_check_report has passed. Memory comes from arena; texts are
 * those of the reports. */
Difference difference_make(Arena *arena, const DifferenceSide *old, const DifferenceSide *new);

/* Whether nothing differs. */
bool difference_is_empty(const Difference *difference);

/* Whether a threat of that severity or above is open that wasn't before. */
bool difference_opens(const Difference *difference, Severity severity);

/* What the change exposes, in one sentence of plain ASCII: "1 new path from the internet". */
void difference_headline(const Difference *difference, Buffer *out);

/* What else differs, in one sentence of plain ASCII; nothing when nothing else does. */
void difference_rest(const Difference *difference, Buffer *out);

/* "elements", "boundaries", "flows". */
Str difference_part_name(DifferencePart part);

/* A text for the terminal. */
void difference_write_text(const Difference *difference, Buffer *out);

/* Markdown for a comment on a pull request, below DIFFERENCE_COMMENT_BYTES_MAX. */
void difference_write_markdown(const Difference *difference, Buffer *out);

/* JSON, docs/schema/diff.json. */
void difference_write_json(const Difference *difference, Buffer *out);

#endif
