/* SPDX-License-Identifier: Apache-2.0 */
/* proof.h -- what an evaluation looked at, as the proof of its verdict. */
#ifndef MERLON_THREAT_PROOF_H
#define MERLON_THREAT_PROOF_H

#include "threat/threat.h"

/* Fills the threat's evidence from the context's reads: the innermost places that were looked at,
 * in the order they were looked at, each once. */
void proof_collect(Arena *arena, const CelContext *context, Threat *threat);

/* Fills the threat's reasons from an unknown value, or its fault from an error. */
void proof_add_reasons(Arena *arena, Threat *threat, CelValue value);

#endif
