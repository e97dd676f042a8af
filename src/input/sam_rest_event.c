/* SPDX-License-Identifier: Apache-2.0 */
/* sam_rest_event.c -- Api events: a method of a REST API that calls a function or starts a state
 * machine. The method goes into the API's document when SAM manages that. */
#include "input/sam_internal.h"

/* "GET" of "get"; "*" of "any". */
static Str sam_rest_event_verb(Sam *sam, Str method) {
    if (str_equal_ignore_case(method, S("any"))) return S("*");
    char *upper = arena_alloc(sam->arena, method.len + 1);
    for (size_t i = 0; i < method.len; i++) {
        char byte = method.ptr[i];
        upper[i] = byte >= 'a' && byte <= 'z' ? (char)(byte - 'a' + 'A') : byte;
    }
    return (Str){upper, method.len};
}

static void sam_rest_event_permit(Sam *sam, const SamEvent *event, const Node *api,
                                  const SamMethod *place) {
    const Node *stage = sam_node_find(api, S("StageName"));
    const Node *id = sam_node_find(event->properties, S("RestApiId"));
    Str suffix = node_is(stage, NODE_STRING) ? stage->text : S("Stage");
    if (!sam_node_is_alphanumeric(suffix)) suffix = sam_node_hash(sam, stage);
    Str method = node_text(sam_node_find(event->properties, S("Method")));
    Str arn = str_format(
        sam->arena,
        "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/${__Stage__}/%.*s%.*s",
        STR_ARGS(sam_rest_event_verb(sam, method)),
        STR_ARGS(sam_swagger_arn_path(sam, place->path)));
    sam_event_permit(sam, event, str_join3(sam->arena, event->id, S("Permission"), suffix),
                     "apigateway.amazonaws.com",
                     sam_form(sam, event->node,
                              "{SourceArn: {'Fn::Sub': [$0, {__ApiId__: $1, __Stage__: '*'}]}}",
                              sam_node_text(sam, event->node, arn), id));
}

/* The role in which the API calls the function: with IAM authorization, the caller's or a given
 * one; NULL for the API's own permission. */
static const Node *sam_rest_event_role(Sam *sam, const Node *auth, const Node *api_auth) {
    bool own = node_is_text(sam_node_find(auth, S("Authorizer")), S("AWS_IAM"));
    bool inherited = node_is_text(sam_node_find(api_auth, S("DefaultAuthorizer")), S("AWS_IAM"));
    if (!own && !(inherited && !sam_node_is_true(auth))) return NULL;
    const Node *role = node_find(auth, S("InvokeRole"));
    if (role == NULL) role = node_find(api_auth, S("InvokeRole"));
    if (role == NULL || node_is_text(role, S("CALLER_CREDENTIALS"))) {
        return sam_form(sam, api_auth == NULL ? auth : api_auth, "'arn:aws:iam::*:user/*'");
    }
    return node_is_text(role, S("NONE")) || !sam_node_is_true(role) ? NULL : role;
}

static Node *sam_rest_event_function(Sam *sam, const SamEvent *event, const Node *api) {
    const Node *auth = sam_node_find(event->properties, S("Auth"));
    bool stream = node_is_text(sam_node_find(event->properties, S("ResponseTransferMode")),
                               S("RESPONSE_STREAM"));
    const Node *uri = sam_node_conditional(sam, sam_resource_condition(event->target->owner),
                                           sam_swagger_uri(sam, event->target, "aws", stream));
    return sam_form(sam, event->node,
                    "{type: aws_proxy, httpMethod: POST, uri: $0, responseTransferMode: $1, "
                    "credentials: $2, timeoutInMillis: $3}",
                    uri, stream ? sam_node_text(sam, event->node, S("STREAM")) : NULL,
                    sam_rest_event_role(sam, auth, sam_node_find(api, S("Auth"))),
                    sam_node_find(event->properties, S("TimeoutInMillis")));
}

static Node *sam_rest_event_state_machine(Sam *sam, const SamEvent *event, const Node *role) {
    bool unescape =
        sam_node_is_true(sam_node_find(event->properties, S("UnescapeMappingTemplate")));
    Str template = str_format(
        sam->arena,
        unescape ? "{\"input\": "
                   "\"$util.escapeJavaScript($input.json('$')).replaceAll(\"\\\\'\",\"'\")\", "
                   "\"stateMachineArn\": \"${%.*s}\"}"
                 : "{\"input\": \"$util.escapeJavaScript($input.json('$'))\", \"stateMachineArn\": "
                   "\"${%.*s}\"}",
        STR_ARGS(event->target->id));
    const Node *uri =
        sam_form(sam, event->node,
                 "{'Fn::Sub': 'arn:${AWS::Partition}:apigateway:${AWS::Region}:states:"
                 "action/StartExecution'}");
    return sam_form(
        sam, event->node,
        "{type: aws, httpMethod: POST, uri: $0, responses: {'200': {statusCode: '200'}, "
        "'400': {statusCode: '400'}}, credentials: $1, requestTemplates: "
        "{application/json: {'Fn::Sub': $2}}}",
        sam_node_conditional(sam, sam_resource_condition(event->target->owner), uri), role,
        sam_node_text(sam, event->node, template));
}

