/* SPDX-License-Identifier: Apache-2.0 */
/* reading.h -- what the commands that analyse an architecture share: the options that say what is
 * read and how, the catalog, the estate and the model. */
#ifndef MERLON_CLI_READING_H
#define MERLON_CLI_READING_H

#include "cli/catalog.h"
#include "input/input.h"

/* Values of getopt_long for the options below; a command's own start at READING_OPTION_END. */
enum {
    READING_OPTION_PARAMETER = 256,
    READING_OPTION_VAR,
    READING_OPTION_VAR_FILE,
    READING_OPTION_OPEN_WORLD,
    READING_OPTION_RULES,
    READING_OPTION_FACTS,
    READING_OPTION_NO_BUILTIN,
    READING_OPTION_END
};

/* The rows of these options for getopt_long. */
#define READING_OPTIONS                                                  \
    {"parameter", required_argument, NULL, READING_OPTION_PARAMETER},    \
        {"var", required_argument, NULL, READING_OPTION_VAR},            \
        {"var-file", required_argument, NULL, READING_OPTION_VAR_FILE},  \
        {"open-world", no_argument, NULL, READING_OPTION_OPEN_WORLD},    \
        {"rules", required_argument, NULL, READING_OPTION_RULES},        \
        {"facts", required_argument, NULL, READING_OPTION_FACTS}, {      \
        "no-builtin-rules", no_argument, NULL, READING_OPTION_NO_BUILTIN \
    }

typedef struct Reading {
    Arena arena; /* of all that is read, and of what is made of it */
    CatalogOptions options;
    bool open_world;
    Catalog catalog;
    Estate estate;
    Input input; /* input.model is finished by reading_finish */
} Reading;

/* Prepares reading; the values of the environment (TF_VAR_name) are taken. reading must stay where
 * it is. */
void reading_start(Reading *reading);

/* Takes one of the options above for a command; returns EXIT_FINE, or what the program shall exit
 * with after a message. */
int reading_take_option(Reading *reading, const char *command, int option, const char *argument);

/* Loads facts and rules; false after a message. */
bool reading_load(Reading *reading);

/* Reads files and directories. */
void reading_read(Reading *reading, char **paths, int path_count);

/* Fills the estate, and draws the model. */
void reading_finish(Reading *reading);

/* Prints the problems that were found; false when there are any. */
bool reading_say_errors(const Reading *reading);

/* Whether anything was read. */
bool reading_has_input(const Reading *reading);

/* Gives the memory back. */
void reading_free(Reading *reading);

#endif
