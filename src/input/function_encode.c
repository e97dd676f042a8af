/* SPDX-License-Identifier: Apache-2.0 */
/* function_encode.c -- Terraform's functions for JSON, base64, URLs, CSV and character sets.
 * JSON that Terraform writes has sorted keys and escapes <, > and &. What is unknown inside of it
 * stays visible to who reads the text as JSON: see node_make_encoded. */
#include "base/buffer.h"
#include "base/utf8.h"
#include "input/terraform_function.h"
#include "text/json.h"
#include "text/unicode.h"

#include <iconv.h>
#include <stdlib.h>

enum { CSV_COLUMNS_MAX = 1000 };

static bool encode_give(TerraformCall *call, Str text, Node *ret_value) {
    if (text.len > TERRAFORM_TEXT_BYTES_MAX) return terraform_call_fail(call, "makes a huge text");
    *ret_value = node_make_string(call->at, text);
    return true;
}

static Node *encode_keep(Arena *arena, const Node *node) {
    Node *kept = ARENA_NEW(arena, Node);
    *kept = node_copy(arena, node);
    return kept;
}

/* --- JSON --------------------------------------------------------------------------------------
 */

static void encode_json_text(Buffer *out, Str text) {
    static const char letters[] = "\n\r\t\b\f", names[] = "nrtbf";
    buffer_add_byte(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        bool separator = byte == 0xE2 && i + 2 < text.len &&
                         (unsigned char)text.ptr[i + 1] == 0x80 &&
                         ((unsigned char)text.ptr[i + 2] & 0xFE) == 0xA8;
        if (byte == '"' || byte == '\\') {
            buffer_add_byte(out, '\\');
            buffer_add_byte(out, (char)byte);
        } else if (byte != '\0' && strchr(letters, byte) != NULL) {
            buffer_add_byte(out, '\\');
            buffer_add_byte(out, names[strchr(letters, byte) - letters]);
        } else if (byte < 0x20 || byte == '<' || byte == '>' || byte == '&') {
            buffer_add_format(out, "\\u%04x", byte);
        } else if (separator) {
            buffer_add_format(out, "\\u20%02x", (unsigned char)text.ptr[i + 2] - 0x80);
            i += 2;
        } else {
            buffer_add_byte(out, (char)byte);
        }
    }
    buffer_add_byte(out, '"');
}

static bool encode_json(TerraformCall *call, Buffer *out, const Node *node, int depth);

static bool encode_json_items(TerraformCall *call, Buffer *out, const Node *node, int depth) {
    Node sorted = *node;
    bool map = node->kind == NODE_MAP;
    if (map && node->count > 1) {
        sorted.pairs = ARENA_ARRAY(call->arena, NodePair, node->count);
        memcpy(sorted.pairs, node->pairs, node->count * sizeof(NodePair));
        terraform_sort_map(&sorted);
    }
    buffer_add_byte(out, map ? '{' : '[');
    for (uint32_t i = 0; i < sorted.count; i++) {
        if (i > 0) buffer_add_byte(out, ',');
        if (map) encode_json_text(out, sorted.pairs[i].key);
        if (map) buffer_add_byte(out, ':');
        const Node *item = map ? &sorted.pairs[i].value : &sorted.items[i];
        if (!encode_json(call, out, item, depth + 1)) return false;
    }
    buffer_add_byte(out, map ? '}' : ']');
    return true;
}

static bool encode_json(TerraformCall *call, Buffer *out, const Node *node, int depth) {
    Str text = S("");
    if (!terraform_call_charge(call, 1)) return false;
    if (depth > NODE_DEPTH_MAX) return terraform_call_fail(call, "the value is nested too deep");
    if (out->len > TERRAFORM_TEXT_BYTES_MAX) return terraform_call_fail(call, "makes a huge text");
    switch ((NodeKind)node->kind) {
    case NODE_NULL: buffer_add(out, S("null")); return true;
    case NODE_STRING: encode_json_text(out, node->text); return true;
    case NODE_LIST:
    case NODE_MAP: return encode_json_items(call, out, node, depth);
    case NODE_BOOL:
    case NODE_INT:
    case NODE_DOUBLE:
    case NODE_UNKNOWN: break;
    }
    terraform_to_text(call->arena, node, &text);
    buffer_add(out, text);
    return true;
}

