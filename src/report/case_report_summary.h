/* SPDX-License-Identifier: Apache-2.0 */
/* case_report_summary.h -- the page that a manager reads: what happened, in sentences that
 * link to what proves them. */
#ifndef MERLON_REPORT_CASE_REPORT_SUMMARY_H
#define MERLON_REPORT_CASE_REPORT_SUMMARY_H

#include "report/case_paper.h"

/* Writes it, with the states of the phases. */
void case_report_summary_write(CasePaper *paper);

#endif
