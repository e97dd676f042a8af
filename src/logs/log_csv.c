/* SPDX-License-Identifier: Apache-2.0 */
/* log_csv.c -- CloudTrail as Athena exports it. */
#include "logs/log_window.h"

size_t log_csv_take(LogReader *reader, LogWindow window) {
    (void)reader;
    return window.len;
}
