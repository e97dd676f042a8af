/* SPDX-License-Identifier: Apache-2.0 */
/* investigation_action.c -- the playbook's commands with the case's names. A name that isn't known
 * stays a placeholder, and nothing is ever run. */
#include "respond/investigation_parts.h"

/* A name that a command is written for, with what goes with it. */
typedef struct ActionSubject {
    Str name;
    Placeholder as;
    Str user; /* of a key */
} ActionSubject;

typedef struct ActionList {
    Inquiry *inquiry;
    CaseResult *result;
    size_t count;
} ActionList;

static PlaceholderValues action_values(const Inquiry *inquiry, const ActionSubject *subject) {
    PlaceholderValues values = {0};
    if (!inquiry->many_accounts) values.items[PLACEHOLDER_ACCOUNT] = inquiry->account;
    if (!inquiry->many_regions) values.items[PLACEHOLDER_REGION] = inquiry->region;
    values.items[subject->as] = subject->name;
    values.items[PLACEHOLDER_USER] =
        subject->as == PLACEHOLDER_USER ? subject->name : subject->user;
    if (subject->as == PLACEHOLDER_OBJECT) {
        Str rest = subject->name;
        values.items[PLACEHOLDER_BUCKET] = str_cut(&rest, '/');
        values.items[PLACEHOLDER_OBJECT] = rest;
    }
    return values;
}

static void action_add(ActionList *list, const ActionSubject *subject) {
    Inquiry *inquiry = list->inquiry;
    Investigation *result = inquiry->result;
    if (result->action_count == INVESTIGATION_ACTIONS_MAX) return;
    PlaceholderValues values = action_values(inquiry, subject);
    const PlaybookCommand *command = &list->result->step->command;
    CaseAction *action = &result->actions[result->action_count++];
    *action = (CaseAction){.step = list->result->step,
                           .subject = subject->name,
                           .run = placeholder_fill(inquiry->arena, command->run, &values)};
    if (command->check.len > 0) {
        action->check = placeholder_fill(inquiry->arena, command->check, &values);
    }
    if (command->undo.len > 0 && !command->undo_is_command) {
        action->undo = (PlaceholderFilled){.text = command->undo, .complete = true};
    } else if (command->undo.len > 0) {
        action->undo = placeholder_fill(inquiry->arena, command->undo, &values);
    }
    list->count++;
}

static void add_targets(ActionList *list, CaseTargetKind kind, Placeholder as) {
    const Investigation *result = list->inquiry->result;
    for (size_t i = 0; i < result->target_count; i++) {
        if (result->targets[i].kind != kind) continue;
        action_add(list, &(ActionSubject){.name = result->targets[i].name, .as = as});
    }
}

static void add_names(ActionList *list, const Map *names, Placeholder as) {
    for (size_t i = 0; i < names->count; i++) {
        action_add(list, &(ActionSubject){.name = names->entries[i].key, .as = as});
    }
}

/* The name behind prefix in the last part of an ARN: "user/a/alice" has "alice". */
static Str arn_name(Str arn, Str prefix) {
    Str rest = arn;
    for (int i = 0; i < 5; i++) str_cut(&rest, ':');
    if (!str_starts(rest, prefix)) return S("");
    rest = str_slice(rest, prefix.len, rest.len);
    if (str_equal(prefix, S("assumed-role/"))) return str_cut(&rest, '/');
    while (str_contains(rest, S("/"))) str_cut(&rest, '/');
    return rest;
}

/* Names of one kind among the principals of actors and their chains, each once; only those of the
 * accounts whose logs these are: nobody can cut off another's user. */
static void add_identities(ActionList *list, Str prefix, Placeholder as) {
    Inquiry *inquiry = list->inquiry;
    Map names = map_make(inquiry->arena);
    for (size_t i = 0; i < inquiry->result->actor_count; i++) {
        const CaseActor *actor = &inquiry->result->actors[i];
        for (size_t j = 0; j <= actor->chain_count; j++) {
            Str principal = j < actor->chain_count ? actor->chain[j] : actor->principal;
            bool own = inquiry_is_own(inquiry, principal);
            Str name = own ? arn_name(principal, prefix) : S("");
            if (name.len > 0 && map_find(&names, name) == NULL) {
                map_set(&names, name, list->inquiry);
            }
        }
    }
    add_names(list, &names, as);
}

static void add_principals(ActionList *list) {
    const Inquiry *inquiry = list->inquiry;
    for (size_t i = 0; i < inquiry->result->actor_count; i++) {
        Str principal = inquiry->result->actors[i].principal;
        if (!str_starts(principal, S("arn:")) || !inquiry_is_own(inquiry, principal)) continue;
        action_add(list, &(ActionSubject){.name = principal, .as = PLACEHOLDER_PRINCIPAL});
    }
}

/* Long-term keys: those of sessions end by themselves, and by cutting off their role. */
static void add_keys(ActionList *list) {
    const Inquiry *inquiry = list->inquiry;
    for (size_t i = 0; i < inquiry->result->actor_count; i++) {
        const CaseActor *actor = &inquiry->result->actors[i];
        Str user = arn_name(actor->principal, S("user/"));
        if (user.len == 0 || !inquiry_is_own(inquiry, actor->principal)) continue;
        for (size_t j = 0; j < actor->key_count; j++) {
            if (!str_starts(actor->keys[j], S("AKIA"))) continue;
            action_add(list, &(ActionSubject){
                                 .name = actor->keys[j], .as = PLACEHOLDER_KEY, .user = user});
        }
    }
}

