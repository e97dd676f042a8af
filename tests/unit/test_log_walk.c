/* SPDX-License-Identifier: Apache-2.0 */
/* test_log_walk.c -- which files below a path are logs that are wanted. Expected: AWS's layout
 * (CloudTrail User Guide, "Finding your CloudTrail log files"; the layouts of VPC flow logs, ELB
 * and GuardDuty are alike), docs/logs.md and the limits of log_walk.h. Seconds are those of
 * log_time_read_typed. */
#include "base/buffer.h"
#include "logs/log_time.h"
#include "logs/log_walk.h"
#include "tests/unit/folder_expect.h"

/* ---- what names tell ---- */

/* A scope of what a user writes; NULL for no limit, several accounts and Regions with blanks. */
static LogScope scope_make(const char *from, const char *to, const char *accounts,
                           const char *regions) {
    LogScope scope = {.has_from = from != NULL, .has_to = to != NULL};
    if (from != NULL) assert_true(log_time_read_typed(str_from(from), false, &scope.from));
    if (to != NULL) assert_true(log_time_read_typed(str_from(to), true, &scope.to));
    for (Str rest = str_from(accounts); rest.len > 0;) {
        scope.accounts[scope.account_count++] = str_cut(&rest, ' ');
    }
    for (Str rest = str_from(regions); rest.len > 0;) {
        scope.regions[scope.region_count++] = str_cut(&rest, ' ');
    }
    return scope;
}

static void expect_holds(LogScope scope, const char *path, bool holds) {
    if (log_scope_may_hold(&scope, str_from(path)) != holds) {
        fail_msg("%s is%s skipped", path, holds ? "" : " not");
    }
}

#define TRAIL "b/AWSLogs/111122223333/CloudTrail/eu-central-1/"

TEST(a_scope_without_limits_holds_all) {
    LogScope scope = {0};
    expect_holds(scope, "", true);
    expect_holds(scope, TRAIL "2023/07/10/x.json.gz", true);
    expect_holds(scope, TRAIL "0000/00/00", true);
}

TEST(accounts_are_folders) {
    LogScope scope = scope_make(NULL, NULL, "111122223333 444455556666", NULL);
    expect_holds(scope, "b/AWSLogs/111122223333", true);
    expect_holds(scope, "b/AWSLogs/444455556666/CloudTrail/us-east-1/2023/x", true);
    expect_holds(scope, "b/AWSLogs/777788889999", false);
    expect_holds(scope, "AWSLogs/777788889999/CloudTrail", false);
    expect_holds(scope, "/x/AWSLogs/777788889999/elasticloadbalancing/us-east-1/2023", false);
    /* trails of an organization */
    expect_holds(scope, "b/AWSLogs/o-abc123defg", true);
    expect_holds(scope, "b/AWSLogs/o-abc123defg/111122223333/CloudTrail", true);
    expect_holds(scope, "b/AWSLogs/o-abc123defg/777788889999", false);
    expect_holds(scope, "b/prefix/AWSLogs/o-abc123defg/777788889999/CloudTrail", false);
}

TEST(names_that_only_look_alike_are_read) {
    LogScope scope = scope_make("2023-07-10", "2023-07-11", "111122223333", "eu-central-1");
    expect_holds(scope, "b/AWSLogs", true);
    expect_holds(scope, "b/AWSLogs/", true);
    expect_holds(scope, "777788889999/CloudTrail", true);
    expect_holds(scope, "b/MyAWSLogs/777788889999", true);
    expect_holds(scope, "b/awslogs/777788889999", true);
    expect_holds(scope, "b/AWSLogsOld/777788889999", true);
    expect_holds(scope, "b/AWSLogs/77778888999", true);
    expect_holds(scope, "b/AWSLogs/7777888899990", true);
    expect_holds(scope, "b/AWSLogs/77778888999x", true);
    expect_holds(scope, "b/AWSLogs/x/777788889999/CloudTrail", true);
    expect_holds(scope, "b/AWSLogs/aws-account-id=777788889999/aws-service=vpcflowlogs", true);
    expect_holds(scope, "b/AWSLogs/111122223333/CloudTrail/events.json", true);
    expect_holds(scope, "b/AWSLogs/111122223333/vpcdnsquerylogs/vpc-0123456789abcdef0", true);
    expect_holds(scope, "b/2021/01/01/x.json", true);
    expect_holds(scope, TRAIL "21/01/01", true);
    expect_holds(scope, TRAIL "20210/01/01", true);
    expect_holds(scope, TRAIL "year=2021", true);
    expect_holds(scope, TRAIL "2021.json", true);
    expect_holds(scope, TRAIL "0000", true);
    /* what isn't a month or a day: only what is before it counts */
    expect_holds(scope, TRAIL "2023/7/10", true);
    expect_holds(scope, TRAIL "2023/13", true);
    expect_holds(scope, TRAIL "2023/00", true);
    expect_holds(scope, TRAIL "2023/07/32", true);
    expect_holds(scope, TRAIL "2023/07/00", true);
    expect_holds(scope, TRAIL "2021/13", false);
}

