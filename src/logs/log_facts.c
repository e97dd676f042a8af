/* SPDX-License-Identifier: Apache-2.0 */
/* log_facts.c -- see log_facts.h. */
#include "logs/log_facts.h"

/* Where a source says a fact: names separated by blanks, the first that is there counts. */
typedef struct FactRow {
    LogSource source;
    LogFact fact;
    const char *names;
} FactRow;

static const FactRow fact_rows[] = {
    {LOG_SOURCE_CLOUDTRAIL, LOG_FACT_ID, "eventID"},
    {LOG_SOURCE_CLOUDTRAIL, LOG_FACT_NAME, "eventName"},
    {LOG_SOURCE_CLOUDTRAIL, LOG_FACT_SERVICE, "eventSource"},
    {LOG_SOURCE_CLOUDTRAIL, LOG_FACT_PRINCIPAL,
     "userIdentity.arn userIdentity.userName userIdentity.invokedBy userIdentity.principalId "
     "userIdentity.accountId userIdentity.type"},
    {LOG_SOURCE_CLOUDTRAIL, LOG_FACT_ADDRESS, "sourceIPAddress"},
    {LOG_SOURCE_CLOUDTRAIL, LOG_FACT_AGENT, "userAgent"},
    {LOG_SOURCE_CLOUDTRAIL, LOG_FACT_ACCOUNT, "recipientAccountId userIdentity.accountId"},
    {LOG_SOURCE_CLOUDTRAIL, LOG_FACT_REGION, "awsRegion"},
    {LOG_SOURCE_CLOUDTRAIL, LOG_FACT_ERROR, "errorCode errorMessage"},
    {LOG_SOURCE_CLOUDTRAIL, LOG_FACT_KEY, "userIdentity.accessKeyId"},
    {LOG_SOURCE_CLOUDTRAIL, LOG_FACT_GIVEN,
     "responseElements.credentials.accessKeyId responseElements.accessKey.accessKeyId"},
    {LOG_SOURCE_CLOUDTRAIL, LOG_FACT_BUCKET, "requestParameters.bucketName"},
    {LOG_SOURCE_CLOUDTRAIL, LOG_FACT_OBJECT, "requestParameters.key"},
    {LOG_SOURCE_CLOUDTRAIL, LOG_FACT_REPOSITORY,
     "requestParameters.repositoryName additionalEventData.repositoryName"},
    {LOG_SOURCE_CLOUDTRAIL, LOG_FACT_BYTES_OUT, "additionalEventData.bytesTransferredOut"},
    {LOG_SOURCE_VPCFLOW, LOG_FACT_NAME, "action"},
    {LOG_SOURCE_VPCFLOW, LOG_FACT_PRINCIPAL, "instance-id interface-id"},
    {LOG_SOURCE_VPCFLOW, LOG_FACT_ADDRESS, "pkt-srcaddr srcaddr"},
    {LOG_SOURCE_VPCFLOW, LOG_FACT_ACCOUNT, "account-id"},
    {LOG_SOURCE_VPCFLOW, LOG_FACT_REGION, "region"},
    {LOG_SOURCE_VPCFLOW, LOG_FACT_BYTES_OUT, "bytes"},
    {LOG_SOURCE_ROUTE53RESOLVER, LOG_FACT_NAME, "query_type"},
    {LOG_SOURCE_ROUTE53RESOLVER, LOG_FACT_PRINCIPAL, "srcids.instance vpc_id"},
    {LOG_SOURCE_ROUTE53RESOLVER, LOG_FACT_ADDRESS, "srcaddr"},
    {LOG_SOURCE_ROUTE53RESOLVER, LOG_FACT_ACCOUNT, "account_id"},
    {LOG_SOURCE_ROUTE53RESOLVER, LOG_FACT_REGION, "region"},
    {LOG_SOURCE_S3ACCESS, LOG_FACT_ID, "request_id"},
    {LOG_SOURCE_S3ACCESS, LOG_FACT_NAME, "operation"},
    {LOG_SOURCE_S3ACCESS, LOG_FACT_PRINCIPAL, "requester"},
    {LOG_SOURCE_S3ACCESS, LOG_FACT_ADDRESS, "remote_ip"},
    {LOG_SOURCE_S3ACCESS, LOG_FACT_AGENT, "user_agent"},
    {LOG_SOURCE_S3ACCESS, LOG_FACT_ERROR, "error_code"},
    {LOG_SOURCE_S3ACCESS, LOG_FACT_BUCKET, "bucket"},
    {LOG_SOURCE_S3ACCESS, LOG_FACT_OBJECT, "key"},
    {LOG_SOURCE_S3ACCESS, LOG_FACT_BYTES_OUT, "bytes_sent"},
    {LOG_SOURCE_ELB, LOG_FACT_ID, "trace_id"},
    {LOG_SOURCE_ELB, LOG_FACT_NAME, "request_verb"},
    {LOG_SOURCE_ELB, LOG_FACT_PRINCIPAL, "client_ip"},
    {LOG_SOURCE_ELB, LOG_FACT_ADDRESS, "client_ip"},
    {LOG_SOURCE_ELB, LOG_FACT_AGENT, "user_agent"},
    {LOG_SOURCE_ELB, LOG_FACT_BYTES_OUT, "sent_bytes"},
    {LOG_SOURCE_CLOUDFRONT, LOG_FACT_ID, "x-edge-request-id"},
    {LOG_SOURCE_CLOUDFRONT, LOG_FACT_NAME, "cs-method"},
    {LOG_SOURCE_CLOUDFRONT, LOG_FACT_PRINCIPAL, "c-ip"},
    {LOG_SOURCE_CLOUDFRONT, LOG_FACT_ADDRESS, "c-ip"},
    {LOG_SOURCE_CLOUDFRONT, LOG_FACT_AGENT, "cs(User-Agent)"},
    {LOG_SOURCE_CLOUDFRONT, LOG_FACT_BYTES_OUT, "sc-bytes"},
    {LOG_SOURCE_GUARDDUTY, LOG_FACT_ID, "id"},
    {LOG_SOURCE_GUARDDUTY, LOG_FACT_NAME, "type"},
    {LOG_SOURCE_GUARDDUTY, LOG_FACT_TITLE, "title"},
    {LOG_SOURCE_GUARDDUTY, LOG_FACT_SEVERITY, "severity"},
    {LOG_SOURCE_GUARDDUTY, LOG_FACT_PRINCIPAL,
     "resource.accessKeyDetails.userName resource.accessKeyDetails.principalId "
     "resource.instanceDetails.instanceId"},
    {LOG_SOURCE_GUARDDUTY, LOG_FACT_ADDRESS,
     "service.action.awsApiCallAction.remoteIpDetails.ipAddressV4 "
     "service.action.networkConnectionAction.remoteIpDetails.ipAddressV4 "
     "service.action.kubernetesApiCallAction.remoteIpDetails.ipAddressV4"},
    {LOG_SOURCE_GUARDDUTY, LOG_FACT_ACCOUNT, "accountId"},
    {LOG_SOURCE_GUARDDUTY, LOG_FACT_REGION, "region"},
    {LOG_SOURCE_GUARDDUTY, LOG_FACT_KEY, "resource.accessKeyDetails.accessKeyId"},
    {LOG_SOURCE_GUARDDUTY, LOG_FACT_BUCKET, "resource.s3BucketDetails.name"},
};

