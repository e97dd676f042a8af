/* SPDX-License-Identifier: Apache-2.0 */
/* test_digest.c -- folders of a trail, whole and with each kind of fault. */
#include "respond/digest_store.h"
#include "tests/unit/digest_expect.h"

#define CLEAN "D 3 L 3 0 0 0 0 C 2 0 0 S "

TEST(finds_nothing_wrong_with_a_whole_trail) {
    CLEANUP(trail_close) Trail trail = trail_open();
    trail_fill(&trail);
    digest_expect(&trail, (DigestOptions){0}, CLEAN "0 0 3");
    digest_expect(&trail, (DigestOptions){.key_path = trail_key(&trail)}, CLEAN "2 0 1");
}

TEST(digests_without_a_folder_are_no_error) {
    CLEANUP(trail_close) Trail trail = trail_open();
    digest_expect(&trail, (DigestOptions){0}, "D 0 L 0 0 0 0 0 C 0 0 0 S 0 0 0");
    Str nowhere = S("/nowhere/at/all");
    digest_expect(&trail, (DigestOptions){.paths = &nowhere, .path_count = 1},
                  "D 0 L 0 0 0 0 0 C 0 0 0 S 0 0 0\n"
                  "/nowhere/at/all: This can't be searched: No such file or directory.");
}

/* Paths given twice, logs that were unpacked, and copies without the folders. */
TEST(digests_take_copies_for_what_they_are) {
    CLEANUP(trail_close) Trail trail = trail_open();
    trail_fill(&trail);
    Str folder = str_from(trail.folder);
    const Str twice[] = {folder, str_from(trail_path(&trail, "AWSLogs"))};
    digest_expect(&trail, (DigestOptions){.paths = twice, .path_count = 2}, CLEAN "0 0 3");
    assert_int_equal(remove(trail_path(&trail, LOG_FOLDER LOG_STEM "0005Z_abc.json.gz")), 0);
    trail_write(&trail, "flat/" LOG_STEM "0005Z_abc.json", S("{\"Records\":[1]}"));
    digest_expect(&trail, (DigestOptions){0}, CLEAN "0 0 3");
    trail_write(&trail, "other/" LOG_FOLDER LOG_STEM "0005Z_abc.json", S("{\"Records\":[4]}"));
    digest_expect(&trail, (DigestOptions){0},
                  "D 3 L 2 1 0 0 0 C 2 0 0 S 0 0 3\n"
                  "other/" LOG_FOLDER LOG_STEM "0005Z_abc.json: The log was changed: *");
}

/* ---- logs ---- */

TEST(digests_find_changed_logs) {
    CLEANUP(trail_close) Trail trail = trail_open();
    trail_fill(&trail);
    trail_log(&trail, "0105", "{\"Records\":[]}");
    digest_expect(&trail, (DigestOptions){0},
                  "D 3 L 2 1 0 0 0 C 2 0 0 S 0 0 3\n" LOG_FOLDER LOG_STEM
                  "0105Z_abc.json.gz: The log was changed: " DIGEST_STEM
                  "020000Z.json says that its text has the SHA-256 *, and it has another one.");
}

TEST(digests_find_cut_logs) {
    CLEANUP(trail_close) Trail trail = trail_open();
    trail_fill(&trail);
    assert_int_equal(truncate(trail_path(&trail, LOG_FOLDER LOG_STEM "0105Z_abc.json.gz"), 20), 0);
    digest_expect(&trail, (DigestOptions){0},
                  "D 3 L 2 1 0 0 0 C 2 0 0 S 0 0 3\n" LOG_FOLDER LOG_STEM
                  "0105Z_abc.json.gz: The log was changed, as it can't be unpacked whole: *");
}

TEST(digests_find_missing_logs) {
    CLEANUP(trail_close) Trail trail = trail_open();
    trail_fill(&trail);
    assert_int_equal(remove(trail_path(&trail, LOG_FOLDER LOG_STEM "0105Z_abc.json.gz")), 0);
    /* a log of the same name of another account isn't it */
    trail_write(&trail, "AWSLogs/444455556666/CloudTrail/" LOG_STEM "0105Z_abc.json.gz",
                S("{\"Records\":[2]}"));
    digest_expect(&trail, (DigestOptions){0},
                  "D 3 L 2 0 1 0 1 C 2 0 0 S 0 0 3\nAWSLogs/444455556666/*: No digest names this "
                  "log*\n" LOG_FOLDER LOG_STEM "0105Z_abc.json.gz: The log is missing: " DIGEST_STEM
                  "020000Z.json names it.");
}

