/* SPDX-License-Identifier: Apache-2.0 */
/* hunt_html_seen.h -- the threats of a model on the page of a hunt. */
#ifndef MERLON_REPORT_HUNT_HTML_SEEN_H
#define MERLON_REPORT_HUNT_HTML_SEEN_H

#include "report/hunt_html_part.h"

enum { HUNT_HTML_SEEN_MAX = 500 /* threats that stand in full: nobody reads more */ };

/* Writes which threats were seen, and of which nothing was or could be; nothing without a model. */
void hunt_html_seen_write(HuntPage *page);

/* Writes what a hit has to do with the model, with links to the threats. */
void hunt_html_seen_hit(HuntPage *page, const Hit *hit);

#endif
