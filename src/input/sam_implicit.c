/* SPDX-License-Identifier: Apache-2.0 */
/* sam_implicit.c -- APIs that nobody wrote. An Api or HttpApi event without an API belongs to the
 * implicit one, ServerlessRestApi or ServerlessHttpApi; an API without a definition has one that
 * SAM manages. Here the documents get their paths; the events fill them in later. An API or a path
 * whose events all have conditions exists under any of these. */
#include "base/buffer.h"
#include "input/sam_internal.h"

#include <stdlib.h>

/* The two kinds of API that can be implicit. */
typedef struct SamImplicit {
    bool http;
    Str type;      /* of the resource */
    Str event;     /* the Type of its events */
    Str reference; /* the event's property that names the API */
    Str id;        /* of the implicit API */
    Str condition; /* the name of its combined condition */
} SamImplicit;

static const SamImplicit sam_implicits[] = {
    {false, S_INIT("AWS::Serverless::Api"), S_INIT("Api"), S_INIT("RestApiId"),
     S_INIT("ServerlessRestApi"), S_INIT("ServerlessRestApiCondition")},
    {true, S_INIT("AWS::Serverless::HttpApi"), S_INIT("HttpApi"), S_INIT("ApiId"),
     S_INIT("ServerlessHttpApi"), S_INIT("ServerlessHttpApiCondition")},
};

/* What the events of all APIs of one kind ask for. */
typedef struct SamImplicitState {
    const SamImplicit *kind;
    Node conditions;      /* by API, path and method: a condition's name, or null */
    Node api;             /* the implicit API */
    const Node *position; /* of the first event that wants it */
} SamImplicitState;

static const char sam_implicit_managed[] = "merlon:managed";

bool sam_implicit_is_managed(const Node *properties) {
    return node_find(properties, str_from(sam_implicit_managed)) != NULL;
}

static bool sam_implicit_is_type(const Node *resource, Str type) {
    return node_is_text(node_find(resource, S("Type")), type);
}

static void sam_implicit_define(Sam *sam, Node *resource, bool http) {
    Node *properties = sam_node_map_at(sam, resource, S("Properties"));
    if (properties == NULL) return;
    if (sam_node_is_true(sam_node_find(properties, S("DefinitionBody")))) return;
    if (sam_node_is_true(sam_node_find(properties, S("DefinitionUri")))) return;
    sam_node_set(sam, properties, S("DefinitionBody"), sam_swagger_make(sam, resource, http));
    node_map_set(sam->arena, properties, str_from(sam_implicit_managed),
                 node_make_bool(resource, true));
}

/* The implicit API or the one in the template; NULL for anything else. */
static Node *sam_implicit_find(Sam *sam, SamImplicitState *state, Str id) {
    if (str_equal(id, state->kind->id)) return &state->api;
    return sam_node_find_own(&sam->resources, id);
}

/* Tags that a function or state machine propagates go to the implicit API as well. */
static void sam_implicit_tag(Sam *sam, SamImplicitState *state, const Node *resource) {
    const Node *properties = sam_node_find(resource, S("Properties"));
    Str section =
        str_slice(node_text(node_find(resource, S("Type"))), S("AWS::Serverless::").len, SIZE_MAX);
    const Node *globals = sam_node_find(&sam->globals, section);
    const Node *propagate = sam_node_find(properties, S("PropagateTags"));
    const Node *tags = sam_node_find(properties, S("Tags"));
    if (!sam_node_is_true(propagate)) propagate = sam_node_find(globals, S("PropagateTags"));
    if (!sam_node_is_true(tags)) tags = sam_node_find(globals, S("Tags"));
    if (!sam_node_is_true(propagate) || !node_is(tags, NODE_MAP)) return;
    Node *to = sam_node_map_at(sam, &state->api, S("Properties"));
    Node *list = sam_node_map_at(sam, to, S("Tags"));
    for (uint32_t i = 0; list != NULL && i < tags->count; i++) {
        node_map_set(sam->arena, list, tags->pairs[i].key, tags->pairs[i].value);
    }
    node_map_set(sam->arena, to, S("PropagateTags"), node_make_bool(resource, true));
}

