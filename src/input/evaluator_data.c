/* SPDX-License-Identifier: Apache-2.0 */
/* evaluator_data.c -- data sources that need no cloud: policy documents, who and where one is (as
 * names that stay usable inside ARNs), files and templates; and the provider's own settings. */
#include "input/evaluator.h"
#include "input/terraform_policy.h"

static bool data_policy(const Scope *scope, Thing *thing, Str name, Node *ret_value) {
    bool minified = str_equal(name, S("minified_json"));
    if (!minified && !str_equal(name, S("json"))) return false;
    Scope inner = evaluator_scope(thing->module, thing->item->source, thing->bindings);
    Node attributes = evaluator_body(&inner, &thing->item->block->body, true);
    attributes.line = thing->item->block->line;
    attributes.column = thing->item->block->column;
    attributes.source = thing->item->source;
    *ret_value = terraform_policy_json(scope->evaluator->arena, &attributes, minified);
    return true;
}

/* --- providers ---------------------------------------------------------------------------------
 */

/* What a module's provider is called in the module that calls it. */
static Str provider_outside(const EvaluatorModule *module, Str name) {
    const HclAttribute *passed = hcl_find(&module->call->item->block->body, S("providers"));
    if (passed == NULL || passed->value.kind != HCL_OBJECT) return name;
    const HclExpression *object = &passed->value;
    for (uint32_t i = 0; i + 1 < object->count; i += 2) {
        const HclExpression *key = &object->items[i];
        Str inside = key->kind == HCL_TEXT ? key->text : key->span;
        if (str_equal(inside, name)) return object->items[i + 1].span;
    }
    return name;
}

/* The provider block that a thing uses, and the module that it stands in; or NULL. */
static const TerraformItem *provider_find(const Thing *thing, EvaluatorModule **ret_module) {
    const HclAttribute *chosen = hcl_find(&thing->item->block->body, S("provider"));
    Str name = chosen == NULL ? S("aws") : chosen->value.span;
    for (EvaluatorModule *module = thing->module; module != NULL; module = module->outer) {
        const TerraformItem *item = map_find(&module->folder->providers, name);
        *ret_module = module;
        if (item != NULL || module->call == NULL) return item;
        name = provider_outside(module, name);
    }
    return NULL;
}

Node evaluator_all_tags(const Thing *thing, const Node *own) {
    EvaluatorModule *module = NULL;
    const TerraformItem *provider = provider_find(thing, &module);
    Node blocks = {0};
    if (provider == NULL) return *own;
    Scope scope = evaluator_scope(module, provider->source, NULL);
    const HclBody *body = &provider->block->body;
    const HclAttribute *json = hcl_find(body, S("default_tags"));
    if (json != NULL) blocks = evaluator_value(&scope, &json->value);
    if (json == NULL && !evaluator_blocks(&scope, body, S("default_tags"), &blocks)) return *own;
    const Node *block = node_is(&blocks, NODE_LIST) && blocks.count > 0 ? blocks.items : &blocks;
    const Node *defaults = node_find(block, S("tags"));
    if (defaults == NULL || defaults->kind == NODE_NULL) return *own;
    if (own->kind != NODE_NULL && (own->kind != NODE_MAP || defaults->kind != NODE_MAP)) {
        Node both[] = {*own, *defaults};
        return terraform_computed(module->evaluator->arena, own, both, 2);
    }
    Node all = node_make_map(own->kind == NODE_NULL ? defaults : own);
    const Node *maps[] = {defaults, own};
    for (size_t k = 0; k < COUNT(maps); k++) {
        all.flags |= maps[k]->flags & NODE_FLAG_OPEN;
        for (uint32_t i = 0; maps[k]->kind == NODE_MAP && i < maps[k]->count; i++) {
            node_map_set(module->evaluator->arena, &all, maps[k]->pairs[i].key,
                         maps[k]->pairs[i].value);
        }
    }
    terraform_sort_map(&all);
    return all;
}

static bool data_region(const Scope *scope, Thing *thing, Node *ret_value) {
    EvaluatorModule *module = NULL;
    const TerraformItem *provider = provider_find(thing, &module);
    if (provider == NULL) return false;
    const HclAttribute *region = hcl_find(&provider->block->body, S("region"));
    Scope inner = evaluator_scope(module, provider->source, NULL);
    Node value = {0};
    (void)scope;
    if (region == NULL || !evaluator_run(&inner, &region->value, &value)) return false;
    if (value.kind != NODE_STRING || value.text.len == 0) return false;
    *ret_value = value;
    return true;
}

