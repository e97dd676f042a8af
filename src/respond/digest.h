/* SPDX-License-Identifier: Apache-2.0 */
/* digest.h -- CloudTrail's digest files, checked offline: each names the log files of an hour with
 * the SHA-256 of their uncompressed text, the digest before it, and that one's signature. What can
 * be checked depends on which files are there and on whether the public key is. Source: AWS
 * CloudTrail User Guide, "CloudTrail digest file structure" and "Custom implementations of
 * CloudTrail log file integrity validation".
 * A digest's own signature is in the metadata of its S3 object, which copies don't have: it is
 * checked with what the next digest says, and that of the newest one can't be. Files are told by
 * their names (digest_name.h); links aren't followed. */
#ifndef MERLON_RESPOND_DIGEST_H
#define MERLON_RESPOND_DIGEST_H

#include "base/error.h"

enum {
    DIGEST_BYTES_MAX = 16 << 20,   /* of one digest file, uncompressed; real ones have some KB */
    DIGEST_FILES_MAX = 500 * 1000, /* digests and the logs they name: some 300 MB of memory */
    DIGEST_DELIVERY_SECONDS = 20 * 60, /* between the time in a log's name and its delivery */
    DIGEST_FAULTS_MAX = 1000
};

/* Something that isn't as a digest says. */
typedef struct DigestFault {
    Str file;
    Str what; /* a sentence */
} DigestFault;

typedef struct DigestReport {
    uint64_t digests;       /* that were read */
    uint64_t logs_right;    /* log files that have the sum their digest says */
    uint64_t logs_changed;  /* that have another */
    uint64_t logs_missing;  /* that a digest names and that aren't there */
    uint64_t logs_unknown;  /* that couldn't be read, or that a digest names in no way to check */
    uint64_t logs_unlisted; /* that no digest names, though digests of their time are there */
    uint64_t chain_right;   /* digests whose predecessor is there and is what they say */
    uint64_t chain_broken;  /* whose predecessor is there and is something else */
    uint64_t chain_open;    /* whose predecessor isn't there; the first of a chain has none */
    uint64_t signed_right, signed_wrong; /* signatures that a given key could check */
    uint64_t signed_unknown;             /* without its key, or the digest after it isn't there */
    DigestFault *faults;                 /* sorted */
    size_t fault_count;
    uint64_t faults_dropped;
} DigestReport;

typedef struct DigestOptions {
    const Str *paths; /* folders and files, as for a hunt */
    size_t path_count;
    Str key_path;     /* of the public keys, see digest_key.h; or empty */
    size_t files_max; /* digests and logs that they name; 0: DIGEST_FILES_MAX */
} DigestOptions;

/* Checks; texts of the report are in arena. False when the key can't be read: err says why. Logs
 * that can't be read are faults of the report. */
bool digest_check(Arena *arena, const DigestOptions *options, DigestReport *ret_report, Error *err);

#endif
