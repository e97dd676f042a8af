/* SPDX-License-Identifier: Apache-2.0 */
/* fold.c -- a bucket policy becomes a part of its bucket, a security group rule a part of its
 * group. The moved settings keep the file and line they were written in. When it can't be known
 * which resource is meant, the place in every candidate becomes unknown: what might be there is
 * never taken as absent. */
#include "estate/fold.h"

/* The map that holds the last key of a dotted path, made on the way where it is missing; NULL when
 * something else than a map is in the way. */
static Node *fold_holder(Arena *arena, Node *node, Str *path) {
    while (str_contains(*path, S("."))) {
        Str key = str_cut(path, '.');
        Node *inner = node_place(node, key);
        if (inner == NULL) inner = node_map_add(arena, node, key, node_make_map(node));
        if (inner->kind != NODE_MAP) return NULL;
        node = inner;
    }
    return node;
}

static void fold_append(Estate *estate, Node *properties, Str into, Node item) {
    Node *holder = fold_holder(estate->arena, properties, &into);
    if (holder == NULL) return;
    Node *list = node_place(holder, into);
    if (list == NULL) {
        Node empty = node_make_list(estate->arena, &item, 0);
        list = node_map_add(estate->arena, holder, into, empty);
    }
    if (list->kind == NODE_LIST) {
        node_list_add(estate->arena, list, item);
    } else { /* one unknown value stood there: it is one of several now */
        Node both = node_make_list(estate->arena, list, 0);
        both.flags |= list->kind == NODE_UNKNOWN ? NODE_FLAG_OPEN : 0;
        if (list->kind != NODE_UNKNOWN) node_list_add(estate->arena, &both, *list);
        node_list_add(estate->arena, &both, item);
        *list = both;
    }
}

static Node fold_without(Estate *estate, const Resource *resource, Str by) {
    Node map = node_make_map(&resource->properties);
    Str first = str_cut(&by, '.');
    for (uint32_t i = 0; i < resource->properties.count; i++) {
        const NodePair *pair = &resource->properties.pairs[i];
        if (!str_equal(pair->key, first)) node_map_add(estate->arena, &map, pair->key, pair->value);
    }
    return map;
}

static void fold_merge(Estate *estate, Resource *target, const FactsFold *fold, Node settings) {
    Str into = fold->into;
    Node *place = &target->properties;
    if (!str_equal(into, S("."))) {
        Node *holder = fold_holder(estate->arena, place, &into);
        if (holder == NULL) return;
        place = node_place(holder, into);
        if (place == NULL) {
            node_map_add(estate->arena, holder, into, settings);
            return;
        }
    }
    if (place->kind != NODE_MAP) return;
    for (uint32_t i = 0; i < settings.count; i++) {
        node_map_set(estate->arena, place, settings.pairs[i].key, settings.pairs[i].value);
    }
}

static void fold_value(Estate *estate, Resource *target, const FactsFold *fold,
                       const Resource *from) {
    const Node *value = node_find_path(&from->properties, fold->value);
    if (value == NULL) return;
    if (value->kind != NODE_LIST) {
        fold_append(estate, &target->properties, fold->into, *value);
        return;
    }
    for (uint32_t i = 0; i < value->count; i++) {
        fold_append(estate, &target->properties, fold->into, value->items[i]);
    }
}

static void fold_into(Estate *estate, const Resource *from, const FactsFold *fold,
                      Resource *target) {
    switch (fold->shape) {
    case FACTS_FOLD_MERGE:
        fold_merge(estate, target, fold, fold_without(estate, from, fold->by));
        break;
    case FACTS_FOLD_APPEND:
        fold_append(estate, &target->properties, fold->into, fold_without(estate, from, fold->by));
        break;
    case FACTS_FOLD_VALUE: fold_value(estate, target, fold, from); break;
    case FACTS_FOLD_SELF:
        fold_append(estate, &target->properties, fold->into,
                    node_make_reference(estate->arena, &from->properties,
                                        S("known after it is created"), from->index, S("Arn")));
        break;
    }
}

/* What stands at the place of a fold is not all, or nothing may be all that is known of it. */
static void fold_open(Estate *estate, Resource *target, Str into, const Node *at, Str reason) {
    if (str_equal(into, S("."))) {
        target->properties.flags |= NODE_FLAG_OPEN;
        return;
    }
    Node *holder = fold_holder(estate->arena, &target->properties, &into);
    Node *place = holder == NULL ? NULL : node_place(holder, into);
    if (place != NULL && (place->kind == NODE_LIST || place->kind == NODE_MAP)) {
        place->flags |= NODE_FLAG_OPEN;
    } else if (holder != NULL && place == NULL) {
        Node unknown = node_make_unknown(estate->arena, at, reason);
        unknown.flags |= NODE_FLAG_OPEN; /* it may be nothing */
        node_map_add(estate->arena, holder, into, unknown);
    }
}

