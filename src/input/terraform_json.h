/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_json.h -- JSON in the texts of Terraform's attributes, policies above all. */
#ifndef MERLON_INPUT_TERRAFORM_JSON_H
#define MERLON_INPUT_TERRAFORM_JSON_H

#include "text/node.h"

/* The tree of a text that holds JSON, at the text's place. Parts of the text that aren't known
 * ("arn:aws:s3:::${aws_s3_bucket.b.id}" within a heredoc) become unknown values of the tree.
 * What is no text, or no JSON, is unknown with the reason. */
Node terraform_json_read(Arena *arena, const Node *value);

#endif