/* Retain wins over Snapshot, Snapshot over Delete. */
static void sam_implicit_keep(Sam *sam, Node *api, const Node *resource, Str attribute) {
    static const char *const policies[] = {"Delete", "Snapshot", "Retain"};
    const Node *wanted = sam_node_find(resource, attribute);
    const Node *current = sam_node_find(api, attribute);
    for (size_t i = COUNT(policies); i-- > 0;) {
        if (node_is_text(current, str_from(policies[i]))) return;
        if (!node_is_text(wanted, str_from(policies[i]))) continue;
        sam_node_set(sam, api, attribute, wanted);
        return;
    }
}

/* Route settings of an event of a HTTP API belong to the API's stage. */
static void sam_implicit_route(Sam *sam, const Node *resource, Node *api, const Node *event,
                               const SamMethod *place) {
    const Node *settings = sam_node_find(event, S("RouteSettings"));
    Node *properties = sam_node_find_own(api, S("Properties"));
    if (!node_is(settings, NODE_MAP) || properties == NULL) return;
    Node *routes = sam_node_map_at(sam, properties, S("RouteSettings"));
    if (routes == NULL) return;
    bool any = str_equal(place->name, S("x-amazon-apigateway-any-method"));
    CLEANUP(buffer_free) Buffer buffer = {0};
    Str lower = str_lower(sam->arena, place->name);
    for (size_t i = 0; i < lower.len; i++) {
        char byte = lower.ptr[i];
        buffer_add_byte(&buffer, byte >= 'a' && byte <= 'z' ? (char)(byte - 'a' + 'A') : byte);
    }
    Str verb = str_copy(sam->arena, buffer_text(&buffer));
    Str name = any ? place->path : str_join3(sam->arena, verb, S(" "), place->path);
    Str condition = node_text(node_find(resource, S("Condition")));
    const Node *value = sam_node_conditional(sam, condition, settings);
    Node *route = sam_node_map_at(sam, routes, name);
    for (uint32_t i = 0; route != NULL && i < value->count; i++) {
        sam_node_set(sam, route, value->pairs[i].key, &value->pairs[i].value);
    }
}

/* A HTTP API event without path and method is the API's default route. */
static bool sam_implicit_place(Sam *sam, SamImplicitState *state, Node *event, SamMethod *place) {
    const Node *path = sam_node_find(event, S("Path"));
    const Node *method = sam_node_find(event, S("Method"));
    if (state->kind->http && !sam_node_is_true(path) && !sam_node_is_true(method)) {
        path = sam_node_text(sam, event, S("$default"));
        method = sam_node_text(sam, event, S("x-amazon-apigateway-any-method"));
        sam_node_set(sam, event, S("Path"), path);
        sam_node_set(sam, event, S("Method"), method);
    }
    place->path = node_text(path);
    place->name = node_text(method);
    return place->path.len > 0 && place->name.len > 0;
}

static void sam_implicit_event(Sam *sam, SamImplicitState *state, const Node *resource,
                               Node *event) {
    const SamImplicit *kind = state->kind;
    SamMethod place;
    if (!sam_implicit_place(sam, state, event, &place)) return; /* reported with the event */
    const Node *reference = sam_node_find(event, kind->reference);
    if (reference == NULL) {
        sam_implicit_tag(sam, state, resource);
        reference = sam_node_ref(sam, event, kind->id);
        sam_node_set(sam, event, kind->reference, reference);
    }
    if (state->position == NULL) state->position = event;
    Str id = node_text(node_find(reference, S("Ref")));
    if (node_is(reference, NODE_STRING)) id = reference->text;
    Node *api = sam_implicit_find(sam, state, id);
    if (api == NULL || id.len == 0) return;
    Node *paths = sam_node_map_at(sam, &state->conditions, id);
    Node *methods = sam_node_map_at(sam, paths, place.path);
    const Node *condition = sam_node_find(resource, S("Condition"));
    Node none = node_make_null(resource);
    node_map_set(sam->arena, methods, place.name, condition == NULL ? none : *condition);
    if (api == &state->api) {
        sam_implicit_keep(sam, api, resource, S("DeletionPolicy"));
        sam_implicit_keep(sam, api, resource, S("UpdateReplacePolicy"));
    }
    Node *properties = sam_node_find_own(api, S("Properties"));
    if (sam_implicit_is_managed(properties)) {
        Node *body = sam_node_find_own(properties, S("DefinitionBody"));
        sam_swagger_add(sam, body, place.path, place.name);
    }
    if (kind->http) sam_implicit_route(sam, resource, api, event, &place);
}

