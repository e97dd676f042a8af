/* SPDX-License-Identifier: Apache-2.0 */
/* hcl_scan.c -- bytes of HCL: space, comments, names, places; and the stack of expressions. */
#include "base/utf8.h"
#include "text/hcl_parser.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { STACK_FIRST = 64 };

HclParser hcl_parser_make(Arena *arena, const Source *source, Str text, Error *err) {
    char *copy = arena_alloc(arena, text.len + 1);
    if (text.len > 0) memcpy(copy, text.ptr, text.len);
    return (HclParser){.arena = arena,
                       .source = source,
                       .at = copy,
                       .end = copy + text.len,
                       .line_start = copy,
                       .line = 1,
                       .newlines = true,
                       .err = err};
}

void hcl_parser_free(HclParser *parser) {
    free(parser->stack.items);
    parser->stack = (HclStack){0};
}

static uint32_t scan_column(const HclParser *parser) {
    return (uint32_t)(parser->at - parser->line_start) + 1;
}

bool hcl_fail(HclParser *parser, const char *format, ...) {
    char message[ERROR_MESSAGE_BYTES_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    bool fixed = parser->fixed != NULL;
    return error_set(parser->err, parser->source->path, fixed ? parser->fixed->line : parser->line,
                     fixed ? parser->fixed->column : scan_column(parser), "%s", message);
}

bool hcl_expected(HclParser *parser, const char *what) {
    if (parser->at >= parser->end) return hcl_fail(parser, "expected %s, but the text ends", what);
    if (*parser->at == '\n' || *parser->at == '\r') {
        return hcl_fail(parser, "expected %s, but the line ends", what);
    }
    size_t left = (size_t)(parser->end - parser->at), len = 0;
    while (len < left && len < 24 && (unsigned char)parser->at[len] > ' ') len++;
    while (len > 0 && len < left && ((unsigned char)parser->at[len] & 0xC0) == 0x80) len--;
    return hcl_fail(parser, "expected %s, not %.*s", what, (int)len, parser->at);
}

bool hcl_enter(HclParser *parser) {
    if (parser->depth >= HCL_DEPTH_MAX) {
        return hcl_fail(parser, "nested deeper than %d", HCL_DEPTH_MAX);
    }
    parser->depth++;
    return true;
}

void hcl_pass_newline(HclParser *parser) {
    parser->at++;
    parser->line++;
    parser->line_start = parser->at;
}

static void scan_line_comment(HclParser *parser) {
    const char *newline = memchr(parser->at, '\n', (size_t)(parser->end - parser->at));
    parser->at = newline == NULL ? parser->end : newline;
}

static void scan_block_comment(HclParser *parser) {
    parser->at += 2;
    while (parser->at < parser->end) {
        if (parser->at[0] == '*' && parser->at[1] == '/') {
            parser->at += 2;
            return;
        }
        if (*parser->at == '\n') {
            hcl_pass_newline(parser);
        } else {
            parser->at++;
        }
    }
}

void hcl_skip(HclParser *parser) {
    for (;;) {
        char byte = *parser->at;
        if (byte == ' ' || byte == '\t') {
            parser->at++;
        } else if (byte == '\r' && parser->at[1] == '\n' && !parser->newlines) {
            parser->at++;
        } else if (byte == '\n' && !parser->newlines) {
            hcl_pass_newline(parser);
        } else if (byte == '#' || (byte == '/' && parser->at[1] == '/')) {
            scan_line_comment(parser);
        } else if (byte == '/' && parser->at[1] == '*') {
            scan_block_comment(parser);
        } else {
            return;
        }
    }
}

void hcl_skip_lines(HclParser *parser) {
    bool before = parser->newlines;
    parser->newlines = false;
    hcl_skip(parser);
    parser->newlines = before;
}

static bool scan_begins_name(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' ||
           (unsigned char)byte >= 0x80;
}

/* Letters beyond ASCII: which code points are letters is not looked up; spaces and signs that no
 * one takes for letters are refused. */
static bool scan_is_sign(Str rest) {
    uint32_t point = 0;
    if (utf8_decode(rest, &point) == 0) return true;
    bool latin = point < 0xC0 && point != 0xAA && point != 0xB5 && point != 0xBA;
    bool punctuation = point >= 0x2000 && point <= 0x206F;
    return latin || punctuation || point == 0x3000 || point == 0xFEFF || point == 0xD7 ||
           point == 0xF7;
}

Str hcl_name(HclParser *parser) {
    const char *start = parser->at;
    if (!scan_begins_name(*start)) return S("");
    const char *at = start;
    while (scan_begins_name(*at) || (*at >= '0' && *at <= '9') || *at == '-') {
        bool ascii = (unsigned char)*at < 0x80;
        if (!ascii && scan_is_sign((Str){at, (size_t)(parser->end - at)})) break;
        at++;
        while (!ascii && ((unsigned char)*at & 0xC0) == 0x80) at++;
    }
    parser->at = at;
    return (Str){start, (size_t)(at - start)};
}

bool hcl_take(HclParser *parser, Str text) {
    size_t left = (size_t)(parser->end - parser->at);
    if (left < text.len || memcmp(parser->at, text.ptr, text.len) != 0) return false;
    parser->at += text.len;
    return true;
}

bool hcl_take_word(HclParser *parser, Str word) {
    const char *before = parser->at;
    if (str_equal(hcl_name(parser), word)) return true;
    parser->at = before;
    return false;
}

HclExpression hcl_begin(const HclParser *parser, HclKind kind) {
    bool fixed = parser->fixed != NULL;
    return (HclExpression){.kind = (uint8_t)kind,
                           .line = fixed ? parser->fixed->line : parser->line,
                           .column = fixed ? parser->fixed->column : scan_column(parser),
                           .span = {parser->at, 0}};
}

void hcl_end(const HclParser *parser, HclExpression *expression) {
    expression->span.len = (size_t)(parser->at - expression->span.ptr);
}

void hcl_push(HclParser *parser, const HclExpression *expression) {
    HclStack *stack = &parser->stack;
    if (stack->count == stack->capacity) {
        size_t capacity = stack->capacity == 0 ? STACK_FIRST : stack->capacity * 2;
        HclExpression *items = realloc(stack->items, capacity * sizeof *items);
        if (items == NULL) abort();
        stack->items = items;
        stack->capacity = capacity;
    }
    stack->items[stack->count++] = *expression;
}

void hcl_collect(HclParser *parser, size_t first, HclExpression *expression) {
    size_t count = parser->stack.count - first;
    expression->count = (uint32_t)count;
    expression->items = count == 0 ? NULL : ARENA_ARRAY(parser->arena, HclExpression, count);
    if (count > 0) {
        memcpy(expression->items, parser->stack.items + first, count * sizeof(HclExpression));
    }
    parser->stack.count = first;
}
