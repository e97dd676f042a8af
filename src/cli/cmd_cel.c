/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_cel.c -- merlon cel: evaluates an expression, or a file of conformance cases. */
#include "base/file.h"
#include "cel/cel_typed.h"
#include "cli/command.h"
#include "text/json.h"
#include "text/yaml.h"
#include "threat/environment.h"

#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

enum { CEL_FILE_BYTES_MAX = 256 << 20, CEL_BINDINGS_MAX = 1000 };

static const char cel_help[] =
    "Usage: merlon cel [--bindings FILE] EXPRESSION\n"
    "       merlon cel --batch FILE\n"
    "\n"
    "Evaluates an expression of the Common Expression Language and prints its value as typed "
    "JSON:\n"
    "{\"int\":\"3\"}. For authors of rules; docs/cel.md describes the language.\n"
    "\n"
    "  --bindings FILE   names for the expression: JSON or YAML, {\"x\": {\"int\": \"1\"}} or "
    "plain values\n"
    "  --batch FILE      runs a JSON list of cases: expr, bindings, value or error; prints a line "
    "per\n"
    "                    case that fails, then 'N passed, N failed'; exits 1 when one failed\n"
    "  --functions       lists the functions that expressions and rules may call\n"
    "\n"
    "Examples:\n"
    "  merlon cel '1 + 2'\n"
    "  merlon cel 'has(a.b) || a.?c.orValue(true)' --bindings a.yaml\n";

/* A typed value, or, when it isn't one, the plain value that the node holds. */
static CelValue cel_binding_value(CelContext *context, const Node *node) {
    CelValue value = cel_null();
    if (node->kind == NODE_MAP && cel_typed_read(context, node, &value, NULL)) return value;
    return cel_from_node(context, node, NULL);
}

static size_t cel_bind(CelContext *context, const Node *bindings, CelBinding *ret_bindings) {
    size_t count = 0;
    if (!node_is(bindings, NODE_MAP)) return 0;
    for (uint32_t i = 0; i < bindings->count && count < CEL_BINDINGS_MAX; i++) {
        ret_bindings[count].name = bindings->pairs[i].key;
        ret_bindings[count++].value = cel_binding_value(context, &bindings->pairs[i].value);
    }
    return count;
}

static bool cel_read_file(Arena *arena, const char *path, Node *ret_node) {
    CLEANUP(file_close) File file = {0};
    Error err = {0};
    Source *source = ARENA_NEW(arena, Source);
    source->path = str_from(path);
    bool ok = file_open(path, CEL_FILE_BYTES_MAX, &file, &err);
    Str start = str_trim(str_slice(file.text, 0, 256));
    bool json = str_starts(start, S("{")) || str_starts(start, S("["));
    ok = ok && (json ? json_read(arena, source, file.text, ret_node, &err)
                     : yaml_read(arena, source, file.text, ret_node, &err));
    if (!ok) command_say_error(&err);
    return ok;
}

/* One case of the conformance file; what went wrong is appended to out. */
static bool cel_run_case(Arena *arena, const Node *one, Buffer *out) {
    CelBinding *bindings = ARENA_ARRAY(arena, CelBinding, CEL_BINDINGS_MAX);
    CelContext context = {.arena = arena, .bindings = bindings};
    context.binding_count = cel_bind(&context, node_find(one, S("bindings")), bindings);
    const Node *no_macros = node_find(one, S("disable_macros"));
    CelLibrary library = cel_standard;
    library.no_macros = node_is(no_macros, NODE_BOOL) && no_macros->boolean;
    Str text = node_text(node_find(one, S("expr")));
    CelExpression expression = {0};
    Error err = {0};
    CelValue got = cel_null();
    if (cel_parse(arena, &library, text, &expression, &err)) {
        got = cel_evaluate(&context, &expression);
    } else {
        got = cel_error(&context, "%s", err.message);
    }
    const Node *wanted = node_find(one, S("value"));
    CelValue want = cel_null();
    if (wanted == NULL) {
        if (got.kind == CEL_ERROR) return true;
        buffer_add(out, S("wanted an error, got "));
    } else if (!cel_typed_read(&context, wanted, &want, &err)) {
        buffer_add(out, S("the wanted value can't be read; got "));
    } else {
        CelValue same = cel_equal(&context, want, got);
        bool nan = want.kind == CEL_DOUBLE && got.kind == CEL_DOUBLE &&
                   want.number != want.number && got.number != got.number;
        if ((same.kind == CEL_BOOL && same.boolean && want.kind == got.kind) || nan) return true;
        buffer_add(out, S("wanted "));
        cel_typed_write(&context, out, want);
        buffer_add(out, S(", got "));
    }
    cel_typed_write(&context, out, got);
    return false;
}

