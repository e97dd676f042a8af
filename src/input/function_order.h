/* SPDX-License-Identifier: Apache-2.0 */
/* function_order.h -- telling the items of a list apart, and the order of the items of a set. */
#ifndef MERLON_INPUT_FUNCTION_ORDER_H
#define MERLON_INPUT_FUNCTION_ORDER_H

#include "input/terraform_function.h"

/* Text that is equal for values that are surely equal. */
typedef struct FunctionOrderKey {
    Str bytes;
    bool known; /* there is nothing unknown in the value: other bytes mean another value */
    bool exact; /* the value is known or it is known what it will be: equal bytes, equal value */
} FunctionOrderKey;

/* The keys of items, in an array of the call's arena. On failure (no steps left, too deep) returns
 * false and call->error says why. */
bool function_order_keys(TerraformCall *call, const Node *items, size_t count,
                         FunctionOrderKey **ret_keys);

/* Drops the items of list, the caller's own, that are surely equal to an earlier one. When some of
 * the rest may turn out to be equal, list becomes open. Failure is as for function_order_keys. */
bool function_order_distinct(TerraformCall *call, Node *list);

/* Makes list, the caller's own, whose items have one type, a set: each item once, in Terraform's
 * order, which is that of numbers or of bytes, then null, then what isn't known. Failure is as for
 * function_order_keys. */
bool function_order_set(TerraformCall *call, Node *list);

#endif
