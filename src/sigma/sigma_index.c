/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_index.c -- see sigma_index.h. A conjunction demands what one of its parts demands: the one
 * with the fewest texts is taken. A disjunction demands something only when each part does. What
 * stands under "not" demands nothing. */
#include "sigma/sigma_index.h"

#include "sigma/sigma_reader.h"

#include <ctype.h>

/* ---- demands ---- */

static size_t item_demand(const SigmaItem *item, Str name, Str *texts, size_t room) {
    if (item->negated || !str_equal(item->name, name) || item->test_count > room) return SIZE_MAX;
    for (size_t i = 0; i < item->test_count; i++) {
        const SigmaTest *test = &item->tests[i];
        bool exact = test->kind == SIGMA_TEST_TEXT && test->pattern.shape == SIGMA_SHAPE_EXACT &&
                     !test->pattern.cased;
        if (!exact) return SIZE_MAX;
        texts[i] = test->pattern.text;
    }
    return item->test_count;
}

/* Each part is asked once, for conditions nest: what it demands is put behind the best so far. */
static size_t all_demand(const SigmaTerm *term, Str name, Str *texts, size_t room) {
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < term->count; i++) {
        size_t used = best == SIZE_MAX ? 0 : best;
        size_t count = sigma_index_demand(term->terms[i], name, texts + used, room - used);
        if (count >= best) continue;
        if (count > 0) memmove(texts, texts + used, count * sizeof(*texts));
        best = count;
    }
    return best;
}

static size_t any_demand(const SigmaTerm *term, Str name, Str *texts, size_t room) {
    size_t total = 0;
    for (size_t i = 0; i < term->count; i++) {
        size_t count = sigma_index_demand(term->terms[i], name, texts + total, room - total);
        if (count == SIZE_MAX) return SIZE_MAX;
        total += count;
    }
    return total;
}

size_t sigma_index_demand(const SigmaTerm *term, Str name, Str *texts, size_t room) {
    switch (term->kind) {
    case SIGMA_TERM_AND: return all_demand(term, name, texts, room);
    case SIGMA_TERM_OR: return any_demand(term, name, texts, room);
    case SIGMA_TERM_ITEM: return item_demand(term->item, name, texts, room);
    default: return SIZE_MAX;
    }
}

/* ---- the tables ---- */

static size_t index_place(const SigmaIndex *index, Str literal) {
    size_t at = (size_t)str_hash(literal) & (index->capacity - 1);
    while (index->buckets[at].count > 0 && !str_equal(index->buckets[at].literal, literal)) {
        at = (at + 1) & (index->capacity - 1);
    }
    return at;
}

const SigmaBucket *sigma_index_find(const SigmaIndex *index, Str literal) {
    if (index->capacity == 0) return NULL;
    const SigmaBucket *bucket = &index->buckets[index_place(index, literal)];
    return bucket->count > 0 ? bucket : NULL;
}

static void index_grow(Arena *arena, SigmaIndex *index) {
    SigmaIndex larger = {.capacity = index->capacity == 0 ? 64 : index->capacity * 2,
                         .count = index->count,
                         .heads = index->heads};
    larger.buckets = ARENA_ARRAY(arena, SigmaBucket, larger.capacity);
    for (size_t i = 0; i < index->capacity; i++) {
        if (index->buckets[i].count == 0) continue;
        larger.buckets[index_place(&larger, index->buckets[i].literal)] = index->buckets[i];
    }
    *index = larger;
}

static void list_add(Arena *arena, uint32_t **rules, size_t *count, uint32_t rule) {
    if (*count > 0 && (*rules)[*count - 1] == rule) return;
    if ((*count & (*count - 1)) == 0) {
        size_t capacity = *count == 0 ? 1 : *count * 2;
        *rules = arena_grow_array(arena, *rules, *count, capacity, sizeof(uint32_t));
    }
    (*rules)[(*count)++] = rule;
}

static void index_add(Arena *arena, SigmaIndex *index, Str literal, uint32_t rule) {
    sigma_heads_add(&index->heads, literal);
    if ((index->count + 1) * 2 > index->capacity) index_grow(arena, index);
    SigmaBucket *bucket = &index->buckets[index_place(index, literal)];
    if (bucket->count == 0) {
        bucket->literal = literal;
        index->count++;
    }
    list_add(arena, &bucket->rules, &bucket->count, rule);
}

/* The index of a field, made when it is new; NULL when there are enough. */
static SigmaFieldIndex *index_field(SigmaSourceIndex *index, const LogField *field) {
    for (size_t i = 0; i < index->field_count; i++) {
        if (str_equal(index->fields[i].field.name, field->name)) return &index->fields[i];
    }
    if (index->field_count == SIGMA_INDEX_FIELDS_MAX) return NULL;
    index->fields[index->field_count].field = *field;
    return &index->fields[index->field_count++];
}

enum { CHOICE_NAMES_MAX = 24 }; /* fields of a rule that are thought of */

