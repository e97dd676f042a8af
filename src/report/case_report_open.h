/* SPDX-License-Identifier: Apache-2.0 */
/* case_report_open.h -- what is not known: questions without an answer, steps that could not be
 * settled, gaps of the logs, and whether the logs are whole. */
#ifndef MERLON_REPORT_CASE_REPORT_OPEN_H
#define MERLON_REPORT_CASE_REPORT_OPEN_H

#include "report/case_paper.h"

/* Writes it. */
void case_report_open_write(CasePaper *paper);

#endif