/* RequestModel: the body must fit one of the API's Models. */
static void sam_rest_event_model(Sam *sam, const SamEvent *event, Node *body, Node *definition) {
    const Node *model = sam_node_find(event->properties, S("RequestModel"));
    Str name = str_lower(sam->arena, node_text(sam_node_find(model, S("Model"))));
    if (name.len == 0) return;
    const Node *text = sam_node_text(sam, model, name);
    const Node *required = sam_node_find(model, S("Required"));
    if (sam_node_find(body, S("swagger")) != NULL) {
        Node *parameters = sam_node_find_own(definition, S("parameters"));
        if (parameters == NULL) {
            parameters =
                node_map_set(sam->arena, definition, S("parameters"), *sam_form(sam, model, "[]"));
        }
        Node *parameter = sam_form(sam, model,
                                   "{in: body, name: $0, schema: {'$ref': '#/definitions/$0'}, "
                                   "required: $1}",
                                   text, required);
        if (parameters->kind == NODE_LIST) node_list_add(sam->arena, parameters, *parameter);
    } else {
        sam_node_set(sam, definition, S("requestBody"),
                     sam_form(sam, model,
                              "{content: {application/json: {schema: {'$ref': "
                              "'#/components/schemas/$0'}}}, required: $1}",
                              text, required));
    }
    bool checks_body = sam_node_is_true(sam_node_find(model, S("ValidateBody")));
    bool checks_parameters = sam_node_is_true(sam_node_find(model, S("ValidateParameters")));
    if (sam_node_find(model, S("ValidateBody")) == NULL &&
        sam_node_find(model, S("ValidateParameters")) == NULL) {
        return;
    }
    const char *validator = checks_body ? checks_parameters ? "body-and-params" : "body-only"
                            : checks_parameters ? "params-only"
                                                : "no-validation";
    Node *validators = sam_node_map_at(sam, body, S("x-amazon-apigateway-request-validators"));
    Node is_body = node_make_bool(model, checks_body);
    Node is_parameters = node_make_bool(model, checks_parameters);
    if (validators != NULL) {
        sam_node_set(sam, validators, str_from(validator),
                     sam_form(sam, model,
                              "{validateRequestBody: $0, validateRequestParameters: $1}", &is_body,
                              &is_parameters));
    }
    sam_node_set(sam, definition, S("x-amazon-apigateway-request-validator"),
                 sam_node_text(sam, model, str_from(validator)));
}

/* One of RequestParameters: "method.request.querystring.name", or that with {Required, Caching}. */
static void sam_rest_event_parameter(Sam *sam, const Node *item, Node *parameters, Node *cached) {
    Str full = node_is(item, NODE_MAP) && item->count > 0 ? item->pairs[0].key : node_text(item);
    const Node *settings =
        node_is(item, NODE_MAP) && item->count > 0 ? &item->pairs[0].value : NULL;
    if (!str_starts(full, S("method.request."))) {
        sam_refuse(sam, item, "a request parameter must begin with method.request.");
        return;
    }
    Str name = str_slice(full, S("method.request.").len, full.len);
    Str location = str_cut(&name, '.');
    if (str_equal(location, S("querystring"))) location = S("query");
    Node required = node_make_bool(item, sam_node_is_true(sam_node_find(settings, S("Required"))));
    node_list_add(sam->arena, parameters,
                  *sam_form(sam, item, "{in: $0, name: $1, required: $2, type: string}",
                            sam_node_text(sam, item, location), sam_node_text(sam, item, name),
                            &required));
    if (sam_node_is_true(sam_node_find(settings, S("Caching")))) {
        node_list_add(sam->arena, cached, *sam_node_text(sam, item, full));
    }
}

static void sam_rest_event_parameters(Sam *sam, const SamEvent *event, Node *definition) {
    const Node *list = sam_node_find(event->properties, S("RequestParameters"));
    if (!node_is(list, NODE_LIST)) return;
    Node *parameters = sam_form(sam, list, "[]");
    const Node *before = sam_node_find(definition, S("parameters"));
    for (uint32_t i = 0; node_is(before, NODE_LIST) && i < before->count; i++) {
        node_list_add(sam->arena, parameters, before->items[i]);
    }
    Node *cached = sam_form(sam, list, "[]");
    for (uint32_t i = 0; i < list->count; i++) {
        sam_rest_event_parameter(sam, &list->items[i], parameters, cached);
    }
    sam_node_set(sam, definition, S("parameters"), parameters);
    Node *integration = sam_node_find_own(definition, S("x-amazon-apigateway-integration"));
    if (cached->count > 0 && integration != NULL) {
        sam_node_set(sam, integration, S("cacheKeyParameters"), cached);
    }
}

