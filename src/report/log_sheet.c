/* SPDX-License-Identifier: Apache-2.0 */
/* log_sheet.c -- see log_sheet.h. */
#include "report/log_sheet.h"

#include "hunt/log_search.h"
#include "logs/log_time.h"
#include "report/hunt_report.h"

enum { INSIDE_NAMES = 4, INSIDE_BYTES = 80, HOUR_SECONDS = 3600, PAIR_LATE_PART = 4 };

static const LogSheetRoll source_roll = {SURVEY_SOURCE, S_INIT("source"), "Sources",
                                         ROLL_BY_EVENTS};
static const LogSheetRoll account_roll = {SURVEY_ACCOUNT, S_INIT("account"), "Accounts",
                                          ROLL_BY_EVENTS};
const LogSheetRoll log_sheet_tops[] = {
    {SURVEY_PRINCIPAL, S_INIT("principal"), "Principals", ROLL_BY_EVENTS},
    {SURVEY_ADDRESS, S_INIT("address"), "Addresses", ROLL_BY_EVENTS},
    {SURVEY_AGENT, S_INIT("agent"), "User agents", ROLL_BY_EVENTS},
    {SURVEY_EVENT, S_INIT("event"), "Events", ROLL_BY_EVENTS},
    {SURVEY_ERROR, S_INIT("error"), "Errors", ROLL_BY_EVENTS},
    {SURVEY_BUCKET, S_INIT("bucket"), "Buckets", ROLL_BY_EVENTS},
    {SURVEY_OBJECT, S_INIT("object"), "Objects", ROLL_BY_EVENTS},
    {SURVEY_KEY, S_INIT("key"), "Access keys", ROLL_BY_EVENTS},
    {SURVEY_REGION, S_INIT("region"), "Regions", ROLL_BY_EVENTS},
};
const size_t log_sheet_top_count = COUNT(log_sheet_tops);

/* What the summary shows besides, in this order. */
static const LogSheetRoll summary_denied = {SURVEY_DENIED, S_INIT("denied"), "Denied: who, what",
                                            ROLL_BY_DENIED};
static const LogSheetRoll summary_standing[] = {
    {SURVEY_ANONYMOUS, S_INIT("anonymous"), "Without credentials: from where, what",
     ROLL_BY_EVENTS},
    {SURVEY_FOREIGN, S_INIT("foreign"), "From other accounts", ROLL_BY_EVENTS},
    {SURVEY_PRESIGNED, S_INIT("presigned"), "With presigned URLs: whose, from where",
     ROLL_BY_EVENTS},
};

const LogSheetRoll *log_sheet_find_top(Str name) {
    for (size_t i = 0; i < log_sheet_top_count; i++) {
        if (str_equal(log_sheet_tops[i].name, name)) return &log_sheet_tops[i];
    }
    return NULL;
}

/* ---- rolls ---- */

static void row_place(const LogSheet *sheet, SheetRow *row) {
    row->place = geo_text(sheet->geo, row->name, sheet->sheet->arena);
}

static SheetRow *row_add(const LogSheet *sheet, SheetTable *table, const RollEntry *entry) {
    Str rest = entry->name;
    Str name = str_cut(&rest, SURVEY_SEPARATOR);
    SheetRow *row = sheet_row(sheet->sheet, table, name);
    row->detail = rest;
    row->counts = entry->counts;
    Str shown = hunt_principal_name(name), second = hunt_principal_name(rest);
    if (shown.len + second.len != name.len + rest.len) {
        row->shown = rest.len == 0 ? shown : str_join3(sheet->sheet->arena, shown, S("  "), second);
    }
    row_place(sheet, row);
    return row;
}

SheetTable *log_sheet_roll(const LogSheet *sheet, const LogSheetRoll *roll) {
    SheetTable *table = sheet_table(sheet->sheet, roll->name, roll->title);
    const Roll *counted = &sheet->survey->rolls[roll->roll];
    const RollEntry **entries = roll_sorted(counted, roll->order, sheet->sheet->arena);
    for (size_t i = 0; i < counted->map.count; i++) row_add(sheet, table, entries[i]);
    return table;
}

