/* SPDX-License-Identifier: Apache-2.0 */
/* case_status.c -- merlon case status: where a case stands, and what comes next. The steps are
 * those of the case; the playbook, when this merlon knows it, tells their phases, types and titles,
 * and steps that it got since. */
#include "base/utf8.h"
#include "cli/case_arguments.h"
#include "cli/case_command.h"
#include "cli/command.h"
#include "report/terminal.h"
#include "text/json_writer.h"

#include <getopt.h>
#include <stdio.h>

static const char status_help[] =
    "Usage: merlon case status [-C DIR] [OPTIONS]\n"
    "\n"
    "Shows the next step with how to do it, then all steps by phase with their state:\n"
    "\n"
    "  open             nothing was done yet\n"
    "  done             a run found out what there is, or a person said so\n"
    "  answered         a person answered\n"
    "  not-applicable   it isn't needed here\n"
    "  unknown          it was tried, and what is there doesn't tell; the reason stands below it\n"
    "\n"
    "  -C, --case DIR           the case (default: the working directory)\n"
    "  -f, --format FORMAT      text (default) or json, which holds answers and notes too\n"
    "  -h, --help               print this\n"
    "\n"
    "Exit codes: 0 fine, 2 it can't be read.\n"
    "\n"
    "Examples:\n"
    "  merlon case status -C leak\n"
    "  merlon case status -C leak -f json | jq -r '.steps[] | select(.state == \"open\").id'\n";

enum { STATUS_REASON_CHARACTERS = 76 };

static const struct option status_options[] = {
    {"format", required_argument, NULL, 'f'},
    {"help", no_argument, NULL, 'h'},
    CASE_ARGUMENTS_FOLDER,
    {NULL, 0, NULL, 0},
};

/* A step as the case and the playbook know it. */
typedef struct StatusStep {
    const CaseStep *mine;
    const PlaybookStep *step; /* NULL: the playbook doesn't have it any more, or isn't known */
} StatusStep;

typedef struct CaseStatus {
    Arena arena;
    CaseArguments arguments;
    CaseFolder folder;
    CasePlaybook loaded;
    const Playbook *playbook; /* NULL: not known */
    StatusStep *steps;        /* in the order of the playbook; what it lacks behind */
    size_t count;
    const StatusStep *next; /* or NULL */
    size_t states[CASE_STATE_COUNT];
} CaseStatus;

/* ---- joining ---- */

/* The playbook's steps that the case lacks are open; they aren't written. */
static void status_join(CaseStatus *status) {
    CaseFile *file = &status->folder.file;
    const Playbook *playbook = status->playbook;
    size_t planned = playbook == NULL ? 0 : playbook->step_count;
    status->steps = ARENA_ARRAY(&status->arena, StatusStep, planned + file->step_count + 1);
    for (size_t i = 0; i < planned; i++) {
        const CaseStep *mine = case_file_find_step(file, playbook->steps[i].id);
        if (mine == NULL) {
            CaseStep *added = ARENA_NEW(&status->arena, CaseStep);
            added->id = playbook->steps[i].id;
            mine = added;
        }
        status->steps[status->count++] = (StatusStep){mine, &playbook->steps[i]};
    }
    for (size_t i = 0; i < file->step_count; i++) {
        const CaseStep *mine = &file->steps[i];
        if (playbook != NULL && playbook_find_step(playbook, mine->id) != NULL) continue;
        status->steps[status->count++] = (StatusStep){mine, NULL};
    }
}

/* The first that is open, else the first that is unknown. */
static void status_count(CaseStatus *status) {
    static const CaseState wanted[] = {CASE_OPEN, CASE_UNKNOWN};
    for (size_t i = 0; i < status->count; i++) status->states[status->steps[i].mine->state]++;
    for (size_t w = 0; w < COUNT(wanted); w++) {
        for (size_t i = 0; status->next == NULL && i < status->count; i++) {
            if (status->steps[i].mine->state == wanted[w]) status->next = &status->steps[i];
        }
    }
}

