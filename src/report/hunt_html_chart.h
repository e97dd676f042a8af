/* SPDX-License-Identifier: Apache-2.0 */
/* hunt_html_chart.h -- the histogram of a hunt: how many hits there were when, by level. */
#ifndef MERLON_REPORT_HUNT_HTML_CHART_H
#define MERLON_REPORT_HUNT_HTML_CHART_H

#include "report/hunt_html_part.h"

/* The seconds of one bar, so that a range of seconds takes at most HUNT_BINS_MAX bars. */
int64_t hunt_html_chart_width(int64_t range);

/* Writes it, as a picture and as a table; nothing when no hit has a time. False when the hits can't
 * be read again. */
bool hunt_html_chart_write(HuntPage *page);

#endif
