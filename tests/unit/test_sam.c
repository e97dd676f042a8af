/* SPDX-License-Identifier: Apache-2.0 */
/* test_sam.c -- the SAM expansion on small templates. What is expected is what AWS documents: the
 * generated resources of each type, their logical ids and their permissions. */
#include "tests/test.h"

#include "base/buffer.h"
#include "input/sam.h"
#include "text/yaml.h"

static const Source source = {S_INIT("template.yaml")};

typedef struct Expansion {
    Node template;
    ErrorList errors;
} Expansion;

static Node read(Arena *arena, Str text) {
    Node node = {0};
    Error err = {0};
    bool ok = yaml_read(arena, &source, text, &node, &err);
    if (!ok) print_error("%s\n", error_text(arena, &err).ptr);
    assert_true(ok);
    return node;
}

static Expansion expand(Arena *arena, Str text) {
    Expansion expansion = {0};
    Node template = read(arena, text);
    assert_true(sam_expand(arena, &template, &expansion.template, &expansion.errors));
    return expansion;
}

/* The value at a path of keys joined by '/'; "*" stands for any key or item. */
static const Node *find(const Node *node, const char *path) {
    Str rest = str_from(path);
    while (rest.len > 0 && node != NULL) {
        Str key = str_cut(&rest, '/');
        bool any = str_equal(key, S("*"));
        if (node_is(node, NODE_LIST)) {
            int64_t index = 0;
            if (!any) assert_true(str_to_int(key, &index));
            node = index < node->count ? &node->items[index] : NULL;
        } else {
            node = any && node_is(node, NODE_MAP) && node->count > 0 ? &node->pairs[0].value
                                                                     : node_find(node, key);
        }
    }
    return node;
}

/* That the resource's value at path is what the YAML says. */
static void check(Arena *arena, const Expansion *expansion, const char *path, const char *wanted) {
    const Node *value = find(node_find(&expansion->template, S("Resources")), path);
    Node expected = read(arena, str_from(wanted));
    if (value == NULL) fail_msg("%s is missing", path);
    if (!node_equal(value, &expected)) fail_msg("%s is not %s", path, wanted);
}

static void check_absent(const Expansion *expansion, const char *path) {
    if (find(node_find(&expansion->template, S("Resources")), path) != NULL) {
        fail_msg("%s is there", path);
    }
}

static uint32_t count(const Expansion *expansion) {
    return node_find(&expansion->template, S("Resources"))->count;
}

static void check_error(const Expansion *expansion, uint32_t line, const char *message) {
    assert_int_equal(expansion->errors.count, 1);
    assert_string_equal(expansion->errors.items[0].message, message);
    assert_int_equal(expansion->errors.items[0].line, line);
    assert_string_equal(expansion->errors.items[0].file, "template.yaml");
}

#define TRANSFORM "Transform: AWS::Serverless-2016-10-31\n"
#define FUNCTION "{Type: 'AWS::Serverless::Function', Properties: "

TEST(sam_recognizes_the_transform) {
    Arena arena = {0};
    Node text = read(&arena, S(TRANSFORM "Resources: {}"));
    Node list = read(&arena, S("Transform: [Other, AWS::Serverless-2016-10-31]"));
    Node other = read(&arena, S("Transform: AWS::Include"));
    assert_true(sam_is_template(&text));
    assert_true(sam_is_template(&list));
    assert_false(sam_is_template(&other));
    arena_free(&arena);
}

TEST(sam_wants_resources) {
    Arena arena = {0};
    Node template = read(&arena, S(TRANSFORM "Resources: []"));
    Node result = {.line = 42};
    ErrorList errors = {0};
    assert_false(sam_expand(&arena, &template, &result, &errors));
    assert_int_equal(result.line, 42);
    assert_int_equal(errors.count, 1);
    arena_free(&arena);
}

