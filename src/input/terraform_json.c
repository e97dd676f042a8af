/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_json.c -- see terraform_json.h.
 *
 * A part that isn't known is written into the text as a mark, U+E000, its number, U+E001 (code
 * points for private use), in quotes when it doesn't stand inside of a JSON string; the JSON is
 * read; then strings with marks become unknowns again. A text that has such code points of its own
 * is left unknown. */
#include "input/terraform_json.h"

#include "base/buffer.h"
#include "text/json.h"

#define MARK_BEGIN "\xEE\x80\x80"
#define MARK_END "\xEE\x80\x81"

typedef struct Marks {
    Arena *arena;
    const Node *value; /* the unknown text */
} Marks;

/* All positions are that of the text: inside it there are no lines of a file. */
static void json_place(Node *node, const Node *at, int depth) {
    node->source = at->source;
    node->line = at->line;
    node->column = at->column;
    if (depth > NODE_DEPTH_MAX) return;
    for (uint32_t i = 0; i < node->count && node->kind == NODE_LIST; i++) {
        json_place(&node->items[i], at, depth + 1);
    }
    for (uint32_t i = 0; i < node->count && node->kind == NODE_MAP; i++) {
        json_place(&node->pairs[i].value, at, depth + 1);
    }
}

static bool json_parse(Arena *arena, const Node *at, Str text, Node *ret_node) {
    static const Source nowhere = {S_INIT("")};
    Error err = {0};
    if (json_read(arena, at->source == NULL ? &nowhere : at->source, text, ret_node, &err)) {
        json_place(ret_node, at, 0);
        return true;
    }
    Str reason = str_format(arena, "not valid JSON: %s", err.message);
    *ret_node = node_make_unknown(arena, at, reason);
    return false;
}

/* Whether a JSON string is open behind text, when it was (or wasn't) before. */
static bool json_string_open(Str text, bool open) {
    for (size_t i = 0; i < text.len; i++) {
        if (open && text.ptr[i] == '\\') {
            i++;
        } else if (text.ptr[i] == '"') {
            open = !open;
        }
    }
    return open;
}

/* The text with marks; false when it holds such code points itself. */
static bool json_mark(const NodeUnknown *unknown, Buffer *out) {
    bool open = false;
    for (uint32_t i = 0; i < unknown->part_count; i++) {
        const NodePart *part = &unknown->parts[i];
        if (part->kind == NODE_PART_TEXT) {
            bool taken =
                str_contains(part->text, S(MARK_BEGIN)) || str_contains(part->text, S(MARK_END));
            if (taken) return false;
            buffer_add(out, part->text);
            open = json_string_open(part->text, open);
            continue;
        }
        if (!open) buffer_add_byte(out, '"');
        buffer_add_format(out, MARK_BEGIN "%u" MARK_END, i);
        if (!open) buffer_add_byte(out, '"');
    }
    return true;
}

/* A text with marks: text and parts in turn. */
static Node json_unmark_text(const Marks *marks, const Node *node) {
    const NodeUnknown *whole = marks->value->unknown;
    NodePart *parts = ARENA_ARRAY(marks->arena, NodePart, whole->part_count * 2 + 1);
    uint32_t count = 0;
    Str rest = node->text;
    while (rest.len > 0) {
        size_t begin = str_find(rest, S(MARK_BEGIN)), end = str_find(rest, S(MARK_END));
        int64_t number = -1;
        Str before = str_slice(rest, 0, begin);
        if (before.len > 0) parts[count++] = (NodePart){NODE_PART_TEXT, before, 0};
        if (begin == SIZE_MAX || end == SIZE_MAX || end < begin) break;
        Str digits = str_slice(rest, begin + sizeof(MARK_BEGIN) - 1, end);
        if (!str_to_int(digits, &number) || number < 0 || number >= whole->part_count) break;
        parts[count++] = whole->parts[number];
        rest = str_slice(rest, end + sizeof(MARK_END) - 1, rest.len);
        if (count + 2 > whole->part_count * 2 + 1) break;
    }
    NodeUnknown unknown = {whole->reason, true, count, parts, NULL};
    return node_make_parts(marks->arena, node, unknown);
}

/* In a key, a part that isn't known is shown as a question mark. */
static void json_unmark_key(const Marks *marks, Str *key) {
    if (!str_contains(*key, S(MARK_BEGIN))) return;
    Str rest = *key, made = S("");
    while (rest.len > 0) {
        size_t begin = str_find(rest, S(MARK_BEGIN)), end = str_find(rest, S(MARK_END));
        made = str_join2(marks->arena, made, str_slice(rest, 0, begin));
        if (begin == SIZE_MAX || end == SIZE_MAX || end < begin) break;
        made = str_join2(marks->arena, made, S("?"));
        rest = str_slice(rest, end + sizeof(MARK_END) - 1, rest.len);
    }
    *key = made;
}

static void json_unmark(const Marks *marks, Node *node, int depth) {
    if (node->kind == NODE_STRING && str_contains(node->text, S(MARK_BEGIN))) {
        *node = json_unmark_text(marks, node);
    }
    if (depth > NODE_DEPTH_MAX) return;
    for (uint32_t i = 0; i < node->count && node->kind == NODE_LIST; i++) {
        json_unmark(marks, &node->items[i], depth + 1);
    }
    for (uint32_t i = 0; i < node->count && node->kind == NODE_MAP; i++) {
        json_unmark_key(marks, &node->pairs[i].key);
        json_unmark(marks, &node->pairs[i].value, depth + 1);
    }
}

static bool json_has_text(const NodeUnknown *unknown) {
    for (uint32_t i = 0; i < unknown->part_count; i++) {
        if (unknown->parts[i].kind == NODE_PART_TEXT) return true;
    }
    return false;
}

Node terraform_json_read(Arena *arena, const Node *value) {
    Node parsed = {0};
    if (value->kind == NODE_STRING) {
        json_parse(arena, value, value->text, &parsed);
        return parsed;
    }
    bool pieces =
        value->kind == NODE_UNKNOWN && value->unknown->exact && json_has_text(value->unknown);
    CLEANUP(buffer_free) Buffer text = {0};
    if (!pieces || !json_mark(value->unknown, &text)) return *value;
    if (!json_parse(arena, value, buffer_text(&text), &parsed)) return *value;
    Marks marks = {arena, value};
    json_unmark(&marks, &parsed, 0);
    return parsed;
}