/* What a rule is best found by. */
typedef struct Choice {
    const SigmaTerm *condition;
    Str *texts; /* room for a demand */
    const LogField *field;
    size_t count; /* of texts */
    int rank;     /* lower is better: hardly two events have the same name, many the same source */
    Str names[CHOICE_NAMES_MAX]; /* that were tried */
    size_t name_count;
} Choice;

static int choice_rank(Str name) {
    if (str_equal(name, S("eventName"))) return 0;
    return str_equal(name, S("eventSource")) ? 2 : 1;
}

static void choice_try(void *context, SigmaItem *item) {
    Choice *choice = context;
    if (item->name.len == 0 || choice->name_count == CHOICE_NAMES_MAX) return;
    for (size_t i = 0; i < choice->name_count; i++) {
        if (str_equal(choice->names[i], item->name)) return;
    }
    choice->names[choice->name_count++] = item->name;
    size_t count =
        sigma_index_demand(choice->condition, item->name, choice->texts, SIGMA_DEMAND_MAX);
    int rank = choice_rank(item->name);
    bool better = count != SIZE_MAX && (choice->field == NULL || rank < choice->rank ||
                                        (rank == choice->rank && count < choice->count));
    if (!better) return;
    choice->field = &item->field;
    choice->count = count;
    choice->rank = rank;
}

static void index_add_rule(SigmaSet *set, SigmaSourceIndex *index, uint32_t rule, Str *texts) {
    const SigmaTerm *condition = set->rules[rule].condition;
    Choice choice = {.condition = condition, .texts = texts};
    sigma_term_visit(condition, choice_try, &choice);
    SigmaFieldIndex *field = choice.field == NULL ? NULL : index_field(index, choice.field);
    if (field == NULL) {
        list_add(set->arena, &index->always, &index->always_count, rule);
        return;
    }
    size_t count = sigma_index_demand(condition, choice.field->name, texts, SIGMA_DEMAND_MAX);
    for (size_t i = 0; i < count; i++) index_add(set->arena, &field->index, texts[i], rule);
}

/* The first byte that is none of those that names and ARNs are full of; else the first one. */
static size_t gate_pivot(Str needed) {
    for (size_t i = 0; i < needed.len; i++) {
        unsigned char byte = (unsigned char)needed.ptr[i];
        if (byte < 0x80 && !isalnum(byte) && strchr(":.-_ ", byte) == NULL) return i;
    }
    return 0;
}

/* What one of the parts of a conjunction needs. */
static SigmaGate term_gate(const SigmaTerm *term) {
    if (term->kind == SIGMA_TERM_AND) {
        for (size_t i = 0; i < term->count; i++) {
            SigmaGate gate = term_gate(term->terms[i]);
            if (gate.field != NULL) return gate;
        }
        return (SigmaGate){0};
    }
    const SigmaItem *item = term->kind == SIGMA_TERM_ITEM ? term->item : NULL;
    bool plain = item != NULL && item->test_count == 1 && !item->negated && item->name.len > 0 &&
                 item->tests[0].kind == SIGMA_TEST_REGEX &&
                 item->tests[0].needed.len >= sizeof(uint64_t);
    if (!plain) return (SigmaGate){0};
    Str needed = item->tests[0].needed;
    size_t pivot = gate_pivot(needed), last = needed.len - sizeof(uint64_t);
    return (SigmaGate){&item->field, needed, pivot, pivot < last ? pivot : last};
}

static void index_gates(SigmaSet *set, SigmaSourceIndex *index) {
    index->gates = ARENA_ARRAY(set->arena, SigmaGate, index->always_count + 1);
    for (size_t i = 0; i < index->always_count; i++) {
        index->gates[i] = term_gate(set->rules[index->always[i]].condition);
    }
}

static void item_hasten(void *context, SigmaItem *item) {
    if (item->name.len > 0) log_field_hasten(context, &item->field);
}

/* Fields that every event is asked for. */
static void index_hasten(SigmaSet *set, SigmaSourceIndex *index, LogKeys *keys) {
    for (size_t i = 0; i < index->field_count; i++) log_field_hasten(keys, &index->fields[i].field);
    for (size_t i = 0; i < index->always_count; i++) {
        sigma_term_visit(set->rules[index->always[i]].condition, item_hasten, keys);
    }
}

void sigma_index_build(SigmaSet *set, LogKeys *keys) {
    Str *texts = ARENA_ARRAY(set->arena, Str, SIGMA_DEMAND_MAX);
    for (size_t i = 0; i < set->count; i++) {
        const SigmaRule *rule = &set->rules[i];
        if (rule->condition == NULL) continue;
        for (int source = 0; source < LOG_SOURCE_COUNT; source++) {
            bool for_it = rule->service.len == 0 ||
                          str_equal(rule->service, log_source_name((LogSource)source));
            if (for_it) index_add_rule(set, &set->indexes[source], (uint32_t)i, texts);
        }
    }
    for (int source = 0; source < LOG_SOURCE_COUNT; source++) {
        index_gates(set, &set->indexes[source]);
    }
    index_hasten(set, &set->indexes[LOG_SOURCE_CLOUDTRAIL], keys);
}
