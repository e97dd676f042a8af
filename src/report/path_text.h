/* SPDX-License-Identifier: Apache-2.0 */
/* path_text.h -- paths and escalations as text for the terminal, and as JSON (docs/paths.md). */
#ifndef MERLON_REPORT_PATH_TEXT_H
#define MERLON_REPORT_PATH_TEXT_H

#include "base/buffer.h"
#include "model/infer.h"
#include "model/paths.h"

typedef struct PathReport {
    Str from, to; /* as they were asked for */
    PathList paths;
    size_t reach, reach_possible; /* elements that the start reaches, for certain and perhaps */
    bool has_escalations;         /* the members below were asked for */
    PrivilegePath *escalations;
    size_t escalation_count;
    const Resource **administrators;
    size_t administrator_count;
    size_t principal_count; /* roles and users that were looked at */
} PathReport;

/* A text for the terminal. */
void path_text_write(const PathReport *report, Buffer *out);

/* JSON. */
void path_text_write_json(const PathReport *report, Buffer *out);

#endif
