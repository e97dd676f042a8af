/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_translate.c -- applies the "terraform" part of facts (docs/facts.md) to one resource.
 * Absent, null and empty values are the same to Terraform's aws provider, and are left out. */
#include "input/terraform_translate.h"

#include "input/terraform_json.h"

typedef struct Translator {
    Input *input;
    Arena *arena;
    int depth;
} Translator;

static void translate_block(Translator *translator, const FactsBlock *block, const Node *attributes,
                            Node *target);

static bool translate_is_empty(const Node *node) {
    if (node->kind == NODE_NULL) return true;
    if (node->kind == NODE_STRING) return node->text.len == 0;
    bool container = node->kind == NODE_LIST || node->kind == NODE_MAP;
    return container && node->count == 0 && (node->flags & NODE_FLAG_OPEN) == 0;
}

static bool translate_is_block(const Node *node) {
    if (node->kind != NODE_LIST || node->count == 0) return false;
    for (uint32_t i = 0; i < node->count; i++) {
        if (node->items[i].kind != NODE_MAP) return false;
    }
    return true;
}

/* The map in which the last key of a dotted path stands; made on the way. */
static Node *translate_holder(Translator *translator, Node *target, Str *path) {
    while (str_contains(*path, S("."))) {
        Str key = str_cut(path, '.');
        Node *inner = node_place(target, key);
        if (inner == NULL) {
            inner = node_map_add(translator->arena, target, key, node_make_map(target));
        }
        if (inner->kind != NODE_MAP) return NULL;
        target = inner;
    }
    return target;
}

static void translate_set(Translator *translator, Node *target, Str path, Node value) {
    Node *holder = translate_holder(translator, target, &path);
    if (holder == NULL || translate_is_empty(&value)) return;
    Node *there = node_place(holder, path);
    if (there != NULL && there->kind == NODE_MAP && value.kind == NODE_MAP) {
        for (uint32_t i = 0; i < value.count; i++) {
            node_map_set(translator->arena, there, value.pairs[i].key, value.pairs[i].value);
        }
        return;
    }
    node_map_set(translator->arena, holder, path, value);
}

static void translate_append(Translator *translator, Node *target, Str path, Node item) {
    Node *holder = translate_holder(translator, target, &path);
    if (holder == NULL || translate_is_empty(&item)) return;
    Node *list = node_place(holder, path);
    if (list == NULL) {
        list = node_map_add(translator->arena, holder, path,
                            node_make_list(translator->arena, &item, 0));
    }
    if (list->kind == NODE_UNKNOWN) { /* a list that isn't known, and this */
        *list = node_make_list(translator->arena, list, 0);
        list->flags |= NODE_FLAG_OPEN;
    }
    if (list->kind == NODE_LIST) node_list_add(translator->arena, list, item);
}

/* A list that isn't known is no list of one: it may be empty, or hold many. */
static void translate_append_unknown(Translator *translator, Node *target, Str path,
                                     const Node *unknown) {
    Node *holder = translate_holder(translator, target, &path);
    Node *list = holder == NULL ? NULL : node_place(holder, path);
    if (node_is(list, NODE_LIST)) list->flags |= NODE_FLAG_OPEN;
    if (holder != NULL && list == NULL) node_map_add(translator->arena, holder, path, *unknown);
}

static Node translate_as_text(Translator *translator, const Node *value) {
    Str text = S("");
    if (value->kind == NODE_UNKNOWN || value->kind == NODE_LIST || value->kind == NODE_MAP) {
        return *value;
    }
    if (!node_canonical(translator->arena, value, &text)) return *value;
    return node_make_string(value, text);
}

static Node translate_json(Translator *translator, const Node *value) {
    const Node *tree = node_tree(value);
    if (tree != NULL) return node_copy(translator->arena, tree);
    return terraform_json_read(translator->arena, value);
}

static Node translate_tags(Translator *translator, const Node *value) {
    if (value->kind != NODE_MAP) return *value;
    Node list = node_make_list(translator->arena, value, value->count);
    list.flags |= value->flags & NODE_FLAG_OPEN;
    for (uint32_t i = 0; i < value->count; i++) {
        Node entry = node_make_map(&value->pairs[i].value);
        Node key = node_make_string(&value->pairs[i].value, value->pairs[i].key);
        node_map_add(translator->arena, &entry, S("Key"), key);
        node_map_add(translator->arena, &entry, S("Value"), value->pairs[i].value);
        list.items[i] = entry;
    }
    return list;
}

static Node translate_object(Translator *translator, const FactsBlock *block,
                             const Node *attributes) {
    if (attributes->kind != NODE_MAP) return *attributes;
    Node object = node_make_map(attributes);
    object.flags |= attributes->flags & NODE_FLAG_OPEN;
    if (translator->depth >= NODE_DEPTH_MAX) return object;
    translator->depth++;
    translate_block(translator, block, attributes, &object);
    translator->depth--;
    return object;
}

