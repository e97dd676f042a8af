/* SPDX-License-Identifier: Apache-2.0 */
/* test_survey.c -- what a survey counts, whoever reads what first; rolls and their limits; what a
 * filter wants; addresses. */
#include "base/buffer.h"
#include "hunt/log_search.h"
#include "hunt/survey.h"
#include "tests/test.h"

#define DATA "tests/data/logs/"

static Survey *survey_of(SurveyOptions options) {
    static const Str paths[] = {S_INIT(DATA "trail.json"), S_INIT(DATA "again/trail.json"),
                                S_INIT(DATA "access.log")};
    Error err = {0};
    Survey *survey = survey_make();
    assert_non_null(survey);
    if (options.paths == NULL) {
        options.paths = paths;
        options.path_count = COUNT(paths);
    }
    for (size_t i = 0; i < SURVEY_ROLL_COUNT; i++) options.rolls[i] = true;
    bool ran = survey_run(survey, &options, &err);
    if (!ran) print_error("%s\n", err.message);
    assert_true(ran);
    return survey;
}

/* All counts of a survey as text. */
static Str survey_text(const Survey *survey, Arena *arena) {
    CLEANUP(buffer_free) Buffer out = {0};
    for (size_t i = 0; i < SURVEY_ROLL_COUNT; i++) {
        const Roll *roll = &survey->rolls[i];
        const RollEntry **entries = roll_sorted(roll, ROLL_BY_EVENTS, arena);
        for (size_t j = 0; j < roll->map.count; j++) {
            const DeedCounts *counts = &entries[j]->counts;
            buffer_add_format(&out, "%zu %.*s %d %d %d %d %d %d\n", i, STR_ARGS(entries[j]->name),
                              (int)counts->good, (int)counts->denied, (int)counts->failed,
                              (int)counts->bytes_out, (int)counts->first, (int)counts->last);
        }
    }
    return str_copy(arena, buffer_text(&out));
}

TEST(survey_says_the_same_in_any_order_with_any_threads) {
    static const Str folder[] = {S_INIT(DATA "access.log"), S_INIT(DATA "again"),
                                 S_INIT(DATA "trail.json")};
    CLEANUP(arena_free) Arena arena = {0};
    Survey *one = survey_of((SurveyOptions){.threads = 1});
    Survey *many =
        survey_of((SurveyOptions){.threads = 4, .paths = folder, .path_count = COUNT(folder)});
    assert_int_equal(one->all.events, 14);
    assert_int_equal(one->logs.repeats, 1);
    assert_int_equal(one->all.denied, 2);
    assert_int_equal(one->all.failed, 1);
    assert_int_equal(one->chain.links.count, 3);
    assert_true(str_equal(survey_text(one, &arena), survey_text(many, &arena)));
    survey_free(one);
    survey_free(many);
}

static const DeedCounts *counts_of(const Survey *survey, SurveyRoll roll, const char *name) {
    const RollEntry *entry = roll_find(&survey->rolls[roll], str_from(name));
    assert_non_null(entry);
    return &entry->counts;
}

TEST(survey_knows_strangers_reads_and_bytes) {
    Survey *survey = survey_of((SurveyOptions){.threads = 1});
    assert_int_equal(counts_of(survey, SURVEY_ANONYMOUS, "192.0.2.44\x1fGetObject")->good, 1);
    assert_int_equal(counts_of(survey, SURVEY_ANONYMOUS, "192.0.2.44\x1fREST.GET.BUCKET")->denied,
                     1);
    counts_of(survey, SURVEY_FOREIGN,
              "arn:aws:sts::999988887777:assumed-role/partner/job\x1f"
              "999988887777");
    assert_int_equal(survey->rolls[SURVEY_FOREIGN].map.count, 1);
    assert_int_equal(counts_of(survey, SURVEY_PRESIGNED,
                               "arn:aws:iam::111122223333:user/alice\x1f"
                               "203.0.113.7")
                         ->good,
                     2);
    assert_int_equal(counts_of(survey, SURVEY_OBJECT, "customer-data/2026/b.csv")->bytes_out,
                     2500000);
    assert_int_equal(counts_of(survey, SURVEY_READS,
                               "2026-11-20T08\x1f"
                               "arn:aws:sts::111122223333:assumed-role/b/chained")
                         ->events,
                     2);
    counts_of(survey, SURVEY_REPOSITORY, "shop");
    survey_free(survey);
}

