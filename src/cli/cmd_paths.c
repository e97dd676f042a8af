/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_paths.c -- merlon paths: how an attacker gets from one place of an architecture to another.
 */
#include "cli/command.h"
#include "cli/reading.h"
#include "model/paths.h"
#include "report/path_text.h"

#include <getopt.h>
#include <stdlib.h>

static const char paths_help[] =
    "Usage: merlon paths [OPTIONS] PATH...\n"
    "\n"
    "Shows how an attacker gets from one place of an architecture to another: along data flows,\n"
    "through what security groups let in, with the roles of workloads, by what their policies\n"
    "allow and by ways to more rights. Each hop names what proves it. Without --from and --to:\n"
    "the paths from the internet to data, and each role and user that can become administrator.\n"
    "\n"
    "      --from START         internet (default), or the address of an element, role or user\n"
    "      --to END             data (default), administrator, or an address\n"
    "  -f, --format FORMAT      text (default) or json\n"
    "      --parameter K=V      value of a CloudFormation parameter; may be given several times\n"
    "      --var K=V            value of a Terraform variable; --var-file FILE reads several\n"
    "      --open-world         what is not seen may exist elsewhere\n"
    "      --facts DIR          add the facts in DIR\n"
    "  -h, --help               print this\n"
    "\n"
    "Exit code: 0, whether there are paths or not; 2 when something can't be read.\n"
    "\n"
    "Examples:\n"
    "  merlon paths infrastructure/\n"
    "  merlon paths --to aws_db_instance.customers infrastructure/\n"
    "  merlon paths --from aws_iam_user.ci --to administrator plan.json\n"
    "  merlon paths --from WebFunction template.yaml\n";

typedef struct PathsRun {
    Reading reading;
    const char *from, *to;
    bool json;
    PathReport report;
} PathsRun;

enum { OPTION_FROM = READING_OPTION_END, OPTION_TO };

static const struct option paths_options[] = {
    {"from", required_argument, NULL, OPTION_FROM},
    {"to", required_argument, NULL, OPTION_TO},
    {"format", required_argument, NULL, 'f'},
    {"help", no_argument, NULL, 'h'},
    READING_OPTIONS,
    {NULL, 0, NULL, 0},
};

static int paths_take_option(PathsRun *run, int option, const char *argument) {
    switch (option) {
    case OPTION_FROM: run->from = argument; return EXIT_FINE;
    case OPTION_TO: run->to = argument; return EXIT_FINE;
    case 'f':
        run->json = strcmp(argument, "json") == 0;
        if (run->json || strcmp(argument, "text") == 0) return EXIT_FINE;
        return command_usage("paths", "the format is text or json, not '%s'", argument);
    default: return reading_take_option(&run->reading, "paths", option, argument);
    }
}

/* Sets *ret_done when the program has nothing more to do. */
static int paths_parse(PathsRun *run, int argc, char **argv, bool *ret_done) {
    int option = 0;
    opterr = 0;
    *ret_done = true;
    while ((option = getopt_long(argc, argv, "f:h", paths_options, NULL)) != -1) {
        if (option == 'h') return command_print(str_from(paths_help)) ? EXIT_FINE : EXIT_USAGE;
        if (option == '?') return command_usage("paths", "wrong option '%s'", argv[optind - 1]);
        int code = paths_take_option(run, option, optarg);
        if (code != EXIT_FINE) return code;
    }
    if (optind >= argc) {
        return command_usage("paths", "nothing to read: name a plan, a template or a directory");
    }
    *ret_done = false;
    return EXIT_FINE;
}

/* All that are no administrators and can become one. */
static void paths_find_escalations(PathsRun *run, Privileges *privileges) {
    static const char *const types[] = {"AWS::IAM::User", "AWS::IAM::Role"};
    Estate *estate = &run->reading.estate;
    PathReport *report = &run->report;
    size_t most = estate_of_type(estate, str_from(types[0]))->count +
                  estate_of_type(estate, str_from(types[1]))->count;
    report->escalations = ARENA_ARRAY(&run->reading.arena, PrivilegePath, most);
    for (size_t t = 0; t < COUNT(types); t++) {
        const ResourceList *list = estate_of_type(estate, str_from(types[t]));
        for (size_t i = 0; i < list->count; i++) {
            PrivilegePath *path = &report->escalations[report->escalation_count];
            if (list->items[i]->outside) continue;
            report->principal_count++;
            if (!privilege_find_path(privileges, list->items[i], path)) continue;
            if (path->count == 0) {
                report->administrators[report->administrator_count++] = list->items[i];
            } else {
                report->escalation_count++;
            }
        }
    }
}

static int paths_find(PathsRun *run, PathGraph *graph) {
    Str from = run->from == NULL ? S("internet") : str_from(run->from);
    Str to = run->to == NULL ? S("data") : str_from(run->to);
    Str start = str_equal(from, S("internet")) ? INFER_USERS : from;
    PathReport *report = &run->report;
    size_t node = paths_find_node(graph, start);
    report->from = from;
    report->to = to;
    if (node == SIZE_MAX && str_equal(from, S("internet"))) return EXIT_FINE; /* nothing is open */
    if (node == SIZE_MAX) {
        return command_usage("paths", "there is no element, role or user '%s'", run->from);
    }
    paths_count_reach(graph, node, &report->reach, &report->reach_possible);
    if (str_equal(to, S("data"))) {
        report->paths = paths_to_data(graph, node);
        paths_find_others(graph, node, &report->paths);
        return EXIT_FINE;
    }
    bool all = str_equal(to, PATHS_ADMINISTRATOR);
    size_t end = all ? paths_administrator(graph) : paths_find_node(graph, to);
    if (end == SIZE_MAX) {
        return command_usage("paths", "there is no element, role or user '%s'", run->to);
    }
    report->paths.items = ARENA_NEW(&run->reading.arena, Path);
    report->paths.count = paths_between(graph, node, end, report->paths.items);
    paths_find_others(graph, node, &report->paths);
    return EXIT_FINE;
}

static int paths_run(PathsRun *run, int argc, char **argv) {
    bool done = false;
    Reading *reading = &run->reading;
    reading_start(reading);
    int code = paths_parse(run, argc, argv, &done);
    if (done) return code;
    if (!reading_load(reading)) return EXIT_USAGE;
    reading_read(reading, argv + optind, argc - optind);
    reading_finish(reading);
    bool fine = reading_say_errors(reading);
    if (!reading_has_input(reading)) return EXIT_USAGE;
    Model *model = &reading->input.model;
    Access access = access_make(&reading->arena, &reading->estate);
    Privileges privileges = privilege_make(&access, model);
    PathGraph *graph = paths_make(model, &reading->estate, &privileges);
    run->report.administrators =
        ARENA_ARRAY(&reading->arena, const Resource *, reading->estate.resources.count);
    code = paths_find(run, graph);
    if (code != EXIT_FINE) return code;
    run->report.has_escalations = run->from == NULL && run->to == NULL;
    if (run->report.has_escalations) paths_find_escalations(run, &privileges);
    CLEANUP(buffer_free) Buffer out = {0};
    if (run->json) {
        path_text_write_json(&run->report, &out);
    } else {
        path_text_write(&run->report, &out);
    }
    if (!command_print(buffer_text(&out))) return EXIT_USAGE;
    return fine ? EXIT_FINE : EXIT_USAGE;
}

int cmd_paths(int argc, char **argv) {
    PathsRun *run = calloc(1, sizeof(PathsRun));
    if (run == NULL) return EXIT_INTERNAL;
    int code = paths_run(run, argc, argv);
    reading_free(&run->reading);
    free(run);
    return code;
}
