/* SPDX-License-Identifier: Apache-2.0 */
/* environment.h -- what the functions of rules find behind an evaluation. */
#ifndef MERLON_THREAT_ENVIRONMENT_H
#define MERLON_THREAT_ENVIRONMENT_H

#include "threat/threat.h"

typedef struct Environment {
    Estate *estate;
    const Resource *subject;
} Environment;

#endif
