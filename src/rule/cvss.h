/* SPDX-License-Identifier: Apache-2.0 */
/* cvss.h -- base scores of the Common Vulnerability Scoring System, version 3.1: sections 7.1 and
 * 7.4 and appendix A of FIRST's specification document. */
#ifndef MERLON_RULE_CVSS_H
#define MERLON_RULE_CVSS_H

#include "base/error.h"

/* Scores a vector of the eight base metrics, each once and in any order:
 * "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N" is 7.5. Temporal and environmental metrics are
 * refused. On failure returns false, and *ret_wrong is the part that is wrong, or the name of the
 * metric that is missing. */
bool cvss_score(Str vector, double *ret_score, Str *ret_wrong);

#endif
