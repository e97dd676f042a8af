/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_index.h -- finds what each rule demands of some field, and files the rule there. */
#ifndef MERLON_SIGMA_SIGMA_INDEX_H
#define MERLON_SIGMA_SIGMA_INDEX_H

#include "sigma/sigma_set.h"

/* Fills the indexes of a set; keys gets the fields that every event is asked for. */
void sigma_index_build(SigmaSet *set, LogKeys *keys);

/* The texts, folded, one of which the field called name has whenever term holds. Returns how many
 * were written to texts, or SIZE_MAX when term demands nothing of the field, or more than room. */
size_t sigma_index_demand(const SigmaTerm *term, Str name, Str *texts, size_t room);

#endif
