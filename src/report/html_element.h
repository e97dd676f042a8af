/* SPDX-License-Identifier: Apache-2.0 */
/* html_element.h -- the elements of the HTML report: what each is, where it stands, what reaches
 * it, and its threats. */
#ifndef MERLON_REPORT_HTML_ELEMENT_H
#define MERLON_REPORT_HTML_ELEMENT_H

#include "report/html_page.h"

/* Writes each element that has threats with them, and the others as a table. */
void html_element_write(HtmlPage *page);

#endif
