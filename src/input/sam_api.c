/* SPDX-License-Identifier: Apache-2.0 */
/* sam_api.c -- AWS::Serverless::Api: a REST API with its document, a deployment and a stage, and by
 * its properties authorizers, a domain and a usage plan. */
#include "input/sam_internal.h"

static const char *const sam_api_s3_names[] = {"Bucket", "Key", "Version"};

Str sam_api_stage_id(Sam *sam, Str api, const Node *stage_name) {
    Str name = node_text(stage_name);
    if (name.len > 0 && !sam_node_is_alphanumeric(name)) {
        return str_join3(sam->arena, api, S("Stage"), sam_node_hash(sam, stage_name));
    }
    return str_join3(sam->arena, api, name, S("Stage"));
}

/* "EDGE", or {Type, VPCEndpointIds, IpAddressType}. */
static void sam_api_endpoint(Sam *sam, const SamOwner *owner, Node *properties) {
    const Node *value = sam_node_find(owner->properties, S("EndpointConfiguration"));
    if (!sam_node_is_true(value)) return;
    const Node *type = sam_node_find(value, S("Type"));
    bool plain = !node_is(value, NODE_MAP) || !sam_node_is_true(type);
    if (plain) type = value;
    Node *endpoint = sam_form(sam, value, "{Types: [$0]}", type);
    if (!plain) {
        const Node *ids = sam_node_find(value, S("VPCEndpointIds"));
        if (ids == NULL) ids = sam_node_find(value, S("VpcEndpointIds"));
        sam_node_set(sam, endpoint, S("VpcEndpointIds"), ids);
        sam_node_pick(sam, value, endpoint, "IpAddressType");
    }
    sam_node_set(sam, properties, S("EndpointConfiguration"), endpoint);
    sam_node_set(sam, properties, S("Parameters"),
                 sam_form(sam, value, "{endpointConfigurationTypes: $0}", type));
}

static void sam_api_authorize(Sam *sam, const SamOwner *owner, const Node *auth, Node *body) {
    if (!sam_node_is_true(auth)) return;
    sam_authorizer_define(sam, owner, auth, body);
    sam_security_default(sam, body, auth);
    if (sam_node_is_true(sam_node_find(auth, S("ApiKeyRequired")))) {
        sam_security_require_key(sam, body, auth);
    }
    const Node *policy = sam_node_find(auth, S("ResourcePolicy"));
    const Node *stage = sam_node_find(owner->properties, S("StageName"));
    const Node *paths = sam_node_find(body, S("paths"));
    for (uint32_t i = 0; node_is(policy, NODE_MAP) && i < paths->count; i++) {
        sam_resource_policy_add(sam, body, policy, paths->pairs[i].key, stage);
    }
    sam_resource_policy_add_custom(sam, body, policy);
}

/* {Headers: {Name: value}} as {gatewayresponse.header.Name: value}. */
static Node *sam_api_response_parameters(Sam *sam, const Node *response) {
    static const char *const kinds[][2] = {
        {"Headers", "header."}, {"Paths", "path."}, {"QueryStrings", "querystring."}};
    Node *made = sam_form(sam, response, "{}");
    const Node *parameters = sam_node_find(response, S("ResponseParameters"));
    for (size_t i = 0; i < COUNT(kinds); i++) {
        const Node *values = sam_node_find(parameters, str_from(kinds[i][0]));
        for (uint32_t j = 0; node_is(values, NODE_MAP) && j < values->count; j++) {
            Str name = str_join3(sam->arena, S("gatewayresponse."), str_from(kinds[i][1]),
                                 values->pairs[j].key);
            node_map_set(sam->arena, made, name, values->pairs[j].value);
        }
    }
    return made;
}

