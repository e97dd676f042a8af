/* SPDX-License-Identifier: Apache-2.0 */
/* placeholder.h -- fills the names of a case into a command template, so that the command can be
 * pasted into a shell whatever the names are: {bucket} outside of quotes becomes 'its-name', within
 * single quotes it becomes part of a JSON text. The names come out of logs, where an attacker chose
 * them: what can't be written safely is refused and stays <BUCKET>, as does what isn't known. */
#ifndef MERLON_RESPOND_PLACEHOLDER_H
#define MERLON_RESPOND_PLACEHOLDER_H

#include "base/str.h"

enum {
    PLACEHOLDER_TEMPLATE_BYTES_MAX = 4096, /* a command of a few lines, with a policy in it */
    PLACEHOLDER_VALUE_BYTES_MAX = 2048     /* an ARN or a key of S3 (1024) has less */
};

/* What a template may name, and in which order values are kept. */
typedef enum Placeholder {
    PLACEHOLDER_ACCOUNT,
    PLACEHOLDER_REGION,
    PLACEHOLDER_BUCKET,
    PLACEHOLDER_REPOSITORY,
    PLACEHOLDER_USER,
    PLACEHOLDER_ROLE,
    PLACEHOLDER_PRINCIPAL,
    PLACEHOLDER_KEY,
    PLACEHOLDER_INSTANCE,
    PLACEHOLDER_DATABASE,
    PLACEHOLDER_OBJECT,
    PLACEHOLDER_VERSION,
    PLACEHOLDER_SNAPSHOT,
    PLACEHOLDER_IMAGE,
    PLACEHOLDER_TRAIL,
    PLACEHOLDER_ADDRESS,
    PLACEHOLDER_TIME
} Placeholder;

enum { PLACEHOLDER_COUNT = PLACEHOLDER_TIME + 1 };

/* By Placeholder; an empty one isn't known. */
typedef struct PlaceholderValues {
    Str items[PLACEHOLDER_COUNT];
} PlaceholderValues;

/* Sets of placeholders have the bit 1 << Placeholder of each. */
typedef struct PlaceholderFilled {
    Str text;
    bool complete;    /* nothing is left to be filled in by hand */
    uint32_t unknown; /* used, but without a value */
    uint32_t refused; /* used, but their values can't be written safely here */
} PlaceholderFilled;

/* "bucket". */
Str placeholder_name(Placeholder placeholder);

/* The placeholder called name; false when there is none. */
bool placeholder_find(Str name, Placeholder *ret_placeholder);

/* Checks that a template names known placeholders only, none within double quotes, and ends each
 * quote. *ret_used is the set that it uses. On failure *ret_what, in arena, says what is wrong and
 * what would be right. */
bool placeholder_check(Arena *arena, Str template, uint32_t *ret_used, Str *ret_what);

/* The template, which placeholder_check took, with values filled in; text is in arena. What isn't
 * known or was refused stands in it as <NAME>. */
PlaceholderFilled placeholder_fill(Arena *arena, Str template, const PlaceholderValues *values);

/* Value as one word of a POSIX shell, in arena. False when it can't be shown on a line as it is: it
 * is no UTF-8, is too long, or holds control characters or such as change the direction of text. */
bool placeholder_quote(Arena *arena, Str value, Str *ret_word);

#endif
