/* SPDX-License-Identifier: Apache-2.0 */
/* decided.c -- see decided.h. */
#include "cli/decided.h"

#include "base/file.h"
#include "base/utf8.h"
#include "cli/command.h"

#include <pwd.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static Str decided_today(Arena *arena, const DecidedOptions *options) {
    if (options->date != NULL) return str_from(options->date);
    time_t now = time(NULL);
    struct tm day;
    gmtime_r(&now, &day);
    return str_format(arena, "%04d-%02d-%02d", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
}

/* The file in the first input's directory, if it is there. */
static const char *decided_default(Arena *arena, const char *input) {
    Str path = str_from(input);
    if (file_kind(input) == FILE_KIND_DIRECTORY) {
        path = str_join2(arena, path, S("/" DECIDED_FILE));
    } else {
        size_t slash = 0;
        for (size_t i = 0; i < path.len; i++) {
            if (path.ptr[i] == '/') slash = i + 1;
        }
        path = str_join2(arena, str_slice(path, 0, slash), S(DECIDED_FILE));
    }
    return file_kind(path.ptr) == FILE_KIND_REGULAR ? path.ptr : NULL;
}

bool decided_read(Arena *arena, const DecidedOptions *options, DecisionList *ret_list) {
    const char *path = options->path;
    if (path == NULL) path = decided_default(arena, options->input);
    if (path == NULL) return true;
    CLEANUP(file_close) File file = {0};
    Error err = {0};
    bool ok = file_open(path, DECISION_BYTES_MAX, &file, &err);
    DecisionFile decisions = {str_from(path), file.text, decided_today(arena, options)};
    ok = ok && decision_read(arena, &decisions, ret_list, &err);
    if (!ok) command_say_error(&err);
    return ok;
}

bool decided_open(Arena *arena, const char *path, DecidedFile *ret_file) {
    CLEANUP(file_close) File file = {0};
    Error err = {0};
    DecidedFile opened = {.path = path};
    if (strcmp(path, "-") == 0) {
        error_say(&err, "decisions are edited in a file, not on standard input");
        command_say_error(&err);
        return false;
    }
    if (file_kind(path) == FILE_KIND_NONE) {
        *ret_file = opened;
        return true;
    }
    bool ok = file_open(path, DECISION_BYTES_MAX, &file, &err);
    opened.text = str_copy(arena, file.text);
    DecisionFile decisions = {str_from(path), opened.text, S("")};
    ok = ok && decision_read(arena, &decisions, &opened.list, &err);
    if (ok) *ret_file = opened;
    if (!ok) command_say_error(&err);
    return ok;
}

int decided_edit(Arena *arena, const DecidedFile *file, DecisionEdit edit) {
    Error err = {0};
    Str text = S("");
    edit.path = str_from(file->path);
    edit.text = file->text;
    DecisionEdited edited = decision_edit_text(arena, &edit, &text, &err);
    bool same = edited == DECISION_EDITED && str_equal(text, file->text);
    if (edited == DECISION_EDITED && (same || file_replace(file->path, text, &err))) {
        return EXIT_FINE;
    }
    command_say_error(&err);
    return edited == DECISION_EDIT_FAULT ? EXIT_INTERNAL : EXIT_USAGE;
}

Str decided_author(Arena *arena) {
    const char *git = getenv("GIT_AUTHOR_NAME");
    const struct passwd *account = git == NULL ? getpwuid(geteuid()) : NULL;
    Str name = str_trim(str_from(git));
    if (account != NULL) {
        name = str_from(account->pw_gecos);
        name = str_trim(str_cut(&name, ',')); /* the room and the telephone follow */
        if (name.len == 0) name = str_from(account->pw_name);
    }
    bool fit = name.len > 0 && utf8_find_invalid(name) == SIZE_MAX;
    return fit ? str_copy(arena, name) : S("unknown");
}
