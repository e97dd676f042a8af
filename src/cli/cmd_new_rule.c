/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_new_rule.c -- merlon new-rule: writes the skeleton of a rule, with a line on each key. */
#include "base/file.h"
#include "cli/command.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <sys/stat.h>

enum { NEW_RULE_NAME_BYTES_MAX = 64 };

static const char new_rule_help[] =
    "Usage: merlon new-rule [--directory DIR] SERVICE SLUG\n"
    "\n"
    "Writes DIR/SERVICE/SLUG.yaml, the skeleton of a rule with the id SERVICE/SLUG. 'merlon "
    "test-rules "
    "DIR'\n"
    "fails until it is filled in. DIR is 'rules' when it isn't given; an existing file is kept.\n"
    "\n"
    "Examples:\n"
    "  merlon new-rule sqs no-dead-letter-queue\n"
    "  merlon test-rules rules/ && merlon model --rules rules/ template.yaml\n";

/* docs/rules.md says more about each key. */
static const char new_rule_skeleton[] =
    "title: FILL IN the threat in one line, no full stop\n"
    "severity: medium                # critical | high | medium | low | info\n"
    "# what an attacker needs and gets; merlon computes the score\n"
    "cvss_vector: CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:L/I:L/A:N\n"
    "cwe: [CWE-284]\n"
    "# spoofing | tampering | repudiation | information-disclosure | denial-of-service |\n"
    "# elevation-of-privilege\n"
    "stride: [information-disclosure]\n"
    "on: AWS::FILL::IN               # the type of resource that is judged\n"
    "# true: the threat is present; false: absent; unknown: needs investigation\n"
    "when: |\n"
    "  !is_true(this.?FillIn)\n"
    "why: |\n"
    "  FILL IN what an attacker gains.\n"
    "fix: |\n"
    "  FILL IN what to set.\n"
    "false_positives: []\n"
    "references: []\n"
    "examples:                       # each runs as a test; terraform: | takes .tf text instead\n"
    "  bad:                          # present for exactly the addresses in find\n"
    "    - find: [Bad]\n"
    "      cloudformation:\n"
    "        Resources:\n"
    "          Bad: {Type: 'AWS::FILL::IN', Properties: {}}\n"
    "  good: []                      # absent, and nothing else\n"
    "  unknown: []                   # unknown for exactly the addresses in find\n";

/* Names become parts of a path: lower case letters, digits and hyphens, a letter first. */
static bool new_rule_is_name(Str name) {
    bool letter = name.len > 0 && name.ptr[0] >= 'a' && name.ptr[0] <= 'z';
    for (size_t i = 0; i < name.len; i++) {
        char byte = name.ptr[i];
        bool plain = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '-';
        if (!plain) return false;
    }
    return letter && name.len <= NEW_RULE_NAME_BYTES_MAX;
}

static bool new_rule_make_folder(Str path) {
    if (mkdir(path.ptr, 0777) == 0 || errno == EEXIST) return true;
    Error err = {0};
    error_set(&err, path, 0, 0, "can't be made: %s", strerror(errno));
    command_say_error(&err);
    return false;
}

static int new_rule_write(Arena *arena, Str directory, Str service, Str slug) {
    Str folder = str_join3(arena, directory, S("/"), service);
    Str path = str_format(arena, "%.*s/%.*s.yaml", STR_ARGS(folder), STR_ARGS(slug));
    if (file_kind(path.ptr) != FILE_KIND_NONE) {
        return command_usage("new-rule", "'%s' is there already", path.ptr);
    }
    if (!new_rule_make_folder(directory) || !new_rule_make_folder(folder)) return EXIT_USAGE;
    Error err = {0};
    if (!file_write(path.ptr, str_from(new_rule_skeleton), &err)) {
        command_say_error(&err);
        return EXIT_USAGE;
    }
    return command_print(str_join2(arena, path, S("\n"))) ? EXIT_FINE : EXIT_USAGE;
}

int cmd_new_rule(int argc, char **argv) {
    static const struct option long_options[] = {{"directory", required_argument, NULL, 'd'},
                                                 {"help", no_argument, NULL, 'h'},
                                                 {NULL, 0, NULL, 0}};
    const char *directory = "rules";
    int option = 0;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "d:h", long_options, NULL)) != -1) {
        if (option == 'h') return command_print(str_from(new_rule_help)) ? EXIT_FINE : EXIT_USAGE;
        if (option != 'd') return command_usage("new-rule", "wrong option '%s'", argv[optind - 1]);
        directory = optarg;
    }
    if (argc - optind != 2) return command_usage("new-rule", "takes a service and a slug");
    Str service = str_from(argv[optind]), slug = str_from(argv[optind + 1]);
    if (!new_rule_is_name(service) || !new_rule_is_name(slug)) {
        return command_usage("new-rule", "names are lower case letters, digits and hyphens, like "
                                         "'s3' and 'bucket-public'");
    }
    CLEANUP(arena_free) Arena arena = {0};
    return new_rule_write(&arena, str_from(directory), service, slug);
}
