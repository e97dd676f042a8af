/* SPDX-License-Identifier: Apache-2.0 */
/* knowledge_filter.c -- reads filters by recursive descent, straight from their bytes, and applies
 * them. Lists of "and" and "or" are flat, so that only parentheses and "not" nest. */
#include "model/knowledge_filter.h"

typedef enum FilterOperation {
    FILTER_AND,
    FILTER_OR,
    FILTER_NOT,
    FILTER_IS,    /* the subject's type */
    FILTER_VALUE, /* the subject's attribute */
    FILTER_CROSSES
} FilterOperation;

typedef enum FilterSubject { FILTER_SOURCE, FILTER_TARGET, FILTER_FLOW } FilterSubject;

struct KnowledgeFilter {
    FilterOperation operation;
    FilterSubject subject;
    Str name; /* of the attribute */
    Str value;
    const KnowledgeFilter **items; /* of AND, OR and NOT */
    size_t count;
};

typedef struct FilterParser {
    Arena *arena;
    Str text;
    size_t at;
    int depth;
    size_t tests;
    Error *err;
} FilterParser;

static bool filter_read_or(FilterParser *parser, const KnowledgeFilter **ret_filter);

static bool filter_is_space(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static void filter_skip(FilterParser *parser) {
    while (parser->at < parser->text.len && filter_is_space(parser->text.ptr[parser->at])) {
        parser->at++;
    }
}

/* A word ends at white space, a quote, a parenthesis or a dot. */
static bool filter_in_word(char byte) {
    return !filter_is_space(byte) && byte != '\'' && byte != '"' && byte != '(' && byte != ')' &&
           byte != '.';
}

/* The word that stands here, which may be empty; the parser stays where it is. */
static Str filter_word(FilterParser *parser) {
    filter_skip(parser);
    size_t end = parser->at;
    while (end < parser->text.len && filter_in_word(parser->text.ptr[end])) end++;
    return str_slice(parser->text, parser->at, end);
}

static bool filter_fail(FilterParser *parser, const char *message) {
    return error_set(parser->err, S(""), 0, (uint32_t)parser->at + 1, "%s", message);
}

/* Fails with what should stand here and what does. */
static bool filter_expected(FilterParser *parser, const char *wanted) {
    filter_skip(parser);
    Str word = filter_word(parser);
    if (word.len == 0) word = str_slice(parser->text, parser->at, parser->at + 1);
    word = str_slice(word, 0, 40);
    return error_set(parser->err, S(""), 0, (uint32_t)parser->at + 1,
                     word.len == 0 ? "expected %s, not the end" : "expected %s, not \"%.*s\"",
                     wanted, STR_ARGS(word));
}

static bool filter_take_word(FilterParser *parser, Str wanted) {
    Str word = filter_word(parser);
    if (!str_equal_ignore_case(word, wanted)) return false;
    parser->at += word.len;
    return true;
}

static bool filter_take(FilterParser *parser, char wanted) {
    filter_skip(parser);
    if (parser->at == parser->text.len || parser->text.ptr[parser->at] != wanted) return false;
    parser->at++;
    return true;
}

static bool filter_read_quoted(FilterParser *parser, Str *ret_value) {
    char quote = '\'';
    if (!filter_take(parser, quote)) {
        quote = '"';
        if (!filter_take(parser, quote)) return filter_expected(parser, "a value in quotes");
    }
    size_t start = parser->at;
    while (parser->at < parser->text.len && parser->text.ptr[parser->at] != quote) parser->at++;
    if (parser->at == parser->text.len) {
        parser->at = start - 1;
        return filter_fail(parser, "the quote isn't closed");
    }
    *ret_value = str_slice(parser->text, start, parser->at++);
    return true;
}

static bool filter_read_subject(FilterParser *parser, FilterSubject *ret_subject) {
    static const Str names[] = {S_INIT("source"), S_INIT("target"), S_INIT("flow")};
    for (size_t i = 0; i < COUNT(names); i++) {
        if (!filter_take_word(parser, names[i])) continue;
        *ret_subject = (FilterSubject)i;
        return true;
    }
    return filter_expected(parser, "source, target, flow, not or a parenthesis");
}

/* Behind the dot; names for people may hold anything when they are quoted. */
static bool filter_read_name(FilterParser *parser, Str *ret_name) {
    Str word = filter_word(parser);
    if (word.len == 0) return filter_read_quoted(parser, ret_name);
    parser->at += word.len;
    *ret_name = word;
    return true;
}

static bool filter_read_test(FilterParser *parser, const KnowledgeFilter **ret_filter) {
    if (++parser->tests > KNOWLEDGE_FILTER_TESTS_MAX) {
        return filter_fail(parser, "more than 500 tests in one filter");
    }
    KnowledgeFilter filter = {.operation = FILTER_IS};
    if (!filter_read_subject(parser, &filter.subject)) return false;
    if (filter_take(parser, '.')) {
        filter.operation = FILTER_VALUE;
        if (!filter_read_name(parser, &filter.name)) return false;
    } else if (filter.subject == FILTER_FLOW && filter_take_word(parser, S("crosses"))) {
        filter.operation = FILTER_CROSSES;
    }
    if (filter.operation != FILTER_CROSSES && !filter_take_word(parser, S("is"))) {
        return filter_expected(parser, filter.subject == FILTER_FLOW ? "is or crosses" : "is");
    }
    if (!filter_read_quoted(parser, &filter.value)) return false;
    KnowledgeFilter *made = ARENA_NEW(parser->arena, KnowledgeFilter);
    *made = filter;
    *ret_filter = made;
    return true;
}

/* Adds an item to a list whose memory grows by doubling. */
static void filter_add(FilterParser *parser, KnowledgeFilter *list, const KnowledgeFilter *item) {
    bool full = (list->count & (list->count - 1)) == 0; /* 0 and the powers of two */
    if (full) {
        size_t capacity = list->count == 0 ? 1 : list->count * 2;
        list->items =
            arena_grow_array(parser->arena, list->items, list->count, capacity, sizeof(void *));
    }
    list->items[list->count++] = item;
}

static KnowledgeFilter *filter_make_list(FilterParser *parser, FilterOperation operation,
                                         const KnowledgeFilter *first) {
    KnowledgeFilter *list = ARENA_NEW(parser->arena, KnowledgeFilter);
    list->operation = operation;
    filter_add(parser, list, first);
    return list;
}

static bool filter_read_nested(FilterParser *parser, const KnowledgeFilter **ret_filter) {
    if (filter_take_word(parser, S("not"))) {
        const KnowledgeFilter *inner = NULL;
        if (parser->depth++ == KNOWLEDGE_FILTER_DEPTH_MAX) {
            return filter_fail(parser, "nested deeper than 32 levels");
        }
        if (!filter_read_nested(parser, &inner)) return false;
        parser->depth--;
        *ret_filter = filter_make_list(parser, FILTER_NOT, inner);
        return true;
    }
    if (!filter_take(parser, '(')) return filter_read_test(parser, ret_filter);
    if (parser->depth++ == KNOWLEDGE_FILTER_DEPTH_MAX) {
        return filter_fail(parser, "nested deeper than 32 levels");
    }
    if (!filter_read_or(parser, ret_filter)) return false;
    parser->depth--;
    return filter_take(parser, ')') || filter_expected(parser, "and, or or \")\"");
}

static bool filter_read_and(FilterParser *parser, const KnowledgeFilter **ret_filter) {
    if (!filter_read_nested(parser, ret_filter)) return false;
    KnowledgeFilter *list = NULL;
    while (filter_take_word(parser, S("and"))) {
        const KnowledgeFilter *item = NULL;
        if (!filter_read_nested(parser, &item)) return false;
        if (list == NULL) list = filter_make_list(parser, FILTER_AND, *ret_filter);
        filter_add(parser, list, item);
    }
    if (list != NULL) *ret_filter = list;
    return true;
}

static bool filter_read_or(FilterParser *parser, const KnowledgeFilter **ret_filter) {
    if (!filter_read_and(parser, ret_filter)) return false;
    KnowledgeFilter *list = NULL;
    while (filter_take_word(parser, S("or"))) {
        const KnowledgeFilter *item = NULL;
        if (!filter_read_and(parser, &item)) return false;
        if (list == NULL) list = filter_make_list(parser, FILTER_OR, *ret_filter);
        filter_add(parser, list, item);
    }
    if (list != NULL) *ret_filter = list;
    return true;
}

bool knowledge_filter_read(Arena *arena, Str text, const KnowledgeFilter **ret_filter, Error *err) {
    FilterParser parser = {.arena = arena, .text = text, .err = err};
    if (text.len > KNOWLEDGE_FILTER_BYTES_MAX) {
        return filter_fail(&parser, "longer than 16 KiB");
    }
    filter_skip(&parser);
    const KnowledgeFilter *filter = NULL;
    if (parser.at < text.len) {
        if (!filter_read_or(&parser, &filter)) return false;
        filter_skip(&parser);
        if (parser.at < text.len) return filter_expected(&parser, "and, or or the end");
    }
    *ret_filter = filter;
    return true;
}

/* ---- applying ---- */

static KnowledgeSubject filter_subject(const KnowledgeFilter *filter, const Flow *flow) {
    if (filter->subject == FILTER_SOURCE) return knowledge_subject_of(flow->from);
    if (filter->subject == FILTER_TARGET) return knowledge_subject_of(flow->to);
    return knowledge_subject_of_flow(flow);
}

/* Takes the cost of a test off the steps that are left. */
static bool filter_spend(KnowledgeInteraction *interaction, size_t steps) {
    if (interaction->steps <= steps) {
        interaction->steps = 0;
        return false;
    }
    interaction->steps -= steps;
    return true;
}

static bool filter_value_holds(const KnowledgeFilter *filter, KnowledgeInteraction *interaction) {
    KnowledgeSubject subject = filter_subject(filter, interaction->flow);
    Str value = {0};
    size_t steps = interaction->knowledge->attributes_max + subject.properties->count;
    if (!filter_spend(interaction, 2 * KNOWLEDGE_PARENTS_MAX + steps)) return false;
    return knowledge_subject_value(interaction->knowledge, &subject, filter->name, &value) &&
           str_equal_ignore_case(value, filter->value);
}

static bool filter_crosses(const KnowledgeFilter *filter, KnowledgeInteraction *interaction) {
    const Flow *flow = interaction->flow;
    for (size_t i = 0; i < flow->cross_count; i++) {
        const Boundary *boundary = flow->crosses[i];
        KnowledgeSubject subject = {boundary->name, boundary->type, boundary->base_type,
                                    &boundary->properties};
        if (!filter_spend(interaction, 2 * KNOWLEDGE_PARENTS_MAX)) return false;
        if (knowledge_subject_is(interaction->knowledge, &subject, filter->value)) return true;
    }
    return false;
}

static bool filter_holds(const KnowledgeFilter *filter, KnowledgeInteraction *interaction) {
    switch (filter->operation) {
    case FILTER_AND:
    case FILTER_OR:
        for (size_t i = 0; i < filter->count; i++) {
            bool holds = filter_holds(filter->items[i], interaction);
            if (holds == (filter->operation == FILTER_OR)) return holds;
        }
        return filter->operation == FILTER_AND;
    case FILTER_NOT: return !filter_holds(filter->items[0], interaction);
    case FILTER_VALUE: return filter_value_holds(filter, interaction);
    case FILTER_CROSSES: return filter_crosses(filter, interaction);
    case FILTER_IS: break;
    }
    KnowledgeSubject subject = filter_subject(filter, interaction->flow);
    return filter_spend(interaction, 2 * KNOWLEDGE_PARENTS_MAX) &&
           knowledge_subject_is(interaction->knowledge, &subject, filter->value);
}

bool knowledge_filter_holds(const KnowledgeFilter *filter, KnowledgeInteraction *interaction) {
    return filter != NULL && filter_holds(filter, interaction);
}