static void sam_implicit_events(Sam *sam, SamImplicitState *state, Node *resource) {
    if (!sam_implicit_is_type(resource, S("AWS::Serverless::Function")) &&
        !sam_implicit_is_type(resource, S("AWS::Serverless::StateMachine"))) {
        return;
    }
    Node *events = sam_node_find_own(sam_node_find_own(resource, S("Properties")), S("Events"));
    for (uint32_t i = 0; node_is(events, NODE_MAP) && i < events->count; i++) {
        Node *event = &events->pairs[i].value;
        if (!sam_implicit_is_type(event, state->kind->event)) continue;
        Node *properties = sam_node_map_at(sam, event, S("Properties"));
        if (properties != NULL) sam_implicit_event(sam, state, resource, properties);
    }
}

/* The different conditions in a map; an empty list when one value has none. */
static Node *sam_implicit_all(Sam *sam, const Node *methods, Node *list) {
    for (uint32_t i = 0; i < methods->count; i++) {
        if (methods->pairs[i].value.kind != NODE_STRING) return sam_form(sam, NULL, "[]");
        sam_node_add_unique(sam, list, &methods->pairs[i].value);
    }
    return list;
}

static int sam_implicit_compare(const void *left, const void *right) {
    return str_compare(node_text(left), node_text(right));
}

/* The one condition of a list, or the name of a new one that holds when any of them does. */
static Str sam_implicit_any(Sam *sam, Node *list, Str name) {
    if (list->count == 1) return node_text(&list->items[0]);
    qsort(list->items, list->count, sizeof list->items[0], sam_implicit_compare);
    sam_resource_combine(sam, name, list);
    return name;
}

/* "/path/{id}" as a part of a logical id. */
static Str sam_implicit_path_name(Sam *sam, Str path) {
    CLEANUP(buffer_free) Buffer buffer = {0};
    for (size_t i = 0; i < path.len; i++) {
        char byte = path.ptr[i];
        if (byte == '/') {
            buffer_add(&buffer, S("SLASH"));
        } else if (byte == '{' || byte == '}') {
            buffer_add(&buffer, byte == '{' ? S("OB") : S("CB"));
        } else {
            buffer_add_byte(&buffer, byte);
        }
    }
    return str_copy(sam->arena, buffer_text(&buffer));
}

/* Paths whose methods are all conditional become conditional themselves. */
static void sam_implicit_condition_paths(Sam *sam, SamImplicitState *state, Str id, Node *api) {
    Node *properties = sam_node_find_own(api, S("Properties"));
    if (!sam_implicit_is_managed(properties)) return;
    Node *paths = sam_node_find_own(sam_node_find_own(properties, S("DefinitionBody")), S("paths"));
    const Node *noted = node_find(&state->conditions, id);
    for (uint32_t i = 0; node_is(paths, NODE_MAP) && i < paths->count; i++) {
        NodePair *path = &paths->pairs[i];
        const Node *methods = node_find(noted, path->key);
        if (methods == NULL) continue;
        Node *list = sam_implicit_all(sam, methods, sam_form(sam, methods, "[]"));
        if (list->count == 0) continue;
        Str name = str_format(sam->arena, "%.*s%.*sPathCondition", STR_ARGS(id),
                              STR_ARGS(sam_implicit_path_name(sam, path->key)));
        Str condition = sam_implicit_any(sam, list, name);
        path->value = *sam_node_conditional(sam, condition, &path->value);
    }
}

