/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_value.c -- see terraform_value.h. */
#include "input/terraform_value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    DIGITS_SURE = 15, /* what every double keeps of a decimal number */
    DIGITS_MOST = 17, /* what tells any two apart */
    NUMBER_BYTES = 512
};

#define NUMBER_PRECISION 1e-15

static bool value_is_known(const Node *node, int depth) {
    if (node->kind == NODE_UNKNOWN || (node->flags & NODE_FLAG_OPEN) != 0) return false;
    if (depth > NODE_DEPTH_MAX) return false;
    for (uint32_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
        if (!value_is_known(&node->items[i], depth + 1)) return false;
    }
    for (uint32_t i = 0; node->kind == NODE_MAP && i < node->count; i++) {
        if (!value_is_known(&node->pairs[i].value, depth + 1)) return false;
    }
    return true;
}

bool terraform_is_known(const Node *node) { return value_is_known(node, 0); }

static bool value_is_secret(const Node *node, int depth) {
    if ((node->flags & NODE_FLAG_SECRET) != 0) return true;
    if (depth > NODE_DEPTH_MAX) return false;
    for (uint32_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
        if (value_is_secret(&node->items[i], depth + 1)) return true;
    }
    for (uint32_t i = 0; node->kind == NODE_MAP && i < node->count; i++) {
        if (value_is_secret(&node->pairs[i].value, depth + 1)) return true;
    }
    return false;
}

bool terraform_is_secret(const Node *node) { return value_is_secret(node, 0); }

/* The parts of unknown values, each once. */
typedef struct Gather {
    Arena *arena;
    NodePart *parts;
    uint32_t count;
    uint32_t capacity;
    Str reason;
} Gather;

static void gather_part(Gather *gather, const NodePart *part) {
    if (part->kind == NODE_PART_TEXT || gather->count >= TERRAFORM_PARTS_MAX) return;
    for (uint32_t i = 0; i < gather->count; i++) {
        const NodePart *there = &gather->parts[i];
        if (there->kind == part->kind && there->resource == part->resource &&
            str_equal(there->text, part->text)) {
            return;
        }
    }
    if (gather->count == gather->capacity) {
        gather->capacity = gather->capacity == 0 ? 2 : gather->capacity * 2;
        gather->parts = arena_grow_array(gather->arena, gather->parts, gather->count,
                                         gather->capacity, sizeof(NodePart));
    }
    gather->parts[gather->count++] = *part;
}

static void gather_node(Gather *gather, const Node *node, int depth) {
    if (depth > NODE_DEPTH_MAX || gather->count >= TERRAFORM_PARTS_MAX) return;
    if (node->kind == NODE_UNKNOWN) {
        const NodeUnknown *unknown = node->unknown;
        if (gather->reason.len == 0) gather->reason = unknown->reason;
        for (uint32_t i = 0; i < unknown->part_count; i++) gather_part(gather, &unknown->parts[i]);
        if (unknown->part_count == 0) {
            gather_part(gather, &(NodePart){NODE_PART_HOLE, unknown->reason, 0});
        }
    }
    for (uint32_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
        gather_node(gather, &node->items[i], depth + 1);
    }
    for (uint32_t i = 0; node->kind == NODE_MAP && i < node->count; i++) {
        gather_node(gather, &node->pairs[i].value, depth + 1);
    }
}

Node terraform_computed(Arena *arena, const Node *at, const Node *values, size_t count) {
    Gather gather = {.arena = arena};
    bool secret = false;
    for (size_t i = 0; i < count; i++) {
        gather_node(&gather, &values[i], 0);
        secret |= (values[i].flags & NODE_FLAG_SECRET) != 0;
    }
    if (gather.reason.len == 0) gather.reason = S("depends on a list that isn't fully known");
    NodeUnknown unknown = {gather.reason, false, gather.count, gather.parts, NULL};
    Node node = node_make_parts(arena, at, unknown);
    if (secret) node.flags |= NODE_FLAG_SECRET;
    return node;
}

Node terraform_number(const Node *at, double value) {
    if (floor(value) == value && fabs(value) < 9.2e18) return node_make_int(at, (int64_t)value);
    Node node = node_make_null(at);
    node.kind = NODE_DOUBLE;
    node.number = value;
    return node;
}

