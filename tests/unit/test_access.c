/* SPDX-License-Identifier: Apache-2.0 */
/* test_access.c -- who may do what. Expected values follow IAM's evaluation logic: an explicit
 * denial wins, a permissions boundary only narrows, and what nothing allows is not allowed. */
#include "estate_expect.h"
#include "model/access.h"

static const char test_resources[] =
    "Parameters: {Free: {Type: String}}\n"
    "Resources:\n"
    "  Orders: {Type: AWS::DynamoDB::Table, Properties: {TableName: orders}}\n"
    "  Users: {Type: AWS::DynamoDB::Table}\n"
    "  Role:\n"
    "    Type: AWS::IAM::Role\n"
    "    Properties:\n"
    "      AssumeRolePolicyDocument: {Statement: []}\n";

/* What a role with these properties may do with a table. */
static void expect(const char *properties, const char *action, const char *table, Truth wanted) {
    EstateExpect *made = estate_expect_make(true, false);
    Str text = str_format(&made->arena, "%s%s", test_resources, properties);
    estate_expect_read(made, str_terminated(&made->arena, text));
    Access access = access_make(&made->arena, &made->estate);
    const Principal *role = access_principal(&access, estate_expect_find(made, "Role"));
    const AccessTarget *target = access_target(&access, estate_expect_find(made, table));
    AccessAnswer answer = access_ask(role, str_from(action), target, S(""));
    if (answer.truth != wanted) {
        fail_msg("%s on %s with\n%sis %d, not %d", action, table, properties, answer.truth, wanted);
    }
    estate_expect_free(made);
}

#define STATEMENTS(list) \
    "      Policies: [{PolicyName: p, PolicyDocument: {Statement: [" list "]}}]\n"
#define ALLOW(action, resource) "{Effect: Allow, Action: '" action "', Resource: " resource "}"
#define DENY(action, resource) "{Effect: Deny, Action: '" action "', Resource: " resource "}"

TEST(access_nothing_is_allowed_by_itself) {
    expect("", "dynamodb:getitem", "Orders", TRUTH_FALSE);
    expect(STATEMENTS(ALLOW("dynamodb:PutItem", "'*'")), "dynamodb:getitem", "Orders", TRUTH_FALSE);
}

TEST(access_actions) {
    expect(STATEMENTS(ALLOW("dynamodb:GetItem", "'*'")), "dynamodb:getitem", "Orders", TRUTH_TRUE);
    expect(STATEMENTS(ALLOW("DynamoDB:get*", "'*'")), "dynamodb:getitem", "Orders", TRUTH_TRUE);
    expect(STATEMENTS(ALLOW("dynamodb:?etItem", "'*'")), "dynamodb:getitem", "Orders", TRUTH_TRUE);
    expect(STATEMENTS(ALLOW("s3:*", "'*'")), "dynamodb:getitem", "Orders", TRUTH_FALSE);
    expect(STATEMENTS("{Effect: Allow, NotAction: 's3:*', Resource: '*'}"), "dynamodb:getitem",
           "Orders", TRUTH_TRUE);
    expect(STATEMENTS("{Effect: Allow, NotAction: 'dynamodb:*', Resource: '*'}"),
           "dynamodb:getitem", "Orders", TRUTH_FALSE);
}

TEST(access_resources) {
    expect(STATEMENTS(ALLOW("dynamodb:*", "!GetAtt Orders.Arn")), "dynamodb:getitem", "Orders",
           TRUTH_TRUE);
    expect(STATEMENTS(ALLOW("dynamodb:*", "!GetAtt Orders.Arn")), "dynamodb:getitem", "Users",
           TRUTH_FALSE);
    expect(STATEMENTS(ALLOW("dynamodb:*", "!GetAtt Users.Arn")), "dynamodb:getitem", "Users",
           TRUTH_TRUE);
    expect(STATEMENTS(ALLOW("dynamodb:*", "'arn:aws:dynamodb:*:*:table/orders'")),
           "dynamodb:getitem", "Orders", TRUTH_TRUE);
    expect(STATEMENTS(ALLOW("dynamodb:*", "'arn:aws:dynamodb:*:*:table/ord*'")), "dynamodb:getitem",
           "Orders", TRUTH_TRUE);
    expect(STATEMENTS(ALLOW("dynamodb:*", "'arn:aws:dynamodb:*:*:table/invoices'")),
           "dynamodb:getitem", "Orders", TRUTH_FALSE);
    expect(STATEMENTS(ALLOW("dynamodb:*", "'arn:aws:s3:::orders'")), "dynamodb:getitem", "Orders",
           TRUTH_FALSE);
    expect(STATEMENTS(ALLOW("dynamodb:*", "'arn:aws:dynamodb:*:*:table/orders/index/*'")),
           "dynamodb:query", "Orders", TRUTH_TRUE);
    /* a name that nobody has given yet may begin so */
    expect(STATEMENTS(ALLOW("dynamodb:*", "'arn:aws:dynamodb:*:*:table/us*'")), "dynamodb:getitem",
           "Users", TRUTH_UNKNOWN);
    expect(STATEMENTS("{Effect: Allow, Action: 'dynamodb:*', NotResource: !GetAtt Orders.Arn}"),
           "dynamodb:getitem", "Orders", TRUTH_FALSE);
    expect(STATEMENTS("{Effect: Allow, Action: 'dynamodb:*', NotResource: !GetAtt Orders.Arn}"),
           "dynamodb:getitem", "Users", TRUTH_TRUE);
    expect(STATEMENTS(ALLOW("dynamodb:*", "!Ref Free")), "dynamodb:getitem", "Orders",
           TRUTH_UNKNOWN);
}

