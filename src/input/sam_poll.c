/* SPDX-License-Identifier: Apache-2.0 */
/* sam_poll.c -- events that Lambda polls for: streams, queues, brokers. Each is an event source
 * mapping, and the function's role may read from the source. */
#include "input/sam_internal.h"

typedef struct SamPollType {
    const char *name;
    const char *source;  /* the property with the ARN of what is polled, or NULL */
    const char *managed; /* the managed policy that the role needs, or NULL */
    Node *(*policy)(Sam *sam, const SamEvent *event); /* the inline policy it needs, or NULL */
} SamPollType;

/* Properties that the mapping has under the same name. */
static const char sam_poll_same[] =
    "StartingPosition StartingPositionTimestamp BatchSize Enabled MaximumBatchingWindowInSeconds "
    "MaximumRetryAttempts BisectBatchOnFunctionError MaximumRecordAgeInSeconds "
    "ParallelizationFactor "
    "Topics Queues SourceAccessConfigurations TumblingWindowInSeconds FunctionResponseTypes "
    "FilterCriteria KmsKeyArn ScalingConfig ProvisionedPollerConfig MetricsConfig LoggingConfig";

static Node *sam_poll_policy_kafka(Sam *sam, const SamEvent *event);
static Node *sam_poll_policy_msk(Sam *sam, const SamEvent *event);
static Node *sam_poll_policy_broker(Sam *sam, const SamEvent *event);
static Node *sam_poll_policy_cluster(Sam *sam, const SamEvent *event);

static const SamPollType sam_poll_types[] = {
    {"Kinesis", "Stream", "service-role/AWSLambdaKinesisExecutionRole", NULL},
    {"DynamoDB", "Stream", "service-role/AWSLambdaDynamoDBExecutionRole", NULL},
    {"SQS", "Queue", "service-role/AWSLambdaSQSQueueExecutionRole", NULL},
    {"MSK", "Stream", "service-role/AWSLambdaMSKExecutionRole", sam_poll_policy_msk},
    {"MQ", "Broker", NULL, sam_poll_policy_broker},
    {"SelfManagedKafka", NULL, NULL, sam_poll_policy_kafka},
    {"DocumentDB", "Cluster", NULL, sam_poll_policy_cluster},
};

static const char sam_poll_network_form[] =
    "{Action: ['ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', "
    "'ec2:DeleteNetworkInterface', 'ec2:DescribeVpcs', 'ec2:DescribeSubnets', "
    "'ec2:DescribeSecurityGroups'], Effect: Allow, Resource: '*'}";

/* The URI of the first access configuration of one of the types, which end with NULL. */
static const Node *sam_poll_access(const SamEvent *event, const char *const *types) {
    const Node *list = sam_node_find(event->properties, S("SourceAccessConfigurations"));
    for (uint32_t i = 0; node_is(list, NODE_LIST) && i < list->count; i++) {
        const Node *type = sam_node_find(&list->items[i], S("Type"));
        for (const char *const *known = types; *known != NULL; known++) {
            if (node_is_text(type, str_from(*known)))
                return sam_node_find(&list->items[i], S("URI"));
        }
    }
    return NULL;
}

static void sam_poll_read_secret(Sam *sam, Node *statements, const Node *secret) {
    if (secret == NULL) return;
    node_list_add(
        sam->arena, statements,
        *sam_form(sam, secret,
                  "{Action: ['secretsmanager:GetSecretValue'], Effect: Allow, Resource: $0}",
                  secret));
}

/* as_list: whether the document has a list with one action, or text; both are the same to IAM. */
static void sam_poll_decrypt(Sam *sam, const SamEvent *event, Node *statements, bool as_list) {
    const Node *key = sam_node_find(event->properties, S("SecretsManagerKmsKeyId"));
    if (key == NULL) return;
    const Node *action = sam_form(sam, key, as_list ? "['kms:Decrypt']" : "'kms:Decrypt'");
    const Node *arn = node_is(key, NODE_STRING)
                          ? sam_form(sam, key,
                                     "{'Fn::Sub': 'arn:${AWS::Partition}:kms:${AWS::Region}:"
                                     "${AWS::AccountId}:key/$0'}",
                                     key)
                          : sam_form(sam, key,
                                     "{'Fn::Sub': ['arn:${AWS::Partition}:kms:${AWS::Region}:"
                                     "${AWS::AccountId}:key/${key}', {key: $0}]}",
                                     key);
    node_list_add(sam->arena, statements,
                  *sam_form(sam, key, "{Action: $0, Effect: Allow, Resource: $1}", action, arn));
}

/* "name" of "arn:...:registry/name", as text or in a Fn::Sub; empty for anything else. */
static Str sam_poll_registry_name(Sam *sam, const Node *uri) {
    const Node *value = sam_default_resolve(sam, uri);
    if (node_is(value, NODE_MAP)) value = node_find(value, S("Fn::Sub"));
    Str rest = node_text(value);
    Str mark = S(":registry/");
    size_t offset = str_starts(rest, S("arn")) ? str_find(rest, mark) : SIZE_MAX;
    return offset == SIZE_MAX ? S("") : str_slice(rest, offset + mark.len, SIZE_MAX);
}

