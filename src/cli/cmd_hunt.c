/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_hunt.c -- merlon hunt: Sigma rules over logs. */
#include "base/file.h"
#include "cli/command.h"
#include "cli/detections.h"
#include "cli/hunt_model.h"
#include "cli/log_arguments.h"
#include "cli/version.h"
#include "report/hunt_report.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char hunt_help[] =
    "Usage: merlon hunt [OPTIONS] LOGS...\n"
    "\n"
    "Runs Sigma rules over CloudTrail, VPC flow logs, Route 53 resolver query logs, S3 server "
    "access\n"
    "logs, load balancers' and CloudFront's access logs and GuardDuty findings, plain, gzip or "
    "zstd,\n"
    "and prints the hits as a timeline. LOGS are files, folders or '-' for standard input; what a "
    "file\n"
    "holds is told by its content.\n"
    "\n"
    "      --rules PATH         Sigma rules of your own: a file or a folder; may be given several "
    "times\n"
    "      --no-builtin         leave merlon's own rules out\n"
    "      --pipeline FILE      values of %placeholders% and names of fields (pySigma's format)\n"
    "      --from T, --to T     only events of that time: 2026-11-21, 2026-11-21T15:30:00Z\n"
    "      --account ID         only events of that account; --region R of that region; each may "
    "be\n"
    "                           given several times. In AWS's layout of folders, what the names "
    "rule\n"
    "                           out isn't read\n"
    "      --files-from FILE    more paths, one per line; '-' is standard input\n"
    "      --threads N          how many threads read (default: one per processor)\n"
    "  -f, --format FORMAT      text (default), csv, jsonl, html\n"
    "  -o, --output FILE        write to FILE; its ending names the format; may be given several "
    "times\n"
    "      --model PATH         joins hits to the threats of what 'merlon model' reads: a "
    "directory, "
    "a\n"
    "                           plan, a template; may be given several times\n"
    "      --threat-model FILE  write the threat model, too, with a mark on what was seen: .html, "
    ".json;\n"
    "                           may be given several times\n"
    "      --decisions FILE     what people decided about threats (default: merlon.decisions.yaml\n"
    "                           beside the model); --date YYYY-MM-DD is the day they expire by\n"
    "      --parameter K=V, --var K=V, --var-file FILE, --open-world, --threat-rules DIR, --facts "
    "DIR\n"
    "                           how the model is read: see 'merlon model --help'\n"
    "      --fail-on LEVEL      exit 1 when a rule of that level or above has a hit: "
    "informational,\n"
    "                           low, medium, high or critical\n"
    "  -h, --help               print this\n"
    "\n"
    "Examples:\n"
    "  merlon hunt AWSLogs/                                everything below a folder\n"
    "  merlon hunt --from 2026-11-20 --region eu-central-1 AWSLogs/\n"
    "  merlon hunt --rules sigma/rules/cloud/aws -o hits.html -o hits.jsonl AWSLogs/\n"
    "  merlon hunt --model infrastructure/ --threat-model seen.html AWSLogs/\n"
    "  aws s3 cp s3://trail/file.json.gz - | merlon hunt -\n"
    "\n"
    "Exit codes: 0 fine, 1 --fail-on met, 2 some log, rule or model could not be read or some "
    "answer "
    "isn't\nknown, 3 internal error.\n";

enum { HUNT_OUTPUTS_MAX = 8 };

typedef struct HuntRun {
    Arena arena;
    DetectionOptions detections;
    LogArguments logs;
    const HuntFormat *format;
    const char *outputs[HUNT_OUTPUTS_MAX];
    size_t output_count;
    bool gated;
    SigmaLevel gate;
    SigmaSet *set;
    Hunt *hunt;
    HuntResult result;
    HuntModel model;
    ProgressLine progress;
} HuntRun;

enum { OPTION_RULES = HUNT_MODEL_OPTION_END, OPTION_NO_BUILTIN, OPTION_PIPELINE, OPTION_FAIL_ON };

