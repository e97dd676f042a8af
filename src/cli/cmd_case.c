/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_case.c -- merlon case: takes a responder from an alert to a report. Each sub-command is a row
 * below and a function in case_<name>.c. */
#include "cli/case_command.h"
#include "cli/command.h"

#include <stdio.h>

/* In the order in which a responder needs them. */
static const Command case_commands[] = {
    {"open", "make a folder for a new case, after one of the playbooks", case_command_open},
    {"run", "find out what a program can, and write the report", case_command_run},
    {"status", "what is done, what is open, and what to do next", case_command_status},
    {"answer", "answer a question of the playbook, or say that a step is done",
     case_command_answer},
    {"note", "write down something that belongs to no step", case_command_note},
    {"report", "the same: the report of what there is now", case_command_run},
    {"export", "put the whole case into one tar, with a manifest of hashes", case_command_export},
    {"verify", "check a tar or a folder against its manifest", case_command_verify},
    {"ready", "before an incident: which questions could not be answered today",
     case_command_ready},
};

static const char case_head[] =
    "Usage: merlon case COMMAND [OPTIONS] [ARGUMENTS]\n"
    "\n"
    "Takes a responder through an incident, from the alert to the report. A case is a folder: its\n"
    "scope, the state of each step of a playbook, what people answered, and the evidence that was\n"
    "found, each piece with the file that it comes from and its hash. Nothing in it is ever lost:\n"
    "not when merlon is killed, and not when a run finds something new.\n"
    "\n"
    "Commands:\n";

static const char case_tail[] =
    "\n"
    "Every command but open and verify works on the case in the working directory, or on the one\n"
    "that -C DIR names.\n"
    "\n"
    "Examples:\n"
    "  merlon case open code-exposure --name leak --logs AWSLogs/ --repository shop\n"
    "  merlon case status -C leak                        what comes next\n"
    "  merlon case answer root-cause 'A public bucket.' -C leak\n"
    "  merlon case note 'Legal was told at 16:10.' -C leak\n"
    "  merlon case export -C leak -o leak.tar            to hand over\n"
    "  merlon case verify leak.tar                       nothing was changed since\n"
    "\n"
    "'merlon case COMMAND --help' tells more.\n";

static void case_usage(FILE *out) {
    fputs(case_head, out);
    for (size_t i = 0; i < COUNT(case_commands); i++) {
        fprintf(out, "  %-8s %s\n", case_commands[i].name, case_commands[i].summary);
    }
    fputs(case_tail, out);
}

int cmd_case(int argc, char **argv) {
    if (argc < 2) {
        case_usage(stderr);
        return EXIT_USAGE;
    }
    Str name = str_from(argv[1]);
    if (str_equal(name, S("--help")) || str_equal(name, S("-h"))) {
        case_usage(stdout);
        return EXIT_FINE;
    }
    for (size_t i = 0; i < COUNT(case_commands); i++) {
        const Command *command = &case_commands[i];
        if (str_equal(name, str_from(command->name))) return command->run(argc - 1, argv + 1);
    }
    return command_usage("case", "there is no command '%s'", argv[1]);
}
