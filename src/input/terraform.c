/* SPDX-License-Identifier: Apache-2.0 */
/* terraform.c -- plans and states into the estate, in two passes: first every resource gets its
 * place in the estate, so that references have something to point to; then the attributes are
 * merged from what is planned, what is known only after apply, and what the configuration says
 * about it. */
#include "input/terraform.h"

#include "input/terraform_lines.h"
#include "input/terraform_policy.h"
#include "input/terraform_scope.h"
#include "input/terraform_translate.h"

enum {
    KEYS_FEW = 64,                /* looked through as fast as an index is made */
    PLAN_BLOCKS_MATCHED_MAX = 200 /* beyond, blocks are taken in their order */
};

/* A managed resource between the two passes. */
typedef struct PlanResource {
    const Node *node; /* in planned_values */
    const TerraformModule *module;
    const Node *change; /* in resource_changes, or NULL */
    const Node *config; /* in configuration, or NULL */
    Resource *resource;
} PlanResource;

typedef struct Plan {
    TerraformScope scope;
    Map changes; /* address -> Node */
    PlanResource *resources;
    size_t count;
    size_t capacity;
    bool has_config;
    const TerraformFolder *folder; /* that it was made of, when that was given too */
} Plan;

bool terraform_recognizes(const Node *root) {
    if (node_find(root, S("format_version")) == NULL) return false;
    return node_find(root, S("planned_values")) != NULL || node_find(root, S("values")) != NULL ||
           node_find(root, S("terraform_version")) != NULL;
}

static Str plan_config_key(Arena *arena, const Node *node) {
    return str_format(arena, "%.*s %.*s.%.*s", STR_ARGS(node_text(node_find(node, S("mode")))),
                      STR_ARGS(node_text(node_find(node, S("type")))),
                      STR_ARGS(node_text(node_find(node, S("name")))));
}

static void plan_index_config(Arena *arena, TerraformModule *module) {
    module->resources = map_make(arena);
    const Node *list = module->config == NULL ? NULL : node_find(module->config, S("resources"));
    for (uint32_t i = 0; node_is(list, NODE_LIST) && i < list->count; i++) {
        map_set(&module->resources, plan_config_key(arena, &list->items[i]), &list->items[i]);
    }
}

static const Node *plan_find_config(Arena *arena, const TerraformModule *module, const Node *node) {
    return map_find(&module->resources, plan_config_key(arena, node));
}

static void plan_add_resource(Plan *plan, const TerraformModule *module, const Node *node) {
    Input *input = plan->scope.input;
    Str address = node_text(node_find(node, S("address")));
    Str type = node_text(node_find(node, S("type")));
    if (address.len == 0 || type.len == 0) {
        input_fail(input, node, "has a resource without address or type");
        return;
    }
    if (node_is_text(node_find(node, S("mode")), S("data"))) {
        const Node *values = node_find(node, S("values"));
        if (values != NULL) map_set(&plan->scope.data, address, (void *)(uintptr_t)values);
        return;
    }
    const FactsTerraform *facts = facts_find_terraform(input->estate->facts, type);
    Resource resource = {.properties = node_make_map(node),
                         .address = address,
                         .type = facts == NULL ? type : facts->type->name,
                         .source_type = type};
    Resource *added = estate_add(input->estate, &resource);
    if (added == NULL) return;
    Str bare = terraform_without_indices(input->arena, address);
    ResourceList *instances = map_find(&plan->scope.instances, bare);
    if (instances == NULL) {
        instances = ARENA_NEW(input->arena, ResourceList);
        map_set(&plan->scope.instances, bare, instances);
    }
    resource_list_push(input->arena, instances, added);
    if (plan->count == plan->capacity) {
        size_t capacity = plan->capacity == 0 ? 64 : plan->capacity * 2;
        plan->resources = arena_grow_array(input->arena, plan->resources, plan->count, capacity,
                                           sizeof(PlanResource));
        plan->capacity = capacity;
    }
    plan->resources[plan->count++] =
        (PlanResource){node, module, map_find(&plan->changes, address),
                       plan_find_config(input->arena, module, node), added};
}

/* The name of a module instance in its parent: "a" of "module.x.module.a[0]". */
static Str plan_module_name(Arena *arena, Str address) {
    Str bare = terraform_without_indices(arena, address);
    size_t start = 0;
    for (size_t i = 0; i < bare.len; i++) {
        if (bare.ptr[i] == '.') start = i + 1;
    }
    return str_slice(bare, start, bare.len);
}