/* ---- text ---- */

/* At most so many characters on one line, with "..." for what is cut. */
static void status_add_short(Buffer *out, Str text, size_t characters) {
    CLEANUP(buffer_free) Buffer line = {0};
    terminal_add(&line, str_trim(text));
    Str shown = buffer_text(&line);
    size_t at = 0;
    for (size_t i = 0; i < characters && at < shown.len; i++) {
        uint32_t point = 0;
        size_t len = utf8_decode(str_slice(shown, at, shown.len), &point);
        at += len == 0 ? 1 : len;
    }
    buffer_add(out, str_slice(shown, 0, at));
    if (at < shown.len) buffer_add(out, S("..."));
}

/* What merlon does by itself, and people only when it can't tell. */
static bool status_is_run(const StatusStep *next) {
    if (next->step == NULL || next->mine->state != CASE_OPEN) return false;
    PlaybookType type = next->step->type;
    return type == PLAYBOOK_INVENTORY || type == PLAYBOOK_CHECK || type == PLAYBOOK_QUERY ||
           type == PLAYBOOK_FINDING;
}

static void status_add_how(Buffer *out, const CaseStatus *status) {
    const StatusStep *next = status->next;
    if (status_is_run(next)) {
        buffer_add(out, S("\n      merlon case run"));
    } else {
        buffer_add_format(out, "\n      merlon case answer %.*s 'TEXT'", STR_ARGS(next->mine->id));
    }
    if (status->arguments.folder != NULL) case_arguments_show_folder(out, status->folder.path);
    buffer_add_byte(out, '\n');
}

static void status_add_next(Buffer *out, const CaseStatus *status) {
    const StatusStep *next = status->next;
    if (next == NULL) {
        buffer_add(out,
                   S("Next: nothing is open. 'merlon case export' makes a tar to hand over.\n"));
        return;
    }
    buffer_add_format(out, "Next: %.*s", STR_ARGS(next->mine->id));
    if (next->step != NULL) {
        buffer_add(out, S(" -- "));
        terminal_add(out, next->step->title);
        buffer_add(out, S("\n      "));
        bool question = next->step->type == PLAYBOOK_QUESTION;
        terminal_add(out, question ? next->step->question.text : next->step->purpose);
        if (question && next->step->question.ask.len > 0) {
            buffer_add(out, S(" Ask: "));
            terminal_add(out, next->step->question.ask);
        }
    }
    status_add_how(out, status);
}

static void status_add_counts(Buffer *out, const CaseStatus *status) {
    buffer_add_format(out, "%zu steps:", status->count);
    for (size_t i = 0, shown = 0; i < CASE_STATE_COUNT; i++) {
        if (status->states[i] == 0) continue;
        Str name = case_file_state_name((CaseState)i);
        buffer_add_format(out, "%s %zu %.*s", shown++ > 0 ? "," : "", status->states[i],
                          STR_ARGS(name));
    }
    size_t notes = status->folder.file.notes.count;
    if (notes > 0) buffer_add_format(out, "; %zu note%s", notes, notes > 1 ? "s" : "");
    buffer_add_byte(out, '\n');
}

static void status_add_head(Buffer *out, const CaseStatus *status) {
    const CaseFile *file = &status->folder.file;
    buffer_add_format(out, "%.*s: ", STR_ARGS(file->name));
    terminal_add(out, status->playbook == NULL ? file->playbook : status->playbook->title);
    buffer_add_format(out, ", opened %.*s\n", STR_ARGS(file->opened));
    status_add_counts(out, status);
    buffer_add_byte(out, '\n');
    status_add_next(out, status);
}

static size_t status_id_width(const CaseStatus *status) {
    size_t width = 0;
    for (size_t i = 0; i < status->count; i++) {
        size_t len = status->steps[i].mine->id.len;
        if (len > width) width = len;
    }
    return width;
}

