/* SPDX-License-Identifier: Apache-2.0 */
/* knowledge_filter.h -- the filters of a Threat Modeling Tool knowledge base: on which flows is
 * there a threat?
 *
 *     filter     = and { "or" and }
 *     and        = not { "and" not }
 *     not        = "not" not | "(" filter ")" | test
 *     test       = subject "is" value              it is of that type, or of one below it
 *                | subject "." name "is" value     its attribute has that value
 *                | "flow" "crosses" value          it crosses a boundary of that type
 *     subject    = "source" | "target" | "flow"
 *     name       = a word, or quoted; an attribute's id or its name for people
 *     value      = quoted with ' or "
 *
 * Words are the same in lower and upper case, and so are ids, names and values. Nothing is of the
 * type ROOT: the tool keeps threat types by it that are never found. */
#ifndef MERLON_MODEL_KNOWLEDGE_FILTER_H
#define MERLON_MODEL_KNOWLEDGE_FILTER_H

#include "model/knowledge.h"

enum {
    KNOWLEDGE_FILTER_BYTES_MAX = 16 * 1024, /* real ones have a few hundred */
    KNOWLEDGE_FILTER_DEPTH_MAX = 32,        /* "not" and parentheses; real ones nest three deep */
    KNOWLEDGE_FILTER_TESTS_MAX = 500        /* real ones have eight */
};

/* A flow that filters are applied to, with its ends. */
typedef struct KnowledgeInteraction {
    const Knowledge *knowledge;
    const Flow *flow;
    size_t steps; /* that are left; tests beyond don't hold, and it is 0 then */
} KnowledgeInteraction;

/* Reads a filter; one of white space alone is NULL. On failure err says at which byte (its column,
 * 1 is the first), and what would be right. */
bool knowledge_filter_read(Arena *arena, Str text, const KnowledgeFilter **ret_filter, Error *err);

/* Whether the filter holds; NULL never does. */
bool knowledge_filter_holds(const KnowledgeFilter *filter, KnowledgeInteraction *interaction);

#endif
