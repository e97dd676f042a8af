/* SPDX-License-Identifier: Apache-2.0 */
/* log_csv.c -- CSV (RFC 4180) with a header: CloudTrail as Athena exports it, and what CloudWatch
 * Logs Insights found. A row of Athena's becomes the JSON record that it was made of, as far as it
 * can be told, and goes the way of all records; a row of Insights has the record in one cell. */
#include "logs/log_names.h"
#include "logs/log_window.h"
#include "text/json_writer.h"

#include <stdlib.h>

typedef struct CsvColumn {
    Str name; /* CloudTrail's */
    LogNameKind kind;
} CsvColumn;

typedef struct CsvCell {
    Str raw;      /* without the quotes around it */
    bool doubled; /* holds quotes, which are written twice */
} CsvCell;

struct LogCsv {
    size_t count;   /* 0: the header wasn't there yet */
    size_t message; /* the column (from 1) that holds a whole record, 0 when none does */
    CsvColumn columns[LOG_COLUMNS_MAX];
    CsvCell cells[LOG_COLUMNS_MAX];
    Arena names; /* of columns that aren't known */
    Buffer json, cell;
};

/* How a row or a cell ended. */
typedef enum CsvEnd {
    CSV_END_CELL, /* another follows */
    CSV_END_ROW,
    CSV_END_OPEN, /* the text ends before it does */
    CSV_END_WRONG /* something stands behind a closing quote */
} CsvEnd;

static LogCsv *csv_get(LogReader *reader) {
    if (reader->csv == NULL) reader->csv = ARENA_NEW(&reader->arena, LogCsv);
    return reader->csv;
}

void log_csv_reset(LogReader *reader) {
    if (reader->csv == NULL) return;
    reader->csv->count = 0;
    arena_reset(&reader->csv->names);
}

void log_csv_free(LogReader *reader) {
    if (reader->csv == NULL) return;
    arena_free(&reader->csv->names);
    buffer_free(&reader->csv->json);
    buffer_free(&reader->csv->cell);
}

/* ---- rows ---- */

/* What is at the end of a cell; passes it. */
static CsvEnd csv_end(Str *rest, bool last) {
    if (str_starts(*rest, S("\r"))) *rest = str_slice(*rest, 1, rest->len);
    if (rest->len == 0) return last ? CSV_END_ROW : CSV_END_OPEN;
    char byte = rest->ptr[0];
    *rest = str_slice(*rest, 1, rest->len);
    if (byte == ',') return CSV_END_CELL;
    return byte == '\n' ? CSV_END_ROW : CSV_END_WRONG;
}

static CsvEnd csv_take_quoted(Str *rest, bool last, CsvCell *cell) {
    Str text = str_slice(*rest, 1, rest->len);
    cell->doubled = false;
    for (size_t at = 0; at < text.len; at++) {
        const char *quote = memchr(text.ptr + at, '"', text.len - at);
        if (quote == NULL) return CSV_END_OPEN;
        at = (size_t)(quote - text.ptr);
        if (at + 1 == text.len && !last) return CSV_END_OPEN; /* a second one may follow */
        if (at + 1 < text.len && text.ptr[at + 1] == '"') {
            cell->doubled = true;
            at++;
            continue;
        }
        cell->raw = str_slice(text, 0, at);
        *rest = str_slice(text, at + 1, text.len);
        return csv_end(rest, last);
    }
    return CSV_END_OPEN;
}

static CsvEnd csv_take_cell(Str *rest, bool last, CsvCell *cell) {
    while (str_starts(*rest, S(" "))) *rest = str_slice(*rest, 1, rest->len);
    if (str_starts(*rest, S("\""))) return csv_take_quoted(rest, last, cell);
    size_t len = 0;
    while (len < rest->len && rest->ptr[len] != ',' && rest->ptr[len] != '\n') len++;
    if (len == rest->len && !last) return CSV_END_OPEN;
    *cell = (CsvCell){.raw = str_slice(*rest, 0, len)};
    if (cell->raw.len > 0 && cell->raw.ptr[cell->raw.len - 1] == '\r') cell->raw.len--;
    *rest = str_slice(*rest, len, rest->len);
    return csv_end(rest, last);
}

