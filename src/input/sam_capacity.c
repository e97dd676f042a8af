/* SPDX-License-Identifier: Apache-2.0 */
/* sam_capacity.c -- AWS::Serverless::CapacityProvider: instances for functions, and the role in
 * which Lambda manages them. */
#include "input/sam_internal.h"

static const Node *sam_capacity_tags(Sam *sam, const SamOwner *owner, bool own) {
    Node *tags = sam_form(sam, owner->resource, "{}");
    const Node *given = sam_node_find(owner->properties, S("Tags"));
    for (uint32_t i = 0; own && node_is(given, NODE_MAP) && i < given->count; i++) {
        node_map_set(sam->arena, tags, given->pairs[i].key, given->pairs[i].value);
    }
    sam_node_set(sam, tags, S("lambda:createdBy"), sam_node_text(sam, owner->resource, S("SAM")));
    return sam_node_tags(sam, owner->resource, tags);
}

static const Node *sam_capacity_role(Sam *sam, const SamOwner *owner) {
    Str id = str_join2(sam->arena, owner->id, S("OperatorRole"));
    bool propagates = sam_node_is_true(sam_node_find(owner->properties, S("PropagateTags")));
    SamRole role = sam_role_make(sam, owner->resource,
                                 sam_role_trust(sam, owner->resource, "lambda.amazonaws.com"));
    role.tags = sam_capacity_tags(sam, owner, propagates);
    sam_role_manage(sam, &role, "AWSLambdaManagedEC2ResourceOperator");
    sam_role_add(sam, owner, id, &role);
    return sam_node_attribute(sam, owner->resource, id, S("Arn"));
}

static Node *sam_capacity_scaling(Sam *sam, const Node *config) {
    const Node *usage = sam_node_find(config, S("AverageCPUUtilization"));
    const Node *policies =
        usage == NULL
            ? NULL
            : sam_form(sam, usage,
                       "[{PredefinedMetricType: LambdaCapacityProviderAverageCPUUtilization, "
                       "TargetValue: $0}]",
                       usage);
    return sam_form(sam, config, "{MaxVCpuCount: $0, ScalingMode: $1, ScalingPolicies: $2}",
                    sam_node_find(config, S("MaxVCpuCount")),
                    sam_node_text(sam, config, usage == NULL ? S("Auto") : S("Manual")), policies);
}

bool sam_capacity_expand(Sam *sam, SamOwner *owner) {
    const Node *from = owner->properties;
    const Node *role = sam_node_find(from, S("OperatorRole"));
    if (role == NULL) role = sam_capacity_role(sam, owner);
    const Node *network = sam_node_find(from, S("VpcConfig"));
    const Node *instances = sam_node_find(from, S("InstanceRequirements"));
    const Node *scaling = sam_node_find(from, S("ScalingConfig"));
    if (network == NULL) {
        return sam_refuse(sam, owner->resource, "\"%.*s\" needs a VpcConfig", STR_ARGS(owner->id));
    }
    Node *properties =
        sam_form(sam, owner->resource,
                 "{PermissionsConfig: {CapacityProviderOperatorRoleArn: $0}, Tags: $1, "
                 "VpcConfig: {SubnetIds: $2, SecurityGroupIds: $3}}",
                 role, sam_capacity_tags(sam, owner, true), sam_node_find(network, S("SubnetIds")),
                 sam_node_find(network, S("SecurityGroupIds")));
    sam_node_pick(sam, from, properties, "CapacityProviderName KmsKeyArn");
    if (sam_node_is_true(instances)) {
        sam_node_set(
            sam, properties, S("InstanceRequirements"),
            sam_form(sam, instances,
                     "{Architectures: $0, AllowedInstanceTypes: $1, ExcludedInstanceTypes: "
                     "$2}",
                     sam_node_find(instances, S("Architectures")),
                     sam_node_find(instances, S("AllowedTypes")),
                     sam_node_find(instances, S("ExcludedTypes"))));
    }
    if (sam_node_is_true(scaling)) {
        sam_node_set(sam, properties, S("CapacityProviderScalingConfig"),
                     sam_capacity_scaling(sam, scaling));
    }
    sam_resource_add(sam, owner, SAM_ATTRIBUTES_ALL, owner->id,
                     sam_form(sam, owner->resource,
                              "{Type: 'AWS::Lambda::CapacityProvider', Properties: $0}",
                              properties));
    sam_node_remove(owner->properties, S("PropagateTags")); /* done above */
    return true;
}
