/* SPDX-License-Identifier: Apache-2.0 */
/* rule_set.c -- all rules of a run, found by id and by type. */
#include "rule/rule.h"

#include <stdlib.h>

RuleSet rule_set_make(Arena *arena, const CelLibrary *library) {
    return (RuleSet){
        .arena = arena, .library = library, .by_id = map_make(arena), .by_type = map_make(arena)};
}

static void rule_set_push(RuleSet *set, Rule *rule) {
    if (set->count == set->capacity) {
        size_t capacity = set->capacity == 0 ? 16 : set->capacity * 2;
        set->rules =
            arena_grow_array(set->arena, set->rules, set->count, capacity, sizeof(*set->rules));
        set->capacity = capacity;
    }
    set->rules[set->count++] = rule;
}

bool rule_set_add(RuleSet *set, RuleFile file, Error *err) {
    Rule *rule = ARENA_NEW(set->arena, Rule);
    if (!rule_read(set->arena, set->library, &file, rule, err)) return false;
    Rule *before = map_set(&set->by_id, rule->id, rule);
    for (size_t i = 0; before != NULL && i < set->count; i++) {
        if (set->rules[i] != before) continue;
        set->rules[i] = rule;
        return true;
    }
    rule_set_push(set, rule);
    return true;
}

static int rule_compare(const void *left, const void *right) {
    return str_compare((*(Rule *const *)left)->id, (*(Rule *const *)right)->id);
}

void rule_set_finish(RuleSet *set) {
    if (set->count > 0) qsort(set->rules, set->count, sizeof(*set->rules), rule_compare);
    set->by_type = map_make(set->arena);
    for (size_t i = 0; i < set->count; i++) {
        Rule *rule = set->rules[i];
        for (size_t a = 0; a < rule->aliases.count; a++) {
            if (map_find(&set->by_id, rule->aliases.items[a]) == NULL) {
                map_set(&set->by_id, rule->aliases.items[a], rule);
            }
        }
        for (size_t t = 0; t < rule->on.count; t++) {
            RuleSet *on = map_find(&set->by_type, rule->on.items[t]);
            if (on == NULL) {
                on = ARENA_NEW(set->arena, RuleSet);
                *on = rule_set_make(set->arena, set->library);
                map_set(&set->by_type, rule->on.items[t], on);
            }
            rule_set_push(on, rule);
        }
    }
}

const Rule *rule_set_find(const RuleSet *set, Str id) { return map_find(&set->by_id, id); }

const RuleSet *rule_set_on(const RuleSet *set, Str type) { return map_find(&set->by_type, type); }
