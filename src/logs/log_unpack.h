/* SPDX-License-Identifier: Apache-2.0 */
/* log_unpack.h -- the bytes of a log file: plain, gzip (RFC 1952, any number of members) or zstd
 * (RFC 8878), told apart by their first bytes.
 * A small gzip file is unpacked at once by libdeflate, which is three times as fast as zlib but
 * gives nothing of a file that is cut; everything else streams. What a file says of its size is
 * believed only up to the size of a window. */
#ifndef MERLON_LOGS_LOG_UNPACK_H
#define MERLON_LOGS_LOG_UNPACK_H

#include "base/error.h"

enum {
    UNPACK_WHOLE_BYTES_MAX = 16 << 20, /* unpacked at once; CloudTrail's files hold 1 to 10 MB */
    UNPACK_ZSTD_WINDOW_LOG_MAX = 23    /* 8 MiB: what zstd needs up to level 19 */
};

typedef struct Unpack Unpack;

typedef enum UnpackStatus {
    UNPACK_MORE,
    UNPACK_END,
    UNPACK_BROKEN /* what was got is good, the rest can't be had; err says why */
} UnpackStatus;

/* An unpacker, for one file after another; NULL when there is no memory. */
Unpack *unpack_make(void);

/* Gives it back; NULL is left alone. */
void unpack_free(Unpack *unpack);

/* Opens the file ("-" is standard input). */
bool unpack_open(Unpack *unpack, const char *path, Error *err);

/* Closes the file; the unpacker can open another. */
void unpack_close(Unpack *unpack);

/* All of a small file at once, into *bytes (malloc'ed, grown as needed, with 64 bytes to spare
 * behind *capacity). False when the file is large, broken or no regular one: unpack_next gives it
 * from the start then. */
bool unpack_whole(Unpack *unpack, char **bytes, size_t *capacity, size_t *ret_len);

/* At most room bytes more. */
UnpackStatus unpack_next(Unpack *unpack, char *bytes, size_t room, size_t *ret_len, Error *err);

/* How many bytes of the file were read. */
uint64_t unpack_bytes(const Unpack *unpack);

#endif