/* Takes steps for each value, before they are copied. */
static bool encode_charge(TerraformCall *call, const Node *node, int depth) {
    bool list = node->kind == NODE_LIST, map = node->kind == NODE_MAP;
    if (depth > NODE_DEPTH_MAX) return terraform_call_fail(call, "the value is nested too deep");
    if (!list && !map) return true;
    if (!terraform_call_charge(call, 1 + (size_t)node->count)) return false;
    for (uint32_t i = 0; i < node->count; i++) {
        const Node *item = list ? &node->items[i] : &node->pairs[i].value;
        if (!encode_charge(call, item, depth + 1)) return false;
    }
    return true;
}

static bool encode_json_call(TerraformCall *call, Node *ret_value) {
    const Node *arg = &call->args[0];
    if (!encode_charge(call, arg, 0)) return false;
    Node *tree = encode_keep(call->arena, arg);
    if (!terraform_is_known(arg)) {
        Node computed = terraform_computed(call->arena, call->at, arg, 1);
        NodeUnknown unknown = *computed.unknown;
        unknown.tree = tree;
        *ret_value = node_make_parts(call->arena, call->at, unknown);
        return true;
    }
    CLEANUP(buffer_free) Buffer out = {0};
    if (!encode_json(call, &out, arg, 0)) return false;
    *ret_value = node_make_encoded(call->arena, call->at, buffer_text(&out), tree);
    return true;
}

/* Numbers as Terraform has them; positions those of the call. */
static void decode_settle(Arena *arena, Node *node, const Node *at) {
    if (node->kind == NODE_DOUBLE) *node = terraform_number(at, node->number);
    if (node->kind == NODE_STRING) node->text = unicode_normalize(arena, node->text);
    node->source = at->source;
    node->line = at->line;
    node->column = at->column;
    for (uint32_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
        decode_settle(arena, &node->items[i], at);
    }
    for (uint32_t i = 0; node->kind == NODE_MAP && i < node->count; i++) {
        decode_settle(arena, &node->pairs[i].value, at);
    }
    if (node->kind == NODE_MAP) terraform_sort_map(node);
}

static bool decode_json_call(TerraformCall *call, Node *ret_value) {
    static const Source nowhere = {S_INIT("")};
    const Node *tree = node_tree(&call->args[0]);
    if (tree != NULL) {
        *ret_value = node_copy(call->arena, tree);
        return true;
    }
    if (call->args[0].kind == NODE_UNKNOWN) {
        *ret_value = terraform_computed(call->arena, call->at, call->args, 1);
        return true;
    }
    Str text = S("");
    Error err = {0};
    const Source *source = call->at->source == NULL ? &nowhere : call->at->source;
    if (!terraform_call_text(call, 0, &text)) return false;
    if (!terraform_call_charge(call, text.len / 8)) return false;
    Node list = {0}; /* the reader takes no bare value */
    Str wrapped = str_join3(call->arena, S("["), text, S("]"));
    bool read = json_read(call->arena, source, wrapped, &list, &err);
    if (!read) return terraform_call_fail(call, "the text is no JSON: %s", err.message);
    if (list.count != 1) return terraform_call_fail(call, "the text isn't one JSON value");
    *ret_value = list.items[0];
    decode_settle(call->arena, ret_value, call->at);
    return true;
}

/* --- base64 ------------------------------------------------------------------------------------
 */

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static bool encode_base64(TerraformCall *call, Node *ret_value) {
    Str text = S("");
    if (!terraform_call_text(call, 0, &text)) return false;
    if (!terraform_call_charge(call, text.len / 64)) return false;
    char *out = arena_alloc(call->arena, text.len / 3 * 4 + 8);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i += 3) {
        uint32_t bits = 0;
        for (size_t k = 0; k < 3; k++) {
            bits = bits << 8 | (i + k < text.len ? (unsigned char)text.ptr[i + k] : 0);
        }
        for (size_t k = 0; k < 4; k++) {
            bool filled = i + k <= text.len;
            out[len++] = filled ? base64_digits[bits >> (18 - 6 * k) & 63] : '=';
        }
    }
    return encode_give(call, (Str){out, len}, ret_value);
}

