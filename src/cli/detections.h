/* SPDX-License-Identifier: Apache-2.0 */
/* detections.h -- the Sigma rules of a run: those built into the program, and the user's own. */
#ifndef MERLON_CLI_DETECTIONS_H
#define MERLON_CLI_DETECTIONS_H

#include "sigma/sigma_set.h"

enum { DETECTION_PATHS_MAX = 64 };

typedef struct DetectionOptions {
    const char *rules[DETECTION_PATHS_MAX]; /* --rules: files or folders */
    size_t rules_count;
    const char *pipelines[DETECTION_PATHS_MAX]; /* --pipeline */
    size_t pipeline_count;
    bool no_builtin;
    bool beside_threats; /* folders hold threat rules in .yaml files, too: a detection is .yml */
} DetectionOptions;

/* Reads all of them into set, which isn't compiled yet. Prints what was refused to stderr and
 * returns false when something was; the rest is there. */
bool detections_load(Arena *arena, const DetectionOptions *options, SigmaSet *set);

/* Prints what was refused since place (an index into set->errors) to stderr. */
void detections_say(const SigmaSet *set, size_t place);

/* Whether a detection of that id ("s3/bucket-public") is built into the program. */
bool detections_have_builtin(Str id);

#endif
