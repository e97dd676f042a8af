/* SPDX-License-Identifier: Apache-2.0 */
/* terraform.h -- Terraform plans and states, as "terraform show -json" writes them.
 * Format: developer.hashicorp.com/terraform/internals/json-format, versions 0.1 to 1.x. */
#ifndef MERLON_INPUT_TERRAFORM_H
#define MERLON_INPUT_TERRAFORM_H

#include "input/input.h"

/* Whether root is a plan or a state. */
bool terraform_recognizes(const Node *root);

/* Adds the planned (or existing) resources to the estate. */
void terraform_read(Input *input, const InputDocument *document);

#endif
