/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_set.c -- see sigma_set.h. */
#include "sigma/sigma_set.h"

#include "sigma/sigma_condition.h"
#include "sigma/sigma_index.h"
#include "sigma/sigma_node.h"
#include "sigma/sigma_reader.h"
#include "text/yaml.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

SigmaSet *sigma_set_make(Arena *arena) {
    SigmaSet *set = ARENA_NEW(arena, SigmaSet);
    set->arena = arena;
    set->pipeline = sigma_pipeline_make(arena);
    set->names = map_make(arena);
    set->rules = ARENA_ARRAY(arena, SigmaRule, SIGMA_RULES_MAX);
    set->filters = ARENA_ARRAY(arena, SigmaRule, SIGMA_RULES_MAX);
    return set;
}

static void item_free(void *context, SigmaItem *item) {
    (void)context;
    for (size_t i = 0; i < item->test_count; i++) {
        pcre2_code_free(item->tests[i].code);
        item->tests[i].code = NULL;
    }
}

void sigma_set_free(SigmaSet *set) {
    if (set == NULL) return;
    for (size_t i = 0; i < set->count; i++) {
        sigma_term_visit(set->rules[i].condition, item_free, NULL);
    }
    for (size_t i = 0; i < set->filter_count; i++) {
        sigma_term_visit(set->filters[i].condition, item_free, NULL);
    }
}

/* ---- reading ---- */

static bool set_refuse(SigmaSet *set, const Error *err) {
    error_list_add(&set->errors, set->arena, err);
    set->refused++;
    return false;
}

static bool set_refuse_rule(SigmaSet *set, const SigmaRule *rule, Str what) {
    Error err = {0};
    error_set(&err, rule->path, rule->line, 0, "%.*s", STR_ARGS(what));
    return set_refuse(set, &err);
}

/* Rules for Windows and the like stand beside ours in many collections: no fault, but counted. */
static bool rule_is_for_us(const SigmaRule *rule) {
    if (rule->kind == SIGMA_KIND_CORRELATION) return true;
    if (rule->product.len > 0 && !str_equal(rule->product, S("aws"))) return false;
    if (rule->product.len == 0 && rule->service.len == 0) return false;
    if (rule->service.len == 0) return true;
    for (int source = 0; source < LOG_SOURCE_COUNT; source++) {
        if (str_equal(rule->service, log_source_name((LogSource)source))) return true;
    }
    return false;
}

static bool set_add_name(SigmaSet *set, SigmaRule *rule, Str name) {
    if (name.len == 0) return true;
    const SigmaRule *other = map_find(&set->names, name);
    if (other == NULL) {
        map_set(&set->names, name, rule);
        return true;
    }
    return set_refuse_rule(set, rule,
                           str_format(set->arena, "'%.*s' is the id or name of another rule: %.*s",
                                      STR_ARGS(name), STR_ARGS(other->path)));
}

static bool set_add_document(SigmaSet *set, const Node *node) {
    SigmaRule rule = {0};
    Error err = {0};
    if (node->kind == NODE_NULL) return true; /* "---" at the end */
    if (!sigma_reader_read(set->arena, &set->pipeline, node, &rule, &err)) {
        return set_refuse(set, &err);
    }
    if (!rule_is_for_us(&rule)) {
        set->skipped++;
        return true;
    }
    bool filter = rule.kind == SIGMA_KIND_FILTER;
    size_t *count = filter ? &set->filter_count : &set->count;
    if (*count == SIGMA_RULES_MAX) return set_refuse_rule(set, &rule, S("is one rule too many"));
    SigmaRule *place = filter ? &set->filters[*count] : &set->rules[*count];
    *place = rule;
    if (!set_add_name(set, place, rule.id) || !set_add_name(set, place, rule.name)) {
        sigma_term_visit(rule.condition, item_free, NULL);
        return false;
    }
    (*count)++;
    return true;
}

static bool set_read_yaml(SigmaSet *set, Str path, Str text, Node *ret_list) {
    Error err = {0};
    Source *source = ARENA_NEW(set->arena, Source);
    source->path = str_copy(set->arena, path);
    if (text.len > SIGMA_BYTES_MAX) {
        error_set(&err, path, 0, 0, "is larger than the limit of %d MiB", SIGMA_BYTES_MAX >> 20);
        return set_refuse(set, &err);
    }
    if (yaml_read_all(set->arena, source, str_copy(set->arena, text), ret_list, &err)) return true;
    return set_refuse(set, &err);
}

