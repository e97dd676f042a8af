/* SPDX-License-Identifier: Apache-2.0 */
/* function_format.c -- Terraform's format and formatlist.
 * Verbs: %v (as it is; JSON for lists and maps), %#v (JSON), %t, %d %b %o %x %X, %e %f %g %E %G,
 * %s, %q (JSON), %%; with flags, width, precision and [n] as in Go's fmt. An argument that isn't
 * known stays a part of the text where a plain %s, %v or %d stands for it. */
#include "base/buffer.h"
#include "input/terraform_function.h"
#include "text/unicode.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { FORMAT_WIDTH_MAX = 1024, FORMAT_PRECISION_MAX = 300, FORMAT_NUMBER_BYTES = 1024 };

/* One %... of a format. */
typedef struct FormatVerb {
    char verb;
    bool minus;
    bool plus;
    bool space;
    bool zero;
    bool sharp;
    int64_t width;     /* -1: none */
    int64_t precision; /* -1: none */
    int64_t argument;  /* from 1; 0: the next */
} FormatVerb;

typedef struct Format {
    TerraformCall *call;
    const Node *args; /* the first is what follows the format */
    uint32_t count;
    uint32_t next;
    bool indexed; /* some verb named its argument */
    TerraformText text;
    size_t counted; /* of the text's parts: those whose bytes are counted */
    size_t bytes;
} Format;

static bool format_number_of(Str *rest, int64_t limit, int64_t *ret_number) {
    int64_t number = 0;
    bool any = false;
    while (rest->len > 0 && rest->ptr[0] >= '0' && rest->ptr[0] <= '9') {
        number = number * 10 + (rest->ptr[0] - '0');
        if (number > limit) return false;
        *rest = str_slice(*rest, 1, rest->len);
        any = true;
    }
    if (any) *ret_number = number;
    return true;
}

static bool format_take(Str *rest, char byte) {
    if (rest->len == 0 || rest->ptr[0] != byte) return false;
    *rest = str_slice(*rest, 1, rest->len);
    return true;
}

/* After the percent sign. */
static bool format_parse(TerraformCall *call, Str *rest, FormatVerb *verb) {
    *verb = (FormatVerb){.width = -1, .precision = -1};
    for (bool flag = true; flag;) {
        flag = false;
        if (format_take(rest, '-')) flag = verb->minus = true;
        if (format_take(rest, '+')) flag = verb->plus = true;
        if (format_take(rest, ' ')) flag = verb->space = true;
        if (format_take(rest, '0')) flag = verb->zero = true;
        if (format_take(rest, '#')) flag = verb->sharp = true;
    }
    bool fine = format_number_of(rest, FORMAT_WIDTH_MAX, &verb->width);
    if (fine && format_take(rest, '.')) {
        verb->precision = 0;
        fine = format_number_of(rest, FORMAT_PRECISION_MAX, &verb->precision);
    }
    if (fine && format_take(rest, '[')) {
        fine = format_number_of(rest, FORMAT_WIDTH_MAX, &verb->argument) && verb->argument > 0 &&
               format_take(rest, ']');
    }
    if (!fine || rest->len == 0) return terraform_call_fail(call, "the format ends within a verb");
    verb->verb = rest->ptr[0];
    *rest = str_slice(*rest, 1, rest->len);
    return true;
}

static void format_pad(Format *format, const FormatVerb *verb, Str piece) {
    size_t shown = unicode_cluster_count(piece);
    size_t width = verb->width < 0 ? 0 : (size_t)verb->width;
    size_t missing = width > shown ? width - shown : 0;
    if (missing == 0) {
        terraform_text_add(&format->text, piece);
        return;
    }
    bool zeros = verb->zero && !verb->minus;
    bool number = strchr("sq", verb->verb) == NULL;
    bool sign = zeros && number && piece.len > 0 && strchr("+- ", piece.ptr[0]) != NULL;
    CLEANUP(buffer_free) Buffer out = {0};
    if (sign) buffer_add_byte(&out, piece.ptr[0]);
    if (sign) piece = str_slice(piece, 1, piece.len);
    if (verb->minus) buffer_add(&out, piece);
    for (size_t i = 0; i < missing; i++) buffer_add_byte(&out, zeros ? '0' : ' ');
    if (!verb->minus) buffer_add(&out, piece);
    terraform_text_add(&format->text, str_copy(format->call->arena, buffer_text(&out)));
}

