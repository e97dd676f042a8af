/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_digest.c -- any bytes as a digest file, as the path of one, and as a file of public keys.
 * What a digest names is the key of something below AWSLogs/ and nothing else, its sums can be
 * compared, and its times are in order; what is refused says why. */
#include "respond/digest_file.h"
#include "respond/digest_key.h"
#include "respond/digest_name.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

static void check_name(Arena *arena, Str path) {
    DigestName name = digest_name_read(path);
    int64_t seconds;
    Str scope;
    bool backfill;
    require(str_ends(name.whole, name.base) && !str_contains(name.base, S("/")));
    require(name.full == str_starts(name.whole, S("AWSLogs/")));
    require(digest_name_same(&name, &name));
    require(str_starts(name.base, digest_name_chain(&name, &backfill)));
    if (digest_name_time(&name, &seconds)) require(digest_name_scope(arena, &name, &scope));
    DigestName again = digest_name_read(name.whole);
    require(!name.full || again.full);
}

static void check_key(Arena *arena, Str key) {
    DigestName name = digest_name_read(key);
    require(digest_name_is_key(key) && name.full);
    require(!str_contains(name.whole, S("/../")) && memchr(key.ptr, '\0', key.len) == NULL);
    check_name(arena, key);
}

static void check_digest(Arena *arena, Str text) {
    DigestFile file = {0};
    ErrorList notes = {0};
    Error err = {0};
    if (!digest_file_read(arena, text, &file, &notes, &err)) {
        require(err.message[0] != '\0');
        return;
    }
    require(notes.count <= DIGEST_NOTES_MAX + 1 && file.start <= file.end);
    require(file.unclear == 0 || notes.count > 0);
    check_key(arena, file.object);
    if (!file.first) check_key(arena, file.previous_object);
    if (file.has_previous_sum) require(sha256_is_hex(sha256_view(&file.previous_sum)));
    for (size_t i = 0; i < file.log_count; i++) {
        check_key(arena, file.logs[i].object);
        require(sha256_is_hex(sha256_view(&file.logs[i].sum)));
    }
    Sha256 sum = sha256_text(text), signed_sum = digest_file_signed(&file, &sum);
    DigestKeys none = {0};
    require(digest_key_check(&none, file.fingerprint, &signed_sum, file.previous_signature) ==
            TRUTH_UNKNOWN);
}

static void check_keys(Str text) {
    CLEANUP(digest_key_free) DigestKeys keys = {0};
    char path[64];
    Error err = {0};
    int file = memfd_create("fuzz", 0);
    require(file >= 0 && write(file, text.ptr, text.len) == (ssize_t)text.len);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
    if (digest_key_read(path, &keys, &err)) {
        Sha256 sum = sha256_text(text);
        require(keys.count > 0 && digest_key_has(&keys, keys.keys[0].fingerprint));
        require(digest_key_check(&keys, keys.keys[0].fingerprint, &sum, S("00")) == TRUTH_FALSE);
    } else {
        require(err.message[0] != '\0' && keys.count == 0);
    }
    close(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free) Arena arena = {0};
    Str text = {(const char *)data, size};
    check_digest(&arena, text);
    check_name(&arena, text);
    check_keys(text);
    return 0;
}
