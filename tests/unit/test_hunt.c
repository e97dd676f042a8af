/* SPDX-License-Identifier: Apache-2.0 */
/* test_hunt.c -- rules over a log, from the file to the hits in their order. Expected:
 * docs/hunting.md ("docs") and the Sigma correlation rules specification 2.1.0 ("spec"). */
#include "base/buffer.h"
#include "hunt/hunt.h"
#include "tests/unit/folder_expect.h"

#define RULE(name, event)                                                        \
    "title: t\nname: " name "\nlogsource: {product: aws, service: cloudtrail}\n" \
    "detection: {s: {eventName: " event "}, condition: s}\n---\n"
#define CORRELATION(name, section) "title: t\nname: " name "\ncorrelation: {" section "}\n---\n"

/* Adds a record of CloudTrail; time is what is behind "2026-11-20T", or empty for none. */
static void log_add(Buffer *log, const char *id, const char *time, const char *name,
                    const char *more) {
    buffer_add_format(log,
                      "{\"eventVersion\":\"1.08\",\"eventSource\":\"signin.amazonaws.com\","
                      "\"eventID\":\"%s\",\"eventName\":\"%s\"",
                      id, name);
    if (time[0] != '\0') buffer_add_format(log, ",\"eventTime\":\"2026-11-20T%sZ\"", time);
    buffer_add_format(log, "%s}\n", more);
}

/* What a hunt told. */
typedef struct Told {
    const SigmaSet *set;
    Buffer text; /* "RULE ID xEVENTS", a line for each hit */
    Buffer object, file;
    HuntResult result;
} Told;

static void told_visit(void *context, const Hit *hit) {
    Told *told = context;
    buffer_add_format(&told->text, "%.*s %.*s x%d\n", STR_ARGS(told->set->rules[hit->rule].name),
                      STR_ARGS(hit->texts[HIT_EVENT]), (int)hit->count);
    told->object.len = told->file.len = 0;
    buffer_add(&told->object, hit->texts[HIT_OBJECT]);
    buffer_add(&told->file, hit->texts[HIT_FILE]);
}

static void told_free(Told *told) {
    buffer_free(&told->text);
    buffer_free(&told->object);
    buffer_free(&told->file);
}

/* Hunts with rules in the files of a folder. */
static Told hunt_folder(const char *rules, Folder *folder) {
    CLEANUP(arena_free) Arena arena = {0};
    Told told = {0};
    Error err = {0};
    SigmaSet *set = sigma_set_make(&arena);
    if (!sigma_set_add(set, S("r.yml"), str_from(rules))) fail_msg("%s", rules);
    Hunt *hunt = hunt_make(&arena, set);
    assert_non_null(hunt);
    assert_int_equal(set->errors.count, 0);
    HuntOptions options = {.paths = &folder->path, .path_count = 1, .sums = true, .threads = 2};
    if (!hunt_run(hunt, &options, &told.result, &err)) fail_msg("%s", err.message);
    told.result.undecided = NULL; /* it goes with the arena, as the errors do */
    assert_int_equal(told.result.logs.errors.count, 0);
    told.set = set;
    assert_true(hunt_each(hunt, told_visit, &told));
    size_t once = told.text.len;
    assert_true(hunt_each(hunt, told_visit, &told)); /* as often as it is asked */
    assert_int_equal(told.text.len, 2 * once);
    told.text.len = once;
    hunt_free(hunt);
    sigma_set_free(set);
    told.set = NULL;
    return told;
}

static void expect_told(const char *rules, Folder *folder, const char *expected, uint64_t untimed) {
    Told told = hunt_folder(rules, folder);
    if (!str_equal(buffer_text(&told.text), str_from(expected))) {
        fail_msg("is\n%.*snot\n%s", STR_ARGS(buffer_text(&told.text)), expected);
    }
    assert_int_equal(told.result.untimed, untimed);
    assert_int_equal(told.result.forgotten, 0);
    told_free(&told);
}

/* Ten failed logins of eve within ten minutes, one of bob, then both log in. */
static void folder_put_logins(Folder *folder) {
    CLEANUP(buffer_free) Buffer log = {0};
    static const char eve[] = ",\"userIdentity\":{\"userName\":\"eve\"}";
    static const char bob[] = ",\"userIdentity\":{\"userName\":\"bob\"}";
    for (int i = 0; i < 10; i++) {
        char id[8], time[16];
        snprintf(id, sizeof(id), "f%d", i);
        snprintf(time, sizeof(time), "10:%02d:00", i);
        log_add(&log, id, time, "Failed", eve);
    }
    log_add(&log, "f0", "10:00:00", "Failed", eve); /* delivered twice */
    log_add(&log, "g0", "10:05:30", "Failed", bob);
    log_add(&log, "s0", "10:10:00", "Login", bob);
    log_add(&log, "s1", "10:19:00", "Login", eve);
    folder_put(folder, S("log.json"), buffer_text(&log));
}

#define LOGINS(generate)                                                                    \
    CORRELATION("outer", "type: temporal_ordered, rules: [many, login], timespan: 10m, "    \
                         "group-by: [userIdentity.userName]" generate)                      \
    CORRELATION("many", "type: event_count, rules: [failed], timespan: 10m, "               \
                        "group-by: [userIdentity.userName], condition: {gte: 10}" generate) \
    RULE("failed", "Failed") RULE("login", "Login")

