/* SPDX-License-Identifier: Apache-2.0 */
/* sam_resource.c -- adding generated resources to the output, with what they take over from the
 * serverless resource that they are made for: attributes and tags. */
#include "input/sam_internal.h"

enum { SAM_RESOURCE_OR_MAX = 10 }; /* CloudFormation's limit for the conditions of one Fn::Or */

/* Which tags a type takes: a list of {Key, Value}, or a map. */
typedef struct SamTaggable {
    Str type;
    bool as_map;
} SamTaggable;

static const SamTaggable sam_taggables[] = {
    {S_INIT("AWS::ApiGateway::ApiKey"), false},
    {S_INIT("AWS::ApiGateway::DomainName"), false},
    {S_INIT("AWS::ApiGateway::DomainNameAccessAssociation"), false},
    {S_INIT("AWS::ApiGateway::DomainNameV2"), false},
    {S_INIT("AWS::ApiGateway::RestApi"), false},
    {S_INIT("AWS::ApiGateway::Stage"), false},
    {S_INIT("AWS::ApiGateway::UsagePlan"), false},
    {S_INIT("AWS::ApiGatewayV2::DomainName"), true},
    {S_INIT("AWS::ApiGatewayV2::Stage"), true},
    {S_INIT("AWS::IAM::Role"), false},
    {S_INIT("AWS::IoT::TopicRule"), false},
    {S_INIT("AWS::Lambda::Function"), false},
    {S_INIT("AWS::S3::Bucket"), false},
    {S_INIT("AWS::SNS::Topic"), false},
    {S_INIT("AWS::SQS::Queue"), false},
    {S_INIT("AWS::StepFunctions::StateMachine"), false},
};

static const char *const sam_attribute_names[] = {
    [SAM_ATTRIBUTES_NONE] = "",
    [SAM_ATTRIBUTES_PASSED] = "Condition DeletionPolicy UpdateReplacePolicy",
    [SAM_ATTRIBUTES_OWN] = "Condition DeletionPolicy UpdateReplacePolicy Metadata UpdatePolicy",
    [SAM_ATTRIBUTES_ALL] =
        "DependsOn Condition DeletionPolicy UpdateReplacePolicy Metadata UpdatePolicy",
};

void sam_resource_add(Sam *sam, const SamOwner *owner, SamAttributes attributes, Str id,
                      Node *resource) {
    Node made = node_make_map(resource);
    sam_node_pick(sam, resource, &made, "Type");
    sam_node_pick(sam, owner->resource, &made, sam_attribute_names[attributes]);
    for (uint32_t i = 0; i < resource->count; i++) {
        node_map_set(sam->arena, &made, resource->pairs[i].key, resource->pairs[i].value);
    }
    node_map_set(sam->arena, &sam->output, id, made);
}

Node *sam_resource_find(Sam *sam, Str id) { return sam_node_find_own(&sam->output, id); }

Node *sam_resource_properties(Sam *sam, Str id) {
    Node *resource = sam_resource_find(sam, id);
    if (resource == NULL) resource = sam_node_find_own(&sam->resources, id);
    return node_is(resource, NODE_MAP) ? sam_node_map_at(sam, resource, S("Properties")) : NULL;
}

static const SamTaggable *sam_resource_taggable(Str type) {
    for (size_t i = 0; i < COUNT(sam_taggables); i++) {
        if (str_equal(sam_taggables[i].type, type)) return &sam_taggables[i];
    }
    return NULL;
}

void sam_resource_tag(Sam *sam, const SamOwner *owner) {
    const Node *tags = sam_node_find(owner->properties, S("Tags"));
    if (!sam_node_is_true(sam_node_find(owner->properties, S("PropagateTags")))) return;
    if (!sam_node_is_true(tags)) return;
    for (size_t i = owner->first; i < sam->output.count; i++) {
        Node *resource = &sam->output.pairs[i].value;
        const SamTaggable *taggable =
            sam_resource_taggable(node_text(node_find(resource, S("Type"))));
        Node *properties = sam_node_map_at(sam, resource, S("Properties"));
        if (taggable == NULL || properties == NULL) continue;
        const Node *value = taggable->as_map ? tags : sam_node_tags(sam, tags, tags);
        sam_node_set(sam, properties, S("Tags"), value);
    }
}

void sam_resource_depend(Sam *sam, Node *resource, Str id) {
    size_t count = 0;
    const Node *before = sam_node_items(sam_node_find(resource, S("DependsOn")), &count);
    Node *list = sam_form(sam, resource, "[]");
    for (size_t i = 0; i < count; i++) sam_node_add_unique(sam, list, &before[i]);
    sam_node_add_unique(sam, list, sam_node_text(sam, resource, id));
    sam_node_set(sam, resource, S("DependsOn"), list);
}

Str sam_resource_condition(const SamOwner *owner) {
    return node_text(node_find(owner->resource, S("Condition")));
}

void sam_resource_combine(Sam *sam, Str name, const Node *conditions) {
    Node *queue = sam_node_copy(sam, conditions);
    size_t more = queue->count <= 2 ? 0 : (queue->count - 2) / (SAM_RESOURCE_OR_MAX - 1);
    size_t next = 0;
    while (queue->count - next > 1) {
        Str made = more > 0 ? str_format(sam->arena, "%.*s%zu", STR_ARGS(name), more) : name;
        if (more > 0) more--;
        Node *list = sam_form(sam, conditions, "[]");
        for (size_t i = 0; i < SAM_RESOURCE_OR_MAX && next < queue->count; i++, next++) {
            const Node *item = sam_form(sam, conditions, "{Condition: $0}", &queue->items[next]);
            node_list_add(sam->arena, list, *item);
        }
        node_list_add(sam->arena, queue, *sam_node_text(sam, conditions, made));
        sam_node_set(sam, &sam->conditions, made,
                     sam_form(sam, conditions, "{'Fn::Or': $0}", list));
    }
}