/* Only within the time that digests cover, and with some minutes for the delivery. */
TEST(digests_find_unlisted_logs) {
    CLEANUP(trail_close) Trail trail = trail_open();
    trail_fill(&trail);
    trail_log(&trail, "0241", "late");
    trail_log(&trail, "0305", "later");
    trail_write(&trail, LOG_FOLDER "111122223333_CloudTrail_eu-west-1_20230710T0105Z_x.json.gz",
                S("elsewhere"));
    trail_write(&trail, LOG_FOLDER "notes.txt", S("something else"));
    trail_write(&trail, LOG_FOLDER LOG_STEM "9999Z_x.json.gz", S("no time"));
    digest_expect(&trail, (DigestOptions){0}, CLEAN "0 0 3");
    trail_log(&trail, "0240", "early enough");
    trail_log(&trail, "0055", "where two digests meet");
    digest_expect(&trail, (DigestOptions){0},
                  "D 3 L 3 0 0 0 2 C 2 0 0 S 0 0 3\n" LOG_FOLDER LOG_STEM
                  "0055Z_abc.json.gz: No digest names this log, though there are digests of its "
                  "time: *\n" LOG_FOLDER LOG_STEM "0240Z_abc.json.gz: No digest*");
}

/* ---- the chain ---- */

TEST(digests_find_a_changed_digest) {
    CLEANUP(trail_close) Trail trail = trail_open();
    trail_fill(&trail);
    trail_restart(&trail);
    trail_digest(&trail, 1, S("")); /* as the first was, without its log */
    assert_int_equal(remove(trail_path(&trail, LOG_FOLDER LOG_STEM "0005Z_abc.json.gz")), 0);
    digest_expect(&trail, (DigestOptions){.key_path = trail_key(&trail)},
                  "D 3 L 2 0 0 0 0 C 1 1 0 S 1 1 1\n" DIGEST_FOLDER DIGEST_STEM
                  "010000Z.json.gz: The digest was changed: " DIGEST_STEM "020000Z.json says *\n"
                  "*010000Z.json.gz: The signature is wrong: what " DIGEST_STEM
                  "020000Z.json has isn't CloudTrail's of this text.");
}

TEST(digests_find_a_missing_digest) {
    CLEANUP(trail_close) Trail trail = trail_open();
    trail_fill(&trail);
    assert_int_equal(remove(trail_path(&trail, digest_name_of(&trail, 2))), 0);
    digest_expect(&trail, (DigestOptions){.key_path = trail_key(&trail)},
                  "D 2 L 2 0 0 0 0 C 0 0 1 S 0 0 2\n" DIGEST_FOLDER DIGEST_STEM
                  "020000Z.json.gz: The digest is missing: *");
    /* nobody can say that what came before the first one was ever copied */
    assert_int_equal(remove(trail_path(&trail, digest_name_of(&trail, 1))), 0);
    digest_expect(&trail, (DigestOptions){0}, "D 1 L 1 0 0 0 0 C 0 0 1 S 0 0 1");
}

TEST(digests_find_where_a_chain_begins_again) {
    CLEANUP(trail_close) Trail trail = trail_open();
    trail_digest(&trail, 1, S(""));
    trail_restart(&trail);
    trail_digest(&trail, 2, S(""));
    trail_digest(&trail, 3, S(""));
    digest_expect(&trail, (DigestOptions){.key_path = trail_key(&trail)},
                  "D 3 L 0 0 0 0 0 C 1 0 0 S 1 0 2\n" DIGEST_FOLDER DIGEST_STEM
                  "020000Z.json.gz: A chain begins here, though *");
}

/* One that names the right one before it, but that nobody names: its logs would be no unlisted
 * ones. */
TEST(digests_find_added_ones) {
    CLEANUP(trail_close) Trail trail = trail_open();
    trail_digest(&trail, 1, S(""));
    Trail first = trail;
    trail_digest(&trail, 2, trail_log(&trail, "0105", "added"));
    trail.previous_object = first.previous_object;
    trail.previous_sum = first.previous_sum;
    trail.previous_signature = first.previous_signature;
    trail_digest(&trail, 3, S(""));
    digest_expect(&trail, (DigestOptions){.key_path = trail_key(&trail)},
                  "D 3 L 1 0 0 0 0 C 2 0 0 S 1 0 2\n*020000Z.json.gz: The digest isn't part of its "
                  "chain: " DIGEST_STEM "030000Z.json names another one as the one before it. It "
                  "was added.");
}