TEST(regions_are_folders) {
    LogScope scope = scope_make(NULL, NULL, NULL, "eu-central-1 us-gov-west-1");
    expect_holds(scope, "b/AWSLogs/111122223333/CloudTrail", true);
    expect_holds(scope, "b/AWSLogs/111122223333/CloudTrail/eu-central-1", true);
    expect_holds(scope, "b/AWSLogs/111122223333/CloudTrail/us-gov-west-1/2023", true);
    expect_holds(scope, "b/AWSLogs/111122223333/CloudTrail/us-east-1", false);
    expect_holds(scope, "b/AWSLogs/111122223333/CloudTrail/ap-southeast-2/2023/07/10/x", false);
    expect_holds(scope, "b/AWSLogs/o-1/111122223333/GuardDuty/us-east-1/2023", false);
    expect_holds(scope, "b/AWSLogs/111122223333/CloudTrail/Us-east-1", true);
    expect_holds(scope, "b/AWSLogs/111122223333/CloudTrail/us-east", true);
    expect_holds(scope, "b/AWSLogs/111122223333/CloudTrail/some-file-name", true);
}

/* Every service has the layout; without a Region between it and the date, too. */
TEST(days_are_folders_of_every_service) {
    static const char *const services[] = {"CloudTrail",         "CloudTrail-Digest",
                                           "CloudTrail-Insight", "elasticloadbalancing",
                                           "vpcflowlogs",        "GuardDuty"};
    LogScope scope = scope_make("2023-07-10", "2023-07-11", NULL, NULL);
    Arena arena = {0};
    for (size_t i = 0; i < COUNT(services); i++) {
        const char *name = services[i];
        expect_holds(scope, str_format(&arena, "AWSLogs/1/%s/2021", name).ptr, true);
        expect_holds(scope, str_format(&arena, "AWSLogs/111122223333/%s/2021", name).ptr, false);
        expect_holds(scope, str_format(&arena, "AWSLogs/111122223333/%s/us-east-1/2021", name).ptr,
                     false);
        expect_holds(scope,
                     str_format(&arena, "AWSLogs/111122223333/%s/us-east-1/2023/07/10", name).ptr,
                     true);
    }
    arena_free(&arena);
}

/* A file holds events of its day and of up to two days before it (LOG_SLACK_SECONDS): deliveries
 * are late, never early. */
TEST(days_have_slack) {
    LogScope scope = scope_make("2023-07-10", "2023-07-11", NULL, NULL);
    expect_holds(scope, TRAIL "2023/07/08", false);
    expect_holds(scope, TRAIL "2023/07/09", false);
    expect_holds(scope, TRAIL "2023/07/10", true);
    expect_holds(scope, TRAIL "2023/07/11", true);
    expect_holds(scope, TRAIL "2023/07/12", true);
    expect_holds(scope, TRAIL "2023/07/13", true);
    expect_holds(scope, TRAIL "2023/07/14", false);
    expect_holds(scope, TRAIL "2023/07/09/x.json.gz", false);
    expect_holds(scope, TRAIL "2023/07/13/x.json.gz", true);
    LogScope seconds = scope_make("2023-07-09T23:59:59Z", "2023-07-12T00:00:00Z", NULL, NULL);
    expect_holds(seconds, TRAIL "2023/07/09", true); /* its last second */
    expect_holds(seconds, TRAIL "2023/07/08", false);
    expect_holds(seconds, TRAIL "2023/07/14", true);
    expect_holds(seconds, TRAIL "2023/07/15", false);
    expect_holds(scope_make("2023-07-10T00:00:00Z", NULL, NULL, NULL), TRAIL "2023/07/09", false);
    expect_holds(scope_make(NULL, "2023-07-11T23:59:59Z", NULL, NULL), TRAIL "2023/07/14", false);
    expect_holds(scope_make("2023-07-10", NULL, NULL, NULL), TRAIL "2099/01/01", true);
    expect_holds(scope_make(NULL, "2023-07-10", NULL, NULL), TRAIL "1999/01/01", true);
}

