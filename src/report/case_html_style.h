/* SPDX-License-Identifier: Apache-2.0 */
/* case_html_style.h -- what the report of a case adds to the style sheets of the other pages. */
#ifndef MERLON_REPORT_CASE_HTML_STYLE_H
#define MERLON_REPORT_CASE_HTML_STYLE_H

/* It follows html_style and hunt_html_style in the same <style> element. */
extern const char case_html_style[];

#endif
