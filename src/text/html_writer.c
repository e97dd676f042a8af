/* SPDX-License-Identifier: Apache-2.0 */
/* html_writer.c -- the writer of html_writer.h. */
#include "text/html_writer.h"

#include "base/utf8.h"

#include <stdarg.h>

static Str html_entity(char byte) {
    switch (byte) {
    case '&': return S("&amp;");
    case '<': return S("&lt;");
    case '>': return S("&gt;");
    case '"': return S("&quot;");
    case '\'': return S("&#39;");
    default: return S("");
    }
}

/* What browsers act on, or what lets the text behind it run the other way, so that a name looks
 * like another one (embeddings, overrides and isolates; trojansource.codes). */
static bool html_is_control(uint32_t code_point) {
    if (code_point < 0x20) return code_point != '\n' && code_point != '\t';
    return (code_point >= 0x7F && code_point <= 0x9F) ||
           (code_point >= 0x202A && code_point <= 0x202E) ||
           (code_point >= 0x2066 && code_point <= 0x2069);
}

void html_text(Buffer *out, Str text) {
    size_t at = 0;
    while (at < text.len) {
        uint32_t code_point = 0;
        size_t len = utf8_decode(str_slice(text, at, text.len), &code_point);
        Str entity = html_entity(text.ptr[at]);
        bool control = len == 0 || html_is_control(code_point);
        if (entity.len > 0) {
            buffer_add(out, entity);
        } else if (control) {
            buffer_add(out, S("\xEF\xBF\xBD"));
        } else {
            buffer_add(out, str_slice(text, at, at + len));
        }
        at += len == 0 ? 1 : len;
    }
}

void html_open(Buffer *out, const char *tag, ...) {
    buffer_add_byte(out, '<');
    buffer_add(out, str_from(tag));
    va_list args;
    va_start(args, tag);
    const char *name = NULL;
    while ((name = va_arg(args, const char *)) != NULL) {
        const Str *value = va_arg(args, const Str *);
        buffer_add_byte(out, ' ');
        buffer_add(out, str_from(name));
        buffer_add(out, S("=\""));
        html_text(out, *value);
        buffer_add_byte(out, '"');
    }
    va_end(args);
    buffer_add_byte(out, '>');
}

void html_close(Buffer *out, const char *tag) {
    buffer_add(out, S("</"));
    buffer_add(out, str_from(tag));
    buffer_add_byte(out, '>');
}

void html_element(Buffer *out, const char *tag, Str text) {
    html_open(out, tag, NULL);
    html_text(out, text);
    html_close(out, tag);
}

void html_literal(Buffer *out, const char *markup) { buffer_add(out, str_from(markup)); }
