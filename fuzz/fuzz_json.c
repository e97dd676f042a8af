/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_json.c -- any bytes as JSON. What is accepted must know where it stands, and must come back
 * equal, and to the byte the same when written again, from the writer, compact and indented. The
 * same bytes go through the HTML escaping, which must let nothing through that could be markup. */
#include "base/utf8.h"
#include "text/html_writer.h"
#include "text/json.h"
#include "text/json_writer.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

static void check_escaping(Str input) {
    CLEANUP(buffer_free) Buffer html = {0};
    html_text(&html, input);
    Str text = buffer_text(&html);
    require(utf8_find_invalid(text) == SIZE_MAX);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        require(strchr("<>\"'", byte) == NULL);
        require(byte >= 0x20 || byte == '\n' || byte == '\t');
    }
}

/* The byte at a position; an invalid position ends the run. */
static char byte_at(Str text, uint32_t line, uint32_t column) {
    require(line >= 1 && column >= 1);
    while (--line > 0) {
        require(str_contains(text, S("\n")));
        str_cut(&text, '\n');
    }
    require(column <= text.len);
    return text.ptr[column - 1];
}

static void check_positions(Str text, const Node *node, int *budget) {
    static const char *const starts[] = {"n", "tf", "-0123456789", "-0123456789", "\"", "[", "{"};
    if (--*budget < 0) return;
    char byte = byte_at(text, node->line, node->column);
    require(byte != '\0' && strchr(starts[node->kind], byte) != NULL);
    for (uint32_t i = 0; i < node->count; i++) {
        bool is_map = node->kind == NODE_MAP;
        check_positions(text, is_map ? &node->pairs[i].value : &node->items[i], budget);
    }
}

static void check_round_trip(Arena *arena, const Source *source, const Node *node, bool compact) {
    CLEANUP(buffer_free) Buffer first = {0};
    CLEANUP(buffer_free) Buffer second = {0};
    JsonWriter writer = json_writer_make(&first, compact);
    json_node_write(&writer, node);
    Node again = {0};
    Error err = {0};
    require(json_read(arena, source, buffer_text(&first), &again, &err));
    require(node_equal(node, &again));
    writer = json_writer_make(&second, compact);
    json_node_write(&writer, &again);
    require(str_equal(buffer_text(&first), buffer_text(&second)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free) Arena arena = {0};
    Source source = {S("fuzz.json")};
    Str text = {(const char *)data, size};
    check_escaping(text);
    Node node = {0};
    Error err = {0};
    if (!json_read(&arena, &source, text, &node, &err)) {
        require(err.message[0] != '\0' && err.line >= 1 && err.column >= 1);
        return 0;
    }
    int budget = 1000;
    if (str_starts(text, S("\xEF\xBB\xBF"))) text = str_slice(text, 3, text.len);
    check_positions(text, &node, &budget);
    check_round_trip(&arena, &source, &node, true);
    check_round_trip(&arena, &source, &node, false);
    return 0;
}
