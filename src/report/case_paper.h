/* SPDX-License-Identifier: Apache-2.0 */
/* case_paper.h -- what the report of a case is written on. The parts of the report
 * (case_report_*.c) say what stands there, in terms of sections, sentences, tables and links; a
 * form makes HTML or Markdown of it. Whatever comes from logs, models and people passes through
 * here, where credentials are masked, and then through the form, which escapes it. */
#ifndef MERLON_REPORT_CASE_PAPER_H
#define MERLON_REPORT_CASE_PAPER_H

#include "report/case_events.h"
#include "report/case_report.h"

enum {
    CASE_ROWS_MAX = 50,    /* of a list or a table: the evidence has all */
    CASE_SOURCES_MAX = 500 /* files of the appendix */
};

#define CASE_NO_COUNT UINT64_MAX

typedef enum CaseBlock {
    CASE_BLOCK_LEDE, /* the sentence on top */
    CASE_BLOCK_PARAGRAPH,
    CASE_BLOCK_WARNING,
    CASE_BLOCK_LIST,
    CASE_BLOCK_ITEM, /* of a list */
    CASE_BLOCK_SOFT  /* a paragraph in small print */
} CaseBlock;

/* What colours a label. */
typedef enum CaseTone {
    CASE_TONE_PLAIN,
    CASE_TONE_GOOD,
    CASE_TONE_LOW,
    CASE_TONE_MEDIUM,
    CASE_TONE_HIGH,
    CASE_TONE_CRITICAL
} CaseTone;

/* A part that can be folded: an actor, a step. */
typedef struct CaseFold {
    Str id; /* of the program's making: "actor-1" */
    Str title;
    Str note; /* in small print below it */
    Str label;
    CaseTone tone; /* of the label */
    bool open;
} CaseFold;

typedef struct CasePaper CasePaper;

/* How everything is written. Texts are masked already, and escaped by the form. */
typedef struct CaseForm {
    void (*begin)(CasePaper *paper);
    void (*end)(CasePaper *paper);
    void (*section)(CasePaper *paper, const char *id, const char *title, uint64_t count);
    void (*section_end)(CasePaper *paper);
    void (*heading)(CasePaper *paper, const char *title);
    void (*figure)(CasePaper *paper, const char *name, Str value, CaseTone tone);
    void (*figures)(CasePaper *paper, bool begin);
    void (*fold)(CasePaper *paper, const CaseFold *fold);
    void (*fold_end)(CasePaper *paper);
    void (*open)(CasePaper *paper, CaseBlock block);
    void (*close)(CasePaper *paper, CaseBlock block);
    void (*facts)(CasePaper *paper, bool begin);
    void (*fact)(CasePaper *paper, const char *name);
    void (*fact_end)(CasePaper *paper);
    void (*say)(CasePaper *paper, Str words); /* the program's own words, without markup */
    void (*text)(CasePaper *paper, Str text);
    void (*code)(CasePaper *paper, Str text);
    void (*link)(CasePaper *paper, Str href);
    void (*link_end)(CasePaper *paper, Str href);
    void (*time)(CasePaper *paper, Str text); /* as log_time_text gives it */
    void (*line)(CasePaper *paper);           /* the next one begins */
    void (*table)(CasePaper *paper, const char *label, const char *columns); /* '|' parts them */
    void (*row)(CasePaper *paper, Str id);                                   /* id may be empty */
    void (*cell)(CasePaper *paper);
    void (*row_end)(CasePaper *paper);
    void (*table_end)(CasePaper *paper);
    void (*command)(CasePaper *paper, Str command, bool complete);
    void (*quote)(CasePaper *paper, Str text);
    void (*address)(CasePaper *paper, Str text); /* of the web; a link when it is a plain one */
    void (*anchor)(CasePaper *paper, Str id);    /* what links to "#id" find */
    void (*picture)(CasePaper *paper);
} CaseForm;

struct CasePaper {
    const CaseReport *report;
    const Investigation *found;
    const CaseForm *form;
    Output *output;
    Buffer *out;   /* output's */
    Arena arena;   /* of the whole report */
    Arena scratch; /* of what is being written; reset now and then */
    CaseEvents events;
    Map actors;   /* CaseActor by its principal */
    size_t cells; /* of the row that is being written */
    int depth;    /* folds that are open */
    bool headed;  /* the section has a heading, so folds stand one level deeper */
    bool ok;      /* all of the folder could be read */
};

