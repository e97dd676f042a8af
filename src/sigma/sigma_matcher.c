/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_matcher.c -- see sigma_matcher.h. What a value is compared with is a candidate: the rules
 * for what counts as one (arrays, objects, null) are those of docs/hunting.md. */
#include "sigma/sigma_matcher.h"

#include "logs/log_time.h"
#include "sigma/sigma_node.h"

#include <arpa/inet.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

enum {
    MATCHER_JIT_STACK_START = 32 << 10,
    MATCHER_JIT_STACK_MAX = 1 << 20,
    MATCHER_WORK_BYTES_KEPT = 64 << 10 /* giving memory back for each item would cost time */
};

enum { MATCHER_CACHE_SLOTS = 256, MATCHER_CACHED_BYTES = 103 };

typedef struct CachedLookup {
    const SigmaIndex *index; /* it was looked up in; NULL when nothing is cached */
    const SigmaBucket *bucket;
    uint8_t len;
    char text[MATCHER_CACHED_BYTES];
} CachedLookup;

struct SigmaMatcher {
    const SigmaSet *set;
    const LogEvent *event;
    size_t rule;         /* that is being tested */
    Arena scratch, work; /* of the event, of one item */
    Str whole;           /* the event as JSON, once a keyword asked for it */
    size_t pair_bytes;   /* of texts that one item compared with another field's */
    uint32_t *found;
    uint64_t *tried; /* by rule: the stamp of the event it was tried on last */
    uint64_t stamp;
    CachedLookup (*cache)[MATCHER_CACHE_SLOTS]; /* by field of the index */
    uint64_t *undecided;
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
};

SigmaMatcher *sigma_matcher_make(const SigmaSet *set) {
    SigmaMatcher *matcher = calloc(1, sizeof(*matcher));
    if (matcher == NULL) return NULL;
    matcher->set = set;
    matcher->found = calloc(set->count + 1, sizeof(uint32_t));
    matcher->undecided = calloc(set->count + 1, sizeof(uint64_t));
    matcher->tried = calloc(set->count + 1, sizeof(uint64_t));
    matcher->cache = calloc(SIGMA_INDEX_FIELDS_MAX, sizeof(*matcher->cache));
    matcher->data = pcre2_match_data_create(1, NULL);
    matcher->context = pcre2_match_context_create(NULL);
    matcher->stack = pcre2_jit_stack_create(MATCHER_JIT_STACK_START, MATCHER_JIT_STACK_MAX, NULL);
    if (matcher->found == NULL || matcher->undecided == NULL || matcher->tried == NULL ||
        matcher->cache == NULL || matcher->data == NULL || matcher->context == NULL) {
        sigma_matcher_free(matcher);
        return NULL;
    }
    pcre2_set_heap_limit(matcher->context, SIGMA_MATCH_HEAP_KB_MAX);
    if (matcher->stack != NULL) pcre2_jit_stack_assign(matcher->context, NULL, matcher->stack);
    return matcher;
}

void sigma_matcher_free(SigmaMatcher *matcher) {
    if (matcher == NULL) return;
    free(matcher->found);
    free(matcher->undecided);
    free(matcher->tried);
    free(matcher->cache);
    pcre2_match_data_free(matcher->data);
    pcre2_match_context_free(matcher->context);
    pcre2_jit_stack_free(matcher->stack);
    arena_free(&matcher->scratch);
    arena_free(&matcher->work);
    free(matcher);
}

Arena *sigma_matcher_scratch(SigmaMatcher *matcher) { return &matcher->scratch; }

uint64_t sigma_matcher_undecided(const SigmaMatcher *matcher, size_t rule) {
    return matcher->undecided[rule];
}

/* ---- tests on one candidate ---- */

/* Candidates that are looked at for some tests. */
typedef struct Probe {
    SigmaMatcher *matcher;
    const SigmaTest *tests;
    size_t count;
    bool found;
    int depth;
    /* The other field's candidates, when they are looked at: */
    const SigmaTest *other;
    Str text;
} Probe;

/* What a candidate's text looks like without case, made when it is first asked for. */
typedef struct Candidate {
    Str text;
    Str folded;
    bool is_folded;
} Candidate;

static Str candidate_text(Probe *probe, Candidate *candidate, bool cased) {
    if (cased) return candidate->text;
    if (!candidate->is_folded) {
        candidate->folded = sigma_fold(&probe->matcher->work, candidate->text);
        candidate->is_folded = true;
    }
    return candidate->folded;
}

