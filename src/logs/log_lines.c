/* SPDX-License-Identifier: Apache-2.0 */
/* log_lines.c -- logs of one line per record: VPC flow logs, the access logs of S3 and of load
 * balancers, CloudFront's.
 * The columns come from a header in the file (VPC flow, CloudFront) or from the look of a line
 * (log_flow.c, log_access.c). Which of them somebody wants is found out once per header or format;
 * a line is then only cut, and the wanted columns are noted by slot. Files that were put one behind
 * another bring their headers along, so each may change the columns. */
#include "logs/log_window.h"

enum { LINE_NAME_BYTES_MAX = 128 /* of a column; nothing that AWS names is half as long */ };

/* Where a column's parts go: slot + 1, 0 when nobody wants it. */
typedef struct LineColumn {
    uint16_t slots[LOG_COLUMN_NAMES_MAX];
    uint16_t parts; /* 0 when none is wanted */
} LineColumn;

struct LogLines {
    bool known;              /* the columns are */
    const LogFormat *format; /* NULL when a header named the columns */
    Str name;                /* "a VPC flow log", for errors */
    LogSource source;
    char separator;
    bool exact; /* a line with more columns is a fault */
    size_t count, least;
    size_t wanted; /* nobody wants the columns from here on: they are only counted */
    bool skipping; /* within a line that is too long */
    size_t latest; /* how many columns the last line that was read has */
    LineColumn columns[LOG_COLUMNS_MAX];
};

/* How a line ended. */
typedef enum LineEnd {
    LINE_TAKEN,
    LINE_UNKNOWN, /* no log that is known has it */
    LINE_BROKEN   /* it was noted why */
} LineEnd;

static LogLines *lines_get(LogReader *reader) {
    if (reader->line_format == NULL) reader->line_format = ARENA_NEW(&reader->arena, LogLines);
    return reader->line_format;
}

void log_lines_reset(LogReader *reader) {
    LogLines *lines = lines_get(reader);
    lines->known = lines->skipping = false;
    lines->latest = 0;
    lines->format = NULL;
}

/* ---- columns ---- */

/* The slot of name + 1, 0 when nobody wants it. */
static uint16_t lines_slot(const LogReader *reader, Str name) {
    char padded[LINE_NAME_BYTES_MAX + 8] = {0}; /* log_keys_find reads eight bytes */
    if (name.len == 0 || name.len > LINE_NAME_BYTES_MAX) return 0;
    memcpy(padded, name.ptr, name.len);
    size_t slot = log_keys_find(reader->keys, padded, name.len);
    return slot == SIZE_MAX ? 0 : (uint16_t)(slot + 1);
}

static void lines_begin(LogReader *reader, Str name, LogSource source) {
    LogLines *lines = lines_get(reader);
    bool skipping = lines->skipping;
    *lines = (LogLines){.known = true, .name = name, .source = source, .skipping = skipping};
    lines->separator = source == LOG_SOURCE_CLOUDFRONT ? '\t' : ' ';
    lines->exact = source == LOG_SOURCE_CLOUDFRONT || source == LOG_SOURCE_VPCFLOW;
    memset(reader->columns, 0, reader->keys->count * sizeof(Str));
}

static void lines_add(LogReader *reader, const LogColumn *column) {
    LogLines *lines = lines_get(reader);
    LineColumn *entry = &lines->columns[lines->count++];
    uint16_t parts = 0;
    for (size_t i = 0; i < LOG_COLUMN_NAMES_MAX && column->names[i].len > 0; i++) {
        entry->slots[i] = lines_slot(reader, column->names[i]);
        parts++;
        if (entry->slots[i] != 0) lines->wanted = lines->count;
    }
    if (lines->wanted == lines->count) entry->parts = parts;
}

static void lines_set_format(LogReader *reader, const LogFormat *format) {
    LogLines *lines = lines_get(reader);
    lines_begin(reader, format->name, format->source);
    lines->format = format;
    lines->least = format->least;
    for (size_t i = 0; i < format->count; i++) lines_add(reader, &format->columns[i]);
}

static LineEnd lines_set_header(LogReader *reader, Str names, LogSource source, uint64_t offset) {
    LogLines *lines = lines_get(reader);
    lines_begin(reader, S("the header"), source);
    for (Str rest = names; rest.len > 0;) {
        LogColumn column = {{str_cut(&rest, ' ')}};
        if (column.names[0].len == 0) continue;
        if (lines->count == LOG_COLUMNS_MAX) {
            log_reader_note(reader, offset, "names more than %d columns", LOG_COLUMNS_MAX);
            lines->known = false;
            return LINE_BROKEN;
        }
        lines_add(reader, &column);
    }
    lines->least = lines->count;
    return LINE_TAKEN;
}

/* ---- one line ---- */

/* Where the quoted text at the start of rest ends, SIZE_MAX when it doesn't: at a quote that a
 * separator follows, for a client's own quotes aren't escaped everywhere. So that what a client
 * calls itself can't push columns about, the user agent ends at the line's last quote in those logs
 * that have no quotes behind it. */