/* Cuts a row off *rest into cells. *ret_count may be more than LOG_COLUMNS_MAX: what is behind that
 * isn't kept. */
static CsvEnd csv_take_row(LogCsv *csv, Str *rest, bool last, size_t *ret_count) {
    CsvEnd end = CSV_END_CELL;
    for (*ret_count = 0; end == CSV_END_CELL; (*ret_count)++) {
        CsvCell spare;
        CsvCell *cell = *ret_count < LOG_COLUMNS_MAX ? &csv->cells[*ret_count] : &spare;
        end = csv_take_cell(rest, last, cell);
    }
    return end;
}

/* ---- records ---- */

/* The cell's text, in csv->cell; valid until the next. */
static Str csv_text(LogCsv *csv, const CsvCell *cell) {
    Buffer *out = &csv->cell;
    out->len = 0;
    for (Str rest = cell->raw; rest.len > 0;) {
        size_t quote = cell->doubled ? str_find(rest, S("\"")) : SIZE_MAX;
        size_t len = quote == SIZE_MAX ? rest.len : quote + 1;
        buffer_add(out, str_slice(rest, 0, len));
        rest = str_slice(rest, quote == SIZE_MAX ? len : len + 1, rest.len);
    }
    return buffer_text(out);
}

static bool csv_begin(void *context, bool is_map, size_t offset) {
    (void)context, (void)is_map, (void)offset;
    return true;
}

static bool csv_finish(void *context) {
    (void)context;
    return true;
}

static bool csv_string(void *context, const char *text, size_t len, size_t offset) {
    (void)context, (void)text, (void)len, (void)offset;
    return true;
}

static bool csv_integer(void *context, int64_t value, size_t offset) {
    (void)context, (void)value, (void)offset;
    return true;
}

static bool csv_number(void *context, double value, size_t offset) {
    (void)context, (void)value, (void)offset;
    return true;
}

static bool csv_boolean(void *context, bool value, size_t offset) {
    (void)context, (void)value, (void)offset;
    return true;
}

static bool csv_null(void *context, size_t offset) {
    (void)context, (void)offset;
    return true;
}

/* Whether the text in csv->cell is an object or a list in valid JSON. */
static bool csv_is_json(LogCsv *csv) {
    static const JsonEvents events = {.begin = csv_begin,
                                      .end = csv_finish,
                                      .key = csv_string,
                                      .string = csv_string,
                                      .integer = csv_integer,
                                      .number = csv_number,
                                      .boolean = csv_boolean,
                                      .null = csv_null};
    JsonFailure failure;
    size_t len = csv->cell.len;
    while (csv->cell.len < len + json_reader_padding()) buffer_add(&csv->cell, S("        "));
    csv->cell.len = len;
    return json_reader_walk(csv->cell.bytes, len, &events, LOG_DEPTH_MAX, &failure);
}

static void csv_write_structure(LogCsv *csv, const CsvColumn *column) {
    bool json = csv_is_json(csv);
    Str text = buffer_text(&csv->cell);
    if (json) {
        buffer_add(&csv->json, text);
    } else if (!log_names_write(text, column->name, &csv->json)) {
        json_escape(&csv->json, text);
    }
}

/* What is empty or null isn't there. */
static void csv_write_cell(LogCsv *csv, size_t index) {
    const CsvColumn *column = &csv->columns[index];
    Str text = csv_text(csv, &csv->cells[index]);
    if (text.len == 0 || str_equal(text, S("null"))) return;
    if (csv->json.len > 1) buffer_add_byte(&csv->json, ',');
    json_escape(&csv->json, column->name);
    buffer_add_byte(&csv->json, ':');
    bool structure = text.ptr[0] == '{' || text.ptr[0] == '[';
    bool truth = str_equal(text, S("true")) || str_equal(text, S("false"));
    if (column->kind == LOG_NAME_BOOL && truth) {
        buffer_add(&csv->json, text);
    } else if (column->kind != LOG_NAME_TEXT && structure) {
        csv_write_structure(csv, column);
    } else {
        json_escape(&csv->json, text); /* what a client calls itself makes no structure */
    }
}

