/* SPDX-License-Identifier: Apache-2.0 */
/* test_arn.c -- the six parts of Amazon Resource Names, as AWS's general reference describes them.
 */
#include "tests/test.h"

#include "aws/arn.h"

static Arn parse(const char *text) {
    Arn arn = {0};
    if (!arn_parse(str_from(text), &arn)) fail_msg("%s is refused", text);
    return arn;
}

static void expect(Str part, const char *text) {
    if (!str_equal(part, str_from(text))) fail_msg("%.*s is not %s", STR_ARGS(part), text);
}

TEST(arns_have_six_parts) {
    Arn arn = parse("arn:aws:dynamodb:eu-west-1:123456789012:table/orders");
    expect(arn.partition, "aws");
    expect(arn.service, "dynamodb");
    expect(arn.region, "eu-west-1");
    expect(arn.account, "123456789012");
    expect(arn.resource, "table/orders");
}

TEST(arns_of_global_services_have_empty_parts) {
    Arn arn = parse("arn:aws-cn:s3:::bucket/key");
    expect(arn.partition, "aws-cn");
    expect(arn.region, "");
    expect(arn.account, "");
    expect(arn.resource, "bucket/key");
}

TEST(arns_keep_colons_of_the_resource) {
    Arn arn = parse("arn:aws:lambda:us-east-1:123456789012:function:f:PROD");
    expect(arn.resource, "function:f:PROD");
    expect(arn_name(arn), "PROD");
}

TEST(arn_names_stand_behind_the_last_slash_or_colon) {
    expect(arn_name(parse("arn:aws:iam::1:role/app/Worker")), "Worker");
    expect(arn_name(parse("arn:aws:sns:us-east-1:1:topic")), "topic");
    expect(arn_name(parse("arn:aws:rds:us-east-1:1:db:main")), "main");
    expect(arn_name(parse("arn:aws:s3:::bucket/")), "");
}

TEST(arns_that_are_none) {
    static const char *const wrong[] = {"",
                                        "arn",
                                        "bucket",
                                        "ARN:aws:s3:::b",
                                        "arn:aws:s3",
                                        "arn:aws:s3:::",
                                        "arn::s3:::b",
                                        "arn:aws::::b",
                                        "xarn:aws:s3:::b"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        Arn arn = {.region = S("untouched")};
        if (arn_parse(str_from(wrong[i]), &arn)) fail_msg("\"%s\" is taken", wrong[i]);
        expect(arn.region, "untouched");
    }
}

TEST(arns_of_managed_policies) {
    Str name = S("AdministratorAccess");
    assert_true(arn_is_managed_policy(S("arn:aws:iam::aws:policy/AdministratorAccess"), name));
    assert_true(
        arn_is_managed_policy(S("arn:aws-us-gov:iam::aws:policy/AdministratorAccess"), name));
    assert_true(arn_is_managed_policy(S("arn:aws:iam::aws:policy/service-role/X"), S("X")));
    assert_false(
        arn_is_managed_policy(S("arn:aws:iam::123456789012:policy/AdministratorAccess"), name));
    assert_false(arn_is_managed_policy(S("arn:aws:iam::aws:role/AdministratorAccess"), name));
    assert_false(arn_is_managed_policy(S("arn:aws:iam::aws:policy/ReadOnlyAccess"), name));
    assert_false(arn_is_managed_policy(S("AdministratorAccess"), name));
}
