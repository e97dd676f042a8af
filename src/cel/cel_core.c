/* SPDX-License-Identifier: Apache-2.0 */
/* cel_core.c -- the functions every expression has: conversions, size, type and optional values. */
#include "cel/cel_library.h"

#include "base/utf8.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { DOUBLE_TEXT_BYTES = 40 };

/* Shortest digits that read back, laid out as Go's %g with exponents from 21 on: the form that the
 * specification's own implementations print. */
void cel_core_double_text(Buffer *out, double value) {
    if (isnan(value)) {
        buffer_add(out, S("NaN"));
        return;
    }
    if (isinf(value)) {
        buffer_add(out, value > 0 ? S("Infinity") : S("-Infinity"));
        return;
    }
    char text[DOUBLE_TEXT_BYTES];
    int digits = 0;
    do {
        snprintf(text, sizeof text, "%.*e", digits, value);
    } while (strtod(text, NULL) != value && ++digits < 17);
    int exponent = (int)strtol(strchr(text, 'e') + 1, NULL, 10);
    if (exponent < -4 || exponent >= 21) {
        buffer_add(out, str_from(text));
        return;
    }
    int decimals = digits - exponent;
    buffer_add_format(out, "%.*f", decimals > 0 ? decimals : 0, value);
}

static CelValue core_out_of_range(CelContext *context, const char *type) {
    return cel_error(context, "the value is out of range for %s", type);
}

static CelValue core_cannot(CelContext *context, Str text, const char *type) {
    return cel_error(context, "'%.*s' can't be read as %s", STR_ARGS(str_slice(text, 0, 80)), type);
}

static CelValue core_int(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    int64_t integer = 0;
    switch (args[0].kind) {
    case CEL_INT: return args[0];
    case CEL_UINT:
        if (args[0].natural > INT64_MAX) return core_out_of_range(context, "int");
        return cel_int((int64_t)args[0].natural);
    case CEL_DOUBLE:
        if (!(args[0].number > -0x1p63 && args[0].number < 0x1p63)) {
            return core_out_of_range(context, "int");
        }
        return cel_int((int64_t)args[0].number);
    case CEL_STRING:
        if (!str_to_int(args[0].text, &integer)) return core_cannot(context, args[0].text, "int");
        return cel_int(integer);
    case CEL_TIMESTAMP: return cel_int(args[0].time.seconds);
    default: return cel_no_overload(context);
    }
}

static CelValue core_uint_of_text(CelContext *context, Str text) {
    uint64_t natural = 0;
    for (size_t i = 0; i < text.len; i++) {
        bool digit = text.ptr[i] >= '0' && text.ptr[i] <= '9';
        if (!digit || __builtin_mul_overflow(natural, (uint64_t)10, &natural) ||
            __builtin_add_overflow(natural, (uint64_t)(text.ptr[i] - '0'), &natural)) {
            return core_cannot(context, text, "uint");
        }
    }
    return text.len == 0 ? core_cannot(context, text, "uint") : cel_uint(natural);
}

static CelValue core_uint(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    switch (args[0].kind) {
    case CEL_UINT: return args[0];
    case CEL_INT:
        if (args[0].integer < 0) return core_out_of_range(context, "uint");
        return cel_uint((uint64_t)args[0].integer);
    case CEL_DOUBLE:
        if (!(args[0].number > -1 && args[0].number < 0x1p64)) {
            return core_out_of_range(context, "uint");
        }
        return cel_uint((uint64_t)args[0].number);
    case CEL_STRING: return core_uint_of_text(context, args[0].text);
    default: return cel_no_overload(context);
    }
}

static CelValue core_double_of_text(CelContext *context, Str text) {
    double number = 0;
    if (str_equal(text, S("NaN"))) return cel_double(NAN);
    if (str_equal(text, S("Infinity")) || str_equal(text, S("+Infinity"))) {
        return cel_double(INFINITY);
    }
    if (str_equal(text, S("-Infinity"))) return cel_double(-INFINITY);
    if (!str_to_double(text, &number)) return core_cannot(context, text, "double");
    return cel_double(number);
}

