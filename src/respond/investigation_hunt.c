/* SPDX-License-Identifier: Apache-2.0 */
/* investigation_hunt.c -- the playbook's queries over the logs, in one pass. What lies in a query's
 * scope becomes evidence of its step and a line of the timeline; an event that several steps ask
 * for is one line there. */
#include "hunt/data_event.h"
#include "logs/log_time.h"
#include "respond/investigation_parts.h"
#include "text/json_writer.h"
#include "text/secret.h"

#include <stdlib.h>

enum { HUNT_STEPS_PER_EVENT = 32 };

/* While hits are written. */
typedef struct Telling {
    Inquiry *inquiry;
    size_t *step_of;        /* by rule of the set: the step + 1 */
    CaseEvidence *evidence; /* by step; only those of queries and findings are open */
    CaseSources sources;
    Output timeline;
    Arena scratch;
    /* the event at hand, until the next one shows that it is complete */
    Buffer event; /* its line without steps and without the last brace */
    Str event_id; /* in event_key */
    Buffer event_key;
    const PlaybookStep *steps[HUNT_STEPS_PER_EVENT];
    size_t step_count;
    Map bins; /* hour and actor -> CaseBin */
} Telling;

/* ---- scope ---- */

static bool target_is(const CaseTarget *target, Str text) {
    Str rest = text;
    if (str_starts(rest, S("arn:"))) {
        for (int i = 0; i < 5; i++) str_cut(&rest, ':');
    }
    if (target->kind == CASE_TARGET_BUCKET) return str_equal(str_cut(&rest, '/'), target->name);
    /* names of ECR's repositories may have "/" */
    if (str_starts(rest, S("repository/"))) str_cut(&rest, '/');
    return str_equal(rest, target->name);
}

static const CaseTarget *hit_target(const Inquiry *inquiry, const Hit *hit) {
    for (size_t i = 0; i < inquiry->result->target_count; i++) {
        const CaseTarget *target = &inquiry->result->targets[i];
        if (target_is(target, hit->texts[HIT_OBJECT])) return target;
        Str rest = hit->texts[HIT_TARGETS];
        while (rest.len > 0) {
            if (target_is(target, str_cut(&rest, '\n'))) return target;
        }
    }
    return NULL;
}

static CaseActor *hit_actor(const Inquiry *inquiry, const Hit *hit) {
    CaseActor *actor = map_find(&inquiry->actor_of, hit->texts[HIT_PRINCIPAL]);
    if (actor == NULL) actor = map_find(&inquiry->actor_keys, hit->texts[HIT_KEY]);
    bool nobody = str_equal(hit->texts[HIT_PRINCIPAL], S("-")) ||
                  str_equal(hit->texts[HIT_PRINCIPAL], S("ANONYMOUS_PRINCIPAL"));
    if (actor == NULL && nobody) actor = map_find(&inquiry->actor_of, S("anonymous"));
    return actor;
}

/* An address of the hit that an actor used: who sent, or in flow logs who was sent to. */
static CaseActor *hit_address(const Inquiry *inquiry, const Hit *hit) {
    CaseActor *actor = map_find(&inquiry->addresses, hit->texts[HIT_ADDRESS]);
    Str rest = hit->source == LOG_SOURCE_VPCFLOW ? hit->texts[HIT_TARGETS] : S("");
    while (actor == NULL && rest.len > 0) {
        actor = map_find(&inquiry->addresses, str_cut(&rest, '\n'));
    }
    return actor;
}

static bool hit_is_in_scope(const Inquiry *inquiry, const PlaybookStep *step, const Hit *hit) {
    if (step->type == PLAYBOOK_FINDING) return true;
    switch (step->query.scope) {
    case PLAYBOOK_SCOPE_TARGET: return hit_target(inquiry, hit) != NULL;
    case PLAYBOOK_SCOPE_ACTOR: return hit_actor(inquiry, hit) != NULL;
    case PLAYBOOK_SCOPE_ADDRESS: return hit_address(inquiry, hit) != NULL;
    default: return true;
    }
}

