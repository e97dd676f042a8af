/* SPDX-License-Identifier: Apache-2.0 */
/* hcl_parser.h -- what the parts of the HCL reader share: hcl.c (bodies), hcl_scan.c (bytes),
 * hcl_expression.c and hcl_template.c. Nobody else includes it.
 *
 * It reads bytes directly, without tokens: what a byte means depends on where it stands (template,
 * expression, body), and each of the three reads its own. */
#ifndef MERLON_TEXT_HCL_PARSER_H
#define MERLON_TEXT_HCL_PARSER_H

#include "text/hcl.h"

/* Expressions that are being collected; those of enclosing ones lie further down. */
typedef struct HclStack {
    HclExpression *items; /* malloc'ed */
    size_t count;
    size_t capacity;
} HclStack;

typedef struct HclParser {
    Arena *arena;
    const Source *source;
    const Node *fixed; /* the position of all nodes, or NULL */
    const char *at;    /* the next byte; *end is 0 */
    const char *end;
    const char *line_start;
    uint32_t line;
    int depth;
    bool newlines; /* a newline ends the expression: not inside brackets */
    HclStack stack;
    ErrorList *errors;
    Error *err; /* of the failure that is on its way up */
} HclParser;

/* A parser of text, which is copied. */
HclParser hcl_parser_make(Arena *arena, const Source *source, Str text, Error *err);

/* Gives the stack's memory back. */
void hcl_parser_free(HclParser *parser);

/* Fills parser->err with the current place; returns false. */
bool hcl_fail(HclParser *parser, const char *format, ...) PRINTF_LIKE(2, 3);

/* Fails with "expected WHAT, not" and what stands there. */
bool hcl_expected(HclParser *parser, const char *what);

/* One level deeper; false beyond HCL_DEPTH_MAX. */
bool hcl_enter(HclParser *parser);

/* Skips spaces and comments, and newlines unless they end the expression. */
void hcl_skip(HclParser *parser);

/* Skips spaces, comments and newlines. */
void hcl_skip_lines(HclParser *parser);

/* Steps over a newline that stands at the current place. */
void hcl_pass_newline(HclParser *parser);

/* Reads a name; the empty Str when none stands here. */
Str hcl_name(HclParser *parser);

/* Takes text when it stands here. */
bool hcl_take(HclParser *parser, Str text);

/* Takes a word when it stands here and isn't the beginning of a longer one. */
bool hcl_take_word(HclParser *parser, Str word);

/* An expression that begins here. */
HclExpression hcl_begin(const HclParser *parser, HclKind kind);

/* Ends an expression here. */
void hcl_end(const HclParser *parser, HclExpression *expression);

/* Puts an expression on the stack. */
void hcl_push(HclParser *parser, const HclExpression *expression);

/* Moves all that is on the stack from first on into the arena, as items of expression. */
void hcl_collect(HclParser *parser, size_t first, HclExpression *expression);

/* Reads an expression. */
bool hcl_expression(HclParser *parser, HclExpression *ret_expression);

/* Reads a quoted template, from quote to quote. */
bool hcl_quoted(HclParser *parser, HclExpression *ret_expression);

/* Reads a heredoc, from << to the line of its marker (whose newline is left). */
bool hcl_heredoc(HclParser *parser, HclExpression *ret_expression);

/* Reads the text to its end as a template. */
bool hcl_bare_template(HclParser *parser, HclExpression *ret_expression);

#endif
