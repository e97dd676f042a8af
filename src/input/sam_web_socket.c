/* SPDX-License-Identifier: Apache-2.0 */
/* sam_web_socket.c -- AWS::Serverless::WebSocketApi: the API, a stage, and for each route the
 * route, its integration with a function, and the permission to call it. */
#include "input/sam_internal.h"

static const char sam_web_socket_uri[] =
    "{'Fn::Sub': "
    "['arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
    "${$0}/invocations', {$0: $1}]}";

static Node *sam_web_socket_call(Sam *sam, const Node *function, Str variable) {
    return sam_form(sam, function, sam_web_socket_uri, sam_node_text(sam, function, variable),
                    function);
}

/* "$connect" and "join" as "Connect" and "Join". */
static Str sam_web_socket_name(Sam *sam, Str key) {
    Str name = str_starts(key, S("$")) ? str_slice(key, 1, key.len) : key;
    Str rest = str_lower(sam->arena, name);
    char *text = arena_alloc(sam->arena, rest.len + 1);
    if (rest.len > 0) memcpy(text, rest.ptr, rest.len);
    if (rest.len > 0 && text[0] >= 'a' && text[0] <= 'z') text[0] = (char)(text[0] - 'a' + 'A');
    return (Str){text, rest.len};
}

/* How $connect is authorized, added to the route; other routes belong to a connection. */
static void sam_web_socket_authorize(Sam *sam, const SamOwner *owner, Str key, Node *route) {
    const Node *auth = sam_node_find(owner->properties, S("Auth"));
    const Node *type = sam_node_find(auth, S("AuthType"));
    if (!str_equal(key, S("$connect")) || type == NULL) return;
    sam_node_set(sam, route, S("AuthorizationType"), type);
    if (!node_is_text(type, S("CUSTOM"))) return;
    sam_node_set(
        sam, route, S("AuthorizerId"),
        sam_form(sam, auth, "{Ref: $0ConnectAuthorizer}", sam_node_text(sam, auth, owner->id)));
}

static void sam_web_socket_add_permission(Sam *sam, const SamOwner *owner, Str base, Str key,
                                          const Node *function) {
    const Node *stage = sam_node_find(owner->properties, S("StageName"));
    Str name = stage == NULL ? S("default") : node_text(stage);
    bool known = stage == NULL || stage->kind == NODE_STRING;
    Str arn = str_format(sam->arena,
                         "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:"
                         "${%.*s.ApiId}/%.*s/%.*s",
                         STR_ARGS(owner->id), STR_ARGS(known ? name : S("${__StageName__}")),
                         STR_ARGS(key));
    const Node *text = sam_node_text(sam, function, arn);
    const Node *sub =
        known ? text : sam_form(sam, function, "[$0, {__StageName__: $1}]", text, stage);
    sam_resource_add(sam, owner, SAM_ATTRIBUTES_NONE, str_join2(sam->arena, base, S("Permission")),
                     sam_form(sam, function,
                              "{Type: 'AWS::Lambda::Permission', Properties: {Action: "
                              "'lambda:InvokeFunction', FunctionName: $0, Principal: "
                              "apigateway.amazonaws.com, SourceArn: {'Fn::Sub': $1}}}",
                              function, sub));
}

static bool sam_web_socket_add_route(Sam *sam, const SamOwner *owner, const NodePair *pair) {
    const Node *spec = &pair->value;
    const Node *function = sam_node_find(spec, S("FunctionArn"));
    if (function == NULL) {
        return sam_refuse(sam, spec, "the route \"%.*s\" needs a FunctionArn", STR_ARGS(pair->key));
    }
    Str base = str_join2(sam->arena, owner->id, sam_web_socket_name(sam, pair->key));
    const Node *base_text = sam_node_text(sam, spec, base);
    const Node *api = sam_node_ref(sam, spec, owner->id);
    Node *route = sam_form(sam, spec,
                           "{RouteKey: $0, ApiId: $1, Target: {'Fn::Join': ['/', [integrations, "
                           "{Ref: $2Integration}]]}}",
                           sam_node_text(sam, spec, pair->key), api, base_text);
    sam_node_pick(sam, spec, route,
                  "ApiKeyRequired ModelSelectionExpression OperationName RequestModels "
                  "RequestParameters RouteResponseSelectionExpression");
    sam_web_socket_authorize(sam, owner, pair->key, route);
    sam_resource_add(
        sam, owner, SAM_ATTRIBUTES_NONE, str_join2(sam->arena, base, S("Route")),
        sam_form(sam, spec, "{Type: 'AWS::ApiGatewayV2::Route', Properties: $0}", route));
    sam_resource_add(
        sam, owner, SAM_ATTRIBUTES_NONE, str_join2(sam->arena, base, S("Integration")),
        sam_form(sam, spec,
                 "{Type: 'AWS::ApiGatewayV2::Integration', Properties: {ApiId: $0, "
                 "IntegrationType: AWS_PROXY, IntegrationUri: $1, TimeoutInMillis: $2}}",
                 api, sam_web_socket_call(sam, function, S("FunctionArn")),
                 sam_node_find(spec, S("IntegrationTimeout"))));
    sam_web_socket_add_permission(sam, owner, base, pair->key, function);
    return true;
}

