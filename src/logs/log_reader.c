/* SPDX-License-Identifier: Apache-2.0 */
/* log_reader.c -- see log_reader.h: from a path to windows of text, and from there to the reader of
 * its shape. */
#include "logs/log_reader.h"

#include "logs/log_unpack.h"
#include "logs/log_window.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    SHAPE_LINES_MAX = 16,     /* of a file that begins with damaged ones */
    SHAPE_TIME_BYTES_MAX = 48 /* the time before an exported record, and the brace behind it */
};

LogReader *log_reader_make(const LogKeys *keys, LogSink *sink, void *context) {
    LogReader *reader = calloc(1, sizeof(LogReader));
    if (reader == NULL) return NULL;
    reader->keys = keys;
    reader->sink = sink;
    reader->context = context;
    reader->indexer = json_indexer_make();
    reader->inner = json_indexer_make();
    reader->slots = calloc(keys->count, sizeof(uint32_t));
    reader->columns = calloc(keys->count, sizeof(Str));
    if (reader->indexer != NULL && reader->inner != NULL && reader->slots != NULL &&
        reader->columns != NULL)
        return reader;
    log_reader_free(reader);
    return NULL;
}

void log_reader_free(LogReader *reader) {
    if (reader == NULL) return;
    json_indexer_free(reader->indexer);
    json_indexer_free(reader->inner);
    log_csv_free(reader);
    unpack_free(reader->decoder);
    free(reader->slots);
    free(reader->columns);
    free(reader->window);
    arena_free(&reader->arena);
    arena_free(&reader->name);
    arena_free(&reader->scratch);
    free(reader);
}

const LogTally *log_reader_tally(const LogReader *reader) { return &reader->tally; }

const ErrorList *log_reader_errors(const LogReader *reader) { return &reader->errors; }