static void sam_poll_read_schemas(Sam *sam, const SamEvent *event, Node *statements) {
    const Node *config = sam_node_find(event->properties, S("SchemaRegistryConfig"));
    const Node *access = sam_node_find(config, S("AccessConfigs"));
    for (uint32_t i = 0; node_is(access, NODE_LIST) && i < access->count; i++) {
        sam_poll_read_secret(sam, statements, sam_node_find(&access->items[i], S("URI")));
    }
    const Node *uri = sam_node_find(config, S("SchemaRegistryURI"));
    Str name = uri == NULL ? S("") : sam_poll_registry_name(sam, uri);
    if (name.len == 0) return;
    node_list_add(
        sam->arena, statements,
        *sam_form(sam, uri, "{Action: ['glue:GetRegistry'], Effect: Allow, Resource: $0}", uri));
    node_list_add(sam->arena, statements,
                  *sam_form(sam, uri,
                            "{Action: ['glue:GetSchemaVersion'], Effect: Allow, Resource: "
                            "[{'Fn::Sub': 'arn:${AWS::Partition}:glue:${AWS::Region}:"
                            "${AWS::AccountId}:schema/$0/*'}]}",
                            sam_node_text(sam, uri, name)));
}

static Node *sam_poll_policy_kafka(Sam *sam, const SamEvent *event) {
    static const char *const login[] = {"SASL_SCRAM_256_AUTH", "SASL_SCRAM_512_AUTH", "BASIC_AUTH",
                                        "CLIENT_CERTIFICATE_TLS_AUTH", NULL};
    static const char *const root[] = {"SERVER_ROOT_CA_CERTIFICATE", NULL};
    static const char *const subnet[] = {"VPC_SUBNET", NULL};
    Node *statements = sam_form(sam, event->node, "[]");
    const Node *secret = sam_poll_access(event, login);
    sam_poll_read_secret(sam, statements, secret);
    /* A second certificate gives a second statement for the first secret: so the translator. */
    if (sam_poll_access(event, root) != NULL) sam_poll_read_secret(sam, statements, secret);
    if (sam_poll_access(event, subnet) != NULL) {
        node_list_add(sam->arena, statements, *sam_form(sam, event->node, sam_poll_network_form));
    }
    sam_poll_decrypt(sam, event, statements, true);
    sam_poll_read_schemas(sam, event, statements);
    return sam_form(sam, event->node,
                    "{PolicyName: SelfManagedKafkaExecutionRolePolicy, PolicyDocument: {Version: "
                    "'2012-10-17', Statement: $0}}",
                    statements);
}

static Node *sam_poll_policy_msk(Sam *sam, const SamEvent *event) {
    static const char *const certificate[] = {"CLIENT_CERTIFICATE_TLS_AUTH", NULL};
    Node *statements = sam_form(sam, event->node, "[]");
    sam_poll_read_schemas(sam, event, statements);
    sam_poll_read_secret(sam, statements, sam_poll_access(event, certificate));
    if (statements->count == 0) return NULL;
    return sam_form(sam, event->node,
                    "{PolicyName: MSKExecutionRolePolicy, PolicyDocument: {Statement: $0}}",
                    statements);
}

static Node *sam_poll_policy_broker(Sam *sam, const SamEvent *event) {
    static const char *const login[] = {"BASIC_AUTH", NULL};
    bool dynamic = sam_node_is_true(sam_node_find(event->properties, S("DynamicPolicyName")));
    Str name =
        dynamic ? str_join2(sam->arena, event->id, S("AMQPolicy")) : S("SamAutoGeneratedAMQPolicy");
    Node *statements = sam_form(sam, event->node, "[]");
    sam_poll_read_secret(sam, statements, sam_poll_access(event, login));
    node_list_add(sam->arena, statements,
                  *sam_form(sam, event->node,
                            "{Action: ['mq:DescribeBroker'], Effect: Allow, Resource: $0}",
                            sam_node_find(event->properties, S("Broker"))));
    sam_poll_decrypt(sam, event, statements, false);
    return sam_form(sam, event->node, "{PolicyName: $0, PolicyDocument: {Statement: $1}}",
                    sam_node_text(sam, event->node, name), statements);
}

static Node *sam_poll_policy_cluster(Sam *sam, const SamEvent *event) {
    static const char *const login[] = {"BASIC_AUTH", NULL};
    Node *statements = sam_form(sam, event->node, "[]");
    sam_poll_read_secret(sam, statements, sam_poll_access(event, login));
    Node *more = sam_form(
        sam, event->node,
        "[{Action: ['rds:DescribeDBClusterParameters'], Effect: Allow, Resource: {'Fn::Sub': "
        "'arn:${AWS::Partition}:rds:${AWS::Region}:${AWS::AccountId}:cluster-pg:*'}}, {Action: "
        "['rds:DescribeDBSubnetGroups'], Effect: Allow, Resource: {'Fn::Sub': "
        "'arn:${AWS::Partition}:rds:${AWS::Region}:${AWS::AccountId}:subgrp:*'}}, {Action: "
        "['rds:DescribeDBClusters'], Effect: Allow, Resource: $0}, $1]",
        sam_node_find(event->properties, S("Cluster")),
        sam_form(sam, event->node, sam_poll_network_form));
    for (uint32_t i = 0; i < more->count; i++)
        node_list_add(sam->arena, statements, more->items[i]);
    sam_poll_decrypt(sam, event, statements, true);
    return sam_form(
        sam, event->node,
        "{PolicyName: SamAutoGeneratedDocumentDBPolicy, PolicyDocument: {Statement: $0}}",
        statements);
}

