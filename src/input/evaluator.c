/* SPDX-License-Identifier: Apache-2.0 */
/* evaluator.c -- the limits of evaluation, errors, and access to what a value holds. */
#include "input/evaluator.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

Scope evaluator_scope(EvaluatorModule *module, const Source *source, const Binding *bindings) {
    return (Scope){module->evaluator, module, source, bindings, false};
}

Node evaluator_place(const Scope *scope, const HclExpression *expression) {
    return (Node){.line = expression->line, .column = expression->column, .source = scope->source};
}

bool evaluator_fail(const Scope *scope, const HclExpression *expression, const char *format, ...) {
    char message[ERROR_MESSAGE_BYTES_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    return error_set(&scope->evaluator->err, scope->source == NULL ? S("") : scope->source->path,
                     expression->line, expression->column, "%s", message);
}

bool evaluator_charge(Evaluator *evaluator, size_t steps) {
    if (steps < INT64_MAX && evaluator->steps >= (int64_t)steps) {
        evaluator->steps -= (int64_t)steps;
        return true;
    }
    evaluator->steps = 0;
    return error_set(&evaluator->err, evaluator->root, 0, 0,
                     "the expressions ask for more work than merlon does");
}

bool evaluator_charge_value(Evaluator *evaluator, const Node *value) {
    size_t own = 1;
    if (value->kind == NODE_STRING) own += value->text.len / EVALUATOR_TEXT_STEP_BYTES;
    if (!evaluator_charge(evaluator, own)) return false;
    for (uint32_t i = 0; value->kind == NODE_LIST && i < value->count; i++) {
        if (!evaluator_charge_value(evaluator, &value->items[i])) return false;
    }
    for (uint32_t i = 0; value->kind == NODE_MAP && i < value->count; i++) {
        if (!evaluator_charge_value(evaluator, &value->pairs[i].value)) return false;
    }
    return true;
}

Node evaluator_value(const Scope *scope, const HclExpression *expression) {
    Node value = {0};
    if (evaluator_run(scope, expression, &value)) return value;
    Arena *arena = scope->evaluator->arena;
    Node at = evaluator_place(scope, expression);
    const Error *err = &scope->evaluator->err;
    Str reason = str_format(arena, "can't be evaluated: %s", err->message);
    return node_make_unknown(arena, &at, reason);
}

Thing *evaluator_thing(const Node *node) {
    bool thing = node->kind == NODE_UNKNOWN && (node->flags & NODE_FLAG_OBJECT) != 0;
    return thing ? (Thing *)(uintptr_t)node->unknown : NULL;
}

Node evaluator_thing_node(const Node *at, const Thing *thing) {
    Node node = node_make_null(at);
    node.kind = NODE_UNKNOWN;
    node.flags |= NODE_FLAG_OBJECT;
    node.unknown = &thing->unknown;
    return node;
}

Lazy *evaluator_lazy_of(Arena *arena, Map *map, Str name) {
    Lazy *lazy = map_find(map, name);
    if (lazy != NULL) return lazy;
    lazy = ARENA_NEW(arena, Lazy);
    map_set(map, name, lazy);
    return lazy;
}

bool evaluator_lazy_begin(const Scope *scope, const HclExpression *at, Lazy *lazy, Node *ret_value,
                          bool *ret_done) {
    *ret_done = lazy->state == LAZY_DONE;
    if (lazy->state == LAZY_DONE) *ret_value = lazy->value;
    if (lazy->state == LAZY_FAILED) scope->evaluator->err = lazy->err;
    if (lazy->state == LAZY_RUNNING) {
        evaluator_fail(scope, at, "%.*s needs its own value: a circle", STR_ARGS(at->span));
        Node place = evaluator_place(scope, at);
        input_fail(scope->evaluator->input, &place, "%s", scope->evaluator->err.message);
    }
    if (lazy->state != LAZY_NEW) return false;
    lazy->state = LAZY_RUNNING;
    return true;
}

bool evaluator_lazy_end(const Scope *scope, Lazy *lazy, bool worked, const Node *value) {
    lazy->state = worked ? LAZY_DONE : LAZY_FAILED;
    if (worked) lazy->value = *value;
    if (!worked) lazy->err = scope->evaluator->err;
    return worked;
}

/* Something of an unknown value: "var.config" and ".name" are "var.config.name"; of a reference to
 * a resource only the resource stays certain. */
static Node value_below(Arena *arena, const Node *value, Str suffix) {
    const NodeUnknown *unknown = value->unknown;
    const NodePart *only = unknown->part_count == 1 ? unknown->parts : NULL;
    if (unknown->tree != NULL || only == NULL || !unknown->exact ||
        only->kind != NODE_PART_OUTSIDE) {
        return terraform_computed(arena, value, value, 1);
    }
    NodePart *part = ARENA_NEW(arena, NodePart);
    *part = (NodePart){NODE_PART_OUTSIDE, str_join2(arena, only->text, suffix), 0};
    return node_make_parts(arena, value, (NodeUnknown){unknown->reason, true, 1, part, NULL});
}

static void value_inherit(const Node *from, Node *value) {
    value->flags |= from->flags & NODE_FLAG_SECRET;
}

bool evaluator_attribute(const Scope *scope, const HclExpression *at, const Node *value, Str name,
                         Node *ret_value) {
    Arena *arena = scope->evaluator->arena;
    Thing *thing = evaluator_thing(value);
    if (thing != NULL) return evaluator_thing_attribute(scope, at, thing, name, ret_value);
    if (value->kind == NODE_UNKNOWN) {
        *ret_value = value_below(arena, value, str_join2(arena, S("."), name));
        return true;
    }
    if (value->kind != NODE_MAP) {
        return evaluator_fail(scope, at, "%s has no attribute %.*s", node_kind_name(value),
                              STR_ARGS(name));
    }
    const Node *found = node_find(value, name);
    if (found != NULL) {
        *ret_value = *found;
    } else if ((value->flags & NODE_FLAG_OPEN) != 0) {
        *ret_value = terraform_computed(arena, value, value, 1);
    } else {
        return evaluator_fail(scope, at, "there is no attribute %.*s", STR_ARGS(name));
    }
    value_inherit(value, ret_value);
    return true;
}

static bool value_index_list(const Scope *scope, const HclExpression *at, const Node *value,
                             const Node *key, Node *ret_value) {
    double number = 0;
    if (!terraform_to_number(key, &number) || floor(number) != number) {
        return evaluator_fail(scope, at, "the index of a list must be a whole number");
    }
    if ((value->flags & NODE_FLAG_OPEN) != 0) {
        *ret_value = terraform_computed(scope->evaluator->arena, value, value, 1);
        return true;
    }
    if (number < 0 || number >= value->count) {
        return evaluator_fail(scope, at, "the index %.0f is beyond the list's %u items", number,
                              value->count);
    }
    *ret_value = value->items[(uint32_t)number];
    return true;
}

bool evaluator_index(const Scope *scope, const HclExpression *at, const Node *value,
                     const Node *key, Node *ret_value) {
    Arena *arena = scope->evaluator->arena;
    Thing *thing = evaluator_thing(value);
    Str name = S("");
    if (thing != NULL && thing->kind == THING_MANY) {
        *ret_value = evaluator_thing_node(value, thing->one);
        return true;
    }
    bool named = terraform_to_text(arena, key, &name);
    if (thing != NULL && named) return evaluator_attribute(scope, at, value, name, ret_value);
    if (value->kind == NODE_NULL) return evaluator_fail(scope, at, "null has no items");
    if (value->kind == NODE_UNKNOWN && named) {
        bool text = key->kind == NODE_STRING; /* x["a"] is x.a */
        Str suffix =
            text ? str_join2(arena, S("."), name) : str_format(arena, "[%.*s]", STR_ARGS(name));
        *ret_value = value_below(arena, value, suffix);
        return true;
    }
    if (value->kind == NODE_UNKNOWN || key->kind == NODE_UNKNOWN) {
        Node both[] = {*value, *key};
        *ret_value = terraform_computed(arena, value, both, 2);
        return true;
    }
    bool read = false;
    if (value->kind == NODE_LIST) {
        read = value_index_list(scope, at, value, key, ret_value);
    } else if (value->kind == NODE_MAP && named) {
        read = evaluator_attribute(scope, at, value, name, ret_value);
    } else {
        return evaluator_fail(scope, at, "%s can't be indexed by %s", node_kind_name(value),
                              node_kind_name(key));
    }
    if (read) value_inherit(value, ret_value);
    return read;
}

static bool value_force_module(const Scope *scope, const HclExpression *at, Thing *thing,
                               Node *ret_value) {
    Evaluator *evaluator = scope->evaluator;
    const Map *outputs = &thing->inside->folder->outputs;
    for (size_t i = 0; i < outputs->count; i++) {
        Node output = {0};
        Str name = outputs->entries[i].key;
        if (!evaluator_thing_attribute(scope, at, thing, name, &output)) return false;
        if (!evaluator_charge_value(evaluator, &output)) return false;
        node_map_add(evaluator->arena, ret_value, name, output);
    }
    terraform_sort_map(ret_value);
    return true;
}

/* All that is written of a thing; what the provider adds isn't there: the map is open. A thing that
 * is part of itself is open there, too. */
static bool value_force_thing(const Scope *scope, const HclExpression *at, Thing *thing,
                              Node *ret_value) {
    Evaluator *evaluator = scope->evaluator;
    Lazy *whole = &thing->whole;
    if (whole->state == LAZY_DONE) {
        *ret_value = whole->value;
        return evaluator_charge_value(evaluator, ret_value);
    }
    Node place = evaluator_place(scope, at);
    Node value = node_make_map(&place);
    value.flags |= NODE_FLAG_OPEN;
    *ret_value = value;
    bool module = thing->kind == THING_MODULE;
    if (whole->state == LAZY_RUNNING || thing->kind == THING_MANY) return true;
    if (module && thing->inside == NULL) return true;
    whole->state = LAZY_RUNNING;
    bool worked = true;
    if (module) {
        value.flags &= (uint8_t)~NODE_FLAG_OPEN;
        worked = value_force_module(scope, at, thing, &value);
    } else {
        Scope inner = evaluator_scope(thing->module, thing->item->source, thing->bindings);
        value = evaluator_body(&inner, &thing->item->block->body, true);
        value.flags |= NODE_FLAG_OPEN;
        worked = evaluator_charge_value(evaluator, &value);
    }
    whole->state = worked ? LAZY_DONE : LAZY_NEW;
    whole->value = value;
    *ret_value = value;
    return worked;
}

bool evaluator_force(const Scope *scope, const HclExpression *at, const Node *value,
                     Node *ret_value) {
    Thing *thing = evaluator_thing(value);
    *ret_value = *value;
    if (thing == NULL) return true;
    if (++scope->evaluator->depth > EVALUATOR_DEPTH_MAX) {
        scope->evaluator->depth--;
        return evaluator_fail(scope, at, "values need each other in a circle, or too deeply");
    }
    bool forced = value_force_thing(scope, at, thing, ret_value);
    scope->evaluator->depth--;
    return forced;
}
