/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_rules_convert.c -- merlon rules convert: writes Sigma rules as SQL. */
#include "base/file.h"
#include "cli/command.h"
#include "sigma/sigma_sql.h"

#include <getopt.h>

static const char convert_help[] =
    "Usage: merlon rules convert --to DATABASE [-o FILE] [--pipeline FILE] RULE...\n"
    "\n"
    "Writes Sigma rules for AWS's logs as SQL, one statement for each rule, in the order given.\n"
    "A RULE is a Sigma file, a folder of them, or - for standard input. docs/sql.md describes the\n"
    "tables and what SQL can't say: a rule that would mean something else is refused with the\n"
    "reason, the others are written, and the exit code is 2.\n"
    "\n"
    "      --to DATABASE    clickhouse, athena or duckdb\n"
    "  -o, --output FILE    where to write; default: standard output\n"
    "      --pipeline FILE  values for %placeholders% and names of fields (a pipeline of pySigma)\n"
    "  -h, --help           print this\n"
    "\n"
    "Examples:\n"
    "  merlon rules convert --to athena rule.yml\n"
    "  merlon rules convert --to duckdb -o rules.sql sigma/rules/cloud/aws\n"
    "  merlon rules convert --to clickhouse --pipeline site.yml rule.yml\n";

typedef struct Conversion {
    Arena arena;
    SigmaSet *set;
    const SigmaSqlDialect *dialect;
    bool failed;
} Conversion;

static void convert_close(Conversion *conversion) {
    sigma_set_free(conversion->set);
    arena_free(&conversion->arena);
}

/* Reads a file of rules or, as a pipeline, of a site's words. */
static void convert_add_file(Conversion *conversion, Str path, bool pipeline) {
    CLEANUP(file_close) File file = {0};
    Error err = {0};
    if (!file_open(str_terminated(&conversion->arena, path), SIGMA_BYTES_MAX, &file, &err)) {
        command_say_error(&err);
        conversion->failed = true;
        return;
    }
    if (pipeline) {
        sigma_set_add_pipeline(conversion->set, path, file.text);
    } else {
        sigma_set_add(conversion->set, path, file.text);
    }
}

static void convert_add_folder(Conversion *conversion, Str path) {
    FileList files = {0};
    Error err = {0};
    if (!file_list(&conversion->arena, path, &files, &err)) {
        command_say_error(&err);
        conversion->failed = true;
    }
    for (size_t i = 0; i < files.count; i++) {
        bool rule = str_ends(files.paths[i], S(".yml")) || str_ends(files.paths[i], S(".yaml"));
        if (rule) convert_add_file(conversion, files.paths[i], false);
    }
}

static void convert_write_rule(Conversion *conversion, size_t rule, Buffer *out) {
    CLEANUP(arena_free) Arena scratch = {0};
    Error err = {0};
    SigmaSql sql = {&scratch, conversion->set, conversion->dialect};
    size_t before = out->len;
    if (conversion->set->rules[rule].hidden) return; /* its correlation is written */
    if (before > 0) buffer_add_byte(out, '\n');
    if (sigma_sql_write(&sql, rule, out, &err)) return;
    out->len = before;
    command_say_error(&err);
    conversion->failed = true;
}

static int convert_run(Conversion *conversion, const char *output) {
    CLEANUP(buffer_free) Buffer out = {0};
    SigmaSet *set = conversion->set;
    Error err = {0};
    sigma_set_compile(set, log_keys_make(&conversion->arena));
    for (size_t i = 0; i < set->errors.count; i++) command_say_error(&set->errors.items[i]);
    conversion->failed |= set->refused > 0;
    if (set->count == 0 && !conversion->failed) {
        return command_usage("rules convert", "none of the rules is for a log of AWS (%zu skipped)",
                             set->skipped);
    }
    if (set->skipped > 0) {
        error_say(&err, "%zu rules for other products or logs are skipped", set->skipped);
        command_say_error(&err);
    }
    for (size_t i = 0; i < set->count; i++) convert_write_rule(conversion, i, &out);
    Str text = buffer_text(&out);
    bool written = output == NULL ? command_print(text) : file_write(output, text, &err);
    if (!written && output != NULL) command_say_error(&err);
    return written && !conversion->failed ? EXIT_FINE : EXIT_USAGE;
}

int cmd_rules_convert(int argc, char **argv) {
    static const struct option long_options[] = {{"to", required_argument, NULL, 't'},
                                                 {"output", required_argument, NULL, 'o'},
                                                 {"pipeline", required_argument, NULL, 'p'},
                                                 {"help", no_argument, NULL, 'h'},
                                                 {NULL, 0, NULL, 0}};
    CLEANUP(convert_close) Conversion conversion = {0};
    const char *output = NULL;
    int option = 0;
    conversion.set = sigma_set_make(&conversion.arena);
    Str names = sigma_sql_dialect_names(&conversion.arena);
    opterr = 0;
    while ((option = getopt_long(argc, argv, "o:h", long_options, NULL)) != -1) {
        switch (option) {
        case 'h': return command_print(str_from(convert_help)) ? EXIT_FINE : EXIT_USAGE;
        case 'o': output = optarg; break;
        case 'p': convert_add_file(&conversion, str_from(optarg), true); break;
        case 't':
            conversion.dialect = sigma_sql_dialect_find(str_from(optarg));
            if (conversion.dialect != NULL) break;
            return command_usage("rules convert", "--to takes one of %.*s", STR_ARGS(names));
        default: return command_usage("rules convert", "wrong option '%s'", argv[optind - 1]);
        }
    }
    if (conversion.dialect == NULL) {
        return command_usage("rules convert", "--to is missing: one of %.*s", STR_ARGS(names));
    }
    if (optind == argc) {
        return command_usage("rules convert", "name the Sigma rules: files or folders");
    }
    for (int i = optind; i < argc; i++) {
        bool folder = file_kind(argv[i]) == FILE_KIND_DIRECTORY;
        if (folder) convert_add_folder(&conversion, str_from(argv[i]));
        if (!folder) convert_add_file(&conversion, str_from(argv[i]), false);
    }
    return convert_run(&conversion, output);
}
