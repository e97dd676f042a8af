/* SPDX-License-Identifier: Apache-2.0 */
/* html_writer.h -- writing HTML that can't hold an unescaped string: tags and attribute names are
 * literals of the program, every other text is escaped on its way. */
#ifndef MERLON_TEXT_HTML_WRITER_H
#define MERLON_TEXT_HTML_WRITER_H

#include "base/buffer.h"

/* Appends text with & < > " ' escaped, fit for content and for quoted attributes; control
 * characters but tab and newline, those that turn the direction of what follows, and bytes that are
 * not UTF-8, become U+FFFD. */
void html_text(Buffer *out, Str text);

/* Appends a start tag of the program's own: html_open(out, "td", "class", class_name, NULL) with
 * pairs of attribute name (literal) and value (const Str *, escaped), ended by NULL. */
void html_open(Buffer *out, const char *tag, ...) __attribute__((sentinel));

/* Appends an end tag. */
void html_close(Buffer *out, const char *tag);

/* Appends <tag>text</tag>. */
void html_element(Buffer *out, const char *tag, Str text);

/* Appends markup that is part of the program itself. Takes literals only: S("...") of the source,
 * never a value. */
void html_literal(Buffer *out, const char *markup);

#endif
