/* SPDX-License-Identifier: Apache-2.0 */
/* cel_operate.c -- arithmetic, comparison, membership and indexing. Integers never wrap around: an
 * overflow is an error, as the specification says. */
#include "cel/cel_operate.h"

static CelValue operate_overflow(CelContext *context) {
    return cel_error(context, "integer overflow");
}

static CelValue operate_int(CelContext *context, CelOperator operation, int64_t left,
                            int64_t right) {
    int64_t result = 0;
    switch (operation) {
    case CEL_ADD:
        if (__builtin_add_overflow(left, right, &result)) return operate_overflow(context);
        return cel_int(result);
    case CEL_SUBTRACT:
        if (__builtin_sub_overflow(left, right, &result)) return operate_overflow(context);
        return cel_int(result);
    case CEL_MULTIPLY:
        if (__builtin_mul_overflow(left, right, &result)) return operate_overflow(context);
        return cel_int(result);
    case CEL_DIVIDE:
    case CEL_MODULO:
        if (right == 0) return cel_error(context, "division by zero");
        if (left == INT64_MIN && right == -1) return operate_overflow(context);
        return cel_int(operation == CEL_DIVIDE ? left / right : left % right);
    default: return cel_no_overload(context);
    }
}

static CelValue operate_uint(CelContext *context, CelOperator operation, uint64_t left,
                             uint64_t right) {
    uint64_t result = 0;
    switch (operation) {
    case CEL_ADD:
        if (__builtin_add_overflow(left, right, &result)) return operate_overflow(context);
        return cel_uint(result);
    case CEL_SUBTRACT:
        if (__builtin_sub_overflow(left, right, &result)) return operate_overflow(context);
        return cel_uint(result);
    case CEL_MULTIPLY:
        if (__builtin_mul_overflow(left, right, &result)) return operate_overflow(context);
        return cel_uint(result);
    case CEL_DIVIDE:
    case CEL_MODULO:
        if (right == 0) return cel_error(context, "division by zero");
        return cel_uint(operation == CEL_DIVIDE ? left / right : left % right);
    default: return cel_no_overload(context);
    }
}

static CelValue operate_double(CelContext *context, CelOperator operation, double left,
                               double right) {
    switch (operation) {
    case CEL_ADD: return cel_double(left + right);
    case CEL_SUBTRACT: return cel_double(left - right);
    case CEL_MULTIPLY: return cel_double(left * right);
    case CEL_DIVIDE: return cel_double(left / right);
    default: return cel_no_overload(context);
    }
}

static CelValue operate_join_text(CelContext *context, CelValue left, CelValue right) {
    if (left.text.len + right.text.len > CEL_TEXT_BYTES_MAX) {
        return cel_error(context, "the text is longer than %d bytes", CEL_TEXT_BYTES_MAX);
    }
    cel_spend(context, (left.text.len + right.text.len) / CEL_BYTES_PER_STEP);
    left.text = str_join2(context->arena, left.text, right.text);
    left.read = NULL;
    return left;
}

static CelValue operate_join_lists(CelContext *context, CelValue left, CelValue right) {
    size_t left_size = cel_list_size(left), right_size = cel_list_size(right);
    if (left_size + right_size > CEL_ELEMENTS_MAX) {
        return cel_error(context, "the list has more than %d items", CEL_ELEMENTS_MAX);
    }
    cel_spend(context, left_size + right_size);
    CelValue *items = ARENA_ARRAY(context->arena, CelValue, left_size + right_size);
    for (size_t i = 0; i < left_size; i++) items[i] = cel_list_at(context, left, i);
    for (size_t i = 0; i < right_size; i++) items[left_size + i] = cel_list_at(context, right, i);
    Str reason = S("");
    bool open = cel_list_is_open(left, &reason);
    if (!open) open = cel_list_is_open(right, &reason);
    return open ? cel_list_open(context, items, left_size + right_size, reason)
                : cel_list(context, items, left_size + right_size);
}

