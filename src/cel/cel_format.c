/* SPDX-License-Identifier: Apache-2.0 */
/* cel_format.c -- "...".format([...]) of CEL's strings extension (cel-spec, doc/extensions/
 * strings.md): %s for any value, %d %b %o %x %X for numbers, %f and %e with a precision. */
#include "base/utf8.h"
#include "cel/cel_library.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    FORMAT_PRECISION_DEFAULT = 6,
    FORMAT_PRECISION_MAX = 1000, /* as in cel-go */
    FORMAT_DIGITS_MAX = 17,      /* that many tell any two doubles apart */
    FORMAT_DOUBLE_BYTES = 40     /* "-1.2345678901234567e-308" and some */
};

typedef struct Format {
    CelContext *context;
    CelValue args;
    size_t next; /* the argument that the next clause takes */
    int depth;   /* of lists within lists */
    Buffer out;
    CelValue error;   /* when kind is CEL_ERROR */
    CelValue unknown; /* when kind is CEL_UNKNOWN: what would have to be known */
} Format;

static bool format_fail(Format *format, CelValue error) {
    format->error = error;
    return false;
}

static bool format_misfit(Format *format, char clause, CelValue value) {
    return format_fail(format, cel_error(format->context, "%%%c can't take a value of type %.*s",
                                         clause, STR_ARGS(cel_type_name(value))));
}

/* Notes what isn't known and goes on, so that all of it is reported. */
static bool format_miss(Format *format, CelValue unknown) {
    format->unknown = format->unknown.kind == CEL_UNKNOWN
                          ? cel_unknown_join(format->context, format->unknown, unknown)
                          : unknown;
    return true;
}

static bool format_check_size(Format *format) {
    if (format->out.len <= CEL_TEXT_BYTES_MAX) return true;
    return format_fail(
        format, cel_error(format->context, "the text is longer than %d bytes", CEL_TEXT_BYTES_MAX));
}

/* ---- numbers ---- */

/* NaN and the infinities have names in every clause. */
static bool format_named_double(Buffer *out, double number) {
    if (isfinite(number)) return false;
    buffer_add(out, isnan(number) ? S("NaN") : number > 0 ? S("Infinity") : S("-Infinity"));
    return true;
}

static void format_zeros(Buffer *out, int count) {
    for (int i = 0; i < count; i++) buffer_add_byte(out, '0');
}

/* The fewest digits that read back as the same double, never with an exponent. */
static void format_plain_double(Buffer *out, double number) {
    char text[FORMAT_DOUBLE_BYTES];
    int precision = 0;
    do {
        snprintf(text, sizeof text, "%.*e", precision, fabs(number));
    } while (strtod(text, NULL) != fabs(number) && ++precision < FORMAT_DIGITS_MAX);
    int exponent = (int)strtol(strchr(text, 'e') + 1, NULL, 10);
    char digits[FORMAT_DIGITS_MAX + 1];
    int count = precision + 1;
    digits[0] = text[0];
    memcpy(digits + 1, text + 2, (size_t)precision); /* behind the point */
    if (signbit(number)) buffer_add_byte(out, '-');
    int whole = exponent + 1; /* digits before the point */
    if (whole <= 0) {
        buffer_add(out, S("0."));
        format_zeros(out, -whole);
        buffer_add(out, (Str){digits, (size_t)count});
    } else if (whole >= count) {
        buffer_add(out, (Str){digits, (size_t)count});
        format_zeros(out, whole - count);
    } else {
        buffer_add(out, (Str){digits, (size_t)whole});
        buffer_add_byte(out, '.');
        buffer_add(out, (Str){digits + whole, (size_t)(count - whole)});
    }
}

static void format_double(Buffer *out, double number) {
    if (number == 0) {
        buffer_add(out, signbit(number) ? S("-0") : S("0"));
    } else if (!format_named_double(out, number)) {
        format_plain_double(out, number);
    }
}

