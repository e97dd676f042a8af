/* SPDX-License-Identifier: Apache-2.0 */
/* case_answer.c -- merlon case answer and merlon case note: what people write into a case. When one
 * of them returns, the text is on the disk. */
#include "base/file.h"
#include "base/near.h"
#include "base/utf8.h"
#include "cli/case_arguments.h"
#include "cli/case_command.h"
#include "cli/command.h"
#include "report/terminal.h"

#include <getopt.h>
#include <stdio.h>

static const char answer_help[] =
    "Usage: merlon case answer STEP TEXT [OPTIONS]\n"
    "       merlon case answer STEP --file FILE [OPTIONS]\n"
    "\n"
    "Writes down what a person found out, did or decided about a step of the playbook. Every\n"
    "answer stays, with its author and time: a later one adds to those before. The step is\n"
    "answered then, or has the state that --state gives it; no run changes that, though it goes\n"
    "on to gather evidence.\n"
    "\n"
    "      --state STATE        done, not-applicable, or open: it has to be looked at again\n"
    "      --file FILE          take the text from FILE; '-' is standard input\n"
    "      --by NAME            who says so (default: GIT_AUTHOR_NAME, else the account's name)\n"
    "      --at T               when, instead of now: 2026-11-21T15:30:00Z\n"
    "  -C, --case DIR           the case (default: the working directory)\n"
    "  -h, --help               print this\n"
    "\n"
    "Exit codes: 0 it is written and on the disk, 2 it is not, and the case is as it was.\n"
    "\n"
    "Examples:\n"
    "  merlon case answer kinds-of-data 'Source of the shop; no secrets.' -C leak\n"
    "  merlon case answer block-public-access 'Done for all three.' --state done -C leak\n"
    "  git log -5 | merlon case answer repository-written --file - -C leak\n";

static const char note_help[] =
    "Usage: merlon case note TEXT [OPTIONS]\n"
    "       merlon case note --file FILE [OPTIONS]\n"
    "\n"
    "Writes down what belongs to no step: who was told, what was tried, what is still to be "
    "asked.\n"
    "Notes stand in the report in the order of their time.\n"
    "\n"
    "      --file FILE          take the text from FILE; '-' is standard input\n"
    "      --by NAME            who says so (default: GIT_AUTHOR_NAME, else the account's name)\n"
    "      --at T               when, instead of now: 2026-11-21T15:30:00Z\n"
    "  -C, --case DIR           the case (default: the working directory)\n"
    "  -h, --help               print this\n"
    "\n"
    "Exit codes: 0 it is written and on the disk, 2 it is not, and the case is as it was.\n"
    "\n"
    "Examples:\n"
    "  merlon case note 'Legal was told at 16:10.' --by 'Grace Hopper' -C leak\n"
    "  merlon case note --file call-minutes.txt -C leak\n";

enum { OPTION_STATE = OPTION_CASE_OTHERS, OPTION_FILE };

enum { ANSWER_FILE_BYTES_MAX = 16 << 20 }; /* white space included; the text itself has less */

static const struct option answer_options[] = {
    {"file", required_argument, NULL, OPTION_FILE},
    {"help", no_argument, NULL, 'h'},
    CASE_ARGUMENTS_FOLDER,
    CASE_ARGUMENTS_AUTHOR,
    {"state", required_argument, NULL, OPTION_STATE}, /* the last one: notes have no state */
    {NULL, 0, NULL, 0},
};

typedef struct CaseAnswer {
    Arena arena;
    CaseArguments arguments;
    const char *help;
    bool note;
    Str step; /* of an answer */
    Str text;
    const char *file;
    CaseState state;
} CaseAnswer;

static int answer_take_state(CaseAnswer *command, const char *value) {
    bool known = case_file_parse_state(str_from(value), &command->state);
    bool fit = command->state == CASE_DONE || command->state == CASE_NOT_APPLICABLE ||
               command->state == CASE_OPEN;
    if (known && fit && !command->note) return EXIT_FINE;
    if (command->note) return command_usage("case note", "a note has no --state");
    return command_usage("case answer", "--state is done, not-applicable or open, not '%s'", value);
}

static bool answer_read_file(CaseAnswer *command, Error *err) {
    CLEANUP(file_close) File file = {0};
    if (!file_open(command->file, ANSWER_FILE_BYTES_MAX, &file, err)) return false;
    command->text = str_copy(&command->arena, file.text);
    return true;
}

/* White space at the ends isn't kept; what is within stays to the byte. */
static int answer_take_text(CaseAnswer *command, const char *typed) {
    Error err = {0};
    if (command->file != NULL && !answer_read_file(command, &err)) {
        command_say_error(&err);
        return EXIT_USAGE;
    }
    if (command->file == NULL) command->text = str_from(typed);
    command->text = str_trim(command->text);
    if (command->text.len == 0)
        return command_usage(command->arguments.command, "the text is empty");
    return EXIT_FINE;
}

/* ---- the step ---- */

