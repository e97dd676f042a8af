/* SPDX-License-Identifier: Apache-2.0 */
/* case_report_actor.h -- who did it: standing, chain of roles, and what they touched. */
#ifndef MERLON_REPORT_CASE_REPORT_ACTOR_H
#define MERLON_REPORT_CASE_REPORT_ACTOR_H

#include "report/case_paper.h"

/* Writes the actors. */
void case_report_actor_write(CasePaper *paper);

#endif
