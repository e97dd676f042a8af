/* SPDX-License-Identifier: Apache-2.0 */
/* case_yaml.h -- case.yaml: a case as text, written in one way only.
 *
 *     case: 1                           # the version of this format
 *     name: leak
 *     playbook: code-exposure
 *     opened: "2026-11-21T15:30:00Z"
 *     scope:
 *       logs:
 *         - ../AWSLogs                  # relative to the case folder, or absolute
 *       from: "2026-11-01T00:00:00Z"
 *     people:
 *       - name: Ada Lovelace
 *         role: opened the case
 *     steps:
 *       - id: who-read-objects
 *         state: done
 *         set_by: person                # a run leaves the state alone then
 *         reason: a sentence
 *         answers:
 *           - at: "2026-11-21T16:00:00Z"
 *             by: Ada Lovelace
 *             text: what she found out
 *     notes: []                         # like answers
 *
 * What is empty is left out. */
#ifndef MERLON_RESPOND_CASE_YAML_H
#define MERLON_RESPOND_CASE_YAML_H

#include "base/buffer.h"
#include "respond/case_file.h"

/* Reads a case from text; its strings live in arena. Unknown keys, values of another kind and what
 * is beyond the limits of case_file.h are refused; err has the place. */
bool case_yaml_read(Arena *arena, Str path, Str text, CaseFile *ret_file, Error *err);

/* Appends the case as YAML: the same case gives the same bytes, and case_yaml_read makes the same
 * case of them. */
void case_yaml_write(const CaseFile *file, Buffer *out);

#endif