static bool format_json(Format *format, const Node *arg, Str *ret_text) {
    TerraformCall inner = *format->call;
    const TerraformFunction *function = terraform_function_find(S("jsonencode"));
    Node encoded = {0};
    inner.args = arg;
    inner.count = 1;
    inner.name = S("format");
    if (!terraform_function_run(function, &inner, &encoded)) {
        format->call->error = inner.error;
        return false;
    }
    *ret_text = encoded.text;
    return true;
}

static const char *format_sign(const FormatVerb *verb, bool negative) {
    if (negative) return "-";
    return verb->plus ? "+" : verb->space ? " " : "";
}

static bool format_integer(Format *format, const FormatVerb *verb, const Node *arg) {
    double number = 0;
    char digits[FORMAT_NUMBER_BYTES];
    bool whole = terraform_to_number(arg, &number) && floor(number) == number;
    if (!whole || number > 9.2e18 || number < -9.2e18) {
        return terraform_call_fail(format->call, "%%%c needs a whole number of 64 bits",
                                   verb->verb);
    }
    int64_t value = arg->kind == NODE_INT ? arg->integer : (int64_t)number;
    uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    uint64_t base = verb->verb == 'd' ? 10 : verb->verb == 'b' ? 2 : verb->verb == 'o' ? 8 : 16;
    const char *letters = verb->verb == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    size_t at = sizeof digits, least = verb->precision < 0 ? 1 : (size_t)verb->precision;
    for (; size > 0 || sizeof digits - at < least; size /= base)
        digits[--at] = letters[size % base];
    const char *prefix = !verb->sharp        ? ""
                         : verb->verb == 'x' ? "0x"
                         : verb->verb == 'X' ? "0X"
                         : verb->verb == 'o' ? "0"
                         : verb->verb == 'b' ? "0b"
                                             : "";
    Str text = str_format(format->call->arena, "%s%s%.*s", format_sign(verb, value < 0), prefix,
                          (int)(sizeof digits - at), digits + at);
    format_pad(format, verb, text);
    return true;
}

/* The digits that tell the number apart, with an exponent when that is below -4 or above 5: Go's
 * %g without a precision. */
static void format_general(const FormatVerb *verb, double size, char *text, size_t room) {
    bool capital = verb->verb == 'G';
    int digits = 1;
    if (verb->precision >= 0 && verb->verb != 'v') {
        snprintf(text, room, capital ? "%.*G" : "%.*g", (int)verb->precision, size);
        return;
    }
    for (; digits < 17; digits++) {
        double back = 0;
        snprintf(text, room, "%.*e", digits - 1, size);
        if (str_to_double(str_from(text), &back) && back == size) break;
    }
    long exponent = size == 0 ? 0 : strtol(strchr(text, 'e') + 1, NULL, 10);
    if (exponent < -4 || exponent > 5) {
        snprintf(text, room, capital ? "%.*E" : "%.*e", digits - 1, size);
    } else {
        long after = digits - 1 - exponent;
        snprintf(text, room, "%.*f", after < 0 ? 0 : (int)after, size);
    }
}

static bool format_float(Format *format, const FormatVerb *verb, const Node *arg) {
    double number = 0;
    char text[FORMAT_NUMBER_BYTES];
    if (!terraform_to_number(arg, &number)) {
        return terraform_call_fail(format->call, "%%%c needs a number, not %s", verb->verb,
                                   node_kind_name(arg));
    }
    int precision = verb->precision >= 0 ? (int)verb->precision : 6;
    double size = fabs(number);
    switch (verb->verb) {
    case 'e': snprintf(text, sizeof text, "%.*e", precision, size); break;
    case 'E': snprintf(text, sizeof text, "%.*E", precision, size); break;
    case 'g':
    case 'G':
    case 'v': format_general(verb, size, text, sizeof text); break;
    default: snprintf(text, sizeof text, "%.*f", precision, size); break;
    }
    format_pad(format, verb,
               str_format(format->call->arena, "%s%s",
                          format_sign(verb, signbit(number) && number != 0), text));
    return true;
}

