/* SPDX-License-Identifier: Apache-2.0 */
/* detection_list.c -- see detection_list.h. */
#include "cli/detection_list.h"

Str detection_list_id(Str path) {
    size_t end = path.len, start = 0, slashes = 0;
    while (end > 0 && path.ptr[end - 1] != '.') end--;
    end = end == 0 ? path.len : end - 1;
    for (start = end; start > 0; start--) {
        if (path.ptr[start - 1] == '/' && ++slashes == 2) break;
    }
    return str_slice(path, start, end);
}

DetectionList detection_list_make(Arena *arena, const SigmaSet *set) {
    DetectionList list = {ARENA_ARRAY(arena, Detection, set->count), 0};
    for (size_t i = 0; i < set->count;) {
        const SigmaRule *first = &set->rules[i];
        Detection detection = {detection_list_id(first->path), first, i, 0};
        for (; i < set->count && str_equal(set->rules[i].path, first->path); i++) {
            if (detection.rule->hidden) detection.rule = &set->rules[i];
            detection.count++;
        }
        list.items[list.count++] = detection;
    }
    return list;
}

const Detection *detection_list_find(const DetectionList *list, Str id) {
    for (size_t i = 0; i < list->count; i++) {
        if (str_equal(list->items[i].id, id)) return &list->items[i];
    }
    return NULL;
}
