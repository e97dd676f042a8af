/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_diff.c -- merlon diff: what a change of the architecture exposes. Each side is a JSON report,
 * or is read and judged as merlon model does and becomes one. */
#include "base/file.h"
#include "cli/command.h"
#include "cli/decided.h"
#include "cli/reading.h"
#include "cli/version.h"
#include "report/difference.h"
#include "report/report.h"
#include "text/json.h"

#include <getopt.h>
#include <stdlib.h>

static const char diff_help[] =
    "Usage: merlon diff [OPTIONS] OLD NEW\n"
    "\n"
    "Says what a change exposes: new paths from the internet to data first, then threats that are\n"
    "new or open again, then what changed, what is resolved, and how elements, boundaries and "
    "flows\n"
    "differ. OLD and NEW are JSON reports (merlon model -f json), or anything that merlon model\n"
    "reads: a directory, a plan, a template, a model.\n"
    "\n"
    "  -f, --format FORMAT      text (default), markdown (for a comment on a pull request) or "
    "json\n"
    "      --fail-on SEVERITY   exit 1 when a threat of that severity or above is new or open "
    "again\n"
    "      --decisions FILE     what people decided (default: merlon.decisions.yaml beside each)\n"
    "      --date DATE          the day that decisions expire by (default: today)\n"
    "      --parameter K=V      value of a CloudFormation parameter; may be given several times\n"
    "      --var K=V            value of a Terraform variable; --var-file FILE reads several\n"
    "      --open-world         what is not seen may exist elsewhere\n"
    "      --rules DIR          add the rules in DIR; --facts DIR adds facts, and\n"
    "      --no-builtin-rules   leaves the built-in rules out\n"
    "  -h, --help               print this\n"
    "\n"
    "Exit codes: 0 whatever differs, 1 the gate failed, 2 something can't be read.\n"
    "\n"
    "Examples:\n"
    "  merlon diff last.json infrastructure/\n"
    "  git worktree add ../main main && merlon diff -f markdown ../main/infra infra\n"
    "  merlon diff --fail-on high main.json branch.json\n";

enum { DIFF_FAIL_ON = READING_OPTION_END, DIFF_DECISIONS, DIFF_DATE };

static const struct option diff_options[] = {
    {"format", required_argument, NULL, 'f'},
    {"fail-on", required_argument, NULL, DIFF_FAIL_ON},
    {"decisions", required_argument, NULL, DIFF_DECISIONS},
    {"date", required_argument, NULL, DIFF_DATE},
    {"help", no_argument, NULL, 'h'},
    READING_OPTIONS,
    {NULL, 0, NULL, 0},
};

typedef struct DiffFormat {
    Str name;
    void (*write)(const Difference *difference, Buffer *out);
} DiffFormat;

static const DiffFormat diff_formats[] = {{S_INIT("text"), difference_write_text},
                                          {S_INIT("markdown"), difference_write_markdown},
                                          {S_INIT("json"), difference_write_json}};

/* One side, with what is needed to make its report. */
typedef struct DiffSide {
    Reading reading;
    DifferenceSide side;
    bool failed; /* some of it could not be read; the rest is compared */
} DiffSide;

typedef struct Diff {
    Arena arena;
    DiffSide sides[2];
    const DiffFormat *format;
    const char *decisions, *date;
    bool has_fail_on;
    Severity fail_on;
} Diff;

static int diff_take_format(Diff *diff, const char *argument) {
    for (size_t i = 0; i < COUNT(diff_formats); i++) {
        if (!str_equal(str_from(argument), diff_formats[i].name)) continue;
        diff->format = &diff_formats[i];
        return EXIT_FINE;
    }
    return command_usage("diff", "the format is text, markdown or json, not '%s'", argument);
}

/* Options that say how input is read hold for both sides. */
static int diff_take_option(Diff *diff, int option, const char *argument) {
    switch (option) {
    case 'f': return diff_take_format(diff, argument);
    case DIFF_DECISIONS: diff->decisions = argument; return EXIT_FINE;
    case DIFF_DATE: diff->date = argument; return EXIT_FINE;
    case DIFF_FAIL_ON:
        diff->has_fail_on = severity_parse(str_from(argument), &diff->fail_on);
        if (diff->has_fail_on) return EXIT_FINE;
        return command_usage("diff", "'%s' is no severity: critical, high, medium, low or info",
                             argument);
    default: break;
    }
    for (int i = 0; i < 2; i++) {
        int code = reading_take_option(&diff->sides[i].reading, "diff", option, argument);
        if (code != EXIT_FINE) return code;
    }
    return EXIT_FINE;
}

/* Sets *ret_done when the program has nothing more to do. */
static int diff_parse(Diff *diff, int argc, char **argv, bool *ret_done) {
    int option = 0;
    opterr = 0;
    *ret_done = true;
    while ((option = getopt_long(argc, argv, "f:h", diff_options, NULL)) != -1) {
        if (option == 'h') return command_print(str_from(diff_help)) ? EXIT_FINE : EXIT_USAGE;
        if (option == '?') return command_usage("diff", "wrong option '%s'", argv[optind - 1]);
        int code = diff_take_option(diff, option, optarg);
        if (code != EXIT_FINE) return code;
    }
    if (argc - optind != 2) return command_usage("diff", "takes two: the old and the new");
    if (strcmp(argv[optind], "-") == 0 && strcmp(argv[optind + 1], "-") == 0) {
        return command_usage("diff", "only one of the two can be standard input");
    }
    *ret_done = false;
    return EXIT_FINE;
}

