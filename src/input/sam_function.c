/* SPDX-License-Identifier: Apache-2.0 */
/* sam_function.c -- AWS::Serverless::Function: the Lambda function, its execution role, and by its
 * properties a version with an alias, a URL, destinations, a deployment group, and events. */
#include "input/sam_internal.h"

/* Properties that a plain function has under the same name. */
static const char sam_function_same[] =
    "FunctionName Handler Runtime Description MemorySize Timeout VpcConfig Role Environment "
    "KmsKeyArn "
    "ReservedConcurrentExecutions Layers FileSystemConfigs ImageConfig PackageType Architectures "
    "SnapStart EphemeralStorage CodeSigningConfigArn RuntimeManagementConfig LoggingConfig "
    "TenancyConfig RecursiveLoop DurableConfig FunctionScalingConfig PublishToLatestPublished";

/* Tracing unless it is absent or disabled. */
static const Node *sam_function_tracing(Sam *sam, const SamOwner *owner) {
    const Node *tracing = sam_node_find(owner->properties, S("Tracing"));
    if (!sam_node_is_true(tracing)) return NULL;
    return node_is_text(sam_default_resolve(sam, tracing), S("Disabled")) ? NULL : tracing;
}

static const Node *sam_function_tags(Sam *sam, const SamOwner *owner) {
    Node *tags = sam_form(sam, owner->resource, "[{Key: 'lambda:createdBy', Value: SAM}]");
    const Node *own =
        sam_node_tags(sam, owner->resource, sam_node_find(owner->properties, S("Tags")));
    for (uint32_t i = 0; i < own->count; i++) node_list_add(sam->arena, tags, own->items[i]);
    return tags;
}

static Node *sam_function_capacity(Sam *sam, const SamOwner *owner) {
    const Node *config = sam_node_find(owner->properties, S("CapacityProviderConfig"));
    if (config == NULL) return NULL;
    Node *inner =
        sam_form(sam, config, "{CapacityProviderArn: $0}", sam_node_find(config, S("Arn")));
    sam_node_pick(sam, config, inner,
                  "PerExecutionEnvironmentMaxConcurrency ExecutionEnvironmentMemoryGiBPerVCpu");
    return sam_form(sam, config, "{LambdaManagedInstancesCapacityProviderConfig: $0}", inner);
}

/* The function's code hash is part of its description, so that a new one makes a new version. */
static void sam_function_describe(Sam *sam, const SamOwner *owner, Node *properties) {
    const Node *hash =
        sam_default_resolve(sam, sam_node_find(owner->properties, S("AutoPublishCodeSha256")));
    if (!node_is(hash, NODE_STRING)) return;
    if (sam_node_find(owner->properties, S("AutoPublishAlias")) == NULL) return;
    const Node *before = sam_node_find(properties, S("Description"));
    const Node *text = hash;
    if (node_is(before, NODE_STRING)) text = sam_form(sam, before, "$0 $1", before, hash);
    if (node_is(before, NODE_MAP)) {
        text = sam_form(sam, before, "{'Fn::Join': [' ', [$0, $1]]}", before, hash);
    }
    sam_node_set(sam, properties, S("Description"), text);
}

static Node *sam_function_properties(Sam *sam, const SamOwner *owner) {
    Node *properties = sam_form(sam, owner->resource, "{}");
    sam_node_pick(sam, owner->properties, properties, sam_function_same);
    sam_node_set(sam, properties, S("Code"), sam_code_make(sam, owner));
    sam_node_set(sam, properties, S("Tags"), sam_function_tags(sam, owner));
    const Node *tracing = sam_function_tracing(sam, owner);
    if (tracing != NULL) {
        sam_node_set(sam, properties, S("TracingConfig"),
                     sam_form(sam, tracing, "{Mode: $0}", tracing));
    }
    const Node *dead = sam_node_find(owner->properties, S("DeadLetterQueue"));
    if (node_is(dead, NODE_MAP)) {
        const Node *arn = sam_node_find(dead, S("TargetArn"));
        sam_node_set(sam, properties, S("DeadLetterConfig"),
                     sam_form(sam, dead, "{TargetArn: $0}", arn));
    }
    sam_node_set(sam, properties, S("CapacityProviderConfig"), sam_function_capacity(sam, owner));
    sam_function_describe(sam, owner, properties);
    return properties;
}

