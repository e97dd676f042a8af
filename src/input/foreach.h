/* SPDX-License-Identifier: Apache-2.0 */
/* foreach.h -- Fn::ForEach, CloudFormation's loop over template text. */
#ifndef MERLON_INPUT_FOREACH_H
#define MERLON_INPUT_FOREACH_H

#include "input/input.h"

/* Replaces the loops in root by what they make, nested ones included. Collections are lists of
 * literals, or parameters whose values parameters (name -> Node, lists) has. A loop over what isn't
 * known is left out and noted. */
Node foreach_expand(Input *input, const Node *root, const Map *parameters);

#endif