static const struct option hunt_options[] = {
    {"rules", required_argument, NULL, OPTION_RULES},
    {"no-builtin", no_argument, NULL, OPTION_NO_BUILTIN},
    {"pipeline", required_argument, NULL, OPTION_PIPELINE},
    {"format", required_argument, NULL, 'f'},
    {"output", required_argument, NULL, 'o'},
    {"fail-on", required_argument, NULL, OPTION_FAIL_ON},
    {"help", no_argument, NULL, 'h'},
    HUNT_MODEL_OPTIONS,
    LOG_ARGUMENTS_OPTIONS,
    {NULL, 0, NULL, 0},
};

/* Adds a value to a list of an option that may be given several times. */
static bool list_add(const char **items, size_t *count, size_t room, const char *value) {
    if (*count == room) return false;
    items[(*count)++] = value;
    return true;
}

static int hunt_take_output(HuntRun *run, const char *path) {
    if (hunt_format_of_path(str_from(path)) == NULL) {
        return command_usage("hunt", "'%s' names no format: use .txt, .csv, .jsonl or .html", path);
    }
    if (!list_add(run->outputs, &run->output_count, HUNT_OUTPUTS_MAX, path)) {
        return command_usage("hunt", "at most %d files with -o", HUNT_OUTPUTS_MAX);
    }
    return EXIT_FINE;
}

static int hunt_take_option(HuntRun *run, int option, char *value) {
    DetectionOptions *detections = &run->detections;
    if (option >= READING_OPTION_PARAMETER && option < HUNT_MODEL_OPTION_END) {
        return hunt_model_take_option(&run->model, option, value);
    }
    switch (option) {
    case OPTION_RULES:
        if (list_add(detections->rules, &detections->rules_count, DETECTION_PATHS_MAX, value))
            return EXIT_FINE;
        return command_usage("hunt", "at most %d times --rules", DETECTION_PATHS_MAX);
    case OPTION_PIPELINE:
        if (list_add(detections->pipelines, &detections->pipeline_count, DETECTION_PATHS_MAX,
                     value))
            return EXIT_FINE;
        return command_usage("hunt", "at most %d times --pipeline", DETECTION_PATHS_MAX);
    case OPTION_NO_BUILTIN: detections->no_builtin = true; return EXIT_FINE;
    case 'o': return hunt_take_output(run, value);
    case 'f':
        run->format = hunt_find_format(str_from(value));
        if (run->format != NULL) return EXIT_FINE;
        return command_usage("hunt", "there is no format '%s': text, csv, jsonl or html", value);
    case OPTION_FAIL_ON:
        run->gated = true;
        if (sigma_level_find(str_from(value), &run->gate)) return EXIT_FINE;
        return command_usage("hunt", "--fail-on: informational, low, medium, high or critical");
    default: return log_arguments_take(&run->logs, "hunt", option, value);
    }
}

/* ---- the hunt ---- */

static void hunt_show_progress(void *context, const LogProgress *progress, uint64_t hits) {
    HuntRun *run = context;
    progress_line_show(&run->progress, progress, hits);
}

static bool hunt_write(const HuntReport *report, const HuntFormat *format, const char *path) {
    Output out;
    Error err = {0};
    HuntReport own = *report;
    own.colour = path == NULL && isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL;
    bool ok = output_open(&out, path, &err);
    if (ok) {
        bool whole = format->write(&own, &out);
        if (!whole) error_say(&err, "hits that were kept can't be read again");
        ok = output_close(&out, whole, whole ? &err : NULL) && whole;
    }
    if (!ok) command_say_error(&err);
    return ok;
}

static bool hunt_report(HuntRun *run, HuntReport *report) {
    *report = (HuntReport){.hunt = run->hunt,
                           .set = run->set,
                           .result = &run->result,
                           .rules = run->set->count,
                           .seen = run->model.seen,
                           .version = S(MERLON_VERSION)};
    bool lines = run->format != NULL && run->output_count == 0 && !run->format->counts;
    bool ok = (lines && !run->gated) || hunt_report_count(report, &run->arena);
    for (size_t i = 0; i < run->output_count; i++) {
        const HuntFormat *format = hunt_format_of_path(str_from(run->outputs[i]));
        ok = hunt_write(report, format, run->outputs[i]) && ok;
    }
    if (run->output_count == 0 || run->format != NULL) {
        ok = hunt_write(report, run->format != NULL ? run->format : &hunt_formats[0], NULL) && ok;
    }
    return ok;
}

/* Formats of lines have no place for what isn't known: stderr has. False when a rule may have hits
 * that weren't found. */
