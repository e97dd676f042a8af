/* SPDX-License-Identifier: Apache-2.0 */
/* events.c -- see scenario.h: texts, who does something, and how CloudTrail and S3 write it down.
 */
#include "tests/scenario/scenario.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- texts ---- */

static void text_reserve(Text *text, size_t more) {
    if (text->len + more <= text->capacity) return;
    text->capacity = 2 * (text->len + more);
    text->ptr = realloc(text->ptr, text->capacity);
    if (text->ptr == NULL) abort();
}

__attribute__((format(printf, 2, 3))) void text_add(Text *text, const char *format, ...) {
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    int len = vsnprintf(NULL, 0, format, list);
    va_end(list);
    assert(len >= 0);
    text_reserve(text, (size_t)len + 1);
    (void)vsnprintf(text->ptr + text->len, (size_t)len + 1, format, again);
    va_end(again);
    text->len += (size_t)len;
}

void text_escape(Text *text, const char *plain) {
    for (; *plain != '\0'; plain++) {
        unsigned char c = (unsigned char)*plain;
        if (c == '"' || c == '\\') {
            text_add(text, "\\%c", c);
        } else if (c < 0x20) {
            text_add(text, "\\u%04x", c);
        } else {
            text_reserve(text, 2);
            text->ptr[text->len++] = (char)c;
            text->ptr[text->len] = '\0';
        }
    }
}

void text_percent(Text *text, const char *plain, const char *also) {
    for (; *plain != '\0'; plain++) {
        unsigned char c = (unsigned char)*plain;
        bool safe = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                    strchr("-_.~/", c) != NULL || strchr(also, c) != NULL;
        text_add(text, safe ? "%c" : "%%%02X", c);
    }
}

void text_time(Text *text, int64_t time, const char *format) {
    char buffer[256];
    struct tm parts;
    time_t seconds = (time_t)time;
    gmtime_r(&seconds, &parts);
    size_t len = strftime(buffer, sizeof buffer, format, &parts);
    assert(len > 0);
    text_add(text, "%s", buffer);
}

/* ---- the company ---- */

static const Names plain_names = {
    "grace",     "acme-shop", "audit", "build", "aws-cli/2.31.0 md/awscrt#0.27.6 ua/2.1 os/linux",
    "git/2.47.1"};
static const Names hostile_names = {
    "=grace'\"><img src=x onerror=alert(1)>$(touch pwned)",
    "shop'\"><img src=x onerror=alert(1)>;$(touch pwned)`touch pwned`,=1+1",
    "audit\nX-Injected: 1\r\n| a | b |\x1b[31m",
    "build'\"><script>alert(1)</script>$(touch pwned),=cmd",
    "=cmd|' /C calc'!A0\"><script>alert(1)</script>$(touch pwned), \"x\" \\ "
    "[a](javascript:alert(1))",
    "git/2.47.1\"><img src=x onerror=alert(1)>\t`touch pwned`"};

/* Each is the beginning of some objects' keys. */
static const char *const hostile_keys[] = {"\"><script>alert(1)</script>",
                                           "$(touch pwned)",
                                           "line one\nline two",
                                           "a,b;\"c\",=1+1",
                                           "=cmd|' /C calc'!A0",
                                           "'; touch pwned; '",
                                           "`touch pwned`",
                                           "--version-id=null",
                                           "[x](javascript:alert(1))|cell|**b**",
                                           "\xe2\x80\xaetxt.exe",
                                           "../../../etc/passwd",
                                           "\x1b[31mred\x07",
                                           "</td></table>&lt;&#x27;",
                                           "\\x27 \\n %2527 %s%n {bucket} <BUCKET>"};

const Names *scenario_names(bool hostile) { return hostile ? &hostile_names : &plain_names; }

const char *scenario_hostile_key(int n) {
    return hostile_keys[(size_t)n % (sizeof hostile_keys / sizeof *hostile_keys)];
}