TEST(survey_follows_what_a_key_gave_out) {
    LogFilter filter = {.key = S("AKIAALICE0000000KEY1")};
    Survey *direct = survey_of((SurveyOptions){.threads = 1, .filter = filter});
    Survey *all = survey_of((SurveyOptions){.threads = 2, .filter = filter, .follow = true});
    assert_int_equal(direct->all.events, 3);
    assert_int_equal(all->all.events, 9);
    assert_int_equal(all->followed.count, 4);
    assert_non_null(roll_find(&all->rolls[SURVEY_KEY], S("AKIABOB000000000KEY4")));
    survey_free(direct);
    survey_free(all);
}

TEST(survey_follows_what_sessions_of_a_role_gave_out) {
    LogFilter filter = {.principal = S("role/b")};
    Survey *survey = survey_of((SurveyOptions){.threads = 1, .filter = filter, .follow = true});
    assert_int_equal(survey->all.events, 5);
    assert_non_null(roll_find(&survey->rolls[SURVEY_KEY], S("AKIABOB000000000KEY4")));
    survey_free(survey);
}

static void expect_events(LogFilter filter, uint64_t events) {
    Survey *survey = survey_of((SurveyOptions){.threads = 1, .filter = filter});
    if (survey->all.events != events) print_error("%d events\n", (int)survey->all.events);
    assert_int_equal(survey->all.events, events);
    survey_free(survey);
}

TEST(filter_wants_what_is_asked) {
    expect_events((LogFilter){.principal = S("alice")}, 4);
    expect_events((LogFilter){.principal = S("role/a")}, 1);
    expect_events((LogFilter){.principal = S("lice")}, 0);
    expect_events((LogFilter){.principal = S("*assumed-role/?/*")}, 4);
    expect_events((LogFilter){.address = S("203.0.113.0/24")}, 5);
    expect_events((LogFilter){.address = S("2001:db8::/32")}, 1);
    expect_events((LogFilter){.address = S("192.0.2.44")}, 3);
    expect_events((LogFilter){.event = S("Get*")}, 5);
    expect_events((LogFilter){.bucket = S("customer-data")}, 8);
    expect_events((LogFilter){.bucket = S("customer")}, 0);
    expect_events((LogFilter){.object = S("customer-data/2026/a.csv")}, 4);
    expect_events((LogFilter){.object = S("2026/b.csv")}, 2);
    expect_events((LogFilter){.repository = S("shop")}, 1);
    expect_events((LogFilter){.error = S("AccessDenied")}, 2);
    expect_events((LogFilter){.text = S("P4D.24XLARGE")}, 1);
    expect_events((LogFilter){.names = {S("userIdentity.type")},
                              .values = {S("AWSAccount")},
                              .field_count = 1},
                  1);
    expect_events((LogFilter){.principal = S("alice"), .event = S("AssumeRole")}, 1);
}

TEST(filter_refuses_what_looks_like_an_address) {
    static const char *const wrong[] = {"203.0.113.300", "203.0.113.0/33", "::1/129", "10/8"};
    CLEANUP(arena_free) Arena arena = {0};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        Error err = {0};
        LogFilter filter = {.address = str_from(wrong[i])};
        assert_false(log_filter_make(&filter, log_keys_make(&arena), &err));
        assert_true(str_contains(str_from(err.message), S("is no address")));
    }
    LogFilter service = {.address = S("cloudtrail.amazonaws.com")};
    assert_true(log_filter_make(&service, log_keys_make(&arena), NULL));
}