/* A value without an entry of its own: blocks become lists of objects, the rest stays. */
static Node translate_default(Translator *translator, const Node *value) {
    static const FactsBlock plain = {0};
    if (!translate_is_block(value)) return *value;
    Node list = node_make_list(translator->arena, value, value->count);
    list.flags |= value->flags & NODE_FLAG_OPEN;
    for (uint32_t i = 0; i < value->count; i++) {
        list.items[i] = translate_object(translator, &plain, &value->items[i]);
    }
    return list;
}

static Node translate_values(const FactsProperty *property, const Node *value) {
    if (property->values == NULL) return *value;
    Str text =
        value->kind == NODE_BOOL ? (value->boolean ? S("true") : S("false")) : node_text(value);
    const Node *replaced = node_find(property->values, text);
    if (replaced == NULL) return *value;
    Node copy = *replaced;
    copy.source = value->source;
    copy.line = value->line;
    copy.column = value->column;
    return copy;
}

/* value as a list of one, unless it is a list. */
static const Node *translate_items(const Node *value, size_t *ret_count) {
    *ret_count = value->kind == NODE_LIST ? value->count : 1;
    return value->kind == NODE_LIST ? value->items : value;
}

static void translate_list(Translator *translator, const FactsProperty *property, Str to,
                           const Node *value, Node *target) {
    size_t count = 0;
    const Node *items = translate_items(value, &count);
    if (value->kind == NODE_UNKNOWN && property->shape == FACTS_SHAPE_LIST) {
        translate_append_unknown(translator, target, to, value);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        Node item = translate_object(translator, &property->block, &items[i]);
        if (property->shape == FACTS_SHAPE_WRAP) {
            Node wrapped = node_make_map(&items[i]);
            translate_set(translator, &wrapped, property->key, items[i]);
            item = wrapped;
        }
        translate_append(translator, target, to, translate_values(property, &item));
    }
    if (value->kind == NODE_LIST && (value->flags & NODE_FLAG_OPEN) != 0) {
        translate_append_unknown(translator, target, to, value);
    }
}

/* A block that may be there (a dynamic one over what isn't known). */
static void translate_one_unknown(Translator *translator, Str to, const Node *value, Node *target) {
    Node *holder = translate_holder(translator, target, &to);
    if (holder == NULL || node_place(holder, to) != NULL) return;
    Node unknown =
        node_make_unknown(translator->arena, value, S("it isn't known whether the block is there"));
    unknown.flags |= NODE_FLAG_OPEN;
    node_map_add(translator->arena, holder, to, unknown);
}

static void translate_one(Translator *translator, const FactsProperty *property, Str to,
                          const Node *value, Node *target) {
    size_t count = 0;
    const Node *items = translate_items(value, &count);
    bool maybe = value->kind == NODE_LIST && (value->flags & NODE_FLAG_OPEN) != 0;
    if (maybe && !str_equal(to, S("."))) {
        translate_one_unknown(translator, to, value, target);
        return;
    }
    if (count == 0) return;
    if (!str_equal(to, S("."))) {
        Node object = translate_object(translator, &property->block, &items[0]);
        /* an empty block still says that it is there */
        Node *holder = translate_holder(translator, target, &to);
        Node *there = holder == NULL ? NULL : node_place(holder, to);
        if (holder != NULL && there == NULL) {
            node_map_add(translator->arena, holder, to, object);
        } else if (holder != NULL) {
            translate_set(translator, holder, to, object);
        }
    } else if (items[0].kind == NODE_MAP && translator->depth < NODE_DEPTH_MAX) {
        translator->depth++;
        translate_block(translator, &property->block, &items[0], target);
        translator->depth--;
    }
}

static void translate_keyed(Translator *translator, const FactsProperty *property, Str to,
                            const Node *value, Node *target) {
    Node entry = node_make_map(value);
    if (property->shape == FACTS_SHAPE_ENTRY) {
        Node key = node_make_string(value, property->key);
        node_map_add(translator->arena, &entry, S("Key"), key);
        node_map_add(translator->arena, &entry, S("Value"), translate_as_text(translator, value));
    } else {
        node_map_add(translator->arena, &entry, property->key, translate_json(translator, value));
    }
    translate_append(translator, target, to, entry);
}

/* Whether an attribute holds a list, as far as its name tells: before apply nothing else does. */
static bool translate_names_list(Str attribute) {
    static const char *const endings[] = {"_ids", "_arns", "_groups", "subnets", "_zones"};
    for (size_t i = 0; i < COUNT(endings); i++) {
        if (str_ends(attribute, str_from(endings[i]))) return true;
    }
    return false;
}