/* ---- what a principal did, inside of its row ---- */

static const struct {
    Str table;
    const char *label;
} details[SURVEY_DETAIL_COUNT] = {
    [SURVEY_ITS_ADDRESSES] = {S_INIT("principal-address"), "from"},
    [SURVEY_ITS_AGENTS] = {S_INIT("principal-agent"), "with"},
    [SURVEY_ITS_REGIONS] = {S_INIT("principal-region"), "in"},
    [SURVEY_ITS_KEYS] = {S_INIT("principal-key"), "keys"},
    [SURVEY_ITS_EVENTS] = {S_INIT("principal-event"), "did"},
    [SURVEY_ITS_OBJECTS] = {S_INIT("principal-object"), "objects"},
};

static void inside_add(Buffer *out, const LogSheet *sheet, const Roll *roll, const char *label) {
    Arena *arena = sheet->sheet->arena;
    size_t count = roll->map.count, shown = count < INSIDE_NAMES ? count : INSIDE_NAMES;
    if (count == 0) return;
    const RollEntry **entries = roll_sorted(roll, ROLL_BY_EVENTS, arena);
    buffer_add_format(out, "%s%-8s", out->len == 0 ? "" : "\n", label);
    for (size_t i = 0; i < shown; i++) {
        Str place = geo_text(sheet->geo, entries[i]->name, arena);
        buffer_add(out, i == 0 ? S("") : S(", "));
        Str name = log_search_mask(arena, S(""), entries[i]->name);
        bool whole = name.len <= INSIDE_BYTES;
        name = str_slice(name, 0, INSIDE_BYTES);
        while (name.len > 0) { /* what has several lines gets one */
            buffer_add(out, str_cut(&name, '\n'));
            if (name.len > 0) buffer_add_byte(out, ' ');
        }
        buffer_add_format(out, "%s (%.*s%s%.*s)", whole ? "" : "...",
                          STR_ARGS(sheet_number(arena, entries[i]->counts.events)),
                          place.len > 0 ? ", " : "", STR_ARGS(place));
    }
    if (count > shown) buffer_add_format(out, " and %zu more", count - shown);
}

static Str inside_text(const LogSheet *sheet, const RollEntry *entry) {
    CLEANUP(buffer_free) Buffer out = {0};
    for (size_t i = 0; i < SURVEY_DETAIL_COUNT; i++) {
        inside_add(&out, sheet, &entry->details[i], details[i].label);
    }
    return str_copy(sheet->sheet->arena, buffer_text(&out));
}

static void detail_table(const LogSheet *sheet, const RollEntry **entries, size_t count,
                         SurveyDetail detail) {
    SheetTable *table = sheet_table(sheet->sheet, details[detail].table, NULL);
    for (size_t i = 0; i < count; i++) {
        const Roll *roll = &entries[i]->details[detail];
        const RollEntry **parts = roll_sorted(roll, ROLL_BY_EVENTS, sheet->sheet->arena);
        for (size_t j = 0; j < roll->map.count; j++) {
            SheetRow *row = sheet_row(sheet->sheet, table, parts[j]->name);
            row->of = entries[i]->name;
            row->counts = parts[j]->counts;
            if (detail == SURVEY_ITS_ADDRESSES) row_place(sheet, row);
        }
    }
}

static void principal_tables(const LogSheet *sheet) {
    const Roll *roll = &sheet->survey->rolls[SURVEY_PRINCIPAL];
    size_t count = roll->map.count;
    const RollEntry **entries = roll_sorted(roll, ROLL_BY_EVENTS, sheet->sheet->arena);
    SheetTable *table = sheet_table(sheet->sheet, S("principal"), "Principals");
    size_t limit = sheet->sheet->limit == 0 ? SHEET_TEXT_ROWS : sheet->sheet->limit;
    for (size_t i = 0; i < count; i++) {
        SheetRow *row = row_add(sheet, table, entries[i]);
        if (i < limit) row->inside = inside_text(sheet, entries[i]);
    }
    for (size_t i = 0; i < SURVEY_DETAIL_COUNT; i++) {
        detail_table(sheet, entries, count, (SurveyDetail)i);
    }
}

