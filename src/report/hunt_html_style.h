/* SPDX-License-Identifier: Apache-2.0 */
/* hunt_html_style.h -- what the page of a hunt adds to the style sheet of the HTML report. */
#ifndef MERLON_REPORT_HUNT_HTML_STYLE_H
#define MERLON_REPORT_HUNT_HTML_STYLE_H

/* It follows html_style in the same <style> element. */
extern const char hunt_html_style[];

#endif
