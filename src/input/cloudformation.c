/* SPDX-License-Identifier: Apache-2.0 */
/* cloudformation.c -- templates into the estate: parameters get their values, every resource its
 * place, nested stacks that are at hand the same, and then all properties are worked out. */
#include "input/cloudformation.h"

#include "base/file.h"
#include "input/foreach.h"
#include "input/sam.h"
#include "input/template.h"

static const Str stack_type = S_INIT("AWS::CloudFormation::Stack");

static bool cloudformation_is_resource(const Node *node) {
    Str type = node_text(node_find(node, S("Type")));
    return str_contains(type, S("::"));
}

bool cloudformation_recognizes(const Node *root) {
    const Node *resources = node_find(root, S("Resources"));
    if (node_find(root, S("AWSTemplateFormatVersion")) != NULL) return true;
    if (!node_is(resources, NODE_MAP)) return false;
    for (uint32_t i = 0; i < resources->count; i++) {
        if (cloudformation_is_resource(&resources->pairs[i].value)) return true;
        if (str_starts(resources->pairs[i].key, S("Fn::ForEach::"))) return true;
    }
    return node_find(root, S("Transform")) != NULL;
}

/* "a, b" as a list parameter's value. */
static Node cloudformation_split_list(Template *template, const Node *at, Str text) {
    Node list = node_make_list(template->arena, at, 0);
    while (text.len > 0 && list.count < TEMPLATE_ITEMS_MAX) {
        Str item = str_trim(str_cut(&text, ','));
        node_list_add(template->arena, &list, node_make_string(at, item));
    }
    return list;
}

static Node cloudformation_parameter(Template *template, Str name, const Node *parameter,
                                     const Node *given) {
    Str type = node_text(node_find(parameter, S("Type")));
    const Node *fallback = node_find(parameter, S("Default"));
    const Str *override =
        template->nesting == 0 ? map_find(&template->input->parameters, name) : NULL;
    const Node *no_echo = node_find(parameter, S("NoEcho"));
    Node value = {0};
    bool stored = str_starts(type, S("AWS::SSM::Parameter::")); /* the default names where it is */
    if (override != NULL) {
        value = node_make_string(parameter, *override);
    } else if (given != NULL) {
        value = *given;
    } else if (fallback != NULL && !stored) {
        value = *fallback;
    } else {
        NodePart *part = ARENA_NEW(template->arena, NodePart);
        *part = (NodePart){NODE_PART_OUTSIDE, str_join2(template->arena, S("parameter "), name), 0};
        Str reason = str_format(template->arena,
                                stored ? "parameter %.*s is looked up in SSM"
                                       : "parameter %.*s has no default",
                                STR_ARGS(name));
        value =
            node_make_parts(template->arena, parameter, (NodeUnknown){reason, true, 1, part, NULL});
    }
    bool list = str_equal(type, S("CommaDelimitedList")) || str_starts(type, S("List<"));
    if (list && value.kind == NODE_STRING) {
        value = cloudformation_split_list(template, &value, value.text);
    }
    bool secret = no_echo != NULL && (node_is_text(no_echo, S("true")) ||
                                      (no_echo->kind == NODE_BOOL && no_echo->boolean));
    if (secret) value.flags |= NODE_FLAG_SECRET;
    return value;
}

static void cloudformation_read_parameters(Template *template, const Node *root,
                                           const Node *given) {
    const Node *parameters = node_find(root, S("Parameters"));
    for (uint32_t i = 0; node_is(parameters, NODE_MAP) && i < parameters->count; i++) {
        Str name = parameters->pairs[i].key;
        const Node *passed = given == NULL ? NULL : node_find(given, name);
        Node *value = ARENA_NEW(template->arena, Node);
        *value = cloudformation_parameter(template, name, &parameters->pairs[i].value, passed);
        map_set(&template->parameters, name, value);
    }
}

static void cloudformation_note_transform(Template *template, const Node *transform) {
    static const char *const known[] = {"AWS::Serverless-2016-10-31", "AWS::LanguageExtensions"};
    Str name = transform->kind == NODE_MAP ? node_text(node_find(transform, S("Name")))
                                           : node_text(transform);
    for (size_t i = 0; i < COUNT(known); i++) {
        if (str_equal(name, str_from(known[i]))) return;
    }
    Str subject = str_join2(template->arena, S("Transform "), name);
    input_note(template->input, transform, subject, S("macros run when deployed"));
}

/* SAM and loops are expanded before anything else looks at the template. */
static void cloudformation_expand(Template *template, const Node *root) {
    Input *input = template->input;
    Node *expanded = ARENA_NEW(template->arena, Node);
    *expanded = foreach_expand(input, root, &template->parameters);
    const Node *transform = node_find(expanded, S("Transform"));
    if (node_is(transform, NODE_LIST)) {
        for (uint32_t i = 0; i < transform->count; i++) {
            cloudformation_note_transform(template, &transform->items[i]);
        }
    } else if (transform != NULL) {
        cloudformation_note_transform(template, transform);
    }
    if (sam_is_template(expanded)) {
        Node plain = {0};
        if (sam_expand(template->arena, expanded, &plain, &input->errors)) *expanded = plain;
    }
    template->root = expanded;
}