/* What only one kind of source has, in the shape that the mapping wants. */
static void sam_poll_add_special(Sam *sam, const SamEvent *event, Str type, Node *mapping) {
    const Node *properties = event->properties;
    const Node *servers = sam_node_find(properties, S("KafkaBootstrapServers"));
    if (servers != NULL) {
        sam_node_set(sam, mapping, S("SelfManagedEventSource"),
                     sam_form(sam, servers, "{Endpoints: {KafkaBootstrapServers: $0}}", servers));
    }
    Node *kafka = sam_form(sam, event->node, "{}");
    sam_node_pick(sam, properties, kafka, "ConsumerGroupId SchemaRegistryConfig");
    bool managed = str_equal(type, S("MSK"));
    if (kafka->count > 0) {
        sam_node_set(sam, mapping,
                     managed ? S("AmazonManagedKafkaEventSourceConfig")
                             : S("SelfManagedKafkaEventSourceConfig"),
                     kafka);
    }
    if (!str_equal(type, S("DocumentDB"))) return;
    Node *config = sam_form(sam, event->node, "{}");
    sam_node_pick(sam, properties, config, "DatabaseName CollectionName FullDocument");
    sam_node_set(sam, mapping, S("DocumentDBEventSourceConfig"), config);
}

/* Where records that fail go, without the SAM-only Type; the role may write there. */
static void sam_poll_add_failure(Sam *sam, const SamEvent *event, Node *mapping) {
    const Node *config = sam_node_find(event->properties, S("DestinationConfig"));
    if (config == NULL) return;
    Node *copy = sam_node_copy(sam, config);
    Node *failure = sam_node_find_own(copy, S("OnFailure"));
    if (node_is(failure, NODE_MAP)) {
        Str type = node_text(sam_node_find(failure, S("Type")));
        const Node *arn = sam_node_find(failure, S("Destination"));
        Node *policy = type.len == 0 ? NULL : sam_invoke_policy(sam, type, event->id, arn);
        if (event->target->role != NULL) sam_role_allow(sam, event->target->role, policy);
        sam_node_remove(failure, S("Type"));
    }
    sam_node_set(sam, mapping, S("DestinationConfig"), copy);
}

static const SamPollType *sam_poll_type(Str name) {
    for (size_t i = 0; i < COUNT(sam_poll_types); i++) {
        if (str_equal(str_from(sam_poll_types[i].name), name)) return &sam_poll_types[i];
    }
    return NULL;
}

bool sam_poll_expand(Sam *sam, const SamEvent *event) {
    const SamPollType *type = sam_poll_type(node_text(sam_node_find(event->node, S("Type"))));
    assert(type != NULL);
    const Node *source = type->source == NULL ? NULL : sam_event_need(sam, event, type->source);
    if (type->source != NULL && source == NULL) return false;
    Node *mapping = sam_form(sam, event->node, "{FunctionName: $0, EventSourceArn: $1}",
                             event->target->name, source);
    sam_node_pick(sam, event->properties, mapping, sam_poll_same);
    sam_poll_add_special(sam, event, str_from(type->name), mapping);
    SamRole *role = event->target->role;
    if (type->managed != NULL) sam_role_manage(sam, role, type->managed);
    if (type->policy != NULL) sam_role_allow(sam, role, type->policy(sam, event));
    sam_poll_add_failure(sam, event, mapping);
    sam_resource_add(sam, event->target->owner, SAM_ATTRIBUTES_PASSED, event->id,
                     sam_form(sam, event->node,
                              "{Type: 'AWS::Lambda::EventSourceMapping', Properties: $0}",
                              mapping));
    return true;
}

void sam_poll_queue(Sam *sam, const SamEvent *event, const Node *queue, const Node *batch) {
    Node ten = node_make_int(event->node, 10);
    sam_role_manage(sam, event->target->role, "service-role/AWSLambdaSQSQueueExecutionRole");
    sam_resource_add(
        sam, event->target->owner, SAM_ATTRIBUTES_PASSED,
        str_join2(sam->arena, event->id, S("EventSourceMapping")),
        sam_form(sam, event->node,
                 "{Type: 'AWS::Lambda::EventSourceMapping', Properties: {FunctionName: "
                 "$0, EventSourceArn: $1, BatchSize: $2, Enabled: true}}",
                 event->target->name, queue, batch == NULL ? &ten : batch));
}
