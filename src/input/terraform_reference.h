/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_reference.h -- attributes of Terraform resources as references. */
#ifndef MERLON_INPUT_TERRAFORM_REFERENCE_H
#define MERLON_INPUT_TERRAFORM_REFERENCE_H

#include "input/input.h"

/* What CloudFormation calls an attribute of a resource: "Ref" for id, "Arn" for arn, else as facts
 * say, or in PascalCase. */
Str terraform_reference_name(const Input *input, const Resource *resource, Str attribute);

/* An unknown that is exactly that attribute (a name of terraform_reference_name) of a resource. */
Node terraform_reference_make(const Input *input, const Node *at, const Resource *resource,
                              Str name);

#endif