static void cloudformation_declare(Template *template) {
    const Node *resources = node_find(template->root, S("Resources"));
    for (uint32_t i = 0; node_is(resources, NODE_MAP) && i < resources->count; i++) {
        Str name = resources->pairs[i].key;
        const Node *node = &resources->pairs[i].value;
        Str type = node_text(node_find(node, S("Type")));
        if (type.len == 0) {
            input_fail(template->input, node, "resource %.*s has no Type", STR_ARGS(name));
            continue;
        }
        const Node *condition = node_find(node, S("Condition"));
        if (node_is(condition, NODE_STRING) &&
            template_condition(template, condition->text) == TRUTH_FALSE) {
            continue;
        }
        Resource resource = {.properties = node_make_map(node),
                             .address = str_join2(template->arena, template->prefix, name),
                             .type = type,
                             .source_type = type};
        Resource *added = estate_add(template->input->estate, &resource);
        if (added != NULL) map_set(&template->resources, name, added);
    }
}

/* The path of a nested stack's template beside the one that names it, or an empty text. */
static Str cloudformation_nested_path(Arena *arena, const Source *source, const Node *resource) {
    const Node *properties = node_find(resource, S("Properties"));
    const Node *metadata = node_find(resource, S("Metadata"));
    Str location = node_text(node_find(metadata, S("aws:asset:path")));
    if (location.len == 0) location = node_text(node_find(properties, S("TemplateURL")));
    if (location.len == 0) location = node_text(node_find(properties, S("Location")));
    bool local = location.len > 0 && !str_contains(location, S("://")) &&
                 !str_starts(location, S("/")) && !str_contains(location, S("..")) &&
                 !str_contains(location, (Str){"\0", 1});
    if (!local) return S("");
    if (str_starts(location, S("./"))) location = str_slice(location, 2, location.len);
    size_t slash = 0;
    for (size_t i = 0; i < source->path.len; i++) {
        if (source->path.ptr[i] == '/') slash = i + 1;
    }
    return str_join2(arena, str_slice(source->path, 0, slash), location);
}

static bool cloudformation_is_stack(const Node *resource) {
    Str type = node_text(node_find(resource, S("Type")));
    return str_equal(type, stack_type) || str_equal(type, S("AWS::Serverless::Application"));
}

static void cloudformation_mark_nested(Input *input, const Source *source, const Node *resource) {
    Str path = cloudformation_nested_path(input->arena, source, resource);
    if (path.len == 0) return;
    InputDocument *document = input_find(input, path);
    if (document == NULL && file_kind(str_terminated(input->arena, path)) == FILE_KIND_REGULAR) {
        input_add_path(input, path);
        document = input_find(input, path);
    }
    if (document != NULL) document->nested = true;
}

/* Marks what is nested in the document, as far as stacks are followed, in reached. */
static void cloudformation_reach(Input *input, const InputDocument *document, bool *reached,
                                 int nesting) {
    const Node *resources = node_find(&document->root, S("Resources"));
    reached[document - input->documents] = true;
    if (nesting >= CLOUDFORMATION_NESTING_MAX || !node_is(resources, NODE_MAP)) return;
    for (uint32_t r = 0; r < resources->count; r++) {
        const Node *resource = &resources->pairs[r].value;
        if (!cloudformation_is_stack(resource)) continue;
        Str path = cloudformation_nested_path(input->arena, document->source, resource);
        const InputDocument *inner = path.len == 0 ? NULL : input_find(input, path);
        if (inner != NULL && !reached[inner - input->documents]) {
            cloudformation_reach(input, inner, reached, nesting + 1);
        }
    }
}

/* Templates that only include each other are in no stack: the first of a circle stands for itself,
 * so that none is left out in silence. */
static void cloudformation_free_circles(Input *input) {
    bool *reached = ARENA_ARRAY(input->arena, bool, input->document_count);
    for (size_t i = 0; i < input->document_count; i++) {
        const InputDocument *document = &input->documents[i];
        if (!document->nested) cloudformation_reach(input, document, reached, 0);
    }
    for (size_t i = 0; i < input->document_count; i++) {
        if (reached[i]) continue;
        input->documents[i].nested = false;
        cloudformation_reach(input, &input->documents[i], reached, 0);
    }
}

void cloudformation_find_nested(Input *input) {
    for (size_t i = 0; i < input->document_count && i < INPUT_DOCUMENTS_MAX; i++) {
        const Node root = input->documents[i].root; /* the list may move while it grows */
        const Source *source = input->documents[i].source;
        const Node *resources = node_find(&root, S("Resources"));
        for (uint32_t r = 0; node_is(resources, NODE_MAP) && r < resources->count; r++) {
            const Node *resource = &resources->pairs[r].value;
            if (cloudformation_is_stack(resource)) {
                cloudformation_mark_nested(input, source, resource);
            }
        }
    }
    cloudformation_free_circles(input);
}

