/* SPDX-License-Identifier: Apache-2.0 */
/* baseline.c -- see baseline.h. A threat that was unknown and is shown now is new. */
#include "report/baseline.h"

#include "base/file.h"
#include "text/json.h"

static Str baseline_key(Arena *arena, Str id, Str verdict) {
    return str_join3(arena, verdict, S(" "), id);
}

bool baseline_mark(Arena *arena, const char *path, ThreatList *threats, Error *err) {
    CLEANUP(file_close) File file = {0};
    Source *source = ARENA_NEW(arena, Source);
    source->path = str_from(path);
    Node root = {0};
    if (!file_open(path, BASELINE_BYTES_MAX, &file, err)) return false;
    if (!json_read(arena, source, file.text, &root, err)) return false;
    const Node *list = node_find(&root, S("threats"));
    if (!node_is_text(node_find(&root, S("kind")), S("merlon-report")) ||
        !node_is(list, NODE_LIST)) {
        return error_set(err, source->path, 1, 0, "is no JSON report of merlon");
    }
    Map seen = map_make(arena);
    for (uint32_t i = 0; i < list->count; i++) {
        Str id = node_text(node_find(&list->items[i], S("id")));
        Str verdict = node_text(node_find(&list->items[i], S("verdict")));
        map_set(&seen, baseline_key(arena, id, verdict), &seen);
    }
    for (size_t i = 0; i < threats->count; i++) {
        Threat *threat = &threats->items[i];
        Str key = baseline_key(arena, threat->id, verdict_name(threat->verdict));
        threat->is_new = threat->verdict != VERDICT_ABSENT && map_find(&seen, key) == NULL;
    }
    return true;
}
