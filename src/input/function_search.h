/* SPDX-License-Identifier: Apache-2.0 */
/* function_search.h -- the functions that ask something of the items of a list: is it in there,
 * where, are all of them true. Rows of the table in function_collection.c. */
#ifndef MERLON_INPUT_FUNCTION_SEARCH_H
#define MERLON_INPUT_FUNCTION_SEARCH_H

#include "input/terraform_function.h"

/* contains(list, value). */
bool function_search_contains(TerraformCall *call, Node *ret_value);

/* index(list, value): where the first one stands. */
bool function_search_index(TerraformCall *call, Node *ret_value);

/* matchkeys(values, keys, wanted): the values whose key is one of those wanted. */
bool function_search_match(TerraformCall *call, Node *ret_value);

/* alltrue(list). */
bool function_search_all(TerraformCall *call, Node *ret_value);

/* anytrue(list). */
bool function_search_any(TerraformCall *call, Node *ret_value);

#endif
