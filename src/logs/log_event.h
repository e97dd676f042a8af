/* SPDX-License-Identifier: Apache-2.0 */
/* log_event.h -- one record of a log, as it lies in memory, and how its fields are read.
 * Nothing is parsed ahead: a JSON record is a range of simdjson's tokens with the places of the
 * wanted top-level values (log_keys.h), a record of a line-based log is a row of columns. A record
 * is valid only while it is handed out.
 *
 * The rules of reading are those of Sigma as merlon answers its open questions (docs/hunting.md):
 * a dotted name is a literal key or a walk through objects, an array on the way stands for each of
 * its elements. */
#ifndef MERLON_LOGS_LOG_EVENT_H
#define MERLON_LOGS_LOG_EVENT_H

#include "logs/log_keys.h"

/* The kinds of logs; log_source_name gives what Sigma rules call the service. */
typedef enum LogSource {
    LOG_SOURCE_CLOUDTRAIL,
    LOG_SOURCE_VPCFLOW,
    LOG_SOURCE_ROUTE53RESOLVER,
    LOG_SOURCE_S3ACCESS,
    LOG_SOURCE_ELB,
    LOG_SOURCE_CLOUDFRONT,
    LOG_SOURCE_GUARDDUTY,
    LOG_SOURCE_COUNT
} LogSource;

enum {
    LOG_DEPTH_MAX = 64, /* values within values; CloudTrail nests about 12 deep */
    LOG_PARTS_MAX = 16  /* names in a dotted field */
};

typedef struct LogEvent {
    LogSource source;
    Str text;               /* the record as it stands in its file */
    const char *base;       /* JSON: what tokens are offsets into; NULL for a row of columns */
    const uint32_t *tokens; /* JSON: those of the text that holds the record */
    uint32_t begin, end;    /* JSON: the record's own, from its '{' to behind its '}' */
    const uint32_t *slots;  /* JSON: by key, the value's token + 1; 0 when it isn't there */
    const Str *columns;     /* row: by key; ptr is NULL when it isn't there */
    const LogKeys *keys;
    Str file;        /* the path as the user gave or found it */
    uint64_t offset; /* of the record in the uncompressed file, in bytes */
} LogEvent;

typedef enum LogKind {
    LOG_KIND_NULL,
    LOG_KIND_BOOL,
    LOG_KIND_NUMBER,
    LOG_KIND_STRING,
    LOG_KIND_OBJECT,
    LOG_KIND_ARRAY
} LogKind;

typedef struct LogValue {
    LogKind kind;
    Str raw;        /* scalars: the text; a string's without quotes and with its escapes */
    uint32_t token; /* JSON: where it stands */
} LogValue;

/* A field by name, with the places to look for it. */
typedef struct LogField {
    Str name;                /* "requestParameters.bucketName" */
    size_t literal;          /* slot of the whole name */
    size_t first;            /* slot of what is before the first dot; same as literal without one */
    size_t pair;             /* slot of what is before the second; 0 when there is none */
    Str rest[LOG_PARTS_MAX]; /* the names behind it */
    size_t rest_count;
} LogField;

/* "cloudtrail", as in a Sigma rule's logsource. */
Str log_source_name(LogSource source);

/* The field called name, whose slots are added to keys. False when it has too many parts or keys is
 * full; name must outlive the field. */
bool log_field_make(LogKeys *keys, Str name, LogField *ret_field);

/* Has the readers note where the field stands, one level down: for fields that are asked of nearly
 * every record. */
void log_field_hasten(LogKeys *keys, LogField *field);

/* The value at a token of a JSON record. */
LogValue log_value_at(const LogEvent *event, uint32_t token);

/* The token behind the value at token, at most event->end. */
uint32_t log_value_skip(const LogEvent *event, uint32_t token);

/* The text of a scalar: escapes become what they stand for, in scratch; null has none (false). */
bool log_value_text(const LogValue *value, Arena *scratch, Str *ret_text);

/* Called for a value; returns false to end the visit. */
typedef bool LogVisitor(void *context, const LogValue *value);

/* Calls visit for each value that field stands for: containers as they are. Returns false when a
 * visit was ended. */
bool log_field_visit(const LogEvent *event, const LogField *field, LogVisitor *visit,
                     void *context);

/* Calls visit for each scalar in value: itself, or all in an object or array. */
bool log_scalars_visit(const LogEvent *event, const LogValue *value, LogVisitor *visit,
                       void *context);

/* Calls visit for each element of an array, for any other value once with it. */
bool log_elements_visit(const LogEvent *event, const LogValue *value, LogVisitor *visit,
                        void *context);

/* Calls visit for each scalar of the record. */
bool log_event_visit(const LogEvent *event, LogVisitor *visit, void *context);

/* JSON without white space between tokens, of a value or (NULL) of the whole record; a row of
 * columns is the line as it stands. */
Str log_value_compact(const LogEvent *event, const LogValue *value, Arena *scratch);

/* The text of the first scalar that field stands for, in scratch or in the record itself; the
 * empty Str when there is none. */
Str log_field_text(const LogEvent *event, const LogField *field, Arena *scratch);

/* When the record's event was, in seconds since 1970 UTC; false when the record doesn't say so or
 * says it in no way that is known. */
bool log_event_time(const LogEvent *event, int64_t *ret_seconds);

/* The same as "2026-11-21T15:30:00Z" in scratch, for every source; empty when it isn't known. */
Str log_event_time_text(const LogEvent *event, Arena *scratch);

#endif
