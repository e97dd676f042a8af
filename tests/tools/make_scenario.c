/* SPDX-License-Identifier: Apache-2.0 */
/* make_scenario -- writes a week of logs of a made-up company in which code leaks, for the test of
 * `merlon case`. An engineer opens a bucket and the trust of a role; somebody without credentials
 * reads from the bucket; a stranger of another account takes the role, from there a second one,
 * clones a repository and reads 57 objects. Around it: what employees, builds and services do every
 * day, some of it with the same bucket and repository. Logs lie as AWS delivers them; truth.json
 * says what there is to be found. No clock, no network: the same arguments give the same bytes.
 *
 * Usage: make_scenario FOLDER [EVENTS [SEED [hostile]]]
 * EVENTS is how much background there is (200000). With `hostile`, names that strangers can choose
 * are such as break careless HTML, JSON, Markdown, CSV and shells. */
#include "tests/scenario/scenario.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <zlib.h>

/* ---- files ---- */

/* Makes the folders of a path below the scenario's folder and writes the text there. */
static void file_write(const Scenario *scenario, const char *name, const Text *text, bool packed) {
    char path[PATH_MAX_BYTES];
    int len = snprintf(path, sizeof path, "%s/%s", scenario->folder, name);
    assert(len > 0 && (size_t)len < sizeof path);
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(path, 0777);
        *slash = '/';
    }
    bool fine = false;
    if (packed) {
        gzFile file = gzopen(path, "wb1");
        fine = file != NULL && gzwrite(file, text->ptr, (unsigned)text->len) == (int)text->len;
        fine = file != NULL && gzclose(file) == Z_OK && fine;
    } else {
        FILE *file = fopen(path, "wb");
        fine = file != NULL && fwrite(text->ptr, 1, text->len, file) == text->len;
        fine = file != NULL && fclose(file) == 0 && fine;
    }
    if (fine) return;
    (void)fprintf(stderr, "make_scenario: %s can't be written\n", path);
    exit(1);
}

static void trail_write(Scenario *scenario, int64_t hour, const char *region, Text *records) {
    Text name = {0};
    if (records->len == 0) return;
    text_add(records, "]}");
    text_add(&name, "logs/AWSLogs/" OWN "/CloudTrail/%s/", region);
    text_time(&name, scenario->start + hour * HOUR, "%Y/%m/%d");
    text_add(&name, "/" OWN "_CloudTrail_%s_", region);
    text_time(&name, scenario->start + hour * HOUR, "%Y%m%dT%H%MZ");
    text_add(&name, "_%016" PRIx64 ".json.gz", scenario_hash(name.ptr));
    file_write(scenario, name.ptr, records, true);
    free(name.ptr);
    records->len = 0;
}

/* Begins the next record of a list. */
static void record_begin(Text *records) {
    text_add(records, "%s", records->len == 0 ? "{\"Records\":[" : ",\n");
}

/* An hour of background, and what the story has in it. */
static void hour_write(Scenario *scenario, int64_t hour, uint64_t events, Text *texts) {
    uint64_t stories = 0;
    for (uint64_t i = 0; i < events; i++) {
        int64_t time = scenario->start + hour * HOUR + (int64_t)(i * HOUR / events);
        background_add(scenario, time, texts, record_begin);
    }
    for (size_t i = 0; i < scenario->planned_count; i++) {
        Planned *planned = &scenario->planned[i];
        if (planned->hour != hour) continue;
        record_begin(&texts[planned->global]);
        text_add(&texts[planned->global], "%s", planned->json.ptr);
        stories++;
    }
    assert(stories == 0 || events > 0);
    trail_write(scenario, hour, REGION, &texts[0]);
    trail_write(scenario, hour, "us-east-1", &texts[1]);
}

static void trails_write(Scenario *scenario, uint64_t events) {
    Text texts[2] = {0};
    uint64_t hours = HOURS - (GAP_LAST - GAP_FIRST + 1), done = 0;
    for (int64_t hour = 0; hour < HOURS; hour++) {
        if (hour >= GAP_FIRST && hour <= GAP_LAST) continue;
        done++;
        hour_write(scenario, hour, events * done / hours - events * (done - 1) / hours, texts);
    }
    free(texts[0].ptr);
    free(texts[1].ptr);
}

static void access_logs_write(Scenario *scenario) {
    for (int64_t hour = 0; hour < HOURS; hour++) {
        Text *text = &scenario->access_log[hour], name = {0};
        if (text->len == 0) continue;
        text_add(&name, "logs/s3-access-logs/");
        text_time(&name, scenario->start + (hour + 1) * HOUR, "%Y-%m-%d-%H-%M-%S-");
        text_add(&name, "%016" PRIX64, scenario_hash(name.ptr));
        file_write(scenario, name.ptr, text, false);
        free(name.ptr);
    }
}

