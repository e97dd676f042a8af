/* SPDX-License-Identifier: Apache-2.0 */
/* error.c -- filling and formatting errors. See error.h. */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

static void error_place(Error *err, Str file, uint32_t line, uint32_t column) {
    if (file.len >= ERROR_FILE_BYTES_MAX) {
        file = str_slice(file, file.len - (ERROR_FILE_BYTES_MAX - 1), file.len);
    }
    if (file.len > 0) memcpy(err->file, file.ptr, file.len);
    err->file[file.len] = '\0';
    err->line = line;
    err->column = column;
}

bool error_set(Error *err, Str file, uint32_t line, uint32_t column, const char *format, ...) {
    if (err == NULL) return false;
    va_list args;
    va_start(args, format);
    vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    error_place(err, file, line, column);
    return false;
}

bool error_say(Error *err, const char *format, ...) {
    if (err == NULL) return false;
    va_list args;
    va_start(args, format);
    vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    error_place(err, S(""), 0, 0);
    return false;
}

Str error_text(Arena *arena, const Error *err) {
    if (err->file[0] == '\0') return str_copy(arena, str_from(err->message));
    if (err->line == 0) return str_format(arena, "%s: %s", err->file, err->message);
    if (err->column == 0) {
        return str_format(arena, "%s:%u: %s", err->file, err->line, err->message);
    }
    return str_format(arena, "%s:%u:%u: %s", err->file, err->line, err->column, err->message);
}

void error_list_add(ErrorList *list, Arena *arena, const Error *err) {
    if (list->count == ERROR_LIST_MAX) {
        list->dropped++;
        return;
    }
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 8 : list->capacity * 2;
        list->items = arena_grow_array(arena, list->items, list->count, capacity, sizeof(Error));
        list->capacity = capacity;
    }
    list->items[list->count++] = *err;
}
