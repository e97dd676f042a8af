/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_model.c -- merlon model: reads plans and templates, judges them, writes reports. */
#include "base/file.h"
#include "cli/command.h"
#include "cli/decided.h"
#include "cli/reading.h"
#include "cli/version.h"
#include "report/baseline.h"
#include "report/report.h"
#include "threat/imported.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { MODEL_OUTPUTS_MAX = 16, MODEL_FRAMEWORKS_MAX = 16, MODEL_STAGES_MAX = 8 };

static const char run_help[] =
    "Usage: merlon model [OPTIONS] PATH...\n"
    "\n"
    "Reads directories of Terraform files, Terraform plans and states (terraform show -json),\n"
    "CloudFormation, SAM and CDK templates, and threat models (model.yaml, OTM, Threat Dragon,\n"
    "Threat Composer); a directory is read whole, '-' is standard input.\n"
    "Prints the threats, each with its proof.\n"
    "\n"
    "  -o, --output FILE        write the report to FILE; its ending names the format (.html "
    ".json\n"
    "                           .sarif .md .csv .txt .svg .dot .mmd .otm .td.json .tc.json); may "
    "be\n"
    "                           given several times\n"
    "  -f, --format FORMAT      text (default), markdown, json, sarif, csv, html; the picture "
    "alone:\n"
    "                           svg, dot, mermaid; or a model for other tools: otm, "
    "threat-dragon,\n"
    "                           threat-composer\n"
    "      --fail-on SEVERITY   exit 1 when a threat of that severity or above is open\n"
    "      --baseline FILE      a JSON report of before: only what is new can fail\n"
    "      --decisions FILE     what people decided (default: merlon.decisions.yaml beside the "
    "input)\n"
    "      --framework NAME     report per control of a standard: met, not met, unknown or not "
    "covered;\n"
    "                           may be given several times; 'merlon rules --help' lists them\n"
    "      --parameter K=V      value of a CloudFormation parameter; may be given several times\n"
    "      --var K=V            value of a Terraform variable; --var-file FILE reads several; so "
    "does\n"
    "                           the environment (TF_VAR_name); each may be given several times\n"
    "      --open-world         what is not seen may exist elsewhere: companions are unknown, not "
    "absent\n"
    "      --all                list what the configuration has mitigated, too\n"
    "      --rules DIR          add the rules in DIR; --facts DIR adds facts\n"
    "      --no-builtin-rules   leave the built-in rules out\n"
    "      --date YYYY-MM-DD    the day that decisions expire by (default: today)\n"
    "      --timings            print the time of each stage to stderr\n"
    "  -h, --help               print this\n"
    "\n"
    "Examples:\n"
    "  merlon model infrastructure/\n"
    "  merlon model template.yaml\n"
    "  terraform show -json plan.out | merlon model -f sarif -o merlon.sarif -\n"
    "  merlon model --fail-on high --baseline last.json -o now.json -o now.html infrastructure/\n"
    "  merlon model --framework pci-dss-4 template.yaml\n"
    "  merlon model --parameter Stage=prod --decisions decisions.yaml cdk.out\n";

typedef struct RunOptions {
    const char *outputs[MODEL_OUTPUTS_MAX];
    size_t output_count;
    const ReportFormat *format;
    bool has_fail_on;
    Severity fail_on;
    const char *frameworks[MODEL_FRAMEWORKS_MAX];
    size_t framework_count;
    const char *baseline;
    const char *decisions;
    const char *date;
    bool all;
    bool timings;
} RunOptions;

typedef struct ModelStage {
    const char *name;
    double seconds;
    size_t bytes; /* read; 0: not told */
} ModelStage;

/* Everything that lives as long as the run. */
typedef struct Run {
    Reading reading;
    RunOptions options;
    char **paths;
    int path_count;
    Framework frameworks[MODEL_FRAMEWORKS_MAX];
    DecisionList decisions;
    Report report;
    bool failed; /* some input could not be read or written */
    struct timespec start;
    struct timespec stage;
    ModelStage stages[MODEL_STAGES_MAX];
    size_t stage_count;
} Run;

static double run_seconds_since(struct timespec since) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - since.tv_sec) + (double)(now.tv_nsec - since.tv_nsec) / 1e9;
}