static void status_add_step(Buffer *out, const StatusStep *step, size_t width) {
    const CaseStep *mine = step->mine;
    Str state = case_file_state_name(mine->state);
    buffer_add_format(out, "  %-14.*s  %-*.*s", STR_ARGS(state), (int)width, STR_ARGS(mine->id));
    if (step->step != NULL) {
        Str type = playbook_type_name(step->step->type);
        buffer_add_format(out, "  %-9.*s  ", STR_ARGS(type));
        terminal_add(out, step->step->title);
    }
    buffer_add_byte(out, '\n');
    const CaseEntries *answers = &mine->answers;
    if (mine->reason.len > 0) {
        buffer_add_format(out, "%*s", 18, "");
        status_add_short(out, mine->reason, STATUS_REASON_CHARACTERS);
        buffer_add_byte(out, '\n');
    }
    if (answers->count > 0) {
        const CaseEntry *last = &answers->items[answers->count - 1];
        buffer_add_format(out, "%*s", 18, "");
        terminal_add(out, last->by);
        buffer_add(out, S(": "));
        status_add_short(out, last->text, STATUS_REASON_CHARACTERS);
        buffer_add_byte(out, '\n');
    }
}

static void status_add_steps(Buffer *out, const CaseStatus *status) {
    size_t width = status_id_width(status);
    for (size_t i = 0; i < status->count; i++) {
        const PlaybookStep *step = status->steps[i].step;
        const PlaybookStep *before = i == 0 ? NULL : status->steps[i - 1].step;
        if (step == NULL && (i == 0 || before != NULL)) {
            buffer_add(out, S("\nsteps that this merlon's playbook doesn't have\n"));
        } else if (step != NULL && (i == 0 || before->phase != step->phase)) {
            Str phase = playbook_phase_name(step->phase);
            buffer_add_format(out, "\n%.*s\n", STR_ARGS(phase));
        }
        status_add_step(out, &status->steps[i], width);
    }
}

static void status_write_text(const CaseStatus *status, Buffer *out) {
    status_add_head(out, status);
    status_add_steps(out, status);
}

/* ---- JSON ---- */

static void status_json_entries(JsonWriter *writer, Str key, const CaseEntries *entries) {
    json_key_write(writer, key);
    json_array_begin(writer);
    for (size_t i = 0; i < entries->count; i++) {
        json_object_begin(writer);
        json_pair_write(writer, S("at"), entries->items[i].at);
        json_pair_write(writer, S("by"), entries->items[i].by);
        json_pair_write(writer, S("text"), entries->items[i].text);
        json_object_end(writer);
    }
    json_array_end(writer);
}

static void status_json_step(JsonWriter *writer, const StatusStep *step) {
    json_object_begin(writer);
    json_pair_write(writer, S("id"), step->mine->id);
    if (step->step != NULL) {
        json_pair_write(writer, S("phase"), playbook_phase_name(step->step->phase));
        json_pair_write(writer, S("type"), playbook_type_name(step->step->type));
        json_pair_write(writer, S("title"), step->step->title);
    }
    json_pair_write(writer, S("state"), case_file_state_name(step->mine->state));
    json_key_write(writer, S("set_by_person"));
    json_bool_write(writer, step->mine->by_person);
    json_pair_write(writer, S("reason"), step->mine->reason);
    status_json_entries(writer, S("answers"), &step->mine->answers);
    json_object_end(writer);
}

static void status_json_scope(JsonWriter *writer, const CaseScope *scope) {
    CaseScope copy = *scope;
    json_key_write(writer, S("scope"));
    json_object_begin(writer);
    for (size_t i = 0; i < case_file_scope_list_count; i++) {
        const CaseWords *words = case_file_scope_words(&copy, &case_file_scope_lists[i]);
        json_key_write(writer, case_file_scope_lists[i].name);
        json_array_begin(writer);
        for (size_t w = 0; w < words->count; w++) json_string_write(writer, words->items[w]);
        json_array_end(writer);
    }
    json_pair_write(writer, S("from"), scope->from);
    json_pair_write(writer, S("to"), scope->to);
    json_object_end(writer);
}

