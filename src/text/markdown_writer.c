/* SPDX-License-Identifier: Apache-2.0 */
/* markdown_writer.c -- the writer of markdown_writer.h. HTML's own characters are written as
 * entities, because a backslash does nothing to them inside raw HTML; ":" too, because GitHub links
 * bare addresses. The comment behind "@" keeps it from mentioning the person of that name. */
#include "text/markdown_writer.h"

#include "base/utf8.h"

enum { MARKDOWN_FENCE_MIN = 3 /* of a block, by the format */ };

static Str markdown_entity(char byte) {
    switch (byte) {
    case '&': return S("&amp;");
    case '<': return S("&lt;");
    case '>': return S("&gt;");
    case '@': return S("@<!-- -->");
    case ':': return S("&#58;");
    default: return S("");
    }
}

static bool markdown_is_special(char byte) {
    return byte != '\0' && strchr("\\`*_{}[]()#+-.!|~$", byte) != NULL;
}

/* What ends a line somewhere, is acted on, or lets the text behind it run the other way, as in
 * html_writer.c. */
static bool markdown_is_control(uint32_t code_point) {
    return code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0) ||
           (code_point >= 0x2028 && code_point <= 0x202E) ||
           (code_point >= 0x2066 && code_point <= 0x2069);
}

/* Decodes the code point at *at, moves *at behind it and returns what may be shown of it. */
static Str markdown_next(Str text, size_t *at) {
    uint32_t code_point = 0;
    size_t len = utf8_decode(str_slice(text, *at, text.len), &code_point);
    Str shown = str_slice(text, *at, *at + len);
    *at += len == 0 ? 1 : len;
    if (len > 0 && (code_point == '\n' || code_point == '\t' || code_point == '\r')) return S(" ");
    bool control = len == 0 || markdown_is_control(code_point);
    return control ? S("\xEF\xBF\xBD") : shown;
}

void markdown_text(Buffer *out, Str text) {
    size_t at = 0;
    while (at < text.len) {
        Str shown = markdown_next(text, &at);
        Str entity = shown.len == 1 ? markdown_entity(shown.ptr[0]) : S("");
        if (entity.len > 0) {
            buffer_add(out, entity);
            continue;
        }
        if (shown.len == 1 && markdown_is_special(shown.ptr[0])) buffer_add_byte(out, '\\');
        buffer_add(out, shown);
    }
}

static size_t markdown_longest_run(Str text) {
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < text.len; i++) {
        run = text.ptr[i] == '`' ? run + 1 : 0;
        if (run > longest) longest = run;
    }
    return longest;
}

static void markdown_fence(Buffer *out, size_t len) {
    for (size_t i = 0; i < len; i++) buffer_add_byte(out, '`');
}

static bool markdown_is_edge(char byte) {
    return byte == '`' || byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

void markdown_code(Buffer *out, Str text, bool table) {
    size_t fence = markdown_longest_run(text) + 1;
    if (text.len == 0) return; /* there is no empty code span */
    /* One space at each end is taken off again; backticks and spaces at the ends need it. */
    bool padded = markdown_is_edge(text.ptr[0]) || markdown_is_edge(text.ptr[text.len - 1]);
    markdown_fence(out, fence);
    if (padded) buffer_add_byte(out, ' ');
    for (size_t at = 0; at < text.len;) {
        Str shown = markdown_next(text, &at);
        if (table && str_equal(shown, S("|"))) buffer_add_byte(out, '\\');
        buffer_add(out, shown);
    }
    if (padded) buffer_add_byte(out, ' ');
    markdown_fence(out, fence);
}

void markdown_block(Buffer *out, Str text) {
    size_t fence = markdown_longest_run(text) + 1;
    if (fence < MARKDOWN_FENCE_MIN) fence = MARKDOWN_FENCE_MIN;
    markdown_fence(out, fence);
    buffer_add_byte(out, '\n');
    for (size_t at = 0; at < text.len;) {
        bool ends = text.ptr[at] == '\n';
        Str shown = markdown_next(text, &at);
        buffer_add(out, ends ? S("\n") : shown);
    }
    buffer_add_byte(out, '\n');
    markdown_fence(out, fence);
    buffer_add_byte(out, '\n');
}

void markdown_html(Buffer *out, Str text) {
    size_t at = 0;
    while (at < text.len) {
        Str shown = markdown_next(text, &at);
        Str entity = shown.len == 1 ? markdown_entity(shown.ptr[0]) : S("");
        buffer_add(out, entity.len > 0 ? entity : shown);
    }
}
