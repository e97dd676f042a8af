/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_logs.c -- merlon logs: what responders ask logs first, without any rule. */
#include "cli/command.h"
#include "cli/log_arguments.h"
#include "report/search_report.h"
#include "report/who_sheet.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char logs_help[] =
    "Usage: merlon logs summary [OPTIONS] LOGS...\n"
    "       merlon logs top --by WHAT [OPTIONS] LOGS...\n"
    "       merlon logs who [OPTIONS] LOGS...\n"
    "       merlon logs search [OPTIONS] LOGS...\n"
    "\n"
    "Asks logs what a responder asks first. LOGS are files, folders or '-' for standard input, of "
    "the\n"
    "same kinds that merlon hunt reads.\n"
    "\n"
    "  summary   what the logs hold: who, from where, what, denied calls, strangers, bytes out, "
    "gaps\n"
    "  top       a table of the most frequent: --by principal, address, agent, event, error, "
    "bucket,\n"
    "            object, key or region\n"
    "  who       who touched something and when, with the chain of roles behind each\n"
    "  search    the events themselves, in the order of time\n"
    "\n"
    "Which events (all that is asked must hold; * and ? stand for any text and any character):\n"
    "      --principal WHO      an ARN, a name in one (alice, role/deploy) or a pattern\n"
    "      --address IP         or a network: 203.0.113.0/24\n"
    "      --event NAME         eventName or its like: Delete*\n"
    "      --bucket NAME, --object BUCKET/KEY, --repository NAME\n"
    "      --key AKIA...        signed with that access key\n"
    "      --error NAME         AccessDenied\n"
    "      --text WORD          anywhere in the event, without case\n"
    "      --where FIELD=VALUE  userIdentity.type=Root; may be given several times\n"
    "      --from T, --to T     only events of that time: 2026-11-21, 2026-11-21T15:30:00Z\n"
    "      --account ID         only events of that account; --region R of that region\n"
    "      --follow             who --key, --principal: also what was done with the credentials "
    "that\n"
    "                           they gave out, through roles after roles\n"
    "\n"
    "How it is written:\n"
    "      --geoip FILE         where addresses are: a database in MaxMind's format (.mmdb); may "
    "be\n"
    "                           given several times\n"
    "      --limit N            at most N rows per table, or N events\n"
    "  -f, --format FORMAT      text (default), csv, jsonl\n"
    "  -o, --output FILE        write to FILE; its ending names the format\n"
    "      --files-from FILE    more paths, one per line; '-' is standard input\n"
    "      --threads N          how many threads read (default: one per processor)\n"
    "  -h, --help               print this\n"
    "\n"
    "Examples:\n"
    "  merlon logs summary AWSLogs/                          begin here\n"
    "  merlon logs who --bucket customer-data AWSLogs/       who read it, by which roles\n"
    "  merlon logs who --key AKIAIOSFODNN7EXAMPLE --follow AWSLogs/\n"
    "                                                        all that came of a leaked key\n"
    "  merlon logs top --by address --error AccessDenied AWSLogs/\n"
    "  merlon logs search --event 'Delete*' --from 2026-11-20 AWSLogs/\n"
    "  merlon logs search --address 203.0.113.0/24 -f jsonl AWSLogs/ | jq .event\n"
    "\n"
    "Exit codes: 0 fine, 2 wrong usage, or some log could not be read, 3 internal error.\n";

typedef enum LogsQuestion {
    LOGS_SUMMARY,
    LOGS_TOP,
    LOGS_WHO,
    LOGS_SEARCH,
    LOGS_QUESTION_COUNT
} LogsQuestion;

static const Str logs_questions[LOGS_QUESTION_COUNT] = {
    [LOGS_SUMMARY] = S_INIT("summary"),
    [LOGS_TOP] = S_INIT("top"),
    [LOGS_WHO] = S_INIT("who"),
    [LOGS_SEARCH] = S_INIT("search"),
};

typedef struct LogsCommand {
    Arena arena;
    LogsQuestion question;
    LogArguments logs;
    LogFilter filter;
    bool follow;
    const LogSheetRoll *by;
    Geo *geo;
    size_t limit;
    const char *output;
    const SheetFormat *format; /* NULL: not said */
    ProgressLine progress;
} LogsCommand;

