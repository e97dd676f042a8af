/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_lines.h -- a plan and the directory that it was made of, given together: the plan's
 * values count, and the directory's lines are shown. */
#ifndef MERLON_INPUT_TERRAFORM_LINES_H
#define MERLON_INPUT_TERRAFORM_LINES_H

#include "input/terraform_folder.h"

/* The root directory among those of the input whose resources and module calls are those of a
 * plan's configuration.root_module, or NULL. It is marked: it isn't analysed a second time. */
const TerraformFolder *terraform_lines_match(Input *input, const Node *configuration);

/* Moves attributes (a map, as the plan has them), and all in them, to the block of the resource of
 * that address below root. Leaves them when there is no such block. */
void terraform_lines_place(Input *input, const TerraformFolder *root, Str address,
                           Node *attributes);

#endif
