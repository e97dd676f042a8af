/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_link.c -- see sigma_link.h. Correlations of correlations are a graph in which each rule is
 * looked at once: paths through it are many more than rules. */
#include "sigma/sigma_link.h"

typedef enum LinkState { LINK_NEW, LINK_OPEN, LINK_FINE, LINK_REFUSED } LinkState;

typedef struct Linker {
    SigmaSet *set;
    uint8_t *states; /* LinkState by rule */
    uint8_t *levels; /* by rule: how deep members nest below it */
    bool ok;
} Linker;

static bool link_refuse(Linker *linker, size_t place, const char *what, Str name) {
    SigmaRule *rule = &linker->set->rules[place];
    linker->states[place] = LINK_REFUSED;
    linker->ok = false;
    return sigma_set_refuse(linker->set, rule,
                            str_format(linker->set->arena, "%s '%.*s'", what, STR_ARGS(name)));
}

/* Links the rule at place after its members. */
static bool link_rule(Linker *linker, size_t place, int depth) {
    SigmaCorrelation *correlation = linker->set->rules[place].correlation;
    if (linker->states[place] != LINK_NEW) return linker->states[place] == LINK_FINE;
    linker->states[place] = LINK_OPEN;
    size_t count = correlation == NULL ? 0 : correlation->rules.count;
    uint32_t *members = ARENA_ARRAY(linker->set->arena, uint32_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        Str name = correlation->rules.items[i];
        size_t found = sigma_set_find(linker->set, name);
        if (found != SIZE_MAX && linker->states[found] == LINK_OPEN) {
            return link_refuse(linker, place, "has itself for a member through", name);
        }
        if (found == SIZE_MAX ||
            (depth < SIGMA_DEPTH_MAX && !link_rule(linker, found, depth + 1))) {
            return link_refuse(linker, place, "there is no usable rule", name);
        }
        if (depth == SIGMA_DEPTH_MAX || linker->levels[found] == SIGMA_DEPTH_MAX) {
            return link_refuse(linker, place, "is nested too deeply with its member", name);
        }
        uint8_t level = (uint8_t)(linker->levels[found] + 1);
        if (level > linker->levels[place]) linker->levels[place] = level;
        members[i] = (uint32_t)found;
    }
    if (correlation != NULL) correlation->members = members;
    linker->states[place] = LINK_FINE;
    return true;
}

/* Takes out what was refused: places change. */
static void link_compact(Linker *linker) {
    SigmaSet *set = linker->set;
    size_t count = 0;
    size_t *places = ARENA_ARRAY(set->arena, size_t, set->count + 1);
    for (size_t i = 0; i < set->count; i++) {
        bool fine = linker->states[i] == LINK_FINE;
        places[i] = fine ? count : SIZE_MAX;
        if (fine) set->rules[count++] = set->rules[i];
    }
    for (size_t i = 0; i < set->names.count; i++) {
        SigmaName *name = set->names.entries[i].value;
        if (name->rule != SIZE_MAX) name->rule = places[name->rule];
    }
    for (size_t i = 0; i < count; i++) {
        SigmaCorrelation *correlation = set->rules[i].correlation;
        for (size_t j = 0; correlation != NULL && j < correlation->rules.count; j++) {
            correlation->members[j] = (uint32_t)places[correlation->members[j]];
        }
    }
    set->count = count;
}

/* Puts the correlation at place behind the parents that each of its members has in counts; with
 * parents not there yet, only counts. A rule that is named twice has it once. */
static void link_note_parents(SigmaSet *set, uint32_t place, size_t *counts, uint32_t *last) {
    const SigmaCorrelation *correlation = set->rules[place].correlation;
    for (size_t i = 0; correlation != NULL && i < correlation->rules.count; i++) {
        uint32_t member = correlation->members[i];
        if (last[member] == place + 1) continue;
        last[member] = place + 1;
        if (set->parents[member] != NULL) set->parents[member][counts[member]] = place;
        counts[member]++;
        if (!correlation->generate) set->rules[member].hidden = true;
    }
}

