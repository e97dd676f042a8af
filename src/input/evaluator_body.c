/* SPDX-License-Identifier: Apache-2.0 */
/* evaluator_body.c -- bodies of resources and blocks as maps, "dynamic" blocks included.
 * Values keep their place only when it lies within the attribute that they stand in: evidence shall
 * point to the resource, not to the default of some variable. */
#include "input/evaluator.h"
#include "input/evaluator_for.h"

static bool body_is_meta(Str name) {
    static const char *const names[] = {"count",     "for_each",   "provider",   "depends_on",
                                        "lifecycle", "connection", "provisioner"};
    for (size_t i = 0; i < COUNT(names); i++) {
        if (str_equal(name, str_from(names[i]))) return true;
    }
    return false;
}

/* Moves what was written elsewhere to the attribute. */
static void body_settle(Node *node, const Node *at, uint32_t last_line, int depth) {
    bool inside = node->source == at->source && node->line >= at->line && node->line <= last_line;
    if (!inside) {
        node->source = at->source;
        node->line = at->line;
        node->column = at->column;
    }
    if (depth > NODE_DEPTH_MAX) return;
    Node here = *node;
    for (uint32_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
        body_settle(&node->items[i], &here, last_line, depth + 1);
    }
    for (uint32_t i = 0; node->kind == NODE_MAP && i < node->count; i++) {
        body_settle(&node->pairs[i].value, &here, last_line, depth + 1);
    }
}

static uint32_t body_last_line(const HclAttribute *attribute) {
    uint32_t lines = 0;
    Str span = attribute->value.span;
    for (size_t i = 0; i < span.len; i++) lines += span.ptr[i] == '\n';
    return attribute->value.line + lines;
}

/* Says once for each place what could not be evaluated. */
static void body_note(const Scope *scope, const HclAttribute *attribute, const Node *value) {
    Evaluator *evaluator = scope->evaluator;
    Str path = scope->source == NULL ? S("") : scope->source->path;
    Str key = str_format(evaluator->arena, "%.*s:%u:%u", STR_ARGS(path), attribute->line,
                         attribute->column);
    if (map_set(&evaluator->noted, key, evaluator) != NULL) return;
    Node at = {.source = scope->source, .line = attribute->line, .column = attribute->column};
    input_note(evaluator->input, &at, attribute->name, value->unknown->reason);
}

static Node body_attribute(const Scope *scope, const HclAttribute *attribute) {
    Evaluator *evaluator = scope->evaluator;
    Node value = {0};
    Node at = {.source = scope->source, .line = attribute->line, .column = attribute->column};
    if (!evaluator_run(scope, &attribute->value, &value)) {
        Str reason = str_format(evaluator->arena, "can't be evaluated: %s", evaluator->err.message);
        value = node_make_unknown(evaluator->arena, &at, reason);
        body_note(scope, attribute, &value);
    } else if (!evaluator_charge_value(evaluator, &value)) {
        value = node_make_unknown(evaluator->arena, &at, str_from("too much work"));
    }
    const Thing *thing = evaluator_thing(&value);
    if (thing != NULL) value = terraform_computed(evaluator->arena, &at, &value, 1);
    value =
        node_copy(evaluator->arena, &value); /* it is shared with locals: what moves is a copy */
    body_settle(&value, &at, body_last_line(attribute), 0);
    return value;
}

/* --- dynamic blocks ----------------------------------------------------------------------------
 */

typedef struct DynamicBlock {
    const Scope *scope;
    const HclBlock *block;
    const HclBlock *content;
    Str iterator;
    Node *list;
} DynamicBlock;

static bool dynamic_add(DynamicBlock *dynamic, const Node *key, const Node *value) {
    Arena *arena = dynamic->scope->evaluator->arena;
    Node each = node_make_map(value);
    node_map_add(arena, &each, S("key"), *key);
    node_map_add(arena, &each, S("value"), *value);
    Binding binding = {dynamic->iterator, each, dynamic->scope->bindings};
    Scope inner = *dynamic->scope;
    inner.bindings = &binding;
    if (!evaluator_charge(inner.evaluator, 1)) return false;
    Node map = evaluator_body(&inner, &dynamic->content->body, false);
    map.line = dynamic->content->line;
    map.column = dynamic->content->column;
    node_list_add(arena, dynamic->list, map);
    return true;
}

/* Nothing in a block that may not be there is certain. */
static void dynamic_blur(Arena *arena, Node *node, const Node *why, int depth) {
    if (depth > NODE_DEPTH_MAX) return;
    if (node->kind == NODE_LIST || node->kind == NODE_MAP) node->flags |= NODE_FLAG_OPEN;
    for (uint32_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
        dynamic_blur(arena, &node->items[i], why, depth + 1);
    }
    for (uint32_t i = 0; node->kind == NODE_MAP && i < node->count; i++) {
        dynamic_blur(arena, &node->pairs[i].value, why, depth + 1);
    }
    if (node->kind != NODE_LIST && node->kind != NODE_MAP) {
        Node both[] = {*why, *node};
        *node = terraform_computed(arena, node, both, 2);
    }
}