/* Digits in base 2, 8, 10 or 16. */
static void format_natural(Buffer *out, uint64_t natural, unsigned base, bool upper) {
    const char *alphabet = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    char digits[64];
    size_t first = sizeof digits;
    do {
        digits[--first] = alphabet[natural % base];
        natural /= base;
    } while (natural > 0);
    buffer_add(out, (Str){digits + first, sizeof digits - first});
}

/* An int or a uint; false for anything else. */
static bool format_integer(Buffer *out, CelValue value, unsigned base, bool upper) {
    if (value.kind == CEL_UINT) {
        format_natural(out, value.natural, base, upper);
        return true;
    }
    if (value.kind != CEL_INT) return false;
    if (value.integer < 0) buffer_add_byte(out, '-');
    uint64_t magnitude = value.integer < 0 ? -(uint64_t)value.integer : (uint64_t)value.integer;
    format_natural(out, magnitude, base, upper);
    return true;
}

/* ---- %s ---- */

static bool format_string(Format *format, CelValue value);

/* Bytes as text; each run of what isn't UTF-8 becomes one U+FFFD. */
static void format_bytes(Buffer *out, Str bytes) {
    bool invalid = false;
    while (bytes.len > 0) {
        uint32_t code_point = 0;
        size_t len = utf8_decode(bytes, &code_point);
        if (len > 0) {
            buffer_add(out, str_slice(bytes, 0, len));
        } else if (!invalid) {
            buffer_add(out, S("\xEF\xBF\xBD"));
        }
        invalid = len == 0;
        bytes = str_slice(bytes, len > 0 ? len : 1, bytes.len);
    }
}

static bool format_list(Format *format, CelValue list) {
    Str reason = S("");
    if (cel_list_is_open(list, &reason)) {
        return format_miss(format, cel_unknown(format->context, reason, list.read));
    }
    buffer_add_byte(&format->out, '[');
    for (size_t i = 0; i < cel_list_size(list); i++) {
        if (i > 0) buffer_add(&format->out, S(", "));
        if (!format_string(format, cel_list_at(format->context, list, i))) return false;
    }
    buffer_add_byte(&format->out, ']');
    return true;
}

typedef struct FormatEntry {
    Str key;
    Str text; /* "key: value" */
    size_t index;
} FormatEntry;

static int format_compare_entries(const void *left, const void *right) {
    const FormatEntry *one = left, *other = right;
    int order = str_compare(one->key, other->key);
    return order != 0 ? order : (one->index > other->index) - (one->index < other->index);
}

/* Writes the entries one behind the other, unsorted. Of the texts only the lengths count yet. */
static bool format_entries(Format *format, CelValue map, FormatEntry *entries) {
    for (size_t i = 0; i < cel_map_size(map); i++) {
        CelEntry entry = cel_map_at(format->context, map, i);
        size_t start = format->out.len;
        if (!format_string(format, entry.key)) return false;
        entries[i].key.len = format->out.len - start;
        buffer_add(&format->out, S(": "));
        if (!format_string(format, entry.value)) return false;
        entries[i].text.len = format->out.len - start;
        entries[i].index = i;
    }
    return true;
}

/* Takes the entries back from the end of the output and writes them in the order of their keys. */
static void format_sort_entries(Buffer *out, FormatEntry *entries, size_t count) {
    size_t start = out->len;
    for (size_t i = 0; i < count; i++) start -= entries[i].text.len;
    CLEANUP(buffer_free) Buffer unsorted = {0};
    buffer_add(&unsorted, str_slice(buffer_text(out), start, out->len));
    out->len = start;
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        entries[i].key.ptr = entries[i].text.ptr = unsorted.bytes + at;
        at += entries[i].text.len;
    }
    if (count > 1) qsort(entries, count, sizeof *entries, format_compare_entries);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) buffer_add(out, S(", "));
        buffer_add(out, entries[i].text);
    }
}

