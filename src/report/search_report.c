/* SPDX-License-Identifier: Apache-2.0 */
/* search_report.c -- see search_report.h. */
#include "report/search_report.h"

#include "base/utf8.h"
#include "logs/log_time.h"
#include "report/hunt_report.h"
#include "report/log_sheet.h"
#include "report/terminal.h"
#include "text/csv_writer.h"
#include "text/json_writer.h"

enum { SEARCH_NAME_WIDTH = 28, SEARCH_WHO_WIDTH = 32, SEARCH_ADDRESS_WIDTH = 16 };

typedef struct SearchLines {
    const SearchReport *report;
    Output *out;
    Arena scratch;
    uint64_t count; /* of events, those left out included */
} SearchLines;

static Str masked(SearchLines *lines, Str text) {
    return log_search_mask(&lines->scratch, S(""), text);
}

static Str hit_time(SearchLines *lines, const Hit *hit) {
    return hit->has_time ? log_time_text(hit->time, &lines->scratch) : S("");
}

/* What it was done to: the object, else the first resource. */
static Str hit_target(const Hit *hit) {
    Str targets = hit->texts[HIT_TARGETS];
    Str first = str_cut(&targets, '\n');
    return hit->values[LOG_SEARCH_OBJECT].len > 0 ? hit->values[LOG_SEARCH_OBJECT] : first;
}

/* ---- text ---- */

static void text_cell(SearchLines *lines, Str text, size_t width) {
    CLEANUP(buffer_free) Buffer clean = {0};
    Buffer *out = &lines->out->buffer;
    terminal_add(&clean, masked(lines, text));
    buffer_add(out, buffer_text(&clean));
    for (size_t i = utf8_length(buffer_text(&clean)); i < width; i++) buffer_add_byte(out, ' ');
    buffer_add(out, S("  "));
}

static void text_event(SearchLines *lines, const Hit *hit) {
    Buffer *out = &lines->out->buffer;
    Str time = hit_time(lines, hit);
    Str place = geo_text(lines->report->geo, hit->texts[HIT_ADDRESS], &lines->scratch);
    text_cell(lines, time.len > 0 ? time : S("no time"), strlen("2026-11-21T15:30:00Z"));
    text_cell(lines, hit->texts[HIT_NAME], SEARCH_NAME_WIDTH);
    text_cell(lines, hunt_principal_name(hit->texts[HIT_PRINCIPAL]), SEARCH_WHO_WIDTH);
    text_cell(lines, hit->texts[HIT_ADDRESS], SEARCH_ADDRESS_WIDTH);
    if (place.len > 0) {
        buffer_add_byte(out, '(');
        terminal_add(out, place);
        buffer_add(out, S(")  "));
    }
    terminal_add(out, masked(lines, hit_target(hit)));
    while (out->len > 0 && out->bytes[out->len - 1] == ' ') out->len--;
    if (hit->texts[HIT_ERROR].len > 0) {
        buffer_add(out, S("  ["));
        terminal_add(out, masked(lines, hit->texts[HIT_ERROR]));
        buffer_add_byte(out, ']');
    } else if (!str_equal(hit->values[LOG_SEARCH_OUTCOME], S("good"))) {
        buffer_add_format(out, "  [%.*s]", STR_ARGS(hit->values[LOG_SEARCH_OUTCOME]));
    }
    buffer_add_byte(out, '\n');
}

/* ---- CSV ---- */

static const char csv_header[] =
    "time,outcome,event,source,name,service,principal,address,place,agent,account,region,error,key,"
    "targets,object,bytes_out,file,offset\r\n";

static void csv_texts(SearchLines *lines, const Hit *hit, HitText first, HitText last) {
    for (HitText text = first; text <= last; text++) {
        csv_cell(&lines->out->buffer, masked(lines, hit->texts[text]));
    }
}

