/* SPDX-License-Identifier: Apache-2.0 */
/* sheet.c -- see sheet.h. */
#include "report/sheet.h"

#include "hunt/log_search.h"
#include "logs/log_time.h"
#include "text/csv_writer.h"
#include "text/json_writer.h"

#include <stdarg.h>
#include <stdio.h>

const SheetFormat sheet_formats[] = {
    {S_INIT("text"), S_INIT(".txt"), sheet_text_write},
    {S_INIT("csv"), S_INIT(".csv"), sheet_csv_write},
    {S_INIT("jsonl"), S_INIT(".jsonl"), sheet_jsonl_write},
};
const size_t sheet_format_count = COUNT(sheet_formats);

SheetTable *sheet_table(Sheet *sheet, Str name, const char *title) {
    assert(sheet->table_count < SHEET_TABLES_MAX);
    SheetTable *table = &sheet->tables[sheet->table_count++];
    *table = (SheetTable){.name = name, .title = title};
    return table;
}

SheetRow *sheet_row(Sheet *sheet, SheetTable *table, Str name) {
    if (table->count == table->capacity) {
        size_t capacity = table->capacity == 0 ? 16 : table->capacity * 2;
        table->rows = arena_grow_array(sheet->arena, table->rows, table->count, capacity,
                                       sizeof(*table->rows));
        table->capacity = capacity;
    }
    SheetRow *row = &table->rows[table->count++];
    *row = (SheetRow){.name = name};
    return row;
}

void sheet_note(Sheet *sheet, const char *format, ...) {
    char text[512];
    va_list arguments;
    assert(sheet->note_count < SHEET_NOTES_MAX);
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    sheet->notes[sheet->note_count++] = str_copy(sheet->arena, str_from(text));
}

Str sheet_number(Arena *arena, uint64_t number) {
    char digits[32], out[48];
    int len = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)number);
    size_t at = 0;
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0) out[at++] = ',';
        out[at++] = digits[i];
    }
    return str_copy(arena, (Str){out, at});
}

Str sheet_bytes(Arena *arena, uint64_t bytes) {
    static const char *const units[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
    double size = (double)bytes;
    size_t unit = 0;
    if (bytes < 1000) return str_format(arena, "%llu B", (unsigned long long)bytes);
    for (size /= 1000; size >= 999.95 && unit + 1 < COUNT(units); size /= 1000) unit++;
    return str_format(arena, "%.1f %s", size, units[unit]);
}

/* ---- CSV ---- */

static const char sheet_header[] =
    "table,of,name,detail,place,events,good,denied,failed,bytes_out,first,last\r\n";

static void csv_number(Buffer *out, uint64_t number, Arena *scratch) {
    csv_cell(out, str_format(scratch, "%llu", (unsigned long long)number));
}

static void csv_row(Buffer *out, Str table, const SheetRow *row, Arena *scratch) {
    const DeedCounts *counts = &row->counts;
    csv_cell(out, table);
    csv_cell(out, log_search_mask(scratch, S(""), row->of));
    csv_cell(out, log_search_mask(scratch, S(""), row->name));
    csv_cell(out, log_search_mask(scratch, S(""), row->detail));
    csv_cell(out, row->place);
    csv_number(out, counts->events, scratch);
    csv_number(out, counts->good, scratch);
    csv_number(out, counts->denied, scratch);
    csv_number(out, counts->failed, scratch);
    csv_number(out, counts->bytes_out, scratch);
    csv_cell(out, counts->has_time ? log_time_text(counts->first, scratch) : S(""));
    csv_cell(out, counts->has_time ? log_time_text(counts->last, scratch) : S(""));
    buffer_add(out, S("\r\n"));
}

/* How many rows of a table are written. */
static size_t sheet_rows(const Sheet *sheet, const SheetTable *table) {
    return sheet->limit == 0 || table->count < sheet->limit ? table->count : sheet->limit;
}

void sheet_csv_write(const Sheet *sheet, Output *out) {
    CLEANUP(arena_free) Arena scratch = {0};
    buffer_add(&out->buffer, str_from(sheet_header));
    for (size_t i = 0; i < sheet->table_count; i++) {
        const SheetTable *table = &sheet->tables[i];
        for (size_t j = 0; j < sheet_rows(sheet, table); j++) {
            csv_row(&out->buffer, table->name, &table->rows[j], &scratch);
            arena_reset(&scratch);
            output_flow(out);
        }
    }
    for (size_t i = 0; i < sheet->note_count; i++) {
        csv_row(&out->buffer, S("note"), &(SheetRow){.name = sheet->notes[i]}, &scratch);
    }
}

/* ---- JSON ---- */

static void json_text(JsonWriter *writer, Str key, Str text, Arena *scratch) {
    if (text.len > 0) json_pair_write(writer, key, log_search_mask(scratch, S(""), text));
}

static void json_number(JsonWriter *writer, Str key, uint64_t number) {
    json_key_write(writer, key);
    json_int_write(writer, number > INT64_MAX ? INT64_MAX : (int64_t)number);
}

static void json_row(Buffer *out, Str table, const SheetRow *row, Arena *scratch) {
    const DeedCounts *counts = &row->counts;
    JsonWriter writer = json_writer_make(out, true);
    json_object_begin(&writer);
    json_pair_write(&writer, S("table"), table);
    json_text(&writer, S("of"), row->of, scratch);
    json_text(&writer, S("name"), row->name, scratch);
    json_text(&writer, S("detail"), row->detail, scratch);
    json_text(&writer, S("place"), row->place, scratch);
    json_number(&writer, S("events"), counts->events);
    json_number(&writer, S("good"), counts->good);
    json_number(&writer, S("denied"), counts->denied);
    json_number(&writer, S("failed"), counts->failed);
    json_number(&writer, S("bytesOut"), counts->bytes_out);
    if (counts->has_time) {
        json_pair_write(&writer, S("first"), log_time_text(counts->first, scratch));
        json_pair_write(&writer, S("last"), log_time_text(counts->last, scratch));
    }
    json_object_end(&writer);
    buffer_add_byte(out, '\n');
}

static void json_note(Buffer *out, Str note) {
    JsonWriter writer = json_writer_make(out, true);
    json_object_begin(&writer);
    json_pair_write(&writer, S("table"), S("note"));
    json_pair_write(&writer, S("name"), note);
    json_object_end(&writer);
    buffer_add_byte(out, '\n');
}

void sheet_jsonl_write(const Sheet *sheet, Output *out) {
    CLEANUP(arena_free) Arena scratch = {0};
    for (size_t i = 0; i < sheet->table_count; i++) {
        const SheetTable *table = &sheet->tables[i];
        for (size_t j = 0; j < sheet_rows(sheet, table); j++) {
            json_row(&out->buffer, table->name, &table->rows[j], &scratch);
            arena_reset(&scratch);
            output_flow(out);
        }
    }
    for (size_t i = 0; i < sheet->note_count; i++) json_note(&out->buffer, sheet->notes[i]);
}
