/* SPDX-License-Identifier: Apache-2.0 */
/* test_near.c -- which of the known names a wrong one was meant to be. */
#include "base/near.h"

#include "tests/test.h"

static void expect_near(const char *wanted, const char *expected) {
    static const char *const names[] = {"orders", "aws_s3_bucket.assets", "aws_s3_bucket.logs",
                                        "module.web.aws_lb.front", "a"};
    Near near = near_make(str_from(wanted));
    for (size_t i = 0; i < COUNT(names); i++) near_offer(&near, str_from(names[i]));
    if (!str_equal(near.best, str_from(expected))) {
        fail_msg("\"%s\" is near \"%.*s\", not \"%s\"", wanted, STR_ARGS(near.best), expected);
    }
}

TEST(near_finds_typing_errors) {
    expect_near("order", "orders");
    expect_near("ordres", "orders"); /* two bytes changed places: two changes */
    expect_near("aws_s3_bucket.asets", "aws_s3_bucket.assets");
    expect_near("aws_s3_bucket.lugs", "aws_s3_bucket.logs");
    expect_near("aws_lb.front", "module.web.aws_lb.front");
}

TEST(near_finds_no_other_names) {
    expect_near("customers", "");
    expect_near("b", "");
    expect_near("", "");
    expect_near("ont", "");
}

TEST(near_has_limits) {
    char longest[NEAR_BYTES_MAX + 1];
    memset(longest, 'x', sizeof longest);
    Str known = {longest, NEAR_BYTES_MAX};
    Near near = near_make(str_slice(known, 0, NEAR_BYTES_MAX - 1));
    near_offer(&near, known);
    assert_true(str_equal(near.best, known));
    near = near_make(known);
    near_offer(&near, (Str){longest, NEAR_BYTES_MAX + 1});
    assert_int_equal(near.best.len, 0);

    near = near_make(S("orders"));
    for (int i = 0; i < NEAR_NAMES_MAX - 1; i++) near_offer(&near, S("customers"));
    Near full = near;
    near_offer(&near, S("order"));
    assert_true(str_equal(near.best, S("order")));
    near_offer(&full, S("customers"));
    near_offer(&full, S("order"));
    assert_int_equal(full.best.len, 0);
}