TEST(digests_find_moved_ones) {
    CLEANUP(trail_close) Trail trail = trail_open();
    trail_fill(&trail);
    const char *first = trail_path(&trail, digest_name_of(&trail, 1));
    assert_int_equal(rename(first, trail_path(&trail, digest_name_of(&trail, 2))), 0);
    digest_expect(&trail, (DigestOptions){0},
                  "D 2 L 2 0 0 0 0 C 0 1 0 S 0 0 2\n*020000Z.json.gz: The digest says that it is "
                  "another file: " DIGEST_FOLDER DIGEST_STEM "010000Z.json.gz. It was moved, *"
                  "\n*020000Z.json.gz: The digest was changed: *");
}

TEST(digests_with_two_texts_are_told) {
    CLEANUP(trail_close) Trail trail = trail_open();
    trail_fill(&trail);
    trail_write(&trail, "copy/" DIGEST_STEM "010000Z.json", S("{}"));
    digest_expect(&trail, (DigestOptions){0},
                  CLEAN "0 0 3\ncopy/*: This digest is there twice, with two texts.\n"
                        "copy/*: This isn't a digest: has no list logFiles.");
}

/* Digests that were made later have a chain of their own and cover no time. */
TEST(digests_made_later_stand_apart) {
    CLEANUP(trail_close) Trail trail = trail_open();
    trail_fill(&trail);
    Str late = trail_log(&trail, "0110", "late");
    trail_restart(&trail);
    CLEANUP(arena_free) Arena arena = {0};
    Str text = trail_digest_text(&trail, 2, late);
    size_t at = str_find(text, S("020000Z.json.gz")) + strlen("020000Z");
    text = str_join3(&arena, str_slice(text, 0, at), S("_backfill"), str_slice(text, at, text.len));
    trail_write(&trail, DIGEST_FOLDER DIGEST_STEM "020000Z_backfill.json.gz", text);
    digest_expect(&trail, (DigestOptions){0}, "D 4 L 4 0 0 0 0 C 2 0 0 S 0 0 4");
}

/* ---- limits and hostile digests ---- */

#define HOSTILE "AWSLogs/1/CloudTrail-Digest/1_CloudTrail-Digest_r_t_r_20230710T010000Z.json"
#define HEAD                                                                               \
    "{\"digestS3Object\":\"" HOSTILE ".gz\",\"digestS3Bucket\":\"b\",\"digestStartTime\":" \
    "\"2023-07-10T00:00:00Z\",\"digestEndTime\":\"2023-07-10T01:00:00Z\","                 \
    "\"digestPublicKeyFingerprint\":\"x\",\"digestSignatureAlgorithm\":\"SHA256withRSA\"," \
    "\"previousDigestSignature\":null,\"previousDigestS3Object\":null,\"logFiles\":"
#define SUM "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef"
#define LOG_OF(object, sum, algorithm) \
    "{\"s3Object\":" object ",\"hashValue\":" sum ",\"hashAlgorithm\":" algorithm "}"

static void expect_hostile(Str text, const char *pattern) {
    CLEANUP(trail_close) Trail trail = trail_open();
    trail_write(&trail, HOSTILE, text);
    digest_expect(&trail, (DigestOptions){.key_path = trail_key(&trail)}, pattern);
}

#define REFUSED "D 0 L 0 0 0 0 0 C 0 0 0 S 0 0 0\n" HOSTILE ": "
#define KEPT(unknown) "D 1 L 0 0 0 " unknown " 0 C 0 0 0 S 0 0 1\n" HOSTILE ": "

TEST(digests_that_are_none_are_told) {
    expect_hostile(S(""), REFUSED "This isn't a digest: *");
    expect_hostile(S("[]"), REFUSED "This isn't a digest: is no JSON object.");
    expect_hostile(S("{\"logFiles\":5}"), REFUSED "This isn't a digest: has no list logFiles.");
    expect_hostile(S("{\"logFiles\":[]}"),
                   REFUSED "This isn't a digest: digestS3Object is missing.");
    expect_hostile(S("{\"logFiles\":[],\"digestS3Object\":1e999}"), REFUSED "This isn't a digest*");
    expect_hostile(S("{\"logFiles\":[],\"digestS3Object\":123456789012345678901234567890}"),
                   REFUSED "This isn't a digest: digestS3Object is a number, not text.");
    expect_hostile(S("{\"logFiles\":[],\"digestS3Object\":\"/etc/passwd\"}"),
                   REFUSED "This isn't a digest: digestS3Object is no key of one *");
    expect_hostile(S("{\"logFiles\":[],\"logFiles\":[]}"), REFUSED "This isn't a digest: *");
}

