/* SPDX-License-Identifier: Apache-2.0 */
/* function_map.h -- the functions that make or take maps. Rows of the table in
 * function_collection.c. */
#ifndef MERLON_INPUT_FUNCTION_MAP_H
#define MERLON_INPUT_FUNCTION_MAP_H

#include "input/terraform_function.h"

/* keys(map), sorted. */
bool function_map_keys(TerraformCall *call, Node *ret_value);

/* values(map), in the order of the keys. */
bool function_map_values(TerraformCall *call, Node *ret_value);

/* lookup(map, key, default). */
bool function_map_lookup(TerraformCall *call, Node *ret_value);

/* map(key, value, key, value, ...), of Terraform before 0.12. */
bool function_map_list(TerraformCall *call, Node *ret_value);

/* merge(map, ...): later ones win. */
bool function_map_merge(TerraformCall *call, Node *ret_value);

/* transpose(map of lists of text): from the texts to the keys. */
bool function_map_transpose(TerraformCall *call, Node *ret_value);

/* zipmap(keys, values). */
bool function_map_zip(TerraformCall *call, Node *ret_value);

#endif
