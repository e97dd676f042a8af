/* SPDX-License-Identifier: Apache-2.0 */
/* function_order.c -- see function_order.h.
 *
 * The bytes of a key are those by which go-cty (set_internals.go, makeSetHashBytes) orders sets of
 * lists and maps: "text" quoted, T and F, ~ for null, [item;item;] and {"key"=value;}. An unknown
 * value is ? with its canonical text, when it has one. */
#include "input/function_order.h"
#include "base/buffer.h"

#include <stdlib.h>

enum { ORDER_BYTES_PER_STEP = 64 };

/* A key while it is made. */
typedef struct OrderKeyMaker {
    TerraformCall *call;
    Buffer *out;
    bool known;
    bool exact;
} OrderKeyMaker;

static bool order_add(OrderKeyMaker *maker, const Node *node, int depth);

static void order_add_text(Buffer *out, Str text) {
    buffer_add_byte(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        bool control = (unsigned char)byte < ' ' || byte == 0x7f;
        if (byte == '"' || byte == '\\') buffer_add_byte(out, '\\');
        if (byte == '\n') buffer_add(out, S("\\n"));
        if (byte == '\r') buffer_add(out, S("\\r"));
        if (byte == '\t') buffer_add(out, S("\\t"));
        if (byte == '\n' || byte == '\r' || byte == '\t') continue;
        if (control) buffer_add_format(out, "\\x%02x", (unsigned)byte);
        if (!control) buffer_add_byte(out, byte);
    }
    buffer_add_byte(out, '"');
}

static void order_add_unknown(OrderKeyMaker *maker, const Node *node) {
    Str canonical = S("");
    maker->known = false;
    if (!node_canonical(maker->call->arena, node, &canonical)) maker->exact = false;
    buffer_add_format(maker->out, "?%zu:", canonical.len);
    buffer_add(maker->out, canonical);
}

static bool order_add_list(OrderKeyMaker *maker, const Node *list, int depth) {
    buffer_add_byte(maker->out, '[');
    for (uint32_t i = 0; i < list->count; i++) {
        if (!order_add(maker, &list->items[i], depth + 1)) return false;
        buffer_add_byte(maker->out, ';');
    }
    buffer_add_byte(maker->out, ']');
    return true;
}

static bool order_add_map(OrderKeyMaker *maker, const Node *map, int depth) {
    Node sorted = *map;
    sorted.pairs = ARENA_ARRAY(maker->call->arena, NodePair, map->count);
    if (map->count > 0) memcpy(sorted.pairs, map->pairs, map->count * sizeof(NodePair));
    terraform_sort_map(&sorted);
    buffer_add_byte(maker->out, '{');
    for (uint32_t i = 0; i < sorted.count; i++) {
        order_add_text(maker->out, sorted.pairs[i].key);
        buffer_add_byte(maker->out, '=');
        if (!order_add(maker, &sorted.pairs[i].value, depth + 1)) return false;
        buffer_add_byte(maker->out, ';');
    }
    buffer_add_byte(maker->out, '}');
    return true;
}

static bool order_add(OrderKeyMaker *maker, const Node *node, int depth) {
    TerraformCall *call = maker->call;
    Str text = node_text(node);
    if (depth > NODE_DEPTH_MAX) return terraform_call_fail(call, "the values nest too deeply");
    if (!terraform_call_charge(call, 1 + text.len / ORDER_BYTES_PER_STEP)) return false;
    if ((node->flags & NODE_FLAG_OPEN) != 0) maker->known = maker->exact = false;
    switch ((NodeKind)node->kind) {
    case NODE_NULL: buffer_add_byte(maker->out, '~'); return true;
    case NODE_BOOL: buffer_add_byte(maker->out, node->boolean ? 'T' : 'F'); return true;
    case NODE_INT:
    case NODE_DOUBLE:
        if (terraform_to_text(call->arena, node, &text)) buffer_add(maker->out, text);
        return true;
    case NODE_STRING: order_add_text(maker->out, text); return true;
    case NODE_LIST: return order_add_list(maker, node, depth);
    case NODE_MAP: return order_add_map(maker, node, depth);
    case NODE_UNKNOWN: order_add_unknown(maker, node); return true;
    }
    return true;
}

