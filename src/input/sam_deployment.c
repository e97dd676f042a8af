/* SPDX-License-Identifier: Apache-2.0 */
/* sam_deployment.c -- DeploymentPreference: functions that are deployed gradually share one
 * CodeDeploy application and its service role; each has a deployment group, and its alias an update
 * policy that refers to it. */
#include "input/sam_internal.h"

static const char sam_deployment_application[] = "ServerlessDeploymentApplication";
static const char sam_deployment_role[] = "CodeDeployServiceRole";
static const char sam_deployment_condition[] = "ServerlessCodeDeployCondition";

static const char *const sam_deployment_types[] = {
    "Canary10Percent5Minutes",      "Canary10Percent10Minutes",      "Canary10Percent15Minutes",
    "Canary10Percent30Minutes",     "Linear10PercentEvery1Minute",   "Linear10PercentEvery2Minutes",
    "Linear10PercentEvery3Minutes", "Linear10PercentEvery10Minutes", "AllAtOnce",
};

static bool sam_deployment_is_predefined(Str type) {
    for (size_t i = 0; i < COUNT(sam_deployment_types); i++) {
        if (str_equal(str_from(sam_deployment_types[i]), type)) return true;
    }
    return false;
}

/* A deployment type with CodeDeploy's full name of a predefined one, also within intrinsics. Depth
 * is that of the template. */
static Node *sam_deployment_type(Sam *sam, const Node *type, bool in_sub) {
    if (node_is(type, NODE_STRING) && sam_deployment_is_predefined(type->text)) {
        return sam_form(sam, type,
                        in_sub ? "['CodeDeployDefault.Lambda${ConfigName}', {ConfigName: $0}]"
                               : "{'Fn::Sub': ['CodeDeployDefault.Lambda${ConfigName}', "
                                 "{ConfigName: $0}]}",
                        type);
    }
    Node *copy = sam_node_copy(sam, type);
    if (copy->kind == NODE_LIST) {
        for (uint32_t i = 0; i < copy->count; i++) {
            copy->items[i] = *sam_deployment_type(sam, &copy->items[i], false);
        }
    } else if (sam_node_is_intrinsic(copy)) {
        bool sub = str_equal(copy->pairs[0].key, S("Fn::Sub"));
        copy->pairs[0].value = *sam_deployment_type(sam, &copy->pairs[0].value, sub);
    }
    return copy;
}

static bool sam_deployment_is_off(const Node *value) {
    return node_is_text(value, S("false")) || node_is_text(value, S("False")) ||
           !sam_node_is_true(value);
}

bool sam_deployment_add(Sam *sam, const SamOwner *owner, Str alias_id) {
    const Node *preference = sam_node_find(owner->properties, S("DeploymentPreference"));
    if (!node_is(preference, NODE_MAP) || preference->count == 0) return true;
    const Node *enabled = sam_default_resolve_map(sam, sam_node_find(preference, S("Enabled")));
    if (enabled != NULL && sam_deployment_is_off(enabled)) return true;
    if (alias_id.len == 0) {
        return sam_refuse(sam, preference, "DeploymentPreference needs an AutoPublishAlias");
    }
    if (sam_node_find(preference, S("Type")) == NULL) {
        return sam_refuse(sam, preference, "DeploymentPreference needs a Type");
    }
    Node *noted = sam_node_copy(sam, preference);
    sam_node_set(sam, noted, S("Type"),
                 sam_default_resolve_map(sam, sam_node_find(preference, S("Type"))));
    const Node *pass =
        sam_default_resolve_map(sam, sam_node_find(preference, S("PassthroughCondition")));
    if (pass != NULL && !sam_deployment_is_off(pass)) {
        sam_node_set(sam, noted, S("Condition"), sam_node_find(owner->resource, S("Condition")));
    }
    if (sam_node_is_true(sam_node_find(owner->properties, S("PropagateTags")))) {
        sam_node_pick(sam, owner->properties, noted, "Tags");
    }
    node_map_set(sam->arena, &sam->preferences, owner->id, *noted);
    const Node *hooks = sam_node_find(preference, S("Hooks"));
    Node *update = sam_form(
        sam, preference,
        "{CodeDeployLambdaAliasUpdate: {ApplicationName: {Ref: $0}, DeploymentGroupName: "
        "{Ref: $1DeploymentGroup}, BeforeAllowTrafficHook: $2, AfterAllowTrafficHook: $3}}",
        sam_node_text(sam, preference, str_from(sam_deployment_application)),
        sam_node_text(sam, preference, owner->id), sam_node_find(hooks, S("PreTraffic")),
        sam_node_find(hooks, S("PostTraffic")));
    sam_node_set(sam, sam_resource_find(sam, alias_id), S("UpdatePolicy"), update);
    return true;
}

static Node *sam_deployment_alarm_list(Sam *sam, const Node *alarms) {
    bool none = !node_is(alarms, NODE_LIST) || alarms->count == 0 ||
                sam_node_is_no_value(&alarms->items[0]);
    if (none) return sam_form(sam, alarms, "{}");
    Node *list = sam_form(sam, alarms, "[]");
    for (uint32_t i = 0; i < alarms->count; i++) {
        node_list_add(sam->arena, list, *sam_form(sam, alarms, "{Name: $0}", &alarms->items[i]));
    }
    return sam_form(sam, alarms, "{Enabled: true, Alarms: $0}", list);
}

