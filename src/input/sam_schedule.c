/* SPDX-License-Identifier: Apache-2.0 */
/* sam_schedule.c -- events that EventBridge sends to functions and state machines: rules by time or
 * pattern, and schedules of EventBridge Scheduler. Functions permit the call, state machines are
 * called in a role. What can't be delivered goes to a dead-letter queue. */
#include "input/sam_internal.h"

enum { SAM_TARGET_ID_MAX = 64 }; /* of EventBridge */

/* The ARN of the queue in DeadLetterConfig; one of Type SQS is made, and with it a policy that lets
 * the rule write there unless rule is NULL. */
static const Node *sam_schedule_dead_letters(Sam *sam, const SamEvent *event, const Node *rule) {
    const Node *config = sam_node_find(event->properties, S("DeadLetterConfig"));
    const Node *arn = sam_node_find(config, S("Arn"));
    if (config == NULL || arn != NULL) return arn;
    const Node *name = sam_node_find(config, S("QueueLogicalId"));
    Str id = node_is(name, NODE_STRING) ? name->text : str_join2(sam->arena, event->id, S("Queue"));
    arn = sam_node_attribute(sam, config, id, S("Arn"));
    sam_resource_add(sam, event->target->owner, SAM_ATTRIBUTES_PASSED, id,
                     sam_form(sam, config, "{Type: 'AWS::SQS::Queue', Properties: {}}"));
    if (rule == NULL) return arn;
    sam_resource_add(
        sam, event->target->owner, SAM_ATTRIBUTES_PASSED,
        str_join2(sam->arena, event->id, S("QueuePolicy")),
        sam_form(
            sam, config,
            "{Type: 'AWS::SQS::QueuePolicy', Properties: {Queues: [{Ref: $0}], PolicyDocument: "
            "{Version: '2012-10-17', Statement: [{Action: 'sqs:SendMessage', Effect: Allow, "
            "Principal: {Service: events.amazonaws.com}, Resource: $1, Condition: {ArnEquals: "
            "{'aws:SourceArn': $2}}}]}}}",
            sam_node_text(sam, config, id), arn, rule));
    return arn;
}

/* Adds the role in which a state machine is started; returns its ARN. */
static const Node *sam_schedule_start_role(Sam *sam, const SamEvent *event) {
    return sam_schedule_start(sam, event, "events.amazonaws.com");
}

const Node *sam_schedule_start(Sam *sam, const SamEvent *event, const char *service) {
    Str id = str_join2(sam->arena, event->id, S("Role"));
    sam_resource_add(
        sam, event->target->owner, SAM_ATTRIBUTES_PASSED, id,
        sam_form(
            sam, event->node,
            "{Type: 'AWS::IAM::Role', Properties: {AssumeRolePolicyDocument: $0, Policies: "
            "[{PolicyName: $1StartExecutionPolicy, PolicyDocument: {Statement: [{Action: "
            "'states:StartExecution', Effect: Allow, Resource: $2}]}}], PermissionsBoundary: $3}}",
            sam_role_trust(sam, event->node, service), sam_node_text(sam, event->node, id),
            event->target->arn,
            sam_node_find(event->target->owner->properties, S("PermissionsBoundary"))));
    return sam_node_attribute(sam, event->node, id, S("Arn"));
}

static Str sam_schedule_target_id(Sam *sam, const SamEvent *event) {
    const Node *id = sam_node_find(sam_node_find(event->properties, S("Target")), S("Id"));
    if (node_is(id, NODE_STRING)) return id->text;
    Str suffix = event->target->is_function ? S("LambdaTarget") : S("StepFunctionsTarget");
    Str prefix = str_slice(event->id, 0, SAM_TARGET_ID_MAX - suffix.len);
    return str_join2(sam->arena, prefix, suffix);
}

static const Node *sam_schedule_state(Sam *sam, const SamEvent *event) {
    const Node *state = sam_node_find(event->properties, S("State"));
    const Node *enabled = sam_node_find(event->properties, S("Enabled"));
    if (enabled == NULL) return state;
    return sam_node_text(sam, enabled, sam_node_is_true(enabled) ? S("ENABLED") : S("DISABLED"));
}

static Node *sam_schedule_rule(Sam *sam, const SamEvent *event) {
    const Node *properties = event->properties;
    Node *rule = sam_form(sam, event->node, "{}");
    if (node_is_text(sam_node_find(event->node, S("Type")), S("Schedule"))) {
        sam_node_set(sam, rule, S("ScheduleExpression"), sam_node_find(properties, S("Schedule")));
        sam_node_pick(sam, properties, rule, "Name Description");
    } else {
        sam_node_set(sam, rule, S("EventPattern"), sam_node_find(properties, S("Pattern")));
        sam_node_set(sam, rule, S("Name"), sam_node_find(properties, S("RuleName")));
        sam_node_pick(sam, properties, rule, "EventBusName");
    }
    sam_node_set(sam, rule, S("State"), sam_schedule_state(sam, event));
    return rule;
}

