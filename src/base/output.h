/* SPDX-License-Identifier: Apache-2.0 */
/* output.h -- where a long result is written piece by piece: standard output, or a file that stands
 * there whole or not at all (a temporary one beside it, fsync, rename). Devices and pipes are
 * written as they stand. */
#ifndef MERLON_BASE_OUTPUT_H
#define MERLON_BASE_OUTPUT_H

#include "base/buffer.h"
#include "base/error.h"

enum { OUTPUT_PIECE_BYTES = 64 << 10 };

typedef struct Output {
    Buffer buffer; /* what is written next: callers append to it, then call output_flow */
    const char *path;
    char *temporary;
    int descriptor;
    bool failed;
    Error err;
} Output;

/* Opens path, or standard output when it is NULL. False with the reason in err. */
bool output_open(Output *output, const char *path, Error *err);

/* Writes the buffer when it is long enough; a failure is told by output_close. */
void output_flow(Output *output);

/* Writes what is left and puts the file in its place; with keep false, or after a failure, nothing
 * is left of it. False with the reason in err when something couldn't be written. */
bool output_close(Output *output, bool keep, Error *err);

#endif
