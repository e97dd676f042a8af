/* SPDX-License-Identifier: Apache-2.0 */
/* log_unpack.c -- see log_unpack.h. */
#include "logs/log_unpack.h"

#include "logs/log_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum { UNPACK_INPUT_BYTES = 256 << 10, UNPACK_PADDING = 64 };

typedef enum UnpackKind { UNPACK_PLAIN, UNPACK_GZIP, UNPACK_ZSTD } UnpackKind;

struct Unpack {
    int file;
    UnpackKind kind;
    bool started; /* kind is known */
    bool ended;   /* the file has no more bytes */
    char *input;  /* bytes of the file: [start, len) aren't unpacked yet */
    size_t input_capacity, input_start, input_len;
    uint64_t read, given;
    struct libdeflate_decompressor *deflate;
    z_stream zlib;
    bool zlib_open, member; /* within a gzip member */
    ZSTD_DStream *zstd;
    size_t zstd_wants; /* 0 between frames */
};

Unpack *unpack_make(void) {
    Unpack *unpack = calloc(1, sizeof(Unpack));
    if (unpack == NULL) return NULL;
    unpack->file = -1;
    unpack->deflate = libdeflate_alloc_decompressor();
    unpack->input_capacity = UNPACK_INPUT_BYTES;
    unpack->input = malloc(unpack->input_capacity);
    if (unpack->deflate != NULL && unpack->input != NULL) return unpack;
    unpack_free(unpack);
    return NULL;
}

void unpack_close(Unpack *unpack) {
    if (unpack->zlib_open) inflateEnd(&unpack->zlib);
    unpack->zlib_open = false;
    if (unpack->file > STDERR_FILENO) close(unpack->file);
    unpack->file = -1;
}

void unpack_free(Unpack *unpack) {
    if (unpack == NULL) return;
    unpack_close(unpack);
    libdeflate_free_decompressor(unpack->deflate);
    ZSTD_freeDStream(unpack->zstd);
    free(unpack->input);
    free(unpack);
}

bool unpack_open(Unpack *unpack, const char *path, Error *err) {
    int file = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return error_say(err, "can't be opened: %s", strerror(errno));
    unpack->file = file;
    unpack->started = unpack->ended = unpack->member = false;
    unpack->input_start = unpack->input_len = 0;
    unpack->read = unpack->given = 0;
    unpack->zstd_wants = 0;
    return true;
}

uint64_t unpack_bytes(const Unpack *unpack) { return unpack->read; }

/* Reads more of the file behind what is there. */
static bool unpack_fill(Unpack *unpack, Error *err) {
    if (unpack->input_start > 0) {
        unpack->input_len -= unpack->input_start;
        memmove(unpack->input, unpack->input + unpack->input_start, unpack->input_len);
        unpack->input_start = 0;
    }
    while (unpack->input_len < unpack->input_capacity && !unpack->ended) {
        ssize_t got = read(unpack->file, unpack->input + unpack->input_len,
                           unpack->input_capacity - unpack->input_len);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return error_say(err, "can't be read on: %s", strerror(errno));
        unpack->ended = got == 0;
        unpack->input_len += (size_t)got;
        unpack->read += (uint64_t)got;
    }
    return true;
}

static Str unpack_rest(const Unpack *unpack) {
    return (Str){unpack->input + unpack->input_start, unpack->input_len - unpack->input_start};
}

/* Reads the first bytes, and finds out what they are. */
static bool unpack_start(Unpack *unpack, Error *err) {
    if (unpack->started) return true;
    if (!unpack_fill(unpack, err)) return false;
    Str head = unpack_rest(unpack);
    unpack->kind = UNPACK_PLAIN;
    if (str_starts(head, S("\x1F\x8B"))) unpack->kind = UNPACK_GZIP;
    if (str_starts(head, S("\x28\xB5\x2F\xFD"))) unpack->kind = UNPACK_ZSTD;
    unpack->started = true;
    return true;
}

/* ---- at once ---- */

static bool whole_grow(char **bytes, size_t *capacity, size_t wanted) {
    if (*capacity >= wanted) return true;
    char *larger = realloc(*bytes, wanted + UNPACK_PADDING);
    if (larger == NULL) return false;
    *bytes = larger;
    *capacity = wanted;
    return true;
}

