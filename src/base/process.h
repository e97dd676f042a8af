/* SPDX-License-Identifier: Apache-2.0 */
/* process.h -- another program as a function: text in, text out, within limits.
 * No shell is involved, the program sees PATH and LC_ALL=C and nothing else of the environment, and
 * it is searched in PATH's absolute directories only, so that a folder that merlon is run in can't
 * bring its own. Whatever it started is killed with it. */
#ifndef MERLON_BASE_PROCESS_H
#define MERLON_BASE_PROCESS_H

#include "base/buffer.h"
#include "base/error.h"

enum {
    PROCESS_PATH_BYTES_MAX = 4096,  /* of a program's path; Linux opens no longer one */
    PROCESS_ERROR_BYTES_MAX = 4096, /* of standard error that are kept; the rest is read and lost */
    PROCESS_WORDS_MAX = 16          /* arguments; nobody needs more yet */
};

typedef struct Process {
    const char *program;                  /* a name, or an absolute path */
    const char *words[PROCESS_WORDS_MAX]; /* its arguments, ended by NULL; without its name */
    Str input;                            /* for its standard input; it may leave some unread */
    size_t output_bytes_max;
    size_t memory_bytes_max; /* of address space; 0: no limit */
    uint32_t time_ms_max;    /* from its start to its end */
} Process;

/* Runs process and appends what it wrote on standard output to ret_output. Fails, leaving
 * ret_output alone, when it can't be found or run, takes too long, writes too much, or ends with
 * another status than 0; err says which, with the first line of its standard error. */
bool process_run(const Process *process, Buffer *ret_output, Error *err);

#endif