bool terraform_to_number(const Node *node, double *ret_value) {
    if (node->kind == NODE_INT) *ret_value = (double)node->integer;
    if (node->kind == NODE_DOUBLE) *ret_value = node->number;
    if (node->kind == NODE_STRING) return str_to_double(node->text, ret_value);
    return node->kind == NODE_INT || node->kind == NODE_DOUBLE;
}

bool terraform_to_bool(const Node *node, bool *ret_value) {
    bool yes = node_is_text(node, S("true")) || node_is_text(node, S("1"));
    bool no = node_is_text(node, S("false")) || node_is_text(node, S("0"));
    if (node->kind == NODE_BOOL) *ret_value = node->boolean;
    if (yes || no) *ret_value = yes;
    return yes || no || node->kind == NODE_BOOL;
}

/* As few digits as tell the number apart; 15 when they come as near as arithmetic with doubles
 * does: 0.1 + 0.2 is 0.3, as with Terraform's longer numbers. */
static void value_digits(double value, char *text, size_t room) {
    double back = 0;
    for (int digits = DIGITS_SURE; digits <= DIGITS_MOST; digits++) {
        snprintf(text, room, "%.*e", digits - 1, value);
        bool read = str_to_double(str_from(text), &back);
        double error = digits == DIGITS_SURE ? value * NUMBER_PRECISION / 2 : 0;
        if (read && fabs(back - value) <= error) return;
    }
}

/* Digits without an exponent, as Terraform prints numbers of any size. */
static Str value_double_text(Arena *arena, double value) {
    char digits[NUMBER_BYTES];
    if (!isfinite(value)) return value < 0 ? S("-Inf") : S("+Inf");
    value_digits(fabs(value), digits, sizeof digits);
    int exponent = (int)strtol(strchr(digits, 'e') + 1, NULL, 10);
    char mantissa[DIGITS_MOST + 1];
    int count = 0;
    for (const char *byte = digits; *byte != 'e'; byte++) {
        if (*byte != '.') mantissa[count++] = *byte;
    }
    while (count > 1 && mantissa[count - 1] == '0') count--;
    char text[NUMBER_BYTES * 2];
    size_t len = 0;
    if (value < 0) text[len++] = '-';
    for (int i = exponent < 0 ? exponent : 0; i < count || i <= exponent; i++) {
        if (i == exponent + 1) text[len++] = '.';
        text[len++] = i < 0 || i >= count ? '0' : mantissa[i];
    }
    return str_copy(arena, (Str){text, len});
}

bool terraform_to_text(Arena *arena, const Node *node, Str *ret_text) {
    switch ((NodeKind)node->kind) {
    case NODE_STRING: *ret_text = node->text; return true;
    case NODE_BOOL: *ret_text = node->boolean ? S("true") : S("false"); return true;
    case NODE_INT: *ret_text = str_format(arena, "%lld", (long long)node->integer); return true;
    case NODE_DOUBLE: *ret_text = value_double_text(arena, node->number); return true;
    case NODE_NULL:
    case NODE_LIST:
    case NODE_MAP:
    case NODE_UNKNOWN: break;
    }
    return false;
}

static Truth value_all_equal(const Node *left, const Node *right, int depth);

static Truth value_equal(const Node *left, const Node *right, int depth) {
    if (left->kind == NODE_UNKNOWN || right->kind == NODE_UNKNOWN) return TRUTH_UNKNOWN;
    if (depth > NODE_DEPTH_MAX) return TRUTH_UNKNOWN;
    double a = 0, b = 0;
    bool numbers = (left->kind == NODE_INT || left->kind == NODE_DOUBLE) &&
                   (right->kind == NODE_INT || right->kind == NODE_DOUBLE);
    if (left->kind == NODE_INT && right->kind == NODE_INT) {
        return left->integer == right->integer ? TRUTH_TRUE : TRUTH_FALSE;
    }
    if (numbers && terraform_to_number(left, &a) && terraform_to_number(right, &b)) {
        double size = fmax(fabs(a), fabs(b)); /* Terraform's numbers have 512 bits */
        return fabs(a - b) <= size * NUMBER_PRECISION ? TRUTH_TRUE : TRUTH_FALSE;
    }
    if (left->kind != right->kind) return TRUTH_FALSE;
    if (left->kind == NODE_LIST || left->kind == NODE_MAP) {
        return value_all_equal(left, right, depth);
    }
    return node_equal(left, right) ? TRUTH_TRUE : TRUTH_FALSE;
}

