/* SPDX-License-Identifier: Apache-2.0 */
/* html_head.h -- the beginning of the HTML report: what the model is, and how it stands. */
#ifndef MERLON_REPORT_HTML_HEAD_H
#define MERLON_REPORT_HTML_HEAD_H

#include "report/html_page.h"

/* Writes the name, who and what, what was read, and what couldn't be. */
void html_head_write(HtmlPage *page);

/* Writes the counts by state and severity, and what to look at first. */
void html_head_write_summary(HtmlPage *page);

#endif