/* The values that are written in a tree. */
static size_t cloudformation_count(const Node *node) {
    size_t count = 1;
    bool map = node->kind == NODE_MAP;
    for (uint32_t i = 0; (map || node->kind == NODE_LIST) && i < node->count; i++) {
        count += cloudformation_count(map ? &node->pairs[i].value : &node->items[i]);
    }
    return count;
}

static TemplateBudget *cloudformation_budget(const Template *template) {
    TemplateBudget *budget = ARENA_NEW(template->arena, TemplateBudget);
    size_t written = cloudformation_count(template->root);
    budget->max = TEMPLATE_STEPS_MIN + TEMPLATE_STEPS_PER_VALUE * written;
    return budget;
}

static Template *cloudformation_make(Input *input, const InputDocument *document,
                                     const Template *outer, Str prefix, const Node *given) {
    const Node *root = &document->root;
    Template *template = ARENA_NEW(input->arena, Template);
    *template = (Template){.input = input,
                           .arena = input->arena,
                           .root = root,
                           .source = document->source,
                           .outer = outer,
                           .prefix = prefix};
    template->nesting = outer == NULL ? 0 : outer->nesting + 1;
    template->parameters = map_make(input->arena);
    template->conditions = map_make(input->arena);
    template->resources = map_make(input->arena);
    template->nested = map_make(input->arena);
    cloudformation_read_parameters(template, root, given);
    cloudformation_expand(template, root);
    template->budget = outer == NULL ? cloudformation_budget(template) : outer->budget;
    cloudformation_declare(template);
    return template;
}

static void cloudformation_fill(Template *template);

/* Why a nested stack can't be looked into; empty when it can. */
static Str cloudformation_obstacle(Template *template, const InputDocument *document) {
    if (document == NULL) return S("a nested stack whose template is not at hand");
    for (const Template *outer = template; outer != NULL; outer = outer->outer) {
        if (outer->source == document->source) return S("a nested stack that includes itself");
    }
    if (template->nesting >= CLOUDFORMATION_NESTING_MAX) {
        return S("a nested stack below too many others");
    }
    return template_spend(template, cloudformation_count(&document->root))
               ? S("")
               : S("a nested stack that takes too long to work out");
}

/* A nested stack whose template is at hand: its resources join the estate below its address. */
static void cloudformation_descend(Template *template, Str name, const Node *resource) {
    Str path = cloudformation_nested_path(template->arena, template->source, resource);
    const InputDocument *document = path.len == 0 ? NULL : input_find(template->input, path);
    Str obstacle = cloudformation_obstacle(template, document);
    if (obstacle.len > 0) {
        Str subject = str_join2(template->arena, template->prefix, name);
        input_note(template->input, resource, subject, obstacle);
        return;
    }
    const Node *passed = node_find_path(resource, S("Properties.Parameters"));
    Node given = passed == NULL ? node_make_map(resource) : template_evaluate(template, passed);
    Str prefix = str_join3(template->arena, template->prefix, name, S("/"));
    Template *nested = cloudformation_make(template->input, document, template, prefix, &given);
    map_set(&template->nested, name, nested);
    cloudformation_fill(nested);
}

static void cloudformation_fill_one(Template *template, Resource *resource, const Node *node) {
    const Node *properties = node_find(node, S("Properties"));
    if (properties == NULL || properties->kind == NODE_NULL) return;
    Node value = template_evaluate(template, properties);
    if (value.kind == NODE_NULL) return; /* AWS::NoValue */
    if (value.kind != NODE_MAP) {
        bool unknown = value.kind == NODE_UNKNOWN;
        if (!unknown) input_fail(template->input, properties, "Properties must be a map");
        value = node_make_map(node);
        value.flags |= NODE_FLAG_OPEN;
    }
    value.line = node->line;
    value.column = node->column;
    value.source = node->source;
    value.flags |= resource->properties.flags;
    resource->properties = value;
}

/* Nested stacks come first: what they put out is used by the resources beside them. */
static void cloudformation_fill(Template *template) {
    const Node *resources = node_find(template->root, S("Resources"));
    for (uint32_t i = 0; node_is(resources, NODE_MAP) && i < resources->count; i++) {
        const NodePair *pair = &resources->pairs[i];
        bool there = map_find(&template->resources, pair->key) != NULL;
        if (there && cloudformation_is_stack(&pair->value)) {
            cloudformation_descend(template, pair->key, &pair->value);
        }
    }
    for (uint32_t i = 0; node_is(resources, NODE_MAP) && i < resources->count; i++) {
        const NodePair *pair = &resources->pairs[i];
        Resource *resource = map_find(&template->resources, pair->key);
        if (resource != NULL) cloudformation_fill_one(template, resource, &pair->value);
    }
}

void cloudformation_read(Input *input, const InputDocument *document) {
    const Node *resources = node_find(&document->root, S("Resources"));
    if (resources != NULL && resources->kind != NODE_MAP) {
        input_fail(input, resources, "Resources must be a map of logical ids");
        return;
    }
    cloudformation_fill(cloudformation_make(input, document, NULL, S(""), NULL));
}
