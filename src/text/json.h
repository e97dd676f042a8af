/* SPDX-License-Identifier: Apache-2.0 */
/* json.h -- reading JSON (RFC 8259) into nodes.
 * simdjson does the work (json_reader.cc, the only C++ file); this header adds what it lacks:
 * positions, limits, duplicate keys, and errors with a place. */
#ifndef MERLON_TEXT_JSON_H
#define MERLON_TEXT_JSON_H

#include "base/error.h"
#include "text/node.h"

enum {
    JSON_BYTES_MAX = 1 << 30
}; /* 1 GiB: a plan of 800,000 resources; simdjson counts in 32 bits */

/* Reads text, which need not outlive the call, into a tree in arena. Fails on anything that is not
 * one valid JSON value, on keys that stand twice in one object, beyond NODE_DEPTH_MAX and
 * NODE_COUNT_MAX; err has the position. Integers beyond 64 bits become doubles. */
bool json_read(Arena *arena, const Source *source, Str text, Node *ret_node, Error *err);

#endif
