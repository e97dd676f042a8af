/* SPDX-License-Identifier: Apache-2.0 */
/* test_tar.c -- tars: written ones are read back, hostile ones are refused with the reason. */
#include "case_expect.h"
#include "text/tar.h"

enum { NAME = 0, SIZE = 124, CHECKSUM = 148, TYPE = 156, MAGIC = 257 };

static void add_file(Buffer *out, Str name, Str content) {
    tar_add_header(out, name, content.len);
    buffer_add(out, content);
    tar_add_padding(out, content.len);
}

static void expect_entry(TarReader *reader, Str name, Str content) {
    TarEntry entry = {0};
    if (tar_next(reader, &entry) != TAR_ENTRY) fail_msg("%s", reader->err->message);
    if (!str_equal(entry.name, name)) fail_msg("%.*s", STR_ARGS(entry.name));
    assert_true(str_equal(entry.content, content));
    assert_false(entry.folder);
}

static Str name_of(Arena *arena, size_t len, size_t slash) {
    char *bytes = arena_alloc(arena, len + 1);
    memset(bytes, 'n', len);
    if (slash > 0) bytes[slash] = '/';
    return (Str){bytes, len};
}

TEST(names_of_every_length) {
    for (size_t len = 1; len <= TAR_NAME_BYTES_MAX; len += len < 400 ? 1 : 1231) {
        for (size_t slash = 0; slash + 1 < len && slash < 400; slash += slash < 250 ? 3 : 50) {
            CLEANUP(arena_free) Arena arena = {0};
            CLEANUP(buffer_free) Buffer out = {0};
            Error err = {0};
            TarEntry entry = {0};
            Str name = name_of(&arena, len, slash);
            add_file(&out, name, S("content"));
            add_file(&out, S("next"), S(""));
            tar_add_end(&out);
            TarReader reader = {.arena = &arena, .text = buffer_text(&out), .err = &err};
            expect_entry(&reader, name, S("content"));
            expect_entry(&reader, S("next"), S(""));
            assert_int_equal(tar_next(&reader, &entry), TAR_END);
        }
    }
}

TEST(safe_names) {
    static const char *const safe[] = {"a", "a/b", "...", "a/.b", "-a", "a\nb", "a\\..\\b"};
    static const char *const unsafe[] = {"",   "/",    "/a",     "a/",   "a//b", ".",
                                         "..", "../a", "a/../b", "a/..", "./a",  "a/."};
    for (size_t i = 0; i < COUNT(safe); i++) assert_true(tar_is_safe_name(str_from(safe[i])));
    for (size_t i = 0; i < COUNT(unsafe); i++) {
        if (tar_is_safe_name(str_from(unsafe[i]))) fail_msg("%s", unsafe[i]);
    }
    assert_false(tar_is_safe_name((Str){"a\0b", 3}));
    CLEANUP(arena_free) Arena arena = {0};
    assert_true(tar_is_safe_name(name_of(&arena, TAR_NAME_BYTES_MAX, 0)));
    assert_false(tar_is_safe_name(name_of(&arena, TAR_NAME_BYTES_MAX + 1, 0)));
}

/* One file, whose header is changed at an offset; its checksum is set right when fix is true. */
static void refuse(size_t offset, Str bytes, bool fix, const char *why) {
    CLEANUP(arena_free) Arena arena = {0};
    CLEANUP(buffer_free) Buffer out = {0};
    Error err = {0};
    TarEntry entry = {0};
    add_file(&out, S("a/b"), S("content"));
    tar_add_end(&out);
    memcpy(out.bytes + offset, bytes.ptr, bytes.len);
    unsigned sum = 0;
    memset(out.bytes + CHECKSUM, ' ', fix ? 8 : 0);
    for (size_t i = 0; i < TAR_BLOCK_BYTES; i++) sum += (unsigned char)out.bytes[i];
    if (fix) snprintf(out.bytes + CHECKSUM, 7, "%06o", sum);
    TarReader reader = {
        .arena = &arena, .path = S("x.tar"), .text = buffer_text(&out), .err = &err};
    if (tar_next(&reader, &entry) != TAR_FAILED) fail_msg("%s is read", why);
    if (strstr(err.message, why) == NULL) fail_msg("%s, not %s", err.message, why);
    assert_null(entry.name.ptr);
}