static void name_query(Text *out, int64_t time, const char *name, const char *instance) {
    text_add(out, "{\"version\":\"1.100000\",\"account_id\":\"" OWN "\",\"region\":\"" REGION "\","
                  "\"vpc_id\":\"vpc-0acme0000000000001\",\"query_timestamp\":\"");
    text_time(out, time, TIME_FORMAT);
    text_add(out,
             "\",\"query_name\":\"%s\",\"query_type\":\"A\",\"query_class\":\"IN\","
             "\"rcode\":\"NOERROR\",\"answers\":[{\"Rdata\":\"203.0.113.5\",\"Type\":\"A\","
             "\"Class\":\"IN\"}],\"srcaddr\":\"%s\",\"srcport\":\"51234\",\"transport\":\"UDP\","
             "\"srcids\":{\"instance\":\"%s\"}}\n",
             name, strcmp(instance, BUILD_HOST) == 0 ? "10.0.1.20" : "10.0.2.10", instance);
}

static void flow_line(Text *out, int64_t time, const char *from_to_ports, uint64_t bytes,
                      const char *action) {
    text_add(out,
             "2 " OWN " eni-0b11d000000000001 %s 6 %" PRIu64 " %" PRIu64 " %" PRId64 " %" PRId64
             " %s OK\n",
             from_to_ports, 1 + bytes / 1400, bytes, time, time + 59, action);
}

static void story_flows(const Scenario *scenario, Text *out) {
    int64_t time = scenario_moment(scenario, 3, 23, 45, 0);
    for (int i = 0; i < 3; i++) {
        flow_line(out, time + i * 60, STRANGER_ADDRESS " 10.0.1.20 40022 443", 5200, "ACCEPT");
    }
    for (int i = 0; i < 2; i++) {
        flow_line(out, time + i * 60, "10.0.1.20 " STRANGER_ADDRESS " 443 40022", 4500000,
                  "ACCEPT");
        flow_line(out, time + i * 60, STRANGER_ADDRESS " 10.0.1.20 40023 22", 60, "REJECT");
    }
}

static void network_write(Scenario *scenario) {
    static const char *const sites[] = {"s3." REGION ".amazonaws.com.", "pypi.org.",
                                        "packages.acme.example.", "sts." REGION ".amazonaws.com."};
    for (int day = 0; day < HOURS / 24; day++) {
        Text names = {0}, flows = {0}, name = {0};
        text_add(&flows, "version account-id interface-id srcaddr dstaddr srcport dstport protocol "
                         "packets bytes start end action log-status\n");
        for (int i = 0; i < 288; i++) {
            int64_t time = scenario_moment(scenario, day, 0, 5 * i, 7);
            name_query(&names, time, sites[scenario_random(scenario, 4)],
                       i % 3 == 0 ? BUILD_HOST : "i-0aaaa000000000000");
            flow_line(&flows, time, "10.0.2.10 192.0.2.200 40001 443",
                      scenario_random(scenario, 90000), "ACCEPT");
            flow_line(&flows, time, "10.0.1.20 10.0.2.10 40002 5432", 900, "ACCEPT");
        }
        if (day == 3) {
            name_query(&names, scenario_moment(scenario, 3, 23, 44, 2), "pastebin.com.",
                       BUILD_HOST);
            name_query(&names, scenario_moment(scenario, 3, 23, 44, 9), "paste.ee.", BUILD_HOST);
            story_flows(scenario, &flows);
        }
        text_time(&name, scenario_moment(scenario, day, 0, 0, 0),
                  "logs/AWSLogs/" OWN "/vpcflowlogs/" REGION "/%Y/%m/%d/");
        text_add(&name, OWN "_vpcflowlogs_" REGION "_fl-0acme.log.gz");
        file_write(scenario, name.ptr, &flows, true);
        name.len = 0;
        text_time(&name, scenario_moment(scenario, day, 0, 0, 0),
                  "logs/AWSLogs/" OWN "/vpcdnsquerylogs/vpc-0acme0000000000001/%Y/%m/%d/");
        text_add(&name, "vpc-0acme0000000000001_vpcdnsquerylogs_" OWN ".log.gz");
        file_write(scenario, name.ptr, &names, true);
        free(name.ptr);
        free(names.ptr);
        free(flows.ptr);
    }
}

