/* SPDX-License-Identifier: Apache-2.0 */
/* cel_typed.c -- typed JSON to and from CEL values. See cel_typed.h. */
#include "cel/cel_typed.h"

#include "cel/cel_library.h"
#include "text/json_writer.h"

static bool typed_fail(const Node *node, const char *what, Error *err) {
    return error_set(err, node->source == NULL ? S("") : node->source->path, node->line,
                     node->column, "%s", what);
}

static int typed_base64_digit(char byte) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *found = byte == '\0' ? NULL : strchr(digits, byte);
    return found == NULL ? -1 : (int)(found - digits);
}

static bool typed_decode_base64(Arena *arena, Str text, Str *ret_bytes) {
    while (str_ends(text, S("="))) text.len--;
    char *bytes = arena_alloc(arena, text.len);
    size_t len = 0;
    uint32_t bits = 0;
    int bit_count = 0;
    for (size_t i = 0; i < text.len; i++) {
        int digit = typed_base64_digit(text.ptr[i]);
        if (digit < 0) return false;
        bits = (bits << 6) | (uint32_t)digit;
        bit_count += 6;
        if (bit_count < 8) continue;
        bit_count -= 8;
        bytes[len++] = (char)(bits >> bit_count);
    }
    *ret_bytes = (Str){bytes, len};
    return true;
}

static void typed_encode_base64(JsonWriter *writer, Arena *arena, Str bytes) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *text = arena_alloc(arena, (bytes.len + 2) / 3 * 4);
    size_t len = 0;
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i;
        uint32_t bits = (uint32_t)(unsigned char)bytes.ptr[i] << 16;
        if (left > 1) bits |= (uint32_t)(unsigned char)bytes.ptr[i + 1] << 8;
        if (left > 2) bits |= (unsigned char)bytes.ptr[i + 2];
        text[len++] = digits[bits >> 18];
        text[len++] = digits[(bits >> 12) & 63];
        text[len++] = left > 1 ? digits[(bits >> 6) & 63] : '=';
        text[len++] = left > 2 ? digits[bits & 63] : '=';
    }
    json_string_write(writer, (Str){text, len});
}

static bool typed_read_uint(const Node *node, CelValue *ret_value) {
    Str text = node_text(node);
    uint64_t value = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' ||
            __builtin_mul_overflow(value, (uint64_t)10, &value) ||
            __builtin_add_overflow(value, (uint64_t)(text.ptr[i] - '0'), &value)) {
            return false;
        }
    }
    *ret_value = cel_uint(value);
    return text.len > 0;
}

static bool typed_read_double(const Node *node, CelValue *ret_value) {
    double number = 0;
    static const char *const special[] = {"NaN", "Infinity", "-Infinity"};
    static const double value[] = {__builtin_nan(""), __builtin_inf(), -__builtin_inf()};
    for (size_t i = 0; i < COUNT(special); i++) {
        if (!node_is_text(node, str_from(special[i]))) continue;
        *ret_value = cel_double(value[i]);
        return true;
    }
    if (node->kind == NODE_INT) number = (double)node->integer;
    if (node->kind == NODE_DOUBLE) number = node->number;
    if (node->kind == NODE_STRING && !str_to_double(node->text, &number)) return false;
    *ret_value = cel_double(number);
    return node->kind == NODE_INT || node->kind == NODE_DOUBLE || node->kind == NODE_STRING;
}

static bool typed_read_list(CelContext *context, const Node *node, CelValue *ret_value,
                            Error *err) {
    if (node->kind != NODE_LIST) return typed_fail(node, "expected a list of values", err);
    CelValue *items = ARENA_ARRAY(context->arena, CelValue, node->count);
    for (uint32_t i = 0; i < node->count; i++) {
        if (!cel_typed_read(context, &node->items[i], &items[i], err)) return false;
    }
    *ret_value = cel_list(context, items, node->count);
    return true;
}

static bool typed_read_map(CelContext *context, const Node *node, CelValue *ret_value, Error *err) {
    if (node->kind != NODE_LIST) return typed_fail(node, "expected a list of pairs", err);
    CelEntry *entries = ARENA_ARRAY(context->arena, CelEntry, node->count);
    for (uint32_t i = 0; i < node->count; i++) {
        const Node *pair = &node->items[i];
        if (pair->kind != NODE_LIST || pair->count != 2) {
            return typed_fail(pair, "expected a pair: [key, value]", err);
        }
        if (!cel_typed_read(context, &pair->items[0], &entries[i].key, err)) return false;
        if (!cel_typed_read(context, &pair->items[1], &entries[i].value, err)) return false;
    }
    *ret_value = cel_map(context, entries, node->count);
    return true;
}

/* The kinds that are read from one text or number. */
static bool typed_read_scalar(CelContext *context, Str kind, const Node *node,
                              CelValue *ret_value) {
    int64_t integer = 0;
    Str bytes = S("");
    if (str_equal(kind, S("null"))) {
        *ret_value = cel_null();
        return true;
    }
    if (str_equal(kind, S("int"))) {
        bool text = str_to_int(node_text(node), &integer);
        *ret_value = cel_int(text ? integer : node->integer);
        return text || node->kind == NODE_INT;
    }
    if (str_equal(kind, S("uint"))) return typed_read_uint(node, ret_value);
    if (str_equal(kind, S("double"))) return typed_read_double(node, ret_value);
    if (str_equal(kind, S("bool"))) {
        *ret_value = cel_bool(node->boolean);
        return node->kind == NODE_BOOL;
    }
    if (node->kind != NODE_STRING) return false;
    if (str_equal(kind, S("bytes"))) {
        bool ok = typed_decode_base64(context->arena, node->text, &bytes);
        *ret_value = cel_bytes(bytes);
        return ok;
    }
    if (str_equal(kind, S("timestamp"))) *ret_value = cel_time_parse(context, node->text);
    if (str_equal(kind, S("duration"))) *ret_value = cel_time_parse_duration(context, node->text);
    if (str_equal(kind, S("string"))) *ret_value = cel_string(node->text);
    if (str_equal(kind, S("type"))) *ret_value = cel_type(node->text);
    return ret_value->kind != CEL_NULL && ret_value->kind != CEL_ERROR;
}