static size_t line_quote_end(Str rest, char separator, bool last) {
    if (last) {
        const char *quote = memrchr(rest.ptr + 1, '"', rest.len - 1);
        return quote == NULL ? SIZE_MAX : (size_t)(quote - rest.ptr);
    }
    for (size_t at = 1; at < rest.len; at++) {
        const char *quote = memchr(rest.ptr + at, '"', rest.len - at);
        if (quote == NULL) return SIZE_MAX;
        at = (size_t)(quote - rest.ptr);
        if (at + 1 == rest.len || rest.ptr[at + 1] == separator) return at;
    }
    return SIZE_MAX;
}

/* How many bytes the text between brackets at the start of rest has; only S3's time is one. */
static size_t line_bracket_end(Str rest) {
    bool time = rest.len >= 28 && rest.ptr[0] == '[' && rest.ptr[3] == '/' && rest.ptr[27] == ']';
    return time ? 27 : 0;
}

/* Cuts the column (from 0) of a format with quotes off *rest; false when its quote doesn't end. */
static bool line_cut_quoted(const LogLines *lines, size_t column, Str *rest, Str *ret_text) {
    size_t end = line_bracket_end(*rest);
    if (rest->len > 0 && rest->ptr[0] == '"')
        end = line_quote_end(*rest, lines->separator, lines->format->agent == column + 1);
    if (end == SIZE_MAX) return false;
    if (end == 0) {
        *ret_text = str_cut(rest, lines->separator);
        return true;
    }
    *ret_text = str_slice(*rest, 1, end);
    *rest = str_slice(*rest, end + 2, rest->len);
    return true;
}

/* "203.0.113.7:443" or "-" (for both). */
static void line_split_address(Str column, Str parts[]) {
    size_t colon = column.len;
    while (colon > 0 && column.ptr[colon - 1] != ':') colon--;
    parts[0] = colon == 0 ? column : str_slice(column, 0, colon - 1);
    parts[1] = colon == 0 ? column : str_slice(column, colon, column.len);
    bool bracketed = parts[0].len > 2 && parts[0].ptr[0] == '[';
    if (bracketed) parts[0] = str_slice(parts[0], 1, parts[0].len - 1); /* IPv6 */
}

/* "GET http://www.example.com:80/ HTTP/1.1", "- - - " or "-": what isn't there is "-". */
static void line_split_request(Str column, Str parts[]) {
    Str rest = str_trim(column);
    parts[0] = str_cut(&rest, ' ');
    size_t blank = rest.len;
    while (blank > 0 && rest.ptr[blank - 1] != ' ') blank--;
    parts[1] = blank == 0 ? rest : str_trim(str_slice(rest, 0, blank));
    parts[2] = blank == 0 ? S("-") : str_slice(rest, blank, rest.len);
    for (size_t i = 0; i < 3; i++) {
        if (parts[i].len == 0) parts[i] = S("-");
    }
}

static void line_store(const LogReader *reader, const LineColumn *column, Str text) {
    Str parts[LOG_COLUMN_NAMES_MAX] = {text};
    if (column->parts == 2) line_split_address(text, parts);
    if (column->parts == 3) line_split_request(text, parts);
    for (size_t i = 0; i < column->parts; i++) {
        if (column->slots[i] != 0) reader->columns[column->slots[i] - 1] = parts[i];
    }
}

/* Notes the wanted columns of line and counts all; false when a quote doesn't end. */
static bool line_split(const LogReader *reader, Str line, size_t *ret_count) {
    const LogLines *lines = reader->line_format;
    bool quoted = lines->format != NULL && lines->format->quoted;
    size_t count = 0;
    for (Str rest = line; rest.len > 0; count++) {
        Str column = S("");
        if (!quoted) {
            column = str_cut(&rest, lines->separator);
        } else if (!line_cut_quoted(lines, count, &rest, &column)) {
            return false;
        }
        if (count < lines->wanted) line_store(reader, &lines->columns[count], column);
    }
    for (size_t i = count; i < lines->wanted; i++) {
        for (size_t j = 0; j < lines->columns[i].parts; j++) {
            uint16_t slot = lines->columns[i].slots[j];
            if (slot != 0) reader->columns[slot - 1] = (Str){NULL, 0};
        }
    }
    *ret_count = count;
    return true;
}

/* Whether line has the columns that are known; else says why in *ret_fault. */
static bool line_read(const LogReader *reader, Str line, Error *ret_fault) {
    LogLines *lines = reader->line_format;
    size_t count = 0;
    if (!line_split(reader, line, &count)) {
        return error_say(ret_fault, "has a quote that doesn't end: the line wasn't read");
    }
    if (count >= lines->least && (count <= lines->count || !lines->exact)) {
        lines->latest = count;
        return true;
    }
    return error_say(ret_fault, "has %zu columns where %.*s has %zu: the line wasn't read", count,
                     STR_ARGS(lines->name), lines->least);
}

