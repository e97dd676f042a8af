/* SPDX-License-Identifier: Apache-2.0 */
/* case_report_target.h -- what the case is about: how it was exposed, and what that means. */
#ifndef MERLON_REPORT_CASE_REPORT_TARGET_H
#define MERLON_REPORT_CASE_REPORT_TARGET_H

#include "report/case_paper.h"

/* Writes each target with its owner, its exposure and who touched it. */
void case_report_target_write(CasePaper *paper);

/* Writes the impact: objects and bytes, secrets that could have been revealed, findings. */
void case_report_target_impact(CasePaper *paper);

#endif
