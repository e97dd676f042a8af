/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_model.c -- merlon model: reads plans and templates, judges them, writes reports. */
#include "base/file.h"
#include "cli/catalog.h"
#include "cli/command.h"
#include "cli/version.h"
#include "input/input.h"
#include "register/decision.h"
#include "report/baseline.h"
#include "report/report.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { MODEL_OUTPUTS_MAX = 16, MODEL_FRAMEWORKS_MAX = 16, MODEL_STAGES_MAX = 8 };

static const char model_help[] =
    "Usage: merlon model [OPTIONS] PATH...\n"
    "\n"
    "Reads directories of Terraform files, Terraform plans and states (terraform show -json), and\n"
    "CloudFormation, SAM and CDK templates; a directory is read whole, '-' is standard input.\n"
    "Prints the threats, each with its proof.\n"
    "\n"
    "  -o, --output FILE        write the report to FILE; its ending names the format (.html "
    ".json\n"
    "                           .sarif .md .csv .txt); may be given several times\n"
    "  -f, --format FORMAT      text (default), markdown, json, sarif, csv or html\n"
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

typedef struct ModelOptions {
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
    bool open_world;
    bool all;
    bool timings;
    CatalogOptions catalog;
} ModelOptions;

typedef struct ModelStage {
    const char *name;
    double seconds;
    size_t bytes; /* read; 0: not told */
} ModelStage;

/* Everything that lives as long as the run. */
typedef struct Model {
    Arena arena;
    ModelOptions options;
    char **paths;
    int path_count;
    Catalog catalog;
    Framework frameworks[MODEL_FRAMEWORKS_MAX];
    Estate estate;
    Input input;
    DecisionList decisions;
    Report report;
    bool failed; /* some input could not be read or written */
    struct timespec start;
    struct timespec stage;
    ModelStage stages[MODEL_STAGES_MAX];
    size_t stage_count;
} Model;

static double model_seconds_since(struct timespec since) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - since.tv_sec) + (double)(now.tv_nsec - since.tv_nsec) / 1e9;
}

/* Work that takes over a second says what it does, on a terminal. */
static void model_stage_begin(Model *model, const char *what) {
    clock_gettime(CLOCK_MONOTONIC, &model->stage);
    if (model_seconds_since(model->start) > 1 && isatty(STDERR_FILENO)) {
        fprintf(stderr, "merlon: %s\n", what);
    }
}

static void model_stage_end(Model *model, const char *name, size_t bytes) {
    assert(model->stage_count < MODEL_STAGES_MAX);
    model->stages[model->stage_count++] =
        (ModelStage){name, model_seconds_since(model->stage), bytes};
}

