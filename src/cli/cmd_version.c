/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_version.c -- merlon version. */
#include "cli/command.h"
#include "cli/version.h"

int cmd_version(int argc, char **argv) {
    (void)argv;
    if (argc > 1) return command_usage("version", "takes no arguments");
    return command_print(S("merlon " MERLON_VERSION "\n")) ? EXIT_FINE : EXIT_USAGE;
}
