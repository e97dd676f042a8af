/* SPDX-License-Identifier: Apache-2.0 */
/* html_threat.h -- a threat as the HTML report shows it: in full once, as a link elsewhere. */
#ifndef MERLON_REPORT_HTML_THREAT_H
#define MERLON_REPORT_HTML_THREAT_H

#include "report/html_part.h"

/* Writes the threat as a fold: state, priority, category, description, justification, action items,
 * comments, evidence; of a path its steps. */
void html_threat_write(HtmlPage *page, const Threat *threat);

/* Writes a threat that the model's source lists. */
void html_threat_write_told(HtmlPage *page, const ExchangeThreat *threat);

/* Writes a bucket of indexes in page->order: those that stand in full, and how many don't. */
void html_threat_write_bucket(HtmlPage *page, HtmlBucket bucket);

/* Writes all threats that the model's source lists, beginning with first. */
void html_threat_write_list(HtmlPage *page, const ExchangeThreat *first);

/* Writes a link to the threat: its severity and title; only these when it doesn't stand in full. */
void html_threat_link(const HtmlPage *page, const Threat *threat);

/* Writes a link to the threat with its subject's address as text. */
void html_threat_link_subject(const HtmlPage *page, const Threat *threat);

/* Writes a link to the threat with its id as text. */
void html_threat_link_id(const HtmlPage *page, const Threat *threat);

/* Writes a link to a threat that the model's source lists: its severity and title. */
void html_threat_link_told(const HtmlPage *page, const ExchangeThreat *threat);

#endif
