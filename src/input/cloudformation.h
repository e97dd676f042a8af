/* SPDX-License-Identifier: Apache-2.0 */
/* cloudformation.h -- CloudFormation templates in JSON and YAML, SAM templates (expanded by sam.c)
 * and what the CDK writes to cdk.out. Reference:
 * docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html */
#ifndef MERLON_INPUT_CLOUDFORMATION_H
#define MERLON_INPUT_CLOUDFORMATION_H

#include "input/input.h"

enum {
    CLOUDFORMATION_NESTING_MAX = 8,         /* stacks within stacks */
    CLOUDFORMATION_FOREACH_MAX = 10 * 1000, /* elements that Fn::ForEach makes in one template */
    CLOUDFORMATION_FOREACH_VALUES_MAX = 2 * 1000 * 1000 /* values in them, and rounds of loops */
};

/* Whether root is a template: a map of resources with types, or one that says what it is. */
bool cloudformation_recognizes(const Node *root);

/* Adds the template's resources, those of nested stacks included, to the estate. */
void cloudformation_read(Input *input, const InputDocument *document);

/* Finds the templates that others include from beside them, reading those that aren't there yet, so
 * that each is analysed once, in its place. */
void cloudformation_find_nested(Input *input);

#endif
