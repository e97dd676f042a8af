/* SPDX-License-Identifier: Apache-2.0 */
/* case_report_timeline.h -- activity over time: a picture, and the events that tell the most. */
#ifndef MERLON_REPORT_CASE_REPORT_TIMELINE_H
#define MERLON_REPORT_CASE_REPORT_TIMELINE_H

#include "report/case_paper.h"

/* Writes both. */
void case_report_timeline_write(CasePaper *paper);

#endif
