/* SPDX-License-Identifier: Apache-2.0 */
/* sam.h -- AWS SAM templates become plain CloudFormation.
 * SAM is a macro language: one AWS::Serverless::Function stands for a function, its role, the rules
 * and permissions of its events, and so on. The rules of merlon know only what is deployed in the
 * end, so this expansion runs before anything else looks at a template: from nodes to nodes, no
 * intrinsic is evaluated.
 *
 * What is made of what follows AWS's documentation ("Generated CloudFormation resources for AWS
 * SAM") and is checked against the output of AWS's own translator, see docs/sam.md. Two things
 * differ on purpose: a code or definition that is still a local path becomes an unknown location
 * (the translator wants it uploaded first), and the hash that ends some logical ids is merlon's. */
#ifndef MERLON_INPUT_SAM_H
#define MERLON_INPUT_SAM_H

#include "base/error.h"
#include "text/node.h"

enum {
    SAM_DEPTH_MAX = NODE_DEPTH_MAX, /* values within values; YAML's aliases can go deeper */
    SAM_RESOURCES_MAX = 5000 /* of one result: ten times what CloudFormation allows for a stack */
};

/* True when the template's Transform names AWS::Serverless-2016-10-31 (text or list). */
bool sam_is_template(const Node *template);

/* Expands the serverless resources of a CloudFormation template (its root map, which is not
 * changed). On success ret_template, in arena, is the template without AWS::Serverless::*
 * resources, Globals and the SAM transform; nodes keep the position of what they were made from.
 *
 * A resource that can't be expanded is left as it is, an event that can't be expanded is left out;
 * each is reported in errors, whose memory is arena too, with file, line and column, and the rest
 * goes on. So are resources left when the result has SAM_RESOURCES_MAX already. Returns false, with
 * one error, only when the template has no map of resources or is deeper than SAM_DEPTH_MAX. */
bool sam_expand(Arena *arena, const Node *template, Node *ret_template, ErrorList *errors);

#endif
