/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_input.c -- any bytes as a template or plan: read, worked out, judged by the built-in rules,
 * and reported in every format. */
#include "base/embedded.h"
#include "input/input.h"
#include "model/infer.h"
#include "report/report.h"

typedef struct Catalog {
    Arena arena;
    Facts facts;
    RuleSet rules;
} Catalog;

static void catalog_fill(Catalog *catalog) {
    catalog->facts = facts_make(&catalog->arena);
    catalog->rules = rule_set_make(&catalog->arena, &threat_library);
    for (size_t i = 0; i < embedded_file_count; i++) {
        Str path = str_from(embedded_files[i].path);
        Str text = {embedded_files[i].data, embedded_files[i].len};
        if (str_starts(path, S("facts/"))) facts_add(&catalog->facts, path, text, NULL);
        if (str_starts(path, S("rules/threats/")) || str_starts(path, S("rules/design/"))) {
            rule_set_add(&catalog->rules, (RuleFile){path, path, text, false}, NULL);
        }
    }
    rule_set_finish(&catalog->rules);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static Catalog catalog; /* read once: it is the same for every input */
    if (catalog.rules.count == 0) catalog_fill(&catalog);
    CLEANUP(arena_free) Arena arena = {0};
    Estate estate = estate_make(&arena, &catalog.facts, size % 2 == 1);
    Input input = input_make(&arena, &estate);
    if (!input_add_text(&input, S("input"), (Str){(const char *)data, size})) return 0;
    input_finish(&input);
    Report report = {.estate = &estate, .rules = &catalog.rules, .version = S("0"), .all = true};
    infer_model(&input.model, &estate);
    model_finish(&input.model);
    report.model = &input.model;
    report.threats = threat_find(&arena, &catalog.rules, &estate, &input.model, true);
    report_complete(&arena, &report);
    for (size_t i = 0; i < report_format_count; i++) {
        CLEANUP(buffer_free) Buffer out = {0};
        report_formats[i].write(&report, &out);
    }
    return 0;
}
