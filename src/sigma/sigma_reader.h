/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_reader.h -- reads one YAML document: a detection rule, a correlation or a filter. */
#ifndef MERLON_SIGMA_SIGMA_READER_H
#define MERLON_SIGMA_SIGMA_READER_H

#include "sigma/sigma_correlation.h"
#include "sigma/sigma_pipeline.h"

/* Reads the document at node, whose memory the rule goes on to use. Regular expressions that were
 * compiled are noted in items. Fails with the place and what would be right. */
bool sigma_reader_read(Arena *arena, const SigmaPipeline *pipeline, const Node *node,
                       SigmaRule *ret_rule, Error *err);

/* Calls visit for each item below term, which may be NULL; an item in two places comes twice. */
void sigma_term_visit(const SigmaTerm *term, void (*visit)(void *context, SigmaItem *item),
                      void *context);

#endif