/* PCRE2 counts anew from each place in the text where a match may begin: with long texts each has
 * less, so that all of them together are bounded. */
static uint32_t regex_steps(size_t len) {
    size_t steps = SIGMA_MATCH_STEPS_ALL / (len + 1);
    return steps > SIGMA_MATCH_STEPS_MAX ? SIGMA_MATCH_STEPS_MAX : steps < 1 ? 1 : (uint32_t)steps;
}

static bool test_regex(Probe *probe, const SigmaTest *test, Str text) {
    SigmaMatcher *matcher = probe->matcher;
    if (!str_contains(text, test->needed)) return false;
    pcre2_set_match_limit(matcher->context, regex_steps(text.len));
    int found = pcre2_match(test->code, (PCRE2_SPTR)(text.ptr == NULL ? "" : text.ptr), text.len, 0,
                            0, matcher->data, matcher->context);
    if (found < 0 && found != PCRE2_ERROR_NOMATCH) matcher->undecided[matcher->rule]++;
    return found >= 0;
}

static bool test_cidr(const SigmaNetwork *network, Str text) {
    char copy[INET6_ADDRSTRLEN];
    uint8_t bytes[16];
    if (text.len == 0 || text.len >= sizeof(copy) || str_contains(text, S("\0"))) return false;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    if (inet_pton(network->is_v6 ? AF_INET6 : AF_INET, copy, bytes) != 1) return false;
    size_t whole = network->bits / 8u;
    if (memcmp(bytes, network->bytes, whole) != 0) return false;
    unsigned rest = network->bits % 8u;
    return rest == 0 || (bytes[whole] ^ network->bytes[whole]) >> (8 - rest) == 0;
}

static bool time_part(SigmaTimePart part, Str text, double *ret_number) {
    int64_t seconds = 0;
    if (!log_time_read(text, &seconds)) return false;
    LogClock clock = log_time_clock(seconds);
    switch (part) {
    case SIGMA_TIME_MINUTE: *ret_number = clock.minute; break;
    case SIGMA_TIME_HOUR: *ret_number = clock.hour; break;
    case SIGMA_TIME_DAY: *ret_number = clock.day; break;
    case SIGMA_TIME_WEEK: *ret_number = log_time_week(seconds); break;
    case SIGMA_TIME_MONTH: *ret_number = clock.month; break;
    default: *ret_number = clock.year; break;
    }
    return true;
}

static bool test_number(const SigmaTest *test, Str text) {
    double number = 0;
    int64_t integer = 0;
    if (test->part == SIGMA_TIME_NONE && test->is_integer && str_to_int(text, &integer)) {
        int order = (integer > test->integer) - (integer < test->integer);
        return sigma_order_holds(test->order, order, 0);
    }
    bool known = test->part == SIGMA_TIME_NONE ? str_to_double(text, &number)
                                               : time_part(test->part, text, &number);
    return known && sigma_order_holds(test->order, number, test->number);
}

/* ---- another field ---- */

static bool other_fits(const SigmaTest *test, Str left, Str right) {
    switch (test->shape) {
    case SIGMA_SHAPE_PREFIX: return str_starts(left, right);
    case SIGMA_SHAPE_SUFFIX: return str_ends(left, right);
    case SIGMA_SHAPE_CONTAINS: return str_contains(left, right);
    default: return str_equal(left, right);
    }
}

static bool probe_value(void *context, const LogValue *value);

static bool test_field(Probe *probe, const SigmaTest *test, Candidate *candidate) {
    SigmaMatcher *matcher = probe->matcher;
    if (matcher->pair_bytes > SIGMA_PAIR_BYTES_MAX) return false;
    Probe other = {
        .matcher = matcher, .other = test, .text = candidate_text(probe, candidate, test->cased)};
    log_field_visit(matcher->event, &test->other, probe_value, &other);
    if (matcher->pair_bytes > SIGMA_PAIR_BYTES_MAX) matcher->undecided[matcher->rule]++;
    return other.found;
}

/* ---- candidates ---- */

