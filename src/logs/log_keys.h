/* SPDX-License-Identifier: Apache-2.0 */
/* log_keys.h -- the names that somebody wants of a record's top level, each with a slot.
 * A record of CloudTrail has about twenty keys and a run wants a known few of them: they are found
 * by one look into a small hash table. The set is made once and then only read, by any thread. */
#ifndef MERLON_LOGS_LOG_KEYS_H
#define MERLON_LOGS_LOG_KEYS_H

#include "base/str.h"

enum {
    LOG_KEYS_MAX = 2048, /* fields of all rules of a run; SigmaHQ's AWS rules name 30 */
    LOG_KEYS_TABLE = LOG_KEYS_MAX * 4, /* a power of two */
    LOG_PAIRS_MAX = 64,
    LOG_PAIRS_TABLE = 1024 /* a power of two */
};

/* What the readers themselves look for, in every set. */
typedef enum LogKey {
    LOG_KEY_EVENT_ID,
    LOG_KEY_EVENT_TIME,
    LOG_KEY_EVENT_NAME,
    LOG_KEY_EVENT_SOURCE,
    LOG_KEY_EVENT_VERSION,
    LOG_KEY_EVENT_TYPE,
    LOG_KEY_RECORDS, /* from here to FINDINGS: keys of lists of records */
    LOG_KEY_EVENTS_UPPER,
    LOG_KEY_EVENTS,
    LOG_KEY_LOG_EVENTS,
    LOG_KEY_FINDINGS,
    LOG_KEY_DETAIL,           /* EventBridge */
    LOG_KEY_CLOUDTRAIL_EVENT, /* lookup-events: JSON in a string */
    LOG_KEY_MESSAGE,          /* CloudWatch Logs: a record or a line in a string */
    LOG_KEY_AT_MESSAGE,       /* likewise, from Logs Insights */
    LOG_KEY_QUERY_NAME,
    LOG_KEY_QUERY_TIME,
    LOG_KEY_SERVICE,
    LOG_KEY_TYPE,
    LOG_KEY_SCHEMA_VERSION,
    LOG_KEY_ID,
    LOG_KEY_UPDATED_AT,
    LOG_KEY_DIGEST_TIME,
    LOG_KEY_START, /* VPC flow logs */
    LOG_KEY_END,
    LOG_KEY_DATE, /* CloudFront; with the next */
    LOG_KEY_TIME, /* S3 and load balancers, too */
    LOG_KEY_FIXED_COUNT
} LogKey;

typedef struct LogKeys {
    Str names[LOG_KEYS_MAX];
    size_t count;
    uint16_t table[LOG_KEYS_TABLE]; /* slot + 1, 0 for none; linear probing */
    /* Names one level down, for the few that are asked of nearly every record: */
    uint16_t pair_table[LOG_PAIRS_TABLE]; /* likewise, of slots of pairs */
    uint16_t parents[LOG_KEYS_MAX];       /* of a pair: the slot of the name above; else the max */
    bool has_pairs[LOG_KEYS_MAX];
    size_t pair_count;
} LogKeys;

/* A set with the fixed keys; memory comes from arena. */
LogKeys *log_keys_make(Arena *arena);

/* The slot of name, added when it's new; SIZE_MAX when the set is full. The name isn't copied. */
size_t log_keys_add(LogKeys *keys, Str name);

/* The slot of name below the one whose slot is parent, added when it's new; SIZE_MAX when there are
 * enough. The name isn't copied. */
size_t log_keys_add_pair(LogKeys *keys, size_t parent, Str name);

/* ---- inline, for it runs once per key of each record ---- */

/* Where in the table to begin; eight bytes from ptr on must be readable. */
static inline size_t log_keys_hash(const char *ptr, size_t len) {
    uint64_t head = 0;
    memcpy(&head, ptr, sizeof(head));
    if (len < 8) head &= (UINT64_C(1) << (len * 8)) - 1;
    return (size_t)(((head ^ len) * UINT64_C(0x9E3779B97F4A7C15)) >> 51) & (LOG_KEYS_TABLE - 1);
}

/* Whether 8 to 16 bytes are the same. */
static inline bool log_keys_same_16(const char *left, const char *right, size_t len) {
    uint64_t a, b, c, d;
    memcpy(&a, left, 8);
    memcpy(&b, right, 8);
    memcpy(&c, left + len - 8, 8);
    memcpy(&d, right + len - 8, 8);
    return ((a ^ b) | (c ^ d)) == 0;
}

/* Whether len bytes are the same; without a call for names of the usual lengths. */
static inline bool log_keys_same(const char *left, const char *right, size_t len) {
    if (len > 32) return memcmp(left, right, len) == 0;
    if (len > 16) {
        return log_keys_same_16(left, right, 16) &&
               log_keys_same_16(left + len - 16, right + len - 16, 16);
    }
    if (len >= 8) return log_keys_same_16(left, right, len);
    for (size_t i = 0; i < len; i++) {
        if (left[i] != right[i]) return false;
    }
    return true;
}

/* The slot of the name at ptr, or SIZE_MAX. Eight bytes from ptr on must be readable. */
static inline size_t log_keys_find(const LogKeys *keys, const char *ptr, size_t len) {
    size_t at = log_keys_hash(ptr, len);
    for (; keys->table[at] != 0; at = (at + 1) & (LOG_KEYS_TABLE - 1)) {
        size_t slot = keys->table[at] - 1u;
        Str name = keys->names[slot];
        if (name.len == len && log_keys_same(name.ptr, ptr, len)) return slot;
    }
    return SIZE_MAX;
}

/* The slot of the name at ptr below parent, or SIZE_MAX; eight bytes from ptr on are readable. */
static inline size_t log_keys_find_pair(const LogKeys *keys, size_t parent, const char *ptr,
                                        size_t len) {
    size_t at = (log_keys_hash(ptr, len) + parent) & (LOG_PAIRS_TABLE - 1);
    for (; keys->pair_table[at] != 0; at = (at + 1) & (LOG_PAIRS_TABLE - 1)) {
        size_t slot = keys->pair_table[at] - 1u;
        Str name = keys->names[slot];
        bool same = keys->parents[slot] == parent && name.len == len;
        if (same && log_keys_same(name.ptr, ptr, len)) return slot;
    }
    return SIZE_MAX;
}

#endif
