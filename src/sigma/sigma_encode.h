/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_encode.h -- the encodings that modifiers of Sigma rules ask for. Results are in arena. */
#ifndef MERLON_SIGMA_SIGMA_ENCODE_H
#define MERLON_SIGMA_SIGMA_ENCODE_H

#include "base/str.h"

typedef enum SigmaUtf16 { SIGMA_UTF16_LITTLE, SIGMA_UTF16_BIG, SIGMA_UTF16_MARKED } SigmaUtf16;

/* Base64 (RFC 4648) with padding. */
Str sigma_base64(Arena *arena, Str bytes);

/* What of bytes' Base64 is the same wherever bytes stand offset (0 to 2) bytes behind a multiple of
 * three in some longer text: the characters that mix with neighbours are left out. */
Str sigma_base64_inner(Arena *arena, Str bytes, size_t offset);

/* UTF-8 text as UTF-16; MARKED is little-endian behind a byte order mark. */
Str sigma_utf16(Arena *arena, Str text, SigmaUtf16 kind);

/* The ways to write text with each dash before a parameter as -, /, en dash, em dash or horizontal
 * bar. Returns how many, or 0 when they are more than room. */
size_t sigma_windash(Arena *arena, Str text, Str *variants, size_t room);

#endif