static TerraformModule *plan_make_module(Plan *plan, const TerraformModule *parent, Str address) {
    TerraformModule *module = ARENA_NEW(plan->scope.input->arena, TerraformModule);
    module->address = address;
    module->parent = parent;
    const Node *calls =
        parent->config == NULL ? NULL : node_find(parent->config, S("module_calls"));
    Str name = plan_module_name(plan->scope.input->arena, address);
    const Node *call = calls == NULL ? NULL : node_find(calls, name);
    module->config = call == NULL ? NULL : node_find(call, S("module"));
    module->call = call == NULL ? NULL : node_find(call, S("expressions"));
    Arena *arena = plan->scope.input->arena;
    module->twin = map_set(&plan->scope.modules, terraform_without_indices(arena, address), module);
    plan_index_config(arena, module);
    return module;
}

static void plan_add_module(Plan *plan, const TerraformModule *module, const Node *values,
                            int depth) {
    const Node *resources = node_find(values, S("resources"));
    for (uint32_t i = 0; node_is(resources, NODE_LIST) && i < resources->count; i++) {
        plan_add_resource(plan, module, &resources->items[i]);
    }
    const Node *children = node_find(values, S("child_modules"));
    if (depth >= TERRAFORM_MODULES_DEPTH_MAX && children != NULL) {
        input_fail(plan->scope.input, values, "has modules nested deeper than %d",
                   TERRAFORM_MODULES_DEPTH_MAX);
        return;
    }
    for (uint32_t i = 0; node_is(children, NODE_LIST) && i < children->count; i++) {
        const Node *child = &children->items[i];
        Str address = node_text(node_find(child, S("address")));
        plan_add_module(plan, plan_make_module(plan, module, address), child, depth + 1);
    }
}

/* What surrounds one attribute while plan, unknowns and configuration are merged. */
typedef struct Merge {
    Plan *plan;
    TerraformPlace place;
    Node at;
    int depth;
} Merge;

static Node plan_merge(Merge *merge, const Node *value, const Node *unknown, const Node *sensitive,
                       const Node *expression);

static const Node *plan_child(const Node *node, Str key) {
    return node_is(node, NODE_MAP) ? node_find(node, key) : NULL;
}

/* A map that is asked for each of its keys: a large one (tags may be many) gets an index. */
typedef struct PlanKeys {
    const Node *node;
    bool indexed;
    Map index;
} PlanKeys;

static PlanKeys plan_keys(Arena *arena, const Node *node) {
    PlanKeys keys = {.node = node, .indexed = node_is(node, NODE_MAP) && node->count > KEYS_FEW};
    if (!keys.indexed) return keys;
    keys.index = map_make(arena);
    for (uint32_t i = 0; i < node->count; i++) {
        map_set(&keys.index, node->pairs[i].key, &node->pairs[i].value);
    }
    return keys;
}

static const Node *plan_keys_find(const PlanKeys *keys, Str key) {
    return keys->indexed ? map_find(&keys->index, key) : plan_child(keys->node, key);
}

static const Node *plan_item(const Node *node, uint32_t index) {
    return node_is(node, NODE_LIST) && index < node->count ? &node->items[index] : NULL;
}

static bool plan_is_true(const Node *node) { return node_is(node, NODE_BOOL) && node->boolean; }

static bool plan_is_leaf_expression(const Node *expression) {
    return node_find(expression, S("references")) != NULL ||
           node_find(expression, S("constant_value")) != NULL;
}

/* Attributes that the provider computes, and that nobody wrote, are left out: they are absent from
 * the configuration. Without configuration (an old plan) they can't be told apart. */