TEST(hostile_headers) {
    refuse(NAME, S("x"), false, "checksum differs");
    refuse(NAME, S("../"), true, "lead out of the folder");
    refuse(NAME, S("/"), true, "lead out of the folder");
    refuse(MAGIC, S("gnutar"), true, "no tar in the format of POSIX");
    refuse(SIZE, S("xxxxxxxxxxx"), true, "size of a file is damaged");
    refuse(SIZE, S("77777777777"), true, "cut off within a file");
    refuse(SIZE, S("\x80"), true, "size of a file is damaged");
    refuse(SIZE, S("00000000001"), true, "behind the content");
    for (const char *type = "12346789LKSgVZ"; *type != '\0'; type++) {
        refuse(TYPE, (Str){type, 1}, true, type[0] == '5' ? "lead out" : "such as a link");
    }
    refuse(TYPE, S("5"), true, "lead out of the folder"); /* a folder with content */
}

static void refuse_text(Str text, const char *why) {
    CLEANUP(arena_free) Arena arena = {0};
    Error err = {0};
    TarEntry entry = {0};
    TarReader reader = {.arena = &arena, .path = S("x.tar"), .text = text, .err = &err};
    TarStep step = TAR_ENTRY;
    while (step == TAR_ENTRY) step = tar_next(&reader, &entry);
    if (step != TAR_FAILED) fail_msg("%s is read", why);
    if (strstr(err.message, why) == NULL) fail_msg("%s, not %s", err.message, why);
}

TEST(what_is_cut_off_or_goes_on) {
    CLEANUP(buffer_free) Buffer out = {0};
    add_file(&out, S("a"), S("content"));
    tar_add_end(&out);
    Str text = buffer_text(&out);
    for (size_t len = 0; len < text.len; len += 64) refuse_text(str_slice(text, 0, len), "cut off");
    buffer_add(&out, S("x"));
    refuse_text(buffer_text(&out), "follows the end");
}

/* An extended header with that content before a file. */
static void refuse_pax(Str content, const char *why) {
    CLEANUP(buffer_free) Buffer out = {0};
    add_file(&out, S("pax"), content);
    out.bytes[TYPE] = 'x';
    memset(out.bytes + CHECKSUM, ' ', 8);
    unsigned sum = 0;
    for (size_t i = 0; i < TAR_BLOCK_BYTES; i++) sum += (unsigned char)out.bytes[i];
    snprintf(out.bytes + CHECKSUM, 7, "%06o", sum);
    add_file(&out, S("a"), S("content"));
    tar_add_end(&out);
    refuse_text(buffer_text(&out), why);
}

TEST(hostile_extended_headers) {
    refuse_pax(S("13 path=../a\n"), "lead out of the folder");
    refuse_pax(S("11 path=/a\n"), "lead out of the folder");
    refuse_pax(S("99 path=a\n"), "is damaged");
    refuse_pax(S("8 path=a\n"), "is damaged");
    refuse_pax(S("0 path=a\n"), "is damaged");
    refuse_pax(S("-1 path=a\n"), "is damaged");
    refuse_pax(S("99999999999999999999 path=a\n"), "is damaged");
    refuse_pax(S("path=a\n"), "is damaged");
    refuse_pax(S("\n"), "is damaged");
    refuse_pax(S("10 size=9\n"), "more than a name");
    refuse_pax(S("14 linkpath=a\n"), "more than a name");
    CLEANUP(arena_free) Arena arena = {0};
    char *most = arena_alloc(&arena, TAR_PAX_BYTES_MAX + 1);
    memset(most, 'x', TAR_PAX_BYTES_MAX + 1);
    refuse_pax((Str){most, TAR_PAX_BYTES_MAX}, "is damaged");
    refuse_pax((Str){most, TAR_PAX_BYTES_MAX + 1}, "too long");
}