TEST(access_denial_wins) {
    expect(STATEMENTS(ALLOW("*", "'*'") ", " DENY("dynamodb:GetItem", "'*'")), "dynamodb:getitem",
           "Orders", TRUTH_FALSE);
    expect(STATEMENTS(DENY("dynamodb:*", "!GetAtt Orders.Arn") ", " ALLOW("*", "'*'")),
           "dynamodb:getitem", "Users", TRUTH_TRUE);
    expect(STATEMENTS(ALLOW("*", "'*'") ", " DENY("dynamodb:*", "!Ref Free")), "dynamodb:getitem",
           "Orders", TRUTH_UNKNOWN);
}

TEST(access_conditions) {
    static const char allow[] = "{Effect: Allow, Action: '*', Resource: '*', Condition: ";
    Arena arena = {0};
    static const struct {
        const char *condition;
        Truth truth;
    } rows[] = {{"{Bool: {'aws:SecureTransport': 'true'}}", TRUTH_TRUE},
                {"{StringEquals: {'aws:PrincipalTag/team': a}}", TRUTH_UNKNOWN},
                {"{DateLessThan: {'aws:CurrentTime': '2020-01-01T00:00:00Z'}}", TRUTH_FALSE},
                {"{DateGreaterThan: {'aws:CurrentTime': '2020-01-01T00:00:00Z'}}", TRUTH_TRUE}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        Str text = str_format(
            &arena, "      Policies: [{PolicyName: p, PolicyDocument: {Statement: [%s%s}]}}]\n",
            allow, rows[i].condition);
        expect(str_terminated(&arena, text), "dynamodb:getitem", "Orders", rows[i].truth);
    }
    arena_free(&arena);
}

TEST(access_boundaries_narrow) {
    static const char everything[] = STATEMENTS(ALLOW("*", "'*'"));
    static const char boundary[] =
        "      PermissionsBoundary: !Ref Edge\n"
        "  Edge: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Statement: "
        "[{Effect: Allow, Action: 'dynamodb:Get*', Resource: '*'}]}}}\n";
    Arena arena = {0};
    const char *both = str_terminated(&arena, str_format(&arena, "%s%s", everything, boundary));
    expect(both, "dynamodb:getitem", "Orders", TRUTH_TRUE);
    expect(both, "dynamodb:putitem", "Orders", TRUTH_FALSE);
    expect(boundary, "dynamodb:getitem", "Orders", TRUTH_FALSE); /* it grants nothing */
    arena_free(&arena);
}

TEST(access_managed_policies) {
    expect("      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess']\n",
           "dynamodb:getitem", "Orders", TRUTH_TRUE);
    expect("      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess']\n",
           "dynamodb:putitem", "Orders", TRUTH_FALSE);
    expect("      ManagedPolicyArns: [!Sub "
           "'arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess']\n",
           "dynamodb:putitem", "Orders", TRUTH_TRUE);
}

TEST(access_policies_that_were_not_seen) {
    EstateExpect *made = estate_expect_make(true, false);
    estate_expect_read(made, "Resources:\n"
                             "  A: {Type: AWS::IAM::Role, Properties: {ManagedPolicyArns: "
                             "['arn:aws:iam::aws:policy/NobodyKnows']}}\n"
                             "  B: {Type: AWS::IAM::Role, Properties: {ManagedPolicyArns: "
                             "['arn:aws:iam::aws:policy/ReadOnlyAccess']}}\n");
    Access access = access_make(&made->arena, &made->estate);
    assert_true(access_principal(&access, estate_expect_find(made, "A"))->incomplete);
    assert_false(access_principal(&access, estate_expect_find(made, "B"))->incomplete);
    estate_expect_free(made);
}

/* A pattern on several kinds of names of one resource, each with its own service. */
TEST(access_covers_names_of_several_services) {
    AccessTarget target = {.service = S("rds"), .name_count = 2};
    target.names[0] = S("db:shop");
    target.names[1] = S("dbuser:db-1/x");
    target.services[1] = S("rds-db");
    static const struct {
        const char *pattern;
        Truth truth;
    } rows[] = {{"*", TRUTH_TRUE},
                {"arn:aws:rds:*:*:db:shop", TRUTH_TRUE},
                {"arn:aws:rds:*:*:db:other", TRUTH_FALSE},
                {"arn:aws:rds-db:*:*:dbuser:db-1/*", TRUTH_TRUE},
                {"arn:aws:rds-db:*:*:db:shop", TRUTH_FALSE},
                {"arn:aws:rds:*:*:dbuser:db-1/*", TRUTH_FALSE},
                {"arn:aws:iam::aws:policy/x", TRUTH_FALSE},
                {"arn:aws:rds*", TRUTH_TRUE},
                {"arn:aws:s3*", TRUTH_FALSE}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        Truth truth = access_covers(str_from(rows[i].pattern), &target);
        if (truth != rows[i].truth) fail_msg("%s is %d", rows[i].pattern, truth);
    }
}