/* ---- lines ---- */

static const struct {
    HitText text;
    Str key;
    bool free; /* the caller chose it, and may have put a credential there */
} hit_keys[] = {
    {HIT_EVENT, S_INIT("event"), false},     {HIT_NAME, S_INIT("name"), true},
    {HIT_SERVICE, S_INIT("service"), false}, {HIT_PRINCIPAL, S_INIT("principal"), true},
    {HIT_ADDRESS, S_INIT("address"), false}, {HIT_AGENT, S_INIT("agent"), true},
    {HIT_ACCOUNT, S_INIT("account"), false}, {HIT_REGION, S_INIT("region"), false},
    {HIT_ERROR, S_INIT("error"), true},      {HIT_KEY, S_INIT("key"), false},
    {HIT_OBJECT, S_INIT("object"), true},    {HIT_BYTES, S_INIT("bytes"), false},
};

static void write_hit(Telling *telling, JsonWriter *writer, const Hit *hit) {
    Arena *scratch = &telling->scratch;
    if (hit->has_time) json_pair_write(writer, S("time"), log_time_text(hit->time, scratch));
    json_pair_write(writer, S("source"), log_source_name(hit->source));
    for (size_t i = 0; i < COUNT(hit_keys); i++) {
        Str text = hit->texts[hit_keys[i].text];
        if (text.len == 0) continue;
        if (hit_keys[i].free) text = secret_mask(scratch, S(""), text);
        json_pair_write(writer, hit_keys[i].key, text);
    }
    const CaseActor *actor = hit_actor(telling->inquiry, hit);
    if (actor != NULL) json_pair_write(writer, S("actor"), actor->principal);
}

static void write_targets(Telling *telling, JsonWriter *writer, const Hit *hit) {
    Str rest = hit->texts[HIT_TARGETS];
    if (rest.len == 0) return;
    json_key_write(writer, S("targets"));
    json_array_begin(writer);
    while (rest.len > 0) {
        json_string_write(writer, secret_mask(&telling->scratch, S(""), str_cut(&rest, '\n')));
    }
    json_array_end(writer);
}

static void write_place(Telling *telling, JsonWriter *writer, const Hit *hit) {
    const CaseFolder *folder = telling->inquiry->options->folder;
    json_pair_write(writer, S("file"), case_folder_shown(folder, hit->texts[HIT_FILE]));
    json_key_write(writer, S("offset"));
    json_int_write(writer, (int64_t)hit->offset);
    json_pair_write(writer, S("sha256"), hit->texts[HIT_SUM]);
}

static void tell_evidence(Telling *telling, size_t step, const Hit *hit) {
    CLEANUP(buffer_free) Buffer line = {0};
    JsonWriter writer = json_writer_make(&line, true);
    json_object_begin(&writer);
    write_hit(telling, &writer, hit);
    write_targets(telling, &writer, hit);
    write_place(telling, &writer, hit);
    json_object_end(&writer);
    case_evidence_add(&telling->evidence[step], buffer_text(&line));
    case_evidence_source(&telling->sources, hit->texts[HIT_FILE]);
}

/* ---- the timeline ---- */

/* Writes the event at hand with the steps that asked for it. */
static void timeline_flush(Telling *telling) {
    if (telling->step_count == 0) return;
    Buffer *out = &telling->timeline.buffer;
    buffer_add(out, buffer_text(&telling->event));
    buffer_add(out, S(",\"steps\":["));
    for (size_t i = 0; i < telling->step_count; i++) {
        if (i > 0) buffer_add_byte(out, ',');
        json_escape(out, telling->steps[i]->id);
    }
    buffer_add(out, S("]}\n"));
    output_flow(&telling->timeline);
    telling->inquiry->result->timeline_lines++;
    telling->step_count = 0;
}

