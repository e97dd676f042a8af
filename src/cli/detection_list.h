/* SPDX-License-Identifier: Apache-2.0 */
/* detection_list.h -- the detections among the Sigma rules of a set: one per file. A file's other
 * rules only feed its correlation. */
#ifndef MERLON_CLI_DETECTION_LIST_H
#define MERLON_CLI_DETECTION_LIST_H

#include "sigma/sigma_set.h"

typedef struct Detection {
    Str id;                /* "s3/bucket-public": the last two names of its path */
    const SigmaRule *rule; /* the one that alerts */
    size_t first, count;   /* the rules of its file, by their places in the set */
} Detection;

typedef struct DetectionList {
    Detection *items; /* in the order of the set, which is that of paths */
    size_t count;
} DetectionList;

/* The detections of a set that is compiled. Memory comes from arena. */
DetectionList detection_list_make(Arena *arena, const SigmaSet *set);

/* The detection of that id, NULL when there is none. */
const Detection *detection_list_find(const DetectionList *list, Str id);

/* The id of the file at path. */
Str detection_list_id(Str path);

#endif
