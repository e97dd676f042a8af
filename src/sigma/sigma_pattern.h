/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_pattern.h -- the text values of Sigma rules: '*' is any run of characters, '?' one, and a
 * backslash before one of these or before itself takes the meaning away. A pattern stands for the
 * whole text and folds case unless it is cased. */
#ifndef MERLON_SIGMA_SIGMA_PATTERN_H
#define MERLON_SIGMA_SIGMA_PATTERN_H

#include "base/str.h"

typedef enum SigmaPartKind { SIGMA_PART_TEXT, SIGMA_PART_ANY, SIGMA_PART_ONE } SigmaPartKind;

typedef struct SigmaPart {
    SigmaPartKind kind;
    Str text;
} SigmaPart;

typedef struct SigmaParts {
    const SigmaPart *items;
    size_t count;
} SigmaParts;

typedef enum SigmaShape {
    SIGMA_SHAPE_EXACT,
    SIGMA_SHAPE_PREFIX,
    SIGMA_SHAPE_SUFFIX,
    SIGMA_SHAPE_CONTAINS,
    SIGMA_SHAPE_ANYTHING,
    SIGMA_SHAPE_GLOB
} SigmaShape;

typedef struct SigmaPattern {
    SigmaShape shape;
    bool cased;
    Str text;         /* what is to be found, but for ANYTHING and GLOB; folded unless cased */
    SigmaParts parts; /* GLOB: likewise */
} SigmaPattern;

/* The parts of a value as a rule writes it. */
SigmaParts sigma_parts_read(Arena *arena, Str text);

/* The parts of text in which nothing is special. */
SigmaParts sigma_parts_plain(Arena *arena, Str text);

/* Parts with '*' before and behind. */
SigmaParts sigma_parts_around(Arena *arena, SigmaParts parts, bool before, bool behind);

/* Whether nothing in parts is a wildcard; *ret_text is their text then. */
bool sigma_parts_text(Arena *arena, SigmaParts parts, Str *ret_text);

/* The parts as a rule would write them. */
Str sigma_parts_write(Arena *arena, SigmaParts parts);

/* The pattern of parts. */
SigmaPattern sigma_pattern_make(Arena *arena, SigmaParts parts, bool cased);

/* Whether text, which was folded for a pattern that isn't cased, is what pattern says. */
bool sigma_pattern_matches(const SigmaPattern *pattern, Str text);

/* Text in simple lower case (each character by itself): text itself when that is the same, else in
 * scratch. Bytes that aren't UTF-8 stay. */
Str sigma_fold(Arena *scratch, Str text);

#endif
