/* SPDX-License-Identifier: Apache-2.0 */
/* terminal.h -- text from files on a terminal: nothing that it would act on comes through. */
#ifndef MERLON_REPORT_TERMINAL_H
#define MERLON_REPORT_TERMINAL_H

#include "base/buffer.h"

/* Appends text on one line: a newline becomes a space, another control character or what is no
 * UTF-8 becomes U+FFFD. */
void terminal_add(Buffer *out, Str text);

#endif
