/* SPDX-License-Identifier: Apache-2.0 */
/* log_sheet.h -- what a survey of logs counted, as tables: what the logs hold (summary) and what is
 * most frequent (top). */
#ifndef MERLON_REPORT_LOG_SHEET_H
#define MERLON_REPORT_LOG_SHEET_H

#include "hunt/geo.h"
#include "hunt/survey.h"
#include "report/sheet.h"

/* A survey being written down. */
typedef struct LogSheet {
    const Survey *survey;
    const Geo *geo; /* may be NULL */
    Sheet *sheet;
} LogSheet;

/* How a roll is shown. */
typedef struct LogSheetRoll {
    SurveyRoll roll;
    Str name;
    const char *title;
    RollOrder order;
} LogSheetRoll;

/* What `top` can count by. */
extern const LogSheetRoll log_sheet_tops[];
extern const size_t log_sheet_top_count;

/* The one of that name, or NULL. */
const LogSheetRoll *log_sheet_find_top(Str name);

/* Marks the rolls that log_sheet_summary reads. */
void log_sheet_want_summary(bool rolls[SURVEY_ROLL_COUNT]);

/* Writes what the logs hold. */
void log_sheet_summary(const LogSheet *sheet);

/* Writes one roll. */
void log_sheet_top(const LogSheet *sheet, const LogSheetRoll *roll);

/* Writes a roll as a table: addresses with their places, principals short, names of two parts cut
 * into name and detail. */
SheetTable *log_sheet_roll(const LogSheet *sheet, const LogSheetRoll *roll);

/* Notes what was read, and what wasn't. */
void log_sheet_notes(Sheet *sheet, const LogRunResult *logs);

/* Notes what the survey had no room for. */
void log_sheet_limits(const LogSheet *sheet);

#endif
