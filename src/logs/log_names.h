/* SPDX-License-Identifier: Apache-2.0 */
/* log_names.h -- CloudTrail's own names for what Athena writes in lower case, and Athena's way of
 * writing structures as text. */
#ifndef MERLON_LOGS_LOG_NAMES_H
#define MERLON_LOGS_LOG_NAMES_H

#include "base/buffer.h"

/* What a top-level value of a CloudTrail record is. */
typedef enum LogNameKind {
    LOG_NAME_UNKNOWN,
    LOG_NAME_TEXT,
    LOG_NAME_BOOL,
    LOG_NAME_STRUCTURE /* an object or a list, as JSON or in Athena's way */
} LogNameKind;

/* CloudTrail's name of a column, whatever its case: "eventName" for "eventname". One that isn't
 * known stays as it is and gives LOG_NAME_UNKNOWN. */
Str log_names_column(Str column, LogNameKind *ret_kind);

/* Appends to json what Athena wrote as "{type=IAMUser, sessioncontext={attributes={...}}}" or
 * "[{arn=..., type=...}]". Members that are null are left out; all others are strings. False when
 * text isn't such a structure or nests deeper than LOG_DEPTH_MAX; json is as it was then. column
 * is CloudTrail's name of where text stands. */
bool log_names_write(Str text, Str column, Buffer *json);

#endif
