/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_reference.h -- a second evaluator of Sigma detections, made to be obvious and not fast: it
 * works on the trees of the rule and the event and shares no code with src/sigma. It follows the
 * Sigma specification 2.1.0 and the twelve rules of docs/hunting.md. What it doesn't know (expand,
 * parts of times, expressions that meet a limit, very large things) it says with skip. */
#ifndef MERLON_FUZZ_SIGMA_REFERENCE_H
#define MERLON_FUZZ_SIGMA_REFERENCE_H

#include "base/utf8.h"
#include "text/node.h"

#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <unicase.h>

enum {
    REFERENCE_TEXTS_MAX = 400,
    REFERENCE_CELLS_MAX = 1 << 20, /* pattern x text */
    REFERENCE_DEPTH_MAX = 60,
    REFERENCE_WORDS_MAX = 600,
    REFERENCE_VARIANTS_MAX = 700,
    REFERENCE_STEPS_MAX = 100 * 1000,
    REFERENCE_ANY = 0x110000, /* beyond all characters: '*' */
    REFERENCE_ONE = 0x110001  /* '?' */
};

typedef struct Reference {
    Arena *arena;
    Str json; /* of the event, as it stands in the log */
    const Node *event;
    bool skip; /* no answer can be given */
} Reference;

/* Texts that a field stands for. */
typedef struct ReferenceTexts {
    Str items[REFERENCE_TEXTS_MAX];
    size_t count;
    bool is_there, has_value; /* some node; one that isn't null */
} ReferenceTexts;

/* A value on its way through the modifiers: characters and wildcards, or bytes. */
typedef struct ReferenceValue {
    uint32_t *units;
    size_t count;
} ReferenceValue;

static inline bool reference_skip(Reference *reference) {
    reference->skip = true;
    return false;
}

/* ---- the event ---- */

static inline size_t reference_offset(const Reference *reference, const Node *node) {
    size_t at = 0;
    for (uint32_t line = 1; line < node->line; at++) line += reference->json.ptr[at] == '\n';
    return at + node->column - 1;
}

/* The JSON of a value without white space between tokens. */
static inline Str reference_json(Reference *reference, const Node *node) {
    Str rest = str_slice(reference->json, reference_offset(reference, node), SIZE_MAX);
    char *out = arena_alloc(reference->arena, rest.len + 1);
    size_t len = 0;
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < rest.len; i++) {
        char byte = rest.ptr[i];
        if (!quoted && memchr(" \t\r\n", byte, 4) != NULL) {
            if (depth == 0) break;
            continue;
        }
        if (!quoted && depth == 0 && (byte == ',' || byte == ']' || byte == '}')) break;
        out[len++] = byte;
        if (quoted && byte == '\\') {
            out[len++] = rest.ptr[++i];
        } else if (byte == '"') {
            quoted = !quoted;
        } else if (!quoted) {
            depth += (byte == '{' || byte == '[') - (byte == '}' || byte == ']');
            if (depth == 0 && (byte == '}' || byte == ']')) break;
        }
    }
    return (Str){out, len};
}

static inline void reference_add(Reference *reference, ReferenceTexts *texts, Str text) {
    if (texts->count == REFERENCE_TEXTS_MAX) {
        reference_skip(reference);
    } else {
        texts->items[texts->count++] = text;
    }
}

/* Rule 2. */
static inline void reference_add_scalar(Reference *reference, ReferenceTexts *texts,
                                        const Node *node) {
    switch (node->kind) {
    case NODE_STRING: reference_add(reference, texts, node->text); break;
    case NODE_BOOL: reference_add(reference, texts, node->boolean ? S("true") : S("false")); break;
    case NODE_INT:
    case NODE_DOUBLE: reference_add(reference, texts, reference_json(reference, node)); break;
    default: break;
    }
}

