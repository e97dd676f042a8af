/* SPDX-License-Identifier: Apache-2.0 */
/* yaml_span.h -- where each part of a YAML text stands, to the byte: for who changes a few bytes of
 * a file that a person wrote and leaves all others alone. It says nothing about what the text
 * means; text/yaml.h does, and has to be asked first, since the limits are there. */
#ifndef MERLON_TEXT_YAML_SPAN_H
#define MERLON_TEXT_YAML_SPAN_H

#include "base/error.h"

typedef enum YamlSpanKind {
    YAML_SPAN_SCALAR,
    YAML_SPAN_ALIAS,
    YAML_SPAN_LIST,
    YAML_SPAN_MAP
} YamlSpanKind;

/* A scalar, an alias, a list or a map. */
typedef struct YamlSpan {
    YamlSpanKind kind;
    size_t start;  /* its first byte; that of the first "-" or key of a block */
    size_t end;    /* behind its last byte; of a list or map in blocks: of its last part */
    size_t column; /* of start, in bytes, 0 is the first */
    size_t next;   /* the index of the first span behind it and its parts */
    Str text;      /* of a scalar: what it says */
    bool flow;     /* a list or map in brackets */
    bool anchored; /* has an anchor, which an alias may name */
} YamlSpan;

typedef struct YamlSpans {
    YamlSpan *items; /* each before its parts; a map's keys and values in turn */
    size_t count;    /* 0: the text holds no value */
    size_t capacity;
} YamlSpans;

/* Finds the spans of text, one document that yaml_read has read. Memory comes from arena. Fails on
 * what isn't YAML, and on line breaks other than LF and CRLF. */
bool yaml_span_read(Arena *arena, Str path, Str text, YamlSpans *ret_spans, Error *err);

#endif