enum {
    OPTION_PRINCIPAL = 256,
    OPTION_ADDRESS,
    OPTION_EVENT,
    OPTION_BUCKET,
    OPTION_OBJECT,
    OPTION_REPOSITORY,
    OPTION_KEY,
    OPTION_ERROR,
    OPTION_TEXT,
    OPTION_WHERE,
    OPTION_FOLLOW,
    OPTION_BY,
    OPTION_GEOIP,
    OPTION_LIMIT
};

static const struct option logs_options[] = {
    {"principal", required_argument, NULL, OPTION_PRINCIPAL},
    {"address", required_argument, NULL, OPTION_ADDRESS},
    {"event", required_argument, NULL, OPTION_EVENT},
    {"bucket", required_argument, NULL, OPTION_BUCKET},
    {"object", required_argument, NULL, OPTION_OBJECT},
    {"repository", required_argument, NULL, OPTION_REPOSITORY},
    {"key", required_argument, NULL, OPTION_KEY},
    {"error", required_argument, NULL, OPTION_ERROR},
    {"text", required_argument, NULL, OPTION_TEXT},
    {"where", required_argument, NULL, OPTION_WHERE},
    {"follow", no_argument, NULL, OPTION_FOLLOW},
    {"by", required_argument, NULL, OPTION_BY},
    {"geoip", required_argument, NULL, OPTION_GEOIP},
    {"limit", required_argument, NULL, OPTION_LIMIT},
    {"format", required_argument, NULL, 'f'},
    {"output", required_argument, NULL, 'o'},
    {"help", no_argument, NULL, 'h'},
    LOG_ARGUMENTS_OPTIONS,
    {NULL, 0, NULL, 0},
};

/* ---- options ---- */

/* What of a filter is one text. */
static const struct {
    int option;
    size_t offset; /* in LogFilter */
} logs_texts[] = {
    {OPTION_PRINCIPAL, offsetof(LogFilter, principal)},
    {OPTION_ADDRESS, offsetof(LogFilter, address)},
    {OPTION_EVENT, offsetof(LogFilter, event)},
    {OPTION_BUCKET, offsetof(LogFilter, bucket)},
    {OPTION_OBJECT, offsetof(LogFilter, object)},
    {OPTION_REPOSITORY, offsetof(LogFilter, repository)},
    {OPTION_KEY, offsetof(LogFilter, key)},
    {OPTION_ERROR, offsetof(LogFilter, error)},
    {OPTION_TEXT, offsetof(LogFilter, text)},
};

static int logs_take_where(LogsCommand *command, const char *value) {
    LogFilter *filter = &command->filter;
    Str rest = str_from(value);
    if (filter->field_count == LOG_FILTER_FIELDS_MAX)
        return command_usage("logs", "at most %d times --where", LOG_FILTER_FIELDS_MAX);
    if (!str_contains(rest, S("=")) || value[0] == '=')
        return command_usage("logs", "--where FIELD=VALUE, such as userIdentity.type=Root");
    filter->names[filter->field_count] = str_cut(&rest, '=');
    filter->values[filter->field_count++] = rest;
    return EXIT_FINE;
}

static int logs_take_format(LogsCommand *command, const char *value) {
    for (size_t i = 0; i < sheet_format_count; i++) {
        if (!str_equal(sheet_formats[i].name, str_from(value))) continue;
        command->format = &sheet_formats[i];
        return EXIT_FINE;
    }
    return command_usage("logs", "there is no format '%s': text, csv or jsonl", value);
}

static int logs_take_limit(LogsCommand *command, const char *value) {
    int64_t number = 0;
    if (!str_to_int(str_from(value), &number) || number < 1)
        return command_usage("logs", "--limit: a number from 1 on");
    command->limit = (size_t)number;
    return EXIT_FINE;
}

