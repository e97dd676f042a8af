/* SPDX-License-Identifier: Apache-2.0 */
/* hunt_html_table.h -- the tables of a hunt's page: by rule, by name, and the timeline. */
#ifndef MERLON_REPORT_HUNT_HTML_TABLE_H
#define MERLON_REPORT_HUNT_HTML_TABLE_H

#include "report/hunt_html_part.h"

enum {
    HUNT_HTML_HITS_MAX = 20 * 1000, /* rows of the timeline: some 10 MB of page */
    HUNT_HTML_FOLD_ROWS = 500,      /* of them stand in one fold */
    HUNT_HTML_NAMES_MAX = 200       /* rows of a table by name: nobody reads more */
};

/* Writes each rule that found something: what it says, where it belongs in ATT&CK, what else it may
 * be. */
void hunt_html_table_rules(HuntPage *page);

/* Writes counts by name below a heading; nothing when there are none. */
void hunt_html_table_counts(HuntPage *page, const char *id, const char *heading,
                            const HuntCounts *counts);

/* Writes the hits in the order of time, the most severe when there are more than most
 * (HUNT_HTML_HITS_MAX). False when they can't be read again. */
bool hunt_html_table_timeline(HuntPage *page, uint64_t most);

#endif