/* What a year or a month stands for, at both of its ends. */
TEST(years_and_months_are_skipped_as_a_whole) {
    LogScope july = scope_make("2023-07-10", "2023-07-30", NULL, NULL);
    expect_holds(july, TRAIL "2022", false);
    expect_holds(july, TRAIL "2023", true);
    expect_holds(july, TRAIL "2024", false);
    expect_holds(july, TRAIL "2023/06", false);
    expect_holds(july, TRAIL "2023/07", true);
    expect_holds(july, TRAIL "2023/08", true); /* its first file may hold 30 July */
    expect_holds(july, TRAIL "2023/08/01", true);
    expect_holds(july, TRAIL "2023/08/02", false);
    expect_holds(july, TRAIL "2023/09", false);
    LogScope december = scope_make("2022-12-31", "2022-12-31", NULL, NULL);
    expect_holds(december, TRAIL "2022", true);
    expect_holds(december, TRAIL "2022/11", false);
    expect_holds(december, TRAIL "2022/12", true);
    expect_holds(december, TRAIL "2022/12/30", false);
    expect_holds(december, TRAIL "2022/12/31", true);
    expect_holds(december, TRAIL "2023", true);
    expect_holds(december, TRAIL "2023/01", true);
    expect_holds(december, TRAIL "2023/01/02", true);
    expect_holds(december, TRAIL "2023/01/03", false);
    expect_holds(december, TRAIL "2023/02", false);
    expect_holds(scope_make("2023-01-01", NULL, NULL, NULL), TRAIL "2022/12", false);
    expect_holds(scope_make("2022-12-31T23:59:59Z", NULL, NULL, NULL), TRAIL "2022/12", true);
    expect_holds(scope_make("2022-12-31T23:59:59Z", NULL, NULL, NULL), TRAIL "2022", true);
    expect_holds(scope_make("9999-12-31", NULL, NULL, NULL), TRAIL "9999/12/31", true);
}

TEST(leap_days_count) {
    LogScope leap = scope_make("2024-02-29", "2024-02-29", NULL, NULL);
    expect_holds(leap, TRAIL "2024/02", true);
    expect_holds(leap, TRAIL "2024/02/28", false);
    expect_holds(leap, TRAIL "2024/02/29", true);
    expect_holds(leap, TRAIL "2024/03/02", true);
    expect_holds(leap, TRAIL "2024/03/03", false);
    LogScope march = scope_make("2023-03-01", "2023-03-01", NULL, NULL);
    expect_holds(march, TRAIL "2023/02", false);
    expect_holds(march, TRAIL "2023/02/28", false);
    LogScope february = scope_make("2024-02-29T23:59:59Z", NULL, NULL, NULL);
    expect_holds(february, TRAIL "2024/02", true);
    expect_holds(scope_make(NULL, "2000-02-27", NULL, NULL), TRAIL "2000/02/29", true);
    expect_holds(scope_make(NULL, "2000-02-27", NULL, NULL), TRAIL "2000/03/01", false);
    expect_holds(scope_make(NULL, "1900-02-27", NULL, NULL), TRAIL "1900/03/01", true);
}

/* ---- walking ---- */

/* What a walk over one path found. */
typedef struct Found {
    Arena arena;
    Str paths[1024];
    size_t count, batches;
    uint64_t skipped;
    Str errors; /* of each its text, and a line's end */
} Found;

static Found *walk_all(const Str *paths, size_t count, const LogScope *scope) {
    Found *found = calloc(1, sizeof(*found));
    LogBatch *batch = calloc(1, sizeof(*batch));
    LogWalk *walk = log_walk_make(paths, count, scope);
    assert_true(found != NULL && batch != NULL && walk != NULL);
    for (; log_walk_next(walk, batch); found->batches++) {
        assert_true(batch->count > 0 && batch->count <= LOG_BATCH_FILES_MAX);
        for (size_t i = 0; i < batch->count; i++) {
            assert_true(found->count < COUNT(found->paths));
            found->paths[found->count++] = str_copy(&found->arena, batch->paths[i]);
        }
    }
    assert_false(log_walk_next(walk, batch)); /* the end stays the end */
    qsort(found->paths, found->count, sizeof(Str), str_compare_pointers);
    found->skipped = log_walk_skipped(walk);
    for (size_t i = 0; i < log_walk_errors(walk)->count; i++) {
        Str text = error_text(&found->arena, &log_walk_errors(walk)->items[i]);
        found->errors = str_join3(&found->arena, found->errors, text, S("\n"));
    }
    log_walk_free(walk);
    arena_free(&batch->arena);
    free(batch);
    return found;
}

