/* SPDX-License-Identifier: Apache-2.0 */
/* digest_key.h -- the public keys that digests are checked with. CloudTrail has others in each
 * region and changes them every few weeks; a digest has its key's fingerprint, which is the MD5 of
 * the key as PKCS#1 (RFC 8017, A.1.1) in DER: AWS doesn't say so, but all its examples have it. */
#ifndef MERLON_RESPOND_DIGEST_KEY_H
#define MERLON_RESPOND_DIGEST_KEY_H

#include "base/sha256.h"

enum {
    DIGEST_KEYS_MAX = 1000, /* a few a month and region */
    DIGEST_KEY_FILE_BYTES_MAX = 4 << 20
};

typedef struct DigestKey {
    void *key;       /* libcrypto's EVP_PKEY */
    Str fingerprint; /* empty where libcrypto has no MD5 */
} DigestKey;

typedef struct DigestKeys {
    Arena arena;
    DigestKey *keys;
    size_t count;
} DigestKeys;

/* Reads RSA public keys: what `aws cloudtrail list-public-keys` writes, one of its values (base64
 * of DER), PEM with any number of keys, or DER; each as PKCS#1 or X.509. False with the reason in
 * err when there are none, or one is something else. */
bool digest_key_read(const char *path, DigestKeys *ret_keys, Error *err);

/* Gives the keys back; zeroed ones are left alone. Fit for CLEANUP. */
void digest_key_free(DigestKeys *keys);

/* Whether one of them has that fingerprint. */
bool digest_key_has(const DigestKeys *keys, Str fingerprint);

/* Whether signature (hexadecimal digits) is one of the sum (RSASSA-PKCS1-v1_5): unknown when the
 * key that the fingerprint names isn't there. */
Truth digest_key_check(const DigestKeys *keys, Str fingerprint, const Sha256 *sum, Str signature);

#endif
