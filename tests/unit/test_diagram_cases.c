/* SPDX-License-Identifier: Apache-2.0 */
/* test_diagram_cases.c -- the diagram rows of facts/aws: small estates and all of their flows, in
 * tests/data/diagram/<service>.yaml:
 *
 *     cases:
 *       - name: what it is about
 *         cloudformation: |          a template; or terraform: |, or both, which must agree
 *         flows: [...]               lines as in flow_expect.h, in any order
 *
 * Every service with flows in its facts has a file here; a new row wants a new case. */
#include "base/file.h"
#include "flow_expect.h"
#include "text/yaml.h"

#include <stdio.h>

typedef struct Case {
    Str path;
    const Node *node;
    size_t *wrong;
} Case;

static void expect_drawn(const Case *one, const char *kind, EstateExpect *made) {
    Str name = node_text(node_find(one->node, S("name")));
    const Node *list = node_find(one->node, S("flows"));
    size_t count = node_is(list, NODE_LIST) ? list->count : 0;
    const Model *model = flow_expect_draw(made);
    Str *lines = ARENA_ARRAY(&made->arena, Str, count + 1);
    for (size_t i = 0; i < count; i++) lines[i] = node_text(&list->items[i]);
    Str wanted = flow_expect_join(&made->arena, lines, count);
    Str found = flow_expect_flows(model);
    const ErrorList *errors = &made->input.errors;
    bool agrees = errors->count == 0 && str_equal(wanted, found);
    if (agrees) return;
    (*one->wrong)++;
    fprintf(stderr, "%.*s:%u: %.*s (%s): %s\nthe flows are\n%.*snot\n%.*s\n", STR_ARGS(one->path),
            one->node->line, STR_ARGS(name), kind,
            errors->count > 0 ? errors->items[0].message : "differs", STR_ARGS(found),
            STR_ARGS(wanted));
}

static void expect_case(const Case *one) {
    const Node *template = node_find(one->node, S("cloudformation"));
    const Node *terraform = node_find(one->node, S("terraform"));
    if (template == NULL && terraform == NULL) {
        fail_msg("%.*s:%u: a case needs cloudformation or terraform", STR_ARGS(one->path),
                 one->node->line);
    }
    if (template != NULL) {
        EstateExpect *made = estate_expect_make(true, false);
        input_add_text(&made->input, S("test.yaml"), node_text(template));
        expect_drawn(one, "cloudformation", made);
        estate_expect_free(made);
    }
    if (terraform != NULL) {
        EstateExpect *made = estate_expect_make(true, false);
        input_add_terraform(&made->input, S("main.tf"), node_text(terraform));
        expect_drawn(one, "terraform", made);
        estate_expect_free(made);
    }
}

static size_t expect_file(Arena *arena, Str path, size_t *wrong) {
    Error err = {0};
    CLEANUP(file_close) File file = {0};
    Source source = {path};
    Node root = {0};
    if (!file_open(str_terminated(arena, path), 1 << 20, &file, &err) ||
        !yaml_read(arena, &source, file.text, &root, &err)) {
        fail_msg("%s", err.message);
    }
    const Node *cases = node_find(&root, S("cases"));
    if (!node_is(cases, NODE_LIST)) fail_msg("%.*s has no cases", STR_ARGS(path));
    for (uint32_t i = 0; i < cases->count; i++) {
        Case one = {path, &cases->items[i], wrong};
        expect_case(&one);
    }
    return cases->count;
}

TEST(diagram_cases) {
    Arena arena = {0};
    FileList files = {0};
    Error err = {0};
    size_t count = 0, wrong = 0;
    if (!file_list(&arena, S("tests/data/diagram"), &files, &err)) fail_msg("%s", err.message);
    for (size_t i = 0; i < files.count; i++) count += expect_file(&arena, files.paths[i], &wrong);
    arena_free(&arena);
    if (wrong > 0) fail_msg("%zu differ", wrong);
    assert_true(count >= 70);
}
