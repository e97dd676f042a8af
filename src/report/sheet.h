/* SPDX-License-Identifier: Apache-2.0 */
/* sheet.h -- tables of counts, and the formats they can be written in: aligned text for people, one
 * CSV with the same columns for all tables, or one JSON object per row. */
#ifndef MERLON_REPORT_SHEET_H
#define MERLON_REPORT_SHEET_H

#include "base/output.h"
#include "hunt/deed.h"

enum { SHEET_TABLES_MAX = 40, SHEET_NOTES_MAX = 24, SHEET_TEXT_ROWS = 10 };

typedef struct SheetRow {
    Str of; /* what the row is a part of, such as the principal of an address */
    Str name;
    Str detail;
    Str place;  /* where an address is */
    Str shown;  /* what stands in text for name and detail, unless it is empty */
    Str inside; /* further lines, in text only; credentials are masked already */
    DeedCounts counts;
} SheetRow;

typedef struct SheetTable {
    Str name;          /* in CSV and JSON: "principal" */
    const char *title; /* in text; NULL: not shown there */
    SheetRow *rows;
    size_t count, capacity;
} SheetTable;

typedef struct Sheet {
    Arena *arena;
    const char *title; /* in text, above all */
    SheetTable tables[SHEET_TABLES_MAX];
    size_t table_count;
    Str notes[SHEET_NOTES_MAX]; /* whole sentences: what wasn't read, what was left out */
    size_t note_count;
    size_t limit; /* rows per table; 0: SHEET_TEXT_ROWS in text, else all */
} Sheet;

typedef struct SheetFormat {
    Str name;   /* for --format */
    Str ending; /* of file names, for -o */
    void (*write)(const Sheet *sheet, Output *out);
} SheetFormat;

extern const SheetFormat sheet_formats[];
extern const size_t sheet_format_count;

/* A new table at the end. */
SheetTable *sheet_table(Sheet *sheet, Str name, const char *title);

/* A new row at the end of a table; its texts are kept as they are. */
SheetRow *sheet_row(Sheet *sheet, SheetTable *table, Str name);

/* Adds a sentence like printf would. */
void sheet_note(Sheet *sheet, const char *format, ...) PRINTF_LIKE(2, 3);

/* "12,345", in arena. */
Str sheet_number(Arena *arena, uint64_t number);

/* "1.2 MB", in arena. */
Str sheet_bytes(Arena *arena, uint64_t bytes);

/* Writes all as text. */
void sheet_text_write(const Sheet *sheet, Output *out);

/* Writes all as CSV. */
void sheet_csv_write(const Sheet *sheet, Output *out);

/* Writes all as JSON lines. */
void sheet_jsonl_write(const Sheet *sheet, Output *out);

#endif
