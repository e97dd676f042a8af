/* SPDX-License-Identifier: Apache-2.0 */
/* correlator.c -- see correlator.h. Each correlation has a table of groups; a group is forgotten
 * when its last event is older than the timespan. Groups whose condition is looked at in the end
 * stand in a queue: as all have the same timespan, the first to begin is the first to end. */
#include "hunt/correlator.h"

#include <math.h>
#include <stdlib.h>

/* One event of a group, as far as its correlation cares. */
typedef struct Entry {
    int64_t time;
    uint64_t hash; /* of the value */
    double number; /* of the value */
} Entry;

typedef struct Group Group;

struct Group {
    Str key;     /* malloc'ed */
    Group *next; /* in the queue */
    int64_t start, last;
    Entry *entries; /* a window: [first, first + count) */
    size_t first, count, capacity;
    double sum, sum_rest; /* what rounding took from the sum */
    uint64_t events;      /* since start, of a window that ends; else of the result at hand */
    int64_t *met;         /* temporal: by member, when last; INT64_MIN for never */
    int64_t *chains;      /* ordered: by member, the latest start of a row that ends there */
    size_t result;        /* + 1 of the one that goes on; 0 when none does */
    Buffer hit;           /* of a window that ends: the last event */
};

typedef struct Table {
    Group **slots; /* open addressing, a power of two */
    size_t capacity, count, sweep_at;
    int64_t swept; /* when that was last */
    Group *queue, **queue_end;
} Table;

typedef struct Result {
    char *bytes;
    uint64_t count;
    int64_t last;
} Result;

struct Correlator {
    const SigmaSet *set;
    Table *tables;    /* by rule */
    uint32_t *ending; /* correlations whose condition is looked at in the end */
    size_t ending_count;
    Result *results;
    size_t count, capacity;
    uint64_t forgotten;
    Buffer key;
    int depth;
};

static bool correlation_ends(const SigmaCorrelation *correlation) {
    return correlation->type < SIGMA_TEMPORAL && !sigma_correlation_grows(correlation);
}

Correlator *correlator_make(const SigmaSet *set) {
    Correlator *correlator = calloc(1, sizeof(*correlator));
    if (correlator == NULL) return NULL;
    correlator->set = set;
    correlator->tables = calloc(set->count + 1, sizeof(Table));
    correlator->ending = calloc(set->count + 1, sizeof(uint32_t));
    if (correlator->tables == NULL || correlator->ending == NULL) {
        free(correlator->tables);
        free(correlator->ending);
        free(correlator);
        return NULL;
    }
    for (size_t i = 0; i < set->count; i++) {
        const SigmaCorrelation *correlation = set->rules[i].correlation;
        correlator->tables[i].queue_end = &correlator->tables[i].queue;
        if (correlation != NULL && correlation_ends(correlation)) {
            correlator->ending[correlator->ending_count++] = (uint32_t)i;
        }
    }
    return correlator;
}

static void group_free(Group *group) {
    free((void *)group->key.ptr);
    free(group->entries);
    free(group->met);
    free(group->chains);
    buffer_free(&group->hit);
    free(group);
}

void correlator_free(Correlator *correlator) {
    if (correlator == NULL) return;
    for (size_t i = 0; i < correlator->set->count; i++) {
        Table *table = &correlator->tables[i];
        for (size_t j = 0; j < table->capacity; j++) {
            if (table->slots[j] != NULL) group_free(table->slots[j]);
        }
        free(table->slots);
    }
    for (size_t i = 0; i < correlator->count; i++) free(correlator->results[i].bytes);
    free(correlator->results);
    free(correlator->tables);
    free(correlator->ending);
    buffer_free(&correlator->key);
    free(correlator);
}

static void *correlator_alloc(size_t count, size_t size) {
    void *memory = calloc(count, size);
    if (memory == NULL) abort(); /* as arenas do: nobody could handle it */
    return memory;
}