/* Work that takes over a second says what it does, on a terminal. */
static void run_stage_begin(Run *run, const char *what) {
    clock_gettime(CLOCK_MONOTONIC, &run->stage);
    if (run_seconds_since(run->start) > 1 && isatty(STDERR_FILENO)) {
        fprintf(stderr, "merlon: %s\n", what);
    }
}

static void run_stage_end(Run *run, const char *name, size_t bytes) {
    assert(run->stage_count < MODEL_STAGES_MAX);
    run->stages[run->stage_count++] = (ModelStage){name, run_seconds_since(run->stage), bytes};
}

static void run_print_timings(const Run *run) {
    double total = run_seconds_since(run->start);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    for (size_t i = 0; i < run->stage_count; i++) {
        const ModelStage *stage = &run->stages[i];
        fprintf(stderr, "%-9s %8.1f ms %3.0f %%", stage->name, stage->seconds * 1000,
                stage->seconds / total * 100);
        if (stage->bytes > 0) {
            fprintf(stderr, "  %.0f MB/s", (double)stage->bytes / 1e6 / stage->seconds);
        }
        fputc('\n', stderr);
    }
    fprintf(stderr, "%-9s %8.1f ms, at most %ld MB\n", "total", total * 1000,
            usage.ru_maxrss / 1024);
}

enum {
    OPTION_FAIL_ON = READING_OPTION_END,
    OPTION_BASELINE,
    OPTION_DECISIONS,
    OPTION_FRAMEWORK,
    OPTION_ALL,
    OPTION_DATE,
    OPTION_TIMINGS
};

static const struct option run_long_options[] = {
    {"output", required_argument, NULL, 'o'},
    {"format", required_argument, NULL, 'f'},
    {"fail-on", required_argument, NULL, OPTION_FAIL_ON},
    {"baseline", required_argument, NULL, OPTION_BASELINE},
    {"decisions", required_argument, NULL, OPTION_DECISIONS},
    {"framework", required_argument, NULL, OPTION_FRAMEWORK},
    {"all", no_argument, NULL, OPTION_ALL},
    {"date", required_argument, NULL, OPTION_DATE},
    {"timings", no_argument, NULL, OPTION_TIMINGS},
    {"help", no_argument, NULL, 'h'},
    READING_OPTIONS,
    {NULL, 0, NULL, 0},
};

static int run_too_many(const char *what) { return command_usage("model", "too many %s", what); }

/* Returns EXIT_FINE, or what the program shall exit with. */
static int run_take_option(Run *run, int option, const char *argument) {
    RunOptions *options = &run->options;
    switch (option) {
    case 'o':
        if (options->output_count == MODEL_OUTPUTS_MAX) return run_too_many("outputs");
        options->outputs[options->output_count++] = argument;
        return EXIT_FINE;
    case 'f':
        options->format = report_find_format(str_from(argument));
        if (options->format != NULL) return EXIT_FINE;
        return command_usage("model", "there is no format '%s'", argument);
    case OPTION_FAIL_ON:
        options->has_fail_on = severity_parse(str_from(argument), &options->fail_on);
        if (options->has_fail_on) return EXIT_FINE;
        return command_usage("model", "'%s' is no severity: critical, high, medium, low or info",
                             argument);
    case OPTION_FRAMEWORK:
        if (options->framework_count == MODEL_FRAMEWORKS_MAX) return run_too_many("frameworks");
        options->frameworks[options->framework_count++] = argument;
        return EXIT_FINE;
    case OPTION_BASELINE: options->baseline = argument; return EXIT_FINE;
    case OPTION_DECISIONS: options->decisions = argument; return EXIT_FINE;
    case OPTION_DATE: options->date = argument; return EXIT_FINE;
    case OPTION_ALL: options->all = true; return EXIT_FINE;
    case OPTION_TIMINGS: options->timings = true; return EXIT_FINE;
    default: return reading_take_option(&run->reading, "model", option, argument);
    }
}

