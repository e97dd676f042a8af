/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_cel.c -- any bytes as an expression: parsed, and evaluated when it can be, over a tree with
 * unknown and open parts. The result must be one that can be written down, an error must say
 * something, and the steps must stay within their limit. */
#include "cel/cel.h"
#include "cel/cel_typed.h"
#include "text/json.h"

#include <stdlib.h>

static const char tree[] = "{\"a\": {\"b\": [1, 2.5, \"x\", null, true]}, \"s\": "
                           "\"arn:aws:s3:::name\", \"n\": 3, \"l\": [], \"m\": {\"k\": \"v\"}}";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

/* The tree, with what isn't known yet: a value, an item, more of a list, more of a map. */
static Node make_tree(Arena *arena, const Source *source) {
    Node root = {0};
    require(json_read(arena, source, str_from(tree), &root, NULL));
    Node unknown = node_make_unknown(arena, &root, S("why"));
    node_map_add(arena, &root, S("u"), unknown);
    Node reference = node_make_reference(arena, &root, S("later"), 0, S("Arn"));
    Node list = node_make_list(arena, &root, 0);
    node_list_add(arena, &list, node_make_int(&root, 7));
    node_list_add(arena, &list, reference);
    list.flags |= NODE_FLAG_OPEN;
    node_map_add(arena, &root, S("open"), list);
    Node map = node_make_map(&root);
    node_map_add(arena, &map, S("k"), unknown);
    map.flags |= NODE_FLAG_OPEN;
    node_map_add(arena, &root, S("rest"), map);
    return root;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const Source source = {S_INIT("tree")};
    CLEANUP(arena_free) Arena arena = {0};
    Str text = {(const char *)data, size};
    CelExpression expression = {0}, lazy = {0};
    Error err = {0};
    if (!cel_parse(&arena, &cel_standard, text, &expression, &err)) {
        require(err.message[0] != '\0' && err.line >= 1 && err.column >= 1);
        return 0;
    }
    require(cel_parse(&arena, &cel_standard, S("this.open.exists(i, i == this.n)"), &lazy, &err));
    Node root = make_tree(&arena, &source);
    CelContext context = {.arena = &arena};
    CelBinding bindings[] = {{.name = S("this")},
                             {.name = S("x.y"), .value = cel_int(7)},
                             {.name = S("lazy"), .lazy = &lazy},
                             {.name = S("self"), .lazy = &expression}};
    bindings[0].value =
        cel_from_node(&context, &root, cel_read(&context, NULL, S("tree"), 0, &root));
    context.bindings = bindings;
    context.binding_count = COUNT(bindings);
    CelValue value = cel_evaluate(&context, &expression);
    if (value.kind == CEL_ERROR) require(value.reason->message.len > 0);
    CLEANUP(buffer_free) Buffer out = {0};
    cel_typed_write(&context, &out, value);
    require(out.len > 0);
    return 0;
}
