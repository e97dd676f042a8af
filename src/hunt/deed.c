/* SPDX-License-Identifier: Apache-2.0 */
/* deed.c -- see deed.h. */
#include "hunt/deed.h"

typedef struct FieldRow {
    const char *name;
    size_t offset; /* in DeedFields */
} FieldRow;

static const FieldRow deed_rows[] = {
    {"userIdentity.accountId", offsetof(DeedFields, caller_account)},
    {"userIdentity.type", offsetof(DeedFields, caller_type)},
    {"additionalEventData.AuthenticationMethod", offsetof(DeedFields, method)},
    {"action", offsetof(DeedFields, rejected)},
    {"http_status", offsetof(DeedFields, s3_status)},
    {"bucket_owner", offsetof(DeedFields, s3_owner)},
    {"authentication_type", offsetof(DeedFields, s3_method)},
    {"elb_status_code", offsetof(DeedFields, elb_status)},
    {"sc-status", offsetof(DeedFields, edge_status)},
};

bool deed_fields_make(Arena *arena, LogKeys *keys, DeedFields *ret_fields) {
    DeedFields fields = {.facts = log_facts_make(arena, keys)};
    if (fields.facts == NULL) return false;
    for (size_t i = 0; i < COUNT(deed_rows); i++) {
        LogField *field = (LogField *)(void *)((char *)&fields + deed_rows[i].offset);
        if (!log_field_make(keys, str_from(deed_rows[i].name), field)) return false;
    }
    *ret_fields = fields;
    return true;
}

/* ---- the outcome ---- */

bool deed_is_denial(Str error) {
    static const Str words[] = {S_INIT("AccessDenied"), S_INIT("Unauthorized"),
                                S_INIT("NotAuthorized"), S_INIT("AuthorizationError"),
                                S_INIT("Forbidden"), S_INIT("AuthFailure"),
                                /* a sign-in to the console with a wrong password */
                                S_INIT("Failed authentication")};
    for (size_t i = 0; i < COUNT(words); i++) {
        if (str_contains(error, words[i])) return true;
    }
    return false;
}

static DeedOutcome outcome_of_status(Str status) {
    if (str_equal(status, S("401")) || str_equal(status, S("403"))) return DEED_DENIED;
    return str_starts(status, S("4")) || str_starts(status, S("5")) ? DEED_FAILED : DEED_GOOD;
}

static DeedOutcome deed_outcome(const DeedFields *fields, const LogEvent *event, Str error,
                                Arena *scratch) {
    DeedOutcome said = error.len == 0          ? DEED_GOOD
                       : deed_is_denial(error) ? DEED_DENIED
                                               : DEED_FAILED;
    DeedOutcome status = DEED_GOOD;
    switch (event->source) {
    case LOG_SOURCE_VPCFLOW:
        return str_equal(log_field_text(event, &fields->rejected, scratch), S("REJECT"))
                   ? DEED_DENIED
                   : DEED_GOOD;
    case LOG_SOURCE_S3ACCESS:
        status = outcome_of_status(log_field_text(event, &fields->s3_status, scratch));
        return status == DEED_GOOD ? said : status;
    case LOG_SOURCE_ELB:
        return outcome_of_status(log_field_text(event, &fields->elb_status, scratch));
    case LOG_SOURCE_CLOUDFRONT:
        return outcome_of_status(log_field_text(event, &fields->edge_status, scratch));
    default: return said;
    }
}

/* ---- who ---- */

static bool is_account(Str text) {
    bool fine = text.len == 12;
    for (size_t i = 0; fine && i < text.len; i++) fine = text.ptr[i] >= '0' && text.ptr[i] <= '9';
    return fine;
}

static void cloudtrail_standing(const DeedFields *fields, const LogEvent *event, Arena *scratch,
                                Deed *deed) {
    Str caller = log_field_text(event, &fields->caller_account, scratch);
    Str own = deed->texts[LOG_FACT_ACCOUNT];
    if (str_equal_ignore_case(caller, S("ANONYMOUS_PRINCIPAL")) ||
        str_equal_ignore_case(caller, S("anonymous"))) {
        deed->standing = DEED_ANONYMOUS;
    } else if (is_account(caller) && is_account(own) && !str_equal(caller, own)) {
        deed->standing = DEED_FOREIGN;
        deed->foreign = caller;
    }
    Str method = log_field_text(event, &fields->method, scratch);
    deed->presigned = str_equal(method, S("QueryString"));
}

