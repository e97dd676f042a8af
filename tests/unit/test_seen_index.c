/* SPDX-License-Identifier: Apache-2.0 */
/* test_seen_index.c -- which resource a name in a log stands for. */
#include "estate_expect.h"
#include "respond/seen_index.h"

static const char index_template[] =
    "Resources:\n"
    "  Reports: {Type: AWS::S3::Bucket, Properties: {BucketName: acme-reports}}\n"
    "  Logs: {Type: AWS::S3::Bucket, Properties: {BucketName: logs}}\n"
    "  Invoices: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub "
    "'invoices-${AWS::AccountId}'}}\n"
    "  Uploads: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub "
    "'${AWS::StackName}-uploads'}}\n"
    "  Archive: {Type: AWS::S3::Bucket}\n"
    "  TableOrders: {Type: AWS::DynamoDB::Table, Properties: {TableName: orders}}\n"
    "  QueueOrders: {Type: AWS::SQS::Queue, Properties: {QueueName: orders}}\n"
    "  Worker: {Type: AWS::Lambda::Function, Properties: {FunctionName: worker}}\n"
    "  Mailer: {Type: AWS::Lambda::Function}\n"
    "  AdminRole: {Type: AWS::IAM::Role, Properties: {RoleName: admin, Path: /ops/}}\n"
    "  AdminUser: {Type: AWS::IAM::User, Properties: {UserName: admin}}\n"
    "  Secret: {Type: AWS::SecretsManager::Secret, Properties: {Name: shop/db}}\n"
    "  Group: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /aws/lambda/worker}}\n"
    "  Images: {Type: AWS::ECR::Repository, Properties: {RepositoryName: team/app}}\n"
    "  Database: {Type: AWS::RDS::DBInstance, Properties: {DBInstanceIdentifier: Customers}}\n"
    "  Balancer: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Name: front}}\n"
    "  Cluster: {Type: AWS::ECS::Cluster, Properties: {ClusterName: main}}\n";

typedef struct Names {
    EstateExpect *made;
    SeenIndex *index;
    Arena scratch;
} Names;

static Names names_make(const char *text) {
    Names names = {.made = estate_expect_make(true, false)};
    estate_expect_read(names.made, text);
    names.index = seen_index_make(&names.made->arena, &names.made->estate);
    return names;
}

static void names_free(Names *names) {
    arena_free(&names->scratch);
    estate_expect_free(names->made);
}

/* "Reports", "Reports Logs" when it is ambiguous, "~Uploads" when it is guessed, "elsewhere", "".
 */
static Str names_say(Names *names, SeenMatch match) {
    Str text = match.other_place ? S("elsewhere") : match.guessed ? S("~") : S("");
    for (size_t i = 0; i < match.count; i++) {
        Str address = match.items[i]->address;
        text = i == 0 ? str_join2(&names->scratch, text, address)
                      : str_join3(&names->scratch, text, S(" "), address);
    }
    return text;
}

static void expect_match(Names *names, SeenName name, const char *expected) {
    Str got = names_say(names, seen_index_find(names->index, &name, &names->scratch));
    if (!str_equal(got, str_from(expected))) {
        fail_msg("%.*s of %.*s is '%.*s', not '%s'", STR_ARGS(name.text), STR_ARGS(name.service),
                 STR_ARGS(got), expected);
    }
}

static void expect_who(Names *names, const char *who, const char *expected) {
    SeenName name = {.text = str_from(who)};
    Str got = names_say(names, seen_index_find_principal(names->index, &name, &names->scratch));
    if (!str_equal(got, str_from(expected))) {
        fail_msg("%s is '%.*s', not '%s'", who, STR_ARGS(got), expected);
    }
}