/* What tells one event from another. */
static void timeline_key(Telling *telling, const Hit *hit, Buffer *out) {
    (void)telling;
    buffer_add(out, hit->texts[HIT_EVENT]);
    if (hit->texts[HIT_EVENT].len > 0 && hit->source == LOG_SOURCE_CLOUDTRAIL) return;
    buffer_add_format(out, "|%llu|", (unsigned long long)hit->offset);
    buffer_add(out, hit->texts[HIT_FILE]);
}

/* Whether the hit belongs to the story. What everybody else reads and writes every day at a target
 * is evidence only, unless nobody is known yet. */
static bool timeline_wants(const Inquiry *inquiry, const PlaybookStep *step, const Hit *hit) {
    if (hit->source == LOG_SOURCE_S3ACCESS &&
        map_find(&inquiry->requests, hit->texts[HIT_EVENT]) != NULL)
        return false; /* CloudTrail's line is there */
    bool touched =
        step->type == PLAYBOOK_QUERY && step->query.scope == PLAYBOOK_SCOPE_TARGET &&
        (step->query.role == PLAYBOOK_ROLE_READ || step->query.role == PLAYBOOK_ROLE_WRITE);
    return !touched || inquiry->result->actor_count == 0 || hit_actor(inquiry, hit) != NULL;
}

static void timeline_add(Telling *telling, const PlaybookStep *step, const Hit *hit) {
    CLEANUP(buffer_free) Buffer key = {0};
    timeline_key(telling, hit, &key);
    bool same =
        telling->step_count > 0 && str_equal(buffer_text(&key), buffer_text(&telling->event_key));
    if (!same) {
        timeline_flush(telling);
        telling->event_key.len = 0;
        buffer_add(&telling->event_key, buffer_text(&key));
        telling->event.len = 0;
        JsonWriter writer = json_writer_make(&telling->event, true);
        json_object_begin(&writer);
        write_hit(telling, &writer, hit);
        write_targets(telling, &writer, hit);
        write_place(telling, &writer, hit);
        json_object_end(&writer);
        telling->event.len--; /* the brace: steps follow */
    }
    if (telling->step_count < HUNT_STEPS_PER_EVENT) telling->steps[telling->step_count++] = step;
    if (same || !hit->has_time) return;
    Inquiry *inquiry = telling->inquiry;
    CaseActor *actor = hit_actor(inquiry, hit);
    if (actor == NULL) return;
    if (hit_target(inquiry, hit) == NULL) actor->later++;
    int64_t hour = hit->time - ((hit->time % 3600) + 3600) % 3600;
    size_t place = (size_t)(actor - inquiry->result->actors);
    Str name = str_format(inquiry->arena, "%lld %zu", (long long)hour, place);
    CaseBin *bin = map_find(&telling->bins, name);
    if (bin == NULL) {
        bin = ARENA_NEW(inquiry->arena, CaseBin);
        *bin = (CaseBin){.hour = hour, .actor = place};
        map_set(&telling->bins, name, bin);
    }
    bin->events++;
}

/* ---- what hits tell ---- */

static void note_name(Inquiry *inquiry, Map *names, Str name) {
    if (name.len == 0 || map_find(names, name) != NULL || names->count >= INVESTIGATION_LIST_MAX)
        return;
    map_set(names, str_copy(inquiry->arena, name), inquiry);
}

/* Trails are named by name or by ARN; commands want the ARN. */
static void note_trail(Inquiry *inquiry, const Hit *hit, Str name) {
    Str account = hit->texts[HIT_ACCOUNT], region = hit->texts[HIT_REGION];
    bool arn = str_starts(name, S("arn:aws:cloudtrail:"));
    if (!arn && (account.len == 0 || region.len == 0 || str_starts(name, S("arn:")))) return;
    note_name(inquiry, &inquiry->trails,
              arn ? name
                  : str_format(inquiry->arena, "arn:aws:cloudtrail:%.*s:%.*s:trail/%.*s",
                               STR_ARGS(region), STR_ARGS(account), STR_ARGS(name)));
}

