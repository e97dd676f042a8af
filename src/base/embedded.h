/* SPDX-License-Identifier: Apache-2.0 */
/* embedded.h -- the files below facts/ and rules/, as built into the program by scripts/embed. */
#ifndef MERLON_BASE_EMBEDDED_H
#define MERLON_BASE_EMBEDDED_H

#include <stddef.h>

typedef struct EmbeddedFile {
    const char *path; /* "rules/threats/s3/bucket-public.yaml" */
    const char *data; /* len bytes, not NUL-terminated */
    size_t len;
} EmbeddedFile;

extern const EmbeddedFile embedded_files[]; /* sorted by path */
extern const size_t embedded_file_count;

#endif
