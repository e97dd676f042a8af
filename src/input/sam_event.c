/* SPDX-License-Identifier: Apache-2.0 */
/* sam_event.c -- the events of functions and state machines, and here those in which a service
 * pushes to a function: each needs a permission for the service to call it, and something in the
 * service that does. */
#include "input/sam_internal.h"

#include <stdlib.h>

typedef struct SamEventType {
    Str name;
    bool (*of_function)(Sam *sam, const SamEvent *event);      /* or NULL */
    bool (*of_state_machine)(Sam *sam, const SamEvent *event); /* or NULL */
} SamEventType;

static bool sam_event_s3(Sam *sam, const SamEvent *event);
static bool sam_event_sns(Sam *sam, const SamEvent *event);
static bool sam_event_alexa(Sam *sam, const SamEvent *event);
static bool sam_event_iot(Sam *sam, const SamEvent *event);
static bool sam_event_cognito(Sam *sam, const SamEvent *event);
static bool sam_event_logs(Sam *sam, const SamEvent *event);

static const SamEventType sam_event_types[] = {
    {S_INIT("AlexaSkill"), sam_event_alexa, NULL},
    {S_INIT("Api"), sam_rest_event_expand, sam_rest_event_expand},
    {S_INIT("CloudWatchEvent"), sam_schedule_expand_rule, sam_schedule_expand_rule},
    {S_INIT("CloudWatchLogs"), sam_event_logs, NULL},
    {S_INIT("Cognito"), sam_event_cognito, NULL},
    {S_INIT("DocumentDB"), sam_poll_expand, NULL},
    {S_INIT("DynamoDB"), sam_poll_expand, NULL},
    {S_INIT("EventBridgeRule"), sam_schedule_expand_rule, sam_schedule_expand_rule},
    {S_INIT("HttpApi"), sam_http_event_expand, NULL},
    {S_INIT("IoTRule"), sam_event_iot, NULL},
    {S_INIT("Kinesis"), sam_poll_expand, NULL},
    {S_INIT("MQ"), sam_poll_expand, NULL},
    {S_INIT("MSK"), sam_poll_expand, NULL},
    {S_INIT("S3"), sam_event_s3, NULL},
    {S_INIT("SNS"), sam_event_sns, NULL},
    {S_INIT("SQS"), sam_poll_expand, NULL},
    {S_INIT("Schedule"), sam_schedule_expand_rule, sam_schedule_expand_rule},
    {S_INIT("ScheduleV2"), sam_schedule_expand, sam_schedule_expand},
    {S_INIT("SelfManagedKafka"), sam_poll_expand, NULL},
};

static void sam_event_expand_one(Sam *sam, const SamEvent *event) {
    Str type = node_text(sam_node_find(event->node, S("Type")));
    for (size_t i = 0; i < COUNT(sam_event_types); i++) {
        const SamEventType *row = &sam_event_types[i];
        bool (*expand)(Sam *, const SamEvent *) =
            event->target->is_function ? row->of_function : row->of_state_machine;
        if (expand == NULL || !str_equal(row->name, type)) continue;
        expand(sam, event);
        return;
    }
    sam_refuse(sam, event->node, "the event \"%.*s\" has no Type that SAM knows here: \"%.*s\"",
               STR_ARGS(event->name), STR_ARGS(type));
}

typedef struct SamEventOrder {
    Str key;
    uint32_t index;
} SamEventOrder;

static int sam_event_compare(const void *left, const void *right) {
    const SamEventOrder *a = left;
    const SamEventOrder *b = right;
    int order = str_compare(a->key, b->key);
    return order != 0 ? order : a->index < b->index ? -1 : 1;
}

/* Functions expand their events by path, so that "$default" is before "/path" and a permission for
 * all paths makes the others superfluous. */
static SamEventOrder *sam_event_order(Sam *sam, const Node *events, bool by_path) {
    SamEventOrder *order = ARENA_ARRAY(sam->arena, SamEventOrder, events->count);
    for (uint32_t i = 0; i < events->count; i++) {
        const NodePair *pair = &events->pairs[i];
        const Node *path = node_find_path(&pair->value, S("Properties.Path"));
        order[i] = (SamEventOrder){node_is(path, NODE_STRING) ? path->text : pair->key, i};
    }
    if (by_path && events->count > 1) {
        qsort(order, events->count, sizeof order[0], sam_event_compare);
    }
    return order;
}

