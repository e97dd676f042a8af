/* SPDX-License-Identifier: Apache-2.0 */
/* markdown_writer.h -- writing Markdown (GitHub's flavour) that no value can break out of: it can
 * become neither markup nor HTML, end a cell of a table, or mention someone. */
#ifndef MERLON_TEXT_MARKDOWN_WRITER_H
#define MERLON_TEXT_MARKDOWN_WRITER_H

#include "base/buffer.h"

/* Appends text on one line, with every character that means something to Markdown escaped.
 * White space becomes a space; control characters, those that turn the direction of what follows,
 * and bytes that are not UTF-8 become U+FFFD. */
void markdown_text(Buffer *out, Str text);

/* Appends text as a code span, fit for a cell of a table too: inside more backticks than it holds,
 * and with its bars escaped when table is set. */
void markdown_code(Buffer *out, Str text, bool table);

/* Appends text as a block of code with its lines as they are, between fences that it can't close.
 */
void markdown_block(Buffer *out, Str text);

/* Appends text for a line of raw HTML, such as a <summary>, where Markdown's escapes don't count:
 * one line, with HTML's characters escaped. */
void markdown_html(Buffer *out, Str text);

#endif