static void line_emit(LogReader *reader, Str line, uint64_t offset) {
    LogEvent event = {.source = reader->line_format->source,
                      .text = line,
                      .columns = reader->columns,
                      .keys = reader->keys,
                      .file = reader->file,
                      .offset = offset};
    log_reader_emit(reader, &event);
}

/* ---- which log a line is of ---- */

/* What is behind the time that an export of CloudWatch Logs puts before each line. */
static Str line_behind_time(Str line) {
    Str rest = line;
    bool time = line.len > 20 && line.ptr[4] == '-' && line.ptr[7] == '-' && line.ptr[10] == 'T';
    if (!time) return S("");
    str_cut(&rest, ' ');
    return rest;
}

static const LogFormat *line_format(Str line) {
    const LogFormat *format = log_flow_find(line);
    return format == NULL ? log_access_find(line) : format;
}

static bool line_is_cloudfront(Str line) {
    if (line.len == 0 || line.ptr[0] != '#') return false; /* the usual case, quickly */
    return str_starts(line, S("#Version:")) || str_starts(line, S("#Fields:"));
}

bool log_lines_know(Str line) {
    return line_is_cloudfront(line) || log_flow_is_header(line) || line_format(line) != NULL ||
           line_format(line_behind_time(line)) != NULL;
}

/* Makes the columns those of the line, which becomes the record without the time before it. */
static bool line_find(LogReader *reader, Str *line) {
    const LogLines *lines = reader->line_format;
    const LogFormat *format = line_format(*line);
    if (format == NULL) {
        Str record = line_behind_time(*line);
        format = line_format(record);
        if (format == NULL) return false;
        *line = record;
    }
    if (!lines->known || lines->format != format) lines_set_format(reader, format);
    return true;
}

static LineEnd line_take(LogReader *reader, Str line, uint64_t offset) {
    const LogLines *lines = lines_get(reader);
    const char *start = line.ptr;
    if (line_is_cloudfront(line)) {
        Str rest = line;
        str_cut(&rest, ':');
        if (line.ptr[1] == 'V') return LINE_TAKEN;
        return lines_set_header(reader, rest, LOG_SOURCE_CLOUDFRONT, offset);
    }
    if (log_flow_is_header(line)) return lines_set_header(reader, line, LOG_SOURCE_VPCFLOW, offset);
    bool fits = lines->known && (lines->format == NULL || lines->format->fits(line));
    if (!fits && !line_find(reader, &line)) return LINE_UNKNOWN;
    Error fault = {0};
    bool fine = line_read(reader, line, &fault);
    if (!fine && lines->format == NULL && line_find(reader, &line)) {
        fine = line_read(reader, line, &fault); /* another file's, without a header */
    }
    uint64_t place = offset + (uint64_t)(line.ptr - start);
    if (fine) {
        line_emit(reader, line, place);
    } else {
        log_reader_note(reader, place, "%s", fault.message);
    }
    return fine ? LINE_TAKEN : LINE_BROKEN;
}

bool log_lines_take_line(LogReader *reader, Str line, uint64_t offset) {
    bool any = line.len > 0 && line.len <= LOG_LINE_BYTES_MAX;
    return any && line_take(reader, line, offset) != LINE_UNKNOWN;
}

/* ---- windows ---- */

static void lines_take_one(LogReader *reader, Str text, uint64_t offset) {
    size_t start = 0, end = text.len;
    while (start < end && text.ptr[start] == ' ') start++;
    while (end > start && (text.ptr[end - 1] == ' ' || text.ptr[end - 1] == '\r')) end--;
    Str line = str_slice(text, start, end);
    if (line.len == 0) return;
    if (line.len > LOG_LINE_BYTES_MAX) {
        log_reader_note(reader, offset, "has a line of more than %d bytes: it wasn't read",
                        LOG_LINE_BYTES_MAX);
    } else if (line_take(reader, line, offset + start) == LINE_UNKNOWN) {
        log_reader_note(reader, offset, "is no line of a log that is known: it wasn't read");
    }
}

size_t log_lines_take(LogReader *reader, LogWindow window) {
    LogLines *lines = lines_get(reader);
    size_t at = 0;
    while (at < window.len) {
        const char *end = memchr(window.text + at, '\n', window.len - at);
        if (end == NULL && !window.last) break;
        size_t len = end == NULL ? window.len - at : (size_t)(end - window.text) - at;
        size_t before = lines->latest;
        if (!lines->skipping)
            lines_take_one(reader, (Str){window.text + at, len}, reader->offset + at);
        if (end == NULL && lines->latest < before) {
            log_reader_note(reader, reader->offset + at,
                            "ends within a line: its last columns are missing");
        }
        lines->skipping = false;
        at += len + (end != NULL);
    }
    if (window.len - at <= LOG_LINE_BYTES_MAX && !lines->skipping) return at;
    if (!lines->skipping) {
        log_reader_note(reader, reader->offset + at,
                        "has a line of more than %d bytes: it wasn't read", LOG_LINE_BYTES_MAX);
    }
    lines->skipping = true;
    return window.len;
}