static bool format_map(Format *format, CelValue map) {
    if (cel_map_is_open(map)) {
        Str reason = S("more may be in the map than is seen");
        return format_miss(format, cel_unknown(format->context, reason, map.read));
    }
    size_t count = cel_map_size(map);
    FormatEntry *entries = ARENA_ARRAY(format->context->arena, FormatEntry, count);
    buffer_add_byte(&format->out, '{');
    if (!format_entries(format, map, entries)) return false;
    format_sort_entries(&format->out, entries, count);
    buffer_add_byte(&format->out, '}');
    return true;
}

static bool format_container(Format *format, CelValue value) {
    if (format->depth >= CEL_DEPTH_MAX) {
        return format_fail(format, cel_error(format->context, "values are nested too deeply"));
    }
    format->depth++;
    bool done = value.kind == CEL_LIST ? format_list(format, value) : format_map(format, value);
    format->depth--;
    return done;
}

static bool format_string(Format *format, CelValue value) {
    Buffer *out = &format->out;
    switch (value.kind) {
    case CEL_NULL: buffer_add(out, S("null")); break;
    case CEL_BOOL: buffer_add(out, value.boolean ? S("true") : S("false")); break;
    case CEL_INT:
    case CEL_UINT: format_integer(out, value, 10, false); break;
    case CEL_DOUBLE: format_double(out, value.number); break;
    case CEL_STRING:
    case CEL_TYPE: buffer_add(out, value.text); break;
    case CEL_BYTES: format_bytes(out, value.text); break;
    case CEL_TIMESTAMP: buffer_add(out, cel_time_text(format->context, value)); break;
    case CEL_DURATION: buffer_add(out, cel_time_duration_text(format->context, value)); break;
    case CEL_LIST:
    case CEL_MAP:
        if (!format_container(format, value)) return false;
        break;
    case CEL_ERROR: return format_fail(format, value);
    case CEL_UNKNOWN: return format_miss(format, value);
    case CEL_OPTIONAL: return format_misfit(format, 's', value);
    }
    return format_check_size(format);
}

/* ---- clauses ---- */

/* %d */
static bool format_decimal(Format *format, CelValue value) {
    if (value.kind == CEL_DOUBLE) {
        format_double(&format->out, value.number);
        return true;
    }
    return format_integer(&format->out, value, 10, false) || format_misfit(format, 'd', value);
}

/* %f and %e */
static bool format_real(Format *format, char clause, int precision, CelValue value) {
    double number = value.number;
    if (value.kind == CEL_INT) {
        number = (double)value.integer;
    } else if (value.kind == CEL_UINT) {
        number = (double)value.natural;
    } else if (value.kind != CEL_DOUBLE) {
        return format_misfit(format, clause, value);
    }
    if (format_named_double(&format->out, number)) return true;
    if (clause == 'f') {
        buffer_add_format(&format->out, "%.*f", precision, number);
    } else {
        buffer_add_format(&format->out, "%.*e", precision, number);
    }
    return true;
}

/* %x and %X */
static bool format_hex(Format *format, char clause, CelValue value) {
    if (format_integer(&format->out, value, 16, clause == 'X')) return true;
    if (value.kind != CEL_STRING && value.kind != CEL_BYTES) {
        return format_misfit(format, clause, value);
    }
    const char *alphabet = clause == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    for (size_t i = 0; i < value.text.len && format->out.len <= CEL_TEXT_BYTES_MAX; i++) {
        unsigned char byte = (unsigned char)value.text.ptr[i];
        buffer_add_byte(&format->out, alphabet[byte >> 4]);
        buffer_add_byte(&format->out, alphabet[byte & 15]);
    }
    return true;
}

/* %b */
static bool format_binary(Format *format, CelValue value) {
    if (value.kind == CEL_BOOL) {
        buffer_add_byte(&format->out, value.boolean ? '1' : '0');
        return true;
    }
    return format_integer(&format->out, value, 2, false) || format_misfit(format, 'b', value);
}

/* %o */
static bool format_octal(Format *format, CelValue value) {
    return format_integer(&format->out, value, 8, false) || format_misfit(format, 'o', value);
}

