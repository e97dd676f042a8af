/* SPDX-License-Identifier: Apache-2.0 */
/* test_case_folder.c -- the folder of a case: making, locking, replacing; its evidence. */
#include "case_expect.h"
#include "respond/case_evidence.h"
#include "respond/case_yaml.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>

static const CaseFile new_case = {
    .name = S_INIT("n"), .playbook = S_INIT("p"), .opened = S_INIT("2026-11-21T15:30:00Z")};

static CaseFolder create(CasePlace *place, const char *name) {
    CaseFolder folder = {0};
    Error err = {0};
    if (!case_folder_create(&place->arena, case_place_path(place, name), &new_case, &folder,
                            &err)) {
        fail_msg("%s", err.message);
    }
    return folder;
}

static void refuse(CasePlace *place, const char *name, const char *why) {
    CaseFolder folder = {0};
    Error err = {0};
    Str path = case_place_path(place, name);
    assert_false(case_folder_create(&place->arena, path, &new_case, &folder, &err));
    if (strstr(err.message, why) == NULL) fail_msg("%s, not %s", err.message, why);
    assert_null(folder.arena);
}

TEST(a_folder_of_its_own) {
    CLEANUP(case_place_close) CasePlace place = case_place_open();
    CLEANUP(case_folder_close) CaseFolder folder = create(&place, "a/");
    CLEANUP(case_folder_close) CaseFolder again = {0};
    assert_true(str_ends(folder.path, S("/a")));
    assert_int_equal(file_kind(case_place_path(&place, "a/evidence").ptr), FILE_KIND_DIRECTORY);
    assert_true(case_folder_open(&place.arena, case_place_path(&place, "a"), &again, NULL));
    assert_true(str_equal(again.file.name, S("n")));
    refuse(&place, "a", "holds a case already");
    refuse(&place, "missing/a", "can't be made");
    assert_int_equal(mkdir(case_place_path(&place, "b").ptr, 0777), 0);
    case_place_write(&place, "b/letter.txt", S("x"));
    refuse(&place, "b", "holds \"letter.txt\"");
    assert_int_equal(file_kind(case_place_path(&place, "b/.lock").ptr), FILE_KIND_NONE);
    case_place_write(&place, "file", S("x"));
    refuse(&place, "file", "can't be listed");
}

TEST(what_a_killed_attempt_left) {
    CLEANUP(case_place_close) CasePlace place = case_place_open();
    assert_int_equal(mkdir(case_place_path(&place, "a").ptr, 0777), 0);
    assert_int_equal(mkdir(case_place_path(&place, "a/evidence").ptr, 0777), 0);
    case_place_write(&place, "a/.lock", S(""));
    case_place_write(&place, "a/case.yaml.Ab12Cd", S("case: 1\nna"));
    CLEANUP(case_folder_close) CaseFolder folder = create(&place, "a");
    assert_int_equal(file_kind(case_place_path(&place, "a/case.yaml.Ab12Cd").ptr), FILE_KIND_NONE);
    assert_true(str_equal(folder.file.name, S("n")));
}

TEST(opening_what_is_no_case) {
    CLEANUP(case_place_close) CasePlace place = case_place_open();
    CaseFolder folder = {0};
    Error err = {0};
    assert_false(case_folder_open(&place.arena, case_place_path(&place, "x"), &folder, &err));
    assert_string_equal(err.message, "is not there");
    assert_false(case_folder_open(&place.arena, str_from(place.path), &folder, &err));
    assert_non_null(strstr(err.message, "holds no case.yaml"));
    assert_false(case_folder_open(&place.arena, S(""), &folder, &err));
    case_place_write(&place, "case.yaml", S("case: 1\nwhat: x\n"));
    assert_false(case_folder_open(&place.arena, str_from(place.path), &folder, &err));
    assert_int_equal(err.line, 2);
}