static bool probe_text(Probe *probe, Str text) {
    Candidate candidate = {.text = text};
    if (probe->other != NULL) {
        Str right = candidate_text(probe, &candidate, probe->other->cased);
        probe->found = other_fits(probe->other, probe->text, right);
        probe->matcher->pair_bytes += 1 + right.len;
        return !probe->found && probe->matcher->pair_bytes <= SIGMA_PAIR_BYTES_MAX;
    }
    for (size_t i = 0; !probe->found && i < probe->count; i++) {
        const SigmaTest *test = &probe->tests[i];
        switch (test->kind) {
        case SIGMA_TEST_TEXT:
            probe->found = sigma_pattern_matches(
                &test->pattern, candidate_text(probe, &candidate, test->pattern.cased));
            break;
        case SIGMA_TEST_NUMBER: probe->found = test_number(test, text); break;
        case SIGMA_TEST_REGEX: probe->found = test_regex(probe, test, text); break;
        case SIGMA_TEST_CIDR: probe->found = test_cidr(&test->network, text); break;
        case SIGMA_TEST_FIELD: probe->found = test_field(probe, test, &candidate); break;
        default: break; /* not about a text */
        }
    }
    return !probe->found;
}

static bool probe_scalar(void *context, const LogValue *value) {
    Probe *probe = context;
    Str text = S("");
    if (!log_value_text(value, &probe->matcher->work, &text)) return true;
    return probe_text(probe, text);
}

/* A value that a field's name leads to, or an element of it. */
static bool probe_value(void *context, const LogValue *value) {
    Probe *probe = context;
    const LogEvent *event = probe->matcher->event;
    if (value->kind == LOG_KIND_ARRAY) {
        if (probe->depth == LOG_DEPTH_MAX) return true;
        probe->depth++;
        bool more = log_elements_visit(event, value, probe_value, probe);
        probe->depth--;
        return more;
    }
    if (value->kind == LOG_KIND_OBJECT) {
        if (!log_scalars_visit(event, value, probe_scalar, probe)) return false;
        return probe_text(probe, log_value_compact(event, value, &probe->matcher->work));
    }
    return probe_scalar(probe, value);
}

/* What is at a field's place. */
typedef struct Presence {
    bool is_there, has_value;
} Presence;

static bool presence_note(void *context, const LogValue *value) {
    Presence *presence = context;
    presence->is_there = true;
    presence->has_value |= value->kind != LOG_KIND_NULL;
    return !presence->has_value;
}

static bool tests_on_presence(const SigmaItem *item, Probe *probe, bool *ret_others) {
    bool asked = false;
    Presence presence = {0};
    *ret_others = false;
    for (size_t i = 0; i < probe->count; i++) {
        const SigmaTest *test = &probe->tests[i];
        if (test->kind != SIGMA_TEST_NULL && test->kind != SIGMA_TEST_EXISTS) {
            *ret_others = true;
            continue;
        }
        if (!asked) {
            log_field_visit(probe->matcher->event, &item->field, presence_note, &presence);
        }
        asked = true;
        if (test->kind == SIGMA_TEST_NULL ? !presence.has_value : test->wanted == presence.is_there)
            return true;
    }
    return false;
}

/* Whether one of the tests holds for some candidate. */
static bool tests_hold(SigmaMatcher *matcher, const SigmaItem *item, const SigmaTest *tests,
                       size_t count) {
    Probe probe = {.matcher = matcher, .tests = tests, .count = count};
    bool others = true;
    if (matcher->work.total > MATCHER_WORK_BYTES_KEPT) arena_reset(&matcher->work);
    matcher->pair_bytes = 0;
    if (item->name.len == 0) {
        if (!log_event_visit(matcher->event, probe_scalar, &probe)) return true;
        if (matcher->whole.ptr == NULL) {
            matcher->whole = log_value_compact(matcher->event, NULL, &matcher->scratch);
        }
        probe_text(&probe, matcher->whole);
        return probe.found;
    }
    if (tests_on_presence(item, &probe, &others)) return true;
    if (others) log_field_visit(matcher->event, &item->field, probe_value, &probe);
    return probe.found;
}

static bool item_holds(SigmaMatcher *matcher, const SigmaItem *item) {
    if (!item->all)
        return tests_hold(matcher, item, item->tests, item->test_count) != item->negated;
    bool all = true;
    for (size_t first = 0; all && first < item->test_count;) {
        size_t end = first;
        while (end < item->test_count && item->tests[end].value == item->tests[first].value) end++;
        all = tests_hold(matcher, item, item->tests + first, end - first);
        first = end;
    }
    return all != item->negated;
}

