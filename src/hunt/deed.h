/* SPDX-License-Identifier: Apache-2.0 */
/* deed.h -- what one record of a log says, in a responder's terms: who did what from where, whether
 * it went well, and whether whoever did it belongs to the account. */
#ifndef MERLON_HUNT_DEED_H
#define MERLON_HUNT_DEED_H

#include "logs/log_facts.h"

/* How it went. */
typedef enum DeedOutcome {
    DEED_GOOD,
    DEED_DENIED, /* it wasn't allowed */
    DEED_FAILED  /* something else was wrong */
} DeedOutcome;

/* Who did it, as far as the record tells. */
typedef enum DeedStanding {
    DEED_OWN,
    DEED_FOREIGN,  /* somebody of another account */
    DEED_ANONYMOUS /* nobody in particular: no credentials */
} DeedStanding;

typedef struct Deed {
    LogSource source;
    bool has_time;
    int64_t time;              /* seconds */
    Str texts[LOG_FACT_COUNT]; /* in scratch or in the record */
    Str object;                /* with its bucket: "bucket/key" */
    Str foreign;               /* the other account, when its number is known */
    uint64_t bytes_out;
    DeedOutcome outcome;
    DeedStanding standing;
    bool presigned; /* the right came with the address: a presigned URL */
    bool reads;     /* takes data out: GetObject, GitPull, pulling an image ... */
} Deed;

/* How often, how and when. */
typedef struct DeedCounts {
    uint64_t events, good, denied, failed, bytes_out;
    bool has_time;
    int64_t first, last;
} DeedCounts;

/* The fields that a deed is read from. */
typedef struct DeedFields {
    LogFacts *facts;
    LogField caller_account, caller_type, method, rejected;
    LogField s3_status, s3_owner, s3_method, elb_status, edge_status;
} DeedFields;

/* Fills fields, whose names are added to keys; memory comes from arena. False when keys is full. */
bool deed_fields_make(Arena *arena, LogKeys *keys, DeedFields *ret_fields);

/* Fills a deed with what event says; texts lie in scratch or in the event. */
void deed_read(const DeedFields *fields, const LogEvent *event, Arena *scratch, Deed *ret_deed);

/* Counts a deed in. */
void deed_counts_add(DeedCounts *counts, const Deed *deed);

/* Counts in what was counted elsewhere. */
void deed_counts_merge(DeedCounts *counts, const DeedCounts *more);

/* Whether an error's name says that something wasn't allowed. */
bool deed_is_denial(Str error);

#endif
