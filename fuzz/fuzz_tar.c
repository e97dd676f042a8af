/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_tar.c -- exported cases: no tar is read that could lead out of its folder, and what is read
 * can be compared with its manifest. Checksums of headers are set right, so that a fuzzer gets
 * behind them. */
#include "respond/case_archive.h"
#include "text/tar.h"

#include <stdio.h>
#include <stdlib.h>

enum { CHECKSUM = 148, CHECKSUM_BYTES = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

static void mend(char *bytes, size_t size) {
    for (size_t at = 0; at + TAR_BLOCK_BYTES <= size; at += TAR_BLOCK_BYTES) {
        unsigned sum = 0;
        if (memcmp(bytes + at + 257, "ustar", 6) != 0) continue;
        memset(bytes + at + CHECKSUM, ' ', CHECKSUM_BYTES);
        for (size_t i = 0; i < TAR_BLOCK_BYTES; i++) sum += (unsigned char)bytes[at + i];
        snprintf(bytes + at + CHECKSUM, CHECKSUM_BYTES - 1, "%06o", sum);
    }
}

static void check(Str text) {
    CLEANUP(arena_free) Arena arena = {0};
    CaseMembers members = {0};
    CaseCheck found = {0};
    Error err = {0};
    if (!case_archive_read(&arena, S("x.tar"), text, &members, &err)) {
        require(err.message[0] != '\0' && members.count == 0);
        return;
    }
    for (size_t i = 0; i < members.count; i++) require(tar_is_safe_name(members.items[i].name));
    if (!case_archive_compare(&arena, S("x.tar"), &members, &found, &err)) {
        require(err.message[0] != '\0');
        return;
    }
    require(found.difference_count <= found.files + members.count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    check((Str){(const char *)data, size});
    char *bytes = malloc(size + 1);
    if (bytes == NULL) return 0;
    if (size > 0) memcpy(bytes, data, size);
    mend(bytes, size);
    check((Str){bytes, size});
    free(bytes);
    return 0;
}
