/* SPDX-License-Identifier: Apache-2.0 */
/* command.h -- the commands of the program. Each is one file, cmd_<name>.c, and one row in main.c.
 */
#ifndef MERLON_CLI_COMMAND_H
#define MERLON_CLI_COMMAND_H

#include "base/error.h"

/* What the program tells its caller. */
enum {
    EXIT_FINE = 0,
    EXIT_GATE = 1,    /* the gate failed, or a test did */
    EXIT_USAGE = 2,   /* wrong usage, or input that can't be read */
    EXIT_INTERNAL = 3 /* a fault of merlon's own */
};

typedef struct Command {
    const char *name;
    const char *summary;
    int (*run)(int argc, char **argv); /* argv[0] is the command's name; returns an exit code */
} Command;

/* merlon model. */
int cmd_model(int argc, char **argv);

/* merlon paths. */
int cmd_paths(int argc, char **argv);

/* merlon diff. */
int cmd_diff(int argc, char **argv);

/* merlon decide. */
int cmd_decide(int argc, char **argv);

/* merlon import. */
int cmd_import(int argc, char **argv);

/* merlon hunt. */
int cmd_hunt(int argc, char **argv);

/* merlon logs. */
int cmd_logs(int argc, char **argv);

/* merlon case. */
int cmd_case(int argc, char **argv);

/* merlon rules. */
int cmd_rules(int argc, char **argv);

/* merlon rules convert. */
int cmd_rules_convert(int argc, char **argv);

/* merlon explain. */
int cmd_explain(int argc, char **argv);

/* merlon test-rules. */
int cmd_test_rules(int argc, char **argv);

/* merlon new-rule. */
int cmd_new_rule(int argc, char **argv);

/* merlon cel. */
int cmd_cel(int argc, char **argv);

/* merlon version. */
int cmd_version(int argc, char **argv);

/* Prints "merlon: where: what" to stderr. */
void command_say_error(const Error *err);

/* Prints what is wrong with the command line and where help is; returns EXIT_USAGE. */
int command_usage(const char *command, const char *format, ...) PRINTF_LIKE(2, 3);

/* Writes text to standard output; false (with a message on stderr) when that fails. */
bool command_print(Str text);

#endif
