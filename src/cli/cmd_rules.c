/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_rules.c -- merlon rules: lists the threat rules, or the detections; its sub-command is in
 * cmd_rules_convert.c. */
#include "cli/catalog.h"
#include "cli/command.h"
#include "cli/detections.h"
#include "text/json_writer.h"

#include <getopt.h>

static const char rules_help[] =
    "Usage: merlon rules [OPTIONS]\n"
    "       merlon rules convert --to DATABASE RULE...\n"
    "\n"
    "Lists the threats that merlon knows: id, severity and title. 'merlon rules convert' writes "
    "Sigma\n"
    "rules as SQL; 'merlon rules convert --help' tells more.\n"
    "\n"
    "      --detections        the detections instead: id, level and title\n"
    "      --service NAME      only those of a service: the part of the id before the slash\n"
    "      --stride CATEGORY   only those of a STRIDE category: spoofing, tampering, repudiation,\n"
    "                          information-disclosure, denial-of-service, elevation-of-privilege\n"
    "      --framework NAME    only those that serve a control of the standard: one of\n"
    "                          %.*s,\n"
    "                          or a .yaml file\n"
    "      --source TEXT       only those from a catalogue (\"rapticore\") or one entry of it\n"
    "      --rules DIR         with the rules in DIR\n"
    "  -f, --format FORMAT     text (default) or json\n"
    "  -h, --help              print this\n"
    "\n"
    "Examples:\n"
    "  merlon rules --service s3\n"
    "  merlon rules --stride repudiation --framework pci-dss-4\n"
    "  merlon rules --format json\n"
    "  merlon rules --detections --service s3\n"
    "  merlon rules convert --to athena rule.yml\n";

/* What is listed; an empty text lets everything pass. */
typedef struct RulesFilter {
    bool detections;
    Str service;
    Str stride;
    Str source;
    const char *framework; /* its name, or NULL */
    Framework loaded;
} RulesFilter;

static bool rules_text_is_in(RuleTexts texts, Str text) {
    for (size_t i = 0; i < texts.count; i++) {
        if (str_equal(texts.items[i], text)) return true;
    }
    return text.len == 0;
}

/* "rapticore" and "rapticore:s3-bucket-public" both match the source of that name. */
static bool rules_source_matches(const Rule *rule, Str source) {
    for (size_t i = 0; i < rule->source.count; i++) {
        Str entry = rule->source.items[i];
        Str catalogue = str_cut(&entry, ':');
        if (str_equal(catalogue, source) || str_equal(rule->source.items[i], source)) return true;
    }
    return source.len == 0;
}

static bool rules_service_passes(const RulesFilter *filter, Str id) {
    Str service = str_cut(&id, '/');
    return filter->service.len == 0 || str_equal(service, filter->service);
}

static bool rules_pass(const RulesFilter *filter, const Rule *rule) {
    return rules_service_passes(filter, rule->id) &&
           rules_text_is_in(rule->stride, filter->stride) &&
           rules_source_matches(rule, filter->source) &&
           (filter->framework == NULL || framework_has(&filter->loaded, rule));
}

static void rules_write_list(JsonWriter *writer, Str key, const Str *items, size_t count) {
    json_key_write(writer, key);
    json_array_begin(writer);
    for (size_t i = 0; i < count; i++) json_string_write(writer, items[i]);
    json_array_end(writer);
}