/* Expands a table whose name is so many lists within lists, below four levels of the template. */
static bool expands_nested(int lists) {
    Arena arena = {0};
    Node value = node_make_int(NULL, 1);
    for (int i = 0; i < lists; i++) {
        Node list = node_make_list(&arena, NULL, 1);
        list.items[0] = value;
        value = list;
    }
    Node template =
        read(&arena, S(TRANSFORM "Resources: {T: {Type: 'AWS::Serverless::SimpleTable', "
                                 "Properties: {}}}"));
    Node *properties = &template.pairs[1].value.pairs[0].value.pairs[1].value;
    node_map_add(&arena, properties, S("TableName"), value);
    Node result = {0};
    ErrorList errors = {0};
    bool expanded = sam_expand(&arena, &template, &result, &errors);
    assert_int_equal(errors.count, expanded ? 0 : 1);
    arena_free(&arena);
    return expanded;
}

TEST(sam_bounds_nesting) {
    assert_true(expands_nested(SAM_DEPTH_MAX - 4));
    assert_false(expands_nested(SAM_DEPTH_MAX - 3));
}

TEST(sam_keeps_other_transforms_and_plain_resources) {
    Arena arena = {0};
    Expansion e = expand(&arena, S("Transform: [AWS::Serverless-2016-10-31, AWS::Include]\n"
                                   "Globals: {Function: {Timeout: 3}}\n"
                                   "Resources: {B: {Type: 'AWS::S3::Bucket'}}\n"));
    assert_int_equal(e.errors.count, 0);
    assert_null(node_find(&e.template, S("Globals")));
    assert_true(node_is_text(find(&e.template, "Transform/0"), S("AWS::Include")));
    check(&arena, &e, "B", "{Type: 'AWS::S3::Bucket'}");
    arena_free(&arena);
}

TEST(sam_function_has_a_role) {
    Arena arena = {0};
    Expansion e = expand(&arena, S(TRANSFORM "Resources:\n"
                                             "  F:\n"
                                             "    Type: AWS::Serverless::Function\n"
                                             "    Condition: C\n"
                                             "    Properties: {Handler: a.b, Runtime: r, CodeUri: "
                                             "'s3://b/k/l?versionId=3', Tracing: Active}\n"));
    assert_int_equal(count(&e), 2);
    check(&arena, &e, "F/Type", "AWS::Lambda::Function");
    check(&arena, &e, "F/Condition", "C");
    check(&arena, &e, "F/Properties/Code", "{S3Bucket: b, S3Key: k/l, S3ObjectVersion: '3'}");
    check(&arena, &e, "F/Properties/TracingConfig", "{Mode: Active}");
    check(&arena, &e, "F/Properties/Role", "!GetAtt FRole.Arn");
    check(&arena, &e, "FRole/Condition", "C");
    check(&arena, &e, "FRole/Properties/ManagedPolicyArns",
          "['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole', "
          "'arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess']");
    check(&arena, &e, "FRole/Properties/AssumeRolePolicyDocument/Statement/0/Principal",
          "{Service: [lambda.amazonaws.com]}");
    const Node *function = find(&e.template, "Resources/F");
    assert_int_equal(function->line, 4);
    assert_ptr_equal(function->source, &source);
    arena_free(&arena);
}

TEST(sam_local_code_is_unknown) {
    Arena arena = {0};
    Expansion e = expand(&arena, S(TRANSFORM "Resources: {F: " FUNCTION "{CodeUri: src/}}}"));
    assert_int_equal(e.errors.count, 0);
    assert_true(node_is(find(&e.template, "Resources/F/Properties/Code/S3Key"), NODE_UNKNOWN));
    arena_free(&arena);
}

TEST(sam_globals_are_merged) {
    Arena arena = {0};
    Expansion e = expand(
        &arena,
        S(TRANSFORM "Globals: {Function: {Timeout: 3, MemorySize: 128, Layers: [a], Environment: "
                    "{Variables: {A: 1, B: 2}}}}\n"
                    "Resources:\n"
                    "  F: " FUNCTION "{MemorySize: 256, Layers: [b], Environment: {Variables: {B: "
                    "3}}}}\n"
                    "  G: {Type: 'AWS::Serverless::Function', IgnoreGlobals: '*'}\n"));
    check(&arena, &e, "F/Properties/Timeout", "3");
    check(&arena, &e, "F/Properties/MemorySize", "256");
    check(&arena, &e, "F/Properties/Layers", "[a, b]");
    check(&arena, &e, "F/Properties/Environment", "{Variables: {A: 1, B: 3}}");
    check_absent(&e, "G/Properties/Timeout");
    arena_free(&arena);
}

