/* SPDX-License-Identifier: Apache-2.0 */
/* seen_text.c -- see seen_text.h. */
#include "report/seen_text.h"

#include "base/utf8.h"
#include "logs/log_time.h"
#include "report/hunt_report.h"
#include "report/seen_sight.h"
#include "report/terminal.h"
#include "text/secret.h"

enum {
    SEEN_TEXT_THREATS_MAX = 50, /* in full; the rest is counted */
    SEEN_TEXT_TOP_MAX = 3,      /* names of one kind */
    SEEN_TEXT_BLIND_MAX = 5     /* threats that nothing could be seen of */
};

typedef struct SeenText {
    const Seen *seen;
    Buffer *out;
    Arena scratch;
} SeenText;

static void text_add(SeenText *text, Str value) {
    terminal_add(text->out, secret_mask(&text->scratch, S(""), value));
}

static void text_number(SeenText *text, uint64_t number, const char *one) {
    buffer_add(text->out, hunt_number(number, &text->scratch));
    buffer_add_format(text->out, " %s%s", one, number == 1 ? "" : "s");
}

static void text_padded(SeenText *text, Str value, size_t width) {
    terminal_add(text->out, value);
    for (size_t i = utf8_length(value); i < width; i++) buffer_add_byte(text->out, ' ');
    buffer_add(text->out, S("  "));
}

static void text_threat(SeenText *text, const Threat *threat) {
    text_padded(text, state_name(threat->state), strlen("Mitigation Implemented"));
    text_padded(text, severity_name(threat->severity), strlen("critical"));
    text_padded(text, threat->subject->address, 0);
    terminal_add(text->out, threat->rule->title);
}

/* "from 198.51.100.7 (200), 203.0.113.9 (14)" */
static void text_top(SeenText *text, const char *what, const HuntCounts *counts) {
    if (counts->count == 0) return;
    buffer_add_format(text->out, "    %s ", what);
    for (size_t i = 0; i < counts->count && i < SEEN_TEXT_TOP_MAX; i++) {
        if (i > 0) buffer_add(text->out, S(", "));
        text_add(text, hunt_principal_name(counts->items[i].name));
        buffer_add_format(text->out, " (%.*s)",
                          STR_ARGS(hunt_number(counts->items[i].hits, &text->scratch)));
    }
    if (counts->count > SEEN_TEXT_TOP_MAX) {
        buffer_add_format(text->out, " and %zu more", counts->count - SEEN_TEXT_TOP_MAX);
    }
    buffer_add_byte(text->out, '\n');
}

static void text_hits(SeenText *text, const SeenThreat *item) {
    Buffer *out = text->out;
    for (size_t i = 0; i < item->rules.count && i < SEEN_TEXT_TOP_MAX; i++) {
        if (i > 0) buffer_add(out, S(", "));
        text_number(text, item->rules.items[i].hits, "hit");
        buffer_add(out, S(" of \""));
        terminal_add(out, item->rules.items[i].name);
        buffer_add_byte(out, '"');
    }
    if (item->rules.count > SEEN_TEXT_TOP_MAX) {
        buffer_add_format(out, ", hits of %zu more rules", item->rules.count - SEEN_TEXT_TOP_MAX);
    }
    if (item->all.has_time) {
        Str day = str_slice(log_time_text(item->all.first, &text->scratch), 0, 10);
        buffer_add_format(out, " since %.*s", STR_ARGS(day));
    }
    if (item->addresses.count > 0) {
        buffer_add_format(out, ", %zu address%s", item->addresses.count,
                          item->addresses.count == 1 ? "" : "es");
    }
    buffer_add_byte(out, '\n');
}

static void text_seen_threat(SeenText *text, const SeenThreat *item) {
    text_threat(text, item->threat);
    buffer_add(text->out, S(": "));
    text_hits(text, item);
    if (item->threat->verdict == VERDICT_ABSENT) return;
    if (item->unsure > 0) {
        buffer_add(text->out, S("    "));
        text_number(text, item->unsure, "hit");
        buffer_add(text->out, S(" may be of something else: the name is ambiguous or guessed\n"));
    }
    text_top(text, "by", &item->principals);
    text_top(text, "from", &item->addresses);
    arena_reset(&text->scratch);
}

/* Those from first to end in the order. */
static void text_seen_threats(SeenText *text, size_t first, size_t end) {
    size_t left = end - first > SEEN_TEXT_THREATS_MAX ? end - first - SEEN_TEXT_THREATS_MAX : 0;
    for (size_t i = first; i < end - left; i++) text_seen_threat(text, text->seen->order[i]);
    if (left == 0) return;
    buffer_add_format(text->out,
                      "    and %zu more: -f jsonl or --threat-model FILE.html has them\n", left);
}

