/* SPDX-License-Identifier: Apache-2.0 */
/* evaluator_type.c -- conversion of values to the types that variables declare, with the defaults
 * of optional attributes. What can't be converted stays as it is: merlon is no type checker. */
#include "input/evaluator.h"

static Node type_primitive(const Scope *scope, Str name, const Node *value) {
    Str text = S("");
    double number = 0;
    bool truth = false;
    if (str_equal(name, S("string")) && value->kind != NODE_STRING &&
        terraform_to_text(scope->evaluator->arena, value, &text)) {
        return node_make_string(value, text);
    }
    if (str_equal(name, S("number")) && value->kind == NODE_STRING &&
        terraform_to_number(value, &number)) {
        return terraform_number(value, number);
    }
    if (str_equal(name, S("bool")) && value->kind == NODE_STRING &&
        terraform_to_bool(value, &truth)) {
        return node_make_bool(value, truth);
    }
    return *value;
}

static Node type_list(const Scope *scope, const HclExpression *item, const Node *value, bool set) {
    Arena *arena = scope->evaluator->arena;
    if (value->kind != NODE_LIST) return *value;
    Node list = node_make_list(arena, value, value->count);
    for (uint32_t i = 0; i < value->count; i++) {
        list.items[i] =
            item == NULL ? value->items[i] : evaluator_convert(scope, item, &value->items[i]);
    }
    terraform_unify(arena, list.items, list.count);
    if (set) list = terraform_set(arena, value, list.items, list.count);
    list.flags |= value->flags & NODE_FLAG_OPEN;
    return list;
}

static Node type_map(const Scope *scope, const HclExpression *item, const Node *value) {
    Arena *arena = scope->evaluator->arena;
    if (value->kind != NODE_MAP) return *value;
    Node *values = ARENA_ARRAY(arena, Node, value->count + 1);
    for (uint32_t i = 0; i < value->count; i++) {
        const Node *one = &value->pairs[i].value;
        values[i] = item == NULL ? *one : evaluator_convert(scope, item, one);
    }
    terraform_unify(arena, values, value->count);
    Node map = node_make_map(value);
    for (uint32_t i = 0; i < value->count; i++) {
        node_map_add(arena, &map, value->pairs[i].key, values[i]);
    }
    map.flags |= value->flags & NODE_FLAG_OPEN;
    terraform_sort_map(&map);
    return map;
}

static Node type_attribute(const Scope *scope, const HclExpression *type, const Node *given,
                           const Node *at) {
    bool optional = type->kind == HCL_CALL && str_equal(type->text, S("optional"));
    const HclExpression *inner = optional && type->count > 0 ? &type->items[0] : type;
    bool missing = given == NULL || given->kind == NODE_NULL;
    Node value = missing ? node_make_null(at) : *given;
    if (missing && optional && type->count > 1) value = evaluator_value(scope, &type->items[1]);
    return evaluator_convert(scope, inner, &value);
}

static Node type_object(const Scope *scope, const HclExpression *attributes, const Node *value) {
    Arena *arena = scope->evaluator->arena;
    if (value->kind != NODE_MAP || attributes == NULL || attributes->kind != HCL_OBJECT) {
        return *value;
    }
    Node map = node_make_map(value);
    for (uint32_t i = 0; i + 1 < attributes->count; i += 2) {
        Str name = attributes->items[i].text;
        const Node *given = node_find(value, name);
        if (given == NULL && (value->flags & NODE_FLAG_OPEN) != 0) continue;
        Node converted = type_attribute(scope, &attributes->items[i + 1], given, value);
        node_map_set(arena, &map, name, converted);
    }
    map.flags |= value->flags & NODE_FLAG_OPEN;
    terraform_sort_map(&map);
    return map;
}

static Node type_tuple(const Scope *scope, const HclExpression *types, const Node *value) {
    bool fits = value->kind == NODE_LIST && types != NULL && types->kind == HCL_TUPLE &&
                types->count == value->count;
    if (!fits) return *value;
    Node list = node_make_list(scope->evaluator->arena, value, value->count);
    for (uint32_t i = 0; i < value->count; i++) {
        list.items[i] = evaluator_convert(scope, &types->items[i], &value->items[i]);
    }
    return list;
}

Node evaluator_convert(const Scope *scope, const HclExpression *type, const Node *value) {
    Evaluator *evaluator = scope->evaluator;
    bool fixed = value->kind == NODE_UNKNOWN || value->kind == NODE_NULL;
    if (fixed || !evaluator_charge(evaluator, 1)) return *value;
    Node made = *value;
    if (type->kind == HCL_VARIABLE || type->kind == HCL_TEXT) {
        made = type_primitive(scope, type->text, value);
    }
    if (type->kind == HCL_VARIABLE || type->kind == HCL_CALL) { /* "list" is list(any) */
        bool items = type->kind == HCL_CALL && type->count > 0;
        const HclExpression *inner = items ? &type->items[0] : NULL;
        Str name = type->text;
        if (str_equal(name, S("list"))) made = type_list(scope, inner, value, false);
        if (str_equal(name, S("set"))) made = type_list(scope, inner, value, true);
        if (str_equal(name, S("map"))) made = type_map(scope, inner, value);
        if (str_equal(name, S("object"))) made = type_object(scope, inner, value);
        if (str_equal(name, S("tuple"))) made = type_tuple(scope, inner, value);
        if (str_equal(name, S("optional")) && inner != NULL) {
            made = evaluator_convert(scope, inner, value);
        }
    }
    made.flags |= value->flags & NODE_FLAG_SECRET;
    return made;
}