static void sam_api_responses(Sam *sam, const SamOwner *owner, Node *body) {
    const Node *responses = sam_node_find(owner->properties, S("GatewayResponses"));
    if (!node_is(responses, NODE_MAP) || responses->count == 0) return;
    Node *made = sam_node_map_at(sam, body, S("x-amazon-apigateway-gateway-responses"));
    for (uint32_t i = 0; made != NULL && i < responses->count; i++) {
        const Node *response = &responses->pairs[i].value;
        const Node *templates = sam_node_find(response, S("ResponseTemplates"));
        const Node *status = sam_node_find(response, S("StatusCode"));
        if (node_is(status, NODE_INT)) {
            Str text = str_format(sam->arena, "%lld", (long long)status->integer);
            status = sam_node_text(sam, status, text);
        }
        sam_node_set(sam, made, responses->pairs[i].key,
                     sam_form(sam, response,
                              "{responseParameters: $0, responseTemplates: $1, statusCode: $2}",
                              sam_api_response_parameters(sam, response),
                              templates == NULL ? sam_form(sam, response, "{}") : templates,
                              status));
    }
}

static void sam_api_models(Sam *sam, const SamOwner *owner, Node *body) {
    const Node *models = sam_node_find(owner->properties, S("Models"));
    if (!node_is(models, NODE_MAP) || models->count == 0) return;
    Node *definitions = sam_node_map_at(sam, body, S("definitions"));
    for (uint32_t i = 0; definitions != NULL && i < models->count; i++) {
        Str name = str_lower(sam->arena, models->pairs[i].key);
        node_map_set(sam->arena, definitions, name, models->pairs[i].value);
    }
}

/* "image~1png" stands for image/png, in intrinsic functions too. Depth is that of the template. */
static void sam_api_media_types(Sam *sam, Node *node) {
    for (uint32_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
        sam_api_media_types(sam, &node->items[i]);
    }
    for (uint32_t i = 0; node->kind == NODE_MAP && i < node->count; i++) {
        sam_api_media_types(sam, &node->pairs[i].value);
    }
    size_t mark = node->kind == NODE_STRING ? str_find(node->text, S("~1")) : SIZE_MAX;
    if (mark == SIZE_MAX) return;
    node->text = str_join3(sam->arena, str_slice(node->text, 0, mark), S("/"),
                           str_slice(node->text, mark + 2, SIZE_MAX));
}

static void sam_api_disable_endpoint(Sam *sam, const SamOwner *owner, Node *body) {
    const Node *disable = sam_node_find(owner->properties, S("DisableExecuteApiEndpoint"));
    if (disable == NULL) return;
    Node *to = body;
    if (sam_node_find(body, S("openapi")) != NULL) {
        if (sam_node_find(body, S("servers")) == NULL) {
            sam_node_set(sam, body, S("servers"), sam_form(sam, disable, "[{}]"));
        }
        Node *servers = sam_node_find_own(body, S("servers"));
        bool usable = node_is(servers, NODE_LIST) && servers->count > 0;
        to = usable && servers->items[0].kind == NODE_MAP ? &servers->items[0] : body;
    }
    Node *config = sam_node_map_at(sam, to, S("x-amazon-apigateway-endpoint-configuration"));
    if (config != NULL) sam_node_set(sam, config, S("disableExecuteApiEndpoint"), disable);
}

/* The document with everything that the properties add to it; NULL when there is none. */
static Node *sam_api_body(Sam *sam, const SamOwner *owner, const Node *auth) {
    Node *body = sam_node_find_own(owner->properties, S("DefinitionBody"));
    if (!sam_node_is_true(body) || body->kind != NODE_MAP) return NULL;
    if (!sam_swagger_is_valid(body, false)) return body;
    const Node *version = sam_node_find(owner->properties, S("OpenApiVersion"));
    sam_cors_add(sam, owner, body);
    sam_api_authorize(sam, owner, auth, body);
    sam_api_responses(sam, owner, body);
    const Node *media = sam_node_find(owner->properties, S("BinaryMediaTypes"));
    if (sam_node_is_true(media)) {
        Node *types = sam_node_copy(sam, media);
        sam_api_media_types(sam, types);
        sam_node_set(sam, body, S("x-amazon-apigateway-binary-media-types"), types);
    }
    sam_api_models(sam, owner, body);
    sam_api_disable_endpoint(sam, owner, body);
    sam_swagger_normalize(sam, body, version);
    return body;
}

