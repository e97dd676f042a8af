/* SPDX-License-Identifier: Apache-2.0 */
/* cel_operate.h -- what the operators of the Common Expression Language do to two values. */
#ifndef MERLON_CEL_CEL_OPERATE_H
#define MERLON_CEL_CEL_OPERATE_H

#include "cel/cel_parse.h"

/* Applies operation to left (and right, for the binary ones). Unknowns win over errors, both over
 * everything else, but for "in", which looks into what is known. */
CelValue operate(CelContext *context, CelOperator operation, CelValue left, CelValue right);

/* operand[index]; with optional, optional.none() instead of an error when there is nothing. */
CelValue operate_index(CelContext *context, CelValue operand, CelValue index, bool optional);

#endif
