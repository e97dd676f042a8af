/* SPDX-License-Identifier: Apache-2.0 */
/* investigation_actor.c -- who touched the targets, and who of these makes up the case: nobody in
 * particular, people of other accounts, sessions whose credentials began with one of these, and
 * whoever was named. Everybody else who read is counted and is no actor. */
#include "hunt/data_event.h"
#include "logs/log_time.h"
#include "respond/investigation_parts.h"
#include "text/secret.h"

#include <stdlib.h>

/* ---- names ---- */

Str inquiry_arn_account(Str text) {
    Str rest = text;
    if (!str_starts(text, S("arn:"))) return S("");
    for (int i = 0; i < 4; i++) str_cut(&rest, ':');
    return str_cut(&rest, ':');
}

bool inquiry_is_own(const Inquiry *inquiry, Str principal) {
    Str account = inquiry_arn_account(principal);
    return account.len == 0 || map_find(&inquiry->own_accounts, account) != NULL;
}

/* ---- actors ---- */

CaseActor *inquiry_actor(Inquiry *inquiry, Str principal) {
    CaseActor *actor = map_find(&inquiry->actor_of, principal);
    if (actor != NULL) return actor;
    Investigation *result = inquiry->result;
    if (result->actor_count == INVESTIGATION_ACTORS_MAX) return NULL;
    actor = &result->actors[result->actor_count++];
    actor->principal = str_copy(inquiry->arena, principal);
    map_set(&inquiry->actor_of, actor->principal, actor);
    return actor;
}

void inquiry_reason(Inquiry *inquiry, CaseActor *actor, Str reason) {
    for (size_t i = 0; i < actor->reason_count; i++) {
        if (str_equal(actor->reasons[i], reason)) return;
    }
    actor->reasons = arena_grow_array(inquiry->arena, actor->reasons, actor->reason_count,
                                      actor->reason_count + 1, sizeof(Str));
    actor->reasons[actor->reason_count++] = str_copy(inquiry->arena, reason);
}

static void actor_add_key(Inquiry *inquiry, CaseActor *actor, Str key) {
    if (map_find(&inquiry->actor_keys, key) != NULL) return;
    Str copy = str_copy(inquiry->arena, key);
    map_set(&inquiry->actor_keys, copy, actor);
    actor->keys = arena_grow_array(inquiry->arena, actor->keys, actor->key_count,
                                   actor->key_count + 1, sizeof(Str));
    actor->keys[actor->key_count++] = copy;
}

/* The credentials behind a session, from who began: "alice", "role/a", "role/b". */
static void actor_set_chain(Inquiry *inquiry, CaseActor *actor, const LogLink *const *links,
                            size_t count) {
    if (actor->chain_count > count) return;
    actor->chain = ARENA_ARRAY(inquiry->arena, Str, count + 1);
    for (size_t i = 0; i < count; i++) actor->chain[i] = str_copy(inquiry->arena, links[i]->by);
    actor->chain[count] = actor->principal;
    actor->chain_count = count + 1;
}

/* ---- counts ---- */

static CaseCounts counts_of(Inquiry *inquiry, const Roll *roll, RollOrder order) {
    CaseCounts counts = {.total = roll->map.count};
    const RollEntry **sorted = roll_sorted(roll, order, inquiry->arena);
    counts.count = counts.total < INVESTIGATION_LIST_MAX ? counts.total : INVESTIGATION_LIST_MAX;
    counts.items = ARENA_ARRAY(inquiry->arena, CaseCount, counts.count + 1);
    for (size_t i = 0; i < counts.count; i++) {
        counts.items[i] = (CaseCount){str_copy(inquiry->arena, sorted[i]->name), sorted[i]->counts};
    }
    return counts;
}

/* The entries of a roll by name, roll->map.count of them: the order in which threads found them
 * must not show. */
static const RollEntry **entries_of(Inquiry *inquiry, const Roll *roll) {
    return roll_sorted(roll, ROLL_BY_NAME, inquiry->arena);
}

/* Joins two lists of the same kind, the most first. */
static int count_compare(const void *left, const void *right) {
    const CaseCount *a = left, *b = right;
    if (a->counts.events != b->counts.events) return a->counts.events > b->counts.events ? -1 : 1;
    return str_compare(a->name, b->name);
}

