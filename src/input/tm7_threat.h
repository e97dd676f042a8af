/* SPDX-License-Identifier: Apache-2.0 */
/* tm7_threat.h -- the threats that a .tm7 file stores, with what people decided about them. */
#ifndef MERLON_INPUT_TM7_THREAT_H
#define MERLON_INPUT_TM7_THREAT_H

#include "input/input.h"

enum { TM7_THREAT_PROPERTIES_MAX = 100 /* of one threat; real ones have ten */ };

/* Reads <ThreatInstances> of a <ThreatModel>, whose diagrams are in the input's model already.
 * knowledge may be NULL: properties of threats keep their ids as names then. */
void tm7_threat_read(Input *input, const Node *root, const Knowledge *knowledge);

#endif
