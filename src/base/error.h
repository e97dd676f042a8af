/* SPDX-License-Identifier: Apache-2.0 */
/* error.h -- what went wrong, where, and what would be right.
 * A function that can fail takes an Error as its last parameter and returns false; a reader of
 * users' files adds each problem to an ErrorList and goes on. Neither prints: the command does. */
#ifndef MERLON_BASE_ERROR_H
#define MERLON_BASE_ERROR_H

#include "base/str.h"

enum {
    ERROR_MESSAGE_BYTES_MAX = 512, /* a message is a sentence or two; more is cut */
    ERROR_FILE_BYTES_MAX = 256,    /* a longer file name keeps its end */
    ERROR_LIST_MAX = 1000          /* more problems than anyone reads; the rest is counted */
};

typedef struct Error {
    char file[ERROR_FILE_BYTES_MAX]; /* empty when no file is concerned */
    uint32_t line;                   /* 1 is the first; 0 when not known */
    uint32_t column;                 /* in bytes, 1 is the first; 0 when not known */
    char message[ERROR_MESSAGE_BYTES_MAX];
} Error;

typedef struct ErrorList {
    Error *items;
    size_t count;
    size_t capacity;
    size_t dropped; /* how many more there were than ERROR_LIST_MAX */
} ErrorList;

/* Fills err (which may be NULL) and returns false, so that "return error_set(...)" reads well. */
bool error_set(Error *err, Str file, uint32_t line, uint32_t column, const char *format, ...)
    PRINTF_LIKE(5, 6);

/* Fills err with a message about no file in particular; returns false. */
bool error_say(Error *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* Writes "file:line:column: message" into arena, leaving out what is not known. */
Str error_text(Arena *arena, const Error *err);

/* Appends a copy of err to list, whose memory comes from arena. */
void error_list_add(ErrorList *list, Arena *arena, const Error *err);

#endif
