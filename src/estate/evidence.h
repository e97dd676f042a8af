/* SPDX-License-Identifier: Apache-2.0 */
/* evidence.h -- a place in the configuration that proves a statement, as people are shown it. */
#ifndef MERLON_ESTATE_EVIDENCE_H
#define MERLON_ESTATE_EVIDENCE_H

#include "estate/estate.h"

enum { EVIDENCE_VALUE_BYTES_MAX = 200 /* of a value that is shown */ };

typedef struct Evidence {
    Str address; /* of the resource, when it is another than the subject; else empty */
    Str path;    /* "BucketEncryption.ServerSideEncryptionConfiguration[0]"; empty: the resource */
    Str value;   /* as it may be shown: masked and cut; "absent", or "unknown: why" */
    Str file;
    uint32_t line; /* 0: not known */
} Evidence;

/* A node as it may be shown: one line, at most EVIDENCE_VALUE_BYTES_MAX bytes, credentials masked;
 * "absent" for NULL. name is the key it stands under. */
Str evidence_value(Arena *arena, Str name, const Node *node);

#endif
