/* SPDX-License-Identifier: Apache-2.0 */
/* function_items.h -- what Terraform's functions do to the items of a list before they work on
 * them: copy them, and bring them to one type. Terraform does so whenever a parameter is a list, a
 * set or a map "of any single type". */
#ifndef MERLON_INPUT_FUNCTION_ITEMS_H
#define MERLON_INPUT_FUNCTION_ITEMS_H

#include "input/terraform_function.h"

/* A list with memory of its own that holds the items of list, and is open when list is; never a
 * set. On failure (no steps left) returns false and call->error says why. */
bool function_items_copy(TerraformCall *call, const Node *list, Node *ret_list);

/* A map with memory of its own that holds the pairs of map, sorted by key, and is open when map is.
 * On failure (no steps left) returns false and call->error says why. */
bool function_items_copy_map(TerraformCall *call, const Node *map, Node *ret_map);

/* Brings items, the caller's own, to one type at all depths: numbers and booleans become text where
 * others at their place are text. Null and unknown items fit every type. When there is no such type
 * returns false and call->error says why. */
bool function_items_unify(TerraformCall *call, Node *items, size_t count);

/* Like function_items_unify, for the values of a map's pairs. */
bool function_items_unify_pairs(TerraformCall *call, NodePair *pairs, size_t count);

/* A copy of list in which every number and boolean has become text; null and unknown items stay.
 * When an item is a list or a map returns false and call->error says so. */
bool function_items_texts(TerraformCall *call, const Node *list, Node *ret_list);

/* Whether an unknown is certain to become text that isn't empty: some of it is known. */
bool function_items_has_text(const Node *unknown);

/* Whether an unknown is made of an attribute of a resource. */
bool function_items_has_reference(const Node *unknown);

#endif