static Node *sam_api_rest(Sam *sam, const SamOwner *owner, const Node *body) {
    Node *properties = sam_form(sam, owner->resource, "{Body: $0}", body);
    const Node *uri = sam_node_find(owner->properties, S("DefinitionUri"));
    if (body == NULL && uri != NULL) {
        sam_node_set(sam, properties, S("BodyS3Location"),
                     sam_code_location(sam, uri, owner->resource, sam_api_s3_names));
    }
    sam_node_pick(sam, owner->properties, properties,
                  "BinaryMediaTypes MinimumCompressionSize FailOnWarnings Name Description Mode "
                  "ApiKeySourceType Policy SecurityPolicy EndpointAccessMode");
    sam_api_endpoint(sam, owner, properties);
    return sam_form(sam, owner->resource, "{Type: 'AWS::ApiGateway::RestApi', Properties: $0}",
                    properties);
}

/* A deployment is made anew when the document changes: so its id depends on it. */
static Str sam_api_deploy(Sam *sam, const SamOwner *owner, const Node *rest) {
    Str hash = sam_node_hash(sam, sam_node_find(rest, S("Properties")));
    Str id = str_join3(sam->arena, owner->id, S("Deployment"), hash);
    bool versioned = sam_node_find(owner->properties, S("OpenApiVersion")) != NULL;
    sam_resource_add(
        sam, owner, SAM_ATTRIBUTES_PASSED, id,
        sam_form(sam, owner->resource,
                 "{Type: 'AWS::ApiGateway::Deployment', Properties: {Description: $0, RestApiId: "
                 "{Ref: $1}, StageName: $2}}",
                 sam_node_join(sam, owner->resource, S("RestApi deployment id: "), hash),
                 sam_node_text(sam, owner->resource, owner->id),
                 versioned ? NULL : sam_node_text(sam, owner->resource, S("Stage"))));
    return id;
}

static void sam_api_add_stage(Sam *sam, const SamOwner *owner, Str id, Str deployment) {
    Node *stage = sam_form(sam, owner->resource,
                           "{Type: 'AWS::ApiGateway::Stage', Properties: {RestApiId: {Ref: $0}, "
                           "DeploymentId: {Ref: $1}}}",
                           sam_node_text(sam, owner->resource, owner->id),
                           sam_node_text(sam, owner->resource, deployment));
    Node *properties = sam_node_find_own(stage, S("Properties"));
    sam_node_pick(sam, owner->properties, properties,
                  "StageName CacheClusterEnabled CacheClusterSize Variables MethodSettings "
                  "AccessLogSetting CanarySetting TracingEnabled");
    const Node *tags = sam_node_find(owner->properties, S("Tags"));
    if (tags != NULL) sam_node_set(sam, properties, S("Tags"), sam_node_tags(sam, tags, tags));
    sam_resource_add(sam, owner, SAM_ATTRIBUTES_PASSED, id, stage);
}

bool sam_api_expand(Sam *sam, SamOwner *owner) {
    const Node *stage = sam_node_find(owner->properties, S("StageName"));
    if (stage == NULL) {
        return sam_refuse(sam, owner->resource, "\"%.*s\" needs a StageName", STR_ARGS(owner->id));
    }
    const Node *auth = sam_default_resolve(sam, sam_node_find(owner->properties, S("Auth")));
    Node *rest = sam_api_rest(sam, owner, sam_api_body(sam, owner, auth));
    sam_resource_add(sam, owner, SAM_ATTRIBUTES_ALL, owner->id, rest);
    Str stage_id = sam_api_stage_id(sam, owner->id, stage);
    Str deployment = sam_api_deploy(sam, owner, rest);
    sam_api_add_stage(sam, owner, stage_id, deployment);
    sam_authorizer_permit(sam, owner, sam_node_find(auth, S("Authorizers")), false);
    return sam_domain_add(sam, owner) && sam_usage_plan_add(sam, owner, auth, stage_id);
}
