/* SPDX-License-Identifier: Apache-2.0 */
/* data_event.c -- see data_event.h. */
#include "hunt/data_event.h"

enum { DATA_DEPTH_MAX = 16 };

/* What rules ask for most; names that are missing here count as management events. */
static const struct {
    Str name;
    uint32_t service;
} data_events[] = {
    {S_INIT("AbortMultipartUpload"), DATA_EVENT_S3},
    {S_INIT("CompleteMultipartUpload"), DATA_EVENT_S3},
    {S_INIT("CopyObject"), DATA_EVENT_S3},
    {S_INIT("CreateMultipartUpload"), DATA_EVENT_S3},
    {S_INIT("DeleteObject"), DATA_EVENT_S3},
    {S_INIT("DeleteObjectTagging"), DATA_EVENT_S3},
    {S_INIT("DeleteObjectVersion"), DATA_EVENT_S3},
    {S_INIT("DeleteObjects"), DATA_EVENT_S3},
    {S_INIT("GetObject"), DATA_EVENT_S3},
    {S_INIT("GetObjectAcl"), DATA_EVENT_S3},
    {S_INIT("GetObjectAttributes"), DATA_EVENT_S3},
    {S_INIT("GetObjectLegalHold"), DATA_EVENT_S3},
    {S_INIT("GetObjectRetention"), DATA_EVENT_S3},
    {S_INIT("GetObjectTagging"), DATA_EVENT_S3},
    {S_INIT("GetObjectTorrent"), DATA_EVENT_S3},
    {S_INIT("GetObjectVersion"), DATA_EVENT_S3},
    {S_INIT("HeadBucket"), DATA_EVENT_S3},
    {S_INIT("HeadObject"), DATA_EVENT_S3},
    {S_INIT("ListMultipartUploads"), DATA_EVENT_S3},
    {S_INIT("ListObjectVersions"), DATA_EVENT_S3},
    {S_INIT("ListObjects"), DATA_EVENT_S3},
    {S_INIT("ListObjectsV2"), DATA_EVENT_S3},
    {S_INIT("ListParts"), DATA_EVENT_S3},
    {S_INIT("PutObject"), DATA_EVENT_S3},
    {S_INIT("PutObjectAcl"), DATA_EVENT_S3},
    {S_INIT("PutObjectLegalHold"), DATA_EVENT_S3},
    {S_INIT("PutObjectRetention"), DATA_EVENT_S3},
    {S_INIT("PutObjectTagging"), DATA_EVENT_S3},
    {S_INIT("RestoreObject"), DATA_EVENT_S3},
    {S_INIT("SelectObjectContent"), DATA_EVENT_S3},
    {S_INIT("UploadPart"), DATA_EVENT_S3},
    {S_INIT("UploadPartCopy"), DATA_EVENT_S3},
    {S_INIT("Invoke"), DATA_EVENT_LAMBDA},
    {S_INIT("InvokeExecution"), DATA_EVENT_LAMBDA},
    {S_INIT("BatchExecuteStatement"), DATA_EVENT_DYNAMODB},
    {S_INIT("BatchGetItem"), DATA_EVENT_DYNAMODB},
    {S_INIT("BatchWriteItem"), DATA_EVENT_DYNAMODB},
    {S_INIT("DeleteItem"), DATA_EVENT_DYNAMODB},
    {S_INIT("ExecuteStatement"), DATA_EVENT_DYNAMODB},
    {S_INIT("ExecuteTransaction"), DATA_EVENT_DYNAMODB},
    {S_INIT("GetItem"), DATA_EVENT_DYNAMODB},
    {S_INIT("PutItem"), DATA_EVENT_DYNAMODB},
    {S_INIT("Query"), DATA_EVENT_DYNAMODB},
    {S_INIT("Scan"), DATA_EVENT_DYNAMODB},
    {S_INIT("TransactGetItems"), DATA_EVENT_DYNAMODB},
    {S_INIT("TransactWriteItems"), DATA_EVENT_DYNAMODB},
    {S_INIT("UpdateItem"), DATA_EVENT_DYNAMODB},
};

uint32_t data_event_service(Str event_name) {
    for (size_t i = 0; i < COUNT(data_events); i++) {
        if (str_equal_ignore_case(data_events[i].name, event_name)) {
            return data_events[i].service;
        }
    }
    return 0;
}

/* The event names that a term asks for. */
typedef struct WantedNames {
    bool others; /* some are not of data events */
    uint32_t services;
} WantedNames;

static void wanted_item(const SigmaItem *item, WantedNames *count) {
    if (item->negated || !str_equal(item->name, S("eventName"))) return;
    for (size_t i = 0; i < item->test_count; i++) {
        const SigmaTest *test = &item->tests[i];
        bool exact = test->kind == SIGMA_TEST_TEXT && test->pattern.shape == SIGMA_SHAPE_EXACT;
        uint32_t service = exact ? data_event_service(test->pattern.text) : 0;
        count->services |= service;
        count->others |= service == 0;
    }
}

static void wanted_term(const SigmaTerm *term, WantedNames *count, int depth) {
    if (term->kind == SIGMA_TERM_NOT) return;
    if (depth > DATA_DEPTH_MAX) {
        count->others = true;
        return;
    }
    if (term->kind == SIGMA_TERM_ITEM) wanted_item(term->item, count);
    for (size_t i = 0; term->kind != SIGMA_TERM_ITEM && i < term->count; i++) {
        wanted_term(term->terms[i], count, depth + 1);
    }
}

uint32_t data_event_wanted(const SigmaSet *set, const SigmaRule *rule) {
    if (rule->correlation != NULL) {
        const SigmaCorrelation *correlation = rule->correlation;
        uint32_t services = 0;
        for (size_t i = 0; i < correlation->rules.count && correlation->members != NULL; i++) {
            const SigmaRule *member = &set->rules[correlation->members[i]];
            if (member->correlation == NULL) services |= data_event_wanted(set, member);
        }
        return services;
    }
    WantedNames names = {false, 0};
    if (!str_equal(rule->service, log_source_name(LOG_SOURCE_CLOUDTRAIL))) return 0;
    if (rule->condition != NULL) wanted_term(rule->condition, &names, 0);
    return names.others ? 0 : names.services;
}

Str data_event_names(uint32_t services, Arena *arena) {
    static const struct {
        uint32_t service;
        Str name;
    } all[] = {{DATA_EVENT_S3, S_INIT("S3")},
               {DATA_EVENT_LAMBDA, S_INIT("Lambda")},
               {DATA_EVENT_DYNAMODB, S_INIT("DynamoDB")}};
    Str names = S("");
    for (size_t i = 0; i < COUNT(all); i++) {
        if ((services & all[i].service) == 0) continue;
        names = names.len == 0 ? all[i].name : str_join3(arena, names, S(", "), all[i].name);
    }
    return names;
}
