/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_correlation.c -- see sigma_correlation.h. */
#include "sigma/sigma_correlation.h"

#include "sigma/sigma_condition.h"
#include "sigma/sigma_node.h"

static const Str correlation_types[] = {
    [SIGMA_EVENT_COUNT] = S_INIT("event_count"),
    [SIGMA_VALUE_COUNT] = S_INIT("value_count"),
    [SIGMA_VALUE_SUM] = S_INIT("value_sum"),
    [SIGMA_VALUE_AVG] = S_INIT("value_avg"),
    [SIGMA_VALUE_MIN] = S_INIT("value_min"),
    [SIGMA_VALUE_MAX] = S_INIT("value_max"),
    [SIGMA_VALUE_MEDIAN] = S_INIT("value_median"),
    [SIGMA_VALUE_PERCENTILE] = S_INIT("value_percentile"),
    [SIGMA_TEMPORAL] = S_INIT("temporal"),
    [SIGMA_TEMPORAL_ORDERED] = S_INIT("temporal_ordered"),
};

static bool correlation_read_type(const Node *section, SigmaCorrelation *correlation, Error *err) {
    const Node *node = node_find(section, S("type"));
    for (size_t i = 0; i < COUNT(correlation_types); i++) {
        if (!node_is_text(node, correlation_types[i])) continue;
        correlation->type = (SigmaCorrelationType)i;
        return true;
    }
    return sigma_node_fail(node == NULL ? section : node, err,
                           "type: a correlation is event_count, value_count, value_sum, value_avg, "
                           "value_min, value_max, value_median, value_percentile, temporal or "
                           "temporal_ordered");
}

/* "15m" */
static bool correlation_read_timespan(const Node *section, SigmaCorrelation *correlation,
                                      Error *err) {
    static const char units[] = {'s', 'm', 'h', 'd', 'w'};
    static const int64_t seconds[COUNT(units)] = {1, 60, 3600, 86400, 7 * 86400};
    const Node *node = node_find(section, S("timespan"));
    Str text = node_text(node);
    const char *unit = text.len < 2 ? NULL : memchr(units, text.ptr[text.len - 1], COUNT(units));
    int64_t number = 0;
    bool fine = unit != NULL && str_to_int(str_slice(text, 0, text.len - 1), &number) &&
                number > 0 &&
                number <= SIGMA_TIMESPAN_DAYS_MAX * INT64_C(86400) / seconds[unit - units];
    if (fine) correlation->seconds = number * seconds[unit - units];
    return fine || sigma_node_fail(node == NULL ? section : node, err,
                                   "timespan: write a number with s, m, h or d, as 15m");
}

static bool correlation_read_aliases(Arena *arena, const Node *section,
                                     SigmaCorrelation *correlation, Error *err) {
    const Node *aliases = node_find(section, S("aliases"));
    if (aliases == NULL) return true;
    if (!node_is(aliases, NODE_MAP)) return sigma_node_fail(aliases, err, "aliases: want a map");
    correlation->aliases = ARENA_ARRAY(arena, SigmaAlias, SIGMA_ALIASES_MAX);
    for (size_t i = 0; i < aliases->count; i++) {
        const Node *rules = &aliases->pairs[i].value;
        if (!node_is(rules, NODE_MAP)) {
            return sigma_node_fail(rules, err, "an alias maps rules' names to fields");
        }
        for (size_t j = 0; j < rules->count; j++) {
            if (correlation->alias_count == SIGMA_ALIASES_MAX ||
                !node_is(&rules->pairs[j].value, NODE_STRING)) {
                return sigma_node_fail(rules, err, "an alias maps rules' names to fields");
            }
            correlation->aliases[correlation->alias_count++] = (SigmaAlias){
                aliases->pairs[i].key, rules->pairs[j].key, rules->pairs[j].value.text};
        }
    }
    return true;
}

