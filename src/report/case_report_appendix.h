/* SPDX-License-Identifier: Apache-2.0 */
/* case_report_appendix.h -- all steps with their states and answers, and the sums of the files
 * that they rest on. */
#ifndef MERLON_REPORT_CASE_REPORT_APPENDIX_H
#define MERLON_REPORT_CASE_REPORT_APPENDIX_H

#include "report/case_paper.h"

/* Writes it. */
void case_report_appendix_write(CasePaper *paper);

#endif
