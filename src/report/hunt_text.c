/* SPDX-License-Identifier: Apache-2.0 */
/* hunt_text.c -- a hunt on the terminal: the timeline, then what stands out, last what was read --
 * which is what is left on the screen. */
#include "base/utf8.h"
#include "report/hunt_report.h"
#include "report/seen_text.h"
#include "report/terminal.h"
#include "text/secret.h"

enum { TEXT_TOP_MAX = 10, TEXT_NAME_WIDTH = 28, TEXT_WHO_WIDTH = 44, TEXT_ADDRESS_WIDTH = 16 };

typedef struct TextLines {
    const HuntReport *report;
    Output *out;
    Arena scratch;
} TextLines;

static Str level_colour(SigmaLevel level) {
    static const Str colours[] = {S_INIT("\x1b[36m"), S_INIT("\x1b[34m"), S_INIT("\x1b[33m"),
                                  S_INIT("\x1b[31m"), S_INIT("\x1b[1;31m")};
    return colours[level];
}

static void text_level(TextLines *lines, SigmaLevel level) {
    Buffer *out = &lines->out->buffer;
    Str name = sigma_level_name(level);
    if (lines->report->colour) buffer_add(out, level_colour(level));
    buffer_add(out, name);
    if (lines->report->colour) buffer_add(out, S("\x1b[0m"));
    for (size_t i = name.len; i < strlen("informational") + 2; i++) buffer_add_byte(out, ' ');
}

/* A cell of that many characters; a longer text takes what it needs. */
static void text_cell(TextLines *lines, Str text, size_t width) {
    CLEANUP(buffer_free) Buffer clean = {0};
    terminal_add(&clean, secret_mask(&lines->scratch, S(""), text));
    buffer_add(&lines->out->buffer, buffer_text(&clean));
    for (size_t i = utf8_length(buffer_text(&clean)); i < width; i++) {
        buffer_add_byte(&lines->out->buffer, ' ');
    }
    buffer_add(&lines->out->buffer, S("  "));
}

static Str text_span(TextLines *lines, int64_t seconds) {
    if (seconds < 120) return str_format(&lines->scratch, "%lld s", (long long)seconds);
    if (seconds < 7200) return str_format(&lines->scratch, "%lld min", (long long)seconds / 60);
    if (seconds < 172800) return str_format(&lines->scratch, "%lld h", (long long)seconds / 3600);
    return str_format(&lines->scratch, "%lld days", (long long)seconds / 86400);
}

static Str text_what(TextLines *lines, const Hit *hit) {
    const SigmaRule *rule = &lines->report->set->rules[hit->rule];
    if (rule->correlation == NULL) return hit->texts[HIT_NAME];
    return str_format(&lines->scratch, "%llu %s%s in %.*s", (unsigned long long)hit->count,
                      hunt_correlation_unit(rule), hit->count == 1 ? "" : "s",
                      STR_ARGS(text_span(lines, hit->last - hit->first)));
}

static void text_hit(void *context, const Hit *hit) {
    TextLines *lines = context;
    const SigmaRule *rule = &lines->report->set->rules[hit->rule];
    Buffer *out = &lines->out->buffer;
    arena_reset(&lines->scratch);
    text_cell(lines, hit->has_time ? log_time_text(hit->time, &lines->scratch) : S("no time"), 20);
    text_level(lines, rule->level);
    text_cell(lines, text_what(lines, hit), TEXT_NAME_WIDTH);
    text_cell(lines, hunt_principal_name(hit->texts[HIT_PRINCIPAL]), TEXT_WHO_WIDTH);
    text_cell(lines, hit->texts[HIT_ADDRESS], TEXT_ADDRESS_WIDTH);
    terminal_add(out, rule->title);
    if (hit->texts[HIT_ERROR].len > 0) {
        buffer_add(out, S(" ["));
        terminal_add(out, secret_mask(&lines->scratch, S(""), hit->texts[HIT_ERROR]));
        buffer_add_byte(out, ']');
    }
    buffer_add_byte(out, '\n');
    output_flow(lines->out);
}

/* ---- tables ---- */