TEST(finds_arns) {
    static const char *const cases[][2] = {
        {"arn:aws:s3:::acme-reports", "Reports"},
        {"arn:aws:s3:::acme-reports/2026/a.csv", "Reports"},
        {"arn:aws-cn:s3:::acme-reports/logs", "Reports"},
        {"arn:aws:s3:::other/logs", ""},
        {"arn:aws:s3:::acme-reports-2", ""},
        {"arn:aws:dynamodb:eu-central-1:111122223333:table/orders", "TableOrders"},
        {"arn:aws:dynamodb:eu-central-1:111122223333:table/orders/index/by-date", "TableOrders"},
        {"arn:aws:sqs:eu-central-1:111122223333:orders", "QueueOrders"},
        {"arn:aws:sns:eu-central-1:111122223333:orders", ""},
        {"arn:aws:lambda:eu-central-1:111122223333:function:worker", "Worker"},
        {"arn:aws:lambda:eu-central-1:111122223333:function:worker:prod", "Worker"},
        {"arn:aws:iam::111122223333:role/ops/admin", "AdminRole"},
        {"arn:aws:iam::111122223333:role/admin", "AdminRole"},
        {"arn:aws:iam::111122223333:user/admin", "AdminUser"},
        {"arn:aws:iam::111122223333:group/admin", ""},
        {"arn:aws:iam::111122223333:root", ""},
        {"arn:aws:sts::111122223333:assumed-role/admin/session", "AdminRole"},
        {"arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/db-AbCdEf", "Secret"},
        {"arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/worker:*", "Group"},
        {"arn:aws:ecr:eu-central-1:111122223333:repository/team/app", "Images"},
        {"arn:aws:rds:eu-central-1:111122223333:db:customers", "Database"},
        {"arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/front/50dc6c4",
         "Balancer"},
        {"arn:aws:ecs:eu-central-1:111122223333:cluster/main", "Cluster"},
        {"arn:", ""},
    };
    Names names = names_make(index_template);
    for (size_t i = 0; i < COUNT(cases); i++) {
        expect_match(&names, (SeenName){.text = str_from(cases[i][0])}, cases[i][1]);
    }
    names_free(&names);
}

TEST(finds_names_of_the_events_service) {
    Names names = names_make(index_template);
    expect_match(&names, (SeenName){S("acme-reports"), S("s3"), S(""), S("")}, "Reports");
    expect_match(&names, (SeenName){S("orders"), S("dynamodb"), S(""), S("")}, "TableOrders");
    expect_match(&names, (SeenName){S("orders"), S("sqs"), S(""), S("")}, "QueueOrders");
    expect_match(&names, (SeenName){S("orders"), S("sns"), S(""), S("")}, "");
    expect_match(&names, (SeenName){S("customers"), S("rds"), S(""), S("")}, "Database");
    expect_match(&names, (SeenName){S("team/app"), S("ecr"), S(""), S("")}, "Images");
    expect_match(&names,
                 (SeenName){S("app/front/50dc6c4"), S("elasticloadbalancing"), S(""), S("")},
                 "Balancer");
    Str queue = S("https://sqs.eu-central-1.amazonaws.com/111122223333/orders");
    expect_match(&names, (SeenName){queue, S("sqs"), S(""), S("")}, "QueueOrders");
    expect_match(&names, (SeenName){S(""), S("s3"), S(""), S("")}, "");
    names_free(&names);
}

TEST(says_what_is_ambiguous) {
    Names names = names_make(index_template);
    SeenName name = {S("admin"), S("iam"), S(""), S("")};
    expect_match(&names, name, "AdminRole AdminUser");
    name.event = S("PutRolePolicy");
    expect_match(&names, name, "AdminRole");
    name.event = S("AttachUserPolicy");
    expect_match(&names, name, "AdminUser");
    name.event = S("SimulatePrincipalPolicy");
    expect_match(&names, name, "AdminRole AdminUser");
    names_free(&names);
}

TEST(guesses_what_is_not_fully_known) {
    Names names = names_make(index_template);
    expect_match(&names, (SeenName){S("invoices-111122223333"), S("s3"), S(""), S("")}, "Invoices");
    expect_match(&names, (SeenName){S("invoices-2026"), S("s3"), S(""), S("")}, "");
    expect_match(&names, (SeenName){S("shop-uploads"), S("s3"), S(""), S("")}, "~Uploads");
    expect_match(&names, (SeenName){.text = S("arn:aws:s3:::shop-uploads/a-uploads")}, "~Uploads");
    expect_match(&names, (SeenName){.text = S("arn:aws:s3:::shop/a-uploads")}, "");
    expect_match(&names, (SeenName){S("shop-archive-1x2y3z4"), S("s3"), S(""), S("")}, "~Archive");
    expect_match(&names, (SeenName){S("shop-Mailer-1x2y3z4"), S("lambda"), S(""), S("")},
                 "~Mailer");
    expect_match(&names, (SeenName){S("mailer"), S("lambda"), S(""), S("")}, "");
    expect_match(&names, (SeenName){S("shop-uploads"), S("sqs"), S(""), S("")}, "");
    names_free(&names);
}

