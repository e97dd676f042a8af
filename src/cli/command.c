/* SPDX-License-Identifier: Apache-2.0 */
/* command.c -- how all commands speak: errors and usage to stderr, results to stdout. */
#include "cli/command.h"

#include <stdarg.h>
#include <stdio.h>

void command_say_error(const Error *err) {
    CLEANUP(arena_free) Arena scratch = {0};
    Str text = error_text(&scratch, err);
    fprintf(stderr, "merlon: ");
    for (size_t i = 0; i < text.len; i++) { /* no control character of a file reaches a terminal */
        unsigned char byte = (unsigned char)text.ptr[i];
        fputc(byte < 0x20 || byte == 0x7F ? '?' : byte, stderr);
    }
    fputc('\n', stderr);
}

int command_usage(const char *command, const char *format, ...) {
    va_list args;
    va_start(args, format);
    fprintf(stderr, "merlon %s: ", command);
    vfprintf(stderr, format, args);
    fprintf(stderr, "\nTry 'merlon %s --help'.\n", command);
    va_end(args);
    return EXIT_USAGE;
}

bool command_print(Str text) {
    bool ok = text.len == 0 || fwrite(text.ptr, 1, text.len, stdout) == text.len;
    if (fflush(stdout) != 0) ok = false;
    if (!ok) fprintf(stderr, "merlon: standard output can't be written\n");
    return ok;
}
