/* SPDX-License-Identifier: Apache-2.0 */
/* investigation.c -- see investigation.h: the order of things. */
#include "respond/investigation.h"

#include "logs/log_time.h"
#include "respond/investigation_parts.h"

#include <stdlib.h>

void case_facts_add(Arena *arena, CaseFacts *facts, CaseFact fact) {
    if (facts->count == facts->capacity) {
        size_t capacity = facts->capacity == 0 ? 8 : facts->capacity * 2;
        facts->items =
            arena_grow_array(arena, facts->items, facts->count, capacity, sizeof(CaseFact));
        facts->capacity = capacity;
    }
    facts->items[facts->count++] = fact;
}

bool inquiry_conclude(Inquiry *inquiry, CaseResult *result, CaseState state, Str reason) {
    CaseFile *file = &inquiry->options->folder->file;
    CaseStep *step = case_file_add_step(inquiry->arena, file, result->step->id, inquiry->err);
    if (step == NULL) return false;
    case_file_set_result(inquiry->arena, step, state, reason);
    result->state = step->state;
    result->reason = step->by_person ? step->reason : reason;
    return true;
}

/* Logs and findings are read alike: what a file holds is told by its content. */
static void inquiry_paths(Inquiry *inquiry) {
    const CaseFolder *folder = inquiry->options->folder;
    const CaseWords *lists[] = {&folder->file.scope.logs, &folder->file.scope.findings};
    size_t room = lists[0]->count + lists[1]->count;
    inquiry->paths = ARENA_ARRAY(inquiry->arena, Str, room + 1);
    for (size_t i = 0; i < COUNT(lists); i++) {
        for (size_t j = 0; j < lists[i]->count; j++) {
            inquiry->paths[inquiry->path_count++] = case_folder_resolve(folder, lists[i]->items[j]);
        }
    }
    const CaseScope *scope = &folder->file.scope;
    inquiry->scope.has_from = log_time_read_typed(scope->from, false, &inquiry->scope.from);
    inquiry->scope.has_to = log_time_read_typed(scope->to, true, &inquiry->scope.to);
}

static bool inquiry_digests(Inquiry *inquiry) {
    DigestOptions options = {.paths = inquiry->paths,
                             .path_count = inquiry->path_count,
                             .key_path = inquiry->options->public_key};
    if (inquiry->path_count == 0) return true;
    return digest_check(inquiry->arena, &options, &inquiry->result->digests, inquiry->err);
}

/* Steps that only people can do: as they stand in the case. */
static bool inquiry_people(Inquiry *inquiry) {
    Investigation *result = inquiry->result;
    for (size_t i = 0; i < result->playbook->step_count; i++) {
        CaseResult *step = &result->results[i];
        bool fine = true;
        if (step->step->type == PLAYBOOK_QUESTION) {
            fine = inquiry_conclude(inquiry, step, CASE_OPEN, S("a person answers it"));
        } else if (step->step->type == PLAYBOOK_NOTE) {
            fine = inquiry_conclude(inquiry, step, CASE_DONE, S("to be read"));
        }
        if (!fine) return false;
    }
    return true;
}

/* Lists that are full: what came after is in the evidence only, or not followed at all. */
static void inquiry_limits(Inquiry *inquiry) {
    const Investigation *result = inquiry->result;
    const struct {
        size_t count, limit;
        const char *what;
    } lists[] = {
        {result->actor_count, INVESTIGATION_ACTORS_MAX, "principals were followed"},
        {result->finding_count, INVESTIGATION_ACTORS_MAX, "findings are listed"},
        {result->action_count, INVESTIGATION_ACTIONS_MAX, "commands are listed"},
        {inquiry->snapshots.count, INVESTIGATION_LIST_MAX, "snapshots have commands"},
        {inquiry->images.count, INVESTIGATION_LIST_MAX, "images have commands"},
        {inquiry->instances.count, INVESTIGATION_LIST_MAX, "instances have commands"},
        {inquiry->databases.count, INVESTIGATION_LIST_MAX, "databases have commands"},
        {inquiry->trails.count, INVESTIGATION_LIST_MAX, "trails have commands"},
        {inquiry->written.count, INVESTIGATION_LIST_MAX, "written objects have commands"},
    };
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        if (lists[i].count < lists[i].limit) continue;
        Str text = str_format(inquiry->arena, "Only the first %zu %s: there may be more",
                              lists[i].limit, lists[i].what);
        case_facts_add(inquiry->arena, &inquiry->result->gaps, (CaseFact){.text = text});
    }
}

static bool inquiry_run(Inquiry *inquiry) {
    inquiry_paths(inquiry);
    if (inquiry->options->estate != NULL) {
        inquiry->index = seen_index_make(inquiry->arena, inquiry->options->estate);
    }
    inquiry_targets(inquiry);
    if (!inquiry_people(inquiry)) return false;
    if (!inquiry_actors(inquiry) || !inquiry_hunt(inquiry) || !inquiry_model(inquiry)) return false;
    inquiry_actions(inquiry);
    inquiry_limits(inquiry);
    return inquiry_digests(inquiry);
}

bool investigation_run(Arena *arena, const InvestigationOptions *options,
                       Investigation *ret_investigation, Error *err) {
    Investigation result = {.arena = arena,
                            .folder = options->folder,
                            .playbook = options->playbook,
                            .set = options->set,
                            .estate = options->estate,
                            .model = options->model,
                            .threats = options->threats};
    result.results = ARENA_ARRAY(arena, CaseResult, options->playbook->step_count + 1);
    result.actors = ARENA_ARRAY(arena, CaseActor, INVESTIGATION_ACTORS_MAX);
    for (size_t i = 0; i < options->playbook->step_count; i++) {
        result.results[i].step = &options->playbook->steps[i];
    }
    Inquiry inquiry = {.arena = arena,
                       .options = options,
                       .result = &result,
                       .own_accounts = map_make(arena),
                       .actor_of = map_make(arena),
                       .actor_keys = map_make(arena),
                       .addresses = map_make(arena),
                       .requests = map_make(arena),
                       .snapshots = map_make(arena),
                       .images = map_make(arena),
                       .instances = map_make(arena),
                       .databases = map_make(arena),
                       .trails = map_make(arena),
                       .written = map_make(arena),
                       .account = S(""),
                       .region = S(""),
                       .err = err};
    if (!inquiry_run(&inquiry)) return false;
    *ret_investigation = result;
    return true;
}