/* Conditions nest at most SIGMA_DEPTH_MAX parentheses and as many lists. */
static bool term_holds(SigmaMatcher *matcher, const SigmaTerm *term) {
    switch (term->kind) {
    case SIGMA_TERM_ITEM: return item_holds(matcher, term->item);
    case SIGMA_TERM_NOT: return !term_holds(matcher, term->terms[0]);
    case SIGMA_TERM_AND:
        for (size_t i = 0; i < term->count; i++) {
            if (!term_holds(matcher, term->terms[i])) return false;
        }
        return true;
    default:
        for (size_t i = 0; i < term->count; i++) {
            if (term_holds(matcher, term->terms[i])) return true;
        }
        return false;
    }
}

/* ---- events ---- */

static void matcher_begin(SigmaMatcher *matcher, const LogEvent *event) {
    if (matcher->scratch.total > 0) arena_reset(&matcher->scratch);
    if (matcher->work.total > 0) arena_reset(&matcher->work);
    matcher->event = event;
    matcher->whole = (Str){NULL, 0};
}

static bool matcher_test(SigmaMatcher *matcher, size_t rule) {
    const SigmaTerm *condition = matcher->set->rules[rule].condition;
    matcher->rule = rule;
    return condition != NULL && term_holds(matcher, condition);
}

bool sigma_matcher_test(SigmaMatcher *matcher, size_t rule, const LogEvent *event) {
    matcher_begin(matcher, event);
    return matcher_test(matcher, rule);
}

static size_t matcher_try(SigmaMatcher *matcher, const uint32_t *rules, size_t count,
                          size_t found) {
    for (size_t i = 0; i < count; i++) {
        if (matcher_test(matcher, rules[i])) matcher->found[found++] = rules[i];
    }
    return found;
}