void sam_event_expand(Sam *sam, const SamTarget *target) {
    Node *events = sam_node_find_own(target->owner->properties, S("Events"));
    if (!node_is(events, NODE_MAP)) return;
    const SamEventOrder *order = sam_event_order(sam, events, target->is_function);
    for (uint32_t i = 0; i < events->count; i++) {
        NodePair *pair = &events->pairs[order[i].index];
        SamEvent event = {.target = target, .name = pair->key, .node = &pair->value};
        event.id = str_join2(sam->arena, target->owner->id, pair->key);
        event.properties =
            pair->value.kind == NODE_MAP ? sam_node_map_at(sam, event.node, S("Properties")) : NULL;
        if (event.properties == NULL) {
            sam_refuse(sam, event.node,
                       "the event \"%.*s\" must be a map with a Type and Properties",
                       STR_ARGS(event.name));
            continue;
        }
        sam_event_expand_one(sam, &event);
    }
}

void sam_event_permit(Sam *sam, const SamEvent *event, Str id, const char *principal,
                      const Node *source) {
    Node *permission =
        sam_form(sam, event->node,
                 "{Type: 'AWS::Lambda::Permission', Properties: {Action: 'lambda:InvokeFunction', "
                 "FunctionName: $0, Principal: $1}}",
                 event->target->name, sam_node_text(sam, event->node, str_from(principal)));
    sam_node_pick(sam, source, sam_node_find_own(permission, S("Properties")),
                  "SourceArn SourceAccount EventSourceToken");
    sam_resource_add(sam, event->target->owner, SAM_ATTRIBUTES_PASSED, id, permission);
}

const Node *sam_event_need(Sam *sam, const SamEvent *event, const char *property) {
    const Node *value = sam_node_find(event->properties, str_from(property));
    if (value == NULL) {
        sam_refuse(sam, event->node, "the event \"%.*s\" needs the property %s",
                   STR_ARGS(event->name), property);
    }
    return value;
}

static Str sam_event_permission_id(Sam *sam, const SamEvent *event) {
    return str_join2(sam->arena, event->id, S("Permission"));
}

/* The bucket waits for the permission, or through a tag when the permission has a condition. */
static void sam_event_s3_wait(Sam *sam, const SamEvent *event, Str bucket, Str permission) {
    Str condition = sam_resource_condition(event->target->owner);
    Node *resource = sam_resource_find(sam, bucket);
    if (resource == NULL) return;
    if (condition.len == 0) {
        sam_resource_depend(sam, resource, permission);
        return;
    }
    Node *properties = sam_resource_properties(sam, bucket);
    Node *tag = sam_form(
        sam, event->node,
        "{Key: 'sam:ConditionalDependsOn:$0', Value: {'Fn::If': [$1, {Ref: $0}, no "
        "dependency]}}",
        sam_node_text(sam, event->node, permission), sam_node_text(sam, event->node, condition));
    Node *tags = sam_node_find_own(properties, S("Tags"));
    if (tags == NULL) {
        tags = node_map_set(sam->arena, properties, S("Tags"), *sam_form(sam, event->node, "[]"));
    }
    if (tags->kind == NODE_LIST) node_list_add(sam->arena, tags, *tag);
}

static bool sam_event_s3_notify(Sam *sam, const SamEvent *event, Node *properties) {
    Node *notification = sam_node_map_at(sam, properties, S("NotificationConfiguration"));
    Node *list = sam_node_find_own(notification, S("LambdaConfigurations"));
    if (notification != NULL && list == NULL) {
        list = node_map_set(sam->arena, notification, S("LambdaConfigurations"),
                            *sam_form(sam, event->node, "[]"));
    }
    if (!node_is(list, NODE_LIST)) {
        return sam_refuse(sam, event->node,
                          "the bucket's NotificationConfiguration must be a map with a list of "
                          "LambdaConfigurations");
    }
    size_t count = 0;
    const Node *types = sam_node_items(sam_node_find(event->properties, S("Events")), &count);
    Str condition = sam_resource_condition(event->target->owner);
    for (size_t i = 0; i < count; i++) {
        Node *mapping =
            sam_form(sam, event->node, "{Function: $0, Filter: $1, Event: $2}", event->target->arn,
                     sam_node_find(event->properties, S("Filter")), &types[i]);
        sam_node_add_unique(sam, list, sam_node_conditional(sam, condition, mapping));
    }
    return true;
}

