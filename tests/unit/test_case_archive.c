/* SPDX-License-Identifier: Apache-2.0 */
/* test_case_archive.c -- a case as a tar, and what a check against its manifest finds. */
#include "case_expect.h"
#include "respond/case_archive.h"
#include "text/tar.h"

#include <sys/stat.h>

static const CaseFile new_case = {
    .name = S_INIT("n"), .playbook = S_INIT("p"), .opened = S_INIT("2026-11-21T15:30:00Z")};

static CaseCheck export_case(CasePlace *place) {
    CLEANUP(case_folder_close) CaseFolder folder = {0};
    CaseCheck check = {0};
    Error err = {0};
    Str path = case_place_path(place, "case");
    bool ok = case_folder_open(&place->arena, path, &folder, &err) &&
              case_folder_lock(&folder, CASE_LOCK_RUN, &err) &&
              case_folder_lock(&folder, CASE_LOCK_EDIT, &err) &&
              case_archive_write(&folder, case_place_path(place, "n.tar").ptr, &check, &err);
    if (!ok) fail_msg("%s: %s", err.file, err.message);
    return check;
}

static void make_case(CasePlace *place) {
    CLEANUP(case_folder_close) CaseFolder folder = {0};
    Error err = {0};
    Str path = case_place_path(place, "case");
    if (!case_folder_create(&place->arena, path, &new_case, &folder, &err)) {
        fail_msg("%s", err.message);
    }
    case_place_write(place, "case/evidence/a.jsonl", S("{}\n"));
    case_place_write(place, "case/evidence/empty.jsonl", S(""));
    case_place_write(place, "case/back\\slash\nline <b>'$(x)'.txt", S("hostile"));
    case_place_write(place, "case/.hidden", S("x"));
    assert_int_equal(symlink("/etc/passwd", case_place_path(place, "case/link").ptr), 0);
}

/* "changed a, missing b" */
static void expect_found(CasePlace *place, const char *path, const char *wanted) {
    static const char *const words[] = {"changed", "missing", "added"};
    CLEANUP(buffer_free) Buffer out = {0};
    CaseCheck check = {0};
    Error err = {0};
    if (!case_archive_verify(&place->arena, case_place_path(place, path), &check, &err)) {
        fail_msg("%s: %s", path, err.message);
    }
    for (size_t i = 0; i < check.difference_count; i++) {
        const CaseDifference *difference = &check.differences[i];
        buffer_add_format(&out, "%s%s %.*s", i > 0 ? ", " : "", words[difference->kind],
                          STR_ARGS(difference->name));
    }
    buffer_add_byte(&out, '\0');
    assert_string_equal(out.bytes, wanted);
}

static void expect_fault(CasePlace *place, const char *path, const char *why) {
    CaseCheck check = {0};
    Error err = {0};
    assert_false(case_archive_verify(&place->arena, case_place_path(place, path), &check, &err));
    if (strstr(err.message, why) == NULL) fail_msg("%s, not %s", err.message, why);
}

TEST(an_exported_case_is_whole) {
    CLEANUP(case_place_close) CasePlace place = case_place_open();
    make_case(&place);
    expect_fault(&place, "case", "holds no MANIFEST.sha256");
    expect_fault(&place, "nothing", "is not there");
    CaseCheck check = export_case(&place);
    assert_int_equal(check.files, 4);
    expect_found(&place, "n.tar", "");
    expect_found(&place, "case", "");
    Str first = case_place_read(&place, "n.tar");
    (void)export_case(&place);
    assert_true(str_equal(first, case_place_read(&place, "n.tar")));
    case_place_write(&place, "case/evidence/a.jsonl", S("{ }\n"));
    case_place_write(&place, "case/zoo", S(""));
    assert_int_equal(unlink(case_place_path(&place, "case/evidence/empty.jsonl").ptr), 0);
    expect_found(&place, "case",
                 "changed evidence/a.jsonl, missing evidence/empty.jsonl, added zoo");
}

