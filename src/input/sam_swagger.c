/* SPDX-License-Identifier: Apache-2.0 */
/* sam_swagger.c -- the OpenAPI documents of APIs, edited in place. What exists only under a
 * condition is a {Fn::If: [condition, it, {Ref: AWS::NoValue}]}: paths, methods, and both at once.
 */
#include "base/buffer.h"
#include "input/sam_internal.h"

static const char sam_swagger_integration[] = "x-amazon-apigateway-integration";

Node *sam_swagger_make(Sam *sam, const Node *at, bool http) {
    return sam_form(sam, at,
                    http ? "{openapi: '3.0.1', info: {version: '1.0', title: {Ref: "
                           "'AWS::StackName'}}, paths: {}}"
                         : "{swagger: '2.0', info: {version: '1.0', title: {Ref: "
                           "'AWS::StackName'}}, paths: {}}");
}

/* "3", "3.0" or "3.0.1", also as a number. */
static bool sam_swagger_is_version_3(const Node *version) {
    if (node_is(version, NODE_INT)) return version->integer == 3;
    if (node_is(version, NODE_DOUBLE)) return version->number >= 3 && version->number < 4;
    Str text = node_text(version);
    return str_equal(text, S("3")) || str_starts(text, S("3."));
}

bool sam_swagger_is_valid(const Node *body, bool http) {
    if (!node_is(node_find(body, S("paths")), NODE_MAP)) return false;
    if (!http && sam_node_is_true(node_find(body, S("swagger")))) return true;
    return sam_swagger_is_version_3(node_find(body, S("openapi")));
}

Str sam_swagger_method(Sam *sam, Str method) {
    Str lower = str_lower(sam->arena, method);
    return str_equal(lower, S("any")) ? S("x-amazon-apigateway-any-method") : lower;
}

size_t sam_swagger_branches(Node *node, Node *ret_branches[2]) {
    size_t count = 0;
    Node *branches = sam_node_if(node) == NULL ? NULL : node->pairs[0].value.items;
    if (branches == NULL && node != NULL) ret_branches[count++] = node;
    for (int i = 1; branches != NULL && i <= 2; i++) {
        if (!sam_node_is_no_value(&branches[i])) ret_branches[count++] = &branches[i];
    }
    return count;
}

bool sam_swagger_add(Sam *sam, Node *body, Str path, Str method) {
    Node *paths = sam_node_map_at(sam, body, S("paths"));
    Node *item = paths == NULL ? NULL : sam_node_map_at(sam, paths, path);
    if (item == NULL) return false;
    Node *branches[2];
    size_t count = sam_swagger_branches(item, branches);
    Str name = sam_swagger_method(sam, method);
    for (size_t i = 0; i < count; i++) {
        if (branches[i]->kind != NODE_MAP) return false;
        if (sam_node_map_at(sam, branches[i], name) == NULL) return false;
    }
    return true;
}

static bool sam_swagger_is_integrated(const Node *definition) {
    return sam_node_is_true(node_find(definition, str_from(sam_swagger_integration)));
}

bool sam_swagger_has_integration(Sam *sam, Node *body, Str path, Str method) {
    Node *item = sam_node_find_own(sam_node_find_own(body, S("paths")), path);
    Node *branches[2];
    size_t count = item == NULL ? 0 : sam_swagger_branches(item, branches);
    for (size_t i = 0; i < count; i++) {
        Node *definition = sam_node_find_own(branches[i], sam_swagger_method(sam, method));
        Node *inner[2];
        size_t inner_count = definition == NULL ? 0 : sam_swagger_branches(definition, inner);
        bool any = false;
        for (size_t j = 0; j < inner_count; j++) any = any || sam_swagger_is_integrated(inner[j]);
        if (!any) return false;
    }
    return count > 0;
}

void sam_swagger_integrate(Sam *sam, Node *body, const SamMethod *place, const Node *made,
                           Str condition) {
    const Node *integration = node_find(made, str_from(sam_swagger_integration));
    const Node *responses = node_find(made, S("responses"));
    if (!sam_swagger_add(sam, body, place->path, place->name)) return;
    Node *item = sam_node_find_own(sam_node_find_own(body, S("paths")), place->path);
    Node *branches[2];
    size_t count = sam_swagger_branches(item, branches);
    for (size_t i = 0; i < count; i++) {
        Node *definition = sam_node_find_own(branches[i], place->name);
        if (!node_is(definition, NODE_MAP)) continue;
        sam_node_set(sam, definition, str_from(sam_swagger_integration),
                     sam_node_copy(sam, integration));
        if (node_find(definition, S("responses")) == NULL) {
            sam_node_set(sam, definition, S("responses"), sam_node_copy(sam, responses));
        }
        if (condition.len > 0) *definition = *sam_node_conditional(sam, condition, definition);
    }
}

static bool sam_swagger_is_method(Str name) {
    return !str_equal(name, S("summary")) && !str_equal(name, S("description")) &&
           !str_equal(name, S("parameters")) && !str_equal(name, S("servers"));
}