/* ---- what only a summary has ---- */

/* Hours of a source and Region in which nothing was logged, between its first and its last. */
static void gap_table(const LogSheet *sheet) {
    const Roll *roll = &sheet->survey->rolls[SURVEY_HOUR];
    const RollEntry **entries = roll_sorted(roll, ROLL_BY_NAME, sheet->sheet->arena);
    SheetTable *table = sheet_table(sheet->sheet, S("gap"), NULL);
    Str last_place = S("");
    int64_t last_hour = 0;
    uint64_t hours = 0;
    for (size_t i = 0; i < roll->map.count; i++) {
        Str hour = entries[i]->name;
        Str place = str_cut(&hour, SURVEY_SEPARATOR);
        int64_t at = entries[i]->counts.first - entries[i]->counts.first % HOUR_SECONDS;
        bool gap = i > 0 && str_equal(place, last_place) && at > last_hour + HOUR_SECONDS;
        if (gap) {
            int64_t missing = (at - last_hour) / HOUR_SECONDS - 1;
            SheetRow *row = sheet_row(sheet->sheet, table, place);
            row->detail = str_format(sheet->sheet->arena, "%lld hours", (long long)missing);
            row->counts =
                (DeedCounts){.has_time = true, .first = last_hour + HOUR_SECONDS, .last = at - 1};
            hours += (uint64_t)missing;
        }
        last_place = place;
        last_hour = at;
    }
    if (table->count == 0) return;
    table->title = "Hours without any event of that source and Region";
    sheet_note(sheet->sheet,
               "%.*s hours within the time of a source and Region have no event: quiet, not "
               "logged, or not here",
               STR_ARGS(sheet_number(sheet->sheet->arena, hours)));
}

/* Pairs of address and user agent that first come in the last part of the time. */
static void pair_table(const LogSheet *sheet) {
    const Survey *survey = sheet->survey;
    const Roll *roll = &survey->rolls[SURVEY_PAIR];
    const RollEntry **entries = roll_sorted(roll, ROLL_BY_TIME, sheet->sheet->arena);
    SheetTable *table = sheet_table(sheet->sheet, S("new-pair"),
                                    "New in the last quarter of the time: address, user agent");
    int64_t late = survey->all.last - (survey->all.last - survey->all.first) / PAIR_LATE_PART;
    for (size_t i = 0; i < roll->map.count; i++) {
        const DeedCounts *counts = &entries[i]->counts;
        if (counts->has_time && counts->first > late) row_add(sheet, table, entries[i]);
    }
}

static void bytes_table(const LogSheet *sheet, SurveyRoll roll, Str name, const char *title) {
    const Roll *counted = &sheet->survey->rolls[roll];
    const RollEntry **entries = roll_sorted(counted, ROLL_BY_BYTES, sheet->sheet->arena);
    SheetTable *table = sheet_table(sheet->sheet, name, title);
    for (size_t i = 0; i < counted->map.count && entries[i]->counts.bytes_out > 0; i++) {
        row_add(sheet, table, entries[i]);
    }
}

void log_sheet_want_summary(bool rolls[SURVEY_ROLL_COUNT]) {
    static const SurveyRoll wanted[] = {SURVEY_SOURCE,    SURVEY_ACCOUNT, SURVEY_PAIR,
                                        SURVEY_HOUR,      SURVEY_DENIED,  SURVEY_READS,
                                        SURVEY_ANONYMOUS, SURVEY_FOREIGN, SURVEY_PRESIGNED};
    for (size_t i = 0; i < COUNT(wanted); i++) rolls[wanted[i]] = true;
    for (size_t i = 0; i < log_sheet_top_count; i++) rolls[log_sheet_tops[i].roll] = true;
}

