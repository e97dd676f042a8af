/* SPDX-License-Identifier: Apache-2.0 */
/* test_directory_limits.c -- Terraform files that ask for more than is sensible: each ends soon,
 * with an error that says what was too much, and the rest is read. */
#include "directory_expect.h"
#include "input/evaluator.h"

#include <time.h>

enum { LIMIT_SECONDS_MAX = 60 }; /* a few in fact; a busy machine under ASan needs more */

/* The estate of a file; fails when it takes long. */
static EstateExpect *limit_read(Str text) {
    struct timespec begin = {0}, end = {0};
    EstateExpect *made = estate_expect_make(false, false);
    clock_gettime(CLOCK_MONOTONIC, &begin);
    input_add_terraform(&made->input, S("main.tf"), text);
    input_finish(&made->input);
    clock_gettime(CLOCK_MONOTONIC, &end);
    assert_true(end.tv_sec - begin.tv_sec < LIMIT_SECONDS_MAX);
    return made;
}

/* Reads a file and looks for an error (NULL: there is none) and for the number of resources. */
static void limit_expect(Str text, const char *message, size_t resources) {
    EstateExpect *made = limit_read(text);
    estate_expect_errors(made, message == NULL ? 0 : 1);
    if (message != NULL && strstr(made->input.errors.items[0].message, message) == NULL) {
        fail_msg("%s is not the error %s", made->input.errors.items[0].message, message);
    }
    assert_int_equal(made->estate.resources.count, resources);
    estate_expect_free(made);
}

static void limit_expect_format(const char *format, int number, const char *message,
                                size_t resources) {
    CLEANUP(buffer_free) Buffer text = {0};
    Str head = str_from(format);
    size_t mark = str_find(head, S("@"));
    buffer_add(&text, str_slice(head, 0, mark));
    buffer_add_format(&text, "%d", number);
    buffer_add(&text, str_slice(head, mark + 1, head.len));
    limit_expect(buffer_text(&text), message, resources);
}

TEST(directory_limits_instances_of_a_resource) {
    static const char count[] = "resource \"terraform_data\" \"a\" {\n  count = @\n}\n";
    static const char each[] =
        "resource \"terraform_data\" \"a\" {\n"
        "  for_each = { for i in range(1, @ + 1) : \"k${i % 200}-${floor(i / 200)}\" => i }\n}\n";
    limit_expect_format(count, EVALUATOR_INSTANCES_MAX, NULL, EVALUATOR_INSTANCES_MAX);
    limit_expect_format(count, EVALUATOR_INSTANCES_MAX + 1, "would have 20001 instances", 1);
    limit_expect_format(count, 2000000000, "instances; merlon takes at most 20000", 1);
    limit_expect_format(each, 1000, NULL, 1000);
}

TEST(directory_limits_instances_of_a_module) {
    limit_expect_format("module \"m\" {\n  source = \"example/m/aws\"\n  count = @\n}\n",
                        EVALUATOR_INSTANCES_MAX + 1, "would have 20001 instances", 0);
}

TEST(directory_limits_instances_by_a_large_map) {
    limit_expect(
        S("locals {\n  n = range(1000)\n"
          "  pairs = { for p in setproduct(local.n, local.n) : \"${p[0]}-${p[1]}\" => 1 }\n"
          "}\nresource \"terraform_data\" \"a\" {\n  for_each = local.pairs\n}\n"),
        "terraform_data.a would have 1000000 instances", 1);
    limit_expect(
        S("locals {\n  n = range(1000)\n"
          "  pairs = merge([for a in local.n : { for b in local.n : \"${a}-${b}\" => b }]...)"
          "\n}\nresource \"terraform_data\" \"a\" {\n  for_each = local.pairs\n}\n"),
        "terraform_data.a would have 1000000 instances", 1);
}

/* Locals that are each twice the one before, and what is asked of the last. */
static void limit_doubling(const char *first, const char *twice, int count, const char *use) {
    CLEANUP(buffer_free) Buffer text = {0};
    buffer_add_format(&text, "locals {\n  l0 = %s\n", first);
    for (int i = 0; i < count; i++) {
        buffer_add_format(&text, "  l%d = ", i + 1);
        for (const char *byte = twice; *byte != '\0'; byte++) {
            if (*byte == '@') buffer_add_format(&text, "local.l%d", i);
            if (*byte != '@') buffer_add_byte(&text, *byte);
        }
        buffer_add_byte(&text, '\n');
    }
    buffer_add_format(&text, "}\nresource \"terraform_data\" \"a\" {\n  input = %s\n}\n", use);
    EstateExpect *made = limit_read(buffer_text(&text));
    assert_true(made->input.errors.count + made->input.note_count > 0);
    const Resource *resource = estate_expect_find(made, "terraform_data.a");
    const Node *input = node_find(&resource->properties, S("Input"));
    assert_non_null(input);
    assert_int_equal(input->kind, NODE_UNKNOWN);
    estate_expect_free(made);
}

TEST(directory_limits_doubling) {
    limit_doubling("\"x\"", "\"${@}${@}\"", 64, "local.l64");
    limit_doubling("\"x\"", "join(\"\", [@, @])", 64, "local.l64");
    limit_doubling("\"x\"", "format(\"%s%s\", @, @)", 64, "local.l64");
    limit_doubling("[1]", "[@, @]", 64, "local.l64");
    limit_doubling("[1]", "concat(@, @)", 64, "local.l64");
    limit_doubling("{ a = 1 }", "{ a = @, b = @ }", 64, "local.l64");
    limit_doubling("[1]", "[for x in [1, 2] : @]", 64, "jsonencode(local.l64)");
    limit_doubling("\"x\"", "replace(\"aa\", \"a\", @)", 64, "length(local.l64)");
}

