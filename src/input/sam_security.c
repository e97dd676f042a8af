/* SPDX-License-Identifier: Apache-2.0 */
/* sam_security.c -- who may call which method of a REST API: the "security" of each method. A
 * method can ask for an authorizer and a key, or refuse the API's default with NONE and
 * api_key_false, which stand in its list until the defaults are applied. */
#include "input/sam_internal.h"

void sam_security_add(Sam *sam, Node *definition, Str name, const Node *scopes) {
    Node *list = sam_node_find_own(definition, S("security"));
    if (list == NULL) {
        Node *empty = sam_form(sam, definition, "[]");
        list = node_map_set(sam->arena, definition, S("security"), *empty);
    }
    if (list->kind != NODE_LIST) return;
    Node *scheme = sam_form(sam, definition, "{$0: $1}", sam_node_text(sam, definition, name),
                            scopes == NULL ? sam_form(sam, definition, "[]") : scopes);
    node_list_add(sam->arena, list, *scheme);
}

void sam_security_define(Sam *sam, Node *body, Str name) {
    Node *definitions = sam_node_map_at(sam, body, S("securityDefinitions"));
    if (definitions == NULL || node_find(definitions, name) != NULL) return;
    bool iam = str_equal(name, S("AWS_IAM"));
    sam_node_set(sam, definitions, name,
                 sam_form(sam, body,
                          iam ? "{type: apiKey, name: Authorization, in: header, "
                                "x-amazon-apigateway-authtype: awsSigv4}"
                              : "{type: apiKey, name: x-api-key, in: header}"));
}

static bool sam_security_has(const Node *scheme, const char *name) {
    return node_find(scheme, str_from(name)) != NULL;
}

static bool sam_security_is_authorizer(const Node *scheme, const Node *authorizers) {
    if (sam_security_has(scheme, "AWS_IAM")) return true;
    for (uint32_t i = 0; node_is(authorizers, NODE_MAP) && i < authorizers->count; i++) {
        if (node_find(scheme, authorizers->pairs[i].key) != NULL) return true;
    }
    return false;
}

/* Sets the method's security to what it has beside authorizers, and its authorizers or the default,
 * or neither when it says NONE. */
static void sam_security_default_method(Sam *sam, Node *body, Node *definition, const Node *auth) {
    const Node *authorizers = sam_node_find(auth, S("Authorizers"));
    Str name = node_text(sam_node_find(auth, S("DefaultAuthorizer")));
    const Node *before = sam_node_find(definition, S("security"));
    Node *security = sam_form(sam, definition, "[]");
    Node *own = sam_form(sam, definition, "[]");
    bool none = false;
    for (uint32_t i = 0; node_is(before, NODE_LIST) && i < before->count; i++) {
        const Node *scheme = &before->items[i];
        bool is_none = sam_security_has(scheme, "NONE") && !none;
        none = none || is_none;
        if (is_none) continue;
        Node *to = sam_security_is_authorizer(scheme, authorizers) ? own : security;
        node_list_add(sam->arena, to, *scheme);
    }
    if (!none && own->count == 0) {
        const Node *scopes =
            sam_node_find(sam_node_find(authorizers, name), S("AuthorizationScopes"));
        Node *scheme = sam_form(sam, definition, "{$0: $1}", sam_node_text(sam, definition, name),
                                scopes == NULL ? sam_form(sam, definition, "[]") : scopes);
        node_list_add(sam->arena, own, *scheme);
    }
    for (uint32_t i = 0; !none && i < own->count; i++) {
        node_list_add(sam->arena, security, own->items[i]);
    }
    if (security->count == 0) return;
    sam_node_set(sam, definition, S("security"), security);
    if (sam_security_has(&security->items[0], "AWS_IAM")) {
        sam_security_define(sam, body, S("AWS_IAM"));
    }
}

/* True unless the Auth property of that name is false. */
static bool sam_security_preflight(const Node *auth, const char *property) {
    const Node *value = sam_node_find(auth, str_from(property));
    return value == NULL || sam_node_is_true(value);
}

void sam_security_default(Sam *sam, Node *body, const Node *auth) {
    if (!node_is(sam_node_find(auth, S("DefaultAuthorizer")), NODE_STRING)) return;
    bool preflight = sam_security_preflight(auth, "AddDefaultAuthorizerToCorsPreflight");
    SamMethods methods = sam_swagger_methods(sam, body, S(""), S(""));
    for (size_t i = 0; i < methods.count; i++) {
        if (!preflight && str_equal(methods.items[i].name, S("options"))) continue;
        sam_security_default_method(sam, body, methods.items[i].definition, auth);
    }
}

