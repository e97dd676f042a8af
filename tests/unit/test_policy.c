/* SPDX-License-Identifier: Apache-2.0 */
/* test_policy.c -- IAM policies in every form that IAM's grammar allows, and what rules ask of
 * them, by docs/policies.md. */
#include "tests/test.h"

#include "aws/policy.h"
#include "text/json.h"

static const Source source = {S_INIT("policy.json")};
static const Str bucket_arns[] = {S_INIT("arn:aws:s3:::b"), S_INIT("arn:aws:s3:::b/object")};

typedef PolicyAnswer (*Question)(Arena *arena, const Policy *policy);

static PolicyAnswer denies_insecure(Arena *arena, const Policy *policy) {
    return policy_denies_insecure_transport(arena, policy, bucket_arns, COUNT(bucket_arns));
}

static PolicyAnswer allows_read(Arena *arena, const Policy *policy) {
    return policy_allows(arena, policy, S("s3:GetObject"), bucket_arns[1]);
}

/* "?" in the JSON stands for a value that isn't known: it may be anything. */
static void forget(Arena *arena, Node *node) {
    if (node_is_text(node, S("?"))) *node = node_make_unknown(arena, node, S("not known"));
    for (uint32_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
        forget(arena, &node->items[i]);
    }
    for (uint32_t i = 0; node->kind == NODE_MAP && i < node->count; i++) {
        forget(arena, &node->pairs[i].value);
    }
}

static Policy parse(Arena *arena, const char *json) {
    Node *document = ARENA_NEW(arena, Node);
    Policy policy = {0};
    Error err = {0};
    if (!json_read(arena, &source, str_from(json), document, &err)) fail_msg("%s", err.message);
    forget(arena, document);
    if (!policy_parse(arena, document, NULL, &policy)) fail_msg("%s is refused", json);
    return policy;
}

static void ask(Question question, const char *json, Truth expected) {
    static const char *const names[] = {"false", "unknown", "true"};
    Arena arena = {0};
    Policy policy = parse(&arena, json);
    Truth got = question(&arena, &policy).truth;
    if (got != expected) fail_msg("%s\n  gives %s, not %s", json, names[got], names[expected]);
    arena_free(&arena);
}

/* A document with one statement of these elements. */
static void ask_statement(Question question, const char *elements, Truth expected) {
    Arena arena = {0};
    Str json = str_format(&arena, "{\"Statement\": [{%s}]}", elements);
    ask(question, str_terminated(&arena, json), expected);
    arena_free(&arena);
}

/* An Allow for everyone of everything, with that Condition. */
static void ask_condition(const char *condition, Truth expected_public) {
    Arena arena = {0};
    Str elements = str_format(&arena,
                              "\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"*\", "
                              "\"Resource\": \"*\", \"Condition\": %s",
                              condition);
    ask_statement(policy_is_public, str_terminated(&arena, elements), expected_public);
    arena_free(&arena);
}

