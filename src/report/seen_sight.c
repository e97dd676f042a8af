/* SPDX-License-Identifier: Apache-2.0 */
/* seen_sight.c -- see seen_sight.h. */
#include "report/seen_sight.h"

enum { SIGHT_DEPTH_MAX = 16 };

enum { SIGHT_S3 = 1, SIGHT_LAMBDA = 2, SIGHT_DYNAMODB = 4 };

/* What rules ask for most; names that are missing here count as management events. */
static const struct {
    Str name;
    uint32_t service;
} sight_data_events[] = {
    {S_INIT("GetObject"), SIGHT_S3},
    {S_INIT("HeadObject"), SIGHT_S3},
    {S_INIT("PutObject"), SIGHT_S3},
    {S_INIT("DeleteObject"), SIGHT_S3},
    {S_INIT("DeleteObjects"), SIGHT_S3},
    {S_INIT("CopyObject"), SIGHT_S3},
    {S_INIT("ListObjects"), SIGHT_S3},
    {S_INIT("ListObjectsV2"), SIGHT_S3},
    {S_INIT("ListObjectVersions"), SIGHT_S3},
    {S_INIT("GetObjectAcl"), SIGHT_S3},
    {S_INIT("PutObjectAcl"), SIGHT_S3},
    {S_INIT("GetObjectTagging"), SIGHT_S3},
    {S_INIT("GetObjectTorrent"), SIGHT_S3},
    {S_INIT("GetObjectVersion"), SIGHT_S3},
    {S_INIT("DeleteObjectVersion"), SIGHT_S3},
    {S_INIT("CreateMultipartUpload"), SIGHT_S3},
    {S_INIT("CompleteMultipartUpload"), SIGHT_S3},
    {S_INIT("UploadPart"), SIGHT_S3},
    {S_INIT("Invoke"), SIGHT_LAMBDA},
    {S_INIT("InvokeExecution"), SIGHT_LAMBDA},
    {S_INIT("GetItem"), SIGHT_DYNAMODB},
    {S_INIT("PutItem"), SIGHT_DYNAMODB},
    {S_INIT("DeleteItem"), SIGHT_DYNAMODB},
    {S_INIT("UpdateItem"), SIGHT_DYNAMODB},
    {S_INIT("Scan"), SIGHT_DYNAMODB},
    {S_INIT("BatchGetItem"), SIGHT_DYNAMODB},
    {S_INIT("BatchWriteItem"), SIGHT_DYNAMODB},
    {S_INIT("ExecuteStatement"), SIGHT_DYNAMODB},
    {S_INIT("BatchExecuteStatement"), SIGHT_DYNAMODB},
    {S_INIT("TransactGetItems"), SIGHT_DYNAMODB},
    {S_INIT("TransactWriteItems"), SIGHT_DYNAMODB},
};

uint32_t seen_sight_data_event(Str event_name) {
    for (size_t i = 0; i < COUNT(sight_data_events); i++) {
        if (str_equal_ignore_case(sight_data_events[i].name, event_name)) {
            return sight_data_events[i].service;
        }
    }
    return 0;
}

uint32_t seen_sight_sources(const SigmaSet *set, const SigmaRule *rule) {
    uint32_t sources = 0;
    if (rule->correlation != NULL) {
        const SigmaCorrelation *correlation = rule->correlation;
        for (size_t i = 0; i < correlation->rules.count && correlation->members != NULL; i++) {
            const SigmaRule *member = &set->rules[correlation->members[i]];
            if (member->correlation == NULL) sources |= seen_sight_sources(set, member);
        }
        return sources;
    }
    for (int source = 0; source < LOG_SOURCE_COUNT; source++) {
        bool its = str_equal(rule->service, log_source_name((LogSource)source));
        if (rule->service.len == 0 || its) sources |= 1u << source;
    }
    return sources;
}

/* The event names that a term asks for. */
typedef struct SightNames {
    bool others; /* some are not of data events */
    uint32_t services;
} SightNames;

static void sight_item(const SigmaItem *item, SightNames *count) {
    if (item->negated || !str_equal(item->name, S("eventName"))) return;
    for (size_t i = 0; i < item->test_count; i++) {
        const SigmaTest *test = &item->tests[i];
        bool exact = test->kind == SIGMA_TEST_TEXT && test->pattern.shape == SIGMA_SHAPE_EXACT;
        uint32_t service = exact ? seen_sight_data_event(test->pattern.text) : 0;
        count->services |= service;
        count->others |= service == 0;
    }
}

static void sight_term(const SigmaTerm *term, SightNames *count, int depth) {
    if (term->kind == SIGMA_TERM_NOT) return;
    if (depth > SIGHT_DEPTH_MAX) {
        count->others = true;
        return;
    }
    if (term->kind == SIGMA_TERM_ITEM) sight_item(term->item, count);
    for (size_t i = 0; term->kind != SIGMA_TERM_ITEM && i < term->count; i++) {
        sight_term(term->terms[i], count, depth + 1);
    }
}

uint32_t seen_sight_data(const SigmaSet *set, const SigmaRule *rule) {
    if (rule->correlation != NULL) {
        const SigmaCorrelation *correlation = rule->correlation;
        uint32_t services = 0;
        for (size_t i = 0; i < correlation->rules.count && correlation->members != NULL; i++) {
            const SigmaRule *member = &set->rules[correlation->members[i]];
            if (member->correlation == NULL) services |= seen_sight_data(set, member);
        }
        return services;
    }
    SightNames names = {false, 0};
    if (!str_equal(rule->service, log_source_name(LOG_SOURCE_CLOUDTRAIL))) return 0;
    if (rule->condition != NULL) sight_term(rule->condition, &names, 0);
    return names.others ? 0 : names.services;
}

Str seen_sight_names(uint32_t sources, Arena *arena) {
    Str names = S("");
    for (int source = 0; source < LOG_SOURCE_COUNT; source++) {
        if ((sources & 1u << source) == 0) continue;
        Str name = log_source_name((LogSource)source);
        names = names.len == 0 ? name : str_join3(arena, names, S(", "), name);
    }
    return names;
}
