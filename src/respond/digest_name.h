/* SPDX-License-Identifier: Apache-2.0 */
/* digest_name.h -- the names of CloudTrail's files, in S3 and in folders that they were copied to.
 * Both are the same from AWSLogs/ on: <prefix>/AWSLogs/[<organization>/]<account>/CloudTrail/
 * <region>/YYYY/MM/DD/<account>_CloudTrail_<region>_<YYYYMMDDTHHmmZ>_<unique>.json.gz, and
 * .../CloudTrail-Digest/.../<account>_CloudTrail-Digest_<region>_<trail>_<home region>_
 * <YYYYMMDDTHHmmssZ>[_backfill].json.gz. Copies may be unpacked or packed in another way. */
#ifndef MERLON_RESPOND_DIGEST_NAME_H
#define MERLON_RESPOND_DIGEST_NAME_H

#include "base/str.h"

enum { DIGEST_NAME_BYTES_MAX = 1024 /* of an S3 key */ };

/* Views of one path or key, all without .gz or .zst. */
typedef struct DigestName {
    Str whole; /* from the last AWSLogs/ on; or base, when there is none */
    Str base;  /* behind the last slash */
    bool full; /* whole begins with AWSLogs/ */
} DigestName;

/* Takes a path apart. */
DigestName digest_name_read(Str path);

/* Whether a key can be one of CloudTrail's: it has AWSLogs/, and behind that neither "." nor ".."
 * nor an empty part; no control characters; not too long. */
bool digest_name_is_key(Str key);

/* Whether both can be the same file: one without AWSLogs/ has only its base to tell by. */
bool digest_name_same(const DigestName *left, const DigestName *right);

/* Whether this is a digest. */
bool digest_name_is_digest(const DigestName *name);

/* Account and region that a digest or a log is of ("111122223333/us-east-1", in arena); false when
 * the name has none. */
bool digest_name_scope(Arena *arena, const DigestName *name, Str *ret_scope);

/* The time that a log's name has, which is some minutes before it was delivered; false for anything
 * else than a log of CloudTrail's. */
bool digest_name_time(const DigestName *name, int64_t *ret_seconds);

/* What all digests of one chain have in common: the name up to the time; and whether it is one of
 * those that were made later (they have chains of their own). */
Str digest_name_chain(const DigestName *name, bool *ret_backfill);

#endif