static CelValue operate_time(CelContext *context, CelOperator operation, CelValue left,
                             CelValue right) {
    bool left_stamp = left.kind == CEL_TIMESTAMP, right_stamp = right.kind == CEL_TIMESTAMP;
    int64_t sign = operation == CEL_SUBTRACT ? -1 : 1;
    bool allowed = operation == CEL_ADD ? !(left_stamp && right_stamp)
                                        : operation == CEL_SUBTRACT && (left_stamp || !right_stamp);
    if (!allowed) return cel_no_overload(context);
    int64_t seconds = left.time.seconds + sign * right.time.seconds;
    int64_t nanos = left.time.nanos + sign * right.time.nanos;
    return left_stamp != right_stamp ? cel_timestamp(context, seconds, nanos)
                                     : cel_duration(context, seconds, nanos);
}

static bool operate_is_time(CelValue value) {
    return value.kind == CEL_TIMESTAMP || value.kind == CEL_DURATION;
}

static CelValue operate_arithmetic(CelContext *context, CelOperator operation, CelValue left,
                                   CelValue right) {
    if (operate_is_time(left) && operate_is_time(right)) {
        return operate_time(context, operation, left, right);
    }
    if (left.kind != right.kind) return cel_no_overload(context);
    switch (left.kind) {
    case CEL_INT: return operate_int(context, operation, left.integer, right.integer);
    case CEL_UINT: return operate_uint(context, operation, left.natural, right.natural);
    case CEL_DOUBLE: return operate_double(context, operation, left.number, right.number);
    default: break;
    }
    if (operation != CEL_ADD) return cel_no_overload(context);
    if (left.kind == CEL_LIST) return operate_join_lists(context, left, right);
    bool text = left.kind == CEL_STRING || left.kind == CEL_BYTES;
    return text ? operate_join_text(context, left, right) : cel_no_overload(context);
}

static CelValue operate_unary(CelContext *context, CelOperator operation, CelValue operand) {
    if (operation == CEL_NOT) {
        return operand.kind == CEL_BOOL ? cel_bool(!operand.boolean) : cel_no_overload(context);
    }
    if (operand.kind == CEL_DOUBLE) return cel_double(-operand.number);
    if (operand.kind != CEL_INT) return cel_no_overload(context);
    if (operand.integer == INT64_MIN) return operate_overflow(context);
    return cel_int(-operand.integer);
}

static bool operate_is_number(CelValue value) {
    return value.kind == CEL_INT || value.kind == CEL_UINT || value.kind == CEL_DOUBLE;
}

static CelValue operate_order(CelContext *context, CelOperator operation, CelValue left,
                              CelValue right) {
    int order = 0;
    if (left.kind == CEL_STRING) cel_spend(context, left.text.len / CEL_BYTES_PER_STEP);
    if (!cel_compare(left, right, &order)) {
        bool nan = operate_is_number(left) && operate_is_number(right);
        return nan ? cel_bool(false) : cel_no_overload(context);
    }
    switch (operation) {
    case CEL_LESS: return cel_bool(order < 0);
    case CEL_LESS_EQUAL: return cel_bool(order <= 0);
    case CEL_GREATER: return cel_bool(order > 0);
    default: return cel_bool(order >= 0);
    }
}

/* True when an item is equal; unknown when only unknown items, or ones not seen, could be. */
static CelValue operate_in_list(CelContext *context, CelValue item, CelValue list) {
    CelValue result = cel_bool(false);
    cel_spend(context, cel_list_size(list));
    for (size_t i = 0; i < cel_list_size(list); i++) {
        CelValue same = cel_equal(context, item, cel_list_at(context, list, i));
        if (same.kind == CEL_BOOL && same.boolean) return same;
        if (same.kind == CEL_UNKNOWN) result = cel_unknown_join(context, same, result);
        if (same.kind == CEL_ERROR && result.kind == CEL_BOOL) result = same;
    }
    Str reason = S("");
    if (result.kind == CEL_BOOL && cel_list_is_open(list, &reason)) {
        return cel_unknown(context, reason, list.read);
    }
    return result;
}

