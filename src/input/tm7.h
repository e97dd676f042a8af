/* SPDX-License-Identifier: Apache-2.0 */
/* tm7.h -- models of the Microsoft Threat Modeling Tool: .tm7 files. What is read of them, and what
 * isn't, is in docs/models.md. */
#ifndef MERLON_INPUT_TM7_H
#define MERLON_INPUT_TM7_H

#include "input/input.h"

enum { TM7_PROPERTIES_MAX = 1000 /* of one element; real ones have 30 */ };

/* A <ThreatModel> of the tool. */
bool tm7_recognizes(const Node *root);

/* Adds the diagrams, the threats and the knowledge base to the input's model. */
void tm7_read(Input *input, const InputDocument *document);

#endif
