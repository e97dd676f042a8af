/* SPDX-License-Identifier: Apache-2.0 */
/* hit.c -- see hit.h. The bytes are the machine's own: they never leave the process. */
#include "hunt/hit.h"

#include "base/sha256.h"
#include "text/secret.h"

/* What stands before the texts. */
typedef struct HitHead {
    uint64_t bytes; /* of all, this included */
    int64_t time, first, last;
    uint64_t offset, count;
    uint32_t rule, base;
    uint8_t source, has_time;
    uint16_t value_count;
    uint16_t lengths[HIT_TEXT_COUNT]; /* cut texts, or a path: see HIT_FILE_BYTES_MAX */
} HitHead;

static Str hit_cut(Str text, Arena *scratch) {
    if (text.len <= HIT_TEXT_BYTES_MAX) return text;
    return str_join2(scratch, str_slice(text, 0, HIT_TEXT_BYTES_MAX - 3), S("..."));
}

static Str hit_targets(const LogFacts *facts, const LogEvent *event, Arena *scratch) {
    Str targets[HIT_TARGETS_MAX], all = S("");
    size_t count = log_facts_targets(facts, event, scratch, targets, HIT_TARGETS_MAX);
    for (size_t i = 0; i < count; i++) {
        Str text = hit_cut(targets[i], scratch);
        all = i == 0 ? text : str_join3(scratch, all, S("\n"), text);
    }
    return all;
}

static Str hit_object(const LogFacts *facts, const LogEvent *event, Arena *scratch) {
    Str bucket = log_facts_text(facts, event, LOG_FACT_BUCKET, scratch);
    Str key = log_facts_text(facts, event, LOG_FACT_OBJECT, scratch);
    if (bucket.len == 0) {
        return hit_cut(log_facts_text(facts, event, LOG_FACT_REPOSITORY, scratch), scratch);
    }
    return hit_cut(key.len == 0 ? bucket : str_join3(scratch, bucket, S("/"), key), scratch);
}

void hit_read_place(const LogEvent *event, Hit *ret_hit) {
    *ret_hit = (Hit){.source = event->source, .offset = event->offset, .count = 1};
    ret_hit->has_time = log_event_time(event, &ret_hit->time);
    ret_hit->first = ret_hit->time;
    ret_hit->last = ret_hit->time;
    ret_hit->texts[HIT_FILE] = str_slice(event->file, 0, HIT_FILE_BYTES_MAX);
}

void hit_read_texts(const LogFacts *facts, const LogEvent *event, Arena *scratch, HitDetail detail,
                    Hit *hit) {
    static const LogFact sources[HIT_OBJECT] = {
        [HIT_EVENT] = LOG_FACT_ID,        [HIT_NAME] = LOG_FACT_NAME,
        [HIT_SERVICE] = LOG_FACT_SERVICE, [HIT_PRINCIPAL] = LOG_FACT_PRINCIPAL,
        [HIT_ADDRESS] = LOG_FACT_ADDRESS, [HIT_AGENT] = LOG_FACT_AGENT,
        [HIT_ACCOUNT] = LOG_FACT_ACCOUNT, [HIT_REGION] = LOG_FACT_REGION,
        [HIT_ERROR] = LOG_FACT_ERROR,     [HIT_KEY] = LOG_FACT_KEY,
    };
    for (HitText text = HIT_EVENT; text < HIT_OBJECT; text++) {
        if (detail == HIT_BRIEF && (text == HIT_AGENT || text == HIT_SERVICE)) continue;
        Str found = log_facts_text(facts, event, sources[text], scratch);
        hit->texts[text] = hit_cut(found, scratch);
    }
    if (detail == HIT_BRIEF) return;
    hit->texts[HIT_TARGETS] = hit_targets(facts, event, scratch);
    if (detail == HIT_USUAL) return;
    hit->texts[HIT_OBJECT] = hit_object(facts, event, scratch);
    hit->texts[HIT_BYTES] =
        hit_cut(log_facts_text(facts, event, LOG_FACT_BYTES_OUT, scratch), scratch);
    if (event->source != LOG_SOURCE_GUARDDUTY) return;
    hit->texts[HIT_TITLE] = hit_cut(log_facts_text(facts, event, LOG_FACT_TITLE, scratch), scratch);
    hit->texts[HIT_SEVERITY] =
        hit_cut(log_facts_text(facts, event, LOG_FACT_SEVERITY, scratch), scratch);
}

void hit_read(const LogFacts *facts, const LogEvent *event, Arena *scratch, Hit *ret_hit) {
    hit_read_place(event, ret_hit);
    hit_read_texts(facts, event, scratch, HIT_WHOLE, ret_hit);
}

/* A value to compare: what is cut ends with a hash of all of it, so that those that differ stay
 * different. */
