/* SPDX-License-Identifier: Apache-2.0 */
/* case_command.h -- the sub-commands of merlon case: each is one row in cmd_case.c. argv[0] is the
 * sub-command's name; each returns an exit code. */
#ifndef MERLON_CLI_CASE_COMMAND_H
#define MERLON_CLI_CASE_COMMAND_H

/* merlon case open. */
int case_command_open(int argc, char **argv);

/* merlon case run, and report, which is the same. */
int case_command_run(int argc, char **argv);

/* merlon case answer. */
int case_command_answer(int argc, char **argv);

/* merlon case note. */
int case_command_note(int argc, char **argv);

/* merlon case status. */
int case_command_status(int argc, char **argv);

/* merlon case export. */
int case_command_export(int argc, char **argv);

/* merlon case verify. */
int case_command_verify(int argc, char **argv);

/* merlon case ready. */
int case_command_ready(int argc, char **argv);

#endif