/* ---- groups ---- */

static size_t table_place(const Table *table, Str key) {
    size_t at = (size_t)str_hash(key) & (table->capacity - 1);
    while (table->slots[at] != NULL && !str_equal(table->slots[at]->key, key)) {
        at = (at + 1) & (table->capacity - 1);
    }
    return at;
}

static bool group_is_over(const Group *group, int64_t seconds, int64_t now) {
    return group->hit.len == 0 && group->last < now - seconds;
}

/* Makes a table anew without the groups that are over, and with room. */
static void table_sweep(Table *table, int64_t seconds, int64_t now) {
    Group **old = table->slots;
    size_t old_capacity = table->capacity, kept = 0;
    for (size_t i = 0; i < old_capacity; i++) {
        kept += old[i] != NULL && !group_is_over(old[i], seconds, now);
    }
    table->capacity = 64;
    while (table->capacity < kept * 4) table->capacity *= 2;
    table->slots = correlator_alloc(table->capacity, sizeof(Group *));
    table->count = kept;
    table->sweep_at = table->capacity / 2;
    table->swept = now;
    for (size_t i = 0; i < old_capacity; i++) {
        if (old[i] == NULL) continue;
        if (group_is_over(old[i], seconds, now)) {
            group_free(old[i]);
        } else {
            table->slots[table_place(table, old[i]->key)] = old[i];
        }
    }
    free(old);
}

/* A table without room is swept now and then, as each sweep looks at all groups. */
static bool table_wants_sweep(const Table *table, int64_t seconds, int64_t now) {
    return table->count >= table->sweep_at ||
           (table->count >= CORRELATOR_GROUPS_MAX && now > table->swept + seconds / 64);
}

/* The group of key, made when it is new; NULL when there are too many. */
static Group *table_get(Correlator *correlator, size_t rule, Str key, int64_t now) {
    Table *table = &correlator->tables[rule];
    int64_t seconds = correlator->set->rules[rule].correlation->seconds;
    if (table_wants_sweep(table, seconds, now)) table_sweep(table, seconds, now);
    size_t at = table_place(table, key);
    if (table->slots[at] != NULL) return table->slots[at];
    if (table->count >= CORRELATOR_GROUPS_MAX) {
        correlator->forgotten++;
        return NULL;
    }
    Group *group = correlator_alloc(1, sizeof(*group));
    char *copy = correlator_alloc(key.len + 1, 1);
    if (key.len > 0) memcpy(copy, key.ptr, key.len); /* without group-by there is no key */
    group->key = (Str){copy, key.len};
    group->last = INT64_MIN;
    table->slots[at] = group;
    table->count++;
    return group;
}

/* ---- what an event says ---- */

/* What a name in group-by or a value's field stands for in a hit that member gave. */
static Str hit_value(const Correlator *correlator, const SigmaCorrelation *correlation,
                     const Hit *hit, Str name) {
    const SigmaSet *set = correlator->set;
    const SigmaWants *wants = &set->wants[hit->base];
    Str field = sigma_correlation_field(correlation, &set->rules[hit->rule], name);
    for (size_t i = 0; i < wants->count && i < hit->value_count; i++) {
        if (str_equal(wants->fields[i].name, field)) return hit->values[i];
    }
    return S("");
}

static void key_add(Buffer *key, Str value) {
    uint32_t len = (uint32_t)value.len;
    buffer_add(key, (Str){(const char *)&len, sizeof(len)});
    buffer_add(key, value);
}

static Str hit_group(Correlator *correlator, const SigmaCorrelation *correlation, const Hit *hit) {
    correlator->key.len = 0;
    for (size_t i = 0; i < correlation->group_by.count; i++) {
        key_add(&correlator->key,
                hit_value(correlator, correlation, hit, correlation->group_by.items[i]));
    }
    return buffer_text(&correlator->key);
}