static bool whole_inflate(const Unpack *unpack, char **bytes, size_t *capacity, size_t *ret_len) {
    Str rest = unpack_rest(unpack);
    size_t len = 0;
    while (rest.len > 0) {
        size_t used = 0, made = 0;
        enum libdeflate_result result = libdeflate_gzip_decompress_ex(
            unpack->deflate, rest.ptr, rest.len, *bytes + len, *capacity - len, &used, &made);
        if (result == LIBDEFLATE_INSUFFICIENT_SPACE) {
            if (*capacity >= UNPACK_WHOLE_BYTES_MAX) return false;
            size_t wanted = *capacity * 2 < (1 << 20) ? 1 << 20 : *capacity * 2;
            if (wanted > UNPACK_WHOLE_BYTES_MAX) wanted = UNPACK_WHOLE_BYTES_MAX;
            if (!whole_grow(bytes, capacity, wanted)) return false;
            continue;
        }
        if (result != LIBDEFLATE_SUCCESS) return false;
        len += made;
        rest = str_slice(rest, used, rest.len);
    }
    *ret_len = len;
    return true;
}

/* What gzip's last four bytes say of its size (the last member's, modulo 4 GiB). */
static size_t whole_claimed(Str packed) {
    uint8_t tail[4] = {0};
    if (packed.len >= 4) memcpy(tail, packed.ptr + packed.len - 4, 4);
    return tail[0] | (size_t)tail[1] << 8 | (size_t)tail[2] << 16 | (size_t)tail[3] << 24;
}

bool unpack_whole(Unpack *unpack, char **bytes, size_t *capacity, size_t *ret_len) {
    struct stat status;
    if (fstat(unpack->file, &status) != 0 || !S_ISREG(status.st_mode)) return false;
    if (status.st_size > UNPACK_WHOLE_BYTES_MAX) return false;
    size_t size = (size_t)status.st_size + 1; /* one more byte shows the end */
    if (size > unpack->input_capacity) {
        char *larger = realloc(unpack->input, size);
        if (larger == NULL) return false;
        unpack->input = larger;
        unpack->input_capacity = size;
    }
    if (!unpack_start(unpack, NULL) || !unpack->ended || unpack->kind == UNPACK_ZSTD) return false;
    Str packed = unpack_rest(unpack);
    size_t wanted = unpack->kind == UNPACK_GZIP ? whole_claimed(packed) : packed.len;
    if (wanted > UNPACK_WHOLE_BYTES_MAX || wanted == 0) return false;
    if (!whole_grow(bytes, capacity, wanted)) return false;
    if (unpack->kind == UNPACK_GZIP) return whole_inflate(unpack, bytes, capacity, ret_len);
    memcpy(*bytes, packed.ptr, packed.len);
    *ret_len = packed.len;
    return true;
}

/* ---- piece by piece ---- */

static UnpackStatus next_plain(Unpack *unpack, char *bytes, size_t room, size_t *ret_len) {
    Str rest = unpack_rest(unpack);
    size_t len = rest.len < room ? rest.len : room;
    memcpy(bytes, rest.ptr, len);
    unpack->input_start += len;
    *ret_len = len;
    return UNPACK_MORE;
}

static UnpackStatus next_gzip(Unpack *unpack, char *bytes, size_t room, size_t *ret_len,
                              Error *err) {
    z_stream *zlib = &unpack->zlib;
    if (!unpack->zlib_open) {
        *zlib = (z_stream){0};
        if (inflateInit2(zlib, 15 + 16) != Z_OK) {
            error_say(err, "can't be unpacked: there is no memory");
            return UNPACK_BROKEN;
        }
        unpack->zlib_open = true;
    }
    Str rest = unpack_rest(unpack);
    if (!unpack->member && rest.len == 0) return UNPACK_MORE;
    if (!unpack->member) inflateReset(zlib);
    unpack->member = true;
    zlib->next_in = (Bytef *)(uintptr_t)rest.ptr;
    zlib->avail_in = (uInt)rest.len;
    zlib->next_out = (Bytef *)bytes;
    zlib->avail_out = (uInt)room;
    int result = inflate(zlib, Z_NO_FLUSH);
    unpack->input_start += rest.len - zlib->avail_in;
    *ret_len = room - zlib->avail_out;
    if (result == Z_STREAM_END) {
        unpack->member = false;
        return UNPACK_MORE;
    }
    if (result == Z_OK || result == Z_BUF_ERROR) return UNPACK_MORE;
    error_say(err, "the gzip data is corrupt here: what is before was read");
    return UNPACK_BROKEN;
}