TEST(sam_policies_of_all_kinds) {
    Arena arena = {0};
    Expansion e =
        expand(&arena, S(TRANSFORM
                         "Resources:\n"
                         "  F: " FUNCTION "{Policies: [AmazonS3ReadOnlyAccess, AWSLambdaRole, "
                         "{S3ReadPolicy: {BucketName: x}}, {Statement: [{Effect: Allow, Action: a, "
                         "Resource: r}]}, !If [C, {KMSDecryptPolicy: {KeyId: k}}, !Ref "
                         "AWS::NoValue]]}}\n"));
    assert_int_equal(e.errors.count, 0);
    check(&arena, &e, "FRole/Properties/ManagedPolicyArns/1",
          "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess");
    check(&arena, &e, "FRole/Properties/ManagedPolicyArns/2",
          "arn:aws:iam::aws:policy/service-role/AWSLambdaRole");
    check(&arena, &e, "FRole/Properties/Policies/0/PolicyName", "FRolePolicy2");
    check(&arena, &e, "FRole/Properties/Policies/0/PolicyDocument/Statement/0/Resource/1",
          "!Sub ['arn:${AWS::Partition}:s3:::${bucketName}/*', {bucketName: x}]");
    check(&arena, &e, "FRole/Properties/Policies/1/PolicyDocument/Statement/0/Action", "a");
    check(&arena, &e, "FRole/Properties/Policies/2/Fn::If/1/PolicyDocument/Statement/0/Action",
          "kms:Decrypt");
    arena_free(&arena);
}

TEST(sam_reports_what_is_no_policy_and_keeps_the_function) {
    Arena arena = {0};
    Expansion e = expand(&arena, S(TRANSFORM "Resources:\n"
                                             "  F: " FUNCTION "{Policies:\n"
                                             "    [{Nonsense: {}}]}}\n"
                                             "  T: {Type: 'AWS::Serverless::SimpleTable'}\n"));
    check_error(&e, 4,
                "an entry of Policies must be the name or ARN of a managed policy, a policy "
                "template, or a document with a Statement");
    check(&arena, &e, "F/Type", "AWS::Serverless::Function");
    check_absent(&e, "FRole");
    check(&arena, &e, "T/Properties/KeySchema", "[{AttributeName: id, KeyType: HASH}]");
    arena_free(&arena);
}

/* Fn::If within Fn::If, depth times, around a policy name. */
static size_t nested_errors(int depth) {
    Arena arena = {0};
    CLEANUP(buffer_free) Buffer buffer = {0};
    buffer_add(&buffer, S(TRANSFORM "Resources: {F: " FUNCTION "{Policies: ["));
    for (int i = 0; i < depth; i++)
        buffer_add(&buffer, S("{'Fn::If': [C, {Ref: 'AWS::NoValue'}, "));
    buffer_add(&buffer, S("P"));
    for (int i = 0; i < depth; i++) buffer_add(&buffer, S("]}"));
    buffer_add(&buffer, S("]}}}"));
    Expansion e = expand(&arena, buffer_text(&buffer));
    size_t errors = e.errors.count;
    arena_free(&arena);
    return errors;
}

TEST(sam_bounds_conditions_within_policies) {
    assert_int_equal(nested_errors(16), 0);
    assert_int_equal(nested_errors(17), 1);
}

/* How many errors a template of that many tables gives; the last table is as it should be. */
static size_t table_errors(int tables, const char *type_of_last) {
    Arena arena = {0};
    CLEANUP(buffer_free) Buffer buffer = {0};
    buffer_add(&buffer, S(TRANSFORM "Resources:\n"));
    for (int i = 1; i <= tables; i++) {
        buffer_add_format(&buffer, "  T%d: {Type: 'AWS::Serverless::SimpleTable'}\n", i);
    }
    Expansion e = expand(&arena, buffer_text(&buffer));
    assert_int_equal(count(&e), tables);
    Str last = str_format(&arena, "T%d/Type", tables);
    check(&arena, &e, last.ptr, type_of_last);
    size_t errors = e.errors.count;
    arena_free(&arena);
    return errors;
}