static Str hit_cut_value(Str text, Arena *scratch) {
    if (text.len <= HIT_TEXT_BYTES_MAX) return text;
    Sha256 sum = sha256_text(text);
    Str hex = sha256_view(&sum);
    return str_join3(scratch, str_slice(text, 0, HIT_TEXT_BYTES_MAX - hex.len - 3), S("..."), hex);
}

void hit_read_values(const SigmaSet *set, const LogEvent *event, Arena *scratch, Hit *hit) {
    const SigmaWants *wants = &set->wants[hit->rule];
    hit->base = hit->rule;
    hit->value_count = wants->count < HIT_VALUES_MAX ? wants->count : HIT_VALUES_MAX;
    for (size_t i = 0; i < hit->value_count; i++) {
        hit->values[i] = hit_cut_value(log_field_text(event, &wants->fields[i], scratch), scratch);
    }
}

void hit_write(const Hit *hit, Buffer *out) {
    HitHead head = {.time = hit->time,
                    .first = hit->first,
                    .last = hit->last,
                    .offset = hit->offset,
                    .count = hit->count,
                    .rule = hit->rule,
                    .base = hit->base,
                    .source = (uint8_t)hit->source,
                    .has_time = hit->has_time,
                    .value_count = (uint16_t)hit->value_count};
    head.bytes = sizeof(head);
    for (size_t i = 0; i < HIT_TEXT_COUNT; i++) {
        head.lengths[i] = (uint16_t)hit->texts[i].len;
        head.bytes += hit->texts[i].len;
    }
    for (size_t i = 0; i < hit->value_count; i++) head.bytes += 4 + hit->values[i].len;
    size_t padding = (8 - head.bytes % 8) % 8;
    head.bytes += padding;
    buffer_add(out, (Str){(const char *)&head, sizeof(head)});
    for (size_t i = 0; i < HIT_TEXT_COUNT; i++) buffer_add(out, hit->texts[i]);
    for (size_t i = 0; i < hit->value_count; i++) {
        uint32_t len = (uint32_t)hit->values[i].len;
        buffer_add(out, (Str){(const char *)&len, sizeof(len)});
        buffer_add(out, hit->values[i]);
    }
    buffer_add(out, (Str){"\0\0\0\0\0\0\0", padding});
}

bool hit_parse(Str bytes, Hit *ret_hit) {
    HitHead head;
    if (bytes.len < sizeof(head)) return false;
    memcpy(&head, bytes.ptr, sizeof(head));
    if (head.bytes > bytes.len || head.value_count > HIT_VALUES_MAX) return false;
    Hit hit = {.rule = head.rule,
               .base = head.base,
               .source = (LogSource)head.source,
               .has_time = head.has_time,
               .time = head.time,
               .first = head.first,
               .last = head.last,
               .offset = head.offset,
               .count = head.count,
               .value_count = head.value_count};
    size_t at = sizeof(head);
    for (size_t i = 0; i < HIT_TEXT_COUNT; i++) {
        if (head.lengths[i] > head.bytes - at) return false;
        hit.texts[i] = (Str){bytes.ptr + at, head.lengths[i]};
        at += head.lengths[i];
    }
    for (size_t i = 0; i < hit.value_count; i++) {
        uint32_t len = 0;
        if (head.bytes - at < sizeof(len)) return false;
        memcpy(&len, bytes.ptr + at, sizeof(len));
        at += sizeof(len);
        if (len > head.bytes - at) return false;
        hit.values[i] = (Str){bytes.ptr + at, len};
        at += len;
    }
    *ret_hit = hit;
    return true;
}

int hit_compare(const Hit *left, const Hit *right) {
    if (left->has_time != right->has_time) return left->has_time ? -1 : 1;
    if (left->time != right->time) return left->time < right->time ? -1 : 1;
    int order = str_compare(left->texts[HIT_EVENT], right->texts[HIT_EVENT]);
    if (order != 0) return order;
    if (left->rule != right->rule) return left->rule < right->rule ? -1 : 1;
    order = str_compare(left->texts[HIT_FILE], right->texts[HIT_FILE]);
    if (order != 0) return order;
    return (left->offset > right->offset) - (left->offset < right->offset);
}

int hit_compare_bytes(const char *left, const char *right) {
    HitHead a, b;
    memcpy(&a, left, sizeof(a));
    memcpy(&b, right, sizeof(b));
    if (a.has_time != b.has_time) return a.has_time ? -1 : 1;
    if (a.time != b.time) return a.time < b.time ? -1 : 1;
    int order = str_compare((Str){left + sizeof(a), a.lengths[HIT_EVENT]},
                            (Str){right + sizeof(b), b.lengths[HIT_EVENT]});
    if (order != 0) return order;
    if (a.rule != b.rule) return a.rule < b.rule ? -1 : 1;
    Hit left_hit, right_hit;
    if (!hit_parse((Str){left, a.bytes}, &left_hit) ||
        !hit_parse((Str){right, b.bytes}, &right_hit))
        return 0;
    return hit_compare(&left_hit, &right_hit);
}
