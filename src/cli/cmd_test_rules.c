/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_test_rules.c -- merlon test-rules: runs the examples inside rules. */
#include "cli/catalog.h"
#include "cli/command.h"
#include "cli/example.h"
#include "cli/mutation.h"

#include <getopt.h>
#include <stdio.h>

static const char test_rules_help[] =
    "Usage: merlon test-rules [--facts DIR] [--mutations] [DIR]\n"
    "\n"
    "Runs the examples of the built-in rules, or of the rules in DIR: bad ones must show exactly "
    "the\n"
    "addresses that they name, good ones nothing, unknown ones must need investigation. Prints a "
    "line\n"
    "per failing example, then 'N passed, N failed'. Exits 1 when one failed.\n"
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
    "  merlon test-rules my-rules/          my-rules/<service>/<slug>.yaml\n";

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

static int test_rules_all(const Catalog *catalog) {
    CLEANUP(buffer_free) Buffer out = {0};
    size_t passed = 0, failed = 0;
    for (size_t i = 0; i < catalog->rules.count; i++) {
        CLEANUP(arena_free) Arena arena = {0};
        ExampleResult result = example_run(&arena, catalog, catalog->rules.rules[i]);
        for (size_t f = 0; f < result.failed; f++) {
            buffer_add(&out, result.failures[f]);
            buffer_add_byte(&out, '\n');
        }
        passed += result.passed;
        failed += result.failed;
    }
    buffer_add_format(&out, "%zu rules\n%zu passed, %zu failed\n", catalog->rules.count, passed,
                      failed);
    if (!command_print(buffer_text(&out))) return EXIT_USAGE;
    return failed > 0 ? EXIT_GATE : EXIT_FINE;
}

int cmd_test_rules(int argc, char **argv) {
    static const struct option long_options[] = {{"facts", required_argument, NULL, 'F'},
                                                 {"mutations", no_argument, NULL, 'M'},
                                                 {"help", no_argument, NULL, 'h'},
                                                 {NULL, 0, NULL, 0}};
    CatalogOptions options = {0};
    bool mutations = false;
    int option = 0;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "h", long_options, NULL)) != -1) {
        if (option == 'h') return command_print(str_from(test_rules_help)) ? 0 : EXIT_USAGE;
        if (option == 'M') {
            mutations = true;
            continue;
        }
        if (option != 'F' || options.facts_count == CATALOG_DIRECTORIES_MAX) {
            return command_usage("test-rules", "wrong option '%s'", argv[optind - 1]);
        }
        options.facts[options.facts_count++] = optarg;
    }
    if (argc - optind > 1) return command_usage("test-rules", "takes one directory");
    if (optind < argc) {
        options.rules[options.rules_count++] = argv[optind];
        options.no_builtin = true;
    }
    CLEANUP(arena_free) Arena arena = {0};
    Catalog catalog = {0};
    if (!catalog_load(&arena, &options, &catalog)) return EXIT_USAGE;
    return mutations ? test_rules_mutations(&catalog) : test_rules_all(&catalog);
}
