/* SPDX-License-Identifier: Apache-2.0 */
/* html_threat.h -- threats as the HTML report shows them: those of one rule stand together, so that
 * why and fix are said once, and each resource brings its own evidence. */
#ifndef MERLON_REPORT_HTML_THREAT_H
#define MERLON_REPORT_HTML_THREAT_H

#include "report/listing.h"

/* Writes all threats of list, under one heading per severity. Sorts the list by severity, rule and
 * order. */
void html_threat_write(Buffer *out, const Report *report, Listing *list);

/* Writes a link to the threat: its severity and title. */
void html_threat_link(Buffer *out, const Report *report, const Threat *threat);

/* Writes "file:line" in small print; nothing without a file. */
void html_threat_place(Buffer *out, Str file, uint32_t line);

/* Writes a severity as a coloured label. */
void html_threat_pill(Buffer *out, Severity severity);

#endif