TEST(knows_who_acts) {
    Names names = names_make(index_template);
    expect_who(&names, "arn:aws:sts::111122223333:assumed-role/admin/alice@example.com",
               "AdminRole");
    expect_who(&names, "arn:aws:iam::111122223333:user/admin", "AdminUser");
    expect_who(&names, "arn:aws:iam::111122223333:root", "");
    expect_who(&names, "arn:aws:s3:::acme-reports", "");
    expect_who(&names, "admin", "");
    expect_who(&names, "ANONYMOUS_PRINCIPAL", "");
    expect_who(&names, "", "");
    names_free(&names);
}

TEST(tells_other_accounts_apart) {
    Names names = names_make(index_template);
    assert_int_equal(seen_index_accounts(names.index), 0);
    Str foreign = S("arn:aws:iam::999999999999:role/admin");
    expect_match(&names, (SeenName){.text = foreign}, "AdminRole");
    Resource *role = estate_find(&names.made->estate, S("AdminRole"));
    estate_identify(&names.made->estate, role, S("arn:aws:iam::111122223333:role/ops/admin"));
    names.index = seen_index_make(&names.made->arena, &names.made->estate);
    assert_int_equal(seen_index_accounts(names.index), 1);
    expect_match(&names, (SeenName){.text = foreign}, "elsewhere");
    expect_match(&names, (SeenName){.text = S("arn:aws:iam::111122223333:role/admin")},
                 "AdminRole");
    expect_match(&names, (SeenName){S("orders"), S("sqs"), S(""), S("999999999999")}, "elsewhere");
    expect_match(&names, (SeenName){S("orders"), S("sqs"), S(""), S("111122223333")},
                 "QueueOrders");
    expect_match(&names, (SeenName){S("orders"), S("sqs"), S(""), S("anonymous")}, "QueueOrders");
    names_free(&names);
}

TEST(finds_ids_whatever_the_service) {
    Names names = names_make(index_template);
    Resource *bucket = estate_find(&names.made->estate, S("Balancer"));
    estate_identify(&names.made->estate, bucket, S("i-0123456789abcdef0"));
    names.index = seen_index_make(&names.made->arena, &names.made->estate);
    expect_match(&names, (SeenName){S("i-0123456789abcdef0"), S("ssm"), S(""), S("")}, "Balancer");
    expect_who(&names, "i-0123456789abcdef0", "Balancer");
    names_free(&names);
}

/* Resources of one type, named by a number; the name is a pattern when it has no letters before. */
static Names names_make_many(size_t count, bool same) {
    Names names = {.made = estate_expect_make(true, false)};
    Arena *arena = &names.made->arena;
    for (size_t i = 0; i < count; i++) {
        Node map = node_make_map(NULL);
        Str address = str_format(arena, "Bucket%zu", i);
        if (same) node_map_add(arena, &map, S("BucketName"), node_make_string(&map, S("same")));
        Resource resource = {.properties = map,
                             .address = address,
                             .type = S("AWS::S3::Bucket"),
                             .source_type = S("AWS::S3::Bucket")};
        assert_non_null(estate_add(&names.made->estate, &resource));
    }
    estate_finish(&names.made->estate);
    names.index = seen_index_make(arena, &names.made->estate);
    return names;
}

TEST(keeps_to_its_limits) {
    for (size_t extra = 0; extra < 2; extra++) {
        Names names = names_make_many(SEEN_MATCHES_MAX + extra, true);
        SeenName name = {S("same"), S("s3"), S(""), S("")};
        SeenMatch match = seen_index_find(names.index, &name, &names.scratch);
        assert_int_equal(match.count, SEEN_MATCHES_MAX);
        names_free(&names);
        names = names_make_many(SEEN_PATTERNS_MAX + extra, false);
        assert_int_equal(seen_index_is_cut(names.index), extra == 1);
        names_free(&names);
    }
}