static void status_json_people(JsonWriter *writer, const CaseFile *file) {
    json_key_write(writer, S("people"));
    json_array_begin(writer);
    for (size_t i = 0; i < file->person_count; i++) {
        json_object_begin(writer);
        json_pair_write(writer, S("name"), file->people[i].name);
        json_pair_write(writer, S("role"), file->people[i].role);
        json_object_end(writer);
    }
    json_array_end(writer);
}

static void status_write_json(const CaseStatus *status, Buffer *out) {
    const CaseFile *file = &status->folder.file;
    JsonWriter writer = json_writer_make(out, false);
    json_object_begin(&writer);
    json_pair_write(&writer, S("name"), file->name);
    json_pair_write(&writer, S("playbook"), file->playbook);
    json_pair_write(&writer, S("title"),
                    status->playbook == NULL ? S("") : status->playbook->title);
    json_pair_write(&writer, S("opened"), file->opened);
    status_json_scope(&writer, &file->scope);
    status_json_people(&writer, file);
    json_key_write(&writer, S("states"));
    json_object_begin(&writer);
    for (size_t i = 0; i < CASE_STATE_COUNT; i++) {
        json_key_write(&writer, case_file_state_name((CaseState)i));
        json_int_write(&writer, (int64_t)status->states[i]);
    }
    json_object_end(&writer);
    json_key_write(&writer, S("next"));
    if (status->next == NULL) {
        json_null_write(&writer);
    } else {
        json_string_write(&writer, status->next->mine->id);
    }
    json_key_write(&writer, S("steps"));
    json_array_begin(&writer);
    for (size_t i = 0; i < status->count; i++) status_json_step(&writer, &status->steps[i]);
    json_array_end(&writer);
    status_json_entries(&writer, S("notes"), &file->notes);
    json_object_end(&writer);
    buffer_add_byte(out, '\n');
}

/* ---- the command ---- */

static int status_run(CaseStatus *status, int argc, char **argv) {
    CLEANUP(buffer_free) Buffer out = {0};
    bool json = false;
    int option = 0;
    while ((option = getopt_long(argc, argv, "C:f:h", status_options, NULL)) != -1) {
        int code = EXIT_FINE;
        if (option == 'h') return command_print(str_from(status_help)) ? EXIT_FINE : EXIT_INTERNAL;
        if (option == '?') return command_usage("case status", "see above");
        if (option == 'f') {
            json = strcmp(optarg, "json") == 0;
            if (!json && strcmp(optarg, "text") != 0) {
                return command_usage("case status", "--format is text or json, not '%s'", optarg);
            }
        } else {
            code = case_arguments_take(&status->arguments, option, optarg);
        }
        if (code != EXIT_FINE) return code;
    }
    if (argc != optind) return command_usage("case status", "takes options only");
    if (!case_arguments_open(&status->arguments, &status->folder)) return EXIT_USAGE;
    bool known =
        case_arguments_playbook(&status->arena, status->folder.file.playbook, &status->loaded);
    if (known) status->playbook = &status->loaded.playbook;
    status_join(status);
    status_count(status);
    (json ? status_write_json : status_write_text)(status, &out);
    return command_print(buffer_text(&out)) ? EXIT_FINE : EXIT_INTERNAL;
}

int case_command_status(int argc, char **argv) {
    CaseStatus status = {0};
    status.arguments = (CaseArguments){.arena = &status.arena, .command = "case status"};
    int code = status_run(&status, argc, argv);
    case_folder_close(&status.folder);
    case_arguments_playbook_free(&status.loaded);
    arena_free(&status.arena);
    return code;
}