static void csv_event(SearchLines *lines, const Hit *hit) {
    Buffer *out = &lines->out->buffer;
    csv_cell(out, hit_time(lines, hit));
    csv_cell(out, hit->values[LOG_SEARCH_OUTCOME]);
    csv_cell(out, hit->texts[HIT_EVENT]);
    csv_cell(out, log_source_name(hit->source));
    csv_texts(lines, hit, HIT_NAME, HIT_ADDRESS);
    csv_cell(out, geo_text(lines->report->geo, hit->texts[HIT_ADDRESS], &lines->scratch));
    csv_texts(lines, hit, HIT_AGENT, HIT_KEY);
    csv_cell(out, masked(lines, hit->texts[HIT_TARGETS]));
    csv_cell(out, masked(lines, hit->values[LOG_SEARCH_OBJECT]));
    csv_cell(out, hit->values[LOG_SEARCH_BYTES]);
    csv_cell(out, hit->texts[HIT_FILE]);
    csv_cell(out, str_format(&lines->scratch, "%llu", (unsigned long long)hit->offset));
    buffer_add(out, S("\r\n"));
}

/* ---- JSON ---- */

/* The event itself is JSON already, or it is a line. */
static void json_event(SearchLines *lines, const Hit *hit) {
    Buffer *out = &lines->out->buffer;
    JsonWriter writer = json_writer_make(out, true);
    Str whole = hit->values[LOG_SEARCH_WHOLE];
    Str place = geo_text(lines->report->geo, hit->texts[HIT_ADDRESS], &lines->scratch);
    json_object_begin(&writer);
    json_pair_write(&writer, S("file"), hit->texts[HIT_FILE]);
    json_key_write(&writer, S("offset"));
    json_int_write(&writer, (int64_t)hit->offset);
    json_pair_write(&writer, S("source"), log_source_name(hit->source));
    if (hit->has_time) json_pair_write(&writer, S("time"), hit_time(lines, hit));
    json_pair_write(&writer, S("outcome"), hit->values[LOG_SEARCH_OUTCOME]);
    if (place.len > 0) json_pair_write(&writer, S("place"), place);
    json_key_write(&writer, S("event"));
    if (str_starts(whole, S("{"))) {
        buffer_add(out, whole);
        writer.after_key = false;
    } else {
        json_string_write(&writer, whole);
    }
    json_object_end(&writer);
    buffer_add_byte(out, '\n');
}

/* ---- all ---- */

static bool search_visit(void *context, const Hit *hit) {
    static void (*const writers[])(SearchLines *, const Hit *) = {text_event, csv_event,
                                                                  json_event};
    SearchLines *lines = context;
    uint64_t limit = lines->report->limit;
    lines->count++;
    if (limit > 0 && lines->count > limit) return true;
    arena_reset(&lines->scratch);
    writers[lines->report->format](lines, hit);
    output_flow(lines->out);
    return true;
}

static void search_closing(SearchLines *lines, uint64_t left_out) {
    Buffer *out = &lines->out->buffer;
    const LogRunResult *logs = log_search_logs(lines->report->search);
    Arena *arena = &lines->scratch;
    Sheet sheet = {.arena = arena};
    sheet_note(&sheet, "%.*s of %.*s events in %.*s files",
               STR_ARGS(sheet_number(arena, lines->count)),
               STR_ARGS(sheet_number(arena, logs->tally.records)),
               STR_ARGS(sheet_number(arena, logs->tally.files)));
    if (left_out > 0)
        sheet_note(&sheet, "%.*s of these, the latest, were left out: --limit",
                   STR_ARGS(sheet_number(arena, left_out)));
    log_sheet_notes(&sheet, logs);
    buffer_add_byte(out, '\n');
    for (size_t i = 0; i < sheet.note_count; i++) {
        buffer_add(out, sheet.notes[i]);
        buffer_add_byte(out, '\n');
    }
}

bool search_report_write(const SearchReport *report, Output *out, uint64_t *ret_left_out) {
    SearchLines lines = {.report = report, .out = out};
    if (report->format == SEARCH_CSV) buffer_add(&out->buffer, str_from(csv_header));
    bool ok = log_search_each(report->search, search_visit, &lines);
    bool over = report->limit > 0 && lines.count > report->limit;
    uint64_t left_out = over ? lines.count - report->limit : 0;
    if (ok && report->format == SEARCH_TEXT) search_closing(&lines, left_out);
    arena_free(&lines.scratch);
    if (ok) *ret_left_out = left_out;
    return ok;
}
