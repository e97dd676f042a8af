/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_test_rules.c -- merlon test-rules: runs the examples inside rules. */
#include "base/file.h"
#include "cli/catalog.h"
#include "cli/command.h"
#include "cli/detection_check.h"
#include "cli/detections.h"
#include "cli/example.h"
#include "cli/mutation.h"

#include <getopt.h>
#include <stdio.h>

static const char test_rules_help[] =
    "Usage: merlon test-rules [--facts DIR] [--mutations] [PATH...]\n"
    "\n"
    "Runs the examples of rules and prints a line for each that fails, then 'N passed, N failed'.\n"
    "PATHs are folders of threat rules (.yaml) and detections (.yml), or detections; without one "
    "it\n"
    "tests the built-in threat rules, and of the detections that both name each other. Exits 1 "
    "when\n"
    "something failed.\n"
    "\n"
    "Of a threat rule, bad examples must show exactly the addresses that they name, good ones "
    "nothing,\n"
    "unknown ones must need investigation. Of a detection, the events in the .jsonl file beside it "
    "must\n"
    "be found or not, as each line says. Detections and threat rules must name each other.\n"
    "\n"
    "With --mutations it tests the examples instead: with the rule's condition turned into true, "
    "and "
    "into\n"
    "false, and with each operand of && and || left out, an example of the rule must fail. Prints "
    "a "
    "line per\n"
    "change that none notices.\n"
    "\n"
    "Examples:\n"
    "  merlon test-rules\n"
    "  merlon test-rules my-rules/          my-rules/<service>/<slug>.yaml and .yml\n"
    "  merlon test-rules rules/detections/s3/bulk-delete.yml\n";

typedef struct TestRules {
    Arena arena;
    CatalogOptions catalog;
    DetectionOptions detections;
    Detections found;
    bool mutations;
    bool help;
    bool own; /* paths were given */
} TestRules;

static int test_rules_mutations(const Catalog *catalog) {
    CLEANUP(buffer_free) Buffer out = {0};
    MutationResult sum = {0};
    for (size_t i = 0; i < catalog->rules.count; i++) {
        MutationResult result = mutation_run(catalog, catalog->rules.rules[i], &out);
        sum.noticed += result.noticed;
        sum.missed += result.missed;
    }
    buffer_add_format(&out, "%zu rules\n%zu mutations noticed, %zu missed\n", catalog->rules.count,
                      sum.noticed, sum.missed);
    if (!command_print(buffer_text(&out))) return EXIT_USAGE;
    return sum.missed > 0 ? EXIT_GATE : EXIT_FINE;
}

static void test_rules_threats(const Catalog *catalog, DetectionTests *tests, Buffer *out) {
    for (size_t i = 0; i < catalog->rules.count; i++) {
        CLEANUP(arena_free) Arena arena = {0};
        ExampleResult result = example_run(&arena, catalog, catalog->rules.rules[i]);
        for (size_t f = 0; f < result.failed; f++) {
            buffer_add(out, result.failures[f]);
            buffer_add_byte(out, '\n');
        }
        tests->passed += result.passed;
        tests->failed += result.failed;
    }
}

/* Tests the detections, and how they and the rules name each other. */
static bool test_rules_detections(TestRules *run, const Catalog *catalog,
                                  DetectionTests *ret_tests) {
    const Detections *found = &run->found;
    DetectionTests tests = {0};
    if (run->own && !detection_test_run(&run->arena, found, &tests)) return false;
    detection_check_form(&run->arena, found->set, &found->list, &tests);
    detection_check_links(&run->arena, &catalog->rules, &found->list, &tests);
    *ret_tests = tests;
    return true;
}

