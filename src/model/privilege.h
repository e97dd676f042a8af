/* SPDX-License-Identifier: Apache-2.0 */
/* privilege.h -- how a role or user becomes another one, or administrator: by assuming roles that
 * trust it, and by the ways that facts list under "escalation" (facts/aws/escalation.yaml). */
#ifndef MERLON_MODEL_PRIVILEGE_H
#define MERLON_MODEL_PRIVILEGE_H

#include "model/access.h"

enum {
    PRIVILEGE_STEPS_MAX = 2000, /* from one principal; beyond, the first ones are told */
    PRIVILEGE_PATH_MAX = 12     /* steps of a path; longer ones aren't looked for */
};

/* One step from a principal. */
typedef struct PrivilegeStep {
    const Escalation *way; /* NULL: it assumes the role */
    const Resource *from;
    const Resource *to;     /* the role, user or group whose rights it gains; NULL: all rights */
    const Resource *target; /* what the way works on, where that is a resource; or NULL */
    Truth truth;            /* unknown: it depends on what note says */
    Str note;
    EvidenceList evidence;
} PrivilegeStep;

typedef struct PrivilegeSteps {
    PrivilegeStep *items;
    size_t count;
    size_t capacity;
} PrivilegeSteps;

/* The way of one principal to all rights. */
typedef struct PrivilegePath {
    const Resource *from;
    const PrivilegeStep *steps[PRIVILEGE_PATH_MAX];
    size_t count; /* 0: it has them already */
    Truth truth;  /* that of the weakest step */
} PrivilegePath;

typedef struct Privileges {
    Access *access;
    Model *model;                     /* whose arena holds what is found */
    PrivilegeSteps **steps;           /* by the index of the resource; made when first asked for */
    struct PrivilegeTrusted *trusted; /* by the index of a role, likewise */
    Map by_service;                   /* service -> the roles that trust it, likewise */
} Privileges;

/* The privileges in an estate. */
Privileges privilege_make(Access *access, Model *model);

/* What a principal can do next. */
const PrivilegeSteps *privilege_steps(Privileges *privileges, const Resource *principal);

/* The shortest way to all rights, one of certain steps before any other; false when there is none.
 */
bool privilege_find_path(Privileges *privileges, const Resource *principal,
                         PrivilegePath *ret_path);

/* Whether a role may be assumed by principal: trust, and rights where trust alone isn't enough. */
Truth privilege_assumes(Privileges *privileges, const Resource *principal, const Resource *role,
                        EvidenceList *evidence);

/* Whether a role trusts a service: "lambda.amazonaws.com". */
Truth privilege_trusts_service(Privileges *privileges, const Resource *role, Str service);

#endif
