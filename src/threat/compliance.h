/* SPDX-License-Identifier: Apache-2.0 */
/* compliance.h -- what the threats of a run say about the controls of a framework. */
#ifndef MERLON_THREAT_COMPLIANCE_H
#define MERLON_THREAT_COMPLIANCE_H

#include "rule/framework.h"
#include "threat/threat.h"

typedef enum ComplianceStatus {
    COMPLIANCE_MET,        /* every threat is absent, or a decision closed it */
    COMPLIANCE_NOT_MET,    /* a threat is present and open */
    COMPLIANCE_UNKNOWN,    /* none is open, but some need investigation */
    COMPLIANCE_NOT_COVERED /* no rule serves it, or none had anything to judge here */
} ComplianceStatus;

enum { COMPLIANCE_STATUS_COUNT = COMPLIANCE_NOT_COVERED + 1 };

typedef struct ComplianceResult {
    const Control *control;
    ComplianceStatus status;
    Str *threats; /* ids of those that are open or need investigation, as the status says */
    size_t threat_count;
    size_t judged; /* how often its rules gave a verdict */
    size_t closed; /* threats that a person's decision closed */
} ComplianceResult;

typedef struct Compliance {
    const Framework *framework;
    ComplianceResult *results; /* one for each control, in its order */
    size_t by_status[COMPLIANCE_STATUS_COUNT];
} Compliance;

/* Assesses every control; threats must hold the absent ones, too, and decisions must have been
 * applied. Memory comes from arena; the threats aren't needed afterwards. */
Compliance compliance_assess(Arena *arena, const Framework *framework, const ThreatList *threats);

/* "met", "not met", "unknown", "not covered". */
Str compliance_status_name(ComplianceStatus status);

#endif
