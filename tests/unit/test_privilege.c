/* SPDX-License-Identifier: Apache-2.0 */
/* test_privilege.c -- who becomes whom: trust, rights, and the ways of facts/aws/escalation.yaml.
 */
#include "estate_expect.h"
#include "model/privilege.h"

/* "administrator: A by iam-put-role-policy", a step each; "none" without a way. */
static void expect_path(const char *resources, const char *from, const char *path) {
    EstateExpect *made = estate_expect_make(true, false);
    Str text =
        str_format(&made->arena, "Parameters: {Free: {Type: String}}\nResources:\n%s", resources);
    estate_expect_read(made, str_terminated(&made->arena, text));
    Access access = access_make(&made->arena, &made->estate);
    Privileges privileges = privilege_make(&access, &made->input.model);
    PrivilegePath found = {0};
    CLEANUP(buffer_free) Buffer out = {0};
    bool any = privilege_find_path(&privileges, estate_expect_find(made, from), &found);
    if (!any) buffer_add(&out, S("none"));
    if (any && found.truth != TRUTH_TRUE) buffer_add(&out, S("perhaps "));
    for (size_t i = 0; any && i < found.count; i++) {
        const PrivilegeStep *step = found.steps[i];
        Str way = step->way == NULL ? S("assumes") : step->way->id;
        Str to = step->to == NULL ? S("administrator") : step->to->address;
        buffer_add_format(&out, "%s%.*s -> %.*s", i > 0 ? ", " : "", STR_ARGS(way), STR_ARGS(to));
    }
    if (any && found.count == 0) buffer_add(&out, S("it is one"));
    if (!str_equal(buffer_text(&out), str_from(path))) {
        fail_msg("%s of\n%s\n  is  %.*s\n  not %s", from, resources, STR_ARGS(buffer_text(&out)),
                 path);
    }
    estate_expect_free(made);
}

#define USER(statements)                                                                   \
    "  U: {Type: AWS::IAM::User, Properties: {Policies: [{PolicyName: p, PolicyDocument: " \
    "{Statement: [" statements "]}}]}}\n"
#define ROLE(principal)                                                                         \
    "  R: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: [{Effect: " \
    "Allow, Action: 'sts:AssumeRole', Principal: {" principal "}}]}, ManagedPolicyArns: "       \
    "['arn:aws:iam::aws:policy/AdministratorAccess']}}\n"
#define ALLOW(action, resource) "{Effect: Allow, Action: " action ", Resource: " resource "}"
#define ROOT "AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:root'"

TEST(privilege_administrators) {
    expect_path(USER(ALLOW("'*'", "'*'")), "U", "it is one");
    expect_path(USER(ALLOW("'s3:*'", "'*'")), "U", "none");
}

TEST(privilege_trust_of_the_account_needs_a_right) {
    expect_path(USER(ALLOW("'sts:AssumeRole'", "!GetAtt R.Arn")) ROLE(ROOT), "U", "assumes -> R");
    expect_path(USER(ALLOW("'s3:*'", "'*'")) ROLE(ROOT), "U", "none");
    expect_path(USER(ALLOW("'sts:AssumeRole'", "'arn:aws:iam::*:role/other'")) ROLE(ROOT), "U",
                "none");
    expect_path(USER(ALLOW("'sts:AssumeRole'", "'*'")) ROLE("Service: ec2.amazonaws.com"), "U",
                "none");
}

TEST(privilege_trust_of_the_user_is_enough) {
    expect_path(USER(ALLOW("'s3:*'", "'*'")) ROLE("AWS: !GetAtt U.Arn"), "U", "assumes -> R");
    expect_path(USER(ALLOW("'s3:*'", "'*'") ", {Effect: Deny, Action: 'sts:*', Resource: '*'}")
                    ROLE("AWS: !GetAtt U.Arn"),
                "U", "none");
}

TEST(privilege_ways) {
    expect_path(USER(ALLOW("'iam:PutUserPolicy'", "!GetAtt U.Arn")), "U",
                "iam-put-user-policy -> administrator");
    expect_path(USER(ALLOW("['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction']",
                           "'*'")) ROLE("Service: lambda.amazonaws.com"),
                "U", "lambda-create-function -> R");
    /* nobody may hand a role to a service that it doesn't trust */
    expect_path(USER(ALLOW("['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction']",
                           "!GetAtt R.Arn")) ROLE("Service: ec2.amazonaws.com"),
                "U", "none");
    expect_path(USER(ALLOW("['lambda:CreateFunction', 'lambda:InvokeFunction']", "'*'"))
                    ROLE("Service: lambda.amazonaws.com"),
                "U", "none");
}

TEST(privilege_role_of_what_it_works_on) {
    expect_path(USER(ALLOW("'lambda:UpdateFunctionCode'", "!GetAtt F.Arn"))
                    ROLE("Service: lambda.amazonaws.com") "  F: {Type: AWS::Lambda::Function, "
                                                          "Properties: {Role: !GetAtt R.Arn}}\n",
                "U", "lambda-update-function-code -> R");
    expect_path(
        USER(ALLOW("'ecs:ExecuteCommand'", "'*'"))
            ROLE("Service: ecs-tasks.amazonaws.com") "  T: {Type: AWS::ECS::TaskDefinition, "
                                                     "Properties: {TaskRoleArn: !GetAtt R.Arn}}\n"
                                                     "  S: {Type: AWS::ECS::Service, Properties: "
                                                     "{TaskDefinition: !Ref T}}\n",
        "U", "ecs-execute-command -> R");
}

TEST(privilege_steps_in_a_row) {
    expect_path(
        USER(ALLOW("'sts:AssumeRole'", "!GetAtt M.Arn")) ROLE(
            "AWS: !GetAtt M.Arn") "  M: {Type: AWS::IAM::Role, Properties: "
                                  "{AssumeRolePolicyDocument: {Statement: "
                                  "[{Effect: Allow, Action: 'sts:AssumeRole', Principal: {" ROOT
                                  "}}]}}}\n",
        "U", "assumes -> M, assumes -> R");
}
