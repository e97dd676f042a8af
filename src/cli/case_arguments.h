/* SPDX-License-Identifier: Apache-2.0 */
/* case_arguments.h -- what the sub-commands of merlon case have in common: which case, who, when;
 * what is to be looked at (the scope); and the case's playbook. Messages go to stderr. */
#ifndef MERLON_CLI_CASE_ARGUMENTS_H
#define MERLON_CLI_CASE_ARGUMENTS_H

#include "base/buffer.h"
#include "respond/case_folder.h"
#include "respond/playbook.h"

enum {
    OPTION_CASE = 768,
    OPTION_CASE_AT,
    OPTION_CASE_BY,
    OPTION_CASE_FROM,
    OPTION_CASE_TO,
    OPTION_CASE_MODEL,
    OPTION_CASE_LOGS,
    OPTION_CASE_FINDINGS,
    OPTION_CASE_BUCKET,
    OPTION_CASE_REPOSITORY,
    OPTION_CASE_PRINCIPAL,
    OPTION_CASE_OTHERS /* the first that a sub-command may have for itself */
};

/* Which case. "C" stands for it in the short options. */
#define CASE_ARGUMENTS_FOLDER \
    { "case", required_argument, NULL, 'C' }

/* Who and when. */
#define CASE_ARGUMENTS_AUTHOR                          \
    {"by", required_argument, NULL, OPTION_CASE_BY}, { \
        "at", required_argument, NULL, OPTION_CASE_AT  \
    }

/* What is to be looked at. */
#define CASE_ARGUMENTS_SCOPE                                             \
    {"model", required_argument, NULL, OPTION_CASE_MODEL},               \
        {"logs", required_argument, NULL, OPTION_CASE_LOGS},             \
        {"findings", required_argument, NULL, OPTION_CASE_FINDINGS},     \
        {"bucket", required_argument, NULL, OPTION_CASE_BUCKET},         \
        {"repository", required_argument, NULL, OPTION_CASE_REPOSITORY}, \
        {"principal", required_argument, NULL, OPTION_CASE_PRINCIPAL},   \
        {"from", required_argument, NULL, OPTION_CASE_FROM}, {           \
        "to", required_argument, NULL, OPTION_CASE_TO                    \
    }

typedef struct CaseArguments {
    Arena *arena;
    const char *command; /* "case answer", for messages */
    const char *folder;  /* --case, or NULL */
    Str by;              /* --by, or empty */
    Str at;              /* --at, or empty */
    CaseScope scope;     /* paths are as they were typed */
} CaseArguments;

/* A playbook and the set that its queries stand in, which isn't compiled yet. */
typedef struct CasePlaybook {
    Playbook playbook;
    SigmaSet *set;
} CasePlaybook;

/* Takes an option of those above; an exit code. */
int case_arguments_take(CaseArguments *arguments, int option, const char *value);

/* Who writes: --by, else as with merlon decide. */
Str case_arguments_author(const CaseArguments *arguments);

/* When: --at, else now. */
Str case_arguments_now(const CaseArguments *arguments);

/* Opens the case at --case, else the one in the working directory; false after a message. */
bool case_arguments_open(const CaseArguments *arguments, CaseFolder *ret_folder);

/* Adds the scope that was typed to a case that is or will be at folder: paths are checked and kept
 * relative to it, times replace those that were there. False after a message. */
bool case_arguments_add_scope(const CaseArguments *arguments, Str folder, CaseScope *scope);

/* Appends " -C DIR", so that it can be pasted into a shell whatever the folder is called. */
void case_arguments_show_folder(Buffer *out, Str folder);

/* Reads the built-in playbook called id; false after a message. */
bool case_arguments_playbook(Arena *arena, Str id, CasePlaybook *ret_playbook);

/* Gives back what isn't in the arena. Fit for CLEANUP. */
void case_arguments_playbook_free(CasePlaybook *playbook);

#endif