static void answer_say_no_step(CaseAnswer *command, const CaseFile *file,
                               const Playbook *playbook) {
    Error err = {0};
    Near near = near_make(command->step);
    for (size_t i = 0; i < file->step_count; i++) near_offer(&near, file->steps[i].id);
    for (size_t i = 0; i < playbook->step_count; i++) near_offer(&near, playbook->steps[i].id);
    error_say(&err, "the case has no step \"%.*s\"%s%.*s%s", STR_ARGS(command->step),
              near.best.len > 0 ? "; did you mean " : "", STR_ARGS(near.best),
              near.best.len > 0 ? "?" : ": 'merlon case status' lists them");
    command_say_error(&err);
}

/* A step that the playbook got after the case was opened is added. */
static CaseStep *answer_find_step(CaseAnswer *command, CaseFile *file, Error *err) {
    CLEANUP(case_arguments_playbook_free) CasePlaybook loaded = {0};
    CaseStep *step = case_file_find_step(file, command->step);
    if (step != NULL) return step;
    if (!case_arguments_playbook(&command->arena, file->playbook, &loaded)) return NULL;
    if (playbook_find_step(&loaded.playbook, command->step) != NULL) {
        return case_file_add_step(&command->arena, file, command->step, err);
    }
    answer_say_no_step(command, file, &loaded.playbook);
    return NULL;
}

/* ---- writing ---- */

static bool answer_add(CaseAnswer *command, CaseFile *file, Error *err) {
    CaseEntry entry = {case_arguments_now(&command->arguments),
                       case_arguments_author(&command->arguments), command->text};
    if (command->note) return case_file_add_entry(&command->arena, &file->notes, entry, err);
    CaseStep *step = answer_find_step(command, file, err);
    if (step == NULL || !case_file_add_entry(&command->arena, &step->answers, entry, err)) {
        return false;
    }
    step->state = command->state;
    step->by_person = true;
    step->reason = S("");
    return true;
}

static int answer_say(const CaseAnswer *command, const CaseFile *file) {
    CLEANUP(buffer_free) Buffer out = {0};
    size_t open = 0;
    for (size_t i = 0; i < file->step_count; i++) {
        open += file->steps[i].state == CASE_OPEN || file->steps[i].state == CASE_UNKNOWN;
    }
    if (command->note) {
        buffer_add_format(&out, "noted, as number %zu\n", file->notes.count);
    } else {
        Str state = case_file_state_name(command->state);
        buffer_add_format(&out, "%.*s is %.*s; %zu of %zu steps are left\n",
                          STR_ARGS(command->step), STR_ARGS(state), open, file->step_count);
    }
    return command_print(buffer_text(&out)) ? EXIT_FINE : EXIT_INTERNAL;
}

static int answer_write(CaseAnswer *command) {
    CLEANUP(case_folder_close) CaseFolder folder = {0};
    Error err = {0};
    if (!case_arguments_open(&command->arguments, &folder)) return EXIT_USAGE;
    bool ok = case_folder_lock(&folder, CASE_LOCK_EDIT, &err) &&
              answer_add(command, &folder.file, &err) && case_folder_save(&folder, &err);
    if (!ok && err.message[0] != '\0') command_say_error(&err);
    return ok ? answer_say(command, &folder.file) : EXIT_USAGE;
}

static int answer_run(CaseAnswer *command, int argc, char **argv) {
    const char *name = command->arguments.command;
    int option = 0;
    while ((option = getopt_long(argc, argv, "C:h", answer_options, NULL)) != -1) {
        int code = EXIT_FINE;
        switch (option) {
        case 'h': return command_print(str_from(command->help)) ? EXIT_FINE : EXIT_INTERNAL;
        case '?': return command_usage(name, "see above");
        case OPTION_FILE: command->file = optarg; break;
        case OPTION_STATE: code = answer_take_state(command, optarg); break;
        default: code = case_arguments_take(&command->arguments, option, optarg); break;
        }
        if (code != EXIT_FINE) return code;
    }
    int wanted = (command->note ? 0 : 1) + (command->file == NULL ? 1 : 0);
    if (argc - optind != wanted) {
        return command_usage(name, command->note ? "takes one text, or --file"
                                                 : "takes a step and one text, or --file");
    }
    if (!command->note) command->step = str_from(argv[optind++]);
    int code = answer_take_text(command, argv[optind]);
    return code == EXIT_FINE ? answer_write(command) : code;
}

static int answer_start(CaseAnswer command, int argc, char **argv) {
    command.arguments.arena = &command.arena;
    int code = answer_run(&command, argc, argv);
    arena_free(&command.arena);
    return code;
}

int case_command_answer(int argc, char **argv) {
    CaseAnswer command = {
        .arguments.command = "case answer", .help = answer_help, .state = CASE_ANSWERED};
    return answer_start(command, argc, argv);
}

int case_command_note(int argc, char **argv) {
    CaseAnswer command = {.arguments.command = "case note", .help = note_help, .note = true};
    return answer_start(command, argc, argv);
}
