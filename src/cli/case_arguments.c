/* SPDX-License-Identifier: Apache-2.0 */
/* case_arguments.c -- see case_arguments.h. */
#include "cli/case_arguments.h"

#include "base/near.h"
#include "base/utf8.h"
#include "cli/command.h"
#include "cli/decided.h"
#include "logs/log_time.h"

#include <stdio.h>
#include <time.h>

/* The lists of the scope, and whether their words are paths. */
static const struct {
    int option;
    size_t offset; /* in CaseScope */
    bool path;
} case_lists[] = {
    {OPTION_CASE_MODEL, offsetof(CaseScope, models), true},
    {OPTION_CASE_LOGS, offsetof(CaseScope, logs), true},
    {OPTION_CASE_FINDINGS, offsetof(CaseScope, findings), true},
    {OPTION_CASE_BUCKET, offsetof(CaseScope, buckets), false},
    {OPTION_CASE_REPOSITORY, offsetof(CaseScope, repositories), false},
    {OPTION_CASE_PRINCIPAL, offsetof(CaseScope, principals), false},
};

static CaseWords *case_words(CaseScope *scope, size_t offset) {
    return (CaseWords *)(void *)((char *)scope + offset);
}

static int case_take_time(const CaseArguments *arguments, bool last, const char *value,
                          Str *ret_time) {
    int64_t seconds = 0;
    if (!log_time_read_typed(str_from(value), last, &seconds)) {
        return command_usage(arguments->command,
                             "'%s' is no time: write 2026-11-21 or 2026-11-21T15:30:00Z", value);
    }
    *ret_time = log_time_text(seconds, arguments->arena);
    return EXIT_FINE;
}

static int case_take_name(const CaseArguments *arguments, const char *value, Str *ret_name) {
    Str name = str_trim(str_from(value));
    if (name.len == 0) return command_usage(arguments->command, "--by is empty");
    if (utf8_find_invalid(name) != SIZE_MAX) {
        return command_usage(arguments->command, "--by is not valid UTF-8");
    }
    *ret_name = name;
    return EXIT_FINE;
}

int case_arguments_take(CaseArguments *arguments, int option, const char *value) {
    Error err = {0};
    switch (option) {
    case 'C': arguments->folder = value; return EXIT_FINE;
    case OPTION_CASE_BY: return case_take_name(arguments, value, &arguments->by);
    case OPTION_CASE_AT: return case_take_time(arguments, false, value, &arguments->at);
    case OPTION_CASE_FROM: return case_take_time(arguments, false, value, &arguments->scope.from);
    case OPTION_CASE_TO: return case_take_time(arguments, true, value, &arguments->scope.to);
    default: break;
    }
    for (size_t i = 0; i < COUNT(case_lists); i++) {
        CaseWords *words = case_words(&arguments->scope, case_lists[i].offset);
        if (case_lists[i].option != option) continue;
        if (case_file_add_word(arguments->arena, words, str_from(value), &err)) return EXIT_FINE;
        return command_usage(arguments->command, "%s", err.message);
    }
    return EXIT_INTERNAL; /* an option that the sub-command should have taken itself */
}

Str case_arguments_author(const CaseArguments *arguments) {
    return arguments->by.len > 0 ? arguments->by : decided_author(arguments->arena);
}

Str case_arguments_now(const CaseArguments *arguments) {
    return arguments->at.len > 0 ? arguments->at
                                 : log_time_text((int64_t)time(NULL), arguments->arena);
}

bool case_arguments_open(const CaseArguments *arguments, CaseFolder *ret_folder) {
    Error err = {0};
    Str path = arguments->folder == NULL ? S(".") : str_from(arguments->folder);
    if (case_folder_open(arguments->arena, path, ret_folder, &err)) return true;
    command_say_error(&err);
    if (arguments->folder == NULL) fprintf(stderr, "merlon: --case DIR says which case is meant\n");
    return false;
}

static bool case_add_list(const CaseArguments *arguments, size_t list, Str folder, CaseScope *scope,
                          Error *err) {
    CaseScope typed = arguments->scope;
    const CaseWords *from = case_words(&typed, case_lists[list].offset);
    CaseWords *words = case_words(scope, case_lists[list].offset);
    for (size_t i = 0; i < from->count; i++) {
        Str word = from->items[i];
        if (case_lists[list].path &&
            !case_folder_relative(arguments->arena, folder, word, &word, err)) {
            return false;
        }
        if (!case_file_add_word(arguments->arena, words, word, err)) return false;
    }
    return true;
}

bool case_arguments_add_scope(const CaseArguments *arguments, Str folder, CaseScope *scope) {
    Error err = {0};
    for (size_t i = 0; i < COUNT(case_lists); i++) {
        if (case_add_list(arguments, i, folder, scope, &err)) continue;
        command_say_error(&err);
        return false;
    }
    if (arguments->scope.from.len > 0) scope->from = arguments->scope.from;
    if (arguments->scope.to.len > 0) scope->to = arguments->scope.to;
    bool fine =
        scope->from.len == 0 || scope->to.len == 0 || str_compare(scope->from, scope->to) <= 0;
    if (!fine) fprintf(stderr, "merlon: --from lies behind --to\n");
    return fine;
}

void case_arguments_show_folder(Buffer *out, Str folder) {
    CLEANUP(arena_free) Arena scratch = {0};
    bool plain = folder.len > 0;
    for (size_t i = 0; plain && i < folder.len; i++) {
        char byte = folder.ptr[i];
        plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                (byte >= '0' && byte <= '9') || byte == '/' || byte == '.' || byte == '_' ||
                (byte == '-' && i > 0);
    }
    Str word = folder;
    buffer_add(out, S(" -C "));
    if (plain || placeholder_quote(&scratch, folder, &word)) {
        buffer_add(out, word);
    } else {
        buffer_add(out, S("DIR"));
    }
}

/* ---- playbooks ---- */

static void case_say_playbooks(Arena *arena, Str id) {
    Str *ids = NULL;
    size_t count = playbook_list_builtin(arena, &ids);
    Near near = near_make(id);
    Error err = {0};
    for (size_t i = 0; i < count; i++) near_offer(&near, ids[i]);
    error_say(&err, "there is no playbook \"%.*s\"%s%.*s%s", STR_ARGS(id),
              near.best.len > 0 ? "; did you mean " : "", STR_ARGS(near.best),
              near.best.len > 0 ? "?" : "");
    command_say_error(&err);
    if (count > 0) fprintf(stderr, "merlon: playbooks:");
    for (size_t i = 0; i < count; i++) fprintf(stderr, " %.*s", STR_ARGS(ids[i]));
    if (count > 0) fputc('\n', stderr);
}

bool case_arguments_playbook(Arena *arena, Str id, CasePlaybook *ret_playbook) {
    PlaybookFile file = {0};
    ErrorList errors = {0};
    if (!playbook_find_builtin(id, &file)) {
        case_say_playbooks(arena, id);
        return false;
    }
    ret_playbook->set = sigma_set_make(arena);
    if (playbook_read(arena, &file, ret_playbook->set, &ret_playbook->playbook, &errors)) {
        return true;
    }
    for (size_t i = 0; i < errors.count; i++) command_say_error(&errors.items[i]);
    case_arguments_playbook_free(ret_playbook);
    return false;
}

void case_arguments_playbook_free(CasePlaybook *playbook) {
    if (playbook->set != NULL) sigma_set_free(playbook->set);
    playbook->set = NULL;
}
