/* SPDX-License-Identifier: Apache-2.0 */
/* story.c -- see scenario.h: how the code leaks, step by step. */
#include "tests/scenario/scenario.h"

#include <assert.h>
#include <stdio.h>

/* Puts an event of the story into the file of its hour. */
static Planned *event_plan(Scenario *scenario, const Event *event) {
    assert(scenario->planned_count < PLANNED_MAX);
    Planned *planned = &scenario->planned[scenario->planned_count++];
    *planned = (Planned){.hour = (event->time - scenario->start) / HOUR, .global = event->global};
    event_add(scenario, event, &planned->json);
    return planned;
}

static void story_exposure(Scenario *scenario) {
    Event event = {.time = scenario_moment(scenario, 1, 9, 11, 58),
                   .source = "s3.amazonaws.com",
                   .name = "DeleteBucketPublicAccessBlock",
                   .address = "192.0.2.14",
                   .agent = "aws-cli/2.28.1"};
    identity_user(scenario, scenario->names.engineer);
    text_add(&scenario->request, "{\"publicAccessBlock\":\"\",\"bucketName\":\"" BUCKET "\"}");
    event_plan(scenario, &event);
    event.time = scenario_moment(scenario, 1, 9, 12, 31);
    event.name = "PutBucketPolicy";
    identity_user(scenario, scenario->names.engineer);
    text_add(&scenario->request,
             "{\"policy\":\"\",\"bucketName\":\"" BUCKET "\",\"bucketPolicy\":"
             "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\","
             "\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::" BUCKET "/public/*\"}]}}");
    event_plan(scenario, &event);
    event.time = scenario_moment(scenario, 1, 9, 20, 5);
    event.source = "iam.amazonaws.com";
    event.name = "UpdateAssumeRolePolicy";
    event.global = true;
    identity_user(scenario, scenario->names.engineer);
    text_add(&scenario->request, "{\"roleName\":\"partner-read\",\"policyDocument\":\"");
    text_escape(&scenario->request,
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":"
                "\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::" STRANGER ":root\"},"
                "\"Action\":\"sts:AssumeRole\"}]}");
    text_add(&scenario->request, "\"}");
    event_plan(scenario, &event);
}

/* The key of the n-th object; with hostile ones, it may begin with anything. */
static const char *story_key(const Scenario *scenario, const char *folder, int n, char *buffer) {
    if (scenario->hostile) {
        (void)snprintf(buffer, PATH_MAX_BYTES, "%s %s %02d", scenario_hostile_key(n), folder, n);
    } else {
        (void)snprintf(buffer, PATH_MAX_BYTES, "%s/module-%02d/main.c", folder, n);
    }
    return buffer;
}

static void story_anonymous(Scenario *scenario) {
    char key[PATH_MAX_BYTES];
    for (int i = 0; i < ANONYMOUS_OBJECTS; i++) {
        Taking taking = {.bucket = BUCKET,
                         .key = story_key(scenario, "public", i, key),
                         .bytes = 500 + scenario_random(scenario, 90000),
                         .anonymous = true};
        Event event = {.time = scenario_moment(scenario, 2, 14, 2, 10) + i * 80,
                       .source = "s3.amazonaws.com",
                       .name = "GetObject",
                       .address = ANONYMOUS_ADDRESS,
                       .agent = scenario->hostile ? scenario->names.agent : "curl/8.14.1",
                       .data = true};
        identity_account(scenario, "", "anonymous");
        taking_fill(scenario, &taking);
        taking_log(scenario, &taking, &event, "-");
        event_plan(scenario, &event);
        scenario->anonymous_bytes += taking.bytes;
    }
}

/* A read while no trail was written: only the bucket's own log has it. */
static void story_only_logged(Scenario *scenario) {
    char key[PATH_MAX_BYTES];
    Taking taking = {.bucket = BUCKET,
                     .key = story_key(scenario, "public", 3, key),
                     .bytes = ONLY_LOGGED_BYTES,
                     .anonymous = true};
    Event event = {.time = scenario_moment(scenario, 5, 4, 10, 0),
                   .name = "GetObject",
                   .address = ANONYMOUS_ADDRESS,
                   .agent = "curl/8.14.1"};
    taking_log(scenario, &taking, &event, "-");
    scenario->event_count++; /* its number is taken */
}

/* A call of the stranger, in one of the two sessions. */
static void story_call(Scenario *scenario, int session, Event event) {
    event.address = STRANGER_ADDRESS;
    if (event.agent == NULL) event.agent = scenario->names.agent;
    if (session == 1) {
        identity_session(scenario, "partner-read", scenario->names.first_session, FIRST_KEY);
    } else {
        identity_session(scenario, "deploy", scenario->names.second_session, SECOND_KEY);
    }
    Planned *planned = event_plan(scenario, &event);
    if (!event.data || event.error != NULL || scenario->event_count % 9 != 0) return;
    /* CloudTrail may deliver an event twice: here once more an hour later */
    Planned *again = &scenario->planned[scenario->planned_count++];
    *again = (Planned){.hour = planned->hour + 1, .global = planned->global};
    text_add(&again->json, "%s", planned->json.ptr);
}