/* The implicit API exists when any of its events does. */
static void sam_implicit_condition_api(Sam *sam, SamImplicitState *state) {
    const Node *paths = node_find(&state->conditions, state->kind->id);
    if (paths == NULL) return;
    Node *list = sam_form(sam, paths, "[]");
    for (uint32_t i = 0; i < paths->count; i++) {
        Node *more = sam_implicit_all(sam, &paths->pairs[i].value, list);
        if (more != list) return;
    }
    if (list->count == 0) return;
    Str condition = sam_implicit_any(sam, list, state->kind->condition);
    sam_node_set(sam, &state->api, S("Condition"), sam_node_text(sam, paths, condition));
}

static void sam_implicit_add_kind(Sam *sam, const SamImplicit *kind) {
    for (uint32_t i = 0; i < sam->resources.count; i++) {
        Node *resource = &sam->resources.pairs[i].value;
        if (sam_implicit_is_type(resource, kind->type))
            sam_implicit_define(sam, resource, kind->http);
    }
    SamImplicitState state = {.kind = kind, .conditions = node_make_map(NULL)};
    state.api =
        *sam_form(sam, NULL, "{Type: $0, Properties: {}}", sam_node_text(sam, NULL, kind->type));
    sam_implicit_define(sam, &state.api, kind->http);
    Node *properties = sam_node_find_own(&state.api, S("Properties"));
    if (!kind->http)
        sam_node_set(sam, properties, S("StageName"), sam_node_text(sam, NULL, S("Prod")));
    for (uint32_t i = 0; i < sam->resources.count; i++) {
        sam_implicit_events(sam, &state, &sam->resources.pairs[i].value);
    }
    sam_implicit_condition_api(sam, &state);
    sam_implicit_condition_paths(sam, &state, kind->id, &state.api);
    for (uint32_t i = 0; i < sam->resources.count; i++) {
        NodePair *pair = &sam->resources.pairs[i];
        if (!sam_implicit_is_type(&pair->value, kind->type)) continue;
        if (str_equal(pair->key, kind->id)) continue;
        sam_implicit_condition_paths(sam, &state, pair->key, &pair->value);
    }
    const Node *paths = node_find_path(&state.api, S("Properties.DefinitionBody.paths"));
    if (paths == NULL || paths->count == 0) return;
    if (state.position != NULL) {
        state.api.source = state.position->source;
        state.api.line = state.position->line;
        state.api.column = state.position->column;
    }
    node_map_set(sam->arena, &sam->resources, kind->id, state.api);
}

void sam_implicit_add(Sam *sam) {
    for (size_t i = 0; i < COUNT(sam_implicits); i++) sam_implicit_add_kind(sam, &sam_implicits[i]);
}

void sam_implicit_set_version(Sam *sam) {
    for (uint32_t i = 0; i < sam->resources.count; i++) {
        Node *resource = &sam->resources.pairs[i].value;
        if (!sam_implicit_is_type(resource, S("AWS::Serverless::Api"))) continue;
        Node *properties = sam_node_find_own(resource, S("Properties"));
        const Node *version = sam_node_find(properties, S("OpenApiVersion"));
        Node *body = sam_node_find_own(properties, S("DefinitionBody"));
        if (!sam_implicit_is_managed(properties) || version == NULL || body == NULL) continue;
        const Node *text = version;
        if (version->kind == NODE_INT || version->kind == NODE_DOUBLE) {
            CLEANUP(buffer_free) Buffer buffer = {0};
            if (version->kind == NODE_INT) buffer_add_format(&buffer, "%d", (int)version->integer);
            if (version->kind == NODE_DOUBLE) buffer_add_format(&buffer, "%.1f", version->number);
            text = sam_node_text(sam, version, str_copy(sam->arena, buffer_text(&buffer)));
        }
        if (!str_starts(node_text(text), S("3"))) continue;
        sam_node_set(sam, body, S("openapi"), text);
        sam_node_set(sam, properties, S("OpenApiVersion"), text);
        sam_node_remove(body, S("swagger"));
    }
}
