/* SPDX-License-Identifier: Apache-2.0 */
/* digest_file.h -- what one digest file says. It is read as something that anybody may have
 * written: nothing that it names is ever opened. */
#ifndef MERLON_RESPOND_DIGEST_FILE_H
#define MERLON_RESPOND_DIGEST_FILE_H

#include "base/sha256.h"

enum {
    DIGEST_LOGS_MAX = 100 * 1000, /* of one hour; each has some 300 bytes in the digest */
    DIGEST_SIGNATURE_DIGITS_MAX =
        4096,             /* of an RSA key of 16,384 bits, the largest libcrypto has */
    DIGEST_NOTES_MAX = 20 /* faults of one digest that are told one by one */
};

/* A log file that a digest names. */
typedef struct DigestLog {
    Str object; /* its S3 key, checked with digest_name_is_key */
    Sha256 sum; /* of its uncompressed text */
} DigestLog;

typedef struct DigestFile {
    Str bucket, object; /* where CloudTrail put it */
    Str end_text;       /* digestEndTime as it stands */
    int64_t start, end; /* of the deliveries that it covers; end is not before start */
    Str fingerprint;    /* of the key that signed it */
    bool first;         /* it names none before it */
    Str previous_object;
    bool has_previous_sum, has_previous_signature;
    Sha256 previous_sum;
    Str previous_signature; /* hexadecimal digits, or whatever stands there */
    DigestLog *logs;
    size_t log_count;
    uint64_t unclear; /* log files that it names in no way that can be checked */
} DigestFile;

/* Reads a digest's uncompressed text; what is kept is copied into arena. What is wrong with it
 * though it can be used goes to notes. False when it is no digest: err says why. */
bool digest_file_read(Arena *arena, Str text, DigestFile *ret_file, ErrorList *notes, Error *err);

/* The sum that is signed: of digestEndTime, bucket and object, the digest's own sum, and the
 * signature of the one before it ("null" for the first), a line each. */
Sha256 digest_file_signed(const DigestFile *file, const Sha256 *sum);

#endif