static void counts_join(Inquiry *inquiry, CaseCounts *into, CaseCounts more) {
    CaseCounts joined = {.items =
                             ARENA_ARRAY(inquiry->arena, CaseCount, into->count + more.count + 1)};
    for (size_t i = 0; i < into->count; i++) joined.items[joined.count++] = into->items[i];
    size_t again = 0;
    for (size_t i = 0; i < more.count; i++) {
        size_t at = 0;
        while (at < joined.count && !str_equal(joined.items[at].name, more.items[i].name)) at++;
        if (at < joined.count) {
            deed_counts_merge(&joined.items[at].counts, &more.items[i].counts);
            again++;
        } else {
            joined.items[joined.count++] = more.items[i];
        }
    }
    joined.total = into->total + more.total - again;
    if (joined.count > 1) qsort(joined.items, joined.count, sizeof(CaseCount), count_compare);
    if (joined.count > INVESTIGATION_LIST_MAX) joined.count = INVESTIGATION_LIST_MAX;
    *into = joined;
}

/* What the survey of one target says of an actor. */
static void actor_add_entry(Inquiry *inquiry, CaseActor *actor, const RollEntry *entry) {
    deed_counts_merge(&actor->counts, &entry->counts);
    counts_join(inquiry, &actor->addresses,
                counts_of(inquiry, &entry->details[SURVEY_ITS_ADDRESSES], ROLL_BY_EVENTS));
    counts_join(inquiry, &actor->agents,
                counts_of(inquiry, &entry->details[SURVEY_ITS_AGENTS], ROLL_BY_EVENTS));
    counts_join(inquiry, &actor->objects,
                counts_of(inquiry, &entry->details[SURVEY_ITS_OBJECTS], ROLL_BY_EVENTS));
    counts_join(inquiry, &actor->events,
                counts_of(inquiry, &entry->details[SURVEY_ITS_EVENTS], ROLL_BY_EVENTS));
    const Roll *addresses = &entry->details[SURVEY_ITS_ADDRESSES];
    const RollEntry **addresses_sorted = entries_of(inquiry, addresses);
    for (size_t i = 0; i < addresses->map.count; i++) {
        const RollEntry *address = addresses_sorted[i];
        Address parsed;
        /* "AWS Internal" and names of services are everybody's */
        if (!address_parse(address->name, &parsed)) continue;
        if (map_find(&inquiry->addresses, address->name) != NULL) continue;
        map_set(&inquiry->addresses, str_copy(inquiry->arena, address->name), actor);
    }
    const Roll *keys = &entry->details[SURVEY_ITS_KEYS];
    const RollEntry **keys_sorted = entries_of(inquiry, keys);
    for (size_t i = 0; i < keys->map.count; i++) {
        const RollEntry *key = keys_sorted[i];
        actor_add_key(inquiry, actor, key->name);
    }
}

/* ---- who is an actor ---- */

/* The first and second part of a name of two. */
static Str name_cut(Str *rest) { return str_cut(rest, SURVEY_SEPARATOR); }

static void find_foreign(Inquiry *inquiry, const Survey *survey) {
    const Roll *roll = &survey->rolls[SURVEY_FOREIGN];
    const RollEntry **sorted = entries_of(inquiry, roll);
    for (size_t i = 0; i < roll->map.count; i++) {
        const RollEntry *entry = sorted[i];
        Str account = entry->name;
        Str principal = name_cut(&account);
        if (str_ends(principal, S(".amazonaws.com"))) continue; /* a service of AWS's own */
        CaseActor *actor = inquiry_actor(inquiry, principal);
        if (actor == NULL) continue;
        actor->standing = DEED_FOREIGN;
        actor->account = str_copy(inquiry->arena, account);
        inquiry_reason(inquiry, actor,
                       str_format(inquiry->arena, "belongs to another account%s%.*s",
                                  account.len > 0 ? ", " : "", STR_ARGS(account)));
    }
}

/* Who stands in the chain of a session that began in another account is an actor, too, even when
 * nothing shows it at a target. */