bool sigma_set_add(SigmaSet *set, Str path, Str text) {
    Node list = {0};
    if (!set_read_yaml(set, path, text, &list)) return false;
    bool ok = true;
    for (size_t i = 0; i < list.count; i++) ok &= set_add_document(set, &list.items[i]);
    return ok;
}

bool sigma_set_add_pipeline(SigmaSet *set, Str path, Str text) {
    Node list = {0};
    if (!set_read_yaml(set, path, text, &list)) return false;
    for (size_t i = 0; i < list.count; i++) {
        Error err = {0};
        Node *node = ARENA_NEW(set->arena, Node);
        *node = list.items[i];
        if (!sigma_pipeline_read(set->arena, node, &set->pipeline, &err)) {
            return set_refuse(set, &err);
        }
    }
    return true;
}

size_t sigma_set_find(const SigmaSet *set, Str name) {
    for (size_t i = 0; i < set->count; i++) {
        if (str_equal(set->rules[i].id, name) || str_equal(set->rules[i].name, name)) return i;
    }
    return SIZE_MAX;
}

/* ---- filters ---- */

static bool filter_is_for(const SigmaRule *filter, const SigmaRule *rule) {
    bool source = (filter->product.len == 0 || str_equal(filter->product, rule->product)) &&
                  (filter->service.len == 0 || str_equal(filter->service, rule->service)) &&
                  (filter->category.len == 0 || str_equal(filter->category, rule->category));
    for (size_t i = 0; source && i < filter->filtered.count; i++) {
        Str name = filter->filtered.items[i];
        bool any = filter->filtered.count == 1 && str_equal(name, S("any"));
        bool named = str_equal(name, rule->id) || str_equal(name, rule->name);
        if (any || (named && name.len > 0)) return true;
    }
    return false;
}

/* The rule's condition holds and the filter's, too. */
static void set_apply_filters(SigmaSet *set, SigmaRule *rule) {
    for (size_t i = 0; rule->condition != NULL && i < set->filter_count; i++) {
        if (!filter_is_for(&set->filters[i], rule)) continue;
        const SigmaTerm *terms[] = {rule->condition, set->filters[i].condition};
        const SigmaTerm *both = sigma_term_make(set->arena, SIGMA_TERM_AND, terms, COUNT(terms));
        rule->condition = ARENA_NEW(set->arena, SigmaTerm);
        *rule->condition = *both;
    }
}

/* ---- fields ---- */

typedef struct FieldMaker {
    SigmaSet *set;
    LogKeys *keys;
    bool full;
} FieldMaker;

static void item_make_fields(void *context, SigmaItem *item) {
    FieldMaker *maker = context;
    if (item->name.len > 0 && item->field.name.len == 0) {
        maker->full |= !log_field_make(maker->keys, item->name, &item->field);
    }
    for (size_t i = 0; i < item->test_count; i++) {
        SigmaTest *test = &item->tests[i];
        /* Here and no earlier: what isn't part of a condition is never freed. */
        if (test->code != NULL) pcre2_jit_compile(test->code, PCRE2_JIT_COMPLETE);
        if (test->kind != SIGMA_TEST_FIELD || test->other.name.len > 0) continue;
        maker->full |= !log_field_make(maker->keys, test->text, &test->other);
    }
}

/* ---- correlations ---- */

/* Whether the rule at place is among the members below a correlation, itself included. */
static bool correlation_reaches(const SigmaSet *set, size_t from, size_t place, int depth) {
    if (from == place || depth > SIGMA_DEPTH_MAX) return true;
    const SigmaCorrelation *correlation = set->rules[from].correlation;
    for (size_t i = 0;
         correlation != NULL && correlation->members != NULL && i < correlation->rules.count; i++) {
        if (correlation_reaches(set, correlation->members[i], place, depth + 1)) return true;
    }
    return false;
}

static bool set_link_correlation(SigmaSet *set, size_t place) {
    SigmaRule *rule = &set->rules[place];
    SigmaCorrelation *correlation = rule->correlation;
    uint32_t *members = ARENA_ARRAY(set->arena, uint32_t, correlation->rules.count);
    for (size_t i = 0; i < correlation->rules.count; i++) {
        size_t found = sigma_set_find(set, correlation->rules.items[i]);
        const char *what = found == SIZE_MAX ? "there is no rule with the id or name '%.*s'"
                           : correlation_reaches(set, found, place, 0)
                               ? "the correlation would be its own member through '%.*s'"
                               : NULL;
        if (what != NULL) {
            Str name = correlation->rules.items[i];
            Str text =
                found == SIZE_MAX
                    ? str_format(set->arena, "there is no usable rule '%.*s'", STR_ARGS(name))
                    : str_format(set->arena, "has itself for a member through '%.*s'",
                                 STR_ARGS(name));
            return set_refuse_rule(set, rule, text);
        }
        members[i] = (uint32_t)found;
    }
    correlation->members = members;
    return true;
}

