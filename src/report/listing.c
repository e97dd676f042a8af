/* SPDX-License-Identifier: Apache-2.0 */
/* listing.c -- see listing.h. One pass per severity keeps the order within each. */
#include "report/listing.h"

ListingKind listing_kind(const Threat *threat) {
    if (threat->verdict == VERDICT_ABSENT) return LISTING_ABSENT;
    if (threat->state == STATE_MITIGATED || threat->state == STATE_NOT_APPLICABLE) {
        return LISTING_CLOSED;
    }
    bool open = threat->verdict == VERDICT_PRESENT && threat->state == STATE_NOT_STARTED;
    return open ? LISTING_OPEN : LISTING_INVESTIGATE;
}

Listing listing_make(Arena *arena, const Report *report, ListingKind kind) {
    const ThreatList *threats = &report->threats;
    Listing list = {ARENA_ARRAY(arena, const Threat *, threats->count), 0};
    for (int severity = SEVERITY_COUNT - 1; severity >= 0; severity--) {
        for (size_t i = 0; i < threats->count; i++) {
            const Threat *threat = &threats->items[i];
            if ((int)threat->severity != severity || threat->implied_by != NULL) continue;
            if (listing_kind(threat) == kind) list.items[list.count++] = threat;
        }
    }
    return list;
}

/* A threat is never implied by itself, so that this ends. */
static bool listing_implies(const Threat *threat, const Threat *other) {
    while (other->implied_by != NULL) {
        other = other->implied_by;
        if (other == threat) return true;
    }
    return false;
}

const Threat *listing_find_implied(const Report *report, const Threat *threat,
                                   const Threat *previous) {
    const Threat *first = report->threats.items, *end = first + report->threats.count;
    const Threat *other = threat;
    if (previous != NULL) {
        other = previous + 1;
    } else {
        while (other > first && other[-1].subject == threat->subject) other--;
    }
    for (; other < end && other->subject == threat->subject; other++) {
        if (listing_implies(threat, other)) return other;
    }
    return NULL;
}

Str listing_question(Arena *arena, const Threat *threat) {
    const Rule *rule = threat->rule;
    if (threat->verdict != VERDICT_UNKNOWN || rule->question.len == 0) return S("");
    Str who = S("");
    for (size_t i = 0; i < rule->who.count; i++) {
        who = str_join3(arena, who, i > 0 ? S(", ") : S(""), rule->who.items[i]);
    }
    return str_join3(arena, who, who.len > 0 ? S(": ") : S(""), rule->question);
}

bool listing_reason_is_shown(const Threat *threat, size_t index) {
    Str reason = threat->reasons[index];
    for (size_t i = 0; i < threat->evidence_count; i++) {
        const Evidence *evidence = &threat->evidence[i];
        Str rest = reason;
        if (evidence->path.len > 0 && str_starts(rest, evidence->path)) {
            rest = str_slice(rest, evidence->path.len, rest.len);
            if (str_starts(rest, S(": "))) rest = str_slice(rest, 2, rest.len);
        }
        bool unknown = str_starts(evidence->value, S("unknown: "));
        bool reference = str_starts(evidence->value, S("(")); /* (the id of X) */
        if ((unknown || reference) && str_contains(evidence->value, rest)) return true;
    }
    return false;
}

bool listing_evidence_tells(const Evidence *evidence) {
    return evidence->path.len > 0 || evidence->address.len > 0;
}

Str listing_subject_name(Arena *arena, const Threat *threat) {
    const Flow *flow = threat->flow;
    Str address = threat->subject->address;
    if (flow != NULL && !str_contains(address, S(" -> "))) {
        return str_format(arena, "%.*s -> %.*s: %.*s", STR_ARGS(flow->from->name),
                          STR_ARGS(flow->to->name), STR_ARGS(flow->label));
    }
    bool named = threat->element != NULL && threat->element->resource == NULL &&
                 str_equal(threat->element->id, address);
    return named && !str_equal(threat->element->name, address) ? threat->element->name : S("");
}

Str listing_file(const Resource *resource) {
    return resource->properties.source == NULL ? S("") : resource->properties.source->path;
}

bool listing_is_link(Str text) {
    if (!str_starts(text, S("https://")) && !str_starts(text, S("http://"))) return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] <= ' ' || text.ptr[i] > '~') return false;
        if (strchr("<>\"'`\\{}|^[]()", text.ptr[i]) != NULL) return false;
    }
    return true;
}