static void found_free(Found *found) {
    arena_free(&found->arena);
    free(found);
}

/* The names of what is found in folder, in order and with blanks between them. */
static void expect_found(Folder *folder, const LogScope *scope, const char *names,
                         uint64_t skipped) {
    Found *found = walk_all(&folder->path, 1, scope);
    Str text = S("");
    for (size_t i = 0; i < found->count; i++) {
        assert_true(str_starts(found->paths[i], folder->path));
        Str name = str_slice(found->paths[i], folder->path.len + 1, SIZE_MAX);
        text = str_join3(&found->arena, text, i == 0 ? S("") : S(" "), name);
    }
    if (!str_equal(text, str_from(names))) fail_msg("%.*s\nnot %s", STR_ARGS(text), names);
    assert_int_equal(found->skipped, skipped);
    assert_int_equal(found->errors.len, 0);
    found_free(found);
}

TEST(folders_are_walked) {
    LogScope scope = {0};
    Folder folder = folder_make();
    expect_found(&folder, &scope, "", 0);
    folder_put(&folder, S("a.json"), S("x"));
    folder_put(&folder, S("b/c/d.gz"), S(""));
    folder_put(&folder, S("b/e"), S("x"));
    folder_make_outer(&folder, S("f/g/"));
    expect_found(&folder, &scope, "a.json b/c/d.gz b/e", 0);
    folder_free(&folder);
}

/* Hidden names are left out as in a shell; links could lead anywhere, and are told. */
TEST(hidden_names_and_links_are_left_out) {
    LogScope scope = {0};
    Folder folder = folder_make();
    folder_put(&folder, S(".hidden"), S("x"));
    folder_put(&folder, S(".git/a"), S("x"));
    folder_put(&folder, S("a/..b"), S("x"));
    folder_put(&folder, S("a/b."), S("x"));
    assert_int_equal(symlink("a", folder_path(&folder, S("link"))), 0);
    assert_int_equal(symlink("a/b.", folder_path(&folder, S("link.json"))), 0);
    assert_int_equal(symlink(".", folder_path(&folder, S("a/circle"))), 0);
    assert_int_equal(mkfifo(folder_path(&folder, S("pipe")), 0600), 0);
    Found *found = walk_all(&folder.path, 1, &scope);
    assert_int_equal(found->count, 1);
    assert_true(str_ends(found->paths[0], S("/a/b.")));
    size_t told = 0;
    for (Str rest = found->errors; rest.len > 0;) {
        told += str_contains(str_cut(&rest, '\n'), S("is a symbolic link, which isn't followed"));
    }
    assert_int_equal(told, 3);
    found_free(found);
    folder_free(&folder);
}

/* What a user names is taken as it is: hidden, through a link, with a slash behind it. */
TEST(named_paths_are_taken_as_they_are) {
    LogScope scope = scope_make(NULL, NULL, "111122223333", NULL);
    Folder folder = folder_make();
    folder_put(&folder, S(".hidden"), S("x"));
    folder_put(&folder, S("AWSLogs/777788889999/a"), S("x"));
    assert_int_equal(symlink("AWSLogs/777788889999/a", folder_path(&folder, S("link"))), 0);
    const char *hidden = folder_path(&folder, S(".hidden"));
    const char *link = folder_path(&folder, S("link"));
    const char *file = folder_path(&folder, S("AWSLogs/777788889999/a"));
    const Str paths[] = {S("-"), str_from(hidden), str_from(link), str_from(file)};
    Found *found = walk_all(paths, COUNT(paths), &scope);
    assert_int_equal(found->count, 4);
    assert_true(str_equal(found->paths[0], S("-")));
    assert_true(str_equal(found->paths[1], str_from(hidden)));
    assert_true(str_equal(found->paths[2], str_from(file)));
    assert_true(str_equal(found->paths[3], str_from(link)));
    assert_int_equal(found->errors.len, 0);
    found_free(found);
    folder_put(&folder, S("b/c"), S("x"));
    const Str slash = str_from(folder_path(&folder, S("b/")));
    found = walk_all(&slash, 1, &scope);
    assert_int_equal(found->count, 1);
    assert_true(str_equal(found->paths[0], str_from(folder_path(&folder, S("b/c")))));
    found_free(found);
    folder_free(&folder);
}