static bool format_words(Format *format, const FormatVerb *verb, const Node *arg) {
    Str text = S("");
    bool json = verb->verb == 'q' || (verb->verb == 'v' && verb->sharp);
    bool plain = terraform_to_text(format->call->arena, arg, &text);
    if (verb->verb == 'v' && !plain) json = true;
    if (verb->verb == 's' || verb->verb == 'q') {
        if (!plain) {
            return terraform_call_fail(format->call, "%%%c needs text, not %s", verb->verb,
                                       node_kind_name(arg));
        }
    }
    Node as_text = node_make_string(arg, text);
    const Node *encoded = verb->verb == 'q' ? &as_text : arg;
    if (json && !format_json(format, encoded, &text)) return false;
    if (verb->precision >= 0 && verb->verb != 'v') {
        CLEANUP(unicode_clusters_close) UnicodeClusters clusters = {0};
        size_t end = 0;
        for (int64_t i = 0; i < verb->precision && end < text.len; i++) {
            end += unicode_clusters_next(&clusters, str_slice(text, end, text.len));
        }
        text.len = end;
    }
    format_pad(format, verb, text);
    return true;
}

static bool format_one(Format *format, const FormatVerb *verb, const Node *arg) {
    if (arg->kind == NODE_UNKNOWN) {
        bool plain = verb->width < 0 && verb->precision < 0 && strchr("svd", verb->verb) != NULL;
        if (plain && !verb->sharp) return terraform_text_add_value(&format->text, arg);
        Node computed = terraform_computed(format->call->arena, format->call->at, arg, 1);
        return terraform_text_add_value(&format->text, &computed);
    }
    format->text.secret |= (arg->flags & NODE_FLAG_SECRET) != 0;
    if (verb->verb == 'v' && (arg->kind == NODE_LIST || arg->kind == NODE_MAP) &&
        !terraform_is_known(arg)) {
        Node computed = terraform_computed(format->call->arena, format->call->at, arg, 1);
        return terraform_text_add_value(&format->text, &computed);
    }
    bool truth = false;
    bool number = arg->kind == NODE_INT || arg->kind == NODE_DOUBLE;
    if (verb->verb == 'v' && !verb->sharp && number) return format_float(format, verb, arg);
    if (strchr("svq", verb->verb) != NULL) return format_words(format, verb, arg);
    if (strchr("dboxX", verb->verb) != NULL) return format_integer(format, verb, arg);
    if (strchr("eEfFgG", verb->verb) != NULL) return format_float(format, verb, arg);
    if (verb->verb != 't') {
        return terraform_call_fail(format->call, "%%%c is no verb of formats", verb->verb);
    }
    if (!terraform_to_bool(arg, &truth)) {
        return terraform_call_fail(format->call, "%%t needs true or false, not %s",
                                   node_kind_name(arg));
    }
    terraform_text_add(&format->text, truth ? S("true") : S("false"));
    return true;
}

static bool format_verb(Format *format, Str *rest) {
    FormatVerb verb;
    if (!format_parse(format->call, rest, &verb)) return false;
    if (verb.verb == '%') {
        terraform_text_add(&format->text, S("%"));
        return true;
    }
    format->indexed |= verb.argument > 0;
    int64_t number = verb.argument > 0 ? verb.argument - 1 : format->next;
    if (number >= format->count) {
        return terraform_call_fail(format->call, "the format has more verbs than arguments");
    }
    format->next = (uint32_t)number + 1;
    return format_one(format, &verb, &format->args[number]);
}

