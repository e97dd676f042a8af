/* SPDX-License-Identifier: Apache-2.0 */
/* playbook_step.h -- one step of a playbook: what is to be done in an incident, why, and when it is
 * done. What merlon does with a step follows from its type (docs/playbooks.md). */
#ifndef MERLON_RESPOND_PLAYBOOK_STEP_H
#define MERLON_RESPOND_PLAYBOOK_STEP_H

#include "logs/log_event.h"
#include "respond/placeholder.h"
#include "respond/playbook_form.h"
#include "rule/rule.h"
#include "sigma/sigma_set.h"

enum { PLAYBOOK_ID_BYTES_MAX = 64 /* an id is the name of a file, too */ };

/* NIST SP 800-61, with containment, eradication and recovery told apart. In order. */
typedef enum PlaybookPhase {
    PLAYBOOK_PREPARATION,
    PLAYBOOK_ANALYSIS,
    PLAYBOOK_CONTAINMENT,
    PLAYBOOK_ERADICATION,
    PLAYBOOK_RECOVERY,
    PLAYBOOK_POST_INCIDENT
} PlaybookPhase;

enum { PLAYBOOK_PHASE_COUNT = PLAYBOOK_POST_INCIDENT + 1 };

typedef enum PlaybookType {
    PLAYBOOK_INVENTORY, /* resources of the model, by type */
    PLAYBOOK_CHECK,     /* rules over the model */
    PLAYBOOK_QUERY,     /* a detection over the logs */
    PLAYBOOK_FINDING,   /* GuardDuty's findings, by type */
    PLAYBOOK_QUESTION,  /* a person answers */
    PLAYBOOK_COMMAND,   /* shown with the case's names filled in, never run */
    PLAYBOOK_NOTE
} PlaybookType;

enum { PLAYBOOK_TYPE_COUNT = PLAYBOOK_NOTE + 1 };

/* What a step needs; sets have the bit 1 << PlaybookInput of each. */
typedef enum PlaybookInput {
    PLAYBOOK_INPUT_MODEL,
    PLAYBOOK_INPUT_LOGS,
    PLAYBOOK_INPUT_FINDINGS,
    PLAYBOOK_INPUT_BUCKETS,
    PLAYBOOK_INPUT_REPOSITORIES,
    PLAYBOOK_INPUT_PRINCIPALS,
    PLAYBOOK_INPUT_OBJECTS,
    PLAYBOOK_INPUT_KEYS
} PlaybookInput;

enum { PLAYBOOK_INPUT_COUNT = PLAYBOOK_INPUT_KEYS + 1 };

/* Which hits of a query belong to the case. */
typedef enum PlaybookScope {
    PLAYBOOK_SCOPE_TARGET,  /* those on a bucket, repository or object of the case */
    PLAYBOOK_SCOPE_ACTOR,   /* those of its principals and keys, through chains of roles */
    PLAYBOOK_SCOPE_ADDRESS, /* those of addresses that these used */
    PLAYBOOK_SCOPE_ANY
} PlaybookScope;

/* What a hit of a query means to the case. */
typedef enum PlaybookRole {
    PLAYBOOK_ROLE_READ,
    PLAYBOOK_ROLE_WRITE,
    PLAYBOOK_ROLE_EXPOSURE,
    PLAYBOOK_ROLE_CONTAINMENT,
    PLAYBOOK_ROLE_CREDENTIAL,
    PLAYBOOK_ROLE_PERSISTENCE,
    PLAYBOOK_ROLE_DISCOVERY,
    PLAYBOOK_ROLE_EVASION,
    PLAYBOOK_ROLE_IMPACT,
    PLAYBOOK_ROLE_NETWORK,
    PLAYBOOK_ROLE_OTHER
} PlaybookRole;

enum { PLAYBOOK_ROLE_COUNT = PLAYBOOK_ROLE_OTHER + 1 };