static bool sam_event_s3(Sam *sam, const SamEvent *event) {
    const Node *bucket = sam_event_need(sam, event, "Bucket");
    if (bucket == NULL || sam_event_need(sam, event, "Events") == NULL) return false;
    Str id = node_text(node_find(bucket, S("Ref")));
    Node *properties = sam_resource_properties(sam, id);
    if (properties == NULL) {
        return sam_refuse(sam, bucket, "an S3 event must refer to a bucket in the same template");
    }
    Str permission = sam_event_permission_id(sam, event);
    if (!sam_event_s3_notify(sam, event, properties)) return false;
    sam_event_permit(sam, event, permission, "s3.amazonaws.com",
                     sam_form(sam, bucket, "{SourceAccount: {Ref: 'AWS::AccountId'}}"));
    sam_event_s3_wait(sam, event, id, permission);
    const Node *tags = sam_node_find(event->target->owner->properties, S("Tags"));
    const Node *propagate = sam_node_find(event->target->owner->properties, S("PropagateTags"));
    if (sam_node_is_true(propagate) && sam_node_is_true(tags)) {
        sam_node_set(sam, sam_resource_properties(sam, id), S("Tags"),
                     sam_node_tags(sam, tags, tags));
    }
    return true;
}

static void sam_event_subscribe(Sam *sam, const SamEvent *event, Str protocol,
                                const Node *endpoint) {
    Node *subscription = sam_form(
        sam, event->node,
        "{Type: 'AWS::SNS::Subscription', Properties: {Protocol: $0, Endpoint: $1, TopicArn: $2}}",
        sam_node_text(sam, event->node, protocol), endpoint,
        sam_node_find(event->properties, S("Topic")));
    sam_node_pick(sam, event->properties, sam_node_find_own(subscription, S("Properties")),
                  "Region FilterPolicy FilterPolicyScope RedrivePolicy");
    sam_resource_add(sam, event->target->owner, SAM_ATTRIBUTES_PASSED, event->id, subscription);
}

/* Adds the queue between topic and function; it is first-in-first-out when the topic is. */
static void sam_event_add_queue(Sam *sam, const SamEvent *event, Str id) {
    Str topic = sam_node_target(sam_node_find(event->properties, S("Topic")));
    const Node *properties = topic.len == 0 ? NULL : sam_resource_properties(sam, topic);
    const Node *fifo = sam_default_resolve(sam, sam_node_find(properties, S("FifoTopic")));
    sam_resource_add(sam, event->target->owner, SAM_ATTRIBUTES_PASSED, id,
                     sam_form(sam, event->node,
                              "{Type: 'AWS::SQS::Queue', Properties: {FifoQueue: $0}}",
                              sam_node_is_true(fifo) ? fifo : NULL));
}

/* SqsSubscription: the topic writes to a queue, which the function polls. */
static bool sam_event_sns_queue(Sam *sam, const SamEvent *event, const Node *choice) {
    const Node *at = event->node;
    Str queue_id = str_join2(sam->arena, event->id, S("Queue"));
    Str policy_id = str_join2(sam->arena, event->id, S("QueuePolicy"));
    const Node *arn = sam_node_find(choice, S("QueueArn"));
    const Node *url = sam_node_find(choice, S("QueueUrl"));
    const Node *batch = sam_node_find(choice, S("BatchSize"));
    if (choice->kind == NODE_BOOL) {
        sam_event_add_queue(sam, event, queue_id);
        arn = sam_node_attribute(sam, at, queue_id, S("Arn"));
        url = sam_node_ref(sam, at, queue_id);
    } else if (arn == NULL || url == NULL) {
        return sam_refuse(sam, choice, "SqsSubscription needs a QueueArn and a QueueUrl");
    }
    const Node *id = sam_node_find(choice, S("QueuePolicyLogicalId"));
    sam_resource_add(
        sam, event->target->owner, SAM_ATTRIBUTES_PASSED,
        node_is(id, NODE_STRING) ? id->text : policy_id,
        sam_form(sam, at,
                 "{Type: 'AWS::SQS::QueuePolicy', Properties: {Queues: [$0], PolicyDocument: "
                 "{Version: '2012-10-17', Statement: [{Action: 'sqs:SendMessage', Effect: Allow, "
                 "Principal: '*', Resource: $1, Condition: {ArnEquals: {'aws:SourceArn': $2}}}]}}}",
                 url, arn, sam_node_find(event->properties, S("Topic"))));
    sam_event_subscribe(sam, event, S("sqs"), arn);
    sam_poll_queue(sam, event, arn, batch);
    return true;
}

