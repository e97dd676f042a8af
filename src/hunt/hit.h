/* SPDX-License-Identifier: Apache-2.0 */
/* hit.h -- an event that a rule found, or what a correlation made of several, cut loose from the
 * log it stood in; and its form as bytes, in which hits are kept and sorted. */
#ifndef MERLON_HUNT_HIT_H
#define MERLON_HUNT_HIT_H

#include "base/buffer.h"
#include "logs/log_facts.h"
#include "sigma/sigma_set.h"

enum {
    HIT_TEXT_BYTES_MAX = 1024, /* of one fact; longer ones end in "..." */
    HIT_FILE_BYTES_MAX = 32 << 10,
    HIT_VALUES_MAX = 64,      /* fields that correlations ask for */
    HIT_TARGETS_MAX = 8,      /* resources of one event that are kept */
    HIT_BYTES_MAX = 256 << 10 /* of one hit; what is more isn't kept for correlations */
};

/* The texts of a hit. */
typedef enum HitText {
    HIT_EVENT, /* the event's id; of a correlation that of its last event */
    HIT_NAME,
    HIT_SERVICE,
    HIT_PRINCIPAL,
    HIT_ADDRESS,
    HIT_AGENT,
    HIT_ACCOUNT,
    HIT_REGION,
    HIT_ERROR,
    HIT_KEY,
    HIT_OBJECT, /* "bucket/key", or a repository */
    HIT_BYTES,  /* that went out, in digits */
    HIT_TITLE,  /* of a finding */
    HIT_SEVERITY,
    HIT_SUM,     /* SHA-256 of the record's bytes, when it was asked for */
    HIT_TARGETS, /* one per line */
    HIT_FILE,
    HIT_TEXT_COUNT
} HitText;

typedef struct Hit {
    uint32_t rule; /* its place in the set */
    LogSource source;
    bool has_time;
    int64_t time;    /* seconds; of a correlation when its condition came true */
    uint64_t offset; /* of the record in the uncompressed file */
    uint64_t count;  /* of events: 1, or a correlation's */
    int64_t first;   /* time of the first of them */
    int64_t last;    /* and of the last */
    uint32_t base;   /* the rule that found the event: itself, or a correlation's last one's */
    Str texts[HIT_TEXT_COUNT];
    Str values[HIT_VALUES_MAX]; /* what the base rule keeps for correlations; SigmaWants' order */
    size_t value_count;
} Hit;

/* Fills a hit with the time and the place of event; it has no texts but the file's path. */
void hit_read_place(const LogEvent *event, Hit *ret_hit);

/* How much of an event is read. */
typedef enum HitDetail {
    HIT_BRIEF, /* what correlations need: there may be very many; no agent, service and targets */
    HIT_USUAL,
    HIT_WHOLE /* objects and bytes, too */
} HitDetail;

/* Adds what event says; texts lie in scratch or in the event. */
void hit_read_texts(const LogFacts *facts, const LogEvent *event, Arena *scratch, HitDetail detail,
                    Hit *hit);

/* Both, whole. */
void hit_read(const LogFacts *facts, const LogEvent *event, Arena *scratch, Hit *ret_hit);

/* Fills the values that the set's rule hit->rule wants. */
void hit_read_values(const SigmaSet *set, const LogEvent *event, Arena *scratch, Hit *hit);

/* Appends the hit's bytes, whose first eight say how many they are. */
void hit_write(const Hit *hit, Buffer *out);

/* The hit of bytes, which its texts point into; false when they aren't one. */
bool hit_parse(Str bytes, Hit *ret_hit);

/* The order of time, then of ids, rules, files and places: negative, 0 or positive. */
int hit_compare(const Hit *left, const Hit *right);

/* The same for hits in their form as bytes. */
int hit_compare_bytes(const char *left, const char *right);

#endif
