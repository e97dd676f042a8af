/* SPDX-License-Identifier: Apache-2.0 */
/* yaml_writer.h -- writing texts as YAML scalars, so that any reader takes each for that text and
 * for nothing else: what looks like a number, a word of YAML's or a comment is quoted, and what
 * can't be seen is escaped. Bytes that are not valid UTF-8 become U+FFFD. */
#ifndef MERLON_TEXT_YAML_WRITER_H
#define MERLON_TEXT_YAML_WRITER_H

#include "base/buffer.h"

/* Appends value: plain where that is safe, else in double quotes on one line. With flow it is safe
 * within brackets and braces too. */
void yaml_writer_text(Buffer *out, Str value, bool flow);

/* Like yaml_writer_text outside of brackets; a text of several lines stands in quotes on several
 * lines, each of them behind indent spaces. The indent is more than that of the text's key. */
void yaml_writer_lines(Buffer *out, Str value, size_t indent);

#endif
