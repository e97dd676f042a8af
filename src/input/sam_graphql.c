/* SPDX-License-Identifier: Apache-2.0 */
/* sam_graphql.c -- AWS::Serverless::GraphQLApi: an AppSync API with its schema, logging role, data
 * sources with the roles in which they are read, functions and resolvers. */
#include "input/sam_internal.h"

/* One GraphQL API while it is expanded. */
typedef struct SamGraphql {
    const SamOwner *owner;
    const Node *id;  /* of the API, as resources in it refer to it */
    Node sources;    /* data source names by the template's names */
    Node functions;  /* function ids by the template's names */
    bool needs_none; /* a data source that is none */
} SamGraphql;

/* A kind of authorization and where its settings are, here and in the plain API. */
typedef struct SamGraphqlAuth {
    Str type;
    const char *from;
    const char *to;
} SamGraphqlAuth;

static const SamGraphqlAuth sam_graphql_auths[] = {
    {S_INIT("AWS_LAMBDA"), "LambdaAuthorizer", "LambdaAuthorizerConfig"},
    {S_INIT("OPENID_CONNECT"), "OpenIDConnect", "OpenIDConnectConfig"},
    {S_INIT("AMAZON_COGNITO_USER_POOLS"), "UserPool", "UserPoolConfig"},
};

static const char sam_graphql_code[] =
    "\nexport function request(ctx) {\n    return {};\n}\n\n"
    "export function response(ctx) {\n    return ctx.prev.result;\n}\n";

/* Adds a resource whose id begins with the API's. */
static void sam_graphql_add(Sam *sam, const SamGraphql *api, Str suffix, Node *resource) {
    sam_resource_add(sam, api->owner, SAM_ATTRIBUTES_ALL,
                     str_join2(sam->arena, api->owner->id, suffix), resource);
}

/* Lets the API call its Lambda authorizer: as a connector would. */
static void sam_graphql_connect(Sam *sam, Str id, Node *properties) {
    Node *resource = sam_form(sam, properties, "{Properties: $0}", properties);
    SamOwner owner = {.id = id, .resource = resource, .first = sam->output.count};
    owner.properties = sam_node_find_own(resource, S("Properties"));
    sam_connector_expand(sam, &owner);
}

/* Sets {AuthenticationType, its settings} in to; counts Lambda authorizers in *number. */
static void sam_graphql_set_auth(Sam *sam, const SamGraphql *api, const Node *auth, Node *to,
                                 int *number) {
    const Node *type = sam_node_find(auth, S("Type"));
    sam_node_set(sam, to, S("AuthenticationType"), type);
    for (size_t i = 0; i < COUNT(sam_graphql_auths); i++) {
        const SamGraphqlAuth *row = &sam_graphql_auths[i];
        const Node *settings = sam_node_find(auth, str_from(row->from));
        if (!node_is_text(type, row->type) || settings == NULL) continue;
        Node *copy = sam_node_copy(sam, settings);
        bool additional = sam_node_find(auth, S("Additional")) == NULL && to->count == 1;
        if (additional && copy->kind == NODE_MAP) sam_node_remove(copy, S("DefaultAction"));
        sam_node_set(sam, to, str_from(row->to), copy);
        if (i != 0) continue;
        const Node *function = sam_node_find(settings, S("AuthorizerUri"));
        Str id = str_format(sam->arena, "%.*sToLambdaAuthConnector%d", STR_ARGS(api->owner->id),
                            ++*number);
        sam_graphql_connect(
            sam, id,
            sam_form(sam, settings,
                     "{Source: {Type: 'AWS::AppSync::GraphQLApi', Arn: {Ref: $0}, ResourceId: $1}, "
                     "Destination: {Type: 'AWS::Lambda::Function', Arn: $2}, Permissions: [Write]}",
                     sam_node_text(sam, settings, api->owner->id), api->id, function));
    }
}

static void sam_graphql_authorize(Sam *sam, const SamGraphql *api, Node *properties) {
    const Node *auth = sam_node_find(api->owner->properties, S("Auth"));
    int number = 0;
    sam_graphql_set_auth(sam, api, auth, properties, &number);
    const Node *more = sam_node_find(auth, S("Additional"));
    Node *list = sam_form(sam, auth, "[]");
    for (uint32_t i = 0; node_is(more, NODE_LIST) && i < more->count; i++) {
        Node *item = sam_form(sam, &more->items[i], "{}");
        sam_graphql_set_auth(sam, api, &more->items[i], item, &number);
        node_list_add(sam->arena, list, *item);
    }
    if (list->count > 0)
        sam_node_set(sam, properties, S("AdditionalAuthenticationProviders"), list);
}