static bool correlation_read_bound(const NodePair *pair, SigmaCorrelation *correlation,
                                   Error *err) {
    static const Str names[] = {S_INIT("eq"), S_INIT("lt"),  S_INIT("lte"),
                                S_INIT("gt"), S_INIT("gte"), S_INIT("neq")};
    for (size_t i = 0; i < COUNT(names); i++) {
        if (!str_equal(pair->key, names[i])) continue;
        double number =
            pair->value.kind == NODE_INT ? (double)pair->value.integer : pair->value.number;
        bool is_number = pair->value.kind == NODE_INT || pair->value.kind == NODE_DOUBLE;
        if (!is_number || correlation->bound_count == SIGMA_BOUNDS_MAX) break;
        bool counts = correlation->type <= SIGMA_VALUE_COUNT;
        if (counts && (number < 0 || number > SIGMA_COUNT_MAX)) break;
        correlation->bounds[correlation->bound_count++] = (SigmaBound){(SigmaOrder)i, number};
        return true;
    }
    return sigma_node_fail(&pair->value, err,
                           "condition: write gt, gte, lt, lte, eq or neq with a number, and the "
                           "field whose values are meant");
}

/* Whether each term is another member, or several of them with 'and' and 'or'. */
static bool expression_is_plain(const SigmaTerm *term) {
    if (term->kind == SIGMA_TERM_NOT) return false;
    for (size_t i = 0; term->kind != SIGMA_TERM_ITEM && i < term->count; i++) {
        if (!expression_is_plain(term->terms[i])) return false;
    }
    return true;
}

/* Whether term asks for each of count members: "a and b", "all of them". */
static bool expression_is_all(const SigmaTerm *term, size_t count) {
    bool seen[SIGMA_MEMBERS_MAX] = {0};
    if (term->kind == SIGMA_TERM_ITEM) return count == 1;
    if (term->kind != SIGMA_TERM_AND) return false;
    for (size_t i = 0; i < term->count; i++) {
        if (term->terms[i]->kind != SIGMA_TERM_ITEM) return false;
        seen[term->terms[i]->count] = true;
    }
    for (size_t i = 0; i < count; i++) {
        if (!seen[i]) return false;
    }
    return true;
}

static bool correlation_read_expression(Arena *arena, const Node *node,
                                        SigmaCorrelation *correlation, Error *err) {
    SigmaSearch searches[SIGMA_MEMBERS_MAX];
    for (size_t i = 0; i < correlation->rules.count; i++) {
        SigmaTerm *term = ARENA_NEW(arena, SigmaTerm);
        *term = (SigmaTerm){.kind = SIGMA_TERM_ITEM, .count = i};
        searches[i] = (SigmaSearch){correlation->rules.items[i], term};
    }
    Str what = S("");
    const SigmaTerm *term = NULL;
    if (!sigma_condition_read(arena, node->text,
                              (SigmaSearches){searches, correlation->rules.count}, &term, &what)) {
        return sigma_node_fail(node, err, what.ptr);
    }
    if (!expression_is_plain(term)) {
        return sigma_node_fail(node, err,
                               "the condition of a temporal correlation can't say not: "
                               "what doesn't come has no time");
    }
    if (correlation->type == SIGMA_TEMPORAL_ORDERED &&
        !expression_is_all(term, correlation->rules.count)) {
        return sigma_node_fail(node, err, "temporal_ordered asks for all of its rules");
    }
    correlation->expression = term;
    return true;
}

static bool correlation_read_condition(Arena *arena, const Node *section,
                                       SigmaCorrelation *correlation, Error *err) {
    bool temporal = correlation->type >= SIGMA_TEMPORAL;
    const Node *node = node_find(section, S("condition"));
    if (node == NULL && temporal) {
        correlation->bounds[correlation->bound_count++] =
            (SigmaBound){SIGMA_ORDER_GREATER_EQUAL, (double)correlation->rules.count};
        return true;
    }
    if (temporal && node_is(node, NODE_STRING)) {
        return correlation_read_expression(arena, node, correlation, err);
    }
    if (!node_is(node, NODE_MAP)) {
        return sigma_node_fail(node == NULL ? section : node, err, "condition: want a map");
    }
    for (size_t i = 0; i < node->count; i++) {
        const NodePair *pair = &node->pairs[i];
        if (str_equal(pair->key, S("field"))) {
            if (!sigma_node_list(arena, &pair->value, &correlation->fields, err)) return false;
        } else if (str_equal(pair->key, S("percentile")) && pair->value.kind == NODE_INT &&
                   pair->value.integer >= 0 && pair->value.integer <= 100) {
            correlation->percentile = (double)pair->value.integer;
        } else if (!correlation_read_bound(pair, correlation, err)) {
            return false;
        }
    }
    bool values = correlation->type > SIGMA_EVENT_COUNT && !temporal;
    if (values && correlation->fields.count == 0) {
        return sigma_node_fail(node, err, "condition: the field whose values are meant is missing");
    }
    if (correlation->bound_count == 0) {
        return sigma_node_fail(node, err, "condition: gt, gte, lt, lte or eq is missing");
    }
    bool percentile = correlation->type == SIGMA_VALUE_PERCENTILE;
    if (percentile && node_find(node, S("percentile")) == NULL) {
        return sigma_node_fail(node, err, "condition: value_percentile wants percentile: 0 to 100");
    }
    bool ordered = correlation->type == SIGMA_TEMPORAL_ORDERED;
    if (ordered && !sigma_correlation_holds(correlation, (double)correlation->rules.count)) {
        return sigma_node_fail(node, err, "temporal_ordered asks for all of its rules");
    }
    return true;
}

