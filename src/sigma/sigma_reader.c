/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_reader.c -- see sigma_reader.h. */
#include "sigma/sigma_reader.h"

#include "sigma/sigma_condition.h"
#include "sigma/sigma_item.h"
#include "sigma/sigma_node.h"

typedef struct RuleReader {
    Arena *arena;
    SigmaContext *context;
    SigmaRule rule;
    Error *err;
} RuleReader;

Str sigma_level_name(SigmaLevel level) {
    static const Str names[] = {S_INIT("informational"), S_INIT("low"), S_INIT("medium"),
                                S_INIT("high"), S_INIT("critical")};
    return names[level];
}

bool sigma_level_find(Str name, SigmaLevel *ret_level) {
    for (SigmaLevel level = SIGMA_LEVEL_INFORMATIONAL; level <= SIGMA_LEVEL_CRITICAL; level++) {
        if (!str_equal(sigma_level_name(level), name)) continue;
        *ret_level = level;
        return true;
    }
    return false;
}

/* ---- searches ---- */

static const SigmaTerm *term_of_item(RuleReader *reader, SigmaItem item) {
    SigmaTerm *term = ARENA_NEW(reader->arena, SigmaTerm);
    term->kind = SIGMA_TERM_ITEM;
    term->item = ARENA_NEW(reader->arena, SigmaItem);
    *term->item = item;
    return term;
}

/* Has tests on other fields look at the names that the pipeline gives these. */
static void item_map_references(RuleReader *reader, SigmaItem *item) {
    Str names[SIGMA_FIELD_NAMES_MAX];
    SigmaTest *tests = NULL;
    size_t count = 0, capacity = item->test_count;
    if (item->test_count == 0 || item->tests[0].kind != SIGMA_TEST_FIELD) return;
    for (size_t i = 0; i < item->test_count; i++) {
        SigmaTest test = item->tests[i];
        size_t more =
            sigma_pipeline_names(&reader->context->pipeline, &reader->rule, test.text, names);
        if (tests == NULL || count + more > capacity) {
            capacity = capacity * 2 + more;
            tests = arena_grow_array(reader->arena, tests, count, capacity, sizeof(SigmaTest));
        }
        for (size_t j = 0; j < more; j++) {
            test.text = names[j];
            tests[count++] = test;
        }
    }
    item->tests = tests;
    item->test_count = count;
}

/* One entry of a search; a field that the pipeline gives several names is any of them, and none of
 * them is what it must not be. */
static bool search_read_entry(RuleReader *reader, Str key, const Node *value,
                              const SigmaTerm **ret_term) {
    SigmaItem item = {0};
    if (!sigma_item_read(reader->context, key, value, &item, reader->err)) return false;
    item_map_references(reader, &item);
    Str names[SIGMA_FIELD_NAMES_MAX];
    const SigmaTerm *terms[SIGMA_FIELD_NAMES_MAX];
    size_t count = item.name.len == 0 ? 0
                                      : sigma_pipeline_names(&reader->context->pipeline,
                                                             &reader->rule, item.name, names);
    for (size_t i = 0; i < count; i++) {
        item.name = names[i];
        terms[i] = term_of_item(reader, item);
    }
    if (count == 0) {
        *ret_term = term_of_item(reader, item);
    } else {
        SigmaTermKind kind = item.negated ? SIGMA_TERM_AND : SIGMA_TERM_OR;
        *ret_term = sigma_term_make(reader->arena, kind, terms, count);
    }
    return true;
}

static bool search_read(RuleReader *reader, const Node *node, int depth,
                        const SigmaTerm **ret_term);

static bool search_read_map(RuleReader *reader, const Node *node, const SigmaTerm **ret_term) {
    if (node->count == 0) return sigma_node_fail(node, reader->err, "the search is empty");
    const SigmaTerm **terms = ARENA_ARRAY(reader->arena, const SigmaTerm *, node->count);
    for (size_t i = 0; i < node->count; i++) {
        const NodePair *pair = &node->pairs[i];
        if (!search_read_entry(reader, pair->key, &pair->value, &terms[i])) return false;
    }
    *ret_term = sigma_term_make(reader->arena, SIGMA_TERM_AND, terms, node->count);
    return true;
}

/* A list: maps are alternatives, everything else is a keyword; one of them is enough. */
static bool search_read_list(RuleReader *reader, const Node *node, int depth,
                             const SigmaTerm **ret_term) {
    if (node->count == 0) return sigma_node_fail(node, reader->err, "the search is empty");
    const SigmaTerm **terms = ARENA_ARRAY(reader->arena, const SigmaTerm *, node->count);
    for (size_t i = 0; i < node->count; i++) {
        if (!search_read(reader, &node->items[i], depth + 1, &terms[i])) return false;
    }
    *ret_term = sigma_term_make(reader->arena, SIGMA_TERM_OR, terms, node->count);
    return true;
}

