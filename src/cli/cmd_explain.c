/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_explain.c -- merlon explain: one rule's page, with its examples run live, or a detection's.
 */
#include "cli/catalog.h"
#include "cli/command.h"
#include "cli/detection_page.h"
#include "cli/example.h"
#include "cli/page.h"
#include "text/json_writer.h"

#include <getopt.h>

static const char explain_help[] =
    "Usage: merlon explain [--rules DIR] ID\n"
    "\n"
    "Shows the page of a threat rule: why the threat matters, when it is present, how to fix it, "
    "when\n"
    "it may be waived, which detections see it happen, and its examples, which are run while you "
    "read;\n"
    "and that of a detection: what it finds in which log, and which threats it belongs to. An id "
    "may\n"
    "be both.\n"
    "\n"
    "Examples:\n"
    "  merlon explain s3/bucket-public\n"
    "  merlon explain s3/bucket-policy-public\n";

typedef struct Explain {
    Arena arena;
    CatalogOptions options;
    DetectionOptions detection_options;
    Catalog catalog;
    Detections detections;
    Buffer out;
} Explain;

static void explain_list(Buffer *out, const char *heading, RuleTexts texts) {
    page_list(out, heading, texts.items, texts.count);
}

static void explain_words(Buffer *out, const char *label, RuleTexts texts) {
    page_words(out, label, texts.items, texts.count);
}

static void explain_qualifiers(Buffer *out, const Rule *rule) {
    if (rule->qualifier_count == 0) return;
    page_heading(out, "Softened");
    for (size_t i = 0; i < rule->qualifier_count; i++) {
        const RuleQualifier *qualifier = &rule->qualifiers[i];
        Str severity =
            qualifier->has_severity ? severity_name(qualifier->severity) : S("same severity");
        buffer_add_format(out, "    %.*s, %.*s confidence, when\n", STR_ARGS(severity),
                          STR_ARGS(confidence_name(qualifier->confidence)));
        page_text(out, qualifier->when.text);
        page_text(out, qualifier->note);
    }
}

static void explain_condition(Buffer *out, const Rule *rule) {
    page_heading(out, "When");
    explain_words(out, "    on", rule->on);
    if (rule->has_applies) {
        buffer_add(out, S("    applies\n"));
        page_text(out, rule->applies.text);
    }
    for (size_t i = 0; i < rule->let_count; i++) {
        buffer_add_format(out, "    let %.*s =\n", STR_ARGS(rule->lets[i].name));
        page_text(out, rule->lets[i].expression.text);
    }
    buffer_add(out, rule->only_asks ? S("    always asked: only a person can tell\n")
                                    : S("    present if\n"));
    if (!rule->only_asks) page_text(out, rule->when.text);
}

static void explain_examples(Buffer *out, const Rule *rule, Str kind) {
    const Node *list = node_find(rule->examples, kind);
    for (uint32_t i = 0; node_is(list, NODE_LIST) && i < list->count; i++) {
        const Node *template = node_find(&list->items[i], S("cloudformation"));
        Str name = node_text(node_find(&list->items[i], S("name")));
        buffer_add_format(out, "\n  %.*s%s%.*s\n", STR_ARGS(kind), name.len > 0 ? ": " : "",
                          STR_ARGS(name));
        page_text(out, node_text(node_find(&list->items[i], S("terraform"))));
        if (template == NULL) continue;
        CLEANUP(buffer_free) Buffer json = {0};
        JsonWriter writer = json_writer_make(&json, false);
        json_node_write(&writer, template);
        page_text(out, buffer_text(&json));
    }
}

/* The detections that see the threat happen; of those that aren't there the id. */
static void explain_detections(Explain *explain, const Rule *rule) {
    Arena *arena = &explain->arena;
    Str *lines = ARENA_ARRAY(arena, Str, rule->detections.count);
    for (size_t i = 0; i < rule->detections.count; i++) {
        Str id = rule->detections.items[i];
        const Detection *detection = detection_list_find(&explain->detections.list, id);
        lines[i] = id;
        if (detection == NULL) continue;
        lines[i] = str_format(arena, "%.*s (%.*s): %.*s", STR_ARGS(id),
                              STR_ARGS(sigma_level_name(detection->rule->level)),
                              STR_ARGS(detection->rule->title));
    }
    page_list(&explain->out, "Detected by", lines, rule->detections.count);
}

static void explain_rule(Explain *explain, const Rule *rule) {
    Arena *arena = &explain->arena;
    Buffer *out = &explain->out;
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
    page_heading(out, "Why");
    page_text(out, rule->why);
    explain_condition(out, rule);
    explain_qualifiers(out, rule);
    if (rule->question.len > 0) {
        page_heading(out, "To ask");
        page_text(out, rule->question);
        explain_words(out, "    of", rule->who);
    }
    page_heading(out, "Fix");
    page_text(out, rule->fix);
    explain_list(out, "Not applicable when", rule->false_positives);
    explain_list(out, "Implies", rule->implies);
    explain_detections(explain, rule);
    explain_list(out, "References", rule->references);
    page_heading(out, "Examples");
    for (size_t k = 0; k < EXAMPLE_KIND_COUNT; k++) explain_examples(out, rule, example_kinds[k]);
    ExampleResult result = example_run(arena, &explain->catalog, rule);
    buffer_add_format(out, "\nexamples run: %zu passed, %zu failed\n", result.passed,
                      result.failed);
}

static int explain_write(Explain *explain, const char *name) {
    Str id = str_from(name);
    if (!catalog_load(&explain->arena, &explain->options, &explain->catalog) ||
        !detections_open(&explain->arena, &explain->detection_options, &explain->detections))
        return EXIT_USAGE;
    const Rule *rule = rule_set_find(&explain->catalog.rules, id);
    const Detection *detection = detection_list_find(&explain->detections.list, id);
    if (rule == NULL && detection == NULL) {
        return command_usage("explain",
                             "there is no rule or detection '%s'; 'merlon rules' and "
                             "'merlon rules --detections' list them",
                             name);
    }
    if (rule != NULL) explain_rule(explain, rule);
    if (rule != NULL && detection != NULL) buffer_add(&explain->out, S("\n---\n\n"));
    if (detection != NULL) {
        detection_page_write(&explain->arena, &explain->detections, detection,
                             &explain->catalog.rules, &explain->out);
    }
    return command_print(buffer_text(&explain->out)) ? EXIT_FINE : EXIT_USAGE;
}

int cmd_explain(int argc, char **argv) {
    static const struct option long_options[] = {{"rules", required_argument, NULL, 'R'},
                                                 {"help", no_argument, NULL, 'h'},
                                                 {NULL, 0, NULL, 0}};
    Explain explain = {.options = {.examples = true, .beside_detections = true},
                       .detection_options.beside_threats = true};
    int option = 0;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "h", long_options, NULL)) != -1) {
        if (option == 'h') return command_print(str_from(explain_help)) ? EXIT_FINE : EXIT_USAGE;
        if (option != 'R' || explain.options.rules_count == CATALOG_DIRECTORIES_MAX) {
            return command_usage("explain", "wrong option '%s'", argv[optind - 1]);
        }
        explain.options.rules[explain.options.rules_count++] = optarg;
        explain.detection_options.rules[explain.detection_options.rules_count++] = optarg;
    }
    if (argc - optind != 1) return command_usage("explain", "takes one id");
    int code = explain_write(&explain, argv[optind]);
    detections_close(&explain.detections);
    buffer_free(&explain.out);
    arena_free(&explain.arena);
    return code;
}