static bool sam_event_sns(Sam *sam, const SamEvent *event) {
    const Node *topic = sam_event_need(sam, event, "Topic");
    if (topic == NULL) return false;
    const Node *queue = sam_node_find(event->properties, S("SqsSubscription"));
    if (sam_node_is_true(queue)) return sam_event_sns_queue(sam, event, queue);
    sam_event_permit(sam, event, sam_event_permission_id(sam, event), "sns.amazonaws.com",
                     sam_form(sam, topic, "{SourceArn: $0}", topic));
    sam_event_subscribe(sam, event, S("lambda"), event->target->arn);
    return true;
}

static bool sam_event_alexa(Sam *sam, const SamEvent *event) {
    const Node *skill = sam_node_find(event->properties, S("SkillId"));
    sam_event_permit(sam, event, sam_event_permission_id(sam, event), "alexa-appkit.amazon.com",
                     sam_form(sam, event->node, "{EventSourceToken: $0}", skill));
    return true;
}

static bool sam_event_iot(Sam *sam, const SamEvent *event) {
    const Node *sql = sam_event_need(sam, event, "Sql");
    if (sql == NULL) return false;
    sam_event_permit(
        sam, event, sam_event_permission_id(sam, event), "iot.amazonaws.com",
        sam_form(sam, event->node,
                 "{SourceArn: {'Fn::Sub': "
                 "['arn:aws:iot:${AWS::Region}:${AWS::AccountId}:rule/${RuleName}', {RuleName: "
                 "{Ref: $0}}]}, SourceAccount: {'Fn::Sub': '${AWS::AccountId}'}}",
                 sam_node_text(sam, event->node, event->id)));
    Node *rule =
        sam_form(sam, event->node,
                 "{Type: 'AWS::IoT::TopicRule', Properties: {TopicRulePayload: {Sql: $0, "
                 "RuleDisabled: false, Actions: [{Lambda: {FunctionArn: $1}}], "
                 "AwsIotSqlVersion: $2}}}",
                 sql, event->target->arn, sam_node_find(event->properties, S("AwsIotSqlVersion")));
    sam_resource_add(sam, event->target->owner, SAM_ATTRIBUTES_PASSED, event->id, rule);
    return true;
}

static bool sam_event_cognito(Sam *sam, const SamEvent *event) {
    const Node *pool = sam_event_need(sam, event, "UserPool");
    if (pool == NULL || sam_event_need(sam, event, "Trigger") == NULL) return false;
    Str id = node_text(node_find(pool, S("Ref")));
    Node *properties = sam_resource_properties(sam, id);
    Node *config = properties == NULL ? NULL : sam_node_map_at(sam, properties, S("LambdaConfig"));
    if (config == NULL) {
        return sam_refuse(sam, pool,
                          "a Cognito event must refer to a user pool in the same template");
    }
    size_t count = 0;
    const Node *triggers = sam_node_items(sam_node_find(event->properties, S("Trigger")), &count);
    for (size_t i = 0; i < count; i++) {
        Str trigger = node_text(&triggers[i]);
        if (node_find(config, trigger) != NULL) {
            return sam_refuse(sam, &triggers[i], "the user pool has a trigger \"%.*s\" already",
                              STR_ARGS(trigger));
        }
        sam_node_set(sam, config, trigger, event->target->arn);
    }
    sam_event_permit(sam, event, str_join2(sam->arena, event->target->id, S("CognitoPermission")),
                     "cognito-idp.amazonaws.com",
                     sam_form(sam, pool, "{SourceArn: {'Fn::GetAtt': [$0, Arn]}}",
                              sam_node_text(sam, pool, id)));
    return true;
}

static bool sam_event_logs(Sam *sam, const SamEvent *event) {
    const Node *group = sam_event_need(sam, event, "LogGroupName");
    if (group == NULL) return false;
    Str permission = sam_event_permission_id(sam, event);
    sam_event_permit(sam, event, permission, "logs.amazonaws.com",
                     sam_form(sam, group,
                              "{SourceArn: {'Fn::Sub': "
                              "['arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:"
                              "${__LogGroupName__}:*', {__LogGroupName__: $0}]}}",
                              group));
    Node *filter =
        sam_form(sam, event->node,
                 "{Type: 'AWS::Logs::SubscriptionFilter', DependsOn: [$0], Properties: "
                 "{LogGroupName: $1, FilterPattern: $2, DestinationArn: $3}}",
                 sam_node_text(sam, event->node, permission), group,
                 sam_node_find(event->properties, S("FilterPattern")), event->target->arn);
    sam_resource_add(sam, event->target->owner, SAM_ATTRIBUTES_PASSED, event->id, filter);
    return true;
}