/* Names that commands may be about. */
static void note_names(Inquiry *inquiry, const PlaybookStep *step, const Hit *hit) {
    Str rest = hit->texts[HIT_TARGETS];
    bool database = str_equal(hit->texts[HIT_SERVICE], S("rds.amazonaws.com"));
    bool trail = str_equal(hit->texts[HIT_SERVICE], S("cloudtrail.amazonaws.com"));
    bool worked = hit->texts[HIT_ERROR].len == 0;
    bool acted = worked && hit_actor(inquiry, hit) != NULL;
    while (worked && rest.len > 0) {
        Str name = str_cut(&rest, '\n');
        bool arn = str_starts(name, S("arn:"));
        if (trail) note_trail(inquiry, hit, name); /* whoever it was: they are all looked after */
        if (!acted) continue;
        if (str_starts(name, S("snap-"))) note_name(inquiry, &inquiry->snapshots, name);
        if (str_starts(name, S("ami-"))) note_name(inquiry, &inquiry->images, name);
        if (str_starts(name, S("i-"))) note_name(inquiry, &inquiry->instances, name);
        if (database && !arn) note_name(inquiry, &inquiry->databases, name);
    }
    bool network = step->type == PLAYBOOK_QUERY && step->query.role == PLAYBOOK_ROLE_NETWORK;
    if (network && str_starts(hit->texts[HIT_PRINCIPAL], S("i-"))) {
        note_name(inquiry, &inquiry->instances, hit->texts[HIT_PRINCIPAL]);
    }
    bool write = step->type == PLAYBOOK_QUERY && step->query.role == PLAYBOOK_ROLE_WRITE;
    if (write && acted) {
        note_name(inquiry, &inquiry->written, hit->texts[HIT_OBJECT]);
    }
    Str region = hit->texts[HIT_REGION];
    if (region.len > 0 && !str_equal(region, inquiry->region)) {
        inquiry->many_regions |= inquiry->region.len > 0;
        inquiry->region = str_copy(inquiry->arena, region);
    }
}

/* Whether an actor that touched target came by a session of role. */
static bool target_is_reached_by(const Inquiry *inquiry, const CaseTarget *target, Str role) {
    Str session = str_join3(inquiry->arena, S(":assumed-role/"), role, S("/"));
    for (size_t i = 0; i < target->principals.count; i++) {
        const CaseActor *actor = map_find(&inquiry->actor_of, target->principals.items[i].name);
        if (actor == NULL) continue;
        if (str_contains(actor->principal, session)) return true;
        for (size_t j = 0; j < actor->chain_count; j++) {
            if (str_contains(actor->chain[j], session)) return true;
        }
    }
    return false;
}

/* Whether the event opened or closed a way to target: it is about it, or about a role that an actor
 * came by, or about the account's block that stands above all buckets. */
static bool hit_exposes(const Inquiry *inquiry, const CaseTarget *target, const Hit *hit) {
    if (target == hit_target(inquiry, hit)) return true;
    if (str_ends(hit->texts[HIT_NAME], S("AccountPublicAccessBlock"))) {
        return target->kind == CASE_TARGET_BUCKET;
    }
    if (!str_equal(hit->texts[HIT_NAME], S("UpdateAssumeRolePolicy"))) return false;
    Str rest = hit->texts[HIT_TARGETS];
    while (rest.len > 0) {
        Str name = str_cut(&rest, '\n');
        while (str_contains(name, S("/"))) str_cut(&name, '/');
        if (name.len > 0 && target_is_reached_by(inquiry, target, name)) return true;
    }
    return false;
}