bool sigma_correlation_read(Arena *arena, const Node *section, SigmaCorrelation *ret_correlation,
                            Error *err) {
    if (!node_is(section, NODE_MAP)) {
        return sigma_node_fail(section, err, "correlation: want a map");
    }
    static const Str keys[] = {S_INIT("type"),     S_INIT("rules"),     S_INIT("group-by"),
                               S_INIT("timespan"), S_INIT("condition"), S_INIT("aliases"),
                               S_INIT("generate")};
    if (!sigma_node_known(section, keys, COUNT(keys), err)) return false;
    SigmaCorrelation correlation = {0};
    const Node *rules = node_find(section, S("rules"));
    const Node *group_by = node_find(section, S("group-by"));
    const Node *generate = node_find(section, S("generate"));
    correlation.generate = node_is(generate, NODE_BOOL) && generate->boolean;
    if (!correlation_read_type(section, &correlation, err)) return false;
    if (rules == NULL) return sigma_node_fail(section, err, "rules: the rules are missing");
    if (!sigma_node_list(arena, rules, &correlation.rules, err)) return false;
    if (correlation.rules.count == 0 || correlation.rules.count > SIGMA_MEMBERS_MAX) {
        return sigma_node_fail(rules, err, "rules: name 1 to 64 rules");
    }
    if (group_by != NULL && !sigma_node_list(arena, group_by, &correlation.group_by, err))
        return false;
    if (correlation.group_by.count > SIGMA_GROUP_BY_MAX) {
        return sigma_node_fail(group_by, err, "group-by: 16 fields at most");
    }
    if (!correlation_read_timespan(section, &correlation, err)) return false;
    if (!correlation_read_aliases(arena, section, &correlation, err)) return false;
    if (!correlation_read_condition(arena, section, &correlation, err)) return false;
    *ret_correlation = correlation;
    return true;
}

bool sigma_correlation_grows(const SigmaCorrelation *correlation) {
    if (correlation->type >= SIGMA_VALUE_AVG && correlation->type < SIGMA_TEMPORAL) return false;
    for (size_t i = 0; i < correlation->bound_count; i++) {
        SigmaOrder order = correlation->bounds[i].order;
        if (order != SIGMA_ORDER_GREATER && order != SIGMA_ORDER_GREATER_EQUAL) return false;
    }
    return true;
}

bool sigma_order_holds(SigmaOrder order, double left, double right) {
    switch (order) {
    case SIGMA_ORDER_EQUAL: return left == right;
    case SIGMA_ORDER_LESS: return left < right;
    case SIGMA_ORDER_LESS_EQUAL: return left <= right;
    case SIGMA_ORDER_GREATER: return left > right;
    case SIGMA_ORDER_GREATER_EQUAL: return left >= right;
    default: return left != right;
    }
}

bool sigma_correlation_holds(const SigmaCorrelation *correlation, double number) {
    for (size_t i = 0; i < correlation->bound_count; i++) {
        SigmaBound bound = correlation->bounds[i];
        if (!sigma_order_holds(bound.order, number, bound.number)) return false;
    }
    return true;
}

Str sigma_correlation_field(const SigmaCorrelation *correlation, const SigmaRule *rule, Str field) {
    for (size_t i = 0; i < correlation->alias_count; i++) {
        const SigmaAlias *alias = &correlation->aliases[i];
        if (!str_equal(alias->name, field)) continue;
        if (str_equal(alias->rule, rule->name) || str_equal(alias->rule, rule->id))
            return alias->field;
    }
    return field;
}
