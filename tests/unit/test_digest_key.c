/* SPDX-License-Identifier: Apache-2.0 */
/* test_digest_key.c -- public keys in all the ways that they come, and signatures. */
#include "respond/digest_key.h"
#include "tests/unit/digest_expect.h"

/* The example of AWS's manual of list-public-keys. */
#define AWS_KEY                                                                                    \
    "MIIBCgKCAQEAn11L2YZ9h7onug2ILi1MWyHiMRsTQjfWE+pHVRLk1QjfWhirG+lpOa8NrwQ/r7Ah5bNL6HepznOU9XTD" \
    "SfmmnP97mqyc7z/upfZdS/AHhYcGaz7n6Wc/RRBU6VmiPCrAUojuSk6/GjvA8iOPFsYDuBtviXarvuLPlrT9kAd4Lb+r" \
    "FfR5peEgBEkhlzc5HuWO7S0y+KunqxX6jQBnXGMtxmPBPP0FylgWGNdFtks/4YSKcgqwH0YDcawP9GGGDAeCIqPWIXDL" \
    "G1jOjRRzWfCmD0iJUkz8vTsn4hq/5ZxRFE7UBAUiVcGbdnDdvVfhF9C3dQiDq3k7adQIziLT0cShgQIDAQAB"
#define AWS_FINGERPRINT "8eba5db5bea9b640d1c96a77256fe7f2"

static void expect_keys(Str text, size_t count) {
    CLEANUP(trail_close) Trail trail = trail_open();
    CLEANUP(digest_key_free) DigestKeys keys = {0};
    Error err = {0};
    if (!digest_key_read(trail_write(&trail, "key", text), &keys, &err))
        fail_msg("%s", err.message);
    assert_int_equal(keys.count, count);
    assert_true(digest_key_has(&keys, S(AWS_FINGERPRINT)));
}

static void expect_refused(Str text, const char *pattern) {
    CLEANUP(trail_close) Trail trail = trail_open();
    DigestKeys keys = {0};
    Error err = {0};
    assert_false(digest_key_read(trail_write(&trail, "key", text), &keys, &err));
    assert_true(str_glob(str_from(pattern), str_from(err.message)));
    assert_int_equal(keys.count, 0);
}

TEST(reads_public_keys_as_aws_gives_them) {
    expect_keys(S(AWS_KEY), 1);
    expect_keys(S(" " AWS_KEY "\r\n"), 1);
    expect_keys(S("{\"PublicKeyList\":[{\"Value\":\"" AWS_KEY "\",\"Fingerprint\":\"x\"},"
                  "{\"Value\":\"" AWS_KEY "\"}]}"),
                2);
    expect_keys(S("-----BEGIN RSA PUBLIC KEY-----\n" AWS_KEY "\n-----END RSA PUBLIC KEY-----\n"
                  "# and again\n"
                  "-----BEGIN RSA PUBLIC KEY-----\r\n" AWS_KEY "\r\n"
                  "-----END RSA PUBLIC KEY-----\r\n"),
                2);
}

TEST(refuses_what_is_no_public_key) {
    expect_refused(S(""), "holds neither PEM nor base64");
    expect_refused(S("%%%"), "holds neither PEM nor base64");
    expect_refused(S("QUJD"), "is no RSA public key; *");
    expect_refused(S("0\x03\x02\x01\x01"), "is no RSA public key; *");
    expect_refused(S(AWS_KEY "AAAA"), "is no RSA public key; *");
    expect_refused(S("{\"PublicKeyList\":[]}"), "has no public keys");
    expect_refused(S("{\"Keys\":[]}"), "has no PublicKeyList");
    expect_refused(S("{\"PublicKeyList\":[{\"Value\":12}]}"), "holds neither PEM nor base64");
    expect_refused(S("-----BEGIN PRIVATE KEY-----\nQUJD\n-----END PRIVATE KEY-----\n"),
                   "holds something else than public keys in PEM");
    expect_refused(S("-----BEGIN PUBLIC KEY-----\nQUJD\n"), "holds a key in PEM without its end");
    DigestKeys keys = {0};
    Error err = {0};
    assert_false(digest_key_read("/nowhere", &keys, &err));
}

/* A check of digests says it, too. */
TEST(digests_want_a_key_that_can_be_read) {
    CLEANUP(arena_free) Arena arena = {0};
    DigestReport report = {0};
    Error err = {0};
    DigestOptions options = {.key_path = S("/nowhere/key.pem")};
    assert_false(digest_check(&arena, &options, &report, &err));
    assert_true(err.message[0] != '\0');
}

TEST(checks_signatures) {
    CLEANUP(trail_close) Trail trail = trail_open();
    CLEANUP(trail_close) Trail other = trail_open();
    CLEANUP(digest_key_free) DigestKeys keys = {0};
    Str own = trail.fingerprint, key = trail_key(&trail);
    assert_true(digest_key_read(key.ptr, &keys, NULL));
    Sha256 sum = sha256_text(S("text")), changed = sha256_text(S("texts"));
    Str signature = trail_sign(&trail, S("text")), foreign = trail_sign(&other, S("text"));
    assert_int_equal(digest_key_check(&keys, own, &sum, signature), TRUTH_TRUE);
    assert_int_equal(digest_key_check(&keys, own, &changed, signature), TRUTH_FALSE);
    assert_int_equal(digest_key_check(&keys, own, &sum, foreign), TRUTH_FALSE);
    assert_int_equal(digest_key_check(&keys, other.fingerprint, &sum, foreign), TRUTH_UNKNOWN);
    assert_int_equal(digest_key_check(&keys, own, &sum, S("")), TRUTH_FALSE);
    assert_int_equal(digest_key_check(&keys, own, &sum, S("abc")), TRUTH_FALSE);
    assert_int_equal(digest_key_check(&keys, own, &sum, S("nothex")), TRUTH_FALSE);
    DigestKeys none = {0};
    assert_int_equal(digest_key_check(&none, own, &sum, signature), TRUTH_UNKNOWN);
}

TEST(digests_signed_with_another_key_stay_unknown) {
    CLEANUP(trail_close) Trail trail = trail_open();
    CLEANUP(trail_close) Trail other = trail_open();
    trail_fill(&trail);
    digest_expect(&trail, (DigestOptions){.key_path = trail_key(&other)},
                  "D 3 L 3 0 0 0 0 C 2 0 0 S 0 0 3\n*010000Z.json.gz: The digest says that it is "
                  "signed with the key \"*\", which wasn't given: *");
}

/* One digest's signature, put in place of another one's. */
TEST(digests_with_a_wrong_signature_are_told) {
    CLEANUP(trail_close) Trail trail = trail_open();
    trail_digest(&trail, 1, S(""));
    Str first = trail.previous_signature;
    trail_digest(&trail, 2, S(""));
    trail.previous_signature = first;
    trail_digest(&trail, 3, S(""));
    digest_expect(&trail, (DigestOptions){.key_path = trail_key(&trail)},
                  "D 3 L 0 0 0 0 0 C 2 0 0 S 1 1 1\n*020000Z.json.gz: The signature is wrong: *");
    trail.previous_signature = S("\"zz\"");
    trail_digest(&trail, 4, S(""));
    digest_expect(&trail, (DigestOptions){.key_path = trail_key(&trail)},
                  "D 4 L 0 0 0 0 0 C 3 0 0 S 1 2 1\n*030000Z.json.gz: The signature is wrong: *");
}
