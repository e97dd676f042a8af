/* SPDX-License-Identifier: Apache-2.0 */
/* seen_text.h -- what a hunt says of a model's threats, for a terminal. */
#ifndef MERLON_REPORT_SEEN_TEXT_H
#define MERLON_REPORT_SEEN_TEXT_H

#include "base/buffer.h"
#include "report/seen.h"

/* Writes which threats were seen, of which nothing was seen or nothing could be, and what is not in
 * the model. */
void seen_text_write(const Seen *seen, Buffer *out);

#endif
