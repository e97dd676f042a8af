/* SPDX-License-Identifier: Apache-2.0 */
/* evaluator_name.c -- what names mean: var, local, module, data, resources, path, terraform; and
 * the attributes of the things that they name. */
#include "base/file.h"
#include "input/evaluator.h"
#include "input/terraform_reference.h"
#include "input/terraform_typed.h"

static Node outside(const Scope *scope, const Node *at, Str reason, Str name) {
    Arena *arena = scope->evaluator->arena;
    NodePart *part = ARENA_NEW(arena, NodePart);
    *part = (NodePart){NODE_PART_OUTSIDE, name, 0};
    return node_make_parts(arena, at, (NodeUnknown){reason, true, 1, part, NULL});
}

static Str name_in_module(const EvaluatorModule *module, Str name) {
    if (module->address.len == 0) return name;
    return str_join3(module->evaluator->arena, module->address, S("."), name);
}

static bool name_is_true(const Scope *scope, const HclBody *body, Str attribute, bool otherwise) {
    const HclAttribute *found = hcl_find(body, attribute);
    Node value = {0};
    bool truth = otherwise;
    if (found != NULL && evaluator_run(scope, &found->value, &value)) {
        terraform_to_bool(&value, &truth);
    }
    return truth;
}

/* What a configuration names and doesn't declare: the text around it is known all the same. Said
 * once for each place. */
static bool undeclared(const Scope *scope, const HclExpression *at, Str name, Node *ret_value) {
    Evaluator *evaluator = scope->evaluator;
    Node place = evaluator_place(scope, at);
    Str address = name_in_module(scope->module, name);
    Str reason = str_join2(evaluator->arena, address, S(" isn't declared"));
    *ret_value = outside(scope, &place, reason, address);
    Str path = scope->source == NULL ? S("") : scope->source->path;
    Str key = str_format(evaluator->arena, "%.*s:%u:%u", STR_ARGS(path), at->line, at->column);
    if (map_set(&evaluator->noted, key, evaluator) == NULL) {
        input_note(evaluator->input, &place, address, S("it isn't declared"));
    }
    return true;
}

/* --- variables and locals --- */

static bool variable_default(const Scope *inner, const HclBody *body, Str name, Node *ret_value) {
    const HclAttribute *preset = hcl_find(body, S("default"));
    if (preset != NULL) return evaluator_run(inner, &preset->value, ret_value);
    Arena *arena = inner->evaluator->arena;
    Str reason = str_format(arena, "the variable %.*s has no default", STR_ARGS(name));
    Str full = name_in_module(inner->module, str_join2(arena, S("var."), name));
    *ret_value = outside(inner, ret_value, reason, full);
    return true;
}

/* What the caller says: whoever runs merlon for the root, the module's call for others. */
static bool variable_given(const Scope *inner, Str name, Node *ret_value, bool *ret_given) {
    EvaluatorModule *module = inner->module;
    *ret_given = false;
    if (module->call == NULL) {
        const Node *given = map_find(&module->evaluator->variables, name);
        *ret_given = given != NULL;
        if (given != NULL) *ret_value = *given;
        return true;
    }
    const TerraformItem *item = module->call->item;
    const HclAttribute *argument = hcl_find(&item->block->body, name);
    if (argument == NULL) return true;
    *ret_given = true;
    Scope outer = evaluator_scope(module->outer, item->source, module->call->bindings);
    return evaluator_run(&outer, &argument->value, ret_value);
}

static bool variable_work(const Scope *scope, const TerraformItem *item, Str name,
                          Node *ret_value) {
    Scope inner = evaluator_scope(scope->module, item->source, NULL);
    const HclBody *body = &item->block->body;
    const HclAttribute *type = hcl_find(body, S("type"));
    Node value = {.line = item->block->line, .column = item->block->column, .source = item->source};
    bool given = false;
    if (!variable_given(&inner, name, &value, &given)) return false;
    bool null =
        given && value.kind == NODE_NULL && !name_is_true(&inner, body, S("nullable"), true);
    if ((!given || null) && !variable_default(&inner, body, name, &value)) return false;
    if (type != NULL) value = evaluator_convert(&inner, &type->value, &value);
    if (name_is_true(&inner, body, S("sensitive"), false)) value.flags |= NODE_FLAG_SECRET;
    *ret_value = value;
    return true;
}

