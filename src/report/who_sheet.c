/* SPDX-License-Identifier: Apache-2.0 */
/* who_sheet.c -- see who_sheet.h. */
#include "report/who_sheet.h"

#include "logs/log_time.h"
#include "report/hunt_report.h"

#include <stdlib.h>

static const LogSheetRoll who_before[] = {
    {SURVEY_ANONYMOUS, S_INIT("anonymous"), "Without credentials: from where, what",
     ROLL_BY_EVENTS},
    {SURVEY_FOREIGN, S_INIT("foreign"), "From other accounts", ROLL_BY_EVENTS},
    {SURVEY_PRESIGNED, S_INIT("presigned"), "With presigned URLs: whose, from where",
     ROLL_BY_EVENTS},
    {SURVEY_DENIED, S_INIT("denied"), "Denied: who, what", ROLL_BY_DENIED},
};
static const LogSheetRoll who_after[] = {
    {SURVEY_EVENT, S_INIT("event"), "What was done", ROLL_BY_EVENTS},
    {SURVEY_ADDRESS, S_INIT("address"), "From where", ROLL_BY_EVENTS},
    {SURVEY_AGENT, S_INIT("agent"), "With what", ROLL_BY_EVENTS},
    {SURVEY_REGION, S_INIT("region"), "In which Regions", ROLL_BY_EVENTS},
    {SURVEY_KEY, S_INIT("key"), "With which access keys", ROLL_BY_EVENTS},
    {SURVEY_ERROR, S_INIT("error"), "Errors", ROLL_BY_EVENTS},
    {SURVEY_BUCKET, S_INIT("bucket"), "Buckets", ROLL_BY_EVENTS},
    {SURVEY_REPOSITORY, S_INIT("repository"), "Repositories", ROLL_BY_EVENTS},
    {SURVEY_OBJECT, S_INIT("object"), "Objects", ROLL_BY_BYTES},
    {SURVEY_READS, S_INIT("reads"), "Reads in one hour: when, who", ROLL_BY_EVENTS},
};

void who_sheet_want(bool rolls[SURVEY_ROLL_COUNT]) {
    for (size_t i = 0; i < COUNT(who_before); i++) rolls[who_before[i].roll] = true;
    for (size_t i = 0; i < COUNT(who_after); i++) rolls[who_after[i].roll] = true;
    rolls[SURVEY_SESSION] = true;
}

/* ---- principals with their chains ---- */

/* Sessions of one principal that came to it by the same way. */
typedef struct WhoRow {
    Str principal;
    Str chain; /* ARNs from whoever began to the principal; empty when nobody gave it the key */
    Str shown; /* the same, short */
    DeedCounts counts;
} WhoRow;

static void chain_part(Buffer *out, Str name) {
    if (out->len > 0) buffer_add(out, S(" -> "));
    buffer_add(out, name);
}

/* "alice -> role/a -> role/b": the askers of all links, then the principal itself. */
static void chain_read(const LogSheet *sheet, Str key, WhoRow *row) {
    const LogLink *links[LOG_CHAIN_DEPTH_MAX];
    CLEANUP(buffer_free) Buffer whole = {0};
    CLEANUP(buffer_free) Buffer brief = {0};
    size_t count = log_chain_trace(&sheet->survey->chain, key, links, COUNT(links));
    row->shown = hunt_principal_name(row->principal);
    if (count == 0) return;
    if (count == COUNT(links)) {
        chain_part(&whole, S("..."));
        chain_part(&brief, S("..."));
    }
    for (size_t i = 0; i < count; i++) {
        chain_part(&whole, links[i]->by);
        chain_part(&brief, hunt_principal_name(links[i]->by));
    }
    chain_part(&whole, row->principal);
    chain_part(&brief, row->shown);
    row->chain = str_copy(sheet->sheet->arena, buffer_text(&whole));
    row->shown = str_copy(sheet->sheet->arena, buffer_text(&brief));
}

static int who_compare(const void *left, const void *right) {
    const WhoRow *a = *(WhoRow *const *)left, *b = *(WhoRow *const *)right;
    if (a->counts.events != b->counts.events) return a->counts.events > b->counts.events ? -1 : 1;
    int order = str_compare(a->principal, b->principal);
    return order != 0 ? order : str_compare(a->chain, b->chain);
}