TEST(digests_that_name_nonsense_are_told) {
    expect_hostile(S(HEAD "[5]}"), KEPT("1") "The digest is wrong: logFiles[0]: s3Object is "
                                             "missing.\n*wasn't given*");
    expect_hostile(
        S(HEAD "[" LOG_OF("\"AWSLogs/../../../etc/passwd\"", "\"" SUM "\"", "\"SHA-256\"") "]}"),
        KEPT("1") "The digest is wrong: logFiles[0]: s3Object is no key of one *");
    expect_hostile(S(HEAD "[" LOG_OF("\"AWSLogs/a\\u001b[2J\"", "\"" SUM "\"", "\"SHA-256\"") "]}"),
                   KEPT("1") "*: \"AWSLogs/a?[2J\".\n*");
    expect_hostile(S(HEAD "[" LOG_OF("\"AWSLogs/a\"", "1e300", "\"SHA-256\"") "]}"),
                   KEPT("1") "*: hashValue is a number, not text.\n*");
    expect_hostile(S(HEAD "[" LOG_OF("\"AWSLogs/a\"", "\"" SUM "\"", "\"MD5\"") "]}"),
                   KEPT("1") "*: hashAlgorithm is \"MD5\"; only SHA-256 can be checked.\n*");
    expect_hostile(S(HEAD "[" LOG_OF("\"AWSLogs/a\"", "\"0\"", "\"SHA-256\"") "]}"),
                   KEPT("1") "*: hashValue is no SHA-256 in hexadecimal digits.\n*");
    expect_hostile(S(HEAD "[" LOG_OF("\"AWSLogs/a\"", "\"" SUM "\"", "\"SHA-256\"") "]}"),
                   "D 1 L 0 0 1 0 0 C 0 0 0 S 0 0 1\n" HOSTILE ": *wasn't given*\n"
                   "AWSLogs/a: The log is missing: *");
}

/* What is wrong is told DIGEST_NOTES_MAX times, and then counted. */
TEST(digests_full_of_nonsense_are_told_in_short) {
    expect_hostile(S(HEAD "[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}"),
                   KEPT("20") "*logFiles[9]: s3Object is missing.\n*wasn't given*");
    expect_hostile(S(HEAD "[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}"),
                   KEPT("21") "The digest is wrong: 1 more of its values are wrong.\n*");
}

TEST(digests_have_a_size_at_most) {
    CLEANUP(trail_close) Trail trail = trail_open();
    size_t len = DIGEST_BYTES_MAX;
    char *text = arena_alloc(&trail.arena, len + 1);
    memset(text, ' ', len + 1);
    memcpy(text, HEAD "[]}", strlen(HEAD "[]}"));
    trail_write(&trail, HOSTILE, (Str){text, len});
    digest_expect(&trail, (DigestOptions){0}, "D 1 L 0 0 0 0 0 C 0 0 0 S 0 0 1");
    trail_write(&trail, HOSTILE, (Str){text, len + 1});
    digest_expect(&trail, (DigestOptions){0}, REFUSED "The digest can't be read: is larger than *");
}

TEST(digests_and_logs_are_limited) {
    CLEANUP(trail_close) Trail trail = trail_open();
    trail_fill(&trail);
    trail_log(&trail, "0110", "unlisted");
    digest_expect(&trail, (DigestOptions){.files_max = 6},
                  "D 3 L 3 0 0 0 1 C 2 0 0 S 0 0 3\n*: No digest names this log, *");
    digest_expect(&trail, (DigestOptions){.files_max = 5},
                  "D * L 2 0 0 0 0 *\n: There are more than 5 digests and logs *");
}