static void text_counts(TextLines *lines, const char *title, const HuntCounts *counts) {
    Buffer *out = &lines->out->buffer;
    if (counts->count == 0) return;
    buffer_add_format(out, "\n%s\n", title);
    for (size_t i = 0; i < counts->count && i < TEXT_TOP_MAX; i++) {
        const HuntCount *count = &counts->items[i];
        buffer_add_format(out, "%8llu  ", (unsigned long long)count->hits);
        text_cell(lines, hunt_principal_name(count->name), TEXT_WHO_WIDTH);
        if (count->has_time) {
            buffer_add(out, log_time_text(count->first, &lines->scratch));
            buffer_add(out, S(" to "));
            buffer_add(out, log_time_text(count->last, &lines->scratch));
        }
        buffer_add_byte(out, '\n');
    }
    if (counts->count > TEXT_TOP_MAX) {
        buffer_add_format(out, "          and %zu more\n", counts->count - TEXT_TOP_MAX);
    }
}

static void text_rules(TextLines *lines) {
    const HuntReport *report = lines->report;
    Buffer *out = &lines->out->buffer;
    if (report->by_rule.count > 0) buffer_add(out, S("\nBy rule\n"));
    for (size_t i = 0; i < report->by_rule.count; i++) {
        const HuntCount *count = &report->by_rule.items[i];
        const SigmaRule *rule = &report->set->rules[hunt_counted_rule(count)];
        buffer_add_format(out, "%8llu  ", (unsigned long long)count->hits);
        text_level(lines, rule->level);
        terminal_add(out, rule->title);
        buffer_add_byte(out, '\n');
    }
}

static void text_say(TextLines *lines, uint64_t number, const char *what) {
    if (number == 0) return;
    buffer_add_format(&lines->out->buffer, "%.*s %s\n",
                      STR_ARGS(hunt_number(number, &lines->scratch)), what);
}

/* What wasn't read or wasn't understood: nobody shall take silence for absence. */
static void text_gaps(TextLines *lines) {
    const HuntResult *result = lines->report->result;
    uint64_t undecided = 0;
    for (size_t i = 0; i < lines->report->set->count; i++) undecided += result->undecided[i];
    text_say(lines, result->logs.tally.failed,
             "files could not be read, or not whole: stderr names them");
    text_say(lines, lines->report->set->refused, "rules were refused: stderr says why");
    text_say(lines, undecided, "tests of a regular expression met their limit: not known");
    text_say(lines, result->untimed, "hits have no time, and no correlation could use them");
    text_say(lines, result->forgotten, "events were too many at once for some correlation");
    text_say(lines, result->logs.repeats,
             result->logs.repeats_open ? "events or more were delivered twice and count once"
                                       : "events were delivered twice and count once");
    text_say(lines, result->logs.outside, "events lie outside of what was asked for");
    text_say(lines, result->logs.skipped, "folders and files were left out by their names");
}

static void text_closing(TextLines *lines) {
    const HuntReport *report = lines->report;
    const LogTally *tally = &report->result->logs.tally;
    Buffer *out = &lines->out->buffer;
    buffer_add_format(out, "\n%.*s hits of %zu rules in %.*s events of %.*s files\n",
                      STR_ARGS(hunt_number(report->hits, &lines->scratch)), report->rules,
                      STR_ARGS(hunt_number(tally->records, &lines->scratch)),
                      STR_ARGS(hunt_number(tally->files, &lines->scratch)));
    for (int source = 0; source < LOG_SOURCE_COUNT; source++) {
        if (tally->by_source[source] == tally->records || tally->by_source[source] == 0) continue;
        buffer_add_format(out, "%.*s of them from %.*s\n",
                          STR_ARGS(hunt_number(tally->by_source[source], &lines->scratch)),
                          STR_ARGS(log_source_name((LogSource)source)));
    }
    text_gaps(lines);
}

bool hunt_text_write(const HuntReport *report, Output *out) {
    TextLines lines = {.report = report, .out = out};
    bool ok = hunt_each(report->hunt, text_hit, &lines);
    text_rules(&lines);
    text_counts(&lines, "By principal", &report->by_principal);
    text_counts(&lines, "By address", &report->by_address);
    text_counts(&lines, "By ATT&CK tactic", &report->by_tactic);
    if (report->seen != NULL) seen_text_write(report->seen, &out->buffer);
    text_closing(&lines);
    arena_free(&lines.scratch);
    return ok;
}
