/* SPDX-License-Identifier: Apache-2.0 */
/* who_sheet.h -- who touched what a filter names, as tables, with the chains of roles behind. */
#ifndef MERLON_REPORT_WHO_SHEET_H
#define MERLON_REPORT_WHO_SHEET_H

#include "report/log_sheet.h"

/* Marks the rolls that who_sheet_write reads. */
void who_sheet_want(bool rolls[SURVEY_ROLL_COUNT]);

/* Writes who it was, the strangers first. */
void who_sheet_write(const LogSheet *sheet);

#endif
