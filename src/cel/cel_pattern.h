/* SPDX-License-Identifier: Apache-2.0 */
/* cel_pattern.h -- regular expressions in RE2's syntax, which is what CEL's matches() takes. */
#ifndef MERLON_CEL_CEL_PATTERN_H
#define MERLON_CEL_CEL_PATTERN_H

#include "base/error.h"

/* The time of a search grows with the bytes of the text and the square of the states: ordinary
 * patterns have ten and take milliseconds, the worst that the limits allow a few seconds. */
enum {
    CEL_PATTERN_BYTES_MAX = 4096,            /* longer ones are generated, and better as a list */
    CEL_PATTERN_REPEATS_MAX = 1000,          /* x{1000}, as in RE2 */
    CEL_PATTERN_TEXT_BYTES_MAX = 256 * 1024, /* a policy or a script, not a log */
    CEL_PATTERN_SHORT_BYTES_MAX = 16 * 1024, /* up to here a text may have ... */
    CEL_PATTERN_STATES_MAX = 1000,           /* ... so many alternatives at once */
    CEL_PATTERN_LONG_STATES_MAX = 250,       /* and beyond so many */
    CEL_PATTERNS_MAX = 256                   /* that are kept; rules write a few dozen */
};

/* Patterns that were used before, ready to run: rules ask the same of thousands of resources. */
typedef struct CelPatterns CelPatterns;

/* No patterns yet. */
CelPatterns *cel_patterns_make(void);

/* Gives patterns back; NULL is left alone. */
void cel_patterns_free(CelPatterns *patterns);

/* Fills *ret_matches with whether pattern matches anywhere in text; both are valid UTF-8. patterns
 * may be NULL. On failure err says what is wrong with the pattern, or which limit was met. */
bool cel_pattern_search(CelPatterns *patterns, Str pattern, Str text, bool *ret_matches,
                        Error *err);

#endif
