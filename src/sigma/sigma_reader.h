/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_reader.h -- reads one YAML document: a detection rule, a correlation or a filter. */
#ifndef MERLON_SIGMA_SIGMA_READER_H
#define MERLON_SIGMA_SIGMA_READER_H

#include "sigma/sigma_context.h"
#include "sigma/sigma_correlation.h"

/* Reads the document at node, whose memory the rule goes on to use. Fails with the place and what
 * would be right. */
bool sigma_reader_read(SigmaContext *context, const Node *node, SigmaRule *ret_rule, Error *err);

/* The log source that the document at node says it is for, as far as it can be told. */
void sigma_reader_source(Arena *arena, const Node *node, SigmaRule *ret_rule);

/* Calls visit for each item below term, which may be NULL; an item in two places comes twice. */
void sigma_term_visit(const SigmaTerm *term, void (*visit)(void *context, SigmaItem *item),
                      void *context);

#endif