static CelValue operate_in(CelContext *context, CelValue item, CelValue container) {
    if (container.kind != CEL_MAP) return cel_no_overload(context);
    return cel_map_has(context, container, item);
}

CelValue operate(CelContext *context, CelOperator operation, CelValue left, CelValue right) {
    if (operation == CEL_EQUAL || operation == CEL_NOT_EQUAL) {
        CelValue same = cel_equal(context, left, right);
        bool flip = operation == CEL_NOT_EQUAL && same.kind == CEL_BOOL;
        return flip ? cel_bool(!same.boolean) : same;
    }
    if (operation == CEL_IN && right.kind == CEL_LIST && left.kind != CEL_ERROR) {
        return operate_in_list(context, left, right);
    }
    if (left.kind == CEL_UNKNOWN || right.kind == CEL_UNKNOWN) {
        return cel_unknown_derived(cel_unknown_join(context, left, right));
    }
    if (left.kind == CEL_ERROR) return left;
    if (right.kind == CEL_ERROR) return right;
    switch (operation) {
    case CEL_NOT:
    case CEL_NEGATE: return operate_unary(context, operation, left);
    case CEL_LESS:
    case CEL_LESS_EQUAL:
    case CEL_GREATER:
    case CEL_GREATER_EQUAL: return operate_order(context, operation, left, right);
    case CEL_IN: return operate_in(context, left, right);
    default: return operate_arithmetic(context, operation, left, right);
    }
}

/* 1, 1u and 1.0 all index; 1.5 doesn't. */
static bool operate_whole_number(CelValue index, int64_t *ret_whole) {
    if (index.kind == CEL_INT) {
        *ret_whole = index.integer;
        return true;
    }
    if (index.kind == CEL_UINT && index.natural <= INT64_MAX) {
        *ret_whole = (int64_t)index.natural;
        return true;
    }
    if (index.kind != CEL_DOUBLE || !(index.number >= -0x1p62 && index.number <= 0x1p62)) {
        return false;
    }
    *ret_whole = (int64_t)index.number;
    return (double)*ret_whole == index.number;
}

static CelValue operate_index_list(CelContext *context, CelValue list, CelValue index,
                                   bool optional) {
    int64_t at = 0;
    if (!operate_whole_number(index, &at)) return cel_no_overload(context);
    if (at >= 0 && (uint64_t)at < cel_list_size(list)) {
        CelValue item = cel_list_at(context, list, (size_t)at);
        return optional && item.kind != CEL_UNKNOWN ? cel_optional(context, item) : item;
    }
    Str reason = S("");
    if (at >= 0 && cel_list_is_open(list, &reason)) return cel_unknown(context, reason, list.read);
    if (optional) return cel_none();
    return cel_error(context, "index out of bounds: %lld", (long long)at);
}

static CelValue operate_index_map(CelContext *context, CelValue map, CelValue key, bool optional) {
    if (key.kind > CEL_STRING || key.kind == CEL_NULL) return cel_no_overload(context);
    CelValue value = cel_null();
    if (cel_map_get(context, map, key, &value)) {
        return optional && value.kind != CEL_UNKNOWN ? cel_optional(context, value) : value;
    }
    if (optional) return cel_none();
    if (key.kind == CEL_STRING) return cel_error(context, "no such key: %.*s", STR_ARGS(key.text));
    return cel_error(context, "no such key");
}

CelValue operate_index(CelContext *context, CelValue operand, CelValue index, bool optional) {
    if (operand.kind == CEL_UNKNOWN || index.kind == CEL_UNKNOWN) {
        return cel_unknown_derived(cel_unknown_join(context, operand, index));
    }
    if (operand.kind == CEL_ERROR) return operand;
    if (index.kind == CEL_ERROR) return index;
    if (operand.kind == CEL_OPTIONAL) {
        if (operand.optional == NULL) return operand;
        return operate_index(context, *operand.optional, index, true);
    }
    if (operand.kind == CEL_LIST) return operate_index_list(context, operand, index, optional);
    if (operand.kind == CEL_MAP) return operate_index_map(context, operand, index, optional);
    return cel_no_overload(context);
}
