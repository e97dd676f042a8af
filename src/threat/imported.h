/* SPDX-License-Identifier: Apache-2.0 */
/* imported.h -- threats that come with a model that was made elsewhere: those that its own
 * knowledge base finds on its flows, and those that its authors wrote down. They are listed beside
 * merlon's own, with the state that people gave them there. */
#ifndef MERLON_THREAT_IMPORTED_H
#define MERLON_THREAT_IMPORTED_H

#include "model/knowledge.h"
#include "threat/threat.h"

/* What an import is made of. */
typedef struct ImportedModel {
    const Model *model; /* finished */
    Knowledge *const *knowledge;
    size_t knowledge_count;
} ImportedModel;

/* Appends the threats of a model to list, whose memory comes from arena. Threats that a knowledge
 * base finds, or that its authors gave one of its types, have the rule id "tm7/<type>" and origin
 * "tm7"; what else a model lists has "model/<id>" and origin "model". Returns how many flows were
 * left out as out of scope. */
size_t imported_add(Arena *arena, ThreatList *list, const ImportedModel *imported);

/* The state that a word of another tool stands for; Not Started for one that isn't known. */
State imported_state(Str word);

#endif