/* Instances: those that hits name, and those whose roles actors used (a session's name is the
 * instance's id then). */
static void add_instances(ActionList *list) {
    Inquiry *inquiry = list->inquiry;
    for (size_t i = 0; i < inquiry->result->actor_count; i++) {
        Str rest = inquiry->result->actors[i].principal;
        while (str_contains(rest, S("/"))) str_cut(&rest, '/');
        bool instance = str_starts(rest, S("i-")) && map_find(&inquiry->instances, rest) == NULL;
        if (instance && inquiry_is_own(inquiry, inquiry->result->actors[i].principal)) {
            map_set(&inquiry->instances, rest, inquiry);
        }
    }
    add_names(list, &inquiry->instances, PLACEHOLDER_INSTANCE);
}

static void add_subjects(ActionList *list) {
    const Inquiry *inquiry = list->inquiry;
    switch (list->result->step->command.subject) {
    case PLAYBOOK_SUBJECT_CASE:
        action_add(list, &(ActionSubject){.name = S(""), .as = PLACEHOLDER_TIME});
        break;
    case PLAYBOOK_SUBJECT_BUCKET: add_targets(list, CASE_TARGET_BUCKET, PLACEHOLDER_BUCKET); break;
    case PLAYBOOK_SUBJECT_REPOSITORY:
        add_targets(list, CASE_TARGET_REPOSITORY, PLACEHOLDER_REPOSITORY);
        break;
    case PLAYBOOK_SUBJECT_PRINCIPAL: add_principals(list); break;
    case PLAYBOOK_SUBJECT_USER: add_identities(list, S("user/"), PLACEHOLDER_USER); break;
    case PLAYBOOK_SUBJECT_ROLE: add_identities(list, S("assumed-role/"), PLACEHOLDER_ROLE); break;
    case PLAYBOOK_SUBJECT_KEY: add_keys(list); break;
    case PLAYBOOK_SUBJECT_INSTANCE: add_instances(list); break;
    case PLAYBOOK_SUBJECT_DATABASE:
        add_names(list, &inquiry->databases, PLACEHOLDER_DATABASE);
        break;
    case PLAYBOOK_SUBJECT_OBJECT: add_names(list, &inquiry->written, PLACEHOLDER_OBJECT); break;
    case PLAYBOOK_SUBJECT_SNAPSHOT:
        add_names(list, &inquiry->snapshots, PLACEHOLDER_SNAPSHOT);
        break;
    case PLAYBOOK_SUBJECT_IMAGE: add_names(list, &inquiry->images, PLACEHOLDER_IMAGE); break;
    case PLAYBOOK_SUBJECT_ADDRESS: add_names(list, &inquiry->addresses, PLACEHOLDER_ADDRESS); break;
    case PLAYBOOK_SUBJECT_TRAIL: add_names(list, &inquiry->trails, PLACEHOLDER_TRAIL); break;
    }
}

/* Why nothing is known that a command would be run for; empty when the case has none of it. */
static Str subject_unknown(const Inquiry *inquiry, PlaybookSubject subject) {
    const Investigation *result = inquiry->result;
    switch (subject) {
    case PLAYBOOK_SUBJECT_CASE: return S("");
    case PLAYBOOK_SUBJECT_BUCKET:
        return result->target_count > 0 ? S("") : S("the case names no bucket yet");
    case PLAYBOOK_SUBJECT_REPOSITORY:
        return result->target_count > 0 ? S("") : S("the case names no repository yet");
    case PLAYBOOK_SUBJECT_TRAIL: return S("no trail is named in what was read");
    default: return result->actor_count > 0 ? S("") : S("nobody is known yet who may have done it");
    }
}

void inquiry_actions(Inquiry *inquiry) {
    Investigation *result = inquiry->result;
    result->actions = ARENA_ARRAY(inquiry->arena, CaseAction, INVESTIGATION_ACTIONS_MAX);
    for (size_t i = 0; i < result->playbook->step_count; i++) {
        ActionList list = {.inquiry = inquiry, .result = &result->results[i]};
        if (list.result->step->type != PLAYBOOK_COMMAND) continue;
        add_subjects(&list);
        list.result->count = list.count;
        if (list.count == 0) {
            bool full = result->action_count == INVESTIGATION_ACTIONS_MAX;
            Str unknown = full ? S("there are more commands than are listed")
                               : subject_unknown(inquiry, list.result->step->command.subject);
            bool none = unknown.len == 0;
            inquiry_conclude(inquiry, list.result, none ? CASE_NOT_APPLICABLE : CASE_UNKNOWN,
                             none ? S("the case has nothing that it would be run for") : unknown);
            continue;
        }
        Str reason = str_format(inquiry->arena, "%zu %s to run, and to say when it is done",
                                list.count, list.count == 1 ? "command" : "commands");
        inquiry_conclude(inquiry, list.result, CASE_OPEN, reason);
    }
}
