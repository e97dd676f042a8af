/* SPDX-License-Identifier: Apache-2.0 */
/* unicode.h -- text as Unicode sees it; GNU libunistring holds the tables. Text is UTF-8; bytes
 * that aren't stay as they are. */
#ifndef MERLON_TEXT_UNICODE_H
#define MERLON_TEXT_UNICODE_H

#include "base/str.h"

typedef enum UnicodeCase { UNICODE_LOWER, UNICODE_UPPER, UNICODE_TITLE } UnicodeCase;

/* Walks over extended grapheme clusters (UAX #29), what readers take for characters. PCRE2's \X
 * finds them: it knows flags and joined emoji. Zeroed is ready; close it with
 * unicode_clusters_close. */
typedef struct UnicodeClusters {
    void *code;
    void *match;
} UnicodeClusters;

/* The bytes of the first cluster; 0 when text is empty. */
size_t unicode_clusters_next(UnicodeClusters *clusters, Str text);

/* Gives its memory back. Fit for CLEANUP. */
void unicode_clusters_close(UnicodeClusters *clusters);

/* The number of clusters. */
size_t unicode_cluster_count(Str text);

/* Text in Normalization Form C (UAX #15), in arena when it changes. */
Str unicode_normalize(Arena *arena, Str text);

/* Each code point in lower or upper case; UNICODE_TITLE changes the first of each word only. */
Str unicode_map_case(Arena *arena, Str text, UnicodeCase wanted);

/* Whether a code point is white space. */
bool unicode_is_space(uint32_t point);

#endif