static void who_principals(const LogSheet *sheet) {
    CLEANUP(arena_free) Arena scratch = {0};
    const Roll *roll = &sheet->survey->rolls[SURVEY_SESSION];
    Map rows = map_make(&scratch);
    WhoRow **sorted = ARENA_ARRAY(&scratch, WhoRow *, roll->map.count + 1);
    for (size_t i = 0; i < roll->map.count; i++) {
        const RollEntry *entry = roll->map.entries[i].value;
        WhoRow row = {0};
        Str key = entry->name;
        row.principal = str_cut(&key, SURVEY_SEPARATOR);
        chain_read(sheet, key, &row);
        Str name = str_join3(&scratch, row.principal, S("\x1f"), row.chain);
        WhoRow *own = map_find(&rows, name);
        if (own == NULL) {
            own = ARENA_NEW(&scratch, WhoRow);
            *own = row;
            sorted[rows.count] = own;
            map_set(&rows, name, own);
        }
        deed_counts_merge(&own->counts, &entry->counts);
    }
    if (rows.count > 1) qsort(sorted, rows.count, sizeof(WhoRow *), who_compare);
    SheetTable *table = sheet_table(sheet->sheet, S("principal"), "Who, and who before");
    for (size_t i = 0; i < rows.count; i++) {
        SheetRow *row = sheet_row(sheet->sheet, table, sorted[i]->principal);
        row->detail = sorted[i]->chain;
        row->shown = sorted[i]->shown;
        row->counts = sorted[i]->counts;
        row->place = geo_text(sheet->geo, row->name, sheet->sheet->arena);
    }
}

/* ---- credentials ---- */

/* Whether a link was asked for by what the filter names. */
static bool link_is_theirs(const Survey *survey, const LogLink *link) {
    const LogFilter *filter = &survey->filter;
    if (map_find(&survey->followed, link->by_key) != NULL && link->by_key.len > 0) return true;
    if (filter->key.len > 0) return str_equal(filter->key, link->by_key);
    return filter->principal.len > 0 && log_chain_is_by(link, filter->principal);
}

static void who_given(const LogSheet *sheet) {
    const Survey *survey = sheet->survey;
    Arena *arena = sheet->sheet->arena;
    const LogLink **links = log_chain_sorted(&survey->chain, arena);
    SheetTable *table = sheet_table(sheet->sheet, S("given"), NULL);
    bool followed = survey->filter.keys != NULL;
    for (size_t i = 0; i < survey->chain.links.count; i++) {
        const LogLink *link = links[i];
        if (!link_is_theirs(survey, link)) continue;
        const RollEntry *used = roll_find(&survey->rolls[SURVEY_KEY], link->key);
        SheetRow *row = sheet_row(sheet->sheet, table, link->key);
        row->of = link->by;
        row->detail = str_join3(arena, link->event, S(" for "), link->to);
        if (!followed) row->detail = str_join2(arena, row->detail, S(" (not followed)"));
        if (used != NULL) row->counts = used->counts;
        if (used == NULL && link->has_time)
            row->counts = (DeedCounts){.has_time = true, .first = link->time, .last = link->time};
    }
    table->title = followed
                       ? "Credentials that it gave out, and what was done with them"
                       : "Credentials that it gave out (--follow says what was done with them)";
}

void who_sheet_write(const LogSheet *sheet) {
    const DeedCounts *all = &sheet->survey->all;
    Arena *arena = sheet->sheet->arena;
    Str span = all->has_time ? str_format(arena, ", first %.*s, last %.*s",
                                          STR_ARGS(log_time_text(all->first, arena)),
                                          STR_ARGS(log_time_text(all->last, arena)))
                             : S("");
    Str files = sheet_number(arena, sheet->survey->logs.tally.files);
    Str title =
        str_format(arena, "%.*s events in %.*s files%.*s",
                   STR_ARGS(sheet_number(arena, all->events)), STR_ARGS(files), STR_ARGS(span));
    sheet->sheet->title = str_terminated(arena, title);
    sheet_row(sheet->sheet, sheet_table(sheet->sheet, S("all"), NULL), S("all"))->counts = *all;
    for (size_t i = 0; i < COUNT(who_before); i++) log_sheet_roll(sheet, &who_before[i]);
    who_principals(sheet);
    who_given(sheet);
    for (size_t i = 0; i < COUNT(who_after); i++) log_sheet_roll(sheet, &who_after[i]);
    log_sheet_limits(sheet);
    log_sheet_notes(sheet->sheet, &sheet->survey->logs);
}
