/* SPDX-License-Identifier: Apache-2.0 */
/* test_evaluator.c -- Terraform's functions and expressions against what terraform 1.11 itself says
 * of them (tests/data/functions/GROUP.tsv: expression, tab, its value as JSON, or "!" for an
 * error). Where merlon differs knowingly, differences.tsv says so, and why. */
#include "base/buffer.h"
#include "base/file.h"
#include "input/evaluator.h"
#include "tests/test.h"
#include "text/json.h"

typedef struct Oracle {
    Arena arena;
    Estate estate;
    Facts facts;
    Input input;
    Evaluator evaluator;
    EvaluatorModule *module;
} Oracle;

static Oracle *oracle_make(void) {
    static Arena holder;
    Oracle *oracle = ARENA_NEW(&holder, Oracle);
    oracle->facts = facts_make(&oracle->arena);
    oracle->estate = estate_make(&oracle->arena, &oracle->facts, false);
    oracle->input = input_make(&oracle->arena, &oracle->estate);
    TerraformLoader *loader = terraform_loader_of(&oracle->input);
    oracle->evaluator = (Evaluator){.loader = loader,
                                    .input = &oracle->input,
                                    .arena = &oracle->arena,
                                    .steps = EVALUATOR_STEPS_MAX,
                                    .root = S("tests/data/templates"),
                                    .variables = map_make(&oracle->arena),
                                    .noted = map_make(&oracle->arena),
                                    .workspace = S("default")};
    TerraformFolder *folder =
        terraform_folder_read_text(oracle->evaluator.loader, S("empty"), S(""));
    oracle->module = evaluator_module_make(&oracle->evaluator, folder, NULL);
    terraform_loader_allow(oracle->evaluator.loader, S("tests/data"));
    return oracle;
}

/* The value of an expression as terraform's jsonencode prints it, "!" when it fails, "?" when it
 * isn't known. */
static Str oracle_value(Oracle *oracle, Str text) {
    static const Source source = {S_INIT("expression")};
    HclExpression expression;
    Error err = {0};
    Node value = {0}, encoded = {0};
    if (!hcl_read_expression(&oracle->arena, &source, text, &expression, &err)) return S("!");
    Scope scope = evaluator_scope(oracle->module, &source, NULL);
    oracle->evaluator.steps = EVALUATOR_STEPS_MAX;
    if (!evaluator_run(&scope, &expression, &value)) return S("!");
    int64_t steps = EVALUATOR_STEPS_MAX;
    TerraformCall call = {
        .arena = &oracle->arena, .args = &value, .count = 1, .at = &value, .steps = &steps};
    if (!terraform_function_run(terraform_function_find(S("jsonencode")), &call, &encoded)) {
        return S("!");
    }
    return encoded.kind == NODE_STRING ? encoded.text : S("?");
}

static bool same_json(Arena *arena, Str left, Str right) {
    static const Source source = {S_INIT("")};
    Node a = {0}, b = {0};
    if (str_equal(left, right)) return true;
    if (!json_read(arena, &source, left, &a, NULL)) return false;
    if (!json_read(arena, &source, right, &b, NULL)) return false;
    return terraform_equal(&a, &b) == TRUTH_TRUE;
}

static void read_differences(Arena *arena, Map *differences, Str *ret_text) {
    File file = {0};
    if (!file_open("tests/data/functions/differences.tsv", 1 << 20, &file, NULL)) return;
    *ret_text = str_copy(arena, file.text);
    file_close(&file);
    for (Str rest = *ret_text; rest.len > 0;) {
        Str line = str_cut(&rest, '\n');
        Str expression = str_cut(&line, '\t');
        if (line.len > 0) map_set(differences, expression, arena);
    }
}