static inline void reference_add_scalars(Reference *reference, ReferenceTexts *texts,
                                         const Node *node, int depth) {
    bool map = node->kind == NODE_MAP;
    if (depth > REFERENCE_DEPTH_MAX) reference_skip(reference);
    if (reference->skip) return;
    for (uint32_t i = 0; (map || node->kind == NODE_LIST) && i < node->count; i++) {
        const Node *inner = map ? &node->pairs[i].value : &node->items[i];
        reference_add_scalars(reference, texts, inner, depth + 1);
    }
    reference_add_scalar(reference, texts, node);
}

/* Rules 3 and 4: what a node at a field's place gives. */
static inline void reference_add_leaf(Reference *reference, ReferenceTexts *texts, const Node *node,
                                      int depth) {
    if (depth > REFERENCE_DEPTH_MAX) reference_skip(reference);
    if (reference->skip) return;
    if (node->kind == NODE_LIST) {
        for (uint32_t i = 0; i < node->count; i++) {
            reference_add_leaf(reference, texts, &node->items[i], depth + 1);
        }
    } else {
        reference_add_scalars(reference, texts, node, depth);
        if (node->kind == NODE_MAP)
            reference_add(reference, texts, reference_json(reference, node));
    }
}

/* Rule 1: what name, with dots, leads to from node on. */
static inline void reference_walk(Reference *reference, ReferenceTexts *texts, const Node *node,
                                  Str name, int depth) {
    if (depth > REFERENCE_DEPTH_MAX) reference_skip(reference);
    if (reference->skip) return;
    if (name.len == 0) {
        texts->is_there = true;
        texts->has_value |= node->kind != NODE_NULL;
        reference_add_leaf(reference, texts, node, depth);
        return;
    }
    if (node->kind == NODE_LIST) {
        for (uint32_t i = 0; i < node->count; i++) {
            reference_walk(reference, texts, &node->items[i], name, depth + 1);
        }
        return;
    }
    Str rest = name;
    const Node *next = node_find(node, str_cut(&rest, '.'));
    if (next != NULL) reference_walk(reference, texts, next, rest, depth + 1);
}

static inline ReferenceTexts *reference_texts(Reference *reference, Str field) {
    ReferenceTexts *texts = ARENA_NEW(reference->arena, ReferenceTexts);
    const Node *literal = node_find(reference->event, field);
    size_t dots = 0;
    for (size_t i = 0; i < field.len; i++) {
        bool empty = field.ptr[i] == '.' && (i == 0 || field.ptr[i - 1] == '.');
        dots += field.ptr[i] == '.';
        if (empty || dots > 15) reference_skip(reference);
    }
    if (field.len == 0 || str_ends(field, S("."))) reference_skip(reference);
    if (literal != NULL) {
        reference_walk(reference, texts, literal, S(""), 0);
    } else {
        reference_walk(reference, texts, reference->event, field, 0);
    }
    return texts;
}

/* Rule 9. */
static inline ReferenceTexts *reference_all_texts(Reference *reference) {
    ReferenceTexts *texts = ARENA_NEW(reference->arena, ReferenceTexts);
    reference_add_scalars(reference, texts, reference->event, 0);
    reference_add(reference, texts, reference_json(reference, reference->event));
    return texts;
}

/* ---- values ---- */

static inline ReferenceValue reference_value_make(Reference *reference, size_t room) {
    return (ReferenceValue){ARENA_ARRAY(reference->arena, uint32_t, room + 2), 0};
}

static inline ReferenceValue reference_characters(Reference *reference, Str text) {
    ReferenceValue value = reference_value_make(reference, text.len);
    for (size_t i = 0; i < text.len;) {
        size_t len = utf8_decode(str_slice(text, i, text.len), &value.units[value.count++]);
        if (len == 0) reference_skip(reference);
        i += len == 0 ? 1 : len;
    }
    return value;
}

