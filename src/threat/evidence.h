/* SPDX-License-Identifier: Apache-2.0 */
/* evidence.h -- what an evaluation looked at, as the proof of its verdict. */
#ifndef MERLON_THREAT_EVIDENCE_H
#define MERLON_THREAT_EVIDENCE_H

#include "threat/threat.h"

/* Fills the threat's evidence from the context's reads: the innermost places that were looked at,
 * in the order they were looked at, each once. */
void evidence_collect(Arena *arena, const CelContext *context, Threat *threat);

/* Fills the threat's reasons from an unknown value, or its fault from an error. */
void evidence_add_reasons(Arena *arena, Threat *threat, CelValue value);

/* A node as it may be shown: one line, at most THREAT_VALUE_BYTES_MAX bytes, credentials masked.
 * name is the key it stands under. */
Str evidence_value(Arena *arena, Str name, const Node *node);

#endif