TEST(sam_bounds_the_number_of_resources) {
    assert_int_equal(table_errors(SAM_RESOURCES_MAX, "AWS::DynamoDB::Table"), 0);
    assert_int_equal(table_errors(SAM_RESOURCES_MAX + 1, "AWS::Serverless::SimpleTable"), 1);
}

TEST(sam_implicit_api_calls_the_function) {
    Arena arena = {0};
    Expansion e =
        expand(&arena, S(TRANSFORM "Resources:\n"
                                   "  F: " FUNCTION "{Events: {Get: {Type: Api, Properties: {Path: "
                                   "'/a/{id}', Method: get}}}}}\n"));
    assert_int_equal(count(&e), 6); /* function, role, permission, API, deployment, stage */
    check(&arena, &e, "FGetPermissionProd/Properties/Principal", "apigateway.amazonaws.com");
    check(
        &arena, &e, "FGetPermissionProd/Properties/SourceArn/Fn::Sub/0",
        "'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/${__Stage__}/GET/a/*'");
    check(&arena, &e,
          "ServerlessRestApi/Properties/Body/paths/*/get/x-amazon-apigateway-integration",
          "{type: aws_proxy, httpMethod: POST, uri: !Sub "
          "'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}/"
          "invocations'}");
    check(&arena, &e, "ServerlessRestApiProdStage/Properties/StageName", "Prod");
    arena_free(&arena);
}

TEST(sam_default_authorizer_can_be_refused) {
    Arena arena = {0};
    Expansion e = expand(
        &arena, S(TRANSFORM
                  "Resources:\n"
                  "  Api: {Type: 'AWS::Serverless::Api', Properties: {StageName: v1, Auth: "
                  "{DefaultAuthorizer: Pool, Authorizers: {Pool: {UserPoolArn: arn:pool}}}}}\n"
                  "  F: " FUNCTION "{Events: {Safe: {Type: Api, Properties: {Path: /safe, Method: "
                  "get, RestApiId: !Ref Api}}, Open: {Type: Api, Properties: {Path: /open, Method: "
                  "get, RestApiId: !Ref Api, Auth: {Authorizer: NONE}}}}}}\n"));
    assert_int_equal(e.errors.count, 0);
    const Node *paths = find(&e.template, "Resources/Api/Properties/Body/paths");
    const Node *safe = find(node_find(paths, S("/safe")), "get/security/0/Pool");
    const Node *open = find(node_find(paths, S("/open")), "get/security/0/NONE");
    assert_true(node_is(safe, NODE_LIST));
    assert_true(node_is(open, NODE_LIST));
    check(&arena, &e, "Api/Properties/Body/securityDefinitions/Pool/x-amazon-apigateway-authorizer",
          "{type: cognito_user_pools, providerARNs: ['arn:pool']}");
    arena_free(&arena);
}

TEST(sam_events_add_permissions_and_policies) {
    Arena arena = {0};
    Expansion e = expand(
        &arena,
        S(TRANSFORM "Resources:\n"
                    "  B: {Type: 'AWS::S3::Bucket'}\n"
                    "  F: " FUNCTION "{Events: {Put: {Type: S3, Properties: {Bucket: !Ref B, "
                    "Events: 's3:ObjectCreated:*'}}, Queue: {Type: SQS, Properties: {Queue: "
                    "arn:q}}, Time: {Type: Schedule, Properties: {Schedule: rate(1 hour)}}}}}\n"));
    check(&arena, &e, "B/DependsOn", "[FPutPermission]");
    check(&arena, &e, "B/Properties/NotificationConfiguration/LambdaConfigurations",
          "[{Function: !GetAtt F.Arn, Event: 's3:ObjectCreated:*'}]");
    check(&arena, &e, "FPutPermission/Properties/SourceAccount", "!Ref AWS::AccountId");
    check(&arena, &e, "FQueue/Properties", "{EventSourceArn: arn:q, FunctionName: !Ref F}");
    check(&arena, &e, "FRole/Properties/ManagedPolicyArns/1",
          "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole");
    check(&arena, &e, "FTime/Properties/Targets", "[{Arn: !GetAtt F.Arn, Id: FTimeLambdaTarget}]");
    arena_free(&arena);
}

