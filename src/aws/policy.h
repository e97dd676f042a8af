/* SPDX-License-Identifier: Apache-2.0 */
/* policy.h -- IAM policy documents: identity policies, resource policies and trust policies.
 * A document is parsed once into statements, whatever form it was written in; the questions that
 * rules ask have three answers, since parts of a document may be unknown before deployment.
 * Grammar: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
#ifndef MERLON_AWS_POLICY_H
#define MERLON_AWS_POLICY_H

#include "text/node.h"

enum {
    POLICY_STATEMENTS_MAX = 2000, /* the largest policies allow 20 KiB: some hundred statements */
    POLICY_VALUES_MAX = 5000      /* actions, resources or values of one statement */
};

typedef enum PolicyEffect { POLICY_ALLOW, POLICY_DENY, POLICY_EFFECT_UNKNOWN } PolicyEffect;

/* One or many values: a scalar counts as a list of one. */
typedef struct PolicyValues {
    const Node *items;
    size_t count;
    bool unknown; /* the list itself is unknown or open: more may be in it */
} PolicyValues;

typedef struct PolicyCondition {
    Str operation; /* as written, without "ForAnyValue:", "ForAllValues:" and "IfExists" */
    bool if_exists;
    bool for_all; /* ForAllValues: true also when the key is missing */
    Str key;      /* "aws:SecureTransport" */
    PolicyValues values;
} PolicyCondition;

typedef struct PolicyStatement {
    const Node *node;
    uint32_t index; /* in the document */
    PolicyEffect effect;
    const Node *principal; /* of Principal or NotPrincipal; NULL when there is neither */
    bool not_principal;
    PolicyValues actions; /* of Action or NotAction */
    bool not_action;
    PolicyValues resources; /* of Resource or NotResource; none in trust policies */
    bool has_resource;
    bool not_resource;
    PolicyCondition *conditions;
    size_t condition_count;
    bool conditions_unknown;
} PolicyStatement;

typedef struct Policy {
    PolicyStatement *statements;
    size_t count;
    bool unknown; /* the document or its list of statements is unknown or open */
} Policy;

/* What a question found: the answer and the statement that decided it (NULL when none did). */
typedef struct PolicyAnswer {
    Truth truth;
    const PolicyStatement *statement;
} PolicyAnswer;

/* How the texts of resources are spelled when parts of them aren't known: node_canonical, or what
 * knows more about references. */
typedef struct PolicySpelling {
    bool (*spell)(const void *context, Arena *arena, const Node *node, Str *ret_text);
    const void *context;
} PolicySpelling;

/* Parses a document: a map with Statement, or unknown. False when it is neither, or beyond the
 * limits; a statement that is no map is left out and makes the policy unknown. spelling may be
 * NULL. */
bool policy_parse(Arena *arena, const Node *document, const PolicySpelling *spelling,
                  Policy *ret_policy);

/* Whether an Allow statement has a public principal ("*", {"AWS": "*"}, a list holding it, or
 * NotPrincipal) and no restricting condition. */
PolicyAnswer policy_is_public(Arena *arena, const Policy *policy);

/* Whether an Allow statement covers every action (Action "*", or a NotAction that leaves nearly
 * all) on Resource "*". */
PolicyAnswer policy_is_admin(Arena *arena, const Policy *policy);

/* Whether an Allow statement covers all actions of a service ("iam:*") on Resource "*". */
PolicyAnswer policy_is_full_service(Arena *arena, const Policy *policy);

/* Whether an Allow statement has a wildcard in its actions, or "*" as a resource. */
PolicyAnswer policy_has_wildcards(Arena *arena, const Policy *policy);

/* Whether a Deny for everyone covers every action on each of the ARNs (canonical text, "...:name"
 * and "...:name/" with a star for a bucket) when aws:SecureTransport is false or s3:TlsVersion
 * below 1.2. */
PolicyAnswer policy_denies_insecure_transport(Arena *arena, const Policy *policy, const Str *arns,
                                              size_t arn_count);

/* Whether the policy lets someone do action on resource (canonical text): an Allow that matches, no
 * Deny that does. Conditions make the answer unknown. Principals are not looked at. */
PolicyAnswer policy_allows(Arena *arena, const Policy *policy, Str action, Str resource);

/* Whether the statement's principal is public; unknown when it isn't known. */
Truth policy_principal_is_public(const PolicyStatement *statement);

/* Whether a condition restricts a public principal to known accounts, organizations, networks or
 * resources, by the conventions of the rules (docs/policies.md). */
Truth policy_statement_is_restricted(Arena *arena, const PolicyStatement *statement);

#endif
