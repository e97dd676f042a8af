/* SPDX-License-Identifier: Apache-2.0 */
/* case_file.h -- what a case knows: its scope, the people, the state of each step of its playbook,
 * answers and notes. case.yaml keeps it: case_yaml.h.
 *
 * What a person wrote (answers, notes, states that a person set) is never taken away: functions
 * only add to it. What a run found out may change with each run.
 *
 * Every text is valid UTF-8 and within the limits below, so that what was written can be read
 * again; functions that take texts from outside check it. The arrays belong to the arena that the
 * case was read or made with. */
#ifndef MERLON_RESPOND_CASE_FILE_H
#define MERLON_RESPOND_CASE_FILE_H

#include "base/error.h"

enum {
    CASE_FILE_BYTES_MAX = 64 << 20,       /* 64 MiB: a case that people can still read */
    CASE_FILE_TEXT_BYTES_MAX = 256 << 10, /* one answer or note: a hundred pages of log excerpts */
    CASE_FILE_WORD_BYTES_MAX = 4096, /* a path, a name or an ARN; Linux allows no longer path */
    CASE_FILE_NAME_BYTES_MAX = 64,   /* the case's name is a folder's and a tar's name too */
    CASE_FILE_SCOPE_MAX = 1000,      /* entries of one list of the scope */
    CASE_FILE_PEOPLE_MAX = 1000,
    CASE_FILE_STEPS_MAX = 1000,        /* playbooks have some thirty */
    CASE_FILE_ENTRIES_MAX = 100 * 1000 /* answers of one step; notes */
};

typedef enum CaseState {
    CASE_OPEN,           /* nothing was done yet */
    CASE_DONE,           /* a run found out what there is, or a person said so */
    CASE_ANSWERED,       /* a person answered */
    CASE_NOT_APPLICABLE, /* a person, or the lack of anything to look at, says that it isn't needed
                          */
    CASE_UNKNOWN,        /* it was tried, and what is there doesn't tell; the reason says why */
    CASE_STATE_COUNT
} CaseState;

/* What somebody wrote: an answer or a note. */
typedef struct CaseEntry {
    Str at; /* "2026-11-21T15:30:00Z" */
    Str by;
    Str text;
} CaseEntry;

typedef struct CaseEntries {
    CaseEntry *items; /* in the order in which they were written */
    size_t count, capacity;
} CaseEntries;

typedef struct CaseWords {
    Str *items;
    size_t count, capacity;
} CaseWords;

typedef struct CaseStep {
    Str id; /* of the playbook's step */
    CaseState state;
    bool by_person; /* a person set the state: no run changes it */
    Str reason;     /* one sentence, or empty */
    CaseEntries answers;
} CaseStep;

typedef struct CasePerson {
    Str name;
    Str role;
} CasePerson;

/* Paths are absolute, or relative to the case folder: see case_folder_resolve. */
typedef struct CaseScope {
    CaseWords models, logs, findings, buckets, repositories, principals;
    Str from, to; /* times in UTC; empty: open */
} CaseScope;

typedef struct CaseFile {
    Str name;
    Str playbook; /* its id */
    Str opened;   /* time in UTC */
    CaseScope scope;
    CasePerson *people;
    size_t person_count, person_capacity;
    CaseStep *steps; /* in the order of the playbook when the case was opened */
    size_t step_count, step_capacity;
    CaseEntries notes;
} CaseFile;

/* A list of the scope, as case.yaml and messages name it. */
typedef struct CaseScopeList {
    Str name;      /* "buckets" */
    size_t offset; /* of the CaseWords in CaseScope */
} CaseScopeList;

extern const CaseScopeList case_file_scope_lists[];
extern const size_t case_file_scope_list_count;

/* The list itself. */
CaseWords *case_file_scope_words(CaseScope *scope, const CaseScopeList *list);

/* "not-applicable". */
Str case_file_state_name(CaseState state);

/* The state that text names; false when there is none. */
bool case_file_parse_state(Str text, CaseState *ret_state);

/* Whether text can be a case's name: letters, digits, '-', '_' and '.', of which the first is a
 * letter, a digit or '_'; at most CASE_FILE_NAME_BYTES_MAX. */
bool case_file_is_name(Str text);

/* Whether text can be the id of a step or a playbook: lower case letters and digits, with single
 * dashes between them, at most CASE_FILE_NAME_BYTES_MAX. It is safe as a file's name. */
bool case_file_is_id(Str text);

/* Whether text is a time as case.yaml has it: "2026-11-21T15:30:00Z". */
bool case_file_is_time(Str text);

/* The step, or NULL. */
CaseStep *case_file_find_step(const CaseFile *file, Str id);

/* The step; added, open, at the end when the case has none of that id (a playbook got a new step).
 * The pointer is valid until the next step is added. NULL with the reason in err when the case has
 * CASE_FILE_STEPS_MAX or id is none. */
CaseStep *case_file_add_step(Arena *arena, CaseFile *file, Str id, Error *err);

/* Adds a word to a list of the scope, unless it is there already. False with the reason in err when
 * it is empty, too long, not UTF-8, or there are too many. The text is not copied. */
bool case_file_add_word(Arena *arena, CaseWords *words, Str word, Error *err);

/* Adds a person; the same name with the same role only once. Texts are not copied. */
bool case_file_add_person(Arena *arena, CaseFile *file, CasePerson person, Error *err);

/* Adds an answer or a note at the end; its texts are not copied. */
bool case_file_add_entry(Arena *arena, CaseEntries *entries, CaseEntry entry, Error *err);

/* What a run found out about a step. A state that a person set stays as it is, and false is
 * returned; answers are never touched. The reason is not copied; bytes that aren't UTF-8 and what
 * is too long are replaced and cut in arena. */
bool case_file_set_result(Arena *arena, CaseStep *step, CaseState state, Str reason);

#endif
