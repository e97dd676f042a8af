/* SPDX-License-Identifier: Apache-2.0 */
/* case_report_action.h -- what is to be done: commands with the names of the case. */
#ifndef MERLON_REPORT_CASE_REPORT_ACTION_H
#define MERLON_REPORT_CASE_REPORT_ACTION_H

#include "report/case_paper.h"

/* Writes them by phase. */
void case_report_action_write(CasePaper *paper);

#endif