/* The role with what properties other than Policies and Events ask for. */
static SamRole sam_function_role(Sam *sam, const SamOwner *owner) {
    const Node *properties = owner->properties;
    const Node *trust = sam_node_find(properties, S("AssumeRolePolicyDocument"));
    if (trust == NULL) trust = sam_role_trust(sam, owner->resource, "lambda.amazonaws.com");
    SamRole role = sam_role_make(sam, owner->resource, trust);
    role.tags = sam_function_tags(sam, owner);
    bool durable = sam_node_is_true(sam_node_find(properties, S("DurableConfig")));
    sam_role_manage(sam, &role,
                    durable ? "service-role/AWSLambdaBasicDurableExecutionRolePolicy"
                            : "service-role/AWSLambdaBasicExecutionRole");
    if (sam_function_tracing(sam, owner) != NULL) {
        sam_role_manage(sam, &role, "AWSXrayWriteOnlyAccess");
    }
    if (sam_node_is_true(sam_node_find(properties, S("VpcConfig")))) {
        sam_role_manage(sam, &role, "service-role/AWSLambdaVPCAccessExecutionRole");
    }
    const Node *dead = sam_node_find(properties, S("DeadLetterQueue"));
    if (node_is(dead, NODE_MAP)) {
        bool topic = node_is_text(sam_node_find(dead, S("Type")), S("SNS"));
        const Node *action =
            sam_node_text(sam, dead, topic ? S("sns:Publish") : S("sqs:SendMessage"));
        sam_role_allow(sam, &role,
                       sam_form(sam, dead,
                                "{PolicyName: DeadLetterQueuePolicy, PolicyDocument: {Version: "
                                "'2012-10-17', Statement: [{Action: $0, Resource: $1, Effect: "
                                "Allow}]}}",
                                action, sam_node_find(dead, S("TargetArn"))));
    }
    return role;
}

/* Adds the role unless the function has one. A Role that is only there under a condition gets the
 * generated one under the opposite condition. */
static void sam_function_add_role(Sam *sam, const SamOwner *owner, const SamRole *role) {
    Str id = str_join2(sam->arena, owner->id, S("Role"));
    const Node *arn = sam_node_attribute(sam, owner->resource, id, S("Arn"));
    Node *properties = sam_resource_properties(sam, owner->id);
    const Node *own = sam_node_find(owner->properties, S("Role"));
    const Node *branches = sam_node_if(own);
    if (own != NULL && branches == NULL) return;
    bool no_then = branches != NULL && sam_node_is_no_value(&branches[1]);
    bool no_else = branches != NULL && sam_node_is_no_value(&branches[2]);
    if (branches != NULL && !no_then && !no_else) return;
    const Node *value = arn;
    Str condition = S("");
    if (no_then && !no_else) {
        condition = node_text(&branches[0]);
        value = sam_form(sam, own, "{'Fn::If': [$0, $1, $2]}", &branches[0], arn, &branches[2]);
    } else if (no_else && !no_then) {
        condition = str_join2(sam->arena, S("NOT"), node_text(&branches[0]));
        value = sam_form(sam, own, "{'Fn::If': [$0, $1, $2]}", &branches[0], &branches[1], arn);
        sam_node_set(sam, &sam->conditions, condition,
                     sam_form(sam, own, "{'Fn::Not': [{Condition: $0}]}", &branches[0]));
    }
    sam_node_set(sam, properties, S("Role"), value);
    sam_role_add(sam, owner, id, role);
    Node *resource = sam_resource_find(sam, id);
    if (condition.len > 0 && resource != NULL) {
        sam_node_set(sam, resource, S("Condition"), sam_node_text(sam, own, condition));
    }
}

bool sam_function_expand(Sam *sam, SamOwner *owner) {
    SamRole role = sam_function_role(sam, owner);
    Node *properties = sam_function_properties(sam, owner);
    sam_resource_add(sam, owner, SAM_ATTRIBUTES_ALL, owner->id,
                     sam_form(sam, owner->resource,
                              "{Type: 'AWS::Lambda::Function', Properties: $0}", properties));
    Str alias = S("");
    if (!sam_version_add(sam, owner, &alias)) return false;
    SamTarget target = {.owner = owner, .id = owner->id, .role = &role, .is_function = true};
    target.name = sam_node_ref(sam, owner->resource, owner->id);
    target.arn = sam_node_attribute(sam, owner->resource, owner->id, S("Arn"));
    if (alias.len > 0) {
        target.id = sam_version_alias_id(sam, owner, alias);
        target.arn = target.name = sam_node_ref(sam, owner->resource, target.id);
    }
    sam_url_add(sam, owner, alias.len > 0 ? target.arn : target.name);
    if (!sam_deployment_add(sam, owner, alias.len > 0 ? target.id : S(""))) return false;
    if (!sam_invoke_add(sam, owner, alias, &role)) return false;
    Str role_id = str_join2(sam->arena, owner->id, S("Role"));
    if (!sam_role_policies(sam, &role, role_id, sam_node_find(owner->properties, S("Policies")))) {
        return false;
    }
    sam_event_expand(sam, &target);
    sam_function_add_role(sam, owner, &role);
    return true;
}