static bool name_variable(const Scope *scope, const HclExpression *at, Str name, Node *ret_value) {
    EvaluatorModule *module = scope->module;
    const TerraformItem *item = map_find(&module->folder->variables, name);
    if (item == NULL) {
        Str full = str_join2(scope->evaluator->arena, S("var."), name);
        return undeclared(scope, at, full, ret_value);
    }
    Lazy *lazy = evaluator_lazy_of(scope->evaluator->arena, &module->variables, name);
    bool done = false;
    Node value = {0};
    if (!evaluator_lazy_begin(scope, at, lazy, ret_value, &done)) return done;
    bool worked = variable_work(scope, item, name, &value);
    if (worked) *ret_value = value;
    return evaluator_lazy_end(scope, lazy, worked, &value);
}

static bool name_local(const Scope *scope, const HclExpression *at, Str name, Node *ret_value) {
    EvaluatorModule *module = scope->module;
    const TerraformItem *item = map_find(&module->folder->locals, name);
    if (item == NULL) {
        Str full = str_join2(scope->evaluator->arena, S("local."), name);
        return undeclared(scope, at, full, ret_value);
    }
    Lazy *lazy = evaluator_lazy_of(scope->evaluator->arena, &module->locals, name);
    bool done = false;
    Node value = {0};
    if (!evaluator_lazy_begin(scope, at, lazy, ret_value, &done)) return done;
    Scope inner = evaluator_scope(module, item->source, NULL);
    bool worked = evaluator_run(&inner, &item->attribute->value, &value);
    if (worked) *ret_value = value;
    return evaluator_lazy_end(scope, lazy, worked, &value);
}

/* --- path, terraform --- */

static bool name_path(const Scope *scope, const HclExpression *at, Str name, Node *ret_value) {
    Node place = evaluator_place(scope, at);
    if (str_equal(name, S("module"))) {
        *ret_value = node_make_string(&place, scope->module->path);
    } else if (str_equal(name, S("root"))) {
        *ret_value = node_make_string(&place, S("."));
    } else if (str_equal(name, S("cwd"))) {
        Str real = S("");
        if (!file_real_path(scope->evaluator->arena, scope->evaluator->root, &real)) real = S("/");
        *ret_value = node_make_string(&place, real);
    } else {
        return evaluator_fail(scope, at, "path has module, root and cwd");
    }
    return true;
}

static bool name_terraform(const Scope *scope, const HclExpression *at, Str name, Node *ret_value) {
    Node place = evaluator_place(scope, at);
    if (!str_equal(name, S("workspace"))) {
        return evaluator_fail(scope, at, "terraform has only workspace");
    }
    *ret_value = node_make_string(&place, scope->evaluator->workspace);
    return true;
}

/* --- resources, data, modules --- */

static bool name_expansion(const Scope *scope, const HclExpression *at, ThingKind kind, Str name,
                           Node *ret_value) {
    Expansion *expansion = evaluator_expand(scope->module, kind, name);
    if (expansion == NULL) {
        static const char *const prefix[] = {"", "data.", "module.", ""};
        Str full = str_join2(scope->evaluator->arena, str_from(prefix[kind]), name);
        return undeclared(scope, at, full, ret_value);
    }
    if (expansion->lazy.state == LAZY_RUNNING) {
        evaluator_fail(scope, at, "how many of %.*s there are needs %.*s itself: a circle",
                       STR_ARGS(name), STR_ARGS(name));
        Node place = evaluator_place(scope, at);
        input_fail(scope->evaluator->input, &place, "%s", scope->evaluator->err.message);
        return false;
    }
    *ret_value = expansion->lazy.value;
    ret_value->line = at->line;
    ret_value->column = at->column;
    ret_value->source = scope->source;
    return true;
}

