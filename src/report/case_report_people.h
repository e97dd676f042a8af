/* SPDX-License-Identifier: Apache-2.0 */
/* case_report_people.h -- who is to be reached, who works on the case, what they wrote. */
#ifndef MERLON_REPORT_CASE_REPORT_PEOPLE_H
#define MERLON_REPORT_CASE_REPORT_PEOPLE_H

#include "report/case_paper.h"

/* Writes contacts, people and notes. */
void case_report_people_write(CasePaper *paper);

/* Writes the steps after the incident with what was answered. */
void case_report_people_lessons(CasePaper *paper);

/* Writes the answers to a step; nothing when there are none. */
void case_report_people_answers(CasePaper *paper, const CaseEntries *answers);

#endif
