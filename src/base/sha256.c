/* SPDX-License-Identifier: Apache-2.0 */
/* sha256.c -- see sha256.h. libcrypto does the work; its only failures here are those of memory. */
#include "base/sha256.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SHA256_BYTES = 32, SHA256_PIECE_BYTES = 256 << 10 };

Str sha256_view(const Sha256 *sum) { return (Str){sum->hex, SHA256_HEX_BYTES}; }

bool sha256_is_hex(Str text) {
    bool fine = text.len == SHA256_HEX_BYTES;
    for (size_t i = 0; fine && i < text.len; i++) {
        char byte = text.ptr[i];
        fine = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f');
    }
    return fine;
}

Sha256Sum sha256_begin(void) {
    EVP_MD_CTX *state = EVP_MD_CTX_new();
    if (state == NULL || EVP_DigestInit_ex(state, EVP_sha256(), NULL) != 1) abort();
    return (Sha256Sum){state};
}

void sha256_add(Sha256Sum *sum, Str piece) {
    if (piece.len > 0 && EVP_DigestUpdate(sum->state, piece.ptr, piece.len) != 1) abort();
}

void sha256_free(Sha256Sum *sum) {
    EVP_MD_CTX_free(sum->state);
    sum->state = NULL;
}

Sha256 sha256_end(Sha256Sum *sum) {
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned int len = 0;
    Sha256 result;
    if (EVP_DigestFinal_ex(sum->state, bytes, &len) != 1 || len != SHA256_BYTES) abort();
    sha256_free(sum);
    for (size_t i = 0; i < SHA256_BYTES; i++) {
        result.hex[2 * i] = digits[bytes[i] >> 4];
        result.hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    return result;
}

Sha256 sha256_text(Str text) {
    Sha256Sum sum = sha256_begin();
    sha256_add(&sum, text);
    return sha256_end(&sum);
}

static void sha256_close(int *descriptor) {
    if (*descriptor >= 0) close(*descriptor);
}

static void sha256_release(char **piece) { free(*piece); }

bool sha256_file(const char *path, Sha256 *ret_sum, uint64_t *ret_bytes, Error *err) {
    /* a pipe without a writer would wait for ever */
    CLEANUP(sha256_close) int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status;
    if (descriptor < 0 || fstat(descriptor, &status) != 0) {
        return error_set(err, str_from(path), 0, 0, "can't be opened: %s", strerror(errno));
    }
    if (!S_ISREG(status.st_mode)) return error_set(err, str_from(path), 0, 0, "is no file");
    CLEANUP(sha256_release) char *piece = malloc(SHA256_PIECE_BYTES);
    CLEANUP(sha256_free) Sha256Sum sum = sha256_begin();
    uint64_t bytes = 0;
    if (piece == NULL) abort();
    for (;;) {
        ssize_t got = read(descriptor, piece, SHA256_PIECE_BYTES);
        if (got == 0) break;
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            return error_set(err, str_from(path), 0, 0, "can't be read: %s", strerror(errno));
        }
        sha256_add(&sum, (Str){piece, (size_t)got});
        bytes += (uint64_t)got;
    }
    *ret_sum = sha256_end(&sum);
    *ret_bytes = bytes;
    return true;
}
