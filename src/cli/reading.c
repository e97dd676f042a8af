/* SPDX-License-Identifier: Apache-2.0 */
/* reading.c -- see reading.h. */
#include "cli/reading.h"

#include "cli/command.h"
#include "model/infer.h"

#include <stdio.h>
#include <unistd.h>

/* Terraform takes variables from the environment, and so does merlon. */
static void reading_take_environment(Reading *reading) {
    for (char **entry = environ; *entry != NULL; entry++) {
        Str value = str_from(*entry);
        if (!str_starts(value, S("TF_VAR_"))) continue;
        Str name = str_cut(&value, '=');
        Str *kept = ARENA_NEW(&reading->arena, Str);
        *kept = value;
        map_set(&reading->input.environment, str_slice(name, 7, name.len), kept);
    }
}

void reading_start(Reading *reading) {
    reading->input = input_make(&reading->arena, &reading->estate);
    reading_take_environment(reading);
}

/* "K=V"; false when it isn't that. */
static bool reading_split(const char *argument, Str *ret_name, Str *ret_value) {
    *ret_value = str_from(argument);
    *ret_name = str_cut(ret_value, '=');
    return ret_name->len > 0 && strchr(argument, '=') != NULL;
}

static int reading_add_parameter(Reading *reading, const char *command, const char *argument) {
    Str name = S(""), value = S("");
    if (!reading_split(argument, &name, &value)) {
        return command_usage(command, "a parameter is given as NAME=VALUE, not '%s'", argument);
    }
    Str *kept = ARENA_NEW(&reading->arena, Str);
    *kept = value;
    map_set(&reading->input.parameters, name, kept);
    return EXIT_FINE;
}

static int reading_add_variable(Reading *reading, const char *command, const char *argument) {
    Str name = S(""), value = S("");
    if (!reading_split(argument, &name, &value)) {
        return command_usage(command, "a variable is given as NAME=VALUE, not '%s'", argument);
    }
    input_add_variable(&reading->input, name, value);
    return EXIT_FINE;
}

static int reading_add_directory(const char *command, const char *option, const char **list,
                                 size_t *count, const char *argument) {
    if (*count == CATALOG_DIRECTORIES_MAX) return command_usage(command, "too many %s", option);
    list[(*count)++] = argument;
    return EXIT_FINE;
}

int reading_take_option(Reading *reading, const char *command, int option, const char *argument) {
    CatalogOptions *options = &reading->options;
    switch (option) {
    case READING_OPTION_PARAMETER: return reading_add_parameter(reading, command, argument);
    case READING_OPTION_VAR: return reading_add_variable(reading, command, argument);
    case READING_OPTION_VAR_FILE:
        input_add_variable(&reading->input, S(""), str_from(argument));
        return EXIT_FINE;
    case READING_OPTION_RULES:
        return reading_add_directory(command, "--rules", options->rules, &options->rules_count,
                                     argument);
    case READING_OPTION_FACTS:
        return reading_add_directory(command, "--facts", options->facts, &options->facts_count,
                                     argument);
    case READING_OPTION_OPEN_WORLD: reading->open_world = true; return EXIT_FINE;
    case READING_OPTION_NO_BUILTIN: options->no_builtin = true; return EXIT_FINE;
    default: return command_usage(command, "that is no option");
    }
}

bool reading_load(Reading *reading) {
    return catalog_load(&reading->arena, &reading->options, &reading->catalog);
}

void reading_read(Reading *reading, char **paths, int path_count) {
    reading->estate = estate_make(&reading->arena, &reading->catalog.facts, reading->open_world);
    for (int i = 0; i < path_count; i++) input_add_path(&reading->input, str_from(paths[i]));
}

void reading_finish(Reading *reading) {
    input_finish(&reading->input);
    infer_model(&reading->input.model, &reading->estate);
    model_finish(&reading->input.model);
}

bool reading_say_errors(const Reading *reading) {
    const ErrorList *lists[] = {&reading->input.errors, &reading->input.model.problems};
    for (size_t i = 0; i < COUNT(lists); i++) {
        for (size_t k = 0; k < lists[i]->count; k++) command_say_error(&lists[i]->items[k]);
        if (lists[i]->dropped > 0) {
            fprintf(stderr, "merlon: and %zu more errors\n", lists[i]->dropped);
        }
    }
    return lists[0]->count + lists[1]->count == 0;
}

bool reading_has_input(const Reading *reading) {
    return reading->input.document_count + reading->input.folder_count > 0;
}

void reading_free(Reading *reading) { arena_free(&reading->arena); }
