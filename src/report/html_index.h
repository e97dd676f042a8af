/* SPDX-License-Identifier: Apache-2.0 */
/* html_index.h -- the threats of the HTML report once more, as links: by severity and kind, by
 * resource, and by STRIDE category. */
#ifndef MERLON_REPORT_HTML_INDEX_H
#define MERLON_REPORT_HTML_INDEX_H

#include "report/html_page.h"

/* Writes all threats by severity and rule. */
void html_index_write(HtmlPage *page);

/* Writes what is open or needs investigation, by resource. */
void html_index_write_resources(HtmlPage *page);

/* Writes what is open or needs investigation, by STRIDE category. */
void html_index_write_stride(HtmlPage *page);

#endif
