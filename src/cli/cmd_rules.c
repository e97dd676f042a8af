/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_rules.c -- merlon rules: lists the rules. */
#include "cli/catalog.h"
#include "cli/command.h"
#include "text/json_writer.h"

#include <getopt.h>

static const char rules_help[] = "Usage: merlon rules [--rules DIR] [-f text|json]\n"
                                 "\n"
                                 "Lists the threats that merlon knows: id, severity and title.\n"
                                 "\n"
                                 "Examples:\n"
                                 "  merlon rules\n"
                                 "  merlon rules --format json\n"
                                 "  merlon rules --rules my-rules/       with a user's own\n";

static void rules_write_texts(JsonWriter *writer, Str key, RuleTexts texts) {
    json_key_write(writer, key);
    json_array_begin(writer);
    for (size_t i = 0; i < texts.count; i++) json_string_write(writer, texts.items[i]);
    json_array_end(writer);
}

static void rules_write_rule(JsonWriter *writer, const Rule *rule) {
    json_object_begin(writer);
    json_pair_write(writer, S("id"), rule->id);
    json_pair_write(writer, S("title"), rule->title);
    json_pair_write(writer, S("severity"), severity_name(rule->severity));
    json_key_write(writer, S("cvss"));
    json_object_begin(writer);
    json_key_write(writer, S("score"));
    json_double_write(writer, rule->cvss);
    if (rule->cvss_vector.len > 0) {
        json_pair_write(writer, S("vector"), rule->cvss_vector);
        json_key_write(writer, S("vector_score"));
        json_double_write(writer, rule->vector_score);
    }
    json_object_end(writer);
    rules_write_texts(writer, S("source"), rule->source);
    rules_write_texts(writer, S("on"), rule->on);
    rules_write_texts(writer, S("stride"), rule->stride);
    rules_write_texts(writer, S("cwe"), rule->cwe);
    rules_write_texts(writer, S("frameworks"), rule->frameworks);
    json_key_write(writer, S("maps"));
    json_object_begin(writer);
    for (size_t i = 0; i < rule->map_count; i++) {
        rules_write_texts(writer, rule->maps[i].tool, rule->maps[i].ids);
    }
    json_object_end(writer);
    if (rule->question.len > 0) {
        json_pair_write(writer, S("question"), rule->question);
        rules_write_texts(writer, S("who"), rule->who);
    }
    rules_write_texts(writer, S("implies"), rule->implies);
    rules_write_texts(writer, S("detections"), rule->detections);
    rules_write_texts(writer, S("aliases"), rule->aliases);
    json_object_end(writer);
}

static void rules_write_json(const RuleSet *rules, Buffer *out) {
    JsonWriter writer = json_writer_make(out, false);
    json_object_begin(&writer);
    json_pair_write(&writer, S("kind"), S("merlon-rules"));
    json_key_write(&writer, S("rules"));
    json_array_begin(&writer);
    for (size_t i = 0; i < rules->count; i++) rules_write_rule(&writer, rules->rules[i]);
    json_array_end(&writer);
    json_object_end(&writer);
    buffer_add_byte(out, '\n');
}

static void rules_write_text(const RuleSet *rules, Buffer *out) {
    int width = 0;
    for (size_t i = 0; i < rules->count; i++) {
        if ((int)rules->rules[i]->id.len > width) width = (int)rules->rules[i]->id.len;
    }
    for (size_t i = 0; i < rules->count; i++) {
        const Rule *rule = rules->rules[i];
        buffer_add_format(out, "%-*.*s  %-8.*s  %.*s\n", width, STR_ARGS(rule->id),
                          STR_ARGS(severity_name(rule->severity)), STR_ARGS(rule->title));
    }
}

int cmd_rules(int argc, char **argv) {
    static const struct option long_options[] = {{"rules", required_argument, NULL, 'R'},
                                                 {"format", required_argument, NULL, 'f'},
                                                 {"help", no_argument, NULL, 'h'},
                                                 {NULL, 0, NULL, 0}};
    CatalogOptions options = {0};
    Str format = S("text");
    int option = 0;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "f:h", long_options, NULL)) != -1) {
        if (option == 'h') return command_print(str_from(rules_help)) ? EXIT_FINE : EXIT_USAGE;
        if (option == 'f') {
            format = str_from(optarg);
        } else if (option == 'R' && options.rules_count < CATALOG_DIRECTORIES_MAX) {
            options.rules[options.rules_count++] = optarg;
        } else {
            return command_usage("rules", "wrong option '%s'", argv[optind - 1]);
        }
    }
    bool json = str_equal(format, S("json"));
    if (!json && !str_equal(format, S("text"))) {
        return command_usage("rules", "the format is text or json");
    }
    if (optind < argc) return command_usage("rules", "takes no arguments");
    CLEANUP(arena_free) Arena arena = {0};
    CLEANUP(buffer_free) Buffer out = {0};
    Catalog catalog = {0};
    if (!catalog_load(&arena, &options, &catalog)) return EXIT_USAGE;
    if (json) {
        rules_write_json(&catalog.rules, &out);
    } else {
        rules_write_text(&catalog.rules, &out);
    }
    return command_print(buffer_text(&out)) ? EXIT_FINE : EXIT_USAGE;
}
