/* SPDX-License-Identifier: Apache-2.0 */
/* str.c -- operations on text by pointer and length. See str.h. */
#include "base/str.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { STR_SHORT_BYTES = 1024 };     /* see str_find_short */
enum { STR_NUMBER_BYTES_MAX = 400 }; /* the longest exact double is 767 digits; no one writes it */

Str str_from(const char *text) { return (Str){text, text == NULL ? 0 : strlen(text)}; }

bool str_equal(Str left, Str right) {
    return left.len == right.len && (left.len == 0 || memcmp(left.ptr, right.ptr, left.len) == 0);
}

static unsigned char str_ascii_lower(char byte) {
    return (unsigned char)(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
}

bool str_equal_ignore_case(Str left, Str right) {
    if (left.len != right.len) return false;
    for (size_t i = 0; i < left.len; i++) {
        if (str_ascii_lower(left.ptr[i]) != str_ascii_lower(right.ptr[i])) return false;
    }
    return true;
}

int str_compare(Str left, Str right) {
    size_t common = left.len < right.len ? left.len : right.len;
    int order = common == 0 ? 0 : memcmp(left.ptr, right.ptr, common);
    if (order != 0) return order;
    return (left.len > right.len) - (left.len < right.len);
}

bool str_starts(Str text, Str prefix) {
    return text.len >= prefix.len && str_equal(str_slice(text, 0, prefix.len), prefix);
}

bool str_ends(Str text, Str suffix) {
    return text.len >= suffix.len &&
           str_equal(str_slice(text, text.len - suffix.len, text.len), suffix);
}

/* memmem makes a table first, which takes longer than looking at a short text. */
static size_t str_find_short(Str text, Str part) {
    uint64_t head = 0, here = 0;
    memcpy(&head, part.ptr, sizeof(head));
    for (size_t at = 0; at + part.len <= text.len; at++) {
        memcpy(&here, text.ptr + at, sizeof(here));
        if (here == head && memcmp(text.ptr + at, part.ptr, part.len) == 0) return at;
    }
    return SIZE_MAX;
}

size_t str_find(Str text, Str part) {
    if (part.len == 0) return 0;
    if (part.len > text.len) return SIZE_MAX;
    if (part.len >= sizeof(uint64_t) && text.len <= STR_SHORT_BYTES)
        return str_find_short(text, part);
    const char *found = memmem(text.ptr, text.len, part.ptr, part.len);
    return found == NULL ? SIZE_MAX : (size_t)(found - text.ptr);
}

bool str_contains(Str text, Str part) { return str_find(text, part) != SIZE_MAX; }

Str str_slice(Str text, size_t start, size_t end) {
    if (end > text.len) end = text.len;
    if (start >= end) return (Str){text.ptr, 0};
    return (Str){text.ptr + start, end - start};
}

Str str_trim(Str text) {
    while (text.len > 0 && isspace((unsigned char)text.ptr[0])) text = str_slice(text, 1, text.len);
    while (text.len > 0 && isspace((unsigned char)text.ptr[text.len - 1])) text.len--;
    return text;
}

Str str_cut(Str *rest, char separator) {
    const char *found = rest->len == 0 ? NULL : memchr(rest->ptr, separator, rest->len);
    Str head = *rest;
    if (found == NULL) {
        *rest = (Str){rest->len == 0 ? rest->ptr : rest->ptr + rest->len, 0};
        return head;
    }
    head.len = (size_t)(found - rest->ptr);
    *rest = str_slice(*rest, head.len + 1, rest->len);
    return head;
}

bool str_glob(Str pattern, Str text) {
    size_t p = 0, t = 0;
    size_t star = SIZE_MAX, retry = 0; /* where to go back to: the last '*' and what it ate */
    while (t < text.len) {
        if (p < pattern.len && (pattern.ptr[p] == '?' || pattern.ptr[p] == text.ptr[t]) &&
            pattern.ptr[p] != '*') {
            p++;
            t++;
        } else if (p < pattern.len && pattern.ptr[p] == '*') {
            star = p++;
            retry = t;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            t = ++retry;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.ptr[p] == '*') p++;
    return p == pattern.len;
}

Str str_copy(Arena *arena, Str text) {
    char *copy = arena_alloc(arena, text.len + 1);
    if (text.len > 0) memcpy(copy, text.ptr, text.len);
    return (Str){copy, text.len};
}

Str str_join2(Arena *arena, Str left, Str right) { return str_join3(arena, left, right, S("")); }

Str str_join3(Arena *arena, Str first, Str second, Str third) {
    char *joined = arena_alloc(arena, first.len + second.len + third.len + 1);
    if (first.len > 0) memcpy(joined, first.ptr, first.len);
    if (second.len > 0) memcpy(joined + first.len, second.ptr, second.len);
    if (third.len > 0) memcpy(joined + first.len + second.len, third.ptr, third.len);
    return (Str){joined, first.len + second.len + third.len};
}

Str str_format(Arena *arena, const char *format, ...) {
    va_list measured, printed;
    va_start(measured, format);
    va_copy(printed, measured);
    int len = vsnprintf(NULL, 0, format, measured);
    va_end(measured);
    if (len < 0) abort();
    char *text = arena_alloc(arena, (size_t)len + 1);
    vsnprintf(text, (size_t)len + 1, format, printed);
    va_end(printed);
    return (Str){text, (size_t)len};
}

const char *str_terminated(Arena *arena, Str text) { return str_copy(arena, text).ptr; }

Str str_lower(Arena *arena, Str text) {
    char *copy = arena_alloc(arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++) copy[i] = (char)str_ascii_lower(text.ptr[i]);
    return (Str){copy, text.len};
}

uint64_t str_hash(Str text) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < text.len; i++) {
        hash = (hash ^ (unsigned char)text.ptr[i]) * 0x100000001b3u;
    }
    hash ^= hash >> 32; /* FNV leaves the low bits weak, and tables use these */
    return hash * 0x9e3779b97f4a7c15u;
}

bool str_to_int(Str text, int64_t *ret_value) {
    bool negative = text.len > 0 && text.ptr[0] == '-';
    size_t start = negative || (text.len > 0 && text.ptr[0] == '+') ? 1 : 0;
    if (start == text.len) return false;
    int64_t value = 0;
    for (size_t i = start; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') return false;
        int digit = text.ptr[i] - '0';
        if (__builtin_mul_overflow(value, 10, &value)) return false;
        if (__builtin_add_overflow(value, negative ? -digit : digit, &value)) return false;
    }
    *ret_value = value;
    return true;
}

bool str_to_double(Str text, double *ret_value) {
    char copy[STR_NUMBER_BYTES_MAX + 1];
    if (text.len == 0 || text.len > STR_NUMBER_BYTES_MAX) return false;
    for (size_t i = 0; i < text.len; i++) {
        if (strchr("0123456789+-.eE", text.ptr[i]) == NULL || text.ptr[i] == '\0') return false;
    }
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    char *end = NULL;
    double value = strtod(copy, &end);
    if (end != copy + text.len || !isfinite(value)) return false;
    *ret_value = value;
    return true;
}

int str_compare_pointers(const void *left, const void *right) {
    return str_compare(*(const Str *)left, *(const Str *)right);
}