static void find_links(Inquiry *inquiry, const LogLink *const *links, size_t count) {
    for (size_t i = 0; i < count; i++) {
        CaseActor *actor = inquiry_actor(inquiry, links[i]->by);
        if (actor == NULL) return;
        actor->standing = DEED_FOREIGN;
        actor->account = str_copy(inquiry->arena, links[0]->foreign);
        if (i > 0) actor_set_chain(inquiry, actor, links, i);
        if (links[i]->by_key.len > 0) actor_add_key(inquiry, actor, links[i]->by_key);
        inquiry_reason(
            inquiry, actor,
            str_format(inquiry->arena, "took the role that became %.*s", STR_ARGS(links[i]->to)));
    }
}

/* Sessions whose first credentials were somebody's of another account. */
static void find_chained(Inquiry *inquiry, const Survey *survey) {
    const Roll *roll = &survey->rolls[SURVEY_SESSION];
    const RollEntry **sorted = entries_of(inquiry, roll);
    for (size_t i = 0; i < roll->map.count; i++) {
        const RollEntry *entry = sorted[i];
        const LogLink *links[LOG_CHAIN_DEPTH_MAX];
        Str key = entry->name;
        Str principal = name_cut(&key);
        size_t count = log_chain_trace(&survey->chain, key, links, LOG_CHAIN_DEPTH_MAX);
        if (count == 0) continue;
        CaseActor *actor = map_find(&inquiry->actor_of, principal);
        bool foreign = links[0]->standing == DEED_FOREIGN;
        if (actor == NULL && foreign) actor = inquiry_actor(inquiry, principal);
        if (actor == NULL) continue;
        actor_set_chain(inquiry, actor, links, count);
        if (!foreign) continue;
        find_links(inquiry, links, count);
        actor->standing = DEED_FOREIGN;
        actor->account = str_copy(inquiry->arena, links[0]->foreign);
        inquiry_reason(inquiry, actor,
                       str_format(inquiry->arena, "its credentials began with %.*s%s%.*s",
                                  STR_ARGS(links[0]->by),
                                  links[0]->foreign.len > 0 ? " of account " : "",
                                  STR_ARGS(links[0]->foreign)));
    }
}

static void find_named(Inquiry *inquiry, const Survey *survey) {
    const CaseWords *named = &inquiry->options->folder->file.scope.principals;
    const Roll *roll = &survey->rolls[SURVEY_PRINCIPAL];
    const RollEntry **sorted = entries_of(inquiry, roll);
    for (size_t i = 0; i < roll->map.count; i++) {
        const RollEntry *entry = sorted[i];
        for (size_t j = 0; j < named->count; j++) {
            if (!log_filter_names(named->items[j], entry->name)) continue;
            CaseActor *actor = inquiry_actor(inquiry, entry->name);
            if (actor != NULL) inquiry_reason(inquiry, actor, S("the case names it"));
        }
    }
}

static void find_anonymous(Inquiry *inquiry, const Survey *survey) {
    if (survey->rolls[SURVEY_ANONYMOUS].map.count == 0) return;
    CaseActor *actor = inquiry_actor(inquiry, S("anonymous"));
    if (actor == NULL) return;
    actor->standing = DEED_ANONYMOUS;
    inquiry_reason(inquiry, actor, S("had no credentials at all"));
}

/* ---- surveys ---- */

static bool survey_of(Inquiry *inquiry, LogFilter filter, bool follow, Survey *survey) {
    SurveyOptions options = {.paths = inquiry->paths,
                             .path_count = inquiry->path_count,
                             .scope = inquiry->scope,
                             .threads = inquiry->options->threads,
                             .filter = filter,
                             .follow = follow,
                             /* what a finding tells of, the logs tell themselves */
                             .without = 1U << LOG_SOURCE_GUARDDUTY,
                             .once = inquiry->by_source[LOG_SOURCE_S3ACCESS] > 0};
    static const SurveyRoll rolls[] = {SURVEY_PRINCIPAL, SURVEY_ADDRESS, SURVEY_OBJECT,
                                       SURVEY_EVENT,     SURVEY_SESSION, SURVEY_ANONYMOUS,
                                       SURVEY_FOREIGN};
    for (size_t i = 0; i < COUNT(rolls); i++) options.rolls[rolls[i]] = true;
    if (!survey_run(survey, &options, inquiry->err)) return false;
    if (survey->requests_refused == 0) return true;
    case_facts_add(inquiry->arena, &inquiry->result->gaps,
                   (CaseFact){.text = S("CloudTrail and access logs tell of more requests than can "
                                        "be compared: some count twice")});
    return true;
}