/* --- who and where -----------------------------------------------------------------------------
 */

static bool data_pseudo(const Scope *scope, Thing *thing, Str name, Node *ret_value) {
    static const struct {
        Str type;
        Str attribute;
        Str pseudo;
    } known[] = {
        {S_INIT("aws_caller_identity"), S_INIT("account_id"), S_INIT("AWS::AccountId")},
        {S_INIT("aws_caller_identity"), S_INIT("id"), S_INIT("AWS::AccountId")},
        {S_INIT("aws_region"), S_INIT("name"), S_INIT("AWS::Region")},
        {S_INIT("aws_region"), S_INIT("id"), S_INIT("AWS::Region")},
        {S_INIT("aws_region"), S_INIT("region"), S_INIT("AWS::Region")},
        {S_INIT("aws_partition"), S_INIT("partition"), S_INIT("AWS::Partition")},
        {S_INIT("aws_partition"), S_INIT("id"), S_INIT("AWS::Partition")},
        {S_INIT("aws_partition"), S_INIT("dns_suffix"), S_INIT("AWS::URLSuffix")},
    };
    Arena *arena = scope->evaluator->arena;
    Str type = thing->item->block->labels[0];
    for (size_t i = 0; i < COUNT(known); i++) {
        if (!str_equal(known[i].type, type) || !str_equal(known[i].attribute, name)) continue;
        bool region = str_equal(type, S("aws_region"));
        if (region && data_region(scope, thing, ret_value)) return true;
        NodePart *part = ARENA_NEW(arena, NodePart);
        *part = (NodePart){NODE_PART_OUTSIDE, known[i].pseudo, 0};
        Str reason = str_format(arena, "%.*s is where it is deployed", STR_ARGS(known[i].pseudo));
        *ret_value = node_make_parts(arena, ret_value, (NodeUnknown){reason, true, 1, part, NULL});
        return true;
    }
    return false;
}

/* --- files and templates -----------------------------------------------------------------------
 */

static bool data_call(const Scope *inner, Str function, const Node *args, uint32_t count,
                      Node *ret_value) {
    Evaluator *evaluator = inner->evaluator;
    TerraformCall call = {.arena = evaluator->arena,
                          .name = function,
                          .args = args,
                          .count = count,
                          .at = args,
                          .steps = &evaluator->steps,
                          .evaluator = (void *)(uintptr_t)inner};
    return terraform_function_run(terraform_function_find(function), &call, ret_value);
}

static bool data_file(const Scope *inner, const HclBody *body, Node *ret_value) {
    const HclAttribute *name = hcl_find(body, S("filename"));
    Node path = {0};
    if (name == NULL || !evaluator_run(inner, &name->value, &path)) return false;
    return data_call(inner, S("file"), &path, 1, ret_value);
}

static bool data_template(const Scope *inner, const HclBody *body, Node *ret_value) {
    const HclAttribute *template = hcl_find(body, S("template"));
    const HclAttribute *variables = hcl_find(body, S("vars"));
    Node args[2] = {{0}, {.kind = NODE_MAP}};
    if (template == NULL || !evaluator_run(inner, &template->value, &args[0])) return false;
    if (variables != NULL && !evaluator_run(inner, &variables->value, &args[1])) return false;
    return data_call(inner, S("templatestring"), args, 2, ret_value);
}

bool evaluator_data(const Scope *scope, Thing *thing, Str name, Node *ret_value) {
    Str type = thing->item->block->labels[0];
    const HclBody *body = &thing->item->block->body;
    Scope inner = evaluator_scope(thing->module, thing->item->source, thing->bindings);
    if (str_equal(type, S("aws_iam_policy_document"))) {
        return data_policy(scope, thing, name, ret_value);
    }
    if (str_equal(type, S("local_file")) && str_equal(name, S("content"))) {
        return data_file(&inner, body, ret_value);
    }
    if (str_equal(type, S("template_file")) && str_equal(name, S("rendered"))) {
        return data_template(&inner, body, ret_value);
    }
    return data_pseudo(scope, thing, name, ret_value);
}
