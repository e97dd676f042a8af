/* SPDX-License-Identifier: Apache-2.0 */
/* case_open.c -- merlon case open: a new case in a folder of its own. */
#include "base/utf8.h"
#include "cli/case_arguments.h"
#include "cli/case_command.h"
#include "cli/command.h"
#include "report/terminal.h"

#include <getopt.h>
#include <stdio.h>

static const char open_help[] =
    "Usage: merlon case open PLAYBOOK --name NAME [OPTIONS]\n"
    "\n"
    "Makes the folder of a new case: case.yaml, with the scope and the steps of the playbook, and\n"
    "evidence/, which is empty yet. Nothing is looked at so far: 'merlon case run' does, and "
    "takes\n"
    "what isn't known on the first day.\n"
    "\n"
    "      --name NAME          the case's name: letters, digits, '-', '_' and '.'\n"
    "  -C, --case DIR           the folder to make (default: NAME in the working directory)\n"
    "\n"
    "What is looked at; each may be given several times:\n"
    "      --model PATH         a plan, a template, a directory of Terraform: the architecture\n"
    "      --logs PATH          log files or folders, of the kinds that merlon hunt reads\n"
    "      --findings FILE      findings of GuardDuty, as JSON\n"
    "\n"
    "What the case is about; each may be given several times:\n"
    "      --bucket NAME        a bucket that was exposed or read\n"
    "      --repository NAME    a repository of CodeCommit\n"
    "      --principal WHO      the ARN of a user or role, or the id of an access key\n"
    "      --from T, --to T     only that time: 2026-11-21, 2026-11-21T15:30:00Z\n"
    "\n"
    "      --person ROLE=NAME   who does what: --person 'incident lead=Ada Lovelace'\n"
    "      --by NAME            who opens it (default: GIT_AUTHOR_NAME, else the account's name)\n"
    "      --at T               when, instead of now\n"
    "  -h, --help               print this\n"
    "\n"
    "Paths are kept relative to the folder of the case, so that both can be moved together.\n"
    "Exit codes: 0 fine, 2 it can't be done and nothing was made.\n"
    "\n"
    "Examples:\n"
    "  merlon case open code-exposure --name leak --model infra/ --logs AWSLogs/ \\\n"
    "      --repository shop --from 2026-11-01\n"
    "  merlon case open compromised-credentials --name 2026-11-key --logs AWSLogs/ \\\n"
    "      --principal AKIAIOSFODNN7EXAMPLE --person 'incident lead=Grace Hopper'\n";

enum { OPTION_NAME = OPTION_CASE_OTHERS, OPTION_PERSON };

static const struct option open_options[] = {
    {"name", required_argument, NULL, OPTION_NAME},
    {"person", required_argument, NULL, OPTION_PERSON},
    {"help", no_argument, NULL, 'h'},
    CASE_ARGUMENTS_FOLDER,
    CASE_ARGUMENTS_AUTHOR,
    CASE_ARGUMENTS_SCOPE,
    {NULL, 0, NULL, 0},
};

typedef struct CaseOpen {
    Arena arena;
    CaseArguments arguments;
    CaseFile file;
    CasePlaybook playbook;
} CaseOpen;

static int open_take_person(CaseOpen *command, const char *value) {
    Error err = {0};
    Str name = str_from(value);
    Str role = str_cut(&name, '=');
    CasePerson person = {str_trim(name), str_trim(role)};
    if (person.name.len == 0 || person.role.len == 0) {
        return command_usage("case open", "--person ROLE=NAME, such as 'incident lead=Ada'");
    }
    if (case_file_add_person(&command->arena, &command->file, person, &err)) return EXIT_FINE;
    return command_usage("case open", "%s", err.message);
}