/* Makes room for one more; the capacity is the next power of two. */
static void sam_swagger_grow(Sam *sam, SamMethods *methods) {
    size_t count = methods->count;
    if ((count & (count - 1)) != 0) return;
    size_t capacity = count == 0 ? 1 : count * 2;
    methods->items =
        arena_grow_array(sam->arena, methods->items, count, capacity, sizeof(SamMethod));
}

static void sam_swagger_collect(Sam *sam, NodePair *path, Str method, SamMethods *methods) {
    Node *items[2];
    size_t item_count = sam_swagger_branches(&path->value, items);
    for (size_t i = 0; i < item_count; i++) {
        for (uint32_t j = 0; items[i]->kind == NODE_MAP && j < items[i]->count; j++) {
            NodePair *pair = &items[i]->pairs[j];
            Str name = sam_swagger_method(sam, pair->key);
            if (!sam_swagger_is_method(name)) continue;
            if (method.len > 0 && !str_equal(name, method)) continue;
            Node *definitions[2];
            size_t count = sam_swagger_branches(&pair->value, definitions);
            for (size_t k = 0; k < count; k++) {
                if (!sam_swagger_is_integrated(definitions[k])) continue;
                sam_swagger_grow(sam, methods);
                methods->items[methods->count++] = (SamMethod){path->key, name, definitions[k]};
            }
        }
    }
}

SamMethods sam_swagger_methods(Sam *sam, Node *body, Str path, Str method) {
    SamMethods methods = {0};
    Node *paths = sam_node_find_own(body, S("paths"));
    for (uint32_t i = 0; node_is(paths, NODE_MAP) && i < paths->count; i++) {
        if (path.len > 0 && !str_equal(paths->pairs[i].key, path)) continue;
        sam_swagger_collect(sam, &paths->pairs[i], method, &methods);
    }
    return methods;
}

Node *sam_swagger_uri(Sam *sam, const SamTarget *target, const char *partition, bool stream) {
    bool alias = node_find(target->arn, S("Ref")) != NULL;
    Str text = str_format(
        sam->arena, "arn:%s:apigateway:${AWS::Region}:lambda:path/%s/functions/${%.*s%s}/%s",
        partition, stream ? "2021-11-15" : "2015-03-31", STR_ARGS(target->id), alias ? "" : ".Arn",
        stream ? "response-streaming-invocations" : "invocations");
    return sam_form(sam, target->arn, "{'Fn::Sub': $0}", sam_node_text(sam, target->arn, text));
}

Str sam_swagger_arn_path(Sam *sam, Str path) {
    if (path.len > 1 && str_ends(path, S("/"))) path = str_slice(path, 0, path.len - 1);
    CLEANUP(buffer_free) Buffer buffer = {0};
    for (size_t i = 0; i < path.len; i++) {
        size_t close =
            path.ptr[i] == '{' ? str_find(str_slice(path, i, path.len), S("}")) : SIZE_MAX;
        if (close == SIZE_MAX) {
            buffer_add_byte(&buffer, path.ptr[i]);
            continue;
        }
        buffer_add_byte(&buffer, '*');
        i += close;
    }
    return str_copy(sam->arena, buffer_text(&buffer));
}

/* Moves body[from] to body.components[to]. */
static void sam_swagger_move(Sam *sam, Node *body, const char *from, const char *to) {
    Node *value = sam_node_find_own(body, str_from(from));
    if (!sam_node_is_true(value)) return;
    Node moved = *value;
    sam_node_remove(body, str_from(from));
    Node *components = sam_node_map_at(sam, body, S("components"));
    if (components != NULL) sam_node_set(sam, components, str_from(to), &moved);
}

/* OpenAPI 3 has no media types for a method, and a schema in each header. */
static void sam_swagger_normalize_options(Sam *sam, Node *options) {
    sam_node_remove(options, S("produces"));
    sam_node_remove(options, S("consumes"));
    Node *answer = sam_node_find_own(sam_node_find_own(options, S("responses")), S("200"));
    Node *headers = sam_node_find_own(answer, S("headers"));
    for (uint32_t i = 0; node_is(headers, NODE_MAP) && i < headers->count; i++) {
        Node *header = &headers->pairs[i].value;
        if (node_find(header, S("schema")) != NULL) continue;
        *header = *sam_form(sam, header, "{schema: $0}", sam_node_copy(sam, header));
    }
}

void sam_swagger_normalize(Sam *sam, Node *body, const Node *version) {
    if (sam_node_find(body, S("swagger")) != NULL) return;
    if (version == NULL) version = sam_node_find(body, S("openapi"));
    if (!sam_swagger_is_version_3(version)) return;
    sam_swagger_move(sam, body, "securityDefinitions", "securitySchemes");
    sam_swagger_move(sam, body, "definitions", "schemas");
    Node *paths = sam_node_find_own(body, S("paths"));
    for (uint32_t i = 0; node_is(paths, NODE_MAP) && i < paths->count; i++) {
        Node *options = sam_node_find_own(&paths->pairs[i].value, S("options"));
        if (node_is(options, NODE_MAP)) sam_swagger_normalize_options(sam, options);
    }
}
