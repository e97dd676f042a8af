/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_set.c -- see sigma_set.h. */
#include "sigma/sigma_set.h"

#include "sigma/sigma_index.h"
#include "sigma/sigma_link.h"
#include "sigma/sigma_reader.h"
#include "text/yaml.h"

SigmaSet *sigma_set_make(Arena *arena) {
    SigmaSet *set = ARENA_NEW(arena, SigmaSet);
    set->arena = arena;
    set->context = sigma_context_make(arena);
    set->names = map_make(arena);
    return set;
}

void sigma_set_free(SigmaSet *set) {
    if (set != NULL) sigma_context_free(&set->context);
}

/* ---- reading ---- */

static bool set_refuse(SigmaSet *set, const Error *err) {
    error_list_add(&set->errors, set->arena, err);
    set->refused++;
    return false;
}

bool sigma_set_refuse(SigmaSet *set, const SigmaRule *rule, Str what) {
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

static bool set_check_name(SigmaSet *set, const SigmaRule *rule, Str name) {
    const SigmaName *other = map_find(&set->names, name);
    if (name.len == 0 || other == NULL) return true;
    return sigma_set_refuse(set, rule,
                            str_format(set->arena, "'%.*s' is the id or name of another rule: %.*s",
                                       STR_ARGS(name), STR_ARGS(other->path)));
}

static void set_add_name(SigmaSet *set, const SigmaRule *rule, Str name, size_t place) {
    if (name.len == 0) return;
    SigmaName *entry = ARENA_NEW(set->arena, SigmaName);
    *entry = (SigmaName){place, rule->path};
    map_set(&set->names, name, entry);
}

static void set_add_rule(SigmaSet *set, const SigmaRule *rule) {
    bool filter = rule->kind == SIGMA_KIND_FILTER;
    size_t *count = filter ? &set->filter_count : &set->count;
    SigmaRule **rules = filter ? &set->filters : &set->rules;
    set_add_name(set, rule, rule->id, filter ? SIZE_MAX : *count);
    set_add_name(set, rule, rule->name, filter ? SIZE_MAX : *count);
    if ((*count & (*count - 1)) == 0) {
        size_t capacity = *count == 0 ? 1 : *count * 2;
        *rules = arena_grow_array(set->arena, *rules, *count, capacity, sizeof(SigmaRule));
    }
    (*rules)[(*count)++] = *rule;
}

/* A rule for other products is skipped unread: what else it says may be for other tools, too. */
static bool set_skips(SigmaSet *set, const Node *node) {
    SigmaRule rule = {0};
    if (!node_is(node, NODE_MAP) || node_find(node, S("correlation")) != NULL) return false;
    if (!node_is(node_find(node, S("logsource")), NODE_MAP)) return false;
    sigma_reader_source(set->arena, node, &rule);
    return !rule_is_for_us(&rule);
}

bool sigma_set_add_node(SigmaSet *set, const Node *node) {
    SigmaRule rule = {0};
    Error err = {0};
    if (node->kind == NODE_NULL) return true; /* "---" at the end */
    if (set_skips(set, node)) {
        set->skipped++;
        return true;
    }
    sigma_context_begin(&set->context);
    bool ok = sigma_reader_read(&set->context, node, &rule, &err);
    sigma_context_end(&set->context);
    if (!ok) return set_refuse(set, &err);
    size_t count = rule.kind == SIGMA_KIND_FILTER ? set->filter_count : set->count;
    size_t most = rule.kind == SIGMA_KIND_FILTER ? SIGMA_FILTERS_MAX : SIGMA_RULES_MAX;
    if (count == most) return sigma_set_refuse(set, &rule, S("is one rule too many"));
    if (!set_check_name(set, &rule, rule.id) || !set_check_name(set, &rule, rule.name))
        return false;
    set_add_rule(set, &rule);
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
    if (yaml_read_all(set->arena, source, text, ret_list, &err)) return true;
    return set_refuse(set, &err);
}

bool sigma_set_add(SigmaSet *set, Str path, Str text) {
    Node list = {0};
    if (!set_read_yaml(set, path, text, &list)) return false;
    bool ok = true;
    for (size_t i = 0; i < list.count; i++) ok &= sigma_set_add_node(set, &list.items[i]);
    return ok;
}

bool sigma_set_add_pipeline(SigmaSet *set, Str path, Str text) {
    Node list = {0};
    if (!set_read_yaml(set, path, text, &list)) return false;
    for (size_t i = 0; i < list.count; i++) {
        Error err = {0};
        Node *node = ARENA_NEW(set->arena, Node);
        *node = list.items[i];
        if (!sigma_pipeline_read(set->arena, node, &set->context.pipeline, &err)) {
            return set_refuse(set, &err);
        }
    }
    return true;
}

size_t sigma_set_find(const SigmaSet *set, Str name) {
    const SigmaName *found = map_find(&set->names, name);
    return found == NULL ? SIZE_MAX : found->rule;
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

/* The rule's condition holds and those of its filters, too. */
static void set_apply_filters(SigmaSet *set, SigmaRule *rule) {
    size_t count = 0;
    for (size_t i = 0; i < set->filter_count; i++) count += filter_is_for(&set->filters[i], rule);
    if (rule->condition == NULL || count == 0) return;
    const SigmaTerm **terms = ARENA_ARRAY(set->arena, const SigmaTerm *, count + 1);
    SigmaTerm *all = ARENA_NEW(set->arena, SigmaTerm);
    *all = (SigmaTerm){.kind = SIGMA_TERM_AND, .terms = terms};
    terms[all->count++] = rule->condition;
    for (size_t i = 0; i < set->filter_count; i++) {
        if (filter_is_for(&set->filters[i], rule)) terms[all->count++] = set->filters[i].condition;
    }
    rule->condition = all;
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
        if (test->kind != SIGMA_TEST_FIELD || test->other.name.len > 0) continue;
        maker->full |= !log_field_make(maker->keys, test->text, &test->other);
    }
}

/* ---- compiling ---- */

bool sigma_set_compile(SigmaSet *set, LogKeys *keys) {
    bool ok = sigma_link_run(set);
    for (size_t i = 0; i < set->count; i++) {
        SigmaRule *rule = &set->rules[i];
        FieldMaker maker = {.set = set, .keys = keys};
        set_apply_filters(set, rule);
        sigma_term_visit(rule->condition, item_make_fields, &maker);
        if (rule->correlation == NULL) maker.full |= !sigma_link_wants(set, keys, i);
        if (!maker.full) continue;
        rule->condition = NULL; /* it finds nothing: half of its fields would find anything */
        ok = sigma_set_refuse(set, rule,
                              S("reads more fields than can be told apart, or one with "
                                "more than 16 names"));
    }
    sigma_index_build(set, keys);
    return ok;
}