void log_reader_note(LogReader *reader, uint64_t offset, const char *format, ...) {
    if (++reader->file_errors > LOG_ERRORS_PER_FILE_MAX) return;
    char message[ERROR_MESSAGE_BYTES_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    Error err = {0};
    const char *more = reader->file_errors == LOG_ERRORS_PER_FILE_MAX
                           ? " (more like this may follow; they aren't listed)"
                           : "";
    error_set(&err, reader->file, 0, 0, "at byte %llu: %s%s", (unsigned long long)offset, message,
              more);
    error_list_add(&reader->errors, &reader->arena, &err);
}

void log_reader_emit(LogReader *reader, const LogEvent *event) {
    reader->tally.records++;
    reader->tally.by_source[event->source]++;
    reader->sink(reader->context, event);
    if (reader->scratch.total > 0) arena_reset(&reader->scratch);
}

bool log_reader_take_message(LogReader *reader, Str message, uint64_t offset) {
    Str text = str_trim(message);
    if (!str_starts(text, S("{"))) return log_lines_take_line(reader, text, offset);
    log_json_take_text(reader, text, offset);
    return true;
}

/* ---- shapes ---- */

/* A record of CloudWatch Logs' exports: a time, then JSON. */
static bool shape_is_export(Str line) {
    if (line.len <= 20 || line.ptr[4] != '-' || line.ptr[10] != 'T') return false;
    return str_find(str_slice(line, 0, SHAPE_TIME_BYTES_MAX), S(" {")) != SIZE_MAX;
}

/* The header of Athena or of Logs Insights. */
static bool shape_is_table(LogReader *reader, Str line) {
    Str lower = str_lower(&reader->scratch, line);
    return str_contains(line, S("@message")) ||
           (str_contains(line, S(",")) && str_contains(lower, S("eventname")));
}

static LogShape shape_of_line(LogReader *reader, Str line) {
    if (line.len == 0) return LOG_SHAPE_NONE;
    if (line.ptr[0] == '{' || line.ptr[0] == '[') return LOG_SHAPE_JSON;
    reader->lines = shape_is_export(line);
    if (reader->lines) return LOG_SHAPE_JSON;
    if (line.len > LOG_LINE_BYTES_MAX) return LOG_SHAPE_NONE;
    if (log_lines_know(line)) return LOG_SHAPE_LINES;
    return shape_is_table(reader, line) ? LOG_SHAPE_CSV : LOG_SHAPE_NONE;
}

/* The first line that shows a shape gives it to the file: what is before it is damaged, and the
 * shape's reader will say so. */
static LogShape shape_find(LogReader *reader, Str text, bool last) {
    Str rest = text;
    LogShape shape = LOG_SHAPE_NONE;
    int tries = 0;
    size_t start = 0; /* most files are one long line: its end needn't be looked for */
    while (start < text.len && strchr(" \t\r\n", text.ptr[start]) != NULL) start++;
    if (start < text.len && (text.ptr[start] == '{' || text.ptr[start] == '['))
        return LOG_SHAPE_JSON;
    for (; tries < SHAPE_LINES_MAX && rest.len > 0; tries++) {
        Str line = str_trim(str_cut(&rest, '\n'));
        bool whole = rest.len > 0 || last || text.ptr[text.len - 1] == '\n';
        bool json = line.len > 0 && (line.ptr[0] == '{' || line.ptr[0] == '[');
        if (!whole && !json && line.len <= LOG_LINE_BYTES_MAX) return LOG_SHAPE_NONE;
        shape = shape_of_line(reader, line);
        if (shape != LOG_SHAPE_NONE) return shape;
        if (line.len == 0) tries--;
    }
    bool early = !last && tries < SHAPE_LINES_MAX && text.len < LOG_WINDOW_BYTES;
    if (tries == 0 || early) return LOG_SHAPE_NONE;
    bool wide = str_starts(text, S("\xFF\xFE")) || str_starts(text, S("\xFE\xFF"));
    log_reader_note(reader, 0, "%s",
                    wide ? "is UTF-16: write it as UTF-8"
                         : "isn't a log of a known shape: CloudTrail, VPC flow, Route 53 resolver, "
                           "S3 access, ELB, CloudFront or GuardDuty");
    return LOG_SHAPE_NONE;
}

static size_t reader_take(LogReader *reader, LogWindow window) {
    if (reader->shape == LOG_SHAPE_NONE) {
        size_t mark =
            reader->offset == 0 && str_starts((Str){window.text, window.len}, S("\xEF\xBB\xBF"))
                ? 3
                : 0;
        if (mark > 0) memset(window.text, ' ', mark);
        reader->shape = shape_find(reader, (Str){window.text, window.len}, window.last);
        if (reader->file_errors > 0) return SIZE_MAX;
    }
    switch (reader->shape) {
    case LOG_SHAPE_JSON: return log_json_take(reader, window);
    case LOG_SHAPE_CSV: return log_csv_take(reader, window);
    case LOG_SHAPE_LINES: return log_lines_take(reader, window);
    case LOG_SHAPE_NONE: break;
    }
    return 0;
}

/* ---- windows ---- */

static void reader_begin(LogReader *reader, Str path) {
    arena_reset(&reader->name);
    reader->file = str_copy(&reader->name, path);
    reader->file_errors = 0;
    reader->shape = LOG_SHAPE_NONE;
    reader->offset = 0;
    reader->level = 0;
    reader->levels[0] = LOG_LEVEL_TOP;
    reader->lines = false;
    reader->endless = 0;
    log_lines_reset(reader);
    log_csv_reset(reader);
    reader->tally.files++;
}

static bool reader_end(LogReader *reader) {
    if (reader->file_errors > 0) reader->tally.failed++;
    return reader->file_errors == 0;
}

static bool window_grow(LogReader *reader, size_t capacity) {
    if (reader->window != NULL && reader->window_capacity >= capacity) return true;
    char *larger = realloc(reader->window, capacity + json_reader_padding());
    if (larger == NULL) return false;
    reader->window = larger;
    reader->window_capacity = capacity;
    return true;
}

/* Takes the len bytes of the window and moves what is left to its front: *len is that much then.
 * False when the file is at its end or no good. */
static bool window_take(LogReader *reader, size_t *len, bool last) {
    memset(reader->window + *len, 0, json_reader_padding());
    size_t done = reader_take(reader, (LogWindow){reader->window, *len, last});
    if (last || done == SIZE_MAX) return false;
    if (done == 0 && *len >= LOG_RECORD_BYTES_MAX) {
        log_reader_note(reader, reader->offset, "has a record of more than %d MiB",
                        LOG_RECORD_BYTES_MAX >> 20);
        return false;
    }
    memmove(reader->window, reader->window + done, *len - done);
    *len -= done;
    reader->offset += done;
    return true;
}

/* Everything that unpack gives, window by window. */
static void reader_stream(LogReader *reader, Unpack *unpack) {
    size_t len = 0;
    for (bool more = true; more;) {
        size_t capacity = len + LOG_WINDOW_BYTES;
        if (!window_grow(reader, capacity)) {
            log_reader_note(reader, reader->offset, "needs more memory than there is");
            return;
        }
        size_t got = 0;
        Error err = {0};
        UnpackStatus status = unpack_next(unpack, reader->window + len, capacity - len, &got, &err);
        len += got;
        reader->tally.bytes += got;
        more = window_take(reader, &len, status != UNPACK_MORE);
        if (status == UNPACK_BROKEN) {
            log_reader_note(reader, reader->offset + len, "%s", err.message);
        }
    }
}

bool log_reader_read(LogReader *reader, Str path) {
    reader_begin(reader, path);
    Error err = {0};
    if (reader->decoder == NULL) reader->decoder = unpack_make();
    Unpack *unpack = reader->decoder;
    if (unpack == NULL || !unpack_open(unpack, str_terminated(&reader->scratch, path), &err)) {
        log_reader_note(reader, 0, "%s", unpack == NULL ? "there is no memory" : err.message);
        return reader_end(reader);
    }
    size_t len = 0;
    if (unpack_whole(unpack, &reader->window, &reader->window_capacity, &len)) {
        reader->tally.bytes += len;
        window_take(reader, &len, true);
    } else {
        reader_stream(reader, unpack);
    }
    bool packed = str_ends(path, S(".gz")) || str_ends(path, S(".zst"));
    if (packed && unpack_bytes(unpack) == 0) log_reader_note(reader, 0, "has no byte at all");
    reader->tally.packed_bytes += unpack_bytes(unpack);
    unpack_close(unpack);
    arena_reset(&reader->scratch);
    return reader_end(reader);
}

bool log_reader_read_text(LogReader *reader, Str name, Str text) {
    reader_begin(reader, name);
    if (!window_grow(reader, text.len)) {
        log_reader_note(reader, 0, "there is no memory");
        return reader_end(reader);
    }
    size_t len = text.len;
    if (text.len > 0) memcpy(reader->window, text.ptr, text.len);
    reader->tally.bytes += len;
    window_take(reader, &len, true);
    return reader_end(reader);
}

void log_reader_read_pieces(LogReader *reader, Str name, Str text, size_t piece) {
    reader_begin(reader, name);
    size_t len = 0;
    for (Str rest = text, next;; rest = str_slice(rest, next.len, rest.len)) {
        next = str_slice(rest, 0, piece);
        if (!window_grow(reader, len + next.len)) break;
        if (next.len > 0) memcpy(reader->window + len, next.ptr, next.len);
        len += next.len;
        if (!window_take(reader, &len, next.len == rest.len)) break;
    }
    reader_end(reader);
}
