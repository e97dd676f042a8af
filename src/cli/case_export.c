/* SPDX-License-Identifier: Apache-2.0 */
/* case_export.c -- merlon case export and merlon case verify: a case as one file that can be handed
 * over, and the proof that it is still what it was. */
#include "base/file.h"
#include "cli/case_arguments.h"
#include "cli/case_command.h"
#include "cli/command.h"
#include "report/terminal.h"
#include "respond/case_archive.h"

#include <getopt.h>
#include <stdio.h>

static const char export_help[] =
    "Usage: merlon case export [-o FILE] [-C DIR]\n"
    "\n"
    "Puts all files of the case into one tar, with MANIFEST.sha256, which holds the SHA-256 of "
    "each\n"
    "of them. Files that you put into the folder (a screenshot, minutes) come along; hidden files\n"
    "and links don't. The logs themselves are not in it: evidence/files.jsonl has their hashes. "
    "The\n"
    "same case always gives the same bytes.\n"
    "\n"
    "Write the manifest's own SHA-256, which is printed, into the ticket or the minutes: it "
    "proves\n"
    "later that manifest and files were not exchanged together. The manifest also stays in the\n"
    "folder, so that 'merlon case verify DIR' tells what has changed since.\n"
    "\n"
    "  -o, --output FILE        the tar (default: NAME.tar here, or beside the case when it\n"
    "                           is here; '-' is standard output)\n"
    "  -C, --case DIR           the case (default: the working directory)\n"
    "  -h, --help               print this\n"
    "\n"
    "Exit codes: 0 fine, 2 it can't be written.\n"
    "\n"
    "Examples:\n"
    "  merlon case export -C leak\n"
    "  merlon case export -C leak -o - | gpg --encrypt -r legal@example.com >leak.tar.gpg\n";

static const char verify_help[] =
    "Usage: merlon case verify FILE.tar|DIR [--manifest SHA256]\n"
    "\n"
    "Checks each file of an exported case, or of a folder, against the MANIFEST.sha256 in it, and\n"
    "names what was changed, is missing or was added. A tar that could do harm when it is "
    "unpacked\n"
    "(links, paths that lead elsewhere) is refused. Without merlon: sha256sum -c MANIFEST.sha256.\n"
    "\n"
    "      --manifest SHA256    what the manifest's own SHA-256 must be, as it was written down\n"
    "  -h, --help               print this\n"
    "\n"
    "Exit codes: 0 everything is as it was, 1 something differs, 2 it can't be checked.\n"
    "\n"
    "Examples:\n"
    "  merlon case verify leak.tar\n"
    "  merlon case verify leak.tar --manifest 9f86d081884c7d659a2feaa0c55ad015...\n";

enum { OPTION_MANIFEST = OPTION_CASE_OTHERS };

static const struct option export_options[] = {
    {"output", required_argument, NULL, 'o'},
    {"help", no_argument, NULL, 'h'},
    CASE_ARGUMENTS_FOLDER,
    {NULL, 0, NULL, 0},
};