static int logs_take_geoip(LogsCommand *command, const char *value) {
    Error err = {0};
    if (command->geo == NULL) command->geo = geo_make();
    if (command->geo == NULL) return EXIT_INTERNAL;
    if (geo_open(command->geo, value, &err)) return EXIT_FINE;
    command_say_error(&err);
    return EXIT_USAGE;
}

static int logs_take_by(LogsCommand *command, const char *value) {
    command->by = log_sheet_find_top(str_from(value));
    if (command->by != NULL) return EXIT_FINE;
    return command_usage("logs", "--by principal, address, agent, event, error, bucket, object, "
                                 "key or region");
}

static int logs_take_option(LogsCommand *command, int option, const char *value) {
    for (size_t i = 0; i < COUNT(logs_texts); i++) {
        if (logs_texts[i].option != option) continue;
        if (value[0] == '\0') return command_usage("logs", "an option's value is empty");
        *(Str *)(void *)((char *)&command->filter + logs_texts[i].offset) = str_from(value);
        return EXIT_FINE;
    }
    switch (option) {
    case OPTION_WHERE: return logs_take_where(command, value);
    case OPTION_FOLLOW: command->follow = true; return EXIT_FINE;
    case OPTION_BY: return logs_take_by(command, value);
    case OPTION_GEOIP: return logs_take_geoip(command, value);
    case OPTION_LIMIT: return logs_take_limit(command, value);
    case 'f': return logs_take_format(command, value);
    case 'o': command->output = value; return EXIT_FINE;
    default: return log_arguments_take(&command->logs, "logs", option, value);
    }
}

/* What fits together, and the format that the output's name says. */
static int logs_check(LogsCommand *command) {
    const LogFilter *filter = &command->filter;
    bool named = filter->bucket.len + filter->repository.len + filter->object.len +
                     filter->key.len + filter->principal.len >
                 0;
    if (command->question == LOGS_TOP && command->by == NULL)
        return command_usage("logs", "top wants --by, such as --by principal");
    if (command->question == LOGS_WHO && !named)
        return command_usage("logs", "who wants --bucket, --repository, --object, --key or "
                                     "--principal");
    bool follows = command->question == LOGS_WHO && filter->key.len + filter->principal.len > 0;
    if (command->follow && !follows)
        return command_usage("logs", "--follow goes with who --key and who --principal");
    for (size_t i = 0; command->format == NULL && i < sheet_format_count; i++) {
        bool ends =
            command->output != NULL && str_ends(str_from(command->output), sheet_formats[i].ending);
        if (ends) command->format = &sheet_formats[i];
    }
    if (command->format == NULL && command->output != NULL)
        return command_usage("logs", "'%s' names no format: use .txt, .csv or .jsonl, or --format",
                             command->output);
    if (command->format == NULL) command->format = &sheet_formats[0];
    return EXIT_FINE;
}

/* ---- questions ---- */

static void logs_progress(void *context, const LogProgress *progress) {
    LogsCommand *command = context;
    progress_line_show(&command->progress, progress, 0);
}

static bool logs_write_sheet(const LogsCommand *command, const Survey *survey, Error *err) {
    Output out;
    Arena arena = {0};
    Sheet sheet = {.arena = &arena, .limit = command->limit};
    LogSheet view = {.survey = survey, .geo = command->geo, .sheet = &sheet};
    bool ok = output_open(&out, command->output, err);
    if (ok) {
        if (command->question == LOGS_SUMMARY) log_sheet_summary(&view);
        if (command->question == LOGS_TOP) log_sheet_top(&view, command->by);
        if (command->question == LOGS_WHO) who_sheet_write(&view);
        command->format->write(&sheet, &out);
        ok = output_close(&out, true, err);
    }
    arena_free(&arena);
    return ok;
}