/* Counts the bytes of new parts; false, with the error, when the text gets too long. */
static bool format_fits(Format *format) {
    for (; format->counted < format->text.count; format->counted++) {
        const NodePart *part = &format->text.parts[format->counted];
        if (part->kind == NODE_PART_TEXT) format->bytes += part->text.len;
    }
    return format->bytes <= TERRAFORM_TEXT_BYTES_MAX ||
           terraform_call_fail(format->call, "makes a huge text");
}

static bool format_run(TerraformCall *call, const Node *args, uint32_t count, Node *ret_value) {
    Str rest = S("");
    Format format = {.call = call, .args = args, .count = count, .text = {.arena = call->arena}};
    if (!terraform_call_text(call, 0, &rest)) return false;
    if (!terraform_call_charge(call, rest.len / 16)) return false;
    while (rest.len > 0) {
        size_t percent = str_find(rest, S("%"));
        terraform_text_add(&format.text, str_slice(rest, 0, percent));
        if (percent == SIZE_MAX) break;
        rest = str_slice(rest, percent + 1, rest.len);
        if (!format_verb(&format, &rest) || !format_fits(&format)) return false;
    }
    if (!format.indexed && format.next < count) {
        return terraform_call_fail(call, "the format has fewer verbs than arguments");
    }
    *ret_value = terraform_text_finish(&format.text, call->at);
    return true;
}

static bool format_call(TerraformCall *call, Node *ret_value) {
    if (call->args[0].kind == NODE_UNKNOWN) {
        *ret_value = terraform_computed(call->arena, call->at, call->args, call->count);
        return true;
    }
    return format_run(call, call->args + 1, call->count - 1, ret_value);
}

/* The length that all lists among the arguments have; -1 when there is none. */
static bool format_list_length(TerraformCall *call, int64_t *ret_length, bool *ret_unknown) {
    *ret_length = -1;
    for (uint32_t i = 1; i < call->count; i++) {
        const Node *arg = &call->args[i];
        if (arg->kind == NODE_UNKNOWN) *ret_unknown = true;
        if (arg->kind != NODE_LIST) continue;
        if ((arg->flags & NODE_FLAG_OPEN) != 0) *ret_unknown = true;
        if (*ret_length >= 0 && *ret_length != arg->count) {
            return terraform_call_fail(call, "the lists must be of one length");
        }
        *ret_length = arg->count;
    }
    return true;
}

/* An argument that is one unknown value may be a list; where another one is a list it is taken for
 * a single value, as it nearly always is. */
static bool format_list_call(TerraformCall *call, Node *ret_value) {
    int64_t length = -1;
    bool unknown = call->args[0].kind == NODE_UNKNOWN;
    if (!format_list_length(call, &length, &unknown)) return false;
    if (unknown) {
        *ret_value = terraform_computed(call->arena, call->at, call->args, call->count);
        return true;
    }
    size_t count = length < 0 ? 1 : (size_t)length;
    Node list = node_make_list(call->arena, call->at, count);
    Node *row = ARENA_ARRAY(call->arena, Node, call->count);
    for (size_t k = 0; k < count; k++) {
        for (uint32_t i = 1; i < call->count; i++) {
            bool many = call->args[i].kind == NODE_LIST;
            row[i - 1] = many ? call->args[i].items[k] : call->args[i];
        }
        if (!terraform_call_charge(call, call->count)) return false;
        if (!format_run(call, row, call->count - 1, &list.items[k])) return false;
    }
    *ret_value = list;
    return true;
}

enum { PARTLY = TERRAFORM_FUNCTION_TAKES_UNKNOWN | TERRAFORM_FUNCTION_TAKES_NULL };

static const TerraformFunction rows[] = {
    {S_INIT("format"), 1, TERRAFORM_ARGUMENTS_ANY, PARTLY, format_call},
    {S_INIT("formatlist"), 1, TERRAFORM_ARGUMENTS_ANY, PARTLY, format_list_call},
};

const TerraformFunctionTable function_format_table = {rows, COUNT(rows)};