static void sam_security_require_key_method(Sam *sam, Node *definition, bool required) {
    const Node *before = sam_node_find(definition, S("security"));
    Node *security = sam_form(sam, definition, "[]");
    bool refused = false;
    for (uint32_t i = 0; node_is(before, NODE_LIST) && i < before->count; i++) {
        const Node *scheme = &before->items[i];
        refused = refused || sam_security_has(scheme, "api_key_false");
        if (sam_security_has(scheme, "api_key") || sam_security_has(scheme, "api_key_false"))
            continue;
        node_list_add(sam->arena, security, *scheme);
    }
    if (!refused && required) {
        node_list_add(sam->arena, security, *sam_form(sam, definition, "{api_key: []}"));
    }
    if (before == NULL && security->count == 0) return;
    sam_node_set(sam, definition, S("security"), security);
}

void sam_security_require_key(Sam *sam, Node *body, const Node *auth) {
    sam_security_define(sam, body, S("api_key"));
    bool preflight = sam_security_preflight(auth, "AddApiKeyRequiredToCorsPreflight");
    SamMethods methods = sam_swagger_methods(sam, body, S(""), S(""));
    for (size_t i = 0; i < methods.count; i++) {
        bool required = preflight || !str_equal(methods.items[i].name, S("options"));
        sam_security_require_key_method(sam, methods.items[i].definition, required);
    }
}

static void sam_security_authorize(Sam *sam, Node *body, Node *definition, const Node *auth,
                                   const Node *authorizers) {
    Str name = node_text(sam_node_find(auth, S("Authorizer")));
    const Node *scopes = NULL;
    const Node *authorizer = sam_node_find(authorizers, name);
    if (authorizer != NULL) {
        scopes = sam_node_find(auth, S("AuthorizationScopes"));
        if (scopes == NULL) scopes = sam_node_find(authorizer, S("AuthorizationScopes"));
    }
    sam_security_add(sam, definition, name, scopes);
    const Node *security = sam_node_find(definition, S("security"));
    if (node_is(security, NODE_LIST) && sam_security_has(&security->items[0], "AWS_IAM")) {
        sam_security_define(sam, body, S("AWS_IAM"));
    }
}

bool sam_security_of_event(Sam *sam, const SamEvent *event, Node *api, Node *body,
                           const SamMethod *place) {
    const Node *auth = sam_node_find(event->properties, S("Auth"));
    if (!node_is(auth, NODE_MAP)) return true;
    const Node *api_auth = sam_default_resolve(sam, sam_node_find(api, S("Auth")));
    const Node *authorizers = sam_node_find(api_auth, S("Authorizers"));
    const Node *authorizer = sam_node_find(auth, S("Authorizer"));
    Str name = node_text(authorizer);
    bool special = str_equal(name, S("AWS_IAM")) || str_equal(name, S("NONE"));
    if (authorizer != NULL && !special && sam_node_find(authorizers, name) == NULL) {
        return sam_refuse(sam, authorizer, "the API has no authorizer named \"%.*s\"",
                          STR_ARGS(name));
    }
    const Node *key = sam_node_find(auth, S("ApiKeyRequired"));
    SamMethods methods = sam_swagger_methods(sam, body, place->path, place->name);
    for (size_t i = 0; i < methods.count; i++) {
        Node *definition = methods.items[i].definition;
        if (authorizer != NULL) sam_security_authorize(sam, body, definition, auth, authorizers);
        bool required = sam_node_is_true(key);
        if (required) sam_security_define(sam, body, S("api_key"));
        if (key != NULL) {
            sam_security_add(sam, definition, required ? S("api_key") : S("api_key_false"), NULL);
        }
    }
    const Node *policy = sam_node_find(auth, S("ResourcePolicy"));
    if (!node_is(policy, NODE_MAP)) return true;
    const Node *stage = sam_node_find(api, S("StageName"));
    if (!node_is(stage, NODE_STRING)) stage = sam_node_text(sam, policy, S("Stage"));
    sam_resource_policy_add(sam, body, policy, place->path, stage);
    sam_resource_policy_add_custom(sam, body, policy);
    return true;
}