static void link_parents(SigmaSet *set) {
    size_t *counts = ARENA_ARRAY(set->arena, size_t, set->count + 1);
    uint32_t *last = ARENA_ARRAY(set->arena, uint32_t, set->count + 1);
    set->parents = ARENA_ARRAY(set->arena, uint32_t *, set->count + 1);
    for (uint32_t i = 0; i < set->count; i++) link_note_parents(set, i, counts, last);
    for (size_t i = 0; i < set->count; i++) {
        if (counts[i] == 0) continue;
        set->parents[i] = ARENA_ARRAY(set->arena, uint32_t, counts[i] + 1);
        set->parents[i][counts[i]] = UINT32_MAX;
        counts[i] = last[i] = 0;
    }
    for (uint32_t i = 0; i < set->count; i++) link_note_parents(set, i, counts, last);
}

bool sigma_link_run(SigmaSet *set) {
    Linker linker = {.set = set, .ok = true};
    linker.states = ARENA_ARRAY(set->arena, uint8_t, set->count + 1);
    linker.levels = ARENA_ARRAY(set->arena, uint8_t, set->count + 1);
    for (size_t i = 0; i < set->count; i++) link_rule(&linker, i, 0);
    link_compact(&linker);
    link_parents(set);
    set->wants = ARENA_ARRAY(set->arena, SigmaWants, set->count + 1);
    return linker.ok;
}

/* ---- wants ---- */

typedef struct Wanting {
    SigmaSet *set;
    LogKeys *keys;
    SigmaWants *wants;
    uint8_t *seen; /* by rule */
} Wanting;

static bool want_add(Wanting *wanting, Str name) {
    SigmaWants *wants = wanting->wants;
    for (size_t i = 0; i < wants->count; i++) {
        if (str_equal(wants->fields[i].name, name)) return true;
    }
    if (wants->count == SIGMA_WANTS_MAX) return false;
    if ((wants->count & (wants->count - 1)) == 0) {
        size_t capacity = wants->count == 0 ? 1 : wants->count * 2;
        wants->fields = arena_grow_array(wanting->set->arena, wants->fields, wants->count, capacity,
                                         sizeof(LogField));
    }
    if (!log_field_make(wanting->keys, name, &wants->fields[wants->count])) return false;
    wants->count++;
    return true;
}

static bool want_all(Wanting *wanting, const SigmaCorrelation *correlation, const SigmaRule *member,
                     SigmaList names) {
    bool ok = true;
    for (size_t i = 0; ok && i < names.count; i++) {
        ok = want_add(wanting, sigma_correlation_field(correlation, member, names.items[i]));
    }
    return ok;
}

/* What the correlations above the rule at place ask for. */
static bool want_above(Wanting *wanting, size_t place) {
    const SigmaSet *set = wanting->set;
    const uint32_t *parent = set->parents[place];
    bool ok = true;
    wanting->seen[place] = 1;
    for (; ok && parent != NULL && *parent != UINT32_MAX; parent++) {
        const SigmaCorrelation *correlation = set->rules[*parent].correlation;
        const SigmaRule *member = &set->rules[place];
        ok = want_all(wanting, correlation, member, correlation->group_by) &&
             want_all(wanting, correlation, member, correlation->fields) &&
             (wanting->seen[*parent] != 0 || want_above(wanting, *parent));
    }
    return ok;
}

bool sigma_link_wants(SigmaSet *set, LogKeys *keys, size_t place) {
    if (set->parents[place] == NULL) return true;
    Arena scratch = {0};
    Wanting wanting = {set, keys, &set->wants[place], ARENA_ARRAY(&scratch, uint8_t, set->count)};
    bool ok = want_above(&wanting, place);
    arena_free(&scratch);
    return ok;
}
