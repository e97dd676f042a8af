/* SPDX-License-Identifier: Apache-2.0 */
/* json_writer.c -- the writer of json_writer.h. */
#include "text/json_writer.h"

#include "base/utf8.h"

#include <math.h>

JsonWriter json_writer_make(Buffer *out, bool compact) {
    return (JsonWriter){.out = out, .compact = compact};
}

/* It stands for itself in a string. */
static bool json_is_plain(unsigned char byte) {
    return byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\';
}

/* Whether one of the eight bytes doesn't stand for itself: below 0x20, '"', '\\', or from 0x7F on.
 */
static bool json_is_special(uint64_t word) {
    static const uint64_t ones = UINT64_C(0x0101010101010101), tops = UINT64_C(0x8080808080808080);
    uint64_t quote = word ^ (ones * '"'), slash = word ^ (ones * '\\'), last = word ^ (ones * 0x7F);
    uint64_t below = word - ones * 0x20;
    return ((word | below | (quote - ones) | (slash - ones) | (last - ones)) & tops) != 0;
}

/* How many bytes from at on stand for themselves. */
static size_t json_plain_run(Str value, size_t at) {
    size_t end = at;
    uint64_t word = 0;
    for (; end + sizeof(word) <= value.len; end += sizeof(word)) {
        memcpy(&word, value.ptr + end, sizeof(word));
        if (json_is_special(word)) break; /* it may say so wrongly: the bytes tell */
    }
    while (end < value.len && json_is_plain((unsigned char)value.ptr[end])) end++;
    return end - at;
}

void json_escape(Buffer *out, Str value) {
    static const char hex[] = "0123456789abcdef";
    if (json_plain_run(value, 0) == value.len) { /* nearly every one */
        char *place = buffer_extend(out, value.len + 2);
        place[0] = place[value.len + 1] = '"';
        if (value.len > 0) memcpy(place + 1, value.ptr, value.len);
        return;
    }
    buffer_add_byte(out, '"');
    size_t at = 0;
    while (at < value.len) {
        unsigned char byte = (unsigned char)value.ptr[at];
        size_t run = json_plain_run(value, at);
        if (run > 0) {
            buffer_add(out, str_slice(value, at, at + run));
            at += run;
            continue;
        }
        uint32_t code_point = 0;
        size_t len = utf8_decode(str_slice(value, at, value.len), &code_point);
        if (len == 0) {
            buffer_add(out, S("\xEF\xBF\xBD"));
            len = 1;
        } else if (byte == '"' || byte == '\\') {
            buffer_add_byte(out, '\\');
            buffer_add_byte(out, (char)byte);
        } else if (byte == '\n') {
            buffer_add(out, S("\\n"));
        } else if (byte == '\t') {
            buffer_add(out, S("\\t"));
        } else if (byte < 0x20 || byte == 0x7F) {
            buffer_add(out, S("\\u00"));
            buffer_add_byte(out, hex[byte >> 4]);
            buffer_add_byte(out, hex[byte & 15]);
        } else {
            buffer_add(out, str_slice(value, at, at + len));
        }
        at += len;
    }
    buffer_add_byte(out, '"');
}

static void json_indent(JsonWriter *writer) {
    if (writer->compact) return;
    buffer_add_byte(writer->out, '\n');
    static const Str spaces = S_INIT("                                ");
    for (size_t left = (size_t)writer->depth * 2; left > 0;) {
        size_t some = left < spaces.len ? left : spaces.len;
        buffer_add(writer->out, str_slice(spaces, 0, some));
        left -= some;
    }
}

/* What comes before every value and every key: a comma and a new line where needed. */
static void json_separate(JsonWriter *writer) {
    if (writer->after_key) {
        writer->after_key = false;
        return;
    }
    if (writer->depth == 0) return;
    if (writer->has_items[writer->depth]) buffer_add_byte(writer->out, ',');
    writer->has_items[writer->depth] = true;
    json_indent(writer);
}

static void json_begin(JsonWriter *writer, char bracket) {
    json_separate(writer);
    buffer_add_byte(writer->out, bracket);
    assert(writer->depth + 1 < JSON_WRITER_DEPTH_MAX);
    writer->has_items[++writer->depth] = false;
}

static void json_end(JsonWriter *writer, char bracket) {
    assert(writer->depth > 0);
    bool had_items = writer->has_items[writer->depth--];
    if (had_items) json_indent(writer);
    buffer_add_byte(writer->out, bracket);
}

void json_object_begin(JsonWriter *writer) { json_begin(writer, '{'); }
void json_object_end(JsonWriter *writer) { json_end(writer, '}'); }
void json_array_begin(JsonWriter *writer) { json_begin(writer, '['); }
void json_array_end(JsonWriter *writer) { json_end(writer, ']'); }

void json_key_write(JsonWriter *writer, Str key) {
    json_separate(writer);
    json_escape(writer->out, key);
    buffer_add(writer->out, writer->compact ? S(":") : S(": "));
    writer->after_key = true;
}

void json_string_write(JsonWriter *writer, Str value) {
    json_separate(writer);
    json_escape(writer->out, value);
}

void json_int_write(JsonWriter *writer, int64_t value) {
    json_separate(writer);
    buffer_add_int(writer->out, value);
}

void json_double_write(JsonWriter *writer, double value) {
    json_separate(writer);
    if (isfinite(value)) {
        size_t start = writer->out->len;
        buffer_add_double(writer->out, value);
        Str digits = str_slice(buffer_text(writer->out), start, writer->out->len);
        /* "1.0" and not "1": what reads it back is to see a number that need not be whole */
        bool whole = !str_contains(digits, S(".")) && !str_contains(digits, S("e"));
        if (whole) buffer_add(writer->out, S(".0"));
    } else {
        buffer_add(writer->out, S("null"));
    }
}

void json_bool_write(JsonWriter *writer, bool value) {
    json_separate(writer);
    buffer_add(writer->out, value ? S("true") : S("false"));
}

void json_null_write(JsonWriter *writer) {
    json_separate(writer);
    buffer_add(writer->out, S("null"));
}

void json_pair_write(JsonWriter *writer, Str key, Str value) {
    json_key_write(writer, key);
    json_string_write(writer, value);
}

static void json_node_write_children(JsonWriter *writer, const Node *node) {
    bool is_map = node->kind == NODE_MAP;
    json_begin(writer, is_map ? '{' : '[');
    for (uint32_t i = 0; i < node->count; i++) {
        if (is_map) json_key_write(writer, node->pairs[i].key);
        json_node_write(writer, is_map ? &node->pairs[i].value : &node->items[i]);
    }
    json_end(writer, is_map ? '}' : ']');
}

void json_node_write(JsonWriter *writer, const Node *node) {
    if (node->flags & NODE_FLAG_SECRET) {
        json_string_write(writer, S("***"));
        return;
    }
    switch ((NodeKind)node->kind) {
    case NODE_NULL: json_null_write(writer); break;
    case NODE_BOOL: json_bool_write(writer, node->boolean); break;
    case NODE_INT: json_int_write(writer, node->integer); break;
    case NODE_DOUBLE: json_double_write(writer, node->number); break;
    case NODE_STRING: json_string_write(writer, node->text); break;
    case NODE_LIST:
    case NODE_MAP: json_node_write_children(writer, node); break;
    case NODE_UNKNOWN:
        json_object_begin(writer);
        json_pair_write(writer, S("merlon:unknown"), node->unknown->reason);
        json_object_end(writer);
        break;
    }
}
