/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_pipeline.c -- see sigma_pipeline.h. */
#include "sigma/sigma_pipeline.h"

#include "sigma/sigma_node.h"

SigmaPipeline sigma_pipeline_make(Arena *arena) {
    return (SigmaPipeline){.variables = map_make(arena)};
}

static bool pipeline_read_conditions(Arena *arena, const Node *conditions, SigmaMapping *mapping,
                                     Error *err) {
    static const Str keys[] = {S_INIT("type"), S_INIT("product"), S_INIT("service"),
                               S_INIT("category")};
    if (conditions != NULL && !node_is(conditions, NODE_LIST)) {
        return sigma_node_fail(conditions, err, "rule_conditions: want a list");
    }
    for (size_t i = 0; conditions != NULL && i < conditions->count; i++) {
        const Node *condition = &conditions->items[i];
        if (!node_is_text(node_find(condition, S("type")), S("logsource")) || i > 0) {
            return sigma_node_fail(condition, err,
                                   "rule_conditions: one condition of type logsource is known");
        }
        if (!sigma_node_known(condition, keys, COUNT(keys), err)) return false;
        mapping->product = str_lower(arena, node_text(node_find(condition, S("product"))));
        mapping->service = str_lower(arena, node_text(node_find(condition, S("service"))));
        mapping->category = str_lower(arena, node_text(node_find(condition, S("category"))));
    }
    return true;
}

/* A name, or a list of them. */
static bool pipeline_check_names(const Node *value, Error *err) {
    bool list = value->kind == NODE_LIST;
    size_t count = list ? value->count : 1;
    if (count == 0 || count > SIGMA_FIELD_NAMES_MAX) {
        return sigma_node_fail(value, err, "mapping: a field has 1 to 32 names");
    }
    for (size_t i = 0; i < count; i++) {
        const Node *name = list ? &value->items[i] : value;
        if (node_text(name).len > 0) continue;
        return sigma_node_fail(name, err, "mapping: a field's name is text");
    }
    return true;
}

static bool pipeline_read_mapping(Arena *arena, const Node *node, SigmaPipeline *pipeline,
                                  Error *err) {
    static const Str keys[] = {S_INIT("id"), S_INIT("type"), S_INIT("mapping"),
                               S_INIT("rule_conditions")};
    SigmaMapping mapping = {.names = node_find(node, S("mapping"))};
    if (!node_is_text(node_find(node, S("type")), S("field_name_mapping"))) {
        return sigma_node_fail(node, err, "transformations: field_name_mapping is known, no other");
    }
    if (!sigma_node_known(node, keys, COUNT(keys), err)) return false;
    if (!node_is(mapping.names, NODE_MAP)) return sigma_node_fail(node, err, "mapping: want a map");
    for (size_t i = 0; i < mapping.names->count; i++) {
        if (!pipeline_check_names(&mapping.names->pairs[i].value, err)) return false;
    }
    if (!pipeline_read_conditions(arena, node_find(node, S("rule_conditions")), &mapping, err))
        return false;
    pipeline->mappings[pipeline->count++] = mapping;
    return true;
}

bool sigma_pipeline_read(Arena *arena, const Node *tree, SigmaPipeline *pipeline, Error *err) {
    static const Str keys[] = {S_INIT("name"), S_INIT("priority"), S_INIT("vars"),
                               S_INIT("transformations"), S_INIT("allowed_backends")};
    if (!node_is(tree, NODE_MAP)) return sigma_node_fail(tree, err, "is no pipeline: want a map");
    if (!sigma_node_known(tree, keys, COUNT(keys), err)) return false;
    const Node *variables = node_find(tree, S("vars"));
    if (variables != NULL && !node_is(variables, NODE_MAP)) {
        return sigma_node_fail(variables, err, "vars: want a map of names and values");
    }
    for (size_t i = 0; variables != NULL && i < variables->count; i++) {
        Node *value = ARENA_NEW(arena, Node);
        *value = variables->pairs[i].value;
        map_set(&pipeline->variables, variables->pairs[i].key, value);
    }
    const Node *list = node_find(tree, S("transformations"));
    if (list == NULL) return true;
    if (!node_is(list, NODE_LIST))
        return sigma_node_fail(list, err, "transformations: want a list");
    pipeline->mappings = arena_grow_array(arena, pipeline->mappings, pipeline->count,
                                          pipeline->count + list->count + 1, sizeof(SigmaMapping));
    for (size_t i = 0; i < list->count; i++) {
        if (!pipeline_read_mapping(arena, &list->items[i], pipeline, err)) return false;
    }
    return true;
}

static bool mapping_is_for(const SigmaMapping *mapping, const SigmaRule *rule) {
    return (mapping->product.len == 0 || str_equal(mapping->product, rule->product)) &&
           (mapping->service.len == 0 || str_equal(mapping->service, rule->service)) &&
           (mapping->category.len == 0 || str_equal(mapping->category, rule->category));
}

size_t sigma_pipeline_names(const SigmaPipeline *pipeline, const SigmaRule *rule, Str field,
                            Str names[SIGMA_FIELD_NAMES_MAX]) {
    names[0] = field;
    for (size_t i = 0; i < pipeline->count; i++) {
        const SigmaMapping *mapping = &pipeline->mappings[i];
        const Node *found = mapping_is_for(mapping, rule) ? node_find(mapping->names, field) : NULL;
        if (found == NULL) continue;
        size_t count = found->kind == NODE_LIST ? found->count : 1;
        for (size_t j = 0; j < count; j++) {
            names[j] = node_text(found->kind == NODE_LIST ? &found->items[j] : found);
        }
        return count;
    }
    return 1;
}