/* Returns how many cases the group holds. */
static size_t check_group(const char *group) {
    Oracle *oracle = oracle_make();
    Arena *arena = &oracle->arena;
    Map differences = map_make(arena);
    Str text = S(""), known = S("");
    File file = {0};
    size_t cases = 0, wrong = 0;
    Str path = str_format(arena, "tests/data/functions/%s.tsv", group);
    read_differences(arena, &differences, &known);
    if (!file_open(path.ptr, 1 << 20, &file, NULL)) fail_msg("%s is missing", path.ptr);
    text = str_copy(arena, file.text);
    file_close(&file);
    while (text.len > 0) {
        Str expected = str_cut(&text, '\n');
        if (str_starts(expected, S("#"))) continue;
        Str expression = str_cut(&expected, '\t');
        Str found = oracle_value(oracle, expression);
        bool same = same_json(arena, found, expected);
        bool differs = map_find(&differences, expression) != NULL;
        cases++;
        if (same != differs) continue;
        wrong++;
        print_error("%s: %.*s\n  is  %.*s%s\n  not %.*s  (%s)\n", group, STR_ARGS(expression),
                    STR_ARGS(found), differs ? " although differences.tsv lists it" : "",
                    STR_ARGS(expected), oracle->evaluator.err.message);
    }
    arena_free(arena);
    assert_int_equal(wrong, 0);
    return cases;
}

static Str read_text(Arena *arena, Str path) {
    File file = {0};
    if (!file_open(str_terminated(arena, path), 1 << 20, &file, NULL)) return S("");
    Str text = str_copy(arena, file.text);
    file_close(&file);
    return text;
}

/* Calls check for each file with that ending; returns how many there were. */
static size_t each_file(const char *directory, const char *ending,
                        Str (*value)(Oracle *oracle, Str path, Str name)) {
    Arena arena = {0};
    FileList list = {0};
    size_t count = 0, wrong = 0;
    if (!file_list(&arena, str_from(directory), &list, NULL)) fail_msg("no %s", directory);
    for (size_t i = 0; i < list.count; i++) {
        if (!str_ends(list.paths[i], str_from(ending))) continue;
        Oracle *oracle = oracle_make();
        Str name = str_slice(list.paths[i], strlen(directory) + 1, list.paths[i].len);
        Str stem = str_slice(list.paths[i], 0, list.paths[i].len - strlen(ending));
        Str expected = str_trim(read_text(&arena, str_join2(&arena, stem, S(".json"))));
        Str found = value(oracle, list.paths[i], name);
        count++;
        if (!same_json(&arena, found, expected)) {
            print_error("%.*s\n  is  %.*s\n  not %.*s (%s)\n", STR_ARGS(list.paths[i]),
                        STR_ARGS(found), STR_ARGS(expected), oracle->evaluator.err.message);
            wrong++;
        }
        arena_free(&oracle->arena);
    }
    arena_free(&arena);
    assert_int_equal(wrong, 0);
    return count;
}

static Str value_of_template(Oracle *oracle, Str path, Str name) {
    (void)path;
    return oracle_value(
        oracle, str_format(&oracle->arena,
                           "templatefile(\"%.*s\", {name = \"web\", ports = [80, 443], on = true, "
                           "off = false, none = null, tags = {a = \"1\", b = \"2\"}, items = []})",
                           STR_ARGS(name)));
}

TEST(evaluator_templates) {
    assert_true(each_file("tests/data/templates", ".tftpl", value_of_template) >= 20);
}

/* The value of "local.value" in a file. */
static Str value_of_heredoc(Oracle *oracle, Str path, Str name) {
    (void)name;
    Str text = read_text(&oracle->arena, path);
    TerraformFolder *folder = terraform_folder_read_text(oracle->evaluator.loader, path, text);
    oracle->module = evaluator_module_make(&oracle->evaluator, folder, NULL);
    return oracle_value(oracle, S("local.value"));
}

TEST(evaluator_heredocs) {
    assert_true(each_file("tests/data/heredocs", ".tf", value_of_heredoc) >= 12);
}

TEST(evaluator_functions_on_text) { assert_true(check_group("text") > 100); }
TEST(evaluator_functions_on_collections) { assert_true(check_group("collection") > 100); }
TEST(evaluator_functions_on_numbers) { assert_true(check_group("number") > 50); }
TEST(evaluator_functions_that_encode) { assert_true(check_group("encode") > 50); }
TEST(evaluator_functions_that_hash) { assert_true(check_group("hash") > 20); }
TEST(evaluator_functions_on_networks) { assert_true(check_group("network") > 40); }
TEST(evaluator_functions_on_times) { assert_true(check_group("time") > 30); }
TEST(evaluator_functions_on_types) { assert_true(check_group("type") > 40); }
TEST(evaluator_expressions) { assert_true(check_group("expression") > 100); }