static const struct option verify_options[] = {
    {"manifest", required_argument, NULL, OPTION_MANIFEST},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

/* ---- export ---- */

static int export_say(const char *path, const CaseCheck *check) {
    CLEANUP(buffer_free) Buffer out = {0};
    terminal_add(&out, path == NULL ? S("standard output") : str_from(path));
    Str hex = sha256_view(&check->manifest);
    buffer_add_format(&out, ": %zu file%s\nSHA-256 of its manifest: %.*s\n", check->files,
                      check->files == 1 ? "" : "s", STR_ARGS(hex));
    if (path != NULL) return command_print(buffer_text(&out)) ? EXIT_FINE : EXIT_INTERNAL;
    fwrite(out.bytes, 1, out.len, stderr);
    return EXIT_FINE;
}

static int export_write(const CaseArguments *arguments, const char *output) {
    CLEANUP(case_folder_close) CaseFolder folder = {0};
    CaseCheck check = {0};
    Error err = {0};
    if (!case_arguments_open(arguments, &folder)) return EXIT_USAGE;
    /* beside the case when it is the working directory, however it is named */
    Str here = S(""), there = S("");
    bool within = file_real_path(arguments->arena, S("."), &here) &&
                  file_real_path(arguments->arena, folder.path, &there) && str_equal(here, there);
    Str above = within ? S("../") : S("");
    Str name = str_join3(arguments->arena, above, folder.file.name, S(".tar"));
    const char *path = output == NULL ? name.ptr : output;
    if (strcmp(path, "-") == 0) path = NULL;
    bool ok = case_folder_lock(&folder, CASE_LOCK_RUN, &err) &&
              case_folder_lock(&folder, CASE_LOCK_EDIT, &err) &&
              case_archive_write(&folder, path, &check, &err);
    if (ok) return export_say(path, &check);
    command_say_error(&err);
    return EXIT_USAGE;
}

static int export_run(CaseArguments *arguments, int argc, char **argv) {
    const char *output = NULL;
    int option = 0;
    while ((option = getopt_long(argc, argv, "C:o:h", export_options, NULL)) != -1) {
        if (option == 'h') return command_print(str_from(export_help)) ? EXIT_FINE : EXIT_INTERNAL;
        if (option == '?') return command_usage("case export", "see above");
        if (option == 'o') {
            output = optarg;
        } else {
            int code = case_arguments_take(arguments, option, optarg);
            if (code != EXIT_FINE) return code;
        }
    }
    if (argc != optind) return command_usage("case export", "takes options only");
    return export_write(arguments, output);
}

int case_command_export(int argc, char **argv) {
    CLEANUP(arena_free) Arena arena = {0};
    CaseArguments arguments = {.arena = &arena, .command = "case export"};
    return export_run(&arguments, argc, argv);
}

/* ---- verify ---- */

static void verify_add(Buffer *out, const CaseDifference *difference) {
    static const char *const words[] = {[CASE_DIFFERENCE_CHANGED] = "changed",
                                        [CASE_DIFFERENCE_MISSING] = "missing",
                                        [CASE_DIFFERENCE_ADDED] = "added"};
    buffer_add_format(out, "%-8s ", words[difference->kind]);
    terminal_add(out, difference->name);
    buffer_add_byte(out, '\n');
}

static int verify_say(const char *path, const CaseCheck *check, Str wanted) {
    CLEANUP(buffer_free) Buffer out = {0};
    Str hex = sha256_view(&check->manifest);
    bool other = wanted.len > 0 && !str_equal(wanted, hex);
    for (size_t i = 0; i < check->difference_count; i++) verify_add(&out, &check->differences[i]);
    if (other) buffer_add(&out, S("changed  " CASE_FOLDER_MANIFEST "\n"));
    terminal_add(&out, str_from(path));
    if (check->difference_count > 0 || other) {
        size_t count = check->difference_count + (other ? 1 : 0);
        buffer_add_format(&out, ": %zu difference%s\n", count, count == 1 ? "" : "s");
    } else {
        buffer_add_format(&out, ": nothing differs from the manifest (%zu file%s)\n", check->files,
                          check->files == 1 ? "" : "s");
    }
    buffer_add_format(&out, "SHA-256 of its manifest: %.*s\n", STR_ARGS(hex));
    if (!command_print(buffer_text(&out))) return EXIT_INTERNAL;
    return check->difference_count > 0 || other ? EXIT_GATE : EXIT_FINE;
}

int case_command_verify(int argc, char **argv) {
    CLEANUP(arena_free) Arena arena = {0};
    CaseCheck check = {0};
    Error err = {0};
    Str wanted = {0};
    int option = 0;
    while ((option = getopt_long(argc, argv, "h", verify_options, NULL)) != -1) {
        if (option == 'h') return command_print(str_from(verify_help)) ? EXIT_FINE : EXIT_INTERNAL;
        if (option == '?') return command_usage("case verify", "see above");
        wanted = str_lower(&arena, str_from(optarg));
        if (!sha256_is_hex(wanted)) {
            return command_usage("case verify", "--manifest takes the 64 digits of a SHA-256");
        }
    }
    if (argc - optind != 1) return command_usage("case verify", "takes one tar or folder");
    if (case_archive_verify(&arena, str_from(argv[optind]), &check, &err)) {
        return verify_say(argv[optind], &check, wanted);
    }
    command_say_error(&err);
    return EXIT_USAGE;
}
