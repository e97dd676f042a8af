/* SPDX-License-Identifier: Apache-2.0 */
/* case_run.c -- merlon case run: everything that a program can find out for a case, as often as new
 * evidence arrives; and the report. */
#include "base/output.h"
#include "cli/case_arguments.h"
#include "cli/case_command.h"
#include "cli/command.h"
#include "cli/log_arguments.h"
#include "cli/reading.h"
#include "cli/version.h"
#include "report/case_report.h"
#include "respond/investigation.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char run_help[] =
    "Usage: merlon case run [OPTIONS]\n"
    "\n"
    "Finds out what a program can: looks the case's buckets and repositories up in the model,\n"
    "counts who touched them, follows roles back to whoever began, runs the playbook's queries "
    "over\n"
    "the logs, joins GuardDuty's findings, checks CloudTrail's digests, and writes commands with "
    "the\n"
    "case's names. Writes evidence/, timeline.jsonl, report.html and report.md. What people "
    "answered\n"
    "stays; the same evidence gives the same bytes. Nothing is ever run in the account.\n"
    "\n"
    "What is named here is added to the case for good:\n"
    "      --model PATH, --logs PATH, --findings FILE, --bucket NAME, --repository NAME,\n"
    "      --principal NAME     each may be given several times; --from T, --to T\n"
    "\n"
    "      --public-key FILE    CloudTrail's public keys, as 'aws cloudtrail list-public-keys' "
    "prints\n"
    "                           them, or PEM: the signatures of digest files are checked with "
    "them\n"
    "      --threads N          how many threads read logs (default: one per processor)\n"
    "  -C, --case DIR           the case (default: the working directory)\n"
    "  -h, --help               print this\n"
    "\n"
    "Exit codes: 0 fine, 2 something could not be read: it is named, the rest was used.\n"
    "\n"
    "Examples:\n"
    "  merlon case run -C leak\n"
    "  merlon case run -C leak --logs more/AWSLogs       new evidence arrived\n";

enum { OPTION_THREADS = OPTION_CASE_OTHERS, OPTION_PUBLIC_KEY };

