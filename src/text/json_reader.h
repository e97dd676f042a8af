/* SPDX-License-Identifier: Apache-2.0 */
/* json_reader.h -- the extern "C" face of the one C++ file: simdjson drives these callbacks. */
#ifndef MERLON_TEXT_JSON_READER_H
#define MERLON_TEXT_JSON_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Called in document order. offset is where the value starts, in bytes. Text is valid during the
 * call only. A callback that returns false stops the reading. */
typedef struct JsonEvents {
    bool (*begin)(void *context, bool is_map, size_t offset);
    bool (*end)(void *context);
    bool (*key)(void *context, const char *text, size_t len, size_t offset);
    bool (*string)(void *context, const char *text, size_t len, size_t offset);
    bool (*integer)(void *context, int64_t value, size_t offset);
    bool (*number)(void *context, double value, size_t offset);
    bool (*boolean)(void *context, bool value, size_t offset);
    bool (*null)(void *context, size_t offset);
    void *context;
} JsonEvents;

typedef struct JsonFailure {
    const char *message; /* static; NULL when a callback stopped the reading */
    size_t offset;
} JsonFailure;

/* Walks the JSON document text, which must have json_reader_padding() readable bytes behind it.
 * On failure returns false and fills ret_failure. */
bool json_reader_walk(const char *text, size_t len, const JsonEvents *events, int depth_max,
                      JsonFailure *ret_failure);

/* How many bytes behind the text must be readable. */
size_t json_reader_padding(void);

/* What simdjson's first pass finds in a text: where tokens begin. */
typedef struct JsonIndexer JsonIndexer;

typedef enum JsonIndexStatus {
    JSON_INDEX_FINE,
    JSON_INDEX_OPEN_STRING, /* the text ends within a string; the tokens before it are there */
    JSON_INDEX_CONTROL,     /* a control character stands in a string; no tokens are there */
    JSON_INDEX_FAILED       /* out of memory or beyond 4 GiB; no tokens are there */
} JsonIndexStatus;

/* A new indexer, which keeps its memory from one text to the next; NULL when there is none left. */
JsonIndexer *json_indexer_make(void);

/* Gives an indexer back; NULL is left alone. */
void json_indexer_free(JsonIndexer *indexer);

/* Finds the tokens of text, in order: the offset of each { } [ ] : and comma outside of strings, of
 * each opening quote and of the first byte of whatever else stands there (numbers, words, rubbish).
 * Nothing is validated. len bytes and json_reader_padding() more must be readable, and the padding
 * writable: a text that ends within a string is closed there for a moment. The tokens are valid
 * until the next call. */
JsonIndexStatus json_indexer_run(JsonIndexer *indexer, char *text, size_t len,
                                 const uint32_t **ret_tokens, size_t *ret_count);

#ifdef __cplusplus
}
#endif

#endif
