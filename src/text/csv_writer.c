/* SPDX-License-Identifier: Apache-2.0 */
/* csv_writer.c -- see csv_writer.h. */
#include "text/csv_writer.h"

#include "base/utf8.h"

static bool csv_is_formula(Str text) {
    static const Str starts[] = {S_INIT("="),
                                 S_INIT("+"),
                                 S_INIT("-"),
                                 S_INIT("@"),
                                 S_INIT("\t"),
                                 S_INIT("\r"),
                                 S_INIT("\n"),
                                 S_INIT("\xEF\xBC\x9D"),
                                 S_INIT("\xEF\xBC\x8B"),
                                 S_INIT("\xEF\xBC\x8D"),
                                 S_INIT("\xEF\xBC\xA0")};
    if (text.len > 0 && text.ptr[0] == ' ') text = str_trim(text);
    for (size_t i = 0; i < COUNT(starts); i++) {
        if (str_starts(text, starts[i])) return true;
    }
    return false;
}

/* Appends text as the inside of a quoted cell. */
static void csv_text(Buffer *out, Str text) {
    size_t at = 0;
    while (at < text.len) {
        uint32_t code_point = 0;
        size_t len = utf8_decode(str_slice(text, at, text.len), &code_point);
        bool control =
            (code_point < 0x20 && code_point != '\n') || (code_point >= 0x7F && code_point < 0xA0);
        if (len == 0) {
            buffer_add(out, S("\xEF\xBF\xBD"));
        } else if (control) {
            buffer_add_byte(out, ' ');
        } else {
            if (code_point == '"') buffer_add_byte(out, '"');
            buffer_add(out, str_slice(text, at, at + len));
        }
        at += len == 0 ? 1 : len;
    }
}

void csv_cell(Buffer *out, Str text) {
    if (out->len > 0 && out->bytes[out->len - 1] != '\n') buffer_add_byte(out, ',');
    buffer_add_byte(out, '"');
    if (csv_is_formula(text)) buffer_add_byte(out, '\'');
    csv_text(out, text);
    buffer_add_byte(out, '"');
}
