/* SPDX-License-Identifier: Apache-2.0 */
/* sha256.h -- SHA-256 (FIPS 180-4) of texts, files and pieces, in lower case hexadecimal. */
#ifndef MERLON_BASE_SHA256_H
#define MERLON_BASE_SHA256_H

#include "base/error.h"

enum { SHA256_HEX_BYTES = 64 };

typedef struct Sha256 {
    char hex[SHA256_HEX_BYTES]; /* not NUL-terminated */
} Sha256;

/* A sum that is fed piece by piece. */
typedef struct Sha256Sum {
    void *state;
} Sha256Sum;

/* Views the digits. */
Str sha256_view(const Sha256 *sum);

/* Whether text is 64 lower case hexadecimal digits. */
bool sha256_is_hex(Str text);

/* The sum of text. */
Sha256 sha256_text(Str text);

/* The sum of the whole of what can be opened at path, read piece by piece, and its size. False with
 * the reason in err when it can't be read. */
bool sha256_file(const char *path, Sha256 *ret_sum, uint64_t *ret_bytes, Error *err);

/* A new sum. */
Sha256Sum sha256_begin(void);

/* Feeds it. */
void sha256_add(Sha256Sum *sum, Str piece);

/* What it is; the sum can't be fed any more. */
Sha256 sha256_end(Sha256Sum *sum);

/* Gives a sum's memory back; one that ended is left alone. Fit for CLEANUP. */
void sha256_free(Sha256Sum *sum);

#endif
