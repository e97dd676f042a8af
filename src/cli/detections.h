/* SPDX-License-Identifier: Apache-2.0 */
/* detections.h -- the Sigma rules of a run: those built into the program, and the user's own. */
#ifndef MERLON_CLI_DETECTIONS_H
#define MERLON_CLI_DETECTIONS_H

#include "cli/detection_list.h"

enum { DETECTION_PATHS_MAX = 64 };

typedef struct DetectionOptions {
    const char *rules[DETECTION_PATHS_MAX]; /* --rules: files or folders */
    size_t rules_count;
    const char *pipelines[DETECTION_PATHS_MAX]; /* --pipeline */
    size_t pipeline_count;
    bool no_builtin;
    bool beside_threats; /* folders hold threat rules in .yaml files, too: a detection is .yml */
} DetectionOptions;

/* The rules, put together. */
typedef struct Detections {
    SigmaSet *set; /* compiled */
    LogKeys *keys; /* what it reads */
    DetectionList list;
} Detections;

/* Reads all of them and puts them together; detections_close gives back what isn't in arena. Prints
 * what was refused to stderr and returns false when something was. */
bool detections_open(Arena *arena, const DetectionOptions *options, Detections *ret_detections);

/* Frees what arenas don't hold; a zeroed one is left alone. */
void detections_close(Detections *detections);

/* Reads all of them into set, which isn't compiled yet. Prints what was refused to stderr and
 * returns false when something was; the rest is there. */
bool detections_load(Arena *arena, const DetectionOptions *options, SigmaSet *set);

/* Prints what was refused since place (an index into set->errors) to stderr. */
void detections_say(const SigmaSet *set, size_t place);

/* The text of the file of a detection; empty when it can't be read any more. */
Str detections_text(Arena *arena, const Detection *detection);

/* Whether a detection of that id ("s3/bucket-public") is built into the program. */
bool detections_have_builtin(Str id);

#endif
