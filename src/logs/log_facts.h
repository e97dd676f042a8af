/* SPDX-License-Identifier: Apache-2.0 */
/* log_facts.h -- what a responder asks of any log's record, under one name: who, from where, what,
 * on what. Which field says it depends on the source; a table knows (docs/logs.md). */
#ifndef MERLON_LOGS_LOG_FACTS_H
#define MERLON_LOGS_LOG_FACTS_H

#include "logs/log_event.h"

typedef enum LogFact {
    LOG_FACT_ID,        /* eventID */
    LOG_FACT_NAME,      /* what was done: eventName, S3's operation, a DNS name */
    LOG_FACT_SERVICE,   /* eventSource */
    LOG_FACT_PRINCIPAL, /* who: an ARN where there is one */
    LOG_FACT_ADDRESS,   /* from where */
    LOG_FACT_AGENT,     /* with what */
    LOG_FACT_ACCOUNT,   /* whose */
    LOG_FACT_REGION,
    LOG_FACT_ERROR, /* empty when it went well, as far as the record tells */
    LOG_FACT_KEY,   /* the access key id it was signed with */
    LOG_FACT_GIVEN, /* the access key id that it gave out (AssumeRole) */
    LOG_FACT_BUCKET,
    LOG_FACT_OBJECT,
    LOG_FACT_REPOSITORY,
    LOG_FACT_BYTES_OUT,
    LOG_FACT_TITLE,    /* of a finding */
    LOG_FACT_SEVERITY, /* of a finding: GuardDuty's number */
    LOG_FACT_COUNT
} LogFact;

enum { LOG_FACT_FIELDS_MAX = 6, LOG_FACT_TARGETS_MAX = 32 };

/* The fields of each fact by source, in the order in which they are asked. */
typedef struct LogFacts {
    LogField fields[LOG_SOURCE_COUNT][LOG_FACT_COUNT][LOG_FACT_FIELDS_MAX];
    uint8_t counts[LOG_SOURCE_COUNT][LOG_FACT_COUNT];
    LogField targets[LOG_SOURCE_COUNT][LOG_FACT_TARGETS_MAX];
    uint8_t target_counts[LOG_SOURCE_COUNT];
    size_t request;         /* slot of CloudTrail's requestParameters */
    LogKeys *request_names; /* what is wanted in them, behind the fixed keys */
} LogFacts;

/* The facts' fields, added to keys; in arena. NULL when keys is full. */
LogFacts *log_facts_make(Arena *arena, LogKeys *keys);

/* The fact's text, in scratch or in the record; empty when the record doesn't say. */
Str log_facts_text(const LogFacts *facts, const LogEvent *event, LogFact fact, Arena *scratch);

/* What the record was about: ARNs and names of resources, each once, at most room of them. */
size_t log_facts_targets(const LogFacts *facts, const LogEvent *event, Arena *scratch, Str *targets,
                         size_t room);

#endif
