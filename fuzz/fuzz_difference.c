/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_difference.c -- any bytes as two reports, parted by a line "====": compared both ways and
 * with themselves, and written in every format. */
#include "fuzz/estate_check.h"
#include "report/difference.h"
#include "text/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool read_side(Arena *arena, Str text, DifferenceSide *side) {
    Error err = {0};
    Source *source = ARENA_NEW(arena, Source);
    Node *root = ARENA_NEW(arena, Node);
    source->path = S("r.json");
    if (!json_read(arena, source, text, root, &err)) return false;
    *side = (DifferenceSide){S("r.json"), root};
    if (difference_check_report(side, &err)) return true;
    require(err.message[0] != '\0');
    return false;
}

static void compare(Arena *arena, const DifferenceSide *old, const DifferenceSide *new) {
    CLEANUP(buffer_free) Buffer text = {0};
    CLEANUP(buffer_free) Buffer markdown = {0};
    CLEANUP(buffer_free) Buffer json = {0};
    CLEANUP(buffer_free) Buffer again = {0};
    Difference difference = difference_make(arena, old, new);
    require(old != new || difference_is_empty(&difference));
    difference_write_text(&difference, &text);
    difference_write_markdown(&difference, &markdown);
    difference_write_json(&difference, &json);
    require(markdown.len < DIFFERENCE_COMMENT_BYTES_MAX);
    Source source = {S("d.json")};
    Node node = {0};
    Error err = {0};
    require(json_read(arena, &source, buffer_text(&json), &node, &err));
    Difference second = difference_make(arena, old, new);
    difference_write_text(&second, &again);
    require(str_equal(buffer_text(&text), buffer_text(&again)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free) Arena arena = {0};
    Str text = {(const char *)data, size};
    size_t at = str_find(text, S("\n====\n"));
    if (at == SIZE_MAX) at = size;
    DifferenceSide old = {0}, new = {0};
    if (!read_side(&arena, str_slice(text, 0, at), &old)) return 0;
    compare(&arena, &old, &old);
    if (!read_side(&arena, str_slice(text, at + 6, size), &new)) return 0;
    compare(&arena, &old, &new);
    compare(&arena, &new, &old);
    return 0;
}