static void sam_graphql_log(Sam *sam, const SamGraphql *api, Node *properties) {
    const Node *logging = sam_node_find(api->owner->properties, S("Logging"));
    if (node_is(logging, NODE_BOOL) && !logging->boolean) return;
    const Node *at = logging == NULL ? api->owner->resource : logging;
    Node *config = sam_form(sam, at, "{FieldLogLevel: ALL}");
    sam_node_pick(sam, logging, config,
                  "ExcludeVerboseContent FieldLogLevel CloudWatchLogsRoleArn");
    if (sam_node_find(config, S("CloudWatchLogsRoleArn")) == NULL) {
        Str id = str_join2(sam->arena, api->owner->id, S("CloudWatchRole"));
        sam_node_set(sam, config, S("CloudWatchLogsRoleArn"),
                     sam_node_attribute(sam, at, id, S("Arn")));
        sam_graphql_add(
            sam, api, S("CloudWatchRole"),
            sam_form(sam, at,
                     "{Type: 'AWS::IAM::Role', Properties: {AssumeRolePolicyDocument: $0, "
                     "ManagedPolicyArns: [{'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:"
                     "policy/service-role/AWSAppSyncPushToCloudWatchLogs'}]}}",
                     sam_role_trust(sam, at, "appsync.amazonaws.com")));
    }
    sam_node_set(sam, properties, S("LogConfig"), config);
}

static void sam_graphql_add_api(Sam *sam, const SamGraphql *api) {
    const Node *from = api->owner->properties;
    Node *properties = sam_form(sam, api->owner->resource, "{Name: $0}",
                                sam_node_text(sam, api->owner->resource, api->owner->id));
    sam_node_pick(sam, from, properties,
                  "Name Visibility OwnerContact XrayEnabled IntrospectionConfig QueryDepthLimit "
                  "ResolverCountLimit");
    Node *tags = sam_form(sam, api->owner->resource, "{}");
    const Node *own = sam_node_find(from, S("Tags"));
    for (uint32_t i = 0; node_is(own, NODE_MAP) && i < own->count; i++) {
        node_map_set(sam->arena, tags, own->pairs[i].key, own->pairs[i].value);
    }
    sam_node_set(sam, tags, S("graphqlapi:createdBy"), sam_node_text(sam, tags, S("SAM")));
    sam_node_set(sam, properties, S("Tags"), sam_node_tags(sam, tags, tags));
    sam_graphql_authorize(sam, api, properties);
    sam_graphql_log(sam, api, properties);
    sam_graphql_add(sam, api, S(""),
                    sam_form(sam, api->owner->resource,
                             "{Type: 'AWS::AppSync::GraphQLApi', Properties: $0}", properties));
}

static void sam_graphql_add_schema(Sam *sam, const SamGraphql *api) {
    const Node *uri = sam_node_find(api->owner->properties, S("SchemaUri"));
    const Node *text = sam_node_find(api->owner->properties, S("SchemaInline"));
    sam_graphql_add(sam, api, S("Schema"),
                    sam_form(sam, uri != NULL ? uri : text,
                             "{Type: 'AWS::AppSync::GraphQLSchema', Properties: {ApiId: $0, "
                             "Definition: $1, DefinitionS3Location: $2}}",
                             api->id, text, uri));
}

