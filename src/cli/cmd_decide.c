/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_decide.c -- merlon decide: writes down what people decided about one threat. */
#include "base/file.h"
#include "base/near.h"
#include "base/utf8.h"
#include "cli/catalog.h"
#include "cli/command.h"
#include "cli/decided.h"
#include "report/terminal.h"

#include <getopt.h>
#include <stdio.h>

static const char decide_help[] =
    "Usage: merlon decide THREAT --on ADDRESS --state STATE --why TEXT [OPTIONS]\n"
    "       merlon decide THREAT --on ADDRESS --remove [OPTIONS]\n"
    "\n"
    "Writes a decision about a threat into merlon.decisions.yaml, or changes the one that is "
    "there.\n"
    "Nothing else in the file changes: comments, order and quoting stay as they were written. "
    "THREAT\n"
    "is a rule, as 'merlon rules' lists them, or a threat's id from a JSON report, RULE@ADDRESS,\n"
    "which needs no --on.\n"
    "\n"
    "      --on ADDRESS         what the threat is on; * and ? are wildcards\n"
    "      --state STATE        mitigated, not-applicable, needs-investigation or not-started\n"
    "      --why TEXT           the reason, for those who read it next year\n"
    "      --by NAME            who decided (default: GIT_AUTHOR_NAME, else the account's name)\n"
    "      --until DATE         the last day that it counts, such as 2027-06-30\n"
    "      --ticket X           where it was discussed\n"
    "      --remove             take the decision out\n"
    "      --decisions FILE     the file (default: merlon.decisions.yaml here)\n"
    "      --rules DIR          add the rules in DIR\n"
    "  -h, --help               print this\n"
    "\n"
    "A decision that was there gets what is said now: without --until it no longer ends, without\n"
    "--ticket it has none. Exit codes: 0 fine, 2 it can't be done and the file is as it was.\n"
    "\n"
    "Examples:\n"
    "  merlon decide s3/bucket-public --on WebsiteBucket --state not-applicable \\\n"
    "      --why 'The website is public; it holds nothing else.' --until 2027-06-30\n"
    "  merlon decide lambda/function-public@ExportFunction --state mitigated \\\n"
    "      --why 'The function checks a signature.' --by 'Ada Lovelace' --ticket SEC-142\n"
    "  merlon decide s3/bucket-public --on 'Logs*' --remove\n";

typedef struct Decide {
    Arena arena;
    CatalogOptions catalog_options;
    Catalog catalog;
    const char *path;
    const char *state;
    Decision wanted;
    bool remove;
} Decide;

enum {
    DECIDE_ON = 256,
    DECIDE_STATE,
    DECIDE_WHY,
    DECIDE_BY,
    DECIDE_UNTIL,
    DECIDE_TICKET,
    DECIDE_REMOVE,
    DECIDE_DECISIONS,
    DECIDE_RULES
};