static Node *sam_deployment_alarms(Sam *sam, const Node *alarms) {
    if (!sam_node_is_true(alarms) || sam_node_is_no_value(alarms)) return NULL;
    const Node *branches = sam_node_if(alarms);
    if (branches == NULL) return sam_deployment_alarm_list(sam, alarms);
    return sam_form(sam, alarms, "{'Fn::If': [$0, $1, $2]}", &branches[0],
                    sam_deployment_alarm_list(sam, &branches[1]),
                    sam_deployment_alarm_list(sam, &branches[2]));
}

static void sam_deployment_add_group(Sam *sam, Str id, const Node *preference) {
    SamOwner owner = {.id = id, .resource = sam_node_copy(sam, preference)};
    const Node *role = sam_node_find(preference, S("Role"));
    if (role == NULL) {
        role = sam_node_attribute(sam, preference, str_from(sam_deployment_role), S("Arn"));
    }
    const Node *tags = sam_node_find(preference, S("Tags"));
    Node *group = sam_form(
        sam, preference,
        "{Type: 'AWS::CodeDeploy::DeploymentGroup', Condition: $0, Properties: "
        "{AlarmConfiguration: "
        "$1, ApplicationName: {Ref: $2}, AutoRollbackConfiguration: {Enabled: true, Events: "
        "[DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM, DEPLOYMENT_STOP_ON_REQUEST]}, "
        "DeploymentConfigName: $3, DeploymentStyle: {DeploymentType: BLUE_GREEN, DeploymentOption: "
        "WITH_TRAFFIC_CONTROL}, ServiceRoleArn: $4, TriggerConfigurations: $5, Tags: $6}}",
        sam_node_find(preference, S("Condition")),
        sam_deployment_alarms(sam, sam_node_find(preference, S("Alarms"))),
        sam_node_text(sam, preference, str_from(sam_deployment_application)),
        sam_deployment_type(sam, sam_node_find(preference, S("Type")), false), role,
        sam_node_find(preference, S("TriggerConfigurations")),
        tags == NULL ? NULL : sam_node_tags(sam, tags, tags));
    sam_resource_add(sam, &owner, SAM_ATTRIBUTES_NONE,
                     str_join2(sam->arena, id, S("DeploymentGroup")), group);
}

/* The condition under which any group exists: NULL when one always does. */
static const Node *sam_deployment_any(Sam *sam) {
    Node *conditions = sam_form(sam, NULL, "[]");
    for (uint32_t i = 0; i < sam->preferences.count; i++) {
        const Node *condition = sam_node_find(&sam->preferences.pairs[i].value, S("Condition"));
        if (condition == NULL) return NULL;
        sam_node_add_unique(sam, conditions, condition);
    }
    if (conditions->count == 1) return &conditions->items[0];
    sam_resource_combine(sam, str_from(sam_deployment_condition), conditions);
    return sam_node_text(sam, NULL, str_from(sam_deployment_condition));
}

void sam_deployment_finish(Sam *sam) {
    if (sam->preferences.count == 0) return;
    const Node *first = &sam->preferences.pairs[0].value;
    SamOwner owner = {.resource = sam_node_copy(sam, first)};
    const Node *condition = sam_deployment_any(sam);
    bool needs_role = false;
    Node tags = node_make_map(first);
    for (uint32_t i = 0; i < sam->preferences.count; i++) {
        const Node *preference = &sam->preferences.pairs[i].value;
        needs_role = needs_role || sam_node_find(preference, S("Role")) == NULL;
        const Node *own = sam_node_find(preference, S("Tags"));
        for (uint32_t j = 0; node_is(own, NODE_MAP) && j < own->count; j++) {
            node_map_set(sam->arena, &tags, own->pairs[j].key, own->pairs[j].value);
        }
    }
    const Node *list = tags.count == 0 ? NULL : sam_node_tags(sam, first, &tags);
    sam_resource_add(sam, &owner, SAM_ATTRIBUTES_NONE, str_from(sam_deployment_application),
                     sam_form(sam, first,
                              "{Type: 'AWS::CodeDeploy::Application', Condition: $0, Properties: "
                              "{ComputePlatform: Lambda, Tags: $1}}",
                              condition, list));
    if (needs_role) {
        sam_resource_add(
            sam, &owner, SAM_ATTRIBUTES_NONE, str_from(sam_deployment_role),
            sam_form(
                sam, first,
                "{Type: 'AWS::IAM::Role', Condition: $0, Properties: {AssumeRolePolicyDocument: "
                "$1, ManagedPolicyArns: "
                "['arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda'], Tags: $2}}",
                condition, sam_role_trust(sam, first, "codedeploy.amazonaws.com"), list));
    }
    for (uint32_t i = 0; i < sam->preferences.count; i++) {
        sam_deployment_add_group(sam, sam->preferences.pairs[i].key,
                                 &sam->preferences.pairs[i].value);
    }
}
