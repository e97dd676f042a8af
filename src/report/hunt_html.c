/* SPDX-License-Identifier: Apache-2.0 */
/* hunt_html.c -- a hunt as a page. */
#include "report/hunt_report.h"

bool hunt_html_write(const HuntReport *report, Output *out) { return hunt_text_write(report, out); }