/* An event that changed who can reach a target. */
static void note_exposure(Telling *telling, const PlaybookStep *step, const Hit *hit) {
    Inquiry *inquiry = telling->inquiry;
    bool exposes = step->type == PLAYBOOK_QUERY && step->query.role == PLAYBOOK_ROLE_EXPOSURE;
    if (!exposes || hit->texts[HIT_ERROR].len > 0) return;
    Str text = str_format(inquiry->arena, "%.*s by %.*s", STR_ARGS(hit->texts[HIT_NAME]),
                          STR_ARGS(hit->texts[HIT_PRINCIPAL]));
    CaseFact fact = {.text = text,
                     .proof = str_copy(inquiry->arena, hit->texts[HIT_EVENT]),
                     .step = step->id,
                     .has_time = hit->has_time,
                     .time = hit->time,
                     .by = str_copy(inquiry->arena, hit->texts[HIT_PRINCIPAL])};
    for (size_t i = 0; i < inquiry->result->target_count; i++) {
        CaseTarget *target = &inquiry->result->targets[i];
        if (!hit_exposes(inquiry, target, hit)) continue;
        if (target->exposures.count < INVESTIGATION_LIST_MAX) {
            case_facts_add(inquiry->arena, &target->exposures, fact);
        } else if (!target->exposures_cut) {
            target->exposures_cut = true;
            Str gap = str_format(inquiry->arena,
                                 "only the first %d ways in and changes of %.*s are listed; the "
                                 "others are in the evidence",
                                 INVESTIGATION_LIST_MAX, STR_ARGS(target->name));
            case_facts_add(inquiry->arena, &inquiry->result->gaps, (CaseFact){.text = gap});
        }
    }
}

static void note_finding(Telling *telling, const Hit *hit) {
    Inquiry *inquiry = telling->inquiry;
    Investigation *result = inquiry->result;
    if (result->finding_count == INVESTIGATION_ACTORS_MAX) return;
    if (result->findings == NULL) {
        result->findings = ARENA_ARRAY(inquiry->arena, CaseFinding, INVESTIGATION_ACTORS_MAX);
    }
    CaseFinding *finding = &result->findings[result->finding_count++];
    Arena *arena = inquiry->arena;
    Str targets = hit->texts[HIT_TARGETS];
    *finding = (CaseFinding){.id = str_copy(arena, hit->texts[HIT_EVENT]),
                             .type = str_copy(arena, hit->texts[HIT_NAME]),
                             .severity = str_copy(arena, hit->texts[HIT_SEVERITY]),
                             .title = str_copy(arena, hit->texts[HIT_TITLE]),
                             .has_time = hit->has_time,
                             .time = hit->time,
                             .principal = str_copy(arena, hit->texts[HIT_PRINCIPAL]),
                             .address = str_copy(arena, hit->texts[HIT_ADDRESS]),
                             .target = str_copy(arena, str_cut(&targets, '\n'))};
    finding->joined = hit_target(inquiry, hit) != NULL || hit_actor(inquiry, hit) != NULL ||
                      hit_address(inquiry, hit) != NULL;
    for (size_t i = 0; !finding->joined && i < result->actor_count; i++) {
        finding->joined = finding->principal.len > 0 &&
                          log_filter_names(finding->principal, result->actors[i].principal);
    }
}

/* ---- one hit ---- */

static void telling_take(void *context, const Hit *hit) {
    Telling *telling = context;
    Inquiry *inquiry = telling->inquiry;
    arena_reset(&telling->scratch);
    size_t place = telling->step_of[hit->rule];
    if (place == 0) return;
    CaseResult *result = &inquiry->result->results[place - 1];
    if (!hit_is_in_scope(inquiry, result->step, hit)) return;
    result->count++;
    if (hit_target(inquiry, hit) != NULL) {
        inquiry->target_data_events |= data_event_service(hit->texts[HIT_NAME]);
    }
    if (hit->has_time) {
        if (!result->has_time || hit->time < result->first) result->first = hit->time;
        if (!result->has_time || hit->time > result->last) result->last = hit->time;
        result->has_time = true;
    }
    tell_evidence(telling, place - 1, hit);
    if (timeline_wants(inquiry, result->step, hit)) timeline_add(telling, result->step, hit);
    note_names(inquiry, result->step, hit);
    note_exposure(telling, result->step, hit);
    if (result->step->type == PLAYBOOK_FINDING) note_finding(telling, hit);
}

