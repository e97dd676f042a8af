/* SPDX-License-Identifier: Apache-2.0 */
/* sam_authorizer.c -- the authorizers of an API: its Auth property becomes security schemes in the
 * API's document, and permissions for the API to call those that are functions. */
#include "base/buffer.h"
#include "input/sam_internal.h"

typedef struct SamIdentitySource {
    const char *property;
    const char *rest; /* the prefix in REST APIs */
    const char *http; /* and in HTTP APIs */
} SamIdentitySource;

static const SamIdentitySource sam_identity_sources[] = {
    {"Headers", "method.request.header.", "$request.header."},
    {"QueryStrings", "method.request.querystring.", "$request.querystring."},
    {"StageVariables", "stageVariables.", "$stageVariables."},
    {"Context", "context.", "$context."},
};

static Node *sam_authorizer_uri(Sam *sam, const Node *function) {
    return sam_form(
        sam, function,
        "{'Fn::Sub': ['arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
        "${__FunctionArn__}/invocations', {__FunctionArn__: $0}]}",
        function);
}

/* What of a request makes the identity: a list of places. */
static Node *sam_authorizer_sources(Sam *sam, const Node *identity, bool http) {
    Node *list = sam_form(sam, identity, "[]");
    for (size_t i = 0; i < COUNT(sam_identity_sources); i++) {
        const SamIdentitySource *source = &sam_identity_sources[i];
        const Node *names = sam_node_find(identity, str_from(source->property));
        for (uint32_t j = 0; node_is(names, NODE_LIST) && j < names->count; j++) {
            Str prefix = str_from(http ? source->http : source->rest);
            const Node *name = sam_node_join(sam, identity, prefix, node_text(&names->items[j]));
            node_list_add(sam->arena, list, *name);
        }
    }
    return list;
}

static Node *sam_authorizer_joined(Sam *sam, const Node *identity) {
    const Node *list = sam_authorizer_sources(sam, identity, false);
    CLEANUP(buffer_free) Buffer buffer = {0};
    for (uint32_t i = 0; i < list->count; i++) {
        if (i > 0) buffer_add(&buffer, S(", "));
        buffer_add(&buffer, node_text(&list->items[i]));
    }
    if (buffer.len == 0) return NULL;
    return sam_node_text(sam, identity, str_copy(sam->arena, buffer_text(&buffer)));
}

/* The role in which the API calls the authorizer; NULL for a permission instead. */
static const Node *sam_authorizer_role(const Node *authorizer) {
    const Node *role = sam_node_find(authorizer, S("FunctionInvokeRole"));
    return node_is_text(role, S("NONE")) || !sam_node_is_true(role) ? NULL : role;
}

static Node *sam_authorizer_pool(Sam *sam, const Node *authorizer, const Node *pools,
                                 const Node *header) {
    const Node *list = node_is(pools, NODE_LIST) ? pools : sam_form(sam, pools, "[$0]", pools);
    const Node *identity = sam_node_find(authorizer, S("Identity"));
    return sam_form(
        sam, authorizer,
        "{type: apiKey, name: $0, in: header, x-amazon-apigateway-authtype: "
        "cognito_user_pools, x-amazon-apigateway-authorizer: {type: cognito_user_pools, "
        "providerARNs: $1, identityValidationExpression: $2}}",
        header, list, sam_node_find(identity, S("ValidationExpression")));
}

static Node *sam_authorizer_function(Sam *sam, const Node *authorizer, const Node *header) {
    const Node *identity = sam_node_find(authorizer, S("Identity"));
    bool request = node_is_text(sam_node_find(authorizer, S("FunctionPayloadType")), S("REQUEST"));
    const Node *function = sam_node_find(authorizer, S("FunctionArn"));
    const Node *unused = sam_node_text(sam, authorizer, S("Unused"));
    return sam_form(
        sam, authorizer,
        "{type: apiKey, name: $0, in: header, x-amazon-apigateway-authtype: custom, "
        "x-amazon-apigateway-authorizer: {type: $1, authorizerUri: $2, "
        "authorizerResultTtlInSeconds: $3, authorizerCredentials: $4, identitySource: $5, "
        "identityValidationExpression: $6}}",
        request ? unused : header,
        sam_node_text(sam, authorizer, request ? S("request") : S("token")),
        function == NULL ? NULL : sam_authorizer_uri(sam, function),
        sam_node_find(identity, S("ReauthorizeEvery")), sam_authorizer_role(authorizer),
        request ? sam_authorizer_joined(sam, identity) : NULL,
        request ? NULL : sam_node_find(identity, S("ValidationExpression")));
}

void sam_authorizer_define(Sam *sam, const SamOwner *owner, const Node *auth, Node *body) {
    const Node *authorizers = sam_node_find(auth, S("Authorizers"));
    bool iam = node_is_text(sam_node_find(auth, S("DefaultAuthorizer")), S("AWS_IAM"));
    if (iam) sam_security_define(sam, body, S("AWS_IAM"));
    for (uint32_t i = 0; node_is(authorizers, NODE_MAP) && i < authorizers->count; i++) {
        const NodePair *pair = &authorizers->pairs[i];
        if (pair->value.kind != NODE_MAP) {
            sam_refuse(sam, &pair->value, "the authorizer \"%.*s\" of \"%.*s\" must be a map",
                       STR_ARGS(pair->key), STR_ARGS(owner->id));
            continue;
        }
        const Node *header = sam_node_find(sam_node_find(&pair->value, S("Identity")), S("Header"));
        if (header == NULL) header = sam_node_text(sam, &pair->value, S("Authorization"));
        const Node *pools = sam_node_find(&pair->value, S("UserPoolArn"));
        const Node *scheme = sam_node_is_true(pools)
                                 ? sam_authorizer_pool(sam, &pair->value, pools, header)
                                 : sam_authorizer_function(sam, &pair->value, header);
        Node *definitions = sam_node_map_at(sam, body, S("securityDefinitions"));
        if (definitions != NULL) sam_node_set(sam, definitions, pair->key, scheme);
    }
}

