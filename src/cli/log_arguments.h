/* SPDX-License-Identifier: Apache-2.0 */
/* log_arguments.h -- what all commands on logs take: which logs, which time, account and region,
 * how many threads; and the line that shows how far a run is. */
#ifndef MERLON_CLI_LOG_ARGUMENTS_H
#define MERLON_CLI_LOG_ARGUMENTS_H

#include "logs/log_run.h"

enum {
    OPTION_LOGS_FROM = 512,
    OPTION_LOGS_TO,
    OPTION_LOGS_ACCOUNT,
    OPTION_LOGS_REGION,
    OPTION_LOGS_FILES_FROM,
    OPTION_LOGS_THREADS
};

#define LOG_ARGUMENTS_OPTIONS                                              \
    {"from", required_argument, NULL, OPTION_LOGS_FROM},                   \
        {"to", required_argument, NULL, OPTION_LOGS_TO},                   \
        {"account", required_argument, NULL, OPTION_LOGS_ACCOUNT},         \
        {"region", required_argument, NULL, OPTION_LOGS_REGION},           \
        {"files-from", required_argument, NULL, OPTION_LOGS_FILES_FROM}, { \
        "threads", required_argument, NULL, OPTION_LOGS_THREADS            \
    }

typedef struct LogArguments {
    Arena *arena;
    Str *paths;
    size_t path_count;
    LogScope scope;
    size_t threads;
    const char *files_from;
} LogArguments;

/* Takes one of the options above; an exit code. */
int log_arguments_take(LogArguments *arguments, const char *command, int option, const char *value);

/* Takes the arguments that are no options and reads the list of --files-from; an exit code. */
int log_arguments_finish(LogArguments *arguments, const char *command, int argc, char **argv);

/* Prints what couldn't be read to stderr. */
void log_arguments_say_errors(const LogRunResult *result);

/* Whether all that was asked for was read, and it was something; says so on stderr when there was
 * nothing at all: a gate that looked at nothing mustn't pass. */
bool log_arguments_read_all(const LogRunResult *result);

/* One line on a terminal that says how far a run is. */
typedef struct ProgressLine {
    bool shown;
} ProgressLine;

/* Shows it, once the run has taken a second. */
void progress_line_show(ProgressLine *line, const LogProgress *progress, uint64_t hits);

/* Takes it away. */
void progress_line_clear(ProgressLine *line);

#endif