static int test_rules_all(TestRules *run, const Catalog *catalog) {
    CLEANUP(buffer_free) Buffer out = {0};
    DetectionTests threats = {0}, tests = {0};
    if (!detections_open(&run->arena, &run->detections, &run->found)) return EXIT_USAGE;
    if (!test_rules_detections(run, catalog, &tests)) return EXIT_INTERNAL;
    size_t detections = run->found.list.count;
    test_rules_threats(catalog, &threats, &out);
    for (size_t i = 0; i < tests.failed; i++) {
        buffer_add(&out, tests.failures[i]);
        buffer_add_byte(&out, '\n');
    }
    if (catalog->rules.count > 0 || detections == 0) {
        buffer_add_format(&out, "%zu rules\n", catalog->rules.count);
    }
    if (detections > 0) {
        static const char *const where =
            " (their events are in rules/detections, not in the program)";
        buffer_add_format(&out, "%zu detections%s\n", detections, run->own ? "" : where);
    }
    buffer_add_format(&out, "%zu passed, %zu failed\n", threats.passed + tests.passed,
                      threats.failed + tests.failed);
    if (!command_print(buffer_text(&out))) return EXIT_USAGE;
    return threats.failed + tests.failed > 0 ? EXIT_GATE : EXIT_FINE;
}

/* ---- arguments ---- */

/* Whether files below a folder end in .yaml, and in .yml. */
static bool test_rules_look(Arena *arena, const char *path, bool *ret_yaml, bool *ret_yml) {
    FileList list = {0};
    Error err = {0};
    if (!file_list(arena, str_from(path), &list, &err)) {
        command_say_error(&err);
        return false;
    }
    for (size_t i = 0; i < list.count; i++) {
        *ret_yaml |= str_ends(list.paths[i], S(".yaml"));
        *ret_yml |= str_ends(list.paths[i], S(".yml"));
    }
    return true;
}

static int test_rules_take_path(TestRules *run, const char *path) {
    bool yaml = false, yml = str_ends(str_from(path), S(".yml"));
    if (run->catalog.rules_count == CATALOG_DIRECTORIES_MAX ||
        run->detections.rules_count == DETECTION_PATHS_MAX) {
        return command_usage("test-rules", "at most %d paths", CATALOG_DIRECTORIES_MAX);
    }
    if (!yml && !test_rules_look(&run->arena, path, &yaml, &yml)) return EXIT_USAGE;
    if (!yaml && !yml) return command_usage("test-rules", "'%s' holds no .yaml or .yml file", path);
    if (yaml) run->catalog.rules[run->catalog.rules_count++] = path;
    if (yml) run->detections.rules[run->detections.rules_count++] = path;
    run->own = run->catalog.no_builtin = run->detections.no_builtin = true;
    return EXIT_FINE;
}

static int test_rules_take_arguments(TestRules *run, int argc, char **argv) {
    static const struct option long_options[] = {{"facts", required_argument, NULL, 'F'},
                                                 {"mutations", no_argument, NULL, 'M'},
                                                 {"help", no_argument, NULL, 'h'},
                                                 {NULL, 0, NULL, 0}};
    int option = 0, code = EXIT_FINE;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "h", long_options, NULL)) != -1) {
        if (option == 'h') {
            run->help = true;
            return EXIT_FINE;
        }
        if (option == 'M') {
            run->mutations = true;
            continue;
        }
        if (option != 'F' || run->catalog.facts_count == CATALOG_DIRECTORIES_MAX) {
            return command_usage("test-rules", "wrong option '%s'", argv[optind - 1]);
        }
        run->catalog.facts[run->catalog.facts_count++] = optarg;
    }
    for (; code == EXIT_FINE && optind < argc; optind++) {
        code = test_rules_take_path(run, argv[optind]);
    }
    return code;
}

int cmd_test_rules(int argc, char **argv) {
    TestRules run = {.catalog.examples = true, .detections.beside_threats = true};
    Catalog catalog = {0};
    int code = test_rules_take_arguments(&run, argc, argv);
    if (run.help) return command_print(str_from(test_rules_help)) ? EXIT_FINE : EXIT_USAGE;
    if (code == EXIT_FINE && !catalog_load(&run.arena, &run.catalog, &catalog)) code = EXIT_USAGE;
    if (code == EXIT_FINE && run.mutations) {
        code = test_rules_mutations(&catalog);
    } else if (code == EXIT_FINE) {
        code = test_rules_all(&run, &catalog);
    }
    detections_close(&run.found);
    arena_free(&run.arena);
    return code;
}