static const Binding *name_binding(const Scope *scope, Str name) {
    const Binding *binding = scope->bindings;
    while (binding != NULL && !str_equal(binding->name, name)) binding = binding->outer;
    return binding;
}

/* "data.TYPE.NAME". */
static bool name_data(const Scope *scope, const HclExpression *expression, Node *ret_value,
                      bool *ret_found) {
    const HclExpression *type = &expression->items[0];
    bool data = type->kind == HCL_ATTRIBUTE && type->items[0].kind == HCL_VARIABLE &&
                str_equal(type->items[0].text, S("data")) && name_binding(scope, S("data")) == NULL;
    if (!data || scope->module == NULL) return true;
    *ret_found = true;
    Str name = str_join3(scope->evaluator->arena, type->text, S("."), expression->text);
    return name_expansion(scope, expression, THING_DATA, name, ret_value);
}

bool evaluator_name(const Scope *scope, const HclExpression *expression, Node *ret_value,
                    bool *ret_found) {
    *ret_found = false;
    if (expression->kind == HCL_VARIABLE) {
        const Binding *binding = name_binding(scope, expression->text);
        *ret_found = binding != NULL;
        if (binding != NULL) *ret_value = binding->value;
        return true;
    }
    if (expression->items[0].kind != HCL_VARIABLE) {
        return name_data(scope, expression, ret_value, ret_found);
    }
    Str first = expression->items[0].text, name = expression->text;
    bool bare = str_equal(first, S("data")) || str_equal(first, S("each")) ||
                str_equal(first, S("count")) || str_equal(first, S("self"));
    if (bare || name_binding(scope, first) != NULL || scope->module == NULL) return true;
    *ret_found = true;
    if (str_equal(first, S("var"))) return name_variable(scope, expression, name, ret_value);
    if (str_equal(first, S("local"))) return name_local(scope, expression, name, ret_value);
    if (str_equal(first, S("path"))) return name_path(scope, expression, name, ret_value);
    if (str_equal(first, S("terraform"))) return name_terraform(scope, expression, name, ret_value);
    if (str_equal(first, S("module"))) {
        return name_expansion(scope, expression, THING_MODULE, name, ret_value);
    }
    Str resource = str_join3(scope->evaluator->arena, first, S("."), name);
    return name_expansion(scope, expression, THING_RESOURCE, resource, ret_value);
}

/* --- attributes of things --- */

static bool thing_written(const Scope *scope, Thing *thing, Str name, Node *ret_value) {
    Scope inner = evaluator_scope(thing->module, thing->item->source, thing->bindings);
    const HclBody *body = &thing->item->block->body;
    const HclAttribute *attribute = hcl_find(body, name);
    (void)scope;
    if (attribute != NULL) return evaluator_run(&inner, &attribute->value, ret_value);
    *ret_value = node_make_null(NULL);
    evaluator_blocks(&inner, body, name, ret_value);
    return true;
}

/* Whether the attribute names the resource, as its id does: when it isn't known, the resource that
 * is meant is. */
static bool thing_is_named_by(const Input *input, const Thing *thing, Str attribute) {
    const FactsTerraform *facts =
        facts_find_terraform(input->estate->facts, thing->resource->source_type);
    return facts != NULL && map_find(&facts->ids, attribute) != NULL;
}

/* Another resource sees an attribute as the provider's schema types it: port = "80" is 80. */
static void thing_convert(const Scope *scope, const Thing *thing, Str name, Node *value) {
    Arena *arena = scope->evaluator->arena;
    if (value->kind == NODE_NULL || value->kind == NODE_UNKNOWN) return;
    Node map = node_make_map(value);
    node_map_add(arena, &map, name, node_copy(arena, value));
    terraform_typed_convert(scope->evaluator->input, thing->resource->source_type, &map);
    *value = map.pairs[0].value;
}