static Truth value_all_equal(const Node *left, const Node *right, int depth) {
    bool open = ((left->flags | right->flags) & NODE_FLAG_OPEN) != 0;
    if (!open && left->count != right->count) return TRUTH_FALSE;
    Truth all = open ? TRUTH_UNKNOWN : TRUTH_TRUE;
    for (uint32_t i = 0; i < left->count && i < right->count && all != TRUTH_FALSE; i++) {
        Truth one = all;
        if (left->kind == NODE_LIST) {
            one = value_equal(&left->items[i], &right->items[i], depth + 1);
        } else {
            const Node *other = node_find(right, left->pairs[i].key);
            if (other != NULL) one = value_equal(&left->pairs[i].value, other, depth + 1);
            if (other == NULL) one = open ? TRUTH_UNKNOWN : TRUTH_FALSE;
        }
        if (one < all) all = one;
    }
    return all;
}

Truth terraform_equal(const Node *left, const Node *right) { return value_equal(left, right, 0); }

void terraform_unify(Arena *arena, Node *items, size_t count) {
    bool text = false, other = false;
    for (size_t i = 0; i < count; i++) {
        text |= items[i].kind == NODE_STRING;
        other |= items[i].kind == NODE_LIST || items[i].kind == NODE_MAP;
    }
    bool numbers = false, booleans = false;
    for (size_t i = 0; i < count; i++) {
        numbers |= items[i].kind == NODE_INT || items[i].kind == NODE_DOUBLE;
        booleans |= items[i].kind == NODE_BOOL;
    }
    if (other || (!text && !(numbers && booleans))) return;
    for (size_t i = 0; i < count; i++) {
        Str as_text = S("");
        if (items[i].kind == NODE_STRING || !terraform_to_text(arena, &items[i], &as_text))
            continue;
        items[i] = node_make_string(&items[i], as_text);
    }
}

static int value_compare(const void *left, const void *right) {
    const Node *a = left, *b = right;
    if (a->kind == NODE_STRING && b->kind == NODE_STRING) return str_compare(a->text, b->text);
    double x = 0, y = 0;
    bool numbers = a->kind != NODE_STRING && b->kind != NODE_STRING && terraform_to_number(a, &x) &&
                   terraform_to_number(b, &y);
    if (numbers) return (x > y) - (x < y);
    if (a->kind == NODE_BOOL && b->kind == NODE_BOOL) return a->boolean - b->boolean;
    return (int)a->kind - (int)b->kind;
}

static bool value_can_be_sorted(const Node *items, size_t count) {
    for (size_t i = 0; i < count; i++) {
        bool primitive = items[i].kind <= NODE_STRING && items[i].kind != NODE_NULL;
        if (!primitive || items[i].kind != items[0].kind) return false;
    }
    return true;
}

static bool value_holds(const Node *list, const Node *item) {
    for (uint32_t i = 0; i < list->count; i++) {
        if (terraform_equal(&list->items[i], item) == TRUTH_TRUE) return true;
    }
    return false;
}

Node terraform_set(Arena *arena, const Node *at, const Node *items, size_t count) {
    Node set = node_make_list(arena, at, count);
    if (count > 0) memcpy(set.items, items, count * sizeof(Node));
    terraform_unify(arena, set.items, count);
    bool sorted = value_can_be_sorted(set.items, count);
    if (sorted && count > 1) qsort(set.items, count, sizeof(Node), value_compare);
    set.count = 0;
    for (size_t i = 0; i < count; i++) {
        Node item = set.items[i];
        bool again = sorted ? set.count > 0 &&
                                  terraform_equal(&set.items[set.count - 1], &item) == TRUTH_TRUE
                            : value_holds(&set, &item);
        if (!again) set.items[set.count++] = item;
    }
    set.flags |= NODE_FLAG_SET;
    return set;
}