static void story_first_role(Scenario *scenario) {
    static const Event calls[] = {
        {.time = 22 * HOUR + 41 * 60 + 40,
         .source = "sts.amazonaws.com",
         .name = "GetCallerIdentity"},
        {.time = 22 * HOUR + 42 * 60 + 10, .source = "s3.amazonaws.com", .name = "ListBuckets"},
        {.time = 22 * HOUR + 42 * 60 + 50,
         .source = "codecommit.amazonaws.com",
         .name = "ListRepositories"},
        {.time = 22 * HOUR + 43 * 60 + 30,
         .source = "secretsmanager.amazonaws.com",
         .name = "GetSecretValue",
         .error = "AccessDenied"},
        {.time = 22 * HOUR + 44 * 60 + 2,
         .source = "iam.amazonaws.com",
         .name = "ListUsers",
         .error = "AccessDenied",
         .global = true}};
    Event assume = {.time = scenario_moment(scenario, 3, 22, 41, 7),
                    .source = "sts.amazonaws.com",
                    .name = "AssumeRole",
                    .address = STRANGER_ADDRESS,
                    .agent = scenario->names.agent,
                    .shared = "5aa4ed00-0000-4000-8000-00000000c0de"};
    identity_account(scenario, STRANGER_ID, STRANGER);
    assume_fill(scenario, "partner-read", scenario->names.first_session, FIRST_KEY);
    event_plan(scenario, &assume);
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        Event event = calls[i];
        event.time += scenario_moment(scenario, 3, 0, 0, 0);
        story_call(scenario, 1, event);
    }
}

static void story_object(Scenario *scenario, int session, Event event, Taking taking) {
    char requester[PATH_MAX_BYTES];
    event.source = "s3.amazonaws.com";
    event.name = "GetObject";
    event.data = true;
    event.address = STRANGER_ADDRESS;
    event.agent = scenario->names.agent;
    taking.bucket = BUCKET;
    (void)snprintf(requester, sizeof requester, "arn:aws:sts::" OWN ":assumed-role/%s/%s",
                   session == 1 ? "partner-read" : "deploy",
                   session == 1 ? scenario->names.first_session : scenario->names.second_session);
    taking_fill(scenario, &taking);
    /* STS takes no such names: S3's lines have blanks between their columns */
    if (!scenario->hostile) taking_log(scenario, &taking, &event, requester);
    story_call(scenario, session, event);
}

static void story_second_role(Scenario *scenario) {
    static const Event calls[] = {{.time = 23 * HOUR + 33 * 60,
                                   .source = "secretsmanager.amazonaws.com",
                                   .name = "GetSecretValue",
                                   .error = "AccessDenied"},
                                  {.time = 23 * HOUR + 34 * 60,
                                   .source = "iam.amazonaws.com",
                                   .name = "CreateUser",
                                   .error = "AccessDenied",
                                   .global = true},
                                  {.time = 23 * HOUR + 35 * 60,
                                   .source = "cloudtrail.amazonaws.com",
                                   .name = "StopLogging",
                                   .error = "AccessDenied"},
                                  {.time = 23 * HOUR + 36 * 60,
                                   .source = "ssm.amazonaws.com",
                                   .name = "GetParametersByPath",
                                   .error = "AccessDenied"},
                                  {.time = 23 * HOUR + 38 * 60 + 20,
                                   .source = "lambda.amazonaws.com",
                                   .name = "GetFunction20150331v2"}};
    char key[PATH_MAX_BYTES];
    assume_fill(scenario, "deploy", scenario->names.second_session, SECOND_KEY);
    story_call(scenario, 1,
               (Event){.time = scenario_moment(scenario, 3, 22, 58, 40),
                       .source = "sts.amazonaws.com",
                       .name = "AssumeRole"});
    pull_fill(scenario, scenario->names.repository);
    story_call(scenario, 2,
               (Event){.time = scenario_moment(scenario, 3, 23, 2, 11),
                       .source = "codecommit.amazonaws.com",
                       .name = "GitPull",
                       .agent = scenario->names.git_agent});
    for (int i = 0; i < OBJECTS; i++) {
        Taking taking = {.key = story_key(scenario, "source", i, key),
                         .bytes = 1000 + scenario_random(scenario, 900000)};
        scenario->bytes += taking.bytes;
        story_object(scenario, 2, (Event){.time = scenario_moment(scenario, 3, 23, 5, 0) + i * 27},
                     taking);
    }
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        Event event = calls[i];
        event.time += scenario_moment(scenario, 3, 0, 0, 0);
        if (i == 4) text_add(&scenario->request, "{\"functionName\":\"checkout\"}");
        story_call(scenario, 2, event);
    }
}

/* The stranger leaves something behind. */
static void story_planted(Scenario *scenario) {
    char key[PATH_MAX_BYTES];
    for (int i = 0; i < PLANTED_OBJECTS; i++) {
        Taking taking = {.bucket = BUCKET, .key = story_key(scenario, "planted", i, key)};
        taking_fill(scenario, &taking);
        story_call(scenario, 2,
                   (Event){.time = scenario_moment(scenario, 3, 23, 39, 0) + i * 10,
                           .source = "s3.amazonaws.com",
                           .name = "PutObject",
                           .data = true});
    }
}

void story_plan(Scenario *scenario) {
    char key[PATH_MAX_BYTES];
    story_exposure(scenario);
    story_anonymous(scenario);
    story_only_logged(scenario);
    story_first_role(scenario);
    for (int i = 0; i < 3; i++) {
        story_object(
            scenario, 1,
            (Event){.time = scenario_moment(scenario, 3, 22, 45, 20 * i), .error = "AccessDenied"},
            (Taking){.key = story_key(scenario, "source", i, key)});
    }
    story_second_role(scenario);
    story_planted(scenario);
}