bool sam_schedule_expand_rule(Sam *sam, const SamEvent *event) {
    const SamTarget *target = event->target;
    const Node *arn = sam_node_attribute(sam, event->node, event->id, S("Arn"));
    Node *rule = sam_schedule_rule(sam, event);
    const Node *role = sam_node_find(event->properties, S("RoleArn"));
    if (target->is_function) {
        role = NULL;
        sam_event_permit(sam, event, str_join2(sam->arena, event->id, S("Permission")),
                         "events.amazonaws.com",
                         sam_form(sam, event->node, "{SourceArn: $0}", arn));
    } else if (role == NULL) {
        role = sam_schedule_start_role(sam, event);
    }
    const Node *letters = sam_schedule_dead_letters(sam, event, arn);
    Node *call =
        sam_form(sam, event->node, "{Arn: $0, Id: $1, RoleArn: $2, DeadLetterConfig: $3}",
                 target->arn, sam_node_text(sam, event->node, sam_schedule_target_id(sam, event)),
                 role, letters == NULL ? NULL : sam_form(sam, letters, "{Arn: $0}", letters));
    sam_node_pick(sam, event->properties, call, "Input InputPath RetryPolicy InputTransformer");
    sam_node_set(sam, rule, S("Targets"), sam_form(sam, event->node, "[$0]", call));
    sam_resource_add(
        sam, target->owner, SAM_ATTRIBUTES_PASSED, event->id,
        sam_form(sam, event->node, "{Type: 'AWS::Events::Rule', Properties: $0}", rule));
    return true;
}

/* Adds the role in which EventBridge Scheduler calls the target; returns its ARN. */
static const Node *sam_schedule_scheduler_role(Sam *sam, const SamEvent *event,
                                               const Node *letters) {
    const Node *at = event->node;
    const Node *name = sam_node_text(sam, at, event->id);
    Str id = str_join2(sam->arena, event->id, S("Role"));
    const char *form =
        event->target->is_function
            ? "{PolicyName: $0LambdaPolicy, PolicyDocument: {Statement: [{Action: "
              "'lambda:InvokeFunction', Effect: Allow, Resource: $1}]}}"
            : "{PolicyName: $0StartExecutionPolicy, PolicyDocument: {Statement: [{Action: "
              "'states:StartExecution', Effect: Allow, Resource: $1}]}}";
    const Node *send = sam_invoke_policy(sam, S("SQS"), event->id, letters);
    sam_resource_add(
        sam, event->target->owner, SAM_ATTRIBUTES_PASSED, id,
        sam_form(sam, at,
                 "{Type: 'AWS::IAM::Role', Properties: {AssumeRolePolicyDocument: $0, Policies: "
                 "[$1, $2], PermissionsBoundary: $3}}",
                 sam_role_trust(sam, at, "scheduler.amazonaws.com"),
                 sam_form(sam, at, form, name, event->target->arn), send,
                 sam_node_find(event->properties, S("PermissionsBoundary"))));
    return sam_node_attribute(sam, at, id, S("Arn"));
}

bool sam_schedule_expand(Sam *sam, const SamEvent *event) {
    const Node *at = event->node;
    const Node *properties = event->properties;
    Node *schedule = sam_form(sam, at, "{FlexibleTimeWindow: {Mode: 'OFF'}}");
    sam_node_pick(sam, properties, schedule,
                  "ScheduleExpression FlexibleTimeWindow Name State Description StartDate EndDate "
                  "ScheduleExpressionTimezone GroupName KmsKeyArn");
    bool unnamed = sam_node_is_true(sam_node_find(properties, S("OmitName")));
    if (!unnamed && sam_node_find(properties, S("Name")) == NULL) {
        sam_node_set(sam, schedule, S("Name"), sam_node_text(sam, at, event->id));
    }
    const Node *letters = sam_schedule_dead_letters(sam, event, NULL);
    const Node *role = sam_node_find(properties, S("RoleArn"));
    if (role == NULL) role = sam_schedule_scheduler_role(sam, event, letters);
    Node *call =
        sam_form(sam, at, "{Arn: $0, RoleArn: $1, DeadLetterConfig: $2}", event->target->arn, role,
                 letters == NULL ? NULL : sam_form(sam, letters, "{Arn: $0}", letters));
    sam_node_pick(sam, properties, call, "Input RetryPolicy");
    sam_node_set(sam, schedule, S("Target"), call);
    sam_resource_add(
        sam, event->target->owner, SAM_ATTRIBUTES_PASSED, event->id,
        sam_form(sam, at, "{Type: 'AWS::Scheduler::Schedule', Properties: $0}", schedule));
    return true;
}