static void csv_set_header(LogCsv *csv, size_t count) {
    arena_reset(&csv->names);
    csv->count = count;
    csv->message = 0;
    for (size_t i = 0; i < count; i++) {
        CsvColumn *column = &csv->columns[i];
        Str text = str_trim(csv_text(csv, &csv->cells[i]));
        column->name = log_names_column(text, &column->kind);
        if (str_equal(text, S("@message"))) csv->message = i + 1;
        if (column->kind == LOG_NAME_UNKNOWN) column->name = str_copy(&csv->names, text);
    }
}

/* Whether the row names columns: the first does, and so does the first of each further file when
 * files were put one behind another. */
static bool csv_is_header(const LogCsv *csv, size_t count) {
    for (size_t i = 0; i < count; i++) {
        Str text = str_trim(csv->cells[i].raw);
        if (str_equal_ignore_case(text, S("eventname")) || str_equal(text, S("@message")))
            return true;
    }
    return false;
}

static void csv_emit_message(LogReader *reader, uint64_t offset) {
    LogCsv *csv = csv_get(reader);
    Str text = csv_text(csv, &csv->cells[csv->message - 1]);
    if (!log_reader_take_message(reader, text, offset)) {
        log_reader_note(reader, offset, "holds a message that is no record of a known kind");
    }
}

static void csv_emit(LogReader *reader, size_t count, uint64_t offset) {
    LogCsv *csv = csv_get(reader);
    if (csv->message != 0) {
        csv_emit_message(reader, offset);
        return;
    }
    csv->json.len = 0;
    buffer_add_byte(&csv->json, '{');
    for (size_t i = 0; i < count && csv->json.len <= LOG_RECORD_BYTES_MAX; i++) {
        csv_write_cell(csv, i);
    }
    buffer_add_byte(&csv->json, '}');
    if (csv->json.len > LOG_RECORD_BYTES_MAX) {
        log_reader_note(reader, offset, "makes a record of more than %d MiB: it wasn't read",
                        LOG_RECORD_BYTES_MAX >> 20);
        return;
    }
    log_json_take_text(reader, buffer_text(&csv->json), offset);
}

/* One row, whose cells are cut. */
static void csv_take_one(LogReader *reader, size_t count, uint64_t offset) {
    LogCsv *csv = csv_get(reader);
    if (count == 1 && csv->cells[0].raw.len == 0) return; /* a blank line */
    if (count > LOG_COLUMNS_MAX) {
        log_reader_note(reader, offset, "has more than %d columns: the row wasn't read",
                        LOG_COLUMNS_MAX);
    } else if (csv_is_header(csv, count)) {
        csv_set_header(csv, count);
    } else if (csv->count == 0) {
        log_reader_note(reader, offset, "stands before the header: the row wasn't read");
    } else if (count != csv->count) {
        log_reader_note(reader, offset,
                        "has %zu columns where the header has %zu: the row wasn't read", count,
                        csv->count);
    } else {
        csv_emit(reader, count, offset);
    }
}

/* Passes the rest of a row that is wrong; false when the window ends within it. */
static bool csv_skip_line(Str *rest, bool last) {
    size_t end = str_find(*rest, S("\n"));
    if (end == SIZE_MAX && !last) return false;
    *rest = end == SIZE_MAX ? S("") : str_slice(*rest, end + 1, rest->len);
    return true;
}

size_t log_csv_take(LogReader *reader, LogWindow window) {
    LogCsv *csv = csv_get(reader);
    Str rest = {window.text, window.len};
    while (rest.len > 0) {
        size_t count = 0, at = window.len - rest.len;
        CsvEnd end = csv_take_row(csv, &rest, window.last, &count);
        if (end == CSV_END_OPEN && !window.last) return at;
        if (end == CSV_END_WRONG && !csv_skip_line(&rest, window.last)) return at;
        if (end == CSV_END_ROW) {
            csv_take_one(reader, count, reader->offset + at);
        } else if (end == CSV_END_WRONG) {
            log_reader_note(reader, reader->offset + at,
                            "has text behind a closing quote: the row wasn't read");
        } else {
            log_reader_note(reader, reader->offset + at,
                            "ends within a quote: the file is cut, what is before was read");
            return window.len;
        }
    }
    return window.len;
}
