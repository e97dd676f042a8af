/* SPDX-License-Identifier: Apache-2.0 */
/* cel_lexer.c -- splits an expression into tokens, as the lexis of cel-spec says. */
#include "cel/cel_lexer.h"

#include "base/buffer.h"
#include "base/utf8.h"

typedef struct Lexer {
    Arena *arena;
    Str text;
    size_t at;
    Error *err;
} Lexer;

bool lexer_fail(Str text, size_t offset, const char *message, Error *err) {
    uint32_t line = 1, column = 1;
    for (size_t i = 0; i < offset && i < text.len; i++) {
        column++;
        if (text.ptr[i] == '\n') line++, column = 1;
    }
    return error_set(err, S(""), line, column, "%s", message);
}

static char lexer_peek(const Lexer *lexer, size_t ahead) {
    size_t at = lexer->at + ahead;
    return at < lexer->text.len ? lexer->text.ptr[at] : '\0';
}

static bool lexer_is_digit(char byte) { return byte >= '0' && byte <= '9'; }

static bool lexer_is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

static int lexer_hex_digit(char byte) {
    if (lexer_is_digit(byte)) return byte - '0';
    if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
    return -1;
}

static void lexer_skip_space(Lexer *lexer) {
    while (lexer->at < lexer->text.len) {
        char byte = lexer_peek(lexer, 0);
        if (byte == '/' && lexer_peek(lexer, 1) == '/') {
            while (lexer->at < lexer->text.len && lexer_peek(lexer, 0) != '\n') lexer->at++;
        } else if (byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f') {
            lexer->at++;
        } else {
            return;
        }
    }
}

/* Reads count digits of base 8 or 16 into a code point or byte. */
static bool lexer_read_code(Lexer *lexer, int count, int base, uint32_t *ret_code) {
    uint32_t code = 0;
    for (int i = 0; i < count; i++) {
        int digit = lexer_hex_digit(lexer_peek(lexer, 0));
        if (digit < 0 || digit >= base) {
            return lexer_fail(lexer->text, lexer->at, "an escape has too few digits", lexer->err);
        }
        code = code * (uint32_t)base + (uint32_t)digit;
        lexer->at++;
    }
    *ret_code = code;
    return true;
}

/* In bytes an octal or \x escape is one byte, in text it is a code point. */
static bool lexer_add_code(Lexer *lexer, Buffer *out, uint32_t code, bool as_byte) {
    char encoded[UTF8_BYTES_MAX];
    if (as_byte) {
        if (code > 0xFF) {
            return lexer_fail(lexer->text, lexer->at, "a byte is at most \\377", lexer->err);
        }
        buffer_add_byte(out, (char)code);
        return true;
    }
    size_t len = utf8_encode(code, encoded);
    if (len == 0) {
        return lexer_fail(lexer->text, lexer->at, "an escape is no Unicode character", lexer->err);
    }
    buffer_add(out, (Str){encoded, len});
    return true;
}

static bool lexer_read_escape(Lexer *lexer, Buffer *out, bool is_bytes) {
    static const char simple[] = "abfnrtv\\?\"'`";
    static const char meaning[] = "\a\b\f\n\r\t\v\\?\"'`";
    char letter = lexer_peek(lexer, 1);
    const char *found = letter == '\0' ? NULL : strchr(simple, letter);
    if (found != NULL) {
        buffer_add_byte(out, meaning[found - simple]);
        lexer->at += 2;
        return true;
    }
    uint32_t code = 0;
    int count = letter == 'x' || letter == 'X' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
    if (count == 0 && !(letter >= '0' && letter <= '3')) {
        return lexer_fail(lexer->text, lexer->at, "there is no such escape", lexer->err);
    }
    if (count > 2 && is_bytes) {
        return lexer_fail(lexer->text, lexer->at, "bytes have no \\u escapes", lexer->err);
    }
    lexer->at += count == 0 ? 1 : 2;
    bool read =
        count == 0 ? lexer_read_code(lexer, 3, 8, &code) : lexer_read_code(lexer, count, 16, &code);
    return read && lexer_add_code(lexer, out, code, is_bytes);
}

