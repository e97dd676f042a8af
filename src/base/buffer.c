/* SPDX-License-Identifier: Apache-2.0 */
/* buffer.c -- growing output. See buffer.h. */
#include "base/buffer.h"

#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { BUFFER_FIRST_BYTES = 4096, DOUBLE_BYTES_MAX = 40, DOUBLE_DIGITS_SAFE = 15 };

static char *buffer_reserve(Buffer *buffer, size_t more) {
    if (more > SIZE_MAX / 4 - buffer->len) abort();
    size_t need = buffer->len + more;
    if (need > buffer->capacity) {
        size_t capacity = buffer->capacity == 0 ? BUFFER_FIRST_BYTES : buffer->capacity * 2;
        while (capacity < need) capacity *= 2;
        buffer->bytes = realloc(buffer->bytes, capacity);
        if (buffer->bytes == NULL) abort();
        buffer->capacity = capacity;
    }
    return buffer->bytes + buffer->len;
}

void buffer_add(Buffer *buffer, Str text) {
    if (text.len == 0) return;
    memcpy(buffer_reserve(buffer, text.len), text.ptr, text.len);
    buffer->len += text.len;
}

char *buffer_extend(Buffer *buffer, size_t len) {
    char *place = buffer_reserve(buffer, len);
    buffer->len += len;
    return place;
}

void buffer_add_byte(Buffer *buffer, char byte) {
    *buffer_reserve(buffer, 1) = byte;
    buffer->len++;
}

void buffer_add_format(Buffer *buffer, const char *format, ...) {
    va_list measured, printed;
    va_start(measured, format);
    va_copy(printed, measured);
    int len = vsnprintf(NULL, 0, format, measured);
    va_end(measured);
    if (len < 0) abort();
    vsnprintf(buffer_reserve(buffer, (size_t)len + 1), (size_t)len + 1, format, printed);
    va_end(printed);
    buffer->len += (size_t)len;
}

void buffer_add_int(Buffer *buffer, int64_t value) {
    char text[20]; /* "-9223372036854775808" */
    size_t at = sizeof(text);
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do {
        text[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0) text[--at] = '-';
    buffer_add(buffer, (Str){text + at, sizeof(text) - at});
}

void buffer_add_double(Buffer *buffer, double value) {
    char text[DOUBLE_BYTES_MAX];
    /* 15 digits never say more than a normal double holds; a subnormal one may need a single one */
    for (int digits = fabs(value) < DBL_MIN ? 1 : DOUBLE_DIGITS_SAFE; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value) break;
    }
    buffer_add(buffer, str_from(text));
}

Str buffer_text(const Buffer *buffer) { return (Str){buffer->bytes, buffer->len}; }

void buffer_free(Buffer *buffer) {
    free(buffer->bytes);
    *buffer = (Buffer){0};
}