static bool decode_base64_bytes(TerraformCall *call, Str *ret_bytes) {
    Str text = S("");
    if (!terraform_call_text(call, 0, &text)) return false;
    if (!terraform_call_charge(call, text.len / 64)) return false;
    char *out = arena_alloc(call->arena, text.len + 4);
    size_t len = 0, padding = 0, seen = 0;
    uint32_t bits = 0;
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        const char *digit = byte == '\0' ? NULL : strchr(base64_digits, byte);
        if (byte == '\n' || byte == '\r') continue;
        if (byte == '=') padding++;
        bool wrong = (digit == NULL && byte != '=') || (padding > 0 && byte != '=');
        if (wrong) return terraform_call_fail(call, "the text is no base64");
        bits = bits << 6 | (digit == NULL ? 0 : (uint32_t)(digit - base64_digits));
        if (++seen % 4 != 0) continue;
        for (size_t k = 0; k < 3 - padding % 3; k++) out[len++] = (char)(bits >> (16 - 8 * k));
        bits = 0;
    }
    if (seen % 4 != 0 || padding > 2) return terraform_call_fail(call, "the text is no base64");
    *ret_bytes = (Str){out, len};
    return true;
}

static bool decode_base64(TerraformCall *call, Node *ret_value) {
    Str text = S("");
    if (!decode_base64_bytes(call, &text)) return false;
    if (utf8_find_invalid(text) != SIZE_MAX) {
        return terraform_call_fail(call, "what is encoded is not UTF-8");
    }
    *ret_value = node_make_string(call->at, text);
    return true;
}

/* --- URLs --------------------------------------------------------------------------------------
 */

static bool encode_url(TerraformCall *call, Node *ret_value) {
    Str text = S("");
    if (!terraform_call_text(call, 0, &text)) return false;
    if (!terraform_call_charge(call, text.len / 16)) return false;
    CLEANUP(buffer_free) Buffer out = {0};
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                     (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' || byte == '.' ||
                     byte == '~';
        if (plain) {
            buffer_add_byte(&out, (char)byte);
        } else if (byte == ' ') {
            buffer_add_byte(&out, '+');
        } else {
            buffer_add_format(&out, "%%%02X", byte);
        }
    }
    return encode_give(call, str_copy(call->arena, buffer_text(&out)), ret_value);
}

/* --- CSV (RFC 4180) ----------------------------------------------------------------------------
 */

typedef struct CsvReader {
    TerraformCall *call;
    Str rest;
} CsvReader;

/* The bytes of the end of a line at the start of text, which its own end is, too; else 0. */
static size_t csv_line_end(Str text) {
    if (str_starts(text, S("\r\n"))) return 2;
    return text.len == 0 || text.ptr[0] == '\n' || str_equal(text, S("\r"));
}

static void csv_skip_empty_lines(CsvReader *reader) {
    while (reader->rest.len > 0 && csv_line_end(reader->rest) > 0) {
        reader->rest = str_slice(reader->rest, csv_line_end(reader->rest), reader->rest.len);
    }
}

/* What is between quotes; the reader stands behind the first. */
static bool csv_quoted(CsvReader *reader, Buffer *out) {
    while (reader->rest.len > 0) {
        size_t quote = str_find(reader->rest, S("\""));
        Str piece = str_slice(reader->rest, 0, quote);
        for (size_t i = 0; i < piece.len; i++) { /* CR LF is read as LF */
            bool line = piece.ptr[i] == '\r' && i + 1 < piece.len && piece.ptr[i + 1] == '\n';
            if (!line) buffer_add_byte(out, piece.ptr[i]);
        }
        if (quote == SIZE_MAX) break;
        reader->rest = str_slice(reader->rest, quote + 1, reader->rest.len);
        if (!str_starts(reader->rest, S("\""))) return true;
        buffer_add_byte(out, '"');
        reader->rest = str_slice(reader->rest, 1, reader->rest.len);
    }
    return terraform_call_fail(reader->call, "a quote isn't closed");
}

