/* SPDX-License-Identifier: Apache-2.0 */
/* grapheme.h -- what a reader takes for one character.
 * An approximation of the extended grapheme clusters of UAX #29: a code point with the combining
 * marks, variation selectors, skin tones and joined emoji behind it, CR LF, and pairs of regional
 * indicators (flags). Hangul and the scripts of India are taken code point by code point. */
#ifndef MERLON_BASE_GRAPHEME_H
#define MERLON_BASE_GRAPHEME_H

#include "base/str.h"

/* The bytes of the first character of text; 0 when it is empty. An invalid byte counts as one. */
size_t grapheme_next(Str text);

/* The number of characters. */
size_t grapheme_count(Str text);

#endif
