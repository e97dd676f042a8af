/* SPDX-License-Identifier: Apache-2.0 */
/* test_sigma_head.c -- what a look at a text's first bytes may rule out: never a text that is one
 * of the literals without case, however it stands in a log; and mostly all others. */
#include "tests/test.h"

#include "base/buffer.h"
#include "sigma/sigma_head.h"

/* Whether the text that stands in a log as raw, between quotes, may be literal. */
static bool may_be(const char *literal, const char *raw) {
    SigmaHeads heads = {0};
    Buffer text = {0};
    sigma_heads_add(&heads, str_from(literal));
    buffer_add_format(&text, "%s\",\"next\":\"%s\"    ", raw, literal);
    bool quoted = sigma_heads_may_hold(&heads, sigma_head_quoted(text.bytes));
    bool made = sigma_heads_may_hold(&heads, sigma_head_make(str_from(raw)));
    assert_int_equal(quoted, made); /* whether its end is known or not */
    buffer_free(&text);
    return quoted;
}

TEST(heads_hold_what_is_there) {
    assert_true(may_be("getobject", "GetObject"));
    assert_true(may_be("getobject", "getobject"));
    assert_true(may_be("getobject", "GETOBJECT"));
    assert_true(may_be("", ""));
    assert_true(may_be("a", "A"));
    assert_true(may_be("a@[b", "A@[B"));
    assert_true(may_be("putbucketpublicaccessblock", "PutBucketPublicAccessBlock"));
    assert_true(may_be("putbucketpublicaccessblock", "PutBucketPublicAccessBlock"));
}

/* What may fold to ASCII (the Kelvin sign) and what is written with an escape. */
TEST(heads_hold_what_may_be_there) {
    assert_true(may_be("ok", "O\xE2\x84\xAA"));
    assert_true(may_be("getobject", "Get\\u004fbject"));
    assert_true(may_be("getobjectattributes", "GetObjectA\\u0074tributes"));
    assert_true(may_be("a\"b", "a\\\"b"));
}

TEST(heads_rule_out_what_differs_early) {
    assert_false(may_be("getobject", "PutObject"));
    assert_false(may_be("getobject", "GetObjectAcl"));
    assert_false(may_be("getobject", "GetObjec"));
    assert_false(may_be("getobject", ""));
    assert_false(may_be("", "GetObject"));
    assert_false(may_be("describeinstances", "DescribeImages"));
    assert_false(may_be("putbucketpublica", "PutBucketPolicy"));
}

/* Every length, around the eight and sixteen bytes that are looked at. */
TEST(heads_of_every_length) {
    for (size_t len = 0; len <= 40; len++) {
        char literal[48] = {0}, raw[48] = {0};
        for (size_t i = 0; i < len; i++) {
            literal[i] = (char)('a' + i % 26);
            raw[i] = (char)('A' + i % 26);
        }
        assert_true(may_be(literal, raw));
        for (size_t i = 0; i < len && i < SIGMA_HEAD_BYTES; i++) {
            char kept = raw[i];
            raw[i] = '!';
            assert_false(may_be(literal, raw));
            raw[i] = kept;
        }
    }
}