/* Wildcards and escapes: rule 5. */
static inline ReferenceValue reference_read(Reference *reference, Str text) {
    ReferenceValue plain = reference_characters(reference, text);
    ReferenceValue value = reference_value_make(reference, plain.count);
    for (size_t i = 0; i < plain.count; i++) {
        uint32_t unit = plain.units[i], next = i + 1 < plain.count ? plain.units[i + 1] : 0;
        if (unit == '\\' && (next == '*' || next == '?' || next == '\\')) {
            unit = next;
            i++;
        } else if (unit == '*') {
            unit = REFERENCE_ANY;
        } else if (unit == '?') {
            unit = REFERENCE_ONE;
        }
        value.units[value.count++] = unit;
    }
    return value;
}

static inline ReferenceValue reference_around(Reference *reference, ReferenceValue value,
                                              bool before, bool behind) {
    ReferenceValue out = reference_value_make(reference, value.count);
    if (before) out.units[out.count++] = REFERENCE_ANY;
    for (size_t i = 0; i < value.count; i++) out.units[out.count++] = value.units[i];
    if (behind) out.units[out.count++] = REFERENCE_ANY;
    return out;
}

/* The bytes of a value, each a unit. */
static inline ReferenceValue reference_bytes(Reference *reference, ReferenceValue value) {
    ReferenceValue out = reference_value_make(reference, value.count * UTF8_BYTES_MAX);
    for (size_t i = 0; i < value.count; i++) {
        char bytes[UTF8_BYTES_MAX];
        size_t len = utf8_encode(value.units[i], bytes);
        for (size_t j = 0; j < len; j++) out.units[out.count++] = (unsigned char)bytes[j];
    }
    return out;
}

static inline ReferenceValue reference_utf16(Reference *reference, ReferenceValue value, bool big,
                                             bool marked) {
    ReferenceValue words = reference_value_make(reference, value.count * 2);
    ReferenceValue out = reference_value_make(reference, value.count * 4 + 2);
    if (marked) words.units[words.count++] = 0xFEFF;
    for (size_t i = 0; i < value.count; i++) {
        uint32_t unit = value.units[i];
        if (unit < 0x10000) {
            words.units[words.count++] = unit;
        } else {
            words.units[words.count++] = 0xD800 | (unit - 0x10000) / 0x400;
            words.units[words.count++] = 0xDC00 | (unit - 0x10000) % 0x400;
        }
    }
    for (size_t i = 0; i < words.count; i++) {
        uint32_t high = words.units[i] / 256, low = words.units[i] % 256;
        out.units[out.count++] = big ? high : low;
        out.units[out.count++] = big ? low : high;
    }
    return out;
}

/* The bit at a place of bytes that stand offset bytes behind the start; 2 for what isn't theirs. */
static inline uint32_t reference_bit(ReferenceValue bytes, size_t offset, size_t at) {
    if (at < offset * 8 || at >= (offset + bytes.count) * 8) return 2;
    at -= offset * 8;
    return bytes.units[at / 8] >> (7 - at % 8) & 1;
}

/* Base64 as RFC 4648 draws it: six bits are a character. With inner, only those all of whose bits
 * are the value's. */
static inline ReferenceValue reference_base64(Reference *reference, ReferenceValue bytes,
                                              size_t offset, bool inner) {
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    ReferenceValue out = reference_value_make(reference, bytes.count * 2 + 8);
    size_t quads = (offset + bytes.count + 2) / 3;
    for (size_t k = 0; k < quads * 4; k++) {
        uint32_t letter = 0, known = 0;
        for (size_t i = 0; i < 6; i++) {
            uint32_t bit = reference_bit(bytes, offset, k * 6 + i);
            known += bit != 2;
            letter = letter * 2 + (bit == 1);
        }
        if (inner && known < 6) continue;
        out.units[out.count++] = (uint32_t)(known == 0 ? '=' : letters[letter]);
    }
    return out;
}

static inline bool reference_is_word(uint32_t unit) {
    return unit == '_' || (unit >= '0' && unit <= '9') || (unit >= 'a' && unit <= 'z') ||
           (unit >= 'A' && unit <= 'Z');
}

