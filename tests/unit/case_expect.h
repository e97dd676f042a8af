/* SPDX-License-Identifier: Apache-2.0 */
/* case_expect.h -- what tests of cases share: hostile texts from a seed, and folders of their own.
 */
#ifndef MERLON_TESTS_CASE_EXPECT_H
#define MERLON_TESTS_CASE_EXPECT_H

#include "base/buffer.h"
#include "base/file.h"
#include "base/utf8.h"
#include "tests/test.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct CaseRandom {
    uint64_t state;
} CaseRandom;

/* xorshift64*: the same texts on every machine. */
static inline uint64_t case_random(CaseRandom *random, uint64_t below) {
    random->state ^= random->state >> 12;
    random->state ^= random->state << 25;
    random->state ^= random->state >> 27;
    return (random->state * 0x2545F4914F6CDD1Du >> 11) % below;
}

/* Pieces that readers of YAML, shells, HTML and terminals take for something else. */
static inline Str case_random_piece(CaseRandom *random) {
    static const Str pieces[] = {S_INIT("\n"),
                                 S_INIT("\r\n"),
                                 S_INIT(": "),
                                 S_INIT(" #"),
                                 S_INIT("- "),
                                 S_INIT("---\n"),
                                 S_INIT("...\n"),
                                 S_INIT("\""),
                                 S_INIT("'"),
                                 S_INIT("\\"),
                                 S_INIT("\\n"),
                                 S_INIT("true"),
                                 S_INIT("null"),
                                 S_INIT("12"),
                                 S_INIT("1e3"),
                                 S_INIT("0x1F"),
                                 S_INIT("~"),
                                 S_INIT("!!str "),
                                 S_INIT("&a "),
                                 S_INIT("*a"),
                                 S_INIT("{a: b}"),
                                 S_INIT("[x]"),
                                 S_INIT("|\n "),
                                 S_INIT(">-\n"),
                                 S_INIT("%TAG"),
                                 S_INIT("\t"),
                                 S_INIT(" "),
                                 S_INIT("  "),
                                 S_INIT("\x01"),
                                 S_INIT("\x7F"),
                                 S_INIT("\xC2\x85"),
                                 S_INIT("\xE2\x80\xA8"),
                                 S_INIT("\xE2\x80\xAE"),
                                 S_INIT("\xEF\xBB\xBF"),
                                 S_INIT("\xF0\x9F\x92\xA3"),
                                 S_INIT("\xC3\xA4"),
                                 S_INIT("\xEF\xBF\xBE"),
                                 S_INIT("<b>"),
                                 S_INIT("$(x)"),
                                 S_INIT("a"),
                                 S_INIT("word"),
                                 S_INIT("\0"),
                                 S_INIT("2026-11-21"),
                                 S_INIT("<<"),
                                 S_INIT("=")};
    return pieces[case_random(random, COUNT(pieces))];
}

/* A text of one to a few pieces or any code points; sometimes a long one. */
static inline Str case_random_text(Arena *arena, CaseRandom *random) {
    CLEANUP(buffer_free) Buffer out = {0};
    uint64_t pieces = 1 + case_random(random, case_random(random, 20) == 0 ? 900 : 6);
    for (uint64_t i = 0; i < pieces; i++) {
        char bytes[UTF8_BYTES_MAX];
        size_t len = utf8_encode((uint32_t)case_random(random, UTF8_CODE_POINT_MAX + 1), bytes);
        bool point = len > 0 && case_random(random, 4) == 0;
        buffer_add(&out, point ? (Str){bytes, len} : case_random_piece(random));
    }
    return str_copy(arena, buffer_text(&out));
}

/* A folder that goes with all that is in it when the variable goes out of scope. */
typedef struct CasePlace {
    Arena arena;
    char path[64];
} CasePlace;

static inline int case_place_remove(const char *path, const struct stat *status, int kind,
                                    struct FTW *walk) {
    (void)status, (void)kind, (void)walk;
    return remove(path);
}

static inline void case_place_close(CasePlace *place) {
    nftw(place->path, case_place_remove, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(&place->arena);
}

static inline CasePlace case_place_open(void) {
    CasePlace place = {0};
    snprintf(place.path, sizeof place.path, "/tmp/merlon-case-XXXXXX");
    assert_non_null(mkdtemp(place.path));
    return place;
}

/* A path in it. */
static inline Str case_place_path(CasePlace *place, const char *name) {
    return str_format(&place->arena, "%s/%s", place->path, name);
}

/* Writes a file in it. */
static inline void case_place_write(CasePlace *place, const char *name, Str text) {
    Error err = {0};
    if (!file_write(case_place_path(place, name).ptr, text, &err)) fail_msg("%s", err.message);
}

/* What a file in it holds. */
static inline Str case_place_read(CasePlace *place, const char *name) {
    Error err = {0};
    CLEANUP(file_close) File file = {0};
    if (!file_open(case_place_path(place, name).ptr, 1 << 30, &file, &err)) {
        fail_msg("%s: %s", name, err.message);
    }
    return str_copy(&place->arena, file.text);
}

#endif