/* The event's value; false when it has none and doesn't count. */
static bool hit_entry(Correlator *correlator, const SigmaCorrelation *correlation, const Hit *hit,
                      Entry *ret_entry) {
    Entry entry = {0};
    bool there = correlation->fields.count == 0;
    Str text = S("");
    correlator->key.len = 0;
    for (size_t i = 0; i < correlation->fields.count; i++) {
        text = hit_value(correlator, correlation, hit, correlation->fields.items[i]);
        there |= text.len > 0;
        key_add(&correlator->key, text);
    }
    entry.hash = str_hash(buffer_text(&correlator->key));
    bool number = correlation->type >= SIGMA_VALUE_SUM && correlation->type < SIGMA_TEMPORAL;
    if (!there || (number && !str_to_double(text, &entry.number))) return false;
    *ret_entry = entry;
    return true;
}

/* ---- results ---- */

static void correlator_pass_on(Correlator *correlator, const Hit *hit);

/* Keeps a result and hands it to the correlations above. Returns its place + 1, or 0. */
static size_t correlator_fire(Correlator *correlator, size_t rule, Hit hit) {
    size_t place = 0;
    hit.rule = (uint32_t)rule;
    if (correlator->count < CORRELATOR_RESULTS_MAX) {
        if (correlator->count == correlator->capacity) {
            size_t capacity = correlator->capacity == 0 ? 64 : correlator->capacity * 2;
            Result *larger = realloc(correlator->results, capacity * sizeof(Result));
            if (larger == NULL) abort();
            correlator->results = larger;
            correlator->capacity = capacity;
        }
        Buffer bytes = {0};
        hit_write(&hit, &bytes);
        correlator->results[correlator->count] = (Result){bytes.bytes, hit.count, hit.last};
        place = ++correlator->count;
    } else {
        correlator->forgotten++;
    }
    if (correlator->depth < CORRELATOR_DEPTH_MAX) {
        correlator->depth++;
        correlator_pass_on(correlator, &hit);
        correlator->depth--;
    } else if (correlator->set->parents[rule] != NULL) {
        correlator->forgotten++;
    }
    return place;
}

/* ---- windows ---- */

static Entry *group_entry(Group *group, size_t at) {
    return &group->entries[(group->first + at) % group->capacity];
}

/* Neumaier's sum: what was added and taken off again leaves nothing behind. */
static void group_sum(Group *group, double number) {
    double sum = group->sum + number;
    bool larger = fabs(group->sum) >= fabs(number);
    group->sum_rest += larger ? (group->sum - sum) + number : (number - sum) + group->sum;
    group->sum = sum;
}

static void group_drop_first(Group *group) {
    group_sum(group, -group_entry(group, 0)->number);
    group->first = (group->first + 1) % group->capacity;
    if (--group->count == 0) group->sum = group->sum_rest = 0;
}

static void group_push(Correlator *correlator, Group *group, size_t room, Entry entry) {
    if (group->count == room) {
        if (room == CORRELATOR_WINDOW_MAX) correlator->forgotten++;
        group_drop_first(group);
    }
    if (group->count == group->capacity) {
        size_t capacity = group->capacity == 0 ? 4 : group->capacity * 2;
        Entry *larger = correlator_alloc(capacity, sizeof(Entry));
        for (size_t i = 0; i < group->count; i++) larger[i] = *group_entry(group, i);
        free(group->entries);
        group->entries = larger;
        group->capacity = capacity;
        group->first = 0;
    }
    group->count++;
    *group_entry(group, group->count - 1) = entry;
    group_sum(group, entry.number);
}

/* Takes the entry with the same value out, so that each value stands once, where it was last. */
static void group_remove_value(Group *group, uint64_t hash) {
    for (size_t i = 0; i < group->count; i++) {
        if (group_entry(group, i)->hash != hash) continue;
        for (size_t j = i; j + 1 < group->count; j++)
            *group_entry(group, j) = *group_entry(group, j + 1);
        group->count--;
        return;
    }
}

