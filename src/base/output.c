/* SPDX-License-Identifier: Apache-2.0 */
/* output.c -- see output.h. */
#include "base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool output_fail(Output *output) {
    output->failed = true;
    if (output->path == NULL) {
        return error_say(&output->err, "standard output can't be written: %s", strerror(errno));
    }
    return error_set(&output->err, str_from(output->path), 0, 0, "can't be written: %s",
                     strerror(errno));
}

/* The mode that the caller's umask gives a new file: mkostemp's is for the owner alone. */
static mode_t output_mode(void) {
    mode_t mask = umask(0);
    umask(mask);
    return (mode_t)(0666 & ~mask);
}

/* Devices and pipes are written as they stand: a file would take their place. */
static bool path_is_stream(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && (S_ISCHR(status.st_mode) || S_ISFIFO(status.st_mode));
}

bool output_open(Output *output, const char *path, Error *err) {
    static const char ending[] = ".XXXXXX";
    *output = (Output){.path = path, .descriptor = STDOUT_FILENO};
    if (path == NULL) return true;
    if (path_is_stream(path)) {
        output->descriptor = open(path, O_WRONLY | O_CLOEXEC);
        if (output->descriptor >= 0) return true;
        output_fail(output);
        return output_close(output, false, err);
    }
    size_t len = strlen(path);
    output->temporary = malloc(len + sizeof(ending));
    if (output->temporary == NULL) return error_say(err, "there is no memory");
    memcpy(output->temporary, path, len);
    memcpy(output->temporary + len, ending, sizeof(ending));
    output->descriptor = mkostemp(output->temporary, O_CLOEXEC);
    if (output->descriptor >= 0 && fchmod(output->descriptor, output_mode()) == 0) return true;
    output_fail(output);
    return output_close(output, false, err);
}

static void output_write(Output *output) {
    Str rest = buffer_text(&output->buffer);
    while (rest.len > 0 && !output->failed) {
        ssize_t done = write(output->descriptor, rest.ptr, rest.len);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) {
            output_fail(output);
        } else {
            rest = str_slice(rest, (size_t)done, rest.len);
        }
    }
    output->buffer.len = 0;
}

void output_flow(Output *output) {
    if (output->buffer.len >= OUTPUT_PIECE_BYTES) output_write(output);
}

/* Puts the temporary file in its place when it is whole, else removes it. */
static void output_place(Output *output, bool whole) {
    bool fine =
        whole && fsync(output->descriptor) == 0 && rename(output->temporary, output->path) == 0;
    if (whole && !fine) output_fail(output);
    if (!fine) unlink(output->temporary);
}

bool output_close(Output *output, bool keep, Error *err) {
    if (keep) output_write(output);
    if (output->path != NULL && output->descriptor >= 0) {
        if (output->temporary != NULL) output_place(output, keep && !output->failed);
        close(output->descriptor);
    }
    bool ok = !output->failed;
    if (!ok && err != NULL) *err = output->err;
    free(output->temporary);
    buffer_free(&output->buffer);
    *output = (Output){.descriptor = -1};
    return ok;
}