/* spec, Failed Logins Followed by Successful Login; Generate: "only the correlation query ...
 * (default)". */
TEST(only_the_outermost_correlation_is_told) {
    Folder folder = folder_make();
    folder_put_logins(&folder);
    expect_told(LOGINS(""), &folder, "outer s1 x2\n", 0);
    expect_told(LOGINS(", generate: false"), &folder, "outer s1 x2\n", 0);
    folder_free(&folder);
}

/* docs: "The rules they name don't give hits of their own unless generate: true says so"; a hit of
 * a correlation stands where it came true. An event that came twice counts once. */
TEST(generate_tells_the_members_too) {
    Folder folder = folder_make();
    folder_put_logins(&folder);
    expect_told(LOGINS(", generate: true"), &folder,
                "failed f0 x1\nfailed f1 x1\nfailed f2 x1\nfailed f3 x1\nfailed f4 x1\n"
                "failed f5 x1\nfailed g0 x1\nfailed f6 x1\nfailed f7 x1\nfailed f8 x1\n"
                "many f9 x10\nfailed f9 x1\nlogin s0 x1\nouter s1 x2\nlogin s1 x1\n",
                0);
    folder_free(&folder);
}

/* One correlation that hides its member is enough. */
TEST(a_rule_is_hidden_by_any_correlation) {
    Folder folder = folder_make();
    folder_put_logins(&folder);
    expect_told(CORRELATION("a", "type: event_count, rules: login, timespan: 1h, generate: true, "
                                 "condition: {gte: 2}")
                    CORRELATION("b", "type: event_count, rules: login, timespan: 1h, "
                                     "condition: {gte: 1}") RULE("login", "Login"),
                &folder, "b s0 x2\na s1 x2\n", 0);
    folder_free(&folder);
}

/* docs: "Events without a time can't be correlated; they are counted." */
TEST(events_without_a_time_are_counted) {
    Folder folder = folder_make();
    CLEANUP(buffer_free) Buffer log = {0};
    log_add(&log, "a", "", "Failed", "");
    log_add(&log, "b", "10:00:00", "Failed", "");
    log_add(&log, "c", "25:00:00", "Failed", "");
    log_add(&log, "d", "10:00:09", "Failed", "");
    log_add(&log, "e", "", "Login", ""); /* no correlation asks for it */
    folder_put(&folder, S("log.json"), buffer_text(&log));
    expect_told(CORRELATION("c", "type: event_count, rules: failed, timespan: 10s, "
                                 "generate: true, condition: {gte: 2}") RULE("failed", "Failed")
                    RULE("login", "Login"),
                &folder, "failed b x1\nc d x2\nfailed d x1\nfailed a x1\nfailed c x1\nlogin e x1\n",
                2);
    folder_free(&folder);
}

/* A text of any length leaves the others what they are. */
TEST(long_texts_are_cut) {
    Folder folder = folder_make();
    CLEANUP(buffer_free) Buffer log = {0};
    Str more = str_format(&folder.arena,
                          ",\"requestParameters\":{\"repositoryName\":\"%070000d\"},"
                          "\"additionalEventData\":{\"bytesTransferredOut\":\"%070000d\"}",
                          0, 0);
    log_add(&log, "a", "10:00:00", "GitPull", more.ptr);
    folder_put(&folder, S("log.json"), buffer_text(&log));
    Told told = hunt_folder(RULE("pull", "GitPull"), &folder);
    assert_true(str_equal(buffer_text(&told.text), S("pull a x1\n")));
    assert_int_equal(told.object.len, HIT_TEXT_BYTES_MAX);
    assert_true(str_ends(buffer_text(&told.object), S("0...")));
    assert_true(str_equal(buffer_text(&told.file), str_from(folder_path(&folder, S("log.json")))));
    told_free(&told);
    folder_free(&folder);
}

/* More hits than memory; then nowhere to keep them. */
TEST(hits_that_can_not_be_kept_fail_the_hunt) {
    enum { EVENTS = 30000 };
    Folder folder = folder_make();
    CLEANUP(buffer_free) Buffer log = {0};
    CLEANUP(arena_free) Arena arena = {0};
    Str agent = str_format(&folder.arena, ",\"userAgent\":\"%01000d\"", 0);
    for (int i = 0; i < EVENTS; i++) {
        char id[16];
        snprintf(id, sizeof(id), "%d", i);
        log_add(&log, id, "10:00:00", "Failed", agent.ptr);
    }
    folder_put(&folder, S("log.json"), buffer_text(&log));
    SigmaSet *set = sigma_set_make(&arena);
    assert_true(sigma_set_add(set, S("r.yml"), S(RULE("failed", "Failed"))));
    Hunt *hunt = hunt_make(&arena, set);
    HuntOptions options = {.paths = &folder.path, .path_count = 1, .threads = 1};
    HuntResult result;
    Error err = {0};
    setenv("TMPDIR", folder_path(&folder, S("missing")), 1);
    assert_false(hunt_run(hunt, &options, &result, &err));
    unsetenv("TMPDIR");
    assert_true(str_starts(str_from(err.message), S("a temporary file for hits can't be made")));
    hunt_free(hunt);
    sigma_set_free(set);
    folder_free(&folder);
}
