/* SPDX-License-Identifier: Apache-2.0 */
/* sam.c -- the expansion of a SAM template from start to end.
 *
 *   template ──> own copy ──> implicit APIs ──> Globals merged ──> each resource ──> references
 *
 * Functions and state machines come before APIs, because their events write into the APIs' OpenAPI
 * documents; connectors come last, because they look at what the others became. */
#include "input/sam_internal.h"

#include <stdarg.h>
#include <stdio.h>

typedef struct SamType {
    Str name;
    int pass; /* the lower are expanded first */
    bool (*expand)(Sam *sam, SamOwner *owner);
} SamType;

enum { SAM_PASS_COUNT = 5 };

static const SamType sam_types[] = {
    {S_INIT("AWS::Serverless::Function"), 0, sam_function_expand},
    {S_INIT("AWS::Serverless::StateMachine"), 1, sam_state_machine_expand},
    {S_INIT("AWS::Serverless::Api"), 2, sam_api_expand},
    {S_INIT("AWS::Serverless::HttpApi"), 2, sam_http_api_expand},
    {S_INIT("AWS::Serverless::WebSocketApi"), 2, sam_web_socket_expand},
    {S_INIT("AWS::Serverless::SimpleTable"), 3, sam_table_expand},
    {S_INIT("AWS::Serverless::LayerVersion"), 3, sam_layer_expand},
    {S_INIT("AWS::Serverless::Application"), 3, sam_application_expand},
    {S_INIT("AWS::Serverless::GraphQLApi"), 3, sam_graphql_expand},
    {S_INIT("AWS::Serverless::CapacityProvider"), 3, sam_capacity_expand},
    {S_INIT("AWS::Serverless::Connector"), 4, sam_connector_expand},
};

static const char sam_transform[] = "AWS::Serverless-2016-10-31";

