/* SPDX-License-Identifier: Apache-2.0 */
/* sam_invoke.c -- EventInvokeConfig: where the results of asynchronous calls go. A destination of
 * type SQS or SNS without an ARN is a queue or topic that SAM makes; one that is only there under a
 * condition is made under the opposite condition. */
#include "input/sam_internal.h"

/* A destination and what it takes to write to it. */
typedef struct SamDestination {
    const char *type;
    const char *form;   /* the role's policy: $0 id, $1 ARN, $2 ARN with all objects */
    const char *create; /* the resource that SAM makes, or NULL */
    const char *suffix; /* of its logical id */
} SamDestination;

static const SamDestination sam_destinations[] = {
    {"SQS",
     "{PolicyName: $0SQSPolicy, PolicyDocument: {Statement: [{Action: 'sqs:SendMessage', Effect: "
     "Allow, Resource: $1}]}}",
     "{Type: 'AWS::SQS::Queue', Properties: {}}", "Queue"},
    {"SNS",
     "{PolicyName: $0SNSPolicy, PolicyDocument: {Statement: [{Action: 'sns:publish', Effect: "
     "Allow, "
     "Resource: $1}]}}",
     "{Type: 'AWS::SNS::Topic', Properties: {}}", "Topic"},
    {"EventBridge",
     "{PolicyName: $0EventBridgePolicy, PolicyDocument: {Statement: [{Action: 'events:PutEvents', "
     "Effect: Allow, Resource: $1}]}}",
     NULL, NULL},
    {"Lambda",
     "{PolicyName: $0LambdaPolicy, PolicyDocument: {Statement: [{Action: 'lambda:InvokeFunction', "
     "Effect: Allow, Resource: $1}]}}",
     NULL, NULL},
    {"S3Bucket",
     "{PolicyName: $0S3Policy, PolicyDocument: {Statement: [{Action: 's3:PutObject', Effect: "
     "Allow, "
     "Resource: $2}, {Action: 's3:ListBucket', Effect: Allow, Resource: $1}]}}",
     NULL, NULL},
};

static const SamDestination *sam_destination_find(Str type) {
    if (str_equal(type, S("S3"))) type = S("S3Bucket");
    for (size_t i = 0; i < COUNT(sam_destinations); i++) {
        if (str_equal(str_from(sam_destinations[i].type), type)) return &sam_destinations[i];
    }
    return NULL;
}

Node *sam_invoke_policy(Sam *sam, Str type, Str id, const Node *arn) {
    const SamDestination *destination = sam_destination_find(type);
    if (destination == NULL || arn == NULL) return NULL;
    const Node *objects = sam_form(sam, arn, "{'Fn::Join': ['/', [$0, '*']]}", arn);
    return sam_form(sam, arn, destination->form, sam_node_text(sam, arn, id), arn, objects);
}

/* The condition under which SAM makes the destination, added to the template when it is new; empty
 * when there is none. ret_arn is the destination otherwise. */
static Str sam_invoke_condition(Sam *sam, Str id, const Node *value, const Node **ret_arn) {
    const Node *branches = sam_node_if(value);
    *ret_arn = NULL;
    if (branches == NULL) return S("");
    bool no_then = sam_node_is_no_value(&branches[1]);
    bool no_else = sam_node_is_no_value(&branches[2]);
    if (no_then == no_else) return S("");
    *ret_arn = no_then ? &branches[2] : &branches[1];
    if (no_then) return node_text(&branches[0]);
    Str hash = sam_node_hash(sam, sam_node_text(sam, NULL, id));
    Str name = str_join3(sam->arena, S("NOT"), node_text(&branches[0]), hash);
    sam_node_set(sam, &sam->conditions, name,
                 sam_form(sam, value, "{'Fn::Not': [{Condition: $0}]}", &branches[0]));
    return name;
}

/* Both the owner's condition and another, as one name. */
static Str sam_invoke_both(Sam *sam, const SamOwner *owner, Str condition) {
    Str own = sam_resource_condition(owner);
    if (own.len == 0) return condition;
    if (condition.len == 0) return own;
    Str hash = sam_node_hash(sam, sam_node_text(sam, NULL, owner->id));
    Str name = str_format(sam->arena, "%.*sAND%.*s%.*s", STR_ARGS(own), STR_ARGS(condition),
                          STR_ARGS(hash));
    sam_node_set(sam, &sam->conditions, name,
                 sam_form(sam, owner->resource, "{'Fn::And': [{Condition: $0}, {Condition: $1}]}",
                          sam_node_text(sam, owner->resource, own),
                          sam_node_text(sam, owner->resource, condition)));
    return name;
}

