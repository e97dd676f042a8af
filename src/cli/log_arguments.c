/* SPDX-License-Identifier: Apache-2.0 */
/* log_arguments.c -- see log_arguments.h. */
#include "cli/log_arguments.h"

#include "base/file.h"
#include "cli/command.h"
#include "logs/log_time.h"

#include <stdio.h>

enum { FILES_FROM_BYTES_MAX = 64 << 20 };

static bool is_digits(Str text, size_t len) {
    bool fine = text.len == len;
    for (size_t i = 0; fine && i < len; i++) fine = text.ptr[i] >= '0' && text.ptr[i] <= '9';
    return fine;
}

static int take_time(LogArguments *arguments, const char *command, bool to, const char *value) {
    LogScope *scope = &arguments->scope;
    *(to ? &scope->has_to : &scope->has_from) = true;
    if (log_time_read_typed(str_from(value), to, to ? &scope->to : &scope->from)) return EXIT_FINE;
    return command_usage(command, "'%s' is no time: write 2026-11-21 or 2026-11-21T15:30:00Z",
                         value);
}

int log_arguments_take(LogArguments *arguments, const char *command, int option,
                       const char *value) {
    LogScope *scope = &arguments->scope;
    int64_t number = 0;
    switch (option) {
    case OPTION_LOGS_FROM: return take_time(arguments, command, false, value);
    case OPTION_LOGS_TO: return take_time(arguments, command, true, value);
    case OPTION_LOGS_ACCOUNT:
        if (!is_digits(str_from(value), 12) || scope->account_count == LOG_SCOPE_MAX)
            return command_usage(command, "'%s' is no account: write its 12 digits", value);
        scope->accounts[scope->account_count++] = str_from(value);
        return EXIT_FINE;
    case OPTION_LOGS_REGION:
        if (value[0] == '\0' || scope->region_count == LOG_SCOPE_MAX)
            return command_usage(command, "'%s' is no region: write eu-central-1", value);
        scope->regions[scope->region_count++] = str_from(value);
        return EXIT_FINE;
    case OPTION_LOGS_FILES_FROM: arguments->files_from = value; return EXIT_FINE;
    default:
        if (!str_to_int(str_from(value), &number) || number < 1 || number > LOG_THREADS_MAX)
            return command_usage(command, "--threads: 1 to %d", LOG_THREADS_MAX);
        arguments->threads = (size_t)number;
        return EXIT_FINE;
    }
}

/* Adds the paths of a list; the list's text is kept in the arena. */
static bool add_listed(LogArguments *arguments, size_t capacity, Error *err) {
    CLEANUP(file_close) File file = {0};
    if (!file_open(arguments->files_from, FILES_FROM_BYTES_MAX, &file, err)) return false;
    Str rest = str_copy(arguments->arena, file.text);
    while (rest.len > 0) {
        Str path = str_cut(&rest, '\n');
        if (str_ends(path, S("\r"))) path.len--;
        if (path.len == 0) continue;
        if (arguments->path_count == capacity) {
            return error_set(err, str_from(arguments->files_from), 0, 0,
                             "lists more than %d paths: name their folder", LOG_WALK_LISTS_MAX);
        }
        arguments->paths[arguments->path_count++] = path;
    }
    return true;
}

int log_arguments_finish(LogArguments *arguments, const char *command, int argc, char **argv) {
    size_t capacity = (size_t)argc + (arguments->files_from == NULL ? 0 : LOG_WALK_LISTS_MAX);
    arguments->paths = ARENA_ARRAY(arguments->arena, Str, capacity + 1);
    for (int i = 0; i < argc; i++) arguments->paths[arguments->path_count++] = str_from(argv[i]);
    Error err = {0};
    if (arguments->files_from != NULL && !add_listed(arguments, capacity, &err)) {
        command_say_error(&err);
        return EXIT_USAGE;
    }
    if (arguments->path_count == 0) {
        return command_usage(command, "name log files or folders; '-' is standard input");
    }
    const LogScope *scope = &arguments->scope;
    if (scope->has_from && scope->has_to && scope->from > scope->to) {
        return command_usage(command, "--from lies behind --to");
    }
    return EXIT_FINE;
}

void log_arguments_say_errors(const LogRunResult *result) {
    for (size_t i = 0; i < result->errors.count; i++) command_say_error(&result->errors.items[i]);
    if (result->errors.dropped > 0) {
        fprintf(stderr, "merlon: and %zu more problems in logs\n", result->errors.dropped);
    }
}

bool log_arguments_read_all(const LogRunResult *result) {
    bool none = result->tally.files == 0 && result->errors.count == 0;
    if (none) {
        fprintf(stderr, "merlon: no log was read: %s\n",
                result->skipped > 0 ? "--from, --to, --account and --region leave out all that is "
                                      "there, by the names of its folders and files"
                                    : "the folders hold no file");
    }
    return !none && result->errors.count == 0;
}

void progress_line_show(ProgressLine *line, const LogProgress *progress, uint64_t hits) {
    if (progress->seconds < 1) return;
    double share = progress->total_bytes == 0
                       ? 0
                       : (double)progress->packed_bytes / (double)progress->total_bytes;
    fprintf(stderr, "\r\x1b[K%.1f GB, %.0f MB/s, %llu files, %llu hits",
            (double)progress->bytes / 1e9, (double)progress->bytes / 1e6 / progress->seconds,
            (unsigned long long)progress->files, (unsigned long long)hits);
    if (share > 0 && share <= 1) {
        fprintf(stderr, ", %.0f %%, %.0f s left", share * 100,
                progress->seconds / share - progress->seconds);
    }
    fflush(stderr);
    line->shown = true;
}

void progress_line_clear(ProgressLine *line) {
    if (line->shown) fputs("\r\x1b[K", stderr);
    line->shown = false;
}