/* How many entries are enough to say whether the condition holds. */
static size_t window_room(const SigmaCorrelation *correlation) {
    double most = 0;
    if (correlation->type > SIGMA_VALUE_COUNT) return CORRELATOR_WINDOW_MAX;
    for (size_t i = 0; i < correlation->bound_count; i++) {
        double number = correlation->bounds[i].number + 1;
        if (number > most) most = number;
    }
    size_t room = (size_t)most + 1;
    return room < CORRELATOR_WINDOW_MAX ? room : CORRELATOR_WINDOW_MAX;
}

/* A condition that more events bring nearer: over the timespan that ends now. */
static void window_slide(Correlator *correlator, size_t rule, Group *group, const Hit *hit,
                         Entry entry) {
    const SigmaCorrelation *correlation = correlator->set->rules[rule].correlation;
    while (group->count > 0 && group_entry(group, 0)->time < entry.time - correlation->seconds) {
        group_drop_first(group);
    }
    if (correlation->type == SIGMA_VALUE_COUNT) group_remove_value(group, entry.hash);
    group_push(correlator, group, window_room(correlation), entry);
    double number =
        correlation->type == SIGMA_VALUE_SUM ? group->sum + group->sum_rest : (double)group->count;
    if (!sigma_correlation_holds(correlation, number)) {
        group->result = 0;
        return;
    }
    if (group->result > 0) {
        Result *result = &correlator->results[group->result - 1];
        bool values = correlation->type == SIGMA_VALUE_COUNT;
        if (!values) result->count++;
        if (values && group->count > result->count) result->count = group->count;
        result->last = hit->time;
        return;
    }
    Hit found = *hit;
    found.first = group_entry(group, 0)->time;
    found.last = hit->time;
    found.count = group->count;
    group->result = correlator_fire(correlator, rule, found);
}