static void sam_web_socket_add_authorizer(Sam *sam, const SamOwner *owner) {
    const Node *auth = sam_node_find(owner->properties, S("Auth"));
    const Node *function = sam_node_find(auth, S("AuthArn"));
    if (!node_is_text(sam_node_find(auth, S("AuthType")), S("CUSTOM")) || function == NULL) return;
    Str id = str_join2(sam->arena, owner->id, S("ConnectAuthorizer"));
    const Node *name = sam_node_find(auth, S("Name"));
    const Node *role = sam_node_find(auth, S("InvokeRole"));
    sam_resource_add(
        sam, owner, SAM_ATTRIBUTES_NONE, id,
        sam_form(sam, auth,
                 "{Type: 'AWS::ApiGatewayV2::Authorizer', Properties: {ApiId: {Ref: $0}, "
                 "AuthorizerCredentialsArn: $1, AuthorizerType: REQUEST, AuthorizerUri: "
                 "$2, IdentitySource: $3, Name: $4}}",
                 sam_node_text(sam, auth, owner->id), role,
                 sam_web_socket_call(sam, function, S("AuthArn")),
                 sam_node_find(auth, S("IdentitySource")),
                 name == NULL ? sam_node_text(sam, auth, id) : name));
    if (sam_node_is_true(role)) return;
    sam_resource_add(
        sam, owner, SAM_ATTRIBUTES_NONE,
        str_join2(sam->arena, owner->id, S("AuthorizerPermission")),
        sam_form(sam, auth,
                 "{Type: 'AWS::Lambda::Permission', Properties: {Action: 'lambda:InvokeFunction', "
                 "FunctionName: $0, Principal: apigateway.amazonaws.com, SourceArn: {'Fn::Sub': "
                 "['arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:"
                 "${__ApiId__}/authorizers/*', {__ApiId__: {Ref: $1}}]}}}",
                 function, sam_node_text(sam, auth, owner->id)));
}

static void sam_web_socket_add_stage(Sam *sam, const SamOwner *owner, const Node *routes) {
    const Node *name = sam_node_find(owner->properties, S("StageName"));
    if (name == NULL) name = sam_node_text(sam, owner->resource, S("default"));
    bool is_default = node_is_text(name, S("default"));
    Str part = is_default ? S("Default") : node_text(name);
    Node *stage =
        sam_form(sam, owner->resource,
                 "{Type: 'AWS::ApiGatewayV2::Stage', Properties: {ApiId: {Ref: $0}, "
                 "StageName: $1, Tags: {'websocketapi:createdBy': SAM}, AutoDeploy: true}}",
                 sam_node_text(sam, owner->resource, owner->id), name);
    sam_node_pick(sam, owner->properties, sam_node_find_own(stage, S("Properties")),
                  "StageVariables AccessLogSettings DefaultRouteSettings RouteSettings");
    bool waits = sam_node_is_true(sam_node_find(owner->properties, S("RouteSettings")));
    for (uint32_t i = 0; waits && i < routes->count; i++) {
        Str route = str_join3(sam->arena, owner->id, sam_web_socket_name(sam, routes->pairs[i].key),
                              S("Route"));
        sam_resource_depend(sam, stage, route);
    }
    sam_resource_add(sam, owner, SAM_ATTRIBUTES_NONE,
                     str_join3(sam->arena, owner->id, part, S("Stage")), stage);
}

bool sam_web_socket_expand(Sam *sam, SamOwner *owner) {
    const Node *routes = sam_node_find(owner->properties, S("Routes"));
    if (!node_is(routes, NODE_MAP) || routes->count == 0) {
        return sam_refuse(sam, owner->resource, "\"%.*s\" needs Routes", STR_ARGS(owner->id));
    }
    Node *properties =
        sam_form(sam, owner->resource, "{Name: $0, ProtocolType: WEBSOCKET, Tags: {}}",
                 sam_node_text(sam, owner->resource, owner->id));
    sam_node_pick(sam, owner->properties, properties,
                  "Name Tags ApiKeySelectionExpression Description DisableExecuteApiEndpoint "
                  "DisableSchemaValidation IpAddressType RouteSelectionExpression");
    Node *tags = sam_node_find_own(properties, S("Tags"));
    *tags = *sam_node_copy(sam, tags);
    if (tags->kind == NODE_MAP) {
        sam_node_set(sam, tags, S("websocketapi:createdBy"), sam_node_text(sam, tags, S("SAM")));
        if (tags->count > 1) sam_node_set(sam, owner->properties, S("Tags"), tags);
    }
    sam_resource_add(sam, owner, SAM_ATTRIBUTES_NONE, owner->id,
                     sam_form(sam, owner->resource,
                              "{Type: 'AWS::ApiGatewayV2::Api', Properties: $0}", properties));
    for (uint32_t i = 0; i < routes->count; i++) {
        if (!sam_web_socket_add_route(sam, owner, &routes->pairs[i])) return false;
    }
    const Node *created = sam_form(sam, owner->resource, "{'websocketapi:createdBy': SAM}");
    if (!sam_domain_add_v2(sam, owner, created)) return false;
    sam_web_socket_add_stage(sam, owner, routes);
    sam_web_socket_add_authorizer(sam, owner);
    return true;
}