TEST(edits_are_kept_and_seen) {
    CLEANUP(case_place_close) CasePlace place = case_place_open();
    CLEANUP(case_folder_close) CaseFolder first = create(&place, "a"), second = {0};
    Error err = {0};
    CaseEntry note = {S("2026-11-21T15:30:00Z"), S("me"), S("one")};
    assert_true(case_folder_open(&place.arena, case_place_path(&place, "a"), &second, &err));
    assert_true(case_folder_lock(&first, CASE_LOCK_EDIT, &err));
    assert_true(case_file_add_entry(&place.arena, &first.file.notes, note, &err));
    assert_true(case_folder_save(&first, &err));
    case_folder_unlock(&first, CASE_LOCK_EDIT);
    assert_int_equal(second.file.notes.count, 0);
    assert_true(case_folder_lock(&second, CASE_LOCK_EDIT, &err)); /* reads it anew */
    assert_int_equal(second.file.notes.count, 1);
    note.text = S("two");
    assert_true(case_file_add_entry(&place.arena, &second.file.notes, note, &err));
    assert_true(case_folder_save(&second, &err));
    case_folder_unlock(&second, CASE_LOCK_EDIT);
    assert_true(case_folder_lock(&first, CASE_LOCK_EDIT, &err));
    assert_int_equal(first.file.notes.count, 2);
}

TEST(two_runs_do_not_mix_and_an_answer_does_not_wait) {
    CLEANUP(case_place_close) CasePlace place = case_place_open();
    CLEANUP(case_folder_close) CaseFolder first = create(&place, "a"), second = {0};
    Error err = {0};
    assert_true(case_folder_open(&place.arena, case_place_path(&place, "a"), &second, &err));
    assert_true(case_folder_lock(&first, CASE_LOCK_RUN, &err));
    assert_false(case_folder_lock(&second, CASE_LOCK_RUN, &err));
    assert_non_null(strstr(err.message, "another merlon"));
    assert_true(case_folder_lock(&second, CASE_LOCK_EDIT, &err));
    case_folder_close(&first);
    assert_true(case_folder_lock(&second, CASE_LOCK_RUN, &err));
}

TEST(a_lock_ends_with_its_process) {
    CLEANUP(case_place_close) CasePlace place = case_place_open();
    CLEANUP(case_folder_close) CaseFolder folder = create(&place, "a");
    pid_t child = fork();
    if (child == 0) {
        bool locked = case_folder_lock(&folder, CASE_LOCK_RUN, NULL);
        _exit(locked ? 7 : 1); /* without giving it back */
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WEXITSTATUS(status), 7);
    assert_true(case_folder_lock(&folder, CASE_LOCK_RUN, NULL));
}

TEST(a_link_is_no_lock) {
    CLEANUP(case_place_close) CasePlace place = case_place_open();
    CLEANUP(case_folder_close) CaseFolder folder = create(&place, "a");
    Error err = {0};
    case_place_write(&place, "elsewhere", S("x"));
    assert_int_equal(unlink(case_place_path(&place, "a/.lock").ptr), 0);
    assert_int_equal(symlink("../elsewhere", case_place_path(&place, "a/.lock").ptr), 0);
    assert_false(case_folder_lock(&folder, CASE_LOCK_EDIT, &err));
}

TEST(evidence_has_a_folder_of_its_own) {
    CLEANUP(case_place_close) CasePlace place = case_place_open();
    CLEANUP(case_folder_close) CaseFolder folder = create(&place, "a");
    Error err = {0};
    Str evidence = case_place_path(&place, "a/evidence");
    assert_int_equal(rmdir(evidence.ptr), 0);
    assert_true(case_folder_lock(&folder, CASE_LOCK_RUN, &err));
    assert_int_equal(file_kind(evidence.ptr), FILE_KIND_DIRECTORY);
    assert_true(case_folder_write(&folder, S(CASE_FOLDER_REPORT_MARKDOWN), S("x"), &err));
    assert_true(str_equal(case_place_read(&place, "a/report.md"), S("x")));
    case_folder_unlock(&folder, CASE_LOCK_RUN);
    assert_int_equal(rmdir(evidence.ptr), 0);
    assert_int_equal(symlink("..", evidence.ptr), 0);
    assert_false(case_folder_lock(&folder, CASE_LOCK_RUN, &err));
    assert_string_equal(err.message, "is no folder of its own");
}

static void expect_relative(CasePlace *place, const char *folder, const char *path,
                            const char *wanted) {
    Str got = {0};
    Error err = {0};
    if (!case_folder_relative(&place->arena, str_from(folder), str_from(path), &got, &err)) {
        fail_msg("%s: %s", path, err.message);
    }
    if (!str_equal(got, str_from(wanted))) {
        fail_msg("%s from %s is %.*s, not %s", path, folder, STR_ARGS(got), wanted);
    }
}