static const struct option decide_options[] = {
    {"on", required_argument, NULL, DECIDE_ON},
    {"state", required_argument, NULL, DECIDE_STATE},
    {"why", required_argument, NULL, DECIDE_WHY},
    {"by", required_argument, NULL, DECIDE_BY},
    {"until", required_argument, NULL, DECIDE_UNTIL},
    {"ticket", required_argument, NULL, DECIDE_TICKET},
    {"remove", no_argument, NULL, DECIDE_REMOVE},
    {"decisions", required_argument, NULL, DECIDE_DECISIONS},
    {"rules", required_argument, NULL, DECIDE_RULES},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static int decide_take_text(const char *option, const char *argument, Str *member) {
    Str text = str_trim(str_from(argument));
    if (text.len == 0) return command_usage("decide", "%s is empty", option);
    if (utf8_find_invalid(text) != SIZE_MAX) {
        return command_usage("decide", "%s is not valid UTF-8", option);
    }
    *member = text;
    return EXIT_FINE;
}

static int decide_take_option(Decide *decide, int option, const char *argument) {
    Decision *wanted = &decide->wanted;
    CatalogOptions *catalog = &decide->catalog_options;
    switch (option) {
    case DECIDE_ON: return decide_take_text("--on", argument, &wanted->on);
    case DECIDE_WHY: return decide_take_text("--why", argument, &wanted->why);
    case DECIDE_BY: return decide_take_text("--by", argument, &wanted->by);
    case DECIDE_TICKET: return decide_take_text("--ticket", argument, &wanted->ticket);
    case DECIDE_UNTIL:
        wanted->until = str_from(argument);
        if (decision_is_date(wanted->until)) return EXIT_FINE;
        return command_usage("decide", "--until is a day such as 2027-06-30, not '%s'", argument);
    case DECIDE_STATE:
        decide->state = argument;
        if (decision_parse_state(str_from(argument), &wanted->state)) return EXIT_FINE;
        return command_usage("decide",
                             "'%s' is no state: mitigated, not-applicable, needs-investigation or "
                             "not-started",
                             argument);
    case DECIDE_REMOVE: decide->remove = true; return EXIT_FINE;
    case DECIDE_DECISIONS: decide->path = argument; return EXIT_FINE;
    default:
        if (catalog->rules_count == CATALOG_DIRECTORIES_MAX) {
            return command_usage("decide", "too many --rules");
        }
        catalog->rules[catalog->rules_count++] = argument;
        return EXIT_FINE;
    }
}

/* RULE@ADDRESS says both; with --on it is a rule alone. */
static int decide_take_threat(Decide *decide, const char *argument) {
    Decision *wanted = &decide->wanted;
    int code = decide_take_text("THREAT", argument, &wanted->threat);
    if (code != EXIT_FINE) return code;
    Str address = wanted->threat;
    Str rule = str_cut(&address, '@');
    if (wanted->on.len > 0) return EXIT_FINE;
    if (address.len == 0) {
        return command_usage("decide", "--on says which resource, such as --on Logs");
    }
    wanted->threat = rule;
    wanted->on = address;
    return EXIT_FINE;
}

/* Threats that the model of another tool brings along have no rule in the catalog. */
static bool decide_is_imported(Str threat) {
    return str_starts(threat, S("tm7/")) || str_starts(threat, S("model/"));
}

static bool decide_find_rule(Decide *decide) {
    const RuleSet *rules = &decide->catalog.rules;
    Decision *wanted = &decide->wanted;
    if (decide_is_imported(wanted->threat)) return true;
    const Rule *rule = rule_set_find(rules, wanted->threat);
    if (rule != NULL) {
        wanted->threat = rule->id;
        return true;
    }
    Near near = near_make(wanted->threat);
    for (size_t i = 0; i < rules->count; i++) near_offer(&near, rules->rules[i]->id);
    Error err = {0};
    error_say(&err, "there is no rule \"%.*s\"%s%.*s%s ('merlon rules' lists them)",
              STR_ARGS(wanted->threat), near.best.len > 0 ? "; did you mean \"" : "",
              STR_ARGS(near.best), near.best.len > 0 ? "\"?" : "");
    command_say_error(&err);
    return false;
}

/* The index of the last decision about the threat, for that is the one that counts; it may name the
 * rule by an earlier id. */
static size_t decide_find(const Decide *decide, const DecisionList *list, size_t *ret_count) {
    const RuleSet *rules = &decide->catalog.rules;
    const Rule *rule = rule_set_find(rules, decide->wanted.threat);
    size_t found = DECISION_EDIT_ADD;
    *ret_count = 0;
    for (size_t i = 0; i < list->count; i++) {
        const Decision *decision = &list->items[i];
        bool same = str_equal(decision->threat, decide->wanted.threat) ||
                    (rule != NULL && rule_set_find(rules, decision->threat) == rule);
        if (!same || !str_equal(decision->on, decide->wanted.on)) continue;
        found = i;
        *ret_count += 1;
    }
    return found;
}

static int decide_say(Decide *decide, const DecidedFile *file, const char *what,
                      const Decision *decision) {
    DecidedFile now = {0};
    uint32_t line = decision->line;
    Str state = decide->remove ? S("") : state_name(decision->state);
    if (!decide->remove) { /* where it stands now */
        size_t count = 0;
        if (!decided_open(&decide->arena, file->path, &now)) return EXIT_INTERNAL;
        size_t index = decide_find(decide, &now.list, &count);
        if (index != DECISION_EDIT_ADD) line = now.list.items[index].line;
    }
    CLEANUP(buffer_free) Buffer out = {0};
    terminal_add(&out, str_from(file->path));
    buffer_add_format(&out, ":%u: %s ", line, what);
    terminal_add(&out, decision->threat);
    buffer_add(&out, S(" on "));
    terminal_add(&out, decision->on);
    if (!decide->remove) buffer_add_format(&out, ": %.*s", STR_ARGS(state));
    buffer_add_byte(&out, '\n');
    return command_print(buffer_text(&out)) ? EXIT_FINE : EXIT_USAGE;
}

static int decide_take_out(Decide *decide, const DecidedFile *file) {
    size_t count = 0, index = decide_find(decide, &file->list, &count);
    if (index == DECISION_EDIT_ADD) {
        Error err = {0};
        error_set(&err, str_from(file->path), 0, 0, "holds no decision about %.*s on %.*s",
                  STR_ARGS(decide->wanted.threat), STR_ARGS(decide->wanted.on));
        command_say_error(&err);
        return EXIT_USAGE;
    }
    int code = decided_edit(&decide->arena, file, (DecisionEdit){.index = index});
    if (code != EXIT_FINE) return code;
    if (count > 1) {
        fprintf(stderr, "merlon: %zu more about it, further up, %s now\n", count - 1,
                count > 2 ? "count" : "counts");
    }
    return decide_say(decide, file, "took out", &file->list.items[index]);
}

static int decide_write(Decide *decide, const DecidedFile *file) {
    size_t count = 0, index = decide_find(decide, &file->list, &count);
    Decision *wanted = &decide->wanted;
    if (wanted->by.len == 0) wanted->by = decided_author(&decide->arena);
    if (index != DECISION_EDIT_ADD) wanted->threat = file->list.items[index].threat;
    int code = decided_edit(&decide->arena, file,
                            (DecisionEdit){.index = index, .wanted = wanted, .count = 1});
    if (code != EXIT_FINE) return code;
    return decide_say(decide, file, index == DECISION_EDIT_ADD ? "added" : "changed", wanted);
}

/* What has to be said, and what must not. */
static int decide_check(const Decide *decide) {
    const Decision *wanted = &decide->wanted;
    bool says = decide->state != NULL ||
                wanted->why.len + wanted->by.len + wanted->until.len + wanted->ticket.len > 0;
    if (decide->remove && says) {
        return command_usage("decide", "--remove takes nothing but THREAT, --on and --decisions");
    }
    if (decide->remove) return EXIT_FINE;
    if (decide->state == NULL) {
        return command_usage("decide", "--state says what was decided, such as --state mitigated");
    }
    if (wanted->why.len == 0) return command_usage("decide", "--why says the reason");
    return EXIT_FINE;
}

static int decide_run(Decide *decide, int argc, char **argv) {
    int option = 0;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "h", decide_options, NULL)) != -1) {
        if (option == 'h') return command_print(str_from(decide_help)) ? EXIT_FINE : EXIT_USAGE;
        if (option == '?') return command_usage("decide", "wrong option '%s'", argv[optind - 1]);
        int code = decide_take_option(decide, option, optarg);
        if (code != EXIT_FINE) return code;
    }
    if (argc - optind != 1) return command_usage("decide", "takes one threat");
    int code = decide_take_threat(decide, argv[optind]);
    if (code == EXIT_FINE) code = decide_check(decide);
    if (code != EXIT_FINE) return code;
    DecidedFile file = {0};
    if (!catalog_load(&decide->arena, &decide->catalog_options, &decide->catalog)) {
        return EXIT_USAGE;
    }
    if (!decide_find_rule(decide)) return EXIT_USAGE;
    if (!decided_open(&decide->arena, decide->path, &file)) return EXIT_USAGE;
    return decide->remove ? decide_take_out(decide, &file) : decide_write(decide, &file);
}

int cmd_decide(int argc, char **argv) {
    Decide decide = {.path = DECIDED_FILE};
    int code = decide_run(&decide, argc, argv);
    arena_free(&decide.arena);
    return code;
}
