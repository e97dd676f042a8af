/* SPDX-License-Identifier: Apache-2.0 */
/* case_ready.c -- merlon case ready: before the incident, what it could not answer. */
#include "cli/case_arguments.h"
#include "cli/case_command.h"
#include "cli/command.h"
#include "cli/reading.h"
#include "report/terminal.h"
#include "respond/readiness.h"

#include <getopt.h>
#include <stdlib.h>

static const char ready_help[] =
    "Usage: merlon case ready [PLAYBOOK] --model PATH [--model PATH]...\n"
    "\n"
    "Says what a playbook (default: code-exposure) could find out today: which questions have the\n"
    "logs that answer them, which don't, and what to turn on; what its preparation checks find in\n"
    "the model; and what has no owner.\n"
    "\n"
    "      --model PATH         Terraform, CloudFormation, SAM, CDK, as for merlon model\n"
    "  -h, --help               print this\n"
    "\n"
    "Exit codes: 0 fine, 1 some question could not be answered today, 2 it can't be read.\n"
    "\n"
    "Examples:\n"
    "  merlon case ready --model infrastructure/\n"
    "  merlon case ready s3-public-access --model template.yaml\n";

static const struct option ready_options[] = {
    {"model", required_argument, NULL, OPTION_CASE_MODEL},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

typedef struct CaseReady {
    Arena arena;
    CasePlaybook loaded;
    Reading reading;
    char **models;
    size_t model_count;
    const char *playbook;
} CaseReady;

static void ready_line(Buffer *out, const char *before, Str text) {
    buffer_add(out, str_from(before));
    terminal_add(out, text);
    buffer_add_byte(out, '\n');
}

static void ready_write_log(const ReadinessLog *log, Buffer *out) {
    Str state = readiness_state_name(log->state);
    buffer_add_format(out, "\n%.*s: %.*s (%.*s)\n", STR_ARGS(log->name), STR_ARGS(state),
                      STR_ARGS(log->reason));
    if (log->turn_on.len > 0) ready_line(out, "    turn on: ", log->turn_on);
    for (size_t i = 0; i < log->lacking_count && i < READINESS_NAMES_MAX; i++) {
        ready_line(out, "    lacks it: ", log->lacking[i]);
    }
    if (log->lacking_count > READINESS_NAMES_MAX) {
        buffer_add_format(out, "    and %zu more\n", log->lacking_count - READINESS_NAMES_MAX);
    }
    for (size_t i = 0; i < log->step_count; i++) {
        ready_line(out, log->turn_on.len > 0 ? "    then answers: " : "    answers: ",
                   log->steps[i]->title);
    }
}

static size_t ready_write_logs(const Readiness *readiness, Buffer *out) {
    static const ReadinessState order[] = {READINESS_MISSING, READINESS_PARTLY, READINESS_UNKNOWN,
                                           READINESS_COVERED, READINESS_NOT_NEEDED};
    size_t open = 0;
    buffer_add(out, S("Logs\n"));
    for (size_t state = 0; state < COUNT(order); state++) {
        for (size_t i = 0; i < READINESS_LOGS; i++) {
            const ReadinessLog *log = &readiness->logs[i];
            if (log->step_count == 0 || log->state != order[state]) continue;
            ready_write_log(log, out);
            open += log->turn_on.len > 0;
        }
    }
    return open;
}

static void ready_write_checks(const Readiness *readiness, Buffer *out) {
    if (readiness->check_count > 0) buffer_add(out, S("\nWhat the preparation checks find\n\n"));
    for (size_t i = 0; i < readiness->check_count; i++) {
        const Threat *threat = readiness->checks[i];
        Str severity = severity_name(threat->severity), verdict = verdict_name(threat->verdict);
        buffer_add_format(out, "%-9.*s %-8.*s ", STR_ARGS(severity), STR_ARGS(verdict));
        terminal_add(out, threat->rule->title);
        if (threat->subject != NULL) {
            buffer_add(out, S(": "));
            terminal_add(out, threat->subject->address);
        }
        buffer_add_byte(out, '\n');
    }
}

static int ready_execute(CaseReady *ready) {
    if (!case_arguments_playbook(&ready->arena, str_from(ready->playbook), &ready->loaded))
        return EXIT_USAGE;
    if (!reading_load(&ready->reading)) return EXIT_USAGE;
    reading_read(&ready->reading, ready->models, (int)ready->model_count);
    reading_finish(&ready->reading);
    bool fine = reading_say_errors(&ready->reading);
    ThreatList threats = threat_find(&ready->reading.arena, &ready->reading.catalog.rules,
                                     &ready->reading.estate, &ready->reading.input.model, true);
    Readiness readiness = readiness_make(&ready->arena, &ready->loaded.playbook, ready->loaded.set,
                                         &ready->reading.estate, &threats);
    CLEANUP(buffer_free) Buffer out = {0};
    size_t open = ready_write_logs(&readiness, &out);
    ready_write_checks(&readiness, &out);
    buffer_add_format(&out,
                      "\n%zu of %zu resources that could hold what is looked for have no tag "
                      "that says whose they are\n",
                      readiness.unowned, readiness.listed);
    if (!command_print(buffer_text(&out))) return EXIT_INTERNAL;
    return !fine ? EXIT_USAGE : open > 0 ? EXIT_GATE : EXIT_FINE;
}

static int ready_run(CaseReady *ready, int argc, char **argv) {
    int option = 0;
    ready->models = ARENA_ARRAY(&ready->arena, char *, (size_t)argc + 1);
    ready->playbook = "code-exposure";
    while ((option = getopt_long(argc, argv, "h", ready_options, NULL)) != -1) {
        if (option == 'h') return command_print(str_from(ready_help)) ? EXIT_FINE : EXIT_INTERNAL;
        if (option == '?') return command_usage("case ready", "see above");
        ready->models[ready->model_count++] = optarg;
    }
    if (argc - optind > 1) return command_usage("case ready", "takes one playbook");
    if (argc - optind == 1) ready->playbook = argv[optind];
    if (ready->model_count == 0) return command_usage("case ready", "--model names what is built");
    return ready_execute(ready);
}

int case_command_ready(int argc, char **argv) {
    CaseReady *ready = calloc(1, sizeof(CaseReady));
    if (ready == NULL) return EXIT_INTERNAL;
    reading_start(&ready->reading);
    int code = ready_run(ready, argc, argv);
    case_arguments_playbook_free(&ready->loaded);
    reading_free(&ready->reading);
    arena_free(&ready->arena);
    free(ready);
    return code;
}