/* A report says so in its first lines; the rest of it isn't looked at here. */
static bool diff_is_report(Str text) {
    Str head = str_trim(str_slice(text, 0, 4096));
    return str_starts(head, S("{")) && str_contains(head, S("\"merlon-report\""));
}

static bool diff_read_report(Diff *diff, DiffSide *side, Str text) {
    Error err = {0};
    Source *source = ARENA_NEW(&diff->arena, Source);
    Node *root = ARENA_NEW(&diff->arena, Node);
    source->path = side->side.name;
    bool ok = json_read(&diff->arena, source, text, root, &err);
    side->side.root = root;
    ok = ok && difference_check_report(&side->side, &err);
    if (!ok) command_say_error(&err);
    return ok;
}

/* What could not be read, as reports list it. */
static void diff_take_errors(DiffSide *side, Report *report) {
    Reading *reading = &side->reading;
    const ErrorList *lists[] = {&reading->input.errors, &reading->input.model.problems};
    report->errors = ARENA_ARRAY(&reading->arena, Str, lists[0]->count + lists[1]->count);
    for (size_t i = 0; i < COUNT(lists); i++) {
        for (size_t k = 0; k < lists[i]->count; k++) {
            report->errors[report->error_count++] =
                error_text(&reading->arena, &lists[i]->items[k]);
        }
    }
    side->failed |= !reading_say_errors(reading);
}

/* Judges what was read, and makes the report that merlon model --all -f json would write. */
static bool diff_judge(Diff *diff, DiffSide *side, const char *path) {
    Reading *reading = &side->reading;
    CLEANUP(buffer_free) Buffer text = {0};
    DecisionList decisions = {0};
    DecidedOptions options = {diff->decisions, diff->date, path};
    Report report = {.estate = &reading->estate,
                     .model = &reading->input.model,
                     .rules = &reading->catalog.rules,
                     .version = S(MERLON_VERSION),
                     .all = true};
    if (!decided_read(&reading->arena, &options, &decisions)) return false;
    report.threats =
        threat_find(&reading->arena, report.rules, &reading->estate, &reading->input.model, true);
    decision_apply(report.rules, &reading->estate, &decisions, &report.threats);
    report.decisions = decisions.items;
    report.decision_count = decisions.count;
    diff_take_errors(side, &report);
    report_complete(&reading->arena, &report);
    report_write_json(&report, &text);
    return diff_read_report(diff, side, buffer_text(&text));
}

static bool diff_read_input(Diff *diff, DiffSide *side, char *path, Str text) {
    Reading *reading = &side->reading;
    char *none[1] = {path};
    if (!reading_load(reading)) return false;
    bool from_input = strcmp(path, "-") == 0;
    reading_read(reading, none, from_input ? 0 : 1);
    if (from_input) input_add_text(&reading->input, S("standard input"), text);
    reading_finish(reading);
    if (reading_has_input(reading)) return diff_judge(diff, side, path);
    reading_say_errors(reading);
    return false;
}

static bool diff_read(Diff *diff, DiffSide *side, char *path) {
    CLEANUP(file_close) File file = {0};
    Error err = {0};
    bool from_input = strcmp(path, "-") == 0;
    side->side.name = from_input ? S("standard input") : str_from(path);
    if (file_kind(path) == FILE_KIND_REGULAR &&
        !file_open(path, DIFFERENCE_BYTES_MAX, &file, &err)) {
        command_say_error(&err);
        return false;
    }
    if (diff_is_report(file.text)) return diff_read_report(diff, side, file.text);
    return diff_read_input(diff, side, path, file.text);
}

static int diff_run(Diff *diff, int argc, char **argv) {
    bool done = false;
    for (int i = 0; i < 2; i++) reading_start(&diff->sides[i].reading);
    int code = diff_parse(diff, argc, argv, &done);
    if (done) return code;
    bool read = true;
    for (int i = 0; i < 2; i++) read &= diff_read(diff, &diff->sides[i], argv[optind + i]);
    if (!read) return EXIT_USAGE;
    Difference difference =
        difference_make(&diff->arena, &diff->sides[0].side, &diff->sides[1].side);
    CLEANUP(buffer_free) Buffer out = {0};
    diff->format->write(&difference, &out);
    if (!command_print(buffer_text(&out))) return EXIT_USAGE;
    if (diff->sides[0].failed || diff->sides[1].failed) return EXIT_USAGE;
    bool fails = diff->has_fail_on && difference_opens(&difference, diff->fail_on);
    return fails ? EXIT_GATE : EXIT_FINE;
}

int cmd_diff(int argc, char **argv) {
    Diff *diff = calloc(1, sizeof(Diff));
    if (diff == NULL) return EXIT_INTERNAL;
    diff->format = &diff_formats[0];
    int code = diff_run(diff, argc, argv);
    for (int i = 0; i < 2; i++) reading_free(&diff->sides[i].reading);
    arena_free(&diff->arena);
    free(diff);
    return code;
}
