/* SPDX-License-Identifier: Apache-2.0 */
/* log_keys.h -- the names that somebody wants of a record's top level, each with a slot.
 * A record of CloudTrail has about twenty keys and a run wants a known few of them: they are found
 * by one look into a small hash table. The set is made once and then only read, by any thread. */
#ifndef MERLON_LOGS_LOG_KEYS_H
#define MERLON_LOGS_LOG_KEYS_H

#include "base/str.h"

enum {
    LOG_KEYS_MAX = 2048, /* fields of all rules of a run; SigmaHQ's AWS rules name 30 */
    LOG_KEYS_TABLE = LOG_KEYS_MAX * 4 /* a power of two */
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
} LogKeys;

/* A set with the fixed keys; memory comes from arena. */
LogKeys *log_keys_make(Arena *arena);

/* The slot of name, added when it's new; SIZE_MAX when the set is full. The name isn't copied. */
size_t log_keys_add(LogKeys *keys, Str name);

/* ---- inline, for it runs once per key of each record ---- */

/* Where in the table to begin; eight bytes from ptr on must be readable. */
static inline size_t log_keys_hash(const char *ptr, size_t len) {
    uint64_t head = 0;
    memcpy(&head, ptr, sizeof(head));
    if (len < 8) head &= (UINT64_C(1) << (len * 8)) - 1;
    return (size_t)(((head ^ len) * UINT64_C(0x9E3779B97F4A7C15)) >> 51) & (LOG_KEYS_TABLE - 1);
}

/* Whether len bytes are the same; without a call for names of the usual length. */
static inline bool log_keys_same(const char *left, const char *right, size_t len) {
    uint64_t a, b, c, d;
    if (len < 8) {
        for (size_t i = 0; i < len; i++) {
            if (left[i] != right[i]) return false;
        }
        return true;
    }
    if (len > 16) return memcmp(left, right, len) == 0;
    memcpy(&a, left, 8);
    memcpy(&b, right, 8);
    memcpy(&c, left + len - 8, 8);
    memcpy(&d, right + len - 8, 8);
    return ((a ^ b) | (c ^ d)) == 0;
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

#endif