static inline bool reference_is_dash(ReferenceValue value, size_t at) {
    uint32_t unit = value.units[at];
    bool dash = unit == '-' || unit == '/' || (unit >= 0x2013 && unit <= 0x2015);
    bool before = at > 0 && reference_is_word(value.units[at - 1]);
    return dash && !before && at + 1 < value.count && reference_is_word(value.units[at + 1]);
}

/* All ways to write the dashes from at on. */
static inline void reference_windash(Reference *reference, ReferenceValue value, size_t at,
                                     ReferenceValue *out, size_t *count) {
    static const uint32_t dashes[] = {'-', '/', 0x2013, 0x2014, 0x2015};
    while (at < value.count && !reference_is_dash(value, at)) at++;
    if (at == value.count) {
        if (*count == REFERENCE_VARIANTS_MAX) {
            reference_skip(reference);
        } else {
            out[(*count)++] = value;
        }
        return;
    }
    for (size_t i = 0; i < COUNT(dashes) && !reference->skip; i++) {
        ReferenceValue copy = reference_around(reference, value, false, false);
        copy.units[at] = dashes[i];
        reference_windash(reference, copy, at + 1, out, count);
    }
}

/* Whether a text is what a value says, by a table over all their beginnings. */
static inline bool reference_matches(Reference *reference, ReferenceValue value, Str text,
                                     bool cased) {
    ReferenceValue letters = reference_characters(reference, text);
    size_t width = letters.count + 1;
    if ((value.count + 1) * width > REFERENCE_CELLS_MAX) return reference_skip(reference);
    bool *fits = ARENA_ARRAY(reference->arena, bool, (value.count + 1) * width);
    fits[0] = true;
    for (size_t i = 1; i <= value.count; i++) {
        uint32_t unit = value.units[i - 1];
        for (size_t j = 0; j <= letters.count; j++) {
            bool *cell = &fits[i * width + j];
            if (unit == REFERENCE_ANY) {
                *cell = fits[(i - 1) * width + j] || (j > 0 && fits[i * width + j - 1]);
            } else if (j > 0 && fits[(i - 1) * width + j - 1]) {
                uint32_t letter = letters.units[j - 1];
                *cell = unit == REFERENCE_ONE || unit == letter ||
                        (!cased && uc_tolower(unit) == uc_tolower(letter));
            }
        }
    }
    return fits[value.count * width + letters.count];
}

/* ---- entries of a search ---- */

static inline bool reference_has(Str key, const char *modifier) {
    str_cut(&key, '|');
    while (key.len > 0) {
        if (str_equal(str_cut(&key, '|'), str_from(modifier))) return true;
    }
    return false;
}

static inline bool reference_has_any(Str key, const char *modifiers) {
    for (Str rest = str_from(modifiers); rest.len > 0;) {
        char word[16] = "";
        Str modifier = str_cut(&rest, ' ');
        memcpy(word, modifier.ptr, modifier.len);
        if (reference_has(key, word)) return true;
    }
    return false;
}

static inline Str reference_yaml_text(Reference *reference, const Node *node) {
    switch (node->kind) {
    case NODE_BOOL: return node->boolean ? S("true") : S("false");
    case NODE_INT: return str_format(reference->arena, "%lld", (long long)node->integer);
    case NODE_DOUBLE: return str_format(reference->arena, "%.15g", node->number);
    default: return node_text(node);
    }
}

/* A number: an integer of 64 bits when it can be, else a double. */
typedef struct ReferenceNumber {
    bool known, exact;
    long long integer;
    double number;
} ReferenceNumber;