static int open_take_option(CaseOpen *command, int option, const char *value) {
    if (option == OPTION_PERSON) return open_take_person(command, value);
    if (option != OPTION_NAME) return case_arguments_take(&command->arguments, option, value);
    command->file.name = str_from(value);
    if (case_file_is_name(command->file.name)) return EXIT_FINE;
    return command_usage("case open",
                         "'%s' is no name of a case: letters, digits, '-', '_' and '.', at most "
                         "%d, and the first is no '-' or '.'",
                         value, CASE_FILE_NAME_BYTES_MAX);
}

/* Who opens it stands first; who was named behind. */
static bool open_add_people(CaseOpen *command, Error *err) {
    CaseFile all = command->file;
    all.people = NULL;
    all.person_count = all.person_capacity = 0;
    CasePerson opener = {case_arguments_author(&command->arguments), S("opened the case")};
    if (!case_file_add_person(&command->arena, &all, opener, err)) return false;
    for (size_t i = 0; i < command->file.person_count; i++) {
        if (!case_file_add_person(&command->arena, &all, command->file.people[i], err)) {
            return false;
        }
    }
    command->file = all;
    return true;
}

static bool open_fill(CaseOpen *command, Error *err) {
    const Playbook *playbook = &command->playbook.playbook;
    CaseFile *file = &command->file;
    file->playbook = playbook->id;
    file->opened = case_arguments_now(&command->arguments);
    for (size_t i = 0; i < playbook->step_count; i++) {
        if (case_file_add_step(&command->arena, file, playbook->steps[i].id, err) == NULL) {
            return false;
        }
    }
    return open_add_people(command, err);
}

static int open_say(const CaseOpen *command, const CaseFolder *folder) {
    CLEANUP(buffer_free) Buffer out = {0};
    Str title = command->playbook.playbook.title;
    buffer_add_format(&out, "opened %.*s in ", STR_ARGS(command->file.name));
    terminal_add(&out, folder->path);
    buffer_add_format(&out, ": %.*s, %zu steps\n", STR_ARGS(title), command->file.step_count);
    buffer_add(&out, S("next: merlon case status"));
    case_arguments_show_folder(&out, folder->path);
    buffer_add_byte(&out, '\n');
    return command_print(buffer_text(&out)) ? EXIT_FINE : EXIT_INTERNAL;
}

static int open_make(CaseOpen *command, Str playbook) {
    CLEANUP(case_folder_close) CaseFolder folder = {0};
    Error err = {0};
    const char *typed = command->arguments.folder;
    Str path = typed != NULL ? str_from(typed) : command->file.name;
    if (!case_arguments_playbook(&command->arena, playbook, &command->playbook)) return EXIT_USAGE;
    if (!case_arguments_add_scope(&command->arguments, path, &command->file.scope)) {
        return EXIT_USAGE;
    }
    if (!open_fill(command, &err) ||
        !case_folder_create(&command->arena, path, &command->file, &folder, &err)) {
        command_say_error(&err);
        return EXIT_USAGE;
    }
    return open_say(command, &folder);
}

static int open_run(CaseOpen *command, int argc, char **argv) {
    int option = 0;
    while ((option = getopt_long(argc, argv, "C:h", open_options, NULL)) != -1) {
        if (option == 'h') return command_print(str_from(open_help)) ? EXIT_FINE : EXIT_INTERNAL;
        if (option == '?') return command_usage("case open", "see above");
        int code = open_take_option(command, option, optarg);
        if (code != EXIT_FINE) return code;
    }
    if (argc - optind != 1) return command_usage("case open", "takes one playbook");
    if (command->file.name.len == 0) {
        return command_usage("case open", "--name says what the case is called");
    }
    return open_make(command, str_from(argv[optind]));
}

int case_command_open(int argc, char **argv) {
    CaseOpen command = {0};
    command.arguments = (CaseArguments){.arena = &command.arena, .command = "case open"};
    int code = open_run(&command, argc, argv);
    case_arguments_playbook_free(&command.playbook);
    arena_free(&command.arena);
    return code;
}
