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

#ifdef __cplusplus
}
#endif

#endif