static int number_compare(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* The number below which that share of the sorted numbers lies, between neighbours in proportion
 * (as NumPy's and Excel's percentile do). */
static double numbers_percentile(const double *numbers, size_t count, double percentile) {
    double place = percentile / 100 * (double)(count - 1);
    size_t below = (size_t)place;
    if (below + 1 >= count) return numbers[count - 1];
    return numbers[below] + (place - (double)below) * (numbers[below + 1] - numbers[below]);
}

static int entry_compare(const void *left, const void *right) {
    uint64_t a = ((const Entry *)left)->hash, b = ((const Entry *)right)->hash;
    return (a > b) - (a < b);
}

static double window_count_values(Group *group) {
    size_t different = 0;
    Entry *copy = correlator_alloc(group->count + 1, sizeof(Entry));
    for (size_t i = 0; i < group->count; i++) copy[i] = *group_entry(group, i);
    if (group->count > 1) qsort(copy, group->count, sizeof(Entry), entry_compare);
    for (size_t i = 0; i < group->count; i++)
        different += i == 0 || copy[i].hash != copy[i - 1].hash;
    free(copy);
    return (double)different;
}

/* What the condition of a window that ended is about. */
static double window_number(const SigmaCorrelation *correlation, Group *group) {
    if (correlation->type == SIGMA_EVENT_COUNT) return (double)group->events;
    if (correlation->type == SIGMA_VALUE_COUNT) return window_count_values(group);
    double *numbers = correlator_alloc(group->count + 1, sizeof(double));
    for (size_t i = 0; i < group->count; i++) numbers[i] = group_entry(group, i)->number;
    if (group->count > 1) qsort(numbers, group->count, sizeof(double), number_compare);
    double number = 0, sum = group->sum + group->sum_rest;
    switch (correlation->type) {
    case SIGMA_VALUE_SUM: number = sum; break;
    case SIGMA_VALUE_AVG: number = sum / (double)group->count; break;
    case SIGMA_VALUE_MIN: number = numbers[0]; break;
    case SIGMA_VALUE_MAX: number = numbers[group->count - 1]; break;
    case SIGMA_VALUE_MEDIAN: number = numbers_percentile(numbers, group->count, 50); break;
    default: number = numbers_percentile(numbers, group->count, correlation->percentile); break;
    }
    free(numbers);
    return number;
}

/* Looks at the first window of the queue, which is over. */
static void window_close(Correlator *correlator, size_t rule) {
    const SigmaCorrelation *correlation = correlator->set->rules[rule].correlation;
    Table *table = &correlator->tables[rule];
    Group *group = table->queue;
    table->queue = group->next;
    if (table->queue == NULL) table->queue_end = &table->queue;
    Buffer bytes = group->hit;
    Hit hit;
    bool fires = hit_parse(buffer_text(&bytes), &hit) &&
                 sigma_correlation_holds(correlation, window_number(correlation, group));
    hit.first = group->start;
    hit.last = group->last;
    hit.count = group->events;
    group->hit = (Buffer){0};
    group->events = 0;
    group->count = 0;
    group->sum = group->sum_rest = 0;
    if (fires) correlator_fire(correlator, rule, hit);
    buffer_free(&bytes);
}

/* A condition that is looked at when the timespan since the first event is over. */
static void window_fill(Correlator *correlator, size_t rule, Group *group, const Hit *hit,
                        Entry entry) {
    const SigmaCorrelation *correlation = correlator->set->rules[rule].correlation;
    Table *table = &correlator->tables[rule];
    if (group->hit.len == 0) {
        group->start = hit->time;
        group->next = NULL;
        *table->queue_end = group;
        table->queue_end = &group->next;
    }
    group->events++;
    if (correlation->type != SIGMA_EVENT_COUNT) {
        group_push(correlator, group, CORRELATOR_WINDOW_MAX, entry);
    }
    group->hit.len = 0;
    hit_write(hit, &group->hit);
}

/* ---- temporal ---- */

static bool expression_holds(const SigmaTerm *term, const int64_t *met, int64_t since) {
    if (term->kind == SIGMA_TERM_ITEM) return met[term->count] >= since;
    bool all = term->kind == SIGMA_TERM_AND;
    for (size_t i = 0; i < term->count; i++) {
        if (expression_holds(term->terms[i], met, since) != all) return !all;
    }
    return all;
}

/* Notes that member was met, for rows of members in order: a row's start moves on from member to
 * member. What was met later in the same second may have come later indeed. Returns whether a whole
 * row lies within the timespan. */
static bool group_chain(const SigmaCorrelation *correlation, Group *group, size_t member,
                        int64_t now) {
    size_t count = correlation->rules.count;
    for (size_t i = member; i < count; i++) {
        if (i > member && group->met[i] != now) break;
        int64_t start = i == 0 ? now : group->chains[i - 1];
        if (start < now - correlation->seconds || start < group->chains[i]) {
            if (i > member) break;
            continue;
        }
        group->chains[i] = start;
    }
    return group->chains[count - 1] >= now - correlation->seconds;
}

static void group_make_members(Group *group, size_t count) {
    group->met = correlator_alloc(count, sizeof(int64_t));
    group->chains = correlator_alloc(count, sizeof(int64_t));
    for (size_t i = 0; i < count; i++) group->met[i] = group->chains[i] = INT64_MIN;
}

static void temporal_take(Correlator *correlator, size_t rule, Group *group, const Hit *hit) {
    const SigmaCorrelation *correlation = correlator->set->rules[rule].correlation;
    size_t count = correlation->rules.count, member = 0, different = 0;
    int64_t since = hit->time - correlation->seconds, first = hit->time;
    while (member < count && correlation->members[member] != hit->rule) member++;
    if (member == count) return;
    if (group->met == NULL) group_make_members(group, count);
    group->met[member] = hit->time;
    bool ordered = correlation->type == SIGMA_TEMPORAL_ORDERED;
    bool chained = !ordered || group_chain(correlation, group, member, hit->time);
    for (size_t i = 0; i < count; i++) {
        if (group->met[i] < since) continue;
        different++;
        if (group->met[i] < first) first = group->met[i];
    }
    bool holds = correlation->expression != NULL
                     ? expression_holds(correlation->expression, group->met, since)
                     : sigma_correlation_holds(correlation, (double)different);
    if (!holds || !chained) {
        group->result = 0;
        return;
    }
    if (group->result > 0) {
        Result *result = &correlator->results[group->result - 1];
        if (different > result->count) result->count = different;
        result->last = hit->time;
        return;
    }
    Hit found = *hit;
    found.first = ordered ? group->chains[count - 1] : first;
    found.last = hit->time;
    found.count = different;
    group->result = correlator_fire(correlator, rule, found);
}

/* ---- events ---- */

static void correlator_pass_on(Correlator *correlator, const Hit *hit) {
    const SigmaSet *set = correlator->set;
    for (const uint32_t *parent = set->parents[hit->rule]; parent != NULL && *parent != UINT32_MAX;
         parent++) {
        const SigmaCorrelation *correlation = set->rules[*parent].correlation;
        Entry entry = {0};
        bool temporal = correlation->type >= SIGMA_TEMPORAL;
        if (!temporal && !hit_entry(correlator, correlation, hit, &entry)) continue;
        Str key = hit_group(correlator, correlation, hit);
        Group *group = table_get(correlator, *parent, key, hit->time);
        if (group == NULL) continue;
        Hit event = *hit;
        if (event.time < group->last) event.time = group->last; /* from a window that ended late */
        if (group->last < event.time - correlation->seconds) group->result = 0;
        group->last = entry.time = event.time;
        if (temporal) {
            temporal_take(correlator, *parent, group, &event);
        } else if (correlation_ends(correlation)) {
            window_fill(correlator, *parent, group, &event, entry);
        } else {
            window_slide(correlator, *parent, group, &event, entry);
        }
    }
}

/* Closes the windows that are over by now; returns how many. */
static size_t correlator_close_before(Correlator *correlator, int64_t now) {
    size_t closed = 0;
    for (size_t i = 0; i < correlator->ending_count; i++) {
        uint32_t rule = correlator->ending[i];
        int64_t before = now - correlator->set->rules[rule].correlation->seconds;
        const Table *table = &correlator->tables[rule];
        for (; table->queue != NULL && table->queue->start < before; closed++) {
            window_close(correlator, rule);
        }
    }
    return closed;
}

/* What one gives may open another that is over, too. */
static void correlator_close_all(Correlator *correlator, int64_t now) {
    while (correlator_close_before(correlator, now) > 0) continue;
}

void correlator_take(Correlator *correlator, const Hit *hit) {
    correlator_close_all(correlator, hit->time);
    correlator_pass_on(correlator, hit);
}

static int result_compare(const void *left, const void *right) {
    return hit_compare_bytes(((const Result *)left)->bytes, ((const Result *)right)->bytes);
}

void correlator_finish(Correlator *correlator) {
    correlator_close_all(correlator, INT64_MAX);
    if (correlator->count > 1)
        qsort(correlator->results, correlator->count, sizeof(Result), result_compare);
}

size_t correlator_count(const Correlator *correlator) { return correlator->count; }

Hit correlator_get(const Correlator *correlator, size_t place) {
    const Result *result = &correlator->results[place];
    uint64_t length = 0;
    Hit hit = {0};
    memcpy(&length, result->bytes, sizeof(length));
    hit_parse((Str){result->bytes, length}, &hit);
    hit.count = result->count;
    hit.last = result->last;
    return hit;
}

uint64_t correlator_forgotten(const Correlator *correlator) { return correlator->forgotten; }