/* ---- the whole ---- */

/* The findings' steps as rules: their types are what GuardDuty's records are looked through for. */
static bool add_finding_rules(Inquiry *inquiry) {
    for (size_t i = 0; i < inquiry->result->playbook->step_count; i++) {
        const PlaybookStep *step = &inquiry->result->playbook->steps[i];
        if (step->type != PLAYBOOK_FINDING) continue;
        CLEANUP(buffer_free) Buffer rule = {0};
        buffer_add(&rule, S("title: findings\nid: "));
        buffer_add_format(&rule, "%.*s/%.*s\n", STR_ARGS(inquiry->result->playbook->id),
                          STR_ARGS(step->id));
        buffer_add(&rule, S("logsource: {product: aws, service: guardduty}\n"
                            "detection:\n  selection:\n    type:\n"));
        for (size_t j = 0; j < step->finding.types.count; j++) {
            buffer_add(&rule, S("      - "));
            json_escape(&rule, step->finding.types.items[j]);
            buffer_add_byte(&rule, '\n');
        }
        for (size_t j = 0; j < step->finding.retired_count; j++) {
            buffer_add(&rule, S("      - "));
            json_escape(&rule, step->finding.retired[j].type);
            buffer_add_byte(&rule, '\n');
        }
        buffer_add(&rule, S("  condition: selection\n"));
        if (!sigma_set_add(inquiry->options->set, S("findings"), buffer_text(&rule))) {
            return error_say(inquiry->err, "the findings of step %.*s can't be looked for",
                             STR_ARGS(step->id));
        }
    }
    return true;
}

static bool step_is_hunted(const PlaybookStep *step) {
    return step->type == PLAYBOOK_QUERY || step->type == PLAYBOOK_FINDING;
}

static void telling_link(Telling *telling) {
    const Playbook *playbook = telling->inquiry->result->playbook;
    const SigmaSet *set = telling->inquiry->options->set;
    telling->step_of = ARENA_ARRAY(telling->inquiry->arena, size_t, set->count + 1);
    for (size_t i = 0; i < set->count; i++) {
        Str step = set->rules[i].id;
        str_cut(&step, '/');
        for (size_t j = 0; j < playbook->step_count; j++) {
            bool hunted = step_is_hunted(&playbook->steps[j]);
            if (hunted && str_equal(playbook->steps[j].id, step)) telling->step_of[i] = j + 1;
        }
    }
}

static bool telling_open(Telling *telling) {
    Inquiry *inquiry = telling->inquiry;
    const Playbook *playbook = inquiry->result->playbook;
    const CaseFolder *folder = inquiry->options->folder;
    telling->evidence = ARENA_ARRAY(inquiry->arena, CaseEvidence, playbook->step_count + 1);
    telling->sources = case_evidence_sources(inquiry->arena, folder);
    telling->bins = map_make(inquiry->arena);
    telling_link(telling);
    for (size_t i = 0; i < playbook->step_count; i++) {
        if (!step_is_hunted(&playbook->steps[i])) continue;
        if (!case_evidence_open(&telling->evidence[i], folder, playbook->steps[i].id, inquiry->err))
            return false;
    }
    Str path = case_folder_path(folder, S(CASE_FOLDER_TIMELINE));
    return output_open(&telling->timeline, path.ptr, inquiry->err);
}