static bool csv_plain(CsvReader *reader, Buffer *out) {
    Str rest = reader->rest;
    while (csv_line_end(rest) == 0 && rest.ptr[0] != ',') {
        if (rest.ptr[0] == '"') {
            return terraform_call_fail(reader->call, "a field with a quote in it isn't quoted");
        }
        buffer_add_byte(out, rest.ptr[0]);
        rest = str_slice(rest, 1, rest.len);
    }
    reader->rest = rest;
    return true;
}

/* Reads a field; *ret_last: it is the last of its line. */
static bool csv_field(CsvReader *reader, Str *ret_field, bool *ret_last) {
    CLEANUP(buffer_free) Buffer out = {0};
    bool quoted = str_starts(reader->rest, S("\""));
    if (quoted) reader->rest = str_slice(reader->rest, 1, reader->rest.len);
    if (!(quoted ? csv_quoted(reader, &out) : csv_plain(reader, &out))) return false;
    size_t end = csv_line_end(reader->rest);
    if (end == 0 && reader->rest.ptr[0] != ',') {
        return terraform_call_fail(reader->call, "a quoted field has text behind its quote");
    }
    *ret_last = end > 0;
    reader->rest = str_slice(reader->rest, end > 0 ? end : 1, reader->rest.len);
    *ret_field = str_copy(reader->call->arena, buffer_text(&out));
    return terraform_call_charge(reader->call, 1 + out.len / 64);
}

/* Reads the line of names. */
static bool csv_names(CsvReader *reader, Str *names, size_t *ret_count) {
    bool last = false;
    size_t count = 0;
    csv_skip_empty_lines(reader);
    if (reader->rest.len == 0) return terraform_call_fail(reader->call, "has no line of names");
    for (; !last; count++) {
        if (count == CSV_COLUMNS_MAX) {
            return terraform_call_fail(reader->call, "has more than %d columns", CSV_COLUMNS_MAX);
        }
        if (!csv_field(reader, &names[count], &last)) return false;
        for (size_t i = 0; i < count; i++) {
            if (!str_equal(names[i], names[count])) continue;
            return terraform_call_fail(reader->call, "has two columns of one name");
        }
        if (!terraform_call_charge(reader->call, count / 8)) return false;
    }
    *ret_count = count;
    return true;
}

static bool csv_row(CsvReader *reader, const Str *names, size_t columns, Node *row) {
    bool last = false;
    for (size_t i = 0; i < columns; i++) {
        Str field = S("");
        if (last) return terraform_call_fail(reader->call, "a row has too few fields");
        if (!csv_field(reader, &field, &last)) return false;
        node_map_add(reader->call->arena, row, names[i], node_make_string(row, field));
    }
    if (!last) return terraform_call_fail(reader->call, "a row has too many fields");
    terraform_sort_map(row);
    return true;
}

static bool decode_csv(TerraformCall *call, Node *ret_value) {
    Str text = S(""), names[CSV_COLUMNS_MAX];
    size_t columns = 0;
    if (!terraform_call_text(call, 0, &text)) return false;
    CsvReader reader = {call, text};
    if (!csv_names(&reader, names, &columns)) return false;
    Node list = node_make_list(call->arena, call->at, 0);
    for (csv_skip_empty_lines(&reader); reader.rest.len > 0; csv_skip_empty_lines(&reader)) {
        Node row = node_make_map(call->at);
        if (list.count == TERRAFORM_ITEMS_MAX)
            return terraform_call_fail(call, "has too many rows");
        if (!csv_row(&reader, names, columns, &row)) return false;
        node_list_add(call->arena, &list, row);
    }
    *ret_value = list;
    return true;
}

/* --- character sets ----------------------------------------------------------------------------
 */