bool sam_refuse(Sam *sam, const Node *at, const char *format, ...) {
    Node nowhere = node_make_null(NULL);
    if (at == NULL) at = &nowhere;
    char message[ERROR_MESSAGE_BYTES_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    Error err = {0};
    Str file = at->source == NULL ? S("") : at->source->path;
    error_set(&err, file, at->line, at->column, "%s", message);
    error_list_add(sam->errors, sam->arena, &err);
    return false;
}

static bool sam_is_transform(const Node *node) {
    return node_is_text(node, str_from(sam_transform));
}

bool sam_is_template(const Node *template) {
    const Node *transform = node_find(template, S("Transform"));
    for (uint32_t i = 0; node_is(transform, NODE_LIST) && i < transform->count; i++) {
        if (sam_is_transform(&transform->items[i])) return true;
    }
    return sam_is_transform(transform);
}

static const SamType *sam_type_find(const Node *resource) {
    Str name = node_text(node_find(resource, S("Type")));
    for (size_t i = 0; i < COUNT(sam_types); i++) {
        if (str_equal(sam_types[i].name, name)) return &sam_types[i];
    }
    return NULL;
}

/* Resources that are plain already go to the output as they are. */
static void sam_pass_plain(Sam *sam) {
    for (uint32_t i = 0; i < sam->resources.count; i++) {
        const NodePair *pair = &sam->resources.pairs[i];
        if (sam_type_find(&pair->value) != NULL) continue;
        Str type = node_text(node_find(&pair->value, S("Type")));
        if (str_starts(type, S("AWS::Serverless::"))) {
            sam_refuse(sam, &pair->value, "\"%.*s\" has the type \"%.*s\", which SAM doesn't have",
                       STR_ARGS(pair->key), STR_ARGS(type));
        }
        node_map_add(sam->arena, &sam->output, pair->key, pair->value);
    }
}

/* Expands one resource; one that can't be is in the output as the template has it. */
static void sam_expand_resource(Sam *sam, uint32_t index, const SamType *type) {
    NodePair *pair = &sam->resources.pairs[index];
    SamOwner owner = {.id = pair->key, .resource = &pair->value, .first = sam->output.count};
    owner.properties = sam_node_map_at(sam, owner.resource, S("Properties"));
    bool expanded = owner.properties != NULL;
    if (!expanded) {
        sam_refuse(sam, owner.resource, "the Properties of \"%.*s\" must be a map",
                   STR_ARGS(owner.id));
    }
    if (expanded && sam->output.count >= SAM_RESOURCES_MAX) {
        expanded = sam_refuse(sam, owner.resource,
                              "\"%.*s\" isn't expanded: there are %d resources already",
                              STR_ARGS(owner.id), SAM_RESOURCES_MAX);
    }
    expanded = expanded && type->expand(sam, &owner);
    if (!expanded) {
        sam->output.count = (uint32_t)owner.first;
        const Node *original = node_find(node_find(sam->template, S("Resources")), owner.id);
        if (original == NULL) return; /* an implicit API: nobody wrote it */
        node_map_set(sam->arena, &sam->output, owner.id, *sam_node_copy(sam, original));
        return;
    }
    sam_resource_tag(sam, &owner);
    sam_reference_note(sam, &owner);
}

/* "Connectors" on any resource are connectors with that resource as their source. */
static void sam_add_embedded(Sam *sam, Str id, Node *resource) {
    const Node *connectors = sam_node_find(resource, S("Connectors"));
    for (uint32_t i = 0; node_is(connectors, NODE_MAP) && i < connectors->count; i++) {
        const NodePair *pair = &connectors->pairs[i];
        Node *connector = sam_node_copy(sam, &pair->value);
        Node *properties = sam_node_find_own(connector, S("Properties"));
        if (!node_is(properties, NODE_MAP)) {
            sam_refuse(sam, &pair->value, "a connector needs Properties with a Destination");
            continue;
        }
        Node *source = sam_form(sam, connector, "{Id: $0}", sam_node_text(sam, connector, id));
        const Node *reference = sam_node_find(properties, S("SourceReference"));
        for (uint32_t j = 0; node_is(reference, NODE_MAP) && j < reference->count; j++) {
            node_map_set(sam->arena, source, reference->pairs[j].key, reference->pairs[j].value);
        }
        sam_node_set(sam, properties, S("Source"), source);
        sam_node_remove(properties, S("SourceReference"));
        sam_node_set(sam, connector, S("Type"),
                     sam_node_text(sam, connector, S("AWS::Serverless::Connector")));
        Str made = str_join2(sam->arena, id, pair->key);
        node_map_set(sam->arena, &sam->resources, made, *connector);
    }
}

static void sam_add_all_embedded(Sam *sam) {
    uint32_t count = sam->resources.count;
    for (uint32_t i = 0; i < count; i++) {
        Node *resource = &sam->resources.pairs[i].value;
        if (sam_node_find(resource, S("Connectors")) == NULL) continue;
        Node copy = *sam_node_copy(sam, resource);
        sam_node_remove(resource, S("Connectors"));
        sam_add_embedded(sam, sam->resources.pairs[i].key, &copy);
    }
}

/* The template's Transform without the one that was done; NULL when none is left. */
static const Node *sam_transform_rest(Sam *sam, const Node *transform) {
    if (!node_is(transform, NODE_LIST)) return sam_is_transform(transform) ? NULL : transform;
    Node *rest = sam_form(sam, transform, "[]");
    for (uint32_t i = 0; i < transform->count; i++) {
        if (!sam_is_transform(&transform->items[i])) {
            node_list_add(sam->arena, rest, transform->items[i]);
        }
    }
    return rest->count == 0 ? NULL : rest;
}

static Node *sam_assemble(Sam *sam, const Node *template) {
    Node *result = sam_node_copy(sam, template);
    sam_node_remove(result, S("Globals"));
    const Node *transform = sam_transform_rest(sam, node_find(template, S("Transform")));
    sam_node_remove(result, S("Transform"));
    sam_node_set(sam, result, S("Transform"), transform);
    if (sam->conditions.count > 0) sam_node_set(sam, result, S("Conditions"), &sam->conditions);
    sam_node_set(sam, result, S("Resources"), &sam->output);
    return result;
}

/* The first value that is nested too deep, or NULL: all recursion here is bounded by this check. */
static const Node *sam_too_deep(const Node *node, int depth) {
    if (depth > SAM_DEPTH_MAX) return node;
    const Node *found = NULL;
    for (uint32_t i = 0; node->kind == NODE_LIST && i < node->count && found == NULL; i++) {
        found = sam_too_deep(&node->items[i], depth + 1);
    }
    for (uint32_t i = 0; node->kind == NODE_MAP && i < node->count && found == NULL; i++) {
        found = sam_too_deep(&node->pairs[i].value, depth + 1);
    }
    return found;
}

static Node sam_section(Sam *sam, const Node *template, Str name) {
    const Node *section = node_find(template, name);
    return node_is(section, NODE_MAP) ? *sam_node_copy(sam, section) : node_make_map(template);
}

bool sam_expand(Arena *arena, const Node *template, Node *ret_template, ErrorList *errors) {
    Sam sam = {.arena = arena,
               .template = template,
               .errors = errors,
               .output = node_make_map(NULL),
               .parameters = node_find(template, S("Parameters")),
               .mappings = node_find(template, S("Mappings")),
               .forms = map_make(arena),
               .references = map_make(arena),
               .renamed = map_make(arena),
               .preferences = node_make_map(NULL),
               .usage_plan = node_make_map(NULL)};
    if (!node_is(node_find(template, S("Resources")), NODE_MAP)) {
        return sam_refuse(&sam, template, "a SAM template needs Resources, a map");
    }
    const Node *deep = sam_too_deep(template, 0);
    if (deep != NULL) return sam_refuse(&sam, deep, "nested deeper than %d levels", SAM_DEPTH_MAX);
    sam.resources = sam_section(&sam, template, S("Resources"));
    sam.conditions = sam_section(&sam, template, S("Conditions"));
    sam.globals = sam_section(&sam, template, S("Globals"));
    sam_implicit_add(&sam);
    sam_globals_merge(&sam);
    sam_implicit_set_version(&sam);
    sam_add_all_embedded(&sam);
    sam_pass_plain(&sam);
    for (int pass = 0; pass < SAM_PASS_COUNT; pass++) {
        for (uint32_t i = 0; i < sam.resources.count; i++) {
            const SamType *type = sam_type_find(&sam.resources.pairs[i].value);
            if (type != NULL && type->pass == pass) sam_expand_resource(&sam, i, type);
        }
    }
    sam_deployment_finish(&sam);
    Node *result = sam_assemble(&sam, template);
    sam_reference_replace(&sam, result);
    *ret_template = *result;
    return true;
}