/* A list that isn't known yet, as a list of the references that its expression is made of. */
static Node translate_unknown_list(Translator *translator, const Node *value) {
    const NodeUnknown *unknown = value->unknown;
    Node list = node_make_list(translator->arena, value, 0);
    for (uint32_t i = 0; i < unknown->part_count; i++) {
        NodeUnknown one = {unknown->reason, true, 1, &unknown->parts[i], NULL};
        bool reference = unknown->parts[i].kind == NODE_PART_REFERENCE;
        if (!reference) return *value;
        node_list_add(translator->arena, &list, node_make_parts(translator->arena, value, one));
    }
    return unknown->part_count == 0 ? *value : list;
}

static void translate_property(Translator *translator, const FactsProperty *property,
                               const Node *value, Node *target) {
    Str to = property->to;
    Node spread = {0};
    bool list = property->shape == FACTS_SHAPE_LIST || property->shape == FACTS_SHAPE_WRAP ||
                translate_names_list(property->attribute);
    if (list && value->kind == NODE_UNKNOWN) {
        spread = translate_unknown_list(translator, value);
        value = &spread;
    }
    if (to.len == 0) to = facts_pascal_case(translator->arena, property->attribute);
    switch (property->shape) {
    case FACTS_SHAPE_DEFAULT: {
        Node replaced = translate_values(property, value);
        translate_set(translator, target, to, translate_default(translator, &replaced));
        break;
    }
    case FACTS_SHAPE_ONE: translate_one(translator, property, to, value, target); break;
    case FACTS_SHAPE_LIST:
    case FACTS_SHAPE_WRAP: translate_list(translator, property, to, value, target); break;
    case FACTS_SHAPE_MAP: translate_set(translator, target, to, *value); break;
    case FACTS_SHAPE_TEXT: {
        Node replaced = translate_values(property, value);
        translate_set(translator, target, to, translate_as_text(translator, &replaced));
        break;
    }
    case FACTS_SHAPE_JSON:
        if (property->key.len > 0) {
            translate_keyed(translator, property, to, value, target);
        } else {
            translate_set(translator, target, to, translate_json(translator, value));
        }
        break;
    case FACTS_SHAPE_ENTRY: translate_keyed(translator, property, to, value, target); break;
    case FACTS_SHAPE_TAGS:
        translate_set(translator, target, to, translate_tags(translator, value));
        break;
    }
}

static bool translate_is_bookkeeping(Str attribute) {
    static const char *const names[] = {"id", "arn", "tags_all", "timeouts"};
    for (size_t i = 0; i < COUNT(names); i++) {
        if (str_equal(attribute, str_from(names[i]))) return true;
    }
    return false;
}

static void translate_attribute(Translator *translator, const FactsBlock *block,
                                const NodePair *pair, Node *target) {
    FactsProperty plain = {.attribute = pair->key};
    const FactsProperty *property = map_find(&block->properties, pair->key);
    if (property == NULL) {
        /* within a block an "arn" is what the block speaks of: a target, a dead letter queue */
        if (translator->depth == 0 && translate_is_bookkeeping(pair->key)) return;
        if (str_equal(pair->key, S("tags"))) plain.shape = FACTS_SHAPE_TAGS;
        if (block->under.len > 0) {
            plain.to = str_join3(translator->arena, block->under, S("."),
                                 facts_pascal_case(translator->arena, pair->key));
        }
        property = &plain;
    }
    if (!property->dropped) translate_property(translator, property, &pair->value, target);
}

/* What the provider sets when nothing is written. */
static void translate_defaults(Translator *translator, const FactsBlock *block,
                               const Node *attributes, Node *target) {
    for (size_t i = 0; i < block->properties.count; i++) {
        const FactsProperty *property = block->properties.entries[i].value;
        const Node *given = node_find(attributes, property->attribute);
        if (property->default_value == NULL) continue;
        if (given != NULL && !translate_is_empty(given)) continue;
        Node value = *property->default_value;
        value.source = attributes->source;
        value.line = attributes->line;
        value.column = attributes->column;
        translate_property(translator, property, &value, target);
    }
}

static void translate_block(Translator *translator, const FactsBlock *block, const Node *attributes,
                            Node *target) {
    for (uint32_t i = 0; i < attributes->count; i++) {
        const NodePair *pair = &attributes->pairs[i];
        if (!translate_is_empty(&pair->value)) {
            translate_attribute(translator, block, pair, target);
        }
    }
    if (block->has_defaults) translate_defaults(translator, block, attributes, target);
}

Node terraform_translate(Input *input, const FactsTerraform *facts, const Node *attributes) {
    static const FactsBlock plain = {0};
    Translator translator = {input, input->arena, 0};
    Node properties = node_make_map(attributes);
    properties.flags |= attributes->flags & NODE_FLAG_OPEN;
    if (attributes->kind != NODE_MAP) return properties;
    translate_block(&translator, facts == NULL ? &plain : &facts->block, attributes, &properties);
    return properties;
}
