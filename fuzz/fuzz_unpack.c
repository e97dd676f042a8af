/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_unpack.c -- any bytes as a packed file. What is unpacked at once is what comes piece by
 * piece, whatever the size of the pieces, and a file that is broken says why. */
#include "base/buffer.h"
#include "logs/log_unpack.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { UNPACKED_BYTES_MAX = 4 << 20 /* a few bytes of zstd make 128 KiB: that's enough of them */ };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

/* All that comes, at most room bytes at a time; whether it came to its end. */
static bool take_pieces(Unpack *unpack, const char *path, size_t room, Buffer *all) {
    char *bytes = malloc(room);
    Error err = {0};
    UnpackStatus status = UNPACK_MORE;
    require(bytes != NULL && unpack_open(unpack, path, NULL));
    while (status == UNPACK_MORE && all->len < UNPACKED_BYTES_MAX) {
        size_t len = 0;
        status = unpack_next(unpack, bytes, room, &len, &err);
        require(len <= room && (status != UNPACK_MORE || len == room));
        buffer_add(all, (Str){bytes, len});
    }
    require((status == UNPACK_BROKEN) == (err.message[0] != '\0'));
    unpack_close(unpack);
    free(bytes);
    return status == UNPACK_END;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char path[64], *bytes = NULL;
    size_t capacity = 0, len = 0;
    Buffer small = {0}, large = {0};
    int file = memfd_create("fuzz", 0);
    require(file >= 0 && write(file, data, size) == (ssize_t)size);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
    Unpack *unpack = unpack_make();
    require(unpack != NULL && unpack_open(unpack, path, NULL));
    bool whole = unpack_whole(unpack, &bytes, &capacity, &len);
    unpack_close(unpack);
    bool ended = take_pieces(unpack, path, 65536, &large);
    take_pieces(unpack, path, 97, &small);
    size_t common = small.len < large.len ? small.len : large.len;
    require(common == 0 || memcmp(small.bytes, large.bytes, common) == 0);
    if (whole) {
        /* not always ended: zlib checks the header's sum, which libdeflate passes over */
        require(len >= large.len && (!ended || len == large.len));
        require(large.len == 0 || memcmp(bytes, large.bytes, large.len) == 0);
    }
    unpack_free(unpack);
    close(file);
    free(bytes);
    buffer_free(&small);
    buffer_free(&large);
    return 0;
}
