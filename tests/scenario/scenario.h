/* SPDX-License-Identifier: Apache-2.0 */
/* scenario.h -- a made-up company, what its logs say on a week, and who leaks its code: the parts
 * of tests/tools/make_scenario.c. Texts grow; everything lives until the program ends. */
#ifndef MERLON_TESTS_SCENARIO_H
#define MERLON_TESTS_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OWN "111122223333"
#define STRANGER "444455556666"
#define REGION "eu-central-1"
#define BUCKET "acme-source"
#define OWNER "shop-team@acme.example"
#define STRANGER_ADDRESS "198.51.100.23"
#define ANONYMOUS_ADDRESS "203.0.113.77"
#define STRANGER_ID "AIDAMALLORY444455556"
#define FIRST_KEY "ASIAPARTNERREAD00001"
#define SECOND_KEY "ASIADEPLOYCHAINED001"
#define BUILD_HOST "i-0b11d0c0de0000001"
#define TRUSTED_FINDING "5a1e000000000000000000000000c0de"
#define BUCKET_OWNER "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"

#define TIME_FORMAT "%Y-%m-%dT%H:%M:%SZ"

enum {
    OBJECTS = 57,
    ANONYMOUS_OBJECTS = 12,
    PLANTED_OBJECTS = 14,
    ONLY_LOGGED_BYTES = 100000,
    HOURS = 7 * 24,
    GAP_FIRST = 5 * 24 + 3, /* hours whose trail files are missing */
    GAP_LAST = 5 * 24 + 5,
    PLANNED_MAX = 400,
    HOUR = 3600,
    DAY = 24 * HOUR,
    PATH_MAX_BYTES = 4096
};

/* A text that grows; NUL follows it. */
typedef struct Text {
    char *ptr;
    size_t len, capacity;
} Text;

/* Names that in reality the people of the story, good and bad, have chosen. */
typedef struct Names {
    const char *engineer, *repository, *first_session, *second_session, *agent, *git_agent;
} Names;

/* An event of the story, which is put among the background of the hour of its file. */
typedef struct Planned {
    int64_t hour;
    bool global;
    Text json;
} Planned;

typedef struct Scenario {
    const char *folder;
    uint64_t random, event_count;
    bool hostile;
    int64_t start;
    Names names;
    /* of the event that is being made; empty ones are left out */
    Text identity, request, response, extra, resources;
    Planned planned[PLANNED_MAX];
    size_t planned_count;
    Text access_log[HOURS];
    uint64_t bytes, anonymous_bytes;
} Scenario;

typedef struct Event {
    int64_t time;
    const char *source, *name, *address, *agent;
    const char *error;  /* or NULL */
    const char *shared; /* sharedEventID; or NULL */
    bool global, data;
} Event;

/* Somebody takes an object: what the event says of it. */
typedef struct Taking {
    const char *bucket, *key;
    uint64_t bytes;
    bool anonymous;
} Taking;

/* Appends to a text, as printf would. */
__attribute__((format(printf, 2, 3))) void text_add(Text *text, const char *format, ...);

/* Appends the inside of a string of JSON. */
void text_escape(Text *text, const char *plain);

/* Appends as S3's access logs write keys; characters of also stay, too. */
void text_percent(Text *text, const char *plain, const char *also);

/* Appends a time (seconds) as strftime writes it. */
void text_time(Text *text, int64_t time, const char *format);

/* The names of the story: harmless or hostile ones. */
const Names *scenario_names(bool hostile);

/* The beginning of the n-th hostile key. */
const char *scenario_hostile_key(int n);

/* A number below end; the next of a sequence that the seed decides. */
uint64_t scenario_random(Scenario *scenario, uint64_t end);

/* A number that is the same for the same name. */
uint64_t scenario_hash(const char *name);

/* The second on a day (from 0) of the week. */
int64_t scenario_moment(const Scenario *scenario, int day, int hour, int minute, int second);

/* Who does the next event: a user of the company. */
void identity_user(Scenario *scenario, const char *name);

/* Who does the next event: a session of a role. */
void identity_session(Scenario *scenario, const char *role, const char *session, const char *key);

/* Who does the next event: a service of AWS. */
void identity_service(Scenario *scenario, const char *name);

/* Who does the next event: somebody of another account, or "anonymous". */
void identity_account(Scenario *scenario, const char *id, const char *account);

/* Writes the event, with what the scenario has of it, behind out; then that is empty again. */
void event_add(Scenario *scenario, const Event *event, Text *out);

/* What the next event says: an object is taken. */
void taking_fill(Scenario *scenario, const Taking *taking);

/* Adds the line of the bucket's own log for the event that comes next. */
void taking_log(Scenario *scenario, const Taking *taking, const Event *event,
                const char *requester);

/* What the next event says: a repository is pulled. */
void pull_fill(Scenario *scenario, const char *repository);

/* What the next event says: a role is taken, and answers with a key. */
void assume_fill(Scenario *scenario, const char *role, const char *session, const char *key);

/* Plans what the story has to happen: scenario->planned. */
void story_plan(Scenario *scenario);

/* Adds an event of everyday life, of whatever kind. texts has the records of
 * the Region and those of us-east-1; begin begins the next record in one of them. */
void background_add(Scenario *scenario, int64_t time, Text *texts, void (*begin)(Text *text));

#endif