static bool telling_close(Telling *telling, bool keep) {
    const Playbook *playbook = telling->inquiry->result->playbook;
    Error *err = keep ? telling->inquiry->err : NULL;
    bool ok = keep;
    timeline_flush(telling);
    for (size_t i = 0; telling->evidence != NULL && i < playbook->step_count; i++) {
        if (telling->evidence[i].folder == NULL) continue;
        ok = case_evidence_close(&telling->evidence[i], ok, err) && ok;
    }
    if (telling->timeline.path != NULL) ok = output_close(&telling->timeline, ok, err) && ok;
    ok = ok && case_evidence_write_sources(&telling->sources, err);
    buffer_free(&telling->event);
    buffer_free(&telling->event_key);
    arena_free(&telling->scratch);
    return ok;
}

static LogSource step_source(const PlaybookStep *step) {
    return step->type == PLAYBOOK_FINDING ? LOG_SOURCE_GUARDDUTY : step->query.source;
}

/* The services whose data events a step wants and nothing shows to be recorded: at the targets, for
 * a trail may record those of other buckets only. */
static uint32_t step_lacks(const Inquiry *inquiry, const PlaybookStep *step) {
    const SigmaSet *set = inquiry->options->set;
    if (step->type != PLAYBOOK_QUERY || step->query.source != LOG_SOURCE_CLOUDTRAIL) return 0;
    size_t rule = sigma_set_find(set, step->query.rule);
    uint32_t wanted = rule == SIZE_MAX ? 0 : data_event_wanted(set, &set->rules[rule]);
    bool target = step->query.scope == PLAYBOOK_SCOPE_TARGET;
    return wanted & ~(target ? inquiry->target_data_events : inquiry->data_events);
}

/* Who or what a step asks about, when that isn't known yet; else empty. */
static Str step_misses(const Inquiry *inquiry, const PlaybookStep *step) {
    const Investigation *result = inquiry->result;
    bool asked[2] = {(step->inputs & 1u << PLAYBOOK_INPUT_BUCKETS) != 0,
                     (step->inputs & 1u << PLAYBOOK_INPUT_REPOSITORIES) != 0};
    bool named = !asked[0] && !asked[1] && result->target_count > 0;
    if (step->type != PLAYBOOK_QUERY) return S("");
    switch (step->query.scope) {
    case PLAYBOOK_SCOPE_TARGET:
        for (size_t i = 0; i < result->target_count; i++) {
            named |= asked[result->targets[i].kind == CASE_TARGET_REPOSITORY];
        }
        if (named) return S("");
        return asked[0] && !asked[1]   ? S("the case names no bucket")
               : asked[1] && !asked[0] ? S("the case names no repository")
                                       : S("the case names no bucket and no repository");
    case PLAYBOOK_SCOPE_ACTOR:
        return result->actor_count > 0 ? S("") : S("nobody is known yet who may have done it");
    case PLAYBOOK_SCOPE_ADDRESS:
        return inquiry->addresses.count > 0 ? S("") : S("no address of an actor is known yet");
    default: return S("");
    }
}

/* Why a step that found nothing doesn't tell that there was nothing; empty when it does. */
static Str step_doubt(const Inquiry *inquiry, const PlaybookStep *step) {
    Arena *arena = inquiry->arena;
    LogSource source = step_source(step);
    uint32_t lacks = step_lacks(inquiry, step);
    Str misses = step_misses(inquiry, step);
    if (inquiry->by_source[source] == 0) {
        return str_format(arena, "no log of %.*s%s was read", STR_ARGS(log_source_name(source)),
                          inquiry->scope.has_from || inquiry->scope.has_to ? " in the case's time"
                                                                           : "");
    }
    if (misses.len > 0) return misses;
    if (lacks != 0) {
        bool target = step->query.scope == PLAYBOOK_SCOPE_TARGET;
        return str_format(arena,
                          "nothing found, but no data event of %.*s%s is in the logs: they may not "
                          "be recorded",
                          STR_ARGS(data_event_names(lacks, arena)),
                          target ? " about a target" : "");
    }
    if (inquiry->failed_files == 0) return S("");
    return str_format(arena, "nothing found, but %llu %s could not be read to the end",
                      (unsigned long long)inquiry->failed_files,
                      inquiry->failed_files == 1 ? "file" : "files");
}