static inline ReferenceNumber reference_number(Reference *reference, Str text) {
    ReferenceNumber number = {0};
    if (text.len == 0 || text.len > 300) return number;
    if (text.len > 60) reference_skip(reference); /* how long a number may be is nobody's rule */
    const char *start = str_terminated(reference->arena, text);
    char *end = NULL;
    if (strspn(start, "0123456789+-.eE") != text.len) return number;
    number.number = strtod(start, &end);
    number.known = end == start + text.len && isfinite(number.number);
    errno = 0;
    number.integer = strtoll(start, &end, 10);
    number.exact = end == start + text.len && errno == 0;
    return number;
}

static inline bool reference_compare(Str key, ReferenceNumber left, ReferenceNumber right) {
    if (!left.known || !right.known) return false;
    bool exact = left.exact && right.exact;
    bool less = exact ? left.integer < right.integer : left.number < right.number;
    bool equal = exact ? left.integer == right.integer : left.number == right.number;
    if (reference_has(key, "lt")) return less;
    if (reference_has(key, "lte")) return less || equal;
    if (reference_has(key, "gt")) return !less && !equal;
    if (reference_has(key, "gte")) return !less;
    return equal;
}

/* The address in four or sixteen bytes; 0 when text is none. */
static inline size_t reference_address(Str text, uint8_t bytes[16]) {
    char copy[64];
    if (text.len >= sizeof(copy) || str_contains(text, S("\0"))) return 0;
    if (text.len > 0) memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    if (inet_pton(AF_INET, copy, bytes) == 1) return 4;
    return inet_pton(AF_INET6, copy, bytes) == 1 ? 16 : 0;
}

static inline bool reference_cidr(Str network, Str text) {
    uint8_t left[16], right[16];
    Str rest = network;
    bool whole = !str_contains(network, S("/"));
    size_t size = reference_address(str_cut(&rest, '/'), left);
    if (size == 0 || reference_address(text, right) != size) return false;
    char digits[8] = "";
    if (rest.len < sizeof(digits) && rest.len > 0) memcpy(digits, rest.ptr, rest.len);
    size_t bits = whole ? size * 8 : (size_t)strtol(digits, NULL, 10);
    for (size_t i = 0; i < bits; i++) {
        if (((left[i / 8] ^ right[i / 8]) >> (7 - i % 8) & 1) != 0) return false;
    }
    return true;
}

static inline bool reference_regex(Reference *reference, Str key, Str expression, Str text) {
    int problem = 0;
    PCRE2_SIZE offset = 0;
    uint32_t flags = PCRE2_UTF | (reference_has(key, "i") ? PCRE2_CASELESS : 0) |
                     (reference_has(key, "m") ? PCRE2_MULTILINE : 0) |
                     (reference_has(key, "s") ? PCRE2_DOTALL : 0);
    const char *start = text.ptr == NULL ? "" : text.ptr;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)expression.ptr, expression.len, flags, &problem, &offset, NULL);
    pcre2_match_context *context = pcre2_match_context_create(NULL);
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    pcre2_set_match_limit(context, REFERENCE_STEPS_MAX);
    pcre2_set_heap_limit(context, 1024);
    int found =
        code == NULL ? -100 : pcre2_match(code, (PCRE2_SPTR)start, text.len, 0, 0, data, context);
    pcre2_match_data_free(data);
    pcre2_match_context_free(context);
    pcre2_code_free(code);
    if (found < 0 && found != PCRE2_ERROR_NOMATCH) return reference_skip(reference);
    return found >= 0;
}

/* Rule 8: the texts of the other field as plain text. */
static inline bool reference_field(Reference *reference, Str key, Str other, Str text) {
    ReferenceTexts *texts = reference_texts(reference, other);
    for (size_t i = 0; i < texts->count; i++) {
        ReferenceValue value = reference_characters(reference, texts->items[i]);
        bool contains = reference_has(key, "contains");
        /* the last of several counts: they exclude each other here */
        int count = contains + reference_has(key, "startswith") + reference_has(key, "endswith");
        if (count > 1) return reference_skip(reference);
        value = reference_around(reference, value, contains || reference_has(key, "endswith"),
                                 contains || reference_has(key, "startswith"));
        if (reference_matches(reference, value, text, reference_has(key, "cased"))) return true;
    }
    return false;
}

