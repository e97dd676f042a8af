/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_cel.c -- any bytes as an expression: parsed, and evaluated when it can be. */
#include "cel/cel.h"
#include "cel/cel_typed.h"
#include "text/json.h"

static const char tree[] = "{\"a\": {\"b\": [1, 2.5, \"x\", null, true]}, \"s\": "
                           "\"arn:aws:s3:::name\", \"n\": 3, \"l\": []}";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const Source source = {S_INIT("tree")};
    CLEANUP(arena_free) Arena arena = {0};
    Node node = {0};
    json_read(&arena, &source, str_from(tree), &node, NULL);
    node_map_add(&arena, &node, S("u"), node_make_unknown(&arena, &node, S("why")));
    CelContext context = {.arena = &arena};
    CelBinding bindings[2] = {{.name = S("this")}, {.name = S("x.y"), .value = cel_int(7)}};
    const CelRead *root = cel_read(&context, NULL, S("tree"), 0, &node);
    bindings[0].value = cel_from_node(&context, &node, root);
    context.bindings = bindings;
    context.binding_count = COUNT(bindings);
    CelExpression expression = {0};
    Error err = {0};
    Str text = {(const char *)data, size};
    if (!cel_parse(&arena, &cel_standard, text, &expression, &err)) return 0;
    CLEANUP(buffer_free) Buffer out = {0};
    cel_typed_write(&context, &out, cel_evaluate(&context, &expression));
    return 0;
}
