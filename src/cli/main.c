/* SPDX-License-Identifier: Apache-2.0 */
/* main.c -- finds the command that is asked for and runs it. */
#include "cli/command.h"

#include <stdio.h>

static const Command commands[] = {
    {"model", "find the threats in plans and templates, and prove them", cmd_model},
    {"paths", "show how an attacker gets from one place to another", cmd_paths},
    {"diff", "say what a change of the architecture exposes", cmd_diff},
    {"decide", "write down what people decided about a threat", cmd_decide},
    {"import", "take decisions over from a threat model of another tool", cmd_import},
    {"hunt", "find what threats look like in CloudTrail and other logs", cmd_hunt},
    {"logs", "say who did what, from where, in CloudTrail and other logs", cmd_logs},
    {"case", "take an incident from the alert to the report, with the evidence", cmd_case},
    {"rules", "list the threats that merlon knows", cmd_rules},
    {"explain", "show one rule: why it matters, when it holds, how to fix it", cmd_explain},
    {"test-rules", "run the examples of rules as tests", cmd_test_rules},
    {"new-rule", "write the skeleton of a rule of your own", cmd_new_rule},
    {"cel", "evaluate an expression of the language that rules are written in", cmd_cel},
    {"version", "print the version", cmd_version},
};

static const char usage_head[] = "Usage: merlon COMMAND [OPTIONS] [ARGUMENTS]\n"
                                 "\n"
                                 "merlon models the threats of AWS systems from what is about to "
                                 "be deployed: Terraform plans and\n"
                                 "CloudFormation, SAM or CDK templates. It proves each statement "
                                 "with the configuration and says\n"
                                 "what it could not know.\n"
                                 "\n"
                                 "Commands:\n";

static const char usage_tail[] =
    "\n"
    "Examples:\n"
    "  merlon model template.yaml                      what is wrong, on the terminal\n"
    "  merlon model -o report.html cdk.out             a page to read and to send\n"
    "  terraform show -json plan.out | merlon model -  a plan from standard input\n"
    "  merlon model --fail-on high plan.json           exit 1 when a high or critical threat is "
    "open\n"
    "  merlon explain s3/bucket-public                 one rule's page\n"
    "\n"
    "'merlon COMMAND --help' tells more. Exit codes: 0 fine, 1 the gate failed, 2 usage or input\n"
    "error, 3 internal error.\n";

static void main_usage(FILE *out) {
    fputs(usage_head, out);
    for (size_t i = 0; i < COUNT(commands); i++) {
        fprintf(out, "  %-11s %s\n", commands[i].name, commands[i].summary);
    }
    fputs(usage_tail, out);
}

int main(int argc, char **argv) {
    if (argc < 2) {
        main_usage(stderr);
        return EXIT_USAGE;
    }
    Str name = str_from(argv[1]);
    if (str_equal(name, S("--help")) || str_equal(name, S("-h")) || str_equal(name, S("help"))) {
        main_usage(stdout);
        return EXIT_FINE;
    }
    if (str_equal(name, S("--version"))) name = S("version");
    for (size_t i = 0; i < COUNT(commands); i++) {
        if (str_equal(name, str_from(commands[i].name))) return commands[i].run(argc - 1, argv + 1);
    }
    fprintf(stderr, "merlon: there is no command '%s'; 'merlon --help' lists them\n", argv[1]);
    return EXIT_USAGE;
}