/* What a record is about, all that are there: the ARNs AWS notes itself first. */
typedef struct TargetRow {
    LogSource source;
    const char *names;
} TargetRow;

static const TargetRow target_rows[] = {
    {LOG_SOURCE_CLOUDTRAIL, "resources.ARN requestParameters.instancesSet.items.instanceId"},
    {LOG_SOURCE_VPCFLOW, "dstaddr dstport"},
    {LOG_SOURCE_ROUTE53RESOLVER, "query_name"},
    {LOG_SOURCE_S3ACCESS, "bucket key"},
    {LOG_SOURCE_ELB, "elb request_url"},
    {LOG_SOURCE_CLOUDFRONT, "x-host-header cs-uri-stem"},
    {LOG_SOURCE_GUARDDUTY, "resource.s3BucketDetails.arn resource.instanceDetails.instanceId "
                           "resource.accessKeyDetails.userName"},
};

/* Names in CloudTrail's requestParameters that say what a call was about. */
static const Str request_names[] = {
    S_INIT("bucketName"),
    S_INIT("repositoryName"),
    S_INIT("functionName"),
    S_INIT("keyId"),
    S_INIT("roleArn"),
    S_INIT("roleName"),
    S_INIT("userName"),
    S_INIT("groupName"),
    S_INIT("policyArn"),
    S_INIT("secretId"),
    S_INIT("name"),
    S_INIT("topicArn"),
    S_INIT("queueUrl"),
    S_INIT("tableName"),
    S_INIT("dBInstanceIdentifier"),
    S_INIT("snapshotId"),
    S_INIT("dBClusterIdentifier"),
    S_INIT("imageId"),
    S_INIT("groupId"),
    S_INIT("dBSnapshotIdentifier"),
    S_INIT("instanceId"),
    S_INIT("resourceArn"),
    S_INIT("trailName"),
};

