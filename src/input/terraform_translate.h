/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_translate.h -- Terraform's attributes into CloudFormation's properties, as facts say.
 */
#ifndef MERLON_INPUT_TERRAFORM_TRANSLATE_H
#define MERLON_INPUT_TERRAFORM_TRANSLATE_H

#include "input/input.h"

/* Translates the attributes of a resource (a map; unknown ones are unknown nodes) into properties.
 * facts may be NULL: then everything is converted by the default. The result's position is that of
 * attributes. */
Node terraform_translate(Input *input, const FactsTerraform *facts, const Node *attributes);

#endif