TEST(directory_limits_work) {
    limit_expect(S("locals {\n  n = range(1000)\n}\nresource \"terraform_data\" \"a\" {\n"
                   "  input = [for a in local.n : [for b in local.n : [for c in local.n : 1]]]\n}\n"
                   "resource \"terraform_data\" \"b\" {}\n"),
                 "ask for more work than merlon does", 2);
}

/* Something within itself so many times, as the input of a resource. */
static EstateExpect *limit_nest(const char *open, const char *close, int count) {
    CLEANUP(buffer_free) Buffer text = {0};
    buffer_add(&text, S("resource \"terraform_data\" \"a\" {\n  input = "));
    for (int i = 0; i < count; i++) buffer_add(&text, str_from(open));
    buffer_add_byte(&text, '1');
    for (int i = 0; i < count; i++) buffer_add(&text, str_from(close));
    buffer_add(&text, S("\n}\nresource \"terraform_data\" \"b\" {}\n"));
    return limit_read(buffer_text(&text));
}

TEST(directory_limits_nesting) {
    static const char *const pairs[][2] = {
        {"\"${", "}\""}, {"(", ")"},        {"[", "]"}, {"{ a = ", " }"},          {"upper(", ")"},
        {"!", ""},       {"true ? ", ":1"}, {"-", ""},  {"[for x in [1] : ", "]"},
    };
    for (size_t i = 0; i < COUNT(pairs); i++) {
        EstateExpect *deep = limit_nest(pairs[i][0], pairs[i][1], 50000);
        assert_true(deep->input.errors.count > 0);
        if (strstr(deep->input.errors.items[0].message, "nested deeper than") == NULL) {
            fail_msg("%s: %s", pairs[i][0], deep->input.errors.items[0].message);
        }
        assert_int_equal(deep->input.errors.items[0].line, 2);
        estate_expect_free(deep);
    }
    EstateExpect *fits = limit_nest("\"${", "}\"", 90);
    estate_expect_errors(fits, 0);
    estate_expect_value(fits, "terraform_data.a", "Input", "1");
    assert_int_equal(fits->estate.resources.count, 2);
    estate_expect_free(fits);
}

/* Whether local.a0 is found through so many others. */
static bool limit_chain(int count) {
    CLEANUP(buffer_free) Buffer text = {0};
    buffer_add(&text, S("locals {\n  a0 = \"x\"\n"));
    for (int i = 1; i <= count; i++) buffer_add_format(&text, "  a%d = local.a%d\n", i, i - 1);
    buffer_add_format(&text, "}\nresource \"terraform_data\" \"a\" {\n  input = local.a%d\n}\n",
                      count);
    EstateExpect *made = limit_read(buffer_text(&text));
    const Resource *resource = estate_expect_find(made, "terraform_data.a");
    const Node *input = node_find(&resource->properties, S("Input"));
    bool known = node_is_text(input, S("x"));
    bool deep =
        made->input.note_count == 1 && str_contains(made->input.notes[0].reason, S("too deeply"));
    assert_true(known || deep);
    estate_expect_free(made);
    return known;
}

TEST(directory_limits_chains_of_locals) {
    assert_true(limit_chain(EVALUATOR_DEPTH_MAX - 2)); /* the resource and local.a0 count, too */
    assert_false(limit_chain(EVALUATOR_DEPTH_MAX - 1));
    assert_false(limit_chain(EVALUATOR_DEPTH_MAX * 10));
}

TEST(directory_limits_resources_that_need_each_other) {
    CLEANUP(buffer_free) Buffer text = {0};
    for (int i = 0; i < 2000; i++) {
        buffer_add_format(&text,
                          "resource \"terraform_data\" \"r%d\" {\n  input = "
                          "{ a = terraform_data.r%d.input, b = terraform_data.r%d }\n}\n",
                          i, (i + 1) % 2000, (i + 7) % 2000);
    }
    EstateExpect *made = limit_read(buffer_text(&text));
    assert_int_equal(made->estate.resources.count, 2000);
    assert_true(made->input.errors.count + made->input.note_count > 0);
    estate_expect_free(made);
}

/* Modules that call each other, so many below the root; returns how many resources they have. */
static size_t limit_modules(int count, size_t errors) {
    DirectoryExpect *expect = directory_expect_make("modules", false);
    for (int i = 0; i <= count; i++) {
        Str name = i == 0 ? S("main.tf") : str_format(&expect->arena, "m%d/main.tf", i);
        Str call = str_format(&expect->arena, "module \"m\" {\n  source = \"%s/m%d\"\n}\n",
                              i == 0 ? "." : "..", i + 1);
        if (i == count) call = S("");
        Str own = S("resource \"terraform_data\" \"a\" {}\n");
        directory_put(expect, name, str_join2(&expect->arena, call, own));
    }
    input_add_path(&expect->made->input, expect->path);
    input_finish(&expect->made->input);
    estate_expect_errors(expect->made, errors);
    if (errors > 0) {
        assert_non_null(strstr(expect->made->input.errors.items[0].message, "nested too deep"));
        assert_int_equal(expect->made->input.errors.items[0].line, 1);
    }
    size_t found = expect->made->estate.resources.count;
    directory_expect_free(expect);
    return found;
}

TEST(directory_limits_modules_within_modules) {
    assert_int_equal(limit_modules(EVALUATOR_MODULES_DEPTH_MAX, 0),
                     EVALUATOR_MODULES_DEPTH_MAX + 1);
    assert_int_equal(limit_modules(EVALUATOR_MODULES_DEPTH_MAX + 1, 1),
                     EVALUATOR_MODULES_DEPTH_MAX + 1);
}