static int cel_run_batch(Arena *arena, const char *path) {
    Node cases = {0};
    if (!cel_read_file(arena, path, &cases)) return EXIT_USAGE;
    if (cases.kind != NODE_LIST) {
        Error err = {0};
        error_set(&err, str_from(path), 1, 0, "expected a list of cases");
        command_say_error(&err);
        return EXIT_USAGE;
    }
    CLEANUP(buffer_free) Buffer out = {0};
    size_t passed = 0;
    for (uint32_t i = 0; i < cases.count; i++) {
        CLEANUP(arena_free) Arena scratch = {0};
        CLEANUP(buffer_free) Buffer why = {0};
        const Node *one = &cases.items[i];
        if (cel_run_case(&scratch, one, &why)) {
            passed++;
            continue;
        }
        buffer_add_format(
            &out, "%.*s %.*s: %.*s\n", STR_ARGS(node_text(node_find(one, S("suite")))),
            STR_ARGS(node_text(node_find(one, S("name")))), STR_ARGS(buffer_text(&why)));
    }
    buffer_add_format(&out, "%zu passed, %zu failed\n", passed, cases.count - passed);
    if (!command_print(buffer_text(&out))) return EXIT_USAGE;
    return passed == cases.count ? EXIT_FINE : EXIT_GATE;
}

static int cel_list_functions(void) {
    CLEANUP(buffer_free) Buffer out = {0};
    for (size_t t = 0; t < threat_library.count; t++) {
        for (size_t i = 0; i < threat_library.tables[t]->count; i++) {
            buffer_add(&out, str_from(threat_library.tables[t]->rows[i].help));
            buffer_add_byte(&out, '\n');
        }
    }
    return command_print(buffer_text(&out)) ? EXIT_FINE : EXIT_USAGE;
}

static int cel_run_expression(Arena *arena, const char *text, const char *bindings_path) {
    Node names = {0};
    if (bindings_path != NULL && !cel_read_file(arena, bindings_path, &names)) return EXIT_USAGE;
    CelBinding *bindings = ARENA_ARRAY(arena, CelBinding, CEL_BINDINGS_MAX);
    Facts facts = facts_make(arena);
    Estate estate = estate_make(arena, &facts, false);
    Environment environment = {&estate, NULL};
    CelContext context = {.arena = arena, .bindings = bindings, .user = &environment};
    context.binding_count = cel_bind(&context, &names, bindings);
    CelExpression expression = {0};
    Error err = {0};
    if (!cel_parse(arena, &threat_library, str_from(text), &expression, &err)) {
        error_set(&err, S("expression"), err.line, err.column, "%s",
                  str_copy(arena, str_from(err.message)).ptr);
        command_say_error(&err);
        return EXIT_USAGE;
    }
    CelValue value = cel_evaluate(&context, &expression);
    CLEANUP(buffer_free) Buffer out = {0};
    cel_typed_write(&context, &out, value);
    buffer_add_byte(&out, '\n');
    if (!command_print(buffer_text(&out))) return EXIT_USAGE;
    return value.kind == CEL_ERROR ? EXIT_GATE : EXIT_FINE;
}

int cmd_cel(int argc, char **argv) {
    static const struct option long_options[] = {{"bindings", required_argument, NULL, 'b'},
                                                 {"batch", required_argument, NULL, 'B'},
                                                 {"functions", no_argument, NULL, 'F'},
                                                 {"help", no_argument, NULL, 'h'},
                                                 {NULL, 0, NULL, 0}};
    const char *bindings = NULL, *batch = NULL;
    int option = 0;
    opterr = 0;
    while ((option = getopt_long(argc, argv, "h", long_options, NULL)) != -1) {
        switch (option) {
        case 'b': bindings = optarg; break;
        case 'B': batch = optarg; break;
        case 'F': return cel_list_functions();
        case 'h': return command_print(str_from(cel_help)) ? EXIT_FINE : EXIT_USAGE;
        default: return command_usage("cel", "wrong option '%s'", argv[optind - 1]);
        }
    }
    CLEANUP(arena_free) Arena arena = {0};
    if (batch != NULL) {
        if (optind < argc) return command_usage("cel", "--batch takes no expression");
        return cel_run_batch(&arena, batch);
    }
    if (argc - optind != 1) return command_usage("cel", "takes one expression; put it in quotes");
    return cel_run_expression(&arena, argv[optind], bindings);
}