static int found_compare(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* What was found for a text before: most events of a run have one of a few hundred names. The text
 * is that of the log, escapes and all. */
static CachedLookup *matcher_cached(SigmaMatcher *matcher, size_t field, Str raw) {
    uint64_t head = 0, tail = 0;
    memcpy(&head, raw.ptr, raw.len < 8 ? raw.len : 8);
    if (raw.len > 8) memcpy(&tail, raw.ptr + raw.len - 8, 8);
    uint64_t hash = (head ^ tail * 3 ^ raw.len) * UINT64_C(0x9E3779B97F4A7C15);
    return &matcher->cache[field][hash >> 56];
}

static const SigmaBucket *matcher_find(SigmaMatcher *matcher, size_t field, const LogValue *value) {
    const SigmaIndex *index = &matcher->set->indexes[matcher->event->source].fields[field].index;
    Str text = S(""), raw = value->raw;
    bool fits = raw.len > 0 && raw.len <= MATCHER_CACHED_BYTES && matcher->event->base != NULL &&
                value->kind == LOG_KIND_STRING;
    if (!sigma_heads_may_hold(&index->heads, sigma_head_make(raw))) return NULL;
    CachedLookup *cached = fits ? matcher_cached(matcher, field, raw) : NULL;
    if (cached != NULL && cached->index == index && cached->len == raw.len &&
        log_keys_same(cached->text, raw.ptr, raw.len))
        return cached->bucket;
    if (!log_value_text(value, &matcher->scratch, &text)) return NULL;
    const SigmaBucket *bucket = sigma_index_find(index, sigma_fold(&matcher->scratch, text));
    if (cached != NULL) {
        *cached = (CachedLookup){.index = index, .bucket = bucket, .len = (uint8_t)raw.len};
        memcpy(cached->text, raw.ptr, raw.len);
    }
    return bucket;
}

/* What a field's name leads to in the event at hand. */
typedef struct Lookup {
    SigmaMatcher *matcher;
    size_t field;
    size_t found;
} Lookup;

/* Tries the rules of a bucket that weren't tried for an earlier value of the same field. */
static void lookup_try(Lookup *lookup, const SigmaBucket *bucket) {
    SigmaMatcher *matcher = lookup->matcher;
    for (size_t i = 0; i < bucket->count; i++) {
        uint32_t rule = bucket->rules[i];
        if (matcher->tried[rule] == matcher->stamp) continue;
        matcher->tried[rule] = matcher->stamp;
        lookup->found = matcher_try(matcher, &rule, 1, lookup->found);
    }
}

static bool lookup_take(void *context, const LogValue *value) {
    Lookup *lookup = context;
    SigmaMatcher *matcher = lookup->matcher;
    if (value->kind < LOG_KIND_OBJECT) {
        const SigmaBucket *bucket = matcher_find(matcher, lookup->field, value);
        if (bucket != NULL) lookup_try(lookup, bucket);
        return true;
    }
    /* A list or an object: whatever it holds may be what a rule demands. */
    const SigmaIndex *index =
        &matcher->set->indexes[matcher->event->source].fields[lookup->field].index;
    for (size_t i = 0; i < index->capacity; i++) lookup_try(lookup, &index->buckets[i]);
    return true;
}

/* Where the field stands in a record whose reader noted it; false when that isn't known without a
 * walk. *ret_token is 0 when there is no such field, else the token + 1. */
static inline bool event_find(const LogEvent *event, const LogField *field, uint32_t *ret_token) {
    if (event->base == NULL || event->source == LOG_SOURCE_GUARDDUTY) return false;
    uint32_t token = event->slots[field->literal];
    if (token == 0 && field->rest_count > 0) {
        uint32_t above = event->slots[field->first];
        bool noted = field->rest_count == 1 && field->pair != 0 &&
                     event->base[event->tokens[above - (above > 0)]] == '{';
        if (above > 0 && !noted) return false;
        token = above == 0 ? 0 : event->slots[field->pair];
    }
    *ret_token = token;
    return true;
}

/* Looks one field up. Mostly its first bytes tell that it concerns nobody. */
static void matcher_look_up(SigmaMatcher *matcher, const SigmaFieldIndex *field, Lookup *lookup) {
    const LogEvent *event = matcher->event;
    uint32_t token = 0;
    if (!event_find(event, &field->field, &token)) {
        log_field_visit(event, &field->field, lookup_take, lookup);
        return;
    }
    if (token == 0) return;
    const char *start = event->base + event->tokens[token - 1];
    bool ruled_out =
        *start == '"' && !sigma_heads_may_hold(&field->index.heads, sigma_head_quoted(start + 1));
    if (ruled_out) return;
    LogValue value = log_value_at(event, token - 1);
    lookup_take(lookup, &value);
}

/* Whether what a gate's rule needs stands in text. */
static bool gate_finds(const SigmaGate *gate, Str text) {
    if (text.len < gate->needed.len) return false;
    const char *at = text.ptr + gate->pivot;
    const char *end = at + (text.len - gate->needed.len) + 1;
    while (at < end) {
        at = memchr(at, gate->needed.ptr[gate->pivot], (size_t)(end - at));
        if (at == NULL) return false;
        const char *start = at++ - gate->pivot;
        if (memcmp(start + gate->probe, gate->needed.ptr + gate->probe, sizeof(uint64_t)) == 0 &&
            memcmp(start, gate->needed.ptr, gate->needed.len) == 0)
            return true;
    }
    return false;
}

/* Whether a gate tells, by a look at the text as it stands in the log, that its rule can't hold.
 * The text is taken up to the next token: what is behind its quote does no harm. */
static bool gate_is_shut(const LogEvent *event, const SigmaGate *gate) {
    uint32_t token = 0;
    if (gate->field == NULL || !event_find(event, gate->field, &token)) return false;
    if (token == 0) return true;
    const char *start = event->base + event->tokens[token - 1];
    if (*start != '"' || token >= event->end) return false;
    Str raw = {start, event->tokens[token] - event->tokens[token - 1]};
    return !gate_finds(gate, raw) && memchr(raw.ptr, '\\', raw.len) == NULL;
}

size_t sigma_matcher_run(SigmaMatcher *matcher, const LogEvent *event, const uint32_t **ret_rules) {
    const SigmaSourceIndex *index = &matcher->set->indexes[event->source];
    matcher_begin(matcher, event);
    matcher->stamp++;
    Lookup lookup = {.matcher = matcher};
    for (; lookup.field < index->field_count; lookup.field++) {
        matcher_look_up(matcher, &index->fields[lookup.field], &lookup);
    }
    size_t found = lookup.found;
    for (size_t i = 0; i < index->always_count; i++) {
        if (gate_is_shut(event, &index->gates[i])) continue;
        found = matcher_try(matcher, &index->always[i], 1, found);
    }
    if (found > 1) qsort(matcher->found, found, sizeof(uint32_t), found_compare);
    *ret_rules = matcher->found;
    return found;
}