/* The requester is "-", an ARN, or like the owner of the bucket 64 hexadecimal digits. */
static void bucket_standing(const DeedFields *fields, const LogEvent *event, Arena *scratch,
                            Deed *deed) {
    Str who = deed->texts[LOG_FACT_PRINCIPAL];
    Str owner = log_field_text(event, &fields->s3_owner, scratch);
    if (str_equal(who, S("-"))) {
        deed->standing = DEED_ANONYMOUS;
    } else if (who.len == 64 && owner.len == 64 && !str_equal(who, owner)) {
        deed->standing = DEED_FOREIGN;
    }
    deed->presigned =
        str_equal(log_field_text(event, &fields->s3_method, scratch), S("QueryString"));
}

/* ---- what ---- */

static bool deed_reads(const Deed *deed) {
    static const Str names[] = {S_INIT("GetObject"),
                                S_INIT("GitPull"),
                                S_INIT("BatchGetImage"),
                                S_INIT("REST.GET.OBJECT"),
                                S_INIT("SelectObjectContent"),
                                S_INIT("GetDownloadUrlForLayer"),
                                S_INIT("GetFile"),
                                S_INIT("GetBlob"),
                                S_INIT("GetSecretValue"),
                                S_INIT("GetParameters"),
                                S_INIT("GetParameter"),
                                S_INIT("GetSnapshotBlock"),
                                S_INIT("REST.COPY.OBJECT_GET"),
                                S_INIT("ReadFromFile")};
    if (deed->outcome != DEED_GOOD) return false;
    for (size_t i = 0; i < COUNT(names); i++) {
        if (str_equal(deed->texts[LOG_FACT_NAME], names[i])) return true;
    }
    return false;
}

static uint64_t deed_bytes(Str text) {
    int64_t whole = 0;
    double number = 0;
    if (str_to_int(text, &whole)) return whole > 0 ? (uint64_t)whole : 0;
    bool fine = str_to_double(text, &number) && number > 0 && number < 1e18;
    return fine ? (uint64_t)number : 0;
}

void deed_read(const DeedFields *fields, const LogEvent *event, Arena *scratch, Deed *ret_deed) {
    Deed deed = {.source = event->source};
    deed.has_time = log_event_time(event, &deed.time);
    for (LogFact fact = 0; fact < LOG_FACT_COUNT; fact++) {
        deed.texts[fact] = log_facts_text(fields->facts, event, fact, scratch);
    }
    deed.outcome = deed_outcome(fields, event, deed.texts[LOG_FACT_ERROR], scratch);
    deed.bytes_out = deed_bytes(deed.texts[LOG_FACT_BYTES_OUT]);
    deed.reads = deed_reads(&deed);
    if (event->source == LOG_SOURCE_CLOUDTRAIL) {
        cloudtrail_standing(fields, event, scratch, &deed);
    } else if (event->source == LOG_SOURCE_S3ACCESS) {
        bucket_standing(fields, event, scratch, &deed);
    }
    if (deed.standing == DEED_ANONYMOUS) deed.texts[LOG_FACT_PRINCIPAL] = S("anonymous");
    Str bucket = deed.texts[LOG_FACT_BUCKET], key = deed.texts[LOG_FACT_OBJECT];
    if (bucket.len > 0 && key.len > 0) deed.object = str_join3(scratch, bucket, S("/"), key);
    *ret_deed = deed;
}

/* ---- counting ---- */

void deed_counts_add(DeedCounts *counts, const Deed *deed) {
    DeedCounts one = {.events = 1,
                      .good = deed->outcome == DEED_GOOD,
                      .denied = deed->outcome == DEED_DENIED,
                      .failed = deed->outcome == DEED_FAILED,
                      .bytes_out = deed->bytes_out,
                      .has_time = deed->has_time,
                      .first = deed->time,
                      .last = deed->time};
    deed_counts_merge(counts, &one);
}

void deed_counts_merge(DeedCounts *counts, const DeedCounts *more) {
    counts->events += more->events;
    counts->good += more->good;
    counts->denied += more->denied;
    counts->failed += more->failed;
    counts->bytes_out += more->bytes_out;
    if (!more->has_time) return;
    if (!counts->has_time || more->first < counts->first) counts->first = more->first;
    if (!counts->has_time || more->last > counts->last) counts->last = more->last;
    counts->has_time = true;
}