static bool search_read(RuleReader *reader, const Node *node, int depth,
                        const SigmaTerm **ret_term) {
    if (depth > SIGMA_DEPTH_MAX) {
        return sigma_node_fail(node, reader->err, "lists are nested too deeply");
    }
    if (node->kind == NODE_MAP) return search_read_map(reader, node, ret_term);
    if (node->kind == NODE_LIST) return search_read_list(reader, node, depth, ret_term);
    return search_read_entry(reader, S(""), node, ret_term);
}

/* ---- conditions ---- */

static bool condition_read_text(RuleReader *reader, const Node *node, SigmaSearches searches,
                                const SigmaTerm **ret_term) {
    Str what = S("");
    if (!node_is(node, NODE_STRING)) {
        return sigma_node_fail(node, reader->err, "condition: want text");
    }
    if (!sigma_context_has_room(reader->context)) {
        return sigma_node_fail(node, reader->err, "the rule would take too much memory");
    }
    if (sigma_condition_read(reader->arena, node->text, searches, ret_term, &what)) return true;
    return sigma_node_fail(node, reader->err, what.ptr);
}

/* Takes the items below term off *left; false when there are more. */
static bool term_count_items(const SigmaTerm *term, size_t *left) {
    if (term->kind == SIGMA_TERM_ITEM) return (*left)-- > 0;
    for (size_t i = 0; i < term->count; i++) {
        if (!term_count_items(term->terms[i], left)) return false;
    }
    return true;
}

/* Reads the searches and the condition of a rule's detection or a filter's section. */
static bool detection_read(RuleReader *reader, const Node *section) {
    if (!node_is(section, NODE_MAP)) {
        return sigma_node_fail(section, reader->err, "want a map of searches and a condition");
    }
    SigmaSearch *searches = ARENA_ARRAY(reader->arena, SigmaSearch, section->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < section->count; i++) {
        const NodePair *pair = &section->pairs[i];
        bool other = str_equal(pair->key, S("condition")) || str_equal(pair->key, S("timeframe")) ||
                     (reader->rule.kind == SIGMA_KIND_FILTER && str_equal(pair->key, S("rules")));
        if (other) continue;
        searches[count].name = pair->key;
        if (!search_read(reader, &pair->value, 0, &searches[count++].term)) return false;
    }
    const Node *condition = node_find(section, S("condition"));
    if (condition == NULL) return sigma_node_fail(section, reader->err, "condition is missing");
    size_t alternatives = condition->kind == NODE_LIST ? condition->count : 1;
    const SigmaTerm **terms = ARENA_ARRAY(reader->arena, const SigmaTerm *, alternatives + 1);
    for (size_t i = 0; i < alternatives; i++) {
        const Node *node = condition->kind == NODE_LIST ? &condition->items[i] : condition;
        if (!condition_read_text(reader, node, (SigmaSearches){searches, count}, &terms[i]))
            return false;
    }
    if (alternatives == 0) return sigma_node_fail(condition, reader->err, "condition is empty");
    const SigmaTerm *whole = sigma_term_make(reader->arena, SIGMA_TERM_OR, terms, alternatives);
    size_t left = SIGMA_ITEMS_MAX;
    if (!term_count_items(whole, &left)) {
        return sigma_node_fail(condition, reader->err,
                               "the condition asks too much: it names "
                               "searches with too many entries, or often");
    }
    reader->rule.condition = ARENA_NEW(reader->arena, SigmaTerm);
    *reader->rule.condition = *whole;
    return true;
}

/* ---- what a rule says of itself ---- */

typedef struct RuleKey {
    Str name;
    size_t offset;
    bool is_list;
} RuleKey;

/* Every key that is text or a list of texts. */
static const RuleKey rule_keys[] = {
    {S_INIT("title"), offsetof(SigmaRule, title), false},
    {S_INIT("id"), offsetof(SigmaRule, id), false},
    {S_INIT("name"), offsetof(SigmaRule, name), false},
    {S_INIT("description"), offsetof(SigmaRule, description), false},
    {S_INIT("status"), offsetof(SigmaRule, status), false},
    {S_INIT("author"), offsetof(SigmaRule, author), false},
    {S_INIT("date"), offsetof(SigmaRule, date), false},
    {S_INIT("tags"), offsetof(SigmaRule, tags), true},
    {S_INIT("references"), offsetof(SigmaRule, references), true},
    {S_INIT("falsepositives"), offsetof(SigmaRule, falsepositives), true},
    {S_INIT("threats"), offsetof(SigmaRule, threats), true},
};