/* Sets *ret_done when the program has nothing more to do, with *ret_code to exit with. */
static void run_parse_options(Run *run, int argc, char **argv, bool *ret_done, int *ret_code) {
    int option = 0;
    opterr = 0;
    *ret_done = true;
    while ((option = getopt_long(argc, argv, "o:f:h", run_long_options, NULL)) != -1) {
        if (option == 'h') {
            *ret_code = command_print(str_from(run_help)) ? EXIT_FINE : EXIT_USAGE;
            return;
        }
        if (option == '?') {
            *ret_code = command_usage("model", "wrong option '%s'", argv[optind - 1]);
            return;
        }
        *ret_code = run_take_option(run, option, optarg);
        if (*ret_code != EXIT_FINE) return;
    }
    if (optind >= argc) {
        *ret_code =
            command_usage("model", "nothing to read: name a plan, a template or a directory");
        return;
    }
    run->paths = argv + optind;
    run->path_count = argc - optind;
    *ret_done = false;
}

/* The report's format for a file: what -f says, else its ending. */
static const ReportFormat *run_format_of(const Run *run, const char *output) {
    if (run->options.format != NULL) return run->options.format;
    return report_format_of_path(str_from(output));
}

static int run_check_outputs(const Run *run) {
    for (size_t i = 0; i < run->options.output_count; i++) {
        if (run_format_of(run, run->options.outputs[i]) != NULL) continue;
        return command_usage("model", "the ending of '%s' names no format: use -f",
                             run->options.outputs[i]);
    }
    return EXIT_FINE;
}

static void run_read_decisions(Run *run) {
    DecidedOptions options = {run->options.decisions, run->options.date, run->paths[0]};
    if (!decided_read(&run->reading.arena, &options, &run->decisions)) run->failed = true;
}

static void run_read_input(Run *run) {
    run_stage_begin(run, "reading");
    reading_read(&run->reading, run->paths, run->path_count);
    run_stage_end(run, "parse", run->reading.input.bytes);
    run_stage_begin(run, "working out the estate");
    reading_finish(&run->reading);
    run_stage_end(run, "estate", 0);
}

static void run_take_errors(Run *run) {
    const Input *input = &run->reading.input;
    const ErrorList *lists[] = {&input->errors, &input->model.problems};
    Report *report = &run->report;
    report->errors = ARENA_ARRAY(&run->reading.arena, Str, lists[0]->count + lists[1]->count);
    for (size_t i = 0; i < COUNT(lists); i++) {
        for (size_t k = 0; k < lists[i]->count; k++) {
            report->errors[report->error_count++] =
                error_text(&run->reading.arena, &lists[i]->items[k]);
        }
    }
    run->failed |= !reading_say_errors(&run->reading);
}

static void run_take_notes(Run *run) {
    const Input *input = &run->reading.input;
    ReportCoverage *coverage = &run->report.coverage;
    coverage->notes = ARENA_ARRAY(&run->reading.arena, ReportNote, input->note_count);
    coverage->note_count = input->note_count;
    for (size_t i = 0; i < input->note_count; i++) {
        const InputNote *note = &input->notes[i];
        Str file = note->source == NULL ? S("") : note->source->path;
        coverage->notes[i] = (ReportNote){note->subject, note->reason, file, note->line};
    }
    coverage->files = input->document_count;
    coverage->skipped = input->skipped;
}

static bool run_load_frameworks(Run *run) {
    RunOptions *options = &run->options;
    for (size_t i = 0; i < options->framework_count; i++) {
        if (!catalog_load_framework(&run->reading.arena, &run->reading.catalog,
                                    options->frameworks[i], &run->frameworks[i])) {
            return false;
        }
    }
    return true;
}

/* The absent threats were needed for this; they stay only when they shall be listed. */
static void run_assess(Run *run) {
    Report *report = &run->report;
    size_t count = run->options.framework_count;
    if (count == 0) return;
    Compliance *compliance = ARENA_ARRAY(&run->reading.arena, Compliance, count);
    for (size_t i = 0; i < count; i++) {
        compliance[i] =
            compliance_assess(&run->reading.arena, &run->frameworks[i], &report->threats);
    }
    report->compliance = compliance;
    report->compliance_count = count;
    size_t kept = 0;
    for (size_t i = 0; i < report->threats.count && !report->all; i++) {
        const Threat *threat = &report->threats.items[i];
        if (threat->verdict != VERDICT_ABSENT) report->threats.items[kept++] = *threat;
    }
    if (!report->all) report->threats.count = kept;
}

