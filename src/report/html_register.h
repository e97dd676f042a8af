/* SPDX-License-Identifier: Apache-2.0 */
/* html_register.h -- decisions, standards and coverage in the HTML report. */
#ifndef MERLON_REPORT_HTML_REGISTER_H
#define MERLON_REPORT_HTML_REGISTER_H

#include "report/html_page.h"

/* Writes every decision with where it stands, and the threats that contradict one. */
void html_register_write_decisions(HtmlPage *page);

/* Writes the controls of the standards that were asked for. */
void html_register_write_standards(HtmlPage *page);

/* Writes what was read and judged, and what was not. */
void html_register_write_coverage(HtmlPage *page);

#endif
