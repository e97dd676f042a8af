/* SPDX-License-Identifier: Apache-2.0 */
/* threat_dragon.h -- models of OWASP Threat Dragon 2 (github.com/OWASP/threat-dragon). */
#ifndef MERLON_INPUT_THREAT_DRAGON_H
#define MERLON_INPUT_THREAT_DRAGON_H

#include "input/input.h"

enum {
    DRAGON_CELLS_MAX = 5000,            /* of one diagram; a person draws some hundred at most */
    DRAGON_POINTS_MAX = 500,            /* of one line; drawn by hand, too */
    DRAGON_COORDINATE_MAX = 1000000,    /* of points; real diagrams reach a few thousand */
    DRAGON_TESTS_MAX = 50 * 1000 * 1000 /* of boxes and lines against each other, in one file */
};

/* What a cell of Threat Dragon says of its own id, where merlon wrote it. */
#define DRAGON_ID S("merlon.id")

/* Whether root is a model of Threat Dragon, of whatever version. */
bool threat_dragon_recognizes(const Node *root);

/* Adds what the diagrams show to the input's model. */
void threat_dragon_read(Input *input, const InputDocument *document);

#endif
