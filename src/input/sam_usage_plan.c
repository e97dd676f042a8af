/* SPDX-License-Identifier: Apache-2.0 */
/* sam_usage_plan.c -- the usage plan of a REST API, with a key: one for each API, or one that all
 * APIs share. */
#include "input/sam_internal.h"

static const char sam_usage_plan_condition[] = "SharedUsagePlanCondition";

/* Retain wins over Snapshot, Snapshot over Delete. */
static void sam_usage_plan_keep(Sam *sam, const SamOwner *owner, Str attribute) {
    const Node *before = sam_node_find(&sam->usage_plan, attribute);
    const Node *wanted = sam_node_find(owner->resource, attribute);
    if (wanted == NULL) return;
    bool stronger = before == NULL || node_is_text(wanted, S("Retain")) ||
                    (node_is_text(wanted, S("Snapshot")) && node_is_text(before, S("Delete")));
    if (stronger) sam_node_set(sam, &sam->usage_plan, attribute, wanted);
}

/* The shared plan exists when any of its APIs does. */
static void sam_usage_plan_share_condition(Sam *sam, const SamOwner *owner) {
    Node *plan = &sam->usage_plan;
    Str name = str_from(sam_usage_plan_condition);
    const Node *condition = sam_node_find(owner->resource, S("Condition"));
    if (sam_node_find(plan, S("Always")) != NULL) return;
    if (condition == NULL) {
        node_map_set(sam->arena, plan, S("Always"), node_make_bool(owner->resource, true));
        sam_node_remove(plan, S("Condition"));
        sam_node_remove(&sam->conditions, name);
        return;
    }
    Node *all = sam_node_find_own(plan, S("Conditions"));
    if (all == NULL) {
        all = node_map_set(sam->arena, plan, S("Conditions"), *sam_form(sam, condition, "[]"));
    }
    sam_node_add_unique(sam, all, condition);
    if (all->count == 1) {
        sam_node_set(sam, &sam->conditions, name, condition);
    } else {
        sam_resource_combine(sam, name, all);
    }
    sam_node_set(sam, plan, S("Condition"), sam_node_text(sam, condition, name));
}

/* Appends to a list that all APIs share, and returns a copy of the whole. */
static Node *sam_usage_plan_share(Sam *sam, const char *key, const Node *item) {
    Node *list = sam_node_find_own(&sam->usage_plan, str_from(key));
    if (list == NULL) {
        list =
            node_map_set(sam->arena, &sam->usage_plan, str_from(key), *sam_form(sam, item, "[]"));
    }
    sam_node_add_unique(sam, list, item);
    return sam_node_copy(sam, list);
}

typedef struct SamUsagePlan {
    const SamOwner *owner;
    const Node *at;
    bool shared;
    Str plan; /* logical ids */
    Str key;
    Str link;
} SamUsagePlan;

static void sam_usage_plan_add_resource(Sam *sam, const SamUsagePlan *use, Str id, Node *resource) {
    if (!use->shared) {
        sam_resource_add(sam, use->owner, SAM_ATTRIBUTES_PASSED, id, resource);
        return;
    }
    sam_node_pick(sam, &sam->usage_plan, resource, "Condition DeletionPolicy UpdateReplacePolicy");
    sam_resource_add(sam, use->owner, SAM_ATTRIBUTES_NONE, id, resource);
}

static void sam_usage_plan_add_all(Sam *sam, const SamUsagePlan *use, const Node *settings,
                                   const Node *api, const Node *stage) {
    const Node *plan_stage = sam_form(sam, use->at, "{ApiId: $0, Stage: $1}", api, stage);
    const Node *key_stage = sam_form(sam, use->at, "{RestApiId: $0, StageName: $1}", api, stage);
    const Node *id = sam_node_text(sam, use->at, use->owner->id);
    Node *depends = use->shared ? sam_usage_plan_share(sam, "DependsOn", id)
                                : sam_form(sam, use->at, "[$0]", id);
    Node *stages = use->shared ? sam_usage_plan_share(sam, "ApiStages", plan_stage)
                               : sam_form(sam, use->at, "[$0]", plan_stage);
    Node *keys = use->shared ? sam_usage_plan_share(sam, "StageKeys", key_stage)
                             : sam_form(sam, use->at, "[$0]", key_stage);
    Node *plan = sam_form(sam, use->at,
                          "{Type: 'AWS::ApiGateway::UsagePlan', DependsOn: $0, Properties: "
                          "{ApiStages: $1}}",
                          depends, stages);
    sam_node_pick(sam, settings, sam_node_find_own(plan, S("Properties")),
                  "UsagePlanName Description Quota Tags Throttle");
    sam_usage_plan_add_resource(sam, use, use->plan, plan);
    sam_usage_plan_add_resource(
        sam, use, use->key,
        sam_form(sam, use->at,
                 "{Type: 'AWS::ApiGateway::ApiKey', DependsOn: [$0], Properties: {Enabled: true, "
                 "StageKeys: $1}}",
                 sam_node_text(sam, use->at, use->plan), keys));
    sam_usage_plan_add_resource(
        sam, use, use->link,
        sam_form(
            sam, use->at,
            "{Type: 'AWS::ApiGateway::UsagePlanKey', DependsOn: [$0], Properties: {KeyId: {Ref: "
            "$0}, KeyType: API_KEY, UsagePlanId: {Ref: $1}}}",
            sam_node_text(sam, use->at, use->key), sam_node_text(sam, use->at, use->plan)));
}

bool sam_usage_plan_add(Sam *sam, const SamOwner *owner, const Node *auth, Str stage_id) {
    const Node *settings = sam_node_find(auth, S("UsagePlan"));
    if (settings == NULL) return true;
    const Node *create = sam_node_find(settings, S("CreateUsagePlan"));
    if (node_is_text(create, S("NONE"))) return true;
    bool shared = node_is_text(create, S("SHARED"));
    if (!shared && !node_is_text(create, S("PER_API"))) {
        return sam_refuse(sam, settings, "CreateUsagePlan must be PER_API, SHARED or NONE");
    }
    Str prefix = shared ? S("Serverless") : owner->id;
    SamUsagePlan use = {.owner = owner, .at = settings, .shared = shared};
    use.plan = str_join2(sam->arena, prefix, S("UsagePlan"));
    use.key = str_join2(sam->arena, prefix, S("ApiKey"));
    use.link = str_join2(sam->arena, prefix, S("UsagePlanKey"));
    if (shared) {
        sam_usage_plan_keep(sam, owner, S("DeletionPolicy"));
        sam_usage_plan_keep(sam, owner, S("UpdateReplacePolicy"));
        sam_usage_plan_share_condition(sam, owner);
    }
    sam_usage_plan_add_all(sam, &use, settings, sam_node_ref(sam, settings, owner->id),
                           sam_node_ref(sam, settings, stage_id));
    sam_reference_add(sam, owner->id, "UsagePlan", use.plan);
    sam_reference_add(sam, owner->id, "ApiKey", use.key);
    sam_reference_add(sam, owner->id, "UsagePlanKey", use.link);
    return true;
}