TEST(roll_has_limits) {
    CLEANUP(arena_free) Arena arena = {0};
    char name[ROLL_NAME_BYTES_MAX + 1];
    Deed deed = {0};
    memset(name, 'a', sizeof(name));
    RollBudget budget = {.left = ROLL_BYTES_MAX};
    Roll roll = roll_make(&arena, &budget, 0);
    assert_int_equal(roll_add(&roll, (Str){name, ROLL_NAME_BYTES_MAX}, &deed)->name.len,
                     ROLL_NAME_BYTES_MAX);
    const RollEntry *cut = roll_add(&roll, (Str){name, ROLL_NAME_BYTES_MAX + 1}, &deed);
    assert_int_equal(cut->name.len, ROLL_NAME_BYTES_MAX);
    assert_true(str_ends(cut->name, S("a...")));
    assert_ptr_equal(cut, roll_add(&roll, (Str){name, ROLL_NAME_BYTES_MAX + 1}, &deed));
    assert_null(roll_add(&roll, S(""), &deed));
    assert_int_equal(budget.refused, 0);
    budget.left = 0;
    assert_null(roll_add(&roll, S("new"), &deed));
    assert_non_null(roll_add(&roll, (Str){name, ROLL_NAME_BYTES_MAX}, &deed));
    assert_int_equal(budget.refused, 1);
}

TEST(address_lies_in_a_network) {
    static const struct {
        const char *address, *network;
        bool in;
    } rows[] = {
        {"203.0.113.7", "203.0.113.7", true},         {"203.0.113.7", "203.0.113.8", false},
        {"203.0.113.7", "203.0.113.0/25", true},      {"203.0.113.128", "203.0.113.0/25", false},
        {"203.0.113.7", "0.0.0.0/0", true},           {"2001:db8::1", "2001:db8::/33", true},
        {"2001:db8:8000::1", "2001:db8::/33", false}, {"2001:db8::1", "0.0.0.0/0", false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Address address, network;
        assert_true(address_parse(str_from(rows[i].address), &address));
        assert_true(address_parse_network(str_from(rows[i].network), &network));
        assert_int_equal(address_is_in(&address, &network), rows[i].in);
    }
}

TEST(deed_tells_denied_from_failed) {
    static const char *const denied[] = {"AccessDenied",          "Client.UnauthorizedOperation",
                                         "AccessDeniedException", "KMS.AccessDeniedException",
                                         "UnauthorizedOperation", "Failed authentication"};
    static const char *const failed[] = {"NoSuchBucket", "ThrottlingException",
                                         "Client.InvalidGroup.NotFound", ""};
    for (size_t i = 0; i < COUNT(denied); i++) assert_true(deed_is_denial(str_from(denied[i])));
    for (size_t i = 0; i < COUNT(failed); i++) assert_false(deed_is_denial(str_from(failed[i])));
}

TEST(search_masks_credentials) {
    static const struct {
        const char *text, *shown;
    } rows[] = {
        {"AKIAALICE0000000KEY1", "AKIAALICE0000000KEY1"},
        {"with AKIAALICE0000000KEY1 in it", "with *** in it"},
        {"GET /a?X-Amz-Signature=0af&b=1 X-Amz-Security-Token=x/y\" end",
         "GET /a?X-Amz-Signature=***&b=1 X-Amz-Security-Token=***\" end"},
        {"X-Amz-SignedHeaders=host&X-Amz-Signature=", "X-Amz-SignedHeaders=host&X-Amz-Signature="},
        {"/k?AWSAccessKeyId=x&Signature=a%2B&Expires=1",
         "/k?AWSAccessKeyId=x&Signature=***&Expires=1"},
        {"export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7; ls",
         "export AWS_SECRET_ACCESS_KEY=***; ls"},
        {"{\"password\": \"hunter2hunter2\", \"n\": 1}", "{\"password\": \"***\", \"n\": 1}"},
        {"{\\\"token\\\":\\\"abcdefgh\\\"}", "{\\\"token\\\":\\\"***\\\"}"},
        {"arn:aws:secretsmanager:us-east-1:1:secret:prod/db",
         "arn:aws:secretsmanager:us-east-1:1:secret:prod/db"},
        {"password=short", "password=short"},
        {"X-Amz-Signature=X-Amz-Signature=1&c", "X-Amz-Signature=***&c"},
    };
    CLEANUP(arena_free) Arena arena = {0};
    for (size_t i = 0; i < COUNT(rows); i++) {
        Str shown = log_search_mask(&arena, S(""), str_from(rows[i].text));
        if (!str_equal(shown, str_from(rows[i].shown))) print_error("%.*s\n", STR_ARGS(shown));
        assert_true(str_equal(shown, str_from(rows[i].shown)));
    }
    assert_true(str_equal(log_search_mask(&arena, S("sessionToken"), S("abcdefgh")), S("***")));
}