/* Behind the prefix: a quote or three of them, content, the same quotes. */
static bool lexer_read_quoted(Lexer *lexer, bool raw, bool is_bytes, Str *ret_text) {
    char quote = lexer_peek(lexer, 0);
    size_t start = lexer->at;
    bool triple = lexer_peek(lexer, 1) == quote && lexer_peek(lexer, 2) == quote;
    size_t quotes = triple ? 3 : 1;
    lexer->at += quotes;
    CLEANUP(buffer_free) Buffer out = {0};
    for (;;) {
        char byte = lexer_peek(lexer, 0);
        bool closes = byte == quote &&
                      (!triple || (lexer_peek(lexer, 1) == quote && lexer_peek(lexer, 2) == quote));
        if (lexer->at >= lexer->text.len || (!triple && (byte == '\n' || byte == '\r'))) {
            return lexer_fail(lexer->text, start, "a string has no end", lexer->err);
        }
        if (closes) break;
        if (byte == '\\' && !raw) {
            if (!lexer_read_escape(lexer, &out, is_bytes)) return false;
        } else if (byte == '\\' && lexer->at + 1 < lexer->text.len) {
            buffer_add(&out, str_slice(lexer->text, lexer->at, lexer->at + 2));
            lexer->at += 2;
        } else {
            buffer_add_byte(&out, byte);
            lexer->at++;
        }
    }
    lexer->at += quotes;
    *ret_text = str_copy(lexer->arena, buffer_text(&out));
    return true;
}

/* r, R, b, B and their pairs before a quote. Returns the length of the prefix, SIZE_MAX when no
 * string starts here. */
static size_t lexer_string_prefix(const Lexer *lexer, bool *ret_raw, bool *ret_bytes) {
    bool raw = false, bytes = false;
    for (size_t i = 0; i <= 2; i++) {
        char byte = lexer_peek(lexer, i);
        if (byte == '"' || byte == '\'') {
            *ret_raw = raw;
            *ret_bytes = bytes;
            return i;
        }
        if ((byte == 'r' || byte == 'R') && !raw) {
            raw = true;
        } else if ((byte == 'b' || byte == 'B') && !bytes) {
            bytes = true;
        } else {
            return SIZE_MAX;
        }
    }
    return SIZE_MAX;
}

static size_t lexer_skip_digits(const Lexer *lexer, size_t at) {
    while (lexer_is_digit(lexer_peek(lexer, at))) at++;
    return at;
}

static TokenKind lexer_measure_number(const Lexer *lexer, size_t *ret_len) {
    size_t len = 0;
    if (lexer_peek(lexer, 0) == '0' && (lexer_peek(lexer, 1) | 0x20) == 'x' &&
        lexer_hex_digit(lexer_peek(lexer, 2)) >= 0) {
        len = 2;
        while (lexer_hex_digit(lexer_peek(lexer, len)) >= 0) len++;
        *ret_len = len;
        return TOKEN_INT;
    }
    TokenKind kind = TOKEN_INT;
    len = lexer_skip_digits(lexer, 0);
    if (lexer_peek(lexer, len) == '.' && lexer_is_digit(lexer_peek(lexer, len + 1))) {
        kind = TOKEN_DOUBLE;
        len = lexer_skip_digits(lexer, len + 1);
    }
    if ((lexer_peek(lexer, len) | 0x20) == 'e') {
        size_t sign = lexer_peek(lexer, len + 1) == '+' || lexer_peek(lexer, len + 1) == '-';
        if (lexer_is_digit(lexer_peek(lexer, len + 1 + sign))) {
            kind = TOKEN_DOUBLE;
            len = lexer_skip_digits(lexer, len + 1 + sign);
        }
    }
    *ret_len = len;
    return kind;
}