/* Keys, cache and domain: all settings under their own or another name. */
static void sam_graphql_add_parts(Sam *sam, const SamGraphql *api) {
    const Node *keys = sam_node_find(api->owner->properties, S("ApiKeys"));
    for (uint32_t i = 0; node_is(keys, NODE_MAP) && i < keys->count; i++) {
        const Node *key = &keys->pairs[i].value;
        sam_graphql_add(
            sam, api, keys->pairs[i].key,
            sam_form(sam, key,
                     "{Type: 'AWS::AppSync::ApiKey', Properties: {ApiId: $0, ApiKeyId: $1, "
                     "Description: $2, Expires: $3}}",
                     api->id, sam_node_find(key, S("ApiKeyId")),
                     sam_node_find(key, S("Description")), sam_node_find(key, S("ExpiresOn"))));
    }
    const Node *cache = sam_node_find(api->owner->properties, S("Cache"));
    if (cache != NULL) {
        Node *properties = sam_form(sam, cache, "{ApiId: $0}", api->id);
        sam_node_pick(
            sam, cache, properties,
            "ApiCachingBehavior Type Ttl AtRestEncryptionEnabled TransitEncryptionEnabled");
        sam_graphql_add(
            sam, api, S("ApiCache"),
            sam_form(sam, cache, "{Type: 'AWS::AppSync::ApiCache', Properties: $0}", properties));
    }
    const Node *domain = sam_node_find(api->owner->properties, S("DomainName"));
    if (domain == NULL) return;
    Node *properties = sam_form(sam, domain, "{}");
    sam_node_pick(sam, domain, properties, "CertificateArn DomainName Description");
    sam_graphql_add(
        sam, api, S("DomainName"),
        sam_form(sam, domain, "{Type: 'AWS::AppSync::DomainName', Properties: $0}", properties));
    sam_graphql_add(sam, api, S("DomainNameApiAssociation"),
                    sam_form(sam, domain,
                             "{Type: 'AWS::AppSync::DomainNameApiAssociation', Properties: {ApiId: "
                             "$0, DomainName: {Ref: $1DomainName}}}",
                             api->id, sam_node_text(sam, domain, api->owner->id)));
}

/* The role in which a data source is read and written; returns its ARN. destination is the end of
 * the connector that grants it. */
static const Node *sam_graphql_role(Sam *sam, const SamGraphql *api, Str id, Node *destination,
                                    const Node *permissions) {
    Str role = str_join2(sam->arena, id, S("Role"));
    const Node *at = destination;
    sam_resource_add(
        sam, api->owner, SAM_ATTRIBUTES_ALL, role,
        sam_form(sam, at, "{Type: 'AWS::IAM::Role', Properties: {AssumeRolePolicyDocument: $0}}",
                 sam_role_trust(sam, at, "appsync.amazonaws.com")));
    bool table = node_is_text(node_find(destination, S("Type")), S("AWS::DynamoDB::Table"));
    sam_graphql_connect(
        sam, str_join2(sam->arena, id, table ? S("ToTableConnector") : S("ToLambdaConnector")),
        sam_form(sam, at,
                 "{Source: {Type: 'AWS::AppSync::DataSource', Arn: {'Fn::GetAtt': [$0, "
                 "DataSourceArn]}, RoleName: {Ref: $1}}, Destination: $2, Permissions: $3}",
                 sam_node_text(sam, at, id), sam_node_text(sam, at, role), destination,
                 permissions));
    return sam_node_attribute(sam, at, role, S("Arn"));
}

static void sam_graphql_add_source(Sam *sam, SamGraphql *api, Str name, Str id, Node *properties) {
    sam_node_set(sam, &api->sources, name, sam_node_attribute(sam, properties, id, S("Name")));
    sam_resource_add(sam, api->owner, SAM_ATTRIBUTES_ALL, id,
                     sam_form(sam, properties, "{Type: 'AWS::AppSync::DataSource', Properties: $0}",
                              properties));
}

static void sam_graphql_add_table(Sam *sam, SamGraphql *api, const NodePair *pair) {
    const Node *from = &pair->value;
    Str id = str_format(sam->arena, "%.*s%.*sDynamoDBDataSource", STR_ARGS(api->owner->id),
                        STR_ARGS(pair->key));
    const Node *region = sam_node_find(from, S("Region"));
    if (region == NULL) region = sam_node_ref(sam, from, S("AWS::Region"));
    const Node *table = sam_node_find(from, S("TableName"));
    const Node *arn = sam_node_find(from, S("TableArn"));
    if (arn == NULL) {
        arn = sam_form(sam, from,
                       "{'Fn::Sub': ['arn:${AWS::Partition}:dynamodb:${__Region__}:"
                       "${AWS::AccountId}:table/${__TableName__}', {__TableName__: $0, __Region__: "
                       "$1}]}",
                       table, region);
    }
    Node *config = sam_form(sam, from, "{AwsRegion: $0, TableName: $1, DeltaSyncConfig: $2}",
                            region, table, sam_node_find(from, S("DeltaSync")));
    sam_node_pick(sam, from, config, "UseCallerCredentials Versioned");
    const Node *permissions = sam_node_find(from, S("Permissions"));
    if (permissions == NULL) permissions = sam_form(sam, from, "[Read, Write]");
    const Node *role = sam_node_find(from, S("ServiceRoleArn"));
    if (role == NULL) {
        Node *end = sam_form(sam, from, "{Type: 'AWS::DynamoDB::Table', Arn: $0}", arn);
        role = sam_graphql_role(sam, api, id, end, permissions);
    }
    Node *properties = sam_form(sam, from,
                                "{Name: $0, Type: AMAZON_DYNAMODB, ApiId: $1, DynamoDBConfig: $2, "
                                "ServiceRoleArn: $3}",
                                sam_node_text(sam, from, pair->key), api->id, config, role);
    sam_node_pick(sam, from, properties, "Name Description");
    sam_graphql_add_source(sam, api, pair->key, id, properties);
}

