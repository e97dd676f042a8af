/* SPDX-License-Identifier: Apache-2.0 */
/* sam_http_api.c -- AWS::Serverless::HttpApi: a HTTP API with its document, and a stage that
 * deploys by itself. */
#include "input/sam_internal.h"

static const Node *sam_http_api_tags(Sam *sam, const SamOwner *owner) {
    Node *tags = sam_form(sam, owner->resource, "{}");
    const Node *own = sam_node_find(owner->properties, S("Tags"));
    for (uint32_t i = 0; node_is(own, NODE_MAP) && i < own->count; i++) {
        node_map_set(sam->arena, tags, own->pairs[i].key, own->pairs[i].value);
    }
    sam_node_set(sam, tags, S("httpapi:createdBy"), sam_node_text(sam, owner->resource, S("SAM")));
    return tags;
}

/* Tags of a HTTP API stand in its document. */
static void sam_http_api_tag(Sam *sam, const Node *tags, Node *body) {
    Node *list = sam_node_find_own(body, S("tags"));
    if (list == NULL) list = node_map_set(sam->arena, body, S("tags"), *sam_form(sam, tags, "[]"));
    for (uint32_t i = 0; list->kind == NODE_LIST && i < tags->count; i++) {
        Node *found = NULL;
        for (uint32_t j = 0; j < list->count; j++) {
            if (node_is_text(node_find(&list->items[j], S("name")), tags->pairs[i].key)) {
                found = &list->items[j];
            }
        }
        if (found == NULL) {
            found = node_list_add(
                sam->arena, list,
                *sam_form(sam, tags, "{name: $0}", sam_node_text(sam, tags, tags->pairs[i].key)));
        }
        sam_node_set(sam, found, S("x-amazon-apigateway-tag-value"), &tags->pairs[i].value);
    }
}

/* Routes without a security of their own get the default authorizer. */
static void sam_http_api_authorize(Sam *sam, const SamOwner *owner, Node *body) {
    const Node *auth = sam_node_find(owner->properties, S("Auth"));
    if (!sam_node_is_true(auth)) return;
    sam_authorizer_define_http(sam, owner, auth, body);
    const Node *name = sam_node_find(auth, S("DefaultAuthorizer"));
    if (!node_is(name, NODE_STRING)) return;
    const Node *authorizer = sam_node_find(sam_node_find(auth, S("Authorizers")), name->text);
    SamMethods methods = sam_swagger_methods(sam, body, S(""), S(""));
    for (size_t i = 0; i < methods.count; i++) {
        Node *definition = methods.items[i].definition;
        if (str_equal(methods.items[i].name, S("options"))) continue;
        if (sam_node_is_true(sam_node_find(definition, S("security")))) continue;
        sam_node_remove(definition, S("security"));
        sam_security_add(sam, definition, name->text,
                         sam_node_find(authorizer, S("AuthorizationScopes")));
    }
}

static void sam_http_api_disable_endpoint(Sam *sam, const SamOwner *owner, Node *body) {
    const Node *disable = sam_node_find(owner->properties, S("DisableExecuteApiEndpoint"));
    if (disable == NULL) return;
    if (sam_node_find(body, S("servers")) == NULL) {
        sam_node_set(sam, body, S("servers"), sam_form(sam, disable, "[{}]"));
    }
    Node *servers = sam_node_find_own(body, S("servers"));
    for (uint32_t i = 0; node_is(servers, NODE_LIST) && i < servers->count; i++) {
        if (servers->items[i].kind != NODE_MAP) continue;
        Node *config = sam_node_map_at(sam, &servers->items[i],
                                       S("x-amazon-apigateway-endpoint-configuration"));
        if (config != NULL) sam_node_set(sam, config, S("disableExecuteApiEndpoint"), disable);
    }
}

/* With FailOnWarnings, "$default" is not accepted as a path but "/$default" is. */
static void sam_http_api_rename_default(Sam *sam, const SamOwner *owner, Node *body) {
    if (!sam_node_is_true(sam_node_find(owner->properties, S("FailOnWarnings")))) return;
    Node *paths = sam_node_find_own(body, S("paths"));
    Node *value = sam_node_find_own(paths, S("$default"));
    if (value == NULL) return;
    Node moved = *value;
    sam_node_remove(paths, S("$default"));
    node_map_set(sam->arena, paths, S("/$default"), moved);
}

