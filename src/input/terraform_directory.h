/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_directory.h -- directories of .tf files into the estate, as "terraform plan" would. */
#ifndef MERLON_INPUT_TERRAFORM_DIRECTORY_H
#define MERLON_INPUT_TERRAFORM_DIRECTORY_H

#include "input/evaluator.h"

/* Reads all directories of input->folders: those that no other one calls as a module are roots and
 * are analysed, each on its own. */
void terraform_directory_read(Input *input);

/* Called with each module that is evaluated, for who wants to know more than the estate tells. */
typedef void (*TerraformVisit)(void *context, EvaluatorModule *module);

/* The same, with a visit of each module. */
void terraform_directory_visit(Input *input, TerraformVisit visit, void *context);

#endif
