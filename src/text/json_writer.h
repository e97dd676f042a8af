/* SPDX-License-Identifier: Apache-2.0 */
/* json_writer.h -- writing JSON. Every string goes through one escaping function; commas and
 * indentation are the writer's business, so a caller can't forget them. Bytes that are not valid
 * UTF-8 become U+FFFD. */
#ifndef MERLON_TEXT_JSON_WRITER_H
#define MERLON_TEXT_JSON_WRITER_H

#include "base/buffer.h"
#include "text/node.h"

enum { JSON_WRITER_DEPTH_MAX = NODE_DEPTH_MAX + 32 };

typedef struct JsonWriter {
    Buffer *out;
    bool compact; /* one line, no spaces */
    int depth;
    bool has_items[JSON_WRITER_DEPTH_MAX]; /* something was written at this depth already */
    bool after_key;
} JsonWriter;

/* A writer that appends to out; indented by two spaces, or compact on one line. */
JsonWriter json_writer_make(Buffer *out, bool compact);

/* Begins an object; as the value of the last key when there was one. */
void json_object_begin(JsonWriter *writer);

/* Ends the innermost object. */
void json_object_end(JsonWriter *writer);

/* Begins an array. */
void json_array_begin(JsonWriter *writer);

/* Ends the innermost array. */
void json_array_end(JsonWriter *writer);

/* Writes the key of the next value. */
void json_key_write(JsonWriter *writer, Str key);

/* Writes a string value. */
void json_string_write(JsonWriter *writer, Str value);

/* Writes an integer value. */
void json_int_write(JsonWriter *writer, int64_t value);

/* Writes a number; NaN and infinities, which JSON lacks, become null. */
void json_double_write(JsonWriter *writer, double value);

/* Writes true or false. */
void json_bool_write(JsonWriter *writer, bool value);

/* Writes null. */
void json_null_write(JsonWriter *writer);

/* Key and string value in one. */
void json_pair_write(JsonWriter *writer, Str key, Str value);

/* Writes a whole tree. Unknown values become {"merlon:unknown": reason}, secret ones "***". */
void json_node_write(JsonWriter *writer, const Node *node);

/* Appends value as a JSON string, quotes included, to out. */
void json_escape(Buffer *out, Str value);

#endif