static void sam_graphql_add_lambda(Sam *sam, SamGraphql *api, const NodePair *pair) {
    const Node *from = &pair->value;
    Str id = str_format(sam->arena, "%.*s%.*sLambdaDataSource", STR_ARGS(api->owner->id),
                        STR_ARGS(pair->key));
    const Node *function = sam_node_find(from, S("FunctionArn"));
    const Node *role = sam_node_find(from, S("ServiceRoleArn"));
    if (role == NULL) {
        Node *end = sam_form(sam, from, "{Type: 'AWS::Lambda::Function', Arn: $0}", function);
        role = sam_graphql_role(sam, api, id, end, sam_form(sam, from, "[Write]"));
    }
    Node *properties = sam_form(sam, from,
                                "{Name: $0, Type: AWS_LAMBDA, ApiId: $1, LambdaConfig: "
                                "{LambdaFunctionArn: $2}, ServiceRoleArn: $3}",
                                sam_node_text(sam, from, pair->key), api->id, function, role);
    sam_node_pick(sam, from, properties, "Name Description");
    sam_graphql_add_source(sam, api, pair->key, id, properties);
}

static void sam_graphql_add_sources(Sam *sam, SamGraphql *api) {
    const Node *sources = sam_node_find(api->owner->properties, S("DataSources"));
    const Node *tables = sam_node_find(sources, S("DynamoDb"));
    const Node *functions = sam_node_find(sources, S("Lambda"));
    for (uint32_t i = 0; node_is(tables, NODE_MAP) && i < tables->count; i++) {
        sam_graphql_add_table(sam, api, &tables->pairs[i]);
    }
    for (uint32_t i = 0; node_is(functions, NODE_MAP) && i < functions->count; i++) {
        sam_graphql_add_lambda(sam, api, &functions->pairs[i]);
    }
}

/* How a function names its data source; a name of the template's, none, or an intrinsic. */
static const Node *sam_graphql_source(Sam *sam, SamGraphql *api, const Node *source) {
    if (!node_is(source, NODE_STRING)) return source;
    if (str_equal_ignore_case(source->text, S("none"))) {
        api->needs_none = true;
        Str id = str_join2(sam->arena, api->owner->id, S("NoneDataSource"));
        return sam_node_attribute(sam, source, id, S("Name"));
    }
    const Node *known = sam_node_find(&api->sources, source->text);
    return known == NULL ? source : known;
}

static Node *sam_graphql_runtime(Sam *sam, const Node *from) {
    const Node *runtime = sam_node_find(from, S("Runtime"));
    if (runtime == NULL) return NULL;
    return sam_form(sam, runtime, "{Name: $0, RuntimeVersion: $1}",
                    sam_node_find(runtime, S("Name")), sam_node_find(runtime, S("Version")));
}

static void sam_graphql_add_functions(Sam *sam, SamGraphql *api) {
    const Node *functions = sam_node_find(api->owner->properties, S("Functions"));
    for (uint32_t i = 0; node_is(functions, NODE_MAP) && i < functions->count; i++) {
        const NodePair *pair = &functions->pairs[i];
        const Node *from = &pair->value;
        const Node *known = sam_node_find(from, S("Id"));
        if (known != NULL) {
            sam_node_set(sam, &api->functions, pair->key, known);
            continue;
        }
        Node *properties =
            sam_form(sam, from,
                     "{ApiId: $0, Name: $1, Code: $2, CodeS3Location: $3, "
                     "DataSourceName: $4, Runtime: $5, SyncConfig: $6}",
                     api->id, sam_node_text(sam, from, pair->key),
                     sam_node_find(from, S("InlineCode")), sam_node_find(from, S("CodeUri")),
                     sam_graphql_source(sam, api, sam_node_find(from, S("DataSource"))),
                     sam_graphql_runtime(sam, from), sam_node_find(from, S("Sync")));
        sam_node_pick(sam, from, properties, "Name MaxBatchSize Description");
        sam_graphql_add(sam, api, pair->key,
                        sam_form(sam, from,
                                 "{Type: 'AWS::AppSync::FunctionConfiguration', Properties: $0}",
                                 properties));
        Str id = str_join2(sam->arena, api->owner->id, pair->key);
        sam_node_set(sam, &api->functions, pair->key,
                     sam_node_attribute(sam, from, id, S("FunctionId")));
    }
}