TEST(sam_reports_an_event_and_expands_the_rest) {
    Arena arena = {0};
    Expansion e =
        expand(&arena, S(TRANSFORM "Resources:\n"
                                   "  F: " FUNCTION "{Events: {Put: {Type: S3, Properties:\n"
                                   "    {Bucket: !Ref Other, Events: x}}}}}\n"));
    check_error(&e, 4, "an S3 event must refer to a bucket in the same template");
    check(&arena, &e, "F/Type", "AWS::Lambda::Function");
    check_absent(&e, "FPutPermission");
    arena_free(&arena);
}

TEST(sam_alias_is_what_events_call) {
    Arena arena = {0};
    Expansion e = expand(
        &arena, S(TRANSFORM "Parameters: {Name: {Type: String, Default: live}}\n"
                            "Resources:\n"
                            "  F: " FUNCTION "{AutoPublishAlias: !Ref Name, FunctionUrlConfig: "
                            "{AuthType: NONE}, Events: {T: {Type: SNS, Properties: {Topic: t}}}}}\n"
                            "Outputs: {O: {Value: !Ref F.Alias}}\n"));
    check(&arena, &e, "FAliaslive/Properties/FunctionName", "!Ref F");
    check(&arena, &e, "FT/Properties/Endpoint", "!Ref FAliaslive");
    check(&arena, &e, "FUrl/Properties", "{TargetFunctionArn: !Ref FAliaslive, AuthType: NONE}");
    check(&arena, &e, "FUrlPublicPermissions/Properties/Principal", "'*'");
    assert_true(node_is_text(find(&e.template, "Outputs/O/Value/Ref"), S("FAliaslive")));
    arena_free(&arena);
}

TEST(sam_state_machine_substitutes_intrinsics) {
    Arena arena = {0};
    Expansion e =
        expand(&arena, S(TRANSFORM "Resources:\n"
                                   "  M: {Type: 'AWS::Serverless::StateMachine', Properties: "
                                   "{Definition: {StartAt: A, R: !GetAtt F.Arn}}}\n"));
    check(&arena, &e, "M/Properties/DefinitionSubstitutions",
          "{definition_substitution_1: !GetAtt F.Arn}");
    const Node *text = find(&e.template, "Resources/M/Properties/DefinitionString");
    assert_true(str_contains(node_text(text), S("${definition_substitution_1}")));
    check(&arena, &e, "MRole/Properties/AssumeRolePolicyDocument/Statement/0/Principal",
          "{Service: [states.amazonaws.com]}");
    arena_free(&arena);
}

TEST(sam_connector_grants_access) {
    Arena arena = {0};
    Expansion e =
        expand(&arena,
               S(TRANSFORM "Resources:\n"
                           "  B: {Type: 'AWS::S3::Bucket'}\n"
                           "  F:\n"
                           "    Type: AWS::Serverless::Function\n"
                           "    Connectors: {Use: {Properties: {Destination: {Id: B}, Permissions: "
                           "[Read]}}}\n"));
    assert_int_equal(e.errors.count, 0);
    check(&arena, &e, "FUsePolicy/Type", "AWS::IAM::ManagedPolicy");
    check(&arena, &e, "FUsePolicy/Properties/Roles", "[!Ref FRole]");
    check(&arena, &e, "FUsePolicy/Properties/PolicyDocument/Statement/0/Resource",
          "[!GetAtt B.Arn, !Sub ['${DestinationArn}/*', {DestinationArn: !GetAtt B.Arn}]]");
    check_absent(&e, "F/Connectors");
    arena_free(&arena);
}