bool cel_typed_read(CelContext *context, const Node *node, CelValue *ret_value, Error *err) {
    if (node->kind != NODE_MAP || node->count != 1) {
        return typed_fail(node, "expected a typed value such as {\"int\": \"1\"}", err);
    }
    Str kind = node->pairs[0].key;
    const Node *inner = &node->pairs[0].value;
    CelValue value = cel_null();
    bool ok = false;
    if (str_equal(kind, S("list"))) {
        ok = typed_read_list(context, inner, &value, err);
    } else if (str_equal(kind, S("map"))) {
        ok = typed_read_map(context, inner, &value, err);
    } else if (!(ok = typed_read_scalar(context, kind, inner, &value))) {
        typed_fail(node, "is no value of a type that is known here", err);
    }
    if (ok) *ret_value = value;
    return ok;
}

static void typed_write_value(CelContext *context, JsonWriter *writer, CelValue value, int depth);

static void typed_write_list(CelContext *context, JsonWriter *writer, CelValue value, int depth) {
    json_array_begin(writer);
    for (size_t i = 0; i < cel_list_size(value); i++) {
        typed_write_value(context, writer, cel_list_at(context, value, i), depth + 1);
    }
    json_array_end(writer);
}

static void typed_write_map(CelContext *context, JsonWriter *writer, CelValue value, int depth) {
    json_array_begin(writer);
    for (size_t i = 0; i < cel_map_size(value); i++) {
        CelEntry entry = cel_map_at(context, value, i);
        json_array_begin(writer);
        typed_write_value(context, writer, entry.key, depth + 1);
        typed_write_value(context, writer, entry.value, depth + 1);
        json_array_end(writer);
    }
    json_array_end(writer);
}

static void typed_write_reasons(JsonWriter *writer, const CelReason *reason) {
    json_array_begin(writer);
    for (; reason != NULL; reason = reason->next) json_string_write(writer, reason->message);
    json_array_end(writer);
}

static void typed_write_text(CelContext *context, JsonWriter *writer, CelValue value) {
    CLEANUP(buffer_free) Buffer number = {0};
    switch (value.kind) {
    case CEL_INT:
        json_string_write(writer, str_format(context->arena, "%lld", (long long)value.integer));
        break;
    case CEL_UINT:
        json_string_write(writer,
                          str_format(context->arena, "%llu", (unsigned long long)value.natural));
        break;
    case CEL_DOUBLE:
        if (value.number - value.number == 0) { /* neither NaN nor infinite */
            json_double_write(writer, value.number);
        } else {
            cel_core_double_text(&number, value.number);
            json_string_write(writer, buffer_text(&number));
        }
        break;
    case CEL_BYTES: typed_encode_base64(writer, context->arena, value.text); break;
    case CEL_TIMESTAMP: json_string_write(writer, cel_time_text(context, value)); break;
    case CEL_DURATION: json_string_write(writer, cel_time_duration_text(context, value)); break;
    default: json_string_write(writer, value.text); break;
    }
}

static void typed_write_value(CelContext *context, JsonWriter *writer, CelValue value, int depth) {
    static const Str names[] = {S_INIT("null"),     S_INIT("bool"),      S_INIT("int"),
                                S_INIT("uint"),     S_INIT("double"),    S_INIT("string"),
                                S_INIT("bytes"),    S_INIT("timestamp"), S_INIT("duration"),
                                S_INIT("list"),     S_INIT("map"),       S_INIT("type"),
                                S_INIT("optional"), S_INIT("error"),     S_INIT("unknown")};
    if (depth > CEL_DEPTH_MAX / 2 || !cel_spend(context, 1)) {
        json_null_write(
            writer); /* deeper than any reader of ours goes, or more than anyone reads */
        return;
    }
    json_object_begin(writer);
    json_key_write(writer, names[value.kind]);
    switch (value.kind) {
    case CEL_NULL: json_bool_write(writer, true); break;
    case CEL_BOOL: json_bool_write(writer, value.boolean); break;
    case CEL_LIST: typed_write_list(context, writer, value, depth); break;
    case CEL_MAP: typed_write_map(context, writer, value, depth); break;
    case CEL_OPTIONAL:
        if (value.optional == NULL) {
            json_null_write(writer);
        } else {
            typed_write_value(context, writer, *value.optional, depth + 1);
        }
        break;
    case CEL_ERROR: json_string_write(writer, value.reason->message); break;
    case CEL_UNKNOWN: typed_write_reasons(writer, value.reason); break;
    default: typed_write_text(context, writer, value); break;
    }
    json_object_end(writer);
}

void cel_typed_write(CelContext *context, Buffer *out, CelValue value) {
    JsonWriter writer = json_writer_make(out, true);
    context->steps = 0;
    typed_write_value(context, &writer, value, 0);
}
