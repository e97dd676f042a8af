/* SPDX-License-Identifier: Apache-2.0 */
/* survey.c -- see survey.h. Each thread counts in rolls of its own; they are merged when all are
 * done. */
#include "hunt/survey.h"

#include "logs/log_time.h"

#include <stdlib.h>

enum { SURVEY_HOUR_BYTES = sizeof("2026-11-21T15") - 1 };

/* What one thread has. */
typedef struct Surveyor {
    Survey *survey;
    Arena arena, scratch;
    DeedCounts all;
    Roll rolls[SURVEY_ROLL_COUNT];
    RollBudget budget;
    LogChain chain;
    Map requests;
} Surveyor;

static void rolls_make(Roll *rolls, Arena *arena, RollBudget *budget) {
    for (size_t i = 0; i < SURVEY_ROLL_COUNT; i++) {
        rolls[i] = roll_make(arena, budget, i == SURVEY_PRINCIPAL ? SURVEY_DETAIL_COUNT : 0);
    }
}

Survey *survey_make(void) {
    Survey *survey = calloc(1, sizeof(*survey));
    if (survey == NULL) return NULL;
    survey->keys = log_keys_make(&survey->arena);
    survey->budget.left = ROLL_BYTES_MAX;
    survey->followed = map_make(&survey->arena);
    survey->requests = map_make(&survey->arena);
    rolls_make(survey->rolls, &survey->arena, &survey->budget);
    bool ok = deed_fields_make(&survey->arena, survey->keys, &survey->fields) &&
              log_chain_make(&survey->arena, survey->keys, &survey->chain) &&
              log_field_make(survey->keys, S("requestID"), &survey->request);
    if (ok) return survey;
    survey_free(survey);
    return NULL;
}

void survey_free(Survey *survey) {
    if (survey == NULL) return;
    arena_free(&survey->arena);
    free(survey);
}

/* ---- in the threads ---- */

static void *survey_begin(void *context) {
    Survey *survey = context;
    Surveyor *surveyor = calloc(1, sizeof(*surveyor));
    if (surveyor == NULL) return NULL;
    size_t threads = survey->options->threads;
    if (threads == 0) threads = log_run_processors();
    surveyor->survey = survey;
    surveyor->budget.left = ROLL_BYTES_MAX / threads;
    rolls_make(surveyor->rolls, &surveyor->arena, &surveyor->budget);
    surveyor->chain = log_chain_like(&survey->chain, &surveyor->arena);
    surveyor->requests = map_make(&surveyor->arena);
    return surveyor;
}

static void count(Surveyor *surveyor, SurveyRoll roll, Str name, const Deed *deed) {
    if (surveyor->survey->options->rolls[roll]) roll_add(&surveyor->rolls[roll], name, deed);
}

/* A name of two parts; none when the first is empty. */
static void count_two(Surveyor *surveyor, SurveyRoll roll, const Str parts[2], const Deed *deed) {
    static const char separator = SURVEY_SEPARATOR;
    if (!surveyor->survey->options->rolls[roll] || parts[0].len == 0) return;
    Str name = str_join3(&surveyor->scratch, parts[0], (Str){&separator, 1}, parts[1]);
    roll_add(&surveyor->rolls[roll], name, deed);
}

static void count_principal(Surveyor *surveyor, const Deed *deed) {
    static const struct {
        SurveyDetail detail;
        LogFact fact;
    } details[] = {
        {SURVEY_ITS_ADDRESSES, LOG_FACT_ADDRESS}, {SURVEY_ITS_AGENTS, LOG_FACT_AGENT},
        {SURVEY_ITS_REGIONS, LOG_FACT_REGION},    {SURVEY_ITS_KEYS, LOG_FACT_KEY},
        {SURVEY_ITS_EVENTS, LOG_FACT_NAME},
    };
    if (!surveyor->survey->options->rolls[SURVEY_PRINCIPAL]) return;
    RollEntry *entry =
        roll_add(&surveyor->rolls[SURVEY_PRINCIPAL], deed->texts[LOG_FACT_PRINCIPAL], deed);
    if (entry == NULL) return;
    for (size_t i = 0; i < COUNT(details); i++) {
        roll_add(&entry->details[details[i].detail], deed->texts[details[i].fact], deed);
    }
    roll_add(&entry->details[SURVEY_ITS_OBJECTS], deed->object, deed);
}

