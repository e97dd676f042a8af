/* SPDX-License-Identifier: Apache-2.0 */
/* page.h -- the parts of a page that explains a rule on the terminal. */
#ifndef MERLON_CLI_PAGE_H
#define MERLON_CLI_PAGE_H

#include "base/buffer.h"

/* A heading after an empty line. */
void page_heading(Buffer *out, const char *heading);

/* Text with every line indented by four spaces. */
void page_text(Buffer *out, Str text);

/* A heading and a list below it; nothing when there are no items. */
void page_list(Buffer *out, const char *heading, const Str *items, size_t count);

/* "label       a, b" on a line; nothing when there are no items. */
void page_words(Buffer *out, const char *label, const Str *items, size_t count);

#endif
