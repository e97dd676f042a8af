/* SPDX-License-Identifier: Apache-2.0 */
/* access.h -- who may do what: the policies that hold for a role or user, taken together. Identity
 * policies, those of groups, managed policies, permissions boundaries and denials count; service
 * control policies are not among what is read. What a resource's own policy grants is asked for
 * separately (access_resource_allows).
 * Logic: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html */
#ifndef MERLON_MODEL_ACCESS_H
#define MERLON_MODEL_ACCESS_H

#include "aws/policy.h"
#include "model/model.h"

enum {
    ACCESS_DOCUMENTS_MAX = 200, /* of one principal: ten managed policies, groups, inline ones */
    ACCESS_NAMES_MAX = 8        /* spellings of one target */
};

/* One statement, ready to be compared: actions in lower case. */
typedef struct AccessStatement {
    const PolicyStatement *policy;
    Str *actions;
    size_t action_count;
    bool actions_unknown;
    Truth condition; /* false: never met; true: always */
    bool only_for_service;
    Str services; /* of a condition on iam:PassedToService: "a,b"; with only_for_service */
    bool has_evidence;
    Evidence evidence; /* made when first asked for */
} AccessStatement;

typedef struct AccessDocument {
    const Resource *holder; /* the policy, role, user or group; NULL for a policy of AWS's */
    Str path;               /* of the document in its holder */
    Str name;               /* "AdministratorAccess"; or empty */
    Evidence evidence;      /* what attaches it, or where it stands */
    const Node *node;       /* as it was written; NULL for a policy of AWS's */
    Policy policy;
    AccessStatement *statements;
} AccessDocument;

typedef struct Principal {
    const Resource *resource; /* AWS::IAM::Role or AWS::IAM::User */
    AccessDocument **documents;
    size_t document_count;
    AccessDocument **boundaries; /* permissions boundaries */
    size_t boundary_count;
    ResourceList own_policies; /* customer managed policies that are attached */
    ResourceList groups;
    bool incomplete; /* some policy is not among what was read */
    Evidence missing;
} Principal;

/* What an action is done to. A resource of the estate, or any of a kind. */
typedef struct AccessTarget {
    const Resource *resource;       /* or NULL */
    Str service;                    /* "dynamodb", as in ARNs; empty: any */
    Str names[ACCESS_NAMES_MAX];    /* the resource part: "table/orders", "table/orders/index/x" */
    Str services[ACCESS_NAMES_MAX]; /* of each name: "rds-db" */
    size_t name_count;              /* 0: nothing is known of it, any pattern but "*" may miss it */
    Str references[2 * ACCESS_NAMES_MAX]; /* the same as templates write it: "table/${Table}" */
    Str reference_services[2 * ACCESS_NAMES_MAX];
    size_t reference_count;
} AccessTarget;

typedef struct AccessAnswer {
    Truth truth;
    const AccessDocument *document; /* that allows it */
    AccessStatement *statement;
} AccessAnswer;

typedef struct Access {
    Estate *estate;
    Arena *arena;
    Principal **principals; /* by the index of the resource; made when first asked for */
    AccessTarget **targets; /* likewise */
    Map documents;          /* address and path -> AccessDocument */
} Access;

/* The rights in an estate; memory comes from arena. */
Access access_make(Arena *arena, Estate *estate);

/* The policies of a role or user. */
const Principal *access_principal(Access *access, const Resource *resource);

/* A resource of the estate as a target, by its facts. */
const AccessTarget *access_target(Access *access, const Resource *resource);

/* Whether the principal may do action (in lower case) on target. passed_to: the service that a role
 * is handed to, or empty. */
AccessAnswer access_ask(const Principal *principal, Str action, const AccessTarget *target,
                        Str passed_to);

/* Whether a policy or boundary of the principal denies it, whoever else allows it. */
Truth access_denies(const Principal *principal, Str action, const AccessTarget *target);

/* Whether the principal may do everything. */
AccessAnswer access_is_administrator(const Principal *principal);

/* Where the statement stands that gives an answer. */
Evidence access_evidence(Access *access, AccessAnswer answer);

/* Whether a pattern of a policy covers a target. */
Truth access_covers(Str pattern, const AccessTarget *target);

/* The resources of a type (empty: any) that a document refers to whose statements aren't all known:
 * before apply, a plan tells no more of a policy than what it refers to. */
ResourceList access_unknown_refers(Access *access, const AccessDocument *document, Str type);

/* A document that stands at a place, parsed once; NULL when it is none. */
AccessDocument *access_document(Access *access, const Resource *holder, const Node *node, Str path);

#endif
