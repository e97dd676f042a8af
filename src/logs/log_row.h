/* SPDX-License-Identifier: Apache-2.0 */
/* log_row.h -- a record of a line-based log that was never a line: its columns as an object, as
 * the examples of detections have them. */
#ifndef MERLON_LOGS_LOG_ROW_H
#define MERLON_LOGS_LOG_ROW_H

#include "base/error.h"
#include "logs/log_event.h"
#include "text/node.h"

typedef struct LogRow {
    LogSource source;
    const Node *columns; /* a map of texts, numbers and booleans */
} LogRow;

/* Whether records of source are rows of columns. */
bool log_row_is_of(LogSource source);

/* The record of row: columns that keys doesn't have are only in its text. Fails when they aren't
 * such a map. Memory comes from arena. */
bool log_row_make(Arena *arena, const LogKeys *keys, LogRow row, LogEvent *ret_event, Error *err);

#endif
