/* SPDX-License-Identifier: Apache-2.0 */
/* arn.h -- Amazon Resource Names: arn:partition:service:region:account:resource. */
#ifndef MERLON_AWS_ARN_H
#define MERLON_AWS_ARN_H

#include "base/str.h"

typedef struct Arn {
    Str partition; /* "aws", "aws-cn", "aws-us-gov" */
    Str service;
    Str region;   /* empty for global services */
    Str account;  /* 12 digits, "aws" for managed policies, or empty */
    Str resource; /* all the rest: "role/app/Worker", "table:orders" */
} Arn;

/* Splits text; false when it is no ARN of six parts. The parts are views of text. */
bool arn_parse(Str text, Arn *ret_arn);

/* What stands behind the last '/' or ':' of the resource: the name in most types. */
Str arn_name(Arn arn);

/* True for an ARN of a policy that AWS manages, with that name: in every partition. */
bool arn_is_managed_policy(Str text, Str name);

#endif