/* What a command is written once for. */
typedef enum PlaybookSubject {
    PLAYBOOK_SUBJECT_CASE,
    PLAYBOOK_SUBJECT_BUCKET,
    PLAYBOOK_SUBJECT_REPOSITORY,
    PLAYBOOK_SUBJECT_PRINCIPAL, /* by its ARN */
    PLAYBOOK_SUBJECT_USER,
    PLAYBOOK_SUBJECT_ROLE,
    PLAYBOOK_SUBJECT_KEY,      /* of a user: {key} and {user} */
    PLAYBOOK_SUBJECT_INSTANCE, /* EC2's */
    PLAYBOOK_SUBJECT_DATABASE, /* RDS's instance */
    PLAYBOOK_SUBJECT_OBJECT,   /* S3's: {bucket}, {object} and {version} */
    PLAYBOOK_SUBJECT_SNAPSHOT, /* EC2's or RDS's, as the playbook's command says */
    PLAYBOOK_SUBJECT_IMAGE,
    PLAYBOOK_SUBJECT_ADDRESS,
    PLAYBOOK_SUBJECT_TRAIL
} PlaybookSubject;

enum { PLAYBOOK_SUBJECT_COUNT = PLAYBOOK_SUBJECT_TRAIL + 1 };

typedef struct PlaybookQuery {
    LogSource source;
    Str rule; /* its id in the set: "code-exposure/who-read-objects" */
    PlaybookScope scope;
    PlaybookRole role;
    const Node *detection; /* as it was written */
} PlaybookQuery;

typedef struct PlaybookCommand {
    PlaybookSubject subject;
    Str run; /* a template, see placeholder.h */
    Str why, effect;
    Str check;            /* a template: shows that it worked */
    Str undo;             /* a template, or a sentence */
    bool undo_is_command; /* it begins with "aws " */
} PlaybookCommand;

typedef struct PlaybookQuestion {
    Str text;
    Str ask;               /* who can answer */
    PlaybookTexts choices; /* or none */
} PlaybookQuestion;

/* A type of finding that GuardDuty gave up. */
typedef struct PlaybookRetired {
    Str type, successor;
} PlaybookRetired;

typedef struct PlaybookFinding {
    PlaybookTexts types; /* those that still come, the successors included */
    PlaybookRetired *retired;
    size_t retired_count;
} PlaybookFinding;

typedef struct PlaybookStep {
    Str id; /* "who-read-objects" */
    Str title, purpose;
    Str produces, done;
    Str nist; /* "DE.AE-2", or empty */
    PlaybookPhase phase;
    PlaybookType type;
    uint32_t inputs; /* a set of PlaybookInput */
    uint32_t line;
    union {                      /* by type */
        PlaybookTexts inventory; /* types of resources */
        PlaybookTexts check;     /* ids of rules */
        PlaybookQuery query;
        PlaybookFinding finding;
        PlaybookQuestion question;
        PlaybookCommand command;
        Str note;
    };
} PlaybookStep;

/* "preparation", "post-incident". */
Str playbook_phase_name(PlaybookPhase phase);

/* "inventory", "query". */
Str playbook_type_name(PlaybookType type);

/* "logs", "buckets". */
Str playbook_input_name(PlaybookInput input);

/* "target", "any". */
Str playbook_scope_name(PlaybookScope scope);

/* "read", "exposure". */
Str playbook_role_name(PlaybookRole role);

/* "case", "bucket". */
Str playbook_subject_name(PlaybookSubject subject);

/* The placeholders that commands for a subject may use: its own, and {account}, {region} and {time}
 * of the case. A set as in placeholder.h. */
uint32_t playbook_subject_placeholders(PlaybookSubject subject);

/* Reads a step, whose memory goes on to be used. False when something was wrong with it: each
 * problem was noted. Queries are read, but stand in no set yet. */
bool playbook_step_read(const PlaybookReader *reader, const Node *node, PlaybookStep *ret_step);

/* Adds the detection of a query to set as the rule called step->query.rule; node is the step's. */
bool playbook_step_add_query(const PlaybookReader *reader, const Node *node, SigmaSet *set,
                             const PlaybookStep *step);

#endif
