/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_decision_edit.c -- any bytes as a file of decisions, of which one is changed, taken out or
 * added. An edit is refused or does what it should; the editor's own check never has to step in. */
#include "base/utf8.h"
#include "fuzz/estate_check.h"
#include "register/decision_edit.h"
#include "text/yaml.h"
#include "text/yaml_writer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void edit_one(Arena *arena, Str text, size_t index, const Decision *wanted) {
    DecisionEdit edit = {S("d.yaml"), text, index, wanted, wanted == NULL ? 0 : 1};
    Error err = {0};
    Str done = S("");
    DecisionEdited edited = decision_edit_text(arena, &edit, &done, &err);
    require(edited != DECISION_EDIT_FAULT);
    require(edited == DECISION_EDITED || err.message[0] != '\0');
}

/* The text itself as a value: what stands in quotes is read back as it was. */
static void quote_one(Arena *arena, Str text) {
    CLEANUP(buffer_free) Buffer out = {0};
    Source source = {S("d.yaml")};
    Node node = {0};
    Error err = {0};
    if (text.len > 4096 || utf8_find_invalid(text) != SIZE_MAX) return;
    yaml_writer_text(&out, text, false);
    require(yaml_read(arena, &source, buffer_text(&out), &node, &err));
    require(node_is_text(&node, text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free) Arena arena = {0};
    Error err = {0};
    Str text = {(const char *)data, size};
    DecisionList list = {0};
    DecisionFile file = {S("d.yaml"), text, S("")};
    quote_one(&arena, text);
    if (!decision_read(&arena, &file, &list, &err)) return 0;
    Decision wanted = {.threat = S("a/b"),
                       .on = S("X: y"),
                       .state = STATE_MITIGATED,
                       .why = S("a \"b\"\n# c"),
                       .by = S("me")};
    edit_one(&arena, text, DECISION_EDIT_ADD, &wanted);
    for (size_t i = 0; i < list.count && i < 4; i++) {
        edit_one(&arena, text, i, NULL);
        wanted.threat = list.items[i].threat;
        wanted.on = list.items[i].on;
        wanted.until = list.items[i].until.len > 0 ? S("") : S("2026-12-31");
        wanted.ticket = list.items[i].ticket.len > 0 ? S("") : S("T-1");
        edit_one(&arena, text, i, &wanted);
    }
    return 0;
}