TEST(paths_of_the_scope) {
    CLEANUP(case_place_close) CasePlace place = case_place_open();
    CLEANUP(case_folder_close) CaseFolder folder = create(&place, "case");
    Str got = {0};
    char here[4096];
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(mkdir(case_place_path(&place, "logs").ptr, 0777), 0);
    case_place_write(&place, "casefile", S("x"));
    assert_int_equal(chdir(place.path), 0);
    expect_relative(&place, "case", "logs", "../logs");
    expect_relative(&place, "new", "logs/", "../logs");
    expect_relative(&place, "new/", "./logs/../casefile", "../casefile");
    expect_relative(&place, "case", "casefile", "../casefile");
    expect_relative(&place, "case", "case/evidence", "evidence");
    expect_relative(&place, "case", "case", ".");
    expect_relative(&place, "case/evidence", ".", "../..");
    expect_relative(&place, "case", "/", "/");
    expect_relative(&place, "case", "/tmp/../tmp", "/tmp/../tmp");
    Error err = {0};
    assert_false(case_folder_relative(&place.arena, S("case"), S("nothing"), &got, &err));
    assert_false(case_folder_relative(&place.arena, S("case"), S("\xFF"), &got, &err));
    assert_false(case_folder_relative(&place.arena, S("x/y/z"), S("logs"), &got, &err));
    assert_int_equal(chdir(here), 0);
    Str resolved = case_folder_resolve(&folder, S("../logs"));
    assert_true(str_ends(resolved, S("/case/../logs")));
    assert_true(str_equal(case_folder_shown(&folder, resolved), S("../logs")));
    assert_true(str_equal(case_folder_resolve(&folder, S("/x")), S("/x")));
    assert_true(str_equal(case_folder_shown(&folder, S("/x")), S("/x")));
}

TEST(evidence_is_replaced_as_a_whole) {
    CLEANUP(case_place_close) CasePlace place = case_place_open();
    CLEANUP(case_folder_close) CaseFolder folder = create(&place, "a");
    CaseEvidence evidence = {0};
    Error err = {0};
    case_place_write(&place, "a/evidence/step.jsonl.Zz9900", S("{"));
    assert_true(case_folder_lock(&folder, CASE_LOCK_RUN, &err));
    Str left = case_place_path(&place, "a/evidence/step.jsonl.Zz9900");
    assert_int_equal(file_kind(left.ptr), FILE_KIND_NONE);
    assert_true(case_evidence_open(&evidence, &folder, S("step"), &err));
    case_evidence_add(&evidence, S("{\"a\":1}"));
    case_evidence_add(&evidence, S("{\"a\":2}"));
    assert_int_equal(file_kind(case_evidence_path(&folder, S("step")).ptr), FILE_KIND_NONE);
    assert_true(case_evidence_close(&evidence, true, &err));
    assert_true(case_evidence_open(&evidence, &folder, S("step"), &err));
    case_evidence_add(&evidence, S("{}"));
    assert_true(case_evidence_close(&evidence, false, &err));
    assert_true(
        str_equal(case_place_read(&place, "a/evidence/step.jsonl"), S("{\"a\":1}\n{\"a\":2}\n")));
}

TEST(source_files_are_hashed_once) {
    CLEANUP(case_place_close) CasePlace place = case_place_open();
    CLEANUP(case_folder_close) CaseFolder folder = create(&place, "a");
    Error err = {0};
    case_place_write(&place, "b.json", S("abc"));
    case_place_write(&place, "a\n.json", S(""));
    assert_true(case_folder_lock(&folder, CASE_LOCK_RUN, &err));
    CaseSources sources = case_evidence_sources(&place.arena, &folder);
    Str path = case_folder_resolve(&folder, S("../b.json"));
    const CaseSource *source = case_evidence_source(&sources, path);
    assert_true(str_equal(source->path, S("../b.json")));
    case_place_write(&place, "b.json", S("other"));
    assert_ptr_equal(case_evidence_source(&sources, path), source);
    assert_int_equal(source->bytes, 3);
    (void)case_evidence_source(&sources, case_folder_resolve(&folder, S("../a\n.json")));
    (void)case_evidence_source(&sources, case_folder_resolve(&folder, S("../none")));
    assert_true(case_evidence_write_sources(&sources, &err));
    Str wanted =
        S("{\"file\":\"../a\\n.json\",\"bytes\":0,\"sha256\":"
          "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}\n"
          "{\"file\":\"../b.json\",\"bytes\":3,\"sha256\":"
          "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"}\n"
          "{\"file\":\"../none\",\"fault\":\"can't be opened: No such file or directory\"}\n");
    Str got = case_place_read(&place, "a/evidence/files.jsonl");
    if (!str_equal(got, wanted)) fail_msg("%.*s", STR_ARGS(got));
}