static const struct option run_options[] = {
    CASE_ARGUMENTS_FOLDER,
    CASE_ARGUMENTS_SCOPE,
    {"public-key", required_argument, NULL, OPTION_PUBLIC_KEY},
    {"threads", required_argument, NULL, OPTION_THREADS},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

typedef struct CaseRun {
    Arena arena;
    CaseArguments arguments;
    size_t threads;
    Str public_key;
    CaseFolder folder;
    CasePlaybook loaded;
    Reading reading;
    bool has_model;
    bool faults; /* something couldn't be read */
    ThreatList threats;
    Investigation investigation;
    ProgressLine progress;
} CaseRun;

static void run_show_progress(void *context, const LogProgress *progress, uint64_t hits) {
    CaseRun *run = context;
    progress_line_show(&run->progress, progress, hits);
}

/* What was typed becomes part of the case before anything is read. */
static bool run_add_scope(CaseRun *run, Error *err) {
    if (!case_folder_lock(&run->folder, CASE_LOCK_EDIT, err)) return false;
    bool ok =
        case_arguments_add_scope(&run->arguments, run->folder.path, &run->folder.file.scope) &&
        case_folder_save(&run->folder, err);
    case_folder_unlock(&run->folder, CASE_LOCK_EDIT);
    return ok;
}

static bool run_read_model(CaseRun *run) {
    const CaseWords *models = &run->folder.file.scope.models;
    if (models->count == 0) return true;
    char **paths = ARENA_ARRAY(&run->arena, char *, models->count + 1);
    for (size_t i = 0; i < models->count; i++) {
        Str path = case_folder_resolve(&run->folder, models->items[i]);
        paths[i] = (char *)str_terminated(&run->arena, path);
    }
    if (!reading_load(&run->reading)) return false;
    reading_read(&run->reading, paths, (int)models->count);
    reading_finish(&run->reading);
    run->faults |= !reading_say_errors(&run->reading);
    run->has_model = reading_has_input(&run->reading);
    run->threats = threat_find(&run->reading.arena, &run->reading.catalog.rules,
                               &run->reading.estate, &run->reading.input.model, true);
    return true;
}

static bool run_investigate(CaseRun *run, Error *err) {
    InvestigationOptions options = {.folder = &run->folder,
                                    .playbook = &run->loaded.playbook,
                                    .set = run->loaded.set,
                                    .estate = run->has_model ? &run->reading.estate : NULL,
                                    .model = run->has_model ? &run->reading.input.model : NULL,
                                    .threats = run->has_model ? &run->threats : NULL,
                                    .model_errors = &run->reading.input.errors,
                                    .public_key = run->public_key,
                                    .threads = run->threads,
                                    .progress = isatty(STDERR_FILENO) ? run_show_progress : NULL,
                                    .context = run};
    bool ok = investigation_run(&run->arena, &options, &run->investigation, err);
    progress_line_clear(&run->progress);
    log_arguments_say_errors(&run->investigation.logs);
    run->faults |= run->investigation.logs.errors.count > 0;
    return ok;
}

/* Somebody may have answered meanwhile: the results are set in what stands in the file now. */
static bool run_save(CaseRun *run, Error *err) {
    Investigation *result = &run->investigation;
    if (!case_folder_lock(&run->folder, CASE_LOCK_EDIT, err)) return false;
    bool ok = true;
    for (size_t i = 0; ok && i < result->playbook->step_count; i++) {
        CaseResult *step = &result->results[i];
        CaseStep *place = case_file_add_step(&run->arena, &run->folder.file, step->step->id, err);
        ok = place != NULL;
        if (!ok) break;
        bool answered = place->state == CASE_ANSWERED;
        if (!answered) case_file_set_result(&run->arena, place, step->state, step->reason);
        step->state = place->state;
        step->reason = place->reason;
    }
    ok = ok && case_folder_save(&run->folder, err);
    case_folder_unlock(&run->folder, CASE_LOCK_EDIT);
    return ok;
}

typedef bool ReportWriter(const CaseReport *report, Output *out);

static bool run_write_report(CaseRun *run, Str name, ReportWriter *write, Error *err) {
    CaseReport report = {.investigation = &run->investigation, .version = S(MERLON_VERSION)};
    Output out;
    Str path = case_folder_path(&run->folder, name);
    if (!output_open(&out, path.ptr, err)) return false;
    bool whole = write(&report, &out);
    if (!whole) error_say(err, "the evidence can't be read again");
    return output_close(&out, whole, whole ? err : NULL) && whole;
}

static void run_say(const CaseRun *run) {
    CLEANUP(buffer_free) Buffer out = {0};
    const Investigation *result = &run->investigation;
    size_t open = 0;
    for (size_t i = 0; i < result->playbook->step_count; i++) {
        CaseState state = result->results[i].state;
        open += state == CASE_OPEN || state == CASE_UNKNOWN;
    }
    buffer_add_format(&out,
                      "%zu %s, %llu events in the timeline, %zu commands; %zu of %zu steps "
                      "are left\n",
                      result->actor_count, result->actor_count == 1 ? "actor" : "actors",
                      (unsigned long long)result->timeline_lines, result->action_count, open,
                      result->playbook->step_count);
    buffer_add_format(&out, "The report is at %.*s\n",
                      STR_ARGS(case_folder_path(&run->folder, S(CASE_FOLDER_REPORT_HTML))));
    command_print(buffer_text(&out));
}

static bool run_all(CaseRun *run, Error *err) {
    return run_add_scope(run, err) && case_folder_lock(&run->folder, CASE_LOCK_RUN, err) &&
           case_arguments_playbook(&run->arena, run->folder.file.playbook, &run->loaded) &&
           run_read_model(run) && run_investigate(run, err) && run_save(run, err) &&
           run_write_report(run, S(CASE_FOLDER_REPORT_HTML), case_html_write, err) &&
           run_write_report(run, S(CASE_FOLDER_REPORT_MARKDOWN), case_markdown_write, err) &&
           case_folder_sync(&run->folder, false, err) && case_folder_sync(&run->folder, true, err);
}

static int run_execute(CaseRun *run) {
    Error err = {0};
    if (!case_arguments_open(&run->arguments, &run->folder)) return EXIT_USAGE;
    bool ok = run_all(run, &err);
    if (!ok && err.message[0] != '\0') command_say_error(&err);
    if (!ok) return EXIT_USAGE;
    run_say(run);
    return run->faults ? EXIT_USAGE : EXIT_FINE;
}

static int run_command(CaseRun *run, int argc, char **argv) {
    int option = 0;
    int64_t threads = 0;
    while ((option = getopt_long(argc, argv, "C:h", run_options, NULL)) != -1) {
        int code = EXIT_FINE;
        switch (option) {
        case 'h': return command_print(str_from(run_help)) ? EXIT_FINE : EXIT_INTERNAL;
        case '?': return command_usage("case run", "see above");
        case OPTION_PUBLIC_KEY: run->public_key = str_from(optarg); break;
        case OPTION_THREADS:
            if (!str_to_int(str_from(optarg), &threads) || threads < 1 || threads > LOG_THREADS_MAX)
                return command_usage("case run", "--threads: 1 to %d", LOG_THREADS_MAX);
            run->threads = (size_t)threads;
            break;
        default: code = case_arguments_take(&run->arguments, option, optarg); break;
        }
        if (code != EXIT_FINE) return code;
    }
    if (optind < argc) return command_usage("case run", "takes no '%s'", argv[optind]);
    return run_execute(run);
}

int case_command_run(int argc, char **argv) {
    CaseRun *run = calloc(1, sizeof(CaseRun));
    if (run == NULL) return EXIT_INTERNAL;
    run->arguments = (CaseArguments){.arena = &run->arena, .command = "case run"};
    reading_start(&run->reading);
    int code = run_command(run, argc, argv);
    case_folder_close(&run->folder);
    case_arguments_playbook_free(&run->loaded);
    reading_free(&run->reading);
    arena_free(&run->arena);
    free(run);
    return code;
}
