/* SPDX-License-Identifier: Apache-2.0 */
/* log_keys.c -- see log_keys.h. */
#include "logs/log_keys.h"

static const Str log_keys_fixed[LOG_KEY_FIXED_COUNT] = {
    [LOG_KEY_EVENT_ID] = S_INIT("eventID"),
    [LOG_KEY_EVENT_TIME] = S_INIT("eventTime"),
    [LOG_KEY_EVENT_NAME] = S_INIT("eventName"),
    [LOG_KEY_EVENT_SOURCE] = S_INIT("eventSource"),
    [LOG_KEY_EVENT_VERSION] = S_INIT("eventVersion"),
    [LOG_KEY_EVENT_TYPE] = S_INIT("eventType"),
    [LOG_KEY_RECORDS] = S_INIT("Records"),
    [LOG_KEY_EVENTS_UPPER] = S_INIT("Events"),
    [LOG_KEY_EVENTS] = S_INIT("events"),
    [LOG_KEY_LOG_EVENTS] = S_INIT("logEvents"),
    [LOG_KEY_FINDINGS] = S_INIT("Findings"),
    [LOG_KEY_DETAIL] = S_INIT("detail"),
    [LOG_KEY_CLOUDTRAIL_EVENT] = S_INIT("CloudTrailEvent"),
    [LOG_KEY_MESSAGE] = S_INIT("message"),
    [LOG_KEY_AT_MESSAGE] = S_INIT("@message"),
    [LOG_KEY_QUERY_NAME] = S_INIT("query_name"),
    [LOG_KEY_QUERY_TIME] = S_INIT("query_timestamp"),
    [LOG_KEY_SERVICE] = S_INIT("service"),
    [LOG_KEY_TYPE] = S_INIT("type"),
    [LOG_KEY_SCHEMA_VERSION] = S_INIT("schemaVersion"),
    [LOG_KEY_ID] = S_INIT("id"),
    [LOG_KEY_UPDATED_AT] = S_INIT("updatedAt"),
    [LOG_KEY_DIGEST_TIME] = S_INIT("digestStartTime"),
    [LOG_KEY_START] = S_INIT("start"),
    [LOG_KEY_END] = S_INIT("end"),
    [LOG_KEY_DATE] = S_INIT("date"),
    [LOG_KEY_TIME] = S_INIT("time"),
};

LogKeys *log_keys_make(Arena *arena) {
    LogKeys *keys = ARENA_NEW(arena, LogKeys);
    for (size_t i = 0; i < LOG_KEY_FIXED_COUNT; i++) log_keys_add(keys, log_keys_fixed[i]);
    return keys;
}

size_t log_keys_add(LogKeys *keys, Str name) {
    char head[8] = {0};
    memcpy(head, name.ptr, name.len < sizeof(head) ? name.len : sizeof(head));
    size_t at = log_keys_hash(head, name.len);
    for (; keys->table[at] != 0; at = (at + 1) & (LOG_KEYS_TABLE - 1)) {
        if (str_equal(keys->names[keys->table[at] - 1u], name)) return keys->table[at] - 1u;
    }
    if (keys->count == LOG_KEYS_MAX) return SIZE_MAX;
    keys->names[keys->count] = name;
    keys->parents[keys->count] = LOG_KEYS_MAX;
    keys->table[at] = (uint16_t)(keys->count + 1);
    return keys->count++;
}

size_t log_keys_add_pair(LogKeys *keys, size_t parent, Str name) {
    char head[8] = {0};
    memcpy(head, name.ptr, name.len < sizeof(head) ? name.len : sizeof(head));
    size_t at = (log_keys_hash(head, name.len) + parent) & (LOG_PAIRS_TABLE - 1);
    for (; keys->pair_table[at] != 0; at = (at + 1) & (LOG_PAIRS_TABLE - 1)) {
        size_t slot = keys->pair_table[at] - 1u;
        if (keys->parents[slot] == parent && str_equal(keys->names[slot], name)) return slot;
    }
    if (keys->count == LOG_KEYS_MAX || keys->pair_count == LOG_PAIRS_MAX) return SIZE_MAX;
    keys->pair_count++;
    keys->has_pairs[parent] = true;
    keys->names[keys->count] = name;
    keys->parents[keys->count] = (uint16_t)parent;
    keys->pair_table[at] = (uint16_t)(keys->count + 1);
    return keys->count++;
}
