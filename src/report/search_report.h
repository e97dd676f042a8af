/* SPDX-License-Identifier: Apache-2.0 */
/* search_report.h -- the events that a search found, one per line, in the order of time. */
#ifndef MERLON_REPORT_SEARCH_REPORT_H
#define MERLON_REPORT_SEARCH_REPORT_H

#include "base/output.h"
#include "hunt/geo.h"
#include "hunt/log_search.h"

/* The formats, named like those of sheet.h. */
typedef enum SearchFormat { SEARCH_TEXT, SEARCH_CSV, SEARCH_JSONL } SearchFormat;

typedef struct SearchReport {
    const LogSearch *search;
    const Geo *geo; /* may be NULL */
    SearchFormat format;
    uint64_t limit; /* of events that are written; 0: all */
} SearchReport;

/* Writes the report; ret_left_out is how many events the limit left out. False when what was found
 * can't be read again. */
bool search_report_write(const SearchReport *report, Output *out, uint64_t *ret_left_out);

#endif