TEST(names_alone_skip_what_is_not_wanted) {
    static const Str files[] = {
        S_INIT("AWSLogs/111122223333/CloudTrail/eu-central-1/2023/07/10/a.json.gz"),
        S_INIT("AWSLogs/111122223333/CloudTrail/eu-central-1/2023/07/09/b.json.gz"),
        S_INIT("AWSLogs/111122223333/CloudTrail/eu-central-1/2022/07/10/c.json.gz"),
        S_INIT("AWSLogs/111122223333/CloudTrail/us-east-1/2023/07/10/d.json.gz"),
        S_INIT("AWSLogs/777788889999/CloudTrail/eu-central-1/2023/07/10/e.json.gz"),
        S_INIT("AWSLogs/777788889999/CloudTrail/eu-central-1/2023/07/10/f.json.gz"),
        S_INIT("other/777788889999/us-east-1/2022/07/10/g.json.gz")};
    LogScope scope = scope_make("2023-07-10", "2023-07-10", "111122223333", "eu-central-1");
    Folder folder = folder_make();
    for (size_t i = 0; i < COUNT(files); i++) folder_put(&folder, files[i], S("x"));
    expect_found(&folder, &scope,
                 "AWSLogs/111122223333/CloudTrail/eu-central-1/2023/07/10/a.json.gz "
                 "other/777788889999/us-east-1/2022/07/10/g.json.gz",
                 4); /* a day, a year, a Region, an account */
    folder_free(&folder);
}

TEST(paths_that_are_not_there_are_named) {
    LogScope scope = {0};
    Folder folder = folder_make();
    folder_put(&folder, S("a"), S("x"));
    const Str paths[] = {str_from(folder_path(&folder, S("missing"))), S(""), S("a\0b"),
                         str_from(folder_path(&folder, S("a/b"))),
                         str_from(folder_path(&folder, S("a")))};
    Found *found = walk_all(paths, COUNT(paths), &scope);
    assert_int_equal(found->count, 1); /* the others don't keep it from the last */
    Str expected = str_format(&found->arena,
                              "%.*s: No such file or directory\nNo such file or directory\n"
                              "a: is no path\n%.*s: Not a directory\n",
                              STR_ARGS(paths[0]), STR_ARGS(paths[3]));
    if (!str_equal(found->errors, expected)) {
        fail_msg("%.*s\nnot\n%.*s", STR_ARGS(found->errors), STR_ARGS(expected));
    }
    found_free(found);
    Found *none = walk_all(NULL, 0, &scope);
    assert_int_equal(none->count, 0);
    found_free(none);
    folder_free(&folder);
    log_walk_free(NULL);
}

/* A file in so many folders, the first of which is the folder itself. */
static Found *walk_nested(size_t folders) {
    LogScope scope = {0};
    Folder folder = folder_make();
    CLEANUP(buffer_free) Buffer name = {0};
    for (size_t i = 1; i < folders; i++) buffer_add(&name, S("d/"));
    buffer_add(&name, S("file"));
    folder_put(&folder, buffer_text(&name), S("x"));
    folder_put(&folder, S("z"), S("x"));
    Found *found = walk_all(&folder.path, 1, &scope);
    folder_free(&folder);
    return found;
}

TEST(folders_nest_so_deep) {
    Found *fine = walk_nested(LOG_WALK_DEPTH_MAX);
    assert_int_equal(fine->count, 2);
    assert_int_equal(fine->errors.len, 0);
    Found *deep = walk_nested(LOG_WALK_DEPTH_MAX + 1);
    assert_int_equal(deep->count, 1);
    assert_true(str_ends(deep->errors, S("/d/d: is nested too deeply\n")));
    found_free(fine);
    found_free(deep);
}

/* Small files come together, as many as a batch holds; large ones alone. */
TEST(files_come_in_batches) {
    LogScope scope = {0};
    Folder folder = folder_make();
    for (size_t i = 0; i <= LOG_BATCH_FILES_MAX; i++) {
        folder_put(&folder, str_format(&folder.arena, "%zu", i), S("x"));
    }
    Found *small = walk_all(&folder.path, 1, &scope);
    assert_int_equal(small->count, LOG_BATCH_FILES_MAX + 1);
    assert_int_equal(small->batches, 2);
    found_free(small);
    Str paths[3];
    for (size_t i = 0; i < COUNT(paths); i++) {
        paths[i] = str_format(&folder.arena, "%.*s/large%zu", STR_ARGS(folder.path), i);
        folder_put(&folder, str_format(&folder.arena, "large%zu", i), S(""));
        assert_int_equal(truncate(paths[i].ptr, LOG_BATCH_BYTES), 0);
    }
    Found *large = walk_all(paths, COUNT(paths), &scope);
    assert_int_equal(large->count, 3);
    assert_int_equal(large->batches, 3);
    found_free(large);
    folder_free(&folder);
}