/* Puts each value of in through one modifier. */
static inline size_t reference_modify(Reference *reference, Str modifier, ReferenceValue *values,
                                      size_t count, bool *bytes) {
    ReferenceValue *out = ARENA_ARRAY(reference->arena, ReferenceValue, REFERENCE_VARIANTS_MAX);
    size_t made = 0;
    bool were_bytes = *bytes;
    for (size_t i = 0; i < count && !reference->skip; i++) {
        ReferenceValue value = values[i];
        bool contains = str_equal(modifier, S("contains"));
        if (made + 3 > REFERENCE_VARIANTS_MAX) {
            reference_skip(reference);
        } else if (str_equal(modifier, S("windash"))) {
            reference_windash(reference, value, 0, out, &made);
        } else if (str_starts(modifier, S("base64"))) {
            bool inner = str_equal(modifier, S("base64offset"));
            ReferenceValue raw = were_bytes ? value : reference_bytes(reference, value);
            for (size_t offset = 0; offset < (inner ? 3u : 1u); offset++) {
                out[made++] = reference_base64(reference, raw, offset, inner);
            }
            *bytes = false;
        } else if (str_starts(modifier, S("utf16")) || str_equal(modifier, S("wide"))) {
            out[made++] = reference_utf16(reference, value, str_equal(modifier, S("utf16be")),
                                          str_equal(modifier, S("utf16")));
            *bytes = true;
        } else {
            bool before = contains || str_equal(modifier, S("endswith"));
            bool behind = contains || str_equal(modifier, S("startswith"));
            out[made++] = reference_around(reference, value, before, behind);
        }
    }
    memcpy(values, out, made * sizeof(*values));
    return made;
}

#define REFERENCE_CHANGES                                                            \
    "contains startswith endswith windash base64 base64offset wide utf16le utf16be " \
    "utf16"

/* Whether some text is what the value at node, put through the modifiers of key, says. */
static inline bool reference_text_holds(Reference *reference, Str key, const Node *node,
                                        const ReferenceTexts *texts) {
    ReferenceValue *values = ARENA_ARRAY(reference->arena, ReferenceValue, REFERENCE_VARIANTS_MAX);
    bool bytes = false, keyword = key.len == 0 || key.ptr[0] == '|';
    size_t count = 1;
    values[0] = reference_read(reference, reference_yaml_text(reference, node));
    Str rest = key;
    str_cut(&rest, '|');
    while (rest.len > 0) {
        count = reference_modify(reference, str_cut(&rest, '|'), values, count, &bytes);
    }
    if (keyword) count = reference_modify(reference, S("contains"), values, count, &bytes);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < texts->count && !reference->skip; j++) {
            if (reference_matches(reference, values[i], texts->items[j],
                                  reference_has(key, "cased")))
                return true;
        }
    }
    return false;
}

/* Whether one value of an entry is found. */
static inline bool reference_value_holds(Reference *reference, Str key, const Node *node,
                                         const ReferenceTexts *texts) {
    bool keyword = key.len == 0 || key.ptr[0] == '|';
    Str text = reference_yaml_text(reference, node);
    bool number = node->kind == NODE_INT || node->kind == NODE_DOUBLE;
    bool order = reference_has_any(key, "lt lte gt gte");
    if (reference_has(key, "exists")) return texts->is_there == node->boolean;
    bool single = reference_has_any(key, "re cidr fieldref") || order ||
                  (number && !keyword && !reference_has_any(key, REFERENCE_CHANGES));
    if (node->kind == NODE_NULL) return !texts->has_value;
    if (!single) return reference_text_holds(reference, key, node, texts);
    for (size_t i = 0; i < texts->count && !reference->skip; i++) {
        Str candidate = texts->items[i];
        bool holds = false;
        if (reference_has(key, "re")) {
            holds = reference_regex(reference, key, text, candidate);
        } else if (reference_has(key, "cidr")) {
            holds = reference_cidr(text, candidate);
        } else if (reference_has(key, "fieldref")) {
            holds = reference_field(reference, key, text, candidate);
        } else {
            ReferenceNumber right = reference_number(reference, text);
            if (node->kind == NODE_DOUBLE) right.number = node->number;
            if (node->kind == NODE_DOUBLE) right.exact = false;
            holds = reference_compare(key, reference_number(reference, candidate), right);
        }
        if (holds) return true;
    }
    return false;
}

