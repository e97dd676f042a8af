/* SPDX-License-Identifier: Apache-2.0 */
/* sam_http_event.c -- HttpApi events: a route of a HTTP API that calls a function. */
#include "input/sam_internal.h"

/* True when the API's default route calls the same function: then its permission is for all paths.
 */
static bool sam_http_event_is_covered(Sam *sam, const SamEvent *event, Node *body) {
    SamMethods methods =
        sam_swagger_methods(sam, body, S("$default"), S("x-amazon-apigateway-any-method"));
    Str arn = str_format(sam->arena, "${%.*s.Arn}", STR_ARGS(event->target->id));
    for (size_t i = 0; i < methods.count; i++) {
        Node *integration =
            sam_node_find_own(methods.items[i].definition, S("x-amazon-apigateway-integration"));
        Node *uri = sam_node_find_own(integration, S("uri"));
        Node *branches[2];
        size_t count = uri == NULL ? 0 : sam_swagger_branches(uri, branches);
        for (size_t j = 0; j < count; j++) {
            if (!str_contains(node_text(node_find(branches[j], S("Fn::Sub"))), arn)) return false;
        }
    }
    return methods.count > 0;
}

static void sam_http_event_permit(Sam *sam, const SamEvent *event, Node *body,
                                  const SamMethod *place) {
    Str path = place->path;
    bool is_default = str_equal(path, S("$default"));
    if (!is_default && body != NULL && sam_http_event_is_covered(sam, event, body)) return;
    bool any = str_equal(place->name, S("x-amazon-apigateway-any-method"));
    CLEANUP(arena_free) Arena scratch = {0};
    char *verb = arena_alloc(&scratch, place->name.len + 1);
    for (size_t i = 0; i < place->name.len; i++) {
        char byte = place->name.ptr[i];
        verb[i] = byte >= 'a' && byte <= 'z' ? (char)(byte - 'a' + 'A') : byte;
    }
    Str rest = is_default ? S("") : sam_swagger_arn_path(sam, path);
    bool whole = any && str_equal(path, S("/$default"));
    Str arn = str_format(sam->arena,
                         "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:"
                         "${__ApiId__}/${__Stage__}%s%s%.*s",
                         whole ? "" : "/",
                         whole ? ""
                         : any ? "*"
                               : verb,
                         STR_ARGS(rest));
    sam_event_permit(sam, event, str_join2(sam->arena, event->id, S("Permission")),
                     "apigateway.amazonaws.com",
                     sam_form(sam, event->node,
                              "{SourceArn: {'Fn::Sub': [$0, {__ApiId__: $1, __Stage__: '*'}]}}",
                              sam_node_text(sam, event->node, arn),
                              sam_node_find(event->properties, S("ApiId"))));
}

/* Applies the event's Auth to its methods. */
static bool sam_http_event_authorize(Sam *sam, const SamEvent *event, Node *api,
                                     SamMethods methods) {
    const Node *auth = sam_node_find(event->properties, S("Auth"));
    if (!sam_node_is_true(auth)) return true;
    const Node *api_auth = sam_node_find(api, S("Auth"));
    const Node *authorizer = sam_node_find(auth, S("Authorizer"));
    if (authorizer == NULL) authorizer = sam_node_find(api_auth, S("DefaultAuthorizer"));
    Str name = node_text(authorizer);
    bool iam = str_equal(name, S("AWS_IAM")) &&
               sam_node_is_true(sam_node_find(api_auth, S("EnableIamAuthorizer")));
    const Node *known = sam_node_find(sam_node_find(api_auth, S("Authorizers")), name);
    if (name.len == 0 || (!iam && !str_equal(name, S("NONE")) && known == NULL)) {
        return sam_refuse(sam, auth, "the HTTP API has no authorizer named \"%.*s\"",
                          STR_ARGS(name));
    }
    const Node *scopes = NULL;
    if (known != NULL) {
        scopes = sam_node_find(auth, S("AuthorizationScopes"));
        if (!sam_node_is_true(scopes)) scopes = sam_node_find(known, S("AuthorizationScopes"));
    }
    for (size_t i = 0; i < methods.count; i++) {
        sam_security_add(sam, methods.items[i].definition, name, scopes);
    }
    return true;
}

