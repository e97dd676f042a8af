/* SPDX-License-Identifier: Apache-2.0 */
/* digest_text.h -- the uncompressed text of a file: whole, or only its sum. One reader serves one
 * file after another with the same memory. */
#ifndef MERLON_RESPOND_DIGEST_TEXT_H
#define MERLON_RESPOND_DIGEST_TEXT_H

#include "base/sha256.h"
#include "logs/log_unpack.h"

typedef struct DigestText {
    Unpack *unpack;
    char *bytes;
    size_t capacity;
} DigestText;

typedef enum DigestTextStatus {
    DIGEST_TEXT_READ,
    DIGEST_TEXT_DAMAGED, /* packed data that can't be unpacked to its end */
    DIGEST_TEXT_CLOSED   /* it can't be opened, or is no regular file */
} DigestTextStatus;

/* Makes a reader; ends the process when there is no memory. */
DigestText digest_text_make(void);

/* Gives a reader's memory back. Fit for CLEANUP. */
void digest_text_free(DigestText *reader);

/* All of a file, at most DIGEST_BYTES_MAX; valid until the next call. More than that is damaged;
 * err says what is wrong. */
DigestTextStatus digest_text_whole(DigestText *reader, const char *path, Str *ret_text, Error *err);

/* The sum of a file of any size. */
DigestTextStatus digest_text_sum(DigestText *reader, const char *path, Sha256 *ret_sum, Error *err);

#endif
