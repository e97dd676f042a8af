/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_policy.h -- policies that a plan can't show as text yet, because data
 * "aws_iam_policy_document" depends on ids that don't exist: the document is put together from the
 * data source's own values. */
#ifndef MERLON_INPUT_TERRAFORM_POLICY_H
#define MERLON_INPUT_TERRAFORM_POLICY_H

#include "input/terraform_scope.h"

/* Replaces each attribute that is unknown and comes from a policy document data source of the plan
 * by the document's tree, at any depth of attributes. */
void terraform_policy_resolve(TerraformScope *scope, const TerraformModule *module,
                              Node *attributes);

#endif
