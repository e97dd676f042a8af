/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_policy.h -- data "aws_iam_policy_document", from a directory or from a plan that can't
 * show the document as text yet, because it depends on ids that don't exist. */
#ifndef MERLON_INPUT_TERRAFORM_POLICY_H
#define MERLON_INPUT_TERRAFORM_POLICY_H

#include "input/terraform_scope.h"

/* The JSON of a policy document as the aws provider writes it, from the data source's attributes (a
 * map): text, or, when parts aren't known, an unknown with the document as its tree. */
Node terraform_policy_json(Arena *arena, const Node *attributes, bool minified);

/* Replaces each attribute that is unknown and comes from a policy document data source of the plan
 * by the document, at any depth of attributes. */
void terraform_policy_resolve(TerraformScope *scope, Node *attributes);

#endif
