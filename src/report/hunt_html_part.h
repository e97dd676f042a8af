/* SPDX-License-Identifier: Apache-2.0 */
/* hunt_html_part.h -- small pieces of the page of a hunt. Whatever comes from a log was written by
 * strangers: it is masked, escaped, and set apart from the direction of the text around it. */
#ifndef MERLON_REPORT_HUNT_HTML_PART_H
#define MERLON_REPORT_HUNT_HTML_PART_H

#include "report/hunt_report.h"

typedef struct HuntPage {
    const HuntReport *report;
    Output *output;
    Buffer *out;   /* output's */
    Arena scratch; /* of what is being written; reset now and then */
} HuntPage;

/* The class of the style sheet that gives a level its colour. */
Str hunt_html_part_class(SigmaLevel level);

/* Writes a level as a coloured label; nothing else when count is 0, else with it: "3 high". */
void hunt_html_part_level(HuntPage *page, SigmaLevel level, uint64_t count);

/* Writes text of a log. */
void hunt_html_part_text(HuntPage *page, Str text);

/* Writes a number as "12,345". */
void hunt_html_part_number(HuntPage *page, uint64_t number);

/* Writes "12,345 hits", "1 hit"; one is the word for one. */
void hunt_html_part_some(HuntPage *page, uint64_t number, const char *one);

/* Writes a time of a log, or that there is none. */
void hunt_html_part_time(HuntPage *page, bool has_time, int64_t time);

/* Writes "first to last" of a count. */
void hunt_html_part_range(HuntPage *page, const HuntCount *count);

/* Opens a table that scrolls by itself where it is too wide, with a heading for each of columns,
 * which '|' parts. */
void hunt_html_part_table(HuntPage *page, const char *label, const char *columns);

/* Closes what hunt_html_part_table opened. */
void hunt_html_part_table_end(HuntPage *page);

#endif