static void model_print_timings(const Model *model) {
    double total = model_seconds_since(model->start);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    for (size_t i = 0; i < model->stage_count; i++) {
        const ModelStage *stage = &model->stages[i];
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

static bool model_add_parameter(Model *model, const char *argument) {
    Str value = str_from(argument);
    Str name = str_cut(&value, '=');
    if (name.len == 0 || strchr(argument, '=') == NULL) return false;
    Str *kept = ARENA_NEW(&model->arena, Str);
    *kept = value;
    map_set(&model->input.parameters, name, kept);
    return true;
}

static bool model_add_variable(Model *model, const char *argument) {
    Str value = str_from(argument);
    Str name = str_cut(&value, '=');
    if (name.len == 0 || strchr(argument, '=') == NULL) return false;
    input_add_variable(&model->input, name, value);
    return true;
}

/* Terraform takes variables from the environment, and so does merlon. */
static void model_add_environment(Model *model) {
    for (char **entry = environ; *entry != NULL; entry++) {
        Str value = str_from(*entry);
        if (!str_starts(value, S("TF_VAR_"))) continue;
        Str name = str_cut(&value, '=');
        Str *kept = ARENA_NEW(&model->arena, Str);
        *kept = value;
        map_set(&model->input.environment, str_slice(name, 7, name.len), kept);
    }
}

enum {
    OPTION_FAIL_ON = 256,
    OPTION_BASELINE,
    OPTION_DECISIONS,
    OPTION_FRAMEWORK,
    OPTION_PARAMETER,
    OPTION_VAR,
    OPTION_VAR_FILE,
    OPTION_OPEN_WORLD,
    OPTION_ALL,
    OPTION_RULES,
    OPTION_FACTS,
    OPTION_NO_BUILTIN,
    OPTION_DATE,
    OPTION_TIMINGS
};

static const struct option model_long_options[] = {
    {"output", required_argument, NULL, 'o'},
    {"format", required_argument, NULL, 'f'},
    {"fail-on", required_argument, NULL, OPTION_FAIL_ON},
    {"baseline", required_argument, NULL, OPTION_BASELINE},
    {"decisions", required_argument, NULL, OPTION_DECISIONS},
    {"framework", required_argument, NULL, OPTION_FRAMEWORK},
    {"parameter", required_argument, NULL, OPTION_PARAMETER},
    {"var", required_argument, NULL, OPTION_VAR},
    {"var-file", required_argument, NULL, OPTION_VAR_FILE},
    {"open-world", no_argument, NULL, OPTION_OPEN_WORLD},
    {"all", no_argument, NULL, OPTION_ALL},
    {"rules", required_argument, NULL, OPTION_RULES},
    {"facts", required_argument, NULL, OPTION_FACTS},
    {"no-builtin-rules", no_argument, NULL, OPTION_NO_BUILTIN},
    {"date", required_argument, NULL, OPTION_DATE},
    {"timings", no_argument, NULL, OPTION_TIMINGS},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static int model_too_many(const char *what) { return command_usage("model", "too many %s", what); }

/* Returns EXIT_FINE, or what the program shall exit with. */
static int model_take_option(Model *model, int option, const char *argument) {
    ModelOptions *options = &model->options;
    CatalogOptions *catalog = &options->catalog;
    switch (option) {
    case 'o':
        if (options->output_count == MODEL_OUTPUTS_MAX) return model_too_many("outputs");
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
        if (options->framework_count == MODEL_FRAMEWORKS_MAX) return model_too_many("frameworks");
        options->frameworks[options->framework_count++] = argument;
        return EXIT_FINE;
    case OPTION_PARAMETER:
        if (model_add_parameter(model, argument)) return EXIT_FINE;
        return command_usage("model", "a parameter is given as NAME=VALUE, not '%s'", argument);
    case OPTION_VAR:
        if (model_add_variable(model, argument)) return EXIT_FINE;
        return command_usage("model", "a variable is given as NAME=VALUE, not '%s'", argument);
    case OPTION_VAR_FILE:
        input_add_variable(&model->input, S(""), str_from(argument));
        return EXIT_FINE;
    case OPTION_RULES:
        if (catalog->rules_count == CATALOG_DIRECTORIES_MAX) return model_too_many("--rules");
        catalog->rules[catalog->rules_count++] = argument;
        return EXIT_FINE;
    case OPTION_FACTS:
        if (catalog->facts_count == CATALOG_DIRECTORIES_MAX) return model_too_many("--facts");
        catalog->facts[catalog->facts_count++] = argument;
        return EXIT_FINE;
    case OPTION_BASELINE: options->baseline = argument; return EXIT_FINE;
    case OPTION_DECISIONS: options->decisions = argument; return EXIT_FINE;
    case OPTION_DATE: options->date = argument; return EXIT_FINE;
    case OPTION_OPEN_WORLD: options->open_world = true; return EXIT_FINE;
    case OPTION_ALL: options->all = true; return EXIT_FINE;
    case OPTION_NO_BUILTIN: catalog->no_builtin = true; return EXIT_FINE;
    case OPTION_TIMINGS: options->timings = true; return EXIT_FINE;
    default: return command_usage("model", "that is no option");
    }
}

/* Sets *ret_done when the program has nothing more to do, with *ret_code to exit with. */
static void model_parse_options(Model *model, int argc, char **argv, bool *ret_done,
                                int *ret_code) {
    int option = 0;
    opterr = 0;
    *ret_done = true;
    while ((option = getopt_long(argc, argv, "o:f:h", model_long_options, NULL)) != -1) {
        if (option == 'h') {
            *ret_code = command_print(str_from(model_help)) ? EXIT_FINE : EXIT_USAGE;
            return;
        }
        if (option == '?') {
            *ret_code = command_usage("model", "wrong option '%s'", argv[optind - 1]);
            return;
        }
        *ret_code = model_take_option(model, option, optarg);
        if (*ret_code != EXIT_FINE) return;
    }
    if (optind >= argc) {
        *ret_code =
            command_usage("model", "nothing to read: name a plan, a template or a directory");
        return;
    }
    model->paths = argv + optind;
    model->path_count = argc - optind;
    *ret_done = false;
}

/* The report's format for a file: what -f says, else its ending. */
static const ReportFormat *model_format_of(const Model *model, const char *output) {
    if (model->options.format != NULL) return model->options.format;
    return report_format_of_path(str_from(output));
}

static int model_check_outputs(const Model *model) {
    for (size_t i = 0; i < model->options.output_count; i++) {
        if (model_format_of(model, model->options.outputs[i]) != NULL) continue;
        return command_usage("model", "the ending of '%s' names no format: use -f",
                             model->options.outputs[i]);
    }
    return EXIT_FINE;
}

static Str model_today(Model *model) {
    if (model->options.date != NULL) return str_from(model->options.date);
    time_t now = time(NULL);
    struct tm day;
    gmtime_r(&now, &day);
    return str_format(&model->arena, "%04d-%02d-%02d", day.tm_year + 1900, day.tm_mon + 1,
                      day.tm_mday);
}

/* merlon.decisions.yaml in the first input's directory, if it is there. */
static const char *model_default_decisions(Model *model) {
    Str path = str_from(model->paths[0]);
    if (file_kind(model->paths[0]) == FILE_KIND_DIRECTORY) {
        path = str_join2(&model->arena, path, S("/merlon.decisions.yaml"));
    } else {
        size_t slash = 0;
        for (size_t i = 0; i < path.len; i++) {
            if (path.ptr[i] == '/') slash = i + 1;
        }
        path = str_join2(&model->arena, str_slice(path, 0, slash), S("merlon.decisions.yaml"));
    }
    return file_kind(path.ptr) == FILE_KIND_REGULAR ? path.ptr : NULL;
}

static void model_read_decisions(Model *model) {
    const char *path = model->options.decisions;
    if (path == NULL) path = model_default_decisions(model);
    if (path == NULL) return;
    CLEANUP(file_close) File file = {0};
    Error err = {0};
    bool ok = file_open(path, DECISION_BYTES_MAX, &file, &err);
    DecisionFile decisions = {str_from(path), file.text, model_today(model)};
    ok = ok && decision_read(&model->arena, &decisions, &model->decisions, &err);
    if (!ok) {
        command_say_error(&err);
        model->failed = true;
    }
}

static void model_read_input(Model *model) {
    model_stage_begin(model, "reading");
    for (int i = 0; i < model->path_count; i++) {
        input_add_path(&model->input, str_from(model->paths[i]));
    }
    model_stage_end(model, "parse", model->input.bytes);
    model_stage_begin(model, "working out the estate");
    input_finish(&model->input);
    model_stage_end(model, "estate", 0);
}

static void model_take_errors(Model *model) {
    const ErrorList *errors = &model->input.errors;
    Report *report = &model->report;
    report->errors = ARENA_ARRAY(&model->arena, Str, errors->count);
    for (size_t i = 0; i < errors->count; i++) {
        command_say_error(&errors->items[i]);
        report->errors[report->error_count++] = error_text(&model->arena, &errors->items[i]);
    }
    if (errors->dropped > 0) fprintf(stderr, "merlon: and %zu more errors\n", errors->dropped);
    if (errors->count > 0) model->failed = true;
}

static void model_take_notes(Model *model) {
    const Input *input = &model->input;
    ReportCoverage *coverage = &model->report.coverage;
    coverage->notes = ARENA_ARRAY(&model->arena, ReportNote, input->note_count);
    coverage->note_count = input->note_count;
    for (size_t i = 0; i < input->note_count; i++) {
        const InputNote *note = &input->notes[i];
        Str file = note->source == NULL ? S("") : note->source->path;
        coverage->notes[i] = (ReportNote){note->subject, note->reason, file, note->line};
    }
    coverage->files = input->document_count;
    coverage->skipped = input->skipped;
}

static bool model_load_frameworks(Model *model) {
    ModelOptions *options = &model->options;
    for (size_t i = 0; i < options->framework_count; i++) {
        if (!catalog_load_framework(&model->arena, &model->catalog, options->frameworks[i],
                                    &model->frameworks[i])) {
            return false;
        }
    }
    return true;
}

/* The absent threats were needed for this; they stay only when they shall be listed. */
static void model_assess(Model *model) {
    Report *report = &model->report;
    size_t count = model->options.framework_count;
    if (count == 0) return;
    Compliance *compliance = ARENA_ARRAY(&model->arena, Compliance, count);
    for (size_t i = 0; i < count; i++) {
        compliance[i] = compliance_assess(&model->arena, &model->frameworks[i], &report->threats);
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

static void model_judge(Model *model) {
    Report *report = &model->report;
    model_stage_begin(model, "judging");
    report->estate = &model->estate;
    report->rules = &model->catalog.rules;
    report->version = S(MERLON_VERSION);
    report->all = model->options.all;
    report->colour = isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL;
    report->threats = threat_find(&model->arena, &model->catalog.rules, &model->estate,
                                  model->options.all || model->options.framework_count > 0);
    decision_apply(&model->catalog.rules, &model->estate, &model->decisions, &report->threats);
    model_assess(model);
    report->decisions = model->decisions.items;
    report->decision_count = model->decisions.count;
    if (model->options.baseline != NULL) {
        Error err = {0};
        report->has_baseline = true;
        if (!baseline_mark(&model->arena, model->options.baseline, &report->threats, &err)) {
            command_say_error(&err);
            model->failed = true;
        }
    }
    report_complete(&model->arena, report);
    model_stage_end(model, "rules", 0);
}

static void model_write_one(Model *model, const ReportFormat *format, const char *path) {
    CLEANUP(buffer_free) Buffer out = {0};
    bool colour = model->report.colour;
    if (path != NULL) model->report.colour = false;
    format->write(&model->report, &out);
    model->report.colour = colour;
    Error err = {0};
    if (path == NULL) {
        model->failed |= !command_print(buffer_text(&out));
    } else if (!file_write(path, buffer_text(&out), &err)) {
        command_say_error(&err);
        model->failed = true;
    }
}

static void model_write(Model *model) {
    model_stage_begin(model, "writing");
    for (size_t i = 0; i < model->options.output_count; i++) {
        const char *path = model->options.outputs[i];
        model_write_one(model, model_format_of(model, path), path);
    }
    if (model->options.output_count == 0) {
        const ReportFormat *format = model->options.format;
        model_write_one(model, format == NULL ? report_find_format(S("text")) : format, NULL);
    }
    model_stage_end(model, "report", 0);
}

static bool model_gate_fails(const Model *model) {
    if (!model->options.has_fail_on) return false;
    for (size_t i = 0; i < model->report.threats.count; i++) {
        const Threat *threat = &model->report.threats.items[i];
        bool open = threat->verdict == VERDICT_PRESENT && threat->state == STATE_NOT_STARTED;
        bool counts = threat->implied_by == NULL && (!model->report.has_baseline || threat->is_new);
        if (open && counts && threat->severity >= model->options.fail_on) return true;
    }
    return false;
}

static int model_run(Model *model, int argc, char **argv) {
    bool done = false;
    int code = EXIT_FINE;
    clock_gettime(CLOCK_MONOTONIC, &model->start);
    model->input = input_make(&model->arena, &model->estate);
    model_add_environment(model);
    model_parse_options(model, argc, argv, &done, &code);
    if (!done) code = model_check_outputs(model);
    if (done || code != EXIT_FINE) return code;
    model_stage_begin(model, "loading");
    if (!catalog_load(&model->arena, &model->options.catalog, &model->catalog)) return EXIT_USAGE;
    if (!model_load_frameworks(model)) return EXIT_USAGE;
    model_stage_end(model, "catalog", 0);
    model->estate = estate_make(&model->arena, &model->catalog.facts, model->options.open_world);
    model_read_decisions(model);
    model_read_input(model);
    model_take_errors(model);
    if (model->input.document_count + model->input.folder_count == 0) return EXIT_USAGE;
    model_take_notes(model);
    model_judge(model);
    model_write(model);
    if (model->options.timings) model_print_timings(model);
    if (model->failed) return EXIT_USAGE;
    return model_gate_fails(model) ? EXIT_GATE : EXIT_FINE;
}

int cmd_model(int argc, char **argv) {
    Model *model = calloc(1, sizeof(Model));
    if (model == NULL) return EXIT_INTERNAL;
    int code = model_run(model, argc, argv);
    arena_free(&model->arena);
    free(model);
    return code;
}
