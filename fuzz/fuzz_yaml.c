/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_yaml.c -- any bytes as YAML. What is accepted must know where it stands, must not be deeper
 * than any other reader's tree, and must come back equal from the JSON writer and reader. The same
 * bytes go through the HTML escaping, which must give valid UTF-8 without markup. */
#include "base/utf8.h"
#include "text/html_writer.h"
#include "text/json.h"
#include "text/json_writer.h"
#include "text/yaml.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Aliases can make megabytes of a few bytes; writing these out would only slow the fuzzing down. */
enum { VALUES_MAX = 20000 };

static void require(bool holds) {
    if (!holds) abort();
}

static void check_escaping(Str input) {
    CLEANUP(buffer_free) Buffer html = {0};
    html_text(&html, input);
    Str text = buffer_text(&html);
    require(utf8_find_invalid(text) == SIZE_MAX);
    require(!str_contains(text, S("<")) && !str_contains(text, S("\"")));
}

/* Takes the number of values off *budget, which ends below 0 when there are more. */
static void check_tree(Str text, const Node *node, int depth, int *budget) {
    require(depth <= NODE_DEPTH_MAX);
    if (--*budget < 0) return;
    require(node->line >= 1 && node->line <= text.len + 1);
    require(node->column >= 1 && node->column <= text.len + 1);
    if (node->kind == NODE_STRING) require(utf8_find_invalid(node->text) == SIZE_MAX);
    bool is_map = node->kind == NODE_MAP;
    if (!is_map && node->kind != NODE_LIST) return;
    for (uint32_t i = 0; i < node->count; i++) {
        check_tree(text, is_map ? &node->pairs[i].value : &node->items[i], depth + 1, budget);
    }
}

/* JSON has only objects and lists at the root here, so the value is put into a list. */
static void check_round_trip(Arena *arena, const Source *source, const Node *node) {
    CLEANUP(buffer_free) Buffer out = {0};
    JsonWriter writer = json_writer_make(&out, true);
    json_array_begin(&writer);
    json_node_write(&writer, node);
    json_array_end(&writer);
    Node list = {0};
    Error err = {0};
    require(json_read(arena, source, buffer_text(&out), &list, &err));
    require(list.count == 1 && node_equal(node, &list.items[0]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free) Arena arena = {0};
    Source source = {S("fuzz.yaml")};
    Str text = {(const char *)data, size};
    check_escaping(text);
    Node node = {0};
    Error err = {0};
    if (!yaml_read(&arena, &source, text, &node, &err)) {
        require(err.message[0] != '\0' && err.line >= 1 && err.column >= 1);
        return 0;
    }
    int budget = VALUES_MAX;
    check_tree(text, &node, 0, &budget);
    if (budget >= 0) check_round_trip(&arena, &source, &node);
    return 0;
}
