/* SPDX-License-Identifier: Apache-2.0 */
/* test_digest_name.c -- what the names of CloudTrail's files tell. */
#include "respond/digest_name.h"
#include "tests/test.h"

#define FILE_NAME "111122223333_CloudTrail_us-east-2_20150817T1445Z_9nYN7gp2eWAJHIfT.json"
#define KEY "AWSLogs/o-abc/111122223333/CloudTrail/us-east-2/2015/08/17/" FILE_NAME
#define DIGEST "111122223333_CloudTrail-Digest_us-east-2_my_trail_us-west-1_20150817T150131Z"

static bool is_same(const char *left_path, const char *right_path) {
    DigestName left = digest_name_read(str_from(left_path));
    DigestName right = digest_name_read(str_from(right_path));
    return digest_name_same(&left, &right);
}

TEST(names_are_compared_from_awslogs_on) {
    assert_true(is_same("prefix/" KEY ".gz", "/tmp/copy/" KEY ".gz"));
    assert_true(is_same("prefix/" KEY ".gz", KEY));
    assert_true(is_same("prefix/" KEY ".gz", "./" FILE_NAME ".zst"));
    assert_true(is_same("AWSLogs/AWSLogs/x", "AWSLogs/x"));
    assert_false(is_same("AWSLogs/1/" FILE_NAME, "AWSLogs/2/" FILE_NAME));
    assert_false(is_same("AWSLogs/1/a", "xAWSLogs/1/b"));
    assert_true(is_same("AWSLogs/1/a", "xAWSLogs/2/a")); /* without AWSLogs: only the file's name */
}

TEST(keys_lead_nowhere_else) {
    assert_true(digest_name_is_key(S(KEY)));
    assert_true(digest_name_is_key(S("../any//prefix/" KEY)));
    assert_false(digest_name_is_key(S("")));
    assert_false(digest_name_is_key(S("AWSLogs/")));
    assert_false(digest_name_is_key(S("xAWSLogs/a")));
    assert_false(digest_name_is_key(S("AWSLogs/../a")));
    assert_false(digest_name_is_key(S("AWSLogs/./a")));
    assert_false(digest_name_is_key(S("AWSLogs/a/..")));
    assert_false(digest_name_is_key(S("AWSLogs/a//b")));
    assert_false(digest_name_is_key(S("AWSLogs/a\nb")));
    assert_false(digest_name_is_key(S("AWSLogs/a\0b")));
}

TEST(keys_have_a_length_at_most) {
    char key[DIGEST_NAME_BYTES_MAX + 1];
    memset(key, 'a', sizeof(key));
    memcpy(key, "AWSLogs/", strlen("AWSLogs/"));
    assert_true(digest_name_is_key((Str){key, DIGEST_NAME_BYTES_MAX}));
    assert_false(digest_name_is_key((Str){key, DIGEST_NAME_BYTES_MAX + 1}));
}

static void expect_time(const char *path, int64_t wanted) {
    int64_t seconds = -1;
    DigestName name = digest_name_read(str_from(path));
    assert_int_equal(digest_name_time(&name, &seconds), wanted >= 0);
    assert_int_equal(seconds, wanted);
}

TEST(names_of_logs_have_a_time) {
    expect_time(KEY ".gz", 1439822700);
    expect_time("1_CloudTrail_r_20150817T1445Z_x.json", 1439822700);
    expect_time("1_CloudTrail_r_20151317T1445Z_x.json", -1);
    expect_time("1_CloudTrail_r_20150817T2445Z_x.json", -1);
    expect_time("1_CloudTrail_r_2015081xT1445Z_x.json", -1);
    expect_time("1_CloudTrail_r_20150817T144500Z_x.json", -1);
    expect_time("1_CloudTrail_r.json", -1);
    expect_time("1_CloudTrail-Insight_r_20150817T1445Z_x.json", -1);
    expect_time(DIGEST ".json.gz", -1);
    expect_time("", -1);
}

TEST(names_of_digests_have_a_chain_and_a_scope) {
    CLEANUP(arena_free) Arena arena = {0};
    bool backfill;
    Str scope;
    DigestName name = digest_name_read(S("x/" DIGEST ".json.gz"));
    DigestName later = digest_name_read(S("x/" DIGEST "_backfill.json.gz"));
    DigestName log = digest_name_read(S(KEY));
    Str chain = digest_name_chain(&name, &backfill);
    assert_true(
        str_equal(chain, S("111122223333_CloudTrail-Digest_us-east-2_my_trail_us-west-1_")));
    assert_false(backfill);
    assert_true(str_equal(digest_name_chain(&later, &backfill), chain));
    assert_true(backfill);
    assert_true(digest_name_is_digest(&name) && !digest_name_is_digest(&log));
    assert_true(digest_name_scope(&arena, &name, &scope));
    assert_true(str_equal(scope, S("111122223333/us-east-2")));
    assert_true(digest_name_scope(&arena, &log, &scope));
    assert_true(str_equal(scope, S("111122223333/us-east-2")));
}