TEST(each_changed_byte_is_seen) {
    CLEANUP(case_place_close) CasePlace place = case_place_open();
    make_case(&place);
    CaseCheck whole = export_case(&place), check = {0};
    Str tar = case_place_read(&place, "n.tar");
    char *bytes = arena_alloc(&place.arena, tar.len);
    for (size_t i = 0; i < tar.len; i++) {
        CLEANUP(arena_free) Arena arena = {0};
        CaseMembers members = {0};
        memcpy(bytes, tar.ptr, tar.len);
        bytes[i] ^= 1;
        Error err = {0};
        bool same = case_archive_read(&arena, S("n.tar"), (Str){bytes, tar.len}, &members, &err) &&
                    case_archive_compare(&arena, S("n.tar"), &members, &check, &err) &&
                    check.difference_count == 0 &&
                    str_equal(sha256_view(&check.manifest), sha256_view(&whole.manifest));
        if (same) fail_msg("byte %zu can be changed", i);
    }
}

TEST(no_tar_within_the_case) {
    CLEANUP(case_place_close) CasePlace place = case_place_open();
    CLEANUP(case_folder_close) CaseFolder folder = {0};
    CaseCheck check = {0};
    Error err = {0};
    make_case(&place);
    assert_true(case_folder_open(&place.arena, case_place_path(&place, "case"), &folder, &err));
    assert_true(case_folder_lock(&folder, CASE_LOCK_RUN, &err));
    assert_true(case_folder_lock(&folder, CASE_LOCK_EDIT, &err));
    Str inside = case_place_path(&place, "case/evidence/../x.tar");
    assert_false(case_archive_write(&folder, inside.ptr, &check, &err));
    assert_non_null(strstr(err.message, "lies in the folder of the case"));
    Str nowhere = case_place_path(&place, "no/x.tar");
    assert_false(case_archive_write(&folder, nowhere.ptr, &check, &err));
}

static void refuse(CasePlace *place, const char *const *files, const char *why) {
    CLEANUP(buffer_free) Buffer out = {0};
    for (; *files != NULL; files += 2) {
        tar_add_header(&out, str_from(files[0]), strlen(files[1]));
        buffer_add(&out, str_from(files[1]));
        tar_add_padding(&out, strlen(files[1]));
    }
    tar_add_end(&out);
    case_place_write(place, "x.tar", buffer_text(&out));
    expect_fault(place, "x.tar", why);
}

#define SUM "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

TEST(hostile_archives) {
    CLEANUP(case_place_close) CasePlace place = case_place_open();
    refuse(&place, (const char *[]){"n/a", "", NULL}, "holds no MANIFEST.sha256");
    refuse(&place, (const char *[]){"n/a", "", "m/b", "", NULL}, "more than one folder");
    refuse(&place, (const char *[]){"n/a", "", "n/b", "", "n/a", "", NULL}, "holds \"a\" twice");
    refuse(&place, (const char *[]){"n/MANIFEST.sha256", "", "n/MANIFEST.sha256", "", NULL},
           "MANIFEST.sha256 twice");
    refuse(&place, (const char *[]){"a", "", NULL}, "in no folder");
    refuse(&place, (const char *[]){"n/MANIFEST.sha256", "x  a\n", NULL}, "line 1 of MANIFEST");
    refuse(&place, (const char *[]){"n/MANIFEST.sha256", SUM "  a\n" SUM "  ../b\n", NULL},
           "line 2 of MANIFEST");
    refuse(&place, (const char *[]){"n/MANIFEST.sha256", "\\" SUM "  a\\x\n", NULL},
           "line 1 of MANIFEST");
    refuse(&place, (const char *[]){"n/MANIFEST.sha256", SUM "  a\n" SUM "  a\n", NULL},
           "lists \"a\" twice");
    case_place_write(&place, "empty.tar", S(""));
    expect_fault(&place, "empty.tar", "cut off");
}
