/* SPDX-License-Identifier: Apache-2.0 */
/* otm.h -- Open Threat Model 0.2.0 (iriusrisk.com/open-threat-model) and merlon's own model.yaml,
 * which has its shape and says more. What OTM has no place for stands in model.yaml beside OTM's
 * keys, and in OTM among the attributes, as "merlon.NAME" (docs/model-formats.md). */
#ifndef MERLON_INPUT_OTM_H
#define MERLON_INPUT_OTM_H

#include "input/input.h"

/* The id of the trust zone that stands for none: OTM wants one around each component. */
#define OTM_NOT_PLACED S("merlon.not-placed")

/* What the attributes begin with that hold what OTM has no place for. */
#define OTM_EXTRA S("merlon.")

/* Whether root is an Open Threat Model. */
bool otm_recognizes(const Node *root);

/* Whether root is a model.yaml: it has the key merlonModel. */
bool otm_recognizes_own(const Node *root);

/* Adds what the document says to the input's model. */
void otm_read(Input *input, const InputDocument *document);

#endif