/* {Issuer: x} as {issuer: x}. */
static Node *sam_authorizer_jwt(Sam *sam, const Node *configuration) {
    Node *lower = sam_form(sam, configuration, "{}");
    for (uint32_t i = 0; configuration->kind == NODE_MAP && i < configuration->count; i++) {
        const NodePair *pair = &configuration->pairs[i];
        node_map_set(sam->arena, lower, str_lower(sam->arena, pair->key), pair->value);
    }
    return lower;
}

static Node *sam_authorizer_http(Sam *sam, const Node *authorizer) {
    const Node *jwt = sam_node_find(authorizer, S("JwtConfiguration"));
    if (sam_node_is_true(jwt)) {
        return sam_form(sam, authorizer,
                        "{type: oauth2, x-amazon-apigateway-authorizer: {jwtConfiguration: $0, "
                        "identitySource: $1, type: jwt}}",
                        sam_authorizer_jwt(sam, jwt),
                        sam_node_find(authorizer, S("IdentitySource")));
    }
    const Node *identity = sam_node_find(authorizer, S("Identity"));
    const Node *function = sam_node_find(authorizer, S("FunctionArn"));
    const Node *simple = sam_node_find(authorizer, S("EnableSimpleResponses"));
    return sam_form(
        sam, authorizer,
        "{type: apiKey, name: Unused, in: header, x-amazon-apigateway-authorizer: {type: "
        "request, authorizerUri: $0, authorizerCredentials: $1, "
        "authorizerResultTtlInSeconds: $2, identitySource: $3, "
        "authorizerPayloadFormatVersion: $4, enableSimpleResponses: $5}}",
        function == NULL ? NULL : sam_authorizer_uri(sam, function),
        sam_authorizer_role(authorizer), sam_node_find(identity, S("ReauthorizeEvery")),
        sam_node_is_true(identity) ? sam_authorizer_sources(sam, identity, true) : NULL,
        sam_node_find(authorizer, S("AuthorizerPayloadFormatVersion")),
        sam_node_is_true(simple) ? simple : NULL);
}

void sam_authorizer_define_http(Sam *sam, const SamOwner *owner, const Node *auth, Node *body) {
    const Node *authorizers = sam_node_find(auth, S("Authorizers"));
    bool iam = sam_node_is_true(sam_node_find(auth, S("EnableIamAuthorizer")));
    if (!iam && !sam_node_is_true(authorizers)) return;
    Node *components = sam_node_map_at(sam, body, S("components"));
    Node *schemes =
        components == NULL ? NULL : sam_node_map_at(sam, components, S("securitySchemes"));
    if (schemes == NULL) return;
    if (iam) {
        sam_node_set(sam, schemes, S("AWS_IAM"),
                     sam_form(sam, owner->resource,
                              "{type: apiKey, name: Authorization, in: header, "
                              "x-amazon-apigateway-authtype: awsSigv4}"));
    }
    for (uint32_t i = 0; node_is(authorizers, NODE_MAP) && i < authorizers->count; i++) {
        const NodePair *pair = &authorizers->pairs[i];
        sam_node_set(sam, schemes, pair->key, sam_authorizer_http(sam, &pair->value));
    }
}

void sam_authorizer_permit(Sam *sam, const SamOwner *owner, const Node *authorizers, bool http) {
    for (uint32_t i = 0; node_is(authorizers, NODE_MAP) && i < authorizers->count; i++) {
        const NodePair *pair = &authorizers->pairs[i];
        const Node *function = sam_node_find(&pair->value, S("FunctionArn"));
        const Node *off = sam_node_find(&pair->value, S("DisableFunctionDefaultPermissions"));
        const Node *on = sam_node_find(&pair->value, S("EnableFunctionDefaultPermissions"));
        bool permits = http ? sam_node_is_true(on) : !sam_node_is_true(off);
        if (function == NULL || !permits) continue;
        Str id = str_format(sam->arena, "%.*s%.*sAuthorizerPermission", STR_ARGS(owner->id),
                            STR_ARGS(pair->key));
        sam_resource_add(
            sam, owner, SAM_ATTRIBUTES_PASSED, id,
            sam_form(sam, &pair->value,
                     "{Type: 'AWS::Lambda::Permission', Properties: {Action: "
                     "'lambda:InvokeFunction', FunctionName: $0, Principal: "
                     "apigateway.amazonaws.com, SourceArn: {'Fn::Sub': "
                     "['arn:$2:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/"
                     "authorizers/*', {__ApiId__: {Ref: $1}}]}}}",
                     function, sam_node_text(sam, &pair->value, owner->id),
                     sam_node_text(sam, &pair->value, http ? S("${AWS::Partition}") : S("aws"))));
    }
}