/* Says what came of each hunted step: nothing found is only told where there was something to look
 * at. */
static bool hunt_conclude(Inquiry *inquiry) {
    for (size_t i = 0; i < inquiry->result->playbook->step_count; i++) {
        CaseResult *result = &inquiry->result->results[i];
        if (!step_is_hunted(result->step)) continue;
        LogSource source = step_source(result->step);
        Str doubt = result->count > 0 ? S("") : step_doubt(inquiry, result->step), reason = doubt;
        if (result->count > 0) {
            reason = str_format(inquiry->arena, "%llu found", (unsigned long long)result->count);
        } else if (doubt.len == 0) {
            reason = str_format(inquiry->arena, "nothing found in %llu records of %.*s",
                                (unsigned long long)inquiry->by_source[source],
                                STR_ARGS(log_source_name(source)));
        }
        CaseState state = doubt.len > 0 ? CASE_UNKNOWN : CASE_DONE;
        if (!inquiry_conclude(inquiry, result, state, reason)) return false;
    }
    return true;
}

static void hunt_gaps(Inquiry *inquiry) {
    for (int source = 0; source < LOG_SOURCE_COUNT; source++) {
        bool asked = false;
        for (size_t i = 0; i < inquiry->result->playbook->step_count; i++) {
            const PlaybookStep *step = &inquiry->result->playbook->steps[i];
            asked |= step_is_hunted(step) && step_source(step) == (LogSource)source;
        }
        if (!asked || inquiry->by_source[source] > 0) continue;
        Str name = log_source_name((LogSource)source);
        Str text = str_format(inquiry->arena, "no log of %.*s was read", STR_ARGS(name));
        case_facts_add(inquiry->arena, &inquiry->result->gaps, (CaseFact){.text = text});
    }
}

static int bin_compare(const void *left, const void *right) {
    const CaseBin *a = left, *b = right;
    if (a->hour != b->hour) return a->hour < b->hour ? -1 : 1;
    return (a->actor > b->actor) - (a->actor < b->actor);
}

static void telling_bins(Telling *telling) {
    Investigation *result = telling->inquiry->result;
    result->bin_count = telling->bins.count;
    result->bins = ARENA_ARRAY(telling->inquiry->arena, CaseBin, result->bin_count + 1);
    for (size_t i = 0; i < result->bin_count; i++) {
        result->bins[i] = *(const CaseBin *)telling->bins.entries[i].value;
    }
    if (result->bin_count > 1) qsort(result->bins, result->bin_count, sizeof(CaseBin), bin_compare);
}

static bool hunt_tell(Inquiry *inquiry, Hunt *hunt) {
    Telling telling = {.inquiry = inquiry};
    bool ok = telling_open(&telling);
    if (ok) {
        bool told = hunt_each(hunt, telling_take, &telling);
        if (!told) error_say(inquiry->err, "hits that were kept can't be read again");
        ok = told;
    }
    telling_bins(&telling);
    return telling_close(&telling, ok);
}

bool inquiry_hunt(Inquiry *inquiry) {
    const InvestigationOptions *options = inquiry->options;
    if (!add_finding_rules(inquiry)) return false;
    Hunt *hunt = hunt_make(inquiry->arena, options->set);
    if (hunt == NULL) return error_say(inquiry->err, "there is no memory for the hunt");
    HuntOptions hunting = {.paths = inquiry->paths,
                           .path_count = inquiry->path_count,
                           .scope = inquiry->scope,
                           .threads = options->threads,
                           .sums = true,
                           .progress = options->progress,
                           .context = options->context};
    HuntResult result = {0};
    bool ok = hunt_run(hunt, &hunting, &result, inquiry->err) && hunt_tell(inquiry, hunt);
    inquiry->result->logs = result.logs;
    hunt_free(hunt);
    hunt_gaps(inquiry);
    return ok && hunt_conclude(inquiry);
}