static inline bool reference_entry_holds(Reference *reference, Str key, const Node *value) {
    Str rest = key;
    Str field = str_cut(&rest, '|');
    if (reference_has_any(key, "expand minute hour day week month year")) {
        return reference_skip(reference);
    }
    bool all = reference_has(key, "all"), list = value->kind == NODE_LIST;
    const ReferenceTexts *texts =
        field.len == 0 ? reference_all_texts(reference) : reference_texts(reference, field);
    bool any_held = false, all_held = true;
    for (uint32_t i = 0; i < (list ? value->count : 1) && !reference->skip; i++) {
        bool held = reference_value_holds(reference, key, list ? &value->items[i] : value, texts);
        any_held |= held;
        all_held &= held;
    }
    return (all ? all_held : any_held) != reference_has(key, "neq");
}

static inline bool reference_search_holds(Reference *reference, const Node *node, int depth) {
    if (depth > REFERENCE_DEPTH_MAX) return reference_skip(reference);
    if (node->kind == NODE_MAP) {
        bool all = true;
        for (uint32_t i = 0; i < node->count && !reference->skip; i++) {
            all &= reference_entry_holds(reference, node->pairs[i].key, &node->pairs[i].value);
        }
        return all;
    }
    if (node->kind != NODE_LIST) return reference_entry_holds(reference, S(""), node);
    bool any = false;
    for (uint32_t i = 0; i < node->count && !reference->skip; i++) {
        any |= reference_search_holds(reference, &node->items[i], depth + 1);
    }
    return any;
}

/* ---- conditions ---- */

typedef struct ReferenceCondition {
    Reference *reference;
    const Node *detection;
    Str words[REFERENCE_WORDS_MAX];
    size_t count;
} ReferenceCondition;

static inline bool reference_is_search(Str key) {
    return !str_equal(key, S("condition")) && !str_equal(key, S("timeframe"));
}

/* Words, with parentheses as words of their own. */
static inline bool reference_cut_words(ReferenceCondition *condition, Str text) {
    for (size_t i = 0; i < text.len; i++) {
        if (memchr(" \t\r\n\v\f", text.ptr[i], 6) != NULL) continue;
        size_t end = i + 1;
        bool bracket = text.ptr[i] == '(' || text.ptr[i] == ')';
        while (!bracket && end < text.len && memchr(" \t\r\n\v\f()", text.ptr[end], 8) == NULL)
            end++;
        if (condition->count == REFERENCE_WORDS_MAX) return reference_skip(condition->reference);
        condition->words[condition->count++] = str_slice(text, i, end);
        i = end - 1;
    }
    return true;
}

static inline bool reference_word_is(const ReferenceCondition *condition, size_t at,
                                     const char *word) {
    return str_equal_ignore_case(condition->words[at], str_from(word));
}

/* The first place of word in [start, end) outside of parentheses; end when there is none. */
static inline size_t reference_word_find(const ReferenceCondition *condition, const char *word,
                                         size_t start, size_t end) {
    int depth = 0;
    for (size_t i = start; i < end; i++) {
        if (depth == 0 && i > start && reference_word_is(condition, i, word)) return i;
        depth += reference_word_is(condition, i, "(") - reference_word_is(condition, i, ")");
    }
    return end;
}

