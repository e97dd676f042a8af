/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_condition.c -- see sigma_condition.h. A recursive descent: or binds less than and, and less
 * than not. */
#include "sigma/sigma_condition.h"

typedef struct Condition {
    Arena *arena;
    Str rest;
    Str word; /* the word at hand; empty at the end */
    SigmaSearches searches;
    size_t terms, depth;
    Str *what;
} Condition;

static bool condition_fail(Condition *condition, const char *what) {
    if (condition->word.len == 0) {
        *condition->what = str_format(condition->arena, "the condition ends where %s", what);
    } else {
        *condition->what = str_format(condition->arena, "the condition has '%.*s' where %s",
                                      STR_ARGS(condition->word), what);
    }
    return false;
}

static void condition_next(Condition *condition) {
    Str rest = str_trim(condition->rest);
    size_t len = 0;
    while (len < rest.len && memchr(" \t\r\n()|", rest.ptr[len], 8) == NULL) len++;
    if (len == 0 && rest.len > 0) len = 1; /* a parenthesis */
    condition->word = str_slice(rest, 0, len);
    condition->rest = str_slice(rest, len, rest.len);
}

static bool condition_is(const Condition *condition, const char *word) {
    return str_equal_ignore_case(condition->word, str_from(word));
}

const SigmaTerm *sigma_term_make(Arena *arena, SigmaTermKind kind, const SigmaTerm **terms,
                                 size_t count) {
    if (count == 1 && kind != SIGMA_TERM_NOT) return terms[0];
    SigmaTerm *term = ARENA_NEW(arena, SigmaTerm);
    term->kind = kind;
    term->count = count;
    term->terms = ARENA_ARRAY(arena, const SigmaTerm *, count + 1);
    if (count > 0) memcpy(term->terms, terms, count * sizeof(*terms));
    return term;
}

/* Notes a term in a list that grows; false when the condition has too many. */
static bool condition_add(Condition *condition, const SigmaTerm ***terms, size_t *count,
                          const SigmaTerm *term) {
    if (++condition->terms > SIGMA_TERMS_MAX) {
        *condition->what = S("the condition has too many terms");
        return false;
    }
    if ((*count & (*count - 1)) == 0) {
        size_t capacity = *count == 0 ? 1 : *count * 2;
        *terms = arena_grow_array(condition->arena, *terms, *count, capacity, sizeof(**terms));
    }
    (*terms)[(*count)++] = term;
    return true;
}

/* "1 of pattern": searches whose names begin with '_' are only for those who name them. */
static bool condition_of(Condition *condition, bool all, const SigmaTerm **ret_term) {
    condition_next(condition); /* "of" */
    condition_next(condition);
    Str pattern = condition->word;
    if (pattern.len == 0) return condition_fail(condition, "a name or 'them' should be");
    bool them = str_equal_ignore_case(pattern, S("them"));
    const SigmaTerm **terms = NULL;
    size_t count = 0;
    for (size_t i = 0; i < condition->searches.count; i++) {
        const SigmaSearch *search = &condition->searches.items[i];
        bool hidden = str_starts(search->name, S("_")) && !str_starts(pattern, S("_"));
        if (hidden || (!them && !str_glob(pattern, search->name))) continue;
        if (!condition_add(condition, &terms, &count, search->term)) return false;
    }
    if (count == 0) return condition_fail(condition, "a pattern that fits some search should be");
    condition_next(condition);
    *ret_term =
        sigma_term_make(condition->arena, all ? SIGMA_TERM_AND : SIGMA_TERM_OR, terms, count);
    return true;
}

static bool condition_or(Condition *condition, const SigmaTerm **ret_term);

static bool condition_group(Condition *condition, const SigmaTerm **ret_term) {
    if (condition->depth++ == SIGMA_DEPTH_MAX) {
        return condition_fail(condition, "parentheses are nested too deeply");
    }
    condition_next(condition);
    if (!condition_or(condition, ret_term)) return false;
    if (!condition_is(condition, ")")) return condition_fail(condition, "a ')' should be");
    condition_next(condition);
    condition->depth--;
    return true;
}

static bool condition_name(Condition *condition, const SigmaTerm **ret_term) {
    for (size_t i = 0; i < condition->searches.count; i++) {
        if (!str_equal(condition->searches.items[i].name, condition->word)) continue;
        *ret_term = condition->searches.items[i].term;
        condition_next(condition);
        return true;
    }
    return condition_fail(condition, "the name of a search should be");
}

/* Whether the word behind the one at hand is "of". */
static bool condition_is_of(const Condition *condition) {
    Condition ahead = *condition;
    condition_next(&ahead);
    return condition_is(&ahead, "of");
}

static bool condition_primary(Condition *condition, const SigmaTerm **ret_term) {
    bool any = condition_is(condition, "1") || condition_is(condition, "any");
    bool all = condition_is(condition, "all");
    if ((any || all) && condition_is_of(condition)) return condition_of(condition, all, ret_term);
    if (condition_is(condition, "(")) return condition_group(condition, ret_term);
    if (condition_is(condition, "|")) {
        return condition_fail(condition, "a term should be: aggregations became correlations");
    }
    return condition_name(condition, ret_term);
}

static bool condition_not(Condition *condition, const SigmaTerm **ret_term) {
    bool negated = false;
    while (condition_is(condition, "not")) {
        negated = !negated;
        condition_next(condition);
    }
    const SigmaTerm *term = NULL;
    if (!condition_primary(condition, &term)) return false;
    *ret_term = negated ? sigma_term_make(condition->arena, SIGMA_TERM_NOT, &term, 1) : term;
    return true;
}

/* Terms with the same word between them. */
static bool condition_row(Condition *condition, bool is_and, const SigmaTerm **ret_term) {
    const SigmaTerm **terms = NULL;
    size_t count = 0;
    for (;;) {
        const SigmaTerm *term = NULL;
        bool ok = is_and ? condition_not(condition, &term) : condition_row(condition, true, &term);
        if (!ok || !condition_add(condition, &terms, &count, term)) return false;
        if (!condition_is(condition, is_and ? "and" : "or")) break;
        condition_next(condition);
    }
    *ret_term =
        sigma_term_make(condition->arena, is_and ? SIGMA_TERM_AND : SIGMA_TERM_OR, terms, count);
    return true;
}

static bool condition_or(Condition *condition, const SigmaTerm **ret_term) {
    return condition_row(condition, false, ret_term);
}

bool sigma_condition_read(Arena *arena, Str text, SigmaSearches searches,
                          const SigmaTerm **ret_term, Str *ret_what) {
    if (text.len > SIGMA_CONDITION_BYTES_MAX) {
        *ret_what = S("the condition is too long");
        return false;
    }
    Condition condition = {.arena = arena, .rest = text, .searches = searches, .what = ret_what};
    condition_next(&condition);
    if (!condition_or(&condition, ret_term)) return false;
    if (condition.word.len == 0) return true;
    if (condition_is(&condition, "|")) {
        return condition_fail(&condition, "it should end: aggregations became correlations");
    }
    return condition_fail(&condition, "'and', 'or' or the end should be");
}