bool function_order_keys(TerraformCall *call, const Node *items, size_t count,
                         FunctionOrderKey **ret_keys) {
    FunctionOrderKey *keys = ARENA_ARRAY(call->arena, FunctionOrderKey, count);
    CLEANUP(buffer_free) Buffer out = {0};
    for (size_t i = 0; i < count; i++) {
        OrderKeyMaker maker = {call, &out, true, true};
        out.len = 0;
        if (!order_add(&maker, &items[i], 0)) return false;
        Str bytes = str_copy(call->arena, buffer_text(&out));
        keys[i] = (FunctionOrderKey){bytes, maker.known, maker.exact};
    }
    *ret_keys = keys;
    return true;
}

/* Whether the item at index may turn out to be equal to another. */
static bool order_is_doubtful(const Node *list, uint32_t index) {
    for (uint32_t i = 0; i < list->count; i++) {
        if (i == index) continue;
        if (terraform_equal(&list->items[i], &list->items[index]) == TRUTH_UNKNOWN) return true;
    }
    return false;
}

bool function_order_distinct(TerraformCall *call, Node *list) {
    FunctionOrderKey *keys = NULL;
    if (!function_order_keys(call, list->items, list->count, &keys)) return false;
    Map seen = map_make(call->arena);
    uint32_t count = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        if (keys[i].exact && map_set(&seen, keys[i].bytes, list) != NULL) continue;
        keys[count] = keys[i];
        list->items[count++] = list->items[i];
    }
    list->count = count;
    for (uint32_t i = 0; i < count && (list->flags & NODE_FLAG_OPEN) == 0; i++) {
        if (keys[i].known) continue;
        if (!terraform_call_charge(call, count)) return false;
        if (order_is_doubtful(list, i)) list->flags |= NODE_FLAG_OPEN;
    }
    return true;
}

/* One item while a set is sorted. */
typedef struct OrderItem {
    Node node;
    Str bytes;
    size_t index;
} OrderItem;

static int order_rank(const Node *node) {
    return node->kind == NODE_UNKNOWN ? 2 : node->kind == NODE_NULL ? 1 : 0;
}

static int order_compare(const void *left, const void *right) {
    const OrderItem *a = left, *b = right;
    int order = order_rank(&a->node) - order_rank(&b->node);
    if (order != 0) return order;
    double x = 0, y = 0;
    bool texts = a->node.kind == NODE_STRING && b->node.kind == NODE_STRING;
    bool numbers = !texts && terraform_to_number(&a->node, &x) && terraform_to_number(&b->node, &y);
    if (texts) order = str_compare(a->node.text, b->node.text);
    if (numbers) order = (x > y) - (x < y);
    if (!texts && !numbers && order_rank(&a->node) < 2) order = str_compare(a->bytes, b->bytes);
    return order != 0 ? order : a->index < b->index ? -1 : 1;
}

/* Unknown items come last, in the order in which they were given. */
static bool order_sort(TerraformCall *call, Node *list) {
    FunctionOrderKey *keys = NULL;
    if (!function_order_keys(call, list->items, list->count, &keys)) return false;
    OrderItem *items = ARENA_ARRAY(call->arena, OrderItem, list->count);
    for (uint32_t i = 0; i < list->count; i++) {
        items[i] = (OrderItem){list->items[i], keys[i].bytes, i};
    }
    if (list->count > 1) qsort(items, list->count, sizeof *items, order_compare);
    for (uint32_t i = 0; i < list->count; i++) list->items[i] = items[i].node;
    return true;
}

bool function_order_set(TerraformCall *call, Node *list) {
    if (!function_order_distinct(call, list) || !order_sort(call, list)) return false;
    list->flags |= NODE_FLAG_SET;
    return true;
}