static bool lexer_read_number(Lexer *lexer, Token *token) {
    size_t len = 0;
    token->kind = lexer_measure_number(lexer, &len);
    token->text = str_slice(lexer->text, lexer->at, lexer->at + len);
    lexer->at += len;
    if (token->kind == TOKEN_INT && (lexer_peek(lexer, 0) | 0x20) == 'u') {
        token->kind = TOKEN_UINT;
        lexer->at++;
    }
    if (lexer_is_letter(lexer_peek(lexer, 0))) {
        return lexer_fail(lexer->text, lexer->at, "a number runs into a name", lexer->err);
    }
    return true;
}

static bool lexer_read_quoted_ident(Lexer *lexer, Token *token) {
    size_t end = lexer->at + 1;
    while (end < lexer->text.len && lexer->text.ptr[end] != '`' && lexer->text.ptr[end] != '\n') {
        end++;
    }
    if (end >= lexer->text.len || lexer->text.ptr[end] != '`' || end == lexer->at + 1) {
        return lexer_fail(lexer->text, lexer->at, "a quoted name has no end", lexer->err);
    }
    token->kind = TOKEN_QUOTED_IDENT;
    token->text = str_slice(lexer->text, lexer->at + 1, end);
    lexer->at = end + 1;
    return true;
}

static bool lexer_read_symbol(Lexer *lexer, Token *token) {
    static const char *const symbols[] = {"<=", ">=", "==", "!=", "&&", "||", "(", ")",
                                          "[",  "]",  "{",  "}",  ".",  ",",  ":", "?",
                                          "+",  "-",  "*",  "/",  "%",  "!",  "<", ">"};
    Str rest = str_slice(lexer->text, lexer->at, lexer->text.len);
    for (size_t i = 0; i < COUNT(symbols); i++) {
        if (!str_starts(rest, str_from(symbols[i]))) continue;
        token->kind = TOKEN_SYMBOL;
        token->text = str_from(symbols[i]);
        lexer->at += token->text.len;
        return true;
    }
    return lexer_fail(lexer->text, lexer->at, "this character means nothing here", lexer->err);
}

static bool lexer_read_token(Lexer *lexer, Token *token) {
    bool raw = false, bytes = false;
    char byte = lexer_peek(lexer, 0);
    size_t prefix = lexer_string_prefix(lexer, &raw, &bytes);
    if (prefix != SIZE_MAX) {
        lexer->at += prefix;
        token->kind = bytes ? TOKEN_BYTES : TOKEN_STRING;
        return lexer_read_quoted(lexer, raw, bytes, &token->text);
    }
    if (lexer_is_letter(byte)) {
        size_t len = 1;
        while (lexer_is_letter(lexer_peek(lexer, len)) || lexer_is_digit(lexer_peek(lexer, len))) {
            len++;
        }
        token->kind = TOKEN_IDENT;
        token->text = str_slice(lexer->text, lexer->at, lexer->at + len);
        lexer->at += len;
        return true;
    }
    if (lexer_is_digit(byte) || (byte == '.' && lexer_is_digit(lexer_peek(lexer, 1)))) {
        return lexer_read_number(lexer, token);
    }
    if (byte == '`') return lexer_read_quoted_ident(lexer, token);
    return lexer_read_symbol(lexer, token);
}

bool lexer_split(Arena *arena, Str text, Token **ret_tokens, size_t *ret_count, Error *err) {
    Lexer lexer = {arena, text, 0, err};
    Token *tokens = NULL;
    size_t count = 0, capacity = 0;
    for (;;) {
        lexer_skip_space(&lexer);
        if (count == capacity) {
            capacity = capacity == 0 ? 32 : capacity * 2;
            tokens = arena_grow_array(arena, tokens, count, capacity, sizeof(Token));
        }
        Token token = {.kind = TOKEN_END, .start = lexer.at};
        bool ended = lexer.at >= text.len;
        if (!ended && !lexer_read_token(&lexer, &token)) return false;
        token.end = lexer.at;
        tokens[count++] = token;
        if (ended) break;
    }
    *ret_tokens = tokens;
    *ret_count = count;
    return true;
}
