/* SPDX-License-Identifier: Apache-2.0 */
/* estate.c -- adding resources and finding them by address, type and literal identity. References
 * between them are in reference.c, folds in fold.c. */
#include "estate/estate.h"

#include "estate/fold.h"

Estate estate_make(Arena *arena, const Facts *facts, bool open_world) {
    Estate estate = {.arena = arena, .facts = facts, .open_world = open_world};
    estate.by_address = map_make(arena);
    estate.repeats = map_make(arena);
    estate.by_type = map_make(arena);
    estate.by_identity = map_make(arena);
    estate.referrers = map_make(arena);
    return estate;
}

void resource_list_push(Arena *arena, ResourceList *list, Resource *resource) {
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 4 : list->capacity * 2;
        list->items =
            arena_grow_array(arena, list->items, list->count, capacity, sizeof(*list->items));
        list->capacity = capacity;
    }
    list->items[list->count++] = resource;
}

void resource_list_add(Arena *arena, ResourceList *list, Resource *resource) {
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i] == resource) return;
    }
    resource_list_push(arena, list, resource);
}

/* The same logical id may stand in several templates of a directory. */
static Str estate_free_address(Estate *estate, const Resource *resource) {
    Str address = resource->address;
    if (map_find(&estate->by_address, address) == NULL) return address;
    Str path = resource->properties.source == NULL ? S("") : resource->properties.source->path;
    address = str_join3(estate->arena, path, S(":"), address);
    if (map_find(&estate->by_address, address) == NULL) return address;
    Str taken = address;
    size_t *count = map_find(&estate->repeats, taken);
    if (count == NULL) {
        count = ARENA_NEW(estate->arena, size_t);
        *count = 1;
        map_set(&estate->repeats, taken, count);
    }
    while (map_find(&estate->by_address, address) != NULL) {
        ++*count;
        address = str_format(estate->arena, "%.*s~%zu", STR_ARGS(taken), *count);
    }
    return address;
}

Resource *estate_add(Estate *estate, const Resource *resource) {
    if (estate->resources.count >= ESTATE_RESOURCES_MAX) return NULL;
    Resource *added = ARENA_NEW(estate->arena, Resource);
    *added = *resource;
    added->properties.flags |= NODE_FLAG_RESOURCE;
    added->index = (uint32_t)estate->resources.count;
    added->address = estate_free_address(estate, resource);
    added->facts = facts_find_type(estate->facts, added->type);
    resource_list_push(estate->arena, &estate->resources, added);
    map_set(&estate->by_address, added->address, added);
    ResourceList *list = map_find(&estate->by_type, added->type);
    if (list == NULL) {
        list = ARENA_NEW(estate->arena, ResourceList);
        map_set(&estate->by_type, added->type, list);
    }
    resource_list_push(estate->arena, list, added);
    return added;
}

void estate_identify(Estate *estate, Resource *resource, Str literal) {
    if (literal.len == 0) return;
    Str key = str_join3(estate->arena, resource->type, S("\n"), literal);
    if (map_find(&estate->by_identity, key) == NULL) map_set(&estate->by_identity, key, resource);
}

void estate_finish(Estate *estate) {
    for (size_t i = 0; i < estate->resources.count; i++) {
        Resource *resource = estate->resources.items[i];
        for (size_t n = 0; resource->facts != NULL && n < resource->facts->name_count; n++) {
            const Node *name = node_find(&resource->properties, resource->facts->names[n]);
            Str text =
                S(""); /* a name that isn't known yet is the same wherever it is put together so */
            if (name != NULL && node_canonical(estate->arena, name, &text)) {
                estate_identify(estate, resource, text);
            }
        }
    }
    fold_all(estate);
}

Resource *estate_get(const Estate *estate, uint32_t index) {
    assert(index < estate->resources.count);
    return estate->resources.items[index];
}

Resource *estate_find(const Estate *estate, Str address) {
    return map_find(&estate->by_address, address);
}

const ResourceList *estate_of_type(const Estate *estate, Str type) {
    static const ResourceList none = {0};
    const ResourceList *list = map_find(&estate->by_type, type);
    return list == NULL ? &none : list;
}

const Resource *estate_of_node(const Node *node) {
    if (node == NULL || (node->flags & NODE_FLAG_RESOURCE) == 0) return NULL;
    return (const Resource *)(const void *)((const char *)node - offsetof(Resource, properties));
}