static void count_hours(Surveyor *surveyor, const Deed *deed) {
    const bool *rolls = surveyor->survey->options->rolls;
    bool reads = deed->reads && rolls[SURVEY_READS];
    if (!deed->has_time || (!rolls[SURVEY_HOUR] && !reads)) return;
    Str hour = str_slice(log_time_text(deed->time, &surveyor->scratch), 0, SURVEY_HOUR_BYTES);
    Str place = str_join3(&surveyor->scratch, log_source_name(deed->source), S(" "),
                          deed->texts[LOG_FACT_REGION]);
    count_two(surveyor, SURVEY_HOUR, (Str[]){str_trim(place), hour}, deed);
    if (reads)
        count_two(surveyor, SURVEY_READS, (Str[]){hour, deed->texts[LOG_FACT_PRINCIPAL]}, deed);
}

static void count_standing(Surveyor *surveyor, const Deed *deed) {
    Str who = deed->texts[LOG_FACT_PRINCIPAL], address = deed->texts[LOG_FACT_ADDRESS];
    Str event = deed->texts[LOG_FACT_NAME];
    if (deed->standing == DEED_ANONYMOUS)
        count_two(surveyor, SURVEY_ANONYMOUS, (Str[]){address, event}, deed);
    if (deed->standing == DEED_FOREIGN)
        count_two(surveyor, SURVEY_FOREIGN, (Str[]){who, deed->foreign}, deed);
    if (deed->presigned) count_two(surveyor, SURVEY_PRESIGNED, (Str[]){who, address}, deed);
    if (deed->outcome == DEED_DENIED) count_two(surveyor, SURVEY_DENIED, (Str[]){who, event}, deed);
    count_two(surveyor, SURVEY_SESSION, (Str[]){who, deed->texts[LOG_FACT_KEY]}, deed);
    Address parsed;
    if (surveyor->survey->options->rolls[SURVEY_PAIR] && address_parse(address, &parsed))
        count_two(surveyor, SURVEY_PAIR, (Str[]){address, deed->texts[LOG_FACT_AGENT]}, deed);
}

static void count_all(Surveyor *surveyor, const Deed *deed) {
    static const struct {
        SurveyRoll roll;
        LogFact fact;
    } rows[] = {
        {SURVEY_ACCOUNT, LOG_FACT_ACCOUNT}, {SURVEY_REGION, LOG_FACT_REGION},
        {SURVEY_ADDRESS, LOG_FACT_ADDRESS}, {SURVEY_AGENT, LOG_FACT_AGENT},
        {SURVEY_EVENT, LOG_FACT_NAME},      {SURVEY_ERROR, LOG_FACT_ERROR},
        {SURVEY_BUCKET, LOG_FACT_BUCKET},   {SURVEY_REPOSITORY, LOG_FACT_REPOSITORY},
        {SURVEY_KEY, LOG_FACT_KEY},
    };
    deed_counts_add(&surveyor->all, deed);
    count(surveyor, SURVEY_SOURCE, log_source_name(deed->source), deed);
    count(surveyor, SURVEY_OBJECT, deed->object, deed);
    for (size_t i = 0; i < COUNT(rows); i++) {
        count(surveyor, rows[i].roll, deed->texts[rows[i].fact], deed);
    }
    count_principal(surveyor, deed);
    count_standing(surveyor, deed);
    count_hours(surveyor, deed);
}

/* Keeps the id of a request that CloudTrail tells of. */
static void keep_request(Surveyor *surveyor, const LogEvent *event) {
    Str id = log_field_text(event, &surveyor->survey->request, &surveyor->scratch);
    Map *requests = &surveyor->requests;
    if (id.len == 0 || id.len > ROLL_NAME_BYTES_MAX || map_find(requests, id) != NULL) return;
    map_set(requests, str_copy(&surveyor->arena, id), surveyor);
}

/* Whether the event is passed over: of a kind that isn't wanted, or a line of an access log whose
 * request CloudTrail tells of, too. */
static bool event_is_left_out(const Survey *survey, const LogEvent *event, Arena *scratch) {
    if ((survey->options->without & 1U << event->source) != 0) return true;
    if (survey->only_requests) return event->source != LOG_SOURCE_CLOUDTRAIL;
    if (survey->requests.count == 0 || event->source != LOG_SOURCE_S3ACCESS) return false;
    Str id = log_facts_text(survey->fields.facts, event, LOG_FACT_ID, scratch);
    return map_find(&survey->requests, id) != NULL;
}

