/* SPDX-License-Identifier: Apache-2.0 */
/* drawing_legend.h -- what the signs in a picture mean; only those that stand in it. */
#ifndef MERLON_REPORT_DRAWING_LEGEND_H
#define MERLON_REPORT_DRAWING_LEGEND_H

#include "report/drawing_layout.h"

/* Appends the legend in rows within the box from corner on, as wide as given; returns its height.
 */
double drawing_legend_write(const Drawing *drawing, LayoutPoint corner, double width, Buffer *out);

#endif