static Node plan_merge_map(Merge *merge, const Node *value, const Node *unknown,
                           const Node *sensitive, const Node *expression) {
    Node map = node_make_map(value != NULL ? value : &merge->at);
    Arena *arena = merge->plan->scope.input->arena;
    bool leaf = plan_is_leaf_expression(expression);
    PlanKeys values = plan_keys(arena, value), unknowns = plan_keys(arena, unknown);
    PlanKeys secrets = plan_keys(arena, sensitive);
    PlanKeys expressions = plan_keys(arena, expression);
    for (uint32_t i = 0; node_is(value, NODE_MAP) && i < value->count; i++) {
        Str key = value->pairs[i].key;
        const Node *inner = leaf ? expression : plan_keys_find(&expressions, key);
        Node merged = plan_merge(merge, &value->pairs[i].value, plan_keys_find(&unknowns, key),
                                 plan_keys_find(&secrets, key), inner);
        node_map_add(arena, &map, key, merged);
    }
    for (uint32_t i = 0; node_is(unknown, NODE_MAP) && i < unknown->count; i++) {
        Str key = unknown->pairs[i].key;
        const Node *flag = &unknown->pairs[i].value;
        const Node *inner = leaf ? expression : plan_keys_find(&expressions, key);
        bool there = plan_keys_find(&values, key) != NULL;
        bool computed = merge->plan->has_config && inner == NULL && expression != NULL;
        if (there || computed || (!plan_is_true(flag) && flag->kind == NODE_BOOL)) continue;
        if (flag->kind != NODE_BOOL && flag->count == 0) continue;
        node_map_add(arena, &map, key, plan_merge(merge, NULL, flag, NULL, inner));
    }
    return map;
}

/* Whether a written block may have become a planned one: no constant of it says otherwise. */
static bool plan_block_fits(Arena *arena, const Node *block, const Node *value,
                            const Node *unknown) {
    for (uint32_t i = 0; node_is(block, NODE_MAP) && i < block->count; i++) {
        Str key = block->pairs[i].key, written = S(""), planned = S("");
        const Node *constant = plan_child(&block->pairs[i].value, S("constant_value"));
        if (constant == NULL || constant->kind == NODE_LIST || constant->kind == NODE_MAP) continue;
        if (plan_is_true(plan_child(unknown, key))) return false; /* a constant is known */
        const Node *known = plan_child(value, key);
        if (known == NULL || !node_canonical(arena, constant, &written)) continue;
        if (node_canonical(arena, known, &planned) && !str_equal(written, planned)) return false;
    }
    return true;
}

/* Which written block each planned one was made of: sets are planned in an order of their own. The
 * block at the same place where it fits, else the first that does and isn't taken. */
static uint32_t *plan_match_blocks(Arena *arena, const Node *value, const Node *unknown,
                                   const Node *expression) {
    uint32_t count = expression->count;
    uint32_t *match = ARENA_ARRAY(arena, uint32_t, count);
    bool *taken = ARENA_ARRAY(arena, bool, count), *matched = ARENA_ARRAY(arena, bool, count);
    for (int same_place = 1; same_place >= 0; same_place--) {
        for (uint32_t i = 0; i < count; i++) {
            if (!matched[i]) match[i] = i;
            for (uint32_t k = 0; k < count && !matched[i]; k++) {
                if (taken[k] || (same_place && k != i)) continue;
                matched[i] = taken[k] = plan_block_fits(arena, &expression->items[k],
                                                        plan_item(value, i), plan_item(unknown, i));
                if (matched[i]) match[i] = k;
            }
        }
    }
    return match;
}

static Node plan_merge_list(Merge *merge, const Node *value, const Node *unknown,
                            const Node *sensitive, const Node *expression) {
    uint32_t count = value->count;
    if (node_is(unknown, NODE_LIST) && unknown->count > count) count = unknown->count;
    Node list = node_make_list(merge->plan->scope.input->arena, value, count);
    bool leaf = plan_is_leaf_expression(expression);
    const uint32_t *match = NULL;
    if (!leaf && count > 1 && count <= PLAN_BLOCKS_MATCHED_MAX && node_is(expression, NODE_LIST) &&
        expression->count == count) {
        match = plan_match_blocks(merge->plan->scope.input->arena, value, unknown, expression);
    }
    for (uint32_t i = 0; i < count; i++) {
        const Node *inner = leaf ? expression : plan_item(expression, match == NULL ? i : match[i]);
        /* one written block may become several (dynamic), which then share its expressions */
        if (inner == NULL && node_is(expression, NODE_LIST) && expression->count == 1) {
            inner = &expression->items[0];
        }
        if (inner == NULL && node_is(expression, NODE_MAP)) inner = expression;
        list.items[i] =
            plan_merge(merge, plan_item(value, i), plan_item(unknown, i),
                       plan_is_true(sensitive) ? sensitive : plan_item(sensitive, i), inner);
    }
    return list;
}

