/* SPDX-License-Identifier: Apache-2.0 */
/* function_cluster.h -- the characters of text as people count them: Unicode's extended grapheme
 * clusters (UAX #29). That is how Terraform counts the length of text. */
#ifndef MERLON_INPUT_FUNCTION_CLUSTER_H
#define MERLON_INPUT_FUNCTION_CLUSTER_H

#include "input/terraform_function.h"

/* The number of clusters in valid UTF-8. On failure (no steps left) returns false and call->error
 * says why. */
bool function_cluster_count(TerraformCall *call, Str text, size_t *ret_count);

#endif