static CelValue core_double(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    switch (args[0].kind) {
    case CEL_DOUBLE: return args[0];
    case CEL_INT: return cel_double((double)args[0].integer);
    case CEL_UINT: return cel_double((double)args[0].natural);
    case CEL_STRING: return core_double_of_text(context, args[0].text);
    default: return cel_no_overload(context);
    }
}

static CelValue core_string(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    CLEANUP(buffer_free) Buffer out = {0};
    switch (args[0].kind) {
    case CEL_STRING: return args[0];
    case CEL_BOOL: return cel_string(args[0].boolean ? S("true") : S("false"));
    case CEL_INT: return cel_string(str_format(context->arena, "%lld", (long long)args[0].integer));
    case CEL_UINT:
        return cel_string(str_format(context->arena, "%llu", (unsigned long long)args[0].natural));
    case CEL_DOUBLE:
        cel_core_double_text(&out, args[0].number);
        return cel_string(str_copy(context->arena, buffer_text(&out)));
    case CEL_BYTES:
        if (utf8_find_invalid(args[0].text) != SIZE_MAX) {
            return cel_error(context, "the bytes are not valid UTF-8");
        }
        return cel_string(args[0].text);
    case CEL_TIMESTAMP: return cel_string(cel_time_text(context, args[0]));
    case CEL_DURATION: return cel_string(cel_time_duration_text(context, args[0]));
    default: return cel_no_overload(context);
    }
}

static CelValue core_bytes(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    if (args[0].kind == CEL_BYTES) return args[0];
    return args[0].kind == CEL_STRING ? cel_bytes(args[0].text) : cel_no_overload(context);
}

static CelValue core_bool(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    static const char *const words[] = {"0",    "1",     "f",    "t",     "false",
                                        "true", "False", "True", "FALSE", "TRUE"};
    if (args[0].kind == CEL_BOOL) return args[0];
    if (args[0].kind != CEL_STRING) return cel_no_overload(context);
    for (size_t i = 0; i < COUNT(words); i++) {
        if (str_equal(args[0].text, str_from(words[i]))) return cel_bool(i % 2 == 1);
    }
    return core_cannot(context, args[0].text, "bool");
}

static CelValue core_timestamp(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    switch (args[0].kind) {
    case CEL_TIMESTAMP: return args[0];
    case CEL_STRING: return cel_time_parse(context, args[0].text);
    case CEL_INT: return cel_timestamp(context, args[0].integer, 0);
    default: return cel_no_overload(context);
    }
}

static CelValue core_duration(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    if (args[0].kind == CEL_DURATION) return args[0];
    if (args[0].kind != CEL_STRING) return cel_no_overload(context);
    return cel_time_parse_duration(context, args[0].text);
}

static CelValue core_dyn(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)context, (void)arg_count;
    return args[0];
}

static CelValue core_type(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)context, (void)arg_count;
    return cel_type(cel_type_name(args[0]));
}

static CelValue core_size(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    Str reason = S("more may be in the map than is seen");
    switch (args[0].kind) {
    case CEL_STRING: return cel_int((int64_t)utf8_length(args[0].text));
    case CEL_BYTES: return cel_int((int64_t)args[0].text.len);
    case CEL_LIST:
        if (cel_list_is_open(args[0], &reason)) return cel_unknown(context, reason, args[0].read);
        return cel_int((int64_t)cel_list_size(args[0]));
    case CEL_MAP:
        if (cel_map_is_open(args[0])) return cel_unknown(context, reason, args[0].read);
        return cel_int((int64_t)cel_map_size(args[0]));
    default: return cel_no_overload(context);
    }
}

static CelValue core_optional_none(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)context, (void)args, (void)arg_count;
    return cel_none();
}

static CelValue core_optional_of(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    return cel_optional(context, args[0]);
}