static bool encode_convert(TerraformCall *call, const char *from, const char *to, Str *text) {
    if (!terraform_call_charge(call, text->len / 16)) return false;
    iconv_t state = iconv_open(to, from);
    if (state == (iconv_t)-1) return terraform_call_fail(call, "that encoding is not known");
    size_t room = text->len * 4 + 16, left = text->len, free_bytes = room;
    char *out = arena_alloc(call->arena, room), *at = out;
    char *in = (char *)(uintptr_t)text->ptr;
    size_t done = iconv(state, &in, &left, &at, &free_bytes);
    iconv_close(state);
    if (done == (size_t)-1) return terraform_call_fail(call, "the text has no such encoding");
    *text = (Str){out, room - free_bytes};
    return true;
}

/* The encodings that can be asked for, by the names that Terraform knows. The list is closed: iconv
 * would load a module of libc's for any other name, and some of those had holes (CVE-2024-2961). */
static const struct {
    Str name;
    const char *iconv;
} charsets[] = {
    {S_INIT("UTF-8"), "UTF-8"},           {S_INIT("UTF-16"), "UTF-16"},
    {S_INIT("UTF-16LE"), "UTF-16LE"},     {S_INIT("UTF-16BE"), "UTF-16BE"},
    {S_INIT("ISO-8859-1"), "ISO-8859-1"}, {S_INIT("latin1"), "ISO-8859-1"},
    {S_INIT("ISO-8859-2"), "ISO-8859-2"}, {S_INIT("ISO-8859-15"), "ISO-8859-15"},
    {S_INIT("windows-1250"), "CP1250"},   {S_INIT("windows-1251"), "CP1251"},
    {S_INIT("windows-1252"), "CP1252"},   {S_INIT("Shift_JIS"), "SHIFT_JIS"},
    {S_INIT("EUC-JP"), "EUC-JP"},
};

static bool encode_charset(TerraformCall *call, const char **ret_name) {
    Str name = S("");
    if (!terraform_call_text(call, 1, &name)) return false;
    for (size_t i = 0; i < COUNT(charsets); i++) {
        if (!str_equal_ignore_case(name, charsets[i].name)) continue;
        *ret_name = charsets[i].iconv;
        return true;
    }
    return terraform_call_fail(call, "that encoding is not known");
}

static bool encode_text_base64(TerraformCall *call, Node *ret_value) {
    Str text = S("");
    const char *charset = NULL;
    if (!terraform_call_text(call, 0, &text) || !encode_charset(call, &charset)) return false;
    bool marked = strcmp(charset, "UTF-16") == 0; /* Terraform's has the mark and is big-endian */
    if (!encode_convert(call, "UTF-8", marked ? "UTF-16BE" : charset, &text)) return false;
    if (marked) text = str_join2(call->arena, S("\xFE\xFF"), text);
    Node converted = node_make_string(call->at, text);
    TerraformCall inner = *call;
    inner.args = &converted;
    bool done = encode_base64(&inner, ret_value);
    call->error = inner.error;
    return done;
}

static bool decode_text_base64(TerraformCall *call, Node *ret_value) {
    Str text = S("");
    const char *charset = NULL;
    if (!encode_charset(call, &charset) || !decode_base64_bytes(call, &text)) return false;
    if (!encode_convert(call, charset, "UTF-8", &text)) return false;
    return encode_give(call, text, ret_value);
}

enum { UNKNOWN_TOO = TERRAFORM_FUNCTION_TAKES_UNKNOWN, NULL_TOO = TERRAFORM_FUNCTION_TAKES_NULL };

static const TerraformFunction rows[] = {
    {S_INIT("jsonencode"), 1, 1, UNKNOWN_TOO | NULL_TOO, encode_json_call},
    {S_INIT("jsondecode"), 1, 1, UNKNOWN_TOO, decode_json_call},
    {S_INIT("base64encode"), 1, 1, 0, encode_base64},
    {S_INIT("base64decode"), 1, 1, 0, decode_base64},
    {S_INIT("urlencode"), 1, 1, 0, encode_url},
    {S_INIT("csvdecode"), 1, 1, 0, decode_csv},
    {S_INIT("textencodebase64"), 2, 2, 0, encode_text_base64},
    {S_INIT("textdecodebase64"), 2, 2, 0, decode_text_base64},
};

const TerraformFunctionTable function_encode_table = {rows, COUNT(rows)};