/* A resolver runs a pipeline of functions; without code of its own, it passes on what they return.
 */
static void sam_graphql_add_resolver(Sam *sam, SamGraphql *api, Str type, const NodePair *pair) {
    const Node *from = &pair->value;
    const Node *pipeline = sam_node_find(from, S("Pipeline"));
    const Node *code = sam_node_find(from, S("InlineCode"));
    const Node *uri = sam_node_find(from, S("CodeUri"));
    Node *runtime = sam_graphql_runtime(sam, from);
    if (code == NULL && uri == NULL) {
        code = sam_node_text(sam, from, str_from(sam_graphql_code));
        runtime = sam_form(sam, from, "{Name: APPSYNC_JS, RuntimeVersion: '1.0.0'}");
    }
    Node *ids = sam_form(sam, from, "[]");
    for (uint32_t i = 0; node_is(pipeline, NODE_LIST) && i < pipeline->count; i++) {
        const Node *id = sam_node_find(&api->functions, node_text(&pipeline->items[i]));
        if (id == NULL) {
            sam_refuse(sam, &pipeline->items[i], "the API has no function of this name");
            continue;
        }
        node_list_add(sam->arena, ids, *id);
    }
    Node *properties =
        sam_form(sam, from,
                 "{Code: $0, CodeS3Location: $1, Runtime: $2, ApiId: $3, FieldName: $4, "
                 "TypeName: $5, Kind: PIPELINE, PipelineConfig: {Functions: $6}, "
                 "CachingConfig: $7}",
                 code, uri, runtime, api->id, sam_node_text(sam, from, pair->key),
                 sam_node_text(sam, from, type), ids, sam_node_find(from, S("Caching")));
    sam_node_pick(sam, from, properties, "FieldName MaxBatchSize");
    Node *resource = sam_form(
        sam, from, "{Type: 'AWS::AppSync::Resolver', DependsOn: [$0Schema], Properties: $1}",
        sam_node_text(sam, from, api->owner->id), properties);
    sam_graphql_add(sam, api, str_join2(sam->arena, type, pair->key), resource);
}

bool sam_graphql_expand(Sam *sam, SamOwner *owner) {
    if (!node_is(sam_node_find(owner->properties, S("Auth")), NODE_MAP)) {
        return sam_refuse(sam, owner->resource, "\"%.*s\" needs Auth, a map", STR_ARGS(owner->id));
    }
    if (sam_node_find(owner->properties, S("SchemaInline")) == NULL &&
        sam_node_find(owner->properties, S("SchemaUri")) == NULL) {
        return sam_refuse(sam, owner->resource, "\"%.*s\" needs a SchemaInline or a SchemaUri",
                          STR_ARGS(owner->id));
    }
    SamGraphql api = {.owner = owner};
    api.id = sam_node_attribute(sam, owner->resource, owner->id, S("ApiId"));
    api.sources = node_make_map(owner->resource);
    api.functions = node_make_map(owner->resource);
    sam_graphql_add_api(sam, &api);
    sam_graphql_add_schema(sam, &api);
    sam_graphql_add_parts(sam, &api);
    sam_graphql_add_sources(sam, &api);
    sam_graphql_add_functions(sam, &api);
    const Node *resolvers = sam_node_find(owner->properties, S("Resolvers"));
    for (uint32_t i = 0; node_is(resolvers, NODE_MAP) && i < resolvers->count; i++) {
        const NodePair *type = &resolvers->pairs[i];
        for (uint32_t j = 0; type->value.kind == NODE_MAP && j < type->value.count; j++) {
            sam_graphql_add_resolver(sam, &api, type->key, &type->value.pairs[j]);
        }
    }
    if (!api.needs_none) return true;
    Str none = str_join2(sam->arena, owner->id, S("NoneDataSource"));
    sam_graphql_add(sam, &api, S("NoneDataSource"),
                    sam_form(sam, owner->resource,
                             "{Type: 'AWS::AppSync::DataSource', Properties: {ApiId: $0, Name: $1, "
                             "Type: NONE}}",
                             api.id, sam_node_text(sam, owner->resource, none)));
    return true;
}
