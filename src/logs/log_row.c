/* SPDX-License-Identifier: Apache-2.0 */
/* log_row.c -- see log_row.h. */
#include "logs/log_row.h"

enum { ROW_PADDING = 8 /* log_keys_find reads eight bytes */ };

bool log_row_is_of(LogSource source) {
    return source == LOG_SOURCE_VPCFLOW || source == LOG_SOURCE_S3ACCESS ||
           source == LOG_SOURCE_ELB || source == LOG_SOURCE_CLOUDFRONT;
}

static bool row_text(Arena *arena, const Node *value, Str *ret_text) {
    if (value->kind != NODE_STRING && value->kind != NODE_INT && value->kind != NODE_BOOL)
        return false;
    return node_canonical(arena, value, ret_text);
}

/* The slot of name, SIZE_MAX when nobody wants it. */
static size_t row_slot(Arena *arena, const LogKeys *keys, Str name) {
    char *padded = arena_alloc(arena, name.len + ROW_PADDING);
    if (name.len > 0) memcpy(padded, name.ptr, name.len);
    return log_keys_find(keys, padded, name.len);
}

bool log_row_make(Arena *arena, const LogKeys *keys, LogRow row, LogEvent *ret_event, Error *err) {
    const Node *columns = row.columns;
    if (!node_is(columns, NODE_MAP)) return error_say(err, "the event isn't an object of columns");
    Str *texts = ARENA_ARRAY(arena, Str, keys->count), line = S("");
    for (uint32_t i = 0; i < columns->count; i++) {
        const NodePair *pair = &columns->pairs[i];
        Str text = S("");
        if (!row_text(arena, &pair->value, &text)) {
            return error_say(err, "the column '%.*s' is %s, not text", STR_ARGS(pair->key),
                             node_kind_name(&pair->value));
        }
        line = i == 0 ? text : str_join3(arena, line, S(" "), text);
        size_t slot = row_slot(arena, keys, pair->key);
        if (slot != SIZE_MAX) texts[slot] = text.len == 0 ? S("") : text;
    }
    *ret_event = (LogEvent){.source = row.source, .text = line, .columns = texts, .keys = keys};
    return true;
}
