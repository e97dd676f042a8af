/* SPDX-License-Identifier: Apache-2.0 */
/* yaml_span.c -- see yaml_span.h. libyaml's events carry marks, which count characters; they come
 * in order but for small steps back, so one walk over the text turns them into bytes. */
#include "text/yaml_span.h"

#include <yaml.h>

typedef struct SpanReader {
    yaml_parser_t parser;
    Arena *arena;
    Str path;
    Str text;
    size_t skipped;   /* bytes before what the parser sees: a byte order mark */
    size_t character; /* the place of the last mark, in characters */
    size_t offset;    /* and in bytes of text */
    size_t ended;     /* where the last thing that ended did */
    YamlSpans spans;
    size_t *open; /* the lists and maps that have not ended yet, the innermost last */
    size_t open_count, open_capacity;
    Error *err;
} SpanReader;

static bool span_is_inside(Str text, size_t offset) {
    return offset < text.len && ((unsigned char)text.ptr[offset] & 0xC0) == 0x80;
}

static size_t span_offset(SpanReader *reader, yaml_mark_t mark) {
    while (reader->character < mark.index && reader->offset < reader->text.len) {
        do reader->offset++;
        while (span_is_inside(reader->text, reader->offset));
        reader->character++;
    }
    while (reader->character > mark.index && reader->offset > reader->skipped) {
        do reader->offset--;
        while (span_is_inside(reader->text, reader->offset));
        reader->character--;
    }
    return reader->offset;
}

static size_t span_line_start(Str text, size_t at) {
    while (at > 0 && text.ptr[at - 1] != '\n') at--;
    return at;
}

static bool span_is_blank(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static YamlSpan *span_add(SpanReader *reader, YamlSpanKind kind, const yaml_event_t *event) {
    YamlSpans *spans = &reader->spans;
    if (spans->count == spans->capacity) {
        spans->capacity = spans->capacity == 0 ? 64 : spans->capacity * 2;
        spans->items = arena_grow_array(reader->arena, spans->items, spans->count, spans->capacity,
                                        sizeof *spans->items);
    }
    YamlSpan *span = &spans->items[spans->count++];
    size_t start = span_offset(reader, event->start_mark);
    size_t end = span_offset(reader, event->end_mark);
    /* the mark behind a block scalar stands behind the empty lines that follow it */
    while (end > start && span_is_blank(reader->text.ptr[end - 1])) end--;
    size_t line = span_line_start(reader->text, start);
    if (line < reader->skipped) line = reader->skipped;
    *span = (YamlSpan){
        .kind = kind, .start = start, .end = end, .column = start - line, .next = spans->count};
    reader->ended = end;
    return span;
}

static void span_open(SpanReader *reader) {
    if (reader->open_count == reader->open_capacity) {
        reader->open_capacity = reader->open_capacity == 0 ? 16 : reader->open_capacity * 2;
        reader->open = arena_grow_array(reader->arena, reader->open, reader->open_count,
                                        reader->open_capacity, sizeof *reader->open);
    }
    reader->open[reader->open_count++] = reader->spans.count - 1;
}

static void span_close(SpanReader *reader, const yaml_event_t *event) {
    YamlSpan *span = &reader->spans.items[reader->open[--reader->open_count]];
    span->next = reader->spans.count;
    if (span->flow) {
        span->end = span_offset(reader, event->end_mark);
    } else if (reader->ended > span->end) {
        span->end = reader->ended;
    }
    reader->ended = span->end;
}

static void span_take(SpanReader *reader, const yaml_event_t *event) {
    YamlSpan *span = NULL;
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        span = span_add(reader, YAML_SPAN_SCALAR, event);
        span->anchored = event->data.scalar.anchor != NULL;
        span->text = str_copy(reader->arena, (Str){(const char *)event->data.scalar.value,
                                                   event->data.scalar.length});
        return;
    case YAML_ALIAS_EVENT: span_add(reader, YAML_SPAN_ALIAS, event); return;
    case YAML_SEQUENCE_START_EVENT:
        span = span_add(reader, YAML_SPAN_LIST, event);
        span->anchored = event->data.sequence_start.anchor != NULL;
        span->flow = event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
        span_open(reader);
        return;
    case YAML_MAPPING_START_EVENT:
        span = span_add(reader, YAML_SPAN_MAP, event);
        span->anchored = event->data.mapping_start.anchor != NULL;
        span->flow = event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
        span_open(reader);
        return;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: span_close(reader, event); return;
    default: return;
    }
}

/* YAML has more line breaks than people know; lines are told by LF here. */
static bool span_check_breaks(const SpanReader *reader) {
    Str text = reader->text;
    for (size_t i = 0; i < text.len; i++) {
        Str rest = str_slice(text, i, text.len);
        bool lone = text.ptr[i] == '\r' && (i + 1 == text.len || text.ptr[i + 1] != '\n');
        if (lone || str_starts(rest, S("\xC2\x85")) || str_starts(rest, S("\xE2\x80\xA8")) ||
            str_starts(rest, S("\xE2\x80\xA9"))) {
            return error_set(reader->err, reader->path, 0, 0,
                             "holds a line break that is neither LF nor CRLF");
        }
    }
    return true;
}

static bool span_walk(SpanReader *reader) {
    for (bool done = false; !done;) {
        yaml_event_t event = {0};
        if (yaml_parser_parse(&reader->parser, &event) == 0) {
            return error_set(reader->err, reader->path, 0, 0, "is not valid YAML");
        }
        span_take(reader, &event);
        done = event.type == YAML_STREAM_END_EVENT || event.type == YAML_NO_EVENT;
        yaml_event_delete(&event);
    }
    return true;
}

bool yaml_span_read(Arena *arena, Str path, Str text, YamlSpans *ret_spans, Error *err) {
    SpanReader reader = {.arena = arena, .path = path, .text = text, .err = err};
    if (!span_check_breaks(&reader)) return false;
    if (str_starts(text, S("\xEF\xBB\xBF"))) reader.skipped = 3;
    reader.offset = reader.skipped;
    Str seen = str_slice(text, reader.skipped, text.len);
    if (yaml_parser_initialize(&reader.parser) == 0) abort();
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)(seen.len ? seen.ptr : ""),
                                 seen.len);
    bool ok = span_walk(&reader);
    yaml_parser_delete(&reader.parser);
    if (ok) *ret_spans = reader.spans;
    return ok;
}