static void run_judge(Run *run) {
    Report *report = &run->report;
    run_stage_begin(run, "judging");
    report->estate = &run->reading.estate;
    report->model = &run->reading.input.model;
    report->rules = &run->reading.catalog.rules;
    report->version = S(MERLON_VERSION);
    report->all = run->options.all;
    report->colour = isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL;
    report->threats = threat_find(&run->reading.arena, &run->reading.catalog.rules,
                                  &run->reading.estate, &run->reading.input.model,
                                  run->options.all || run->options.framework_count > 0);
    const Input *input = &run->reading.input;
    const ImportedModel imported = {&input->model, input->knowledge, input->knowledge_count};
    imported_add(&run->reading.arena, &report->threats, &imported);
    decision_apply(&run->reading.catalog.rules, &run->reading.estate, &run->decisions,
                   &report->threats);
    run_assess(run);
    report->decisions = run->decisions.items;
    report->decision_count = run->decisions.count;
    if (run->options.baseline != NULL) {
        Error err = {0};
        report->has_baseline = true;
        if (!baseline_mark(&run->reading.arena, run->options.baseline, &report->threats, &err)) {
            command_say_error(&err);
            run->failed = true;
        }
    }
    report_complete(&run->reading.arena, report);
    run_stage_end(run, "rules", 0);
}

static void run_write_one(Run *run, const ReportFormat *format, const char *path) {
    CLEANUP(buffer_free) Buffer out = {0};
    bool colour = run->report.colour;
    if (path != NULL) run->report.colour = false;
    Error err = {0};
    if (format->try == NULL) {
        format->write(&run->report, &out);
    } else if (!format->try(&run->report, &out, &err)) {
        command_say_error(&err);
        run->failed = true;
    }
    run->report.colour = colour;
    if (path == NULL) {
        run->failed |= !command_print(buffer_text(&out));
    } else if (!file_write(path, buffer_text(&out), &err)) {
        command_say_error(&err);
        run->failed = true;
    }
}

static void run_write(Run *run) {
    run_stage_begin(run, "writing");
    for (size_t i = 0; i < run->options.output_count; i++) {
        const char *path = run->options.outputs[i];
        run_write_one(run, run_format_of(run, path), path);
    }
    if (run->options.output_count == 0) {
        const ReportFormat *format = run->options.format;
        run_write_one(run, format == NULL ? report_find_format(S("text")) : format, NULL);
    }
    run_stage_end(run, "report", 0);
}

static bool run_gate_fails(const Run *run) {
    if (!run->options.has_fail_on) return false;
    for (size_t i = 0; i < run->report.threats.count; i++) {
        const Threat *threat = &run->report.threats.items[i];
        bool open = threat->verdict == VERDICT_PRESENT && threat->state == STATE_NOT_STARTED;
        bool counts = threat->implied_by == NULL && (!run->report.has_baseline || threat->is_new);
        if (open && counts && threat->severity >= run->options.fail_on) return true;
    }
    return false;
}

static int run_run(Run *run, int argc, char **argv) {
    bool done = false;
    int code = EXIT_FINE;
    clock_gettime(CLOCK_MONOTONIC, &run->start);
    reading_start(&run->reading);
    run_parse_options(run, argc, argv, &done, &code);
    if (!done) code = run_check_outputs(run);
    if (done || code != EXIT_FINE) return code;
    run_stage_begin(run, "loading");
    if (!reading_load(&run->reading)) return EXIT_USAGE;
    if (!run_load_frameworks(run)) return EXIT_USAGE;
    run_stage_end(run, "catalog", 0);
    run_read_decisions(run);
    run_read_input(run);
    run_take_errors(run);
    if (!reading_has_input(&run->reading)) return EXIT_USAGE;
    run_take_notes(run);
    run_judge(run);
    run_write(run);
    if (run->options.timings) run_print_timings(run);
    if (run->failed) return EXIT_USAGE;
    return run_gate_fails(run) ? EXIT_GATE : EXIT_FINE;
}

int cmd_model(int argc, char **argv) {
    Run *run = calloc(1, sizeof(Run));
    if (run == NULL) return EXIT_INTERNAL;
    int code = run_run(run, argc, argv);
    reading_free(&run->reading);
    free(run);
    return code;
}
