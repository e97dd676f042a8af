/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_directory.h -- directories of .tf files into the estate, as "terraform plan" would. */
#ifndef MERLON_INPUT_TERRAFORM_DIRECTORY_H
#define MERLON_INPUT_TERRAFORM_DIRECTORY_H

#include "input/evaluator.h"

enum { TERRAFORM_ROOTS_MAX = 2000 }; /* root modules of one run */

/* Where to look when the attributes of a directory were evaluated: for the measurement of how much
 * is understood. */
typedef void (*TerraformVisit)(void *context, const Resource *resource, const Node *attributes);

/* Reads all directories of input->folders: those that no other one calls as a module are roots and
 * are analysed, each on its own. */
void terraform_directory_read(Input *input);

#endif
