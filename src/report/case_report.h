/* SPDX-License-Identifier: Apache-2.0 */
/* case_report.h -- the report of a case: from one page that a manager reads down to the SHA-256 of
 * each file. What it says is written once (case_report_*.c) and takes the form of a page or of
 * Markdown (case_html.c, case_markdown.c). It reads the case's own timeline and evidence and no
 * clock: the same folder gives the same bytes. */
#ifndef MERLON_REPORT_CASE_REPORT_H
#define MERLON_REPORT_CASE_REPORT_H

#include "base/output.h"
#include "respond/investigation.h"

typedef struct CaseReport {
    const Investigation *investigation;
    Str version;
} CaseReport;

/* Writes the report as a page that stands in the case folder: its links lead to the evidence there.
 * False when the timeline or the list of sources is there and can't be read: what is known is
 * written, and the page says what is missing. */
bool case_html_write(const CaseReport *report, Output *out);

/* Like case_html_write, in GitHub's Markdown. */
bool case_markdown_write(const CaseReport *report, Output *out);

#endif
