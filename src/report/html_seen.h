/* SPDX-License-Identifier: Apache-2.0 */
/* html_seen.h -- what logs show of the threats of the HTML report. */
#ifndef MERLON_REPORT_HTML_SEEN_H
#define MERLON_REPORT_HTML_SEEN_H

#include "report/html_part.h"

/* What was seen of a threat; NULL when it wasn't, or when nobody looked. */
const SeenThreat *html_seen_find(const HtmlPage *page, const Threat *threat);

/* Writes the mark of a threat that was seen: "seen 214 times"; nothing for others. */
void html_seen_mark(const HtmlPage *page, const Threat *threat);

/* Writes what the logs say of a threat, as a fact; nothing when nobody looked. */
void html_seen_fact(const HtmlPage *page, const Threat *threat);

/* Writes how many threats were seen, below the other figures; nothing when nobody looked. */
void html_seen_standing(const HtmlPage *page);

/* Writes the threats that were seen, the worst first, with links to them. */
void html_seen_write(HtmlPage *page);

#endif
