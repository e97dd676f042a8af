/* SPDX-License-Identifier: Apache-2.0 */
/* function_number.c -- Terraform's functions on numbers. */
#include "input/terraform_function.h"

#include <math.h>

enum { RANGE_MAX = 1024 }; /* as in Terraform */

static bool number_give(TerraformCall *call, double value, Node *ret_value) {
    if (!isfinite(value)) return terraform_call_fail(call, "the result is no number");
    *ret_value = terraform_number(call->at, value);
    return true;
}

static bool number_abs(TerraformCall *call, Node *ret_value) {
    double value = 0;
    return terraform_call_number(call, 0, &value) && number_give(call, fabs(value), ret_value);
}

static bool number_ceil(TerraformCall *call, Node *ret_value) {
    double value = 0;
    return terraform_call_number(call, 0, &value) && number_give(call, ceil(value), ret_value);
}

static bool number_floor(TerraformCall *call, Node *ret_value) {
    double value = 0;
    return terraform_call_number(call, 0, &value) && number_give(call, floor(value), ret_value);
}

static bool number_log(TerraformCall *call, Node *ret_value) {
    double value = 0, base = 0;
    if (!terraform_call_number(call, 0, &value) || !terraform_call_number(call, 1, &base)) {
        return false;
    }
    return number_give(call, log(value) / log(base), ret_value);
}

static bool number_pow(TerraformCall *call, Node *ret_value) {
    double value = 0, power = 0;
    if (!terraform_call_number(call, 0, &value) || !terraform_call_number(call, 1, &power)) {
        return false;
    }
    return number_give(call, pow(value, power), ret_value);
}

static bool number_signum(TerraformCall *call, Node *ret_value) {
    int64_t value = 0;
    if (!terraform_call_int(call, 0, &value)) return false;
    return number_give(call, (double)((value > 0) - (value < 0)), ret_value);
}

static bool number_extreme(TerraformCall *call, double sign, Node *ret_value) {
    double best = 0;
    for (uint32_t i = 0; i < call->count; i++) {
        double value = 0;
        if (!terraform_call_number(call, i, &value)) return false;
        if (i == 0 || value * sign > best * sign) best = value;
    }
    return number_give(call, best, ret_value);
}

static bool number_max(TerraformCall *call, Node *ret_value) {
    return number_extreme(call, 1, ret_value);
}

static bool number_min(TerraformCall *call, Node *ret_value) {
    return number_extreme(call, -1, ret_value);
}

static bool number_sum(TerraformCall *call, Node *ret_value) {
    const Node *list = NULL;
    double sum = 0;
    if (!terraform_call_list(call, 0, &list)) return false;
    if (list->count == 0) return terraform_call_fail(call, "the list is empty");
    for (uint32_t i = 0; i < list->count; i++) {
        double value = 0;
        if (!terraform_call_charge(call, 1)) return false;
        if (!terraform_to_number(&list->items[i], &value)) {
            return terraform_call_fail(call, "item %u is no number", i);
        }
        sum += value;
    }
    return number_give(call, sum, ret_value);
}

static bool number_parseint(TerraformCall *call, Node *ret_value) {
    Str text = S("");
    int64_t base = 0, value = 0;
    if (!terraform_call_text(call, 0, &text) || !terraform_call_int(call, 1, &base)) return false;
    if (base < 2 || base > 62) return terraform_call_fail(call, "the base must be from 2 to 62");
    bool negative = str_starts(text, S("-"));
    Str digits = negative || str_starts(text, S("+")) ? str_slice(text, 1, text.len) : text;
    bool fine = digits.len > 0;
    for (size_t i = 0; i < digits.len && fine; i++) {
        char byte = digits.ptr[i];
        int64_t digit = byte >= '0' && byte <= '9'   ? byte - '0'
                        : byte >= 'a' && byte <= 'z' ? byte - 'a' + 10
                        : byte >= 'A' && byte <= 'Z' ? byte - 'A' + (base <= 36 ? 10 : 36)
                                                     : 99;
        fine = digit < base && !__builtin_mul_overflow(value, base, &value) &&
               !__builtin_add_overflow(value, digit, &value);
    }
    if (!fine) return terraform_call_fail(call, "the text is no whole number in that base");
    *ret_value = node_make_int(call->at, negative ? -value : value);
    return true;
}

static bool number_range(TerraformCall *call, Node *ret_value) {
    double bounds[3] = {0, 0, 0};
    for (uint32_t i = 0; i < call->count; i++) {
        if (!terraform_call_number(call, i, &bounds[i])) return false;
    }
    double start = call->count == 1 ? 0 : bounds[0];
    double end = call->count == 1 ? bounds[0] : bounds[1];
    double step = call->count == 3 ? bounds[2] : end < start ? -1 : 1;
    if (start == end) step = 1;
    if (step == 0) return terraform_call_fail(call, "the step must not be zero");
    if ((end - start) * step < 0) {
        return terraform_call_fail(call, "the step leads away from the end");
    }
    Node list = node_make_list(call->arena, call->at, 0);
    for (double value = start; step > 0 ? value < end : value > end; value += step) {
        if (list.count == RANGE_MAX) {
            return terraform_call_fail(call, "more than %d numbers", RANGE_MAX);
        }
        node_list_add(call->arena, &list, terraform_number(call->at, value));
    }
    *ret_value = list;
    return true;
}

static const TerraformFunction rows[] = {
    {S_INIT("abs"), 1, 1, 0, number_abs},
    {S_INIT("ceil"), 1, 1, 0, number_ceil},
    {S_INIT("floor"), 1, 1, 0, number_floor},
    {S_INIT("log"), 2, 2, 0, number_log},
    {S_INIT("max"), 1, TERRAFORM_ARGUMENTS_ANY, 0, number_max},
    {S_INIT("min"), 1, TERRAFORM_ARGUMENTS_ANY, 0, number_min},
    {S_INIT("parseint"), 2, 2, 0, number_parseint},
    {S_INIT("pow"), 2, 2, 0, number_pow},
    {S_INIT("range"), 1, 3, 0, number_range},
    {S_INIT("signum"), 1, 1, 0, number_signum},
    {S_INIT("sum"), 1, 1, 0, number_sum},
};

const TerraformFunctionTable function_number_table = {rows, COUNT(rows)};
