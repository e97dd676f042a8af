/* SPDX-License-Identifier: Apache-2.0 */
/* cel_lexer.h -- the words of the Common Expression Language. */
#ifndef MERLON_CEL_CEL_LEXER_H
#define MERLON_CEL_CEL_LEXER_H

#include "base/error.h"

typedef enum TokenKind {
    TOKEN_END,
    TOKEN_IDENT,        /* name; also in, true, false, null and the reserved words */
    TOKEN_QUOTED_IDENT, /* `name`, only behind a dot */
    TOKEN_INT,
    TOKEN_UINT,
    TOKEN_DOUBLE,
    TOKEN_STRING, /* text holds the value, escapes resolved */
    TOKEN_BYTES,
    TOKEN_SYMBOL /* text holds one of ( ) [ ] { } . , : ? + - * / % ! < <= > >= == != && || */
} TokenKind;

typedef struct Token {
    TokenKind kind;
    Str text;
    size_t start; /* offsets in the expression */
    size_t end;
} Token;

/* Splits text into tokens in arena, the last of which is TOKEN_END. On failure err has line and
 * column within text. */
bool lexer_split(Arena *arena, Str text, Token **ret_tokens, size_t *ret_count, Error *err);

/* Fills err with the line and column of offset within text; returns false. */
bool lexer_fail(Str text, size_t offset, const char *message, Error *err);

#endif