/* Makes the queue or topic, and returns its ARN. */
static const Node *sam_invoke_create(Sam *sam, const SamOwner *owner,
                                     const SamDestination *destination, Str id, Str condition) {
    Str made = str_join2(sam->arena, id, str_from(destination->suffix));
    sam_resource_add(sam, owner, SAM_ATTRIBUTES_PASSED, made,
                     sam_form(sam, owner->resource, destination->create));
    Node *resource = sam_resource_find(sam, made);
    if (condition.len > 0 && resource != NULL) {
        sam_node_set(sam, resource, S("Condition"), sam_node_text(sam, owner->resource, condition));
    }
    return str_equal(str_from(destination->type), S("SNS"))
               ? sam_node_ref(sam, owner->resource, made)
               : sam_node_attribute(sam, owner->resource, made, S("Arn"));
}

/* The ARN of OnSuccess or OnFailure, after making what is missing; NULL after reporting a mistake.
 */
static const Node *sam_invoke_destination(Sam *sam, const SamOwner *owner, const Node *config,
                                          Str id, SamRole *role) {
    Str type = node_text(sam_node_find(config, S("Type")));
    const SamDestination *destination = sam_destination_find(type);
    const Node *value = sam_node_find(config, S("Destination"));
    if (destination == NULL) {
        sam_refuse(sam, config,
                   "the Type of a destination must be SQS, SNS, EventBridge, Lambda or S3Bucket");
        return NULL;
    }
    const Node *otherwise = NULL;
    Str base = str_slice(id, 0, id.len - S("OnSuccess").len);
    Str condition = sam_invoke_condition(sam, base, value, &otherwise);
    const Node *arn = value;
    if (value == NULL || condition.len > 0) {
        if (destination->create == NULL) {
            sam_refuse(sam, config, "a Destination is needed when the Type is neither SQS nor SNS");
            return NULL;
        }
        Str both = sam_invoke_both(sam, owner, condition);
        arn = sam_invoke_create(sam, owner, destination, id, both);
        if (condition.len > 0) {
            arn = sam_form(sam, config, "{'Fn::If': [$0, $1, $2]}",
                           sam_node_text(sam, config, condition), arn, otherwise);
        }
    }
    sam_role_allow(sam, role, sam_invoke_policy(sam, type, id, arn));
    return arn;
}

bool sam_invoke_add(Sam *sam, const SamOwner *owner, Str alias, SamRole *role) {
    const Node *config = sam_node_find(owner->properties, S("EventInvokeConfig"));
    if (!node_is(config, NODE_MAP) || config->count == 0) return true;
    Str id = str_join2(sam->arena, owner->id, S("EventInvokeConfig"));
    const Node *destinations = sam_node_find(config, S("DestinationConfig"));
    Node *made = sam_form(sam, config, "{}");
    static const char *const outcomes[] = {"OnSuccess", "OnFailure"};
    for (size_t i = 0; i < COUNT(outcomes); i++) {
        Str outcome = str_from(outcomes[i]);
        const Node *destination = sam_node_find(destinations, outcome);
        if (destination == NULL) continue;
        const Node *arn = sam_invoke_destination(sam, owner, destination,
                                                 str_join2(sam->arena, id, outcome), role);
        if (arn == NULL) return false;
        sam_node_set(sam, made, outcome, sam_form(sam, destination, "{Destination: $0}", arn));
    }
    Str depends = alias.len == 0 ? S("") : sam_version_alias_id(sam, owner, alias);
    Node *resource = sam_form(
        sam, config,
        "{Type: 'AWS::Lambda::EventInvokeConfig', Properties: {FunctionName: $0, Qualifier: "
        "$1, DestinationConfig: $2}}",
        sam_node_ref(sam, config, owner->id),
        sam_node_text(sam, config, alias.len == 0 ? S("$LATEST") : alias), made);
    sam_node_pick(sam, config, sam_node_find_own(resource, S("Properties")),
                  "MaximumEventAgeInSeconds MaximumRetryAttempts");
    if (depends.len > 0) sam_resource_depend(sam, resource, depends);
    sam_resource_add(sam, owner, SAM_ATTRIBUTES_OWN, id, resource);
    return true;
}
