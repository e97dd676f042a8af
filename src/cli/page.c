/* SPDX-License-Identifier: Apache-2.0 */
/* page.c -- see page.h. */
#include "cli/page.h"

void page_heading(Buffer *out, const char *heading) { buffer_add_format(out, "\n%s\n", heading); }

void page_text(Buffer *out, Str text) {
    while (text.len > 0) {
        Str line = str_cut(&text, '\n');
        buffer_add(out, S("    "));
        buffer_add(out, line);
        buffer_add_byte(out, '\n');
    }
}

void page_list(Buffer *out, const char *heading, const Str *items, size_t count) {
    if (count == 0) return;
    page_heading(out, heading);
    for (size_t i = 0; i < count; i++) {
        buffer_add_format(out, "    - %.*s\n", STR_ARGS(items[i]));
    }
}

void page_words(Buffer *out, const char *label, const Str *items, size_t count) {
    if (count == 0) return;
    buffer_add_format(out, "%-11s", label);
    for (size_t i = 0; i < count; i++) {
        buffer_add(out, i > 0 ? S(", ") : S(" "));
        buffer_add(out, items[i]);
    }
    buffer_add_byte(out, '\n');
}