/* Takes over what a survey says of those who are actors by now. */
static void survey_take_actors(Inquiry *inquiry, const Survey *survey) {
    const Roll *roll = &survey->rolls[SURVEY_PRINCIPAL];
    const RollEntry **sorted = entries_of(inquiry, roll);
    for (size_t i = 0; i < roll->map.count; i++) {
        const RollEntry *entry = sorted[i];
        CaseActor *actor = map_find(&inquiry->actor_of, entry->name);
        if (actor != NULL) actor_add_entry(inquiry, actor, entry);
    }
}

/* Who touched a target: actors first, so that none is lost behind those who do so every day. */
static CaseCounts target_principals(Inquiry *inquiry, const Roll *roll) {
    const RollEntry **sorted = roll_sorted(roll, ROLL_BY_EVENTS, inquiry->arena);
    CaseCounts counts = {.items = ARENA_ARRAY(inquiry->arena, CaseCount, INVESTIGATION_LIST_MAX),
                         .total = roll->map.count};
    for (int actors = 1; actors >= 0; actors--) {
        for (size_t i = 0; i < counts.total && counts.count < INVESTIGATION_LIST_MAX; i++) {
            if ((map_find(&inquiry->actor_of, sorted[i]->name) != NULL) != actors) continue;
            counts.items[counts.count++] =
                (CaseCount){str_copy(inquiry->arena, sorted[i]->name), sorted[i]->counts};
        }
    }
    return counts;
}

static void keep_requests(Inquiry *inquiry, const Map *requests) {
    for (size_t i = 0; i < requests->count; i++) {
        Str id = requests->entries[i].key;
        if (map_find(&inquiry->requests, id) != NULL) continue;
        map_set(&inquiry->requests, str_copy(inquiry->arena, id), inquiry);
    }
}

static bool target_survey(Inquiry *inquiry, CaseTarget *target) {
    Survey *survey = survey_make();
    if (survey == NULL) return error_say(inquiry->err, "there is no memory");
    LogFilter filter = {0};
    if (target->kind == CASE_TARGET_BUCKET) filter.bucket = target->name;
    if (target->kind == CASE_TARGET_REPOSITORY) filter.repository = target->name;
    bool ok = survey_of(inquiry, filter, false, survey);
    if (ok) {
        target->counts = survey->all;
        target->addresses = counts_of(inquiry, &survey->rolls[SURVEY_ADDRESS], ROLL_BY_EVENTS);
        target->objects = counts_of(inquiry, &survey->rolls[SURVEY_OBJECT], ROLL_BY_EVENTS);
        find_anonymous(inquiry, survey);
        find_foreign(inquiry, survey);
        find_named(inquiry, survey);
        find_chained(inquiry, survey);
        survey_take_actors(inquiry, survey);
        keep_requests(inquiry, &survey->requests);
        target->principals = target_principals(inquiry, &survey->rolls[SURVEY_PRINCIPAL]);
        if (target->kind == CASE_TARGET_BUCKET && target->objects.total == 0) {
            Str what = str_format(inquiry->arena,
                                  "no event on an object of %.*s is in the logs: who read objects "
                                  "can't be told unless data events or access logs are recorded",
                                  STR_ARGS(target->name));
            case_facts_add(inquiry->arena, &inquiry->result->gaps, (CaseFact){.text = what});
        }
    }
    survey_free(survey);
    return ok;
}

/* Whether a principal's own requests were signed with the key. */
static bool entry_signed_with(const RollEntry *entry, Str key) {
    const Map *keys = &entry->details[SURVEY_ITS_KEYS].map;
    return map_find(keys, key) != NULL;
}

