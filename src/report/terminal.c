/* SPDX-License-Identifier: Apache-2.0 */
/* terminal.c -- see terminal.h. */
#include "report/terminal.h"

#include "base/utf8.h"

void terminal_add(Buffer *out, Str text) {
    size_t at = 0;
    while (at < text.len) {
        uint32_t code_point = 0;
        size_t len = utf8_decode(str_slice(text, at, text.len), &code_point);
        bool control = len == 0 || code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
        if (code_point == '\n' && len > 0) {
            buffer_add_byte(out, ' ');
        } else if (control) {
            buffer_add(out, S("\xEF\xBF\xBD"));
        } else {
            buffer_add(out, str_slice(text, at, at + len));
        }
        at += len == 0 ? 1 : len;
    }
}