TEST(policy_forms_are_all_the_same) {
    Arena arena = {0};
    Policy list =
        parse(&arena, "{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": [\"a:b\"]}]}");
    Policy one = parse(&arena, "{\"statement\": {\"EFFECT\": \"allow\", \"action\": \"a:b\"}}");
    const Policy *both[] = {&list, &one};
    for (size_t i = 0; i < COUNT(both); i++) {
        assert_int_equal(both[i]->count, 1);
        assert_int_equal(both[i]->statements[0].effect, POLICY_ALLOW);
        assert_int_equal(both[i]->statements[0].actions.count, 1);
        assert_false(both[i]->statements[0].has_resource);
        assert_false(both[i]->unknown);
    }
    assert_int_equal(parse(&arena, "{}").count, 0);
    assert_int_equal(parse(&arena, "{\"Statement\": []}").count, 0);
    arena_free(&arena);
}

TEST(policy_refuses_what_is_no_document) {
    Arena arena = {0};
    Policy policy = {.count = 77};
    Node text = node_make_string(NULL, S("policy")), list = node_make_list(&arena, NULL, 1);
    assert_false(policy_parse(&arena, &text, NULL, &policy));
    assert_false(policy_parse(&arena, &list, NULL, &policy));
    assert_false(policy_parse(&arena, NULL, NULL, &policy));
    assert_int_equal(policy.count, 77);
    Node unknown = node_make_unknown(&arena, NULL, S("why"));
    assert_true(policy_parse(&arena, &unknown, NULL, &policy));
    assert_true(policy.unknown);
    arena_free(&arena);
}

TEST(policy_statements_end_at_the_limit) {
    Arena arena = {0};
    for (size_t more = 0; more <= 1; more++) {
        Node document = node_make_map(NULL);
        Node list = node_make_list(&arena, NULL, POLICY_STATEMENTS_MAX + more);
        for (uint32_t i = 0; i < list.count; i++) list.items[i] = node_make_map(NULL);
        node_map_add(&arena, &document, S("Statement"), list);
        Policy policy = {0};
        assert_int_equal(policy_parse(&arena, &document, NULL, &policy), more == 0);
    }
    arena_free(&arena);
}

TEST(policy_values_beyond_the_limit_are_unknown) {
    Arena arena = {0};
    for (size_t more = 0; more <= 1; more++) {
        Node document = node_make_map(NULL), statement = node_make_map(NULL);
        Node list = node_make_list(&arena, NULL, POLICY_VALUES_MAX + more);
        for (uint32_t i = 0; i < list.count; i++) {
            list.items[i] = node_make_string(NULL, S("s3:PutObject"));
        }
        node_map_add(&arena, &statement, S("Effect"), node_make_string(NULL, S("Allow")));
        node_map_add(&arena, &statement, S("Action"), list);
        node_map_add(&arena, &document, S("Statement"), statement);
        Policy policy = {0};
        assert_true(policy_parse(&arena, &document, NULL, &policy));
        assert_int_equal(policy.statements[0].actions.count, POLICY_VALUES_MAX);
        assert_int_equal(policy.statements[0].actions.unknown, more == 1);
        Truth truth = allows_read(&arena, &policy).truth;
        assert_int_equal(truth, more == 1 ? TRUTH_UNKNOWN : TRUTH_FALSE);
    }
    arena_free(&arena);
}

TEST(policy_public_principals) {
#define PUBLIC(principal, truth)                                                             \
    ask_statement(policy_is_public,                                                          \
                  "\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"" principal, \
                  truth)
    PUBLIC(", \"Principal\": \"*\"", TRUTH_TRUE);
    PUBLIC(", \"Principal\": {\"AWS\": \"*\"}", TRUTH_TRUE);
    PUBLIC(", \"Principal\": {\"AWS\": [\"arn:aws:iam::1:root\", \"*\"]}", TRUTH_TRUE);
    PUBLIC(", \"Principal\": {\"aws\": [\"*\"]}", TRUTH_TRUE);
    PUBLIC(", \"NotPrincipal\": {\"AWS\": \"arn:aws:iam::1:root\"}", TRUTH_TRUE);
    PUBLIC(", \"Principal\": {\"AWS\": \"arn:aws:iam::1:root\"}", TRUTH_FALSE);
    PUBLIC(", \"Principal\": {\"AWS\": \"123456789012\"}", TRUTH_FALSE);
    PUBLIC(", \"Principal\": {\"Service\": \"s3.amazonaws.com\"}", TRUTH_FALSE);
    PUBLIC(", \"Principal\": {\"Service\": \"*\"}", TRUTH_FALSE);
    PUBLIC(", \"Principal\": {\"Federated\": \"*\"}", TRUTH_FALSE);
    PUBLIC("", TRUTH_FALSE); /* an identity policy */
    PUBLIC(", \"Principal\": \"?\"", TRUTH_UNKNOWN);
    PUBLIC(", \"Principal\": {\"AWS\": \"?\"}", TRUTH_UNKNOWN);
    PUBLIC(", \"Principal\": {\"AWS\": [\"?\", \"*\"]}", TRUTH_TRUE);
#undef PUBLIC
    ask_statement(policy_is_public, "\"Effect\": \"Deny\", \"Principal\": \"*\"", TRUTH_FALSE);
    ask_statement(policy_is_public, "\"Effect\": \"?\", \"Principal\": \"*\"", TRUTH_UNKNOWN);
    ask(policy_is_public, "{\"Statement\": \"?\"}", TRUTH_UNKNOWN);
    ask(policy_is_public, "{\"Statement\": [\"?\"]}", TRUTH_UNKNOWN);
    ask(policy_is_public, "{\"Statement\": [\"?\", {\"Effect\": \"Allow\", \"Principal\": \"*\"}]}",
        TRUTH_TRUE);
}

TEST(policy_restricting_conditions) {
    static const char *const restricting[] = {
        "{\"StringEquals\": {\"aws:SourceAccount\": \"123456789012\"}}",
        "{\"StringEquals\": {\"AWS:SourceAccount\": [\"1\", \"2\"]}}",
        "{\"StringEquals\": {\"aws:SourceOwner\": \"123456789012\"}}",
        "{\"StringLike\": {\"aws:PrincipalOrgID\": \"o-abc*\"}}",
        "{\"ForAnyValue:StringLike\": {\"aws:PrincipalOrgPaths\": \"o-a/*\"}}",
        "{\"StringEqualsIgnoreCase\": {\"aws:PrincipalAccount\": \"1\"}}",
        "{\"ArnEquals\": {\"aws:PrincipalArn\": \"arn:aws:iam::1:role/x\"}}",
        "{\"ArnLike\": {\"aws:SourceArn\": \"arn:aws:sns:us-east-1:123456789012:*\"}}",
        "{\"ArnLike\": {\"aws:SourceArn\": \"arn:aws:s3:::my-bucket\"}}",
        "{\"StringEquals\": {\"aws:SourceVpc\": \"vpc-1\"}}",
        "{\"StringEquals\": {\"aws:SourceVpce\": \"vpce-1\"}}",
        "{\"StringEquals\": {\"aws:VpceOrgID\": \"o-1\"}}",
        "{\"IpAddress\": {\"aws:SourceIp\": [\"192.0.2.0/24\", \"2001:db8::/32\"]}}",
        /* one of two is enough: all conditions must hold */
        "{\"StringEquals\": {\"s3:x-amz-acl\": \"private\", \"aws:SourceAccount\": \"1\"}}",
    };
    for (size_t i = 0; i < COUNT(restricting); i++) ask_condition(restricting[i], TRUTH_FALSE);
}

TEST(policy_conditions_that_restrict_nobody) {
    static const char *const open[] = {
        "{}",
        "{\"StringEquals\": {\"aws:SourceAccount\": \"*\"}}",
        "{\"StringLike\": {\"aws:PrincipalOrgID\": [\"o-1\", \"*\"]}}",
        "{\"StringNotEquals\": {\"aws:SourceAccount\": \"1\"}}",
        "{\"StringEqualsIfExists\": {\"aws:SourceAccount\": \"1\"}}",
        "{\"ForAllValues:StringEquals\": {\"aws:PrincipalOrgPaths\": \"o-1/\"}}",
        "{\"IpAddress\": {\"aws:SourceIp\": \"0.0.0.0/0\"}}",
        "{\"IpAddress\": {\"aws:SourceIp\": [\"192.0.2.0/24\", \"::/0\"]}}",
        "{\"NotIpAddress\": {\"aws:SourceIp\": \"192.0.2.0/24\"}}",
        "{\"IpAddress\": {\"aws:SourceIp\": \"nonsense\"}}",
        "{\"ArnLike\": {\"aws:SourceArn\": \"*\"}}",
        "{\"ArnLike\": {\"aws:SourceArn\": \"arn:aws:sns:*:*:*\"}}",
        "{\"ArnLike\": {\"aws:SourceArn\": \"arn:aws:s3:::*\"}}",
        "{\"Bool\": {\"aws:SecureTransport\": \"true\"}}",
        "{\"StringEquals\": {\"aws:UserAgent\": \"secret\"}}",
        "{\"StringEquals\": {\"aws:Referer\": \"https://example.com\"}}",
    };
    for (size_t i = 0; i < COUNT(open); i++) ask_condition(open[i], TRUTH_TRUE);
}

TEST(policy_conditions_that_are_not_known) {
    ask_condition("\"?\"", TRUTH_UNKNOWN);
    ask_condition("{\"StringEquals\": \"?\"}", TRUTH_UNKNOWN);
    ask_condition("{\"StringEquals\": {\"aws:SourceAccount\": \"?\"}}", TRUTH_UNKNOWN);
    ask_condition("{\"StringEquals\": {\"aws:SourceAccount\": [\"1\", \"?\"]}}", TRUTH_UNKNOWN);
    ask_condition("{\"StringEquals\": {\"aws:SourceAccount\": [\"*\", \"?\"]}}", TRUTH_TRUE);
    ask_condition("{\"StringEquals\": {\"aws:UserAgent\": \"?\"}}", TRUTH_TRUE);
}

/* A part that is the account's number, or a resource of the estate, does restrict. */
TEST(policy_conditions_made_of_references) {
    Arena arena = {0};
    static const struct {
        NodePart part;
        Truth expected;
    } cases[] = {
        {{NODE_PART_OUTSIDE, S_INIT("AWS::AccountId"), 0}, TRUTH_TRUE},
        {{NODE_PART_REFERENCE, S_INIT("Arn"), 3}, TRUTH_TRUE},
        {{NODE_PART_OUTSIDE, S_INIT("parameter P"), 0}, TRUTH_UNKNOWN},
        {{NODE_PART_HOLE, S_INIT("why"), 0}, TRUTH_UNKNOWN},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        Node value =
            node_make_parts(&arena, NULL, (NodeUnknown){S("later"), true, 1, &cases[i].part, NULL});
        PolicyCondition condition = {.operation = S("StringEquals"),
                                     .key = S("aws:SourceAccount"),
                                     .values = {&value, 1, false}};
        PolicyStatement statement = {.conditions = &condition, .condition_count = 1};
        assert_int_equal(policy_statement_is_restricted(&arena, &statement), cases[i].expected);
    }
    arena_free(&arena);
}

TEST(policy_administrators) {
#define ADMIN(elements, truth) \
    ask_statement(policy_is_admin, "\"Effect\": \"Allow\", " elements, truth)
    ADMIN("\"Action\": \"*\", \"Resource\": \"*\"", TRUTH_TRUE);
    ADMIN("\"Action\": [\"s3:*\", \"*\"], \"Resource\": [\"*\"]", TRUTH_TRUE);
    ADMIN("\"Action\": \"*:*\", \"Resource\": \"*\"", TRUTH_TRUE);
    ADMIN("\"NotAction\": \"s3:DeleteBucket\", \"Resource\": \"*\"", TRUTH_TRUE);
    ADMIN("\"NotAction\": \"iam:*\", \"Resource\": \"*\"", TRUTH_FALSE);
    ADMIN("\"NotAction\": [\"IAM:*\", \"organizations:*\"], \"Resource\": \"*\"", TRUTH_FALSE);
    ADMIN("\"Action\": \"*\", \"Resource\": \"arn:aws:s3:::b\"", TRUTH_FALSE);
    ADMIN("\"Action\": \"s3:*\", \"Resource\": \"*\"", TRUTH_FALSE);
    ADMIN("\"Action\": \"?\", \"Resource\": \"*\"", TRUTH_UNKNOWN);
    ADMIN("\"Action\": \"*\", \"Resource\": \"?\"", TRUTH_UNKNOWN);
    ADMIN("\"Action\": \"s3:*\", \"Resource\": \"?\"", TRUTH_FALSE);
    ADMIN("\"Action\": \"*\", \"NotResource\": \"arn:aws:s3:::b\"", TRUTH_UNKNOWN);
    ADMIN("\"Action\": \"*\"", TRUTH_FALSE);
#undef ADMIN
    ask_statement(policy_is_admin, "\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\"",
                  TRUTH_FALSE);
}

TEST(policy_full_services) {
#define FULL(elements, truth) \
    ask_statement(policy_is_full_service, "\"Effect\": \"Allow\", " elements, truth)
    FULL("\"Action\": \"iam:*\", \"Resource\": \"*\"", TRUTH_TRUE);
    FULL("\"Action\": \"*\", \"Resource\": \"*\"", TRUTH_TRUE);
    FULL("\"Action\": \"iam:Get*\", \"Resource\": \"*\"", TRUTH_FALSE);
    FULL("\"Action\": \"i*:*\", \"Resource\": \"*\"", TRUTH_FALSE);
    FULL("\"Action\": \"iam:*\", \"Resource\": \"arn:aws:iam::1:role/x\"", TRUTH_FALSE);
    FULL("\"Action\": \"?\", \"Resource\": \"*\"", TRUTH_UNKNOWN);
#undef FULL
}

TEST(policy_wildcards) {
#define WILD(elements, truth) \
    ask_statement(policy_has_wildcards, "\"Effect\": \"Allow\", " elements, truth)
    WILD("\"Action\": \"s3:Get*\", \"Resource\": \"arn:aws:s3:::b\"", TRUTH_TRUE);
    WILD("\"Action\": \"s3:GetObject\", \"Resource\": \"*\"", TRUTH_TRUE);
    WILD("\"NotAction\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::b\"", TRUTH_TRUE);
    WILD("\"Action\": \"s3:GetObject\", \"NotResource\": \"arn:aws:s3:::b\"", TRUTH_TRUE);
    WILD("\"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::b/*\"", TRUTH_FALSE);
    WILD("\"Action\": [\"s3:GetObject\", \"?\"], \"Resource\": \"arn:aws:s3:::b\"", TRUTH_UNKNOWN);
#undef WILD
}

TEST(policy_denials_of_insecure_transport) {
#define DENIES(elements, truth) \
    ask_statement(denies_insecure, "\"Effect\": \"Deny\", \"Principal\": \"*\", " elements, truth)
#define NO_TLS ", \"Condition\": {\"Bool\": {\"aws:SecureTransport\": \"false\"}}"
#define BOTH "\"Resource\": [\"arn:aws:s3:::b\", \"arn:aws:s3:::b/*\"]"
    DENIES("\"Action\": \"s3:*\", " BOTH NO_TLS, TRUTH_TRUE);
    DENIES("\"Action\": \"*\", \"Resource\": \"*\"" NO_TLS, TRUTH_TRUE);
    DENIES("\"Action\": \"s3:*\", \"Resource\": [\"arn:aws-cn:s3:::b\", "
           "\"arn:aws-cn:s3:::b/*\"]" NO_TLS,
           TRUTH_TRUE);
    DENIES("\"Action\": \"s3:*\", \"Resource\": \"arn:aws:s3:::b*\"" NO_TLS, TRUTH_TRUE);
    DENIES("\"Action\": \"s3:*\", " BOTH
           ", \"Condition\": {\"Bool\": {\"aws:SecureTransport\": false}}",
           TRUTH_TRUE);
    DENIES("\"Action\": \"s3:*\", " BOTH
           ", \"Condition\": {\"NumericLessThan\": {\"s3:TlsVersion\": \"1.2\"}}",
           TRUTH_TRUE);
    DENIES("\"Action\": \"s3:*\", " BOTH
           ", \"Condition\": {\"NumericLessThan\": {\"s3:TlsVersion\": 1.1}}",
           TRUTH_FALSE);
    DENIES("\"Action\": \"s3:*\", \"Resource\": \"arn:aws:s3:::b/*\"" NO_TLS, TRUTH_FALSE);
    DENIES("\"Action\": \"s3:*\", \"Resource\": \"arn:aws:s3:::b\"" NO_TLS, TRUTH_FALSE);
    DENIES("\"Action\": \"s3:*\", \"Resource\": \"arn:aws:s3:::other*\"" NO_TLS, TRUTH_FALSE);
    DENIES("\"Action\": \"s3:GetObject\", " BOTH NO_TLS, TRUTH_FALSE);
    DENIES("\"Action\": \"s3:*\", " BOTH
           ", \"Condition\": {\"Bool\": {\"aws:SecureTransport\": \"true\"}}",
           TRUTH_FALSE);
    DENIES("\"Action\": \"s3:*\", " BOTH, TRUTH_FALSE); /* denies all, not only the insecure */
    DENIES("\"Action\": \"s3:*\", " BOTH ", \"Condition\": {\"Bool\": {\"aws:SecureTransport\": "
           "\"false\"}, \"StringEquals\": {\"aws:SourceVpc\": \"v\"}}",
           TRUTH_FALSE);
    DENIES("\"Action\": \"s3:*\", " BOTH
           ", \"Condition\": {\"Bool\": {\"aws:SecureTransport\": \"?\"}}",
           TRUTH_UNKNOWN);
    DENIES("\"Action\": \"s3:*\", \"Resource\": \"?\"" NO_TLS, TRUTH_UNKNOWN);
    DENIES("\"Action\": \"?\", " BOTH NO_TLS, TRUTH_UNKNOWN);
    DENIES("\"Action\": \"s3:*\", " BOTH ", \"Condition\": \"?\"", TRUTH_UNKNOWN);
#undef DENIES
    ask_statement(denies_insecure,
                  "\"Effect\": \"Deny\", \"Principal\": {\"AWS\": \"arn:aws:iam::1:root\"}, "
                  "\"Action\": \"s3:*\", " BOTH NO_TLS,
                  TRUTH_FALSE);
    ask_statement(denies_insecure,
                  "\"Effect\": \"Deny\", \"NotPrincipal\": {\"AWS\": \"arn:aws:iam::1:root\"}, "
                  "\"Action\": \"s3:*\", " BOTH NO_TLS,
                  TRUTH_FALSE);
    ask_statement(denies_insecure,
                  "\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"s3:*\", " BOTH NO_TLS,
                  TRUTH_FALSE);
#undef NO_TLS
#undef BOTH
}

TEST(policy_allows_what_matches_and_is_not_denied) {
#define ALLOW(elements) "{\"Effect\": \"Allow\", " elements "}"
#define DENY(elements) "{\"Effect\": \"Deny\", " elements "}"
#define ON_B "\"Resource\": \"arn:aws:s3:::b/*\""
#define ASK(statements, truth) ask(allows_read, "{\"Statement\": [" statements "]}", truth)
    ASK(ALLOW("\"Action\": \"s3:GetObject\", " ON_B), TRUTH_TRUE);
    ASK(ALLOW("\"Action\": \"S3:getobject\", " ON_B), TRUTH_TRUE);
    ASK(ALLOW("\"Action\": \"s3:Get?bject\", " ON_B), TRUTH_TRUE);
    ASK(ALLOW("\"Action\": \"s3:*\", \"Resource\": \"arn:aws:s3:::*/object\""), TRUTH_TRUE);
    ASK(ALLOW("\"Action\": \"s3:PutObject\", " ON_B), TRUTH_FALSE);
    ASK(ALLOW("\"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::b\""), TRUTH_FALSE);
    ASK(ALLOW("\"NotAction\": \"s3:PutObject\", " ON_B), TRUTH_TRUE);
    ASK(ALLOW("\"NotAction\": \"s3:Get*\", " ON_B), TRUTH_FALSE);
    ASK(ALLOW("\"Action\": \"*\", \"NotResource\": \"arn:aws:s3:::c/*\""), TRUTH_TRUE);
    ASK(ALLOW("\"Action\": \"*\", \"NotResource\": \"arn:aws:s3:::b/*\""), TRUTH_FALSE);
    ASK(ALLOW("\"Action\": \"s3:GetObject\""), TRUTH_TRUE); /* no resource: a trust policy */
    ASK(ALLOW("\"Action\": \"s3:*\", " ON_B) "," DENY("\"Action\": \"s3:Get*\", " ON_B),
        TRUTH_FALSE);
    ASK(DENY("\"Action\": \"s3:Put*\", " ON_B) "," ALLOW("\"Action\": \"s3:*\", " ON_B),
        TRUTH_TRUE);
    ASK(ALLOW("\"Action\": \"s3:*\", " ON_B ", \"Condition\": {\"Bool\": {\"k\": \"true\"}}"),
        TRUTH_UNKNOWN);
    ASK(ALLOW("\"Action\": \"s3:*\", " ON_B) "," DENY(
            "\"Action\": \"*\", " ON_B ", \"Condition\": {\"Bool\": {\"k\": \"true\"}}"),
        TRUTH_UNKNOWN);
    ASK(ALLOW("\"Action\": \"?\", " ON_B), TRUTH_UNKNOWN);
    ASK("\"?\"", TRUTH_UNKNOWN);
    ASK("\"?\"," DENY("\"Action\": \"*\", \"Resource\": \"*\""), TRUTH_FALSE);
#undef ALLOW
#undef DENY
#undef ON_B
#undef ASK
}

TEST(policy_answers_name_the_statement) {
    Arena arena = {0};
    Policy policy =
        parse(&arena, "{\"Statement\": [{\"Effect\": \"Deny\"}, {\"Effect\": \"Allow\", "
                      "\"Principal\": \"*\"}]}");
    PolicyAnswer answer = policy_is_public(&arena, &policy);
    assert_non_null(answer.statement);
    assert_int_equal(answer.statement->index, 1);
    assert_null(policy_is_admin(&arena, &policy).statement);
    arena_free(&arena);
}

/* Text that a template holds must not pass for what merlon writes for references. */
TEST(policy_texts_do_not_pass_for_references) {
    Arena arena = {0};
    Policy policy = parse(&arena, "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", "
                                  "\"Resource\": \"\\u00010:Arn\\u0002\"}}");
    assert_int_equal(policy_allows(&arena, &policy, S("s3:x"),
                                   S("\x01"
                                     "0:Arn\x02"))
                         .truth,
                     TRUTH_UNKNOWN);
    arena_free(&arena);
}
