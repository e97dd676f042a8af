/* SPDX-License-Identifier: Apache-2.0 */
/* html_part.h -- small pieces of the HTML report: places, severities, links, lists of facts. */
#ifndef MERLON_REPORT_HTML_PART_H
#define MERLON_REPORT_HTML_PART_H

#include "report/html_page.h"

/* Writes "file:line" in small print; nothing without a file. */
void html_part_place(Buffer *out, Str file, uint32_t line);

/* Writes a severity as a coloured label. */
void html_part_severity(Buffer *out, Severity severity);

/* Writes text of several paragraphs, which an empty line parts. */
void html_part_paragraphs(Buffer *out, Str text);

/* Writes a text, as a link when it is a plain web address. */
void html_part_link(Buffer *out, Str text);

/* Writes "and N more" as an item or a paragraph; nothing for 0. */
void html_part_more(Buffer *out, const char *tag, size_t count, const char *what);

/* Opens one of a list of facts: its name; the content and html_part_end follow. */
void html_part_begin(Buffer *out, const char *name);

/* Closes what html_part_begin opened. */
void html_part_end(Buffer *out);

/* Writes a fact whose content is text; nothing when that is empty. */
void html_part_fact(Buffer *out, const char *name, Str text);

/* Writes what proves something, as a list. */
void html_part_evidence(Buffer *out, const Evidence *items, size_t count);

/* Writes the name of an element with a link to it. */
void html_part_element(const HtmlPage *page, const Element *element);

/* Writes the number of a flow with a link to it. */
void html_part_flow(const HtmlPage *page, const Flow *flow);

/* Writes boundaries from the outermost to the one given, as "VPC main > subnet a". */
void html_part_standing(const HtmlPage *page, const Boundary *boundary);

/* Writes a boundary's kind and name. */
void html_part_boundary(const HtmlPage *page, const Boundary *boundary);

/* Writes the names of data, by their ids. */
void html_part_assets(const HtmlPage *page, const ModelTexts *ids);

/* Writes how many threats there are by severity: "2 high, 1 low". */
void html_part_counts(Buffer *out, const size_t counts[SEVERITY_COUNT]);

/* Opens a section with a heading of the second level; count is left out when it is SIZE_MAX. */
void html_part_section(Buffer *out, const char *id, const char *heading, size_t count);

/* To be called before each of total things that a list shows: beyond HTML_UNITS_MAX they stand in a
 * fold that html_part_end_rest closes. */
void html_part_begin_rest(Buffer *out, size_t at, size_t total);

/* To be called after the last of total things. */
void html_part_end_rest(Buffer *out, size_t total);

/* The name that people read of a STRIDE category; another text is returned as it is. */
Str html_part_stride(Str category);

#endif
