/* SPDX-License-Identifier: Apache-2.0 */
/* csv_writer.h -- cells of a CSV file (RFC 4180), every one in quotes. A spreadsheet takes a cell
 * that begins with one of = + - @ as a formula, also behind white space or in the full width that
 * some Asian keyboards give: such a cell gets an apostrophe in front. */
#ifndef MERLON_TEXT_CSV_WRITER_H
#define MERLON_TEXT_CSV_WRITER_H

#include "base/buffer.h"

/* Appends a cell, behind a comma unless out is empty or at the start of a line. Control characters
 * become blanks, what is no UTF-8 becomes U+FFFD. The caller ends lines with "\r\n". */
void csv_cell(Buffer *out, Str text);

#endif
