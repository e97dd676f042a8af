/* SPDX-License-Identifier: Apache-2.0 */
/* html_style.h -- how the HTML report looks: light, dark and on paper. */
#ifndef MERLON_REPORT_HTML_STYLE_H
#define MERLON_REPORT_HTML_STYLE_H

#include "base/base.h"

/* The style sheet for a <style> element, in parts that C compilers take as literals. */
extern const char *const html_style[];
extern const size_t html_style_count;

#endif
