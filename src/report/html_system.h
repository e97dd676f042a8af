/* SPDX-License-Identifier: Apache-2.0 */
/* html_system.h -- what the HTML report says beyond single elements and flows: paths, the system as
 * a whole, and questions. */
#ifndef MERLON_REPORT_HTML_SYSTEM_H
#define MERLON_REPORT_HTML_SYSTEM_H

#include "report/html_page.h"

/* Writes the ways from the internet to data and to more rights, step by step. */
void html_system_write_paths(HtmlPage *page);

/* Writes the threats that stand on no element, flow or path. */
void html_system_write(HtmlPage *page);

/* Writes what needs investigation, by who can answer. */
void html_system_write_questions(HtmlPage *page);

/* How many threats stand at a place; with those that the model's source lists on nothing for
 * HTML_ON_SYSTEM. */
size_t html_system_count(const HtmlPage *page, HtmlPlace place);

#endif
