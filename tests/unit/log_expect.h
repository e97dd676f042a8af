/* SPDX-License-Identifier: Apache-2.0 */
/* log_expect.h -- what the tests of logs share: reading a text as a log file and keeping of each
 * record the fields that a test names, as one line of text. */
#ifndef MERLON_TESTS_UNIT_LOG_EXPECT_H
#define MERLON_TESTS_UNIT_LOG_EXPECT_H

#include "base/buffer.h"
#include "logs/log_reader.h"
#include "logs/log_window.h"
#include "tests/test.h"

#include <stdlib.h>

enum { LOG_EXPECT_FIELDS_MAX = 40 };

typedef struct LogExpect {
    Arena arena, scratch;
    LogKeys *keys;
    LogField fields[LOG_EXPECT_FIELDS_MAX];
    size_t field_count;
    LogReader *reader;
    Buffer seen; /* "source offset time|first field|second field\n" per record */
} LogExpect;

/* One record: its source, its time, then the fields behind '|'. */
static inline void log_expect_take(void *context, const LogEvent *event) {
    LogExpect *expect = context;
    buffer_add(&expect->seen, log_source_name(event->source));
    buffer_add_byte(&expect->seen, ' ');
    buffer_add(&expect->seen, log_event_time_text(event, &expect->scratch));
    for (size_t i = 0; i < expect->field_count; i++) {
        buffer_add_byte(&expect->seen, '|');
        buffer_add(&expect->seen, log_field_text(event, &expect->fields[i], &expect->scratch));
    }
    buffer_add_byte(&expect->seen, '\n');
    arena_reset(&expect->scratch);
}

/* A reader that keeps the fields, whose names stand with blanks between them. */
static inline LogExpect *log_expect_make(Str fields) {
    LogExpect *expect = calloc(1, sizeof(LogExpect));
    assert_non_null(expect);
    expect->keys = log_keys_make(&expect->arena);
    for (Str rest = fields; rest.len > 0;) {
        Str name = str_cut(&rest, ' ');
        LogField *field = &expect->fields[expect->field_count++];
        assert_true(log_field_make(expect->keys, name, field));
    }
    expect->reader = log_reader_make(expect->keys, log_expect_take, expect);
    assert_non_null(expect->reader);
    return expect;
}

static inline void log_expect_free(LogExpect *expect) {
    log_reader_free(expect->reader);
    buffer_free(&expect->seen);
    arena_free(&expect->arena);
    arena_free(&expect->scratch);
    free(expect);
}

static inline void log_expect_equal(Str seen, Str expected) {
    if (!str_equal(seen, expected)) {
        print_error("saw:\n%.*sexpected:\n%.*s", STR_ARGS(seen), STR_ARGS(expected));
    }
    assert_true(str_equal(seen, expected));
}

/* Text read as a file gives the records, whether at once or in pieces of any size up to 70. */
static inline void log_expect_records(Str fields, Str text, Str records) {
    LogExpect *expect = log_expect_make(fields);
    bool fine = log_reader_read_text(expect->reader, S("test"), text);
    const ErrorList *errors = log_reader_errors(expect->reader);
    if (!fine) print_error("%s\n", errors->items[0].message);
    assert_true(fine);
    log_expect_equal(buffer_text(&expect->seen), records);
    for (size_t piece = 1; piece < 70; piece++) {
        expect->seen.len = 0;
        log_reader_read_pieces(expect->reader, S("test"), text, piece);
        log_expect_equal(buffer_text(&expect->seen), records);
        assert_int_equal(errors->count, 0);
    }
    log_expect_free(expect);
}

/* Text read as a file gives the records and, as the last error, one that holds message. */
static inline void log_expect_fault(Str fields, Str text, Str records, Str message) {
    LogExpect *expect = log_expect_make(fields);
    assert_false(log_reader_read_text(expect->reader, S("test"), text));
    const ErrorList *errors = log_reader_errors(expect->reader);
    log_expect_equal(buffer_text(&expect->seen), records);
    assert_true(errors->count > 0);
    Str said = str_from(errors->items[errors->count - 1].message);
    if (!str_contains(said, message)) print_error("said: %.*s\n", STR_ARGS(said));
    assert_true(str_contains(said, message));
    assert_int_equal(log_reader_tally(expect->reader)->failed, 1);
    log_expect_free(expect);
}

#endif
