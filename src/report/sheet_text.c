/* SPDX-License-Identifier: Apache-2.0 */
/* sheet_text.c -- a sheet on the terminal: numbers first, which align, names behind them. */
#include "hunt/log_search.h"
#include "logs/log_time.h"
#include "report/sheet.h"
#include "report/terminal.h"

enum { TEXT_TIME_WIDTH = 20, TEXT_NUMBER_WIDTH = 9 };

typedef struct SheetLines {
    const Sheet *sheet;
    Output *out;
    Arena scratch;
    bool bytes, times; /* columns of this table */
} SheetLines;

static void text_right(SheetLines *lines, Str text, size_t width) {
    Buffer *out = &lines->out->buffer;
    for (size_t i = text.len; i < width; i++) buffer_add_byte(out, ' ');
    buffer_add(out, text);
}

static void text_show(SheetLines *lines, Str text) {
    terminal_add(&lines->out->buffer, log_search_mask(&lines->scratch, S(""), text));
}

static void text_number(SheetLines *lines, uint64_t number) {
    text_right(lines, sheet_number(&lines->scratch, number), TEXT_NUMBER_WIDTH);
}

static void text_time(SheetLines *lines, const DeedCounts *counts, int64_t time) {
    Str text = counts->has_time ? log_time_text(time, &lines->scratch) : S("");
    buffer_add(&lines->out->buffer, S("  "));
    text_right(lines, text, TEXT_TIME_WIDTH);
}

static void text_heading(SheetLines *lines, const SheetTable *table) {
    Buffer *out = &lines->out->buffer;
    buffer_add_format(out, "\n%s\n", table->title);
    text_right(lines, S("good"), TEXT_NUMBER_WIDTH);
    text_right(lines, S("denied"), TEXT_NUMBER_WIDTH);
    text_right(lines, S("failed"), TEXT_NUMBER_WIDTH);
    if (lines->bytes) text_right(lines, S("bytes out"), TEXT_NUMBER_WIDTH + 2);
    if (lines->times) buffer_add(out, S("  first                 last"));
    buffer_add_byte(out, '\n');
}

static void text_inside(SheetLines *lines, Str inside) {
    while (inside.len > 0) {
        buffer_add(&lines->out->buffer, S("             "));
        terminal_add(&lines->out->buffer, str_cut(&inside, '\n'));
        buffer_add_byte(&lines->out->buffer, '\n');
    }
}

static void text_row(SheetLines *lines, const SheetRow *row) {
    Buffer *out = &lines->out->buffer;
    const DeedCounts *counts = &row->counts;
    text_number(lines, counts->good);
    text_number(lines, counts->denied);
    text_number(lines, counts->failed);
    if (lines->bytes)
        text_right(lines, sheet_bytes(&lines->scratch, counts->bytes_out), TEXT_NUMBER_WIDTH + 2);
    if (lines->times) {
        text_time(lines, counts, counts->first);
        text_time(lines, counts, counts->last);
    }
    buffer_add(out, S("  "));
    text_show(lines, row->shown.len > 0 ? row->shown : row->name);
    if (row->shown.len == 0 && row->detail.len > 0) {
        buffer_add(out, S("  "));
        text_show(lines, row->detail);
    }
    if (row->place.len > 0) {
        buffer_add(out, S("  ("));
        text_show(lines, row->place);
        buffer_add(out, S(")"));
    }
    buffer_add_byte(out, '\n');
    text_inside(lines, row->inside);
    arena_reset(&lines->scratch);
    output_flow(lines->out);
}

static void text_table(SheetLines *lines, const SheetTable *table) {
    size_t limit = lines->sheet->limit == 0 ? SHEET_TEXT_ROWS : lines->sheet->limit;
    size_t count = table->count < limit ? table->count : limit;
    if (table->title == NULL || table->count == 0) return;
    lines->bytes = false;
    lines->times = false;
    for (size_t i = 0; i < count; i++) {
        lines->bytes |= table->rows[i].counts.bytes_out > 0;
        lines->times |= table->rows[i].counts.has_time;
    }
    text_heading(lines, table);
    for (size_t i = 0; i < count; i++) text_row(lines, &table->rows[i]);
    if (table->count > count) {
        buffer_add_format(&lines->out->buffer, "           and %.*s more: --limit %zu shows them\n",
                          STR_ARGS(sheet_number(&lines->scratch, table->count - count)),
                          table->count);
    }
}

void sheet_text_write(const Sheet *sheet, Output *out) {
    SheetLines lines = {.sheet = sheet, .out = out};
    if (sheet->title != NULL) {
        terminal_add(&out->buffer, str_from(sheet->title));
        buffer_add_byte(&out->buffer, '\n');
    }
    for (size_t i = 0; i < sheet->table_count; i++) text_table(&lines, &sheet->tables[i]);
    if (sheet->note_count > 0) buffer_add_byte(&out->buffer, '\n');
    for (size_t i = 0; i < sheet->note_count; i++) {
        terminal_add(&out->buffer, sheet->notes[i]);
        buffer_add_byte(&out->buffer, '\n');
    }
    arena_free(&lines.scratch);
}