/* A finding as `aws guardduty get-findings` shows it. */
typedef struct Finding {
    const char *id, *type, *title, *user, *key, *bucket, *address;
    int64_t time;
} Finding;

static void finding_add(Text *out, const Finding *finding) {
    text_add(out,
             "%s{\"SchemaVersion\":\"2.0\",\"AccountId\":\"" OWN "\",\"Region\":\"" REGION
             "\",\"Partition\":\"aws\",\"Id\":\"%s\",\"Arn\":\"arn:aws:guardduty:" REGION ":" OWN
             ":detector/12abc34d567e8fa901bc2d34e56789f0/finding/%s\",\"Type\":\"%s\",",
             out->len > 20 ? "," : "", finding->id, finding->id, finding->type);
    text_add(out, "\"Severity\":8,\"Title\":\"%s\",\"Description\":\"%s\",\"Resource\":{",
             finding->title, finding->title);
    if (finding->bucket == NULL) {
        text_add(out, "\"ResourceType\":\"Instance\",\"InstanceDetails\":{\"InstanceId\":\"%s\"}},",
                 finding->user);
    } else {
        text_add(out,
                 "\"ResourceType\":\"S3Bucket\",\"AccessKeyDetails\":{\"AccessKeyId\":\"%s\","
                 "\"PrincipalId\":\"AROAEXAMPLE:x\",\"UserType\":\"AssumedRole\",\"UserName\":"
                 "\"%s\"},\"S3BucketDetails\":[{\"Arn\":\"arn:aws:s3:::%s\",\"Name\":\"%s\"}]},",
                 finding->key, finding->user, finding->bucket, finding->bucket);
    }
    text_add(out,
             "\"Service\":{\"ServiceName\":\"guardduty\",\"DetectorId\":"
             "\"12abc34d567e8fa901bc2d34e56789f0\",\"Action\":{\"ActionType\":\"AWS_API_CALL\","
             "\"AwsApiCallAction\":{\"Api\":\"GetObject\",\"ServiceName\":\"s3.amazonaws.com\","
             "\"CallerType\":\"Remote IP\",\"RemoteIpDetails\":{\"IpAddressV4\":\"%s\"}}},",
             finding->address);
    text_add(out, "\"ResourceRole\":\"TARGET\",\"Archived\":false,\"Count\":1},\"CreatedAt\":\"");
    text_time(out, finding->time, TIME_FORMAT);
    text_add(out, "\",\"UpdatedAt\":\"");
    text_time(out, finding->time, TIME_FORMAT);
    text_add(out, "\"}");
}

static void findings_write(const Scenario *scenario) {
    const Finding findings[] = {
        {TRUSTED_FINDING, "Exfiltration:S3/AnomalousBehavior",
         "Objects were read in an unusual way", "deploy", SECOND_KEY, BUCKET, STRANGER_ADDRESS,
         scenario_moment(scenario, 3, 23, 50, 0)},
        {"0b0b000000000000000000000000c0de", "Exfiltration:S3/AnomalousBehavior",
         "A report was read in an unusual way", "bob", "AKIAOTHERUSER0000001", "acme-reports",
         "192.0.2.21", scenario_moment(scenario, 4, 8, 0, 0)},
        {"9e57000000000000000000000000c0de", "Recon:EC2/PortProbeUnprotectedPort",
         "A port was probed", "i-0aaaa000000000001", "", NULL, "192.0.2.250",
         scenario_moment(scenario, 0, 5, 0, 0)}};
    Text out = {0};
    text_add(&out, "{\"Findings\":[");
    for (size_t i = 0; i < sizeof findings / sizeof *findings; i++) finding_add(&out, &findings[i]);
    text_add(&out, "]}\n");
    file_write(scenario, "findings/findings.json", &out, false);
    free(out.ptr);
}

/* ---- what there is to be found ---- */

static void truth_text(Text *out, const char *name, const char *before, const char *value) {
    text_add(out, "%s\"%s\":\"", out->len > 3 ? ",\n" : "", name);
    text_escape(out, before);
    text_escape(out, value);
    text_add(out, "\"");
}

static void truth_time(Text *out, const char *name, int64_t time) {
    text_add(out, ",\n\"%s\":\"", name);
    text_time(out, time, TIME_FORMAT);
    text_add(out, "\"");
}

static void truth_number(Text *out, const char *name, uint64_t number) {
    text_add(out, ",\n\"%s\":%" PRIu64, name, number);
}