/* Everything that a named principal did, with the credentials that it gave out. */
static bool principal_survey(Inquiry *inquiry, Str principal) {
    Survey *survey = survey_make();
    if (survey == NULL) return error_say(inquiry->err, "there is no memory");
    bool is_key = secret_is_access_key(principal); /* not the one who has it */
    LogFilter filter = {.principal = is_key ? S("") : principal, .key = is_key ? principal : S("")};
    bool ok = survey_of(inquiry, filter, true, survey);
    const Roll *roll = &survey->rolls[SURVEY_PRINCIPAL];
    const RollEntry **sorted = entries_of(inquiry, roll);
    for (size_t i = 0; ok && i < roll->map.count; i++) {
        const RollEntry *entry = sorted[i];
        CaseActor *actor = inquiry_actor(inquiry, entry->name);
        if (actor == NULL) break;
        bool named =
            is_key ? entry_signed_with(entry, principal) : log_filter_names(principal, entry->name);
        inquiry_reason(inquiry, actor,
                       named ? is_key ? S("the case names its access key") : S("the case names it")
                             : str_format(inquiry->arena, "its credentials were given out by %.*s",
                                          STR_ARGS(principal)));
        /* What a target's survey counted already is part of this. */
        actor->everywhere = true;
        actor->counts = (DeedCounts){0};
        actor->addresses = actor->agents = actor->objects = actor->events = (CaseCounts){0};
        actor_add_entry(inquiry, actor, entry);
    }
    if (ok) find_chained(inquiry, survey);
    if (ok && roll->map.count == 0) {
        Str gap =
            str_format(inquiry->arena, "no event of %.*s, whom the case names, is in the logs",
                       STR_ARGS(principal));
        case_facts_add(inquiry->arena, &inquiry->result->gaps, (CaseFact){.text = gap});
    }
    survey_free(survey);
    return ok;
}

/* ---- what the logs cover ---- */

static int hour_compare(const void *left, const void *right) {
    return str_compare(*(const Str *)left, *(const Str *)right);
}

/* Says which hours between the first and the last event of a place have none. */
static void place_gaps(Inquiry *inquiry, Str place, const Str *hours, size_t count) {
    if (str_starts(place, log_source_name(LOG_SOURCE_GUARDDUTY))) return; /* findings are rare */
    size_t missing = 0;
    Str first = S(""), last = S("");
    for (size_t i = 1; i < count; i++) {
        int64_t before = 0, now = 0;
        Str full[] = {str_join2(inquiry->arena, hours[i - 1], S(":00:00Z")),
                      str_join2(inquiry->arena, hours[i], S(":00:00Z"))};
        if (!log_time_read(full[0], &before) || !log_time_read(full[1], &now)) continue;
        size_t gap = (size_t)((now - before) / 3600 - 1);
        if (gap == 0) continue;
        if (missing == 0) first = log_time_text(before + 3600, inquiry->arena);
        last = full[1];
        missing += gap;
    }
    if (missing == 0) return;
    Str text =
        str_format(inquiry->arena, "%.*s: %zu hours between %.*s and %.*s have no event at all",
                   STR_ARGS(place), missing, STR_ARGS(first), STR_ARGS(last));
    case_facts_add(inquiry->arena, &inquiry->result->gaps, (CaseFact){.text = text});
}

static void survey_gaps(Inquiry *inquiry, const Survey *survey) {
    const Roll *roll = &survey->rolls[SURVEY_HOUR];
    const RollEntry **sorted = roll_sorted(roll, ROLL_BY_NAME, inquiry->arena);
    Str *hours = ARENA_ARRAY(inquiry->arena, Str, roll->map.count + 1);
    Str place = S("");
    size_t count = 0;
    for (size_t i = 0; i <= roll->map.count; i++) {
        Str hour = i < roll->map.count ? sorted[i]->name : S("");
        Str here = name_cut(&hour);
        if (i == roll->map.count || !str_equal(here, place)) {
            if (count > 1) qsort(hours, count, sizeof(Str), hour_compare);
            place_gaps(inquiry, place, hours, count);
            place = here;
            count = 0;
        }
        hours[count++] = hour;
    }
}