static bool fields_make(LogKeys *keys, const char *names, LogField *fields, uint8_t *count) {
    Str rest = str_from(names);
    while (rest.len > 0) {
        if (!log_field_make(keys, str_cut(&rest, ' '), &fields[*count])) return false;
        (*count)++;
    }
    return true;
}

LogFacts *log_facts_make(Arena *arena, LogKeys *keys) {
    LogFacts *facts = ARENA_NEW(arena, LogFacts);
    for (size_t i = 0; i < COUNT(fact_rows); i++) {
        const FactRow *row = &fact_rows[i];
        if (!fields_make(keys, row->names, facts->fields[row->source][row->fact],
                         &facts->counts[row->source][row->fact]))
            return NULL;
    }
    for (size_t i = 0; i < COUNT(target_rows); i++) {
        const TargetRow *row = &target_rows[i];
        if (!fields_make(keys, row->names, facts->targets[row->source],
                         &facts->target_counts[row->source]))
            return NULL;
    }
    facts->request = log_keys_add(keys, S("requestParameters"));
    facts->request_names = log_keys_make(arena);
    for (size_t i = 0; i < COUNT(request_names); i++) {
        log_keys_add(facts->request_names, request_names[i]);
    }
    return facts->request == SIZE_MAX ? NULL : facts;
}

Str log_facts_text(const LogFacts *facts, const LogEvent *event, LogFact fact, Arena *scratch) {
    for (size_t i = 0; i < facts->counts[event->source][fact]; i++) {
        Str text = log_field_text(event, &facts->fields[event->source][fact][i], scratch);
        bool none = text.len == 0 ||
                    (event->base == NULL && fact != LOG_FACT_PRINCIPAL && str_equal(text, S("-")));
        if (!none) return text;
    }
    return S("");
}

typedef struct TargetList {
    const LogEvent *event;
    Arena *scratch;
    Str *targets;
    size_t count, room;
} TargetList;

static bool target_take_scalar(void *context, const LogValue *value) {
    TargetList *list = context;
    Str text = S("");
    if (!log_value_text(value, list->scratch, &text) || text.len == 0) return true;
    for (size_t i = 0; i < list->count; i++) {
        if (str_equal(list->targets[i], text)) return true;
    }
    list->targets[list->count++] = text;
    return list->count < list->room;
}

static bool target_take(void *context, const LogValue *value) {
    TargetList *list = context;
    return log_scalars_visit(list->event, value, target_take_scalar, list);
}

/* The members of requestParameters that are wanted, in one walk. */
static void targets_take_request(const LogFacts *facts, TargetList *list) {
    const LogEvent *event = list->event;
    uint32_t slot = event->base == NULL ? 0 : event->slots[facts->request];
    if (slot == 0 || event->base[event->tokens[slot - 1]] != '{') return;
    for (uint32_t at = slot; at + 2 < event->end && list->count < list->room;) {
        char byte = event->base[event->tokens[at]];
        if (byte == '}') return;
        if (byte == ',') {
            at++;
            continue;
        }
        LogValue name = log_value_at(event, at);
        bool named = name.kind == LOG_KIND_STRING; /* or the record is no JSON */
        size_t wanted =
            named ? log_keys_find(facts->request_names, name.raw.ptr, name.raw.len) : SIZE_MAX;
        LogValue value = log_value_at(event, at + 2);
        if (wanted != SIZE_MAX && wanted >= LOG_KEY_FIXED_COUNT && value.kind < LOG_KIND_OBJECT) {
            target_take_scalar(list, &value);
        }
        at = log_value_skip(event, at + 2);
    }
}

size_t log_facts_targets(const LogFacts *facts, const LogEvent *event, Arena *scratch, Str *targets,
                         size_t room) {
    TargetList list = {.event = event, .scratch = scratch, .targets = targets, .room = room};
    for (size_t i = 0; i < facts->target_counts[event->source] && list.count < room; i++) {
        log_field_visit(event, &facts->targets[event->source][i], target_take, &list);
    }
    if (event->source == LOG_SOURCE_CLOUDTRAIL && list.count < room) {
        targets_take_request(facts, &list);
    }
    return list.count;
}
