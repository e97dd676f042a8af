/* SPDX-License-Identifier: Apache-2.0 */
/* cel_value.c -- making, reading and comparing CEL's values. See cel_value.h. */
#include "cel/cel_value.h"

#include "cel/cel.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

enum { CEL_MESSAGE_BYTES_MAX = 512 };

static const int64_t CEL_TIMESTAMP_MIN = -62135596800;      /* 0001-01-01T00:00:00Z */
static const int64_t CEL_TIMESTAMP_MAX = 253402300799;      /* 9999-12-31T23:59:59Z */
static const int64_t CEL_DURATION_SECONDS_MAX = 9223372036; /* 64 bits of nanoseconds: 292 years */

CelValue cel_null(void) { return (CelValue){.kind = CEL_NULL}; }
CelValue cel_bool(bool value) { return (CelValue){.kind = CEL_BOOL, .boolean = value}; }
CelValue cel_int(int64_t value) { return (CelValue){.kind = CEL_INT, .integer = value}; }
CelValue cel_uint(uint64_t value) { return (CelValue){.kind = CEL_UINT, .natural = value}; }
CelValue cel_double(double value) { return (CelValue){.kind = CEL_DOUBLE, .number = value}; }
CelValue cel_string(Str text) { return (CelValue){.kind = CEL_STRING, .text = text}; }
CelValue cel_bytes(Str bytes) { return (CelValue){.kind = CEL_BYTES, .text = bytes}; }
CelValue cel_type(Str name) { return (CelValue){.kind = CEL_TYPE, .text = name}; }
CelValue cel_none(void) { return (CelValue){.kind = CEL_OPTIONAL, .optional = NULL}; }

static const int64_t NANOS_PER_SECOND = 1000000000;

CelValue cel_timestamp(struct CelContext *context, int64_t seconds, int64_t nanos) {
    int64_t carry = nanos / NANOS_PER_SECOND - (nanos % NANOS_PER_SECOND < 0);
    if (__builtin_add_overflow(seconds, carry, &seconds) || seconds < CEL_TIMESTAMP_MIN ||
        seconds > CEL_TIMESTAMP_MAX) {
        return cel_error(context, "timestamp out of range: years 1 to 9999 are allowed");
    }
    CelValue value = {.kind = CEL_TIMESTAMP};
    value.time.seconds = seconds;
    value.time.nanos = (int32_t)(nanos - carry * NANOS_PER_SECOND);
    return value;
}

CelValue cel_duration(struct CelContext *context, int64_t seconds, int64_t nanos) {
    int64_t whole = 0;
    bool overflow = __builtin_add_overflow(seconds, nanos / NANOS_PER_SECOND, &whole);
    nanos %= NANOS_PER_SECOND;
    if (!overflow && whole > 0 && nanos < 0) whole--, nanos += NANOS_PER_SECOND;
    if (!overflow && whole < 0 && nanos > 0) whole++, nanos -= NANOS_PER_SECOND;
    if (overflow || whole > CEL_DURATION_SECONDS_MAX || whole < -CEL_DURATION_SECONDS_MAX) {
        return cel_error(context, "duration out of range: about 292 years are allowed");
    }
    CelValue value = {.kind = CEL_DURATION};
    value.time.seconds = whole;
    value.time.nanos = (int32_t)nanos;
    return value;
}

CelValue cel_list(struct CelContext *context, CelValue *items, size_t count) {
    CelList *list = ARENA_NEW(context->arena, CelList);
    *list = (CelList){.items = items, .count = count};
    CelValue value = {.kind = CEL_LIST};
    value.list = list;
    return value;
}

CelValue cel_list_open(struct CelContext *context, CelValue *items, size_t count, Str reason) {
    CelList *list = ARENA_NEW(context->arena, CelList);
    *list = (CelList){items, count, true, reason};
    CelValue value = {.kind = CEL_LIST};
    value.list = list;
    return value;
}