static bool rule_read_keys(RuleReader *reader, const Node *node) {
    for (size_t i = 0; i < COUNT(rule_keys); i++) {
        const Node *value = node_find(node, rule_keys[i].name);
        if (value == NULL || value->kind == NODE_NULL) continue;
        SigmaList list = {0};
        if (!sigma_node_list(reader->arena, value, &list, reader->err)) return false;
        void *place = (char *)&reader->rule + rule_keys[i].offset;
        if (rule_keys[i].is_list) {
            memcpy(place, &list, sizeof(list));
        } else if (list.count == 1) {
            memcpy(place, &list.items[0], sizeof(Str));
        } else {
            return sigma_node_fail(value, reader->err, "should be one text");
        }
    }
    const Node *level = node_find(node, S("level"));
    reader->rule.level = SIGMA_LEVEL_MEDIUM;
    reader->rule.has_level = level != NULL;
    if (level != NULL && !sigma_level_find(node_text(level), &reader->rule.level)) {
        return sigma_node_fail(level, reader->err,
                               "level: write informational, low, medium, high or critical");
    }
    if (reader->rule.title.len == 0) return sigma_node_fail(node, reader->err, "title is missing");
    return true;
}

void sigma_reader_source(Arena *arena, const Node *node, SigmaRule *ret_rule) {
    const Node *source = node_find(node, S("logsource"));
    ret_rule->product = str_lower(arena, node_text(node_find(source, S("product"))));
    ret_rule->service = str_lower(arena, node_text(node_find(source, S("service"))));
    ret_rule->category = str_lower(arena, node_text(node_find(source, S("category"))));
}

static bool rule_read_logsource(RuleReader *reader, const Node *node) {
    const Node *source = node_find(node, S("logsource"));
    if (!node_is(source, NODE_MAP)) {
        return sigma_node_fail(source == NULL ? node : source, reader->err,
                               "logsource: want a map with product and service");
    }
    sigma_reader_source(reader->arena, node, &reader->rule);
    return true;
}

static bool rule_read_correlation(RuleReader *reader, const Node *node, const Node *section) {
    reader->rule.kind = SIGMA_KIND_CORRELATION;
    reader->rule.correlation = ARENA_NEW(reader->arena, SigmaCorrelation);
    if (!sigma_correlation_read(reader->arena, section, reader->rule.correlation, reader->err))
        return false;
    const Node *generate = node_find(node, S("generate"));
    if (node_is(generate, NODE_BOOL)) reader->rule.correlation->generate = generate->boolean;
    return true;
}

static bool rule_read_filter(RuleReader *reader, const Node *section) {
    reader->rule.kind = SIGMA_KIND_FILTER;
    const Node *rules = node_find(section, S("rules"));
    if (rules == NULL) return sigma_node_fail(section, reader->err, "filter: rules is missing");
    return sigma_node_list(reader->arena, rules, &reader->rule.filtered, reader->err) &&
           detection_read(reader, section);
}

bool sigma_reader_read(SigmaContext *context, const Node *node, SigmaRule *ret_rule, Error *err) {
    RuleReader reader = {.arena = context->arena, .context = context, .err = err};
    if (!node_is(node, NODE_MAP)) return sigma_node_fail(node, err, "is no Sigma rule: want a map");
    reader.rule.path = node->source->path;
    reader.rule.line = node->line;
    const Node *correlation = node_find(node, S("correlation"));
    const Node *filter = node_find(node, S("filter"));
    const Node *detection = node_find(node, S("detection"));
    if (!rule_read_keys(&reader, node)) return false;
    bool ok = false;
    if (correlation != NULL) {
        ok = rule_read_correlation(&reader, node, correlation);
    } else if (!rule_read_logsource(&reader, node)) {
        return false;
    } else if (filter != NULL) {
        ok = rule_read_filter(&reader, filter);
    } else if (detection == NULL) {
        return sigma_node_fail(node, err, "has neither detection, correlation nor filter");
    } else {
        ok = detection_read(&reader, detection);
    }
    if (ok) *ret_rule = reader.rule;
    return ok;
}

void sigma_term_visit(const SigmaTerm *term, void (*visit)(void *context, SigmaItem *item),
                      void *context) {
    if (term == NULL) return;
    if (term->kind == SIGMA_TERM_ITEM) {
        visit(context, term->item);
        return;
    }
    for (size_t i = 0; i < term->count; i++) sigma_term_visit(term->terms[i], visit, context);
}
