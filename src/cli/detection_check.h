/* SPDX-License-Identifier: Apache-2.0 */
/* detection_check.h -- what detections must say of themselves, and that they and the threat rules
 * name each other. */
#ifndef MERLON_CLI_DETECTION_CHECK_H
#define MERLON_CLI_DETECTION_CHECK_H

#include "cli/catalog.h"
#include "cli/detection_test.h"

/* Adds a failure to tests for each thing that a detection must have and lacks: an id, a level and a
 * title for all rules of its file, and for the one that alerts a description, false positives and
 * tags of ATT&CK. */
void detection_check_form(Arena *arena, const SigmaSet *set, const DetectionList *list,
                          DetectionTests *tests);

/* Adds a failure for each name in a detection's `threats` or a rule's `detections` that nothing
 * has, neither what was loaded nor what is built in, and for each that isn't answered by the other
 * side, if that was loaded, too. */
void detection_check_links(Arena *arena, const RuleSet *rules, const DetectionList *list,
                           DetectionTests *tests);

#endif