/* It isn't known over what: one block stands for all, and there may be none. */
static void dynamic_unknown(DynamicBlock *dynamic, const Node *why) {
    Arena *arena = dynamic->scope->evaluator->arena;
    Node key = terraform_computed(arena, why, why, 1);
    uint32_t before = dynamic->list->count;
    dynamic->list->flags |= NODE_FLAG_OPEN;
    if (!dynamic_add(dynamic, &key, &key) || dynamic->list->count == before) return;
    dynamic_blur(arena, &dynamic->list->items[before], &key, 0);
}

static void dynamic_expand(DynamicBlock *dynamic) {
    const Scope *scope = dynamic->scope;
    const HclAttribute *over = hcl_find(&dynamic->block->body, S("for_each"));
    Node place = {.source = scope->source, .line = dynamic->block->line};
    Node value = place, each = place;
    if (over != NULL) value = evaluator_value(scope, &over->value);
    bool forced = over != NULL && evaluator_force(scope, &over->value, &value, &each);
    if (!forced || each.kind == NODE_UNKNOWN) {
        Node why = forced ? each
                          : node_make_unknown(scope->evaluator->arena, &place,
                                              S("a dynamic block without for_each"));
        dynamic_unknown(dynamic, &why);
        return;
    }
    bool map = each.kind == NODE_MAP, set = (each.flags & NODE_FLAG_SET) != 0;
    if (!map && each.kind != NODE_LIST) return; /* null: none */
    if ((each.flags & NODE_FLAG_OPEN) != 0) dynamic->list->flags |= NODE_FLAG_OPEN;
    for (uint32_t i = 0; i < each.count; i++) {
        Node item = map ? each.pairs[i].value : each.items[i];
        item.flags |= each.flags & NODE_FLAG_SECRET;
        Node key = map ? node_make_string(&item, each.pairs[i].key) : node_make_int(&item, i);
        if (!dynamic_add(dynamic, set ? &item : &key, &item)) return;
    }
}

static void body_dynamic(const Scope *scope, const HclBlock *block, Node *list) {
    const HclAttribute *iterator = hcl_find(&block->body, S("iterator"));
    DynamicBlock dynamic = {.scope = scope,
                            .block = block,
                            .content = hcl_find_block(&block->body, S("content")),
                            .iterator = block->labels[0],
                            .list = list};
    if (iterator != NULL) dynamic.iterator = iterator->value.text;
    if (dynamic.content != NULL) dynamic_expand(&dynamic);
}

/* --- bodies ------------------------------------------------------------------------------------
 */

static Str body_block_type(const HclBlock *block) {
    bool dynamic = str_equal(block->type, S("dynamic")) && block->label_count == 1;
    return dynamic ? block->labels[0] : block->type;
}

bool evaluator_blocks(const Scope *scope, const HclBody *body, Str type, Node *ret_value) {
    Evaluator *evaluator = scope->evaluator;
    Node list = node_make_list(evaluator->arena, NULL, 0);
    bool found = false;
    list.source = scope->source;
    if (++evaluator->depth > EVALUATOR_DEPTH_MAX) {
        evaluator->depth--;
        return false;
    }
    for (size_t i = 0; i < body->block_count; i++) {
        const HclBlock *block = &body->blocks[i];
        if (!str_equal(body_block_type(block), type)) continue;
        if (!found) list.line = block->line;
        if (!found) list.column = block->column;
        found = true;
        if (block->type.ptr != type.ptr && str_equal(block->type, S("dynamic"))) {
            body_dynamic(scope, block, &list);
        } else {
            Node map = evaluator_body(scope, &block->body, false);
            map.line = block->line;
            map.column = block->column;
            node_list_add(evaluator->arena, &list, map);
        }
    }
    evaluator->depth--;
    if (found) *ret_value = list;
    return found;
}

Node evaluator_body(const Scope *scope, const HclBody *body, bool top) {
    Evaluator *evaluator = scope->evaluator;
    Node place = {.source = scope->source, .line = body->end_line};
    Node map = node_make_map(&place);
    MapBuilder builder = evaluator_map_make(evaluator->arena, &map);
    for (size_t i = 0; i < body->attribute_count; i++) {
        const HclAttribute *attribute = &body->attributes[i];
        if (top && body_is_meta(attribute->name)) continue;
        evaluator_map_set(&builder, attribute->name, body_attribute(scope, attribute));
    }
    for (size_t i = 0; i < body->block_count; i++) {
        Str type = body_block_type(&body->blocks[i]);
        Node list = {0};
        if (top && body_is_meta(type)) continue;
        if (evaluator_map_find(&builder, type) != NULL) continue;
        if (!evaluator_blocks(scope, body, type, &list)) continue;
        bool none = list.count == 0 && (list.flags & NODE_FLAG_OPEN) == 0;
        if (!none) evaluator_map_set(&builder, type, list);
    }
    if (body->broken) map.flags |= NODE_FLAG_OPEN;
    return map;
}