static Node plan_from_blocks(Merge *merge, const Node *value, const Node *expression);

/* What an expression alone tells: a constant, blocks, or an unknown with its references. */
static Node plan_from_expression(Merge *merge, const Node *value, const Node *expression) {
    const Node *constant = node_find(expression, S("constant_value"));
    if (constant != NULL) return *constant;
    if (node_is(expression, NODE_LIST)) return plan_from_blocks(merge, value, expression);
    return terraform_unknown(&merge->plan->scope, &merge->place, &merge->at, expression);
}

/* Blocks that are unknown as a whole are still there as they were written: what is planned of each
 * counts, and the rest is what its expressions tell. */
static Node plan_from_blocks(Merge *merge, const Node *value, const Node *expression) {
    Arena *arena = merge->plan->scope.input->arena;
    Node list = node_make_list(arena, &merge->at, 0);
    if (merge->depth > NODE_DEPTH_MAX) return list;
    merge->depth++;
    for (uint32_t i = 0; i < expression->count; i++) {
        const Node *block = &expression->items[i];
        const Node *planned = plan_item(value, i);
        Node map = node_make_map(&merge->at);
        for (uint32_t k = 0; block->kind == NODE_MAP && k < block->count; k++) {
            Str key = block->pairs[k].key;
            const Node *known = plan_child(planned, key);
            bool whole = known != NULL && known->kind != NODE_LIST && known->kind != NODE_NULL;
            Node inner =
                whole ? *known : plan_from_expression(merge, known, &block->pairs[k].value);
            node_map_add(arena, &map, key, inner);
        }
        for (uint32_t k = 0; node_is(planned, NODE_MAP) && k < planned->count; k++) {
            const NodePair *pair = &planned->pairs[k];
            if (node_find(&map, pair->key) == NULL) {
                node_map_add(arena, &map, pair->key, pair->value);
            }
        }
        node_list_add(arena, &list, map);
    }
    merge->depth--;
    return list;
}

static Node plan_merge(Merge *merge, const Node *value, const Node *unknown, const Node *sensitive,
                       const Node *expression) {
    Arena *arena = merge->plan->scope.input->arena;
    if (plan_is_true(unknown) && node_is(expression, NODE_LIST)) {
        return plan_from_blocks(merge, value, expression);
    }
    if (plan_is_true(unknown)) {
        return terraform_unknown(&merge->plan->scope, &merge->place,
                                 value != NULL ? value : &merge->at, expression);
    }
    if (merge->depth > NODE_DEPTH_MAX) return node_make_null(&merge->at);
    merge->depth++;
    Node merged = value != NULL ? *value : node_make_null(&merge->at);
    if (node_is(value, NODE_MAP) || (value == NULL && node_is(unknown, NODE_MAP))) {
        merged = plan_merge_map(merge, value, unknown, sensitive, expression);
    } else if (node_is(value, NODE_LIST)) {
        merged = plan_merge_list(merge, value, unknown, sensitive, expression);
    } else if (value == NULL && node_is(unknown, NODE_LIST)) {
        Node empty = node_make_list(arena, &merge->at, 0);
        merged = plan_merge_list(merge, &empty, unknown, sensitive, expression);
    }
    merge->depth--;
    if (plan_is_true(sensitive)) merged.flags |= NODE_FLAG_SECRET;
    return merged;
}

/* Literal ids and ARNs name the resource: a plan over an existing estate has them. */
static void plan_identify(Plan *plan, Resource *resource, const FactsTerraform *facts,
                          const Node *values) {
    Estate *estate = plan->scope.input->estate;
    estate_identify(estate, resource, node_text(node_find(values, S("id"))));
    estate_identify(estate, resource, node_text(node_find(values, S("arn"))));
    for (size_t i = 0; facts != NULL && i < facts->ids.count; i++) {
        estate_identify(estate, resource, node_text(node_find(values, facts->ids.entries[i].key)));
    }
}

