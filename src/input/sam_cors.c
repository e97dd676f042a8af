/* SPDX-License-Identifier: Apache-2.0 */
/* sam_cors.c -- cross-origin requests: REST APIs answer preflights with an OPTIONS method for each
 * path, HTTP APIs have one setting for all. */
#include "base/buffer.h"
#include "input/sam_internal.h"

#include <stdlib.h>

/* A part of the Cors property, and the header it becomes. */
typedef struct SamCorsHeader {
    const char *property;
    const char *header;
    const char *type;
} SamCorsHeader;

static const SamCorsHeader sam_cors_headers[] = {
    {"AllowOrigin", "Access-Control-Allow-Origin", "string"},
    {"AllowHeaders", "Access-Control-Allow-Headers", "string"},
    {"AllowMethods", "Access-Control-Allow-Methods", "string"},
    {"MaxAge", "Access-Control-Max-Age", "integer"},
    {"AllowCredentials", "Access-Control-Allow-Credentials", "string"},
};

/* "'GET,OPTIONS'": the methods of a path, sorted, and OPTIONS. */
static Node *sam_cors_methods(Sam *sam, const Node *item) {
    if (node_find(item, S("x-amazon-apigateway-any-method")) != NULL) {
        return sam_node_text(sam, item, S("'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT'"));
    }
    Str *names = ARENA_ARRAY(sam->arena, Str, item->count + 1);
    for (uint32_t i = 0; i < item->count; i++) {
        Str name = item->pairs[i].key;
        char *upper = arena_alloc(sam->arena, name.len + 1);
        for (size_t j = 0; j < name.len; j++) {
            char byte = name.ptr[j];
            upper[j] = byte >= 'a' && byte <= 'z' ? (char)(byte - 'a' + 'A') : byte;
        }
        names[i] = (Str){upper, name.len};
    }
    names[item->count] = S("OPTIONS");
    qsort(names, item->count + 1, sizeof names[0], str_compare_pointers);
    CLEANUP(buffer_free) Buffer buffer = {0};
    buffer_add_byte(&buffer, '\'');
    for (uint32_t i = 0; i <= item->count; i++) {
        if (i > 0) buffer_add_byte(&buffer, ',');
        buffer_add(&buffer, names[i]);
    }
    buffer_add_byte(&buffer, '\'');
    return sam_node_text(sam, item, str_copy(sam->arena, buffer_text(&buffer)));
}

/* The OPTIONS method that answers with the headers of cors, a map. */
static Node *sam_cors_options(Sam *sam, const Node *cors) {
    Node *parameters = sam_form(sam, cors, "{}");
    Node *headers = sam_form(sam, cors, "{}");
    for (size_t i = 0; i < COUNT(sam_cors_headers); i++) {
        const SamCorsHeader *row = &sam_cors_headers[i];
        const Node *value = sam_node_find(cors, str_from(row->property));
        bool is_credentials = str_equal(str_from(row->property), S("AllowCredentials"));
        if (value == NULL || (is_credentials && !sam_node_is_true(value))) continue;
        if (is_credentials) value = sam_node_text(sam, cors, S("'true'"));
        Str name = str_join2(sam->arena, S("method.response.header."), str_from(row->header));
        sam_node_set(sam, parameters, name, value);
        sam_node_set(
            sam, headers, str_from(row->header),
            sam_form(sam, cors, "{type: $0}", sam_node_text(sam, cors, str_from(row->type))));
    }
    return sam_form(
        sam, cors,
        "{summary: CORS support, consumes: [application/json], produces: "
        "[application/json], x-amazon-apigateway-integration: {type: mock, "
        "requestTemplates: {application/json: \"{\\n  \\\"statusCode\\\" : 200\\n}\\n\"}, "
        "responses: {default: {statusCode: '200', responseParameters: $0, "
        "responseTemplates: {application/json: \"{}\\n\"}}}}, responses: {'200': "
        "{description: Default response for CORS method, headers: $1}}}",
        parameters, headers);
}

void sam_cors_add(Sam *sam, const SamOwner *owner, Node *body) {
    const Node *value = sam_node_find(owner->properties, S("Cors"));
    if (!sam_node_is_true(value)) return;
    bool is_origin = value->kind != NODE_MAP || sam_node_is_intrinsic(value);
    const Node *settings = is_origin ? sam_form(sam, value, "{AllowOrigin: $0}", value) : value;
    Node *paths = sam_node_find_own(body, S("paths"));
    for (uint32_t i = 0; node_is(paths, NODE_MAP) && i < paths->count; i++) {
        Node *branches[2];
        size_t count = sam_swagger_branches(&paths->pairs[i].value, branches);
        for (size_t j = 0; j < count; j++) {
            Node *item = branches[j];
            if (item->kind != NODE_MAP || node_find(item, S("options")) != NULL) continue;
            Node *cors = sam_node_copy(sam, settings);
            if (sam_node_find(cors, S("AllowOrigin")) == NULL) {
                sam_node_set(sam, cors, S("AllowOrigin"), sam_node_text(sam, cors, S("'*'")));
            }
            if (!sam_node_is_true(sam_node_find(cors, S("AllowMethods")))) {
                sam_node_set(sam, cors, S("AllowMethods"), sam_cors_methods(sam, item));
            }
            sam_node_set(sam, item, S("options"), sam_cors_options(sam, cors));
        }
    }
}

void sam_cors_add_http(Sam *sam, const SamOwner *owner, Node *body) {
    static const char *const names[][2] = {
        {"AllowOrigins", "allowOrigins"},
        {"AllowHeaders", "allowHeaders"},
        {"AllowMethods", "allowMethods"},
        {"ExposeHeaders", "exposeHeaders"},
        {"MaxAge", "maxAge"},
        {"AllowCredentials", "allowCredentials"},
    };
    const Node *value =
        sam_default_resolve(sam, sam_node_find(owner->properties, S("CorsConfiguration")));
    if (!sam_node_is_true(value)) return;
    Node *cors = sam_node_map_at(sam, body, S("x-amazon-apigateway-cors"));
    if (cors == NULL) return;
    if (value->kind == NODE_BOOL) {
        sam_node_set(sam, cors, S("allowOrigins"), sam_form(sam, value, "['*']"));
    }
    if (sam_node_is_intrinsic(value)) {
        sam_node_set(sam, cors, value->pairs[0].key, &value->pairs[0].value);
    }
    for (size_t i = 0; i < COUNT(names); i++) {
        const Node *part = sam_node_find(value, str_from(names[i][0]));
        bool shown = node_is(part, NODE_INT) || sam_node_is_true(part);
        if (shown) sam_node_set(sam, cors, str_from(names[i][1]), part);
    }
}
