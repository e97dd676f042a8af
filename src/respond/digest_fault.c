/* SPDX-License-Identifier: Apache-2.0 */
/* digest_fault.c -- see digest_fault.h. */
#include "respond/digest_fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { FAULT_ROOM = 2 * DIGEST_FAULTS_MAX, FAULT_BYTES_MAX = 2048 };

DigestFaults digest_fault_list(Arena *arena) {
    return (DigestFaults){.arena = arena, .items = ARENA_ARRAY(arena, DigestFault, FAULT_ROOM)};
}

static int fault_compare(const void *left_item, const void *right_item) {
    const DigestFault *left = left_item, *right = right_item;
    int order = str_compare(left->file, right->file);
    return order != 0 ? order : str_compare(left->what, right->what);
}

void digest_fault_sort(DigestFaults *faults) {
    size_t kept = 0;
    qsort(faults->items, faults->count, sizeof(faults->items[0]), fault_compare);
    for (size_t i = 0; i < faults->count; i++) {
        bool again = kept > 0 && fault_compare(&faults->items[kept - 1], &faults->items[i]) == 0;
        if (!again) faults->items[kept++] = faults->items[i];
    }
    faults->count = kept;
    if (faults->count > DIGEST_FAULTS_MAX) {
        faults->dropped += faults->count - DIGEST_FAULTS_MAX;
        faults->count = DIGEST_FAULTS_MAX;
    }
    faults->kept = faults->count;
}

static Str fault_text(Arena *arena, Str text) {
    char *shown = arena_alloc(arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        shown[i] = byte < ' ' || byte == 0x7F ? '?' : text.ptr[i];
    }
    return (Str){shown, text.len};
}

void digest_fault_add(DigestFaults *faults, Str file, const char *format, ...) {
    char what[FAULT_BYTES_MAX];
    va_list arguments;
    va_start(arguments, format);
    int len = vsnprintf(what, sizeof(what), format, arguments);
    va_end(arguments);
    if (len < 0) len = 0;
    if ((size_t)len >= sizeof(what)) len = (int)sizeof(what) - 1;
    DigestFault fault = {file, {what, (size_t)len}};
    if (faults->kept == DIGEST_FAULTS_MAX &&
        fault_compare(&fault, &faults->items[faults->kept - 1]) >= 0) {
        faults->dropped++;
        return;
    }
    if (faults->count == FAULT_ROOM) digest_fault_sort(faults);
    fault.file = fault_text(faults->arena, fault.file);
    fault.what = fault_text(faults->arena, fault.what);
    faults->items[faults->count++] = fault;
}
