/* SPDX-License-Identifier: Apache-2.0 */
/* detection_page.h -- the page that explains one detection. */
#ifndef MERLON_CLI_DETECTION_PAGE_H
#define MERLON_CLI_DETECTION_PAGE_H

#include "base/buffer.h"
#include "cli/detections.h"
#include "rule/rule.h"

/* Appends the page of a detection; rules have the threats that it names. */
void detection_page_write(Arena *arena, const Detections *detections, const Detection *detection,
                          const RuleSet *rules, Buffer *out);

#endif