static void summary_title(const LogSheet *sheet) {
    const DeedCounts *all = &sheet->survey->all;
    Arena *arena = sheet->sheet->arena;
    const LogTally *tally = &sheet->survey->logs.tally;
    Str span = all->has_time ? str_format(arena, " from %.*s to %.*s",
                                          STR_ARGS(log_time_text(all->first, arena)),
                                          STR_ARGS(log_time_text(all->last, arena)))
                             : S("");
    sheet->sheet->title = str_terminated(
        arena,
        str_format(arena, "%.*s events in %.*s files%.*s: %.*s good, %.*s denied, %.*s failed",
                   STR_ARGS(sheet_number(arena, all->events)),
                   STR_ARGS(sheet_number(arena, tally->files)), STR_ARGS(span),
                   STR_ARGS(sheet_number(arena, all->good)),
                   STR_ARGS(sheet_number(arena, all->denied)),
                   STR_ARGS(sheet_number(arena, all->failed))));
}

static void all_table(const LogSheet *sheet) {
    SheetTable *table = sheet_table(sheet->sheet, S("all"), NULL);
    sheet_row(sheet->sheet, table, S("all"))->counts = sheet->survey->all;
}

void log_sheet_summary(const LogSheet *sheet) {
    summary_title(sheet);
    all_table(sheet);
    log_sheet_roll(sheet, &source_roll);
    log_sheet_roll(sheet, &account_roll);
    for (size_t i = 0; i < COUNT(summary_standing); i++)
        log_sheet_roll(sheet, &summary_standing[i]);
    log_sheet_roll(sheet, &summary_denied);
    principal_tables(sheet);
    for (size_t i = 1; i < log_sheet_top_count; i++) log_sheet_roll(sheet, &log_sheet_tops[i]);
    pair_table(sheet);
    bytes_table(sheet, SURVEY_PRINCIPAL, S("bytes-principal"), "Most bytes out: principals");
    bytes_table(sheet, SURVEY_OBJECT, S("bytes-object"), "Most bytes out: objects");
    static const LogSheetRoll reads = {SURVEY_READS, S_INIT("reads"),
                                       "Most reads in one hour: when, who", ROLL_BY_EVENTS};
    log_sheet_roll(sheet, &reads);
    gap_table(sheet);
    log_sheet_limits(sheet);
    log_sheet_notes(sheet->sheet, &sheet->survey->logs);
}

void log_sheet_top(const LogSheet *sheet, const LogSheetRoll *roll) {
    uint64_t named = survey_roll_events(sheet->survey, roll->roll);
    uint64_t all = sheet->survey->all.events;
    summary_title(sheet);
    log_sheet_roll(sheet, roll);
    if (named < all) {
        sheet_note(sheet->sheet, "%.*s events name no %.*s",
                   STR_ARGS(sheet_number(sheet->sheet->arena, all - named)), STR_ARGS(roll->name));
    }
    log_sheet_limits(sheet);
    log_sheet_notes(sheet->sheet, &sheet->survey->logs);
}

/* ---- what wasn't read or kept: nobody shall take silence for absence ---- */

static void note_count(Sheet *sheet, uint64_t number, const char *what) {
    if (number > 0)
        sheet_note(sheet, "%.*s %s", STR_ARGS(sheet_number(sheet->arena, number)), what);
}

void log_sheet_limits(const LogSheet *sheet) {
    note_count(sheet->sheet, sheet->survey->budget.refused,
               "counts of names are missing: there are more names than fit into memory; ask for a "
               "shorter time or one principal");
    note_count(sheet->sheet, sheet->survey->chain.refused,
               "credentials that were given out could not be kept: chains may be cut");
}

void log_sheet_notes(Sheet *sheet, const LogRunResult *logs) {
    note_count(sheet, logs->tally.failed,
               "files could not be read, or not whole: stderr names them");
    note_count(sheet, logs->repeats,
               logs->repeats_open ? "events or more were delivered twice and count once"
                                  : "events were delivered twice and count once");
    note_count(sheet, logs->outside, "events lie outside of what was asked for");
    note_count(sheet, logs->skipped, "folders and files were left out by their names");
}