static void plan_fill_resource(Plan *plan, const PlanResource *entry) {
    Input *input = plan->scope.input;
    const Node *values = node_find(entry->node, S("values"));
    const Node *unknown = node_find_path(entry->change, S("change.after_unknown"));
    const Node *sensitive = node_find(entry->node, S("sensitive_values"));
    static const Node nothing = {.kind = NODE_MAP}; /* a resource with nothing written in it */
    const Node *expressions = entry->config == NULL ? NULL : &nothing;
    if (plan_child(entry->config, S("expressions")) != NULL) {
        expressions = plan_child(entry->config, S("expressions"));
    }
    TerraformPlace place = {entry->module, entry->config, entry->resource->address};
    Merge merge = {plan, place, node_make_null(entry->node), 0};
    Node attributes = plan_merge_map(&merge, values, unknown, sensitive, expressions);
    attributes.source = entry->node->source;
    attributes.line = entry->node->line;
    attributes.column = entry->node->column;
    terraform_policy_resolve(&plan->scope, &attributes);
    const Node *tags = node_find(&attributes, S("tags_all")); /* the provider's default_tags too */
    bool all = node_is(tags, NODE_MAP) && tags->count > 0;
    if (all) node_map_set(input->arena, &attributes, S("tags"), *tags);
    if (plan->folder != NULL) {
        attributes = node_copy(input->arena, &attributes);
        terraform_lines_place(input, plan->folder, entry->resource->address, &attributes);
    }
    Resource *resource = entry->resource;
    const FactsTerraform *facts = facts_find_terraform(input->estate->facts, resource->source_type);
    uint8_t flags = resource->properties.flags;
    resource->properties = terraform_translate(input, facts, &attributes);
    resource->properties.flags |= flags;
    plan_identify(plan, resource, facts, values);
}

static void plan_index_changes(Plan *plan, const Node *root) {
    const Node *changes = node_find(root, S("resource_changes"));
    plan->changes = map_make(plan->scope.input->arena);
    for (uint32_t i = 0; node_is(changes, NODE_LIST) && i < changes->count; i++) {
        const Node *change = &changes->items[i];
        Str address = node_text(node_find(change, S("address")));
        if (address.len == 0) continue;
        map_set(&plan->changes, address, (void *)(uintptr_t)change);
        const Node *after = node_find_path(change, S("change.after"));
        if (node_is_text(node_find(change, S("mode")), S("data")) && node_is(after, NODE_MAP)) {
            map_set(&plan->scope.data, address, (void *)(uintptr_t)after);
        }
    }
}

static void plan_index_data(Plan *plan, const Node *module, int depth) {
    const Node *resources = node_find(module, S("resources"));
    for (uint32_t i = 0; node_is(resources, NODE_LIST) && i < resources->count; i++) {
        const Node *node = &resources->items[i];
        const Node *values = node_find(node, S("values"));
        Str address = node_text(node_find(node, S("address")));
        if (values == NULL || address.len == 0) continue;
        if (!node_is_text(node_find(node, S("mode")), S("data"))) continue;
        map_set(&plan->scope.data, address, (void *)(uintptr_t)values);
    }
    const Node *children = node_find(module, S("child_modules"));
    if (depth >= TERRAFORM_MODULES_DEPTH_MAX || !node_is(children, NODE_LIST)) return;
    for (uint32_t i = 0; i < children->count; i++) {
        plan_index_data(plan, &children->items[i], depth + 1);
    }
}

void terraform_read(Input *input, const InputDocument *document) {
    const Node *root = &document->root;
    Plan plan = {.scope = {.input = input}};
    plan.scope.modules = map_make(input->arena);
    plan.scope.instances = map_make(input->arena);
    plan.scope.data = map_make(input->arena);
    plan.scope.variables = node_find(root, S("variables"));
    const Node *values = node_find(root, S("planned_values"));
    if (values == NULL) values = node_find(root, S("values"));
    if (!node_is(node_find(values, S("root_module")), NODE_MAP)) {
        if (values != NULL && values->count > 0) {
            input_fail(input, root, "has no root_module in its values");
        } else {
            input_note(input, root, S("an empty plan or state"), S("it holds no resources"));
        }
        return;
    }
    TerraformModule *top = ARENA_NEW(input->arena, TerraformModule);
    top->config = node_find_path(root, S("configuration.root_module"));
    plan.has_config = top->config != NULL;
    plan.folder = terraform_lines_match(input, top->config);
    plan_index_config(input->arena, top);
    plan_index_data(&plan, node_find_path(root, S("prior_state.values.root_module")), 0);
    plan_index_changes(&plan, root);
    plan_add_module(&plan, top, node_find(values, S("root_module")), 0);
    for (size_t i = 0; i < plan.count; i++) plan_fill_resource(&plan, &plan.resources[i]);
}
