/* SPDX-License-Identifier: Apache-2.0 */
/* utf8.h -- UTF-8 as in RFC 3629: no surrogates, no overlong forms, nothing above U+10FFFF. */
#ifndef MERLON_BASE_UTF8_H
#define MERLON_BASE_UTF8_H

#include "base/str.h"

enum { UTF8_BYTES_MAX = 4, UTF8_CODE_POINT_MAX = 0x10FFFF };

/* Decodes the code point at the start of text: returns its length in bytes and fills
 * *ret_code_point; returns 0 when text is empty or does not start with a valid one. */
size_t utf8_decode(Str text, uint32_t *ret_code_point);

/* Encodes a code point into bytes; returns the length, or 0 for a surrogate or one out of range. */
size_t utf8_encode(uint32_t code_point, char bytes[UTF8_BYTES_MAX]);

/* Offset of the first byte that is not part of valid UTF-8, or SIZE_MAX when all is valid. */
size_t utf8_find_invalid(Str text);

/* The number of code points in valid UTF-8 text. */
size_t utf8_length(Str text);

#endif
