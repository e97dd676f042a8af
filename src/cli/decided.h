/* SPDX-License-Identifier: Apache-2.0 */
/* decided.h -- the file of decisions, as commands take it: where it is, what day it is, how it is
 * written. */
#ifndef MERLON_CLI_DECIDED_H
#define MERLON_CLI_DECIDED_H

#include "register/decision_edit.h"

/* The file's name, where none is given. */
#define DECIDED_FILE "merlon.decisions.yaml"

typedef struct DecidedOptions {
    const char *path;  /* --decisions, or NULL: DECIDED_FILE beside the input, if it is there */
    const char *date;  /* --date, or NULL: today */
    const char *input; /* the first that is read */
} DecidedOptions;

/* Reads the decisions of a run; none where there is no file. False after a message. */
bool decided_read(Arena *arena, const DecidedOptions *options, DecisionList *ret_list);

/* A file of decisions that is about to be edited. */
typedef struct DecidedFile {
    const char *path;
    Str text; /* empty when there is no file yet; its memory is the arena's */
    DecisionList list;
} DecidedFile;

/* Reads the file at path to edit it; false after a message. */
bool decided_open(Arena *arena, const char *path, DecidedFile *ret_file);

/* Does the edit, whose path and text are filled from file, and writes the file when that changes
 * it. Returns EXIT_FINE, or what the program shall exit with after a message. */
int decided_edit(Arena *arena, const DecidedFile *file, DecisionEdit edit);

/* Who runs the program: what git would take from the environment, else the name of the account. */
Str decided_author(Arena *arena);

#endif