/* Whether one is there when the other is. */
static bool fold_is_certain(const Resource *from, const Resource *target) {
    return from->uncertain.len == 0 || str_equal(from->uncertain, target->uncertain);
}

static void fold_maybe(Estate *estate, const Resource *from, const FactsFold *fold,
                       Resource *target) {
    Str reason =
        str_format(estate->arena, "%.*s sets it, which may not be there", STR_ARGS(from->address));
    fold_open(estate, target, fold->into, &from->properties, reason);
}

/* Every resource of the target's type may be meant. */
static void fold_everywhere(Estate *estate, const Resource *from, const FactsFold *fold) {
    const ResourceList *candidates = estate_of_type(estate, fold->of);
    Str reason = str_format(estate->arena, "%.*s may set it: which resource it is for isn't known",
                            STR_ARGS(from->address));
    for (size_t i = 0; i < candidates->count; i++) {
        fold_open(estate, candidates->items[i], fold->into, &from->properties, reason);
    }
}

/* In an open world resources that aren't seen may be folded into those that are. Pieces that only
 * Terraform has concern only what Terraform made. */
static void fold_unseen(Estate *estate, const FactsType *type, const FactsFold *fold) {
    const ResourceList *targets = estate_of_type(estate, fold->of);
    bool terraform = str_starts(type->name, S("Terraform::"));
    Str reason = S("may be set by a resource outside of what is seen");
    for (size_t i = 0; i < targets->count; i++) {
        Resource *target = targets->items[i];
        if (terraform && !str_starts(target->source_type, S("aws_"))) continue;
        fold_open(estate, target, fold->into, &target->properties, reason);
    }
}

static void fold_open_world(Estate *estate) {
    for (size_t i = 0; i < estate->facts->types.count; i++) {
        const FactsType *type = estate->facts->types.entries[i].value;
        for (size_t f = 0; f < type->fold_count; f++) fold_unseen(estate, type, &type->folds[f]);
    }
}

/* Whether the fold speaks of this resource: "only: {Type: ingress}". */
static bool fold_applies(const Resource *from, const FactsFold *fold) {
    for (uint32_t i = 0; node_is(fold->only, NODE_MAP) && i < fold->only->count; i++) {
        const NodePair *pair = &fold->only->pairs[i];
        const Node *value = node_find(&from->properties, pair->key);
        if (!node_is_text(value, node_text(&pair->value))) return false;
    }
    return true;
}

/* opened holds the folds that fold_everywhere was done for: once is enough. */
static void fold_one(Estate *estate, Resource *from, const FactsFold *fold, Map *opened) {
    CLEANUP(arena_free) Arena scratch = {0};
    const Node *by = node_find_path(&from->properties, fold->by);
    if (by == NULL || !fold_applies(from, fold)) return;
    ResourceList targets = estate_refers(estate, &scratch, by, fold->of);
    for (size_t i = 0; i < targets.count; i++) {
        if (targets.items[i] == from) continue;
        if (fold_is_certain(from, targets.items[i])) {
            fold_into(estate, from, fold, targets.items[i]);
        } else {
            fold_maybe(estate, from, fold, targets.items[i]);
        }
    }
    if (targets.count == 0 && node_could_be_any(by)) { /* one from outside is none of these */
        Str place = str_join3(estate->arena, fold->of, S("\n"), fold->into);
        if (map_set(opened, place, from) == NULL) fold_everywhere(estate, from, fold);
        bool some = estate_of_type(estate, fold->of)->count > 0; /* else it stands for itself */
        from->folded |= !fold->keep && some;
    }
    if (targets.count > 0 && !fold->keep) from->folded = true;
}

void fold_all(Estate *estate) {
    Map opened = map_make(estate->arena);
    for (size_t i = 0; i < estate->resources.count; i++) {
        Resource *resource = estate->resources.items[i];
        if (resource->facts == NULL || resource->outside) continue;
        for (size_t f = 0; f < resource->facts->fold_count; f++) {
            fold_one(estate, resource, &resource->facts->folds[f], &opened);
        }
    }
    if (estate->open_world) fold_open_world(estate);
}
