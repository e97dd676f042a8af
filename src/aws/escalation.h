/* SPDX-License-Identifier: Apache-2.0 */
/* escalation.h -- ways in which rights become more rights, as facts list them under "escalation".
 * The format is described in docs/facts.md. */
#ifndef MERLON_AWS_ESCALATION_H
#define MERLON_AWS_ESCALATION_H

#include "aws/diagram.h"

enum { ESCALATION_NEEDS_MAX = 8 /* rights that one way needs; the longest has four */ };

/* What an action must be allowed on. */
typedef enum EscalationOn {
    ESCALATION_ON_ANY,        /* whatever its resource is */
    ESCALATION_ON_SELF,       /* the principal itself */
    ESCALATION_ON_OWN_POLICY, /* a customer managed policy that is attached to it */
    ESCALATION_ON_OWN_GROUP,  /* a group that it is in */
    ESCALATION_ON_USER,       /* a user, itself or another one */
    ESCALATION_ON_GROUP,
    ESCALATION_ON_ROLE,
    ESCALATION_ON_TYPE /* a resource of a type */
} EscalationOn;

/* What the way leads to. */
typedef enum EscalationGives {
    ESCALATION_GIVES_ADMINISTRATOR, /* all rights in the account */
    ESCALATION_GIVES_TARGET,        /* the user or role that the first need speaks of */
    ESCALATION_GIVES_ITS_ROLE,      /* the role of the resource that the first need speaks of */
    ESCALATION_GIVES_GROUP          /* what the group that the first need speaks of may do */
} EscalationGives;

typedef struct EscalationNeed {
    DiagramTexts actions; /* one of them is enough */
    EscalationOn on;
    Str type;    /* with ESCALATION_ON_TYPE */
    Str service; /* the role must trust it: "lambda.amazonaws.com"; or empty */
} EscalationNeed;

typedef struct Escalation {
    Str id;    /* "lambda-create-function" */
    Str title; /* "creates a Lambda function with a role that it passes" */
    EscalationNeed needs[ESCALATION_NEEDS_MAX];
    size_t need_count;
    EscalationGives gives;
} Escalation;

/* Reads one item of the list. On failure err has file:line. path is the file's. */
bool escalation_read(Arena *arena, Str path, const Node *node, Escalation *ret_escalation,
                     Error *err);

#endif