static void survey_event(void *consumer, const LogEvent *event) {
    Surveyor *surveyor = consumer;
    const Survey *survey = surveyor->survey;
    Arena *scratch = &surveyor->scratch;
    arena_reset(scratch);
    if (event_is_left_out(survey, event, scratch)) return;
    const LogFacts *facts = survey->fields.facts;
    bool out = survey->only_chain || log_filter_rules_out(&survey->filter, facts, event, scratch);
    bool gives =
        !survey->only_requests && log_facts_text(facts, event, LOG_FACT_GIVEN, scratch).len > 0;
    if (out && !gives) return;
    Deed deed;
    deed_read(&survey->fields, event, scratch, &deed);
    if (gives) log_chain_add(&surveyor->chain, event, &deed, scratch);
    if (out || !log_filter_holds(&survey->filter, facts, event, &deed, scratch)) return;
    if (survey->only_requests) {
        keep_request(surveyor, event);
    } else {
        count_all(surveyor, &deed);
    }
}

static void requests_merge(Survey *survey, const Map *more) {
    for (size_t i = 0; i < more->count; i++) {
        Str id = more->entries[i].key;
        if (map_find(&survey->requests, id) != NULL) continue;
        if (survey->requests.count >= SURVEY_REQUESTS_MAX) {
            survey->requests_refused++;
        } else {
            map_set(&survey->requests, str_copy(&survey->arena, id), survey);
        }
    }
}

static void survey_end(void *context, void *consumer) {
    Survey *survey = context;
    Surveyor *surveyor = consumer;
    deed_counts_merge(&survey->all, &surveyor->all);
    for (size_t i = 0; i < SURVEY_ROLL_COUNT; i++) {
        roll_merge(&survey->rolls[i], &surveyor->rolls[i]);
    }
    survey->budget.refused += surveyor->budget.refused;
    log_chain_merge(&survey->chain, &surveyor->chain);
    requests_merge(survey, &surveyor->requests);
    arena_free(&surveyor->arena);
    arena_free(&surveyor->scratch);
    free(surveyor);
}

/* ---- the run ---- */

static void survey_progress(void *context, const LogProgress *progress) {
    Survey *survey = context;
    survey->options->progress(survey->options->context, progress);
}

static bool survey_read(Survey *survey, Error *err) {
    const SurveyOptions *options = survey->options;
    LogRun run = {.paths = options->paths,
                  .path_count = options->path_count,
                  .scope = options->scope,
                  .threads = options->threads,
                  .keys = survey->keys,
                  .drop_repeats = true,
                  .context = survey,
                  .begin = survey_begin,
                  .event = survey_event,
                  .end = survey_end,
                  .progress = options->progress == NULL ? NULL : survey_progress};
    return log_run(&run, &survey->arena, &survey->logs) ||
           error_say(err, "there is no memory to read the logs");
}

/* Reads the logs for their chains only and has the filter take what the wanted ones gave out. */
static bool survey_follow(Survey *survey, Error *err) {
    for (size_t i = 0; i < survey->options->path_count; i++) {
        if (str_equal(survey->options->paths[i], S("-"))) {
            return error_say(err, "--follow reads the logs twice, and standard input can be read "
                                  "only once: write it to a file");
        }
    }
    survey->only_chain = true;
    if (!survey_read(survey, err)) return false;
    survey->only_chain = false;
    Str key = survey->filter.key, who = survey->filter.principal;
    if (key.len > 0) map_set(&survey->followed, key, survey);
    log_chain_follow(&survey->chain, who, &survey->followed);
    survey->filter.keys = &survey->followed;
    return true;
}

/* Reads the logs for the ids of the wanted requests only. */
static bool survey_requests(Survey *survey, Error *err) {
    survey->only_requests = true;
    if (!survey_read(survey, err)) return false;
    survey->only_requests = false;
    return true;
}

bool survey_run(Survey *survey, const SurveyOptions *options, Error *err) {
    survey->options = options;
    survey->filter = options->filter;
    if (!log_filter_make(&survey->filter, survey->keys, err)) return false;
    if (options->follow && !survey_follow(survey, err)) return false;
    if (options->once && !survey_requests(survey, err)) return false;
    return survey_read(survey, err);
}

uint64_t survey_roll_events(const Survey *survey, SurveyRoll roll) {
    const Map *map = &survey->rolls[roll].map;
    uint64_t events = 0;
    for (size_t i = 0; i < map->count; i++) {
        events += ((const RollEntry *)map->entries[i].value)->counts.events;
    }
    return events;
}
