/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_pipeline.h -- what a site adds to rules that others wrote: values for %placeholders% and
 * names of fields. The file is pySigma's processing pipeline, of which `vars` and the
 * transformation `field_name_mapping`, with conditions on the log source, are taken; anything else
 * is refused rather than overlooked. */
#ifndef MERLON_SIGMA_SIGMA_PIPELINE_H
#define MERLON_SIGMA_SIGMA_PIPELINE_H

#include "sigma/sigma_rule.h"
#include "text/node.h"

enum { SIGMA_FIELD_NAMES_MAX = 32 }; /* that one name stands for */

typedef struct SigmaMapping {
    const Node *names;              /* name -> text, or a list of alternatives */
    Str product, service, category; /* of rules it is for; empty for any */
} SigmaMapping;

typedef struct SigmaPipeline {
    Map variables; /* name -> Node: text, number or a list of these */
    SigmaMapping *mappings;
    size_t count;
} SigmaPipeline;

/* A pipeline that changes nothing. */
SigmaPipeline sigma_pipeline_make(Arena *arena);

/* Adds what a pipeline file says; tree must live as long as arena. */
bool sigma_pipeline_read(Arena *arena, const Node *tree, SigmaPipeline *pipeline, Error *err);

/* The names that a field of a rule with that log source goes by: itself when nothing is said.
 * Returns how many were written to names. */
size_t sigma_pipeline_names(const SigmaPipeline *pipeline, const SigmaRule *rule, Str field,
                            Str names[SIGMA_FIELD_NAMES_MAX]);

#endif
