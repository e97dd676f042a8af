/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_typed.h -- the values that people write, as the provider's schema has them. */
#ifndef MERLON_INPUT_TERRAFORM_TYPED_H
#define MERLON_INPUT_TERRAFORM_TYPED_H

#include "input/input.h"

/* Converts the attributes of a resource of an aws type in place, at any depth of blocks: "true" to
 * true where the schema has a truth, 5 to "5" where it has text. Those of other providers are left
 * alone. */
void terraform_typed_convert(Input *input, Str type, Node *attributes);

#endif
