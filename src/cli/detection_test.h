/* SPDX-License-Identifier: Apache-2.0 */
/* detection_test.h -- runs the examples of detections: the events in the .jsonl file beside each
 * rule. They take the way that real ones take: reader, matcher, store, correlator. */
#ifndef MERLON_CLI_DETECTION_TEST_H
#define MERLON_CLI_DETECTION_TEST_H

#include "cli/detections.h"

enum {
    DETECTION_EXAMPLES_BYTES_MAX = 16 << 20, /* of one file; the largest of merlon's has 0.1 MB */
    DETECTION_HITS_MIN = 2,                  /* examples of each kind that a rule needs */
    DETECTION_MISSES_MIN = 3
};

typedef struct DetectionTests {
    size_t passed;
    size_t failed;
    Str *failures; /* one line each */
} DetectionTests;

/* Runs the examples of all detections. Memory comes from arena. False when there is none. */
bool detection_test_run(Arena *arena, const Detections *detections, DetectionTests *ret_tests);

/* Adds a failure to tests. */
void detection_test_fail(Arena *arena, DetectionTests *tests, Str line);

#endif
