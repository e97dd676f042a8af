/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_function.c -- finds functions and checks their arguments before they run. */
#include "input/terraform_function.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

static const TerraformFunctionTable *const tables[] = {
    &function_text_table,       &function_format_table, &function_pattern_table,
    &function_collection_table, &function_set_table,    &function_number_table,
    &function_encode_table,     &function_yaml_table,   &function_hash_table,
    &function_network_table,    &function_time_table,   &function_type_table,
    &function_file_table,
};

const TerraformFunction *terraform_function_find(Str name) {
    if (str_starts(name, S("core::"))) name = str_slice(name, 6, name.len);
    for (size_t t = 0; t < COUNT(tables); t++) {
        for (size_t i = 0; i < tables[t]->count; i++) {
            if (str_equal(tables[t]->rows[i].name, name)) return &tables[t]->rows[i];
        }
    }
    return NULL;
}

bool terraform_call_fail(TerraformCall *call, const char *format, ...) {
    char message[ERROR_MESSAGE_BYTES_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    call->error = str_format(call->arena, "%.*s: %s", STR_ARGS(call->name), message);
    return false;
}

bool terraform_call_charge(TerraformCall *call, size_t steps) {
    if (steps < INT64_MAX && *call->steps >= (int64_t)steps) {
        *call->steps -= (int64_t)steps;
        return true;
    }
    *call->steps = 0;
    return terraform_call_fail(call, "the expressions ask for more work than merlon does");
}

bool terraform_call_text(TerraformCall *call, uint32_t index, Str *ret_text) {
    if (terraform_to_text(call->arena, &call->args[index], ret_text)) return true;
    return terraform_call_fail(call, "argument %u must be text, not %s", index + 1,
                               node_kind_name(&call->args[index]));
}

bool terraform_call_number(TerraformCall *call, uint32_t index, double *ret_value) {
    if (terraform_to_number(&call->args[index], ret_value)) return true;
    return terraform_call_fail(call, "argument %u must be a number, not %s", index + 1,
                               node_kind_name(&call->args[index]));
}

bool terraform_call_int(TerraformCall *call, uint32_t index, int64_t *ret_value) {
    double value = 0;
    if (!terraform_call_number(call, index, &value)) return false;
    if (floor(value) != value || fabs(value) > 9e15) {
        return terraform_call_fail(call, "argument %u must be a whole number", index + 1);
    }
    *ret_value = call->args[index].kind == NODE_INT ? call->args[index].integer : (int64_t)value;
    return true;
}

bool terraform_call_list(TerraformCall *call, uint32_t index, const Node **ret_list) {
    if (!node_is(&call->args[index], NODE_LIST)) {
        return terraform_call_fail(call, "argument %u must be a list, not %s", index + 1,
                                   node_kind_name(&call->args[index]));
    }
    *ret_list = &call->args[index];
    return true;
}

bool terraform_call_map(TerraformCall *call, uint32_t index, const Node **ret_map) {
    if (!node_is(&call->args[index], NODE_MAP)) {
        return terraform_call_fail(call, "argument %u must be a map, not %s", index + 1,
                                   node_kind_name(&call->args[index]));
    }
    *ret_map = &call->args[index];
    return true;
}

bool terraform_function_run(const TerraformFunction *function, TerraformCall *call,
                            Node *ret_value) {
    uint8_t most = function->count_max;
    if (call->count < function->count_min) {
        return terraform_call_fail(call, "takes %u arguments or more, not %u", function->count_min,
                                   call->count);
    }
    if (most != TERRAFORM_ARGUMENTS_ANY && call->count > most) {
        return terraform_call_fail(call, "takes at most %u arguments, not %u", most, call->count);
    }
    bool takes_null = (function->flags & TERRAFORM_FUNCTION_TAKES_NULL) != 0;
    bool known = true, secret = false;
    for (uint32_t i = 0; i < call->count; i++) {
        if (!takes_null && call->args[i].kind == NODE_NULL) {
            return terraform_call_fail(call, "argument %u must not be null", i + 1);
        }
        known = known && terraform_is_known(&call->args[i]);
    }
    if (!terraform_call_charge(call, 1 + call->count)) return false;
    if (!known && (function->flags & TERRAFORM_FUNCTION_TAKES_UNKNOWN) == 0) {
        *ret_value = terraform_computed(call->arena, call->at, call->args, call->count);
    } else if (!function->run(call, ret_value)) {
        return false;
    }
    /* text is secret as a whole when something in it is; a container keeps its secrets where they
     * are, and their number tells nothing */
    bool text = ret_value->kind == NODE_STRING || ret_value->kind == NODE_UNKNOWN;
    for (uint32_t i = 0; i < call->count && !secret; i++) {
        secret = text ? terraform_is_secret(&call->args[i])
                      : (call->args[i].flags & NODE_FLAG_SECRET) != 0;
    }
    if (secret && (function->flags & TERRAFORM_FUNCTION_SHOWS_SECRET) == 0)
        ret_value->flags |= NODE_FLAG_SECRET;
    return true;
}
