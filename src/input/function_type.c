/* SPDX-License-Identifier: Apache-2.0 */
/* function_type.c -- Terraform's functions that convert values from one type to another, and those
 * that say whether a value may be shown. An unknown stays what it is when it is converted: what it
 * is made of doesn't change. toset is in function_set.c. */
#include "input/function_items.h"

/* Null and unknown values have no type that could be wrong. */
static bool type_is_open(const Node *value) {
    return value->kind == NODE_NULL || value->kind == NODE_UNKNOWN;
}

static bool type_fail(TerraformCall *call, const char *wanted) {
    return terraform_call_fail(call, "%s can't be made of %s", wanted,
                               node_kind_name(&call->args[0]));
}

static bool type_same(TerraformCall *call, Node *ret_value) {
    *ret_value = call->args[0];
    return true;
}

static bool type_bool(TerraformCall *call, Node *ret_value) {
    const Node *value = &call->args[0];
    bool truth = false;
    if (type_is_open(value)) return type_same(call, ret_value);
    if (value->kind != NODE_BOOL && value->kind != NODE_STRING) return type_fail(call, "a boolean");
    if (!terraform_to_bool(value, &truth)) {
        return terraform_call_fail(call, "the text must be \"true\" or \"false\"");
    }
    *ret_value = node_make_bool(value, truth);
    return true;
}

static bool type_number(TerraformCall *call, Node *ret_value) {
    const Node *value = &call->args[0];
    double number = 0;
    int64_t whole = 0;
    bool done = type_is_open(value) || value->kind == NODE_INT || value->kind == NODE_DOUBLE;
    if (done) return type_same(call, ret_value);
    if (value->kind != NODE_STRING) return type_fail(call, "a number");
    if (str_to_int(value->text, &whole)) { /* every digit of 64 bits */
        *ret_value = node_make_int(value, whole);
        return true;
    }
    if (!terraform_to_number(value, &number)) {
        return terraform_call_fail(call, "the text must be a decimal number");
    }
    *ret_value = terraform_number(value, number);
    return true;
}

static bool type_text(TerraformCall *call, Node *ret_value) {
    const Node *value = &call->args[0];
    Str text = S("");
    if (type_is_open(value) || value->kind == NODE_STRING) return type_same(call, ret_value);
    if (!terraform_to_text(call->arena, value, &text)) return type_fail(call, "text");
    *ret_value = node_make_string(value, text);
    return true;
}

static bool type_list(TerraformCall *call, Node *ret_value) {
    const Node *value = &call->args[0];
    Node list = {0};
    if (type_is_open(value)) return type_same(call, ret_value);
    if (value->kind != NODE_LIST) return type_fail(call, "a list");
    if (!function_items_copy(call, value, &list)) return false;
    if (!function_items_unify(call, list.items, list.count)) return false;
    *ret_value = list;
    return true;
}

static bool type_map(TerraformCall *call, Node *ret_value) {
    const Node *value = &call->args[0];
    Node map = {0};
    if (type_is_open(value)) return type_same(call, ret_value);
    if (value->kind != NODE_MAP) return type_fail(call, "a map");
    if (!function_items_copy_map(call, value, &map)) return false;
    if (!function_items_unify_pairs(call, map.pairs, map.count)) return false;
    *ret_value = map;
    return true;
}

static bool type_sensitive(TerraformCall *call, Node *ret_value) {
    *ret_value = call->args[0];
    ret_value->flags |= NODE_FLAG_SECRET;
    return true;
}

static bool type_nonsensitive(TerraformCall *call, Node *ret_value) {
    *ret_value = call->args[0];
    ret_value->flags &= (uint8_t)~NODE_FLAG_SECRET;
    return true;
}

static bool type_is_sensitive(TerraformCall *call, Node *ret_value) {
    bool secret = (call->args[0].flags & NODE_FLAG_SECRET) != 0;
    *ret_value = node_make_bool(call->at, secret);
    if (secret || call->args[0].kind != NODE_UNKNOWN) return true;
    *ret_value = terraform_computed(call->arena, call->at, call->args, call->count);
    return true;
}

enum { ALL = TERRAFORM_FUNCTION_TAKES_UNKNOWN | TERRAFORM_FUNCTION_TAKES_NULL };

static const TerraformFunction rows[] = {
    {S_INIT("ephemeralasnull"), 1, 1, ALL, type_same},
    {S_INIT("issensitive"), 1, 1, ALL | TERRAFORM_FUNCTION_SHOWS_SECRET, type_is_sensitive},
    {S_INIT("nonsensitive"), 1, 1, ALL | TERRAFORM_FUNCTION_SHOWS_SECRET, type_nonsensitive},
    {S_INIT("sensitive"), 1, 1, ALL, type_sensitive},
    {S_INIT("tobool"), 1, 1, ALL, type_bool},
    {S_INIT("tolist"), 1, 1, ALL, type_list},
    {S_INIT("tomap"), 1, 1, ALL, type_map},
    {S_INIT("tonumber"), 1, 1, ALL, type_number},
    {S_INIT("tostring"), 1, 1, ALL, type_text},
};

const TerraformFunctionTable function_type_table = {rows, COUNT(rows)};