/* One name a line, so that a script needs no parser. */
static void truth_write(const Scenario *scenario) {
    Text out = {0};
    text_add(&out, "{\n");
    truth_text(&out, "owner", "", OWNER);
    truth_text(&out, "account", "", OWN);
    truth_text(&out, "bucket", "", BUCKET);
    truth_text(&out, "repository", "", scenario->names.repository);
    truth_text(&out, "exposedBy", "arn:aws:iam::" OWN ":user/", scenario->names.engineer);
    truth_time(&out, "exposedBlock", scenario_moment(scenario, 1, 9, 11, 58));
    truth_time(&out, "exposedPolicy", scenario_moment(scenario, 1, 9, 12, 31));
    truth_time(&out, "exposedTrust", scenario_moment(scenario, 1, 9, 20, 5));
    truth_text(&out, "strangerAccount", "", STRANGER);
    truth_text(&out, "chain1", "", STRANGER_ID);
    truth_text(&out, "chain2", "arn:aws:sts::" OWN ":assumed-role/partner-read/",
               scenario->names.first_session);
    truth_text(&out, "chain3", "arn:aws:sts::" OWN ":assumed-role/deploy/",
               scenario->names.second_session);
    truth_text(&out, "key2", "", FIRST_KEY);
    truth_text(&out, "key3", "", SECOND_KEY);
    truth_text(&out, "address", "", STRANGER_ADDRESS);
    truth_time(&out, "assumed", scenario_moment(scenario, 3, 22, 41, 7));
    truth_time(&out, "pulled", scenario_moment(scenario, 3, 23, 2, 11));
    truth_time(&out, "readFirst", scenario_moment(scenario, 3, 23, 5, 0));
    truth_time(&out, "readLast", scenario_moment(scenario, 3, 23, 5, 0) + (OBJECTS - 1) * 27);
    truth_number(&out, "objects", OBJECTS);
    truth_number(&out, "bytes", scenario->bytes);
    truth_number(&out, "planted", PLANTED_OBJECTS);
    truth_number(&out, "denied", 9);
    truth_number(&out, "deniedOnTargets", 3);
    truth_text(&out, "anonymousAddress", "", ANONYMOUS_ADDRESS);
    truth_time(&out, "anonymousFirst", scenario_moment(scenario, 2, 14, 2, 10));
    truth_time(&out, "anonymousLast",
               scenario_moment(scenario, 2, 14, 2, 10) + (ANONYMOUS_OBJECTS - 1) * 80);
    truth_number(&out, "anonymousObjects", ANONYMOUS_OBJECTS);
    truth_number(&out, "anonymousBytes", scenario->anonymous_bytes);
    truth_time(&out, "onlyLogged", scenario_moment(scenario, 5, 4, 10, 0));
    truth_number(&out, "nameQueries", 2);
    truth_number(&out, "connections", 5);
    truth_text(&out, "finding", "", TRUSTED_FINDING);
    truth_text(&out, "instance", "", BUILD_HOST);
    truth_time(&out, "gapFirst", scenario->start + (int64_t)GAP_FIRST * HOUR);
    truth_time(&out, "gapEnd", scenario->start + (int64_t)(GAP_LAST + 1) * HOUR);
    text_add(&out, "\n}\n");
    file_write(scenario, "truth.json", &out, false);
    free(out.ptr);
}

static void scenario_free(Scenario *scenario) {
    Text *texts[] = {&scenario->identity, &scenario->request, &scenario->response, &scenario->extra,
                     &scenario->resources};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) free(texts[i]->ptr);
    for (size_t i = 0; i < scenario->planned_count; i++) free(scenario->planned[i].json.ptr);
    for (size_t i = 0; i < HOURS; i++) free(scenario->access_log[i].ptr);
    free(scenario);
}

int main(int argc, char **argv) {
    struct tm start = {.tm_year = 2026 - 1900, .tm_mon = 10, .tm_mday = 1};
    if (argc < 2) {
        (void)fprintf(stderr, "Usage: make_scenario FOLDER [EVENTS [SEED [hostile]]]\n");
        return 1;
    }
    Scenario *scenario = calloc(1, sizeof *scenario);
    if (scenario == NULL) return 1;
    uint64_t events = argc > 2 ? strtoull(argv[2], NULL, 10) : 200000;
    scenario->folder = argv[1];
    scenario->random = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
    scenario->hostile = argc > 4 && strcmp(argv[4], "hostile") == 0;
    scenario->names = *scenario_names(scenario->hostile);
    scenario->start = (int64_t)timegm(&start);
    story_plan(scenario);
    trails_write(scenario, events);
    access_logs_write(scenario);
    network_write(scenario);
    findings_write(scenario);
    truth_write(scenario);
    scenario_free(scenario);
    return 0;
}