/* Writes words of the program itself: literals only. */
void case_paper_say(CasePaper *paper, const char *words);

/* Writes text of others, with credentials masked. */
void case_paper_text(CasePaper *paper, Str text);

/* Like case_paper_text, but ids of access keys stay: responders must find them, and without its
 * secret half a key's id opens nothing. */
void case_paper_key(CasePaper *paper, Str text);

/* Like case_paper_key, without an element around it: for a place that holds text only. */
void case_paper_plain(CasePaper *paper, Str text);

/* Writes a name as code, with credentials but ids of keys masked. */
void case_paper_code(CasePaper *paper, Str text);

/* Writes what a person wrote, with its lines; masked like case_paper_key. */
void case_paper_quote(CasePaper *paper, Str text);

/* Writes a principal as people say it. */
void case_paper_principal(CasePaper *paper, Str principal);

/* Writes an address of the web, as a link when it is a plain one. */
void case_paper_address(CasePaper *paper, Str text);

/* Begins a link to a place of the page ("#actors") or a file of the case. */
void case_paper_link(CasePaper *paper, Str href);

/* Ends it; href is the same. */
void case_paper_link_end(CasePaper *paper, Str href);

/* Writes "12,345". */
void case_paper_number(CasePaper *paper, uint64_t number);

/* Writes "12,345 events", "1 event" as a link to what proves it; one is the word for one. */
void case_paper_some(CasePaper *paper, Str href, uint64_t number, const char *one);

/* Writes "3.2 MB went out", or that the logs count none: most events of CloudTrail have no sizes.
 */
void case_paper_bytes(CasePaper *paper, uint64_t bytes);

/* Writes a time, or that there is none. */
void case_paper_time(CasePaper *paper, bool has_time, int64_t time);

/* Writes a time as case.yaml has it; another text is written as it is. */
void case_paper_stamp(CasePaper *paper, Str text);

/* Writes "from first to last", "at first" or that no time is known. */
void case_paper_range(CasePaper *paper, bool has_time, int64_t first, int64_t last);

/* Writes "and 3 more" when there are more than shown. */
void case_paper_more(CasePaper *paper, uint64_t total, uint64_t shown);

/* Opens a block; case_paper_close ends it. */
void case_paper_open(CasePaper *paper, CaseBlock block);

/* Ends a block. */
void case_paper_close(CasePaper *paper, CaseBlock block);

/* Opens a section of the page that can be folded; its texts are masked. */
void case_paper_fold(CasePaper *paper, const CaseFold *fold);

/* Writes a command that can be copied. What looks like a credential in it is masked, and the
 * command is incomplete then. Returns whether it can be run as it stands. */
bool case_paper_command(CasePaper *paper, Str text, bool complete);

/* Writes a fact of a list of facts; nothing when text is empty. */
void case_paper_fact(CasePaper *paper, const char *name, Str text);

/* Where an actor is on the page ("#actor-1"), in the paper's scratch; empty for who is none. */
Str case_paper_actor_href(CasePaper *paper, Str principal);

/* The result of a step; NULL when the playbook has none of that id. */
const CaseResult *case_paper_result(const CasePaper *paper, Str step);

/* Where what a step found is: its evidence, or its place in the appendix when it found nothing. In
 * the paper's scratch. */
Str case_paper_step_href(CasePaper *paper, Str step);

/* Writes " [title]" with a link to the evidence of a step; nothing for what is no step. */
void case_paper_proof(CasePaper *paper, Str step);

/* Writes links to the evidence of the queries of a scope that found something: those with one of
 * roles (a set of 1 << PlaybookRole) and one of inputs (1 << PlaybookInput); 0 is any. Returns how
 * many there are. */
size_t case_paper_proofs(CasePaper *paper, PlaybookScope scope, uint32_t roles, uint32_t inputs);

/* What a state's label looks like. */
CaseTone case_paper_state_tone(CaseState state);

/* "Post-incident". */
Str case_paper_phase(CasePaper *paper, PlaybookPhase phase);

/* Flushes what was written and forgets scratch. */
void case_paper_flow(CasePaper *paper);

/* Writes the whole report in a form. */
bool case_paper_write(const CaseReport *report, const CaseForm *form, Output *out);

#endif
