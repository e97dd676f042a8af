/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_explain.c -- merlon explain: one rule's page, with its examples run live. */
#include "cli/catalog.h"
#include "cli/command.h"
#include "cli/example.h"
#include "text/json_writer.h"

#include <getopt.h>

static const char explain_help[] = "Usage: merlon explain [--rules DIR] RULE\n"
                                   "\n"
                                   "Shows a rule's page: why the threat matters, when it is "
                                   "present, how to fix it, when it may be\n"
                                   "waived, and its examples, which are run while you read.\n"
                                   "\n"
                                   "Examples:\n"
                                   "  merlon explain s3/bucket-public\n";

static void explain_heading(Buffer *out, const char *heading) {
    buffer_add_format(out, "\n%s\n", heading);
}

/* Indents every line by four spaces. */
static void explain_text(Buffer *out, Str text) {
    while (text.len > 0) {
        Str line = str_cut(&text, '\n');
        buffer_add(out, S("    "));
        buffer_add(out, line);
        buffer_add_byte(out, '\n');
    }
}

static void explain_list(Buffer *out, const char *heading, RuleTexts texts) {
    if (texts.count == 0) return;
    explain_heading(out, heading);
    for (size_t i = 0; i < texts.count; i++) {
        buffer_add_format(out, "    - %.*s\n", STR_ARGS(texts.items[i]));
    }
}

static void explain_words(Buffer *out, const char *label, RuleTexts texts) {
    if (texts.count == 0) return;
    buffer_add_format(out, "%-11s", label);
    for (size_t i = 0; i < texts.count; i++) {
        buffer_add(out, i > 0 ? S(", ") : S(" "));
        buffer_add(out, texts.items[i]);
    }
    buffer_add_byte(out, '\n');
}

static void explain_qualifiers(Buffer *out, const Rule *rule) {
    if (rule->qualifier_count == 0) return;
    explain_heading(out, "Softened");
    for (size_t i = 0; i < rule->qualifier_count; i++) {
        const RuleQualifier *qualifier = &rule->qualifiers[i];
        Str severity =
            qualifier->has_severity ? severity_name(qualifier->severity) : S("same severity");
        buffer_add_format(out, "    %.*s, %.*s confidence, when\n", STR_ARGS(severity),
                          STR_ARGS(confidence_name(qualifier->confidence)));
        explain_text(out, qualifier->when.text);
        explain_text(out, qualifier->note);
    }
}

static void explain_condition(Buffer *out, const Rule *rule) {
    explain_heading(out, "When");
    explain_words(out, "    on", rule->on);
    if (rule->has_applies) {
        buffer_add(out, S("    applies\n"));
        explain_text(out, rule->applies.text);
    }
    for (size_t i = 0; i < rule->let_count; i++) {
        buffer_add_format(out, "    let %.*s =\n", STR_ARGS(rule->lets[i].name));
        explain_text(out, rule->lets[i].expression.text);
    }
    buffer_add(out, rule->only_asks ? S("    always asked: only a person can tell\n")
                                    : S("    present if\n"));
    if (!rule->only_asks) explain_text(out, rule->when.text);
}

static void explain_examples(Buffer *out, const Rule *rule, Str kind) {
    const Node *list = node_find(rule->examples, kind);
    for (uint32_t i = 0; node_is(list, NODE_LIST) && i < list->count; i++) {
        const Node *template = node_find(&list->items[i], S("cloudformation"));
        Str name = node_text(node_find(&list->items[i], S("name")));
        buffer_add_format(out, "\n  %.*s%s%.*s\n", STR_ARGS(kind), name.len > 0 ? ": " : "",
                          STR_ARGS(name));
        explain_text(out, node_text(node_find(&list->items[i], S("terraform"))));
        if (template == NULL) continue;
        CLEANUP(buffer_free) Buffer json = {0};
        JsonWriter writer = json_writer_make(&json, false);
        json_node_write(&writer, template);
        explain_text(out, buffer_text(&json));
    }
}

static void explain_write(Arena *arena, const Catalog *catalog, const Rule *rule, Buffer *out) {
    buffer_add_format(out, "%.*s\n%.*s\n\n", STR_ARGS(rule->id), STR_ARGS(rule->title));
    buffer_add_format(out, "severity    %.*s (CVSS %.1f)\n",
                      STR_ARGS(severity_name(rule->severity)), rule->cvss);
    if (rule->cvss_vector.len > 0) {
        buffer_add_format(out, "vector      %.*s (%.1f)\n", STR_ARGS(rule->cvss_vector),
                          rule->vector_score);
    }
    explain_words(out, "STRIDE", rule->stride);
    explain_words(out, "CWE", rule->cwe);
    explain_words(out, "frameworks", rule->frameworks);
    explain_words(out, "source", rule->source);
    for (size_t i = 0; i < rule->map_count; i++) {
        explain_words(out, str_terminated(arena, rule->maps[i].tool), rule->maps[i].ids);
    }
    explain_heading(out, "Why");
    explain_text(out, rule->why);
    explain_condition(out, rule);
    explain_qualifiers(out, rule);
    if (rule->question.len > 0) {
        explain_heading(out, "To ask");
        explain_text(out, rule->question);
        explain_words(out, "    of", rule->who);
    }
    explain_heading(out, "Fix");
    explain_text(out, rule->fix);
    explain_list(out, "Not applicable when", rule->false_positives);
    explain_list(out, "Implies", rule->implies);
    explain_list(out, "References", rule->references);
    explain_heading(out, "Examples");
    for (size_t k = 0; k < EXAMPLE_KIND_COUNT; k++) explain_examples(out, rule, example_kinds[k]);
    ExampleResult result = example_run(arena, catalog, rule);
    buffer_add_format(out, "\nexamples run: %zu passed, %zu failed\n", result.passed,
                      result.failed);
}

int cmd_explain(int argc, char **argv) {
    static const struct option long_options[] = {{"rules", required_argument, NULL, 'R'},
                                                 {"help", no_argument, NULL, 'h'},
                                                 {NULL, 0, NULL, 0}};
    CatalogOptions options = {.examples = true};
    int option = 0;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "h", long_options, NULL)) != -1) {
        if (option == 'h') return command_print(str_from(explain_help)) ? EXIT_FINE : EXIT_USAGE;
        if (option != 'R' || options.rules_count == CATALOG_DIRECTORIES_MAX) {
            return command_usage("explain", "wrong option '%s'", argv[optind - 1]);
        }
        options.rules[options.rules_count++] = optarg;
    }
    if (argc - optind != 1) return command_usage("explain", "takes one rule's id");
    CLEANUP(arena_free) Arena arena = {0};
    CLEANUP(buffer_free) Buffer out = {0};
    Catalog catalog = {0};
    if (!catalog_load(&arena, &options, &catalog)) return EXIT_USAGE;
    const Rule *rule = rule_set_find(&catalog.rules, str_from(argv[optind]));
    if (rule == NULL) {
        return command_usage("explain", "there is no rule '%s'; 'merlon rules' lists them",
                             argv[optind]);
    }
    explain_write(&arena, &catalog, rule, &out);
    return command_print(buffer_text(&out)) ? EXIT_FINE : EXIT_USAGE;
}
