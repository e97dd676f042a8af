/* SPDX-License-Identifier: Apache-2.0 */
/* sam_reference.c -- references to generated resources. A template may say !Ref Function.Alias or
 * ${Api.Stage}, and layers change their logical id; both become the ids of what was generated. */
#include "base/buffer.h"
#include "input/sam_internal.h"

/* Which generated resources of which serverless types can be referred to, under which name. */
typedef struct SamReference {
    Str owner;
    const char *property;
    Str type;
} SamReference;

static const SamReference sam_references[] = {
    {S_INIT("AWS::Serverless::Function"), "Alias", S_INIT("AWS::Lambda::Alias")},
    {S_INIT("AWS::Serverless::Function"), "Version", S_INIT("AWS::Lambda::Version")},
    {S_INIT("AWS::Serverless::Function"), "DestinationTopic", S_INIT("AWS::SNS::Topic")},
    {S_INIT("AWS::Serverless::Function"), "DestinationQueue", S_INIT("AWS::SQS::Queue")},
    {S_INIT("AWS::Serverless::Api"), "Stage", S_INIT("AWS::ApiGateway::Stage")},
    {S_INIT("AWS::Serverless::Api"), "Deployment", S_INIT("AWS::ApiGateway::Deployment")},
    {S_INIT("AWS::Serverless::Api"), "DomainName", S_INIT("AWS::ApiGateway::DomainName")},
    {S_INIT("AWS::Serverless::Api"), "DomainNameV2", S_INIT("AWS::ApiGateway::DomainNameV2")},
    {S_INIT("AWS::Serverless::Api"), "UsagePlan", S_INIT("AWS::ApiGateway::UsagePlan")},
    {S_INIT("AWS::Serverless::Api"), "UsagePlanKey", S_INIT("AWS::ApiGateway::UsagePlanKey")},
    {S_INIT("AWS::Serverless::Api"), "ApiKey", S_INIT("AWS::ApiGateway::ApiKey")},
    {S_INIT("AWS::Serverless::HttpApi"), "Stage", S_INIT("AWS::ApiGatewayV2::Stage")},
    {S_INIT("AWS::Serverless::HttpApi"), "DomainName", S_INIT("AWS::ApiGatewayV2::DomainName")},
    {S_INIT("AWS::Serverless::WebSocketApi"), "Stage", S_INIT("AWS::ApiGatewayV2::Stage")},
    {S_INIT("AWS::Serverless::WebSocketApi"), "DomainName",
     S_INIT("AWS::ApiGatewayV2::DomainName")},
};

void sam_reference_add(Sam *sam, Str id, const char *property, Str generated) {
    Str *value = ARENA_NEW(sam->arena, Str);
    *value = generated;
    map_set(&sam->references, str_join3(sam->arena, id, S("."), str_from(property)), value);
}

void sam_reference_rename(Sam *sam, Str id, Str generated) {
    Str *value = ARENA_NEW(sam->arena, Str);
    *value = generated;
    map_set(&sam->renamed, id, value);
}

void sam_reference_note(Sam *sam, const SamOwner *owner) {
    Str owner_type = node_text(node_find(owner->resource, S("Type")));
    for (size_t i = owner->first; i < sam->output.count; i++) {
        const NodePair *pair = &sam->output.pairs[i];
        Str type = node_text(node_find(&pair->value, S("Type")));
        for (size_t j = 0; j < COUNT(sam_references); j++) {
            const SamReference *reference = &sam_references[j];
            if (!str_equal(reference->owner, owner_type)) continue;
            if (!str_equal(reference->type, type)) continue;
            sam_reference_add(sam, owner->id, reference->property, pair->key);
        }
    }
}

/* "Function.Alias.Name" with its beginning replaced; text itself when it refers to nothing noted.
 */
static Str sam_reference_of(Sam *sam, Str text) {
    Str rest = text;
    Str id = str_cut(&rest, '.');
    const Str *renamed = map_find(&sam->renamed, id);
    if (renamed != NULL) {
        return rest.len == 0 ? *renamed : str_join3(sam->arena, *renamed, S("."), rest);
    }
    Str after = rest;
    Str property = str_cut(&after, '.');
    const Str *generated =
        map_find(&sam->references, str_slice(text, 0, id.len + 1 + property.len));
    if (generated == NULL || property.len == 0) return text;
    return after.len == 0 ? *generated : str_join3(sam->arena, *generated, S("."), after);
}

static Str sam_reference_sub(Sam *sam, Str text) {
    CLEANUP(buffer_free) Buffer buffer = {0};
    while (text.len > 0) {
        size_t open = str_find(text, S("${"));
        size_t close =
            open == SIZE_MAX ? SIZE_MAX : str_find(str_slice(text, open, SIZE_MAX), S("}"));
        if (close == SIZE_MAX) break;
        buffer_add(&buffer, str_slice(text, 0, open + 2));
        buffer_add(&buffer, sam_reference_of(sam, str_slice(text, open + 2, open + close)));
        buffer_add_byte(&buffer, '}');
        text = str_slice(text, open + close + 1, SIZE_MAX);
    }
    buffer_add(&buffer, text);
    return str_copy(sam->arena, buffer_text(&buffer));
}

/* [Function, Alias.Name] becomes [FunctionAliaslive, Name]. */
static void sam_reference_attribute(Sam *sam, Node *list) {
    if (!node_is(list, NODE_LIST) || list->count < 2) return;
    Str id = node_text(&list->items[0]);
    Str text = id;
    for (uint32_t i = 1; i < list->count; i++) {
        text = str_join3(sam->arena, text, S("."), node_text(&list->items[i]));
    }
    Str rest = sam_reference_of(sam, text);
    if (str_equal(rest, text)) return;
    Node *made = sam_form(sam, list, "[]");
    while (rest.len > 0)
        node_list_add(sam->arena, made, node_make_string(list, str_cut(&rest, '.')));
    *list = *made;
}

static void sam_reference_depend(Sam *sam, Node *value) {
    if (value->kind == NODE_STRING) {
        const Str *renamed = map_find(&sam->renamed, value->text);
        if (renamed != NULL) value->text = *renamed;
    }
    for (uint32_t i = 0; value->kind == NODE_LIST && i < value->count; i++) {
        if (value->items[i].kind == NODE_STRING) sam_reference_depend(sam, &value->items[i]);
    }
}

static void sam_reference_pair(Sam *sam, NodePair *pair) {
    Node *value = &pair->value;
    if (str_equal(pair->key, S("DependsOn"))) sam_reference_depend(sam, value);
    if (str_equal(pair->key, S("Fn::GetAtt"))) sam_reference_attribute(sam, value);
    if (str_equal(pair->key, S("Ref")) && value->kind == NODE_STRING) {
        value->text = sam_reference_of(sam, value->text);
    }
    if (!str_equal(pair->key, S("Fn::Sub"))) return;
    if (value->kind == NODE_LIST && value->count > 0) value = &value->items[0];
    if (value->kind == NODE_STRING) value->text = sam_reference_sub(sam, value->text);
}

/* Depth is that of the template plus what forms add. */
void sam_reference_replace(Sam *sam, Node *node) {
    for (uint32_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
        sam_reference_replace(sam, &node->items[i]);
    }
    for (uint32_t i = 0; node->kind == NODE_MAP && i < node->count; i++) {
        sam_reference_pair(sam, &node->pairs[i]);
        sam_reference_replace(sam, &node->pairs[i].value);
    }
}