static void rules_write_texts(JsonWriter *writer, Str key, RuleTexts texts) {
    rules_write_list(writer, key, texts.items, texts.count);
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

static void rules_write_json(const RuleSet *rules, const RulesFilter *filter, Buffer *out) {
    JsonWriter writer = json_writer_make(out, false);
    json_object_begin(&writer);
    json_pair_write(&writer, S("kind"), S("merlon-rules"));
    json_key_write(&writer, S("rules"));
    json_array_begin(&writer);
    for (size_t i = 0; i < rules->count; i++) {
        if (rules_pass(filter, rules->rules[i])) rules_write_rule(&writer, rules->rules[i]);
    }
    json_array_end(&writer);
    json_object_end(&writer);
    buffer_add_byte(out, '\n');
}

static void rules_write_text(const RuleSet *rules, const RulesFilter *filter, Buffer *out) {
    int width = 0;
    for (size_t i = 0; i < rules->count; i++) {
        if (!rules_pass(filter, rules->rules[i])) continue;
        if ((int)rules->rules[i]->id.len > width) width = (int)rules->rules[i]->id.len;
    }
    for (size_t i = 0; i < rules->count; i++) {
        const Rule *rule = rules->rules[i];
        if (!rules_pass(filter, rule)) continue;
        buffer_add_format(out, "%-*.*s  %-8.*s  %.*s\n", width, STR_ARGS(rule->id),
                          STR_ARGS(severity_name(rule->severity)), STR_ARGS(rule->title));
    }
}

/* ---- detections ---- */

static void rules_write_detection(JsonWriter *writer, const Detection *detection,
                                  const SigmaSet *set) {
    const SigmaRule *rule = detection->rule;
    json_object_begin(writer);
    json_pair_write(writer, S("id"), detection->id);
    json_pair_write(writer, S("uuid"), rule->id);
    json_pair_write(writer, S("title"), rule->title);
    json_pair_write(writer, S("level"), sigma_level_name(rule->level));
    json_pair_write(writer, S("log"), set->rules[detection->first].service);
    rules_write_list(writer, S("tags"), rule->tags.items, rule->tags.count);
    rules_write_list(writer, S("threats"), rule->threats.items, rule->threats.count);
    json_object_end(writer);
}

static void rules_write_detections_json(const Detections *detections, const RulesFilter *filter,
                                        Buffer *out) {
    JsonWriter writer = json_writer_make(out, false);
    json_object_begin(&writer);
    json_pair_write(&writer, S("kind"), S("merlon-detections"));
    json_key_write(&writer, S("detections"));
    json_array_begin(&writer);
    for (size_t i = 0; i < detections->list.count; i++) {
        const Detection *detection = &detections->list.items[i];
        if (!rules_service_passes(filter, detection->id)) continue;
        rules_write_detection(&writer, detection, detections->set);
    }
    json_array_end(&writer);
    json_object_end(&writer);
    buffer_add_byte(out, '\n');
}

static void rules_write_detections_text(const DetectionList *list, const RulesFilter *filter,
                                        Buffer *out) {
    int width = 0;
    for (size_t i = 0; i < list->count; i++) {
        Str id = list->items[i].id;
        if (rules_service_passes(filter, id) && (int)id.len > width) width = (int)id.len;
    }
    for (size_t i = 0; i < list->count; i++) {
        const Detection *detection = &list->items[i];
        if (!rules_service_passes(filter, detection->id)) continue;
        buffer_add_format(out, "%-*.*s  %-13.*s  %.*s\n", width, STR_ARGS(detection->id),
                          STR_ARGS(sigma_level_name(detection->rule->level)),
                          STR_ARGS(detection->rule->title));
    }
}

static int rules_list_detections(const CatalogOptions *options, const RulesFilter *filter,
                                 bool json) {
    if (filter->stride.len + filter->source.len > 0 || filter->framework != NULL) {
        return command_usage("rules", "of detections, only --service chooses");
    }
    CLEANUP(arena_free) Arena arena = {0};
    CLEANUP(buffer_free) Buffer out = {0};
    CLEANUP(detections_close) Detections detections = {0};
    DetectionOptions wanted = {.rules_count = options->rules_count, .beside_threats = true};
    for (size_t i = 0; i < options->rules_count; i++) wanted.rules[i] = options->rules[i];
    if (!detections_open(&arena, &wanted, &detections)) return EXIT_USAGE;
    if (json) {
        rules_write_detections_json(&detections, filter, &out);
    } else {
        rules_write_detections_text(&detections.list, filter, &out);
    }
    return command_print(buffer_text(&out)) ? EXIT_FINE : EXIT_USAGE;
}

/* ---- arguments ---- */

enum { OPTION_SERVICE = 256, OPTION_STRIDE, OPTION_FRAMEWORK, OPTION_SOURCE, OPTION_DETECTIONS };

static const struct option rules_long_options[] = {
    {"detections", no_argument, NULL, OPTION_DETECTIONS},
    {"service", required_argument, NULL, OPTION_SERVICE},
    {"stride", required_argument, NULL, OPTION_STRIDE},
    {"framework", required_argument, NULL, OPTION_FRAMEWORK},
    {"source", required_argument, NULL, OPTION_SOURCE},
    {"rules", required_argument, NULL, 'R'},
    {"format", required_argument, NULL, 'f'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static int rules_print_help(void) {
    CLEANUP(arena_free) Arena arena = {0};
    Str names = catalog_framework_names(&arena);
    Str text = str_format(&arena, rules_help, STR_ARGS(names));
    return command_print(text) ? EXIT_FINE : EXIT_USAGE;
}

static int rules_list(const CatalogOptions *options, RulesFilter *filter, bool json) {
    if (filter->detections) return rules_list_detections(options, filter, json);
    CLEANUP(arena_free) Arena arena = {0};
    CLEANUP(buffer_free) Buffer out = {0};
    Catalog catalog = {0};
    if (!catalog_load(&arena, options, &catalog)) return EXIT_USAGE;
    if (filter->framework != NULL &&
        !catalog_load_framework(&arena, &catalog, filter->framework, &filter->loaded)) {
        return EXIT_USAGE;
    }
    if (json) {
        rules_write_json(&catalog.rules, filter, &out);
    } else {
        rules_write_text(&catalog.rules, filter, &out);
    }
    return command_print(buffer_text(&out)) ? EXIT_FINE : EXIT_USAGE;
}

int cmd_rules(int argc, char **argv) {
    if (argc > 1 && str_equal(str_from(argv[1]), S("convert"))) {
        return cmd_rules_convert(argc - 1, argv + 1);
    }
    CatalogOptions options = {0};
    RulesFilter filter = {0};
    Str format = S("text");
    int option = 0;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "f:h", rules_long_options, NULL)) != -1) {
        switch (option) {
        case 'h': return rules_print_help();
        case 'f': format = str_from(optarg); break;
        case OPTION_DETECTIONS: filter.detections = true; break;
        case OPTION_SERVICE: filter.service = str_from(optarg); break;
        case OPTION_STRIDE: filter.stride = str_from(optarg); break;
        case OPTION_SOURCE: filter.source = str_from(optarg); break;
        case OPTION_FRAMEWORK: filter.framework = optarg; break;
        case 'R':
            if (options.rules_count == CATALOG_DIRECTORIES_MAX) {
                return command_usage("rules", "too many --rules");
            }
            options.rules[options.rules_count++] = optarg;
            break;
        default: return command_usage("rules", "wrong option '%s'", argv[optind - 1]);
        }
    }
    bool json = str_equal(format, S("json"));
    if (!json && !str_equal(format, S("text"))) {
        return command_usage("rules", "the format is text or json");
    }
    if (optind < argc) return command_usage("rules", "takes no arguments");
    return rules_list(&options, &filter, json);
}
