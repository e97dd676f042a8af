/* SPDX-License-Identifier: Apache-2.0 */
/* html_flow.h -- the diagram and the interactions of the HTML report. */
#ifndef MERLON_REPORT_HTML_FLOW_H
#define MERLON_REPORT_HTML_FLOW_H

#include "report/html_page.h"

/* Writes the picture with links into the lists; where it can't be drawn, why, and all flows as a
 * table. Nothing for a model without elements. */
void html_flow_write_diagram(HtmlPage *page);

/* Writes each flow that has threats with them, and the others as a table. */
void html_flow_write(HtmlPage *page);

/* Writes "yes", "no" or "not known" with the reason. */
void html_flow_claim(Buffer *out, Truth truth, const Claim *claim);

#endif
