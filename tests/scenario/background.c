/* SPDX-License-Identifier: Apache-2.0 */
/* background.c -- see scenario.h: what employees, builds and services do every day. */
#include "tests/scenario/scenario.h"

#include <stdio.h>

static const char *const engineers[] = {"alice", "bob",   "carol", "dave",
                                        "erin",  "frank", "heidi", "grace"};
static const char *const tools[] = {"aws-cli/2.28.1", "Boto3/1.40.2", "git/2.45.2",
                                    "Terraform/1.9.8 terraform-provider-aws/5.90.0"};

static void noise_engineer(Scenario *scenario, Event event, Text *out) {
    static const char *const looks[][2] = {{"ec2.amazonaws.com", "DescribeInstances"},
                                           {"s3.amazonaws.com", "ListBuckets"},
                                           {"sts.amazonaws.com", "GetCallerIdentity"},
                                           {"lambda.amazonaws.com", "ListFunctions20150331"},
                                           {"codecommit.amazonaws.com", "ListRepositories"},
                                           {"codecommit.amazonaws.com", "GitPull"},
                                           {"codecommit.amazonaws.com", "GitPull"},
                                           {"cloudwatch.amazonaws.com", "GetMetricData"}};
    char address[32];
    uint64_t who = scenario_random(scenario, 7), what = scenario_random(scenario, 8);
    (void)snprintf(address, sizeof address, "192.0.2.%d", 20 + (int)who);
    event.source = looks[what][0];
    event.name = looks[what][1];
    event.address = address;
    event.agent = tools[what == 5 || what == 6 ? 2 : scenario_random(scenario, 2)];
    if (what == 5) pull_fill(scenario, scenario->names.repository);
    if (what == 6) pull_fill(scenario, "acme-website");
    identity_user(scenario, engineers[who]);
    event_add(scenario, &event, out);
}

/* The shop's own servers read the bucket, too: rightly. */
static void noise_reader(Scenario *scenario, Event event, Text *out) {
    static const char *const buckets[] = {BUCKET, "acme-media", "acme-media", "acme-reports"};
    char key[64], session[32], address[32], access[32];
    uint64_t host = scenario_random(scenario, 4), where = scenario_random(scenario, 4);
    (void)snprintf(session, sizeof session, "i-0aaaa0000000000%02d", (int)host);
    (void)snprintf(address, sizeof address, "10.0.2.%d", 10 + (int)host);
    (void)snprintf(access, sizeof access, "ASIASTOREFRONT%06d", (int)host);
    (void)snprintf(key, sizeof key, where == 0 ? "source/module-%02d/main.c" : "item/%04d.jpg",
                   (int)scenario_random(scenario, where == 0 ? OBJECTS : 9999));
    Taking taking = {
        .bucket = buckets[where], .key = key, .bytes = 2000 + scenario_random(scenario, 300000)};
    event.source = "s3.amazonaws.com";
    event.name = "GetObject";
    event.address = address;
    event.agent = tools[1];
    event.data = true;
    taking_fill(scenario, &taking);
    if (where == 0) {
        char requester[96];
        (void)snprintf(requester, sizeof requester,
                       "arn:aws:sts::" OWN ":assumed-role/storefront/%s", session);
        taking_log(scenario, &taking, &event, requester);
    }
    identity_session(scenario, "storefront", session, access);
    event_add(scenario, &event, out);
}

static void noise_service(Scenario *scenario, Event event, Text *out) {
    static const char *const services[] = {"config.amazonaws.com", "cloudtrail.amazonaws.com",
                                           "access-analyzer.amazonaws.com"};
    static const char *const names[] = {"GetBucketAcl", "GetBucketPolicyStatus",
                                        "GetBucketPublicAccessBlock"};
    event.address = event.agent = services[scenario_random(scenario, 3)];
    event.source = "s3.amazonaws.com";
    event.name = names[scenario_random(scenario, 3)];
    text_add(&scenario->request, "{\"bucketName\":\"%s\"}",
             scenario_random(scenario, 5) == 0 ? BUCKET : "acme-media");
    identity_service(scenario, event.address);
    event_add(scenario, &event, out);
}

/* The same role that the stranger comes to have is what builds work with. */
static void noise_build(Scenario *scenario, Event event, Text *out) {
    char session[32], access[32];
    int64_t hour = (event.time - scenario->start) / HOUR;
    (void)snprintf(session, sizeof session, "pipeline-%03d", (int)hour);
    (void)snprintf(access, sizeof access, "ASIAPIPELINE%08d", (int)hour);
    event.address = "10.0.1.20";
    event.agent = tools[1];
    if (scenario_random(scenario, 40) == 0) {
        event.source = "sts.amazonaws.com";
        event.name = "AssumeRole";
        event.address = event.agent = "codebuild.amazonaws.com";
        assume_fill(scenario, "deploy", session, access);
        identity_service(scenario, event.address);
    } else if (scenario_random(scenario, 4) == 0) {
        event.source = "codecommit.amazonaws.com";
        event.name = "GitPull";
        event.agent = tools[2];
        pull_fill(scenario, scenario->names.repository);
        identity_session(scenario, "deploy", session, access);
    } else {
        Taking taking = {.bucket = "acme-artifacts", .key = "build.zip", .bytes = 1 << 20};
        event.source = "s3.amazonaws.com";
        event.name = "GetObject";
        event.data = true;
        taking_fill(scenario, &taking);
        identity_session(scenario, "deploy", session, access);
    }
    event_add(scenario, &event, out);
}

/* Visitors of a website that is meant to be public. */
static void noise_visitor(Scenario *scenario, Event event, Text *out) {
    char address[32];
    (void)snprintf(address, sizeof address, "203.0.113.%d",
                   100 + (int)scenario_random(scenario, 99));
    Taking taking = {.bucket = "acme-www", .key = "index.html", .bytes = 8192, .anonymous = true};
    event.source = "s3.amazonaws.com";
    event.name = "GetObject";
    event.address = address;
    event.agent = "Mozilla/5.0";
    event.data = true;
    taking_fill(scenario, &taking);
    identity_account(scenario, "", "anonymous");
    event_add(scenario, &event, out);
}

/* IAM speaks from one Region only. */
static void noise_global(Scenario *scenario, Event event, Text *out) {
    static const char *const names[] = {"ListRoles", "GetUser", "ListAccessKeys", "GetRole"};
    uint64_t who = scenario_random(scenario, 8);
    event.source = "iam.amazonaws.com";
    event.name = names[scenario_random(scenario, 4)];
    event.address = "192.0.2.40";
    event.agent = tools[3];
    event.error = scenario_random(scenario, 9) == 0 ? "AccessDenied" : NULL;
    event.global = true;
    identity_user(scenario, engineers[who]);
    event_add(scenario, &event, out);
}

typedef void (*Noise)(Scenario *scenario, Event event, Text *out);

void background_add(Scenario *scenario, int64_t time, Text *texts, void (*begin)(Text *text)) {
    static const Noise noises[] = {noise_engineer, noise_engineer, noise_engineer, noise_engineer,
                                   noise_reader,   noise_reader,   noise_reader,   noise_reader,
                                   noise_reader,   noise_reader,   noise_service,  noise_service,
                                   noise_build,    noise_build,    noise_visitor,  noise_global};
    Noise noise = noises[scenario_random(scenario, sizeof noises / sizeof *noises)];
    Text *out = &texts[noise == noise_global];
    begin(out);
    noise(scenario, (Event){.time = time}, out);
}
