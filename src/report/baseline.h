/* SPDX-License-Identifier: Apache-2.0 */
/* baseline.h -- what was there before: threats of an earlier JSON report are not new. */
#ifndef MERLON_REPORT_BASELINE_H
#define MERLON_REPORT_BASELINE_H

#include "threat/threat.h"

enum { BASELINE_BYTES_MAX = 1 << 30 };

/* Reads the JSON report at path and marks those threats as new that it doesn't hold with the same
 * id and verdict. On failure returns false, and nothing is marked. */
bool baseline_mark(Arena *arena, const char *path, ThreatList *threats, Error *err);

#endif