/* ---- what wasn't seen ---- */

static void text_blind(SeenText *text, SeenState state) {
    const ThreatList *threats = text->seen->threats;
    size_t said = 0;
    for (int severity = SEVERITY_COUNT - 1; severity >= 0; severity--) {
        for (size_t i = 0; i < threats->count && said < SEEN_TEXT_BLIND_MAX; i++) {
            const SeenThreat *item = &text->seen->items[i];
            if ((int)item->threat->severity != severity || item->state != state) continue;
            if (!seen_is_pending(item->threat)) continue;
            buffer_add(text->out, S("          "));
            text_padded(text, severity_name(item->threat->severity), strlen("critical"));
            text_padded(text, seen_sight_names(item->sources, &text->scratch), 0);
            text_padded(text, item->threat->subject->address, 0);
            terminal_add(text->out, item->threat->rule->title);
            buffer_add_byte(text->out, '\n');
            said++;
        }
    }
    size_t count = text->seen->states[state];
    if (count > said) buffer_add_format(text->out, "          and %zu more\n", count - said);
}

static void text_unseen(SeenText *text) {
    const Seen *seen = text->seen;
    size_t sum = 0;
    for (int state = SEEN_NOT; state < SEEN_STATE_COUNT; state++) sum += seen->states[state];
    if (sum == 0) return;
    buffer_add(text->out, S("\nThreats of the model that nothing was seen of\n"));
    for (int state = SEEN_NOT; state < SEEN_STATE_COUNT; state++) {
        if (seen->states[state] == 0) continue;
        Str name = seen_state_name((SeenState)state);
        buffer_add_format(text->out, "%8zu  %.*s\n", seen->states[state], STR_ARGS(name));
        if (state == SEEN_NO_DATA || state == SEEN_NO_LOGS) text_blind(text, (SeenState)state);
    }
}

/* ---- the hits, from the model's side ---- */

static void text_share(SeenText *text, uint64_t hits, const char *what, const HuntCounts *names) {
    if (hits == 0) return;
    buffer_add_format(text->out, "%8.*s  %s", STR_ARGS(hunt_number(hits, &text->scratch)), what);
    for (size_t i = 0; names != NULL && i < names->count && i < SEEN_TEXT_TOP_MAX; i++) {
        buffer_add(text->out, i == 0 ? S(": ") : S(", "));
        text_add(text, names->items[i].name);
        buffer_add_format(text->out, " (%.*s)",
                          STR_ARGS(hunt_number(names->items[i].hits, &text->scratch)));
    }
    if (names != NULL && names->count > SEEN_TEXT_TOP_MAX) {
        buffer_add_format(text->out, " and %zu more names", names->count - SEEN_TEXT_TOP_MAX);
    }
    buffer_add_byte(text->out, '\n');
}

static void text_shares(SeenText *text) {
    const Seen *seen = text->seen;
    buffer_add(text->out, S("\nThe hits and the model\n"));
    text_share(text, seen->concerning, "concern threats of the model", NULL);
    text_share(text, seen->known, "are on or by its resources and concern none of its threats",
               NULL);
    text_share(text, hunt_count_sum(&seen->strangers), "are on names that are not in the model",
               &seen->strangers);
    text_share(text, seen->elsewhere, "are in another account than the model's", NULL);
    text_share(text, seen->nameless, "name no resource", NULL);
    text_share(text, seen->unsure, "are tied to the model by ambiguous or guessed names only",
               NULL);
    text_share(text, hunt_count_sum(&seen->ambiguous), "have a name that several resources have",
               &seen->ambiguous);
    text_share(text, seen->cut, "concern more threats than were counted for them", NULL);
    if (seen->accounts.count > 1 && seen_index_accounts(seen->index) == 0) {
        buffer_add_format(text->out,
                          "          The model doesn't tell its account: hits of %zu accounts are "
                          "tied to it; --account ID picks one\n",
                          seen->accounts.count);
    }
    if (seen_index_is_cut(seen->index)) {
        buffer_add(text->out, S("          Too many names of the model are not fully known: some "
                                "were not compared\n"));
    }
}

void seen_text_write(const Seen *seen, Buffer *out) {
    SeenText text = {.seen = seen, .out = out};
    buffer_add(out, S("\nThreats of the model that were seen\n"));
    size_t present = seen->order_count - seen->absent_count;
    if (present == 0) buffer_add(out, S("    none\n"));
    text_seen_threats(&text, 0, present);
    if (seen->absent_count > 0) {
        buffer_add(out,
                   S("\nMitigated by the configuration, but their rules had hits: is it what is "
                     "deployed?\n"));
    }
    text_seen_threats(&text, present, seen->order_count);
    text_unseen(&text);
    text_shares(&text);
    arena_free(&text.scratch);
}
