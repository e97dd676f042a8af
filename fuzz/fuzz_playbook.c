/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_playbook.c -- any bytes as a playbook, and behind a NUL as the name that its commands are
 * filled with: whatever the name, a shell must read a filled command as as many words as the same
 * one with a plain name, none of them run or expanded. */
#include "respond/playbook.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

/* What a shell's quoting leaves of a command: the bytes outside of quotes. Fails when a quote isn't
 * closed. */
static Str outside_of_quotes(Arena *arena, Str text) {
    char *out = ARENA_ARRAY(arena, char, text.len);
    size_t len = 0;
    char quote = 0;
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        if (quote == 0 && byte == '\\') {
            i++; /* the quote that stands for itself */
        } else if (quote == byte) {
            quote = 0;
        } else if (quote == 0 && (byte == '\'' || byte == '"')) {
            quote = byte;
        } else if (quote == 0) {
            out[len++] = byte;
        }
    }
    require(quote == 0);
    return (Str){out, len};
}

/* A name that begins with a dash may turn a blank into "=". */
static bool same_but_for_blanks(Str left, Str right) {
    bool same = left.len == right.len;
    for (size_t i = 0; same && i < left.len; i++) {
        same = left.ptr[i] == right.ptr[i] || (left.ptr[i] == '=' && right.ptr[i] == ' ');
    }
    return same;
}

static void check_template(Arena *arena, Str template, Str name) {
    PlaceholderValues values = {0}, plain = {0};
    for (size_t i = 0; i < PLACEHOLDER_COUNT; i++) {
        values.items[i] = name;
        plain.items[i] = S("x");
    }
    PlaceholderFilled hostile = placeholder_fill(arena, template, &values);
    PlaceholderFilled harmless = placeholder_fill(arena, template, &plain);
    require(harmless.refused == 0 && harmless.unknown == 0);
    require(!hostile.complete || (hostile.refused == 0 && hostile.unknown == 0));
    if (hostile.refused != 0 || hostile.unknown != 0) return;
    require(same_but_for_blanks(outside_of_quotes(arena, hostile.text),
                                outside_of_quotes(arena, harmless.text)));
}

static void check_step(Arena *arena, const SigmaSet *set, const PlaybookStep *step, Str name) {
    require(step->id.len > 0 && step->id.len <= PLAYBOOK_ID_BYTES_MAX);
    require(step->title.len > 0 && step->done.len > 0);
    if (step->type == PLAYBOOK_QUERY) require(sigma_set_find(set, step->query.rule) != SIZE_MAX);
    if (step->type != PLAYBOOK_COMMAND) return;
    check_template(arena, step->command.run, name);
    check_template(arena, step->command.check, name);
    if (step->command.undo_is_command) check_template(arena, step->command.undo, name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free) Arena arena = {0};
    Str rest = {(const char *)data, size};
    Str text = str_cut(&rest, '\0');
    SigmaSet *set = sigma_set_make(&arena);
    PlaybookFile file = {S("p"), S("p.yaml"), text};
    Playbook playbook = {0};
    ErrorList errors = {0};
    bool fine = playbook_read(&arena, &file, set, &playbook, &errors);
    require(fine == (errors.count == 0));
    for (size_t i = 0; i < errors.count; i++) require(errors.items[i].message[0] != '\0');
    for (size_t i = 0; i < playbook.step_count; i++) {
        require(i == 0 || playbook.steps[i].phase >= playbook.steps[i - 1].phase);
        check_step(&arena, set, &playbook.steps[i], rest);
    }
    if (fine) require(sigma_set_compile(set, log_keys_make(&arena)));
    sigma_set_free(set);
    return 0;
}
