/* SPDX-License-Identifier: Apache-2.0 */
/* case_html_chart.h -- the picture of a case: what each actor did when. */
#ifndef MERLON_REPORT_CASE_HTML_CHART_H
#define MERLON_REPORT_CASE_HTML_CHART_H

#include "report/case_paper.h"

enum {
    CASE_CHART_ROWS_MAX = 16, /* actors with a row of their own; the others share one */
    CASE_CHART_BARS_MIN = 6   /* so that one hour is a bar, and no wall */
};

/* Writes it, as a picture and as a table; says so when nothing has a time. */
void case_html_chart_write(CasePaper *paper);

#endif