/* '*' is any run of characters. */
static inline bool reference_name_fits(Str pattern, Str name) {
    if (pattern.len == 0) return name.len == 0;
    Str rest = str_slice(pattern, 1, pattern.len);
    if (pattern.ptr[0] == '*') {
        return reference_name_fits(rest, name) ||
               (name.len > 0 && reference_name_fits(pattern, str_slice(name, 1, name.len)));
    }
    return name.len > 0 && name.ptr[0] == pattern.ptr[0] &&
           reference_name_fits(rest, str_slice(name, 1, name.len));
}

static inline bool reference_of_holds(ReferenceCondition *condition, bool all, Str pattern) {
    const Node *detection = condition->detection;
    bool any_held = false, all_held = true;
    if (pattern.len > 12 || str_contains(pattern, S("?"))) {
        return reference_skip(condition->reference);
    }
    for (uint32_t i = 0; i < detection->count && !condition->reference->skip; i++) {
        Str name = detection->pairs[i].key;
        bool them = str_equal_ignore_case(pattern, S("them"));
        bool hidden = str_starts(name, S("_")) && !str_starts(pattern, S("_"));
        if (name.len > 60) return reference_skip(condition->reference);
        if (!reference_is_search(name) || hidden) continue;
        if (!them && !reference_name_fits(pattern, name)) continue;
        bool held = reference_search_holds(condition->reference, &detection->pairs[i].value, 0);
        any_held |= held;
        all_held &= held;
    }
    return all ? all_held : any_held;
}

static inline bool reference_words_hold(ReferenceCondition *condition, size_t start, size_t end) {
    Reference *reference = condition->reference;
    if (start >= end || reference->skip) return reference_skip(reference);
    size_t at = reference_word_find(condition, "or", start, end);
    if (at < end) {
        bool left = reference_words_hold(condition, start, at);
        return reference_words_hold(condition, at + 1, end) || left;
    }
    at = reference_word_find(condition, "and", start, end);
    if (at < end) {
        bool left = reference_words_hold(condition, start, at);
        return reference_words_hold(condition, at + 1, end) && left;
    }
    if (reference_word_is(condition, start, "not")) {
        return !reference_words_hold(condition, start + 1, end);
    }
    if (reference_word_is(condition, start, "(")) {
        return reference_words_hold(condition, start + 1, end - 1);
    }
    if (end - start == 3) {
        bool all = reference_word_is(condition, start, "all");
        return reference_of_holds(condition, all, condition->words[start + 2]);
    }
    const Node *search = node_find(condition->detection, condition->words[start]);
    if (end - start != 1 || search == NULL) return reference_skip(reference);
    return reference_search_holds(reference, search, 0);
}

/* Names that are words of the language themselves make a condition that can be read in two ways. */
static inline void reference_check_names(Reference *reference, const Node *detection) {
    static const char *const words[] = {"and", "or", "not", "1", "any", "all", "of", "them"};
    for (uint32_t i = 0; i < detection->count; i++) {
        for (size_t j = 0; j < COUNT(words); j++) {
            if (str_equal_ignore_case(detection->pairs[i].key, str_from(words[j])))
                reference_skip(reference);
        }
    }
}

/* Whether the section `detection` of a rule, which must have been accepted, finds the event. */
static inline bool reference_holds(Reference *reference, const Node *detection) {
    const Node *condition = node_find(detection, S("condition"));
    bool list = condition->kind == NODE_LIST, any = false;
    reference_check_names(reference, detection);
    for (uint32_t i = 0; i < (list ? condition->count : 1) && !reference->skip; i++) {
        ReferenceCondition *words = ARENA_NEW(reference->arena, ReferenceCondition);
        words->reference = reference;
        words->detection = detection;
        reference_cut_words(words, (list ? &condition->items[i] : condition)->text);
        if (!reference->skip) any |= reference_words_hold(words, 0, words->count);
    }
    return any;
}

#endif