static bool format_value(Format *format, char clause, int precision, CelValue value) {
    if (value.kind == CEL_ERROR) return format_fail(format, value);
    if (value.kind == CEL_UNKNOWN) return format_miss(format, value);
    switch (clause) {
    case 's': return format_string(format, value);
    case 'd': return format_decimal(format, value);
    case 'f':
    case 'e': return format_real(format, clause, precision, value);
    case 'x':
    case 'X': return format_hex(format, clause, value);
    case 'b': return format_binary(format, value);
    default: return format_octal(format, value);
    }
}

/* ".3" in front of a clause; without it *ret_precision is the default. */
static bool format_take_precision(Format *format, Str *rest, int *ret_precision) {
    *ret_precision = FORMAT_PRECISION_DEFAULT;
    if (!str_starts(*rest, S("."))) return true;
    int precision = 0;
    size_t end = 1;
    for (; end < rest->len && rest->ptr[end] >= '0' && rest->ptr[end] <= '9'; end++) {
        if (precision <= FORMAT_PRECISION_MAX) precision = precision * 10 + (rest->ptr[end] - '0');
    }
    if (end == 1 || precision > FORMAT_PRECISION_MAX) {
        return format_fail(format, cel_error(format->context,
                                             "a precision in a format is 0 to %d, as in %%.3f",
                                             FORMAT_PRECISION_MAX));
    }
    *rest = str_slice(*rest, end, rest->len);
    *ret_precision = precision;
    return true;
}

/* What stands behind a percent sign, with the argument that belongs to it. */
static bool format_clause(Format *format, Str *rest) {
    int precision = 0;
    if (!format_take_precision(format, rest, &precision)) return false;
    if (rest->len == 0 || memchr("sdfexXbo", rest->ptr[0], 8) == NULL) {
        return format_fail(format, cel_error(format->context, "a format has %%s %%d %%f %%e %%x "
                                                              "%%X %%b %%o and %%%% only"));
    }
    char clause = rest->ptr[0];
    *rest = str_slice(*rest, 1, rest->len);
    size_t index = format->next++;
    Str reason = S("");
    if (index < cel_list_size(format->args)) {
        CelValue value = cel_list_at(format->context, format->args, index);
        return format_value(format, clause, precision, value);
    }
    if (cel_list_is_open(format->args, &reason)) {
        return format_miss(format, cel_unknown(format->context, reason, format->args.read));
    }
    return format_fail(format, cel_error(format->context,
                                         "the format asks for more than %zu "
                                         "arguments",
                                         index));
}

static bool format_text(Format *format, Str rest) {
    while (rest.len > 0) {
        const char *percent = memchr(rest.ptr, '%', rest.len);
        size_t plain = percent == NULL ? rest.len : (size_t)(percent - rest.ptr);
        buffer_add(&format->out, str_slice(rest, 0, plain));
        rest = str_slice(rest, plain + 1, rest.len);
        if (percent == NULL) break;
        if (str_starts(rest, S("%"))) {
            buffer_add_byte(&format->out, '%');
            rest = str_slice(rest, 1, rest.len);
        } else if (!format_clause(format, &rest)) {
            return false;
        }
        if (!format_check_size(format)) return false;
    }
    return format_check_size(format);
}

static void format_free(Format *format) { buffer_free(&format->out); }

static CelValue format_call(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    if (args[0].kind != CEL_STRING || args[1].kind != CEL_LIST) return cel_no_overload(context);
    CLEANUP(format_free) Format format = {.context = context, .args = args[1]};
    if (!format_text(&format, args[0].text)) return format.error;
    if (format.unknown.kind == CEL_UNKNOWN) return format.unknown;
    return cel_string(str_copy(context->arena, buffer_text(&format.out)));
}

static const CelFunction format_rows[] = {
    {S_INIT("format"), CEL_CALL_MEMBER, 2, 2, false, format_call,
     "s.format(list): s with %s, %d, %.2f and the like replaced by the items of list"},
};

const CelFunctionTable cel_format_functions = {format_rows, COUNT(format_rows)};