static bool thing_resource(const Scope *scope, const HclExpression *at, Thing *thing, Str name,
                           Node *ret_value) {
    Node place = evaluator_place(scope, at);
    bool made_up = str_equal(name, S("id")) || str_equal(name, S("arn"));
    if (!made_up && !thing_written(scope, thing, name, ret_value)) return false;
    if (!made_up && str_equal(name, S("tags_all"))) {
        *ret_value = node_make_null(&place);
        if (!thing_written(scope, thing, S("tags"), ret_value)) return false;
        Node tags = *ret_value;
        *ret_value = evaluator_all_tags(thing, &tags);
    }
    Input *input = scope->evaluator->input;
    if (!made_up) thing_convert(scope, thing, name, ret_value);
    bool names = thing_is_named_by(input, thing, name) && ret_value->kind == NODE_UNKNOWN;
    if (!made_up && !names && ret_value->kind != NODE_NULL) return true;
    Str property = terraform_reference_name(input, thing->resource, name);
    *ret_value = terraform_reference_make(input, &place, thing->resource, property);
    return true;
}

static bool thing_data(const Scope *scope, const HclExpression *at, Thing *thing, Str name,
                       Node *ret_value) {
    Arena *arena = scope->evaluator->arena;
    Node place = evaluator_place(scope, at);
    Node value = place;
    if (evaluator_data(scope, thing, name, &value)) {
        *ret_value = value;
        return true;
    }
    bool made_up = str_equal(name, S("id")) || str_equal(name, S("arn"));
    if (!made_up && !thing_written(scope, thing, name, ret_value)) return false;
    if (!made_up && ret_value->kind != NODE_NULL) return true;
    Str full = str_join3(arena, thing->address, S("."), name);
    Str reason = str_format(arena, "%.*s is only known to AWS", STR_ARGS(full));
    *ret_value = outside(scope, &place, reason, full);
    return true;
}

static bool thing_output(const Scope *scope, const HclExpression *at, Thing *thing, Str name,
                         Node *ret_value) {
    Arena *arena = scope->evaluator->arena;
    Node place = evaluator_place(scope, at);
    if (thing->inside == NULL) {
        Str full = str_join3(arena, thing->address, S("."), name);
        *ret_value = outside(scope, &place, thing->unknown.reason, full);
        return true;
    }
    const TerraformItem *item = map_find(&thing->inside->folder->outputs, name);
    const HclAttribute *value = item == NULL ? NULL : hcl_find(&item->block->body, S("value"));
    if (value == NULL) {
        return evaluator_fail(scope, at, "%.*s has no output %.*s", STR_ARGS(thing->address),
                              STR_ARGS(name));
    }
    Scope inner = evaluator_scope(thing->inside, item->source, NULL);
    if (!evaluator_run(&inner, &value->value, ret_value)) return false;
    if (name_is_true(&inner, &item->block->body, S("sensitive"), false)) {
        ret_value->flags |= NODE_FLAG_SECRET;
    }
    return true;
}

bool evaluator_thing_attribute(const Scope *scope, const HclExpression *at, Thing *thing, Str name,
                               Node *ret_value) {
    bool done = false, worked = false;
    Node value = {0};
    if (thing->kind == THING_MANY) {
        return evaluator_fail(scope, at, "there may be several of %.*s: say which",
                              STR_ARGS(thing->address));
    }
    Lazy *lazy = evaluator_lazy_of(scope->evaluator->arena, &thing->attributes, name);
    if (!evaluator_lazy_begin(scope, at, lazy, ret_value, &done)) return done;
    if (thing->kind == THING_RESOURCE) worked = thing_resource(scope, at, thing, name, &value);
    if (thing->kind == THING_DATA) worked = thing_data(scope, at, thing, name, &value);
    if (thing->kind == THING_MODULE) worked = thing_output(scope, at, thing, name, &value);
    if (worked) *ret_value = value;
    return evaluator_lazy_end(scope, lazy, worked, &value);
}