/* Writes the method with all that belongs to it into a document. */
static bool sam_rest_event_write(Sam *sam, const SamEvent *event, Node *api, Node *body,
                                 const SamMethod *place) {
    if (sam_swagger_has_integration(sam, body, place->path, place->name)) {
        return sam_refuse(sam, event->node, "%.*s %.*s is defined twice", STR_ARGS(place->name),
                          STR_ARGS(place->path));
    }
    Str condition = sam_resource_condition(event->target->owner);
    if (event->target->is_function) {
        sam_swagger_integrate(sam, body, place,
                              sam_form(sam, event->node,
                                       "{x-amazon-apigateway-integration: $0, responses: {}}",
                                       sam_rest_event_function(sam, event, api)),
                              condition);
    } else {
        const Node *role = sam_node_attribute(
            sam, event->node, str_join2(sam->arena, event->id, S("Role")), S("Arn"));
        sam_swagger_integrate(
            sam, body, place,
            sam_form(sam, event->node,
                     "{x-amazon-apigateway-integration: $0, responses: {'200': {description: OK}, "
                     "'400': {description: Bad Request}}}",
                     sam_rest_event_state_machine(sam, event, role)),
            condition);
    }
    if (!sam_security_of_event(sam, event, api, body, place)) return false;
    SamMethods methods = sam_swagger_methods(sam, body, place->path, place->name);
    for (size_t i = 0; i < methods.count; i++) {
        sam_rest_event_model(sam, event, body, methods.items[i].definition);
        sam_rest_event_parameters(sam, event, methods.items[i].definition);
    }
    return true;
}

/* MergeDefinitions: what SAM writes is laid over the method that the user's document has. */
static bool sam_rest_event_merge(Sam *sam, const SamEvent *event, Node *api, Node *body,
                                 const SamMethod *place) {
    Node *fresh = sam_swagger_make(sam, event->node, false);
    if (!sam_rest_event_write(sam, event, api, fresh, place)) return false;
    const Node *made = node_find(node_find(node_find(fresh, S("paths")), place->path), place->name);
    Node *paths = sam_node_map_at(sam, body, S("paths"));
    Node *item = paths == NULL ? NULL : sam_node_map_at(sam, paths, place->path);
    Str method = str_lower(sam->arena, node_text(sam_node_find(event->properties, S("Method"))));
    Node *definition = item == NULL ? NULL : sam_node_map_at(sam, item, method);
    for (uint32_t i = 0; definition != NULL && node_is(made, NODE_MAP) && i < made->count; i++) {
        sam_node_set(sam, definition, made->pairs[i].key, &made->pairs[i].value);
    }
    return true;
}

bool sam_rest_event_expand(Sam *sam, const SamEvent *event) {
    const Node *path = sam_event_need(sam, event, "Path");
    const Node *method = sam_event_need(sam, event, "Method");
    const Node *rest = sam_event_need(sam, event, "RestApiId");
    if (path == NULL || method == NULL || rest == NULL) return false;
    Str id = node_is(rest, NODE_STRING) ? rest->text : node_text(node_find(rest, S("Ref")));
    Node *resource = sam_node_find_own(&sam->resources, id);
    Node *api = sam_node_find_own(resource, S("Properties"));
    if (resource == NULL) {
        return sam_refuse(sam, rest, "RestApiId must refer to an API in the same template");
    }
    SamMethod place = {node_text(path), sam_swagger_method(sam, node_text(method)), NULL};
    if (event->target->is_function) {
        sam_rest_event_permit(sam, event, api, &place);
    } else {
        sam_schedule_start(sam, event, "apigateway.amazonaws.com");
    }
    Node *body = sam_node_find_own(api, S("DefinitionBody"));
    if (!node_is(body, NODE_MAP)) return true;
    const Node *auth = sam_node_find(event->properties, S("Auth"));
    bool merges = sam_node_is_true(sam_node_find(api, S("MergeDefinitions")));
    if (sam_implicit_is_managed(api)) return sam_rest_event_write(sam, event, api, body, &place);
    if (!event->target->is_function) return true;
    if (merges && !sam_rest_event_merge(sam, event, api, body, &place)) return false;
    if (!sam_node_is_true(sam_node_find(auth, S("OverrideApiAuth")))) return true;
    return sam_security_of_event(sam, event, api, body, &place);
}