static void set_note_parent(SigmaSet *set, uint32_t member, uint32_t parent) {
    size_t count = 0;
    uint32_t *old = set->parents[member];
    while (old != NULL && old[count] != UINT32_MAX) count++;
    uint32_t *parents = ARENA_ARRAY(set->arena, uint32_t, count + 2);
    for (size_t i = 0; i < count; i++) parents[i] = old[i];
    parents[count] = parent;
    parents[count + 1] = UINT32_MAX;
    set->parents[member] = parents;
}

static bool set_want(FieldMaker *maker, SigmaWants *wants, Str name) {
    for (size_t i = 0; i < wants->count; i++) {
        if (str_equal(wants->fields[i].name, name)) return true;
    }
    wants->fields = arena_grow_array(maker->set->arena, wants->fields, wants->count,
                                     wants->count + 1, sizeof(LogField));
    return log_field_make(maker->keys, name, &wants->fields[wants->count++]);
}

/* Has the events of the rule at place keep what the correlations above through ask for. */
static bool set_want_for(FieldMaker *maker, size_t place, size_t through, int depth) {
    SigmaSet *set = maker->set;
    bool ok = depth <= SIGMA_DEPTH_MAX;
    for (const uint32_t *parent = set->parents[through];
         ok && parent != NULL && *parent != UINT32_MAX; parent++) {
        const SigmaCorrelation *correlation = set->rules[*parent].correlation;
        const SigmaRule *member = &set->rules[through];
        SigmaWants *wants = &set->wants[place];
        for (size_t i = 0; ok && i < correlation->group_by.count; i++) {
            Str name = correlation->group_by.items[i];
            ok = set_want(maker, wants, sigma_correlation_field(correlation, member, name));
        }
        for (size_t i = 0; ok && i < correlation->fields.count; i++) {
            Str name = correlation->fields.items[i];
            ok = set_want(maker, wants, sigma_correlation_field(correlation, member, name));
        }
        ok = ok && set_want_for(maker, place, *parent, depth + 1);
    }
    return ok;
}

static void set_drop(SigmaSet *set, size_t place) {
    sigma_term_visit(set->rules[place].condition, item_free, NULL);
    memmove(&set->rules[place], &set->rules[place + 1],
            (set->count - place - 1) * sizeof(SigmaRule));
    set->count--;
}

/* Links correlations until each that is left has all of its members. */
static bool set_link(SigmaSet *set) {
    bool ok = true;
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < set->count; i++) {
            if (set->rules[i].correlation != NULL) set->rules[i].correlation->members = NULL;
        }
        for (size_t i = 0; !again && i < set->count; i++) {
            if (set->rules[i].correlation == NULL || set_link_correlation(set, i)) continue;
            set_drop(set, i);
            again = true;
            ok = false;
        }
    }
    set->parents = ARENA_ARRAY(set->arena, uint32_t *, set->count + 1);
    set->wants = ARENA_ARRAY(set->arena, SigmaWants, set->count + 1);
    for (size_t i = 0; i < set->count; i++) {
        const SigmaCorrelation *correlation = set->rules[i].correlation;
        for (size_t j = 0; correlation != NULL && j < correlation->rules.count; j++) {
            set_note_parent(set, correlation->members[j], (uint32_t)i);
            if (!correlation->generate) set->rules[correlation->members[j]].hidden = true;
        }
    }
    return ok;
}

bool sigma_set_compile(SigmaSet *set, LogKeys *keys) {
    bool ok = set_link(set);
    FieldMaker maker = {.set = set, .keys = keys};
    for (size_t i = 0; i < set->count; i++) {
        set_apply_filters(set, &set->rules[i]);
        sigma_term_visit(set->rules[i].condition, item_make_fields, &maker);
        if (set->rules[i].correlation == NULL) maker.full |= !set_want_for(&maker, i, i, 0);
        if (!maker.full) continue;
        ok = set_refuse_rule(set, &set->rules[i], S("reads more fields than can be told apart"));
        break;
    }
    sigma_index_build(set, keys);
    return ok;
}