/* Each {name} of the path is a parameter of the method. */
static void sam_http_event_parameters(Sam *sam, Str path, Node *definition) {
    while (str_contains(path, S("{"))) {
        str_cut(&path, '{');
        const Node *name = sam_node_text(sam, definition, str_cut(&path, '}'));
        Node *list = sam_node_find_own(definition, S("parameters"));
        if (list == NULL) {
            list = node_map_set(sam->arena, definition, S("parameters"),
                                *sam_form(sam, definition, "[]"));
        }
        if (list->kind != NODE_LIST) return;
        const Node *made = sam_form(sam, definition, "{name: $0, in: path, required: true}", name);
        Node *known = NULL;
        for (uint32_t i = 0; i < list->count; i++) {
            if (node_is_text(node_find(&list->items[i], S("name")), name->text)) {
                known = &list->items[i];
            }
        }
        if (known == NULL) known = node_list_add(sam->arena, list, node_make_map(definition));
        sam_node_pick(sam, made, known, "name in required");
    }
}

static bool sam_http_event_write(Sam *sam, const SamEvent *event, Node *api, Node *body,
                                 const SamMethod *place) {
    Str condition = sam_resource_condition(event->target->owner);
    if (!sam_swagger_has_integration(sam, body, place->path, place->name)) {
        const Node *uri = sam_swagger_uri(sam, event->target, "${AWS::Partition}", false);
        Node *definition =
            sam_form(sam, event->node,
                     "{x-amazon-apigateway-integration: {type: aws_proxy, httpMethod: POST, "
                     "payloadFormatVersion: '2.0', uri: $0}, responses: {}}",
                     sam_node_conditional(sam, condition, uri));
        sam_swagger_integrate(sam, body, place, definition, condition);
    } else if (sam_implicit_is_managed(api)) {
        return sam_refuse(sam, event->node, "%.*s %.*s is defined twice", STR_ARGS(place->name),
                          STR_ARGS(place->path));
    }
    SamMethods methods = sam_swagger_methods(sam, body, place->path, place->name);
    for (size_t i = 0; i < methods.count; i++) {
        Node *definition = methods.items[i].definition;
        Node *integration = sam_node_find_own(definition, S("x-amazon-apigateway-integration"));
        sam_node_set(sam, integration, S("timeoutInMillis"),
                     sam_node_find(event->properties, S("TimeoutInMillis")));
        sam_node_set(sam, integration, S("payloadFormatVersion"),
                     sam_node_find(event->properties, S("PayloadFormatVersion")));
        sam_http_event_parameters(sam, place->path, definition);
        bool is_default = str_equal(place->path, S("$default")) &&
                          str_equal(place->name, S("x-amazon-apigateway-any-method"));
        if (is_default)
            sam_node_pick(sam, sam_form(sam, event->node, "{isDefaultRoute: true}"), definition,
                          "isDefaultRoute");
    }
    return sam_http_event_authorize(sam, event, api, methods);
}

bool sam_http_event_expand(Sam *sam, const SamEvent *event) {
    const Node *path = sam_event_need(sam, event, "Path");
    const Node *method = sam_event_need(sam, event, "Method");
    const Node *http = sam_event_need(sam, event, "ApiId");
    if (path == NULL || method == NULL || http == NULL) return false;
    Str id = node_is(http, NODE_STRING) ? http->text : node_text(node_find(http, S("Ref")));
    Node *resource = sam_node_find_own(&sam->resources, id);
    if (resource == NULL) {
        return sam_refuse(sam, http, "ApiId must refer to a HTTP API in the same template");
    }
    Node *api = sam_node_find_own(resource, S("Properties"));
    Node *body = sam_node_find_own(api, S("DefinitionBody"));
    SamMethod place = {node_text(path), sam_swagger_method(sam, node_text(method)), NULL};
    bool edits = sam_swagger_is_valid(body, true);
    sam_http_event_permit(sam, event, edits ? body : NULL, &place);
    return edits ? sam_http_event_write(sam, event, api, body, &place) : true;
}