static Node *sam_http_api_body(Sam *sam, const SamOwner *owner, const Node *tags) {
    Node *body = sam_node_find_own(owner->properties, S("DefinitionBody"));
    if (!sam_node_is_true(body) || body->kind != NODE_MAP) return NULL;
    if (!sam_swagger_is_valid(body, true)) return body;
    sam_cors_add_http(sam, owner, body);
    sam_http_api_authorize(sam, owner, body);
    sam_http_api_tag(sam, tags, body);
    sam_http_api_disable_endpoint(sam, owner, body);
    Node *info = sam_node_map_at(sam, body, S("info"));
    const Node *name = sam_node_find(owner->properties, S("Name"));
    const Node *description = sam_node_find(owner->properties, S("Description"));
    if (info != NULL) sam_node_set(sam, info, S("title"), name);
    if (info != NULL && sam_node_find(info, S("description")) == NULL) {
        sam_node_set(sam, info, S("description"), description);
    }
    sam_http_api_rename_default(sam, owner, body);
    return body;
}

static void sam_http_api_add_stage(Sam *sam, const SamOwner *owner, const Node *tags) {
    const Node *name = sam_node_find(owner->properties, S("StageName"));
    bool is_default = !sam_node_is_true(name) || node_is_text(name, S("$default"));
    if (!sam_node_is_true(name)) name = sam_node_text(sam, owner->resource, S("$default"));
    Str id = is_default ? str_join2(sam->arena, owner->id, S("ApiGatewayDefaultStage"))
                        : sam_api_stage_id(sam, owner->id, name);
    Node *stage = sam_form(sam, owner->resource,
                           "{Type: 'AWS::ApiGatewayV2::Stage', Properties: {ApiId: {Ref: $0}, "
                           "StageName: $1, Tags: $2, AutoDeploy: true}}",
                           sam_node_text(sam, owner->resource, owner->id), name, tags);
    sam_node_pick(sam, owner->properties, sam_node_find_own(stage, S("Properties")),
                  "StageVariables AccessLogSettings DefaultRouteSettings RouteSettings");
    sam_resource_add(sam, owner, SAM_ATTRIBUTES_PASSED, id, stage);
}

bool sam_http_api_expand(Sam *sam, SamOwner *owner) {
    const Node *tags = sam_http_api_tags(sam, owner);
    const Node *body = sam_http_api_body(sam, owner, tags);
    const Node *uri = sam_node_find(owner->properties, S("DefinitionUri"));
    Node *properties = sam_form(sam, owner->resource, "{Body: $0}", body);
    if (body == NULL && uri != NULL) {
        static const char *const names[] = {"Bucket", "Key", "Version"};
        sam_node_set(sam, properties, S("BodyS3Location"),
                     sam_code_location(sam, uri, owner->resource, names));
    }
    sam_node_pick(sam, owner->properties, properties, "FailOnWarnings");
    sam_resource_add(sam, owner, SAM_ATTRIBUTES_ALL, owner->id,
                     sam_form(sam, owner->resource,
                              "{Type: 'AWS::ApiGatewayV2::Api', Properties: $0}", properties));
    const Node *auth = sam_node_find(owner->properties, S("Auth"));
    sam_authorizer_permit(sam, owner, sam_node_find(auth, S("Authorizers")), true);
    const Node *stage_tags = body == NULL ? sam_node_find(owner->properties, S("Tags")) : tags;
    const Node *created = sam_form(sam, owner->resource, "{'httpapi:createdBy': SAM}");
    bool own = sam_node_find(owner->properties, S("Tags")) != NULL && body != NULL;
    if (!sam_domain_add_v2(sam, owner, own ? tags : created)) return false;
    sam_http_api_add_stage(sam, owner, stage_tags);
    sam_node_remove(owner->properties, S("PropagateTags")); /* done above */
    return true;
}
