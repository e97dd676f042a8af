/* SPDX-License-Identifier: Apache-2.0 */
/* drawing_name.h -- short names for things in a picture. */
#ifndef MERLON_REPORT_DRAWING_NAME_H
#define MERLON_REPORT_DRAWING_NAME_H

#include "model/model.h"

/* The name of an element or boundary; of a Terraform address only its last part: "orders[0]" of
 * "module.api.aws_lambda_function.orders[0]". Views id or name. */
Str drawing_name_short(Str id, Str name);

/* A type for people: "Lambda function" of "AWS::Lambda::Function", "load balancer" where the
 * service would make it too long; the type itself when it is short and made of words; else empty.
 * Several when count isn't 1: "Lambda functions". Memory comes from arena. */
Str drawing_name_type(Arena *arena, Str type, size_t count);

/* The word for several: "functions", "queries", "addresses". Memory comes from arena. */
Str drawing_name_plural(Arena *arena, Str noun);

/* "3,000". Memory comes from arena. */
Str drawing_name_count(Arena *arena, size_t count);

#endif
