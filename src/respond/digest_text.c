/* SPDX-License-Identifier: Apache-2.0 */
/* digest_text.c -- see digest_text.h. */
#include "respond/digest_text.h"

#include "base/file.h"
#include "respond/digest.h"

#include <stdlib.h>

enum { TEXT_PIECE_BYTES = 256 << 10, TEXT_PADDING = 64 /* log_unpack.h asks for it */ };

static void text_grow(DigestText *reader, size_t wanted) {
    if (reader->capacity >= wanted) return;
    char *larger = realloc(reader->bytes, wanted + TEXT_PADDING);
    if (larger == NULL) abort();
    reader->bytes = larger;
    reader->capacity = wanted;
}

DigestText digest_text_make(void) {
    DigestText reader = {.unpack = unpack_make()};
    if (reader.unpack == NULL) abort();
    text_grow(&reader, TEXT_PIECE_BYTES);
    return reader;
}

void digest_text_free(DigestText *reader) {
    unpack_free(reader->unpack);
    free(reader->bytes);
    *reader = (DigestText){0};
}

/* A pipe would make its reader wait: only regular files are opened. */
static bool text_open(DigestText *reader, const char *path, Error *err) {
    if (file_kind(path) != FILE_KIND_REGULAR) return error_say(err, "is no regular file");
    return unpack_open(reader->unpack, path, err);
}

static DigestTextStatus text_stream(DigestText *reader, Str *ret_text, Error *err) {
    size_t len = 0;
    for (;;) {
        size_t got = 0;
        if (len == reader->capacity) text_grow(reader, reader->capacity * 2);
        UnpackStatus status =
            unpack_next(reader->unpack, reader->bytes + len, reader->capacity - len, &got, err);
        len += got;
        if (status == UNPACK_BROKEN) return DIGEST_TEXT_DAMAGED;
        if (len > DIGEST_BYTES_MAX) {
            error_say(err, "is larger than %d bytes, which no digest is", DIGEST_BYTES_MAX);
            return DIGEST_TEXT_DAMAGED;
        }
        if (status == UNPACK_END) break;
    }
    *ret_text = (Str){reader->bytes, len};
    return DIGEST_TEXT_READ;
}

DigestTextStatus digest_text_whole(DigestText *reader, const char *path, Str *ret_text,
                                   Error *err) {
    if (!text_open(reader, path, err)) return DIGEST_TEXT_CLOSED;
    DigestTextStatus status = text_stream(reader, ret_text, err);
    unpack_close(reader->unpack);
    return status;
}

static DigestTextStatus sum_stream(DigestText *reader, Sha256 *ret_sum, Error *err) {
    CLEANUP(sha256_free) Sha256Sum sum = sha256_begin();
    UnpackStatus status = UNPACK_MORE;
    while (status == UNPACK_MORE) {
        size_t got = 0;
        status = unpack_next(reader->unpack, reader->bytes, reader->capacity, &got, err);
        if (status == UNPACK_BROKEN) return DIGEST_TEXT_DAMAGED;
        sha256_add(&sum, (Str){reader->bytes, got});
    }
    *ret_sum = sha256_end(&sum);
    return DIGEST_TEXT_READ;
}

DigestTextStatus digest_text_sum(DigestText *reader, const char *path, Sha256 *ret_sum,
                                 Error *err) {
    if (!text_open(reader, path, err)) return DIGEST_TEXT_CLOSED;
    DigestTextStatus status = DIGEST_TEXT_READ;
    size_t len = 0;
    if (unpack_whole(reader->unpack, &reader->bytes, &reader->capacity, &len)) {
        *ret_sum = sha256_text((Str){reader->bytes, len});
    } else {
        status = sum_stream(reader, ret_sum, err);
    }
    unpack_close(reader->unpack);
    return status;
}
