/* SPDX-License-Identifier: Apache-2.0 */
/* buffer.h -- bytes that grow, for everything that merlon writes. */
#ifndef MERLON_BASE_BUFFER_H
#define MERLON_BASE_BUFFER_H

#include "base/str.h"

typedef struct Buffer {
    char *bytes; /* malloc'ed */
    size_t len;
    size_t capacity;
} Buffer;

/* Appends text. */
void buffer_add(Buffer *buffer, Str text);

/* Appends one byte. */
void buffer_add_byte(Buffer *buffer, char byte);

/* Appends len bytes that the caller fills; the place is valid until the next addition. */
char *buffer_extend(Buffer *buffer, size_t len);

/* Appends what printf would print. */
void buffer_add_format(Buffer *buffer, const char *format, ...) PRINTF_LIKE(2, 3);

/* Appends an integer in decimal. */
void buffer_add_int(Buffer *buffer, int64_t value);

/* Appends a double as the shortest decimal text that reads back as the same value. */
void buffer_add_double(Buffer *buffer, double value);

/* Views what was added so far; valid until the next addition. */
Str buffer_text(const Buffer *buffer);

/* Gives the memory back; the buffer is empty. Fit for CLEANUP. */
void buffer_free(Buffer *buffer);

#endif