static UnpackStatus next_zstd(Unpack *unpack, char *bytes, size_t room, size_t *ret_len,
                              Error *err) {
    if (unpack->zstd == NULL) {
        unpack->zstd = ZSTD_createDStream();
        if (unpack->zstd == NULL) {
            error_say(err, "can't be unpacked: there is no memory");
            return UNPACK_BROKEN;
        }
        ZSTD_DCtx_setParameter(unpack->zstd, ZSTD_d_windowLogMax, UNPACK_ZSTD_WINDOW_LOG_MAX);
    }
    Str rest = unpack_rest(unpack);
    if (unpack->zstd_wants == 0 && rest.len == 0) return UNPACK_MORE;
    if (unpack->zstd_wants == 0) ZSTD_initDStream(unpack->zstd);
    ZSTD_inBuffer in = {rest.ptr, rest.len, 0};
    ZSTD_outBuffer out = {bytes, room, 0};
    size_t result = ZSTD_decompressStream(unpack->zstd, &out, &in);
    unpack->input_start += in.pos;
    *ret_len = out.pos;
    if (ZSTD_isError(result)) {
        error_say(err, "the zstd data is corrupt here or wants more than %d MiB of memory (%s)",
                  1 << (UNPACK_ZSTD_WINDOW_LOG_MAX - 20), ZSTD_getErrorName(result));
        return UNPACK_BROKEN;
    }
    unpack->zstd_wants = result;
    return UNPACK_MORE;
}

static UnpackStatus next_any(Unpack *unpack, char *bytes, size_t room, size_t *ret_len,
                             Error *err) {
    switch (unpack->kind) {
    case UNPACK_GZIP: return next_gzip(unpack, bytes, room, ret_len, err);
    case UNPACK_ZSTD: return next_zstd(unpack, bytes, room, ret_len, err);
    case UNPACK_PLAIN: break;
    }
    return next_plain(unpack, bytes, room, ret_len);
}

static bool unpack_is_bomb(const Unpack *unpack) {
    uint64_t used = unpack->read - (unpack->input_len - unpack->input_start);
    return unpack->kind != UNPACK_PLAIN && unpack->given > LOG_RATIO_FREE_BYTES &&
           unpack->given / LOG_RATIO_MAX > used;
}

UnpackStatus unpack_next(Unpack *unpack, char *bytes, size_t room, size_t *ret_len, Error *err) {
    size_t len = 0;
    *ret_len = 0;
    if (!unpack_start(unpack, err)) return UNPACK_BROKEN;
    while (len < room) {
        bool empty = unpack->input_start == unpack->input_len;
        if (empty && !unpack->ended && !unpack_fill(unpack, err)) return UNPACK_BROKEN;
        empty = unpack->input_start == unpack->input_len;
        size_t got = 0;
        UnpackStatus status = next_any(unpack, bytes + len, room - len, &got, err);
        len += got;
        unpack->given += got;
        *ret_len = len;
        if (status != UNPACK_MORE) return status;
        if (unpack_is_bomb(unpack)) {
            error_say(
                err, "unpacks to more than %d times its size: no log does, and the rest isn't read",
                LOG_RATIO_MAX);
            return UNPACK_BROKEN;
        }
        if (!empty || got > 0) continue;
        bool cut = unpack->kind == UNPACK_GZIP ? unpack->member
                                               : unpack->kind == UNPACK_ZSTD && unpack->zstd_wants;
        if (!cut) return UNPACK_END;
        error_say(err, "the packed data ends too early: the file is cut; what is there was read");
        return UNPACK_BROKEN;
    }
    return UNPACK_MORE;
}