static uint64_t random_next(Scenario *scenario) {
    uint64_t z = scenario->random += 0x9e3779b97f4a7c15U; /* splitmix64 */
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

uint64_t scenario_random(Scenario *scenario, uint64_t end) { return random_next(scenario) % end; }

uint64_t scenario_hash(const char *name) {
    uint64_t hash = 0xcbf29ce484222325U;
    for (; *name != '\0'; name++) hash = (hash ^ (unsigned char)*name) * 0x100000001b3U;
    return hash;
}

int64_t scenario_moment(const Scenario *scenario, int day, int hour, int minute, int second) {
    return scenario->start + (int64_t)day * DAY + hour * HOUR + minute * 60 + second;
}

/* ---- who does something ---- */

void identity_user(Scenario *scenario, const char *name) {
    Text *out = &scenario->identity;
    unsigned id = (unsigned)scenario_hash(name);
    text_add(out, "{\"type\":\"IAMUser\",\"principalId\":\"AIDA%016X\",", id);
    text_add(out, "\"arn\":\"arn:aws:iam::" OWN ":user/");
    text_escape(out, name);
    text_add(out, "\",\"accountId\":\"" OWN "\",\"accessKeyId\":\"AKIA%016X\",", id);
    text_add(out, "\"userName\":\"");
    text_escape(out, name);
    text_add(out, "\"}");
}

void identity_session(Scenario *scenario, const char *role, const char *session, const char *key) {
    Text *out = &scenario->identity;
    unsigned id = (unsigned)scenario_hash(role);
    text_add(out, "{\"type\":\"AssumedRole\",\"principalId\":\"AROA%016X:", id);
    text_escape(out, session);
    text_add(out, "\",\"arn\":\"arn:aws:sts::" OWN ":assumed-role/%s/", role);
    text_escape(out, session);
    text_add(out, "\",\"accountId\":\"" OWN "\",\"accessKeyId\":\"%s\",", key);
    text_add(out, "\"sessionContext\":{\"sessionIssuer\":{\"type\":\"Role\",");
    text_add(out, "\"principalId\":\"AROA%016X\",\"arn\":\"arn:aws:iam::" OWN ":role/%s\",", id,
             role);
    text_add(out, "\"accountId\":\"" OWN "\",\"userName\":\"%s\"},\"attributes\":{}}}", role);
}

void identity_service(Scenario *scenario, const char *name) {
    text_add(&scenario->identity, "{\"type\":\"AWSService\",\"invokedBy\":\"%s\"}", name);
}

void identity_account(Scenario *scenario, const char *id, const char *account) {
    text_add(&scenario->identity,
             "{\"type\":\"AWSAccount\",\"principalId\":\"%s\",\"accountId\":\"%s\"}", id, account);
}

/* ---- events of CloudTrail ---- */

static void part_add(Text *out, const char *name, Text *part) {
    if (part->len > 0) text_add(out, ",\"%s\":%s", name, part->ptr);
    part->len = 0;
}

void event_add(Scenario *scenario, const Event *event, Text *out) {
    uint64_t number = ++scenario->event_count;
    text_add(out, "{\"eventVersion\":\"1.11\"");
    part_add(out, "userIdentity", &scenario->identity);
    text_add(out, ",\"eventTime\":\"");
    text_time(out, event->time, TIME_FORMAT);
    text_add(out, "\",\"eventSource\":\"%s\",\"eventName\":\"%s\",", event->source, event->name);
    text_add(out, "\"awsRegion\":\"%s\",", event->global ? "us-east-1" : REGION);
    text_add(out, "\"sourceIPAddress\":\"%s\",\"userAgent\":\"", event->address);
    text_escape(out, event->agent);
    text_add(out, "\"");
    if (event->error != NULL) {
        text_add(out, ",\"errorCode\":\"%s\",\"errorMessage\":\"Access Denied\"", event->error);
    }
    if (scenario->request.len == 0) text_add(&scenario->request, "null");
    if (scenario->response.len == 0) text_add(&scenario->response, "null");
    part_add(out, "requestParameters", &scenario->request);
    part_add(out, "responseElements", &scenario->response);
    part_add(out, "additionalEventData", &scenario->extra);
    text_add(out, ",\"requestID\":\"%016" PRIX64 "\",", scenario_hash(event->name) ^ number);
    text_add(out, "\"eventID\":\"%08" PRIx64 "-0000-4000-8000-%012" PRIx64 "\",\"readOnly\":%s",
             number, number, strncmp(event->name, "Get", 3) == 0 ? "true" : "false");
    part_add(out, "resources", &scenario->resources);
    text_add(out, ",\"eventType\":\"AwsApiCall\",\"managementEvent\":%s,",
             event->data ? "false" : "true");
    if (event->shared != NULL) text_add(out, "\"sharedEventID\":\"%s\",", event->shared);
    text_add(out, "\"recipientAccountId\":\"" OWN "\",\"eventCategory\":\"%s\"}",
             event->data ? "Data" : "Management");
}

void taking_fill(Scenario *scenario, const Taking *taking) {
    text_add(&scenario->request,
             "{\"bucketName\":\"%s\",\"Host\":\"%s.s3." REGION ".amazonaws.com\",\"key\":\"",
             taking->bucket, taking->bucket);
    text_escape(&scenario->request, taking->key);
    text_add(&scenario->request, "\"}");
    text_add(&scenario->extra, "{");
    if (!taking->anonymous) {
        text_add(&scenario->extra,
                 "\"SignatureVersion\":\"SigV4\",\"AuthenticationMethod\":\"AuthHeader\",");
    }
    text_add(&scenario->extra,
             "\"CipherSuite\":\"TLS_AES_128_GCM_SHA256\","
             "\"bytesTransferredIn\":0,\"bytesTransferredOut\":%" PRIu64 "}",
             taking->bytes);
    text_add(&scenario->resources, "[{\"type\":\"AWS::S3::Object\",\"ARN\":\"arn:aws:s3:::%s/",
             taking->bucket);
    text_escape(&scenario->resources, taking->key);
    text_add(&scenario->resources,
             "\"},{\"accountId\":\"" OWN "\",\"type\":\"AWS::S3::Bucket\","
             "\"ARN\":\"arn:aws:s3:::%s\"}]",
             taking->bucket);
}

void taking_log(Scenario *scenario, const Taking *taking, const Event *event,
                const char *requester) {
    Text *out = &scenario->access_log[(event->time - scenario->start) / HOUR];
    text_add(out, BUCKET_OWNER " %s [", taking->bucket);
    text_time(out, event->time, "%d/%b/%Y:%H:%M:%S +0000");
    text_add(out, "] %s ", event->address);
    text_percent(out, requester, ":+=@");
    text_add(out, " %016" PRIX64 " REST.GET.OBJECT ",
             scenario_hash(event->name) ^ (scenario->event_count + 1));
    text_percent(out, taking->key, "");
    text_add(out, " \"GET /");
    text_percent(out, taking->key, "");
    text_add(out, " HTTP/1.1\" ");
    if (event->error != NULL) {
        text_add(out, "403 AccessDenied 243 - 11 - \"-\" \"");
    } else {
        text_add(out, "200 - %" PRIu64 " %" PRIu64 " 31 17 \"-\" \"", taking->bytes, taking->bytes);
    }
    for (const char *c = event->agent; *c != '\0'; c++) {
        if ((unsigned char)*c >= 0x20) text_add(out, "%c", *c);
    }
    text_add(
        out,
        "\" - aGVsbG8= %s TLS_AES_128_GCM_SHA256 %s %s.s3." REGION ".amazonaws.com TLSv1.3 - -\n",
        taking->anonymous ? "-" : "SigV4", taking->anonymous ? "-" : "AuthHeader", taking->bucket);
}

void pull_fill(Scenario *scenario, const char *repository) {
    text_add(&scenario->extra,
             "{\"protocol\":\"HTTP\",\"dataTransferred\":true,\"repositoryName\":\"");
    text_escape(&scenario->extra, repository);
    text_add(&scenario->extra, "\",\"repositoryId\":\"%08x-0000-4000-8000-000000000000\"}",
             (unsigned)scenario_hash(repository));
    text_add(&scenario->resources, "[{\"ARN\":\"arn:aws:codecommit:" REGION ":" OWN ":");
    text_escape(&scenario->resources, repository);
    text_add(&scenario->resources,
             "\",\"accountId\":\"" OWN "\",\"type\":\"AWS::CodeCommit::Repository\"}]");
}

void assume_fill(Scenario *scenario, const char *role, const char *session, const char *key) {
    text_add(&scenario->request,
             "{\"roleArn\":\"arn:aws:iam::" OWN ":role/%s\","
             "\"roleSessionName\":\"",
             role);
    text_escape(&scenario->request, session);
    text_add(&scenario->request, "\",\"durationSeconds\":3600}");
    text_add(&scenario->response,
             "{\"credentials\":{\"accessKeyId\":\"%s\","
             "\"sessionToken\":\"IQoJb3JpZ2luX2VjMADEUPTOKEN\"},\"assumedRoleUser\":{\"arn\":"
             "\"arn:aws:sts::" OWN ":assumed-role/%s/",
             key, role);
    text_escape(&scenario->response, session);
    text_add(&scenario->response, "\"}}");
    text_add(&scenario->resources,
             "[{\"accountId\":\"" OWN "\",\"type\":\"AWS::IAM::Role\","
             "\"ARN\":\"arn:aws:iam::" OWN ":role/%s\"}]",
             role);
}