static bool hunt_say_open(const HuntRun *run) {
    const HuntResult *result = &run->result;
    bool summed = run->format == NULL ? run->output_count == 0 : run->format->counts;
    uint64_t undecided = 0;
    for (size_t i = 0; i < run->set->count; i++) undecided += result->undecided[i];
    const struct {
        uint64_t count;
        const char *what;
    } lines[] = {
        {undecided, "tests of a regular expression met their limit: not known"},
        {result->untimed, "hits have no time, and no correlation could use them"},
        {result->forgotten, "events were too many at once for some correlation"},
        {result->logs.repeats_open,
         "or more events were delivered twice: not all could be counted"},
    };
    for (size_t i = 0; i < COUNT(lines) && !summed; i++) {
        if (lines[i].count == 0) continue;
        fprintf(stderr, "merlon: %llu %s\n", (unsigned long long)lines[i].count, lines[i].what);
    }
    return undecided + result->forgotten == 0;
}

/* Loads the rules; false when none is left to hunt with. *ret_fine: none was refused. */
static bool hunt_load(HuntRun *run, bool *ret_fine) {
    run->set = sigma_set_make(&run->arena);
    *ret_fine = detections_load(&run->arena, &run->detections, run->set);
    size_t said = run->set->errors.count;
    run->hunt = hunt_make(&run->arena, run->set);
    if (run->hunt == NULL) return false;
    detections_say(run->set, said);
    *ret_fine = *ret_fine && run->set->refused == 0;
    return true;
}

static bool hunt_read_logs(HuntRun *run) {
    HuntOptions options = {.paths = run->logs.paths,
                           .path_count = run->logs.path_count,
                           .scope = run->logs.scope,
                           .threads = run->logs.threads,
                           .progress = isatty(STDERR_FILENO) ? hunt_show_progress : NULL,
                           .context = run};
    Error err = {0};
    bool ran = hunt_run(run->hunt, &options, &run->result, &err);
    progress_line_clear(&run->progress);
    if (!ran) command_say_error(&err);
    return ran;
}

static int hunt_execute(HuntRun *run) {
    bool fine = true;
    if (!hunt_load(run, &fine)) return EXIT_INTERNAL;
    if (run->set->count == 0) {
        return command_usage("hunt", "there is no rule to hunt with; --rules names some");
    }
    int code = hunt_model_read(&run->model);
    if (code != EXIT_FINE) return code;
    if (!hunt_read_logs(run)) return EXIT_INTERNAL;
    log_arguments_say_errors(&run->result.logs);
    HuntReport report;
    if (!hunt_model_join(&run->model, run->set, run->hunt, &run->result)) return EXIT_INTERNAL;
    if (!hunt_report(run, &report)) return EXIT_USAGE; /* it can't be written there */
    hunt_model_write(&run->model);
    bool read = log_arguments_read_all(&run->result.logs), known = hunt_say_open(run);
    if (!fine || !read || !known || run->model.failed) return EXIT_USAGE;
    for (size_t level = run->gate; run->gated && level < COUNT(report.levels); level++) {
        if (report.levels[level] > 0) return EXIT_GATE;
    }
    return EXIT_FINE;
}

static int hunt_run_command(HuntRun *run, int argc, char **argv) {
    int option = 0;
    while ((option = getopt_long(argc, argv, "f:o:h", hunt_options, NULL)) != -1) {
        if (option == 'h') return command_print(str_from(hunt_help)) ? EXIT_FINE : EXIT_INTERNAL;
        if (option == '?') return command_usage("hunt", "see above");
        int code = hunt_take_option(run, option, optarg);
        if (code != EXIT_FINE) return code;
    }
    int code = log_arguments_finish(&run->logs, "hunt", argc - optind, argv + optind);
    return code != EXIT_FINE ? code : hunt_execute(run);
}

int cmd_hunt(int argc, char **argv) {
    HuntRun *run = calloc(1, sizeof(HuntRun));
    if (run == NULL) return EXIT_INTERNAL;
    run->logs.arena = &run->arena;
    hunt_model_start(&run->model);
    int code = hunt_run_command(run, argc, argv);
    hunt_free(run->hunt);
    sigma_set_free(run->set);
    hunt_model_free(&run->model);
    arena_free(&run->arena);
    free(run);
    return code;
}
