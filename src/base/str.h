/* SPDX-License-Identifier: Apache-2.0 */
/* str.h -- text by value: a pointer and a length, not NUL-terminated, never owned.
 * The bytes are UTF-8 where they came from a checked reader; nothing here relies on it. */
#ifndef MERLON_BASE_STR_H
#define MERLON_BASE_STR_H

#include "base/arena.h"

#include <string.h>

typedef struct Str {
    const char *ptr; /* may be NULL when len is 0 */
    size_t len;      /* bytes */
} Str;

/* A Str of a string literal; S_INIT is the same for static initializers. */
#define S(literal) ((Str){"" literal, sizeof(literal) - 1})
#define S_INIT(literal) \
    { "" literal, sizeof(literal) - 1 }

/* For printf's "%.*s". Evaluates str more than once: give it a variable. */
#define STR_ARGS(str) \
    (int)((str).len > INT32_MAX ? INT32_MAX : (str).len), ((str).ptr == NULL ? "" : (str).ptr)

/* Views a NUL-terminated string; NULL gives the empty Str. */
Str str_from(const char *text);

/* True when both hold the same bytes. */
bool str_equal(Str left, Str right);

/* True when both are equal but for the case of ASCII letters. */
bool str_equal_ignore_case(Str left, Str right);

/* Byte order: negative, 0 or positive, as memcmp; a prefix sorts first. */
int str_compare(Str left, Str right);

/* True when text begins with prefix. */
bool str_starts(Str text, Str prefix);

/* True when text ends with suffix. */
bool str_ends(Str text, Str suffix);

/* Offset of the first occurrence of part in text, or SIZE_MAX when it isn't there.
 * An empty part is found at 0. */
size_t str_find(Str text, Str part);

/* True when part occurs in text. */
bool str_contains(Str text, Str part);

/* The bytes of text in [start, end); both are cut to the length of text. */
Str str_slice(Str text, size_t start, size_t end);

/* Text without ASCII white space at both ends. */
Str str_trim(Str text);

/* Cuts *rest at the first separator: returns what is before it and moves *rest behind it. Without
 * a separator returns all and leaves *rest empty. */
Str str_cut(Str *rest, char separator);

/* True when text matches a pattern in which '*' stands for any run of bytes and '?' for one byte.
 * Linear in text x stars, without recursion. */
bool str_glob(Str pattern, Str text);

/* A copy in arena, with a NUL behind it that isn't counted. */
Str str_copy(Arena *arena, Str text);

/* The concatenation of left and right, in arena. */
Str str_join2(Arena *arena, Str left, Str right);

/* The concatenation of three, in arena. */
Str str_join3(Arena *arena, Str first, Str second, Str third);

/* Formats like printf into arena. */
Str str_format(Arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

/* NUL-terminated copy in arena, for system calls. A NUL inside text ends the result early, so
 * callers that make paths of user input check with str_contains first. */
const char *str_terminated(Arena *arena, Str text);

/* ASCII lower case copy in arena. */
Str str_lower(Arena *arena, Str text);

/* A 64-bit hash (FNV-1a, then mixed), the same on every run and machine. */
uint64_t str_hash(Str text);

/* Reads a whole decimal integer with an optional sign; false when text is anything else or does not
 * fit, and *ret_value is untouched then. */
bool str_to_int(Str text, int64_t *ret_value);

/* Reads a whole decimal or exponent floating point number as strtod in the C locale does;
 * false when text is anything else or too large for a double, and *ret_value is untouched then. */
bool str_to_double(Str text, double *ret_value);

/* For qsort over arrays of Str, in byte order. */
int str_compare_pointers(const void *left, const void *right);

#endif
