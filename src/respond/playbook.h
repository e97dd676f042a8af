/* SPDX-License-Identifier: Apache-2.0 */
/* playbook.h -- what is to be done when something has happened, as read from
 * rules/playbooks/<slug>.yaml (docs/playbooks.md). Playbooks are data: this header and
 * playbook_step.h are the whole contract between an author and the engine. */
#ifndef MERLON_RESPOND_PLAYBOOK_H
#define MERLON_RESPOND_PLAYBOOK_H

#include "respond/playbook_step.h"

enum {
    PLAYBOOK_BYTES_MAX = 512 * 1024, /* forty steps of thirty lines take 60 KiB */
    PLAYBOOK_STEPS_MAX = 200         /* more than a team works off in one incident */
};

/* Who is to be reached, and what for. */
typedef struct PlaybookContact {
    Str role; /* "incident lead" */
    Str duty; /* or empty */
} PlaybookContact;

/* What a playbook is read from. */
typedef struct PlaybookFile {
    Str id; /* its name without the ending */
    Str path;
    Str text;
} PlaybookFile;

typedef struct Playbook {
    Str id; /* "code-exposure" */
    Str path;
    Str title, summary;
    PlaybookTexts references, indicators;
    PlaybookContact *contacts;
    size_t contact_count;
    PlaybookStep *steps; /* in order of their phases, as written */
    size_t step_count;
} Playbook;

/* Reads a playbook and adds its queries to set, which isn't compiled yet, as rules called
 * "<playbook>/<step>". Everything lives in arena, which is the set's, too. On failure returns
 * false, leaves *ret_playbook alone, and errors, whose memory is in arena, has each problem with
 * its place; the set may hold some of the queries then and is of no use. */
bool playbook_read(Arena *arena, const PlaybookFile *file, SigmaSet *set, Playbook *ret_playbook,
                   ErrorList *errors);

/* Whether each rule that a check names is in rules; problems are added to errors, in arena. */
bool playbook_check_rules(Arena *arena, const Playbook *playbook, const RuleSet *rules,
                          ErrorList *errors);

/* The step called id, or NULL. */
const PlaybookStep *playbook_find_step(const Playbook *playbook, Str id);

/* The playbook called id that is built into the program; false when there is none. */
bool playbook_find_builtin(Str id, PlaybookFile *ret_file);

/* The ids of the playbooks that are built in, sorted, in arena; returns how many. */
size_t playbook_list_builtin(Arena *arena, Str **ret_ids);

#endif