static int value_compare_pairs(const void *left, const void *right) {
    return str_compare(((const NodePair *)left)->key, ((const NodePair *)right)->key);
}

void terraform_sort_map(Node *map) {
    for (uint32_t i = 1; i < map->count; i++) {
        if (str_compare(map->pairs[i - 1].key, map->pairs[i].key) <= 0) continue;
        qsort(map->pairs, map->count, sizeof(NodePair), value_compare_pairs);
        return;
    }
}

static void text_add_part(TerraformText *text, NodePart part) {
    if (part.kind == NODE_PART_TEXT && part.text.len == 0) return;
    NodePart *last = text->count == 0 ? NULL : &text->parts[text->count - 1];
    bool droppable = part.kind != NODE_PART_TEXT || text->inexact; /* known text stays whole */
    if (text->count >= TERRAFORM_PARTS_MAX * 4 && droppable) { /* a script with hundreds of holes */
        text->inexact = true;
        if (part.kind == NODE_PART_TEXT) return;
        part = (NodePart){NODE_PART_HOLE, S("put together of very many parts"), 0};
        if (last->kind == NODE_PART_HOLE) return;
    }
    if (text->count == text->capacity) {
        text->capacity = text->capacity == 0 ? 4 : text->capacity * 2;
        text->parts = arena_grow_array(text->arena, text->parts, text->count, text->capacity,
                                       sizeof(NodePart));
    }
    text->parts[text->count++] = part;
}

void terraform_text_add(TerraformText *text, Str piece) {
    text_add_part(text, (NodePart){NODE_PART_TEXT, piece, 0});
}

bool terraform_text_add_value(TerraformText *text, const Node *value) {
    Str piece = S("");
    text->secret |= (value->flags & NODE_FLAG_SECRET) != 0;
    if (value->kind != NODE_UNKNOWN) {
        if (!terraform_to_text(text->arena, value, &piece)) return false;
        terraform_text_add(text, piece);
        return true;
    }
    const NodeUnknown *unknown = value->unknown;
    if (!unknown->exact || unknown->part_count == 0) { /* what is known around it stays exact */
        text_add_part(text, (NodePart){NODE_PART_HOLE, unknown->reason, 0});
        return true;
    }
    for (uint32_t i = 0; i < unknown->part_count; i++) text_add_part(text, unknown->parts[i]);
    return true;
}

/* Neighbouring texts become one, so that equal texts have equal parts. */
static Str text_join(TerraformText *text, size_t *index) {
    size_t len = 0, end = *index;
    for (; end < text->count && text->parts[end].kind == NODE_PART_TEXT; end++) {
        len += text->parts[end].text.len;
    }
    if (end == *index + 1) return text->parts[(*index)++].text;
    char *bytes = arena_alloc(text->arena, len + 1);
    size_t at = 0;
    for (; *index < end; (*index)++) {
        Str piece = text->parts[*index].text;
        memcpy(bytes + at, piece.ptr, piece.len);
        at += piece.len;
    }
    return (Str){bytes, len};
}

Node terraform_text_finish(TerraformText *text, const Node *at) {
    size_t count = 0;
    Str reason = S("");
    for (size_t i = 0; i < text->count;) {
        NodePart part = text->parts[i];
        if (part.kind == NODE_PART_TEXT) {
            part.text = text_join(text, &i);
        } else {
            if (reason.len == 0 && part.kind == NODE_PART_HOLE) reason = part.text;
            i++;
        }
        text->parts[count++] = part;
    }
    text->count = count;
    bool known = count == 0 || (count == 1 && text->parts[0].kind == NODE_PART_TEXT);
    Node node =
        known ? node_make_string(at, count == 0 ? S("") : text->parts[0].text)
              : node_make_parts(text->arena, at,
                                (NodeUnknown){reason.len > 0 ? reason : S("known after apply"),
                                              !text->inexact, (uint32_t)count, text->parts, NULL});
    if (text->secret) node.flags |= NODE_FLAG_SECRET;
    return node;
}