/* One look at everything: whose logs, of which kinds, with which holes. */
static bool inquiry_cover(Inquiry *inquiry) {
    Survey *survey = survey_make();
    if (survey == NULL) return error_say(inquiry->err, "there is no memory");
    SurveyOptions options = {.paths = inquiry->paths,
                             .path_count = inquiry->path_count,
                             .scope = inquiry->scope,
                             .threads = inquiry->options->threads};
    options.rolls[SURVEY_ACCOUNT] = true;
    options.rolls[SURVEY_HOUR] = true;
    options.rolls[SURVEY_EVENT] = true;
    bool ok = survey_run(survey, &options, inquiry->err);
    const Roll *accounts = &survey->rolls[SURVEY_ACCOUNT];
    const RollEntry **accounts_sorted = entries_of(inquiry, accounts);
    for (size_t i = 0; ok && i < accounts->map.count; i++) {
        const RollEntry *entry = accounts_sorted[i];
        Str account = str_copy(inquiry->arena, entry->name);
        map_set(&inquiry->own_accounts, account, inquiry);
        inquiry->many_accounts |= inquiry->account.len > 0;
        inquiry->account = account;
    }
    if (ok) {
        memcpy(inquiry->by_source, survey->logs.in_scope, sizeof(inquiry->by_source));
        inquiry->failed_files = survey->logs.tally.failed;
        const Map *events = &survey->rolls[SURVEY_EVENT].map;
        for (size_t i = 0; i < events->count; i++) {
            inquiry->data_events |= data_event_service(events->entries[i].key);
        }
        survey_gaps(inquiry, survey);
    }
    survey_free(survey);
    return ok;
}

/* ---- the whole ---- */

static int actor_compare(const void *left, const void *right) {
    const CaseActor *a = left, *b = right;
    if (a->standing != b->standing) return a->standing > b->standing ? -1 : 1;
    if (a->counts.first != b->counts.first) return a->counts.first < b->counts.first ? -1 : 1;
    return str_compare(a->principal, b->principal);
}

/* Sorts the actors; what points to them is told their new places. */
static void inquiry_sort_actors(Inquiry *inquiry) {
    Investigation *result = inquiry->result;
    Map *maps[] = {&inquiry->actor_keys, &inquiry->addresses};
    Str **names = ARENA_ARRAY(inquiry->arena, Str *, COUNT(maps));
    for (size_t i = 0; i < COUNT(maps); i++) {
        names[i] = ARENA_ARRAY(inquiry->arena, Str, maps[i]->count + 1);
        for (size_t j = 0; j < maps[i]->count; j++) {
            names[i][j] = ((const CaseActor *)maps[i]->entries[j].value)->principal;
        }
    }
    if (result->actor_count > 1)
        qsort(result->actors, result->actor_count, sizeof(CaseActor), actor_compare);
    for (size_t i = 0; i < result->actor_count; i++) {
        map_set(&inquiry->actor_of, result->actors[i].principal, &result->actors[i]);
    }
    for (size_t i = 0; i < COUNT(maps); i++) {
        for (size_t j = 0; j < maps[i]->count; j++) {
            maps[i]->entries[j].value = map_find(&inquiry->actor_of, names[i][j]);
        }
    }
}

bool inquiry_actors(Inquiry *inquiry) {
    Investigation *result = inquiry->result;
    const CaseWords *named = &inquiry->options->folder->file.scope.principals;
    if (inquiry->path_count == 0) {
        case_facts_add(inquiry->arena, &result->gaps,
                       (CaseFact){.text = S("the case has no logs: --logs names some")});
        return true;
    }
    if (!inquiry_cover(inquiry)) return false;
    for (size_t i = 0; i < result->target_count; i++) {
        if (!target_survey(inquiry, &result->targets[i])) return false;
    }
    for (size_t i = 0; i < named->count; i++) {
        if (!principal_survey(inquiry, named->items[i])) return false;
    }
    inquiry_sort_actors(inquiry);
    for (size_t i = 0; i < result->actor_count; i++) {
        const DeedCounts *counts = &result->actors[i].counts;
        if (!counts->has_time) continue;
        if (!result->has_time || counts->first < result->first) result->first = counts->first;
        if (!result->has_time || counts->last > result->last) result->last = counts->last;
        result->has_time = true;
    }
    return true;
}