static int logs_survey(LogsCommand *command) {
    Error err = {0};
    SurveyOptions options = {.paths = command->logs.paths,
                             .path_count = command->logs.path_count,
                             .scope = command->logs.scope,
                             .threads = command->logs.threads,
                             .filter = command->filter,
                             .follow = command->follow,
                             .progress = isatty(STDERR_FILENO) ? logs_progress : NULL,
                             .context = command};
    if (command->question == LOGS_SUMMARY) log_sheet_want_summary(options.rolls);
    if (command->question == LOGS_TOP) options.rolls[command->by->roll] = true;
    if (command->question == LOGS_WHO) who_sheet_want(options.rolls);
    Survey *survey = survey_make();
    if (survey == NULL) return EXIT_INTERNAL;
    bool ran = survey_run(survey, &options, &err);
    progress_line_clear(&command->progress);
    if (ran) log_arguments_say_errors(&survey->logs);
    bool written = ran && logs_write_sheet(command, survey, &err);
    if (!ran || !written) command_say_error(&err);
    bool fine = written && log_arguments_read_all(&survey->logs);
    survey_free(survey);
    return fine ? EXIT_FINE : EXIT_USAGE;
}

static bool logs_write_found(const LogsCommand *command, const LogSearch *search, Error *err) {
    Output out;
    uint64_t left_out = 0;
    SearchReport report = {.search = search,
                           .geo = command->geo,
                           .format = (SearchFormat)(command->format - sheet_formats),
                           .limit = command->limit};
    if (!output_open(&out, command->output, err)) return false;
    bool whole = search_report_write(&report, &out, &left_out);
    if (!whole) error_say(err, "events that were kept can't be read again");
    if (left_out > 0 && report.format != SEARCH_TEXT) {
        fprintf(stderr, "merlon: --limit left out %llu later events\n",
                (unsigned long long)left_out);
    }
    return output_close(&out, whole, whole ? err : NULL) && whole;
}

static int logs_search(LogsCommand *command) {
    Error err = {0};
    LogSearchOptions options = {.paths = command->logs.paths,
                                .path_count = command->logs.path_count,
                                .scope = command->logs.scope,
                                .threads = command->logs.threads,
                                .filter = command->filter,
                                .whole = str_equal(command->format->name, S("jsonl")),
                                .progress = isatty(STDERR_FILENO) ? logs_progress : NULL,
                                .context = command};
    LogSearch *search = log_search_make();
    if (search == NULL) return EXIT_INTERNAL;
    bool ran = log_search_run(search, &options, &err);
    progress_line_clear(&command->progress);
    if (ran) log_arguments_say_errors(log_search_logs(search));
    bool written = ran && logs_write_found(command, search, &err);
    if (!ran || !written) command_say_error(&err);
    bool fine = written && log_arguments_read_all(log_search_logs(search));
    log_search_free(search);
    return fine ? EXIT_FINE : EXIT_USAGE;
}

/* ---- the command ---- */

static int logs_run(LogsCommand *command, int argc, char **argv) {
    int option = 0;
    while ((option = getopt_long(argc, argv, "f:o:h", logs_options, NULL)) != -1) {
        if (option == 'h') return command_print(str_from(logs_help)) ? EXIT_FINE : EXIT_INTERNAL;
        if (option == '?') return command_usage("logs", "see above");
        int code = logs_take_option(command, option, optarg);
        if (code != EXIT_FINE) return code;
    }
    int code = logs_check(command);
    if (code == EXIT_FINE)
        code = log_arguments_finish(&command->logs, "logs", argc - optind, argv + optind);
    if (code != EXIT_FINE) return code;
    return command->question == LOGS_SEARCH ? logs_search(command) : logs_survey(command);
}

int cmd_logs(int argc, char **argv) {
    Str question = argc < 2 ? S("") : str_from(argv[1]);
    if (str_equal(question, S("--help")) || str_equal(question, S("-h")))
        return command_print(str_from(logs_help)) ? EXIT_FINE : EXIT_INTERNAL;
    for (size_t i = 0; i < COUNT(logs_questions); i++) {
        if (!str_equal(question, logs_questions[i])) continue;
        LogsCommand *command = calloc(1, sizeof(*command));
        if (command == NULL) return EXIT_INTERNAL;
        command->question = (LogsQuestion)i;
        command->logs.arena = &command->arena;
        int code = logs_run(command, argc - 1, argv + 1);
        geo_free(command->geo);
        arena_free(&command->arena);
        free(command);
        return code;
    }
    return command_usage("logs", "ask for summary, top, who or search");
}