static CelValue core_has_value(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    if (args[0].kind == CEL_UNKNOWN) { /* set to what isn't known, or not known to be set? */
        const CelReason *reason = args[0].reason;
        bool set = reason->next == NULL && reason->read != NULL && reason->read->node != NULL &&
                   (reason->read->node->flags & NODE_FLAG_OPEN) == 0;
        return set ? cel_bool(true) : args[0];
    }
    if (args[0].kind != CEL_OPTIONAL) return cel_no_overload(context);
    return cel_bool(args[0].optional != NULL);
}

static CelValue core_optional_value(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    if (args[0].kind != CEL_OPTIONAL) return cel_no_overload(context);
    if (args[0].optional == NULL) return cel_error(context, "optional.none() has no value");
    return *args[0].optional;
}

static CelValue core_or_value(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    if (args[0].kind == CEL_UNKNOWN) return args[0];
    if (args[0].kind != CEL_OPTIONAL) return cel_no_overload(context);
    return args[0].optional == NULL ? args[1] : *args[0].optional;
}

static CelValue core_optional_or(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    if (args[0].kind != CEL_OPTIONAL || args[1].kind != CEL_OPTIONAL) {
        return cel_no_overload(context);
    }
    return args[0].optional == NULL ? args[1] : args[0];
}

static const CelFunction core_rows[] = {
    {S_INIT("int"), CEL_CALL_GLOBAL, 1, 1, false, core_int, "int(x): x as a 64-bit integer"},
    {S_INIT("uint"), CEL_CALL_GLOBAL, 1, 1, false, core_uint, "uint(x): x as an unsigned integer"},
    {S_INIT("double"), CEL_CALL_GLOBAL, 1, 1, false, core_double, "double(x): x as a double"},
    {S_INIT("string"), CEL_CALL_GLOBAL, 1, 1, false, core_string, "string(x): x as text"},
    {S_INIT("bytes"), CEL_CALL_GLOBAL, 1, 1, false, core_bytes, "bytes(x): text as UTF-8 bytes"},
    {S_INIT("bool"), CEL_CALL_GLOBAL, 1, 1, false, core_bool, "bool(x): \"true\" or \"false\""},
    {S_INIT("timestamp"), CEL_CALL_GLOBAL, 1, 1, false, core_timestamp,
     "timestamp(x): RFC 3339 text or seconds since 1970"},
    {S_INIT("duration"), CEL_CALL_GLOBAL, 1, 1, false, core_duration, "duration(x): \"1h30m\""},
    {S_INIT("dyn"), CEL_CALL_GLOBAL, 1, 1, false, core_dyn, "dyn(x): x"},
    {S_INIT("type"), CEL_CALL_GLOBAL, 1, 1, false, core_type, "type(x): the type of x"},
    {S_INIT("size"), CEL_CALL_BOTH, 1, 1, false, core_size,
     "size(x): length of text, bytes, a list or a map"},
    {S_INIT("optional.none"), CEL_CALL_GLOBAL, 0, 0, false, core_optional_none,
     "optional.none(): no value"},
    {S_INIT("optional.of"), CEL_CALL_GLOBAL, 1, 1, false, core_optional_of,
     "optional.of(x): x as an optional value"},
    {S_INIT("hasValue"), CEL_CALL_MEMBER, 1, 1, true, core_has_value,
     "o.hasValue(): whether o is set, to a known or unknown value"},
    {S_INIT("value"), CEL_CALL_MEMBER, 1, 1, false, core_optional_value,
     "o.value(): what o holds, or an error"},
    {S_INIT("orValue"), CEL_CALL_MEMBER, 2, 2, true, core_or_value,
     "o.orValue(x): what o holds, or x"},
    {S_INIT("or"), CEL_CALL_MEMBER, 2, 2, false, core_optional_or,
     "o.or(p): o if it is set, else p"},
};

const CelFunctionTable cel_core_functions = {core_rows, COUNT(core_rows)};