/* Who writes digests could make each name a hundred thousand times. */
TEST(digests_name_a_log_in_a_hundred_ways_at_most) {
    CLEANUP(arena_free) Arena arena = {0};
    Str logs = S("");
    for (int i = 0; i < DIGEST_SAME_MAX; i++) {
        logs =
            str_format(&arena, "%.*s" LOG_OF("\"AWSLogs/%d/a\"", "\"" SUM "\"", "\"SHA-256\"") ",",
                       STR_ARGS(logs), i);
    }
    Str full = str_join3(&arena, S(HEAD "["), logs, S("0]}"));
    expect_hostile(full, "D 1 L 0 0 100 1 0 C 0 0 0 S 0 0 1\n" HOSTILE ": The digest is wrong: "
                         "logFiles[100]: s3Object is missing.\n" HOSTILE
                         ": The digest says*.\nAWSLogs/0/a*");
    Str last = S(LOG_OF("\"AWSLogs/x/a\"", "\"" SUM "\"", "\"SHA-256\"") "]}");
    full = str_join3(&arena, S(HEAD "["), logs, last);
    expect_hostile(full,
                   "D 1 L 0 0 100 1 0 C 0 0 0 S 0 0 1\n" HOSTILE ": The digest says*\n" HOSTILE
                   ": There are more than 100 logs of the name a in digests: *");
}

TEST(digests_of_one_name_are_a_hundred_at_most) {
    CLEANUP(trail_close) Trail trail = trail_open();
    for (int i = 0; i < DIGEST_SAME_MAX; i++) {
        const char *name = str_format(&trail.arena, "%d/" HOSTILE, i).ptr;
        trail_write(&trail, name, str_format(&trail.arena, HEAD "[%d]}", i));
    }
    digest_expect(&trail, (DigestOptions){0}, "D 100 L 0 0 0 100 0 C 0 0 0 S 0 0 100\n*");
    trail_write(&trail, "x/" HOSTILE, S(HEAD "[5,5]}"));
    digest_expect(&trail, (DigestOptions){0},
                  "D 100 L 0 0 0 100 0 C 0 0 0 S 0 0 100\n*x/" HOSTILE
                  ": There are more than 100 digests of this name: this one wasn't checked.");
}

TEST(digests_name_so_many_logs_at_most) {
    CLEANUP(arena_free) Arena arena = {0};
    char *logs = arena_alloc(&arena, 2 * (size_t)DIGEST_LOGS_MAX + 2);
    for (size_t i = 0; i <= DIGEST_LOGS_MAX; i++) memcpy(logs + 2 * i, "0,", 2);
    Str most = {logs, 2 * (size_t)DIGEST_LOGS_MAX - 1}, more = {logs, most.len + 2};
    expect_hostile(str_join3(&arena, S(HEAD "["), most, S("]}")), "D 1 L 0 0 0 100000 0 C*");
    expect_hostile(str_join3(&arena, S(HEAD "["), more, S("]}")),
                   REFUSED "This isn't a digest: names more than 100000 log files.");
}

/* Those are kept that sort first. */
TEST(digests_faults_are_limited) {
    CLEANUP(arena_free) Arena arena = {0};
    DigestFaults faults = digest_fault_list(&arena);
    for (int i = 0; i < 10 * DIGEST_FAULTS_MAX; i++) {
        Str file = str_format(&arena, "%05d", (i * 7919) % (10 * DIGEST_FAULTS_MAX));
        digest_fault_add(&faults, file, "x\n%d", 1);
    }
    digest_fault_add(&faults, S("00000"), "x\n%d", 1);
    digest_fault_sort(&faults);
    assert_int_equal(faults.count, DIGEST_FAULTS_MAX);
    assert_in_range(faults.dropped, 9 * DIGEST_FAULTS_MAX, 9 * DIGEST_FAULTS_MAX);
    assert_true(str_equal(faults.items[0].file, S("00000")));
    assert_true(str_equal(faults.items[1].file, S("00001")));
    assert_true(str_equal(faults.items[DIGEST_FAULTS_MAX - 1].file, S("00999")));
    assert_true(str_equal(faults.items[0].what, S("x?1")));
}

TEST(digests_that_are_no_files_are_not_opened) {
    CLEANUP(trail_close) Trail trail = trail_open();
    const char *pipe = trail_path(&trail, "1_CloudTrail-Digest_r_t_r_20230710T010000Z.json");
    assert_int_equal(mkfifo(pipe, 0600), 0);
    Str path = str_from(pipe);
    digest_expect(&trail, (DigestOptions){.paths = &path, .path_count = 1},
                  "D 0 *: The digest can't be read: is no regular file.");
}