CelValue cel_map(struct CelContext *context, CelEntry *entries, size_t count) {
    CelMap *map = ARENA_NEW(context->arena, CelMap);
    *map = (CelMap){entries, count};
    CelValue value = {.kind = CEL_MAP};
    value.map = map;
    return value;
}

CelValue cel_optional(struct CelContext *context, CelValue value) {
    CelValue *held = ARENA_NEW(context->arena, CelValue);
    *held = value;
    return (CelValue){.kind = CEL_OPTIONAL, .optional = held, .read = value.read};
}

static CelValue cel_reason(struct CelContext *context, CelKind kind, Str message,
                           const CelRead *read) {
    CelReason *reason = ARENA_NEW(context->arena, CelReason);
    *reason = (CelReason){.message = message, .position = context->position, .read = read};
    return (CelValue){.kind = kind, .reason = reason, .read = read};
}

CelValue cel_error(struct CelContext *context, const char *format, ...) {
    char message[CEL_MESSAGE_BYTES_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    return cel_reason(context, CEL_ERROR, str_copy(context->arena, str_from(message)), NULL);
}

CelValue cel_no_overload(struct CelContext *context) {
    return cel_error(context, "no such overload: the operands have the wrong types");
}

CelValue cel_unknown(struct CelContext *context, Str reason, const CelRead *read) {
    return cel_reason(context, CEL_UNKNOWN, reason, read);
}

bool cel_spend(struct CelContext *context, size_t steps) {
    context->steps += steps;
    return context->steps <= CEL_STEPS_MAX;
}

static CelValue cel_overspent(struct CelContext *context) {
    return cel_error(context, "the expression takes more than %d steps", CEL_STEPS_MAX);
}

static bool cel_reason_is_in(const CelReason *list, const CelReason *reason) {
    while (list != NULL && !(list->read == reason->read && list->position == reason->position &&
                             str_equal(list->message, reason->message))) {
        list = list->next;
    }
    return list != NULL;
}

CelValue cel_unknown_join(struct CelContext *context, CelValue left, CelValue right) {
    if (left.kind != CEL_UNKNOWN) return right;
    if (right.kind != CEL_UNKNOWN || left.reason == right.reason) return left;
    const CelReason *joined = right.reason;
    size_t count = 0;
    for (const CelReason *reason = right.reason; reason != NULL; reason = reason->next) count++;
    for (const CelReason *reason = left.reason; reason != NULL; reason = reason->next) {
        if (cel_reason_is_in(joined, reason)) continue;
        if (count++ >= CEL_REASONS_MAX) break;
        CelReason *copy = ARENA_NEW(context->arena, CelReason);
        *copy = *reason;
        copy->next = joined;
        joined = copy;
    }
    return (CelValue){.kind = CEL_UNKNOWN, .reason = joined};
}

CelValue cel_unknown_derived(CelValue unknown) {
    if (unknown.kind == CEL_UNKNOWN) unknown.read = NULL;
    return unknown;
}

CelRead *cel_read(struct CelContext *context, const CelRead *parent, Str key, uint32_t index,
                  const Node *node) {
    CelRead *read = ARENA_NEW(context->arena, CelRead);
    *read = (CelRead){parent, context->reads, key, index, node, false};
    context->reads = read;
    return read;
}

CelValue cel_from_node(struct CelContext *context, const Node *node, const CelRead *read) {
    CelValue value = cel_null();
    switch ((NodeKind)node->kind) {
    case NODE_NULL: break;
    case NODE_BOOL: value = cel_bool(node->boolean); break;
    case NODE_INT: value = cel_int(node->integer); break;
    case NODE_DOUBLE: value = cel_double(node->number); break;
    case NODE_STRING: value = cel_string(node->text); break;
    case NODE_LIST:
    case NODE_MAP:
        value = (CelValue){.kind = node->kind == NODE_LIST ? CEL_LIST : CEL_MAP};
        value.node = node;
        break;
    case NODE_UNKNOWN: return cel_unknown(context, node->unknown->reason, read);
    }
    value.read = read;
    return value;
}

size_t cel_list_size(CelValue list) {
    assert(list.kind == CEL_LIST);
    return list.node != NULL ? list.node->count : list.list->count;
}

bool cel_list_is_open(CelValue list, Str *ret_reason) {
    bool open = list.node != NULL ? (list.node->flags & NODE_FLAG_OPEN) != 0 : list.list->open;
    if (open && ret_reason != NULL) {
        *ret_reason = list.node != NULL ? S("the list may hold more than is seen here")
                                        : list.list->open_reason;
    }
    return open;
}

/* A child that is looked at turns its parent from a leaf of the evidence into a branch. */
static CelValue cel_child(struct CelContext *context, CelValue parent, Str key, uint32_t index,
                          const Node *node) {
    if (parent.read == NULL) return cel_from_node(context, node, NULL);
    ((CelRead *)parent.read)->inner = true;
    return cel_from_node(context, node, cel_read(context, parent.read, key, index, node));
}

CelValue cel_list_at(struct CelContext *context, CelValue list, size_t index) {
    assert(index < cel_list_size(list));
    if (list.node == NULL) return list.list->items[index];
    return cel_child(context, list, S(""), (uint32_t)index, &list.node->items[index]);
}

size_t cel_map_size(CelValue map) {
    assert(map.kind == CEL_MAP);
    return map.node != NULL ? map.node->count : map.map->count;
}

bool cel_map_is_open(CelValue map) {
    return map.node != NULL && (map.node->flags & NODE_FLAG_OPEN) != 0;
}

CelEntry cel_map_at(struct CelContext *context, CelValue map, size_t index) {
    assert(index < cel_map_size(map));
    if (map.node == NULL) return map.map->entries[index];
    const NodePair *pair = &map.node->pairs[index];
    return (CelEntry){cel_string(pair->key), cel_child(context, map, pair->key, 0, &pair->value)};
}

/* A key that isn't there is evidence too: "BucketEncryption: absent". */
static bool cel_map_miss(struct CelContext *context, CelValue map, CelValue key,
                         CelValue *ret_value) {
    Str name = key.kind == CEL_STRING ? key.text : S("");
    const CelRead *read = NULL;
    if (map.read != NULL && name.len > 0) {
        ((CelRead *)map.read)->inner = true;
        read = cel_read(context, map.read, name, 0, NULL);
    }
    if (!cel_map_is_open(map)) return false;
    *ret_value = cel_unknown(context, S("may be set outside of what is seen"), read);
    return true;
}

bool cel_map_get(struct CelContext *context, CelValue map, CelValue key, CelValue *ret_value) {
    if (map.node != NULL) {
        const Node *found = key.kind == CEL_STRING ? node_find(map.node, key.text) : NULL;
        if (found == NULL) return cel_map_miss(context, map, key, ret_value);
        *ret_value = cel_child(context, map, key.text, 0, found);
        return true;
    }
    cel_spend(context, map.map->count / 8);
    for (size_t i = 0; i < map.map->count; i++) {
        CelValue same = cel_equal(context, map.map->entries[i].key, key);
        if (same.kind != CEL_BOOL || !same.boolean) continue;
        *ret_value = map.map->entries[i].value;
        return true;
    }
    return false;
}

CelValue cel_map_has(struct CelContext *context, CelValue map, CelValue key) {
    CelValue value = cel_null();
    bool found = cel_map_get(context, map, key, &value);
    const Node *node =
        map.node == NULL || key.kind != CEL_STRING ? NULL : node_find(map.node, key.text);
    if (node != NULL && node->kind == NODE_UNKNOWN && node_may_be_nothing(node)) return value;
    bool seen = map.node == NULL || node != NULL;
    return found && !seen ? value : cel_bool(found);
}

static int cel_compare_double(double left, double right) { return (left > right) - (left < right); }

/* Integers meet doubles as doubles, as the specification's own implementations have it: near 2^63
 * neighbouring integers are the same double. */
static int cel_compare_int_double(int64_t integer, double number) {
    return cel_compare_double((double)integer, number);
}

static int cel_compare_uint_double(uint64_t natural, double number) {
    return cel_compare_double((double)natural, number);
}

static int cel_compare_int_uint(int64_t integer, uint64_t natural) {
    if (integer < 0) return -1;
    return ((uint64_t)integer > natural) - ((uint64_t)integer < natural);
}

static bool cel_is_number(CelValue value) {
    return value.kind == CEL_INT || value.kind == CEL_UINT || value.kind == CEL_DOUBLE;
}

static bool cel_compare_numbers(CelValue left, CelValue right, int *ret_order) {
    if ((left.kind == CEL_DOUBLE && isnan(left.number)) ||
        (right.kind == CEL_DOUBLE && isnan(right.number))) {
        return false;
    }
    if (left.kind > right.kind) {
        if (!cel_compare_numbers(right, left, ret_order)) return false;
        *ret_order = -*ret_order;
        return true;
    }
    if (left.kind == CEL_INT && right.kind == CEL_INT) {
        *ret_order = (left.integer > right.integer) - (left.integer < right.integer);
    } else if (left.kind == CEL_INT && right.kind == CEL_UINT) {
        *ret_order = cel_compare_int_uint(left.integer, right.natural);
    } else if (left.kind == CEL_INT) {
        *ret_order = cel_compare_int_double(left.integer, right.number);
    } else if (left.kind == CEL_UINT && right.kind == CEL_UINT) {
        *ret_order = (left.natural > right.natural) - (left.natural < right.natural);
    } else if (left.kind == CEL_UINT) {
        *ret_order = cel_compare_uint_double(left.natural, right.number);
    } else {
        *ret_order = cel_compare_double(left.number, right.number);
    }
    return true;
}

static int cel_compare_time(CelValue left, CelValue right) {
    if (left.time.seconds != right.time.seconds) {
        return left.time.seconds < right.time.seconds ? -1 : 1;
    }
    return (left.time.nanos > right.time.nanos) - (left.time.nanos < right.time.nanos);
}

bool cel_compare(CelValue left, CelValue right, int *ret_order) {
    if (cel_is_number(left) && cel_is_number(right)) {
        return cel_compare_numbers(left, right, ret_order);
    }
    if (left.kind != right.kind) return false;
    switch (left.kind) {
    case CEL_BOOL: *ret_order = (int)left.boolean - (int)right.boolean; return true;
    case CEL_STRING:
    case CEL_BYTES: *ret_order = str_compare(left.text, right.text); return true;
    case CEL_TIMESTAMP:
    case CEL_DURATION: *ret_order = cel_compare_time(left, right); return true;
    default: return false;
    }
}

/* Both lists have the same size. One pair that differs decides, whatever is unknown beside it. */
static CelValue cel_list_equal(struct CelContext *context, CelValue left, CelValue right) {
    CelValue result = cel_bool(true);
    for (size_t i = 0; i < cel_list_size(left); i++) {
        CelValue same =
            cel_equal(context, cel_list_at(context, left, i), cel_list_at(context, right, i));
        if (same.kind == CEL_BOOL && !same.boolean) return same;
        if (same.kind != CEL_BOOL) result = cel_unknown_join(context, result, same);
    }
    return result;
}

static CelValue cel_map_equal(struct CelContext *context, CelValue left, CelValue right) {
    CelValue result = cel_bool(true);
    for (size_t i = 0; i < cel_map_size(left); i++) {
        CelEntry entry = cel_map_at(context, left, i);
        CelValue other = cel_null();
        if (!cel_map_get(context, right, entry.key, &other)) return cel_bool(false);
        CelValue same = cel_equal(context, entry.value, other);
        if (same.kind == CEL_BOOL && !same.boolean) return same;
        if (same.kind != CEL_BOOL) result = cel_unknown_join(context, result, same);
    }
    return result;
}

static CelValue cel_container_equal(struct CelContext *context, CelValue left, CelValue right) {
    bool lists = left.kind == CEL_LIST;
    bool open = lists ? cel_list_is_open(left, NULL) || cel_list_is_open(right, NULL)
                      : cel_map_is_open(left) || cel_map_is_open(right);
    if (open) return cel_unknown(context, S("more may be in it than is seen"), left.read);
    size_t left_size = lists ? cel_list_size(left) : cel_map_size(left);
    size_t right_size = lists ? cel_list_size(right) : cel_map_size(right);
    if (left_size != right_size) return cel_bool(false);
    if (context->depth >= CEL_DEPTH_MAX * 4) {
        return cel_error(context, "values are nested too deeply");
    }
    if (!cel_spend(context, 1 + left_size)) return cel_overspent(context);
    context->depth++;
    CelValue same =
        lists ? cel_list_equal(context, left, right) : cel_map_equal(context, left, right);
    context->depth--;
    return same;
}

/* Whether an unknown as it was read, not one computed from it, can be the text. */
static bool cel_could_be_text(CelValue unknown, CelValue text) {
    const Node *node = unknown.read == NULL ? NULL : unknown.read->node;
    return text.kind != CEL_STRING || !node_is(node, NODE_UNKNOWN) ||
           node_could_be_text(node, text.text);
}

CelValue cel_equal(struct CelContext *context, CelValue left, CelValue right) {
    if (left.kind == CEL_STRING) cel_spend(context, left.text.len / CEL_BYTES_PER_STEP);
    if (left.kind == CEL_ERROR) return left;
    if (right.kind == CEL_ERROR) return right;
    if (left.kind == CEL_UNKNOWN && !cel_could_be_text(left, right)) return cel_bool(false);
    if (right.kind == CEL_UNKNOWN && !cel_could_be_text(right, left)) return cel_bool(false);
    if (left.kind == CEL_UNKNOWN || right.kind == CEL_UNKNOWN) {
        return cel_unknown_join(context, left, right);
    }
    int order = 0;
    if (cel_is_number(left) && cel_is_number(right)) {
        return cel_bool(cel_compare_numbers(left, right, &order) && order == 0);
    }
    if (left.kind != right.kind) return cel_bool(false);
    switch (left.kind) {
    case CEL_NULL: return cel_bool(true);
    case CEL_TYPE: return cel_bool(str_equal(left.text, right.text));
    case CEL_LIST:
    case CEL_MAP: return cel_container_equal(context, left, right);
    case CEL_OPTIONAL:
        if (left.optional == NULL || right.optional == NULL) {
            return cel_bool(left.optional == right.optional);
        }
        return cel_equal(context, *left.optional, *right.optional);
    default: return cel_bool(cel_compare(left, right, &order) && order == 0);
    }
}

Str cel_type_name(CelValue value) {
    static const Str names[] = {
        [CEL_NULL] = S_INIT("null_type"),
        [CEL_BOOL] = S_INIT("bool"),
        [CEL_INT] = S_INIT("int"),
        [CEL_UINT] = S_INIT("uint"),
        [CEL_DOUBLE] = S_INIT("double"),
        [CEL_STRING] = S_INIT("string"),
        [CEL_BYTES] = S_INIT("bytes"),
        [CEL_TIMESTAMP] = S_INIT("google.protobuf.Timestamp"),
        [CEL_DURATION] = S_INIT("google.protobuf.Duration"),
        [CEL_LIST] = S_INIT("list"),
        [CEL_MAP] = S_INIT("map"),
        [CEL_TYPE] = S_INIT("type"),
        [CEL_OPTIONAL] = S_INIT("optional_type"),
        [CEL_ERROR] = S_INIT("error"),
        [CEL_UNKNOWN] = S_INIT("unknown"),
    };
    return names[value.kind];
}
